"""QTI's orderings, matchings and associations as ours."""

import hashlib
from collections.abc import Callable, Iterable
from fractions import Fraction

from govlab.course._words import Text
from govlab.course.interactions import Matching, Option, Ordering, Premise
from govlab.course.interactions._base import LETTERS
from govlab.course.interchange._qti_asked import (
    Asked,
    UnreadError,
    choices_of,
    lettered,
    tell_rule,
)
from govlab.course.interchange._qti_tree import Node
from govlab.text import message

_PAIR = 2


def ordered(asked: Asked) -> Ordering:
    """Return steps to be put in order.

    Raises
    ------
    UnreadError
        When the key does not place every step.
    """
    choices = choices_of(asked.one)
    names = [one.get("identifier") for one in choices]
    right = asked.right()
    if not right:
        raise asked.no_key()
    if sorted(right) != sorted(names):
        raise UnreadError(message("interchange_b.some_ordered", line=asked.one.line))
    tell_rule(asked)
    texts = {name: asked.said(one) for name, one in zip(names, choices, strict=True)}
    lettered(names)

    def told(order: list[str]) -> bool:
        placed = [order.index(name) for name in right]
        return placed in (sorted(placed), sorted(placed, reverse=True))

    names = _mixed(asked, names, texts, told)
    letters = dict(zip(names, LETTERS, strict=False))
    reasons = asked.reasons()
    options = tuple(
        Option(letters[name], asked.text(texts[name]), False, reasons.get(name, Text("", "")))  # noqa: FBT003
        for name in names
    )
    return Ordering(options, tuple(letters[name] for name in right))


def _mixed(
    asked: Asked, names: list[str], texts: dict[str, str], told: Callable[[list[str]], bool]
) -> list[str]:
    """Return the names in an order that does not give the key away.

    A file of ours is left as it is. Another system may list options in the right order
    and shuffle them when it shows them; here the letters would tell.
    """
    if asked.own or not told(names):
        return names
    for salt in range(len(LETTERS)):
        order = sorted(
            names,
            key=lambda name: hashlib.sha256(f"{salt}|{texts[name]}".encode()).digest(),
        )
        if not told(order):
            return order
    return names


def matched(asked: Asked) -> Matching:
    """Return a matching of two sets.

    Raises
    ------
    UnreadError
        When an entry has no match or several, whichever set asks.
    """
    sets = asked.one.named("simpleMatchSet")
    if len(sets) != _PAIR:
        raise UnreadError(message("interchange_b.match_sets", line=asked.one.line))
    sides = [choices_of(one) for one in sets]
    pairs = [tuple(one.split()) for one in asked.right()]
    if not pairs:
        pairs = [tuple(key.split()) for key, mark in asked.marks().items() if mark > 0]
    if not pairs:
        raise asked.no_key()
    for turned in (False, True):
        premises, options = reversed(sides) if turned else sides
        keys = [tuple(reversed(one)) if turned else one for one in pairs]
        matches = {one[0]: one[1] for one in keys if len(one) == _PAIR}
        names = [one.get("identifier") for one in premises]
        known = {one.get("identifier") for one in options}
        one_each = len(keys) == len(names) and set(matches) == set(names)
        if one_each and known.issuperset(matches.values()):
            return _paired(asked, premises, options, matches)
    raise UnreadError(message("interchange_b.many_matches", line=asked.one.line))


def associated(asked: Asked) -> Matching:
    """Return pairs of one set as a matching of two: in each, the first of the file asks.

    Raises
    ------
    UnreadError
        When an entry stands in several pairs.
    """
    choices = {one.get("identifier"): one for one in choices_of(asked.one)}
    pairs = [tuple(one.split()) for one in asked.right()]
    if not pairs:
        raise asked.no_key()
    used = [name for pair in pairs for name in pair]
    whole = all(len(pair) == _PAIR for pair in pairs)
    if not whole or len(set(used)) != len(used) or not choices.keys() >= set(used):
        raise UnreadError(message("interchange_b.many_matches", line=asked.one.line))
    place = {name: number for number, name in enumerate(choices)}
    matches: dict[str, str] = {
        min(pair, key=place.__getitem__): max(pair, key=place.__getitem__) for pair in pairs
    }
    premises = [one for name, one in choices.items() if name in matches]
    options = [one for name, one in choices.items() if name not in matches]
    asked.tell(message("interchange_b.associate"))
    return _paired(asked, premises, options, matches)


def _paired(
    asked: Asked, premises: Iterable[Node], options: Iterable[Node], matches: dict[str, str]
) -> Matching:
    tell_rule(asked)
    held = {one.get("identifier"): one for one in options}
    lettered(list(held))
    asking = list(premises)
    if asked.rule == "map" and len(set(_gains(asked))) > 1:
        asked.tell(message("interchange_b.weights"))

    def told(order: list[str]) -> bool:
        placed = [order.index(matches[one.get("identifier")]) for one in asking]
        return len(placed) > 1 and placed == list(range(len(placed)))

    texts = {name: asked.said(one) for name, one in held.items()}
    order = _mixed(asked, list(held), texts, told)
    letters = dict(zip(order, LETTERS, strict=False))
    reasons, empty = asked.reasons(), Text("", "")
    return Matching(
        tuple(
            Premise(
                str(place),
                asked.text(asked.said(one)),
                letters[matches[one.get("identifier")]],
                reasons.get(one.get("identifier"), empty),
            )
            for place, one in enumerate(asking, start=1)
        ),
        tuple(
            Option(letters[name], asked.text(texts[name]), False, reasons.get(name, empty))  # noqa: FBT003
            for name in order
        ),
    )


def _gains(asked: Asked) -> list[Fraction]:
    return [mark for mark in asked.marks().values() if mark > 0]
