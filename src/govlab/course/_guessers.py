"""Guessers: how many points someone finds who looks at the answers and knows nothing."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

from govlab.course._finding import Finding
from govlab.course._language import numbers
from govlab.course._model import Curriculum
from govlab.course._rules import width
from govlab.course.interactions import Choice, Matching, Ordering, TrueFalse
from govlab.text import message

if TYPE_CHECKING:
    from govlab.course._item import Item
    from govlab.course.interactions import Option

# Points of per cent above chance that are never too many, and always too many: our
# design. With four options they make 35 and 45 per cent.
_SMALL, _LARGE = 10, 20
# Between the two the bank's size decides: luck alone may reach this share of banks.
_RARE = 0.001
# With fewer answers to guess at, a share says nothing.
_LEAST = 10

_CITATIONS = re.compile(
    "มาตรา|พ\\.ศ\\.|พ\\.ร\\.บ\\.|พ\\.ร\\.ป\\.|ระเบียบ|ประกาศ|ข้อ [0-9]|วรรค"
    "|section|article|\\bact\\b|regulation|\\bB\\.E\\.",
    re.IGNORECASE,
)
_QUALIFIERS = re.compile(
    "เฉพาะ|ตามที่|ตามเกณฑ์|โดยมี|พร้อม|ภายใน|ก่อนวัน|นับแต่|ซึ่ง|รวมทั้ง|ตลอดจน"
    r"|\b(?:only|within|according|including|together with|which|provided|before|after|by)\b",
    re.IGNORECASE,
)
_HEDGES = re.compile(
    "อาจ|มัก|บางส่วน|บางราย|น่าจะ|โดยทั่วไป|ส่วนใหญ่|หาก|เว้นแต่|ตามสมควร|แล้วแต่กรณี"
    r"|\b(?:may|might|can|could|some|usually|generally|probably|likely|unless|if|often|tends?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Guesser:
    """A way of guessing and what it finds.

    Parameters
    ----------
    name : str
        Such as ``"first"`` or ``"longest_th"``.
    found : Fraction
        Keys found, or shares of them; of two options equally long, each counts a half.
    items : int
        Questions that could be guessed at this way.
    chance : Fraction
        Share, 0 to 1, that guessing blindly finds.
    trials : int
        Answers guessed: one a question, or its pairs and premises.
    """

    name: str
    found: Fraction
    items: int
    chance: Fraction = Fraction(1, 4)
    trials: int = 0

    @property
    def percent(self) -> float:
        """Share of the keys found, 0–100."""
        return float(100 * self.found / self.items) if self.items else 0.0

    @property
    def limit(self) -> float:
        """Per cent above which guessing this way is too lucky.

        What luck alone exceeds in one bank of a thousand of this size, if that is at
        least 10 and at most 20 points above chance.
        """
        chance = float(100 * self.chance)
        luck = 100 * _luck(self.trials, float(self.chance))
        return min(chance + _LARGE, max(chance + _SMALL, luck))

    @property
    def too_lucky(self) -> bool:
        """Whether the share is above the limit, in a bank large enough to tell."""
        return self.trials >= _LEAST and self.percent > self.limit

    def as_dict(self) -> dict[str, float]:
        """Return the guesser as a JSON-ready mapping."""
        return {
            "found": round(float(self.found), 4),
            "items": self.items,
            "percent": round(self.percent, 2),
            "limit": round(self.limit, 2),
        }


# What one question gave: points found, points found by chance, answers guessed.
_Guess = tuple[Fraction, Fraction, int]


def guessers(curriculum: Curriculum) -> tuple[Guesser, ...]:
    """Return what each way of guessing finds in the curriculum's bank.

    Among options with one right: always the first or last of the file, the longest, the
    shortest, the most specific (numbers, citations, qualifiers), the most hedged (may,
    some, unless); each in both languages. Where several are right: everything, and
    everything longer than the mean. Statements: always true, always false. Orders and
    matches: as the file has them, and backwards. A template counts as one of its
    variants.
    """
    # The flaw rules hold many patterns: who only draws a form need not wait for them.
    from govlab.course.flaws import realised

    bank = [
        question
        for item in curriculum.items.values()
        for one in realised(item, 1)
        for question in one.scored
    ]
    found = []
    for name, guess in _WAYS.items():
        parts = [part for question in bank if (part := guess(question)) is not None]
        chance = sum((part[1] for part in parts), Fraction())
        found.append(
            Guesser(
                name,
                sum((part[0] for part in parts), Fraction()),
                len(parts),
                chance / len(parts) if parts else Fraction(),
                sum(part[2] for part in parts),
            )
        )
    return tuple(found)


def lucky(curriculum: Curriculum) -> Iterator[Finding]:
    """Yield a finding for each guesser that finds too many keys."""
    for one in guessers(curriculum):
        if one.too_lucky:
            words = message(
                "flaws.guesser",
                name=one.name,
                found=f"{float(one.found):.3g}",
                items=one.items,
                percent=f"{one.percent:.1f}",
                chance=f"{float(100 * one.chance):.1f}",
                limit=f"{one.limit:.1f}",
            )
            yield Finding("guesser", curriculum.id, words)


def _luck(trials: int, chance: float) -> float:
    """Return the share that a binomial count exceeds in fewer than `_RARE` of cases."""
    above, count = 0.0, trials
    while count > 0:
        above += comb(trials, count) * chance**count * (1 - chance) ** (trials - count)
        if above >= _RARE:
            break
        count -= 1
    return count / trials if trials else 1.0


def _looks(look: "Callable[[Sequence[Option]], list[int]]", *, telling: bool = False) -> "_Way":
    """Return the guesser that takes the option of which `look` says most.

    `telling` leaves out questions of which it says nothing: no option is hedged.
    """

    def guess(item: "Item") -> _Guess | None:
        interaction = item.interaction
        if not isinstance(interaction, Choice | TrueFalse) or item.type == "multiple":
            return None
        options = interaction.options
        seen = look(options)
        if not options or (telling and len(set(seen)) == 1):
            return None
        best = [one for one, size in zip(options, seen, strict=True) if size == max(seen)]
        hits = Fraction(sum(one.correct for one in best), len(best))
        return hits, Fraction(sum(one.correct for one in options), len(options)), 1

    return guess


def _several(choose: "Callable[[Sequence[Option]], list[str]]") -> "_Way":
    """Return the guesser that marks the options that `choose` names."""

    def guess(item: "Item") -> _Guess | None:
        interaction = item.interaction
        if not isinstance(interaction, Choice) or item.type != "multiple":
            return None
        ids = [one.id for one in interaction.options]
        marked = [some for count in range(1, len(ids) + 1) for some in combinations(ids, count)]
        blind = sum((interaction.credit("+".join(some)) for some in marked), Fraction())
        found = interaction.credit("+".join(sorted(choose(interaction.options))))
        return found, blind / len(marked), 1

    return guess


def _verdict(verdict: str) -> "_Way":
    def guess(item: "Item") -> _Guess | None:
        interaction = item.interaction
        if not isinstance(interaction, TrueFalse):
            return None
        return Fraction(interaction.verdict == verdict), Fraction(1, 2), 1

    return guess


def _as_filed(step: int) -> "_Way":
    """Return the guesser that leaves steps and matches as the file has them, or turns them."""

    def guess(item: "Item") -> _Guess | None:
        interaction = item.interaction
        if isinstance(interaction, Ordering):
            ids = [one.id for one in interaction.options][::step]
            # Each of the n − 1 pairs stands so in one of n shuffled orders.
            pairs = len(ids) - 1
            return interaction.credit(">".join(ids)), Fraction(1, len(ids)), pairs
        if isinstance(interaction, Matching):
            ids = [one.id for one in interaction.options][::step]
            rows = zip(interaction.premises, ids, strict=False)
            filed = "+".join(f"{one.id}={match}" for one, match in rows)
            return interaction.credit(filed), Fraction(1, len(ids)), len(interaction.premises)
        return None

    return guess


def _longer(lang: str) -> "Callable[[Sequence[Option]], list[str]]":
    def choose(options: "Sequence[Option]") -> list[str]:
        sizes = [width(one.text.in_language(lang)) for one in options]
        return [
            one.id
            for one, size in zip(options, sizes, strict=True)
            if size * len(sizes) >= sum(sizes)
        ]

    return choose


def _widest(lang: str, sign: int) -> "Callable[[Sequence[Option]], list[int]]":
    return lambda options: [sign * width(one.text.in_language(lang)) for one in options]


def _most(lang: str, count: Callable[[str], int]) -> "Callable[[Sequence[Option]], list[int]]":
    return lambda options: [count(one.text.in_language(lang)) for one in options]


def _specific(text: str) -> int:
    return len(numbers(text)) + len(_CITATIONS.findall(text)) + len(_QUALIFIERS.findall(text))


def _hedged(text: str) -> int:
    return len(_HEDGES.findall(text))


_Way = Callable[["Item"], _Guess | None]

_WAYS: dict[str, _Way] = {
    "first": _looks(lambda options: [-place for place in range(len(options))]),
    "last": _looks(lambda options: list(range(len(options)))),
    **{f"longest_{lang}": _looks(_widest(lang, 1)) for lang in ("th", "en")},
    **{f"shortest_{lang}": _looks(_widest(lang, -1)) for lang in ("th", "en")},
    **{f"specific_{lang}": _looks(_most(lang, _specific), telling=True) for lang in ("th", "en")},
    **{f"hedged_{lang}": _looks(_most(lang, _hedged), telling=True) for lang in ("th", "en")},
    "everything": _several(lambda options: [one.id for one in options]),
    **{f"longer_{lang}": _several(_longer(lang)) for lang in ("th", "en")},
    "always_true": _verdict("true"),
    "always_false": _verdict("false"),
    "as_filed": _as_filed(1),
    "backwards": _as_filed(-1),
}
