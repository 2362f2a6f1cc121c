"""How many must answer for a wanted precision; the official least is the method's own."""

import math
from collections.abc import Mapping, Sequence
from statistics import NormalDist

from govlab.errors import InputError
from govlab.text import message


def sample_size(margin: float, spread: float, population: int, *, confidence: float = 0.95) -> int:
    """Return the fewest respondents whose score lies within `margin` of the full count.

    Parameters
    ----------
    margin : float
        Half the width of the interval wanted, in points of the instrument.
    spread : float
        Standard deviation of persons' scores, in points; assumption A-045 before there
        are answers.
    population : int
        Persons who can be asked.
    confidence : float
        Share of samples that shall keep the margin.

    Returns
    -------
    int
        With the normal quantile, as planning does; everybody when nothing less does.

    Raises
    ------
    InputError
        When a figure is impossible.

    Examples
    --------
    >>> [sample_size(margin, 20, 300) for margin in (5, 3, 1)]
    [52, 109, 251]
    """
    return samples_for_total(
        margin, {"": spread}, {"": population}, {"": 1.0}, confidence=confidence
    )[""]


def samples_for_total(
    margin: float,
    spreads: Mapping[str, float],
    populations: Mapping[str, int],
    weights: Mapping[str, float],
    *,
    confidence: float = 0.95,
) -> dict[str, int]:
    """Return the fewest respondents of each instrument for a margin of the total.

    The split that needs the fewest persons in all (Neyman 1934 with the finite
    population): in proportion to weight times spread, and everybody where that asks for
    more than there are.

    Parameters
    ----------
    margin : float
        Half the width of the interval wanted, in points of the total.
    spreads, populations, weights : mapping
        Of each instrument that is a sample: spread of persons' scores in points,
        persons, weight in the total.
    confidence : float
        Share of samples that shall keep the margin.

    Raises
    ------
    InputError
        When a figure is impossible.

    Examples
    --------
    >>> both = {"IIT": 0.3, "EIT": 0.3}
    >>> samples_for_total(1.5, {"IIT": 20, "EIT": 20}, {"IIT": 300, "EIT": 3000}, both)
    {'IIT': 101, 'EIT': 101}
    """
    if not (margin > 0 and 0 < confidence < 1):
        raise InputError(message("ita_error.margin", margin=margin, confidence=confidence))
    for name, spread in spreads.items():
        _check_population(populations[name])
        if not 0 <= spread <= 50:  # noqa: PLR2004 - nobody's scores from 0 to 100 spread more
            raise InputError(message("ita_error.range", name="spread", value=spread, top="50"))
    allowed = (margin / NormalDist().inv_cdf((1 + confidence) / 2)) ** 2
    found = dict.fromkeys(spreads, 0)
    asked: dict[str, int] = {}
    while True:
        split = _split(
            allowed, spreads, populations, weights, [n for n in spreads if n not in asked]
        )
        over = [name for name, n in split.items() if n > populations[name]]
        if not over:
            break
        asked |= {name: populations[name] for name in over}
    found |= {
        name: min(populations[name], max(1, math.ceil(n - 1e-9))) for name, n in split.items()
    }
    return found | asked


def _split(
    allowed: float,
    spreads: Mapping[str, float],
    populations: Mapping[str, int],
    weights: Mapping[str, float],
    names: Sequence[str],
) -> dict[str, float]:
    """Return the real numbers that keep the variance allowed with the fewest in all."""
    parts = {name: weights[name] * spreads[name] for name in names}
    below = allowed + sum(part * part / populations[name] for name, part in parts.items())
    return {name: part * sum(parts.values()) / below for name, part in parts.items()}


def _check_population(population: int) -> None:
    if population < 1:
        raise InputError(message("ita_error.population", found=population))
