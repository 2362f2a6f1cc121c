"""Finding again, in what a form exports, the questions and options of a snapshot.

Form software joins the options that a person ticked by a separator that may also stand
inside an option. The options are known, so the cell is solved: which sets of option
texts, joined, give exactly this cell? One set is the answer; several are an error.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from govlab import thai
from govlab.errors import InputError
from govlab.text import LANGUAGES, say

if TYPE_CHECKING:
    from govlab.course import Item, Snapshot, Text

#: What stands between ticked options, by the software that exported them.
SEPARATORS = {"google": (", ",), "microsoft": (";", "; "), "unknown": (", ", ";", "; ")}

# What people put before a question or an option when they copy it into a form.
_NUMBER = re.compile(
    r"(?:(?:(?:ข้อ|ข้อที่|question|no\.?|q)\s?)?[0-9]{1,3}|ข้อฝึก|practice)\s?(?:[.)\]:]|\s)\s?"
)
_LABEL = re.compile(r"\(?(?:[ก-ฮ]|[a-z]|[0-9]{1,2})[.)]\s?")
# "(2 คะแนน)" after a question; the number that Microsoft Forms appends to a repeated one.
_TAIL = re.compile(r"\s?(?:\([0-9.]+ (?:คะแนน|points?)\)|\*|[0-9]{1,2})$")
# Columns that a graded form adds beside each question.
_SCORE_COLUMN = (
    re.compile(r"(?P<stem>.+?)\s?\[(?:score|feedback|คะแนน|คำติชม|ความคิดเห็น)\]"),
    re.compile(
        r"(?:points|feedback|คะแนน|จุด|คำติชม|คำติชมสำหรับ|ความคิดเห็น|ข้อคิดเห็น)\s?[-–:]\s?(?P<stem>.+)"
    ),
)
_EMPHASIS = re.compile("[*`]")


def plain(text: str) -> str:
    r"""Return what of a text must agree: not spaces, case, kind of digits or Markdown marks.

    Examples
    --------
    >>> plain("ข้อใด **ไม่ใช่**\n สินบน ") == "ข้อใด ไม่ใช่ สินบน"
    True
    """
    words = _EMPHASIS.sub("", thai.to_arabic_digits(thai.repair(text)))
    return " ".join(words.split()).casefold()


def spellings(text: "Text") -> set[str]:
    """Return how a form may show a text: either language, or both beside each other."""
    th, en = plain(text.th), plain(text.en)
    return {th, en, f"{th} {en}", f"{th} / {en}", f"{en} {th}", f"{en} / {th}", f"{th} ({en})"}


class Questions:
    """The questions of a snapshot by their wording.

    Parameters
    ----------
    snapshot : Snapshot
    """

    def __init__(self, snapshot: "Snapshot") -> None:
        self.items = {item.code: item for item in snapshot.asked}
        self.by_stem: dict[str, set[str]] = {}
        for item in snapshot.asked:
            for spelling in spellings(item.stem):
                self.by_stem.setdefault(spelling, set()).add(item.code)

    @cached_property
    def shared(self) -> list[tuple[str, ...]]:
        """Items that no heading can tell apart."""
        return sorted({tuple(sorted(codes)) for codes in self.by_stem.values() if len(codes) > 1})

    def named_by(self, heading: str) -> str | None:
        """Return the code of the item whose question is `heading`, None if it is none's."""
        for reading in _readings(plain(heading)):
            if codes := self.by_stem.get(reading):
                return min(codes)
        return None

    def is_score_column(self, heading: str) -> bool:
        """Say whether the heading is that of points or feedback beside a question."""
        found = (form.fullmatch(plain(heading)) for form in _SCORE_COLUMN)
        return any(one and self.named_by(one["stem"]) for one in found)


def _readings(text: str) -> Iterator[str]:
    """Yield a heading as it is, then without a number before it and additions after it."""
    # The printed form adds it to questions with several right options.
    for hint in {plain(say("course.hint_multiple", lang)) for lang in LANGUAGES}:
        text = text.removesuffix(hint).rstrip()
    headless = text[found.end() :] if (found := _NUMBER.match(text)) else text
    for reading in (text, headless):
        yield reading
        yield _TAIL.sub("", reading)


def choices(cell: str, item: "Item", separators: tuple[str, ...]) -> set[frozenset[str]]:
    """Return every set of options that a cell can mean: none, the one, or several.

    Parameters
    ----------
    cell : str
        Text of the options that were ticked, as exported.
    item : Item
    separators : tuple of str
        What may stand between two options, one kind in a cell.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> from govlab.course import Text
    >>> words = {"a": "เงิน", "b": "ของขวัญ, ของฝาก", "c": "ของฝาก"}
    >>> item = Some(options=[Some(id=i, text=Text(w, i + i)) for i, w in words.items()])
    >>> [sorted(one) for one in choices("เงิน, ของขวัญ, ของฝาก", item, (", ",))]
    [['a', 'b']]
    """
    texts = {option.id: spellings(option.text) for option in item.options}
    text = plain(cell)
    found: set[frozenset[str]] = set()
    for separator in separators:
        # Microsoft Forms ends a list with its separator.
        ends = ("", ";") if separator.startswith(";") else ("",)
        found.update(_covers(text, texts, separator, ends))
    return found


def same_number(cell: str, item: "Item") -> set[frozenset[str]]:
    """Return the options that are the number in a cell: spreadsheets make 1000 of "1,000"."""
    number = _number(cell)
    texts = {option.id: (option.text.th, option.text.en) for option in item.options}
    if number is None:
        return set()
    return {frozenset({one}) for one, words in texts.items() if number in map(_number, words)}


def _number(text: str) -> int | Decimal | None:
    try:
        return thai.parse_number(plain(text))
    except InputError:
        return None


def _covers(
    text: str, left: Mapping[str, set[str]], separator: str, ends: tuple[str, ...]
) -> Iterator[frozenset[str]]:
    """Yield the sets of `left` whose texts, joined, are exactly `text`."""
    label = _LABEL.match(text)
    starts = {text, text[label.end() :]} if label else {text}
    for option, wordings in left.items():
        others = {one: words for one, words in left.items() if one != option}
        for wording in wordings:
            for start in starts:
                if not start.startswith(wording):
                    continue
                rest = start[len(wording) :]
                if rest in ends:
                    yield frozenset({option})
                elif rest.startswith(separator):
                    for more in _covers(rest[len(separator) :], others, separator, ends):
                        yield more | {option}
