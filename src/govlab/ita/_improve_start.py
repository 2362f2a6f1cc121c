"""Where an agency stands: the leaves that measures act on, their worth, and their noise."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import inf, isnan, sqrt
from typing import TYPE_CHECKING

from govlab.errors import InputError, UnknownNameError
from govlab.ita._improve_measure import Premises
from govlab.ita._method_parts import Instrument, Method
from govlab.ita._score_table import Scores
from govlab.ita._score_weights import shares
from govlab.text import Message, message

if TYPE_CHECKING:
    import pandas as pd

_TOP = 100.0
# A published sub-indicator has two decimals, so it tells how many documents were found.
_DECODES = 0.006
_FEWEST = 4
_DEEP = ("item", "response")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value that a measure can change.

    Parameters
    ----------
    code : str
        Item or, where items are not described, indicator or instrument; a document of
        which only the sub-indicator is known has the code of it and a number.
    instrument : str
        Code of its instrument.
    value : float
        Present value, 0–100.
    worth : Fraction
        Points of the total for all of it, from 0 to 100.
    document : bool
        Whether it is published or not, and nothing between.
    known : bool
        Whether the value is its own or that of the part above it.
    """

    code: str
    instrument: str
    value: float
    worth: Fraction
    document: bool
    known: bool

    @property
    def gap(self) -> float:
        """Points of the total that are still to be had here."""
        return float(self.worth) * (_TOP - self.value) / _TOP


@dataclass(frozen=True)
class Start:
    """Where an agency stands before any measure.

    Parameters
    ----------
    unit : str
        Its name.
    how : Method
        The method of the year.
    scores : dict of str to float
        Score of each instrument, unrounded.
    errors : dict of str to float
        Standard error by which the next survey's score may differ from what is planned:
        error of this survey and of the next together.
    sampling : dict of str to float
        Standard error of this survey alone.
    respondents : dict of str to int
        Of each surveyed instrument; assumed where none were told.
    leaves : tuple of Leaf
        All that measures can act on.
    depths : dict of str to str
        Level of the values that each instrument was scored from.
    notes : tuple of Message
        What is known at this depth, what can be planned and what was assumed.
    synthetic : bool
        Whether the agency is made up.
    """

    unit: str
    how: Method
    scores: dict[str, float]
    errors: dict[str, float]
    sampling: dict[str, float]
    respondents: dict[str, int]
    leaves: tuple[Leaf, ...]
    depths: dict[str, str]
    notes: tuple[Message, ...]
    synthetic: bool = False

    @property
    def weights(self) -> list[float]:
        """Weight of each instrument, in the order of the method."""
        return [float(one.weight) for one in self.how.instruments]

    @property
    def total(self) -> float:
        """Unrounded total."""
        return sum(
            weight * self.scores[one.code]
            for weight, one in zip(self.weights, self.how.instruments, strict=True)
        )

    @property
    def missing(self) -> tuple[Leaf, ...]:
        """Documents that were not found, the heaviest first."""
        open_ = [leaf for leaf in self.leaves if leaf.document and leaf.value < _TOP]
        return tuple(sorted(open_, key=lambda leaf: -leaf.worth))

    def reached(self, code: str) -> list[tuple[int, float]]:
        """Return the leaves that an effect on `code` reaches, and what part of each.

        An effect on an indicator reaches all its items whole; one on a question reaches
        its share of the item. A code below which nothing is known reaches nothing.
        """
        place = {leaf.code: at for at, leaf in enumerate(self.leaves)}
        waiting, found = [code], []
        while waiting:
            one = waiting.pop(0)
            if one in place:
                found.append((place[one], 1.0))
            else:
                waiting += self.how.children.get(one, ())
        if found:
            return found
        parents = {child: up for up, below in self.how.children.items() for child in below}
        part = 1.0
        while code in parents:
            part /= len(self.how.children[parents[code]])
            code = parents[code]
            if code in place and not self.leaves[place[code]].document:
                return [(place[code], part)]
        return []


def start_of(
    scores: Scores,
    unit: str | None = None,
    *,
    respondents: Mapping[str, tuple[int, float]] | None = None,
    premises: Premises | None = None,
    synthetic: bool = False,
) -> Start:
    """Return where an agency of a scored table stands.

    Parameters
    ----------
    scores : Scores
        From :func:`govlab.ita.score_table`, at any depth.
    unit : str, optional
        Its name; the first agency when not given.
    respondents : mapping of str to (int, float), optional
        Respondents and population of IIT and EIT, where no answers were given.
    premises : Premises, optional
        Assumptions; the home's when not given.
    synthetic : bool
        Whether the agency is made up.

    Raises
    ------
    UnknownNameError
        When the table has no such agency.
    InputError
        When an instrument has no score, or counts are impossible.

    Examples
    --------
    >>> import pandas as pd
    >>> from govlab.ita import method, score_table
    >>> table = pd.DataFrame({"unit": ["ก"], "IIT": [80.79], "EIT": [84.47], "OIT": [97.5]})
    >>> found = start_of(score_table(table, method(2563)))
    >>> round(found.total, 3), found.missing, found.leaves[0].code
    (88.578, (), 'I1')
    """
    premises = premises or Premises.read()
    how = scores.how
    units = scores.frame["unit"].tolist()
    name = units[0] if unit is None else unit
    if name not in units:
        raise UnknownNameError(message("ita_plan.no_unit", unit=name, known=", ".join(units[:10])))
    place = units.index(name)
    row, parts = scores.frame.iloc[place], scores.parts.iloc[place]
    depths = {one.code: str(scores.depths.iloc[place][one.code]) for one in how.instruments}
    absent = [code for code, depth in depths.items() if not depth]
    if absent:
        raise InputError(message("ita_plan.no_score", unit=name, codes=", ".join(absent)))
    notes: list[Message] = []
    leaves: list[Leaf] = []
    for one in how.instruments:
        leaves += _leaves(how, one, depths[one.code], parts, notes)
    sampling, counts = _noise(scores, place, dict(respondents or {}), premises, notes)
    both = sqrt(1 + premises.again**2)
    wide = {
        code: error * both * (sqrt((counts[code] - 1) / (counts[code] - 3)) if error else 0.0)
        for code, error in sampling.items()
    }
    return Start(
        unit=name,
        how=how,
        scores={one.code: float(row[one.code]) for one in how.instruments},
        errors=wide,
        sampling=sampling,
        respondents=counts,
        leaves=tuple(leaves),
        depths=depths,
        notes=tuple(notes),
        synthetic=synthetic,
    )


def _leaves(
    how: Method, one: Instrument, depth: str, parts: "pd.Series[float]", notes: list[Message]
) -> list[Leaf]:
    weight = Fraction(one.weight) * 100
    if one.sample is None:
        return _documents(how, one, depth, parts, notes)
    level = next(
        (level for level in ("item", "indicator") if how.codes(one.code, level)), "instrument"
    )
    found = []
    for code, share in shares(how, one.code, level).items():
        value, known = _value(how, code, parts)
        found.append(Leaf(code, one.code, value, share * weight, document=False, known=known))
    if not all(leaf.known for leaf in found):
        notes.append(
            message("ita_plan.inherited", code=one.code, level=message(f"ita_plan.by_{depth}"))
        )
    return found


def _value(how: Method, code: str, parts: "pd.Series[float]") -> tuple[float, bool]:
    """Return the value of a code, or that of the nearest part above it that has one."""
    parents = {child: up for up, below in how.children.items() for child in below}
    known = True
    while code not in parts or isnan(parts[code]):
        code, known = parents[code], False
    return float(parts[code]), known


def _documents(
    how: Method, one: Instrument, depth: str, parts: "pd.Series[float]", notes: list[Message]
) -> list[Leaf]:
    weight = Fraction(one.weight) * 100
    if depth in _DEEP:
        return [
            Leaf(code, one.code, float(parts[code]), share * weight, document=True, known=True)
            for code, share in shares(how, one.code, "item").items()
        ]
    level = depth if how.codes(one.code, depth) else "instrument"
    inside = {sub: list(how.children.get(sub, ())) for sub in how.codes(one.code, level)}
    found: list[Leaf] = []
    for code, share in shares(how, one.code, level).items():
        value = float(parts[code])
        count = len(inside[code]) if depth == "sub_indicator" else 0
        lacking = round(count * (1 - value / _TOP))
        if count and abs(_TOP * (1 - lacking / count) - value) < _DECODES:
            found += [
                Leaf(
                    f"{code}?{at + 1}" if at < lacking else f"{code}+{at + 1 - lacking}",
                    one.code,
                    0.0 if at < lacking else _TOP,
                    share * weight / count,
                    document=True,
                    known=False,
                )
                for at in range(count)
            ]
        else:
            found.append(Leaf(code, one.code, value, share * weight, document=False, known=True))
    if depth == "sub_indicator":
        notes.append(message("ita_plan.documents_counted"))
    elif any(leaf.value < _TOP for leaf in found):
        notes.append(message("ita_plan.documents_unknown", level=message(f"ita_plan.by_{depth}")))
    return found


def _noise(
    scores: Scores,
    place: int,
    told: Mapping[str, tuple[int, float]],
    premises: Premises,
    notes: list[Message],
) -> tuple[dict[str, float], dict[str, int]]:
    errors: dict[str, float] = {}
    counts: dict[str, int] = {}
    unit = scores.frame["unit"].iloc[place]
    answers = scores.answers[scores.answers["unit"] == unit]
    answered = answers.set_index("instrument")["respondents"]
    for one in scores.how.instruments:
        code = one.code
        if one.sample is None:
            errors[code], counts[code] = 0.0, 0
            continue
        error = float("nan") if scores.errors is None else float(scores.errors.iloc[place][code])
        if code in answered and not isnan(error) and int(answered[code]) >= _FEWEST:
            errors[code], counts[code] = error, int(answered[code])
            continue
        n, size = told.get(code, (int(premises.respondents), inf))
        if not _FEWEST <= n <= size:
            raise InputError(
                message("ita_plan.counts", code=code, n=n, size=f"{size:g}", least=_FEWEST)
            )
        errors[code] = premises.spread * sqrt((1 - n / size) / n)
        counts[code] = n
        key = "ita_plan.error_from_counts" if code in told else "ita_plan.error_assumed"
        notes.append(message(key, code=code, n=n, spread=f"{premises.spread:g}"))
    return errors, counts
