"""Means with their intervals, and numbers as people read them."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

_LEVEL = 0.95
_DIGITS = 6
_PLAIN, _ONE_PLACE = 100, 10


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over replications with its 95 percent interval (Student's t).

    Parameters
    ----------
    mean, low, high : float
        Not numbers where nothing was measured; `low` and `high` also with one value alone.
    n : int
        Replications in which there was something to measure.
    spread : float
        Standard deviation of the replications.
    """

    mean: float
    low: float
    high: float
    n: int
    spread: float

    @property
    def half_width(self) -> float:
        """Half of the interval; infinite where there is none."""
        return (self.high - self.low) / 2 if math.isfinite(self.high) else math.inf

    def as_dict(self) -> dict[str, Any]:
        """Return what JSON holds; unknown numbers are null."""
        return {
            "mean": _known(self.mean),
            "low": _known(self.low),
            "high": _known(self.high),
            "n": self.n,
        }

    def shown(self) -> tuple[str, str]:
        """Return mean and interval as people read them."""
        return figure(self.mean), interval(self.low, self.high)


def estimate(each: Any) -> Estimate:
    """Return the mean of values with its interval; those that are not numbers are left out.

    Examples
    --------
    >>> estimate([1.0, 2.0, 3.0, float("nan")]).shown()
    ('2.0', '-0.48 – 4.5')
    """
    found = np.asarray(each, float)
    found = found[np.isfinite(found)]
    n = len(found)
    if n == 0:
        return Estimate(math.nan, math.nan, math.nan, 0, math.nan)
    mean = float(found.mean())
    if n == 1:
        return Estimate(mean, math.nan, math.nan, 1, math.nan)
    spread = float(found.std(ddof=1))
    half = quantile(n - 1) * spread / math.sqrt(n)
    return Estimate(mean, mean - half, mean + half, n, spread)


def quantile(freedom: int, level: float = _LEVEL) -> float:
    """Return the two-sided quantile of Student's t.

    Examples
    --------
    >>> round(quantile(9), 4)
    2.2622
    """
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 + level / 2))


def figure(value: float) -> str:
    """Return a number with the digits that a reader needs.

    Examples
    --------
    >>> [figure(x) for x in (1234567.8, 123.4, 12.345, 0.01234, 0.0)]
    ['1,234,568', '123', '12.3', '0.012', '0']
    """
    if not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    if abs(value) >= _PLAIN:
        return f"{value:,.0f}"
    if abs(value) >= _ONE_PLACE:
        return f"{value:.1f}"
    return f"{value:.{1 - math.floor(math.log10(abs(value)))}f}"


def interval(low: float, high: float) -> str:
    """Return an interval as people read it.

    Examples
    --------
    >>> interval(0.5, 12.345)
    '0.50 – 12.3'
    """
    return f"{figure(low)} – {figure(high)}" if math.isfinite(low) else "–"


def _known(value: float) -> float | None:
    return round(value, _DIGITS) if math.isfinite(value) else None
