"""One comparison, one study, and the assumptions they rest on."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govlab import complaints, ita
from govlab.datasets import Assumptions, Comparison, Study
from govlab.errors import InputError, UnknownNameError


def compared(published, recomputed, **more):
    return Comparison("x", "x", published, recomputed, "", ("S0-001",), **more)


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_a_figure_is_the_same_within_half_its_last_decimal(number, places):
    """What rounds half up to the printed figure is the same; one unit of it more differs."""
    printed = Decimal(number).scaleb(-places)
    unit = Fraction(1, 10**places)
    assert compared(printed, Fraction(printed) + unit * Fraction(49, 100)).verdict == "same"
    assert compared(printed, Fraction(printed) + unit).verdict == "differs"
    assert compared(printed, Fraction(printed) + unit).difference == Decimal(1).scaleb(-places)


def test_only_the_figure_that_the_finding_names_is_explained():
    """A finding excuses one value, not any."""
    known = {"finding": "S4-X4", "expected": Decimal(7), "reason": "r"}
    assert compared(Decimal(9), 7, **known).verdict == "explained"
    assert compared(Decimal(9), 8, **known).verdict == "differs"
    assert compared(Decimal(9), 9, **known).verdict == "same"


def test_numbers_and_texts_are_not_compared_with_each_other():
    """A published number against a text is a mistake of the study."""
    with pytest.raises(InputError, match="both"):
        compared(Decimal(1), "1")


def test_a_study_with_one_figure_that_differs_does_not_hold():
    """The study's verdict is that of its worst figure."""
    same, other = compared(Decimal(1), 1), compared(Decimal(1), 2)
    assert Study("s", (same,), (), ()).holds
    assert not Study("s", (same, other), (), ()).holds


def test_json_has_the_promised_keys_and_plain_numbers():
    """Scripts find figure, source, published, recomputed, difference and verdict."""
    found = compared(Decimal("92.69"), Fraction(92686, 1000)).as_dict()
    wanted = {"published": 92.69, "recomputed": 92.69, "difference": 0, "verdict": "same"}
    assert {"figure": "x", "source": ["S0-001"]} | wanted == {
        key: found[key] for key in ("figure", "source", *wanted)
    }


@pytest.mark.parametrize(
    ("vary", "words"),
    [("A-005", "ID=VALUE"), ("A-005=", "ID=VALUE"), ("A-005=61", "30"), ("A-003=lunar", "working")],
)
def test_a_value_that_an_assumption_cannot_take_is_refused(vary, words):
    """The message names the shape, the range or the words."""
    with pytest.raises(InputError, match=words):
        Assumptions([vary])


def test_an_unknown_assumption_is_refused_by_name():
    """A-999 is none."""
    with pytest.raises(UnknownNameError, match="A-999"):
        Assumptions(["A-999=1"])


def test_a_word_is_no_number_and_a_number_no_word():
    """What a model asks for must be what the table holds."""
    every = Assumptions()
    with pytest.raises(InputError, match="A-003"):
        every.number("A-003")
    with pytest.raises(InputError, match="A-005"):
        every.word("A-005", ("calendar", "working"))


@pytest.mark.parametrize("lang", ["th", "en"])
@pytest.mark.parametrize(
    "made",
    [ita.agency_study, complaints.month_study, lambda lang: ita.nation_study(lang=lang)],
    ids=["agency", "month", "nation"],
)
def test_studies_of_the_other_rooms_hold_in_both_languages(made, lang):
    """Every figure of the Moral Center, of Bangkok and of the nation is same or explained."""
    study = made(lang)
    assert study.holds
    assert len(study.table()) == len(study.comparisons)
    assert study.source_ids


def test_each_instrument_is_bound_by_the_total_and_the_other_two():
    """What rounding leaves open is narrower than a tenth of a point."""
    spans = [one.span for one in ita.agency_study("en").comparisons if one.span]
    assert len(spans) == 6
    assert all(0 <= high - low < Fraction(1, 10) for low, high in spans)


def test_the_nation_is_not_drawn_across_the_break_of_2566():
    """The trend has one break, before FY2566, and rises within each scheme alone."""
    found = ita.nation()
    assert found.breaks == [2566]
    shown = {one.id: str(one.shown) for one in ita.nation_study(found).headlines}
    assert (shown["rise"], shown["rise.2564_2565"], shown["rise.2566_2568"]) == (
        "12.57",
        "6.32",
        "3.63",
    )


def test_fiscal_year_2563_is_shown_only_when_asked_for():
    """Its mean is printed with one decimal and its agencies are counted twice."""
    assert next(row["fiscal_year"] for row in ita.nation().rows) == 2564
    asked = ita.nation(2563)
    assert asked.rows[0]["mean"] == pytest.approx(67.9)
    assert [one.id for one in ita.nation_study().assumptions] == []
    study = ita.nation_study(asked, "en", Assumptions(["A-013=8304"]))
    assert {one.id: one.shown for one in study.headlines}["agencies.2563"] == 8304
