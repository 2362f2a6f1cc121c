"""Choosing one right option, or every right one."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any

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
from govlab.text import message

if TYPE_CHECKING:
    from govlab.chance import Stream


@dataclass(frozen=True)
class Choice(Interaction):
    """A choice among options.

    One right option: all points or none. Several: (right chosen − wrong chosen) ÷
    right, not below 0. The rule for partly right answers is our design: choosing
    everything earns nothing that guessing would not. Where options carry a credit of
    their own, their sum counts, from 0 to 1.

    Parameters
    ----------
    options : tuple of Option
        In the order of the file.
    several : bool
        Whether more than one may be chosen.
    """

    options: tuple[Option, ...]
    several: bool = False

    @property
    def type(self) -> str:  # described by Interaction
        return "multiple" if self.several else "single"

    @property
    def right(self) -> tuple[str, ...]:
        """Ids of the right options, in alphabetical order."""
        return tuple(sorted(one.id for one in self.options if one.correct))

    @property
    def answer(self) -> str:
        return JOIN.join(self.right)

    @property
    def unit_parts(self) -> int:
        if self._weighed:
            return lcm(*(one.credit.denominator for one in self.options if one.credit))
        return max(len(self.right), 1) if self.several else 1

    @property
    def _weighed(self) -> bool:
        return any(one.credit is not None for one in self.options)

    def response(self, given: Given, code: str = "") -> str:
        ids = ids_of(given)
        known = {one.id for one in self.options}
        if not known.issuperset(ids) or len(set(ids)) < len(ids):
            raise refuse(given, code, known)
        return JOIN.join(sorted(ids))

    def credit(self, response: str) -> Fraction:
        chosen = set(ids_of(response))
        # Two options marked where one is asked for: nobody can say which was meant.
        if not chosen or (not self.several and len(chosen) > 1):
            return Fraction(0)
        right = set(self.right)
        earned = Fraction(0)
        if self._weighed:
            for one in self.options:
                earned += (one.credit or 0) if one.id in chosen else 0
        elif not self.several:
            earned = Fraction(chosen == right)
        else:
            earned = Fraction(len(chosen & right) - len(chosen - right), len(right) or 1)
        return min(max(earned, Fraction(0)), Fraction(1))

    def shown(self, stream: "Stream") -> Shown:
        return Shown(shown_options(self.options, stream))

    def texts(self) -> Iterator[Said]:
        yield from option_texts(self.options)

    def faults(self) -> Iterator[Fault]:
        yield from letters(self.options)
        right = len(self.right)
        if not self.several and right != 1:
            yield "key", message("course.single_key", count=right)
        elif not right:
            yield "key", message("course.multiple_key")
        elif self.credit(self.answer) != 1:
            yield "key", message("course.key_credit", credit=str(self.credit(self.answer)))

    def as_dict(self) -> dict[str, Any]:
        return {"options": [one.as_dict() for one in self.options]}

    @classmethod
    def from_data(cls, data: Any, **header: Any) -> "Choice":
        several = header["type"] == "multiple"
        return cls(tuple(Option.from_data(one) for one in data["options"]), several)
