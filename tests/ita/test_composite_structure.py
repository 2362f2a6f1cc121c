"""Correlation, reliability and effective weights: closed forms, oracles, nothing hidden."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from govlab import ita
from govlab.datasets import Assumptions
from govlab.errors import InputError
from govlab.ita._composite_structure import main_effect, one_factor
from govlab.ita.composite import Scheme, components, correlations, importance, reliability
from govlab.ita.respondents import simulate

HOW = ita.method(2564)
VECTORS = json.loads((Path(__file__).parent / "composite_vectors.json").read_text("utf-8"))
ROWS = {"IIT": [80.0, 85.0, 90.0], "EIT": [81.0, 84.0, 92.0], "OIT": [100.0, 95.0, 60.0]}
SMALL = components(pd.DataFrame({"unit": ["ก", "ข", "ค"]} | ROWS), HOW)


def made(points):
    names = tuple(f"กรม {place}" for place in range(len(points)))
    return replace(SMALL, units=names, points=np.asarray(points), errors=np.zeros((len(points), 3)))


@pytest.fixture(scope="module")
def normal():
    """Three correlated components of many agencies, their covariance known."""
    rng = np.random.default_rng(11)
    cover = np.array([[16.0, 6.0, 0.0], [6.0, 9.0, -4.0], [0.0, -4.0, 100.0]])
    drawn = rng.multivariate_normal([70, 70, 50], cover, 4000)
    return np.clip(drawn, 0, 100), cover


def test_each_pair_has_its_correlation_and_a_flag():
    """Weak, negative, collinear and constant pairs are told by the numbered limits."""
    rng = np.random.default_rng(2)
    one = rng.uniform(50, 90, 60)
    points = np.column_stack([one, one + rng.normal(0, 0.5, 60), 150 - one])
    found = correlations(made(points)).set_index(["one", "other"])
    assert found.loc[("IIT", "EIT"), "flag"] == "collinear"
    assert found.loc[("IIT", "OIT"), "flag"] == "negative"
    assert found.loc[("IIT", "OIT"), "pearson"] == pytest.approx(-1)
    assert (found["n"] == 60).all()
    assert not found["same_instrument"].any()
    flat = correlations(made(np.column_stack([one, rng.permutation(one), np.full(60, 100.0)])))
    assert flat["flag"].tolist() == ["weak", "constant", "constant"]
    strict = correlations(made(points), Assumptions(["A-083=0.99", "A-081=-0.9"]))
    assert set(strict["flag"]) >= {"negative"}


def test_a_pair_takes_the_agencies_that_have_both():
    """A value that is missing costs its own pairs one agency, and no other pair."""
    points = np.array([[80.0, 90, 70], [70, 85, 60], [60, 95, np.nan], [75, 80, 90]])
    found = correlations(made(points)).set_index(["one", "other"])
    assert found["n"].tolist() == [4, 3, 3]
    assert found.loc[("IIT", "EIT"), "pearson"] == pytest.approx(
        np.corrcoef(points[:, 0], points[:, 1])[0, 1]
    )


def test_alpha_agrees_with_another_library():
    """Pingouin's Cronbach alpha of the same answers, also where it is negative."""
    assert reliability(VECTORS["answers"]).alpha == pytest.approx(VECTORS["alpha"], abs=1e-12)
    assert reliability(VECTORS["values"]).alpha == pytest.approx(VECTORS["alpha_values"], abs=1e-12)


def test_alpha_without_an_item_is_the_alpha_of_the_others():
    """And the item's correlation is with the sum of the others."""
    answers = np.array(VECTORS["answers"])
    found = reliability(answers, list("abcde"))
    rest = np.delete(answers, 2, axis=1)
    row = found.items.set_index("code").loc["c"]
    assert row["alpha_without"] == pytest.approx(reliability(rest).alpha)
    assert row["item_total"] == pytest.approx(np.corrcoef(answers[:, 2], rest.sum(axis=1))[0, 1])


def test_one_factor_is_found_where_there_is_one():
    """An exact one-factor covariance gives back its loadings, and omega by the formula."""
    loading = np.array([9.0, 7.0, 5.0, 8.0])
    unique = np.array([30.0, 60.0, 50.0, 20.0])
    cover = np.outer(loading, loading) + np.diag(unique)
    assert one_factor(cover) == pytest.approx(loading, abs=1e-4)
    half = np.linalg.cholesky(cover)
    rng = np.random.default_rng(4)
    drawn = rng.normal(size=(50, 4))
    drawn = (drawn - drawn.mean(axis=0)) @ np.linalg.inv(
        np.linalg.cholesky(np.cov(drawn, rowvar=False)).T
    )
    found = reliability(drawn @ half.T)
    wanted = loading.sum() ** 2 / (loading.sum() ** 2 + unique.sum())
    assert found.omega == pytest.approx(wanted, abs=1e-5)
    assert found.alpha <= found.omega


def test_equal_loadings_make_alpha_and_omega_one_number():
    """Alpha is omega where every question loads alike; it is k r / (1 + (k - 1) r)."""
    cover = np.full((4, 4), 0.5) + 0.5 * np.eye(4)
    rng = np.random.default_rng(9)
    drawn = rng.normal(size=(40, 4))
    drawn = (drawn - drawn.mean(axis=0)) @ np.linalg.inv(
        np.linalg.cholesky(np.cov(drawn, rowvar=False)).T
    )
    found = reliability(drawn @ np.linalg.cholesky(cover).T)
    assert found.alpha == pytest.approx(4 * 0.5 / (1 + 3 * 0.5))
    assert found.omega == pytest.approx(found.alpha, abs=1e-6)
    assert found.standardised == pytest.approx(found.alpha)


def test_who_left_an_answer_out_is_counted():
    """Or counts where it was given; nothing is imputed; a constant question is named."""
    answers = np.array(VECTORS["answers"])
    holes = np.vstack([answers, [50, np.nan, 50, 50, 50]])
    found = reliability(holes, missing="listwise")
    assert (found.n, found.complete) == (12, 12)
    assert found.alpha == pytest.approx(reliability(answers).alpha)
    pairs = reliability(holes)
    cover = pd.DataFrame(holes).cov().to_numpy()
    assert (pairs.n, pairs.complete) == (13, 12)
    assert pairs.alpha == pytest.approx(5 / 4 * (1 - np.trace(cover) / cover.sum()))
    flat = reliability(np.column_stack([answers, np.full(12, 100.0)]), list("abcdef"))
    assert flat.constant == ("f",)
    assert np.isnan(flat.items.set_index("code").loc["f", "item_total"])
    assert flat.as_dict()["items"][5]["item_total"] is None
    with pytest.raises(InputError, match="at least 3"):
        reliability(answers[:2])


def test_simulated_answers_measure_one_thing_well():
    """Answers of made-up staff, straight from the table of a simulation."""
    table = simulate(HOW, 1, seed=5, staff=400).answers["IIT"]
    found = reliability(table)
    assert len(found.items) == 51
    assert found.n == len(table) > found.complete > 0
    assert 0.8 < found.alpha <= found.omega < 1
    long = table.melt(["unit", "respondent"], var_name="code").dropna().assign(level="response")
    again = reliability(long, list(table.columns[2:]))
    assert again.alpha == pytest.approx(found.alpha)
    assert again.items["code"].tolist() == found.items["code"].tolist()
    for lang, word in (("th", "แอลฟา"), ("en", "alpha")):
        assert word in found.in_language(lang)


def test_linear_importance_is_the_closed_form(normal):
    """Squared correlation of a component with a weighted sum: (cov w)² / (var · w'cov w)."""
    points, cover = normal
    found = importance(made(points)).set_index("code")
    sample = np.cov(points, rowvar=False)
    weights = np.array([0.3, 0.3, 0.4])
    whole = weights @ sample @ weights
    wanted = (sample @ weights) ** 2 / (np.diag(sample) * whole)
    assert found["linear"].to_numpy() == pytest.approx(wanted)
    assert np.abs(sample - cover).max() < 5
    # Jointly normal components: the curve is the line.
    assert found["effect"].to_numpy() == pytest.approx(wanted, abs=0.02)
    assert found["share"].sum() == pytest.approx(1)


def test_the_most_spread_component_rules_whatever_its_weight(normal):
    """A weight is no importance: OIT spreads most here and explains nearly everything."""
    points, _ = normal
    found = importance(made(points), Scheme(weights="equal")).set_index("code")
    assert found.loc["OIT", "effect"] > 0.65
    assert found.loc["OIT", "ratio"] > 2
    assert found.loc["IIT", "nominal"] == pytest.approx(1 / 3)


def test_a_curve_is_seen_where_a_line_is_not():
    """The main effect of a parabola is 1 and its correlation 0."""
    column = np.linspace(-1, 1, 201)
    assert main_effect(column, column**2) == pytest.approx(1, abs=0.01)
    noise = np.random.default_rng(3).normal(size=2000)
    assert main_effect(np.random.default_rng(4).normal(size=2000), noise) < 0.02


def test_a_component_of_few_values_goes_by_the_means_of_groups():
    """Documents are there or not: the share explained is that between the two groups."""
    column = np.repeat([0.0, 100.0], 50)
    scores = np.concatenate([np.tile([1.0, 3.0], 25), np.tile([5.0, 7.0], 25)])
    assert main_effect(column, scores) == pytest.approx(4 / 5)


def test_a_component_without_spread_has_no_importance():
    """What is the same for all explains nothing, and the others are as they were."""
    points = np.column_stack([np.linspace(60, 90, 30), np.linspace(90, 70, 30) ** 1.01 / 1.05,
                              np.full(30, 100.0)])  # fmt: skip
    found = importance(made(points)).set_index("code")
    assert found.loc["OIT", "effect"] == 0
    with pytest.raises(InputError, match="at least 3"):
        importance(made(np.full((5, 3), 90.0)))
