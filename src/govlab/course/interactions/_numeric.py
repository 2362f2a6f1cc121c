"""Answering with a number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any

from govlab.course._words import Text
from govlab.course.interactions._base import Fault, Given, Interaction, Said, Shown, ids_of
from govlab.errors import InputError
from govlab.text import message
from govlab.thai import parse_number

if TYPE_CHECKING:
    from govlab.chance import Stream

_PLACES = 12
# A number, then perhaps its unit; the unit is not judged.
_NUMBER = re.compile(r"\s*(?P<number>[-−+]?[0-9๐-๙][0-9๐-๙,. ]*?)\s*(?P<unit>[^0-9๐-๙]*)")


@dataclass(frozen=True, slots=True)
class NumericAnswer:
    """A number that is accepted, or a known mistake.

    Parameters
    ----------
    value : Fraction
    tolerance : Fraction
        How far an answer may be from it, either way.
    credit : Fraction
        Share of the points, 1 for the right one.
    reason : Text
        How one comes to it.
    """

    value: Fraction
    tolerance: Fraction
    credit: Fraction
    reason: Text

    def holds(self, number: Fraction) -> bool:
        """Return whether `number` is within the tolerance."""
        return abs(number - self.value) <= self.tolerance

    def as_dict(self) -> dict[str, Any]:
        """Return the answer; numbers as text, so that none is rounded."""
        return {
            "value": _exact(self.value),
            "tolerance": _exact(self.tolerance),
            "credit": str(self.credit),
            "reason": self.reason.as_dict(),
        }


@dataclass(frozen=True)
class Numeric(Interaction):
    """A number to be given; the first answer whose tolerance holds it decides.

    Parameters
    ----------
    answers : tuple of NumericAnswer
        The right one first, then known mistakes.
    otherwise : Text
        What to say to any other number.
    unit : Text, optional
    """

    answers: tuple[NumericAnswer, ...]
    otherwise: Text
    unit: Text | None = None

    @property
    def type(self) -> str:  # described by Interaction
        return "numeric"

    @property
    def answer(self) -> str:
        first = self.answers[0]
        if first.value == Fraction(written(first.value)):
            return written(first.value)
        # Nobody writes twelve digits: as many as the tolerance asks for.
        rounded = (Fraction(round(first.value * 10**n), 10**n) for n in range(_PLACES))
        return written(next(filter(first.holds, rounded), first.value))

    @property
    def unit_parts(self) -> int:
        return lcm(*(one.credit.denominator for one in self.answers))

    def response(self, given: Given, code: str = "") -> str:
        text = "".join(ids_of(given)) if not isinstance(given, str) else given
        if not text.strip():
            return ""
        found = _NUMBER.fullmatch(text)
        try:
            number = parse_number(found["number"].replace(" ", "")) if found else None
        except InputError:
            number = None
        if number is None:
            raise InputError(message("course.not_a_number", value=text, item=code))
        return written(Fraction(number))

    def credit(self, response: str) -> Fraction:
        found = self.matched(response)
        return found.credit if found else Fraction(0)

    def matched(self, response: str) -> NumericAnswer | None:
        """Return the answer that a response in its one spelling meets, if any."""
        if not response:
            return None
        number = Fraction(response)
        return next((one for one in self.answers if one.holds(number)), None)

    def shown(self, stream: "Stream") -> Shown:  # noqa: ARG002
        return Shown(unit=self.unit)

    def texts(self) -> Iterator[Said]:
        for place, one in enumerate(self.answers, start=1):
            yield f"answer {place}", one.reason, True
        yield "otherwise", self.otherwise, True
        if self.unit:
            yield "unit", self.unit, False

    def faults(self) -> Iterator[Fault]:
        first, *others = self.answers
        if first.credit != 1:
            yield "key", message("course.numeric_key", credit=str(first.credit))
        if Fraction(written(first.value)) != first.value and not first.tolerance:
            yield "key", message("course.numeric_endless", value=str(first.value))
        for one in others:
            # A mistake that lies within the key can never be met.
            if first.holds(one.value):
                yield "key", message("course.numeric_hidden", value=written(one.value))

    def as_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "answers": [one.as_dict() for one in self.answers],
            "otherwise": self.otherwise.as_dict(),
        }
        if self.unit:
            data["unit"] = self.unit.as_dict()
        return data

    @classmethod
    def from_data(cls, data: Any, **header: Any) -> "Numeric":  # noqa: ARG003
        answers = tuple(
            NumericAnswer(
                Fraction(one["value"]),
                Fraction(one["tolerance"]),
                Fraction(one["credit"]),
                Text(**one["reason"]),
            )
            for one in data["answers"]
        )
        unit = data.get("unit")
        return cls(answers, Text(**data["otherwise"]), Text(**unit) if unit else None)


def _exact(number: Fraction) -> str:
    """Return a number in decimal digits, or as a fraction where those have no end."""
    digits = written(number)
    return digits if Fraction(digits) == number else str(number)


def written(number: Fraction) -> str:
    """Return a number in decimal digits; endless ones to 12 places.

    Examples
    --------
    >>> written(Fraction(5, 2)), written(Fraction(3000)), written(Fraction(1, 3))
    ('2.5', '3000', '0.333333333333')
    """
    if number.denominator == 1:
        return str(number.numerator)
    scaled = round(number * 10**_PLACES)
    text = format(Decimal(scaled).scaleb(-_PLACES), "f")
    return text.rstrip("0").rstrip(".")
