"""Forms: items drawn to a blueprint, as a trainee sees them, and the key apart."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from govlab.chance import Stream
from govlab.course._model import Curriculum, Item, ItemType, Quota, Text
from govlab.errors import InputError
from govlab.files import canonical_json
from govlab.text import message, say

# Long enough that two forms of one office never share an id, short enough to write down.
_ID_DIGITS = 12


@dataclass(frozen=True, slots=True)
class FormOption:
    """An answer as a trainee sees it; nothing tells whether it is right."""

    id: str
    text: Text


@dataclass(frozen=True, slots=True)
class FormItem:
    """A question as a trainee sees it: no key, and options in the order of this form.

    Parameters
    ----------
    code : str
        ``module/item``.
    version : int
    type : {"single", "multiple"}
        Whether one option may be chosen, or several.
    points : int
    stem : Text
    options : tuple of FormOption
    """

    code: str
    version: int
    type: ItemType
    points: int
    stem: Text
    options: tuple[FormOption, ...]

    def as_dict(self, lang: str | None = None) -> dict[str, Any]:
        """Return the question in `lang`, or in both languages when none is named."""
        return {
            "id": self.code,
            "version": self.version,
            "type": self.type,
            "points": self.points,
            "stem": _words(self.stem, lang),
            "options": [{"id": one.id, "text": _words(one.text, lang)} for one in self.options],
        }


@dataclass(frozen=True, slots=True)
class Form:
    """What one sitting asks, without any key.

    Parameters
    ----------
    id : str
        Blueprint and digest of the content: two forms with one id ask the same.
    curriculum, blueprint : str
    title : Text
        The blueprint's.
    demonstration : bool
        True for a synthetic form that is no examination.
    published_share : float
        Per cent of the items, 0–100, whose key stands in the public repository.
    items : tuple of FormItem
        In the order of the form.
    """

    id: str
    curriculum: str
    blueprint: str
    title: Text
    demonstration: bool
    published_share: float
    items: tuple[FormItem, ...]

    def as_dict(self, lang: str | None = None) -> dict[str, Any]:
        """Return the form in `lang`, or in both languages when none is named."""
        return {
            "id": self.id,
            "curriculum": self.curriculum,
            "blueprint": self.blueprint,
            "title": _words(self.title, lang),
            "demonstration": self.demonstration,
            "published_share": self.published_share,
            "items": [one.as_dict(lang) for one in self.items],
        }

    def in_language(self, lang: str) -> str:
        """Return the form as plain text: questions by number, options by id."""
        lines = [f"{self.title.in_language(lang)} [{self.id}]"]
        if self.demonstration:
            lines.append(say("course.demonstration", lang))
        for number, item in enumerate(self.items, start=1):
            hint = say("course.several", lang) if item.type == "multiple" else ""
            lines += ["", f"{number}. {item.stem.in_language(lang)} {hint}".rstrip()]
            lines += [f"   {one.id}) {one.text.in_language(lang)}" for one in item.options]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Key:
    """The right answers to a form.

    Parameters
    ----------
    form_id : str
    answers : dict of str to tuple of str
        Ids of the right options by item code, in the order of the form.
    """

    form_id: str
    answers: Mapping[str, tuple[str, ...]]

    def as_dict(self) -> dict[str, Any]:
        """Return the key, answers written as the table `responses` writes them."""
        return {
            "form": self.form_id,
            "answers": {code: "+".join(right) for code, right in self.answers.items()},
        }


def draw_form(curriculum: Curriculum, blueprint_name: str, seed: int | bytes) -> tuple[Form, Key]:
    """Return a form drawn to a blueprint, and its key.

    Items of each objective are drawn without repeats, then all items and the options of
    each are shuffled. The draws depend on `seed`, curriculum and blueprint alone.

    Parameters
    ----------
    curriculum : Curriculum
    blueprint_name : str
        Such as ``"post"``.
    seed : int or bytes
        A number, or a secret (see :func:`govlab.chance.secret_seed`).

    Raises
    ------
    UnknownNameError
        When the curriculum has no such blueprint.
    InputError
        When an objective has fewer items than the blueprint takes.

    Examples
    --------
    >>> from govlab import course
    >>> form, key = draw_form(course.load("governance"), "demo", 2567)
    >>> form.demonstration, len(form.items) == len(key.answers)
    (True, True)
    """
    blueprint = curriculum.blueprint(blueprint_name)
    stream = Stream(seed, "form", curriculum.id, blueprint.name)
    chosen: list[Item] = []
    for quota in blueprint.quotas:
        pool = pool_of(curriculum, quota)
        if len(pool) < quota.count:
            raise InputError(short_pool(curriculum, blueprint.name, quota, len(pool)))
        chosen += stream.child("items", quota.objective, quota.use).sample(pool, quota.count)
    chosen = stream.child("order").shuffled(chosen)
    form = Form(
        id="",
        curriculum=curriculum.id,
        blueprint=blueprint.name,
        title=blueprint.title,
        demonstration=blueprint.demonstration,
        published_share=100.0,  # every bank so far is the repository's own
        items=tuple(_shown(item, stream.child("options", item.code)) for item in chosen),
    )
    digest = hashlib.sha256(canonical_json(form.as_dict())).hexdigest()
    form = replace(form, id=f"{blueprint.name}-{digest[:_ID_DIGITS]}")
    return form, Key(form.id, {item.code: item.right for item in chosen})


def pool_of(curriculum: Curriculum, quota: Quota) -> list[Item]:
    """Return the items that can fill `quota`, by code, wherever their files name them."""
    pool = [
        item
        for item in curriculum.items.values()
        if item.use == quota.use and f"{item.module}/{item.objective}" == quota.objective
    ]
    return sorted(pool, key=lambda item: item.code)


def short_pool(curriculum: Curriculum, blueprint: str, quota: Quota, found: int) -> Any:
    """Return the sentence that says how many items `quota` lacks."""
    return message(
        "course.short_pool",
        curriculum=curriculum.id,
        blueprint=blueprint,
        objective=quota.objective,
        use=quota.use,
        count=quota.count,
        found=found,
    )


def _shown(item: Item, stream: Stream) -> FormItem:
    options = tuple(FormOption(one.id, one.text) for one in stream.shuffled(item.options))
    return FormItem(item.code, item.version, item.type, item.points, item.stem, options)


def _words(text: Text, lang: str | None) -> str | dict[str, str]:
    return text.as_dict() if lang is None else text.in_language(lang)
