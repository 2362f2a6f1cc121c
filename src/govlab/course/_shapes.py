"""The shapes of the files of a curriculum, ``schema: 2``.

======================  =======================================================
``curriculum.yaml``     :class:`CurriculumFile`
``blueprints.yaml``     :class:`BlueprintsFile`
``versions.json``       :class:`VersionsFile`, written by ``govlab course lock``
``MODULE/module.yaml``  :class:`ModuleFile`
``MODULE/items.yaml``   :class:`ItemsFile`
``MODULE/lesson.md``    Markdown, a section after each ``<!-- lang: th|en -->``
======================  =======================================================
"""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    Tag,
    TypeAdapter,
)

from govlab.course._item import Level, Use
from govlab.course._model import Statement
from govlab.course._words import Law, Source, Text
from govlab.course.interactions import TYPES

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
# module/objective
Path = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")]
Words = Annotated[str, StringConstraints(pattern=r"\S")]
Version = Annotated[StrictInt, Field(ge=1)]
Percent = Annotated[Decimal, Field(ge=0, le=100)]
Schema = Annotated[Literal[2], Field(alias="schema")]


class Part(BaseModel):
    """A mapping that holds the named keys and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TextPart(Part):
    """Both languages."""

    th: Words
    en: Words

    def made(self) -> Text:
        """Return the text."""
        return Text(self.th, self.en)


class LawPart(Part):
    """A citation and the date on which the rule took effect."""

    law: Words
    effective: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


SourcePart = Words | LawPart


def sources_made(parts: list[SourcePart]) -> tuple[Source, ...]:
    """Return the sources of an entry."""
    return tuple(one if isinstance(one, str) else Law(one.law, one.effective) for one in parts)


class StatementPart(Part):
    """A sentence and its sources."""

    id: Slug | None = None
    text: TextPart
    sources: list[SourcePart] = []

    def made(self) -> Statement:
        """Return the statement."""
        return Statement(self.text.made(), sources_made(self.sources))


class PassMarkPart(Part):
    """The pass mark, in per cent, and on what it rests."""

    percent: Percent
    basis: Words
    note: TextPart | None = None


class TargetPart(Part):
    """The cohort's target, in per cent, and its source."""

    percent: Percent
    source: Words
    note: TextPart | None = None


class PlannedPart(Part):
    """A module that is not written yet."""

    id: Slug | None = None
    title: TextPart
    planned: Literal[True] = True


class CurriculumFile(Part):
    """``curriculum.yaml``."""

    schema_version: Schema
    id: Slug
    version: Version
    title: TextPart
    audience: Annotated[list[StatementPart], Field(min_length=1)]
    outcomes: Annotated[list[StatementPart], Field(min_length=1)]
    pass_mark: PassMarkPart
    target: TargetPart
    design_note: TextPart
    modules: list[Slug] = []
    planned: list[PlannedPart] = []


class ObjectivePart(Part):
    """An objective of a module."""

    id: Slug
    text: TextPart
    sources: list[SourcePart] = []


class HoursPart(Part):
    """Length of a class and on what it rests."""

    value: Annotated[Decimal, Field(gt=0, le=40)]
    basis: Words
    note: Words | TextPart | None = None


class ModuleFile(Part):
    """``module.yaml``."""

    schema_version: Schema
    id: Slug
    version: Version
    title: TextPart
    hours: HoursPart
    objectives: Annotated[list[ObjectivePart], Field(min_length=1)]


def _exact(value: Any) -> Fraction:
    """Read a number as written: 0.1 is a tenth, "1/3" a third."""
    # A bool is an int to Python, and "True" no number.
    try:
        return Fraction(str(value).replace(" ", ""))
    except (ValueError, ZeroDivisionError):
        msg = "Input should be a number or a fraction such as 1/3"
        raise ValueError(msg) from None


def _share(value: Fraction) -> Fraction:
    if abs(value) > 1:
        msg = "Input should be between -1 and 1"
        raise ValueError(msg)
    return value


def _not_negative(value: Fraction) -> Fraction:
    if value < 0:
        msg = "Input should not be negative"
        raise ValueError(msg)
    return value


def _type(value: str) -> str:
    if value not in TYPES:
        msg = f"Input should be one of {', '.join(TYPES)}"
        raise ValueError(msg)
    return value


Exact = Annotated[Any, BeforeValidator(_exact)]
Share = Annotated[Any, AfterValidator(_share), BeforeValidator(_exact)]
Tolerance = Annotated[Any, AfterValidator(_not_negative), BeforeValidator(_exact)]
Letter = Literal["a", "b", "c", "d", "e", "f", "g", "h"]
Type = Annotated[str, AfterValidator(_type)]
Points = Annotated[StrictInt, Field(ge=1, le=100)]


class StepPart(Part):
    """An option whose key stands elsewhere: a step, a match."""

    id: Letter
    text: TextPart
    reason: TextPart


class OptionPart(StepPart):
    """An option of a choice."""

    correct: StrictBool
    credit: Share | None = None


class PremisePart(Part):
    """What an option is matched to."""

    id: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]?$")]
    text: TextPart
    match: Letter
    reason: TextPart


class NumericAnswerPart(Part):
    """A number and what it is worth."""

    value: Exact
    tolerance: Tolerance = Fraction(0)
    credit: Share = Fraction(1)
    reason: TextPart


class LevelPart(Part):
    """How well a criterion is met."""

    points: Annotated[StrictInt, Field(ge=0, le=100)]
    text: TextPart


class CriterionPart(Part):
    """A line of a rubric."""

    id: Slug
    text: TextPart
    levels: Annotated[list[LevelPart], Field(min_length=2)]


class QuestionPart(Part):
    """What every question has."""

    id: Slug
    points: Points = 1
    stem: TextPart


class SinglePart(QuestionPart):
    """One right option."""

    type: Literal["single"]
    options: Annotated[list[OptionPart], Field(min_length=3, max_length=6)]


class MultiplePart(QuestionPart):
    """Several right options."""

    type: Literal["multiple"]
    options: Annotated[list[OptionPart], Field(min_length=3, max_length=6)]


class TrueFalsePart(QuestionPart):
    """A statement, and reasons to choose among."""

    type: Literal["truefalse"]
    truth: StrictBool
    if_true: TextPart
    if_false: TextPart
    options: Annotated[list[OptionPart], Field(max_length=5)] = []


class OrderingPart(QuestionPart):
    """Steps."""

    type: Literal["ordering"]
    options: Annotated[list[StepPart], Field(min_length=3, max_length=8)]
    order: list[Letter]


class MatchingPart(QuestionPart):
    """Pairs."""

    type: Literal["matching"]
    premises: Annotated[list[PremisePart], Field(min_length=2, max_length=8)]
    options: Annotated[list[StepPart], Field(min_length=2, max_length=8)]


class NumericPart(QuestionPart):
    """A number."""

    type: Literal["numeric"]
    answers: Annotated[list[NumericAnswerPart], Field(min_length=1)]
    otherwise: TextPart
    unit: TextPart | None = None


class FreeTextPart(QuestionPart):
    """Words, rated by a rubric; its points are those of the best levels."""

    type: Literal["text"]
    rubric: Annotated[list[CriterionPart], Field(min_length=1)]
    model: TextPart
    words: Annotated[StrictInt, Field(ge=5, le=2000)] | None = None


class Placed(Part):
    """A question of a case may have an objective and a level of its own."""

    objective: Slug | None = None
    level: Level | None = None


class _SingleOf(SinglePart, Placed): ...


class _MultipleOf(MultiplePart, Placed): ...


class _TrueFalseOf(TrueFalsePart, Placed): ...


class _OrderingOf(OrderingPart, Placed): ...


class _MatchingOf(MatchingPart, Placed): ...


class _NumericOf(NumericPart, Placed): ...


class _FreeTextOf(FreeTextPart, Placed): ...


AnyQuestion = Annotated[
    _SingleOf | _MultipleOf | _TrueFalseOf | _OrderingOf | _MatchingOf | _NumericOf | _FreeTextOf,
    Field(discriminator="type"),
]


class CasePart(QuestionPart):
    """A story in the stem, and its questions; its points are theirs."""

    type: Literal["case"]
    questions: Annotated[list[AnyQuestion], Field(min_length=2, max_length=6)]


class HeaderPart(Part):
    """Where an item belongs."""

    version: Version
    use: Use
    objective: Slug
    level: Level
    sources: Annotated[list[SourcePart], Field(min_length=1)]


class _SingleItem(HeaderPart, SinglePart): ...


class _MultipleItem(HeaderPart, MultiplePart): ...


class _TrueFalseItem(HeaderPart, TrueFalsePart): ...


class _OrderingItem(HeaderPart, OrderingPart): ...


class _MatchingItem(HeaderPart, MatchingPart): ...


class _NumericItem(HeaderPart, NumericPart): ...


class _FreeTextItem(HeaderPart, FreeTextPart): ...


class _CaseItem(HeaderPart, CasePart): ...


ItemPart = Annotated[
    _SingleItem
    | _MultipleItem
    | _TrueFalseItem
    | _OrderingItem
    | _MatchingItem
    | _NumericItem
    | _FreeTextItem
    | _CaseItem,
    Field(discriminator="type"),
]

ITEM: TypeAdapter[ItemPart] = TypeAdapter(ItemPart)


class TemplateHeader(HeaderPart):
    """What a templated item has beside its texts and key, which only its variants have."""

    model_config = ConfigDict(extra="allow", frozen=True)

    id: Slug
    type: Literal[
        "single", "multiple", "truefalse", "ordering", "matching", "numeric", "text", "case"
    ]
    points: Points = 1
    parameters: Annotated[list[dict[str, Any]], Field(min_length=1)]
    conditions: list[Words] = []


def _kind(value: Any) -> str:
    """Tell a template by its parameters."""
    return "template" if isinstance(value, dict) and "parameters" in value else "item"


class ItemsFile(Part):
    """``items.yaml``."""

    schema_version: Schema
    items: list[
        Annotated[
            Annotated[TemplateHeader, Tag("template")] | Annotated[ItemPart, Tag("item")],
            Discriminator(_kind),
        ]
    ]


class BlueprintPart(Part):
    """A blueprint: its table counts items by objective and level, or ``any`` level."""

    title: TextPart
    demonstration: StrictBool = False
    certifies: StrictBool = False
    use: Use
    types: list[Type] = []
    series: Slug | None = None
    warm_up: Slug | None = None
    table: Annotated[
        dict[Path, Annotated[dict[Level | Literal["any"], Version], Field(min_length=1)]],
        Field(min_length=1),
    ]


class BlueprintsFile(Part):
    """``blueprints.yaml``."""

    schema_version: Schema
    blueprints: dict[Slug, BlueprintPart]


class VersionsFile(Part):
    """``versions.json``: digests by ``module/item@version``."""

    schema_version: Schema
    items: dict[str, Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]]
