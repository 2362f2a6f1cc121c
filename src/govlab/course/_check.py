"""Checking curricula: rules, coverage, versions, and what a guesser would score."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from govlab import home
from govlab.course._coverage import gaps
from govlab.course._finding import Finding
from govlab.course._guessers import Guesser, guessers, lucky
from govlab.course._load import curricula, folder_of, read
from govlab.course._model import Curriculum
from govlab.course._versions import broken_lock
from govlab.errors import InputError
from govlab.text import message

if TYPE_CHECKING:
    from govlab.course._variants import Examined


@dataclass(frozen=True)
class Report:
    """What a check found.

    Parameters
    ----------
    curricula : tuple of str
        Ids of the curricula that were checked.
    modules, objectives, items : int
        How many there are in them.
    findings : tuple of Finding
        Every broken rule; none when the content holds.
    guessers : dict of str to tuple of Guesser
        By curriculum: the keys that someone who knows nothing would find.
    variants : int
        Different questions that the templates give over a thousand seeds each.
    """

    curricula: tuple[str, ...]
    modules: int
    objectives: int
    items: int
    findings: tuple[Finding, ...]
    guessers: dict[str, tuple[Guesser, ...]] = field(default_factory=dict)
    variants: int = 0

    @property
    def holds(self) -> bool:
        """Whether no rule is broken."""
        return not self.findings

    def as_dict(self, lang: str = "th") -> dict[str, Any]:
        """Return the report as a JSON-ready mapping, its sentences in `lang`."""
        return {
            "curricula": list(self.curricula),
            "modules": self.modules,
            "objectives": self.objectives,
            "items": self.items,
            "variants": self.variants,
            "findings": [one.as_dict(lang) for one in self.findings],
            "guessers": {
                name: {one.name: one.as_dict() for one in found}
                for name, found in self.guessers.items()
            },
        }

    def in_language(self, lang: str) -> str:
        """Return the counts and the findings as words."""
        counts = message(
            "course.counted",
            curricula=len(self.curricula),
            modules=self.modules,
            objectives=self.objectives,
            items=self.items,
            variants=self.variants,
            findings=len(self.findings),
        )
        lines = [counts, *(one.line() for one in self.findings)]
        return "\n".join(one.in_language(lang) for one in lines)


def check(curriculum_id: str | None = None, place: home.Home | None = None) -> Report:
    """Return what breaks a rule in one curriculum, or in all of them.

    Rules: the shape of files, both languages, unique ids and stems, one key in a single
    choice and at least one in a multiple, a reason for every option, sources that look
    like source ids or citations, a practice and an exam item for each objective,
    blueprints that can be drawn, content unchanged under its version; every objective
    taught, practised, examined and sourced; a thousand variants of every template that
    each stand as an item; no flaw of item writing, no near copy, and no luck for those
    who guess by looks.

    Parameters
    ----------
    curriculum_id : str, optional
        All curricula of the home when not given.
    place : Home, optional

    Raises
    ------
    UnknownNameError
        When there is no such curriculum.

    Examples
    --------
    >>> check().findings
    ()
    """
    place = place or home.find()
    names = curricula(place) if curriculum_id is None else [curriculum_id]
    findings: list[Finding] = []
    if not names:
        # A check of nothing must not hold.
        where = str(place.folder("course"))
        findings.append(Finding("missing", "course", message("course.nothing", path=where)))
    whole: list[Curriculum] = []
    variants = 0
    for name in names:
        found, broken = read(folder_of(name, place))
        findings += broken
        if found is not None:
            whole.append(found)
            findings += _teachable(found, place)
            if not broken:
                from govlab.course._variants import examinations

                seen = list(examinations(found))
                variants += sum(one.variants for one in seen)
                findings += _sound(found, seen)
    return Report(
        curricula=tuple(names),
        modules=_total([one.modules for one in whole]),
        objectives=_total([one.objectives for one in whole]),
        items=_total([one.items for one in whole]),
        findings=tuple(findings),
        guessers={one.id: guessers(one) for one in whole if one.items},
        variants=variants,
    )


def _teachable(curriculum: Curriculum, place: home.Home) -> Iterator[Finding]:
    """Yield what makes a curriculum unfit to teach from, though it can be read."""
    yield from gaps(curriculum, place)
    try:
        yield from broken_lock(curriculum, place)
    except InputError as wrong:
        yield Finding("shape", f"{curriculum.id}/versions.json", wrong.message)


def _sound(curriculum: Curriculum, seen: "Iterable[Examined]") -> Iterator[Finding]:
    """Yield what makes items poor ones, though they keep the rules that scoring needs."""
    # Patterns of both languages are compiled at import: only who checks should wait for it.
    from govlab.course._duplicates import duplicates
    from govlab.course.flaws import flaws

    for one in seen:
        yield from one.findings
    yield from flaws(curriculum)
    yield from duplicates(curriculum)
    yield from lucky(curriculum)


def _total(parts: Sequence[Any]) -> int:
    return sum(map(len, parts))
