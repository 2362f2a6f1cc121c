"""One run of a process: its events, its cases, its deadlines and what it measured."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from govlab import chance, thai
from govlab.complaints import _engine, _indicators, _log, _plan
from govlab.complaints._kernel_tables import CASES, DAY, FAR, Plan, State, Window
from govlab.complaints._plan_days import Days
from govlab.complaints._process import Process
from govlab.complaints._reports import reports_frame
from govlab.errors import InputError
from govlab.text import Message, message

if TYPE_CHECKING:
    import pandas as pd

    from govlab.logs import Log

# Tables of calendars are arrays by day: two centuries are small, and enough.
MOST_DAYS = 73_050
# A drained run goes on until the last case has ended: so many days more, then twice as many.
# A board that meets less often leaves what comes to it where it is.
_FEW_MEETINGS = 2
_MORE_DAYS = 366


@dataclass(frozen=True, slots=True)
class _Day:
    """A day within a message."""

    day: date

    def in_language(self, lang: str) -> str:
        return thai.format_date(self.day, lang=lang)


@dataclass(frozen=True, eq=False)
class Run:
    """One simulated run.

    Parameters
    ----------
    process : Process
    seed : int or bytes
    replication : int
        Its number among the replications of the seed.
    days : int
        Days on which cases came in, from the start of the process.
    warm_up : float
        Days at the beginning that the indicators leave out; the log holds them.
    drained : bool
        Whether the simulation went on until every case had ended.
    calendar : WorkCalendar
    """

    process: Process
    seed: int | bytes
    replication: int
    days: int
    warm_up: float
    drained: bool
    calendar: thai.WorkCalendar
    plan: Plan
    state: State
    window: Window

    @cached_property
    def _rows(self) -> _log.Rows:
        key = chance.key(self.seed, "complaints", self.replication, "beside")
        return _log.rows_of(self.process, self.plan, self.state, self.window, key)

    @cached_property
    def _ids(self) -> "pd.Index[str]":
        ids: pd.Index[str] = _log.case_ids(self.process, self.count)
        return ids

    @property
    def count(self) -> int:
        """How many cases came in."""
        return int(self.state.count[CASES])

    @property
    def name(self) -> str:
        """Process, seed and number: what to say to run it again."""
        said = self.seed.hex() if isinstance(self.seed, bytes) else self.seed
        return f"{self.process.id} · seed {said} · replication {self.replication}"

    @cached_property
    def events(self) -> "pd.DataFrame":
        """The log: the columns of the contract ``events``, times in microseconds UTC.

        A row is a visit to a stage, something done beside one, or a deadline that let a
        case go first (``deadline_state`` *expedited* or *overdue*). What is still going on
        has no end. Case, activity, resource and other words are categorical.
        """
        return self._table.drop(columns="ready")

    @cached_property
    def _table(self) -> "pd.DataFrame":
        return _log.events_frame(self.process, self._rows, self._ids)

    @cached_property
    def cases(self) -> "pd.DataFrame":
        """One row a case: channel, attributes, arrived, closed, outcome, stage it is at."""
        return _log.cases_frame(self.process, self.state, self.window, self._ids)

    @cached_property
    def clocks(self) -> "pd.DataFrame":
        """One row a deadline that ran: case, deadline, started, due, stopped, state, binds."""
        found = _log.clocks_of(self.state, self.window)
        return _log.clocks_frame(self.process, found, self._ids)

    @cached_property
    def reports(self) -> "pd.DataFrame":
        """The centre's reports: when, by whom, to whom, and the counts of their day."""
        return reports_frame(self)

    @cached_property
    def indicators(self) -> Mapping[str, float]:
        """What was measured after the warm-up, by the name of the indicator."""
        raw = self.state.tally
        found = _indicators.values(self.process, self.plan, raw[None], self.days - self.warm_up)
        return {name: float(each[0]) for name, each in found.items()}

    @cached_property
    def notes(self) -> tuple[Message, ...]:
        """What a reader must know besides the numbers."""
        return notes(self.process, self.days, self.warm_up, self.calendar)

    def log(self, *, titles: str | None = None) -> "Log":
        """Return the events as a log that can be written, mined and checked.

        Parameters
        ----------
        titles : {"th", "en"}, optional
            Language of the names of activities and resources; their ids when not given.

        Raises
        ------
        InputError
            When nothing happened: no case came, or all wait for their first stage.
        """
        from govlab.logs import log_of

        if not len(self._table):
            raise InputError(
                message("complaints_run.no_events", process=self.process.id, days=self.days)
            )
        events = self._table if titles is None else _titled(self.process, self._table, titles)
        source = f"{self.process.id}.yaml (sha256 {self.process.sha256[:12]}), {self.name}"
        return log_of(events, self.cases, source=source, simulated=True, keep=("ready",))


def simulate(
    process: Process,
    *,
    days: int,
    seed: int | bytes,
    replication: int = 0,
    drain: bool = False,
    warm_up: float | None = None,
    calendar: thai.WorkCalendar | None = None,
) -> Run:
    """Simulate a process once, with its whole log.

    Parameters
    ----------
    process : Process
    days : int
        Days from the start of the process on which cases come in.
    seed : int or bytes
        The same seed and process give the same log, bit for bit.
    replication : int
        Which of the independent runs of the seed. The same number gives two policies the
        same luck.
    drain : bool
        Go on after the last day, without new cases, until every case has ended.
    warm_up : float, optional
        Days that the indicators leave out; as declared when not given; a run shorter
        than twice that is measured whole.
    calendar : WorkCalendar, optional
        Working days; those of the government when not given.

    Raises
    ------
    InputError
        When a number breaks its rule, or a case never ends though `drain` is asked for.

    Examples
    --------
    >>> from govlab.complaints import process
    >>> run = simulate(process("bangkok"), days=28, seed=2566)
    >>> run.events["activity"].iloc[0], len(run.cases) == run.count
    ('reception', True)
    """
    check_days(days)
    if replication < 0:
        raise InputError(message("complaints_run.replication", value=replication))
    found = calendar or thai.government_calendar()
    warm = warm_up_in(process, days, warm_up)
    if not drain:
        plan = _plan.plan(process, days=days, calendar=found)
        window = window_of(days, warm, log=True)
        state = _engine.run(plan, window, seed, replication)
        return Run(process, seed, replication, days, warm, drain, found, plan, state, window)
    window = window_of(days, warm, log=True)._replace(until=FAR - 1)
    more = _MORE_DAYS
    while days + more <= MOST_DAYS:
        plan = _plan.plan(process, days=days + more, arrivals=days, calendar=found)
        state = _engine.run(plan, window, seed, replication)
        if not _engine.exhausted(state, window):
            return Run(process, seed, replication, days, warm, drain, found, plan, state, window)
        more *= 2
    raise InputError(
        message("complaints_run.never_ends", process=process.id, days=days + more // 2)
    )


def window_of(days: int, warm_up: float, *, log: bool) -> Window:
    """Return the window that measures `days` after `warm_up`."""
    return Window(until=days * DAY, warm=round(warm_up * DAY), end=days * DAY, log=int(log))


def warm_up_in(process: Process, days: int, warm_up: float | None) -> float:
    """Return the days that indicators leave out: those given, or those declared.

    A run shorter than twice the declared warm-up is measured whole, from an empty office.

    Raises
    ------
    InputError
        When `warm_up` leaves nothing to measure.
    """
    if warm_up is None:
        declared = process.warm_up_days
        return declared if days >= 2 * declared else 0.0
    if not 0 <= warm_up < days:
        raise InputError(message("complaints_run.warm_up", value=warm_up, days=days))
    return float(warm_up)


def check_days(days: int) -> None:
    """Hold a number of days against what can be simulated.

    Raises
    ------
    InputError
        When it is below one or beyond two centuries.
    """
    if not 1 <= days <= MOST_DAYS:
        raise InputError(message("complaints_run.days", value=days, most=f"{MOST_DAYS:,}"))


def notes(
    process: Process, days: int, warm_up: float, calendar: thai.WorkCalendar
) -> tuple[Message, ...]:
    """Return what must be said of every run of a process."""
    found = [message("complaints_run.simulated")]
    if warm_up:
        found.append(message("complaints_run.warm", days=f"{warm_up:g}"))
    elif process.warm_up_days:
        declared = f"{process.warm_up_days:g}"
        found.append(message("complaints_run.not_warm", days=days, declared=declared))
    span = Days(process.start, days, calendar)
    for one in process.resources.values():
        count = len(_plan.meetings(one.meetings, span))
        if one.meetings is not None and count < _FEW_MEETINGS:
            found.append(
                message(
                    "complaints_run.hardly_meets",
                    resource=one.title,
                    count=count,
                    days=f"{days:,}",
                )
            )
    unknown = span.unknown_from
    if unknown is not None and _asks_holidays(process):
        day = _Day(process.start + timedelta(days=unknown))
        found.append(message("complaints_run.holidays_unknown", day=day))
    if process.unfounded:
        found.append(
            message(
                "complaints_run.unfounded",
                count=len(process.unfounded),
                paths=", ".join(process.unfounded[:5]),
            )
        )
    return tuple(found)


def _asks_holidays(process: Process) -> bool:
    return (
        any(one.days == "government" for one in process.calendars.values())
        or any(one.meetings and one.meetings.carry_over for one in process.resources.values())
        or any(
            one.period.carry_over or one.period.unit == "working_day"
            for one in process.deadlines.values()
        )
    )


def _titled(process: Process, events: "pd.DataFrame", lang: str) -> "pd.DataFrame":
    """Return the events with titles in the place of ids."""
    held = events.copy(deep=False)
    named = {
        "activity": (process.stages, process.deadlines, process.accompaniments),
        "resource": (process.actors, process.resources),
        "outcome": (process.outcomes,),
    }
    for column, each in named.items():
        titles = {
            name: one.title.in_language(lang) for table in each for name, one in table.items()
        }
        told = list(held[column].cat.categories)
        held[column] = held[column].map({name: titles.get(name, name) for name in told})
    return held
