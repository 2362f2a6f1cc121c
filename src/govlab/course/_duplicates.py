"""Near-duplicates: items that ask the same in nearly the same words.

Two items that differ by a word are one item counted twice; and where one of them is for
practice, it gives the key of the other away. Items are compared as runs of letters, so
that Thai, which writes no spaces between words, needs no dictionary.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from govlab.course._finding import Finding
from govlab.course._language import letters
from govlab.course._model import Curriculum
from govlab.text import message

if TYPE_CHECKING:
    from govlab.course._item import Item
    from govlab.course._template import Template

# Per cent of the runs that two items have in common, from which on they count as copies.
# Measured: unlike items of the course stay below 36, sound labelled items below 14; an
# item with its stem or an option written anew keeps above 50 in 19 cases of 20.
LIMIT = 50
# Letters of a run: about a word of Thai, and most words of English.
_RUN = {"th": 4, "en": 5}
# Shorter texts share most of their runs by chance.
_LEAST_RUNS = 12


@dataclass(frozen=True, slots=True)
class Pair:
    """Two items that are nearly the same.

    Parameters
    ----------
    one, other : str
        Item codes, in the order of the bank.
    lang : str
        The language in which they are nearest.
    percent : float
        Runs in common, 0–100: stem and answers together.
    leaks : bool
        Whether one of them is for practice and the other for examinations.
    """

    one: str
    other: str
    lang: str
    percent: float
    leaks: bool


def duplicates(curriculum: Curriculum) -> Iterator[Finding]:
    """Yield a finding for each pair of items that are nearly the same.

    Examples
    --------
    >>> from govlab import course
    >>> list(duplicates(course.load("governance")))
    []
    """
    for pair in near(curriculum.items.values()):
        where = f"{curriculum.id}/{pair.other}"
        parts = {"other": pair.one, "lang": pair.lang, "percent": f"{pair.percent:.0f}"}
        if pair.leaks:
            yield Finding("duplicate", where, message("flaws.duplicate_leaks", **parts))
        else:
            yield Finding("duplicate", where, message("flaws.duplicate", **parts))


def near(items: "Iterable[Item | Template]", limit: float = LIMIT) -> Iterator[Pair]:
    """Yield the pairs of items that have at least `limit` per cent in common.

    Similarity is weighted Jaccard: runs in common ÷ runs of both, of stem and answers
    together, each weighing less the more items hold it. So the phrases of a course
    ("เจ้าหน้าที่ของรัฐ") make nothing alike.

    Parameters
    ----------
    items : iterable of Item or Template
        Templates are compared by their text as written, parameters and all.
    limit : float
        Per cent.
    """
    bank = list(items)
    found: dict[tuple[int, int], tuple[float, str]] = {}
    for lang, length in _RUN.items():
        runs = [_runs(_text(item, lang), length) for item in bank]
        for pair, percent in _alike(runs, limit):
            found[pair] = max(found.get(pair, (0.0, "")), (percent, lang))
    for (first, second), (percent, lang) in sorted(found.items()):
        one, other = bank[first], bank[second]
        yield Pair(one.code, other.code, lang, percent, one.use != other.use)


def _alike(runs: list[frozenset[str]], limit: float) -> Iterator[tuple[tuple[int, int], float]]:
    """Yield places and per cent of the sets that are alike.

    Two sets alike enough share a run among the rarest of each: those that remain weigh
    less than the limit asks for (the prefix filter of Chaudhuri, Ganti and Kaushik, 2006).
    """
    holders = Counter(run for one in runs for run in one)
    weights = {run: 1 / max(1, count - 1) for run, count in holders.items()}
    sums = [sum(map(weights.__getitem__, one)) for one in runs]
    index: defaultdict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(runs):
        if len(one) < _LEAST_RUNS:
            continue
        seen: set[int] = set()
        left = sums[place]
        for run in sorted(one, key=lambda run: (holders[run], run)):
            if 100 * left < limit * sums[place]:
                break
            left -= weights[run]
            seen.update(index[run])
            index[run].append(place)
        for other in sorted(seen):
            both = sum(map(weights.__getitem__, one & runs[other]))
            percent = 100 * both / (sums[place] + sums[other] - both)
            if percent >= limit:
                yield (other, place), percent


def _runs(text: str, length: int) -> frozenset[str]:
    text = letters(text)
    return frozenset(text[start : start + length] for start in range(len(text) - length + 1))


def _text(item: "Item | Template", lang: str) -> str:
    """Return stem and answers of an item as written, and those of a case's questions."""
    return " ".join(_asked(item.as_dict(), lang))


def _asked(data: Any, lang: str) -> Iterator[str]:
    yield data["stem"][lang]
    for part in ("premises", "options", "rubric"):
        for one in data.get(part) or ():
            yield one["text"][lang]
    for one in data.get("questions") or ():
        yield from _asked(one, lang)
