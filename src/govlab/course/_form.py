"""Forms: items drawn to a blueprint, as a trainee sees them, and the key apart."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from govlab import files
from govlab.chance import Stream
from govlab.course._canary import canary
from govlab.course._draw import draw
from govlab.course._item import Item
from govlab.course._shown import FormItem
from govlab.course._words import Text, words
from govlab.text import say

if TYPE_CHECKING:
    from govlab.course._model import Curriculum
    from govlab.course._template import Template

# Long enough that two forms of one office never share an id, short enough to write down.
_ID_DIGITS = 12


@dataclass(frozen=True)
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
        Per cent of the items that count, 0–100, whose very words and key stand in the
        public repository.
    items : tuple of FormItem
        In the order of the form; a practice item that does not count stands first.
    template_share : float
        Per cent, 0–100, drawn from public templates: the question is known, its
        figures and so its key are not, while the seed is secret.
    certifies : bool
        Whether passing it earns a certificate; a form that leaves objectives out does not.
    left_out : int
        Items of the blueprint's table that this form does not ask, as only the
        objectives missed were wanted.
    """

    id: str
    curriculum: str
    blueprint: str
    title: Text
    demonstration: bool
    published_share: float
    items: tuple[FormItem, ...]
    template_share: float = 0.0
    certifies: bool = False
    left_out: int = 0

    def as_dict(self, lang: str | None = None) -> dict[str, Any]:
        """Return the form in `lang`, or in both languages when none is named."""
        data = {
            "id": self.id,
            "curriculum": self.curriculum,
            "blueprint": self.blueprint,
            "title": words(self.title, lang),
            "demonstration": self.demonstration,
            "published_share": _whole(self.published_share),
            "items": [one.as_dict(lang) for one in self.items],
        }
        # What is not so stands nowhere: snapshots of older forms keep their bytes.
        more = {
            "template_share": _whole(self.template_share),
            "certifies": self.certifies,
            "left_out": self.left_out,
        }
        return data | {name: value for name, value in more.items() if value}

    def in_language(self, lang: str) -> str:
        """Return the form as plain text: questions by number, options by id."""
        lines = [f"{self.title.in_language(lang)} [{self.id}]"]
        if self.demonstration:
            lines.append(say("course.demonstration", lang))
        lines.append(say("course.fictitious", lang))
        own = round(100 - self.published_share - self.template_share, 1)
        shares = {"published": self.published_share, "template": self.template_share, "own": own}
        lines.append(say("course.shares", lang, **{k: f"{v:g}" for k, v in shares.items()}))
        if self.left_out:
            asked = sum(one.counted for one in self.items)
            lines.append(say("course.partial", lang, asked=asked, whole=asked + self.left_out))
        number = 0
        for item in self.items:
            number += item.counted
            label = str(number) if item.counted else say("course.practice_label", lang)
            lines += ["", *item.lines(lang, label)]
        return "\n".join(lines)


@dataclass(frozen=True)
class Key:
    """The right answers to a form.

    Parameters
    ----------
    form_id : str
    items : tuple of Item
        In the order of the form: variants are realised, each with its key.
    """

    form_id: str
    items: tuple[Item, ...]

    @cached_property
    def answers(self) -> Mapping[str, str]:
        """The right response by item code, a case by its questions; empty for free text."""
        return {
            one.code: "" if one.type == "text" else one.interaction.answer
            for item in self.items
            for one in item.scored
        }

    def lines(self, form: Form, lang: str) -> list[str]:
        """Return the key as lines of plain text, by the numbers of the form."""
        shown = []
        number = 0
        for asked, item in zip(form.items, self.items, strict=True):
            number += asked.counted
            label = str(number) if asked.counted else say("course.practice_label", lang)
            for place, one in enumerate(item.scored, start=1):
                part = f".{place}" if one is not item else ""
                answer = self.answers[one.code] or say("course.rated_answer", lang)
                shown.append(f"{label}{part}. {answer}")
        return shown

    def as_dict(self) -> dict[str, Any]:
        """Return the key, answers written as the table `responses` writes them.

        A canary stands beside it for each item, so that a key that went astray is found.
        """
        return {
            "form": self.form_id,
            "answers": dict(self.answers),
            "canary": [canary(one.code, one.version) for one in self.items],
        }


def draw_form(
    curriculum: "Curriculum",
    blueprint_name: str,
    seed: int | bytes,
    *,
    taught: Collection[str] | None = None,
    unseen_by: Collection[str] = (),
    missed: Collection[str] | None = None,
    bank: "Collection[Item | Template]" = (),
) -> tuple[Form, Key]:
    """Return a form drawn to a blueprint, and its key.

    Items of each objective and level are drawn without repeats, then all items and the
    options of each are shuffled. Forms of one series share no item under one seed. The
    draws depend on `seed`, curriculum and blueprint alone.

    Parameters
    ----------
    curriculum : Curriculum
    blueprint_name : str
        Such as ``"post"``.
    seed : int or bytes
        A number, or a secret (see :func:`govlab.chance.form_seed`).
    taught : collection of str, optional
        Modules that were taught; the form asks of no other. All when not given.
    unseen_by : collection of str
        Codes of items that the form must not ask, as someone has seen them.
    missed : collection of str, optional
        Objectives (``module/objective``) to ask of, for a re-sit; all when not given.
    bank : collection of Item or Template
        An office's own items, which join the pools of their objectives.

    Raises
    ------
    UnknownNameError
        When the curriculum has no such blueprint, module or objective.
    InputError
        When an objective has fewer items than the blueprint takes, or nothing of the
        blueprint is asked for.

    Examples
    --------
    >>> from govlab import course
    >>> form, key = draw_form(course.load("governance"), "demo", 2567)
    >>> form.demonstration, len(form.items) == len(key.answers)
    (True, True)
    """
    blueprint = curriculum.blueprint(blueprint_name)
    wanted = draw(
        curriculum,
        blueprint,
        seed,
        taught=taught,
        unseen_by=frozenset(unseen_by),
        missed=missed,
        bank=tuple(bank),
    )
    stream = Stream(seed, "form", curriculum.id, blueprint.name)
    counted = stream.child("order").shuffled(wanted.counted)
    drawn = [*wanted.practice, *counted]
    items = tuple(_realised(one, stream) for one in drawn)
    own = {one.code for one in bank}
    kinds = [_kind(one, own) for one in counted]
    form = Form(
        id="",
        curriculum=curriculum.id,
        blueprint=blueprint.name,
        title=blueprint.title,
        demonstration=blueprint.demonstration,
        published_share=_percent(kinds, "published"),
        template_share=_percent(kinds, "template"),
        certifies=blueprint.certifies and not wanted.left_out,
        left_out=wanted.left_out,
        items=tuple(
            item.shown(stream.child("options", item.code), counted=place >= len(wanted.practice))
            for place, item in enumerate(items)
        ),
    )
    form = replace(
        form,
        id=f"{blueprint.name}-{files.sha256_of(files.canonical_json(form.as_dict()))[:_ID_DIGITS]}",
    )
    return form, Key(form.id, items)


def scored(form: Form, items: tuple[Item, ...]) -> Iterator[Item]:
    """Yield what counts of a form's items, the questions of a case one by one."""
    for shown, item in zip(form.items, items, strict=True):
        if shown.counted:
            yield from item.scored


def _realised(one: "Item | Template", stream: Stream) -> Item:
    return one if isinstance(one, Item) else one.variant(stream.child("variant", one.code))


def _kind(one: "Item | Template", own: Collection[str]) -> str:
    if one.code in own:
        return "own"
    return "published" if isinstance(one, Item) else "template"


def _percent(kinds: list[str], kind: str) -> float:
    return round(100 * kinds.count(kind) / len(kinds), 1)


def _whole(share: float) -> float | int:
    return int(share) if share.is_integer() else share
