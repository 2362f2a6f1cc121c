"""What must hold in every log: nothing lost, nobody passed over, no work out of hours."""

import sys
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

sys.path.insert(0, str(Path(__file__).parent))

import kernel_offices as offices

from govlab import thai
from govlab.complaints import _kernel_tables as tables
from govlab.complaints._plan_days import Days, due_table
from govlab.complaints._process import Hours, Priority, Quantity

DAYS = 400
HOUR = offices.DAY // 24
# Seeds of the tests against expectation, listed before they were run; none was changed.
SEEDS = (2566, 2567, 2568)


@pytest.fixture(scope="module")
def rich():
    """Return a rich office, its plan, state and log."""
    process = offices.rich()
    plan, state = offices.run(process, DAYS)
    return process, plan, state, offices.rows(process, state)


def visits(process, rows, stage):
    return [one for one in rows if one[1] == stage]


def test_every_case_is_open_or_closed_and_counted_once(rich):
    """Cases that came are those with an end and those without; the engine's count agrees."""
    process, plan, state, _ = rich
    cases = offices.cases(process, state)
    closed = sum(one[2] is not None for one in cases)
    assert state.count[tables.CASES] == len(cases) == closed + state.count[tables.OPEN]
    tally = state.tally[plan.sum_closed : plan.sum_clocks]
    counted = [sum(one[2] == name for one in cases) for name in process.outcomes]
    assert tally.tolist() == counted
    assert all(one[1] >= one[0] for one in cases if one[1] is not None)


def test_a_case_goes_where_its_last_row_says(rich):
    """Row by row a case is ready where the row before sent it, when that one ended."""
    process, _, state, rows = rich
    at = {}
    cases = offices.cases(process, state)
    for case, stage, way, _, ready, start, end in rows:
        if way is None:
            continue
        entry = process.channels[cases[case][3]].entry
        assert at.get(case, (cases[case][0], entry)) == (ready, stage)
        assert ready <= start <= end
        at[case] = (end, way)
    for case, (end, way) in at.items():
        if way in process.outcomes:
            assert cases[case][1:3] == (end, way)


def most_at_once(spans):
    """Return how many spans overlap at most; one that ends as another begins does not."""
    turns = sorted([(start, 1) for start, _ in spans] + [(end, -1) for _, end in spans])
    return max(np.cumsum([turn for _, turn in turns]))


@pytest.mark.parametrize(("resource", "stage"), [("desk", "check"), ("panel", "inquiry")])
def test_no_more_officers_work_than_there_are(rich, resource, stage):
    """At no moment of the log are more cases in hand than officers, and once all are busy."""
    process, _, _, rows = rich
    spans = [one[5:7] for one in visits(process, rows, stage) if one[5] < one[6]]
    assert most_at_once(spans) == float(process.resources[resource].capacity)


def test_busy_days_and_waiting_days_are_those_of_the_log():
    """Sums of the engine are the lengths in the log, cut at the ends of the window."""
    process = offices.rich(deadlines={})
    plan, state = offices.run(process, 200, warm=50)
    low, high = 50 * offices.DAY, 200 * offices.DAY
    stages = list(process.stages.values())
    of = {name: list(process.resources).index(one.resource) for name, one in
          zip(process.stages, stages, strict=True) if one.resource}  # fmt: skip
    busy, queue = np.zeros(len(process.resources)), np.zeros(len(process.resources))
    for _, stage, _, _, ready, start, end in offices.rows(process, state):
        if stage in of:
            queue[of[stage]] += max(0, min(start, high) - max(ready, low)) / offices.DAY
            if process.resources[process.stages[stage].resource].capacity:
                busy[of[stage]] += max(0, min(end, high) - max(start, low)) / offices.DAY
    told_busy = state.tally[plan.sum_busy : plan.sum_queue]
    told_queue = state.tally[plan.sum_queue : plan.sum_visits]
    # The log has only visits that ended: what is still open comes on top.
    assert np.all(told_busy >= busy - 1e-6)
    assert np.all(told_queue >= queue - 1e-6)
    assert np.all(told_busy - busy <= 150 * np.array([6, 15, 1, 1]))
    assert told_busy[0] == pytest.approx(busy[0], rel=0.02)


def test_nobody_waits_while_an_officer_is_free():
    """Over every wait in a queue all officers are busy from its beginning to its end."""
    process = offices.queue(3, 10, offices.lognormal(0.27, 1.0))
    rows = offices.rows(process, offices.run(process, 100)[1])
    edges = sorted([(one[5], 1) for one in rows] + [(one[6], -1) for one in rows])
    times = np.array([time for time, _ in edges])
    busy = np.cumsum([turn for _, turn in edges])
    # What is still in hand at the end is not in the log: only the days before are looked at.
    waits = [one[4:6] for one in rows if one[4] < one[5] < 80 * offices.DAY]
    assert len(waits) > 300
    for ready, start in waits:
        # The last turn up to the moment of waiting, and all turns until the start.
        first, last = np.searchsorted(times, [ready, start], side="left")
        first = np.searchsorted(times, ready, side="right") - 1
        lasts = np.diff(times[first : last + 1])
        assert np.all((busy[first:last] == 3) | (lasts == 0))


def test_first_come_first_served_within_a_priority_and_never_below_one_waiting():
    """Of one level the earlier begins first; a lower level never begins while a higher waits."""
    process = offices.made(
        resources={"desk": offices.officers(2)},
        attributes={"urgent": offices.values(yes=0.3, no=0.7)},
        priorities=(Priority(1, offices.only(urgent=["yes"])), Priority(2)),
        channels={"letter": offices.arrivals(10, "check")},
        stages={
            "check": offices.stage(offices.exponential(0.18), offices.rules(closed=1.0), "desk")
        },
    )
    _, state = offices.run(process, 100)
    urgent = [one[4] == "yes" for one in offices.cases(process, state)]
    rows = offices.rows(process, state)
    for level in (True, False):
        same = sorted((one[4], one[5]) for one in rows if urgent[one[0]] == level)
        assert [start for _, start in same] == sorted(start for _, start in same)
    first = np.array([one[4:6] for one in rows if urgent[one[0]]])
    passed = 0
    for case, _, _, _, ready, start, _ in rows:
        if not urgent[case] and start > ready:
            assert not np.any((first[:, 0] < start) & (first[:, 1] > start))
            passed += np.any((first[:, 0] > ready) & (first[:, 1] < start))
    assert passed > 50


@pytest.mark.parametrize(
    ("stage", "calendar"), [("check", "office"), ("inquiry", "weekdays"), ("unit", "shifts")]
)
def test_work_begins_and_ends_inside_the_hours_of_its_calendar(rich, stage, calendar):
    """No start and no end on a holiday, at a weekend or outside the hours, and none is early."""
    process, _, _, rows = rich
    hours = process.calendars[calendar]
    found = visits(process, rows, stage)
    assert len(found) > 300
    for one in found:
        for time in one[5:7]:
            day, clock = divmod(time, offices.DAY)
            if clock == 0 and time == one[6]:  # midnight is the end of the day before
                day, clock = day - 1, offices.DAY
            date = process.start + timedelta(days=day)
            assert hours.opens * HOUR <= clock <= hours.closes * HOUR
            assert hours.days == "all" or date.weekday() < 5
            assert hours.days != "government" or offices.CALENDAR.is_working_day(date)


def test_lengths_are_measured_in_hours_of_work():
    """Two and a half days of an office end two working days and four hours later."""
    process = offices.made(
        calendars={"office": Hours(8.5, 16.5)},
        channels={"letter": offices.arrivals(2, "check")},
        stages={
            "check": offices.stage(offices.fixed(2.5), offices.rules(closed=1.0), None, "office")
        },
    )
    rows = offices.rows(process, offices.run(process, 300)[1])
    assert len(rows) > 400
    for _, _, _, _, _, start, end in rows:
        day, clock = divmod(start, offices.DAY)
        worked = clock / HOUR - 8.5
        first = process.start + timedelta(days=day)
        more = 2 if worked <= 4 else 3
        last = first
        for _ in range(more):
            last = offices.CALENDAR.next_working_day(last)
        expected = (last - process.start).days * offices.DAY + (
            8.5 + (worked + 20 - 8 * more)
        ) * HOUR
        assert end == pytest.approx(expected, abs=2)


@pytest.mark.parametrize("name", ["centre", "council"])
def test_a_board_decides_only_when_it_meets_and_no_more_than_it_can(rich, name):
    """Every start is a meeting of the rule; none takes more cases than the capacity."""
    process, _, _, rows = rich
    rule = process.resources[name].meetings
    starts, counted = np.unique([one[5] for one in visits(process, rows, name)], return_counts=True)
    assert len(starts) > 10
    assert counted.max() <= float(rule.capacity)
    for start in starts.tolist():
        day, clock = divmod(start, offices.DAY)
        assert clock == rule.hour * HOUR
        date = process.start + timedelta(days=day)
        assert offices.CALENDAR.is_working_day(date)
        planned = [
            before for before in (date - timedelta(days=back) for back in range(12))
            if _planned(rule, before) and _carried(before) == date
        ]  # fmt: skip
        assert planned


def _carried(date):
    calendar = offices.CALENDAR
    return date if calendar.is_working_day(date) else calendar.next_working_day(date)


def _planned(rule, date):
    if rule.every == "week":
        return date.isoweekday() == rule.day
    last = (date + timedelta(days=1)).month != date.month
    return date.day == rule.day or (last and date.day < rule.day)


def test_a_board_leaves_nobody_waiting_while_it_has_room(rich):
    """A case that waits over a meeting found it full."""
    process, _, _, rows = rich
    found = visits(process, rows, "centre")
    starts, counted = np.unique([one[5] for one in found], return_counts=True)
    room = dict(zip(starts.tolist(), counted.tolist(), strict=True))
    capacity = float(process.resources["centre"].meetings.capacity)
    for one in found:
        for meeting in starts[(starts > one[4]) & (starts < one[5])].tolist():
            assert room[meeting] == capacity


@pytest.mark.parametrize(
    "period",
    [
        thai.Period(30, "day", carry_over=False),
        thai.Period(30, "day"),
        thai.Period(7, "day", count_first_day=True),
        thai.Period(15, "working_day"),
        thai.Period(2, "week"),
        thai.Period(1, "month"),
        thai.Period(3, "month", count_first_day=True, carry_over=False),
        thai.Period(1, "year"),
    ],
    ids=lambda one: f"{one.length} {one.unit}",
)
def test_a_deadline_falls_on_the_day_the_law_counts_to(period):
    """For every day of the covered years the engine's last day is that of the period."""
    calendar = offices.CALENDAR
    start = timedelta(0) + thai_date(calendar.first_year)
    days = (thai_date(calendar.last_year) - start).days - 400
    table = due_table(period, Days(start, days, calendar))
    for day in range(days + 1):
        last = period.due(start + timedelta(days=day), calendar)
        assert table[day] == ((last - start).days + 1) * offices.DAY


def thai_date(year):
    from datetime import date

    return date(year, 1, 1)


def test_a_deadline_is_late_from_the_end_of_its_last_day_on(rich):
    """On time is before the end of the last day; and every state says what the times say."""
    process, _, state, _ = rich
    found = offices.clocks(process, state)
    assert {one[5] for one in found} >= {"on_time", "late", "lapsed"}
    for _, name, began, due, stopped, told in found:
        one = process.deadlines[name]
        last = one.period.due(
            process.start + timedelta(days=began // offices.DAY), offices.CALENDAR
        )
        assert due == ((last - process.start).days + 1) * offices.DAY
        assert (told == "running") == (stopped is None)
        if told in {"on_time", "late"}:
            assert (told == "late") == (stopped >= due)


def test_a_case_is_hurried_on_its_day_and_told_of_when_its_last_day_is_over(rich):
    """Rows of expediting and escalation stand at the moments the deadline says."""
    process, _, state, rows = rich
    acts = {}
    for one in rows:
        if one[2] is None:
            acts.setdefault((one[0], one[1]), []).append(one[6])
    end = DAYS * offices.DAY
    checked = 0
    assert not any(one.startswith("expedite:report") for _, one in acts)
    for case, name, began, due, stopped, _ in offices.clocks(process, state):
        one = process.deadlines[name]
        if name != "decide":
            continue
        over = end + 1 if stopped is None else stopped
        soon = max(due - round(float(one.expedite_days) * offices.DAY), began)
        assert (soon in acts.get((case, "expedite:decide"), ())) == (soon < over)
        assert (due in acts.get((case, "overdue:decide"), ())) == (due < over)
        checked += 1
    assert checked > 1000


@pytest.mark.parametrize("seed", SEEDS)
def test_cases_come_by_the_rhythm_of_hours_weekdays_and_months(seed):
    """Counts by hour, weekday and month are as expected, and the gaps are exponential."""
    hours = offices.rich().channels["app"].hours
    months = (1.0, 0.5, 1.5)
    channel = offices.arrivals(
        12, "check", hours=hours, weekdays=(2, 1, 1, 1, 1, 0.5, 0),
        months=tuple(map(Quantity, months)),
    )  # fmt: skip
    stage = offices.stage(offices.fixed(0.1), offices.rules(closed=1.0))
    process = offices.made(channels={"app": channel}, stages={"check": stage})
    days = 3 * 365
    _, state = offices.run(process, days, seed=seed)
    came = np.array([one[0] for one in offices.cases(process, state)])
    day = came // offices.DAY
    first = np.datetime64(process.start)
    month = ((first + np.arange(days)).astype("M8[M]") - first.astype("M8[M]")).astype(int)
    weekday = (process.start.weekday() + np.arange(days)) % 7
    rate = 12 * np.array([2, 1, 1, 1, 1, 0.5, 0])[weekday] * 7 / 6.5
    rate = rate * np.array(months)[np.minimum(month, 2)]
    shares = np.array(channel.hours) / sum(channel.hours)

    def fits(counted, expected):
        some = expected > 0
        assert not counted[~some].any()
        # Poisson counts: the whole number is free too.
        distance = ((counted - expected)[some] ** 2 / expected[some]).sum()
        return stats.chi2.sf(distance, some.sum())

    hourly = np.bincount((came % offices.DAY) // HOUR, minlength=24)
    p_values = [
        fits(hourly, rate.sum() * shares),
        fits(np.bincount(weekday[day], minlength=7), np.bincount(weekday, rate, 7)),
        fits(np.bincount(month[day]), np.bincount(month, rate)),
        fits(np.bincount(day // 7, minlength=157), np.bincount(np.arange(days) // 7, rate, 157)),
    ]
    before = np.concatenate([[0], np.cumsum(rate)])
    of_day = np.concatenate([[0], np.cumsum(shares)])
    hour, part = np.divmod((came % offices.DAY) / HOUR, 1)
    passed = of_day[hour.astype(int)] + part * shares[hour.astype(int)]
    gaps = np.diff(np.concatenate([[0], before[day] + passed * rate[day]]))
    p_values.append(stats.kstest(gaps, "expon").pvalue)
    assert min(p_values) > 1e-3 / len(p_values)


@pytest.mark.parametrize("seed", SEEDS)
def test_attributes_have_their_shares_given_what_they_depend_on(seed):
    """Counts of values by value of the parent agree with the declared shares."""
    process = offices.rich(deadlines={})
    _, state = offices.run(process, DAYS, seed=seed)
    cases = offices.cases(process, state)
    names = ["channel", *process.attributes]
    for name, one in process.attributes.items():
        at = 3 + names.index(name)
        parent = 3 + names.index(one.given) if one.given else None
        groups = {case[parent] if parent else "" for case in cases}
        for group in groups:
            shares = one.shares.get(group) or one.shares[""]
            values = [case[at] for case in cases if parent is None or case[parent] == group]
            listed = [value for value in one.values if float(shares.get(value, 0)) > 0]
            assert set(values) <= set(listed)
            if len(listed) > 1:
                counted = [values.count(value) for value in listed]
                expected = [len(values) * float(shares[value]) for value in listed]
                assert stats.chisquare(counted, expected).pvalue > 1e-4


LAWS = [
    (offices.exponential(2.0), stats.expon(scale=2.0)),
    (offices.lognormal(2.0, 0.8), stats.lognorm(np.log1p(0.64) ** 0.5, scale=2 / 1.64**0.5)),
    (offices.empirical(1.0, 2.0, 4.0), None),
]


@pytest.mark.parametrize(("service", "law"), LAWS, ids=["exponential", "lognormal", "empirical"])
def test_lengths_have_the_declared_law(service, law):
    """Lengths in the log pass the test of Kolmogorov and Smirnov against the law."""
    process = offices.made(
        channels={"letter": offices.arrivals(20, "check")},
        stages={"check": offices.stage(service, offices.rules(closed=1.0))},
    )
    found = offices.rows(process, offices.run(process, 300, seed=SEEDS[0])[1])
    # Only cases that came long before the end: of the others the short ones ended sooner.
    days = [(one[6] - one[5]) / offices.DAY for one in found if one[4] < 200 * offices.DAY]
    shape = law.cdf if law else lambda x: np.interp(x, [1, 2, 4], [0, 0.5, 1])
    assert len(days) > 3000
    assert stats.kstest(days, shape).pvalue > 1e-3
