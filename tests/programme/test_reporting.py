"""The reporting calendar."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govlab import programme
from govlab.datasets import Assumptions
from govlab.errors import InputError

EVERY = Assumptions()


@pytest.fixture(scope="module")
def assumptions():
    return Assumptions()


@settings(max_examples=20)
@given(year=st.integers(2560, 2600), kind=st.sampled_from(["ministry_summary", "opdc_report"]))
def test_the_periods_of_any_fiscal_year_cover_it_without_gap(year, kind):
    """Each period begins on the day after the one before; first and last days are the year's."""
    found = programme.reporting(year, EVERY)
    mine = sorted((one for one in found.reports if one.code == kind), key=lambda one: one.number)
    assert mine[0].first == found.fiscal_year.start
    assert mine[-1].last == found.fiscal_year.end
    for before, after in itertools.pairwise(mine):
        assert after.first == before.last + timedelta(days=1)


def test_fiscal_year_2567_has_eleven_dates_and_three_move(assumptions):
    """Six summaries, two reports, two meetings, one annual report; 31 March is a Sunday."""
    found = programme.reporting(2567, assumptions)
    assert len(found.reports) == 11
    moved = [one for one in found.reports if one.moved]
    assert {one.due for one in moved} == {date(2024, 4, 1)}
    assert len(moved) == 3


@pytest.mark.parametrize(
    ("vary", "first"),
    [("A-007=15", date(2023, 12, 15)), ("A-006=1", date(2024, 2, 29))],
)
def test_days_allowed_and_first_month_are_assumptions(vary, first):
    """Fifteen days later, or a cycle by the calendar year: the first day due moves."""
    found = programme.reporting(2567, Assumptions([vary]))
    assert found.reports[0].due == first


@pytest.mark.parametrize("year", [2564, 2567, 2575])
def test_the_printed_intervals_are_those_of_the_calendar(year, assumptions):
    """Every 2, 6 and 12 months, nine steps: the calendar made of them gives them back."""
    study = programme.reporting_study(programme.reporting(year, assumptions), "en")
    assert {one.verdict for one in study.comparisons} == {"same"}
    assert len(study.comparisons) >= 12


def test_a_common_era_year_is_refused(assumptions):
    """2024 is no fiscal year of the Buddhist era."""
    with pytest.raises(InputError, match="2024"):
        programme.reporting(2024, assumptions)
