"""The published month and the 30-day rule."""

from datetime import date

import pytest

from govlab import complaints, datasets, thai
from govlab.datasets import Dataset
from govlab.errors import CheckError


@pytest.fixture
def data():
    return datasets.load("complaints_bangkok_month")


def test_february_2566_adds_up_by_channel_field_and_outcome(data):
    """Twenty-three complaints: 15 + 8 in, 4 + 5 + 11 + 2 + 1 out, and 2 + 4 + 1 + 8 fields."""
    found = complaints.month(data, "en")
    assert (found.month, found.total) == ("2023-02", 23)
    assert list(found.margins["channel"].values()) == [15, 8]
    assert list(found.margins["outcome"].values()) == [4, 5, 11, 2, 1]
    assert list(found.margins["field"].values()) == [2, 4, 1, 8]


@pytest.mark.parametrize(("code", "dimension"), [("works", "field"), ("nacc", "outcome")])
def test_a_margin_that_does_not_add_up_is_refused(data, code, dimension):
    """One complaint more in any margin names the margin and both sums."""
    frame = data.frame.copy()
    frame.loc[frame["code"] == code, "count"] += 1
    with pytest.raises(CheckError, match=dimension):
        complaints.month(Dataset(frame, data.provenance))


def test_shares_of_a_margin_are_percent(data):
    """A table of one margin ends in its sum, which is 100 per cent."""
    table = complaints.month(data).table("outcome", "en")
    *parts, whole = table["Per cent"]
    assert (sum(parts), whole) == (pytest.approx(100), 100)
    assert list(table["Complaints"])[-1] == 23


def test_the_thirty_days_have_two_readings_from_one_text():
    """Both readings rest on S2-022 and on numbered assumptions."""
    found = complaints.deadlines(datasets.load("complaint_deadlines_bangkok"))
    assert [one.code for one in found] == ["appointment", "fact_finding"]
    assert {one.source_ids for one in found} == {("S2-022",)}
    assert {one.assumption_ids for one in found} == {("A-001", "A-002")}


@pytest.mark.parametrize(
    ("ways", "day"),
    [
        ({}, date(2023, 4, 15)),
        ({"count_first_day": True}, date(2023, 4, 14)),
        ({"carry_over": True}, date(2023, 4, 18)),
        ({"unit": "working_day"}, date(2023, 5, 3)),
    ],
)
def test_the_way_of_counting_moves_the_last_day(ways, day):
    """From 16 March 2023 the thirtieth day falls into Songkran, and each way differs."""
    rule = datasets.load("complaint_deadlines_bangkok")
    first = complaints.deadlines(rule, **ways)[0]
    assert first.due(date(2023, 3, 16), thai.government_calendar()).day == day


def test_a_due_table_says_whether_the_last_day_is_worked():
    """A last day within Songkran is shown as a holiday."""
    rule = datasets.load("complaint_deadlines_bangkok")
    calendar = thai.government_calendar()
    dues = [one.due(date(2023, 3, 16), calendar) for one in complaints.deadlines(rule)]
    table = complaints.due_table(dues, "th")
    assert set(table["วันสุดท้ายเป็น"]) == {"วันหยุด"}
    assert set(table["วันสุดท้าย"]) == {"15 เมษายน 2566"}


@pytest.mark.parametrize(
    ("ways", "told"),
    [({}, "as assumption A-002"), ({"carry_over": True}, "other than assumption A-002")],
)
def test_the_way_of_counting_is_said_as_it_was(ways, told):
    """The sentence below the table is that of this run, and says when it departs from A-002."""
    rule = datasets.load("complaint_deadlines_bangkok")
    said = complaints.deadlines(rule, **ways)[0].counting("en")
    assert told in said
    assert ("carried over (other" in said) == bool(ways)


@pytest.mark.parametrize("lang", ["th", "en"])
def test_the_pictures_hold_every_count_in_words(data, lang):
    """The descriptions of flow and fields name each label with its count."""
    month = complaints.month(data, lang)
    flow = complaints.flow_chart(month, data, lang)
    for label, count in {**month.margins["channel"], **month.margins["outcome"]}.items():
        assert f"{label} {count}" in flow.alt
    fields = complaints.field_chart(month, data, lang)
    assert all(label in fields.alt for label in month.margins["field"])
