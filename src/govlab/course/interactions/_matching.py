"""Matching premises with options."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from govlab.course._shown import FormOption
from govlab.course._words import Text
from govlab.course.interactions._base import (
    JOIN,
    Fault,
    Given,
    Interaction,
    Option,
    Said,
    Shown,
    ids_of,
    letters,
    option_texts,
    refuse,
    shown_options,
)
from govlab.errors import InputError
from govlab.text import message

if TYPE_CHECKING:
    from govlab.chance import Stream

_TO = "="


@dataclass(frozen=True, slots=True)
class Premise:
    """What an option is to be matched to.

    Parameters
    ----------
    id : str
        A number as text, ``"1"``, ``"2"`` …
    text : Text
    match : str
        Id of the option that belongs to it.
    reason : Text
        Why they belong together.
    """

    id: str
    text: Text
    match: str
    reason: Text

    def as_dict(self) -> dict[str, Any]:
        """Return the premise with its match."""
        return {
            "id": self.id,
            "text": self.text.as_dict(),
            "match": self.match,
            "reason": self.reason.as_dict(),
        }


@dataclass(frozen=True)
class Matching(Interaction):
    """Premises, each to be matched with an option; an answer earns its share of them.

    Parameters
    ----------
    premises : tuple of Premise
    options : tuple of Option
        One may serve several premises, or none.
    """

    premises: tuple[Premise, ...]
    options: tuple[Option, ...]

    @property
    def type(self) -> str:  # described by Interaction
        return "matching"

    @property
    def answer(self) -> str:
        return JOIN.join(f"{one.id}{_TO}{one.match}" for one in self.premises)

    @property
    def unit_parts(self) -> int:
        return max(len(self.premises), 1)

    def response(self, given: Given, code: str = "") -> str:
        pairs = [tuple(map(str.strip, one.split(_TO))) for one in ids_of(given)]
        left, right = {one.id for one in self.premises}, {one.id for one in self.options}
        if any(len(pair) != 2 for pair in pairs):  # noqa: PLR2004  # a pair is two
            value = JOIN.join(ids_of(given))
            raise InputError(message("course.not_pairs", value=value, item=code))
        premises = [pair[0] for pair in pairs]
        if not left.issuperset(premises) or len(set(premises)) < len(premises):
            raise refuse(given, code, left)
        if not right.issuperset(pair[1] for pair in pairs):
            raise refuse(given, code, right)
        # "10" comes after "9".
        return JOIN.join(_TO.join(pair) for pair in sorted(pairs, key=lambda one: int(one[0])))

    def credit(self, response: str) -> Fraction:
        pairs = set(ids_of(response))
        found = sum(f"{one.id}{_TO}{one.match}" in pairs for one in self.premises)
        return Fraction(found, self.unit_parts)

    def shown(self, stream: "Stream") -> Shown:
        premises = tuple(FormOption(one.id, one.text) for one in stream.shuffled(self.premises))
        return Shown(shown_options(self.options, stream), premises)

    def texts(self) -> Iterator[Said]:
        for one in self.premises:
            yield one.id, one.text, False
            yield one.id, one.reason, True
        yield from option_texts(self.options)

    def faults(self) -> Iterator[Fault]:
        yield from letters(self.options)
        numbers = [one.id for one in self.premises]
        if numbers != [str(n) for n in range(1, len(numbers) + 1)]:
            yield "options", message("course.premise_ids", found=", ".join(numbers))
        ids = [one.id for one in self.options]
        matches = [one.match for one in self.premises]
        if unknown := sorted(set(matches) - set(ids)):
            found = ", ".join(unknown)
            yield "key", message("course.order_ids", found=found, known=", ".join(ids))
        elif len(matches) > 1 and matches == ids[: len(matches)]:
            yield "key", message("course.order_told", found=", ".join(matches))

    def as_dict(self) -> dict[str, Any]:
        return {
            "premises": [one.as_dict() for one in self.premises],
            "options": [one.as_dict(keyed=False) for one in self.options],
        }

    @classmethod
    def from_data(cls, data: Any, **header: Any) -> "Matching":  # noqa: ARG003
        premises = tuple(
            Premise(one["id"], Text(**one["text"]), one["match"], Text(**one["reason"]))
            for one in data["premises"]
        )
        return cls(premises, tuple(Option.from_data(one) for one in data["options"]))
