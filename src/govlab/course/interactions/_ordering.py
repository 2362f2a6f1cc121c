"""Putting the steps of a procedure in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from govlab.course.interactions._base import (
    Fault,
    Given,
    Interaction,
    Option,
    Said,
    Shown,
    letters,
    option_texts,
    refuse,
    shown_options,
)
from govlab.text import message

if TYPE_CHECKING:
    from govlab.chance import Stream

_THEN = ">"


@dataclass(frozen=True)
class Ordering(Interaction):
    """Steps to be put in order.

    An answer earns the share of neighbouring pairs of the right order that it keeps
    (Moodle calls it "relative to the next item"): a procedure is known by which step
    follows which.

    Parameters
    ----------
    options : tuple of Option
        The steps, lettered in an order that tells nothing.
    order : tuple of str
        Their ids in the right order.
    """

    options: tuple[Option, ...]
    order: tuple[str, ...]

    @property
    def type(self) -> str:  # described by Interaction
        return "ordering"

    @property
    def answer(self) -> str:
        return _THEN.join(self.order)

    @property
    def unit_parts(self) -> int:
        return max(len(self.order) - 1, 1)

    def response(self, given: Given, code: str = "") -> str:
        if isinstance(given, str):
            ids = [one.strip() for one in given.split(_THEN)] if given.strip() else []
        else:
            ids = list(given or ())
        known = {one.id for one in self.options}
        # Every step has a place: an answer with a gap has no order of all.
        if ids and sorted(ids) != sorted(known):
            raise refuse(given, code, known)
        return _THEN.join(ids)

    def credit(self, response: str) -> Fraction:
        if not response:
            return Fraction(0)
        kept = set(pairwise(response.split(_THEN))) & set(pairwise(self.order))
        return Fraction(len(kept), self.unit_parts)

    def shown(self, stream: "Stream") -> Shown:
        return Shown(shown_options(self.options, stream))

    def texts(self) -> Iterator[Said]:
        yield from option_texts(self.options)

    def faults(self) -> Iterator[Fault]:
        yield from letters(self.options)
        ids = [one.id for one in self.options]
        if sorted(self.order) != sorted(ids):
            found = ", ".join(self.order)
            yield "key", message("course.order_ids", found=found, known=", ".join(ids))
        elif list(self.order) in (sorted(ids), sorted(ids, reverse=True)):
            yield "key", message("course.order_told", found=", ".join(self.order))

    def as_dict(self) -> dict[str, Any]:
        return {
            "options": [one.as_dict(keyed=False) for one in self.options],
            "order": list(self.order),
        }

    @classmethod
    def from_data(cls, data: Any, **header: Any) -> "Ordering":  # noqa: ARG003
        options = tuple(Option.from_data(one) for one in data["options"])
        return cls(options, tuple(data["order"]))
