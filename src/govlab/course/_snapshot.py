"""Snapshots: what a sitting asked and how it is scored, fixed for ever."""

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from govlab.course._form import Form, Key, scored
from govlab.course._item import Item
from govlab.course._model import Curriculum
from govlab.course._shown import FormItem
from govlab.course._words import Text
from govlab.errors import InputError
from govlab.files import canonical_json
from govlab.text import message

_SCHEMA = 1


@dataclass(frozen=True)
class Snapshot:
    """Items with their keys, the form and the marks of one sitting.

    It is named by the SHA-256 of its bytes, so that a sitting scored from it is scored
    the same for ever, whatever happens to ``course/``. It holds keys: it lives in the
    home's ``state/`` and never in an output folder.

    Parameters
    ----------
    curriculum : str
        Id of the curriculum.
    version : str
        Version of the curriculum.
    title : Text
        Title of the curriculum.
    form : Form
    items : tuple of Item
        In the order of the form; templated ones as the variants that were asked.
    pass_mark, target : Decimal
        Per cent, as in :class:`Curriculum`.
    """

    curriculum: str
    version: str
    title: Text
    form: Form
    items: tuple[Item, ...]
    pass_mark: Decimal
    target: Decimal

    @property
    def form_id(self) -> str:
        """Id of the form."""
        return self.form.id

    @cached_property
    def asked(self) -> tuple[Item, ...]:
        """What is answered, in the order of the form: also the practice item before it."""
        return tuple(one for item in self.items for one in item.scored)

    @cached_property
    def scored(self) -> tuple[Item, ...]:
        """What counts, in the order of the form: the questions of a case one by one."""
        return tuple(scored(self.form, self.items))

    @property
    def demonstration(self) -> bool:
        """Whether the form only demonstrates an examination."""
        return self.form.demonstration

    @cached_property
    def sha256(self) -> str:
        """Digest of the bytes: the snapshot's name, `bank_sha256` in results."""
        return hashlib.sha256(self.as_bytes()).hexdigest()

    def as_bytes(self) -> bytes:
        """Return the canonical JSON of the snapshot."""
        return canonical_json(
            {
                "schema": _SCHEMA,
                "curriculum": self.curriculum,
                "version": self.version,
                "title": self.title.as_dict(),
                "form": self.form.as_dict(),
                "items": [item.as_dict() for item in self.items],
                "pass_mark": str(self.pass_mark),
                "target": str(self.target),
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> "Snapshot":
        """Return the snapshot with these bytes.

        Raises
        ------
        InputError
            When the bytes are not those that :meth:`as_bytes` gives.
        """
        try:
            found = _from_data(json.loads(data))
            if found.as_bytes() == data:
                return found
            fault = "bytes differ from their canonical form"
        except (ArithmeticError, KeyError, TypeError, ValueError, AttributeError) as wrong:
            fault = f"{type(wrong).__name__}: {wrong}"
        raise InputError(message("course.not_a_snapshot", fault=fault))


def snapshot(curriculum: Curriculum, form: Form, key: Key) -> Snapshot:
    """Return the snapshot of a sitting that asks `form`.

    Parameters
    ----------
    curriculum : Curriculum
    form : Form
    key : Key
        That came with the form.

    Raises
    ------
    InputError
        When the form is another curriculum's, or the key another form's.
    """
    asked = [(one.code, one.version, one.variant) for one in form.items]
    held = [(one.code, one.version, one.variant) for one in key.items]
    if (form.curriculum, form.id, asked) != (curriculum.id, key.form_id, held):
        raise InputError(
            message(
                "course.other_key",
                form=form.id,
                curriculum=form.curriculum,
                other=curriculum.id,
                key=key.form_id,
            )
        )
    return Snapshot(
        curriculum=curriculum.id,
        version=curriculum.version,
        title=curriculum.title,
        form=form,
        items=key.items,
        pass_mark=curriculum.pass_mark,
        target=curriculum.target,
    )


def _from_data(data: Any) -> Snapshot:
    form = data["form"]
    return Snapshot(
        curriculum=data["curriculum"],
        version=data["version"],
        title=Text(**data["title"]),
        form=Form(
            id=form["id"],
            curriculum=form["curriculum"],
            blueprint=form["blueprint"],
            title=Text(**form["title"]),
            demonstration=form["demonstration"],
            published_share=float(form["published_share"]),
            items=tuple(FormItem.from_data(one) for one in form["items"]),
            template_share=float(form.get("template_share", 0)),
            certifies=form.get("certifies", False),
            left_out=form.get("left_out", 0),
        ),
        items=tuple(Item.from_data(one) for one in data["items"]),
        pass_mark=Decimal(data["pass_mark"]),
        target=Decimal(data["target"]),
    )
