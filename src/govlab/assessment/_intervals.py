"""Intervals for a share, for research: what a verdict on a full count never uses."""

import math
from dataclasses import dataclass
from statistics import NormalDist

from govlab.errors import InputError
from govlab.text import message

_HUNDRED = 100
_LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval for a share, in per cent.

    Parameters
    ----------
    low, high : float
        Per cent, 0–100.
    level : float
        Confidence level, between 0 and 1.
    method : str
        ``"wilson"`` or ``"clopper-pearson"``.
    """

    low: float
    high: float
    level: float
    method: str

    def as_dict(self) -> dict[str, object]:
        """Return the interval as a JSON-ready mapping."""
        return {"low": self.low, "high": self.high, "level": self.level, "method": self.method}


def wilson(passed: int, n: int, level: float = _LEVEL) -> Interval:
    """Return the score interval of Wilson (1927) for `passed` of `n`.

    It treats the people counted as a sample of others; on a full count of a cohort
    there is nothing to infer.

    Raises
    ------
    InputError
        When `n` is not positive, `passed` not within 0 to `n`, or `level` not between
        0 and 1.

    Examples
    --------
    >>> found = wilson(48, 60)
    >>> round(found.low, 2), round(found.high, 2)
    (68.22, 88.17)
    """
    _check(passed, n, level)
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, weight = passed / n, z * z / n
    middle = (share + weight / 2) / (1 + weight)
    half = z * math.sqrt(share * (1 - share) / n + weight / (4 * n)) / (1 + weight)
    # At the ends the interval touches them exactly; floating point must not miss by a hair.
    low = 0.0 if passed == 0 else max(0.0, middle - half)
    high = 1.0 if passed == n else min(1.0, middle + half)
    return Interval(_HUNDRED * low, _HUNDRED * high, level, "wilson")


def clopper_pearson(passed: int, n: int, level: float = _LEVEL) -> Interval:
    """Return the exact interval of Clopper and Pearson (1934) for `passed` of `n`.

    Raises
    ------
    InputError
        As :func:`wilson`.

    Examples
    --------
    >>> found = clopper_pearson(48, 60)
    >>> round(found.low, 2), round(found.high, 2)
    (67.67, 89.22)
    """
    from scipy.special import betaincinv

    _check(passed, n, level)
    tail = (1 - level) / 2
    low = 0.0 if passed == 0 else float(betaincinv(passed, n - passed + 1, tail))
    high = 1.0 if passed == n else float(betaincinv(passed + 1, n - passed, 1 - tail))
    return Interval(_HUNDRED * low, _HUNDRED * high, level, "clopper-pearson")


def _check(passed: int, n: int, level: float) -> None:
    if n < 1 or not 0 <= passed <= n:
        raise InputError(message("assessment.impossible_share", passed=passed, n=n))
    if not 0 < level < 1:
        raise InputError(message("assessment.impossible_level", value=level))
