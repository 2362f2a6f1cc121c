"""Checking a chain: nothing changed, removed, inserted, reordered, or erased unsaid."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from govlab.errors import TamperedError
from govlab.ledger._event import ERASED, Head, chain_hash, commitment, genesis
from govlab.text import message

_TEXTS = ("time", "actor", "kind", "serial", "commitment", "previous", "hash")


def verify_rows(name: str, rows: Iterable[Mapping[str, Any]], head: Head | None) -> int:
    """Return how many events `rows` holds when the chain is whole.

    Parameters
    ----------
    name : str
        The ledger's name, on which its first link depends.
    rows : iterable of mapping
        Stored rows in order of `seq`.
    head : Head or None
        A head saved earlier, which must still stand in the chain.

    Raises
    ------
    TamperedError
        Naming the first event that is not what was sealed.
    """
    previous, seq = genesis(name), 0
    emptied: set[int] = set()  # events without a body
    declared: set[int] = set()  # events that a later one says were erased
    for seq, row in enumerate(rows, start=1):
        if not _holds(row, seq, previous):
            raise TamperedError(message("ledger.tampered", name=name, seq=seq))
        if head is not None and seq == head.seq and row["hash"] != head.hash:
            raise TamperedError(message("ledger.tampered", name=name, seq=seq))
        if row["salt"] is None:
            emptied.add(seq)
        elif row["kind"] == ERASED:
            declared.add(json.loads(row["body"])["seq"])
        previous = row["hash"]
    if head is not None and seq < head.seq:
        raise TamperedError(message("ledger.cut_off", name=name, seq=seq + 1, last=head.seq))
    if emptied != declared:
        first = min(emptied ^ declared)
        raise TamperedError(message("ledger.erased_unsaid", name=name, seq=first))
    return seq


def _holds(row: Mapping[str, Any], seq: int, previous: str) -> bool:
    """Tell whether `row` is event `seq` after the hash `previous`, as it was sealed."""
    if not all(isinstance(row[text], str) for text in _TEXTS):
        return False
    if row["seq"] != seq or row["previous"] != previous or row["hash"] != _resealed(row):
        return False
    if row["salt"] is None and row["body"] is None:
        return True
    try:
        return bool(row["commitment"] == commitment(row["salt"], row["body"]))
    except (TypeError, ValueError, AttributeError):  # one of the two missing, or not text
        return False


def _resealed(row: Mapping[str, Any]) -> str | None:
    return chain_hash(dict(row)) if isinstance(row["key"], str | None) else None
