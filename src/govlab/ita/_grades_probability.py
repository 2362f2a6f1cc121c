"""The probability of each grade: where the full count would lie, given the sample."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from govlab.errors import InputError
from govlab.ita._error_moments import Floats
from govlab.text import message

# Scores are sums of products of decimals in binary: a threshold counts as reached when
# it is missed by less than this many points.
_HAIR = 1e-9
# Points of the Gauss-Legendre rule; beyond this many standard errors nothing is left.
_NODES = 64
_FAR = 9.0
# Student's t has a variance from three degrees of freedom on: four respondents.
_FEWEST = 4


def grade_probabilities(
    scores: npt.ArrayLike,
    errors: npt.ArrayLike,
    weights: npt.ArrayLike,
    bands: Sequence[tuple[str, float, float]],
    *,
    places: int | None = 2,
    n: npt.ArrayLike | None = None,
) -> Floats:
    """Return the probability of each grade for each agency.

    The score that a full count of the same persons would give is taken as normal about
    the sample's, with the sample's standard error, the instruments independent of each
    other. A grade that asks something of every instrument (from FY2566 *excellent* needs
    95 and *good* 85 in each) is judged on all of them jointly.

    Parameters
    ----------
    scores, errors : array, shape (agencies, instruments)
        Scores and standard errors in points; the error of OIT is 0.
    weights : array, shape (instruments,)
        Weights in the total.
    bands : sequence of (str, float, float)
        Grade, total at which it begins and score that each instrument needs (0 for
        none), from the highest grade to the lowest, which begins at 0.
    places : int or None
        Decimals of the published score on which the grade is judged, rounded half up;
        None judges the unrounded score.
    n : array, shape (agencies, instruments), optional
        Respondents. When given, errors are widened to the variance of Student's t,
        and an agency with one to three respondents gets NaN; 0 stands for an instrument
        without respondents.

    Returns
    -------
    array of float, shape (agencies, grades)
        Each row adds up to 1.

    Raises
    ------
    InputError
        When the bands do not fall, or do not begin at 0 in the end.

    Examples
    --------
    >>> bands = [("excellent", 95, 95), ("good", 85, 85), ("pass", 85, 0), ("improve", 0, 0)]
    >>> grade_probabilities([88.0, 84.0, 90.0], [2, 2, 0], [0.3, 0.3, 0.4], bands).round(3)
    array([[0.   , 0.289, 0.71 , 0.001]])
    """
    middle = np.atleast_2d(np.asarray(scores, dtype=np.float64))
    error = np.atleast_2d(np.asarray(errors, dtype=np.float64))
    error = np.broadcast_to(error, middle.shape)
    shares = np.asarray(weights, dtype=np.float64)
    _check(bands)
    if n is not None:
        error = _widened(error, np.atleast_2d(np.asarray(n)))
    slack = 0.0 if places is None else 0.5 * 10.0**-places
    # A sure score sits above a threshold that it meets, whatever its last binary digit.
    middle = np.where(error == 0, middle + _HAIR, middle)
    error = np.where(error == 0, _HAIR / 10, error)
    reached = [
        np.ones(len(middle))
        if lower <= 0 and floor <= 0
        else _at_least(middle, error, shares, lower - slack, floor - slack if floor > 0 else 0.0)
        for _, lower, floor in bands
    ]
    above = np.column_stack([np.zeros(len(middle)), *reached])
    # Each grade's region holds those of the grades above it.
    return np.maximum(np.diff(above, axis=1), 0.0)


def _at_least(middle: Floats, error: Floats, shares: Floats, lower: float, floor: float) -> Floats:
    """Return the probability that the total reaches `lower` and every part `floor`."""
    if floor <= 0:
        return _tail(middle @ shares, np.sqrt(((error * shares) ** 2).sum(axis=1)), lower)
    every = _tail(middle, error, floor)
    # Parts that all reach their floor take the total there too: nothing is left to ask.
    if floor * shares.sum() >= lower - _HAIR:
        found: Floats = every.prod(axis=1)
        return found
    # The surest part outermost: what is integrated over the others is smooth then.
    order = np.argsort(error, axis=1, kind="stable")
    return _joint(
        np.take_along_axis(middle, order, axis=1),
        np.take_along_axis(error, order, axis=1),
        shares[order],
        np.full(len(middle), lower),
        floor,
    )


def _joint(middle: Floats, error: Floats, shares: Floats, lower: Floats, floor: float) -> Floats:
    """Integrate over the first part; the rest is asked for what the total still lacks."""
    if middle.shape[1] == 1:
        return _tail(middle[:, 0], error[:, 0], np.maximum(lower / shares[:, 0], floor))
    at, wide, share = middle[:, :1], error[:, :1], shares[:, :1]
    rest = middle[:, 1:], error[:, 1:], shares[:, 1:]
    if (wide < _HAIR).all():
        # A part without error is what it is: nothing to integrate.
        reached = (at[:, 0] >= floor).astype(np.float64)
        return np.asarray(reached * _joint(*rest, lower - share[:, 0] * at[:, 0], floor))
    # Above this score of the first part the floors of the rest suffice.
    enough = (lower[:, None] - floor * rest[2].sum(axis=1, keepdims=True)) / share
    start = np.clip((floor - at) / wide, -_FAR, _FAR)
    end = np.clip((np.maximum(enough, floor) - at) / wide, start, _FAR)
    sure = _tail(at[:, 0], wide[:, 0], np.maximum(enough[:, 0], floor))
    found = sure * _tail(rest[0], rest[1], floor).prod(axis=1)
    nodes, quadrature = np.polynomial.legendre.leggauss(_NODES)
    z = (end + start) / 2 + (end - start) / 2 * nodes
    density = np.exp(-z * z / 2) / np.sqrt(2 * np.pi) * (end - start) / 2 * quadrature
    lacking = lower[:, None] - share * (at + wide * z)
    each = [_joint(*rest, lacking[:, place], floor) for place in range(_NODES)]
    return np.asarray(found + (density * np.column_stack(each)).sum(axis=1), dtype=np.float64)


def _tail(middle: Floats, error: Floats, lower: Floats | float) -> Floats:
    from scipy import special

    return np.asarray(special.ndtr((middle - lower) / error), dtype=np.float64)


def _widened(error: Floats, n: npt.NDArray[np.generic]) -> Floats:
    count = np.broadcast_to(n, error.shape).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        wider = error * np.sqrt((count - 1) / (count - 3))
    few = (count > 0) & (count < _FEWEST)
    found = np.where(few, np.nan, np.where(count > 0, wider, error))
    return np.where(error > 0, found, error)


def _check(bands: Sequence[tuple[str, float, float]]) -> None:
    edges = [(lower, floor) for _, lower, floor in bands]
    falling = all(
        above[0] >= below[0] and above[1] >= below[1] and above != below
        for above, below in pairwise(edges)
    )
    if not edges or not falling or edges[-1] != (0, 0):
        raise InputError(
            message("ita_error.bands", found=", ".join(f"{g} {lo:g}/{fl:g}" for g, lo, fl in bands))
        )
