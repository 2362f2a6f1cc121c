"""From attributes by key to a log: names, resources, lifecycles, what else is known."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from govlab.errors import InputError
from govlab.logs._attributes import Column, texts_of
from govlab.logs._lifecycle import COMPLETE, OTHER, START, Pairs, pair
from govlab.logs._log import Log, Provenance, nothing
from govlab.logs._xes_parts import KINDS, TEXTS, NotPlainError, Part, Scope
from govlab.logs._xes_tree import Head, value_of
from govlab.text import Message, message

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAME, RESOURCE, TIME = "concept:name", "org:resource", "time:timestamp"
TRANSITION, INSTANCE = "lifecycle:transition", "concept:instance"
#: What the attribute ``software`` of a log says when this program wrote it.
SOFTWARE = "govlab"
#: The number of an event in its case, as text.
WHOLE = re.compile("[0-9]{1,18}")
_ROLES = frozenset({NAME, RESOURCE, TIME, TRANSITION, "outcome", "deadline_state"})
_TOLD = 20


@dataclass(frozen=True, slots=True)
class _Values:
    """One attribute of all owners: the place of each one's value, -1 for none."""

    codes: "NDArray[np.int64]"
    held: list[Any]
    plain: bool = False

    def texts(self) -> list[str]:
        if self.plain:
            return self.held
        return [
            str(one.get("value", one)) if isinstance(one, dict) else str(one) for one in self.held
        ]

    def of(self, pairs: Pairs) -> "_Values":
        """Return the attribute of each piece of work: of its end, or else of its beginning."""
        ends = np.where(pairs.last < 0, pairs.first, pairs.last)
        codes = self.codes[ends]
        return _Values(np.where(codes < 0, self.codes[pairs.first], codes), self.held, self.plain)


def assemble(head: Head, part: Part, where: str) -> Log:
    """Return the log that the attributes make.

    Raises
    ------
    InputError
        With every trace and event that has no name or no time, or ends before it starts.
    NotPlainError
        The same when the reader counted no lines to tell them by.
    """
    events = len(part.event_trace)
    names = _values(part, "trace", NAME, part.traces)
    activity = _values(part, "event", NAME, events)
    micros = np.zeros(events, dtype=np.int64)
    timed = np.zeros(events, dtype=np.bool_)
    micros[part.time_owner], timed[part.time_owner] = part.micros, True
    cases = _case_names(names)
    _hold(part, where, cases, activity, timed)
    own = head.attributes.get("software") == SOFTWARE
    transition = _values(part, "event", TRANSITION, events)
    instance = _values(part, "event", INSTANCE, events)
    pairs = pair(_work(part, activity, instance), _transitions(transition))
    ended = pairs.last >= 0
    start, end = micros[pairs.first], micros[np.where(ended, pairs.last, pairs.first)]
    _hold_order(part, where, start, end, pairs)
    trace = part.event_trace[pairs.first]
    rows = len(trace)
    seq, order = _sequence(trace, instance.of(pairs) if own else None)
    frame = pd.DataFrame(
        {
            "case": pd.Categorical.from_codes(trace, pd.Index(cases, dtype="str")),
            "seq": seq,
            "activity": _categorical(activity.of(pairs)),
            "resource": _categorical(_values(part, "event", RESOURCE, events).of(pairs)),
            "start": start,
            "end": pd.array(end, dtype="Int64") if ended.all() else _ends(end, ended),
            "outcome": _texts(_values(part, "event", "outcome", events).of(pairs)),
            "deadline_state": _texts(_values(part, "event", "deadline_state", events).of(pairs)),
            "attributes": texts_of(_others(part, pairs, transition, own=own), rows),
        }
    )
    if order is not None:
        frame = frame.iloc[order].reset_index(drop=True)
    return Log(frame, _cases(part, cases), _provenance(head, where))


def _values(part: Part, scope: Scope, key: str, owners: int) -> _Values:
    """Return one attribute of all owners, whatever kinds it is written in."""
    codes = np.full(owners, -1, dtype=np.int64)
    values: list[Any] = []
    plain = True
    for kind in KINDS:
        held = part.columns.get((scope, key, kind))
        if held is None:
            continue
        found = held.spread(owners)
        if kind in TEXTS:
            codes = np.where(found < 0, codes, found + len(values)) if values else found
            values += held.texts
            continue
        plain = False
        codes = np.where(found < 0, codes, found + len(values))
        try:
            values += [value_of(kind, text) for text in held.texts]
        except ValueError:
            raise NotPlainError from None
    return _Values(codes, values, plain)


def _case_names(names: _Values) -> list[str]:
    texts = names.texts()
    if np.array_equal(names.codes, np.arange(len(texts))):
        return texts
    return [*map([*texts, ""].__getitem__, names.codes.tolist())]


def _hold(
    part: Part, where: str, cases: list[str], activity: _Values, timed: "NDArray[np.bool_]"
) -> None:
    """Tell the traces and events that lack a name or a time."""
    if not len(part.event_trace):
        raise InputError(message("logs.empty", file=where))
    texts = np.array([text == "" for text in activity.texts()] + [True])
    unnamed = [place for place, name in enumerate(cases) if not name]
    twice = pd.Series(cases, dtype="str").duplicated().to_numpy()
    broken = [
        *((message("logs.no_case", file=where, line=_line(part.trace_lines, i))) for i in unnamed),
        *(
            message("logs.case_twice", file=where, line=_line(part.trace_lines, i), case=cases[i])
            for i in np.flatnonzero(twice).tolist()
            if cases[i]
        ),
        *(
            message("logs.no_activity", file=where, line=_line(part.event_lines, i))
            for i in np.flatnonzero(texts[activity.codes]).tolist()
        ),
        *(
            message("logs.no_time", file=where, line=_line(part.event_lines, i))
            for i in np.flatnonzero(~timed).tolist()
        ),
    ]
    _refuse(part, broken)


def _hold_order(
    part: Part, where: str, start: "NDArray[np.int64]", end: "NDArray[np.int64]", pairs: Pairs
) -> None:
    _refuse(
        part,
        [
            message("logs.backwards", file=where, line=_line(part.event_lines, int(pairs.last[i])))
            for i in np.flatnonzero(end < start)
        ],
    )


def _line(lines: list[int], place: int) -> int:
    return lines[place] if lines else 0


def _refuse(part: Part, broken: list[Message]) -> None:
    if broken and not part.event_lines:
        raise NotPlainError
    if broken:
        raise InputError(message("logs.problems", count=len(broken), lines=broken[:_TOLD]))


def _work(part: Part, activity: _Values, instance: _Values) -> "NDArray[np.int64]":
    """Return one number for each case, activity and instance."""
    work = part.event_trace * (len(activity.held) + 1) + activity.codes
    if not instance.held:
        return work
    return work * (len(instance.held) + 1) + instance.codes + 1


def _transitions(found: _Values) -> "NDArray[np.int64]":
    known = {"start": START, "complete": COMPLETE}
    # An event that states no transition is one that is done.
    meaning = np.array([*(known.get(text.lower(), OTHER) for text in found.texts()), COMPLETE])
    return meaning[found.codes]


def _sequence(
    trace: "NDArray[np.int64]", instance: _Values | None
) -> "tuple[NDArray[np.int64], NDArray[np.int64] | None]":
    """Return the order of each event in its case, and the order of the rows if it is another."""
    begins = np.flatnonzero(np.concatenate([[True], np.diff(trace) != 0]))
    sizes = np.diff(np.concatenate([begins, [len(trace)]]))
    counted = np.arange(len(trace)) - np.repeat(begins, sizes)
    if instance is None or (instance.codes < 0).any():
        return counted, None
    texts = instance.texts()
    if not all(WHOLE.fullmatch(text) for text in texts):
        return counted, None
    seq = np.array([int(text) for text in texts], dtype=np.int64)[instance.codes]
    order = np.lexsort((seq, trace))
    if (order == np.arange(len(order))).all():
        return seq, None
    return seq, order


def _categorical(found: _Values) -> "pd.Categorical":
    texts = found.texts()
    return pd.Categorical.from_codes(*_distinct(found.codes, texts))


def _distinct(codes: "NDArray[np.int64]", texts: list[str]) -> tuple[Any, Any]:
    """Return codes and categories, one category a text, none of them empty."""
    places: dict[str, int] = {}
    moved = [places.setdefault(text, len(places)) if text else -1 for text in texts]
    moved.append(-1)
    return np.array(moved, dtype=np.int64)[codes], pd.Index(list(places), dtype="str")


def _texts(found: _Values) -> "pd.Series[Any]":
    texts = pd.array([text or None for text in found.texts()], dtype="str")
    if not len(texts):
        return nothing(len(found.codes))
    return pd.Series(texts.take(found.codes, allow_fill=True))


def _ends(end: "NDArray[np.int64]", ended: "NDArray[np.bool_]") -> Any:
    return pd.arrays.IntegerArray(end, ~ended)


def _others(part: Part, pairs: Pairs, transition: _Values, *, own: bool) -> list[Column]:
    """Return the attributes that no column of the log holds."""
    found: list[Column] = []
    keys = {key for scope, key, _ in part.columns if scope == "event"}
    for key in sorted(keys - _ROLES - ({INSTANCE} if own else set())):
        values = _values(part, "event", key, len(part.event_trace)).of(pairs)
        found.append((key if key != INSTANCE else "instance", values.codes, values.held))
    other = _transitions(transition)[pairs.first] == OTHER
    if other.any():
        found.append(
            (TRANSITION, np.where(other, transition.codes[pairs.first], -1), transition.held)
        )
    return found


def _cases(part: Part, names: list[str]) -> pd.DataFrame:
    columns: dict[str, Any] = {"case": pd.Series(names, dtype="str")}
    keys = {key for scope, key, _ in part.columns if scope == "trace"} - {NAME}
    for key in sorted(keys):
        found = _values(part, "trace", key, part.traces)
        columns[key if key != "case" else "case attribute"] = series_of(
            [found.held[code] if code >= 0 else None for code in found.codes.tolist()]
        )
    return pd.DataFrame(columns)


_DTYPES = {str: "str", int: "Int64", float: "float64", bool: "boolean"}


def series_of(values: list[Any]) -> "pd.Series[Any]":
    """Return values as a column of their one type, or as they are."""
    kinds = {type(one) for one in values if one is not None}
    kind = next(iter(kinds)) if len(kinds) == 1 else None
    if kind is int and any(abs(one) >= 2**63 for one in values if one is not None):
        kind = None
    dtype: Any = _DTYPES.get(kind, "object") if kind else "object"
    series: pd.Series[Any] = pd.Series(values, dtype=dtype)
    return series


def _provenance(head: Head, where: str) -> Provenance:
    said = head.attributes
    simulated = said.get("simulated", "").lower() == "true"
    if said.get("software") == SOFTWARE:
        return Provenance(said.get("source", where), simulated, said.get("note", ""))
    return Provenance(where, simulated)
