"""The ladder of a cohort, the verdict on its target, intervals for research."""

from decimal import Decimal

import pandas as pd
import pytest
from assessment_worlds import CHANNEL, FORM, GIFT, SIGNS, responses, roster
from hypothesis import given
from hypothesis import strategies as st

from govlab.assessment import Policy, clopper_pearson, counting, grade, ladder, verdict, wilson
from govlab.errors import InputError

RIGHT = {GIFT.code: "b", SIGNS.code: "a+b", CHANNEL.code: "c"}
WRONG = {GIFT.code: "a", SIGNS.code: "c", CHANNEL.code: "a"}
HERE = "attended"


def test_who_fell_off_is_listed_at_each_step():
    """Nobody is silently zero: absent, withdrawn, not sat, failed, not certified are named."""
    people = roster(HERE, HERE, HERE, HERE, "enrolled", "withdrawn")
    results = grade(
        responses({("001", 1): RIGHT, ("002", 1): RIGHT, ("003", 1): WRONG}), FORM
    )  # fmt: skip
    steps = ladder(people, results, {"001"})
    counts = (steps.enrolled, steps.attended, steps.sat, steps.passed, steps.certified)
    assert counts == (6, 4, 3, 2, 1)
    assert steps.fell == {
        "attended": ("005", "006"),
        "sat": ("004",),
        "passed": ("003",),
        "certified": ("002",),
    }
    assert steps.withdrawn == ("006",)


def test_contradictions_are_listed_and_stand_on_no_step():
    """Who sat without attending, and who is certified without passing, is told."""
    people = roster(HERE, "enrolled", HERE)
    results = grade(responses({("001", 1): WRONG, ("002", 1): RIGHT}), FORM)
    steps = ladder(people, results, {"003"})
    assert (steps.attended, steps.sat, steps.passed, steps.certified) == (2, 1, 0, 0)
    assert steps.sat_unattended == ("002",)
    assert steps.certified_unpassed == ("003",)


@pytest.mark.parametrize(("rule", "passed"), [("last", False), ("first", False), ("best", True)])
def test_the_policy_says_which_attempt_counts(rule, passed):
    """Wrong, right, wrong again: only the best attempt passes."""
    sheets = {("001", 1): WRONG, ("001", 2): RIGHT, ("001", 3): WRONG}
    results = grade(responses(sheets), FORM, Policy(Decimal(80), rule))
    assert counting(results)["passed"].tolist() == [passed]
    assert ladder(roster(HERE), results, set()).passed == passed
    assert counting(results)["attempt"].tolist() == [{"last": 3, "first": 1, "best": 2}[rule]]


def test_a_ladder_of_several_cohorts_sittings_or_strangers_is_refused():
    """Counts of different things are not added, and nobody is counted who is not enrolled."""
    people, sheet = roster(HERE), {("001", 1): RIGHT}
    results = grade(responses(sheet), FORM)
    before = grade(responses(sheet, sitting="pre"), FORM)
    with pytest.raises(InputError, match="post, pre"):
        ladder(people, pd.concat([results, before]), set())
    with pytest.raises(InputError, match="2567-1, 2567-2"):
        ladder(people, results.assign(cohort="2567-2"), set())
    with pytest.raises(InputError, match="009"):
        ladder(people, grade(responses({("009", 1): RIGHT}), FORM), set())
    with pytest.raises(InputError, match="pass80-best"):
        counting(pd.concat([results, results.assign(policy="pass80-best")]))


def cohort_of(passed, attended, more=0):
    statuses = [HERE] * attended + ["enrolled"] * more
    sheets = {
        (f"{n:03d}", 1): RIGHT if n <= passed else WRONG for n in range(1, max(attended, 1) + 1)
    }
    results = grade(responses(sheets), FORM)
    return ladder(roster(*statuses), results if attended else results.iloc[:0], set())


@pytest.mark.parametrize(("passed", "met"), [(47, False), (48, True), (49, True)])
def test_the_target_is_met_at_exactly_eighty_of_a_hundred(passed, met):
    """48 of 60 who attended is 80 % and meets it, whoever else was enrolled."""
    found = verdict(cohort_of(passed, 60, more=5), Decimal(80))
    assert found.met is met
    assert found.rate == 100 * passed / 60
    assert found.rates["enrolled"] == 100 * passed / 65


def test_where_nobody_attended_there_is_no_verdict():
    """Nothing over nothing is neither met nor missed."""
    found = verdict(cohort_of(0, 0, more=1), Decimal(80))
    assert (found.met, found.rate) == (None, None)
    with pytest.raises(InputError, match="target"):
        verdict(cohort_of(1, 1), Decimal(101))


@pytest.mark.parametrize(
    ("way", "passed", "n", "low", "high"),
    [
        (wilson, 15, 148, 0.0624, 0.1605),  # Newcombe 1998, table I, method 3
        (wilson, 81, 263, 0.2553, 0.3662),
        (wilson, 0, 20, 0.0, 0.1611),
        (clopper_pearson, 81, 263, 0.2527, 0.3676),  # the same table, method 5
        (clopper_pearson, 15, 148, 0.0578, 0.1617),
        (clopper_pearson, 0, 20, 0.0, 0.1684),
        (clopper_pearson, 1, 29, 0.0009, 0.1776),
    ],
)
def test_intervals_are_those_of_the_literature(way, passed, n, low, high):
    """Newcombe (1998) prints them to four places."""
    found = way(passed, n)
    assert (round(found.low / 100, 4), round(found.high / 100, 4)) == (low, high)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share_and_the_exact_one_is_no_narrower(counts):
    """Both hold passed/n, stay within 0-100, and mirror when pass and fail change places."""
    passed, n = counts
    for way in (wilson, clopper_pearson):
        found, mirror = way(passed, n), way(n - passed, n)
        assert 0 <= found.low <= 100 * passed / n <= found.high <= 100
        assert found.low == pytest.approx(100 - mirror.high, abs=1e-9)


@pytest.mark.parametrize(
    ("passed", "n", "level"), [(1, 0, 0.95), (-1, 5, 0.95), (6, 5, 0.95), (1, 5, 1.0)]
)
def test_impossible_counts_have_no_interval(passed, n, level):
    """More than there are, fewer than none, or certainty itself."""
    for way in (wilson, clopper_pearson):
        with pytest.raises(InputError):
            way(passed, n, level)
