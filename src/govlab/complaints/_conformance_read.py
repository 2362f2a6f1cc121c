"""Reading a log against a declaration: each different word is looked up once."""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from govlab.complaints._conformance_trail import (
    NEVER,
    OUTCOME,
    STAGE,
    UNKNOWN,
    Trail,
    coded,
    codes_of,
    instants_of,
    names_of,
)
from govlab.complaints._process import Process
from govlab.errors import InputError
from govlab.tables import fold
from govlab.text import message

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from govlab.logs import Log

# Columns in which a log says when a case came to a stage, and when it came in at all.
_READY = ("ready", "entered", "enqueued")
_ARRIVED = ("arrived", "arrival", "received")
# Column of cases that says at which stage, or before which, a case stands now.
_AT = "stage"
_NUMBERED = re.compile(r"^(.*\D)[\s#:/_.-]*\d+$")


def trail(log: "Log", process: Process, names: Mapping[str, str] | None = None) -> Trail:
    """Return `log` read against `process`.

    Parameters
    ----------
    names : mapping of str to str, optional
        Activities of the log to ids of the declaration, where the log has words of its own.

    Raises
    ------
    InputError
        When a name is given an id that the declaration does not have.
    """
    events = log.events
    tables = (
        process.stages,
        process.accompaniments,
        process.outcomes,
        process.reports,
        process.deadlines,
        process.channels,
    )
    known = names_of(*tables)
    for word, name in (names or {}).items():
        found = next(((k, list(t).index(name)) for k, t in enumerate(tables) if name in t), None)
        if found is None:
            raise InputError(
                message(
                    "complaints_check.unknown_target",
                    activity=word,
                    value=name,
                    process=process.id,
                    known=", ".join(process.stages),
                )
            )
        known[fold(word)] = found
    case, ids = coded(events["case"])
    seq = events["seq"].to_numpy(dtype=np.int64)
    row = _ordered(case, seq)
    case, seq = case[row], seq[row]
    codes, words = codes_of(events["activity"])
    activity = codes[row]
    resolved = np.array([_kind(str(word), known) for word in words] or [(UNKNOWN, -1)])
    kind, item = resolved[activity].T
    start = events["start"].to_numpy(dtype=np.int64)[row]
    stated = instants_of(events, "end")[row]
    end = np.where((stated != NEVER) & (stated < start), start, stated)
    resource = codes_of(events["resource"])[0][row] if "resource" in events else np.zeros(len(row))
    duplicate = _duplicates(case, activity, start, stated, resource.astype(np.int64))
    duplicate &= ~_returned(process, case, activity, start, stated, resource, kind, item)
    outcome = np.full(len(row), -1)
    if "outcome" in events.columns:
        said, values = codes_of(events["outcome"])
        ends = names_of(process.outcomes)
        place = np.array([ends.get(fold(str(one)), (0, -1))[1] for one in values] + [-1])
        outcome = np.where(kind == STAGE, place[said[row]], -1)
    outcome = np.where(kind == OUTCOME, item, outcome)
    close = np.full(len(ids), -1)
    shutting = np.flatnonzero((outcome >= 0) & ~duplicate)[::-1]
    close[case[shutting]] = shutting  # the first that closes it
    at = np.arange(len(row))
    before = (close[case] < 0) | (at <= close[case])
    visits = np.flatnonzero((kind == STAGE) & ~duplicate & before)
    arrived = _arrivals(log, ids, case, start)
    told = next((one for one in _READY if one in events.columns), _READY[0])
    ready = instants_of(events, told)[row][visits]
    return Trail(
        log,
        process,
        ids,
        row,
        case,
        seq,
        kind,
        item,
        start,
        end,
        stated,
        duplicate,
        visits,
        _entered(ready, case[visits], start[visits], end[visits], arrived),
        _again(case[visits], item[visits], len(process.stages)),
        close,
        np.where(close >= 0, outcome[close], -1),
        arrived,
        *_waiting(log, process, ids, close, visits, case, end, arrived),
    )


def _waiting(  # noqa: PLR0917 - the parts of a log
    log: "Log",
    process: Process,
    ids: "pd.Index[Any]",
    close: "NDArray[np.int64]",
    visits: "NDArray[np.int64]",
    case: "NDArray[np.int64]",
    end: "NDArray[np.int64]",
    arrived: "NDArray[np.int64]",
) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
    """Return the stage that each open case waits for, and since when."""
    at, since = np.full(len(ids), -1), arrived.copy()
    if _AT not in log.cases.columns:
        return at, since
    codes, values = codes_of(log.cases[_AT])
    known = names_of(process.stages)
    stage = np.array([known.get(fold(str(one)), (0, -1))[1] for one in values] + [-1])[codes]
    place = ids.get_indexer(pd.Index(log.cases["case"]))
    at[place[place >= 0]] = stage[place >= 0]
    since[case[visits]] = end[visits]  # the last visit that is written stays
    # Who is at a stage already, or closed, waits for none.
    at[(close >= 0) | (since == NEVER)] = -1
    return at, since


def _kind(word: str, known: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    kind, place = known.get(fold(word), (-1, -1))
    return (kind + 1, place) if place >= 0 else (UNKNOWN, -1)


def resolver(process: Process) -> Callable[[str], tuple[frozenset[str], frozenset[str]]]:
    """Return a function from the name of a resource to the actors and resources it may mean.

    ``checkers 3`` is one of the ``checkers``.
    """
    actors: dict[str, set[str]] = {}
    pools: dict[str, set[str]] = {}
    for table, found in ((process.actors, actors), (process.resources, pools)):
        for name, one in table.items():
            for text in (name, *one.title.as_dict().values()):
                found.setdefault(fold(text), set()).add(name)

    def resolve(name: str) -> tuple[frozenset[str], frozenset[str]]:
        key = fold(name)
        if key not in actors and key not in pools:
            numbered = _NUMBERED.match(name.strip())
            key = fold(numbered[1]) if numbered else key
        return frozenset(actors.get(key, ())), frozenset(pools.get(key, ()))

    return resolve


def _ordered(case: "NDArray[np.int64]", seq: "NDArray[np.int64]") -> "NDArray[np.int64]":
    """Return the order of case and sequence; what stands so already is not sorted again."""
    later = (case[1:] > case[:-1]) | ((case[1:] == case[:-1]) & (seq[1:] >= seq[:-1]))
    if later.all():
        return np.arange(len(case))
    return np.lexsort((seq, case)).astype(np.int64)


def _duplicates(*columns: "NDArray[np.int64]") -> "NDArray[np.bool_]":
    """Return which rows repeat an earlier one in every column."""
    mixed = np.zeros(len(columns[0]), dtype=np.uint64)
    for one in columns:
        # Fibonacci hashing; rows that only look alike are told apart below.
        mixed = (mixed ^ one.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    alike = pd.Series(mixed).duplicated(keep=False).to_numpy()
    found = np.zeros(len(mixed), dtype=bool)
    if alike.any():
        some = pd.DataFrame({place: one[alike] for place, one in enumerate(columns)})
        found[alike] = some.duplicated().to_numpy()
    return found


def _returned(  # noqa: PLR0917 - the columns of events
    process: Process,
    case: "NDArray[np.int64]",
    activity: "NDArray[np.int64]",
    start: "NDArray[np.int64]",
    end: "NDArray[np.int64]",
    resource: "NDArray[Any]",
    kind: "NDArray[np.int64]",
    item: "NDArray[np.int64]",
) -> "NDArray[np.bool_]":
    """Return which events come back to what took no time, within the same moment.

    Since the last event that is the same, the moment has not ended, and the case was at
    something else, or the stage leads to itself.
    """
    found = np.zeros(len(case), dtype=bool)
    brief = start == end
    joined = brief[1:] & brief[:-1] & (case[1:] == case[:-1]) & (start[1:] == start[:-1])
    if not joined.any():
        return found
    moment = np.cumsum(np.append(True, ~joined))
    many = np.flatnonzero(np.append(False, joined) | np.append(joined, False))
    some = pd.DataFrame({"m": moment[many], "a": activity[many], "r": resource[many]})
    same = some.groupby(["m", "a", "r"], sort=False)
    last = pd.Series(many).groupby(same.ngroup().to_numpy()).shift(fill_value=-1).to_numpy()
    loops = [
        any(float(way.to.get(name, 0)) > 0 for way in one.next)
        for name, one in process.stages.items()
    ]
    itself = (kind[many] == STAGE) & np.array([*loops, False])[item[many].clip(-1, len(loops))]
    found[many] = (last >= 0) & ((many - last > 1) | itself)
    return found


def _arrivals(
    log: "Log", ids: "pd.Index[Any]", case: "NDArray[np.int64]", start: "NDArray[np.int64]"
) -> "NDArray[np.int64]":
    """Return when each case came in: as the table of cases has it, or with its first event."""
    found = np.full(len(ids), np.iinfo(np.int64).max)
    np.minimum.at(found, case, start)
    for column in log.cases.columns:
        told = log.cases[column]
        if fold(str(column)) in _ARRIVED and pd.api.types.is_integer_dtype(told):
            times = instants_of(log.cases, str(column))
            place = ids.get_indexer(pd.Index(log.cases["case"]))
            good = (place >= 0) & (times != NEVER)
            found[place[good]] = times[good]
    return found


def _entered(
    ready: "NDArray[np.int64]",
    of: "NDArray[np.int64]",
    begun: "NDArray[np.int64]",
    ended: "NDArray[np.int64]",
    arrived: "NDArray[np.int64]",
) -> "NDArray[np.int64]":
    """Return when cases came to their stages: as told, or when the stage before ended."""
    found = begun.copy()
    if len(of):
        same = of[1:] == of[:-1]
        before = np.where(ended[:-1] == NEVER, begun[1:], ended[:-1])
        found[1:] = np.where(same, before, arrived[of[1:]])
        found[0] = arrived[of[0]]
    return np.minimum(np.where(ready == NEVER, found, ready), begun)


def _again(
    case: "NDArray[np.int64]", stage: "NDArray[np.int64]", stages: int
) -> "NDArray[np.bool_]":
    return pd.Series(case * max(stages, 1) + stage).duplicated().to_numpy()
