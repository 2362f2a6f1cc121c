"""The sampling error of an instrument, from the answers of single persons.

An instrument's score is a weighted sum of question means. With no answer missing that is
the mean of the respondents' own scores; with missing answers every question has its own
number of respondents, and the score is a sum of ratios. Its variance is linearised
(Taylor): each person counts with ``u = Σ w (y - mean) / share answered``, and the variance
of the mean of ``u`` under simple random sampling without replacement is that of the score
(Särndal, Swensson and Wretman, Model Assisted Survey Sampling, 1992, section 5.6).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from govlab.errors import InputError
from govlab.ita._error_moments import Floats, checked_counts, mean_error
from govlab.text import message

_SCALE = 100.0


@dataclass(frozen=True)
class Sampled:
    """An instrument's score and standard error, one row an agency.

    Parameters
    ----------
    units : tuple
        Agencies, in ascending order.
    n : array of int
        Respondents.
    population : array of float
        Persons who could have been asked.
    score, error : array of float
        Score and its standard error, in points, unrounded. The error is that of the
        draw alone: see :func:`response_sensitivity` for who does not answer.
    spread : array of float
        Standard deviation of the linearised scores of persons, in points.
    """

    units: tuple[Any, ...]
    n: npt.NDArray[np.int64]
    population: Floats
    score: Floats
    error: Floats
    spread: Floats

    @property
    def degrees(self) -> Floats:
        """Degrees of freedom of the error."""
        return (self.n - 1).astype(np.float64)

    def interval(self, confidence: float = 0.95) -> tuple[Floats, Floats]:
        """Return both ends of the interval by Student's t, within 0–100.

        Raises
        ------
        InputError
            When `confidence` is not between 0 and 1.
        """
        from govlab.ita._error_total import around

        return around(self.score, self.error, self.degrees, confidence)


def sampling_error(
    answers: npt.ArrayLike,
    weights: npt.ArrayLike,
    population: npt.ArrayLike,
    *,
    unit: npt.ArrayLike | None = None,
) -> Sampled:
    """Return score and standard error of one instrument for each agency.

    Parameters
    ----------
    answers : array, shape (respondents, questions)
        Points 0–100, NaN where there is no answer. Nothing is imputed: a question's mean
        is that of those who answered it.
    weights : array, shape (questions,)
        Weight of each question in the instrument; they add up to 1.
    population : number or array, shape (agencies,)
        Persons who could have been asked, in the order of the agencies' names.
    unit : array, shape (respondents,), optional
        Agency of each row; one agency when not given.

    Raises
    ------
    InputError
        When a value is not within 0–100, weights do not add up to 1, a question was
        answered by nobody in an agency, or more persons answered than there are.

    Examples
    --------
    >>> found = sampling_error([[100, 67], [67, float("nan")], [33, 33]], [0.5, 0.5], 20)
    >>> found.score.round(2), found.error.round(2)
    (array([58.33]), array([15.7]))
    """
    points = np.asarray(answers, dtype=np.float64)
    shares = np.asarray(weights, dtype=np.float64)
    _check(points, shares)
    if unit is None:
        units: tuple[Any, ...] = ("",)
        place = np.zeros(len(points), dtype=np.int64)
    else:
        names, place = np.unique(np.asarray(unit), return_inverse=True)
        units = tuple(names.tolist())
    order = np.argsort(place, kind="stable")
    points, place = points[order], place[order]
    starts = np.flatnonzero(np.diff(place, prepend=-1))
    n = np.diff(np.append(starts, len(place)))
    count, size = checked_counts(n, population)
    given = ~np.isnan(points)
    answered = np.add.reduceat(given, starts, axis=0, dtype=np.float64)
    _check_answered(answered, units)
    means = np.add.reduceat(np.where(given, points, 0.0), starts, axis=0) / answered
    # A person stands for more where others left the question empty.
    step = shares * count[:, None] / answered
    linear = np.einsum(
        "rq,rq->r", np.where(given, points - means[place], 0.0), step[place], optimize=False
    )
    # The linearised scores of an agency add up to zero but for rounding.
    linear -= (np.add.reduceat(linear, starts) / count)[place]
    scatter = np.add.reduceat(linear * linear, starts)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(scatter / (count - 1))
    return Sampled(
        units=units,
        n=n,
        population=size,
        score=means @ shares,
        error=mean_error(count, size, scatter),
        spread=spread,
    )


def _check(points: Floats, shares: Floats) -> None:
    if points.ndim != 2 or not len(points) or points.shape[1:] != shares.shape:  # noqa: PLR2004
        raise InputError(message("ita_error.shape", found=points.shape, questions=shares.shape[0]))
    impossible = (points < 0) | (points > _SCALE)
    if impossible.any():
        row, column = (int(one[0]) for one in np.nonzero(impossible))
        raise InputError(
            message("ita_error.points", row=row + 1, column=column + 1, value=points[row, column])
        )
    if not abs(float(shares.sum()) - 1) < 1e-9 or (shares < 0).any():  # noqa: PLR2004
        raise InputError(message("ita_error.weights", total=f"{shares.sum():g}"))


def _check_answered(answered: Floats, units: tuple[Any, ...]) -> None:
    nobody = answered == 0
    if nobody.any():
        unit, question = (int(one[0]) for one in np.nonzero(nobody))
        raise InputError(message("ita_error.nobody", unit=units[unit], question=question + 1))
