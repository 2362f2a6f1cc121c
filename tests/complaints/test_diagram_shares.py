"""Shares in the picture of a process: for whom they hold is said, and each group is whole."""

import re
from dataclasses import replace

import pytest

from govlab.complaints import policies, policy_file, process, processes
from govlab.complaints._diagram_boxes import arrows, boxes
from govlab.complaints._diagram_shares import groups, kinds_told, mean_flows, per_cent, ways_said
from govlab.complaints._process import Quantity, Rule

NAMES = processes()
POLICIES = sorted(policies())
_SHARE = re.compile("(<?)([0-9.]+)\u00a0%")


def figures(text):
    """Return the shares that a text shows; what is below the least shown counts as nothing."""
    return [0.0 if less else float(number) for less, number in _SHARE.findall(text)]


def declared():
    """Yield every process of the library, as it stands and under each policy that fits it."""
    for name in NAMES:
        yield name, process(name)
        for policy in POLICIES:
            try:
                yield f"{name} {policy}", process(name, overrides=policy_file(policy))
            except ValueError:
                continue


EVERY = dict(declared())


@pytest.mark.parametrize("lang", ["th", "en"])
@pytest.mark.parametrize("name", EVERY)
def test_the_shares_shown_at_a_stage_add_up_to_a_hundred(name, lang):
    """Added up from box and arrows as they are printed, a stage has no 180 %."""
    found = EVERY[name]
    every, ways = boxes(found, lang), arrows(found, lang)
    for stage in found.stages:
        shown = [figures(one.text) for one in every[stage].lines if one.kind == "end"]
        shown += [figures(way.text) for (start, _), way in ways.items() if start == stage]
        if any(shown):
            assert all(len(one) == 1 for one in shown), stage
            assert sum(one for (one,) in shown) == pytest.approx(100, abs=1e-9), stage


def test_where_a_condition_decides_the_share_is_of_all_cases_of_the_stage():
    """The ministry's 30 % grounded and 20 % back make 24, 56 and 20 of a hundred."""
    found = process("ministry_independent")
    said = ways_said(found, "conclusion", mean_flows(found), "en")
    assert {to: figures(one) for to, one in said.items()} == {
        "forwarding": [20], "settled_grounded": [24], "settled_groundless": [56],
    }  # fmt: skip
    assert kinds_told(found) == {"share"}


def test_a_way_that_a_condition_decides_says_who_goes_it():
    """Others are named by the values that are left, unless the target's title says it."""
    found = process("bangkok")
    means = mean_flows(found)
    said = ways_said(found, "assignment", means, "en")
    assert said["working_group_works"].startswith("public works")
    assert said["working_group_school"].startswith("environment/other")
    ministry = process("ministry")
    ends = ways_said(ministry, "conclusion", mean_flows(ministry), "th")
    assert all(_SHARE.fullmatch(one) for one in ends.values())


def asks_the_visit():
    """Return a process whose ways on depend on whether a case comes again."""
    found = process("ministry_independent")
    stage = found.stages["conclusion"]
    again = Rule(
        {"forwarding": Quantity(0.1), "settled_grounded": Quantity(0.9)},
        {"visit": frozenset({"again"})},
    )
    first = Rule({"forwarding": Quantity(0.4), "settled_groundless": Quantity(0.6)})
    changed = replace(stage, next=(again, first))
    return replace(found, stages={**found.stages, "conclusion": changed})


def test_where_the_mean_is_not_known_each_share_says_for_whom_it_holds():
    """A first visit and a return are groups of their own, each of 100 %."""
    found = asks_the_visit()
    said = ways_said(found, "conclusion", mean_flows(found), "en")
    assert {to: one.replace("\u00a0", " ") for to, one in said.items()} == {
        "forwarding": "if here again: 10 %; otherwise: 40 %",
        "settled_grounded": "if here again: 90 %",
        "settled_groundless": "otherwise: 60 %",
    }
    for one in groups(found, "conclusion", mean_flows(found)):
        assert sum(one.to.values()) == pytest.approx(1)
    assert kinds_told(found) == {"only"}


def test_where_no_case_comes_the_shares_are_those_declared():
    """A field visit that nobody makes still shows 10 and 90 %."""
    found = process("bangkok")
    (every,) = groups(found, "field_visit", mean_flows(found))
    assert every.rule is None
    assert every.to == pytest.approx({"director_review": 0.1, "nothing_found": 0.9})


@pytest.mark.parametrize(
    "shares",
    [[1 / 3] * 3, [1 / 7] * 7, [0.5, 0.5], [4 / 23, 5 / 23, 11 / 23, 3 / 23], [0.995, 0.005]],
)
def test_rounded_shares_add_up_and_stay_near(shares):
    """None is a whole unit away from what it stands for."""
    shown = per_cent(dict(enumerate(shares)))
    values = [figures(one)[0] for one in shown.values()]
    assert sum(values) == pytest.approx(100)
    assert all(abs(one - 100 * share) < 1 for one, share in zip(values, shares, strict=True))
