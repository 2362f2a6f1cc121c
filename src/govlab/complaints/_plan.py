"""From a process to the arrays of the engine: names become numbers, rules become tables."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from govlab.chance import key
from govlab.complaints import _kernel_tables as tables
from govlab.complaints._kernel_tables import DAY, FAR, HOUR, Plan
from govlab.complaints._plan_days import Days, due_table
from govlab.complaints._process import (
    CHANNEL,
    DAYS_A_MONTH,
    LATE,
    LATE_VALUES,
    VISIT,
    VISIT_VALUES,
    Channel,
    Mark,
    Meetings,
    Process,
    Quantity,
    Resource,
    Service,
    When,
)
from govlab.errors import InputError
from govlab.text import message

if TYPE_CHECKING:
    from govlab.thai import WorkCalendar

_PHASES = {"enter": tables.ENTER, "start": tables.START, "end": tables.FINISH}
# Above every number that a uniform draw can be: the last choice takes the rest.
_SURE = 2.0


def attribute_names(process: Process) -> list[str]:
    """Return what a rule may ask, in the order of the engine's columns."""
    return [CHANNEL, *process.attributes, LATE, VISIT]


def attribute_values(process: Process) -> list[list[str]]:
    """Return the values of each of :func:`attribute_names`, in the engine's order."""
    declared = [list(one.values) for one in process.attributes.values()]
    return [list(process.channels), *declared, list(LATE_VALUES), list(VISIT_VALUES)]


def plan(
    process: Process, *, days: int, arrivals: int | None = None, calendar: "WorkCalendar"
) -> Plan:
    """Return the arrays of a process.

    Parameters
    ----------
    process : Process
    days : int
        Days that the tables of calendars, meetings and deadlines reach.
    arrivals : int, optional
        Days on which cases arrive; `days` when not given.
    calendar : WorkCalendar
        Government holidays; days outside its years are weekdays or weekends only.

    Raises
    ------
    InputError
        When two names have the same digest (rename one).
    """
    arrivals = days if arrivals is None else arrivals
    span = Days(process.start, days, calendar)
    names, values = attribute_names(process), attribute_values(process)
    stages = list(process.stages)
    targets = [*stages, *process.outcomes]
    resources = list(process.resources)
    calendars = [name for name in process.calendars if name != "always"]
    boards = [name for name in resources if process.resources[name].meetings is not None]
    steps = list(process.stages.values())

    services = [one for stage in steps for one in stage.service]
    laws = list(map(_service, services))
    empirical = [sorted(one.values) for one in services]
    ways = [one for stage in steps for one in stage.next]
    choices = [
        ([targets.index(to) for to in way.to], _cumulated(list(map(float, way.to.values()))))
        for way in ways
    ]
    priorities = [(one.when, one.level) for one in process.priorities] + [({}, 1)]
    hours = [process.calendars[name] for name in calendars]
    working = [span.working(one.days, 0) for one in hours]
    clocks = list(process.deadlines.values())
    every = list(process.channels.values())
    width = len(names)
    at_attr = tables.SLOT_COLUMNS
    at_visits = at_attr + width
    at_due = at_visits + len(stages)
    columns = [at_due + number * len(clocks) for number in range(8)]
    sums = np.cumsum(
        [tables.TALLIES, *[max(len(resources), 1)] * 2, *[len(stages)] * 3, len(process.outcomes)]
    ).tolist()
    whens = [
        *(one.when for one in services),
        *(one.when for one in ways),
        *(one.when for one in clocks),
        *(when for when, _ in priorities),
    ]
    starts = _moments([one.starts for one in clocks], stages)
    stops = _moments([one.stops for one in clocks], stages)
    capacities = [_capacity(process.resources[name]) for name in resources]
    expected = np.array([_arrivals(one, process.start, days, arrivals) for one in every])
    return Plan(
        attributes=width,
        stages=len(stages),
        deadlines=len(clocks),
        levels=max(level for _, level in priorities) + 1,
        most=max([most for _, most in capacities], default=1),
        at_attr=np.uint32(at_attr),
        at_visits=np.uint32(at_visits),
        at_due=np.uint32(columns[0]),
        at_began=np.uint32(columns[1]),
        at_row=np.uint32(columns[2]),
        at_alarm=np.uint32(columns[3]),
        at_list=np.uint32(columns[4]),
        at_later=np.uint32(columns[5]),
        at_earlier=np.uint32(columns[6]),
        columns=columns[7],
        sum_busy=np.uint32(sums[0]),
        sum_queue=np.uint32(sums[1]),
        sum_visits=np.uint32(sums[2]),
        sum_wait=np.uint32(sums[3]),
        sum_service=np.uint32(sums[4]),
        sum_closed=np.uint32(sums[5]),
        sum_clocks=np.uint32(sums[6]),
        tallies=sums[6] + len(clocks) * tables.CLOCK_STATES,
        asks_rule=np.uint32(len(services)),
        asks_clock=np.uint32(len(services) + len(ways)),
        asks_priority=np.uint32(len(services) + len(ways) + len(clocks)),
        arrive_total=expected,
        arrive_pace=np.array([_pace(one) for one in expected]),
        arrive_from=np.array([_first_days(one) for one in expected]),
        arrive_hour=np.array([_hours(one) for one in every]),
        channel=_table(
            [stages.index(one.entry) for one in every], _keys("channel", process.channels)
        ),
        parent=np.array([_parent(process, names, name) for name in names], np.int64),
        shares=_attributes(process, names, values),
        asks=_firsts([len(when) for when in whens]),
        asked=_asked(whens, names, values, at_attr),
        priority=np.array([level for _, level in priorities], np.int64),
        step=_table(
            [*_keys("stage", process.stages), 0],
            [*(_place(resources, one.resource) for one in steps), -1],
            [*(_place(calendars, one.calendar) for one in steps), -1],
            *_from_to([len(one.service) for one in steps]),
            *_from_to([len(one.next) for one in steps]),
            *starts.T,
            *stops.T,
        ),
        law=np.array([numbers for _, *numbers in laws], float),
        law_kind=_table(
            [*(kind for kind, *_ in laws), 0], _firsts([len(one) for one in empirical])
        ),
        values=np.array([value for one in empirical for value in one] or [0.0], float),
        rule=_firsts([len(to) for to, _ in choices]),
        target=np.array([one for to, _ in choices for one in to], np.int64),
        chance=np.array([one for _, shares in choices for one in shares], float),
        office=_table(
            [one for one, _ in capacities] or [0],
            [_place(boards, name) for name in resources] or [-1],
            [most for _, most in capacities] or [0],
        ),
        meeting=_padded([meetings(process.resources[one].meetings, span) for one in boards], FAR),
        hours=_table(
            [round(one.opens * HOUR) for one in hours],
            [round((one.closes - one.opens) * HOUR) for one in hours],
            [int(one.sum()) for one in working],
        ),
        calendar=_calendars(working),
        limit=_table(
            [_microseconds(one.expedite_days) for one in clocks],
            [one.binds for one in clocks],
            [one.binds and one.escalate_to is not None for one in clocks],
        ),
        due=_padded([due_table(one.period, span) for one in clocks], FAR),
    )


def _asked(
    whens: Sequence[When],
    names: Sequence[str],
    values: Sequence[Sequence[str]],
    first: int,
) -> Any:
    """Return what each rule asks: a column of a slot, and the values that will do as bits."""
    found = [
        (first + column, sum(1 << values[column].index(one) for one in wanted))
        for when in whens
        for name, wanted in when.items()
        for column in [names.index(name)]
    ]
    return np.array(found, np.int64).reshape(-1, 2)


def _table(*columns: Any) -> Any:
    return np.array(columns, np.int64).T.copy()


def _from_to(lengths: Sequence[int]) -> tuple[Any, Any]:
    """Return where the rows of each stage begin and end; arrival has none."""
    ends = _firsts(lengths)
    return np.append(ends[:-1], 0), np.append(ends[1:], 0)


def _capacity(resource: Resource) -> tuple[int, int]:
    """Return how many cases officers handle at once, and how many a meeting takes."""
    if resource.meetings is not None:
        return 0, round(float(resource.meetings.capacity))
    return (0 if resource.capacity is None else round(float(resource.capacity))), 0


def _microseconds(days: Quantity | None) -> int:
    return -1 if days is None else round(float(days) * DAY)


def _calendars(working: Sequence[Any]) -> Any:
    """Return for each calendar: whether a day is worked, such days before it, the n-th."""
    days = len(working[0]) if working else 1
    found = np.zeros((len(working), 3, days), np.int64)
    for row, one in enumerate(working):
        found[row, tables.IS_WORKED] = one
        found[row, tables.BEFORE_IT] = np.cumsum(one) - one
        nth = np.flatnonzero(one)
        found[row, tables.NTH, : len(nth)] = nth
    return found


def _place(names: Sequence[str], name: str | None) -> int:
    return names.index(name) if name in names else -1


def _firsts(lengths: Sequence[int]) -> Any:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)


def _cumulated(shares: Sequence[float]) -> list[float]:
    return [*np.cumsum(shares)[:-1].tolist(), _SURE]


def _keys(kind: str, names: Mapping[str, object]) -> Any:
    """Return the word by which each name enters the generator's counter."""
    words = [key(0, "complaints", kind, name)[0] for name in names]
    if len(set(words)) < len(words) or min(words) <= tables.IS:
        raise InputError(message("complaints_run.same_digest", kind=kind, names=", ".join(names)))
    return np.array(words, np.int64)


def _padded(rows: Sequence[Any], fill: int, kind: Any = np.int64) -> Any:
    """Return rows of different length as one table; one empty row when there are none."""
    width = max([len(row) for row in rows], default=0) + 1
    found = np.full((len(rows), width), fill, kind)
    for number, row in enumerate(rows):
        found[number, : len(row)] = row
    return found


def _parent(process: Process, names: Sequence[str], name: str) -> int:
    given = process.attributes[name].given if name in process.attributes else None
    return 0 if given is None else names.index(given)


def _attributes(process: Process, names: Sequence[str], values: Sequence[Sequence[str]]) -> Any:
    """Return cumulated shares by attribute, value of its parent, and value."""
    most = max(map(len, values))
    found = np.full((len(names), most, most), _SURE)
    for name, attribute in process.attributes.items():
        a = names.index(name)
        parents = values[_parent(process, names, name)]
        for row, parent in enumerate(parents):
            shares = attribute.shares.get(parent) or attribute.shares[""]
            listed = [float(shares.get(value, 0.0)) for value in attribute.values]
            found[a, row, : len(listed)] = _last_likely_is_sure(listed)
    return found


def _last_likely_is_sure(shares: Sequence[float]) -> list[float]:
    """Return cumulated shares; rounding must not let a value without a share be drawn."""
    last = max(place for place, share in enumerate(shares) if share > 0)
    total = np.cumsum(shares).tolist()
    return [*total[:last], *[_SURE] * (len(shares) - last)]


def _service(one: Service) -> tuple[int, float, float]:
    """Return kind and the two numbers of a law of service, in days."""
    mean = float(one.mean)
    if one.kind == "exponential":
        return tables.EXPONENTIAL, mean, 0.0
    if one.kind == "lognormal" and one.spread is not None:
        # Mean m and coefficient of variation c: sigma² = log(1 + c²), mu = log m - sigma²/2.
        variance = float(np.log1p(float(one.spread) ** 2))
        return tables.LOGNORMAL, float(np.log(mean)) - variance / 2, variance**0.5
    if one.kind == "empirical":
        return tables.EMPIRICAL, 0.0, 0.0
    return tables.FIXED, mean, 0.0


def _arrivals(channel: Channel, start: date, days: int, arrivals: int) -> Any:
    """Return how many cases are expected before each day."""
    rate = np.full(days, float(channel.a_month) / DAYS_A_MONTH)
    rate[arrivals:] = 0.0
    if channel.weekdays:
        week = np.array(channel.weekdays) * 7 / sum(channel.weekdays)
        rate *= week[(start.weekday() + np.arange(days)) % 7]
    if channel.months:
        first = np.datetime64(start, "D")
        months = (first + np.arange(days)).astype("M8[M]") - first.astype("M8[M]")
        factors = np.array([float(one) for one in channel.months])
        rate *= factors[np.minimum(months.astype(int), len(factors) - 1)]
    return np.concatenate([[0.0], np.cumsum(rate)])


def _pace(expected: Any) -> float:
    """Return how many rows of :func:`_first_days` an expected case takes."""
    return float((len(expected) - 1) / expected[-1]) if expected[-1] > 0 else 0.0


def _first_days(expected: Any) -> Any:
    """Return for each row a day from which on to look for the day of so many expected cases.

    It is that of one row before, so that no rounding leads beyond the day looked for.
    """
    rows = np.arange(len(expected) + 1) - 1.0
    pace = _pace(expected)
    if pace == 0:
        return np.zeros(len(rows), np.int64)
    found = np.searchsorted(expected, rows / pace, side="right") - 1
    return np.maximum(found, 0)


def _hours(channel: Channel) -> Any:
    """Return the share of the day's cases before each hour."""
    shares = np.array(channel.hours or [1.0] * 24)
    day = np.concatenate([[0.0], np.cumsum(shares / shares.sum())])
    day[-1] = 1.0
    return day


def _moments(marks: Sequence[Mark], stages: Sequence[str]) -> Any:
    found = np.zeros((len(stages) + 1, 3), np.int64)
    for bit, mark in enumerate(marks):
        row = len(stages) if mark.stage is None else stages.index(mark.stage)
        found[row, _PHASES[mark.phase]] |= 1 << bit
    return found


def meetings(rule: Meetings | None, span: Days) -> Any:
    """Return when a board meets within the span, in microseconds."""
    if rule is None:
        return []
    held = []
    for day in _meeting_days(rule, span):
        on = span.next_working(day) if rule.carry_over else day
        if 0 <= on <= span.days:
            held.append(on * DAY + round(rule.hour * HOUR))
    return np.unique(np.array(held, np.int64))


def _meeting_days(rule: Meetings, span: Days) -> list[int]:
    if isinstance(rule.every, int):
        return list(range(rule.day, span.days + 1, rule.every))
    if rule.every == "week":
        first = (rule.day - 1 - span.start.weekday()) % 7
        return list(range(first, span.days + 1, 7))
    found = []
    month = span.start.replace(day=1)
    last = span.start + timedelta(days=span.days)
    while month <= last:
        after = (month + timedelta(days=31)).replace(day=1)
        length = (after - month).days
        found.append((month - span.start).days + min(rule.day, length) - 1)
        month = after
    return found
