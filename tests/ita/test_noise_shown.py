"""What readers see of portfolios, the season and the noise: the figures in words."""

from datetime import date

import numpy as np
import pytest

from govlab import ita
from govlab.errors import InputError, UnknownNameError
from govlab.ita import noise, noise_shown, portfolios, respondents, seasons
from govlab.ita._season_what_if import changed

HOW = ita.method(2564)
NEW = ita.method(2566, accept_uncertain=True)


@pytest.fixture(scope="module")
def one():
    return respondents.simulate(
        HOW, seed=2567, staff=60, clients=90, target={"IIT": 84, "EIT": 86}, oit=84
    )


@pytest.fixture(scope="module")
def found():
    return portfolios.opened("", HOW, 40, seed=2567).judged()


def test_the_table_of_errors_is_the_errors(one):
    """Finite below endless; the total is the weighted sum; the interval holds the score."""
    rows = noise_shown.error_table(one, "en", replications=60).set_index("Instrument")
    table = one.table()
    assert rows.loc["IIT", "SE, finite population"] == f"{table['error_IIT'][0]:.2f}"
    assert rows.loc["total", "Score (points)"] == f"{table['total'][0]:.2f}"
    assert rows.loc["total", "SE, finite population"] == f"{table['error'][0]:.2f}"
    numbers = rows[["SE, endless population", "SE, finite population"]].astype(float).to_numpy()
    assert (numbers[:, 0] > numbers[:, 1]).all()
    low, high = map(float, rows.loc["IIT", "95 percent interval"].split("–"))
    assert low < table["IIT"][0] < high


def test_chances_of_one_agency_are_those_of_the_portfolio(one):
    """The same probabilities by two ways through the library."""
    frame = portfolios.portfolio(one.table(), HOW).frame
    for grade, chance in noise_shown.chances(one).items():
        assert frame[f"p_{grade}"][0] == pytest.approx(chance, abs=1e-9)
    shown = noise_shown.chance_table(one, "en")
    assert shown["Grade"].to_list() == [band.grade for band in HOW.bands]


def test_the_sample_table_knows_the_official_least_and_its_margin():
    """30 of 300 with a spread of 20 leave 6.8 points; 109 are needed for 3."""
    rows = noise_shown.sample_table(HOW, [300], margin=3, spread=20, lang="en")
    assert rows.iloc[0].to_list() == ["300", "30", "6.8", "109"]
    assert noise.sample_size(3, 20, 300) == 109


def test_the_silent_table_shifts_by_weight_and_share(one):
    """Two thirds not heard, 20 points lower each: the total falls by 0.3 times their share."""
    rows = noise_shown.silent_table(one, lang="en").set_index("Instrument")
    total = float(one.table()["total"][0])
    silent = 1 - 30 / 60
    wanted = total - 0.3 * silent * 20
    assert float(rows.loc["IIT", "Total if the silent differ by -20"]) == pytest.approx(
        wanted, abs=0.006
    )
    assert rows.loc["IIT", "Not heard"] == "50%"


def test_coverage_needs_a_census_and_counts_what_holds(one):
    """Without the truth nothing can be held; everybody asked is always held."""
    with pytest.raises(InputError, match="census"):
        noise_shown.coverage(one)
    every = respondents.simulate(HOW, 5, seed=1, staff=20, clients=20, census=True)
    assert {each["held"] for each in noise_shown.coverage(every).values()} == {5}


def test_targets_are_shown_by_counts_and_a_rate_is_not_rounded_up(found):
    """40 agencies: all must pass, 32 must have declared."""
    rows = portfolios.kpi_table(found, "en")
    assert rows["Needed (agencies)"].to_list() == ["40", "32"]
    assert rows["Reached (agencies)"][0] == str(found.passing.reached)


def test_grades_are_counted_beside_what_a_full_count_would_give(found):
    """Both columns add up to all agencies."""
    rows = portfolios.grade_table(found, "en")
    assert rows["Agencies"].sum() == 40
    expected = rows["Expected on a full count (agencies)"].astype(float)
    assert expected.sum() == pytest.approx(40, abs=0.4)


def test_agencies_near_the_line_stand_with_interval_chance_and_rank(found):
    """Only those within noise, the likeliest first; none where nothing is known."""
    rows = portfolios.near_table(found, "en", most=3)
    assert len(rows) == min(3, found.states["within"])
    chances = rows["Chance to pass on a full count"].str.rstrip("%").astype(int).to_list()
    assert chances == sorted(chances, reverse=True)
    bare = portfolios.portfolio(found.frame[["unit", "total"]], HOW)
    assert portfolios.near_table(bare).empty
    assert list(portfolios.pictures(bare, "x")) == []


def test_made_up_agencies_are_the_same_for_a_seed_and_say_what_they_are():
    """Fewer are a beginning of more; a year without items takes a neighbour's form."""
    few, more = (portfolios.made_up(HOW, count, seed=5) for count in (3, 6))
    assert few["total"].to_list() == pytest.approx(more["total"].to_list()[:3], abs=1e-9)
    other = portfolios.made_up(NEW, 3, seed=5)
    assert other["synthetic"].all()
    assert other["fiscal_year"].unique().tolist() == [2566]
    assert not portfolios.made_up(HOW, 20, seed=5, vary=["A-090=0.5"])["no_gift"].all()
    assert "Synthetic" in portfolios.opened("", NEW, 3, seed=5).in_language("en")


@pytest.mark.parametrize("vary", ["A-090=2", "A-048=1"])
def test_an_assumption_out_of_range_or_of_something_else_is_refused(vary):
    """Shares end at one; the season's assumptions are none of a portfolio's."""
    with pytest.raises(InputError):
        portfolios.made_up(HOW, 2, seed=5, vary=[vary])


def test_each_case_of_the_season_changes_one_assumption():
    """The first row is as assumed; a quicker pace finishes more offices."""
    what = seasons.season()
    rows = seasons.what_if(what, ["A-048=3", "A-047=2023-06-30"], "en")
    done = rows["IIT: expected to finish (offices)"].astype(float).to_list()
    assert done[0] == pytest.approx(what.expected("IIT", what.pace.last), abs=0.05)
    assert done[1] > done[0]
    assert done[2] > done[0]
    assert changed(what, "A-047=2023-06-30").pace.last == date(2023, 6, 30)
    for wrong, error in (("A-045=20", InputError), ("A-048=9", InputError)):
        with pytest.raises(error):
            changed(what, wrong)
    with pytest.raises((InputError, UnknownNameError)):
        changed(what, "A-999=1")


def test_the_effort_found_gives_the_chance_and_a_little_less_does_not():
    """The multiple is the least, to a twentieth."""
    what = seasons.season()
    times = seasons.effort_for(what, 0.5)
    assert seasons.hurried(what, times).all_by()["all"] >= 0.5
    assert seasons.hurried(what, times - 0.1).all_by()["all"] < 0.5
    assert f"{times:.1f}" in seasons.effort_words(what, 0.5, "en")
    with pytest.raises(InputError):
        seasons.effort_for(what, 1)


def test_a_snapshot_in_words_is_the_snapshot():
    """Thai digits count; the day is ISO text; half a snapshot is refused."""
    found = seasons.snapshot(["IIT=๓๐", "EIT = 41"], 50, "2023-04-01")
    assert (found.done, found.as_of) == ({"IIT": 30, "EIT": 41}, date(2023, 4, 1))
    assert seasons.snapshot().done == {"IIT": 22, "EIT": 12}
    for done, offices in ((["IIT"], 50), (["IIT=x"], 50), (["IIT=51"], 50), (["IIT=5"], None)):
        with pytest.raises(InputError):
            seasons.snapshot(done, offices, "2023-04-01")


def test_every_picture_is_described_with_its_figures(one):
    """The words for a picture hold the numbers that it draws."""
    what = seasons.season()
    assert "20×" in seasons.effort_chart(what).alt
    assert "A-051" in seasons.assumptions_chart(what).alt
    many = respondents.simulate(HOW, 5, seed=3, staff=40, clients=40)
    best = int(np.argmax(many.table()["total"]))
    assert f"{many.units[best]} 1 (" in noise_shown.rank_chart(many).alt
    assert "83.0 → 5%, 87.0 →" in noise_shown.chance_chart(one, 20.0).alt
