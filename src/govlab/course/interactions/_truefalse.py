"""Judging whether a statement is true, and choosing the reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

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

_HALF = Fraction(1, 2)
# What people write for a verdict; the first two are its one spelling.
_VERDICTS = {"true": "true", "false": "false", "ถูก": "true", "ผิด": "false"}


@dataclass(frozen=True)
class TrueFalse(Interaction):
    """A statement to be judged, with the reason to be chosen.

    The right verdict with its reason earns all points, the right verdict alone half of
    them (our design: half of those who guess are right); a wrong verdict earns nothing,
    whatever its reason.

    Parameters
    ----------
    truth : bool
        Whether the statement is true.
    if_true, if_false : Text
        What to say to who answers so.
    options : tuple of Option
        Reasons to choose among, one of them right; none for a bare verdict.
    """

    truth: bool
    if_true: Text
    if_false: Text
    options: tuple[Option, ...] = ()

    @property
    def type(self) -> str:  # described by Interaction
        return "truefalse"

    @property
    def verdict(self) -> str:
        """The right verdict, ``"true"`` or ``"false"``."""
        return "true" if self.truth else "false"

    @property
    def answer(self) -> str:
        return JOIN.join([self.verdict, *(one.id for one in self.options if one.correct)])

    @property
    def unit_parts(self) -> int:
        return 2 if self.options else 1

    def response(self, given: Given, code: str = "") -> str:
        parts = ids_of(given)
        if not parts:
            return ""
        reasons = {one.id for one in self.options}
        verdicts = [_VERDICTS[one.lower()] for one in parts if one.lower() in _VERDICTS]
        chosen = [one for one in parts if one.lower() not in _VERDICTS]
        if not reasons.issuperset(chosen):
            raise refuse(given, code, {*_VERDICTS, *reasons})
        if len(verdicts) != 1 or len(chosen) > 1:
            raise InputError(message("course.not_a_verdict", value=JOIN.join(parts), item=code))
        return JOIN.join([*verdicts, *chosen])

    def credit(self, response: str) -> Fraction:
        verdict, *chosen = ids_of(response) or [""]
        if verdict != self.verdict:
            return Fraction(0)
        right = [one.id for one in self.options if one.correct]
        return Fraction(1) if chosen == right else _HALF

    def shown(self, stream: "Stream") -> Shown:
        return Shown(shown_options(self.options, stream))

    def texts(self) -> Iterator[Said]:
        yield "if_true", self.if_true, True
        yield "if_false", self.if_false, True
        yield from option_texts(self.options)

    def faults(self) -> Iterator[Fault]:
        yield from letters(self.options)
        right = sum(one.correct for one in self.options)
        if self.options and right != 1:
            yield "key", message("course.single_key", count=right)

    def as_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "truth": self.truth,
            "if_true": self.if_true.as_dict(),
            "if_false": self.if_false.as_dict(),
        }
        if self.options:
            data["options"] = [one.as_dict() for one in self.options]
        return data

    @classmethod
    def from_data(cls, data: Any, **header: Any) -> "TrueFalse":  # noqa: ARG003
        options = tuple(Option.from_data(one) for one in data.get("options", ()))
        return cls(data["truth"], Text(**data["if_true"]), Text(**data["if_false"]), options)
