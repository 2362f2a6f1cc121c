"""Legal clocks of a log: boundary days, restarts, lapses, and the engine's own judgement."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from govlab import complaints, logs
from govlab.complaints import conformance
from govlab.complaints._process import Mark
from govlab.complaints._simulate import simulate
from govlab.thai import BANGKOK, Period, government_calendar

DAY, HOUR = 86_400_000_000, 3_600_000_000


def at(text):
    """Return a moment of Thailand's clock in microseconds."""
    moment = datetime.fromisoformat(text).replace(tzinfo=BANGKOK)
    return round(moment.timestamp() * 1_000_000)


def log_of(*rows, cases=None):
    """Return a log of (case, activity, start, end, outcome)."""
    events = pd.DataFrame(
        [
            (case, activity, at(start), None if end is None else at(end), outcome)
            for case, activity, start, end, outcome in rows
        ],
        columns=["case", "activity", "start", "end", "outcome"],
    )
    events["end"] = events["end"].astype("Int64")
    return logs.log_of(events, cases, source="by hand", simulated=True)


def states(found):
    return [(one.deadline, str(one.due.date()), one.state) for one in found.itertuples()]


@pytest.mark.parametrize(
    ("end", "state"),
    [
        ("2023-03-17 23:59:59", "on_time"),
        ("2023-03-18 00:00:00", "late"),
        (None, "overdue"),
    ],
)
def test_the_last_day_counts_whole_and_the_next_does_not(office, end, state):
    """Thirty days from 15 February end with 17 March: a second before midnight is in time."""
    log = log_of(("C", "check", "2023-02-15 16:00", end, "dismissed" if end else None))
    found = conformance.clocks(log, office, now=date(2023, 3, 18))
    assert states(found) == [("check_due", "2023-03-17", state)]


def test_a_clock_runs_until_the_end_of_its_last_day(office):
    """On the last day itself nothing is overdue yet."""
    log = log_of(("C", "check", "2023-02-15 16:00", None, None))
    on, after = (
        conformance.clocks(log, office, now=datetime(2023, 3, day, hour, tzinfo=BANGKOK))
        for day, hour in ((17, 23), (18, 0))
    )
    assert [list(one["state"]) for one in (on, after)] == [["running"], ["overdue"]]


def test_a_clock_starts_when_the_case_comes_not_when_work_begins(office):
    """The mark `enter` is the end of the stage before, whatever waiting follows."""
    log = log_of(
        ("C", "receive", "2023-02-01 09:00", "2023-02-01 10:00", None),
        ("C", "check", "2023-03-02 09:00", "2023-03-10 09:00", "dismissed"),
    )
    assert states(conformance.clocks(log, office)) == [("check_due", "2023-03-03", "late")]


def test_a_case_that_closes_without_the_act_lapses(office):
    """A clock that nothing stopped ends with the case, and says so."""
    log = log_of(
        ("C", "check", "2023-02-01 09:00", "2023-02-02 09:00", None),
        ("C", "board", "2023-02-10 14:00", "2023-02-10 15:00", "referred"),
    )
    found = conformance.clocks(log, office)
    assert states(found) == [
        ("check_due", "2023-03-03", "on_time"),
        ("begin_due", "2023-03-12", "lapsed"),
    ]
    assert found["stopped"].iloc[1] == at("2023-02-10 15:00")


def test_a_clock_starts_anew_after_it_ended(office):
    """A second visit sets the same deadline running again."""
    log = log_of(
        ("C", "check", "2023-01-02 09:00", "2023-01-10 09:00", None),
        ("C", "board", "2023-01-10 14:00", "2023-01-10 15:00", None),
        ("C", "inquiry", "2023-01-20 09:00", "2023-01-30 09:00", None),
        ("C", "report", "2023-01-30 09:00", "2023-02-01 09:00", None),
        ("C", "check", "2023-02-01 09:00", "2023-03-20 09:00", "dismissed"),
    )
    found = conformance.clocks(log, office)
    assert list(found["state"]) == ["on_time", "on_time", "late"]
    assert list(found["deadline"]) == ["check_due", "begin_due", "check_due"]


def with_clock(office, name, **changes):
    return replace(
        office,
        deadlines={**office.deadlines, name: replace(office.deadlines[name], **changes)},
    )


def test_a_running_clock_is_not_started_again(office):
    """A start while it runs changes nothing: the first day counts."""
    process = with_clock(office, "check_due", starts=Mark("check", "enter"), stops=Mark("report"))
    log = log_of(
        ("C", "check", "2023-01-02 09:00", "2023-01-10 09:00", None),
        ("C", "check", "2023-02-20 09:00", "2023-02-21 09:00", None),
    )
    found = conformance.clocks(log, process, now=date(2023, 3, 1))
    assert states(found) == [("check_due", "2023-02-01", "overdue")]


def test_at_one_moment_a_clock_stops_before_it_starts(office):
    """Where one mark is both, the running clock ends and a new one begins."""
    process = with_clock(
        office, "check_due", starts=Mark("check", "enter"), stops=Mark("check", "enter")
    )
    log = log_of(
        ("C", "check", "2023-01-02 09:00", "2023-01-10 09:00", None),
        ("C", "check", "2023-01-12 09:00", "2023-01-13 09:00", None),
    )
    found = conformance.clocks(log, process, now=date(2023, 1, 15))
    assert list(found["state"]) == ["on_time", "running"]


@pytest.mark.parametrize(
    ("period", "due"),
    [
        (Period(30, "day", carry_over=False), "2023-04-15"),
        (Period(30, "day", carry_over=True), "2023-04-18"),
        (Period(30, "working_day"), "2023-05-03"),
        (Period(1, "month", carry_over=False), "2023-04-16"),
    ],
)
def test_the_way_of_counting_is_that_of_the_period(office, period, due):
    """Holidays, working days and months are counted as the calendar of the law has it."""
    process = with_clock(office, "check_due", period=period)
    log = log_of(("C", "check", "2023-03-16 09:00", None, None))
    assert states(conformance.clocks(log, process))[0][1] == due
    day = period.due(date(2023, 3, 16), government_calendar())
    assert day.isoformat() == due


def test_a_deadline_is_for_the_cases_that_its_condition_names(office):
    """A clock for senior officials does not run for others, nor where the rank is unknown."""
    process = with_clock(office, "check_due", when={"rank": frozenset({"senior"})})
    rows = [(case, "check", "2023-03-16 09:00", None, None) for case in "ABC"]
    cases = pd.DataFrame({"case": ["A", "B", "C"], "rank": ["senior", "ปฏิบัติการ", None]})
    found = conformance.clocks(log_of(*rows, cases=cases), process)
    assert list(found["case"]) == ["A"]


def test_a_deadline_may_ask_whether_the_case_is_late(office):
    """A clock with the condition `late` starts only once a binding deadline has passed."""
    process = with_clock(
        office, "begin_due", when={"late": frozenset({"yes"})}, starts=Mark("board", "end")
    )
    log = log_of(
        ("A", "check", "2023-01-02 09:00", "2023-01-10 09:00", None),
        ("A", "board", "2023-01-10 14:00", "2023-01-10 15:00", None),
        ("B", "check", "2023-01-02 09:00", "2023-03-10 09:00", None),
        ("B", "board", "2023-03-10 14:00", "2023-03-10 15:00", None),
    )
    found = conformance.clocks(log, process)
    assert list(found.loc[found["deadline"] == "begin_due", "case"]) == ["B"]


def test_what_falls_due_this_week_is_told_with_what_is_overdue(office):
    """From 10 March the week holds 9 to 17 March, the most urgent first; not 18 March."""
    starts = {"A": "2023-02-07", "B": "2023-02-08", "C": "2023-02-15", "D": "2023-02-16"}
    log = log_of(*((case, "check", f"{day} 09:00", None, None) for case, day in starts.items()))
    found = conformance.clocks(log, office, now=date(2023, 3, 10))
    soon = conformance.due_soon(found, date(2023, 3, 10))
    assert list(zip(soon["case"], soon["days_left"], strict=True)) == [
        ("A", -1),
        ("B", 0),
        ("C", 7),
    ]


def test_a_reading_that_does_not_bind_is_told_but_breaks_no_rule(office):
    """Another reading of a duty is measured, and weighs as a reading."""
    process = with_clock(office, "check_due", binds=False)
    log = log_of(("C", "check", "2023-02-15 16:00", "2023-05-01 09:00", "dismissed"))
    found = conformance.check(log, process)
    assert [one["severity"] for one in found.violations()] == ["reading"]
    assert found.holds


@pytest.mark.parametrize(
    ("name", "policy", "titles"),
    [
        ("bangkok", None, None),
        ("bangkok", None, "th"),
        ("bangkok", "eu_directive", None),
        ("ministry", "eu_directive", "en"),
        ("rich", None, None),
    ],
)
def test_the_clocks_of_a_simulated_log_are_those_of_the_engine(name, policy, titles):
    """Case by case, deadline by deadline: the same start, last day, stop and state."""
    changes = complaints.policy_file(policy) if policy else None
    process = complaints.process(name, overrides=changes)
    run = simulate(process, days=250, seed=7)
    now = run.process.start + timedelta(days=250)
    end = datetime(now.year, now.month, now.day, tzinfo=BANGKOK)
    found = conformance.clocks(run.log(titles=titles), process, now=end)
    order = ["case", "started", "deadline"]
    ours, engine = (
        one.astype({"case": str, "deadline": str, "state": str, "stopped": "Int64"})
        .sort_values(order, ignore_index=True)
        .astype(str)
        for one in (found, run.clocks[list(found.columns)])
    )
    assert len(ours) > 50
    pd.testing.assert_frame_equal(ours, engine)
