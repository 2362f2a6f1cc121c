"""From the values of one level up the tree to the total: fast in floats, exact where it decides.

Every step is a plain mean or the weighted sum of the instruments. Floats carry all units
at once; a unit whose value lies so near a rounding tie or an edge of a grade that a
float could fall on the wrong side is computed again in fractions.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from govlab.ita._method_parts import Method

_T = TypeVar("_T")
Floats = npt.NDArray[np.float64]
# Nearer than this to a tie or an edge, in points, floats are not trusted (their own
# error is below 1e-11).
_NEAR = 1e-7
# The total stands beside the codes of the tree under this name.
TOTAL = "total"


def climb(
    how: Method,
    given: Mapping[str, _T],
    number: Callable[[Decimal], _T],
) -> dict[str, Any]:
    """Return every value from those given up to the instruments and the total.

    Parameters
    ----------
    how : Method
        The method.
    given : mapping of str to number or array
        Values of one level for each instrument. An instrument without any is left out,
        and the total with it.
    number : callable
        Turns a weight into the numbers that `given` is made of.
    """
    found: dict[str, Any] = dict(given)

    def value(code: str) -> Any:
        if code not in found:
            parts = [value(child) for child in how.children.get(code, ())]
            if not parts or any(part is None for part in parts):
                return None
            found[code] = sum(parts[1:], parts[0]) / len(parts)
        return found[code]

    instruments = [value(one.code) for one in how.instruments]
    if all(one is not None for one in instruments):
        shares = [number(one.weight) for one in how.instruments]
        parts = [share * one for share, one in zip(shares, instruments, strict=True)]
        found[TOTAL] = sum(parts[1:], parts[0])
    return found


@dataclass(frozen=True, slots=True)
class Judged:
    """Values as published, and what they are worth.

    Parameters
    ----------
    every : dict of str to array
        Every value, unrounded.
    published : dict of str to array
        The total and, where grades ask something of each, the instruments: rounded
        half up.
    place : array of int
        Position of each unit's grade among the bands; -1 without a total.
    """

    every: dict[str, Floats]
    published: dict[str, Floats]
    place: npt.NDArray[np.int64]


def judge(
    how: Method,
    values: dict[str, Floats],
    exact: Callable[[int], Mapping[str, Fraction]],
    *,
    grade_on: str,
) -> Judged:
    """Round and grade the values of many units.

    Parameters
    ----------
    how : Method
        The method.
    values : dict of str to array
        What :func:`climb` returned in floats.
    exact : callable
        Takes a unit's place; returns what :func:`climb` gives for it in fractions.
    grade_on : {"published", "total"}
        Whether rounded or unrounded values are graded.
    """
    values = {code: np.array(each, dtype=np.float64) for code, each in values.items()}
    instruments = [one.code for one in how.instruments]
    # What a grade is cut on; the rounding of the rest decides nothing.
    floors = any(band.floor is not None for band in how.bands)
    shown = [code for code in (*(instruments if floors else ()), TOTAL) if code in values]
    scale = 10.0**how.places
    edges = sorted({float(edge) for one in how.bands for edge in (one.lower, one.floor or 0)})
    published: dict[str, Floats] = {}
    doubtful = np.zeros(len(next(iter(values.values()))), dtype=bool)
    for code in shown:
        stretched = values[code] * scale
        published[code] = np.floor(stretched + 0.5) / scale
        doubtful |= np.abs(stretched - np.floor(stretched) - 0.5) < _NEAR * scale
        if grade_on == "total" and code in {TOTAL, *instruments}:
            for edge in edges:
                doubtful |= np.abs(values[code] - edge) < _NEAR
    graded = published if grade_on == "published" else {code: values[code] for code in shown}
    place = _places(how, graded, instruments, len(doubtful))
    for unit in np.flatnonzero(doubtful):
        sure = exact(int(unit))
        for code in shown:
            values[code][unit] = float(sure[code])
            published[code][unit] = float(_half_up(sure[code], how.places))
        if TOTAL in values:
            held = {
                code: _half_up(sure[code], how.places) if grade_on == "published" else sure[code]
                for code in shown
            }
            place[unit] = _place(how, held)
    return Judged(values, published, place)


def _places(
    how: Method, graded: Mapping[str, Floats], instruments: Sequence[str], count: int
) -> npt.NDArray[np.int64]:
    if TOTAL not in graded:
        return np.full(count, -1, dtype=np.int64)
    place = np.full(count, len(how.bands) - 1, dtype=np.int64)
    count = len(graded[TOTAL])
    parts = [graded[code] for code in instruments if code in graded]
    least = np.min(parts, axis=0) if parts else np.zeros(count)
    # From the lowest band upwards: the last that holds is the best.
    for index in range(len(how.bands) - 1, -1, -1):
        band = how.bands[index]
        holds = (graded[TOTAL] >= float(band.lower)) & (least >= float(band.floor or 0))
        place[holds] = index
    return place


def _place(how: Method, held: Mapping[str, Fraction]) -> int:
    parts = [value for code, value in held.items() if code != TOTAL]
    for index, band in enumerate(how.bands):
        if held[TOTAL] >= Fraction(band.lower) and all(
            value >= Fraction(band.floor or 0) for value in parts
        ):
            return index
    return len(how.bands) - 1


def _half_up(value: Fraction, places: int) -> Fraction:
    scale = 10**places
    return Fraction((value * scale + Fraction(1, 2)).__floor__(), scale)
