"""Sobol indices of any function of uniform numbers, by SALib, with bootstrap intervals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from govlab.chance import key
from govlab.errors import InputError, MissingExtraError
from govlab.ita._error_moments import Floats
from govlab.text import message

# Sobol's sequence is balanced at powers of two only; fewer points estimate nothing.
LEAST_SAMPLES = 16
MOST_SAMPLES = 1 << 16
RESAMPLES = 200
# An output that moves less than this is the same for all choices.
_STILL = 1e-12


@dataclass(frozen=True)
class Indices:
    """Sobol indices of one output.

    Parameters
    ----------
    names : tuple of str
        The inputs.
    variance : float
        Of the output; 0 where no input moves it, and then every index is NaN.
    first, first_half, total, total_half : array, shape (inputs,)
        First-order and total indices, and half the width of their intervals (SALib's
        bootstrap). The estimates scatter about the truth: a small one may be below 0.
    confidence : float
        Of the intervals.
    samples : int
        Points of the base sample; the function was evaluated ``samples * (inputs + 2)``
        times.
    """

    names: tuple[str, ...]
    variance: float
    first: Floats
    first_half: Floats
    total: Floats
    total_half: Floats
    confidence: float
    samples: int

    @property
    def constant(self) -> bool:
        """Whether no input moves the output."""
        return self.variance <= _STILL

    @property
    def interaction(self) -> float:
        """Share of the variance that no input explains alone."""
        return float(1 - self.first.sum())

    def rows(self) -> list[dict[str, Any]]:
        """Return one mapping an input, JSON-ready: indices and both ends of each."""
        found = []
        for place, name in enumerate(self.names):
            first, total = float(self.first[place]), float(self.total[place])
            half, wide = float(self.first_half[place]), float(self.total_half[place])
            row: dict[str, Any] = {
                "factor": name,
                "first": first,
                "first_low": first - half,
                "first_high": first + half,
                "total": total,
                "total_low": total - wide,
                "total_high": total + wide,
            }
            found.append({k: None if v != v else v for k, v in row.items()})  # noqa: PLR0124
        return found


def design(names: Sequence[str], samples: int, seed: int) -> Floats:
    """Return the points at which the function is to be evaluated, in the unit cube.

    Raises
    ------
    MissingExtraError
        When SALib is not installed.
    InputError
        When there are fewer than two inputs, or `samples` is not a power of two within
        reach.
    """
    if len(names) < 2 or len(set(names)) < len(names):  # noqa: PLR2004
        raise InputError(message("ita_composite.factors", found=", ".join(names) or "–"))
    if not (LEAST_SAMPLES <= samples <= MOST_SAMPLES and samples & (samples - 1) == 0):
        raise InputError(
            message("ita_composite.samples", found=samples, least=LEAST_SAMPLES, most=MOST_SAMPLES)
        )
    sampler, _ = salib()
    drawn = sampler.sample(
        _problem(names), samples, calc_second_order=False, scramble=True, seed=_seed(seed, "points")
    )
    return np.asarray(drawn, dtype=np.float64)


def indices(
    names: Sequence[str],
    output: Floats,
    *,
    seed: int,
    confidence: float = 0.95,
    resamples: int = RESAMPLES,
) -> Indices:
    """Return the indices of an output that was evaluated at the points of the design."""
    _, analyzer = salib()
    count = len(names)
    samples = len(output) // (count + 2)
    if not 0 < confidence < 1:
        raise InputError(message("ita_error.confidence", found=confidence))
    nothing = np.full(count, np.nan)
    variance = float(output[independent(len(output), count)].var())
    if np.ptp(output) <= _STILL or variance <= _STILL:
        return Indices(tuple(names), 0.0, nothing, nothing, nothing, nothing, confidence, samples)
    found = analyzer.analyze(
        _problem(names),
        np.asarray(output, dtype=np.float64),
        calc_second_order=False,
        num_resamples=resamples,
        conf_level=confidence,
        seed=_seed(seed, "bootstrap"),
    )
    first, first_half, total, total_half = (
        np.asarray(found[name], np.float64) for name in ("S1", "S1_conf", "ST", "ST_conf")
    )
    return Indices(
        tuple(names), variance, first, first_half, total, total_half, confidence, samples
    )


def independent(points: int, count: int) -> npt.NDArray[np.int64]:
    """Return which points of a design of `count` inputs are independent draws of all of them."""
    step = count + 2
    first = np.arange(0, points, step, dtype=np.int64)
    return np.concatenate([first, first + step - 1])


def sobol(
    function: Callable[[Floats], Floats],
    names: Sequence[str],
    *,
    samples: int,
    seed: int,
    confidence: float = 0.95,
) -> Indices:
    """Return first-order and total Sobol indices of a function.

    Parameters
    ----------
    function : callable
        Takes points, shape (points, inputs), each number between 0 and 1; returns one
        number a point.
    names : sequence of str
        Of the inputs, two or more.
    samples : int
        A power of two; the function is evaluated ``samples * (inputs + 2)`` times.
    seed : int
        The same seed gives the same points and intervals.
    confidence : float
        Of the intervals.

    Raises
    ------
    MissingExtraError
        When SALib, of the extra ``research``, is not installed.
    InputError
        When `samples` is not a power of two, or there are fewer than two inputs.

    Examples
    --------
    >>> found = sobol(lambda at: at[:, 0] + 3 * at[:, 1], ["a", "b"], samples=1024, seed=1)
    >>> found.first.round(2), found.total.round(2)
    (array([0.1, 0.9]), array([0.1, 0.9]))
    """
    points = design(names, samples, seed)
    output = np.asarray(function(points), dtype=np.float64)
    if output.shape != (len(points),) or not np.isfinite(output).all():
        raise InputError(message("ita_composite.output", points=len(points)))
    return indices(names, output, seed=seed, confidence=confidence)


def salib() -> tuple[Any, Any]:
    """Return SALib's sampler and analyser.

    Raises
    ------
    MissingExtraError
        When it is not installed.
    """
    try:
        from SALib.analyze import sobol as analyzer
        from SALib.sample import sobol as sampler
    except ImportError as missing:
        raise MissingExtraError(message("ita_composite.no_salib")) from missing
    return sampler, analyzer


def _problem(names: Sequence[str]) -> dict[str, Any]:
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def _seed(seed: int, purpose: str) -> int:
    # SALib takes a seed of 0 for none at all.
    return key(seed, "ita", "sobol", purpose)[0] | 1
