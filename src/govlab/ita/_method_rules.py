"""The shape of a method file, and what must hold in it beyond the shape."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from govlab.text import Message, message

_TOP = 100


class Shape(BaseModel):
    """A mapping of the file: no key but those named."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


Certainty = Literal["verified", "derived", "unsure"]
Points = Annotated[Decimal, Field(ge=0, le=_TOP)]
_Share = Annotated[Decimal, Field(gt=0, le=1)]
_Code = Annotated[str, Field(pattern=r"[A-Za-z0-9][A-Za-z0-9._-]{0,15}")]
_Day = Annotated[str, Field(pattern=r"[0-9]{4}-[0-9]{2}-[0-9]{2}")]


class NameShape(Shape):
    """A text in both languages."""

    th: str
    en: str


class BasisShape(Shape):
    """What a part rests on."""

    certainty: Certainty
    source: str


class SampleShape(BasisShape):
    """A rule for the size of a sample."""

    share: _Share
    least: Annotated[int, Field(ge=1)]
    above: Annotated[int, Field(ge=1)]
    large: Annotated[int, Field(ge=1)]


class InstrumentShape(Shape):
    """An instrument."""

    code: _Code
    name: NameShape
    weight: _Share
    answers: BasisShape
    sample: SampleShape | None = None


class RoundingShape(BasisShape):
    """How a score is published."""

    places: Annotated[int, Field(ge=0, le=6)]
    mode: Literal["half_up"]


class BandShape(Shape):
    """A grade."""

    grade: str
    lower: Points = Field(alias="from")
    floor: Points | None = Field(default=None, alias="each")
    name: NameShape | None = None


class GradesShape(BasisShape):
    """The scheme of grades."""

    bands: Annotated[list[BandShape], Field(min_length=1)]
    pass_mark: Points = Field(alias="pass")


class AggregationShape(Shape):
    """How values are drawn together."""

    parts: BasisShape
    questions: BasisShape
    missing: "MissingShape"


class MissingShape(BasisShape):
    """What an answer that was not given does."""

    rule: Literal["answered", "complete"]


class AnswerShape(NameShape):
    """An answer and its points."""

    points: Annotated[int, Field(ge=0, le=_TOP)]


class PartShape(BasisShape):
    """An indicator or sub-indicator."""

    code: _Code
    of: _Code
    name: NameShape


class ItemShape(BasisShape):
    """An item."""

    code: _Code
    of: _Code
    scale: _Code
    polarity: Annotated[list[Literal["positive", "negative"]], Field(min_length=1, max_length=26)]
    topic: NameShape


class PeriodShape(BasisShape):
    """A stretch of the timetable."""

    code: _Code
    name: NameShape
    first: _Day | None = None
    last: _Day | None = None


class MethodShape(Shape):
    """A method file."""

    schema_version: Literal[2] = Field(alias="schema")
    fiscal_year: Annotated[int, Field(ge=2550, le=2700)]
    instruments: Annotated[list[InstrumentShape], Field(min_length=1)]
    weights_basis: BasisShape
    rounding: RoundingShape
    grades: GradesShape
    aggregation: AggregationShape
    scales: dict[_Code, Annotated[list[AnswerShape], Field(min_length=2)]] = {}
    indicators: list[PartShape] = []
    sub_indicators: list[PartShape] = []
    items: list[ItemShape] = []
    calendar: list[PeriodShape] = []


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that does not hold, and where: section, place in it from 0, field."""

    section: str
    place: int
    field: str
    value: object
    words: Message


def broken_rules(found: MethodShape) -> Iterator[Broken]:
    """Yield every rule between the parts of a method that does not hold."""
    total = sum(one.weight for one in found.instruments)
    if total != 1:
        last = len(found.instruments) - 1
        words = message("ita.weights_sum", total=str(total))
        yield Broken("instruments", last, "weight", total, words)
    yield from _broken_bands(found.grades)
    yield from _doubled(found)
    yield from _homeless(found)
    yield from _childless(found)
    for place, item in enumerate(found.items):
        if item.scale not in found.scales:
            words = message("ita.unknown_scale", scale=item.scale, known=", ".join(found.scales))
            yield Broken("items", place, "scale", item.scale, words)
    for code, answers in found.scales.items():
        points = [one.points for one in answers]
        if points != sorted(set(points)) or points[0] != 0 or points[-1] != _TOP:
            words = message("ita.scale_points", scale=code, points=", ".join(map(str, points)))
            yield Broken("scales", 0, code, points, words)
    for place, one in enumerate(found.calendar):
        if one.first and one.last and one.first > one.last:
            words = message("ita.period_order", first=one.first, last=one.last)
            yield Broken("calendar", place, "last", one.last, words)


def _broken_bands(grades: GradesShape) -> Iterator[Broken]:
    bands = grades.bands
    for place, (above, below) in enumerate(pairwise(bands), start=1):
        # Two grades may begin at one total where the better asks more of each instrument.
        shared = above.lower == below.lower and (above.floor or 0) > (below.floor or 0)
        if not (above.lower > below.lower or shared):
            edges = ", ".join(str(one.lower) for one in bands)
            words = message("ita.bands_order", edges=edges)
            yield Broken("bands", place, "lower", below.lower, words)
            break
    if bands[-1].lower != 0 or bands[-1].floor:
        edges = ", ".join(str(one.lower) for one in bands)
        words = message("ita.bands_order", edges=edges)
        yield Broken("bands", len(bands) - 1, "lower", bands[-1].lower, words)
    names = [one.grade for one in bands]
    for place, name in enumerate(names):
        if name in names[:place]:
            words = message("ita.code_twice", code=name)
            yield Broken("bands", place, "grade", name, words)
    if grades.pass_mark not in {one.lower for one in bands}:
        words = message("ita.pass_edge", value=str(grades.pass_mark))
        yield Broken("bands", 0, "lower", grades.pass_mark, words)


def _doubled(found: MethodShape) -> Iterator[Broken]:
    seen: set[str] = set()
    for section in ("instruments", "indicators", "sub_indicators", "items"):
        for place, one in enumerate(getattr(found, section)):
            if one.code in seen:
                yield Broken(
                    section, place, "code", one.code, message("ita.code_twice", code=one.code)
                )
            seen.add(one.code)
    questions = {
        f"{one.code}{chr(97 + place)}"
        for one in found.items
        if len(one.polarity) > 1
        for place in range(len(one.polarity))
    }
    for place, item in enumerate(found.items):
        if item.code in questions:
            words = message("ita.code_twice", code=item.code)
            yield Broken("items", place, "code", item.code, words)


def _homeless(found: MethodShape) -> Iterator[Broken]:
    instruments = [one.code for one in found.instruments]
    indicators = [one.code for one in found.indicators]
    subs = [one.code for one in found.sub_indicators]
    divided = {one.of for one in found.sub_indicators}
    below = [one for one in indicators if one not in divided] + subs
    for section, homes in (
        ("indicators", instruments),
        ("sub_indicators", indicators),
        ("items", below),
    ):
        for place, one in enumerate(getattr(found, section)):
            if one.of not in homes:
                words = message("ita.no_home", code=one.code, found=one.of, known=", ".join(homes))
                yield Broken(section, place, "of", one.of, words)


def _childless(found: MethodShape) -> Iterator[Broken]:
    """Yield parts without items, of an instrument whose items are described."""
    filled = {one.of for one in found.items}
    parents = {one.code: one.of for one in (*found.indicators, *found.sub_indicators)}
    divided = {one.of for one in found.sub_indicators}
    described = {_root(one.of, parents) for one in found.items}
    for section in ("indicators", "sub_indicators"):
        for place, one in enumerate(getattr(found, section)):
            leaf = section == "sub_indicators" or one.code not in divided
            if leaf and one.code not in filled and _root(one.code, parents) in described:
                words = message("ita.no_items_below", code=one.code)
                yield Broken(section, place, "code", one.code, words)
    below = {one.of for one in found.indicators}
    for place, instrument in enumerate(found.instruments):
        if found.indicators and instrument.code not in below:
            words = message("ita.no_items_below", code=instrument.code)
            yield Broken("instruments", place, "code", instrument.code, words)


def _root(code: str, parents: dict[str, str]) -> str:
    # A file may name a part as its own home; it is told elsewhere and must not hang here.
    for _ in range(3):
        code = parents.get(code, code)
    return code
