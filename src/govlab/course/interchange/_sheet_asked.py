"""The cells of a row as what it asks: options, key and reasons, type by type."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from govlab.course._words import Text
from govlab.course.interactions import (
    Case,
    Choice,
    Criterion,
    FreeText,
    Interaction,
    Matching,
    Numeric,
    NumericAnswer,
    Option,
    Ordering,
    Premise,
    RubricLevel,
    TrueFalse,
)
from govlab.course.interchange import _sheet_cells as cells
from govlab.course.interchange._sheet_columns import LETTERS, PREMISES
from govlab.text import Message, message

if TYPE_CHECKING:
    from fractions import Fraction

Value = TypeVar("Value")
_EMPTY = Text("", "")
_FEWEST = 2
_MOST_WORDS = 10_000


class _Cell(Protocol):
    def __call__(self, name: str, read: Callable[[str], Value], default: Value, /) -> Value: ...


@dataclass(frozen=True)
class Cells:
    """The ways to a row's cells: its texts, its cells read, its faults, its cells as they are.

    `letter` gives an option the letter that the headings of the sheet give it.
    """

    text: Callable[[str], Text]
    cell: _Cell
    say: Callable[[Message, str], None]
    raw: Callable[[str], str]
    letter: Callable[[str], str]


def asked_of(kind: str, row: Cells) -> Interaction | None:
    """Return what a row of type `kind` asks, None when a fault was said."""
    readers: dict[str, Callable[[Cells], Interaction | None]] = {
        "single": lambda one: _choice(one, several=False),
        "multiple": lambda one: _choice(one, several=True),
        "truefalse": _verdict,
        "ordering": _ordering,
        "matching": _matching,
        "numeric": _numeric,
        "text": _free_text,
        "case": lambda _: Case(()),
    }
    return readers[kind](row)


def _options(row: Cells, right: set[str], *, fewest: int = _FEWEST) -> tuple[Option, ...] | None:
    """Return the options of a row; say when one is left out between others, or too few are."""
    texts = {name: row.text(f"option_{name}") for name in LETTERS}
    given = [name for name, text in texts.items() if text != _EMPTY]
    for name in LETTERS[: len(given)]:
        if name not in given:
            row.say(message("interchange_b.option_gap"), f"option_{name}")
            return None
    if len(given) < fewest:
        row.say(message("interchange_b.few_options", count=len(given), fewest=fewest), "option_a")
        return None
    none: dict[str, Fraction] = {}
    credit = row.cell("credit", cells.shares, none)
    for name in sorted({*right, *credit} - set(given)):
        known = ", ".join(map(row.letter, given)) or "–"
        row.say(message("interchange_b.no_option", option=row.letter(name), known=known), "key")
        return None
    return tuple(
        Option(name, texts[name], name in right, row.text(f"reason_{name}"), credit.get(name))
        for name in given
    )


def _key(row: Cells, read: Callable[[str], Value]) -> Value | None:
    """Return the key; say when there is none."""
    if not row.raw("key").strip():
        row.say(message("interchange_b.key_missing"), "key")
        return None
    return row.cell("key", _maybe(read), None)


def _maybe(read: Callable[[str], Value]) -> Callable[[str], Value | None]:
    return read


def _choice(row: Cells, *, several: bool) -> Choice | None:
    right = _key(row, cells.letters)
    options = _options(row, set(right or ()))
    if right is None or options is None:
        return None
    if not several and len(right) > 1:
        row.say(message("interchange_b.one_key", count=len(right)), "key")
        return None
    return Choice(options, several)


def _verdict(row: Cells) -> TrueFalse | None:
    said = _key(row, cells.verdict)
    if said is None:
        return None
    truth, reason = said
    options = _options(row, {reason} if reason else set(), fewest=0)
    if options is None:
        return None
    if options and not reason:
        row.say(message("interchange_b.reason_key"), "key")
        return None
    return TrueFalse(truth, row.text("if_true"), row.text("if_false"), options)


def _ordering(row: Cells) -> Ordering | None:
    order = _key(row, cells.order)
    options = _options(row, set(order or ()))
    if order is None or options is None:
        return None
    if len(order) != len(options):
        row.say(message("interchange_b.whole_order", count=len(options)), "key")
        return None
    plain = tuple(Option(one.id, one.text, False, one.reason) for one in options)  # noqa: FBT003
    return Ordering(plain, tuple(order))


def _matching(row: Cells) -> Matching | None:
    found = _key(row, cells.pairs)
    options = _options(row, set((found or {}).values()))
    texts = {str(place): row.text(f"premise_{place}") for place in range(1, PREMISES + 1)}
    given = [place for place, text in texts.items() if text != _EMPTY]
    if found is None or options is None:
        return None
    if given != [str(place) for place in range(1, len(given) + 1)] or set(given) != set(found):
        row.say(message("interchange_b.premise_keys", premises=", ".join(given) or "–"), "key")
        return None
    premises = tuple(
        Premise(place, texts[place], found[place], row.text(f"premise_reason_{place}"))
        for place in given
    )
    plain = tuple(Option(one.id, one.text, False, one.reason) for one in options)  # noqa: FBT003
    return Matching(premises, plain)


def _numeric(row: Cells) -> Numeric | None:
    found = _key(row, cells.answers)
    if not found:
        return None
    answers = tuple(
        NumericAnswer(*one, row.text(f"premise_reason_{place}") if place <= PREMISES else _EMPTY)
        for place, one in enumerate(found, start=1)
    )
    unit = row.text("unit")
    return Numeric(answers, row.text("otherwise"), None if unit == _EMPTY else unit)


def _free_text(row: Cells) -> FreeText | None:
    names = [one.strip() for one in row.raw("criteria").split(",") if one.strip()]
    criteria = []
    for place in range(1, PREMISES + 1):
        text = row.text(f"premise_{place}")
        if text == _EMPTY:
            continue
        levels = _levels(row, place)
        if levels is None:
            return None
        name = names[place - 1] if place <= len(names) else f"c{place}"
        criteria.append(Criterion(name, text, levels))
    if not criteria:
        row.say(message("interchange_b.no_criteria"), "premise_1")
        return None
    words = row.cell("words", lambda text: cells.whole(text, 1, _MOST_WORDS), 0)
    return FreeText(tuple(criteria), row.text("model"), words or None)


def _levels(row: Cells, place: int) -> tuple[RubricLevel, ...] | None:
    """Return the levels of a criterion, joined from both languages by their points."""
    name = f"premise_reason_{place}"
    said = row.text(name)
    try:
        held: dict[str, dict[int, str]] = {
            lang: dict(cells.levels(said.in_language(lang))) for lang in ("th", "en")
        }
    except cells.CellError as wrong:
        row.say(wrong.words, name)
        return None
    points = sorted({*held["th"], *held["en"]})
    if len(points) < _FEWEST:
        row.say(message("interchange_b.few_levels"), name)
        return None
    return tuple(
        RubricLevel(one, Text(held["th"].get(one, ""), held["en"].get(one, ""))) for one in points
    )
