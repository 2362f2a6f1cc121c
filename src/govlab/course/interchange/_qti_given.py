"""QTI's text entries as ours: numbers, and decisions in words."""

from fractions import Fraction

from govlab.course._words import Text
from govlab.course.interactions import (
    Criterion,
    FreeText,
    Numeric,
    NumericAnswer,
    RubricLevel,
)
from govlab.course.interchange._qti_asked import FINEST, Asked, UnreadError
from govlab.course.interchange._qti_scoring import OTHERWISE, number
from govlab.course.interchange._qti_tree import Node
from govlab.text import message

_NUMBERS = frozenset({"float", "integer"})
_PAIR = 2
_WORDS = "words-"
_MOST_POINTS = 100


def measured(asked: Asked) -> Numeric:
    """Return a question for a number.

    Raises
    ------
    UnreadError
        When words are asked for, or there is no key.
    """
    declaration = asked.declaration(asked.response)
    if declaration is None or declaration.get("baseType") not in _NUMBERS:
        raise UnreadError(message("interchange_b.short_answer", line=asked.one.line))
    reasons, empty = asked.reasons(), Text("", "")
    unit = next(
        (one for one in asked.body.walk() if asked.own and one.get("class") == "unit"), None
    )
    found = _answers(asked) if asked.own else []
    if not found and asked.rule == "map":
        marks = sorted(asked.marks().items(), key=lambda one: -one[1])
        found = [(_exact(asked, key), Fraction(0), mark) for key, mark in marks if mark > 0]
    if not found:
        found = [(_exact(asked, key), Fraction(0), Fraction(1)) for key in asked.right()]
    if not found:
        raise asked.no_key()
    answers = tuple(
        NumericAnswer(value, near, worth, reasons.get(f"A{place}", empty))
        for place, (value, near, worth) in enumerate(found, start=1)
    )
    said = asked.text(asked.said(unit)) if unit else None
    return Numeric(answers, reasons.get(OTHERWISE, empty), said)


def _exact(asked: Asked, text: str) -> Fraction:
    found = number(text.strip())
    if found is None:
        raise UnreadError(message("interchange_b.not_a_mark", line=asked.one.line))
    return found


def _answers(asked: Asked) -> list[tuple[Fraction, Fraction, Fraction]]:
    """Return value, tolerance and credit of each answer, from the rule that we write."""
    held = asked.root.first("responseProcessing")
    made = []
    for branch in held.walk() if held else ():
        if branch.name != "responseElseIf" or len(branch.elements) < _PAIR:
            continue
        test, worth = branch.elements[:_PAIR]
        parts = [one.get("identifier") or one.words.strip() for one in test.elements]
        if test.name != "equal" or len(parts) != _PAIR or parts[0] != asked.response:
            continue
        near = test.get("tolerance").split()[:1] or ["0"]
        value, tolerance, mark = number(parts[1]), number(near[0]), number(worth.words.strip())
        if value is None or tolerance is None or mark is None:
            return []
        made.append((value, tolerance, (mark / asked.points).limit_denominator(FINEST)))
    return made


def written_freely(asked: Asked) -> FreeText:
    """Return a question for words, with its rubric where the file has one that is ours."""
    classes = asked.one.get("class").split()
    words = [one.removeprefix(_WORDS) for one in classes if one.startswith(_WORDS)]
    about = _whole(words[0]) if words else None
    blocks = [one for one in asked.body.walk() if one.name == "rubricBlock"]
    scorer = [one for one in blocks if "candidate" not in one.get("view").split()]
    rubric = [_criterion(asked, one) for one in scorer if one.get("label")] if asked.own else []
    if rubric and all(one.levels for one in rubric):
        model = next((one for one in scorer if one.get("class") == "model"), None)
        held = model.first("p") if model else None
        return FreeText(tuple(rubric), asked.text(asked.said(held) if held else ""), about)
    asked.tell(message("interchange_b.no_rubric"))
    said = "\n".join(asked.said(one) for one in scorer)
    full = min(max(1, round(asked.points)), _MOST_POINTS)
    levels = (RubricLevel(0, Text("", "")), RubricLevel(full, Text("", "")))
    model_words = " ".join(asked.right())
    return FreeText(
        (Criterion("answer", asked.text(said), levels),), asked.text(model_words), about
    )


def _whole(text: str) -> int | None:
    found = number(text)
    return int(found) if found is not None and found.denominator == 1 else None


def _criterion(asked: Asked, block: Node) -> Criterion:
    text, levels = block.first("p"), block.first("dl")
    points = [_whole(one.words.strip()) or 0 for one in levels.named("dt")] if levels else []
    texts = [asked.text(asked.said(one)) for one in levels.named("dd")] if levels else []
    return Criterion(
        block.get("label"),
        asked.text(asked.said(text) if text else ""),
        tuple(RubricLevel(*one) for one in zip(points, texts, strict=False)),
    )
