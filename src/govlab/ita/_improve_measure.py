"""A measure: what is done, on which items it acts, how much it may close, what it costs."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from govlab.datasets import Assumptions
from govlab.errors import InputError
from govlab.home import Home
from govlab.text import LANGUAGES, message, say

#: Measures change practice. What acts on respondents instead is refused.
KINDS = ("document", "practice")
REFUSED = "respondents"
_Names = Mapping[str, str]
# The assumptions by field, in the order of the dataclass.
_IDS = {
    "likeness": "A-061",
    "drift": "A-063",
    "again": "A-064",
    "respondents": "A-065",
    "hour": "A-066",
    "felt": "A-077",
    "ahead": "A-078",
    "accepted": "A-079",
    "spread": "A-045",
}


@dataclass(frozen=True, slots=True)
class Effect:
    """What a measure does to one code of the method.

    Parameters
    ----------
    code : str
        An item such as ``"I30"`` or ``"O42"``, or an indicator.
    low, likely, high : float
        Share of the distance to 100 points that is closed, 0–1. A document is published
        or not: its share is 1.
    basis : str
        Number of the assumption; empty where nothing is assumed.
    """

    code: str
    low: float
    likely: float
    high: float
    basis: str = ""

    def __post_init__(self) -> None:
        """Hold the range."""
        if not 0 <= self.low <= self.likely <= self.high <= 1:
            raise InputError(
                message(
                    "ita_plan.effect_range",
                    code=self.code,
                    low=self.low,
                    likely=self.likely,
                    high=self.high,
                )
            )

    @property
    def sure(self) -> bool:
        """Whether nothing about its size is open."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that an agency can do.

    Parameters
    ----------
    code : str
        Unique among the measures of a plan, such as ``"M5"`` or ``"O42"``.
    title : mapping of str to str
        By language.
    effects : tuple of Effect
        On items of the assessment.
    hours, baht : float
        Hours of staff and outlay.
    owner : mapping of str to str
        Who is responsible, by language.
    days : int
        From the beginning until it counts: until respondents can feel it, or a document
        must stand before the check.
    kind : {"practice", "document"}
        ``"respondents"`` is refused: see Raises.
    after : tuple of str
        Documents that must be there before.
    sources : tuple of str
        Ids of the facts that it rests on.
    steps : tuple of mapping
        Steps by language.
    there : mapping of str to str
        Who is responsible where the measure is taken from, by language; empty for none.

    Raises
    ------
    InputError
        When the measure chooses, coaches or presses respondents; when its kind is
        unknown or it acts on nothing.

    Examples
    --------
    >>> Measure("X", {"th": "ซักซ้อมคำตอบ", "en": "rehearse answers"}, (), kind="respondents")
    Traceback (most recent call last):
    ...
    govlab.errors.InputError: measure 'X' (rehearse answers) chooses, coaches or ...
    """

    code: str
    title: _Names
    effects: tuple[Effect, ...]
    hours: float = 0.0
    baht: float = 0.0
    owner: _Names = field(default_factory=dict)
    days: int = 0
    kind: str = "practice"
    after: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    steps: tuple[_Names, ...] = ()
    there: _Names = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what is no measure."""
        if self.kind == REFUSED or _on_respondents(self.title.values()):
            raise refusal(self.code, self.title["th"], self.title["en"])
        if self.kind not in KINDS:
            raise InputError(
                message("ita_plan.kind", code=self.code, kind=self.kind, known=", ".join(KINDS))
            )
        if not self.effects:
            raise InputError(message("ita_plan.no_effect", code=self.code))
        if min(self.hours, self.baht, self.days) < 0:
            raise InputError(message("ita_plan.negative", code=self.code))

    def cost(self, hour: float) -> float:
        """Return hours and outlay in baht, an hour at `hour` baht."""
        return self.baht + self.hours * hour


def refusal(code: str, th: str, en: str) -> InputError:
    """Return the error that a measure on respondents meets, with the rule and the way out."""
    return InputError(message("ita_plan.refused", code=code, title=_Said(th, en)))


def _on_respondents(titles: Iterable[str]) -> bool:
    """Say whether a title speaks of choosing, coaching or pressing those who answer.

    A net for what is declared as practice by mistake; who wants to hide it can.
    """
    patterns = [
        [re.escape(part.strip()) for part in pattern.split("…")]
        for lang in LANGUAGES
        for pattern in say("ita_plan.respondent_words", lang).split(";")
    ]
    return any(
        re.search(".*".join(parts), title, re.IGNORECASE) for title in titles for parts in patterns
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """A name in both languages, to stand inside a sentence."""

    th: str
    en: str

    def in_language(self, lang: str) -> str:
        """Return the name in `lang`."""
        return self.th if lang == "th" else self.en


@dataclass(frozen=True, slots=True)
class Premises:
    """What a plan takes as given: numbered assumptions, all of them open to be varied.

    Parameters
    ----------
    every : Assumptions
        The home's assumptions, some of them varied.
    likeness : float
        Correlation between the effects of measures.
    drift : float
        Points by which IIT and EIT change without any measure.
    again : float
        Sampling error of the next survey as a multiple of this one's.
    respondents : float
        Respondents of an instrument where no count is told.
    hour : float
        Baht for an hour of staff.
    felt, ahead : float
        Days until respondents feel a measure; days between publication and check.
    accepted : float
        Chance that a complete document is accepted.
    spread : float
        Standard deviation of persons' scores where there are no answers.
    """

    every: Assumptions
    likeness: float
    drift: float
    again: float
    respondents: float
    hour: float
    felt: float
    ahead: float
    accepted: float
    spread: float

    @classmethod
    def read(cls, vary: Sequence[str] = (), place: Home | None = None) -> "Premises":
        """Return the assumptions of a home, some of them varied: ``["A-066=300"]``.

        Examples
        --------
        >>> Premises.read(["A-066=300"]).hour
        300.0
        """
        every = Assumptions(vary, place)
        return cls(every, **{name: float(every.number(code)) for name, code in _IDS.items()})

    def as_dict(self) -> dict[str, float]:
        """Return each of them by its number."""
        return {code: getattr(self, name) for name, code in _IDS.items()}

    def effect(self, code: str, basis: str, part: float = 1.0) -> Effect:
        """Return the effect on `code` that the assumption `basis` states.

        Parameters
        ----------
        code : str
            Code of the method.
        basis : str
            Number of the assumption.
        part : float
            Part of the code that the effect reaches, 0–1.
        """
        found = self.every[basis]
        low, high = float(found.low), float(found.high)
        return Effect(code, low * part, float(found.value) * part, high * part, basis)
