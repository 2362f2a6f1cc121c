"""Deciding in words, rated by a rubric."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from govlab.course._words import Text
from govlab.course.interactions._base import Fault, Given, Interaction, Said, Shown, ids_of
from govlab.errors import InputError
from govlab.text import message
from govlab.thai import repair

if TYPE_CHECKING:
    from govlab.chance import Stream


@dataclass(frozen=True, slots=True)
class RubricLevel:
    """How well a criterion may be met, and the points of it."""

    points: int
    text: Text


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a rater looks for in an answer.

    Parameters
    ----------
    id : str
    text : Text
    levels : tuple of RubricLevel
        From none of it to all of it.
    """

    id: str
    text: Text
    levels: tuple[RubricLevel, ...]

    @property
    def best(self) -> int:
        """Points of the best level."""
        return max(one.points for one in self.levels)

    def as_dict(self) -> dict[str, Any]:
        """Return the criterion."""
        levels = [{"points": one.points, "text": one.text.as_dict()} for one in self.levels]
        return {"id": self.id, "text": self.text.as_dict(), "levels": levels}

    @classmethod
    def from_data(cls, data: Any) -> "Criterion":
        """Return the criterion of which :meth:`as_dict` gave `data`."""
        levels = (RubricLevel(one["points"], Text(**one["text"])) for one in data["levels"])
        return cls(data["id"], Text(**data["text"]), tuple(levels))


@dataclass(frozen=True)
class FreeText(Interaction):
    """A decision in the trainee's own words, which a person rates by a rubric.

    Parameters
    ----------
    rubric : tuple of Criterion
    model : Text
        An answer that earns all points.
    words : int, optional
        About how many words are expected; no answer is cut off.
    """

    rubric: tuple[Criterion, ...]
    model: Text
    words: int | None = None

    @property
    def type(self) -> str:  # described by Interaction
        return "text"

    @property
    def answer(self) -> str:
        return self.model.th

    @property
    def full(self) -> int:
        """Points of the best levels together."""
        return sum(one.best for one in self.rubric)

    @property
    def best(self) -> dict[str, int]:
        """The ratings of an answer that meets every criterion."""
        return {one.id: one.best for one in self.rubric}

    @property
    def unit_parts(self) -> int:
        return max(self.full, 1)

    def response(self, given: Given, code: str = "") -> str:  # noqa: ARG002
        return repair(given if isinstance(given, str) else " ".join(ids_of(given))).strip()

    def credit(self, response: str) -> Fraction:
        """Refuse: words are rated by a person; see :meth:`rated`.

        Raises
        ------
        InputError
            When there is an answer.
        """
        if response:
            raise InputError(message("course.not_rated"))
        return Fraction(0)

    def rated(self, ratings: Mapping[str, int], code: str = "") -> Fraction:
        """Return the share of the points that the ratings give.

        Parameters
        ----------
        ratings : mapping
            Criterion id to the points of one of its levels, for every criterion.
        code : str
            The item's, for messages.

        Raises
        ------
        InputError
            When a criterion is not rated, is not of the rubric, or has no such level.
        """
        allowed = {one.id: {level.points for level in one.levels} for one in self.rubric}
        for criterion in {*allowed, *ratings}:
            points = ratings.get(criterion)
            if points not in allowed.get(criterion, ()):
                known = "; ".join(
                    f"{name}: {', '.join(map(str, sorted(levels)))}"
                    for name, levels in allowed.items()
                )
                raise InputError(
                    message(
                        "course.rating", item=code, criterion=criterion, value=points, known=known
                    )
                )
        return Fraction(sum(ratings.values()), self.unit_parts)

    def shown(self, stream: "Stream") -> Shown:  # noqa: ARG002
        return Shown(words=self.words)

    def texts(self) -> Iterator[Said]:
        yield "model", self.model, True
        for one in self.rubric:
            yield one.id, one.text, True
            for level in one.levels:
                yield f"{one.id} {level.points}", level.text, True

    def faults(self) -> Iterator[Fault]:
        ids = [one.id for one in self.rubric]
        for twice in sorted({one for one in ids if ids.count(one) > 1}):
            yield "unique", message("course.twice", id=twice)
        for one in self.rubric:
            points = [level.points for level in one.levels]
            if points != sorted(set(points)) or points[0] != 0:
                found = ", ".join(map(str, points))
                yield "rubric", message("course.rubric_levels", criterion=one.id, found=found)

    def as_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "rubric": [one.as_dict() for one in self.rubric],
            "model": self.model.as_dict(),
        }
        if self.words:
            data["words"] = self.words
        return data

    @classmethod
    def from_data(cls, data: Any, **header: Any) -> "FreeText":  # noqa: ARG003
        rubric = tuple(
            Criterion(
                one["id"],
                Text(**one["text"]),
                tuple(
                    RubricLevel(level["points"], Text(**level["text"])) for level in one["levels"]
                ),
            )
            for one in data["rubric"]
        )
        return cls(rubric, Text(**data["model"]), data.get("words"))
