"""What a reader of XES finds, before it is a log: the attributes of traces and events by key."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Scope = Literal["trace", "event"]
#: Kinds of attributes with a value (IEEE 1849); the last are containers, held as JSON text.
KINDS = ("string", "date", "int", "float", "boolean", "id", "json")
#: Those whose value is the text itself.
TEXTS = frozenset({"string", "date", "id"})
Name = tuple[Scope, str, str]


class NotPlainError(Exception):
    """The file has a shape that the scan does not know; never leaves this room."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """The values of one attribute.

    Parameters
    ----------
    owner : array of int64
        Number of the trace or event that each value belongs to.
    code : array of int64
        Place of each value in `texts`.
    texts : list of str
        The distinct values as the file writes them.
    """

    owner: "NDArray[np.int64]"
    code: "NDArray[np.int64]"
    texts: list[str]

    def spread(self, owners: int) -> "NDArray[np.int64]":
        """Return the code of each of `owners`, -1 where there is no value; the last one counts."""
        codes = np.full(owners, -1, dtype=np.int64)
        codes[self.owner] = self.code
        return codes


@dataclass(frozen=True, slots=True)
class Part:
    """The attributes of some whole traces.

    Parameters
    ----------
    traces : int
        How many.
    event_trace : array of int64
        Number of the trace of each event, counted from 0.
    columns : mapping
        Attributes by ``(scope, key, kind)``, but for the times of events.
    time_owner, micros : arrays of int64
        Event and instant of each ``time:timestamp``.
    trace_lines, event_lines : list of int
        Where each begins in the file; empty when the reader does not count lines.
    """

    traces: int
    event_trace: "NDArray[np.int64]"
    columns: dict[Name, Keyed]
    time_owner: "NDArray[np.int64]"
    micros: "NDArray[np.int64]"
    trace_lines: list[int] = field(default_factory=list)
    event_lines: list[int] = field(default_factory=list)


def join(parts: list[Part]) -> Part:
    """Return one part of several that follow each other in a file."""
    if len(parts) == 1:
        return parts[0]
    known: dict[Name, dict[str, int]] = {}
    owners: dict[Name, list[NDArray[np.int64]]] = {}
    codes: dict[Name, list[NDArray[np.int64]]] = {}
    event_trace, time_owner = [], []
    traces = events = 0
    for part in parts:
        for name, column in part.columns.items():
            places = known.setdefault(name, {})
            moved = [places.setdefault(text, len(places)) for text in column.texts]
            before = traces if name[0] == "trace" else events
            owners.setdefault(name, []).append(column.owner + before)
            codes.setdefault(name, []).append(np.array(moved, dtype=np.int64)[column.code])
        event_trace.append(part.event_trace + traces)
        time_owner.append(part.time_owner + events)
        traces += part.traces
        events += len(part.event_trace)
    return Part(
        traces,
        _end_to_end(event_trace),
        {
            name: Keyed(_end_to_end(owners[name]), _end_to_end(codes[name]), list(places))
            for name, places in known.items()
        },
        _end_to_end(time_owner),
        _end_to_end([part.micros for part in parts]),
    )


def _end_to_end(arrays: "list[NDArray[np.int64]]") -> "NDArray[np.int64]":
    return np.concatenate(arrays) if arrays else np.empty(0, dtype=np.int64)
