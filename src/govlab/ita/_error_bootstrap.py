"""The bootstrap for samples drawn without replacement: replicated scores of an instrument.

Two ways that respect the finite population:

- ``population``: each person of the sample stands for N/n persons; the population built
  from them is drawn from again, without replacement (Gross 1980; Booth, Butler and Hall
  1994 where N/n is no whole number).
- ``rescaled``: n - 1 persons are drawn with replacement, and their weights shrunk towards
  one so that the variance carries 1 - n/N (Rao and Wu 1988; Rao, Wu and Yue 1992).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from govlab.chance import key
from govlab.errors import InputError
from govlab.ita._error_moments import Floats, checked_counts
from govlab.ita._respondents_draws import uniforms
from govlab.text import message

# Random numbers held at a time: 32 MB.
_AT_ONCE = 1 << 22


@dataclass(frozen=True)
class Replicates:
    """Scores of one instrument in the replicates.

    Parameters
    ----------
    score : float
        Score of the sample itself, in points.
    scores : array of float
        Score of each replicate.
    """

    score: float
    scores: Floats

    @property
    def error(self) -> float:
        """Standard error: the spread of the replicates about their mean, in points."""
        return float(self.scores.std(ddof=1))

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """Return the percentile interval.

        Raises
        ------
        InputError
            When `confidence` is not between 0 and 1.
        """
        if not 0 < confidence < 1:
            raise InputError(message("ita_error.confidence", found=confidence))
        tail = (1 - confidence) / 2
        low, high = np.quantile(self.scores, [tail, 1 - tail])
        return float(low), float(high)


def bootstrap(
    answers: npt.ArrayLike,
    weights: npt.ArrayLike,
    population: int,
    *,
    seed: int,
    replications: int = 1000,
    way: Literal["population", "rescaled"] = "rescaled",
) -> Replicates:
    """Replicate the score of one instrument of one agency.

    Parameters
    ----------
    answers : array, shape (respondents, questions)
        Points 0–100, NaN where there is no answer.
    weights : array, shape (questions,)
        Weight of each question in the instrument.
    population : int
        Persons who could have been asked.
    seed : int
        The same seed gives the same replicates, however many are asked for after.
    replications : int
        How many.
    way : {"rescaled", "population"}
        See the module.

    Raises
    ------
    InputError
        When there are fewer than two respondents, or a replicate holds no answer to a
        question (``population`` only: ask for ``rescaled``).

    Examples
    --------
    >>> answers = [[100, 67], [67, 33], [33, 33], [67, 67], [100, 100]]
    >>> found = bootstrap(answers, [0.5, 0.5], 50, seed=2567, replications=400)
    >>> found.score, 8 < found.error < 14
    (66.7, True)
    """
    points = np.asarray(answers, dtype=np.float64)
    shares = np.asarray(weights, dtype=np.float64)
    checked_counts(len(points), population)
    if len(points) < 2 or replications < 2:  # noqa: PLR2004
        raise InputError(message("ita_error.too_few", n=len(points), replications=replications))
    words = key(seed, "ita", "bootstrap", way)
    own = _scores(points, shares, np.ones((1, len(points))))
    if way == "rescaled":
        scores = _scores(points, shares, _rescaled(len(points), population, replications, words))
    else:
        people, drawn = _from_population(len(points), population, replications, words)
        # Each replicate is held against the population it was drawn from.
        scores = own + _scores(points, shares, drawn) - _scores(points, shares, people)
    return Replicates(float(own[0]), scores)


def _scores(points: Floats, shares: Floats, counts: Floats) -> Floats:
    """Return the score of each row of counts: how often each person stands in it."""
    given = ~np.isnan(points)
    answered = counts @ given.astype(np.float64)
    if (answered <= 0).any():
        question = int(np.nonzero(answered <= 0)[1][0])
        raise InputError(message("ita_error.empty_replicate", question=question + 1))
    found = counts @ np.where(given, points, 0.0) / answered
    return np.asarray(found @ shares, dtype=np.float64)


def _rescaled(n: int, population: int, replications: int, words: tuple[int, int]) -> Floats:
    drawn = np.empty((replications, n))
    for rows in _chunks(replications, n - 1):
        picked = (uniforms(words, rows, n - 1) * n).astype(np.int64)
        flat = picked + n * np.arange(len(rows))[:, None]
        drawn[rows] = np.bincount(flat.ravel(), minlength=n * len(rows)).reshape(-1, n)
    shrunk = np.sqrt(1 - n / population)
    return np.asarray(1 - shrunk + shrunk * drawn * n / (n - 1), dtype=np.float64)


def _from_population(
    n: int, population: int, replications: int, words: tuple[int, int]
) -> tuple[Floats, Floats]:
    """Return how many persons each one stands for, and how often each was drawn from them."""
    whole, rest = divmod(population, n)
    stands, drawn = np.empty((replications, n)), np.empty((replications, n))
    for rows in _chunks(replications, n + population):
        numbers = uniforms(words, rows, n + population)
        # Who stands for one person more, where N/n is no whole number.
        more = np.argsort(numbers[:, :n], axis=1, kind="stable")[:, :rest]
        block = np.full((len(rows), n), float(whole))
        np.put_along_axis(block, more, float(whole + 1), axis=1)
        stands[rows] = block
        people = np.concatenate(
            [np.broadcast_to(np.tile(np.arange(n), whole), (len(rows), whole * n)), more], axis=1
        )
        taken = np.argsort(numbers[:, n:], axis=1, kind="stable")[:, :n]
        flat = np.take_along_axis(people, taken, axis=1) + n * np.arange(len(rows))[:, None]
        drawn[rows] = np.bincount(flat.ravel(), minlength=n * len(rows)).reshape(-1, n)
    return stands, drawn


def _chunks(replications: int, width: int) -> list[npt.NDArray[np.int64]]:
    step = max(1, _AT_ONCE // max(1, width))
    every = np.arange(replications, dtype=np.int64)
    return [every[first : first + step] for first in range(0, replications, step)]
