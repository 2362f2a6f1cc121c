"""Guessers: how many keys someone finds who looks at the options and knows nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from govlab.course._finding import Finding
from govlab.course._item import Item
from govlab.course._model import Curriculum
from govlab.course._rules import width
from govlab.text import message

# Per cent. With four options chance finds 25; our design leaves room for small banks.
LIMIT = 45
# Below this many single-choice items a share says nothing.
_LEAST = 10


@dataclass(frozen=True, slots=True)
class Guesser:
    """A way of guessing and what it finds among the single-choice items.

    Parameters
    ----------
    name : str
        ``"first"``, ``"longest_th"`` or ``"longest_en"``.
    found : Fraction
        Keys found; of two options equally long, each counts a half.
    items : int
        Single-choice items.
    """

    name: str
    found: Fraction
    items: int

    @property
    def percent(self) -> float:
        """Share of the keys found, 0–100."""
        return float(100 * self.found / self.items) if self.items else 0.0

    @property
    def too_lucky(self) -> bool:
        """Whether the share is above the limit, in a bank large enough to tell."""
        return self.items >= _LEAST and 100 * self.found > LIMIT * self.items

    def as_dict(self) -> dict[str, float]:
        """Return the guesser as a JSON-ready mapping."""
        return {
            "found": float(self.found),
            "items": self.items,
            "percent": round(self.percent, 2),
            "limit": LIMIT,
        }


def guessers(curriculum: Curriculum) -> tuple[Guesser, ...]:
    """Return what each way of guessing finds in the curriculum's bank."""
    single = [item for item in curriculum.items.values() if item.type == "single"]
    return tuple(
        Guesser(name, sum((_credit(item, looks) for item in single), Fraction()), len(single))
        for name, looks in _LOOKS.items()
    )


def lucky(curriculum: Curriculum) -> Iterator[Finding]:
    """Yield a finding for each guesser that finds too many keys."""
    for one in guessers(curriculum):
        if one.too_lucky:
            words = message(
                "course.guesser",
                name=one.name,
                found=f"{float(one.found):g}",
                items=one.items,
                percent=f"{one.percent:.1f}",
                limit=LIMIT,
            )
            yield Finding("guesser", curriculum.id, words)


def _credit(item: Item, looks: Callable[[Item], list[int]]) -> Fraction:
    """Return the chance that a guess by `looks` finds the key of `item`."""
    seen = looks(item)
    best = [one for one, size in zip(item.options, seen, strict=True) if size == max(seen)]
    return Fraction(sum(one.correct for one in best), len(best))


_LOOKS: dict[str, Callable[[Item], list[int]]] = {
    "first": lambda item: [-place for place in range(len(item.options))],
    "longest_th": lambda item: [width(one.text.th) for one in item.options],
    "longest_en": lambda item: [width(one.text.en) for one in item.options],
}
