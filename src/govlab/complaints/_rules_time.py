"""Rules of time: deadlines, meeting days, and times that cannot be."""

from typing import TYPE_CHECKING, Any

import numpy as np

from govlab.complaints import _clocks
from govlab.complaints._conformance_trail import (
    ARRIVAL,
    CLOCK,
    NEVER,
    REPORT,
    STAGE,
    local_day,
)
from govlab.complaints._plan import meetings as meeting_times
from govlab.complaints._rules import Checked, Hits, Inquiry, cited, hits, rule
from govlab.text import message

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from govlab.complaints._plan_days import Days
    from govlab.complaints._process import Hours

_DAY = 86_400_000_000
_HOUR = 3_600_000_000


@rule("late_deadline")
def late_deadline(inquiry: Inquiry) -> Checked:
    """Hold what must be done by a day against that day."""
    return _overrun(inquiry, ends=True)


@rule("missed_start")
def missed_start(inquiry: Inquiry) -> Checked:
    """Hold what must be begun by a day against that day."""
    return _overrun(inquiry, ends=False)


def _overrun(inquiry: Inquiry, *, ends: bool) -> Checked:
    """Return the clocks that were missed, of deadlines stopped by an end or by a beginning."""
    ran, deadlines = inquiry.clocks, list(inquiry.process.deadlines.values())
    mine = [at for at, one in enumerate(deadlines) if (one.stops.phase == "end") is ends]
    if not mine:
        return Checked(0, why=message("complaints_check.no_deadline"))
    found: list[Hits] = []
    for at in mine:
        clock = deadlines[at]
        of = ran.clock == at
        lapsed = (ran.state == _clocks.LAPSED) & (ran.stopped >= ran.due_end)
        ways = {
            "late": ran.state == _clocks.LATE_STATE,
            "overdue": ran.state == _clocks.OVERDUE,
            "lapsed": lapsed,
        }
        for way, which in ways.items():
            rows = np.flatnonzero(of & which)
            found += hits(
                f"{way}_{'end' if ends else 'start'}",
                ran.case[rows],
                ran.begun_by[rows],
                ran.ended_by[rows],
                source=cited(clock.basis),
                severity=None if clock.binds else "reading",
                deadline=("text", clock.title),
                act=("text", clock.act),
                started=("day", local_day(ran.started[rows])),
                due=("day", ran.due_day[rows]),
                stopped=(
                    "day",
                    local_day(np.where(ran.stopped[rows] == NEVER, inquiry.now, ran.stopped[rows])),
                ),
                days=("number", _days_over(inquiry, rows)),
            )
    unknown = inquiry.span().unknown_from
    why = message("complaints_check.unknown_holidays") if unknown is not None else None
    return Checked(int(np.isin(ran.clock, mine).sum()), tuple(found), why)


def _days_over(inquiry: Inquiry, rows: "NDArray[np.int64]") -> "NDArray[np.int64]":
    ran = inquiry.clocks
    stopped = np.where(ran.stopped[rows] == NEVER, inquiry.now, ran.stopped[rows])
    return local_day(stopped) - ran.due_day[rows]


@rule("off_meeting")
def off_meeting(inquiry: Inquiry) -> Checked:
    """Hold what a board decides against the days of its meetings."""
    found, process = inquiry.found, inquiry.process
    examined = 0
    parts: list[Hits] = []
    for place, stage in enumerate(process.stages.values()):
        board = process.resources.get(stage.resource or "")
        if board is None or board.meetings is None:
            continue
        every = board.meetings.every
        span = inquiry.span(every if isinstance(every, int) else 1)
        zero = (span.start - _clocks.FIRST_DAY).days
        held = meeting_times(board.meetings, span)
        days = {int(one) // _DAY for one in held}
        days |= (
            {_opens(span, process.calendars[stage.calendar], int(one)) for one in held}
            if (stage.calendar in process.calendars)
            else set()
        )
        events = found.visits[found.item[found.visits] == place]
        examined += len(events)
        begun = local_day(found.start[events])
        off = ~np.isin(begun - zero, np.array(sorted(days), dtype=np.int64))
        parts += hits(
            "off_meeting",
            found.case[events[off]],
            events[off],
            source=cited(stage.basis, board.basis, board.meetings.capacity.basis),
            board=("text", board.title),
            stage=("text", stage.title),
            begun=("day", begun[off]),
        )
    if not examined and not parts:
        return Checked(0, why=message("complaints_check.no_board"))
    return Checked(examined, tuple(parts))


def _opens(span: "Days", hours: "Hours", at: int) -> int:
    """Return the first day on which a calendar works from a moment of the span on."""
    day, time = divmod(at, _DAY)
    works = span.working(hours.days)
    if works[day] and time < hours.closes * _HOUR:
        return day
    after = np.flatnonzero(works[day + 1 :])
    return int(day + 1 + after[0]) if len(after) else day


@rule("negative_time", "data")
def negative_time(inquiry: Inquiry) -> Checked:
    """See that nothing ends before it begins."""
    found = inquiry.found
    wrong = (found.stated_end != NEVER) & (found.stated_end < found.start) & ~found.duplicate
    events = np.flatnonzero(wrong)
    return Checked(
        len(found.case),
        hits(
            "negative_time",
            found.case[events],
            events,
            begun=("moment", found.start[events]),
            ended=("moment", found.stated_end[events]),
        ),
    )


@rule("overlap", "data")
def overlap(inquiry: Inquiry) -> Checked:
    """See that a case is at one stage at a time."""
    found = inquiry.found
    case, events = found.case[found.visits], found.visits
    if len(events) < 2:  # noqa: PLR2004 - a pair
        return Checked(0)
    ended = found.end[events[:-1]]
    # While the stage before is going on, nothing can follow it either.
    early = (ended == NEVER) | (found.start[events[1:]] < ended)
    at = np.flatnonzero((case[1:] == case[:-1]) & early)
    return Checked(
        int((case[1:] == case[:-1]).sum()),
        hits(
            "overlap",
            case[at],
            events[at],
            events[at + 1],
            before=_title(inquiry, events[at]),
            after=_title(inquiry, events[at + 1]),
            begun=("moment", found.start[events[at + 1]]),
        ),
    )


@rule("after_close", "data")
def after_close(inquiry: Inquiry) -> Checked:
    """See that nothing is done to a case that is closed."""
    found = inquiry.found
    closed = found.closed_at[found.case]
    close = found.close[found.case]
    at = np.arange(len(found.case))
    later = (close >= 0) & (at != close) & ~found.duplicate
    stage = (found.kind == STAGE) & (at > close)
    beside = ~np.isin(found.kind, (STAGE, REPORT, CLOCK, ARRIVAL)) & (found.start > closed)
    events = np.flatnonzero(later & (stage | beside))
    return Checked(
        int((found.close >= 0).sum()),
        hits(
            "after_close",
            found.case[events],
            events,
            close[events],
            closed=("day", local_day(closed[events])),
            begun=("day", local_day(found.start[events])),
        ),
    )


@rule("duplicate_event", "data")
def duplicate_event(inquiry: Inquiry) -> Checked:
    """See that no event stands twice in the log."""
    found = inquiry.found
    events = np.flatnonzero(found.duplicate)
    return Checked(
        len(found.case),
        hits(
            "duplicate_event",
            found.case[events],
            events,
            begun=("moment", found.start[events]),
        ),
    )


def _title(inquiry: Inquiry, events: "NDArray[np.int64]") -> tuple[str, Any, Any]:
    titles = [one.title for one in inquiry.process.stages.values()]
    return "title", titles, inquiry.found.item[events]
