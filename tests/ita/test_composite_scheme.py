"""Schemes: closed forms, an independent library's figures, early refusal, nothing imputed."""

import json
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govlab import ita
from govlab.errors import InputError, UnknownNameError
from govlab.ita import composite
from govlab.ita._composite_scheme import AGGREGATIONS, NORMALISATIONS, noisy_weights, principal
from govlab.ita._composite_sum import aggregated, normalised, ranked
from govlab.ita.composite import Scheme, components, compose, leave_one_out, schemes
from govlab.ita.respondents import simulate

HOW = ita.method(2564)
VECTORS = json.loads((Path(__file__).parent / "composite_vectors.json").read_text("utf-8"))
VALUES, WEIGHTS = np.array(VECTORS["values"]), np.array(VECTORS["weights"])
CODES = ("a", "b", "c", "d")


def table(rows, **more):
    names = [f"กรม {place}" for place in range(len(rows))]
    return pd.DataFrame(rows, columns=["IIT", "EIT", "OIT"]).assign(unit=names, **more)


def made(rows, **more):
    return components(table(rows), HOW, **more)


ROWS = [[83.41, 92.21, 100.0], [80.79, 84.47, 97.5], [75.0, 81.2, 62.5], [91.3, 70.1, 87.5]]
FOUR = made(ROWS)
SAME = made([[80.0, 90.0, 100.0], [85.0, 70.0, 100.0], [60.0, 75.0, 100.0]])


def test_the_official_scheme_is_the_published_total():
    """The Moral Center's two totals come out of it to the hundredth."""
    found = compose(FOUR).scores
    assert found[:2] == pytest.approx([92.69, 88.58], abs=0.005)
    assert float(ita.score(HOW, {"IIT": 83.41, "EIT": 92.21, "OIT": 100}).total) == pytest.approx(
        found[0], abs=1e-12
    )


@pytest.mark.parametrize("level", ["indicator", "sub_indicator", "item"])
def test_finer_components_with_official_weights_give_the_same_total(level):
    """The weights of indicators, sub-indicators and items are those of the method's tree."""
    rng = np.random.default_rng(3)
    codes = {one.code: HOW.codes(one.code, "item") for one in HOW.instruments}
    rows = {"unit": ["ก", "ข", "ค"]}
    for code, items in codes.items():
        for item in items:
            values = rng.choice([0.0, 100.0], 3) if code == "OIT" else rng.uniform(50, 100, 3)
            rows[item] = np.round(values, 2)
    how = ita.method(2564, accept_uncertain=True)
    scores = ita.score_table(pd.DataFrame(rows), how)
    what = components(scores, how, level)
    assert compose(what).scores == pytest.approx(scores.frame["total"].to_numpy(), abs=1e-9)
    assert what.official.sum() == pytest.approx(1)


def test_an_item_of_a_short_sub_indicator_weighs_five_points_of_the_total():
    """O42 and O43 weigh 5 of 100 each, O1 less than half a point."""
    rows = {"unit": ["ก", "ข"]} | {
        item: [100.0, 0.0] for one in HOW.instruments for item in HOW.codes(one.code, "item")
    }
    how = ita.method(2564, accept_uncertain=True)
    what = components(pd.DataFrame(rows), how, "item")
    weight = dict(zip(what.codes, what.official, strict=True))
    assert (weight["O42"], weight["O43"]) == pytest.approx((0.05, 0.05))
    assert weight["O1"] == pytest.approx(0.04 / 9)


@pytest.mark.parametrize(
    ("aggregation", "origin"), [("geometric", "gmean"), ("harmonic", "hmean"), ("geometric", "wpm")]
)
def test_means_agree_with_other_libraries(aggregation, origin):
    """Scipy's weighted means and pymcdm's weighted product give the same to 1e-9."""
    found = aggregated(VALUES, WEIGHTS, Scheme(aggregation=aggregation))
    assert found == pytest.approx(VECTORS[origin], rel=1e-9)


def test_normalisations_agree_with_other_libraries():
    """Pymcdm's min-max and weighted sum, scipy's z-score."""
    least = normalised(VALUES, Scheme(normalisation="min_max"), CODES)
    assert least / 100 == pytest.approx(np.array(VECTORS["minmax"]), abs=1e-12)
    total = aggregated(least, WEIGHTS, Scheme())
    assert total / 100 == pytest.approx(VECTORS["wsm_minmax"], abs=1e-12)
    wanted = np.array(VECTORS["zscore"])
    found = normalised(VALUES, Scheme(normalisation="z_score", standard=(0, 1)), CODES)
    assert found == pytest.approx(wanted, abs=1e-12)
    index = normalised(VALUES, Scheme(normalisation="cpi"), CODES)
    assert index == pytest.approx(np.clip(45 + 20 * wanted, 0, 100), abs=1e-9)


def test_the_style_of_the_cpi_takes_the_baseline_of_another_year():
    """A baseline keeps years comparable: one and the same value scores the same."""
    base = dict.fromkeys(CODES, (70.0, 10.0))
    found = normalised(VALUES, Scheme(normalisation="cpi", baseline=base), CODES)
    assert found == pytest.approx(np.clip(45 + 20 * (VALUES - 70) / 10, 0, 100))


def test_copeland_gives_the_wins_less_losses_of_the_published_example():
    """The worked example in the tests of COINr: -1, 1, -3, 3."""
    values = np.array([[1, 3, 2], [2, 2, 3], [3, 1, 1], [4, 5, 4]], dtype=float)
    found = aggregated(values, np.full(3, 1 / 3), Scheme(aggregation="copeland"))
    assert found.tolist() == [-1, 1, -3, 3]


def test_copeland_is_that_of_every_pair_by_hand():
    """Weights of the components in which one is better, and half where they are even."""
    rng = np.random.default_rng(8)
    values = rng.integers(0, 4, (25, 4)).astype(float)
    wanted = []
    for one in values:
        wins = 0
        for other in values:
            share = sum(WEIGHTS[one > other]) + 0.5 * sum(WEIGHTS[one == other])
            wins += int(share > 0.5 + 1e-9) - int(share < 0.5 - 1e-9)
        wanted.append(wins)
    assert aggregated(values, WEIGHTS, Scheme(aggregation="copeland")).tolist() == wanted


def test_mean_min_and_mazziotta_pareto_are_their_formulas():
    """Mean less half the smoothed gap to the lowest; mean less variance over mean."""
    mean = VALUES @ WEIGHTS
    gap = np.sqrt((mean - VALUES.min(axis=1)) ** 2 + 1) - 1
    found = aggregated(VALUES, WEIGHTS, Scheme(aggregation="mean_min"))
    assert found == pytest.approx(mean - 0.5 * gap)
    equal = np.full(4, 0.25)
    middle = VALUES.mean(axis=1)
    wanted = middle * (1 - (VALUES.std(axis=1) / middle) ** 2)
    found = aggregated(VALUES, equal, Scheme(aggregation="mazziotta_pareto"))
    assert found == pytest.approx(wanted)


def test_half_of_the_way_to_the_lowest_without_smoothing():
    """A penalty of 0 is the mean, of 1 the lowest component."""
    for share, wanted in ((0.0, VALUES @ WEIGHTS), (1.0, VALUES.min(axis=1))):
        scheme = Scheme(aggregation="mean_min", unbalance=share, smoothing=0.0)
        assert aggregated(VALUES, WEIGHTS, scheme) == pytest.approx(wanted)


def test_goalposts_are_fixed_and_cut():
    """50 becomes 0, 100 stays 100, what lies below 50 is 0."""
    scheme = Scheme(normalisation="goalposts", goalposts=(50, 100))
    found = normalised(np.array([[40.0], [50.0], [75.0], [100.0]]), scheme, ("a",))
    assert found.ravel().tolist() == [0, 0, 50, 100]


def test_ranks_spread_evenly_and_ties_share():
    """Four agencies, two of them equal: 0, 50, 50, 100."""
    found = normalised(np.array([[1.0], [2.0], [2.0], [9.0]]), Scheme(normalisation="rank"), ("a",))
    assert found.ravel().tolist() == [0, 50, 50, 100]


def test_ranks_are_those_of_unrounded_scores():
    """84.996 and 84.998 both read 85.00 and are not tied; dust of floats is no difference."""
    assert ranked(np.array([84.996, 84.998])).tolist() == [2, 1]
    assert ranked(np.array([0.1 + 0.2, 0.3])).tolist() == [1, 1]


@given(
    st.lists(
        st.lists(st.floats(1, 100), min_size=4, max_size=4), min_size=3, max_size=8, unique_by=tuple
    ),
    st.sampled_from(["arithmetic", "geometric", "harmonic", "mean_min"]),
)
def test_a_mean_lies_between_its_lowest_and_highest_component(rows, aggregation):
    """No mean leaves the range of what it is made of; harmonic ≤ geometric ≤ arithmetic."""
    values = np.array(rows)
    found = aggregated(values, WEIGHTS, Scheme(aggregation=aggregation))
    assert (found >= values.min(axis=1) - 1e-9).all()
    assert (found <= values.max(axis=1) + 1e-9).all()
    three = [
        aggregated(values, WEIGHTS, Scheme(aggregation=one))
        for one in ("harmonic", "geometric", "arithmetic")
    ]
    assert (np.diff(three, axis=0) >= -1e-9).all()


@given(st.permutations(range(4)), st.sampled_from(["none", "min_max", "z_score", "rank"]))
def test_the_order_of_agencies_does_not_matter(order, normalisation):
    """Each agency keeps its score and rank wherever it stands."""
    scheme = Scheme(normalisation=normalisation)
    moved = replace(FOUR, points=FOUR.points[list(order)])
    plain, moved = compose(FOUR, scheme), compose(moved, scheme)
    assert moved.scores == pytest.approx(plain.scores[list(order)])
    assert moved.ranks.tolist() == plain.ranks[list(order)].tolist()


def test_an_agency_without_a_value_stays_and_is_said():
    """It has no score and no rank, and the others are as if it were not there."""
    what = made(ROWS, units=["กรม 0", "กรมที่ไม่มีข้อมูล"])
    assert what.unscored == ("กรมที่ไม่มีข้อมูล",)
    for normalisation, aggregation in product(NORMALISATIONS, AGGREGATIONS):
        scheme = Scheme("official", normalisation, aggregation, scale=(1, 100), goalposts=(0, 101))
        with_, without = compose(what, scheme), compose(FOUR, scheme)
        assert with_.scores[:4] == pytest.approx(without.scores)
        assert np.isnan(with_.scores[4])
        assert np.isnan(with_.ranks[4])
    frame = compose(what).frame()
    assert frame["rank"].isna().tolist() == [False] * 4 + [True]
    assert compose(what).as_dict()["units"][4] == {
        "name": "กรมที่ไม่มีข้อมูล",
        "score": None,
        "rank": None,
    }
    assert "กรมที่ไม่มีข้อมูล" in what.noted("th")[0]


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ({"normalisation": "zscore"}, "must be one of none"),
        ({"aggregation": "median"}, "must be one of arithmetic"),
        ({"weights": "expert"}, "must be one of official"),
        ({"scale": (100, 0)}, "lower end"),
        ({"goalposts": (85, 85)}, "lower end"),
        ({"standard": (50, 0)}, "standard deviation"),
        ({"unbalance": 1.5}, "from 0 to 1"),
        ({"weights": {"IIT": -1, "EIT": 1, "OIT": 1}}, "must not be negative"),
        ({"weights": {"IIT": 0, "EIT": 0, "OIT": 0}}, "above 0"),
        ({"normalisation": "min_max", "aggregation": "geometric"}, "scale=\\(1, 100\\)"),
        ({"normalisation": "rank", "aggregation": "harmonic"}, "scale=\\(1, 100\\)"),
    ],
)
def test_a_wrong_scheme_is_refused_when_it_is_declared(choice, told):
    """No table is needed to know that it cannot be, and the error says what to do."""
    with pytest.raises(InputError, match=told) as caught:
        Scheme(**choice)
    assert caught.value.in_language("th") != str(caught.value)


def test_a_scheme_that_the_table_cannot_meet_is_refused():
    """Custom weights for other codes; a component without spread; one agency to compare."""
    what = SAME
    with pytest.raises(InputError, match="IIT, EIT, OIT"):
        compose(what, Scheme(weights={"IIT": 1, "EIT": 1}))
    for normalisation in ("min_max", "z_score", "cpi"):
        with pytest.raises(InputError, match="same value in OIT"):
            compose(what, Scheme(normalisation=normalisation))
    with pytest.raises(InputError, match="same value in OIT"):
        compose(what, Scheme(weights="pca"))
    compose(what, Scheme(normalisation="rank"))
    with pytest.raises(InputError, match="at least 2"):
        compose(made(ROWS[:1]), Scheme(normalisation="rank"))
    zero = made([[80.0, 90.0, 0.0], [85.0, 70.0, 100.0]])
    with pytest.raises(InputError, match="above 0"):
        compose(zero, Scheme(aggregation="geometric"))


def test_a_table_too_coarse_for_the_level_is_refused():
    """Instruments alone hold no indicators."""
    with pytest.raises(InputError, match="level of the indicator"):
        made(ROWS, level="indicator")
    with pytest.raises(InputError, match="must be one of instrument"):
        made(ROWS, level="question")
    with pytest.raises(UnknownNameError, match="'IIX'"):
        FOUR.without("IIX")
    with pytest.raises(UnknownNameError, match="กรม 0"):
        FOUR.at("กรมอื่น")


def test_standard_errors_stand_beside_the_scores():
    """Columns error_IIT and error_EIT are taken; a document check has none; -1 is refused."""
    what = components(table(ROWS, error_IIT=[1.0, 2.0, np.nan, 0.5]), HOW)
    assert what.errors[:2].tolist()[0][0] == 1.0
    assert np.isnan(what.errors[:, 1]).all()
    assert (what.errors[:, 2] == 0).all()
    with pytest.raises(InputError, match="standard error of EIT"):
        components(table(ROWS, error_EIT=-1.0), HOW)


def test_every_combination_is_a_declared_scheme():
    """Two weights, four normalisations, four aggregations: 32, all different."""
    every = schemes()
    assert len(every) == len({one.in_language("th") for one in every}) == 32
    moves = composite.compare_schemes(FOUR, every)
    assert len(moves) == 32
    assert moves["mean_shift"].iloc[0] == 0
    assert moves["correlation"].iloc[0] == pytest.approx(1)
    assert (moves["largest_shift"] >= moves["mean_shift"]).all()


def test_the_scheme_that_does_not_fit_is_named_before_the_first_runs():
    """The label of the scheme stands in the error, in the reader's language."""
    what = SAME
    with pytest.raises(InputError, match="official · min-max · arithmetic") as caught:
        composite.compare_schemes(what, schemes())
    assert "ต่ำสุด–สูงสุด" in caught.value.in_language("th")


def test_weights_by_principal_components_are_squared_loadings():
    """Of the correlation matrix: two components that go together outweigh one that does not."""
    rng = np.random.default_rng(1)
    one = rng.normal(80, 5, 400)
    rows = np.column_stack([one, one + rng.normal(0, 1, 400), rng.normal(80, 5, 400)])
    what = made(np.clip(rows, 0, 100))
    weights, share = principal(what)
    assert weights.sum() == pytest.approx(1)
    assert weights[2] < 0.05
    assert weights[:2] == pytest.approx([0.5, 0.5], abs=0.03)
    assert 0.6 < share < 0.7
    assert compose(what, Scheme(weights="pca")).weights == pytest.approx(weights)


def test_noisy_weights_have_the_mean_and_the_spread_that_are_told():
    """Dirichlet: standard deviation sqrt(w(1-w)/(concentration+1)); the same seed the same."""
    weights = np.array([0.3, 0.3, 0.4])
    found = noisy_weights(weights, 100, 20_000, seed=7)
    assert found.sum(axis=1) == pytest.approx(np.ones(20_000))
    assert found.mean(axis=0) == pytest.approx(weights, abs=0.002)
    assert found.std(axis=0) == pytest.approx(np.sqrt(weights * (1 - weights) / 101), rel=0.03)
    again = noisy_weights(weights, 100, 10, seed=7, first=50)
    assert (again == found[50:60]).all()
    with pytest.raises(InputError, match="greater than 0"):
        noisy_weights(weights, 0, 1, seed=1)


def test_leaving_out_a_component_is_the_composite_of_the_others():
    """Weights grow in proportion; the shifts are those of scores and ranks by hand."""
    what = FOUR
    found = leave_one_out(what)
    values = np.array(ROWS)
    wanted = (0.3 * values[:, 0] + 0.3 * values[:, 1]) / 0.6 - values @ [0.3, 0.3, 0.4]
    assert found.scores[:, 2] == pytest.approx(wanted)
    frame = found.frame("en")
    assert frame["mean_shift"].is_monotonic_decreasing
    assert set(frame["code"]) == {"IIT", "EIT", "OIT"}
    assert found.of("กรม 2")["rank_change"].tolist() == found.ranks[2].tolist()
    custom = leave_one_out(what, Scheme(weights={"IIT": 1, "EIT": 1, "OIT": 2}))
    wanted = values[:, :2].mean(axis=1) - values @ [0.25, 0.25, 0.5]
    assert custom.scores[:, 2] == pytest.approx(wanted)


def test_a_component_that_holds_all_the_weight_cannot_be_left_out():
    """Nothing would be left to weigh."""
    with pytest.raises(InputError, match="leave some weight"):
        leave_one_out(FOUR, Scheme(weights={"IIT": 1, "EIT": 0, "OIT": 0}))


def test_an_agency_without_a_value_has_no_shift():
    """Leaving out the very component that it lacks does not bring it in."""
    frame = pd.DataFrame(
        {
            "unit": ["ก", "ก", "ก", "ข", "ข", "ข", "ค", "ค"],
            "fiscal_year": "2564",
            "level": "instrument",
            "code": ["IIT", "EIT", "OIT", "IIT", "EIT", "OIT", "IIT", "EIT"],
            "value": ["80", "85", "90", "85", "80", "70", "90", "90"],
        }
    )
    what = components(frame, HOW)
    assert what.unscored == ("ค",)
    found = leave_one_out(what)
    assert np.isnan(found.ranks[2]).all()
    assert not np.isnan(found.ranks[:2]).any()


@pytest.mark.parametrize("level", ["instrument", "indicator", "item"])
def test_made_up_components_are_those_of_the_simulation(level):
    """Totals and standard errors are the simulation's, whatever the level; they say so."""
    what = composite.synthetic_components(HOW, 4, seed=2567, level=level)
    wanted = simulate(HOW, 4, seed=2567).table()
    assert compose(what).scores == pytest.approx(wanted["total"].to_numpy(), abs=1e-4)
    assert what.errors[:, 0] == pytest.approx(wanted["error_IIT"].to_numpy())
    assert what.synthetic
    assert "สังเคราะห์" in what.noted("th")[0]


def test_schemes_that_do_not_fit_can_be_left_out_with_the_reason():
    """The others are compared, and each that was left out is told."""
    what = SAME
    found = composite.compare_schemes(what, schemes(), "en", unfit="leave_out")
    assert len(found) + len(found.attrs["unfit"]) == 32
    assert "same value in OIT" in found.attrs["unfit"][0]
