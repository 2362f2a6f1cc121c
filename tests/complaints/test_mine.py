"""Mining: ways, waiting, rework, and tables that give nobody away."""

import pandas as pd
import pytest

from govlab import complaints, logs
from govlab.complaints import conformance
from govlab.complaints._mine import HIDDEN
from govlab.complaints._simulate import simulate
from govlab.errors import InputError

DAY = 86_400_000_000


def log_of(*cases, simulated=True):
    """Return a log of cases, each a list of (activity, start day, end day, resource)."""
    rows = [
        (f"C{number}", activity, int(start * DAY), int(end * DAY), resource)
        for number, case in enumerate(cases)
        for activity, start, end, resource in case
    ]
    events = pd.DataFrame(rows, columns=["case", "activity", "start", "end", "resource"])
    events["end"] = events["end"].astype("Int64")
    return logs.log_of(events, source="by hand", simulated=simulated)


PLAIN = [("receive", 0, 1, "a"), ("check", 3, 5, "b")]
AGAIN = [("receive", 0, 1, "a"), ("check", 2, 3, "b"), ("check", 4, 6, "c")]
RARE = [("receive", 0, 1, "a"), ("report", 2, 3, "d")]


@pytest.fixture
def mined():
    return conformance.mine(log_of(*[PLAIN] * 6, *[AGAIN] * 3, RARE))


def test_waiting_and_work_are_told_apart_and_the_worst_stands_first(mined):
    """Twelve checks wait 12 + 3 + 3 days and take 12 + 3 + 6; receiving waits for nothing."""
    worst = mined.bottlenecks.iloc[0]
    assert worst["activity"] == "check"
    assert worst["mean_wait_days"] == pytest.approx(18 / 12)
    assert worst["mean_days"] == pytest.approx(21 / 12)
    assert mined.bottlenecks["share"].sum() == pytest.approx(100)


def test_rework_counts_cases_that_do_an_activity_again(mined):
    """Three of the nine cases that were checked were checked again."""
    check = mined.rework.set_index("activity").loc["check"]
    assert (check["cases"], check["repeated"]) == (9, 3)
    assert check["share"] == pytest.approx(100 / 3)


def test_throughput_is_that_of_cases_that_ended(mined):
    """Six cases of five days, three of six, one of three."""
    assert mined.throughput["cases"] == 10
    assert mined.throughput["mean"] == pytest.approx((6 * 5 + 3 * 6 + 3) / 10)


def test_a_log_with_one_time_an_event_says_what_it_cannot_tell():
    """Where start and end are one, waiting and work cannot be told apart."""
    found = conformance.mine(log_of([("receive", 0, 0, "a"), ("check", 3, 3, "b")]))
    assert found.instant
    assert "one time an event" in found.in_language("en")


def test_cells_of_few_cases_are_hidden_and_none_can_be_reckoned(mined):
    """Of the ways 6, 3 and 1 only the first is shown; with k of 2 the next smallest goes too."""
    shown = mined.public(5)["variants"]["cases"].to_list()
    assert shown == [6, HIDDEN, HIDDEN]
    two = mined.public(2)["variants"]
    assert two["cases"].to_list() == [6, HIDDEN, HIDDEN]
    assert two["variant"].to_list()[1:] == [HIDDEN, HIDDEN]
    assert "example" not in two


def test_first_and_last_counts_are_hidden_cell_by_cell(mined):
    """One case ends with a report; the activity is named, its counts are not."""
    rows = mined.public(2)["activities"].set_index("activity")
    assert rows.loc["report"].to_list() == [HIDDEN] * 4
    assert rows.loc["receive", "cases"] == 10


def test_a_person_with_few_cases_is_not_named_in_public(mined):
    """Resources of fewer than k cases lose their name with their numbers."""
    rows = mined.public(5)["resources"]
    assert rows["resource"].to_list() == ["a", "b", HIDDEN, HIDDEN]


def test_what_hides_nothing_is_refused(mined):
    """A k of 1 would show the case of one person."""
    with pytest.raises(InputError, match="k"):
        mined.public(1)


def test_the_picture_shows_frequent_ways_and_says_them_in_words(mined):
    """Ways of fewer than k cases are left out of the drawing and of its words."""
    assert mined.chart("en").alt.count("→") == 2
    assert mined.chart("en", k=2).alt.count("→") == 1
    assert "receive → check 9" in mined.chart("en", k=2).alt


def test_no_box_of_the_picture_loses_its_only_way_out():
    """With one way wanted, checking still leads to the report, and that to the end."""
    told = [("receive", 0, 1, "a"), ("check", 2, 3, "b"), ("report", 4, 5, "c")]
    log = log_of(*[PLAIN] * 6, *[told] * 2, [*told, ("archive", 6, 7, "d")], RARE)
    assert conformance.mine(log).chart("en", edges=1).alt.count("→") == 3
    assert "report → archive" in conformance.mine(log).chart("en", edges=1).alt
    assert "archive" not in conformance.mine(log).chart("en", edges=1, k=2).alt


def test_a_log_in_which_nothing_follows_is_told_so():
    """One event a case leaves nothing to draw: the case column is likely wrong."""
    found = conformance.mine(log_of([("receive", 0, 1, "a")], [("check", 0, 1, "a")]))
    with pytest.raises(InputError, match="case"):
        found.chart("th")


def test_ways_are_held_against_a_process_when_one_is_given(office, clean):
    """The comparison counts steps and names activities by the declaration."""
    found = conformance.mine(clean, office)
    assert found.findings.counts()["unknown_activity"] == 0
    assert "รับเรื่อง" in found.table("activities", "th")["กิจกรรม"].to_list()


def test_a_simulated_log_says_so_in_words_and_json(mined):
    """Nobody takes made-up cases for real ones."""
    assert mined.as_dict()["simulated"] is True
    assert "จำลอง" in mined.in_language("th")
    assert "จำลอง" not in conformance.mine(log_of(PLAIN, simulated=False)).in_language("th")


def test_what_goes_along_with_a_step_is_no_step_where_a_process_says_so(office, clean):
    """Follow-ups are counted in a table of their own; all events are there or here."""
    found = conformance.mine(clean, office)
    beside = set(found.beside["activity"])
    assert "ติดตามผล" in found.table("beside", "th")["กิจกรรม"].to_list()
    for table in (found.activities, found.rework, found.bottlenecks, found.follows):
        assert not beside & set(table["activity"])
    assert not any(beside & set(way) for way in found.variants["variant"])
    assert found.activities["events"].sum() + found.beside["events"].sum() == found.events
    assert "ติดตามผล" in next(
        one for one in found.in_language("th").splitlines() if "ไม่ใช่ขั้นตอน" in one
    )


@pytest.mark.parametrize("ending", [None, "csv", "xes"])
def test_a_simulated_log_tells_its_steps_without_a_process(tmp_path, ending):
    """Stages alone are activities, also of a log that was written and read again."""
    declared = complaints.process("bangkok")
    log = simulate(declared, days=400, seed=1).log()
    if ending is not None:
        log = logs.read(logs.write(log, tmp_path / f"log.{ending}"))
    found = conformance.mine(log)
    assert set(found.activities["activity"]) <= set(declared.stages)
    assert {"transfer", "appointment_30"} <= set(found.beside["activity"])
    assert set(found.beside["activity"]) <= {*declared.accompaniments, *declared.deadlines}


def test_a_real_log_loses_no_row_that_nobody_declared():
    """Nothing but a process, or a simulation, says what is no step."""
    found = conformance.mine(log_of(PLAIN, AGAIN, simulated=False))
    assert len(found.beside) == 0
    assert "ไม่ใช่ขั้นตอน" not in found.in_language("th")
