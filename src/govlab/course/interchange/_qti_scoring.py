"""What an answer is worth, in QTI's response processing: written here, and recognised here.

Only three rules are read: those of the standard's own templates ``match_correct`` and
``map_response``, by name or written out, and the very rules that are written below. Any
other processing is a program of its author's, and is reported rather than guessed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from govlab.course._item import Item
from govlab.course.interactions import Case, FreeText, Numeric, Ordering, TrueFalse
from govlab.course.interactions._numeric import written
from govlab.course.interchange._qti_tree import Node, node

#: ``match``: all or nothing; ``map``: the sum of the mapping; ``own``: as written below.
Rule = Literal["match", "map", "own", "none", "custom"]
OTHERWISE = "OTHERWISE"
# Numbers are written to twelve places, which tells fractions up to this denominator apart.
_PLACES = 12
_FINEST = 100_000
# A bare exponent could ask for a number of any size; no mark needs more than two digits of it.
_NUMBER = re.compile(r"[-+]?([0-9]{1,30}(\.[0-9]{0,30})?|\.[0-9]{1,30})([eE][-+]?[0-9]{1,2})?")
_TEMPLATES: dict[str, Rule] = {"match_correct": "match", "map_response": "map"}


def _variable(name: str) -> Node:
    return node("variable", identifier=name)


def _value(text: str, base: str = "float") -> Node:
    return node("baseValue", text, baseType=base)


def _set(name: str, to: Node) -> Node:
    return node("setOutcomeValue", to, identifier=name)


def _if(test: Node, *then: Node, otherwise: tuple[Node, ...] = ()) -> Node:
    last = node("responseElse", *otherwise) if otherwise else None
    return node("responseCondition", node("responseIf", test, *then), last)


def _right(response: str) -> Node:
    return node("match", _variable(response), node("correct", identifier=response))


def _mapped(response: str, score: str) -> Node:
    """Return the standard's template ``map_response``, written out."""
    return _if(
        node("isNull", _variable(response)),
        _set(score, _value("0")),
        otherwise=(_set(score, node("mapResponse", identifier=response)),),
    )


def _verdict(response: str, score: str, points: int) -> list[Node]:
    """Return the rule of a verdict with its reason: both right, all; the verdict alone, half."""
    reasoned = _if(
        _right(f"{response}_REASON"),
        _set(score, _value(written(Fraction(points)))),
        otherwise=(_set(score, _value(written(Fraction(points, 2)))),),
    )
    return [_if(_right(response), reasoned, otherwise=(_set(score, _value("0")),))]


def _ordered(response: str, score: str, points: int, order: Iterable[str]) -> list[Node]:
    """Return the rule of an order: each pair of neighbours kept earns its share."""
    ids = list(order)
    share = _value(written(Fraction(points, max(len(ids) - 1, 1))))
    made = [_set(score, _value("0"))]
    for before, after in pairwise(ids):
        kept = [
            node(
                "and",
                *(
                    node(
                        "match",
                        node("index", _variable(response), n=str(place)),
                        _value(name, "identifier"),
                    )
                    for place, name in ((at, before), (at + 1, after))
                ),
            )
            for at in range(1, len(ids))
        ]
        held = kept[0] if len(kept) == 1 else node("or", *kept)
        made.append(_if(held, _set(score, node("sum", _variable(score), share))))
    return made


def _measured(
    response: str, score: str, feedback: str | None, points: int, asked: Numeric
) -> list[Node]:
    """Return the rule of a number: the first answer whose tolerance holds it decides."""
    branches = [
        node("responseIf", node("isNull", _variable(response)), _set(score, _value("0"))),
    ]
    for place, one in enumerate(asked.answers, start=1):
        near = written(one.tolerance)
        mode = {"toleranceMode": "absolute", "tolerance": f"{near} {near}"}
        if not one.tolerance:
            mode = {"toleranceMode": "exact"}
        test = node("equal", _variable(response), _value(written(one.value)), **mode)
        told = _set(feedback, _value(f"A{place}", "identifier")) if feedback else None
        worth = _set(score, _value(written(points * one.credit)))
        branches.append(node("responseElseIf", test, worth, told))
    told = _set(feedback, _value(OTHERWISE, "identifier")) if feedback else None
    branches.append(node("responseElse", _set(score, _value("0")), told))
    return [node("responseCondition", *branches)]


def processing(item: Item, tag: str = "", *, named: Sequence[str]) -> list[Node]:
    """Return the rules that score one question.

    Parameters
    ----------
    item : Item
    tag : str
        What its variables end in, such as ``"_1"`` for the first question of a case.
    named : sequence of str
        The names of its feedback; the variable ``FEEDBACK`` says which is shown.
    """
    asked, points = item.interaction, item.points
    response, score = f"RESPONSE{tag}", f"SCORE{tag}"
    feedback = f"FEEDBACK{tag}" if named else None
    if isinstance(asked, FreeText | Case):
        return []
    if isinstance(asked, Numeric):
        return _measured(response, score, feedback, points, asked)
    if isinstance(asked, TrueFalse) and asked.options:
        made = _verdict(response, score, points)
        if feedback:
            both = node("multiple", _variable(response), _variable(f"{response}_REASON"))
            made.append(_set(feedback, both))
        return made
    if isinstance(asked, Ordering):
        made = _ordered(response, score, points, asked.order)
    else:
        made = [_mapped(response, score)]
    if feedback and asked.type in {"ordering", "matching"}:
        names = [_value(name, "identifier") for name in named]
        given = node("not", node("isNull", _variable(response)))
        made.append(_if(given, _set(feedback, node("multiple", *names))))
    elif feedback:
        made.append(_set(feedback, _variable(response)))
    return made


def whole(item: Item, named: Sequence[Sequence[str]]) -> Node | None:
    """Return the response processing of an item or of a whole case, None where a person rates.

    `named` holds the names of the feedback of each question.
    """
    if not isinstance(item.interaction, Case):
        rules = processing(item, named=named[0])
        return node("responseProcessing", *rules) if rules else None
    rules, scores = [], []
    for place, (one, names) in enumerate(zip(item.scored, named, strict=True), start=1):
        rules += processing(one, f"_{place}", named=names)
        scores.append(_variable(f"SCORE_{place}"))
    return node("responseProcessing", *rules, _set("SCORE", node("sum", *scores)))


@dataclass(frozen=True)
class Found:
    """What a file's response processing is.

    Parameters
    ----------
    rules : dict
        By the identifier of a response: how it is scored.
    told : dict
        By the identifier of an outcome: the response whose value names the feedback.
    points : Fraction or None
        What a right answer earns under ``match``, where the file says.
    """

    rules: dict[str, Rule]
    told: dict[str, str]
    points: Fraction | None = None


def recognise(root: Node, responses: list[str]) -> Found:
    """Return how an item is scored, as far as the standard's templates say it."""
    held = root.first("responseProcessing")
    if held is None:
        return Found(dict.fromkeys(responses, "none"), {})
    name = held.get("template").rstrip("/").rpartition("/")[2].removesuffix(".xml")
    if not held.elements and not name:
        return Found(dict.fromkeys(responses, "none"), {})
    if name:
        # A template scores the one variable called RESPONSE and no other.
        rule = _TEMPLATES.get(name, "custom") if responses == ["RESPONSE"] else "custom"
        return Found(dict.fromkeys(responses, rule), {})
    told: dict[str, str] = {}
    scored = [one for one in map(_without_feedback, held.elements) if one is not None]
    for one in held.elements:
        if (named := _echo(one)) is not None:
            told[one.get("identifier")] = named
    rules: dict[str, Rule] = dict.fromkeys(responses, "custom")
    points: Fraction | None = None
    if len(scored) == 1:
        rule, response, points = _template(scored[0], root)
        # In one item with several interactions a single rule cannot score all.
        if len(responses) == 1 and response == responses[0]:
            rules[response] = rule
        elif len(responses) > 1 and (names := _summed(scored[0])) is not None:
            rules = {one: "map" if one in names else "custom" for one in responses}
    return Found(rules, told, points)


def _echo(one: Node) -> str | None:
    """Return the response whose value an outcome takes over, if the rule is that."""
    if one.name != "setOutcomeValue" or one.get("identifier") == "SCORE":
        return None
    held = one.elements
    if len(held) == 1 and held[0].name == "variable":
        return held[0].get("identifier")
    return None


def _without_feedback(one: Node) -> Node | None:
    """Return a rule without what only sets other outcomes than the score."""
    if one.name == "setOutcomeValue":
        return one if one.get("identifier") == "SCORE" else None
    if not one.name.startswith("response"):
        return one
    test = [one.elements[0]] if one.name in {"responseIf", "responseElseIf"} else []
    rest = [_without_feedback(child) for child in one.elements[len(test) :]]
    kept = [child for child in rest if child is not None]
    if not kept:
        return None
    return Node(one.name, one.attributes, [*test, *kept], one.line)


def _template(rule: Node, root: Node) -> tuple[Rule, str, Fraction | None]:
    """Return which template a rule writes out, for which response, and the points of it."""
    names = {one.get("identifier") for one in rule.walk() if one.name == "mapResponse"}
    for name in names:
        bare = _set("SCORE", node("mapResponse", identifier=name))
        if rule.same(bare) or _mapped(name, "SCORE").same(_plain_zero(rule)):
            return "map", name, None
    tests = [one for one in rule.walk() if one.name == "correct"]
    if len(tests) == 1 and rule.name == "responseCondition":
        name = tests[0].get("identifier")
        branches = rule.elements
        first = branches[0]
        matches = [one.name for one in first.elements[1:]] == ["setOutcomeValue"] and (
            _tests_right(first.elements[0], name)
        )
        nothing = all(
            one.name == "responseElse" and [_worth(held, root) for held in one.elements] == [0]
            for one in branches[1:]
        )
        points = _worth(first.elements[-1], root) if matches else None
        if matches and nothing and points is not None and points > 0:
            return "match", name, points
    return "custom", "", None


def _tests_right(test: Node, response: str) -> bool:
    """Return whether a test asks if the response is the right one."""
    held = sorted((one.name, one.get("identifier")) for one in test.elements)
    return test.name == "match" and held == [("correct", response), ("variable", response)]


def _plain_zero(rule: Node) -> Node:
    """Return the rule with every way to write nought written as ``0``."""
    if rule.name == "baseValue":
        text = rule.words.strip()
        return _value("0") if number(text) == 0 else rule
    children = [one if isinstance(one, str) else _plain_zero(one) for one in rule.children]
    return Node(rule.name, rule.attributes, children, rule.line)


def _summed(rule: Node) -> list[str] | None:
    """Return the responses whose mappings a rule adds up to the score, if it does that."""
    held = rule.elements
    if rule.name != "setOutcomeValue" or len(held) != 1 or held[0].name != "sum":
        return None
    parts = held[0].elements
    if any(one.name != "mapResponse" for one in parts):
        return None
    return [one.get("identifier") for one in parts]


def _worth(rule: Node, root: Node) -> Fraction | None:
    """Return what a rule sets the score to, when that is a number or ``MAXSCORE``."""
    held = rule.elements
    if rule.name != "setOutcomeValue" or rule.get("identifier") != "SCORE" or len(held) != 1:
        return None
    if held[0].name == "baseValue":
        return number(held[0].words.strip())
    if held[0].name == "variable" and held[0].get("identifier") == "MAXSCORE":
        return declared(root, "MAXSCORE")
    return None


def declared(root: Node, name: str) -> Fraction | None:
    """Return the default value of an outcome, None when it has none."""
    for one in root.named("outcomeDeclaration"):
        held = one.first("defaultValue")
        if one.get("identifier") == name and held is not None and held.named("value"):
            return number(held.named("value")[0].words.strip())
    return None


def number(text: str) -> Fraction | None:
    """Return the number that a text writes, None when it writes none.

    Examples
    --------
    >>> number("0.5"), number("1e3"), number("half")
    (Fraction(1, 2), Fraction(1000, 1), None)
    """
    return recovered(Fraction(text)) if _NUMBER.fullmatch(text) else None


def recovered(found: Fraction) -> Fraction:
    """Return the fraction whose endless decimal form was cut to `found` when written.

    Examples
    --------
    >>> recovered(Fraction("186.666666666667")), recovered(Fraction("0.25"))
    (Fraction(560, 3), Fraction(1, 4))
    """
    if (found * 10 ** (_PLACES - 1)).denominator == 1:
        return found
    near = found.limit_denominator(_FINEST)
    return near if Fraction(written(near)) == found else found
