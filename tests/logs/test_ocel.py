"""OCEL 2.0 in and out: objects, qualifiers, changes, and events that touch several cases."""

import json
import sqlite3
from contextlib import closing

import pandas as pd
import pytest

from govlab import logs
from govlab.errors import InputError

DAY = 86_400_000_000
NOON = 1675227600000000  # 2023-02-01 12:00 in Bangkok


def sample():
    """Return two complaints against one unit, heard by one subcommittee."""
    frame = pd.DataFrame(
        {
            "case": ["C1", "C1", "C2"],
            "activity": ["รับเรื่อง", "สอบสวน", "รับเรื่อง"],
            "resource": ["ศูนย์", None, None],
            "start": [NOON, NOON + DAY, NOON],
            "end": [NOON, NOON + 3 * DAY, None],
            "outcome": [None, "มีมูล", None],
            "attributes": ['{"n":1}', None, '{"n":2}'],
        }
    ).astype({"end": "Int64"})
    cases = pd.DataFrame(
        {
            "case": ["C1", "C2"],
            "ช่องทาง": ["1555", "Traffy"],
            "complainant": ["สมชาย ใจดี", "สมชาย ใจดี"],
            "accused_unit": ["เขต ก", "เขต ก"],
            "subcommittee": [["ชุด 1", "ชุด 2"], ["ชุด 1"]],
        }
    )
    return logs.log_of(frame, cases, source="ตัวอย่าง", simulated=True)


def values(log):
    frame = log.events.astype(dict.fromkeys(("case", "activity", "resource"), "str"))
    frame["attributes"] = frame["attributes"].map(json.loads, na_action="ignore")
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


@pytest.mark.parametrize("name", ["a.json", "a.jsonocel", "a.sqlite"])
def test_a_log_comes_back_from_ocel_as_it_went(tmp_path, name):
    """Starts, ends that are missing, resources and outcomes; and that it is simulated."""
    again = logs.read(logs.write(sample(), tmp_path / name))
    assert values(again) == values(sample())
    assert again.provenance == sample().provenance
    assert again.cases.to_dict("list") == {"case": ["C1", "C2"], "ช่องทาง": ["1555", "Traffy"]}


def test_the_document_names_objects_and_how_they_are_touched(tmp_path):
    """Accused unit and subcommittees are objects of their own, shared by complaints."""
    document = json.loads(logs.write(sample(), tmp_path / "a.json").read_bytes())
    kinds = {one["id"]: one["type"] for one in document["objects"]}
    assert kinds == {
        "log": "log",
        "C1": "complaint",
        "C2": "complaint",
        "accused unit:เขต ก": "accused unit",
        "subcommittee:ชุด 1": "subcommittee",
        "subcommittee:ชุด 2": "subcommittee",
    }
    links = {one["id"]: one["relationships"] for one in document["objects"]}
    assert {(link["objectId"], link["qualifier"]) for link in links["C1"]} == {
        ("accused unit:เขต ก", "against"),
        ("subcommittee:ชุด 1", "inquired into by"),
        ("subcommittee:ชุด 2", "inquired into by"),
    }
    assert document["events"][0]["relationships"] == [{"objectId": "C1", "qualifier": "about"}]
    declared = {one["name"]: one["attributes"] for one in document["eventTypes"]}
    assert {"name": "start", "type": "time"} in declared["สอบสวน"]
    assert {"name": "n", "type": "integer"} in declared["รับเรื่อง"]


def test_a_complainant_leaves_only_as_a_number_and_only_when_asked(tmp_path):
    """By default nobody complained; asked for, the same person has the same number."""
    place = logs.write(sample(), tmp_path / "a.json")
    assert "complainant" not in place.read_text(encoding="utf-8")
    text = logs.write(sample(), place, complainant=True).read_text(encoding="utf-8")
    assert "สมชาย" not in text
    kinds = [one["id"] for one in json.loads(text)["objects"] if one["type"] == "complainant"]
    assert kinds == ["complainant:complainant-1"]


FOREIGN = {
    "objectTypes": [
        {"name": "order", "attributes": [{"name": "price", "type": "float"}]},
        {"name": "item", "attributes": []},
    ],
    "eventTypes": [{"name": "pay", "attributes": []}],
    "objects": [
        {
            "id": "o1",
            "type": "order",
            "attributes": [
                {"name": "price", "time": "1970-01-01T00:00:00Z", "value": 1.5},
                {"name": "price", "time": "2023-02-02T00:00:00Z", "value": 2.5},
            ],
            "relationships": [{"objectId": "i1", "qualifier": "has"}],
        },
        {"id": "o2", "type": "order"},
        {"id": "i1", "type": "item"},
    ],
    "events": [
        {
            "id": "e2",
            "type": "pay",
            "time": "2023-02-02T00:00:00Z",
            "attributes": [{"name": "way", "value": "โอน"}],
            "relationships": [
                {"objectId": "o1", "qualifier": "paid"},
                {"objectId": "o2", "qualifier": "paid"},
            ],
        },
        {
            "id": "e1",
            "type": "make",
            "time": "2023-02-01T00:00:00",
            "relationships": [{"objectId": "o1", "qualifier": ""}],
        },
        {
            "id": "e3",
            "type": "pack",
            "time": "2023-02-03T00:00:00Z",
            "relationships": [{"objectId": "i1", "qualifier": "of"}],
        },
    ],
}


def kept(tmp_path, document):
    place = tmp_path / "b.json"
    place.write_text(json.dumps(document), encoding="utf-8")
    return place


@pytest.mark.parametrize("name", ["c.json", "c.sqlite"])
def test_an_event_that_touches_two_cases_stays_one_event(tmp_path, name):
    """It stands in both histories, and is written once."""
    log = logs.read(kept(tmp_path, FOREIGN), mapping={"case": "order"})
    found = list(zip(log.events["case"], log.events["seq"], log.events["activity"], strict=True))
    assert found == [("o1", 0, "make"), ("o1", 1, "pay"), ("o2", 0, "pay")]
    assert log.events["start"][0] == 1675184400000000  # Bangkok's midnight
    assert ": 1 events" in log.provenance.note
    again = logs.read(logs.write(log, tmp_path / name), mapping={"case": "order"})
    assert values(again) == values(log)
    for table in ("objects", "relations", "links"):
        one, other = (getattr(held, table) for held in (log, again))
        assert one.astype(object).where(one.notna(), None).to_dict("list") == other.astype(
            object
        ).where(other.notna(), None).to_dict("list")


def test_a_value_that_changed_keeps_its_times(tmp_path):
    """An attribute with several values is the list of them, each with its time."""
    log = logs.read(kept(tmp_path, FOREIGN), mapping={"case": "order"})
    prices = json.loads(log.objects["attributes"][0])["price"]
    assert [one["value"] for one in prices] == [1.5, 2.5]


def test_the_type_that_is_a_case_must_be_named(tmp_path):
    """With several types and no complaint, the error lists them."""
    with pytest.raises(InputError, match="must be one of item, order"):
        logs.read(kept(tmp_path, FOREIGN))


def changed(**parts):
    return {**FOREIGN, **parts}


def event(**parts):
    return changed(events=[{"id": "e1", "type": "pay", "time": "2023-02-01T00:00:00Z", **parts}])


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"events": []}, "must have the parts objectTypes"),
        ([], "must have the parts"),
        (event(time="2566-02-01T00:00:00Z"), r"events\[0\]: time .='2566"),
        (event(time=None, id=""), r"events\[0\]: id, time must be there"),
        (event(relationships=[{"objectId": "zz"}]), "object 'zz', which must be in the file"),
        (
            changed(objects=[*FOREIGN["objects"], {"id": "o1", "type": "order"}]),
            "id .='o1'. must stand once",
        ),
        (event(), "at least one event"),
        (event(attributes={"a": 1}), "attributes must be a list of name and value"),
        (event(attributes=[{"value": 1}]), "attributes must be a list"),
        (event(relationships=["o1"]), "relationships one of objectId"),
        (changed(events=["e1"]), r"events\[0\]: id, type, time must be there"),
    ],
)
def test_what_a_document_lacks_is_told_by_place(tmp_path, document, told):
    """Every broken rule is told with file and place."""
    with pytest.raises(InputError, match=told):
        logs.read(kept(tmp_path, document), mapping={"case": "order"})


def test_what_is_no_json_and_no_database_says_so(tmp_path):
    """The file's content decides, whatever its name."""
    for name, told in (("a.json", "must be JSON"), ("a.sqlite", "must have the parts event")):
        place = tmp_path / name
        place.write_text("ไม่ใช่", encoding="utf-8")
        with pytest.raises(InputError, match=told):
            logs.read(place)


def test_a_database_that_is_no_log_says_so(tmp_path):
    """Tables that lack a column, or a relation of an event that is not there."""
    place = logs.write(sample(), tmp_path / "a.sqlite")
    for change in ("INSERT INTO event_object VALUES ('zz', 'C1', '')", "DROP TABLE event_map_type"):
        with closing(sqlite3.connect(place)) as held, held:
            held.execute(change)
        with pytest.raises(InputError, match="must have the parts event"):
            logs.read(place)


def test_relations_and_links_of_a_log_are_written(tmp_path):
    """What a log says of events and objects stands in the document as it says it."""
    log = sample()
    relations = pd.DataFrame(
        {"case": ["C1"], "seq": [1], "object": ["subcommittee:ชุด 1"], "qualifier": ["by"]}
    )
    held = logs.Log(log.events, log.cases, log.provenance, relations=relations)
    document = json.loads(logs.write(held, tmp_path / "a.json").read_bytes())
    assert document["events"][1]["relationships"] == [
        {"objectId": "C1", "qualifier": "about"},
        {"objectId": "subcommittee:ชุด 1", "qualifier": "by"},
    ]
