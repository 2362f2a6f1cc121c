"""What stands in one cell of a sheet of questions: letters, pairs, numbers, sources."""

import re
from collections.abc import Mapping
from fractions import Fraction

from govlab.course._words import Law, Source
from govlab.course.interactions._numeric import written
from govlab.course.interchange._qti_scoring import recovered
from govlab.course.interchange._sheet_columns import LETTERS, THAI_LETTERS, VERDICTS
from govlab.errors import InputError
from govlab.tables import fold
from govlab.text import Message, message
from govlab.thai import parse_number, to_arabic_digits

_BETWEEN = re.compile(r"\s*(?:[,;/|&+、]|\bและ\b|\band\b|\s)\s*")
_THEN = re.compile(r"\s*(?:[,;/|>→\-–]|แล้ว|\s)\s*")
_FRAME = re.compile(r"^(?:ข้อ|ตัวเลือก|option|choice)?\s*\(?(.*?)[.)]?$", re.IGNORECASE)
_PAIR = re.compile(r"([0-9]+)\s*[=:\-–>→.]*\s*([A-Za-z\u0e01-\u0e2e])")
_ANSWER = re.compile(r"(?P<value>[^±=]+)(?:±(?P<near>[^=]+))?(?:=(?P<worth>.+))?")
_LAW = re.compile(r"(.+?)\s*@\s*([0-9]{4}-[0-9]{2}-[0-9]{2})", re.DOTALL)
_SOURCE = re.compile(r"[A-Z][0-9]+-[A-Z0-9]+")
_LEVEL = re.compile(r"\s*([0-9๐-๙]{1,3})\s*[=:.)]\s*(.*)", re.DOTALL)
_SIGNS = dict.fromkeys(("±", "+/-", "+-"), "±")


class CellError(Exception):
    """A cell that breaks a rule, which `words` state."""

    def __init__(self, words: Message) -> None:
        super().__init__(str(words))
        self.words = words


def letter(text: str) -> str:
    """Return the option that a letter or number names.

    Examples
    --------
    >>> letter("ค"), letter("C."), letter("๓"), letter("ข้อ ค")
    ('c', 'c', 'c', 'c')

    Raises
    ------
    CellError
        When it names none.
    """
    framed = _FRAME.match(to_arabic_digits(text.strip()))
    bare = framed[1].strip().lower() if framed else ""
    for known in (LETTERS, THAI_LETTERS, "12345678"):
        if len(bare) == 1 and bare in known:
            return LETTERS[known.index(bare)]
    raise CellError(message("interchange_b.not_a_letter", value=text.strip()))


def letters(text: str) -> list[str]:
    """Return the options that a cell names, several separated by commas or spaces."""
    return _named(_joined(text), _BETWEEN)


def order(text: str) -> list[str]:
    """Return the options of an order, the first first."""
    return _named(_joined(text), _THEN)


def _joined(text: str) -> str:
    return re.sub(r"(ข้อ|ตัวเลือก)\s+", r"\1", text.strip())


def _named(text: str, between: re.Pattern[str]) -> list[str]:
    found = [letter(one) for one in between.split(text) if one]
    if len(set(found)) < len(found):
        raise CellError(message("interchange_b.letter_twice", value=text))
    return found


def verdict(text: str) -> tuple[bool, str]:
    """Return whether a cell says true, and the letter of the reason if it names one.

    Raises
    ------
    CellError
        When it says neither true nor false.
    """
    said, _, reason = text.strip().partition(",")
    if not reason:
        said, _, reason = text.strip().partition(" ")
    truth = meaning(said, VERDICTS)
    if truth is None:
        raise CellError(message("interchange_b.not_a_verdict", value=text.strip()))
    return truth == "true", letter(reason) if reason.strip() else ""


def pairs(text: str) -> dict[str, str]:
    """Return the option of each premise, as ``1=ค, 2=ก``.

    Raises
    ------
    CellError
        When a part is no pair, or a premise stands twice.
    """
    found: dict[str, str] = {}
    for part in re.split(r"[,;\n]", to_arabic_digits(text)):
        if not part.strip():
            continue
        pair = _PAIR.fullmatch(part.strip())
        if pair is None or pair[1] in found:
            raise CellError(message("interchange_b.not_a_pair", value=part.strip()))
        found[pair[1]] = letter(pair[2])
    return found


def answers(text: str) -> list[tuple[Fraction, Fraction, Fraction]]:
    """Return value, tolerance and credit of each answer, as ``30±0.5; 25=1/2``.

    Raises
    ------
    CellError
        When a part is no number.
    """
    for written_as, sign in _SIGNS.items():
        text = text.replace(written_as, sign)
    found = []
    for place, part in enumerate(filter(str.strip, re.split(r"[;\n]", text))):
        parts = _ANSWER.fullmatch(part.strip())
        if parts is None:
            raise CellError(message("interchange_b.not_a_number", value=part.strip()))
        worth = Fraction(0 if place else 1)
        near = number(parts["near"]) if parts["near"] else Fraction(0)
        if near < 0:
            raise CellError(message("interchange_b.not_a_number", value=part.strip()))
        found.append(
            (
                number(parts["value"]),
                near,
                share(parts["worth"]) if parts["worth"] else worth,
            )
        )
    return found


def number(text: str) -> Fraction:
    """Return a number, in Thai or Arabic digits, with or without thousands.

    Raises
    ------
    CellError
        When it is none.
    """
    try:
        return recovered(Fraction(parse_number(text.strip())))
    except InputError:
        raise CellError(message("interchange_b.not_a_number", value=text.strip())) from None


def share(text: str) -> Fraction:
    """Return a share of the points, as ``1/2``, ``0.5`` or ``50%``."""
    upper, slash, lower = text.strip().removesuffix("%").partition("/")
    found = number(upper)
    if slash:
        below = number(lower)
        if not below:
            raise CellError(message("interchange_b.not_a_number", value=text.strip()))
        found /= below
    if text.strip().endswith("%"):
        found /= 100
    if abs(found) > 1:
        raise CellError(message("interchange_b.not_a_share", value=text.strip()))
    return found


def shares(text: str) -> dict[str, Fraction]:
    """Return the credit of options, as ``ก=1/2, ค=1/2``."""
    found = {}
    for part in filter(str.strip, re.split(r"[,;\n]", text)):
        name, equals, worth = part.partition("=")
        if not equals:
            raise CellError(message("interchange_b.not_a_pair", value=part.strip()))
        found[letter(name)] = share(worth)
    return found


def whole(text: str, low: int, high: int) -> int:
    """Return a whole number within bounds.

    Raises
    ------
    CellError
        When it is none.
    """
    found = number(text)
    if found.denominator != 1 or not low <= found <= high:
        raise CellError(message("interchange_b.not_whole", value=text, low=low, high=high))
    return int(found)


def meaning(text: str, known: Mapping[str, tuple[str, ...]]) -> str | None:
    """Return what a word means, None when it is not known."""
    asked = fold(text)
    names = ((name, accepted) for name, words in known.items() for accepted in (name, *words))
    return next((name for name, accepted in names if fold(accepted) == asked), None)


def sources(text: str) -> tuple[Source, ...]:
    """Return sources, one a line; a law with the date of effect after ``@``.

    Examples
    --------
    >>> sources("S2-014; S2-015")
    ('S2-014', 'S2-015')
    >>> sources("พ.ร.ป. ป.ป.ช. พ.ศ. 2561 ม.128 @ 2018-07-22")[0].effective
    '2018-07-22'
    """
    found: list[Source] = []
    for line in filter(str.strip, text.split("\n")):
        rest = line.strip()
        if not _LAW.fullmatch(rest) or _SOURCE.fullmatch(re.split("[;,]", rest)[0].strip()):
            parts = re.split("[;,]" if _SOURCE.match(rest) else ";", rest)
        else:
            parts = [rest]
        for part in filter(None, map(str.strip, parts)):
            law = _LAW.fullmatch(part)
            found.append(Law(law[1], law[2]) if law else part)
    return tuple(found)


def levels(text: str) -> list[tuple[int, str]]:
    """Return the levels of a criterion, one a line, as ``2 = บอกครบ``.

    Raises
    ------
    CellError
        When the first line has no points.
    """
    found: list[tuple[int, str]] = []
    for line in text.split("\n"):
        level = _LEVEL.fullmatch(line)
        if level:
            found.append((int(level[1]), level[2]))
        elif found:
            points, said = found[-1]
            found[-1] = points, f"{said}\n{line}"
        elif line.strip():
            raise CellError(message("interchange_b.not_a_level", value=line.strip()))
    return found


def begins_level(line: str) -> bool:
    """Return whether a line would be read as the beginning of a level."""
    return _LEVEL.fullmatch(line) is not None


def said_answers(held: list[tuple[Fraction, Fraction, Fraction]]) -> str:
    """Return answers as :func:`answers` reads them."""
    parts = []
    for place, (value, near, worth) in enumerate(held):
        part = written(value) + (f"±{written(near)}" if near else "")
        usual = Fraction(0 if place else 1)
        parts.append(part + (f"={worth}" if worth != usual else ""))
    return "; ".join(parts)


def said_sources(held: tuple[Source, ...]) -> str:
    """Return sources as :func:`sources` reads them."""
    lines = [one if isinstance(one, str) else f"{one.law} @ {one.effective}" for one in held]
    return "\n".join(lines)
