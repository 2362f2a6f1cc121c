"""Ranks with intervals: how little a league table of noisy scores can say."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from govlab.chance import key
from govlab.errors import InputError
from govlab.ita._error_moments import Floats
from govlab.ita._respondents_draws import uniforms
from govlab.text import message

# Random numbers held at a time: 32 MB.
_AT_ONCE = 1 << 22


@dataclass(frozen=True)
class Ranks:
    """Ranks of agencies by their unrounded totals, 1 for the highest.

    Parameters
    ----------
    rank : array of int
        Equal totals share the best rank.
    low, high : array of int
        Best and worst rank that the errors allow.
    """

    rank: npt.NDArray[np.int64]
    low: npt.NDArray[np.int64]
    high: npt.NDArray[np.int64]


def ranks(
    totals: npt.ArrayLike,
    errors: npt.ArrayLike,
    *,
    confidence: float = 0.95,
    seed: int | None = None,
    replications: int = 1000,
) -> Ranks:
    """Rank agencies, each with the interval of its rank.

    Without a seed the intervals are joint: with the confidence asked for, *all* true
    ranks lie in them at once (Klein, Wright and Wieczorek, Journal of the Royal
    Statistical Society A 183, 2020). With a seed each interval is for one agency alone:
    the quantiles of its rank when every total is drawn again about itself (Goldstein and
    Spiegelhalter 1996); they are narrower and must not be read together.

    Parameters
    ----------
    totals, errors : array, shape (agencies,)
        Unrounded totals and their standard errors, in points.
    confidence : float
        Between 0 and 1.
    seed, replications : int
        For intervals of single agencies.

    Raises
    ------
    InputError
        When `confidence` is not between 0 and 1, or an error is negative or missing.

    Examples
    --------
    >>> found = ranks([92.1, 88.0, 87.6, 70.2], [0.8, 0.9, 1.0, 1.1])
    >>> found.rank.tolist(), found.low.tolist(), found.high.tolist()
    ([1, 2, 3, 4], [1, 1, 2, 4], [2, 3, 3, 4])
    """
    total = np.asarray(totals, dtype=np.float64)
    error = np.broadcast_to(np.asarray(errors, dtype=np.float64), total.shape)
    if not 0 < confidence < 1:
        raise InputError(message("ita_error.confidence", found=confidence))
    if not ((error >= 0).all() and np.isfinite(total).all()):
        place = int(np.flatnonzero(~((error >= 0) & np.isfinite(total)))[0])
        raise InputError(
            message("ita_error.unrankable", place=place + 1, total=total[place], error=error[place])
        )
    rank = _above(total, total) + 1
    if seed is None:
        low, high = _joint(total, error, confidence)
    else:
        low, high = _single(total, error, confidence, seed, replications)
    return Ranks(rank, low, high)


def _above(totals: Floats, values: Floats) -> npt.NDArray[np.int64]:
    """Return how many of `totals` are greater than each of `values`."""
    ordered = np.sort(totals)
    return np.asarray(len(totals) - np.searchsorted(ordered, values, side="right"), np.int64)


def _joint(
    total: Floats, error: Floats, confidence: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    from scipy import special

    # Intervals that all hold at once (Šidák): agencies are sampled independently.
    each = confidence ** (1 / len(total))
    half = special.ndtri((1 + each) / 2) * error
    low, high = total - half, total + half
    # Surely above: intervals that lie wholly over one's own. Surely below: wholly under.
    surely_above = _above(low, high)
    surely_below = np.searchsorted(np.sort(high), low, side="left")
    return surely_above + 1, np.asarray(len(total) - surely_below, np.int64)


def _single(
    total: Floats, error: Floats, confidence: float, seed: int, replications: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    from scipy import special

    words = key(seed, "ita", "ranks")
    drawn = np.empty((replications, len(total)), dtype=np.int32)
    step = max(1, _AT_ONCE // len(total))
    for first in range(0, replications, step):
        rows = np.arange(first, min(first + step, replications), dtype=np.int64)
        again = total + error * special.ndtri(uniforms(words, rows, len(total)))
        order = np.argsort(-again, axis=1, kind="stable")
        np.put_along_axis(
            drawn[rows[0] : rows[-1] + 1],
            order,
            np.arange(1, len(total) + 1, dtype=np.int32)[None, :],
            axis=1,
        )
    tail = (1 - confidence) / 2
    low = np.quantile(drawn, tail, axis=0, method="lower")
    high = np.quantile(drawn, 1 - tail, axis=0, method="higher")
    return low.astype(np.int64), high.astype(np.int64)
