r"""GIFT: questions as plain text, read as Moodle reads them.

After ``question/format/gift/format.php``: a blank line ends a question; ``//`` begins a
comment, in which ``[id:…]`` and ``[tag:…]`` are read; ``::name::``, ``[html]``,
``{…}``; ``=`` right, ``~`` wrong, ``~%50%`` a share, ``#`` feedback, ``####`` general
feedback; ``\~ \= \# \{ \} \:`` the signs themselves and ``\n`` a new line.
"""

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

from govlab.course.interactions._numeric import written
from govlab.course.interchange._lost import Imported
from govlab.course.interchange._moodle_in import items_of
from govlab.course.interchange._moodle_markup import AUTO, HTML, MARKDOWN, PLAIN, Raw
from govlab.course.interchange._moodle_question import (
    Answer,
    NotTakenError,
    Question,
    decimal,
    share,
)
from govlab.files._text import decode
from govlab.text import message

_FORMATS = {"html": HTML, "moodle": AUTO, "plain": PLAIN, "markdown": MARKDOWN}
_WEIGHT = re.compile(r"%(-*[0-9]{1,2}\.?[0-9]*)%")
_MARK = {
    "id": re.compile(r"((?:\\\]|[^\]\x00-\x1f\x7f])+)\]"),
    "tag": re.compile(r"((?:\\\]|[^\]<>`\x00-\x1f\x7f])+)\]"),
}
_GENERAL = "####"
_GAP = "_____"
# Escaped signs wait as characters that no text may hold, until the signs around have been read.
_SIGNS = "\\:#={}~\n"
_HELD = "".join(chr(0xFDD0 + place) for place in range(len(_SIGNS)))
_HOLD = {f"\\{sign}": held for sign, held in zip("\\:#={}~n", _HELD, strict=True)}
_RELEASE = str.maketrans(_HELD, _SIGNS)
_ESCAPE = re.compile(r"\\[\\:#={}~n]")
_NONCHARACTERS = re.compile("[\ufdd0-\ufdef]")
_VERDICTS = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_MISTAKEN = frozenset(
    {"t", "true", "f", "false", "ถูก", "ผิด", "ถูกต้อง", "ไม่ถูกต้อง", "จริง", "เท็จ", "ใช่", "ไม่ใช่"}
)
_GRADED_ALIKE = frozenset({"RELATIVE_NEXT_EXCLUDE_LAST", "RELATIVE", "REL"})


def read_gift(data: bytes, where: str, lang: str) -> Imported:
    """Return the items of a GIFT file.

    Parameters
    ----------
    data : bytes
        UTF-8 text.
    where : str
        The file's name, for messages.
    lang : {"th", "en"}
        Language of the texts outside Moodle's language spans.

    Returns
    -------
    Imported
        Every question that has a place here; all others are told with line and reason.

    Raises
    ------
    InputError
        When the file is not UTF-8.

    Examples
    --------
    >>> found = read_gift("2 + 2 {#4:0}".encode(), "sums.txt", "en")
    >>> found.items[0].type, found.items[0].interaction.answer
    ('numeric', '4')
    """
    text = _NONCHARACTERS.sub("", decode(Path(where), data))
    return items_of(_questions(text), where, lang)


def _questions(text: str) -> Iterator[Question]:
    category = ""
    for line, comment, body in _blocks(text):
        if body.startswith("$CATEGORY:"):
            first, _, rest = body.partition("\n")
            category = first.removeprefix("$CATEGORY:").strip().rpartition("/")[2]
            body = rest.strip()  # noqa: PLW2901  # what follows in the same block
        if body:
            question = Question(kind="", line=line, category=category)
            _commented(question, comment)
            try:
                _parsed(question, body)
            except NotTakenError as reason:
                question.fault = reason.words
            yield question


def _blocks(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield line, comments and text of each block between blank lines."""
    begun, comments, body = 0, [], []
    # The blank line at the end closes the last block.
    for number, line in enumerate([*re.split(r"\r\n|\r|\n", text), ""], start=1):
        if line.strip().startswith("//"):
            comments.append(line)
        elif line.strip():
            begun = begun or number
            body.append(line)
        else:
            if body:
                yield begun, "\n".join(comments), "\n".join(body).strip()
            begun, comments, body = 0, [], []


def _commented(question: Question, comment: str) -> None:
    """Take id number and tags from the comments, ours of what GIFT has no sign for too."""
    question.code = next(_marks(comment, "id"), "")
    question.tags = tuple(_marks(comment, "tag"))
    for tag in question.tags:
        name, _, value = tag.partition(":")
        if name == "points" and (points := decimal(value)):
            question.points = points
        elif name == "words" and value.isascii() and value[:6].isdigit():
            question.words = int(value[:6])
    question.units = tuple(one[5:] for one in question.tags if one.startswith("unit:"))


def _marks(comment: str, name: str) -> Iterator[str]:
    """Yield what stands in each ``[name:…]`` of a comment."""
    for part in comment.split(f"[{name}:")[1:]:
        if found := _MARK[name].match(part):
            yield found[1].replace("\\]", "]").strip()


def _parsed(question: Question, body: str) -> None:
    """Read a block into `question`, which keeps what was read when something is wrong."""
    text = _ESCAPE.sub(lambda found: _HOLD[found.group()], body)
    if text.startswith("::") and "::" in text[2:]:
        name, _, text = text[2:].partition("::")
        question.name, text = name.translate(_RELEASE).strip(), text.strip()
    start, end = text.find("{"), text.find("}")
    if start < 0 and end < 0:
        question.name = question.name or text.translate(_RELEASE)[:40]
        raise NotTakenError(message("interchange.gift_description"))
    if start < 0 or end < start:
        raise NotTakenError(message("interchange.gift_braces"))
    inner = text[start + 1 : end].strip()
    # Answers in the middle of a sentence leave a gap there.
    gap = "" if text.endswith("}") and end == len(text) - 1 else _GAP
    question.stem = _raw(text[:start] + gap + text[end + 1 :], AUTO)
    usual = question.stem.format
    question.name = question.name or question.stem.text[:40]
    if inner.startswith(">"):
        _ordering(question, inner[1:])
        return
    inner, _, general = inner.rpartition(_GENERAL) if _GENERAL in inner else (inner, "", "")
    question.general = _raw(general, usual)
    inner = inner.strip()
    _reader(inner)(question, inner, usual)


def _reader(inner: str) -> Callable[[Question, str, str], None]:
    """Return what reads answers of this look, in the order in which Moodle decides."""
    if not inner:
        return _essay
    if inner.startswith("#"):
        return _numerical
    if "~" in inner:
        return _multichoice
    if "=" in inner and "->" in inner:
        return _matching
    return _truefalse if inner.partition("#")[0].strip() in _VERDICTS else _unknown


def _raw(text: str, usual: str) -> Raw:
    text = text.strip()
    kind = usual
    if text.startswith("[") and (named := _FORMATS.get(text[1:].partition("]")[0])):
        kind, text = named, text.partition("]")[2]
    return Raw(text.translate(_RELEASE).strip(), kind)


def _split(inner: str, sign: str) -> list[str]:
    first, *rest = inner.split(sign)
    parts = [first, *rest] if first.strip() else rest
    return [one.strip() for one in parts]


def _weighed(part: str, usual: Fraction) -> tuple[Fraction, str]:
    found = _WEIGHT.match(part)
    if not found:
        return usual, part
    credit = share(found[1])
    if credit is None:
        raise NotTakenError(message("interchange.gift_weight", value=found[1]))
    return credit, part[found.end() :]


def _commented_answer(part: str, credit: Fraction, usual: str) -> Answer:
    text, _, feedback = part.partition("#")
    return Answer(_raw(text, usual), credit, _raw(feedback, usual))


def _essay(question: Question, inner: str, usual: str) -> None:  # noqa: ARG001
    question.kind = "essay"


def _multichoice(question: Question, inner: str, usual: str) -> None:
    question.kind = "multichoice"
    question.single = "=" in inner
    for part in _split(inner.replace("=", "~="), "~"):
        if part.startswith("="):
            credit, rest = Fraction(1), part[1:]
        else:
            credit, rest = _weighed(part, Fraction(0))
        question.answers.append(_commented_answer(rest, credit, usual))


def _matching(question: Question, inner: str, usual: str) -> None:
    question.kind = "matching"
    for part in _split(inner, "="):
        premise, arrow, option = part.partition("->")
        if not arrow:
            raise NotTakenError(
                message("interchange.gift_pair", pair=part.translate(_RELEASE)[:40])
            )
        name = option.translate(_RELEASE).strip()
        kind = HTML if 'class="multilang"' in name else PLAIN
        question.pairs.append((_raw(premise, usual), Raw(name, kind)))


def _truefalse(question: Question, inner: str, usual: str) -> None:
    question.kind = "truefalse"
    verdict, wrong, right = [*inner.split("#", 2), "", ""][:3]
    truth = _VERDICTS[verdict.strip()]
    for side in (True, False):
        said = right if side is truth else wrong
        name = Raw("true" if side else "false", PLAIN)
        question.answers.append(Answer(name, Fraction(side is truth), _raw(said, usual)))


def _unknown(question: Question, inner: str, usual: str) -> None:  # noqa: ARG001
    question.kind = "shortanswer"
    bare = inner.partition("#")[0].translate(_RELEASE).strip().removeprefix("=").strip()
    if bare.lower() in _MISTAKEN:
        raise NotTakenError(message("interchange.gift_verdict", value=bare))


def _numerical(question: Question, inner: str, usual: str) -> None:
    question.kind = "numerical"
    numbers, tilde, rest = inner[1:].partition("~")
    for part in _split(numbers, "="):
        credit, told = _weighed(part, Fraction(1))
        answer = _commented_answer(told, credit, usual)
        answer.text, answer.tolerance = _measured(answer.text.text)
        question.answers.append(answer)
    if tilde:
        feedback = rest.partition("#")[2]
        question.answers.append(Answer(Raw("*", PLAIN), Fraction(0), _raw(feedback, usual)))


def _measured(text: str) -> tuple[Raw, Fraction]:
    """Return a number and its tolerance, from ``5``, ``5:1``, ``4..6`` or ``*``."""
    if ".." in text:
        low, high = (decimal(one) for one in text.split("..", 1))
        if low is None or high is None or high < low:
            raise NotTakenError(message("interchange.gift_range", value=text[:40]))
        return Raw(written((low + high) / 2), PLAIN), (high - low) / 2
    number, _, margin = text.partition(":")
    tolerance = decimal(margin) if margin.strip() else Fraction(0)
    if tolerance is None:
        raise NotTakenError(message("interchange.not_number", value=margin.strip()[:40]))
    return Raw(number.strip(), PLAIN), tolerance


def _ordering(question: Question, inner: str) -> None:
    """Read ``{>5 ALL VERTICAL RELATIVE SHOW`` and the steps, one a line."""
    question.kind = "ordering"
    head, *lines = inner.split("\n")
    words = head.upper().split()
    if not words or not words[0].isascii() or not words[0].isdigit():
        raise NotTakenError(message("interchange.gift_ordering"))
    for word in words[1:]:
        if word in {"RANDOM", "CONTIGUOUS", "CONTIG"} or (word == "REL" and words[1] == word):
            question.notes.append(message("interchange.selection"))
        elif word.startswith(("ABS", "ALL_", "RELATIVE", "LONGEST")) and word not in _GRADED_ALIKE:
            question.notes.append(message("interchange.grading", grading=word[:40]))
    steps = [one.strip() for one in lines if one.strip()]
    question.answers = [Answer(Raw(one.translate(_RELEASE), AUTO), Fraction(0)) for one in steps]
