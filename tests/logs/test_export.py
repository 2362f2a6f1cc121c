"""What may leave: no identity, no secret, and days instead of moments where it is public."""

import json

import pandas as pd
import pytest

from govlab import logs
from govlab.errors import InputError, UnknownNameError

NOON = 1675227600000000  # 2023-02-01 12:00 in Bangkok
MIDNIGHT = NOON - 12 * 3_600_000_000
FORMATS = ["a.csv", "a.xlsx", "a.parquet", "a.xes", "a.xes.gz", "a.json", "a.sqlite"]
CANARY = "กนกวรรณ นกขมิ้น"


def log_with(events=None, cases=None, attributes=None):
    frame = pd.DataFrame(
        {"case": ["C1"], "activity": ["รับเรื่อง"], "start": [NOON], "end": [NOON + 1]}
    )
    frame = frame.assign(**(events or {})).astype({"end": "Int64"})
    frame["attributes"] = json.dumps(attributes, ensure_ascii=False) if attributes else None
    listed = pd.DataFrame({"case": ["C1"], **(cases or {})})
    return logs.log_of(frame, listed, source="ตัวอย่าง", simulated=True)


HIDING = {
    "in cases": {"cases": {"ชื่อ-สกุล": [CANARY]}},
    "in attributes": {"attributes": {"Phone": CANARY}},
    "deep in attributes": {"attributes": {"ข้อมูล": [{"ผู้ร้อง เรียน": CANARY}]}},
}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("where", HIDING.values(), ids=HIDING)
def test_columns_that_tell_who_a_person_is_are_refused(tmp_path, name, where):
    """However the heading is spelt and wherever it stands, no file is made."""
    with pytest.raises(InputError, match=r"must not leave.*log\.without\("):
        logs.write(log_with(**where), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", FORMATS)
def test_a_complainant_leaves_no_file_as_they_are(tmp_path, name):
    """By default they are left out, and asked for they are a number."""
    log = log_with(cases={"complainant": [CANARY]})
    for asked in (False, True):
        data = logs.write(log, tmp_path / name, complainant=asked).read_bytes()
        assert CANARY.encode() not in data


@pytest.mark.parametrize("name", ["resource", "ช่องทาง", "เลขคดี"])
def test_what_the_caller_keeps_secret_is_refused_until_taken_away(tmp_path, name):
    """A column of the contract, of the cases, an attribute; without it the log leaves."""
    log = log_with({"resource": "นาย ก"}, {"ช่องทาง": ["1555"]}, {"เลขคดี": "7/66"})
    with pytest.raises(InputError, match=name):
        logs.write(log, tmp_path / "a.xes", secret=[name])
    place = logs.write(log.without(name), tmp_path / "a.xes", secret=[name])
    assert logs.read(place).events["activity"].to_list() == ["รับเรื่อง"]


def test_a_secret_that_the_log_has_not_is_no_fault(tmp_path):
    """A list of secrets may be longer than the log's columns."""
    assert logs.write(log_with(), tmp_path / "a.csv", secret=["resource", "ไม่มี"]).is_file()


@pytest.mark.parametrize("name", FORMATS)
def test_public_files_hold_days(tmp_path, name):
    """Starts, ends and texts of times lose the time of day; a day is Bangkok's."""
    log = log_with(
        {"start": [NOON + 1], "end": [NOON + 3]},
        {"รับแจ้ง": ["2023-02-01 12:34:56"]},
        {"เมื่อ": {"ไหน": ["2023-02-01T12:34:56+07:00"]}},
    )
    again = logs.read(logs.write(log, tmp_path / name, resolution="day"))
    assert again.events["start"].to_list() == again.events["end"].to_list() == [MIDNIGHT]
    assert "12:34" not in again.events.to_string() + again.cases.to_string()
    assert again.cases["รับแจ้ง"].to_list() == ["2023-02-01"]


def test_a_day_is_that_of_the_zone(tmp_path):
    """Noon in Bangkok is morning in UTC: its day begins seven hours later."""
    place = logs.write(log_with(), tmp_path / "a.xes", resolution="day", zone="UTC")
    assert logs.read(place).events["start"].to_list() == [MIDNIGHT + 7 * 3_600_000_000]
    with pytest.raises(UnknownNameError, match="exact, day"):
        logs.write(log_with(), tmp_path / "a.xes", resolution="hour")


@pytest.mark.parametrize("name", FORMATS)
def test_every_file_of_a_simulated_log_says_so(tmp_path, name):
    """In the file itself, and whoever reads it here knows it."""
    place = logs.write(log_with(), tmp_path / name)
    assert logs.read(place).provenance.simulated
    if name in {"a.csv", "a.xes", "a.json", "a.sqlite"}:
        assert "ข้อมูลจำลอง".encode() in place.read_bytes()


@pytest.mark.parametrize("name", [one for one in FORMATS if one != "a.sqlite"])
def test_the_same_log_is_the_same_file(tmp_path, name):
    """No clock and no chance goes into what is written."""
    first = logs.write(log_with(attributes={"n": 1}), tmp_path / name).read_bytes()
    assert logs.write(log_with(attributes={"n": 1}), tmp_path / name).read_bytes() == first


BROKEN = {
    "no activity": ({"activity": [None]}, "column activity must not be empty"),
    "backwards": ({"end": [NOON - 1]}, "end must not be before start"),
    "seconds for days": ({"start": [10**18]}, "years 1 to 9999"),
}


@pytest.mark.parametrize(("events", "told"), BROKEN.values(), ids=BROKEN)
def test_events_that_break_a_rule_make_no_log(events, told):
    """The error names the event, the rule and the next step."""
    with pytest.raises(InputError, match=f"event 1 .case C1.*{told}"):
        log_with(events)


def test_a_key_stands_once():
    """Two events with one number in a case are refused; so is a frame without events."""
    frame = pd.DataFrame(
        {"case": ["C", "C"], "seq": [1, 1], "activity": ["ก", "ข"], "start": [0, 0]}
    )
    with pytest.raises(InputError, match="event 2: case C, seq 1 must stand once"):
        logs.log_of(frame, source="x", simulated=True)
    with pytest.raises(InputError, match="at least one event"):
        logs.log_of(frame[:0], source="x", simulated=True)
    with pytest.raises(InputError, match="column activity, start must be there"):
        logs.log_of(frame[["case"]], source="x", simulated=True)


def test_a_case_stands_in_one_row():
    """Two rows of attributes for one case are refused, and so is a table without cases."""
    for cases in (pd.DataFrame({"case": ["C1", "C1"]}), pd.DataFrame({"case": [None]})):
        with pytest.raises(InputError, match="must be named and stand in one row"):
            logs.log_of(log_with().events, cases, source="x", simulated=True)
    with pytest.raises(InputError, match="column case must be there"):
        logs.log_of(log_with().events, pd.DataFrame({"n": [1]}), source="x", simulated=True)


@pytest.mark.parametrize("name", FORMATS)
def test_cases_of_which_nothing_is_known_leave_all_the_same(tmp_path, name):
    """Events of a case that the table of cases lacks are written and read."""
    log = log_with()
    bare = logs.Log(log.events, pd.DataFrame({"case": ["C2"], "n": [7]}), log.provenance)
    again = logs.read(logs.write(bare, tmp_path / name))
    assert again.events["case"].to_list() == ["C1"]


def test_the_source_line_says_what_is_simulated():
    """In Thai and in English, for tables and figures."""
    assert log_with().provenance.words() == "ตัวอย่าง · ข้อมูลจำลอง ไม่ใช่เรื่องจริง"
    assert "simulated" in log_with().provenance.words("en")
