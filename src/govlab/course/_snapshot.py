"""Snapshots: what a sitting asked and how it is scored, fixed for ever."""

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from govlab.course._form import Form, FormItem, FormOption
from govlab.course._model import Curriculum, Item, Law, Option, Text
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
        In the order of the form.
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


def snapshot(curriculum: Curriculum, form: Form) -> Snapshot:
    """Return the snapshot of a sitting that asks `form`.

    Raises
    ------
    InputError
        When the curriculum no longer has an item of the form as the form shows it.
    """
    bank = curriculum.items
    gone = [
        f"{one.code}@{one.version}"
        for one in form.items
        if form.curriculum != curriculum.id or not _asks(one, bank.get(one.code))
    ]
    if gone:
        raise InputError(
            message(
                "course.form_stale", form=form.id, items=", ".join(gone), curriculum=form.curriculum
            )
        )
    return Snapshot(
        curriculum=curriculum.id,
        version=curriculum.version,
        title=curriculum.title,
        form=form,
        items=tuple(bank[one.code] for one in form.items),
        pass_mark=curriculum.pass_mark,
        target=curriculum.target,
    )


def _asks(shown: FormItem, item: Item | None) -> bool:
    """Return whether `shown` asks what `item` asks, whatever the order of its options."""
    return item is not None and (
        (shown.version, shown.type, shown.points, shown.stem)
        == (item.version, item.type, item.points, item.stem)
        and {one.id: one.text for one in shown.options}
        == {one.id: one.text for one in item.options}
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
            items=tuple(_form_item(one) for one in form["items"]),
        ),
        items=tuple(_item(one) for one in data["items"]),
        pass_mark=Decimal(data["pass_mark"]),
        target=Decimal(data["target"]),
    )


def _form_item(data: Any) -> FormItem:
    return FormItem(
        code=data["id"],
        version=data["version"],
        type=data["type"],
        points=data["points"],
        stem=Text(**data["stem"]),
        options=tuple(FormOption(one["id"], Text(**one["text"])) for one in data["options"]),
    )


def _item(data: Any) -> Item:
    module, _, slug = data["code"].partition("/")
    return Item(
        module=module,
        id=slug,
        version=data["version"],
        use=data["use"],
        type=data["type"],
        objective=data["objective"],
        level=data["level"],
        points=data["points"],
        sources=tuple(one if isinstance(one, str) else Law(**one) for one in data["sources"]),
        stem=Text(**data["stem"]),
        options=tuple(
            Option(one["id"], Text(**one["text"]), one["correct"], Text(**one["reason"]))
            for one in data["options"]
        ),
    )
