"""Collection over the season: from one snapshot, under numbered assumptions."""

from datetime import date

import numpy as np
import pytest
from scipy import integrate, stats

from govlab.errors import InputError, UnknownNameError
from govlab.ita.seasons import Pace, season, season_chart

STEADY = Pace(date(2023, 1, 1), date(2023, 4, 30), 1.0, 1.0, 0, 0.0)
DAY = date(2023, 3, 2)


def test_the_snapshot_of_bangkok_is_the_one_of_the_source():
    """50 districts on 2 March 2566: IIT complete in 22, EIT in 12."""
    found = season()
    assert (found.done, found.offices, found.as_of) == ({"IIT": 22, "EIT": 12}, 50, DAY)
    assert "S2-033" in found.source


def test_numbers_of_finished_offices_are_a_distribution_that_only_grows():
    """Nobody is finished less than now; the chances add up to one; the mean rises by day."""
    found = season()
    means = []
    for day in (date(2023, 3, 10), date(2023, 4, 1), date(2023, 4, 30)):
        chances = found.finished("IIT", day)
        assert chances.sum() == pytest.approx(1, abs=1e-9)
        assert chances[:22].sum() == 0
        means.append(float(chances @ np.arange(51)))
    assert 22 < means[0] < means[1] < means[2] < 50
    assert found.finished("EIT", DAY)[12] == pytest.approx(1)


def test_a_steady_pace_without_likeness_has_a_closed_form():
    """Constant hazard, no common factor: the chance is an integral over the share so far."""
    found = season({"IIT": 22}, 50, DAY, pace=STEADY)
    run = (STEADY.last - STEADY.first).days / (DAY - STEADY.first).days
    wanted, _ = integrate.quad(
        lambda p: stats.beta.pdf(p, 22.5, 28.5) * (1 - (1 - p) ** (run - 1)) ** 28, 0, 1
    )
    assert found.all_by()["IIT"] == pytest.approx(wanted, rel=1e-5)


def test_draws_of_the_same_world_agree_with_the_integral():
    """Offices drawn with a common factor finish all as often as the grid says."""
    pace = Pace(date(2023, 1, 1), date(2023, 6, 30), 2.0, 3.0, 21, 0.3)
    found = season({"IIT": 22, "EIT": 12}, 50, DAY, pace=pace)
    generator = np.random.default_rng(1)
    n = 60_000
    factor = generator.standard_normal(n)
    every = np.ones(n, dtype=bool)
    ran = pace.run(pace.last) / pace.run(DAY)
    for done in (22, 12):
        share = generator.beta(done + 0.5, 50 - done + 0.5, n)
        more = -np.expm1(np.log1p(-share) * (ran - 1))
        chance = stats.norm.cdf((stats.norm.ppf(more) + np.sqrt(0.3) * factor) / np.sqrt(0.7))
        every &= generator.binomial(50 - done, chance) == 50 - done
    assert found.all_by()["all"] == pytest.approx(every.mean(), abs=0.012)


def test_every_assumption_moves_the_chance_the_way_it_must():
    """A later last day, a stronger hurry, a rising pace and likeness all help."""
    found = season()
    base = found.all_by()["all"]
    helped = [
        {"last": date(2023, 6, 30)},
        {"hurry": 6.0},
        {"shape": 3.0},
        {"likeness": 0.6},
        {"hurry_days": 30},
    ]
    assert all(found.with_pace(**one).all_by()["all"] > base for one in helped)
    table = found.by_assumption("en")
    assert table["Assumption"].tolist() == [f"A-0{number}" for number in range(46, 52)]


def test_all_instruments_are_at_most_as_likely_as_each():
    """Finishing everything is harder than finishing one; likeness makes it less so."""
    found = season(pace=Pace(date(2023, 1, 1), date(2023, 6, 30), 2.0, 6.0, 30, 0.4))
    chance = found.all_by()
    assert chance["IIT"] * chance["EIT"] < chance["all"] <= min(chance["IIT"], chance["EIT"])
    when = found.day_for(0.3)
    assert when is not None
    assert found.all_by(when)["all"] >= 0.3
    assert found.day_for(0.9999) is None


def test_weeks_tell_the_pace_so_far_and_the_pace_needed():
    """22 in sixty days are 2.6 a week; 28 in fifty-nine days need 3.3."""
    before, needed = season().weekly()["IIT"]
    assert before == pytest.approx(22 / (60 / 7))
    assert needed == pytest.approx(28 / (59 / 7))


def test_everything_done_is_sure_and_the_words_name_the_assumptions():
    """With all offices done the chance is one; the sentence cites A-046 to A-051."""
    found = season({"IIT": 50}, 50, DAY, pace=STEADY)
    assert found.all_by()["all"] == pytest.approx(1)
    for lang in ("th", "en"):
        assert "A-046" in season().in_language(lang)
    assert season().as_dict()["assumptions"]["A-051"] == 0.1
    assert len(season().table("th")) == 2


def test_assumptions_are_varied_by_number_within_their_range():
    """The last day may be 30 June, not Christmas; a snapshot before the first day is refused."""
    assert Pace.read(["A-047=2023-06-30"]).last == date(2023, 6, 30)
    with pytest.raises(InputError, match="A-047"):
        Pace.read(["A-047=2023-12-25"])
    with pytest.raises(UnknownNameError):
        Pace.read(["A-999=1"])
    with pytest.raises(InputError, match="2022-12-01"):
        season({"IIT": 1}, 50, date(2022, 12, 1), pace=STEADY)
    with pytest.raises(InputError, match="IIT"):
        season({"IIT": 51}, 50, DAY, pace=STEADY)
    with pytest.raises(InputError, match="all three"):
        season({"IIT": 5}, pace=STEADY)


def test_the_chart_says_its_numbers_and_is_a_picture():
    """The description holds both instruments; the drawing names its assumptions."""
    chart = season_chart(season(), "th")
    assert "IIT 22" in chart.alt
    assert "EIT 12" in chart.alt
    assert chart.encode("png").startswith(b"\x89PNG")
