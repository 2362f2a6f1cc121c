"""Sobol indices against analytic functions, and the open choices against enumeration."""

import json
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from govlab import ita
from govlab.errors import ENVIRONMENT_FAULT, InputError, MissingExtraError, UnknownNameError
from govlab.ita import composite
from govlab.ita.composite import Scheme, Uncertainty, components, compose, sensitivity, sobol
from govlab.ita.respondents import simulate

HOW = ita.method(2564)
CERTAIN = {"concentration": None, "remove": False, "sampling": False}


@pytest.fixture(scope="module")
def what():
    """Forty made-up agencies with standard errors."""
    table = simulate(HOW, 40, seed=2567).table()
    return components(table.drop(columns="fiscal_year"), HOW)


@pytest.fixture(scope="module")
def found(what):
    return sensitivity(what, samples=128, seed=3)


def ishigami(at):
    x = np.pi * (2 * at - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_indices_agree_with_the_ishigami_function():
    """Analytic: 0.3139, 0.4424, 0 alone and 0.5576, 0.4424, 0.2437 in all (Saltelli 2008)."""
    first = np.array([0.313905, 0.442411, 0.0])
    total = np.array([0.557589, 0.442411, 0.243684])
    for seed in (0, 1):
        got = sobol(ishigami, ["x1", "x2", "x3"], samples=4096, seed=seed)
        assert got.first == pytest.approx(first, abs=0.02)
        assert got.total == pytest.approx(total, abs=0.02)
        assert (np.abs(got.first - first) <= 1.5 * got.first_half).all()
        assert (np.abs(got.total - total) <= 1.5 * got.total_half).all()
        assert got.interaction == pytest.approx(0.243684, abs=0.03)


def test_indices_agree_with_the_g_function():
    """Analytic: V_i = 1/3 / (1 + a_i)², total by the product of the others' 1 + V_j."""
    a = np.array([0.0, 1.0, 4.5, 9.0, 99.0])
    part = 1 / 3 / (1 + a) ** 2
    whole = np.prod(1 + part) - 1
    wanted = part * np.prod(1 + part) / (1 + part) / whole

    def g(at):
        return np.prod((np.abs(4 * at - 2) + a) / (1 + a), axis=1)

    got = sobol(g, list("abcde"), samples=4096, seed=5)
    assert got.first == pytest.approx(part / whole, abs=0.015)
    assert got.total == pytest.approx(wanted, abs=0.015)
    assert got.variance == pytest.approx(whole, rel=0.02)


def test_the_same_seed_gives_the_same_indices_and_intervals():
    """Seed 0 too, which SALib takes for no seed at all; another seed differs."""
    one, same, other = (
        sobol(ishigami, ["a", "b", "c"], samples=64, seed=seed) for seed in (0, 0, 1)
    )
    assert one.rows() == same.rows()
    assert one.rows() != other.rows()


@pytest.mark.parametrize(
    ("names", "samples", "told"),
    [(["a"], 64, "two or more"), (["a", "a"], 64, "two or more"), (["a", "b"], 100, "power of two"),
     (["a", "b"], 8, "power of two"), (["a", "b"], 1 << 20, "power of two")],
)  # fmt: skip
def test_a_design_that_estimates_nothing_is_refused(names, samples, told):
    """One input, two of one name, or points for which the sequence is not balanced."""
    with pytest.raises(InputError, match=told):
        sobol(lambda at: at[:, 0], names, samples=samples, seed=1)


def test_a_function_must_give_a_number_for_each_point():
    """NaN and a wrong length are refused, a constant has no indices."""
    with pytest.raises(InputError, match="finite"):
        sobol(lambda at: at[:, 0] * np.nan, ["a", "b"], samples=16, seed=1)
    with pytest.raises(InputError, match="finite"):
        sobol(lambda at: at, ["a", "b"], samples=16, seed=1)
    flat = sobol(lambda at: np.full(len(at), 7.0), ["a", "b"], samples=16, seed=1)
    assert flat.constant
    assert flat.rows()[0]["first"] is None


def test_without_the_library_the_extra_is_named(monkeypatch, what):
    """The error says what to install, in both languages, and is a fault of the machine."""
    monkeypatch.setitem(sys.modules, "SALib.sample", None)
    monkeypatch.setitem(sys.modules, "SALib.analyze", None)
    monkeypatch.setitem(sys.modules, "SALib", None)
    with pytest.raises(MissingExtraError, match=r"govlab\[research\]") as caught:
        sensitivity(what, samples=64, seed=1)
    assert caught.value.exit_code == ENVIRONMENT_FAULT
    assert "ยังไม่ได้ติดตั้ง" in caught.value.in_language("th")


def test_two_discrete_choices_agree_with_going_through_all(what):
    """First-order and total indices of normalisation and aggregation, by enumeration."""
    open_ = Uncertainty(
        normalisations=("none", "min_max", "rank", "cpi"),
        aggregations=("arithmetic", "mean_min", "copeland"),
        **CERTAIN,
    )
    got = sensitivity(what, open_, samples=1024, seed=2, unit=what.units[7])
    assert got.factors == ("normalisation", "aggregation")
    base = compose(what).ranks
    ranks = np.array(
        [
            [
                compose(what, open_.scheme(Scheme(), normal, total)).ranks
                for total in open_.aggregations
            ]
            for normal in open_.normalisations
        ]
    )
    outputs = {
        "rank": ranks[:, :, 7],
        "mean_rank_shift": np.abs(ranks - base).mean(axis=2),
    }
    for name, grid in outputs.items():
        whole = grid.var()
        first = [grid.mean(axis=1).var() / whole, grid.mean(axis=0).var() / whole]
        total = [grid.var(axis=0).mean() / whole, grid.var(axis=1).mean() / whole]
        assert got.outputs[name].variance == pytest.approx(whole, rel=0.05)
        assert got.outputs[name].first == pytest.approx(first, abs=0.03)
        assert got.outputs[name].total == pytest.approx(total, abs=0.03)
    assert got.shift.mean() == pytest.approx(outputs["mean_rank_shift"].mean(), rel=0.03)


def test_sampling_alone_splits_by_the_squares_of_weighted_errors():
    """IIT with twice the error of EIT explains four fifths of the variance of a total."""
    rng = np.random.default_rng(6)
    rows = pd.DataFrame(rng.uniform(40, 90, (400, 3)), columns=["IIT", "EIT", "OIT"])
    rows["unit"] = [f"กรม {place}" for place in range(400)]
    rows["error_IIT"], rows["error_EIT"] = 2.0, 1.0
    what = components(rows, HOW)
    open_ = Uncertainty(None, ("none",), ("arithmetic",), remove=False)
    got = sensitivity(what, open_, samples=1024, seed=4, unit="กรม 3")
    assert got.factors == ("sampling_IIT", "sampling_EIT")
    score = got.outputs["score"]
    assert score.first == pytest.approx([0.8, 0.2], abs=0.1)
    assert score.total == pytest.approx([0.8, 0.2], abs=0.1)
    assert score.variance == pytest.approx((0.3 * 2) ** 2 + 0.3**2, rel=0.1)
    # The interval of the score is that of the normal distribution.
    half = 1.645 * np.sqrt(0.45)
    low, high = got.scores[3, 0], got.scores[3, 2]
    assert (high - low) / 2 == pytest.approx(half, rel=0.1)


def test_the_result_is_that_of_the_seed(what, found):
    """The same seed gives the same JSON, byte for byte; another seed does not."""
    same = sensitivity(what, samples=128, seed=3)
    other = sensitivity(what, samples=128, seed=4)
    text = json.dumps(found.as_dict(), ensure_ascii=False)
    assert text == json.dumps(same.as_dict(), ensure_ascii=False)
    assert text != json.dumps(other.as_dict(), ensure_ascii=False)
    assert found.as_dict()["seed"] == 3


def test_every_default_choice_is_a_factor_and_told(what, found):
    """Weights, normalisation, aggregation, removal and both surveys; N (d + 2) runs."""
    assert found.factors == (
        "weights", "normalisation", "aggregation", "removed", "sampling_IIT", "sampling_EIT",
    )  # fmt: skip
    assert found.evaluations == 128 * 8
    frame = found.frame()
    assert len(frame) == 18
    assert (frame["total_low"] <= frame["total"]).all()
    assert set(frame["output"]) == {"score", "rank", "mean_rank_shift"}
    for lang in ("th", "en"):
        told = found.in_language(lang)
        assert found.unit in told
        assert "40" in told
    assert "ข้อมูลสังเคราะห์" in found.in_language("th")


def test_intervals_of_ranks_hold_most_nominal_ranks(found):
    """Each interval is ordered and within the table; the best agency is near the top."""
    rows = found.rank_frame()
    assert rows["rank"].tolist() == sorted(rows["rank"])
    low, middle, high = (rows[f"rank_{name}"] for name in ("low", "median", "high"))
    assert ((low <= middle) & (middle <= high)).all()
    assert low.min() >= 1
    assert high.max() <= 40
    inside = (low <= rows["rank"].astype(float)) & (rows["rank"].astype(float) <= high)
    assert inside.mean() > 0.9


def test_the_agency_nearest_to_the_pass_mark_is_the_one_decomposed(what, found):
    """Unless another is named; one that is not there, or lacks a value, is refused."""
    total = compose(what).scores
    assert found.unit == what.units[int(np.argmin(np.abs(total - 85)))]
    with pytest.raises(UnknownNameError, match="กรมอื่น"):
        sensitivity(what, samples=64, seed=1, unit="กรมอื่น")
    hole = what.points.copy()
    hole[2, 0] = np.nan
    lacking = replace(what, points=hole)
    with pytest.raises(InputError, match="lacks a value"):
        sensitivity(lacking, samples=64, seed=1, unit=what.units[2])
    got = sensitivity(lacking, samples=64, seed=1)
    assert np.isnan(got.ranks[2]).all()
    assert got.as_dict()["ranks"][-1]["rank"] is None
    assert what.units[2] in got.in_language("th")


def test_errors_that_are_not_known_are_told_and_count_as_none(what):
    """Without any error sampling is no factor; with some the others are counted."""
    blind = replace(what, errors=np.where(np.arange(3) == 2, 0.0, np.full((40, 3), np.nan)))
    got = sensitivity(blind, samples=64, seed=1)
    assert not any(name.startswith("sampling") for name in got.factors)
    assert "standard errors" in got.in_language("en")
    some = what.errors.copy()
    some[5:, 0] = np.nan
    got = sensitivity(replace(what, errors=some), samples=64, seed=1)
    assert len(got.noiseless) == 35
    assert "35" in got.in_language("en")


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ({"normalisations": ()}, "one alternative or more"),
        ({"aggregations": ("arithmetic", "arithmetic")}, "each once"),
        ({"normalisations": ("minmax",)}, "must be one of"),
        ({"concentration": 0.0}, "greater than 0"),
        ({"scale": (0, 100)}, "scale=\\(1, 100\\)"),
    ],
)
def test_a_wrong_choice_is_refused_when_it_is_declared(choice, told):
    """Before any table is there, with what to do."""
    with pytest.raises(InputError, match=told):
        Uncertainty(**choice)


def test_a_choice_that_the_table_cannot_meet_is_told_before_anything_runs(what):
    """The scheme is named; `fitted` leaves such normalisations out."""
    points = what.points.copy()
    points[:, 2] = 100.0
    same = replace(what, points=points)
    with pytest.raises(InputError, match="official · min-max"):
        sensitivity(same, samples=64, seed=1)
    kept = Uncertainty().fitted(same)
    assert kept.normalisations == ("none", "rank")
    assert sensitivity(same, kept, samples=64, seed=1).factors[:2] == ("weights", "normalisation")
    with pytest.raises(InputError, match="same value in OIT"):
        Uncertainty(normalisations=("min_max",)).fitted(same)
    closed = Uncertainty(None, ("none",), ("arithmetic",), remove=False, sampling=False)
    with pytest.raises(InputError, match="two or more"):
        sensitivity(what, closed, samples=64, seed=1)
    with pytest.raises(InputError, match="at least 3"):
        sensitivity(replace(what, units=what.units[:2], points=what.points[:2]), samples=64, seed=1)


def test_copeland_of_too_many_agencies_is_refused(what):
    """It compares every pair, thousands of times over."""
    many = replace(
        what,
        units=tuple(f"กรม {place}" for place in range(500)),
        points=np.tile(what.points, (13, 1))[:500],
        errors=np.zeros((500, 3)),
    )
    with pytest.raises(InputError, match="at most 400"):
        sensitivity(many, Uncertainty(aggregations=("arithmetic", "copeland")), samples=64, seed=1)


def test_charts_speak_both_languages_and_say_what_they_show(what, found):
    """Source, seed, number of runs and the word synthetic; labels of every factor."""
    left = composite.leave_one_out(what)
    drawn = [
        composite.sobol_chart(found, "ทดสอบ"),
        composite.sobol_chart(found, "test", output="score", lang="en"),
        composite.rank_chart(found, "ทดสอบ"),
        composite.leave_one_out_chart(left, "ทดสอบ"),
        composite.weight_chart(what, composite.importance(what), "ทดสอบ"),
    ]
    for chart in drawn:
        assert len(chart.alt) > 60
        assert len(chart.encode("png")) > 15_000
        words = " ".join(text.get_text() for text in chart.figure.findobj() if
                         hasattr(text, "get_text"))  # fmt: skip
        assert "สังเคราะห์" in words or "ynthetic" in words
    assert "น้ำหนัก" in drawn[0].alt
    assert "weights" in drawn[1].alt
    with pytest.raises(InputError, match="must be one of score"):
        composite.sobol_chart(found, "ทดสอบ", output="total")
    still = sensitivity(what, Uncertainty(None, ("none", "goalposts"), ("arithmetic",)),
                        samples=16, seed=1, unit=what.units[0])  # fmt: skip
    flat = replace(still, outputs={"rank": sobol(lambda at: 0 * at[:, 0], ["weights", "removed"],
                                                 samples=16, seed=1)})  # fmt: skip
    with pytest.raises(InputError, match="none moves it"):
        composite.sobol_chart(flat, "ทดสอบ", output="rank")


def test_a_long_table_of_ranks_is_drawn_about_the_agency(what):
    """Sixty of seventy-five, and the source line says so."""
    rng = np.random.default_rng(1)
    many = replace(
        what,
        units=tuple(f"กรม {place}" for place in range(75)),
        points=rng.uniform(60, 95, (75, 3)),
        errors=np.zeros((75, 3)),
    )
    got = sensitivity(many, samples=16, seed=1)
    chart = composite.rank_chart(got, "ทดสอบ", lang="en")
    words = " ".join(
        text.get_text() for text in chart.figure.findobj() if hasattr(text, "get_text")
    )
    assert "60 of 75 shown" in words.replace("\n", " ")
    assert got.unit in words
