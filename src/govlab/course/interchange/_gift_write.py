"""GIFT, written: questions that Moodle reads as they were meant."""

import re
from collections.abc import Callable, Sequence

from govlab.course._item import Item
from govlab.course.interactions._numeric import written
from govlab.course.interchange._lost import Lost
from govlab.course.interchange._moodle_markup import HTML, Raw
from govlab.course.interchange._moodle_out import questions_of
from govlab.course.interchange._moodle_question import Question, percent
from govlab.errors import Words
from govlab.text import message

_SIGN = re.compile(r"[\\:#={}~]")
# What a tag of Moodle may not hold.
_UNTAGGED = re.compile(r"[<>`\x00-\x1f\x7f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufdd0-\ufdef]|[\ud800-\udfff]")


def write_gift(items: Sequence[Item], lang: str, key: bool) -> tuple[bytes, tuple[Lost, ...]]:  # noqa: ARG001, FBT001
    """Return a GIFT file of `items`, and what GIFT has no sign for.

    Parameters
    ----------
    items : sequence of Item
    lang : {"th", "en", "both"}
        With ``"both"`` each text stands in Moodle's language spans.
    key : bool
        A file of this format always holds the key.

    Returns
    -------
    tuple of bytes and tuple of Lost
    """
    questions, lost = questions_of(items, lang)
    blocks, category = [], None
    for question in questions:
        if question.category != category:
            category = question.category
            blocks.append(f"$CATEGORY: $course$/top/{category}")
        lost += [Lost(question.code, words) for words in _unsaid(question)]
        block = _block(question)
        if _CONTROL.search(block):
            lost.append(Lost(question.code, message("interchange.gift_control")))
        blocks.append(_CONTROL.sub("", block))
    return ("\n\n".join(blocks) + "\n").encode(), tuple(lost)


def _unsaid(question: Question) -> list[Words]:
    """Return what a question says and GIFT cannot."""
    found: list[Words] = []
    if question.points != 1:
        found.append(message("interchange.gift_points", points=str(question.points)))
    if question.units:
        found.append(message("interchange.gift_unit", unit=question.units[0]))
    if question.kind == "ordering" and any(one.feedback for one in question.answers):
        found.append(message("interchange.gift_steps"))
    if question.kind == "essay":
        found.append(message("interchange.gift_essay"))
    return found


def _block(question: Question) -> str:
    tags = list(question.tags)
    # Moodle keeps these as tags; we read them back as what they are.
    if question.points != 1:
        tags.append(f"points:{question.points}")
    if question.words:
        tags.append(f"words:{question.words}")
    tags += [f"unit:{one}" for one in question.units]
    marks = [f"[id:{_bracketed(question.code)}]", *(f"[tag:{_bracketed(one)}]" for one in tags)]
    answers = _ANSWERS[question.kind](question)
    head = f"::{_signed(question.name)}::{_said(question.stem)}"
    return f"// {' '.join(marks)}\n{head}{answers}"


def _bracketed(text: str) -> str:
    return _UNTAGGED.sub(" ", text).replace("]", "\\]")


def _signed(text: str) -> str:
    """Return a text whose signs mean themselves, on one line."""
    return _SIGN.sub(r"\\\g<0>", text).replace("\r", "").replace("\n", "\\n")


def _said(raw: Raw) -> str:
    """Return a text with its format, when that matters."""
    if raw.format == HTML and ("<" in raw.text or "&" in raw.text or raw.text.startswith("[")):
        return f"[html]{_signed(raw.text)}"
    return _signed(raw.text)


def _feedback(raw: Raw) -> str:
    return f"#{_said(raw)}" if raw else ""


def _closed(question: Question, lines: Sequence[str]) -> str:
    general = [f"####{_said(question.general)}"] if question.general else []
    return "\n".join(["{", *(f"\t{one}" for one in [*lines, *general]), "}"])


def _multichoice(question: Question) -> str:
    lines = []
    for one in question.answers:
        text = _said(one.text)
        if question.single and one.credit == 1:
            sign = "="
        elif one.credit or text.startswith("%"):
            # A text that begins with a per cent sign would be taken for a weight.
            sign = f"~%{percent(one.credit)}%"
        else:
            sign = "~"
        lines.append(sign + text + _feedback(one.feedback))
    return _closed(question, lines)


def _truefalse(question: Question) -> str:
    true, false = question.answers
    truth = true.credit == 1
    right, wrong = (true, false) if truth else (false, true)
    said = f"#{_said(wrong.feedback)}" if wrong.feedback or right.feedback else ""
    said += _feedback(right.feedback)
    general = f"####{_said(question.general)}" if question.general else ""
    return f"{{{'TRUE' if truth else 'FALSE'}{said}{general}}}"


def _ordering(question: Question) -> str:
    # The steps are taken as they stand, without signs: HTML keeps what would be one.
    steps = [
        one.text.text.replace("\\", "&#92;").replace("{", "&#123;").replace("}", "&#125;")
        for one in question.answers
    ]
    steps = [f"&#47;{one[1:]}" if one.startswith("//") else one for one in steps]
    head = f"{{>{len(steps)} ALL VERTICAL RELATIVE_NEXT_EXCLUDE_LAST SHOW"
    return "\n".join([head, *steps, "}"])


def _matching(question: Question) -> str:
    return _closed(
        question,
        [f"={_said(premise)} -> {_signed(option.text)}" for premise, option in question.pairs],
    )


def _numerical(question: Question) -> str:
    lines = []
    for one in question.answers:
        if one.text.text == "*":
            lines.append(f"~#{_said(one.feedback)}")
        else:
            margin = written(one.tolerance)
            lines.append(
                f"=%{percent(one.credit)}%{one.text.text}:{margin}{_feedback(one.feedback)}"
            )
    return "{#" + _closed(question, lines)[1:]


def _essay(question: Question) -> str:
    return f"{{####{_said(question.general)}}}" if question.general else "{}"


_ANSWERS: dict[str, Callable[[Question], str]] = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "ordering": _ordering,
    "matching": _matching,
    "numerical": _numerical,
    "essay": _essay,
}
