"""Legal clocks of any log: which deadline ran when for which case, and what became of it.

The rules are those of the engine: at one moment clocks stop before they start; a clock that
runs is not started again; a case that closes ends the clocks it still has as *lapsed*; the
last day counts whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from govlab.complaints._conformance_read import trail
from govlab.complaints._conformance_trail import (
    DAY,
    NEVER,
    REPORT,
    Trail,
    local_day,
    midnight_after,
)
from govlab.complaints._plan_days import Days, due_table
from govlab.complaints._process import LATE, Mark, Process
from govlab.thai import BANGKOK, WorkCalendar, government_calendar

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from govlab.logs import Log

#: States of a deadline, in the order of the engine.
STATES = ("on_time", "late", "running", "overdue", "lapsed")
ON_TIME, LATE_STATE, RUNNING, OVERDUE, LAPSED = range(5)
FIRST_DAY = date(1970, 1, 1)
_PHASES = {"enter": 0, "start": 1, "end": 2}
# Days beyond the last one: a meeting may be carried past it.
_MARGIN = 40
_CLOSE = 2  # after a stop (0) and a start (1) of the same moment


@dataclass(frozen=True)
class Run:
    """The clocks of a log as arrays, one row a clock that was started.

    Parameters
    ----------
    case, clock : array
        Number of the case and place of the deadline in the declaration.
    started, stopped : array
        Microseconds UTC; `stopped` is ``NEVER`` while it runs, the close when it lapsed.
    due_day : array
        Last day, counted from 1970.
    state : array
        Place in ``STATES``.
    begun_by, ended_by : array
        Event that set it running and event that ended it, -1 for none.
    """

    case: "NDArray[np.int64]"
    clock: "NDArray[np.int64]"
    started: "NDArray[np.int64]"
    due_day: "NDArray[np.int64]"
    stopped: "NDArray[np.int64]"
    state: "NDArray[np.int64]"
    begun_by: "NDArray[np.int64]"
    ended_by: "NDArray[np.int64]"

    @cached_property
    def due_end(self) -> "NDArray[np.int64]":
        """The moment at which the last day ends."""
        return midnight_after(self.due_day)


def instant(now: date | datetime | int) -> int:
    """Return a moment in microseconds UTC; a day is over when it is meant whole."""
    if isinstance(now, int):
        return now
    if not isinstance(now, datetime):
        now = datetime.combine(now, time.max, BANGKOK)
    elif now.tzinfo is None:
        now = now.replace(tzinfo=BANGKOK)
    return (now - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def clocks(
    log: "Log",
    process: Process,
    calendar: WorkCalendar | None = None,
    now: date | datetime | int | None = None,
    *,
    names: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return every deadline that ran in a log, and what became of it.

    Parameters
    ----------
    log : Log
        Simulated or real.
    process : Process
        Whose deadlines are meant.
    calendar : WorkCalendar, optional
        Working days; those of the government when not given.
    now : datetime, date or int, optional
        The moment to judge at (a date means its end, an integer microseconds UTC); the last
        moment of the log when not given.
    names : mapping of str to str, optional
        Activities of the log to ids of the declaration.

    Returns
    -------
    DataFrame
        ``case, deadline, started, due, stopped, state, binds``: `started` and `stopped` are
        microseconds UTC, `due` is the last day; `state` is ``on_time``, ``late``,
        ``running``, ``overdue`` or ``lapsed`` (the case was closed without the act).

    Notes
    -----
    In years that `calendar` does not cover every weekday counts as a working day.
    """
    found = trail(log, process, names)
    ran = run_clocks(
        found,
        calendar or government_calendar(),
        found.last if now is None else instant(now),
    )
    return clock_table(found, ran)


def clock_table(found: Trail, ran: Run) -> pd.DataFrame:
    """Return the clocks as :func:`clocks` shows them."""
    stopped = pd.array(ran.stopped, dtype="Int64")
    stopped[ran.stopped == NEVER] = pd.NA
    deadlines = list(found.process.deadlines)
    binds = np.array([one.binds for one in found.process.deadlines.values()], dtype=bool)
    return pd.DataFrame(
        {
            "case": found.ids[ran.case],
            "deadline": _named(ran.clock, deadlines),
            "started": ran.started,
            "due": ran.due_day.astype("datetime64[D]").astype("datetime64[s]"),
            "stopped": stopped,
            "state": _named(ran.state, STATES),
            "binds": binds[ran.clock] if len(binds) else np.zeros(0, dtype=bool),
        }
    )


def _named(codes: "NDArray[np.int64]", names: Sequence[str]) -> "pd.Categorical[Any]":
    # The stubs know lists of codes only.
    return pd.Categorical.from_codes(codes, categories=list(names))  # type: ignore[call-overload,no-any-return]


def due_soon(
    found: pd.DataFrame, now: date | datetime | int, days: int = 7, *, binding: bool = False
) -> pd.DataFrame:
    """Return the clocks that run and fall due within so many days, and those overdue.

    Parameters
    ----------
    found : DataFrame
        What :func:`clocks` returns.
    now : datetime, date or int
        The day to look ahead from.
    days : int
        How far; 7 is a week: today and the seven days that follow.
    binding : bool
        Leave out readings of a rule that do not bind.

    Returns
    -------
    DataFrame
        As `found`, the most urgent first, with ``days_left`` (negative when overdue).
    """
    today = int(local_day(np.array([instant(now)]))[0])
    due = found["due"].to_numpy().astype("datetime64[D]").astype(np.int64)
    left = due - today
    open_now = found["stopped"].isna().to_numpy()
    keep = open_now & (left <= days)
    if binding:
        keep &= found["binds"].to_numpy()
    return (
        found[keep]
        .assign(days_left=left[keep])
        .sort_values(["days_left", "case", "deadline"], kind="stable")
        .reset_index(drop=True)
    )


def run_clocks(found: Trail, calendar: WorkCalendar, now: int) -> Run:
    """Return the clocks of a log read against a declaration, judged at `now`."""
    deadlines = list(found.process.deadlines.values())
    plain = [place for place, one in enumerate(deadlines) if LATE not in one.when]
    span = span_of(found, calendar, now)
    first = [_run(found, place, span, now, None) for place in plain]
    since = late_since(found, first)
    rest = [
        _run(found, place, span, now, since)
        for place in range(len(deadlines))
        if place not in plain
    ]
    every = [*first, *rest]
    parts = [
        np.concatenate([getattr(one, name) for one in every] or [np.zeros(0, dtype=np.int64)])
        for name in (
            "case",
            "clock",
            "started",
            "due_day",
            "stopped",
            "state",
            "begun_by",
            "ended_by",
        )
    ]
    order = np.lexsort((parts[1], parts[2], parts[0]))
    return Run(*(one[order] for one in parts))


def late_since(found: Trail, runs: "list[Run]") -> "NDArray[np.int64]":
    """Return from when on each case was late by a deadline that binds; the far end for never."""
    far = np.iinfo(np.int64).max
    since = np.full(len(found.ids), far)
    binds = np.array([one.binds for one in found.process.deadlines.values()], dtype=bool)
    for one in runs:
        if not len(one.case):
            continue
        stopped = np.where(one.stopped == NEVER, far, one.stopped)
        missed = binds[one.clock] & (stopped >= one.due_end)
        np.minimum.at(since, one.case[missed], one.due_end[missed])
    return since


def is_late(
    since: "NDArray[np.int64]", case: "NDArray[np.int64]", at: "NDArray[np.int64]"
) -> "NDArray[np.int64]":
    """Return 1 where a case was late at a moment, 0 where not, -1 on the stroke of midnight."""
    return np.where(since[case] < at, 1, np.where(since[case] == at, -1, 0))


def _run(
    found: Trail,
    place: int,
    span: Days,
    now: int,
    since: "NDArray[np.int64] | None",
) -> Run:
    """Run one clock over all cases."""
    clock = list(found.process.deadlines.values())[place]
    started = _moments(found, clock.starts)
    late = None if since is None else is_late(since, started.case, started.time)
    sure, _ = found.holds(clock.when, started.case, again=started.again, late=late)
    started = started.only(sure & (started.time <= now))
    stopped = _moments(found, clock.stops)
    stopped = stopped.only(stopped.time <= now)
    closed = np.flatnonzero((found.close >= 0) & (found.closed_at <= now))
    # Within a case: by moment; there the stop before the start, and the close after all.
    case = np.concatenate([stopped.case, started.case, closed])
    at = np.concatenate([stopped.time, started.time, found.closed_at[closed]])
    event = np.concatenate([stopped.event, started.event, found.close[closed]])
    last = np.iinfo(np.int64).max
    order = np.concatenate([stopped.order, started.order, np.full(len(closed), last)])
    kind = np.repeat([0, 1, _CLOSE], [len(stopped.case), len(started.case), len(closed)])
    ranked = np.lexsort((kind, order, case))
    case, at, event, kind = case[ranked], at[ranked], event[ranked], kind[ranked]
    # Of several starts in a row the first counts, and of several ends the first.
    begins = kind == 1
    first = np.ones(len(case), dtype=bool)
    first[1:] = (case[1:] != case[:-1]) | (begins[1:] != begins[:-1])
    case, at, event, kind, begins = (one[first] for one in (case, at, event, kind, begins))
    begun = np.flatnonzero(begins)
    follows = begun + 1
    ended = np.zeros(len(begun), dtype=bool)
    inside = follows < len(case)
    ended[inside] = case[follows[inside]] == case[begun[inside]]
    after = np.where(ended, follows, 0)
    stop = np.where(ended, at[after], NEVER) if len(case) else np.zeros(0, dtype=np.int64)
    zero = (span.start - FIRST_DAY).days
    due = due_table(clock.period, span)[local_day(at[begun]) - zero] // DAY - 1 + zero
    end_of_day = midnight_after(due)
    lapsed = ended & (kind[after] == _CLOSE) if len(case) else ended
    state = np.where(
        lapsed,
        LAPSED,
        np.where(
            ended,
            np.where(stop >= end_of_day, LATE_STATE, ON_TIME),
            np.where(now >= end_of_day, OVERDUE, RUNNING),
        ),
    )
    return Run(
        case[begun],
        np.full(len(begun), place),
        at[begun],
        due,
        stop,
        state,
        event[begun],
        np.where(ended, event[after], -1) if len(case) else np.zeros(0, dtype=np.int64),
    )


@dataclass(frozen=True)
class _Moments:
    case: "NDArray[np.int64]"
    time: "NDArray[np.int64]"
    order: "NDArray[np.int64]"
    event: "NDArray[np.int64]"
    again: "NDArray[np.bool_]"

    def only(self, which: "NDArray[np.bool_]") -> "_Moments":
        return _Moments(
            self.case[which],
            self.time[which],
            self.order[which],
            self.event[which],
            self.again[which],
        )


def _moments(found: Trail, mark: Mark) -> _Moments:
    """Return every moment of the log that a mark means."""
    if mark.stage is None:
        # What only reports are told of is no case; one that still waits to begin is.
        told = found.case_rows
        cases = np.unique(np.concatenate([found.case[found.kind != REPORT], told[told >= 0]]))
        none = np.full(len(cases), -1)
        return _Moments(cases, found.arrived[cases], none, none, np.zeros(len(cases), dtype=bool))
    phase = _PHASES[mark.phase]
    stage = found.stages.index(mark.stage)
    which = np.flatnonzero(found.item[found.visits] == stage)
    events = found.visits[which]
    if phase == 0:
        waits = np.flatnonzero(found.waits_at == stage)
        none = np.full(len(waits), -1)
        return _Moments(
            np.concatenate([found.case[events], waits]),
            np.concatenate([found.enter[which], found.waits_since[waits]]),
            np.concatenate([events * 3, none + 3 * len(found.case)]),
            np.concatenate([events, none]),
            np.concatenate([found.again[which], _was_there(found, waits, stage)]),
        )
    if phase == 1:
        at = found.start[events]
    else:
        at = found.end[events]
        which, events, at = which[at != NEVER], events[at != NEVER], at[at != NEVER]
    return _Moments(found.case[events], at, events * 3 + phase, events, found.again[which])


def _was_there(found: Trail, cases: "NDArray[np.int64]", stage: int) -> "NDArray[np.bool_]":
    """Return which of some cases had been at a stage."""
    been = found.case[found.visits[found.item[found.visits] == stage]]
    return np.isin(cases, been)


def span_of(found: Trail, calendar: WorkCalendar, now: int, step: int = 1) -> Days:
    """Return the days that a log and the moment of judging lie in.

    The first is so many times `step` before the start of the process that the log fits in:
    a meeting every ten days keeps its days.
    """
    moments = np.concatenate([found.start, found.arrived, [now]])
    first = int(local_day(moments.min(keepdims=True))[0])
    last = int(local_day(np.array([max(found.last, now)]))[0])
    start = (found.process.start - FIRST_DAY).days
    start -= -((first - start) // step) * step if first < start else 0
    return Days(FIRST_DAY + timedelta(days=start), last - start + _MARGIN, calendar)


__all__ = ["DAY", "STATES", "Run", "clock_table", "clocks", "due_soon", "instant", "run_clocks"]
