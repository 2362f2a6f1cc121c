"""The log of a simulated run: what it holds, and that it agrees with the engine's tallies."""

import json

import numpy as np
import pandas as pd
import pytest

from govlab import logs, tables, thai
from govlab.complaints import conformance, process
from govlab.complaints.simulation import simulate
from govlab.errors import InputError

DAY = 86_400_000_000


@pytest.fixture(scope="module")
def bangkok():
    return simulate(process("bangkok"), days=900, seed=5)


@pytest.fixture(scope="module")
def ministry():
    return simulate(process("ministry"), days=900, seed=5)


@pytest.fixture(scope="module")
def rich():
    return simulate(process("rich"), days=60, seed=5, warm_up=0)


def test_events_keep_their_contract(bangkok):
    """The table handed to other rooms is the contract `events`, column by column."""
    told = bangkok.events.astype({"case": str, "activity": str})
    held = tables.check(told, "events")
    assert list(held.columns) == list(bangkok.events.columns)
    assert len(held) == len(bangkok.events)


def test_times_are_utc_of_bangkok_days(bangkok):
    """Day zero begins at midnight in Thailand; an office of 8:30 opens at 01:30 UTC."""
    first = pd.Timestamp(bangkok.cases["arrived"].iloc[0], unit="us", tz="UTC")
    assert first.tz_convert("Asia/Bangkok").date() >= bangkok.process.start
    starts = pd.to_datetime(bangkok.events["start"], unit="us", utc=True)
    hours = starts.dt.tz_convert("Asia/Bangkok")
    hour = hours.dt.hour + hours.dt.minute / 60
    checks = bangkok.events["activity"] == "preliminary_check"
    opening = bangkok.process.calendars["office"]
    assert hour[checks].between(opening.opens, opening.closes).all()


def test_events_of_a_case_follow_each_other(bangkok):
    """Numbers count from 0, starts never go back, and a visit follows what led to it."""
    events = bangkok.events
    by_case = events.groupby("case", observed=True)
    assert (events["seq"] == by_case.cumcount()).all()
    assert (by_case["start"].diff().fillna(0) >= 0).all()
    stages = events[events["activity"].isin(list(bangkok.process.stages))]
    following = stages.groupby("case", observed=True)["activity"].shift(-1)
    told = stages["attributes"].map(lambda text: json.loads(text)["next"], na_action="ignore")
    both = told.notna() & following.notna()
    assert both.sum() > 500
    assert (told[both].astype(str) == following[both].astype(str)).all()


def test_an_outcome_stands_where_the_case_ends_and_nowhere_else(bangkok):
    """As many outcomes as closed cases, each the one of the case."""
    ended = bangkok.events.dropna(subset="outcome").set_index("case")["outcome"].astype(str)
    cases = bangkok.cases.dropna(subset="closed").set_index("case")["outcome"].astype(str)
    assert ended.index.is_unique
    assert ended.sort_index().equals(cases.sort_index())


def test_what_is_going_on_has_no_end(bangkok):
    """An open case has at most one visit without an end, at the stage it is at."""
    going = bangkok.events[bangkok.events["end"].isna()]
    going = going[going["activity"].isin(list(bangkok.process.stages))]
    cases = bangkok.cases.set_index("case")
    assert len(going) > 0
    assert going["case"].is_unique
    assert cases.loc[going["case"], "closed"].isna().all()
    stage = cases.loc[going["case"], "stage"].astype(str).to_numpy()
    assert (stage == going["activity"].astype(str).to_numpy()).all()


def test_clocks_are_those_that_conformance_reads_from_the_log(bangkok, rich):
    """The engine's deadlines and those computed from the log alone are one table."""
    for run in (bangkok, rich):
        now = int(run.days * DAY) + zero(run)
        read = conformance.clocks(run.log(), run.process, now=now)
        key = ["case", "deadline", "started"]
        ours, theirs = (
            frame.astype({"case": str, "deadline": str, "state": str})
            .sort_values(key)
            .reset_index(drop=True)
            for frame in (run.clocks, read)
        )
        assert len(ours) > 50
        for column in ("case", "deadline", "started", "due", "stopped", "state", "binds"):
            assert ours[column].equals(theirs[column].astype(ours[column].dtype)), column


def zero(run):
    """Return the moment of the run's day zero."""
    return int(pd.Timestamp(run.process.start, tz="Asia/Bangkok").value // 1000)


def test_a_simulated_log_breaks_no_rule_but_deadlines(bangkok, ministry):
    """What the engine does is what the declaration says: only time and known exposure break it."""
    for run, allowed in ((bangkok, {"late_deadline"}), (ministry, {"identity_exposed"})):
        found = conformance.check(run.log(), run.process)
        broken = {name for name, count in found.counts().items() if count}
        assert broken <= allowed


def test_indicators_are_what_the_log_says(bangkok, ministry):
    """Each indicator of the tallies, computed again from the frames alone."""
    for run in (bangkok, ministry):
        warm, end = (zero(run) + round(day * DAY) for day in (run.warm_up, run.days))
        cases, events = run.cases, run.events
        new = cases[(cases["arrived"] >= warm) & (cases["arrived"] < end)]
        done = new.dropna(subset="closed")
        days = run.days - run.warm_up
        told = {
            "cases_a_month": len(new) / days * 365.25 / 12,
            "time_in_system": ((done["closed"] - done["arrived"]) / DAY).mean(),
            "unfinished": 100 * (1 - len(done) / len(new)),
            "backlog_at_end": cases["closed"].isna().sum(),
            "backlog": overlap(cases["arrived"], cases["closed"], warm, end) / DAY / days,
        }
        share = done["outcome"].value_counts() / len(done) * 100
        told |= {f"outcome.{name}": share[name] for name in run.process.outcomes}
        table = run.log().events
        for name, stage in run.process.stages.items():
            visits = table[(table["activity"] == name) & table["end"].notna()]
            visits = visits[(visits["ready"] >= warm) & (visits["ready"] < end)]
            if stage.resource is not None and len(visits):
                told[f"waiting.{name}"] = ((visits["start"] - visits["ready"]) / DAY).mean()
        clocks = run.clocks[(run.clocks["started"] >= warm) & (run.clocks["started"] < end)]
        for name in run.process.deadlines:
            state = clocks[clocks["deadline"] == name]["state"].value_counts()
            over = state["on_time"] + state["late"] + state["overdue"]
            told[f"on_time.{name}"] = 100 * state["on_time"] / over
        named = [
            name
            for name, one in run.process.stages.items()
            if one.identity == "named" and not run.process.actors[one.actor].may_know_identity
        ]
        shown = table[table["activity"].isin(named) & table["end"].notna()]
        shown = shown[(shown["ready"] >= warm) & (shown["ready"] < end)]
        told["exposure"] = 100 * len(shown) / len(new)
        for name, value in told.items():
            assert run.indicators[name] == pytest.approx(value, rel=1e-9), name
        assert events["case"].nunique() <= len(cases)


def overlap(came, gone, low, high):
    """Return the summed time that intervals lie within a window."""
    until = gone.astype("Int64").fillna(high).clip(upper=high).astype("int64")
    return (until - came.clip(lower=low)).clip(lower=0).sum()


def test_utilisation_is_the_time_that_officers_have_a_case(bangkok):
    """Busy time from the tallies: from taking a case up to its end, nights included."""
    warm, end = (zero(bangkok) + round(day * DAY) for day in (bangkok.warm_up, bangkok.days))
    table = bangkok.log().events
    stages = [n for n, one in bangkok.process.stages.items() if one.resource == "inquiry_panels"]
    rows = table[table["activity"].isin(stages)]
    capacity = float(bangkok.process.resources["inquiry_panels"].capacity)
    share = overlap(rows["start"], rows["end"], warm, end) / DAY / (bangkok.days - bangkok.warm_up)
    # Officers take a case up when they are free, and begin when the office opens.
    told = bangkok.indicators["utilisation.inquiry_panels"] / 100 * capacity
    assert share - 1e-9 <= told <= share + 0.5


def test_follow_ups_come_until_the_stage_ends(ministry):
    """Every 30 days by the declaration, the first after as many, none after the end."""
    events = ministry.events
    every = float(ministry.process.accompaniments["follow_up"].every_days)
    stays = events[events["activity"] == "agency_check"]
    acts = events[events["activity"] == "follow_up"].groupby("case", observed=True)["start"]
    by_case = {case: times.to_numpy() for case, times in acts}
    last = zero(ministry) + ministry.days * DAY
    for one in stays.head(300).itertuples():
        until = last if pd.isna(one.end) else one.end
        due = np.arange(one.start + every * DAY, until, every * DAY)
        times = by_case.get(one.case, np.zeros(0))
        mine = times[(times > one.start) & (times < until)]
        assert np.allclose(mine, due)


def test_what_goes_along_is_drawn_by_case_and_not_by_order():
    """With half of the measures, more officers change when, but not in which cases."""
    changes = {"accompaniments.transfer.share": 0.5, "accompaniments.suspension.share": 0.5}
    few, many = (
        simulate(
            process("bangkok", overrides={**changes, "resources.checkers.capacity": n}),
            days=2000,
            seed=2,
        )
        for n in (5, 6)
    )
    said = [measured(run) for run in (few, many)]
    both = set(said[0]) & set(said[1])
    assert len(both) > 30
    assert all(said[0][case] == said[1][case] for case in both)
    share = np.mean([said[0][case] for case in both])
    assert 0.2 < share < 0.8


def measured(run):
    """Return by case with an ended inquiry whether a measure was taken."""
    events = run.events
    inquiries = events[(events["activity"] == "inquiry") & events["end"].notna()]
    taken = set(events[events["activity"].isin(["transfer", "suspension"])]["case"])
    return {case: case in taken for case in inquiries["case"]}


def test_a_measure_lasts_as_long_as_its_stage(bangkok):
    """Transfer or suspension ends when the inquiry does, and stays open while it is open."""
    events = bangkok.events
    measures = events[events["activity"].isin(["transfer", "suspension"])].set_index("case")
    inquiries = events[events["activity"] == "inquiry"].set_index("case")
    assert len(measures) > 10
    ends = inquiries.loc[measures.index, "end"]
    assert ends.equals(measures["end"])


def test_deadlines_that_strike_are_events(rich):
    """A case that was let go first says so, at the moment, by the deadline's name."""
    struck = rich.events[rich.events["activity"] == next(iter(rich.process.deadlines))]
    assert set(struck["deadline_state"]) <= {"expedited", "overdue"}
    assert len(struck) > 0
    assert (struck["start"] == struck["end"]).all()


def test_reports_count_what_the_tables_say(ministry):
    """Received, closed and open of the two-month reports add up over the run."""
    found = ministry.reports[ministry.reports["report"] == "two_month"]
    assert len(found) >= 13
    change = found["received"] - found["closed"]
    assert (found["open"].diff().iloc[1:] == change.iloc[1:]).all()
    assert {day.month for day in found["date"]} == {11, 1, 3, 5, 7, 9}


@pytest.mark.parametrize("name", ["log.csv", "log.xes", "log.json"])
def test_the_log_is_written_and_read_again(tmp_path, name):
    """Events and the word "simulated" survive the file."""
    run = simulate(process("bangkok"), days=60, seed=5)
    place = logs.write(run.log(), tmp_path / name)
    again = logs.read(place)
    assert again.provenance.simulated
    assert len(again.events) == len(run.events)
    assert set(again.events["activity"]) == set(run.events["activity"])


def test_titles_take_the_place_of_ids(bangkok):
    """For people the log names activities, resources and ends in Thai; rules still read it."""
    log = bangkok.log(titles="th")
    assert "ตรวจสอบข้อเท็จจริงเบื้องต้น" in set(log.events["activity"])
    found = conformance.check(log, bangkok.process)
    assert found.counts()["unknown_activity"] == 0


def test_a_run_without_events_has_no_log():
    """Nothing happened: the error says so and what to do."""
    quiet = process("queue", overrides={"channels.counter.a_month": 0.001})
    run = simulate(quiet, days=1, seed=1, warm_up=0)
    assert len(run.events) == 0
    with pytest.raises(InputError, match="simulate longer"):
        run.log()


def test_holidays_beyond_the_dataset_are_said(bangkok):
    """A run into years without announced holidays tells from when."""
    calendar = thai.government_calendar()
    far = simulate(process("bangkok"), days=365 * (calendar.last_year - 2021), seed=1)
    words = [note.in_language("th") for note in far.notes]
    assert any(f"1 มกราคม {calendar.last_year + 544}" in one for one in words)
    assert not any("วันหยุด" in note.in_language("th") for note in bangkok.notes)
