"""What is taught, in memory: curricula, modules, objectives, items, blueprints."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from govlab.course._item import Item, Level, Use
from govlab.course._words import Source, Text
from govlab.errors import UnknownNameError
from govlab.text import message

if TYPE_CHECKING:
    from govlab.course._template import Template


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
    items : tuple of Item or Template
        In the order of the file.
    """

    id: str
    version: str
    title: Text
    hours: Decimal
    objectives: tuple[Objective, ...]
    lesson: Text
    items: "tuple[Item | Template, ...]"


@dataclass(frozen=True, slots=True)
class Quota:
    """How many items of one objective (``module/objective``) and level a form takes.

    `level` is None where every level will do.
    """

    objective: str
    level: Level | None
    count: int

    @property
    def module(self) -> str:
        """Id of the module."""
        return self.objective.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Blueprint:
    """What a form is drawn to: a table of objectives and levels.

    Parameters
    ----------
    name : str
        Such as ``"pre"``; also the name of the sitting.
    title : Text
    demonstration : bool
        True for a form that shows how an exam looks and is none.
    use : {"practice", "exam"}
        From which items it draws.
    certifies : bool
        Whether passing it earns a certificate.
    quotas : tuple of Quota
    types : tuple of str
        Types it takes; empty for all.
    series : str
        Forms of one series share no item under one seed; empty for a form by itself.
    warm_up : str
        Id of the practice item that is shown first and does not count, or empty.
    """

    name: str
    title: Text
    demonstration: bool
    use: Use
    quotas: tuple[Quota, ...]
    types: tuple[str, ...] = ()
    series: str = ""
    warm_up: str = ""
    certifies: bool = False


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
    def items(self) -> "dict[str, Item | Template]":
        """Every item by its code, in teaching order."""
        return {item.code: item for module in self.modules.values() for item in module.items}

    @cached_property
    def pools(self) -> "dict[tuple[str, Use], tuple[Item | Template, ...]]":
        """Items by ``module/objective`` and use, sorted by code: no file order moves a draw."""
        found: dict[tuple[str, Use], list[Item | Template]] = {}
        for item in sorted(self.items.values(), key=lambda one: one.code):
            found.setdefault((f"{item.module}/{item.objective}", item.use), []).append(item)
        return {key: tuple(pool) for key, pool in found.items()}

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
