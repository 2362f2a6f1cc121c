"""Probabilities of grades, and ranks with intervals."""

import math
from functools import cache

import numpy as np
import pytest
from scipy import stats

from govlab.chance import key
from govlab.errors import InputError
from govlab.ita import noise
from govlab.ita._respondents_draws import uniforms

WEIGHTS = [0.3, 0.3, 0.4]
LETTERS = [("AA", 95, 0), ("A", 85, 0), ("B", 75, 0), ("C", 0, 0)]
FLOORS = [
    ("excellent", 95, 95),
    ("good", 85, 85),
    ("pass", 85, 0),
    ("improve", 70, 0),
    ("urgent", 0, 0),
]


@cache
def drawn(n, seed=1):
    return stats.norm.ppf(uniforms(key(seed, "test"), np.arange(n), 3))


def grade_of(scores, bands):
    """Return the place of the first band whose total and floors are reached."""
    total = scores @ np.array(WEIGHTS)
    lowest = scores.min(axis=1)
    found = np.full(len(scores), len(bands) - 1)
    for place in range(len(bands) - 1, -1, -1):
        _, lower, floor = bands[place]
        found[(total >= lower) & (lowest >= floor)] = place
    return found


def test_without_floors_a_grade_is_the_share_of_a_normal_curve():
    """The total is normal; published totals reach a band half a hundredth below its edge."""
    found = noise.grade_probabilities([84.2, 84.2, 84.2], [2.0, 3.0, 0.0], WEIGHTS, LETTERS)[0]
    total = stats.norm(84.2, math.sqrt((0.3 * 2) ** 2 + (0.3 * 3) ** 2))
    edges = [94.995, 84.995, 74.995]
    wanted = [total.sf(edges[0]), total.cdf(edges[0]) - total.cdf(edges[1])]
    assert found[:2] == pytest.approx(wanted, abs=1e-9)
    assert found.sum() == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize(
    ("scores", "errors"),
    [
        ([88.0, 84.0, 90.0], [2.0, 2.0, 0.0]),
        ([95.5, 96.0, 95.0], [1.5, 1.0, 0.0]),
        ([80.0, 97.0, 84.0], [3.0, 2.0, 0.0]),
        ([90.0, 86.0, 85.5], [2.0, 2.5, 1.5]),
    ],
)
def test_floors_are_judged_jointly(scores, errors):
    """Floors of FY2566 and a scheme with other floors agree with 200,000 draws."""
    odd = [("best", 92, 80), ("fair", 85, 70), ("rest", 0, 0)]
    trials = np.array(scores) + drawn(200_000) * np.array(errors)
    for bands in (FLOORS, odd):
        found = noise.grade_probabilities(scores, errors, WEIGHTS, bands, places=None)[0]
        told = np.bincount(grade_of(trials, bands), minlength=len(bands)) / len(trials)
        assert found == pytest.approx(told, abs=0.0045)
        assert found.sum() == pytest.approx(1, abs=1e-9)


def test_the_joint_integral_is_exact_where_it_has_a_closed_form():
    """Floors so low that they never bind leave the total alone."""
    loose = [("yes", 85, 1), ("no", 0, 0)]
    free = [("yes", 85, 0), ("no", 0, 0)]
    for errors in ([2.0, 3.0, 0.0], [2.0, 3.0, 1.0]):
        one, other = (
            noise.grade_probabilities([84, 86, 85], errors, WEIGHTS, bands)
            for bands in (loose, free)
        )
        assert one == pytest.approx(other, abs=1e-9)


def test_a_full_count_has_one_grade():
    """Without error the grade is sure, edges included, however binary sums round."""
    scores = [[85, 85, 85], [84.99, 85, 85], [84.98, 84.99, 85], [95, 95, 95], [100, 100, 84.99]]
    found = noise.grade_probabilities(scores, np.zeros((5, 3)), WEIGHTS, FLOORS)
    assert found.argmax(axis=1).tolist() == [1, 2, 3, 0, 2]
    assert found.max(axis=1).tolist() == [1.0] * 5
    # 0.3 * 83.41 + 0.3 * 92.21 + 0.4 * 85.7475 is 86.985 exactly, and not in binary.
    edge = [("up", 86.99, 0), ("down", 0, 0)]
    found = noise.grade_probabilities([83.41, 92.21, 85.7475], [0, 0, 0], WEIGHTS, edge)
    assert found.tolist() == [[1.0, 0.0]]


def test_the_published_and_the_unrounded_total_differ_at_the_edge_alone():
    """84.995 is published as 85.00: A when judged as published, B when not."""
    at = np.array([84.995, 84.995, 84.995])
    sure = [0.0, 0.0, 0.0]
    assert noise.grade_probabilities(at, sure, WEIGHTS, LETTERS)[0].argmax() == 1
    assert noise.grade_probabilities(at, sure, WEIGHTS, LETTERS, places=None)[0].argmax() == 2


def test_few_respondents_widen_the_probabilities_and_three_give_none():
    """Student's variance at n; with three answers no probability is told."""
    at = [84.0, 84.0, 88.0]
    plain = noise.grade_probabilities(at, [2, 2, 0], WEIGHTS, LETTERS)
    wide = noise.grade_probabilities(at, [2, 2, 0], WEIGHTS, LETTERS, n=[10, 10, 0])
    by_hand = noise.grade_probabilities(
        at, [2 * math.sqrt(9 / 7), 2 * math.sqrt(9 / 7), 0], WEIGHTS, LETTERS
    )
    assert wide == pytest.approx(by_hand)
    assert wide[0, 0] > plain[0, 0]
    assert np.isnan(noise.grade_probabilities(at, [2, 2, 0], WEIGHTS, LETTERS, n=[3, 9, 0])).all()


def test_every_agency_of_the_country_is_graded_at_once():
    """8,323 agencies: each row adds up to one and is what it is alone."""
    numbers = uniforms(key(7, "nation"), np.arange(8323), 6)
    scores = 70 + 30 * numbers[:, :3]
    errors = np.column_stack([4 * numbers[:, 3:5], np.zeros(8323)])
    found = noise.grade_probabilities(scores, errors, WEIGHTS, FLOORS)
    assert np.abs(found.sum(axis=1) - 1).max() < 1e-12
    for place in (0, 4000, 8322):
        alone = noise.grade_probabilities(scores[place], errors[place], WEIGHTS, FLOORS)[0]
        assert (found[place] == alone).all()


@pytest.mark.parametrize(
    "bands",
    [[], [("A", 85, 0)], [("B", 75, 0), ("A", 85, 0), ("C", 0, 0)], [("A", 85, 0), ("B", 85, 0)]],
)
def test_bands_that_do_not_fall_to_zero_are_refused(bands):
    """A scheme with a hole, or in the wrong order, gives no probabilities."""
    with pytest.raises(InputError, match="must fall"):
        noise.grade_probabilities([80, 80, 80], [1, 1, 0], WEIGHTS, bands)


def test_ranks_are_cut_on_unrounded_totals_and_ties_share_the_best():
    """90.001 is above 90.000 although both are published as 90.00."""
    found = noise.ranks([90.0, 90.001, 88.0, 90.0], [0.0, 0.0, 0.0, 0.0])
    assert found.rank.tolist() == [2, 1, 4, 2]
    assert found.low.tolist() == [2, 1, 4, 2]
    assert found.high.tolist() == [3, 1, 4, 3]


def test_ranks_of_noisy_totals_span_what_the_noise_allows():
    """Far apart they are sure; within noise every place is possible."""
    apart = noise.ranks([95, 85, 75], [0.5, 0.5, 0.5])
    assert apart.low.tolist() == apart.high.tolist() == [1, 2, 3]
    close = noise.ranks([85.2, 85.1, 85.0], [1.5, 1.5, 1.5])
    assert (close.low.tolist(), close.high.tolist()) == ([1, 1, 1], [3, 3, 3])


def test_joint_rank_intervals_hold_all_true_ranks_at_once():
    """In 400 worlds of 40 agencies the whole true order lies inside in at least 95 of 100."""
    normal = stats.norm.ppf(uniforms(key(11, "ranks"), np.arange(400), 80))
    held = 0
    for row in normal:
        true = 88 + 3 * row[:40]
        found = noise.ranks(true + 0.9 * row[40:], np.full(40, 0.9))
        order = (-true).argsort().argsort() + 1
        held += bool(((found.low <= order) & (order <= found.high)).all())
    assert held >= 380


def test_single_rank_intervals_are_narrower_and_are_their_seed():
    """Intervals of one agency alone lie inside the joint ones."""
    totals = 80 + 15 * uniforms(key(3, "totals"), np.arange(30), 1)[:, 0]
    joint = noise.ranks(totals, np.full(30, 1.0))
    single = noise.ranks(totals, np.full(30, 1.0), seed=1, replications=400)
    again = noise.ranks(totals, np.full(30, 1.0), seed=1, replications=400)
    assert (single.low == again.low).all()
    assert (single.high - single.low).sum() < (joint.high - joint.low).sum()
    assert (single.rank == joint.rank).all()


def test_an_agency_without_error_cannot_be_ranked():
    """A missing error is told by place, not taken as none."""
    with pytest.raises(InputError, match="agency 2"):
        noise.ranks([90, 80], [1.0, math.nan])
    with pytest.raises(InputError, match="confidence"):
        noise.ranks([90, 80], [1.0, 1.0], confidence=1)
