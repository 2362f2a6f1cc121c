"""The ledger: append, read, erase a body, verify."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from govlab.ledger import _engine
from govlab.ledger._event import CONTRACT, Event, Head
from govlab.ledger._schema import events_table
from govlab.ledger._transaction import Row, Transaction, as_event, in_order, last
from govlab.ledger._verify import verify_rows

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Engine

_PAGE = 1000  # events read in one transaction


class Ledger:
    """An append-only chain of events in a database.

    Each event carries the hash of the one before, so that a change anywhere shows; see
    :class:`~govlab.ledger.Event` for what is sealed. SQLite files (write-ahead log, full
    synchronisation, immediate transactions) serve any number of threads and processes of
    one machine, PostgreSQL several machines. Safe to share between threads, to pickle,
    and to use after a fork.

    Parameters
    ----------
    place : str or Path
        Path of the SQLite file, made on first use with permissions ``0600``, or a URL
        ``postgresql://user@host/database``.
    name : str
        Which ledger in that database: a table of its own.
    randbytes : callable
        Source of salts: number of bytes to bytes. The operating system's, except in tests.

    Raises
    ------
    FaultError
        When the database cannot be opened, or stands in a synchronised folder.
    InputError
        When the file is no database, or `place` or `name` is malformed.

    Examples
    --------
    >>> from datetime import UTC
    >>> from tempfile import TemporaryDirectory
    >>> noon = datetime(2026, 11, 22, 5, tzinfo=UTC)
    >>> with TemporaryDirectory() as folder, Ledger(Path(folder, "register.db")) as register:
    ...     event = register.append(
    ...         kind="issued", serial="ก-0001", body={"name": "สมหญิง"}, actor="นายทะเบียน", now=noon
    ...     )
    ...     (event.seq, event.time, register.verify())
    (1, '2026-11-22T05:00:00.000000Z', 1)
    """

    def __init__(
        self,
        place: str | Path,
        name: str = "register",
        *,
        randbytes: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._table = events_table(name)
        self._randbytes = randbytes
        self._where = _engine.address(place)
        self._pid = os.getpid()
        self._open = _engine.connect(self._where)
        with _engine.plain_faults(self._where):
            _engine.prepare(self._open, self._where, self._table)

    def __reduce__(self) -> tuple[Any, ...]:
        place = (
            self._where
            if isinstance(self._where, Path)
            else self._where.render_as_string(hide_password=False)
        )
        return _reopen, (type(self), place, self._table.name, self._randbytes)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections of this process; the next use opens new ones."""
        self._engine.dispose()

    @property
    def _engine(self) -> "Engine":
        if self._pid != os.getpid():  # after a fork the parent's connections are not ours
            self._open.dispose(close=False)
            self._pid = os.getpid()
        return self._open

    @contextmanager
    def transaction(self, *, now: datetime) -> Iterator[Transaction]:
        """Lend a transaction: what it reads stays true until it has written, all or nothing.

        Other writers wait meanwhile, so keep it short; don't call the ledger's own
        writing methods inside, they would wait for it.

        Parameters
        ----------
        now : datetime
            Time of the events appended in it, with a time zone.

        Raises
        ------
        FaultError
            When other writers hold the ledger too long, or the disk is full: nothing
            was written.
        """
        with (
            _engine.plain_faults(self._where),
            _engine.writing(self._engine, self._table) as connection,
        ):
            yield Transaction(connection, self._table, now, self._randbytes)

    def append(
        self,
        *,
        kind: str,
        serial: str,
        body: object,
        actor: str,
        now: datetime,
        key: str | None = None,
    ) -> Event:
        """Append one event; when this returns, it is on disk.

        Parameters
        ----------
        kind : str
            What happened.
        serial : str
            The thing it happened to.
        body : object
            Any JSON value; the only part that may tell of a person, and can be erased.
        actor : str
            Who did it: an office's role or code.
        now : datetime
            When, with a time zone.
        key : str, optional
            Makes the call repeatable: the same kind, key and body again returns the event
            already there. Only its digest is kept, which a list of likely keys could
            reveal: build keys of codes, not of names or identity numbers.

        Raises
        ------
        ConflictError
            When kind and key are there with another body.
        InputError
            When a field is empty or unprintable, `body` is no JSON, `now` has no zone.
        FaultError
            As for :meth:`transaction`.
        """
        with self.transaction(now=now) as transaction:
            return transaction.append(kind=kind, serial=serial, body=body, actor=actor, key=key)

    def erase(self, seq: int, *, actor: str, now: datetime, reason: str) -> Event:
        """Empty the body of event `seq` for good and append an event that says so.

        The chain still verifies: it holds the commitment, which without its salt tells
        nothing (Personal Data Protection Act B.E. 2562, section 33). On PostgreSQL old
        pages and archives are the database administrator's to clean.

        Returns
        -------
        Event
            The event of kind ``"erased"``; its body has `seq` and `reason`.

        Raises
        ------
        UnknownNameError
            When there is no event `seq`.
        ConflictError
            When its body is gone already, or it is itself an ``"erased"`` event.
        """
        with self.transaction(now=now) as transaction:
            event = transaction.erase(seq, actor=actor, reason=reason)
        with _engine.plain_faults(self._where):
            _engine.scrub(self._engine)
        return event

    def events(
        self, *, kind: str | None = None, serial: str | None = None, after: int = 0
    ) -> Iterator[Event]:
        """Yield events in order of `seq`.

        Parameters
        ----------
        kind, serial : str, optional
            Only events of this kind, about this thing.
        after : int
            Only events with a higher `seq`.
        """
        return map(as_event, self._rows(kind, serial, after))

    def head(self) -> Head:
        """Return number and hash of the last event; of an empty ledger, 0 and its genesis."""
        with _engine.plain_faults(self._where), self._engine.connect() as connection:
            return last(connection, self._table)

    def verify(self, head: tuple[int, str] | None = None) -> int:
        """Return the number of events after checking every one.

        Parameters
        ----------
        head : (int, str), optional
            A head saved earlier, outside the database. Without one, an end cut off
            cleanly cannot be seen.

        Raises
        ------
        TamperedError
            Naming the first event that is not what was sealed.
        """
        known = None if head is None else Head(*head)
        return verify_rows(self._table.name, self._rows(None, None, 0), known)

    def to_frame(self) -> "pd.DataFrame":
        """Return all events as a table with the columns of the contract, without bodies."""
        import pandas as pd

        rows = [{name: row[name] for name in CONTRACT} for row in self._rows(None, None, 0)]
        return pd.DataFrame(rows, columns=list(CONTRACT))

    def _rows(self, kind: str | None, serial: str | None, after: int) -> Iterator[Row]:
        """Yield stored rows page by page, so that a slow reader holds no transaction open."""
        while True:
            with _engine.plain_faults(self._where), self._engine.connect() as connection:
                query = in_order(self._table, kind, serial, after).limit(_PAGE)
                page = connection.execute(query).mappings().all()
            yield from page
            if len(page) < _PAGE:
                return
            after = page[-1]["seq"]


def _reopen(
    kind: type[Ledger], place: str | Path, name: str, randbytes: Callable[[int], bytes]
) -> Ledger:
    return kind(place, name, randbytes=randbytes)
