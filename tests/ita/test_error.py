"""Sampling error: agreement with an independent library, edges, sums alone."""

import math

import numpy as np
import pytest

from govlab.errors import InputError
from govlab.ita import noise

NAN = math.nan
# Twelve persons of 57, four questions, five answers missing.
TWELVE = [
    [100, 67, 67, 100],
    [67, 67, 33, 100],
    [33, 67, NAN, 0],
    [100, 100, 67, 100],
    [67, 33, 33, NAN],
    [0, 33, 0, 100],
    [67, NAN, 67, 100],
    [100, 100, 100, 100],
    [67, 67, 33, 0],
    [33, 33, NAN, 100],
    [100, 67, 67, 100],
    [67, 100, 67, NAN],
]
SHARES = [0.4, 0.3, 0.2, 0.1]


def made(n, questions, turn):
    """Return answers by a rule that needs no generator, some of them missing."""
    points = (0.0, 33.0, 67.0, 100.0)
    return np.array(
        [
            [
                points[(i * i + turn * i * q + q * 3 + i // 3) % 4]
                if (i * q + turn) % 11 != 5
                else NAN
                for q in range(questions)
            ]
            for i in range(n)
        ]
    )


# Score and standard error by svy 0.35.0: the answers in long form, persons as primary
# sampling units with their finite population, means by question; the weighted sum of the
# means, and its variance from their covariance matrix.
BY_SVY = [
    ((40, 6, 1), 310, 43.2484126984127, 2.7912600002822923),
    ((30, 15, 2), 41, 50.41150793650792, 0.4458027859598242),
    ((400, 9, 3), 5200, 49.966528128437226, 1.106570255584284),
]


@pytest.mark.parametrize(("shape", "population", "score", "error"), BY_SVY)
def test_score_and_error_are_those_of_svy(shape, population, score, error):
    """With answers missing, score and linearised error agree to one part in a billion."""
    weights = np.arange(1, shape[1] + 1) / sum(range(1, shape[1] + 1))
    found = noise.sampling_error(made(*shape), weights, population)
    assert found.score[0] == pytest.approx(score, rel=1e-12)
    assert found.error[0] == pytest.approx(error, rel=1e-9)


def test_error_and_interval_of_twelve_persons_are_those_of_svy_and_samplics():
    """Missing and complete answers, Student's t: svy 0.35.0; the complete also samplics 0.6.0."""
    found = noise.sampling_error(TWELVE, SHARES, 57)
    assert found.score[0] == pytest.approx(65.39818181818183, rel=1e-12)
    assert found.error[0] == pytest.approx(6.5070735434348395, rel=1e-9)
    complete = np.nan_to_num(np.array(TWELVE), nan=50.0)
    found = noise.sampling_error(complete, [0.25] * 4, 57)
    assert found.score[0] == pytest.approx(64.97916666666667, rel=1e-12)
    assert found.error[0] == pytest.approx(5.733598039735604, rel=1e-9)
    low, high = found.interval()
    assert (low[0], high[0]) == pytest.approx((52.359602467278094, 77.59873086605525), rel=1e-9)


@pytest.mark.parametrize(
    ("question", "score", "error"),
    [
        (0, 66.75, 8.168474964985112),
        (1, 66.72727272727273, 6.923295096811745),
        (2, 53.4, 7.872646606656584),
        (3, 80.0, 11.738783713068443),
    ],
)
def test_a_single_question_is_the_ratio_of_samplics(question, score, error):
    """The mean of those who answered is a ratio: samplics 0.6.0 gives the same error."""
    answers = np.array(TWELVE)[:, [question]]
    found = noise.sampling_error(answers, [1.0], 57)
    assert found.score[0] == pytest.approx(score, rel=1e-12)
    assert found.error[0] == pytest.approx(error, rel=1e-9)


def test_many_agencies_at_once_are_each_alone():
    """Rows of several agencies in any order give what each gives by itself."""
    parts = {"ข": (made(9, 4, 1), 20), "ก": (made(14, 4, 2), 14), "ค": (made(5, 4, 3), 800)}
    rows = [(name, row) for name, (answers, _) in parts.items() for row in answers]
    rows = rows[1::2] + rows[::2]
    found = noise.sampling_error(
        [row for _, row in rows], SHARES, [14, 20, 800], unit=[name for name, _ in rows]
    )
    assert found.units == ("ก", "ข", "ค")
    for place, name in enumerate(found.units):
        alone = noise.sampling_error(parts[name][0], SHARES, parts[name][1])
        assert found.score[place] == pytest.approx(alone.score[0], rel=1e-13)
        assert found.error[place] == pytest.approx(alone.error[0], rel=1e-12)


def test_sums_alone_give_the_error_of_the_answers():
    """Whole sums and cross-products per agency lead to the same error as the persons."""
    answers = np.nan_to_num(made(40, 6, 1), nan=33.0).astype(np.int64)
    weights = np.full(6, 1 / 6)
    wanted = noise.sampling_error(answers, weights, 310).error
    own = answers.sum(axis=1)
    by_moments = noise.moments_error([40], [310], [own.sum()], [(own * own).sum()]) / 6
    by_products = noise.products_error(
        [40], [310], [answers.sum(axis=0)], [answers.T @ answers], weights
    )
    assert by_moments == pytest.approx(wanted, rel=1e-13)
    assert by_products == pytest.approx(wanted, rel=1e-12)


def test_sums_of_millions_of_whole_points_lose_no_digit():
    """A tiny spread on a huge sum is kept: the difference is taken on whole numbers."""
    n, base = 1_000_000, 99_999
    squares = (n - 1) * base * base + (base - 1) ** 2
    error = noise.moments_error([n], [math.inf], [n * base - 1], [squares])
    assert error[0] == pytest.approx(math.sqrt(1 / n / n), rel=1e-9)


def test_a_full_count_has_no_error_and_one_of_many_has_none_known():
    """Everybody answered: 0. One of ten answered: not a number rather than a guess."""
    assert noise.sampling_error([[33], [100]], [1.0], 2).error.tolist() == [0.0]
    assert np.isnan(noise.sampling_error([[33]], [1.0], 10).error[0])
    assert noise.sampling_error([[33]], [1.0], 1).error.tolist() == [0.0]


@pytest.mark.parametrize(
    ("answers", "weights", "population", "told"),
    [
        ([[101, 33]], [0.5, 0.5], 3, "row 1, question 1"),
        ([[33, -1]], [0.5, 0.5], 3, "question 2"),
        ([[33, NAN], [67, NAN]], [0.5, 0.5], 3, "question 2 must be answered"),
        ([[33, 67]], [0.5, 0.4], 3, "sum 0.9"),
        ([[33, 67]] * 4, [0.5, 0.5], 3, "n \\(=4\\)"),
        ([[33]], [0.5, 0.5], 3, "2 columns"),
    ],
)
def test_impossible_answers_are_refused_with_their_place(answers, weights, population, told):
    """Nothing is imputed, dropped or rescaled in silence."""
    with pytest.raises(InputError, match=told):
        noise.sampling_error(answers, weights, population)


def test_parts_of_a_total_are_independent_draws():
    """The error of the total is the root of the weighted squares; OIT adds none."""
    error = noise.total_error([[3.0, 4.0, 0.0]], [0.3, 0.3, 0.4])
    assert error[0] == pytest.approx(1.5)
    low, high = noise.total_interval([97.9], [[3.0, 4.0, 0.0]], [0.3, 0.3, 0.4])
    assert high[0] == 100.0
    assert low[0] == pytest.approx(97.9 - 1.959963984540054 * 1.5)


def test_degrees_of_freedom_lie_between_the_smallest_and_the_sum():
    """Satterthwaite: equal parts add up their degrees, one part alone keeps its own."""
    weights = [0.3, 0.3, 0.4]
    assert noise.total_degrees([2, 2, 0], weights, [29, 29, 0])[0] == pytest.approx(58)
    assert noise.total_degrees([2, 0, 0], weights, [29, 29, 0])[0] == pytest.approx(29)
    assert noise.total_degrees([0, 0, 0], weights, [0, 0, 0])[0] == math.inf
    assert 29 < noise.total_degrees([1, 3, 0], weights, [29, 29, 0])[0] < 58


@pytest.mark.parametrize("way", ["rescaled", "population"])
def test_the_bootstrap_carries_the_finite_population(way):
    """Both ways come near the linearised error, with much sampled and with little."""
    answers = np.nan_to_num(made(30, 5, 1), nan=67.0)
    weights = [0.2] * 5
    for population in (40, 95, 3000):
        error = noise.sampling_error(answers, weights, population).error[0]
        found = noise.bootstrap(answers, weights, population, seed=25, replications=1500, way=way)
        # 1,500 replicates know their spread to 2 percent; the pseudo-population's variance
        # has n - 1 for n.
        assert found.error == pytest.approx(error, rel=0.08)
        low, high = found.interval()
        assert low < found.score < high


def test_the_bootstrap_of_missing_answers_comes_near_the_linearised_error():
    """Ratios with missing answers: two methods that share nothing agree."""
    answers = made(60, 6, 1)
    error = noise.sampling_error(answers, np.full(6, 1 / 6), 500).error[0]
    found = noise.bootstrap(answers, np.full(6, 1 / 6), 500, seed=3, replications=1500)
    assert found.error == pytest.approx(error, rel=0.08)


def test_the_bootstrap_is_its_seed():
    """The same seed gives the same numbers, more replicates begin with them, another differs."""
    first = noise.bootstrap(TWELVE, SHARES, 57, seed=1, replications=20).scores
    again = noise.bootstrap(TWELVE, SHARES, 57, seed=1, replications=50).scores
    assert (again[:20] == first).all()
    assert (noise.bootstrap(TWELVE, SHARES, 57, seed=2, replications=20).scores != first).any()


def test_a_replicate_without_any_answer_to_a_question_is_told():
    """Drawing from the population may miss the one person who answered."""
    answers = [[33, NAN]] * 9 + [[67, 100]]
    with pytest.raises(InputError, match=r"question 2.*rescaled"):
        noise.bootstrap(answers, [0.5, 0.5], 40, seed=1, replications=50, way="population")
    assert noise.bootstrap(answers, [0.5, 0.5], 40, seed=1, replications=50).error > 0


def test_who_was_not_heard_bounds_the_total():
    """The worst cases and the tipping point follow from the share that was silent."""
    found = noise.response_sensitivity(84.0, 86.2, 0.9, weight=0.3)
    assert found.bounds == pytest.approx((8.4, 98.4))
    assert found.total_bounds == pytest.approx((86.2 - 0.3 * 75.6, 86.2 + 0.3 * 14.4))
    assert found.shifted(found.tipping)[1] == pytest.approx(85.0)
    assert found.shifted(99)[0] == pytest.approx(98.4)
    assert "85" in found.in_language("th")
    assert found.as_dict()["tipping"] == found.tipping
    assumed = found.assumed()
    assert assumed["value"] == found.total
    assert assumed["low"] == pytest.approx(found.shifted(-20)[1])
    full = noise.response_sensitivity(84.0, 86.2, 0.0, weight=0.3)
    assert (full.tipping, full.total_bounds) == (None, (86.2, 86.2))
    assert "No difference" in full.in_language("en")
    with pytest.raises(InputError, match="silent"):
        noise.response_sensitivity(84.0, 86.2, 1.1, weight=0.3)


@pytest.mark.parametrize("population", [31, 300, 4000])
def test_the_least_sample_keeps_the_margin_and_one_fewer_does_not(population):
    """The number is the smallest whose interval is within the margin."""
    z = 1.959963984540054
    for margin in (1.0, 2.5, 6.0):
        n = noise.sample_size(margin, 20.0, population)
        half = [z * 20 * math.sqrt((1 - k / population) / k) for k in (n, max(1, n - 1))]
        assert half[0] <= margin + 1e-9
        assert n == 1 or half[1] > margin


def test_a_total_needs_its_instruments_together():
    """The split keeps the margin of the total, and takes everybody where that is not enough."""
    weights = {"IIT": 0.3, "EIT": 0.3}
    populations = {"IIT": 40, "EIT": 5000}
    found = noise.samples_for_total(1.0, {"IIT": 18, "EIT": 22}, populations, weights)
    assert found["IIT"] == 40
    variance = sum(
        (0.3 * s) ** 2 * (1 / found[k] - 1 / populations[k]) for k, s in (("IIT", 18), ("EIT", 22))
    )
    assert 1.959963984540054 * math.sqrt(variance) <= 1.0
    fewer = variance + (0.3 * 22) ** 2 * (1 / (found["EIT"] - 1) - 1 / found["EIT"])
    assert 1.959963984540054 * math.sqrt(fewer) > 1.0
    with pytest.raises(InputError, match="margin"):
        noise.sample_size(0, 20, 100)
    with pytest.raises(InputError, match="population"):
        noise.sample_size(1, 20, 0)
    with pytest.raises(InputError, match="spread"):
        noise.sample_size(1, 51, 10)
