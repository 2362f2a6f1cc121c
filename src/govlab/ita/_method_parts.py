"""A method: how one fiscal year is scored, from the answer to the grade, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from govlab.datasets import Provenance
from govlab.errors import InputError, UnknownNameError
from govlab.text import message

# From the finest to the coarsest: at which depth values can be given.
LEVELS = ("response", "item", "sub_indicator", "indicator", "instrument")


@dataclass(frozen=True, slots=True)
class Basis:
    """What a part of a method rests on.

    Parameters
    ----------
    certainty : {"verified", "derived", "unsure"}
        Read in the source; computed from what was read; neither.
    source : str
        Where it stands, or what was assumed.
    """

    certainty: str
    source: str

    @property
    def sure(self) -> bool:
        """Whether it was read or computed."""
        return self.certainty != "unsure"


@dataclass(frozen=True, slots=True)
class Sample:
    """How many respondents an instrument asks for.

    Parameters
    ----------
    share : Decimal
        Part of the population, 0–1; rounded up to whole persons.
    least : int
        No fewer; everybody where the population is smaller.
    above, large : int
        A population above `above` needs no fewer than `large`.
    basis : Basis
        Where the rule stands.
    """

    share: Decimal
    least: int
    above: int
    large: int
    basis: Basis

    def size(self, population: int) -> int:
        """Return the smallest sample of a population.

        Examples
        --------
        >>> rule = Sample(Decimal("0.1"), 30, 4000, 400, Basis("verified", "R-013"))
        >>> [rule.size(each) for each in (12, 200, 1001, 4001)]
        [12, 30, 101, 401]
        """
        tenth = int((self.share * population).to_integral_value("ROUND_CEILING"))
        least = max(tenth, self.least, self.large if population > self.above else 0)
        return min(population, least)


@dataclass(frozen=True, slots=True)
class Instrument:
    """One of the assessment's instruments.

    Parameters
    ----------
    code : str
        ``"IIT"``, ``"EIT"`` or ``"OIT"``.
    name : dict of str to str
        Name by language.
    weight : Decimal
        Share of the total, 0–1.
    answers : Basis
        Whether scale and polarity of its questions are known.
    sample : Sample or None
        None for an instrument that asks nobody.
    """

    code: str
    name: dict[str, str]
    weight: Decimal
    answers: Basis
    sample: Sample | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """The answers that a question offers, from the lowest to the highest.

    Parameters
    ----------
    code : str
        Such as ``"four"``.
    points : tuple of int
        What each answer earns where it is good to say; reversed where it is bad.
    words : tuple of dict
        How each answer reads, by language.
    """

    code: str
    points: tuple[int, ...]
    words: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """An indicator or a sub-indicator.

    Parameters
    ----------
    code : str
        ``"1"`` to ``"10"``, or such as ``"9.1"``.
    of : str
        The instrument of an indicator, the indicator of a sub-indicator.
    name : dict of str to str
        Name by language.
    basis : Basis
        Whether the part and its place are known.
    """

    code: str
    of: str
    name: dict[str, str]
    basis: Basis


@dataclass(frozen=True, slots=True)
class Item:
    """An item: one question or several, or one thing that must be published.

    Parameters
    ----------
    code : str
        Such as ``"I1"``.
    of : str
        Its indicator or sub-indicator.
    scale : str
        Code of its scale.
    polarity : tuple of str
        ``"positive"`` or ``"negative"``, one for each question.
    topic : dict of str to str
        What it asks, in our own words, by language.
    basis : Basis
        Whether the item and its place are known.
    """

    code: str
    of: str
    scale: str
    polarity: tuple[str, ...]
    topic: dict[str, str]
    basis: Basis

    @property
    def questions(self) -> tuple[str, ...]:
        """Codes of its questions: its own, or its own with a, b, c."""
        if len(self.polarity) == 1:
            return (self.code,)
        return tuple(f"{self.code}{chr(97 + place)}" for place in range(len(self.polarity)))


@dataclass(frozen=True, slots=True)
class Band:
    """A grade and the score in points at which it begins; it ends below the next band.

    Parameters
    ----------
    grade : str
        As it is published.
    lower : Decimal
        Least total.
    floor : Decimal or None
        What each instrument must reach as well.
    name : dict of str to str
        Name by language.
    """

    grade: str
    lower: Decimal
    floor: Decimal | None = None
    name: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Period:
    """One stretch of the year's timetable; ISO dates, None where not known."""

    code: str
    name: dict[str, str]
    first: str | None
    last: str | None
    basis: Basis


@dataclass(frozen=True)
class Method:
    """How one fiscal year is scored.

    Parameters
    ----------
    fiscal_year : int
        Buddhist-era fiscal year.
    instruments : tuple of Instrument
        In the order of the source.
    places : int
        Decimals of a published score, rounded half up.
    bands : tuple of Band
        From the highest grade to the lowest.
    pass_mark : Decimal
        Score in points from which an agency passes.
    provenance : Provenance
        The file the method was read from.
    indicators, sub_indicators : tuple of Part
        The tree between instruments and items.
    items : tuple of Item
        Empty where the year's items are not known.
    scales : dict of str to Scale
        By code.
    missing : str
        What an answer that was not given does: ``"answered"`` takes each question over
        those who answered it, ``"complete"`` drops who left one out.
    bases : dict of str to Basis
        What ``weights, rounding, grades, parts, questions, missing`` rest on.
    calendar : tuple of Period
        The year's timetable.
    accept_uncertain : bool
        Whether the caller takes what is unsure as it stands.
    """

    fiscal_year: int
    instruments: tuple[Instrument, ...]
    places: int
    bands: tuple[Band, ...]
    pass_mark: Decimal
    provenance: Provenance
    indicators: tuple[Part, ...] = ()
    sub_indicators: tuple[Part, ...] = ()
    items: tuple[Item, ...] = ()
    scales: dict[str, Scale] = field(default_factory=dict)
    missing: str = "answered"
    bases: dict[str, Basis] = field(default_factory=dict)
    calendar: tuple[Period, ...] = ()
    accept_uncertain: bool = False

    def grade(
        self, points: Decimal, instruments: Mapping[str, Decimal | float] | None = None
    ) -> str:
        """Return the grade of a total in points; bands are half-open, so none is missed.

        Parameters
        ----------
        points : Decimal
            The total.
        instruments : mapping, optional
            Score of each instrument; needed from FY2566, where the best grades ask for
            a least score of each.
        """
        return self.band(points, instruments).grade

    def band(
        self, points: Decimal, instruments: Mapping[str, Decimal | float] | None = None
    ) -> Band:
        """Return the band of a total; see :meth:`grade`."""
        for one in self.bands:
            if points < one.lower:
                continue
            if one.floor is None:
                return one
            if instruments is None:
                raise InputError(message("ita.grade_needs_parts", fiscal_year=self.fiscal_year))
            if all(value >= one.floor for value in instruments.values()):
                return one
        return self.bands[-1]

    def next_band(
        self, points: Decimal, instruments: Mapping[str, Decimal | float] | None = None
    ) -> Band | None:
        """Return the band above the one of `points`, or None at the top."""
        place = self.bands.index(self.band(points, instruments))
        return self.bands[place - 1] if place else None

    @cached_property
    def _below(self) -> "tuple[Part | Item, ...]":
        return (*self.indicators, *self.sub_indicators, *self.items)

    @cached_property
    def children(self) -> dict[str, tuple[str, ...]]:
        """Codes that each code is the mean of, questions below items at the end."""
        found: dict[str, list[str]] = {one.code: [] for one in self.instruments}
        for part in self._below:
            found.setdefault(part.of, []).append(part.code)
            found.setdefault(part.code, [])
        tree = {code: tuple(codes) for code, codes in found.items()}
        # An item of one question is its own only question: nothing stands below it.
        return tree | {one.code: one.questions for one in self.items if len(one.polarity) > 1}

    @cached_property
    def level_of(self) -> dict[str, str]:
        """The level of every code; an item of one question counts as an item."""
        return {
            **{code: "response" for item in self.items for code in item.questions},
            **{item.code: "item" for item in self.items},
            **{one.code: "sub_indicator" for one in self.sub_indicators},
            **{one.code: "indicator" for one in self.indicators},
            **{one.code: "instrument" for one in self.instruments},
        }

    @cached_property
    def instrument_of(self) -> dict[str, str]:
        """The instrument of every code."""
        found = {one.code: one.code for one in self.instruments}
        for part in self._below:
            found[part.code] = found[part.of]
        for item in self.items:
            found |= dict.fromkeys(item.questions, found[item.code])
        return found

    def codes(self, instrument: str, level: str) -> tuple[str, ...]:
        """Return the codes that hold an instrument whole at `level`, in order.

        At ``sub_indicator`` an indicator without sub-indicators gives its items; where a
        level is not described, the result is empty.
        """
        codes = self.children.get(instrument, ()) if level != "instrument" else (instrument,)
        if level in {"sub_indicator", "item", "response"}:
            parts = {one.code for one in self.sub_indicators}
            if level == "sub_indicator" and not any(
                part in parts for code in codes for part in self.children[code]
            ):
                return ()
            codes = tuple(part for code in codes for part in self.children[code])
        if level in {"item", "response"}:
            parts = {one.code for one in self.sub_indicators}
            codes = tuple(
                item
                for code in codes
                for item in (self.children[code] if code in parts else (code,))
            )
        if level == "response":
            asked = {item.code: item.questions for item in self.items}
            codes = tuple(question for code in codes for question in asked[code])
        return codes

    @cached_property
    def questions(self) -> dict[str, tuple[Item, str]]:
        """Every question with its item and its polarity."""
        return {
            code: (item, polarity)
            for item in self.items
            for code, polarity in zip(item.questions, item.polarity, strict=True)
        }

    def points(self, question: str) -> tuple[int, ...]:
        """Return what each answer to a question earns, from its lowest answer upwards.

        Examples
        --------
        >>> from govlab.ita import method
        >>> method(2564).points("I9"), method(2564).points("I26a")
        ((100, 67, 33, 0), (0, 100))
        """
        if question not in self.questions:
            raise UnknownNameError(
                message("ita.no_question", code=question, fiscal_year=self.fiscal_year)
            )
        item, polarity = self.questions[question]
        points = self.scales[item.scale].points
        return points if polarity == "positive" else points[::-1]
