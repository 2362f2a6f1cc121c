"""What one event is, and the seals that bind it: commitment to its body, hash to the chain."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from govlab.errors import InputError
from govlab.files import canonical_json, sha256_of
from govlab.text import message

#: Columns that every reader of a ledger may rely on.
CONTRACT = ("seq", "time", "actor", "kind", "serial", "commitment", "previous", "hash")
#: Kind of the event that says another event's body was erased; nobody else may use it.
ERASED = "erased"

_SEALED = ("seq", "time", "actor", "kind", "serial", "key", "commitment", "previous")


@dataclass(frozen=True, slots=True)
class Event:
    """One event as the ledger holds it.

    Parameters
    ----------
    seq : int
        1 for the first event, without gaps.
    time : str
        When, as the writer said: ISO 8601, UTC, microseconds.
    actor, kind, serial : str
        Who did what to which thing (certificate, sitting, case).
    key : str or None
        Digest of the idempotency key. The key itself may tell of a person and is not kept.
    body : object
        The JSON value that was appended; None when erased.
    salt : str or None
        32 random bytes in hexadecimal, without which a commitment to a guessable body
        would betray it; None when erased.
    commitment : str
        SHA-256 over salt and canonical body: it stays when the body goes.
    previous, hash : str
        SHA-256 of the event before, and of this one's fields (all but body and salt).
    """

    seq: int
    time: str
    actor: str
    kind: str
    serial: str
    key: str | None
    body: Any
    salt: str | None
    commitment: str
    previous: str
    hash: str

    @property
    def erased(self) -> bool:
        """Whether the body was taken out; what remains proves only that it was there."""
        return self.salt is None


class Head(NamedTuple):
    """The last event's number and hash; kept elsewhere, it shows a cut-off tail."""

    seq: int
    hash: str


def genesis(name: str) -> str:
    """Return the hash before the first event of the ledger `name`.

    Bound to the name, so that one ledger's events cannot pass for another's.

    Examples
    --------
    >>> genesis("register") != genesis("responses")
    True
    """
    return sha256_of(b"govlab ledger 1\n" + name.encode())


def commitment(salt: str, body: str) -> str:
    """Return the commitment to `body`, canonical JSON as text, under `salt`, hexadecimal."""
    return hashlib.sha256(bytes.fromhex(salt) + body.encode()).hexdigest()


def chain_hash(fields: dict[str, Any]) -> str:
    """Return the hash of an event: SHA-256 of the canonical JSON of its sealed fields."""
    return sha256_of(canonical_json({name: fields[name] for name in _SEALED}))


def key_digest(kind: str, key: str) -> str:
    """Return what is kept of an idempotency key."""
    return sha256_of(canonical_json([kind, key]))


def timestamp(now: datetime) -> str:
    """Return `now` as the ledger writes it.

    Raises
    ------
    InputError
        When `now` has no time zone: it could be any of a day's hours.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> timestamp(datetime(2026, 11, 22, 9, 30, tzinfo=ZoneInfo("Asia/Bangkok")))
    '2026-11-22T02:30:00.000000Z'
    """
    if now.utcoffset() is None:
        raise InputError(message("ledger.no_time_zone", now=now.isoformat()))
    return now.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
