"""A question as Moodle holds it, whichever file it came from or goes to.

Moodle XML and GIFT spell the same questions: both readers end here, both writers begin
here. Shares of the points are exact; Moodle's five decimals snap back to the thirds and
sevenths that they stand for.
"""

import re
from dataclasses import dataclass, field
from fractions import Fraction

from govlab.course._item import Item
from govlab.course._words import Law, Source
from govlab.course.interchange._moodle_markup import Raw
from govlab.errors import Words

#: The shares of the points that Moodle offers an answer, besides their negatives.
GRADES = frozenset(
    {Fraction(n, 10) for n in range(11)}
    | {Fraction(1, n) for n in range(1, 10)}
    | {Fraction(1, 20), Fraction(2, 3), Fraction(3, 4), Fraction(5, 6)}
)
#: Moodle cuts a tag at this many characters.
TAG_LENGTH = 50
#: Says that options carry a credit of their own, which may be that of the rule.
OWN_CREDIT = "credit:own"

_LEVELS = ("remember", "understand", "apply", "analyse", "evaluate", "create")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?")
_LONGEST = 40  # characters of a number: more is no answer that a person gives
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*){1,2}")
# Half of the last of two decimals of a per cent, and of five.
_TWO_DECIMALS = Fraction(1, 20_000)
_FIVE_DECIMALS = Fraction(6, 100_000_000)


class NotTakenError(Exception):
    """A question has no place here; `words` says why."""

    def __init__(self, words: Words) -> None:
        self.words = words
        super().__init__(words.in_language("en"))


@dataclass(slots=True)
class Answer:
    """One answer that a question foresees, its share of the points, what is said to it."""

    text: Raw
    credit: Fraction
    feedback: Raw = field(default_factory=Raw)
    tolerance: Fraction = Fraction(0)


@dataclass(slots=True)
class Question:
    """One question: what every type has, then what some have.

    Parameters
    ----------
    kind : str
        Moodle's name of the type, such as ``"multichoice"``.
    name : str
        What its author calls it.
    line : int
        Where it begins in its file.
    stem, general : Raw
        The question, and what is said whatever was answered.
    correct, incorrect : Raw
        What is said to a right answer and to a wrong one, whichever it was.
    code, category : str
        The id number, and the last part of the category it stands in.
    points : Fraction
    tags : tuple of str
    answers : list of Answer
        Those of an ordering stand in the right order.
    pairs : list of tuple
        A premise, empty for an option that matches none, and its option.
    single : bool
        Whether one answer is chosen.
    units : tuple of str
    grader : Raw
        What graders see.
    words : int, optional
    gaps : list of Question
        Of a text with gaps.
    notes : list of Words
        What its reader could not keep.
    fault : Words, optional
        Why its reader could make nothing of it.
    """

    kind: str
    name: str = ""
    line: int = 0
    stem: Raw = field(default_factory=Raw)
    general: Raw = field(default_factory=Raw)
    correct: Raw = field(default_factory=Raw)
    incorrect: Raw = field(default_factory=Raw)
    code: str = ""
    category: str = ""
    points: Fraction = Fraction(1)
    tags: tuple[str, ...] = ()
    answers: list[Answer] = field(default_factory=list)
    pairs: list[tuple[Raw, Raw]] = field(default_factory=list)
    single: bool = True
    units: tuple[str, ...] = ()
    grader: Raw = field(default_factory=Raw)
    words: int | None = None
    gaps: list["Question"] = field(default_factory=list)
    notes: list[Words] = field(default_factory=list)
    fault: Words | None = None


def share(percent: str) -> Fraction | None:
    """Return the share that a per cent stands for, None when it is no number.

    Examples
    --------
    >>> str(share("33.33333")), str(share("-16.667")), str(share("12.5")), share("half")
    ('1/3', '-1/6', '1/8', None)
    """
    number = decimal(percent)
    if number is None:
        return None
    exact = number / 100
    for largest, near in ((20, _TWO_DECIMALS), (100, _FIVE_DECIMALS)):
        snapped = exact.limit_denominator(largest)
        if abs(snapped - exact) <= near:
            return snapped
    return exact


def percent(part: Fraction) -> str:
    """Return a share as the per cent that Moodle writes.

    Examples
    --------
    >>> percent(Fraction(1, 3)), percent(Fraction(-1, 2)), percent(Fraction(1))
    ('33.33333', '-50', '100')
    """
    text = f"{float(round(part * 100, 5)):.5f}"
    return text.rstrip("0").rstrip(".")


def decimal(text: str) -> Fraction | None:
    """Return a number as written with a decimal point, None when it is none.

    Examples
    --------
    >>> decimal("1.5e1"), decimal("1e999999999")
    (Fraction(15, 1), None)
    """
    text = text.strip()
    if len(text) > _LONGEST or not _NUMBER.fullmatch(text):
        return None
    return Fraction(text)


def code_parts(code: str) -> tuple[str, str] | None:
    """Return module and id of an item's code, None when it is not one.

    Examples
    --------
    >>> code_parts("basics/gift"), code_parts("Q 7")
    (('basics', 'gift'), None)
    """
    if not _CODE.fullmatch(code):
        return None
    module, _, name = code.partition("/")
    return module, name


def tags_of(item: Item, prefix: str = "") -> list[str]:
    """Return the tags that carry what Moodle has no field for."""
    tags = [f"use:{item.use}", f"version:{item.version}", f"level:{item.level}"]
    if item.objective:
        tags.append(f"objective:{item.objective}")
    for source in item.sources:
        if isinstance(source, Law):
            tags.append(f"law:{source.effective}:{source.law}")
        else:
            tags.append(f"source:{source}")
    if item.variant:
        tags.append(f"variant:{item.variant}")
    return [prefix + one for one in tags]


@dataclass(slots=True)
class Header:
    """What the tags of a question say of the item."""

    use: str = "exam"
    version: int = 1
    level: str = "remember"
    objective: str = ""
    sources: list[Source] = field(default_factory=list)
    variant: str = ""

    def take(self, tag: str) -> bool:
        """Take what `tag` says and return True, or False when it says nothing known."""
        name, colon, value = tag.partition(":")
        known = bool(colon and value.strip())
        if known and name == "use" and value in {"practice", "exam"}:
            self.use = value
        elif known and name == "version" and value.isascii() and value.isdigit():
            self.version = max(int(value[:9]), 1)
        elif known and name == "level" and value in _LEVELS:
            self.level = value
        elif known and name == "objective":
            self.objective = value
        elif known and name == "source":
            self.sources.append(value)
        elif known and name == "law" and value[10:11] == ":":
            self.sources.append(Law(value[11:], value[:10]))
        elif known and name == "variant":
            self.variant = value
        else:
            return False
        return True
