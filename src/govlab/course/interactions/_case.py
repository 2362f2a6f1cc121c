"""A short story with several questions."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any

from govlab.course.interactions._base import Fault, Given, Interaction, Said, Shown
from govlab.errors import InputError
from govlab.text import message

if TYPE_CHECKING:
    from govlab.chance import Stream
    from govlab.course._item import Item


@dataclass(frozen=True)
class Case(Interaction):
    """Questions about one story; each is answered and scored as an item of its own.

    Parameters
    ----------
    questions : tuple of Item
        In the order in which they are asked, always the same.
    """

    questions: tuple["Item", ...]

    @property
    def type(self) -> str:  # described by Interaction
        return "case"

    @property
    def answer(self) -> str:
        """Empty: each question has its own."""
        return ""

    @property
    def unit_parts(self) -> int:
        return lcm(*(one.interaction.unit_parts for one in self.questions))

    def response(self, given: Given, code: str = "") -> str:
        if given:
            known = ", ".join(one.code for one in self.questions)
            raise InputError(message("course.case_answer", item=code, known=known))
        return ""

    def credit(self, response: str) -> Fraction:  # noqa: ARG002
        return Fraction(0)

    def shown(self, stream: "Stream") -> Shown:
        return Shown(questions=tuple(one.shown(stream.child(one.id)) for one in self.questions))

    def texts(self) -> Iterator[Said]:
        for one in self.questions:
            yield one.id, one.stem, True
            for place, text, prose in one.interaction.texts():
                yield f"{one.id}:{place}", text, prose

    def faults(self) -> Iterator[Fault]:
        ids = [one.id for one in self.questions]
        for twice in sorted({one for one in ids if ids.count(one) > 1}):
            yield "unique", message("course.twice", id=twice)
        for one in self.questions:
            for rule, words in one.interaction.faults():
                yield rule, message("course.in_question", question=one.id, words=words)

    def as_dict(self) -> dict[str, Any]:
        return {"questions": [one.as_dict() for one in self.questions]}

    @classmethod
    def from_data(cls, data: Any, **header: Any) -> "Case":  # noqa: ARG003
        from govlab.course._item import Item

        return cls(tuple(Item.from_data(one) for one in data["questions"]))
