"""What every type of question has: a key, a grammar of answers, a rule of credit."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from govlab.course._shown import FormItem, FormOption
from govlab.course._words import Text
from govlab.errors import UnknownNameError
from govlab.text import message

if TYPE_CHECKING:
    from govlab.chance import Stream
    from govlab.text import Message

#: Between the option ids of one answer.
JOIN = "+"
LETTERS = "abcdefgh"
# An answer as people and programs give it: a text, several option ids, nothing.
Given = str | Collection[str] | None
# Place, text, and whether it must be a sentence (an option may be a bare number).
Said = tuple[str, Text, bool]
# Short name of the rule that a key breaks, and the sentence.
Fault = tuple[str, "Message"]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to an item, whether it is right, and why.

    Parameters
    ----------
    id : str
        A letter.
    text : Text
    correct : bool
        Means nothing in an ordering or a matching, whose key stands elsewhere.
    reason : Text
        Why it is right or wrong, or why it stands where it stands.
    credit : Fraction, optional
        Share of the points that choosing it gives, −1 to 1; by the rule of the type
        when not given.
    """

    id: str
    text: Text
    correct: bool
    reason: Text
    credit: Fraction | None = None

    def as_dict(self, *, keyed: bool = True) -> dict[str, Any]:
        """Return the option; `keyed` says whether `correct` means anything."""
        data: dict[str, Any] = {"id": self.id, "text": self.text.as_dict()}
        if keyed:
            data["correct"] = self.correct
        data["reason"] = self.reason.as_dict()
        if self.credit is not None:
            data["credit"] = str(self.credit)
        return data

    @classmethod
    def from_data(cls, data: Any) -> "Option":
        """Return the option of which :meth:`as_dict` gave `data`."""
        credit = data.get("credit")
        return cls(
            data["id"],
            Text(**data["text"]),
            data.get("correct", False),
            Text(**data["reason"]),
            None if credit is None else Fraction(credit),
        )


@dataclass(frozen=True)
class Shown:
    """What a trainee sees of an interaction, in the order of one form."""

    options: tuple[FormOption, ...] = ()
    premises: tuple[FormOption, ...] = ()
    unit: Text | None = None
    words: int | None = None
    questions: tuple[FormItem, ...] = field(default=())


class Interaction(ABC):
    """How an item is answered and what an answer is worth."""

    @property
    @abstractmethod
    def type(self) -> str:
        """Name of the type, as files write it."""

    @property
    @abstractmethod
    def answer(self) -> str:
        """The key, written as a response."""

    @property
    def unit_parts(self) -> int:
        """Into how many parts a point must be cut that every credit is a whole number."""
        return 1

    @abstractmethod
    def response(self, given: Given, code: str = "") -> str:
        """Return `given` in its one spelling; empty when it is no answer.

        Parameters
        ----------
        given : str, collection of str or None
        code : str
            The item's, for messages.

        Raises
        ------
        UnknownNameError
            When it names an option that is not there, or one twice.
        InputError
            When it is no answer of this type.
        """

    @abstractmethod
    def credit(self, response: str) -> Fraction:
        """Return the share of the points, 0 to 1, of a response in its one spelling."""

    @abstractmethod
    def shown(self, stream: "Stream") -> Shown:
        """Return what a trainee sees, shuffled by `stream`."""

    @abstractmethod
    def texts(self) -> Iterator[Said]:
        """Yield every text with its place and whether it must be a sentence."""

    @abstractmethod
    def faults(self) -> Iterator[Fault]:
        """Yield what makes the key one that cannot stand."""

    @abstractmethod
    def as_dict(self) -> dict[str, Any]:
        """Return the whole interaction with its key, as files write it."""

    @classmethod
    @abstractmethod
    def from_data(cls, data: Any, **header: Any) -> "Interaction":
        """Return the interaction of which :meth:`as_dict` gave `data`."""


def shown_options(options: Collection[Option], stream: "Stream") -> tuple[FormOption, ...]:
    """Return the options as a trainee sees them, shuffled."""
    return tuple(FormOption(one.id, one.text) for one in stream.shuffled(tuple(options)))


def option_texts(options: Collection[Option]) -> Iterator[Said]:
    """Yield texts and reasons of options."""
    for one in options:
        yield one.id, one.text, False
        yield one.id, one.reason, True


def ids_of(given: Given) -> list[str]:
    """Return the parts of an answer that joins them, or that is a collection of them."""
    if isinstance(given, str):
        return [one.strip() for one in given.split(JOIN)] if given.strip() else []
    return list(given or ())


def refuse(given: Given, code: str, known: Collection[str]) -> UnknownNameError:
    """Return the error that says which answers there are."""
    value = given if isinstance(given, str) else JOIN.join(given or ())
    return UnknownNameError(
        message("course.unknown_option", value=value, item=code, known=", ".join(sorted(known)))
    )


def letters(options: Collection[Option]) -> Iterator[Fault]:
    """Yield a fault unless the ids run a, b, c …, and one for texts that are the same."""
    from govlab.course._rules import folded

    ids = "".join(one.id for one in options)
    if ids != LETTERS[: len(ids)]:
        yield "options", message("course.option_ids", found=", ".join(ids))
    for lang in ("th", "en"):
        texts = [folded(one.text.in_language(lang)) for one in options]
        for same in sorted({text for text in texts if texts.count(text) > 1}):
            yield "options", message("course.same_options", lang=lang, text=same)
