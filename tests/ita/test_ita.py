"""The assessment scored from its instruments."""

import shutil
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govlab import datasets, home, ita
from govlab.errors import InputError, UnknownNameError

POINTS = st.decimals(0, 100, places=2)


def of(iit, eit, oit):
    return {"IIT": iit, "EIT": eit, "OIT": oit}


@pytest.mark.parametrize(
    ("fiscal_year", "total", "grade", "published_grade", "distance"),
    [(2563, "88.58", "A", None, "6.42"), (2564, "92.69", "A", "A", "2.31")],
)
def test_the_moral_center_reproduces_to_the_hundredth(
    fiscal_year, total, grade, published_grade, distance
):
    """Both years give the published total; the grade of 2563 is derived, that of 2564 published."""
    found = ita.reproduce(datasets.load("ita_moral_center"), fiscal_year)
    assert found.holds
    assert found.result.published == Decimal(total)
    assert (found.result.grade, found.published_grade) == (grade, published_grade)
    assert (found.result.next_grade, found.result.distance) == ("AA", Decimal(distance))


def test_the_total_is_weighted_and_not_the_plain_mean():
    """The label says mean of three; the value is the weighted total (S3-X1)."""
    found = ita.reproduce(datasets.load("ita_moral_center"), 2564)
    plain = sum(found.instruments.values()) / 3
    assert plain.quantize(Decimal("0.01")) == Decimal("91.87")
    assert found.result.total == Decimal("92.686")


def test_grade_bands_leave_no_hole():
    """A score just below an edge belongs to the band below, whatever its decimals."""
    how = ita.method(2564)
    for edge, above, below in [("95", "AA", "A"), ("85", "A", "B"), ("50", "E", "F")]:
        assert how.grade(Decimal(edge)) == above
        assert how.grade(Decimal(edge) - Decimal("0.000001")) == below


def test_rounding_decides_at_84_995_and_the_caller_chooses():
    """The published total rounds half up to 85.00; the unrounded one stays below."""
    how = ita.method(2564)
    scores = of("84.99", "84.99", "85.0025")
    assert ita.score(how, scores).total == Decimal("84.995")
    assert ita.score(how, scores).grade == "A"
    assert ita.score(how, scores, grade_on="total").grade == "B"


def test_the_top_grade_has_no_next():
    """At 100 points there is nothing above."""
    top = ita.score(ita.method(2564), of(100, 100, 100))
    assert (top.grade, top.next_grade, top.distance, top.passed) == ("AA", None, None, True)


@given(POINTS, POINTS, POINTS)
def test_scores_stay_in_range_and_parts_add_up(iit, eit, oit):
    """The total lies between the lowest and the highest instrument, and its parts add up."""
    result = ita.score(ita.method(2564), of(iit, eit, oit))
    assert min(iit, eit, oit) <= result.total <= max(iit, eit, oit)
    assert sum(result.contributions.values()) == result.total
    if result.distance is not None:
        assert result.distance > 0


@given(POINTS, POINTS, POINTS, POINTS)
def test_a_better_instrument_never_lowers_the_total(iit, eit, oit, more):
    """Raising one instrument raises total and pass, or leaves them."""
    how = ita.method(2563)
    before = ita.score(how, of(iit, eit, oit))
    after = ita.score(how, of(max(iit, more), eit, oit))
    assert after.total >= before.total
    assert after.passed >= before.passed


@pytest.mark.parametrize("value", [101, -0.01, "ห้า", float("nan"), float("inf")])
def test_an_impossible_score_is_refused_by_name_and_value(value):
    """A score outside 0 to 100, or none at all, names the instrument."""
    with pytest.raises(InputError, match="score of EIT"):
        ita.score(ita.method(2564), of(80, value, 80))


def test_missing_or_unknown_instruments_are_refused():
    """Nothing is imputed: the three instruments must be there, and no other."""
    with pytest.raises(InputError, match="IIT, EIT, OIT"):
        ita.score(ita.method(2564), {"IIT": 80, "EIT": 80})
    with pytest.raises(InputError, match="EBIT"):
        ita.score(ita.method(2564), {**of(80, 80, 80), "EBIT": 80})


def test_a_year_without_method_or_scores_is_refused_with_the_years_there_are():
    """Both messages list what is known."""
    with pytest.raises(UnknownNameError, match="2563, 2564"):
        ita.method(2570)
    with pytest.raises(UnknownNameError, match="2563, 2564"):
        ita.reproduce(datasets.load("ita_moral_center"), 2562)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('weight: "0.40"', 'weight: "0.50"', "sum 1.10"),
        ('from: "85"', 'from: "96"', "fall from high to low"),
        ("fiscal_year: 2564", "fiscal_year: 2565", "2565"),
        ("places: 2", "places: two", "rounding.places"),
        ("mode: half_up", "mode: half_even", "rounding.mode"),
        ("certainty: verified\n", "certainty: memory\n", "grades.certainty"),
    ],
)
def test_a_method_file_that_breaks_a_rule_is_refused(tmp_path, old, new, told):
    """Each rule of a method names file, place and value."""
    shutil.copytree(home.find().folder("datasets"), tmp_path / "datasets")
    path = tmp_path / "datasets/ita_methods/2564.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    place = home.Home(tmp_path)
    datasets.seal(place)
    with pytest.raises(InputError, match=told) as caught:
        ita.method(2564, place)
    assert "ita_methods/2564.yaml" in str(caught.value)


def test_the_total_that_is_told_is_the_one_that_was_graded():
    """Graded unrounded, the sentence gives the unrounded total: it adds up with the distance."""
    data = datasets.load("ita_moral_center")
    found = ita.reproduce(data, 2564, grade_on="total").result
    assert (found.graded, found.distance) == (Decimal("92.6860"), Decimal("2.3140"))
    assert "92.6860" in ita.reproduce(data, 2564, grade_on="total").in_language("en")


def test_tables_and_words_speak_the_language_asked_for():
    """Column names and the sentence come from the catalogue."""
    found = ita.reproduce(datasets.load("ita_moral_center"), 2563)
    assert list(found.verdict("en").columns)[1:3] == ["Published", "Recomputed"]
    assert "แบบวัด" in found.parts("th").columns
    assert "derived" in found.in_language("en")
    assert "ขาดอีก 6.42 คะแนน" in found.in_language("th")


def test_the_chart_says_its_numbers_in_words():
    """The description holds both years' totals, and the picture is a PNG."""
    data = datasets.load("ita_moral_center")
    chart = ita.chart(data, [ita.reproduce(data, year) for year in (2563, 2564)], "en")
    assert "88.58" in chart.alt
    assert "92.69" in chart.alt
    assert chart.encode("png").startswith(b"\x89PNG")
