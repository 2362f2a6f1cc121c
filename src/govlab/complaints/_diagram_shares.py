"""Which share of the cases goes each way on from a stage, in numbers that add up to 100 %.

Where rules tell kinds of cases apart, the share of all of them is drawn, as the expected
flow gives it. Where that is not known exactly, each rule is a group of its own: for whom its
shares hold is said with them.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from govlab.complaints._diagram_words import pieces
from govlab.complaints._expected import Expected, expected
from govlab.complaints._process import CHANNEL, LATE, VISIT, Process, Rule, Stage, When
from govlab.course import Text
from govlab.errors import InputError
from govlab.text import say

# A no-break space: a figure stays with what it counts.
_TIED = "\u00a0"
# Below this per cent a share is told with a decimal, with its whole group.
_FINE = 3
_EXACT = 1e-9
# More values than these are not named one by one.
_MOST_NAMED = 2


@dataclass(frozen=True)
class Group:
    """Cases whose shares by where they go add up to 1.

    Parameters
    ----------
    rule : Rule or None
        Rule that is for them; None for all cases of the stage.
    to : mapping of str to float
        Share by stage or outcome.
    """

    rule: Rule | None
    to: Mapping[str, float]


def mean_flows(process: Process) -> Expected | None:
    """Return the expected flows, or None when there are too many kinds of cases."""
    try:
        return expected(process)
    except InputError:
        return None


def groups(process: Process, name: str, means: Expected | None) -> list[Group]:
    """Return the groups of cases by which the ways on of a stage are told.

    Examples
    --------
    >>> from govlab.complaints import process
    >>> ministry = process("ministry_independent")
    >>> (every,) = groups(ministry, "conclusion", mean_flows(ministry))
    >>> {to: round(share, 2) for to, share in every.to.items()}
    {'forwarding': 0.2, 'settled_grounded': 0.24, 'settled_groundless': 0.56}
    """
    rules = process.stages[name].next
    declared = [{to: share.value for to, share in rule.to.items()} for rule in rules]
    if all(one == declared[0] for one in declared):
        return [Group(None, declared[0])]
    if means is None or not means.visits[name] or _asks_time(process):
        return [Group(rule, to) for rule, to in zip(rules, declared, strict=True)]
    return [Group(None, {to: n / means.visits[name] for to, n in means.flows[name].items()})]


def _asks_time(process: Process) -> bool:
    """Return whether routing asks what the expected flow does not know."""
    rules = (rule for stage in process.stages.values() for rule in stage.next)
    return any(name in (LATE, VISIT) for rule in rules for name in rule.when)


def kinds_told(process: Process) -> set[str]:
    """Return whether shares are those of all cases (``share``), of some (``only``), or both."""
    means = mean_flows(process)
    found = [one for name in process.stages for one in groups(process, name, means)]
    return {"share" if one.rule is None else "only" for one in found if one.rule or len(one.to) > 1}


def per_cent(shares: Mapping[str, float]) -> dict[str, str]:
    """Return shares of one group as per cent, rounded so that they add up to 100.

    Examples
    --------
    >>> [one[:-2] for one in per_cent({"a": 1 / 3, "b": 1 / 3, "c": 1 / 3}).values()]
    ['34', '33', '33']
    >>> [one[:-2] for one in per_cent({"a": 0.97801, "b": 0.02198, "c": 0.00001}).values()]
    ['97.8', '2.2', '<0.1']
    """
    exact = all(abs(100 * one - round(100 * one)) < _EXACT for one in shares.values())
    fine = not exact and min(100 * one for one in shares.values() if one) < _FINE
    unit = 10 if fine else 1
    parts = {name: 100 * unit * share + _EXACT for name, share in shares.items()}
    whole = {name: math.floor(part) for name, part in parts.items()}
    # What rounding down has left goes to those that lost most.
    lost = sorted(parts, key=lambda name: whole[name] - parts[name])
    for name in lost[: max(100 * unit - sum(whole.values()), 0)]:
        whole[name] += 1
    least = f"<{1 / unit:g}"
    return {
        name: (least if share and not whole[name] else f"{whole[name] / unit:.{int(fine)}f}")
        + f"{_TIED}%"
        for name, share in shares.items()
    }


def ways_said(process: Process, name: str, means: Expected | None, lang: str) -> dict[str, str]:
    """Return for each way on from a stage its share, and for whom it is or who goes there.

    A way that every case goes is said with no words.
    """
    stage = process.stages[name]
    targets = list(dict.fromkeys(target for rule in stage.next for target in rule.to))
    found = groups(process, name, means)
    if found[0].rule is None:
        shown = per_cent(found[0].to)
        return {to: _of_all(process, stage, to, shown[to], lang) for to in targets}
    parts: dict[str, list[str]] = {to: [] for to in targets}
    for one in found:
        who = _who(process, stage, one.rule, lang) if one.rule else ""
        for to, share in per_cent(one.to).items():
            key = "only" if who else "otherwise"
            parts[to].append(say(f"complaints_diagram.{key}", lang, who=who, share=share))
    return {to: "; ".join(said) for to, said in parts.items()}


def _of_all(process: Process, stage: Stage, target: str, share: str, lang: str) -> str:
    rules = [rule for rule in stage.next if target in rule.to]
    if len(rules) == len(stage.next):
        return "" if all(len(rule.to) == 1 for rule in rules) else share
    who = "/".join(_who(process, stage, one, lang) for one in rules)
    if not all(_who(process, stage, one, lang) for one in rules):
        who = say("complaints_process.else", lang)
    end = process.outcomes.get(target)
    if end is not None and set(pieces(who)) <= set(pieces(end.title.in_language(lang))):
        return share  # its title says who
    return f"{who}{_TIED}·{_TIED}{share}"


def _who(process: Process, stage: Stage, rule: Rule, lang: str) -> str:
    """Return whom a rule is for, in words; empty for all others, when they are many."""
    if rule.when:
        return condition_said(process, rule.when, lang)
    asked = [one.when for one in stage.next if one.when]
    names = {name for when in asked for name in when}
    if len(names) != 1 or names & {LATE, VISIT}:
        return ""
    (name,) = names
    left = set(_titles(process, name)).difference(*(when[name] for when in asked))
    few = 0 < len(left) <= _MOST_NAMED
    return condition_said(process, {name: frozenset(left)}, lang) if few else ""


def _titles(process: Process, name: str) -> Mapping[str, Text]:
    if name == CHANNEL:
        return {key: one.title for key, one in process.channels.items()}
    return process.attributes[name].values


def condition_said(process: Process, when: When, lang: str) -> str:
    """Return what a rule asks, in words."""
    said = []
    for name, values in when.items():
        if name in (LATE, VISIT):
            said += [say(f"complaints_process.{name}_{value}", lang) for value in sorted(values)]
            continue
        titles = _titles(process, name)
        said.append(
            "/".join(title.in_language(lang) for key, title in titles.items() if key in values)
        )
    return ", ".join(said)
