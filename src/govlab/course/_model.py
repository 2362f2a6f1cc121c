"""What is taught, in memory: curricula, modules, objectives, items, blueprints."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from govlab.errors import UnknownNameError
from govlab.files import canonical_json
from govlab.text import check_language, message

Use = Literal["practice", "exam"]
ItemType = Literal["single", "multiple"]
# The six levels of the revised taxonomy of Anderson and Krathwohl (2001), lowest first.
Level = Literal["remember", "understand", "apply", "analyse", "evaluate", "create"]


@dataclass(frozen=True, slots=True)
class Text:
    """A text in Thai and English.

    Examples
    --------
    >>> Text("สินบน", "bribe").in_language("en")
    'bribe'
    """

    th: str
    en: str

    def in_language(self, lang: str) -> str:
        """Return the text in `lang`."""
        return self.th if check_language(lang) == "th" else self.en

    def as_dict(self) -> dict[str, str]:
        """Return both languages as a mapping."""
        return {"th": self.th, "en": self.en}


@dataclass(frozen=True, slots=True)
class Law:
    """A legal citation and the ISO date on which the rule took effect."""

    law: str
    effective: str

    def as_dict(self) -> dict[str, str]:
        """Return the citation as files hold it."""
        return {"law": self.law, "effective": self.effective}


Source = str | Law


def sources_as_data(sources: tuple[Source, ...]) -> list[Any]:
    """Return source ids as text and citations as mappings."""
    return [one if isinstance(one, str) else one.as_dict() for one in sources]


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence with the sources that bear it: an outcome, an audience."""

    text: Text
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Objective:
    """What a trainee can do after a module; `id` is unique in its module."""

    id: str
    text: Text
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to an item, whether it is right, and why."""

    id: str
    text: Text
    correct: bool
    reason: Text

    def as_dict(self) -> dict[str, Any]:
        """Return the option with its key."""
        return {
            "id": self.id,
            "text": self.text.as_dict(),
            "correct": self.correct,
            "reason": self.reason.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class Item:
    """A question of the bank, with its key.

    Parameters
    ----------
    module, id : str
        `id` is unique in the curriculum.
    version : int
        Raised whenever anything else of the item changes.
    use : {"practice", "exam"}
        An item never serves both.
    type : {"single", "multiple"}
        One option is right, or at least one.
    objective : str
        Objective of the module.
    level : str
        What the item asks of the mind, ``"remember"`` to ``"create"``.
    points : int
        Full marks.
    sources : tuple
        Source ids (``"S2-014"``) and :class:`Law` citations.
    stem : Text
    options : tuple of Option
        In the order of the file.
    """

    module: str
    id: str
    version: int
    use: Use
    type: ItemType
    objective: str
    level: Level
    points: int
    sources: tuple[Source, ...]
    stem: Text
    options: tuple[Option, ...]

    @property
    def code(self) -> str:
        """The id that tables use: ``module/item``."""
        return f"{self.module}/{self.id}"

    @property
    def right(self) -> tuple[str, ...]:
        """Ids of the right options, in alphabetical order."""
        return tuple(sorted(one.id for one in self.options if one.correct))

    @property
    def fingerprint(self) -> str:
        """SHA-256 of everything but the version: what must not change under one version."""
        content = self.as_dict()
        del content["version"]
        return hashlib.sha256(canonical_json(content)).hexdigest()

    def as_dict(self) -> dict[str, Any]:
        """Return the whole item with its key."""
        return {
            "code": self.code,
            "version": self.version,
            "use": self.use,
            "type": self.type,
            "objective": self.objective,
            "level": self.level,
            "points": self.points,
            "sources": sources_as_data(self.sources),
            "stem": self.stem.as_dict(),
            "options": [one.as_dict() for one in self.options],
        }


@dataclass(frozen=True, slots=True)
class Module:
    """A class of some hours: objectives, a lesson, items.

    Parameters
    ----------
    id : str
    version : str
    title : Text
    hours : Decimal
        Length of the class; our design, and the file says so.
    objectives : tuple of Objective
    lesson : Text
        Markdown.
    items : tuple of Item
        In the order of the file.
    """

    id: str
    version: str
    title: Text
    hours: Decimal
    objectives: tuple[Objective, ...]
    lesson: Text
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Quota:
    """How many items of one objective (``module/objective``) and use a form takes."""

    objective: str
    use: Use
    count: int


@dataclass(frozen=True, slots=True)
class Blueprint:
    """What a form is drawn to: counts by objective and use.

    Parameters
    ----------
    name : str
        Such as ``"pre"``; also the name of the sitting.
    title : Text
    demonstration : bool
        True for a form that shows how an exam looks and is none.
    quotas : tuple of Quota
    """

    name: str
    title: Text
    demonstration: bool
    quotas: tuple[Quota, ...]


@dataclass(frozen=True)
class Curriculum:
    """A whole curriculum.

    Parameters
    ----------
    id, version : str
    title : Text
    audience, outcomes : tuple of Statement
        From the sources.
    pass_mark : Decimal
        Per cent of a sitting's points from which a person passes; our design.
    target : Decimal
        Per cent of those who attended who should pass; from the sources.
    design_note : Text
        What of all this is our design.
    modules : dict of str to Module
        By id, in teaching order.
    planned : tuple of Text
        Titles of modules that are not written yet.
    blueprints : dict of str to Blueprint
        By name.
    """

    id: str
    version: str
    title: Text
    audience: tuple[Statement, ...]
    outcomes: tuple[Statement, ...]
    pass_mark: Decimal
    target: Decimal
    design_note: Text
    modules: Mapping[str, Module]
    planned: tuple[Text, ...]
    blueprints: Mapping[str, Blueprint]

    @cached_property
    def items(self) -> dict[str, Item]:
        """Every item by its code, in teaching order."""
        return {item.code: item for module in self.modules.values() for item in module.items}

    @cached_property
    def objectives(self) -> dict[str, Objective]:
        """Every objective by ``module/objective``, in teaching order."""
        return {
            f"{module.id}/{one.id}": one
            for module in self.modules.values()
            for one in module.objectives
        }

    def blueprint(self, name: str) -> Blueprint:
        """Return the blueprint called `name`.

        Raises
        ------
        UnknownNameError
            When there is none.
        """
        if name not in self.blueprints:
            known = ", ".join(self.blueprints) or "–"
            raise UnknownNameError(
                message("course.no_blueprint", curriculum=self.id, name=name, known=known)
            )
        return self.blueprints[name]
