"""The shapes of the files of a curriculum, ``schema: 1``.

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
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StringConstraints

from govlab.course._model import ItemType, Law, Level, Source, Statement, Text, Use

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
# module/objective
Path = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")]
Words = Annotated[str, StringConstraints(pattern=r"\S")]
Version = Annotated[StrictInt, Field(ge=1)]
Percent = Annotated[Decimal, Field(ge=0, le=100)]
Schema = Annotated[Literal[1], Field(alias="schema")]


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


class OptionPart(Part):
    """An option of an item."""

    id: Literal["a", "b", "c", "d", "e"]
    text: TextPart
    correct: StrictBool
    reason: TextPart


class ItemPart(Part):
    """An item."""

    id: Slug
    version: Version
    use: Use
    type: ItemType
    objective: Slug
    level: Level
    points: Annotated[StrictInt, Field(ge=1, le=100)] = 1
    sources: Annotated[list[SourcePart], Field(min_length=1)]
    stem: TextPart
    options: Annotated[list[OptionPart], Field(min_length=3, max_length=5)]


class ItemsFile(Part):
    """``items.yaml``."""

    schema_version: Schema
    items: list[ItemPart]


class QuotaPart(Part):
    """One line of a blueprint."""

    objective: Path
    use: Use
    count: Annotated[StrictInt, Field(ge=1)]


class BlueprintPart(Part):
    """A blueprint."""

    title: TextPart
    demonstration: StrictBool = False
    counts: Annotated[list[QuotaPart], Field(min_length=1)]


class BlueprintsFile(Part):
    """``blueprints.yaml``."""

    schema_version: Schema
    blueprints: dict[Slug, BlueprintPart]


class VersionsFile(Part):
    """``versions.json``: digests by ``module/item@version``."""

    schema_version: Schema
    items: dict[str, Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]]
