"""A directive's way down."""

import pytest

from govlab import programme
from govlab.datasets import Assumptions


def headlines(vary=()):
    study = programme.journey_study("en", Assumptions(vary))
    return {one.id: one.shown for one in study.headlines}


def test_the_dated_hops_take_34_and_15_days():
    """Ministry to department 34 days, department to province 15, allocation to ministry 90."""
    found = headlines()
    assert found["hop.ministry_department"] == 34
    assert found["hop.department_province"] == 15
    assert found["hop.allocation_ministry"] == 90


def test_142_of_366_days_are_gone_before_a_municipality_can_hear():
    """The letter of the province is of day 143 of the fiscal year: 142 days are over."""
    found = headlines()
    assert found["gone"] == 142
    assert str(found["gone_percent"]) == "38.8"
    assert programme.journey().year.days == 366


@pytest.mark.parametrize(
    ("vary", "name", "value"),
    [
        ("A-003=working", "hop.ministry_department", 24),
        ("A-010=7", "gone", 149),
        ("A-009=used", "hop.department_stamp", 5),
    ],
)
def test_each_assumption_moves_its_headline(vary, name, value):
    """Working days, an undated hop of a week, the doubtful stamp: each moves one figure."""
    assert headlines((vary,))[name] == value


def test_the_misread_stamp_is_explained_and_july_is_not_hidden():
    """The stamp's printed July stays as published; January is ours, by its finding."""
    found = {one.figure: one for one in programme.journey_study("en").comparisons}
    stamp = found["date.ministry_stamp"]
    assert (stamp.published, stamp.shown) == ("2024-07-03", "2024-01-03")
    assert (stamp.verdict, stamp.finding) == ("explained", "S4-X11")
    july = programme.journey_study("en", Assumptions(["A-011=7"]))
    assert {one.figure: one for one in july.comparisons}["date.ministry_stamp"].verdict == "same"


def test_what_is_undated_stays_undated():
    """No day is made up for the districts' letters or the request to the ministry."""
    table = programme.journey().table("en")
    undated = table[table.iloc[:, 3] == "undated"]
    assert len(undated) == 3
    assert "142" in "".join(text.get_text() for text in _texts())


def _texts():
    return programme.journey().chart("en").figure.axes[0].texts
