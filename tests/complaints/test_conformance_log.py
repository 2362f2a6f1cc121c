"""Any log: names of its own, unknown words, open cases, findings as JSON and words."""

from dataclasses import replace
from datetime import datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govlab import complaints, home, logs
from govlab.complaints import conformance
from govlab.complaints._simulate import simulate
from govlab.errors import InputError, UnknownNameError
from govlab.thai import BANGKOK

DAY = 86_400_000_000


def log_of(*rows, cases=None):
    """Return a log of (case, activity, day, outcome), each taking a day."""
    base = 1_675_900_800_000_000
    frame = pd.DataFrame(rows, columns=["case", "activity", "start", "outcome"])
    frame["start"] = base + frame["start"] * DAY
    frame["end"] = (frame["start"] + DAY // 2).astype("Int64")
    return logs.log_of(frame, cases, source="by hand", simulated=False)


def rules_of(found):
    return [one["rule"] for one in found.violations()]


@pytest.mark.parametrize("spelt", ["check", "CHECK", "ตรวจสอบเบื้องต้น", "Check"])
def test_a_stage_is_known_by_id_and_by_either_title(office, spelt):
    """Whoever wrote the log used one of the names the declaration has."""
    log = log_of(("A", "receive", 0, None), ("A", spelt, 1, "Dismissed"))
    assert rules_of(conformance.check(log, office)) == []


def test_a_log_with_words_of_its_own_is_mapped(office):
    """A name given for an activity stands for the stage; the id must exist."""
    log = log_of(("A", "receive", 0, None), ("A", "ดูเอกสาร", 1, "dismissed"))
    assert "unknown_activity" in rules_of(conformance.check(log, office))
    found = conformance.check(log, office, names={"ดูเอกสาร": "check"})
    assert rules_of(found) == []
    with pytest.raises(InputError, match="no_stage"):
        conformance.check(log, office, names={"ดูเอกสาร": "no_stage"})


def test_an_outcome_may_stand_as_an_activity(office):
    """Some logs close a case by an event of its own."""
    log = log_of(("A", "receive", 0, None), ("A", "check", 1, None), ("A", "ไม่มีมูล", 2, None))
    found = conformance.check(log, office)
    assert rules_of(found) == []
    assert list(conformance.clocks(log, office)["state"]) == ["on_time"]


def test_a_step_back_that_is_declared_breaks_nothing_and_one_that_is_not_does(office):
    """Reopening leads from the report to the check; from the inquiry nothing leads there."""
    way = ["receive", "check", "board", "inquiry", "report", "check"]
    days = [0, 1, 4, 10, 12, 14]
    declared = log_of(*(("A", one, day, None) for one, day in zip(way, days, strict=True)))
    rules = ("skipped_step", "wrong_order", "wrong_route")
    assert rules_of(conformance.check(declared, office, rules=rules)) == []
    back = log_of(
        *(("A", one, day, None) for one, day in zip([*way[:4], "check"], days, strict=False))
    )
    assert rules_of(conformance.check(back, office, rules=rules)) == ["skipped_step"]


def test_a_route_for_other_cases_is_told_with_what_is_known_of_the_case(office):
    """A senior official's case must not reach the board, whatever juniors' cases do."""
    cases = pd.DataFrame({"case": ["A"], "rank": ["สูง"]})
    log = log_of(
        ("A", "receive", 0, None), ("A", "check", 1, None), ("A", "board", 30, None), cases=cases
    )
    found = conformance.check(log, office, rules=["wrong_route"])
    [one] = found.violations("th")
    assert "ระดับ: สูง" in one["evidence"]
    assert one["source"] == "S9-011; S9-012"


def test_where_an_attribute_is_unknown_nobody_is_accused(office):
    """Without the rank, both ways from the check may be right."""
    for outcome in ("outside", "dismissed"):
        log = log_of(("A", "receive", 0, None), ("A", "check", 1, outcome))
        assert rules_of(conformance.check(log, office)) == []


def test_rules_that_cannot_be_applied_say_why(office):
    """No resource, no units, no reports in the log: not checked is not passed."""
    found = conformance.check(log_of(("A", "receive", 0, None)), office)
    why = {name: one.why.in_language("en") for name, one in found.checked.items() if one.why}
    assert {"wrong_actor", "four_eyes", "report_missing", "referral_unrecorded"} <= set(why)
    assert "does not say who" in why["wrong_actor"]
    assert found.checked["skipped_step"].why is None


def test_only_the_rules_asked_for_are_applied_and_unknown_ones_are_refused(office):
    """A misspelt rule lists the rules there are."""
    log = log_of(("A", "check", 0, None))
    assert set(conformance.check(log, office, rules=["overlap"]).checked) == {"overlap"}
    with pytest.raises(UnknownNameError, match=r"no_rule.*skipped_step"):
        conformance.check(log, office, rules=["no_rule"])


def test_findings_are_json_with_case_rule_evidence_and_source(office):
    """A script finds the contract's four keys, the events, and days in ISO."""
    log = log_of(("A", "receive", 0, None), ("A", "board", 30, None))
    found = conformance.check(log, office, rules=["skipped_step", "off_meeting"])
    document = found.as_dict("en")
    assert document["count"] == 2
    skipped, off = document["violations"]
    assert (skipped["case"], skipped["rule"], skipped["source"]) == ("A", "skipped_step", "S9-011")
    assert skipped["evidence"] == "from “Receive” to “Decide” without Check"
    assert [one["activity"] for one in skipped["events"]] == ["receive", "board"]
    assert off["data"]["begun"] == "2023-03-11"
    assert not document["holds"]
    assert "พบสิ่งที่ไม่เป็นไปตามกฎ 2 รายการ" in found.in_language("th")


def test_a_declaration_may_weigh_a_rule_otherwise(office):
    """Severity stands in the declaration where the process wants it so."""
    process = replace(
        office, conformance={**office.conformance, "skipped_step": {"severity": "serious"}}
    )
    log = log_of(("A", "receive", 0, None), ("A", "board", 30, None))
    [one] = conformance.check(log, process, rules=["skipped_step"]).violations()
    assert one["severity"] == "serious"


@pytest.mark.parametrize("name", complaints.processes())
def test_a_simulated_log_of_the_library_goes_its_declared_ways(name):
    """Engine and checker read one declaration: only deadlines and exposures can be broken."""
    process = complaints.process(name)
    days = 8 if name == "traffy" else 200
    log = simulate(process, days=days, seed=11).log()
    counts = conformance.check(log, process).counts()
    broken = {rule for rule, count in counts.items() if count}
    assert broken <= {"late_deadline", "missed_start", "identity_exposed"}


def test_a_log_read_back_from_a_file_gives_the_same_findings(tmp_path):
    """What was found of the simulated log is found of its XES and CSV, to the clock."""
    process = complaints.process("bangkok")
    log = simulate(process, days=120, seed=5).log()
    now = datetime(2023, 6, 1, tzinfo=BANGKOK)
    counts = conformance.check(log, process, now=now).counts()
    assert counts["late_deadline"]
    for name in ("a.xes.gz", "a.csv", "a.ocel.json"):
        again = logs.read(logs.write(log, tmp_path / name))
        assert conformance.check(again, process, now=now).counts() == counts


@given(st.randoms(use_true_random=False))
@settings(max_examples=6)
def test_the_order_of_rows_changes_nothing(random):
    """Case and sequence order a log, wherever its rows stand."""
    process = complaints.process("bangkok")
    log = simulate(process, days=40, seed=8).log()
    places = list(range(len(log.events)))
    random.shuffle(places)
    mixed = replace(log, events=log.events.iloc[places].reset_index(drop=True))
    one, other = (conformance.check(each, process) for each in (log, mixed))
    assert one.violations("en") == other.violations("en")
    clocks = [conformance.clocks(each, process).astype(str) for each in (log, mixed)]
    pd.testing.assert_frame_equal(*clocks)


def test_every_rule_has_a_title_in_both_languages():
    """What a rule is called can be said to anybody."""
    names = [one.name for one in conformance.rules()]
    titles = {conformance.title(name, lang) for name in names for lang in ("th", "en")}
    assert len(titles) == 2 * len(names)


def test_a_gate_holds_a_meeting_on_the_working_day_that_follows_a_holiday(office):
    """10 December 2022 is a Saturday and Constitution Day; the board meets on Tuesday 13."""
    base = 1_670_648_400_000_000  # 10 December 2022, 12:00
    for day, broken in ((0, True), (2, True), (3, False), (4, True)):
        frame = pd.DataFrame(
            {"case": ["A"], "activity": ["board"], "start": [base + day * DAY + DAY // 12]}
        )
        log = logs.log_of(frame, source="by hand", simulated=True)
        found = conformance.check(log, office, rules=["off_meeting"])
        assert bool(len(found)) is broken, day


def test_the_page_tells_every_rule():
    """The documentation lists the rules there are."""
    page = (home.find().folder("course").parent / "docs" / "conformance.md").read_text("utf-8")
    assert [one.name for one in conformance.rules() if f"`{one.name}`" not in page] == []
