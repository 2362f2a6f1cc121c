"""Reading and appending while no other writer can come between."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from govlab.errors import ConflictError, InputError, UnknownNameError
from govlab.files import canonical_json
from govlab.ledger._event import (
    ERASED,
    Event,
    Head,
    chain_hash,
    commitment,
    genesis,
    key_digest,
    timestamp,
)
from govlab.text import message

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select, Table

_SALT = 32  # bytes

#: A stored row by column name.
Row = Mapping[Any, Any]


def as_event(row: Row) -> Event:
    """Return the event in a stored row, its body parsed."""
    body = None if row["body"] is None else json.loads(row["body"])
    return Event(**{**row, "body": body})


def in_order(table: "Table", kind: str | None, serial: str | None, after: int) -> "Select[Any]":
    """Return the query for the rows after number `after`, of a kind and about a thing."""
    query = table.select().where(table.c.seq > after).order_by(table.c.seq)
    if kind is not None:
        query = query.where(table.c.kind == kind)
    return query if serial is None else query.where(table.c.serial == serial)


def last(connection: "Connection", table: "Table") -> Head:
    """Return the head of the ledger in `table` as `connection` sees it."""
    query = table.select().order_by(table.c.seq.desc()).limit(1)
    row = connection.execute(query).mappings().first()
    return Head(0, genesis(table.name)) if row is None else Head(row["seq"], row["hash"])


class Transaction:
    """What :meth:`Ledger.transaction` lends: methods as of the ledger, in one commit."""

    def __init__(
        self,
        connection: "Connection",
        table: "Table",
        now: datetime,
        randbytes: Callable[[int], bytes],
    ) -> None:
        self._connection = connection
        self._table = table
        self._time = timestamp(now)
        self._randbytes = randbytes

    def find(self, kind: str, key: str) -> Event | None:
        """Return the event of `kind` that was appended with `key`, if there is one."""
        row = self._found(kind, key)
        return None if row is None else as_event(row)

    def events(
        self, *, kind: str | None = None, serial: str | None = None, after: int = 0
    ) -> Iterator[Event]:
        """Yield events in order, as :meth:`Ledger.events` does."""
        query = in_order(self._table, kind, serial, after)
        return map(as_event, self._connection.execute(query).mappings())

    def head(self) -> Head:
        """Return number and hash of the last event."""
        return last(self._connection, self._table)

    def append(
        self, *, kind: str, serial: str, body: object, actor: str, key: str | None = None
    ) -> Event:
        """Append one event, as :meth:`Ledger.append` does, at this transaction's time."""
        if kind == ERASED:
            raise InputError(message("ledger.reserved_kind", kind=kind))
        content = canonical_json(body).decode()
        before = None if key is None else self._found(kind, key)
        if before is None:
            return self._add(kind, serial, content, actor, key)
        if before["body"] != content:
            raise ConflictError(
                message("ledger.conflict", kind=kind, serial=before["serial"], seq=before["seq"])
            )
        return as_event(before)

    def erase(self, seq: int, *, actor: str, reason: str) -> Event:
        """Empty the body of event `seq`, as :meth:`Ledger.erase` does."""
        table = self._table
        row = self._connection.execute(table.select().where(table.c.seq == seq)).mappings().first()
        if row is None:
            raise UnknownNameError(message("ledger.no_event", name=table.name, seq=seq))
        if row["salt"] is None or row["kind"] == ERASED:
            raise ConflictError(message("ledger.not_erasable", name=table.name, seq=seq))
        content = canonical_json({"seq": seq, "reason": reason}).decode()
        said = self._add(ERASED, row["serial"], content, actor, None)
        self._connection.execute(
            table.update().where(table.c.seq == seq).values(body=None, salt=None)
        )
        return said

    def _found(self, kind: str, key: str) -> Row | None:
        columns = self._table.c
        query = self._table.select().where(
            columns.kind == kind, columns.key == key_digest(kind, key)
        )
        return self._connection.execute(query).mappings().first()

    def _add(self, kind: str, serial: str, content: str, actor: str, key: str | None) -> Event:
        for field, text in (("kind", kind), ("serial", serial), ("actor", actor)):
            if not text or not text.isprintable():
                raise InputError(message("ledger.bad_field", field=field, value=text))
        head, salt = self.head(), self._randbytes(_SALT).hex()
        sealed = {
            "seq": head.seq + 1,
            "time": self._time,
            "actor": actor,
            "kind": kind,
            "serial": serial,
            "key": None if key is None else key_digest(kind, key),
            "commitment": commitment(salt, content),
            "previous": head.hash,
        }
        row = {**sealed, "hash": chain_hash(sealed), "body": content, "salt": salt}
        self._connection.execute(self._table.insert().values(row))
        return as_event(row)
