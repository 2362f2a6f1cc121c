"""The composites of all agencies at each point of a design of choices."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from govlab.chance import key
from govlab.ita._composite import Composite
from govlab.ita._composite_scheme import Scheme, dirichlet
from govlab.ita._composite_sum import aggregated, normalised, ranked
from govlab.ita._composite_values import Components
from govlab.ita._error_moments import Floats
from govlab.ita._respondents_draws import uniforms

if TYPE_CHECKING:
    from govlab.ita._composite_sensitivity import Uncertainty

# Values held at a time: 32 MB each array.
_AT_ONCE = 1 << 22
_CELLS = 1 << 32
_TOP = 100.0
_LEAST = 1e-6
_STILL = 1e-12


@dataclass(frozen=True)
class Draws:
    """What each point of a design stands for.

    Parameters
    ----------
    what : Components
        All agencies.
    uncertain : Uncertainty
        The open choices.
    scheme : Scheme
        The rest of every scheme.
    factors : tuple of str
        Columns of the design.
    rows : array of int
        Agencies that have a nominal score.
    nominal : Composite
        To whose mean and spread scores are put.
    seed : int
        Of vectors that a number of the design names.
    """

    what: Components
    uncertain: "Uncertainty"
    scheme: Scheme
    factors: tuple[str, ...]
    rows: npt.NDArray[np.int64]
    nominal: Composite
    seed: int

    def made(self, points: Floats) -> Iterator[tuple[npt.NDArray[np.int64], Floats, Floats]]:
        """Yield positions of points, and scores and ranks of the agencies at them."""
        choice = self._choices(points)
        weights = self._weights(points)
        step = max(1, _AT_ONCE // (len(self.rows) * len(self.what.codes)))
        for each in np.unique(choice, axis=0):
            same = np.flatnonzero((choice == each).all(axis=1))
            for first in range(0, len(same), step):
                at = same[first : first + step]
                scores = self._scores(points[at], each, weights[at])
                yield at, self._put(scores), ranked(scores)

    def _choices(self, points: Floats) -> npt.NDArray[np.int64]:
        """Return which normalisation, aggregation and removal each point stands for."""
        found = np.zeros((len(points), 3), dtype=np.int64)
        counts = {
            "normalisation": len(self.uncertain.normalisations),
            "aggregation": len(self.uncertain.aggregations),
            "removed": len(self.what.codes) + 1,
        }
        for place, (name, count) in enumerate(counts.items()):
            if name in self.factors:
                number = points[:, self.factors.index(name)]
                found[:, place] = np.minimum((number * count).astype(np.int64), count - 1)
        return found

    def _weights(self, points: Floats) -> Floats:
        base = self.nominal.weights
        if "weights" not in self.factors or self.uncertain.concentration is None:
            return np.broadcast_to(base, (len(points), len(base)))
        number = points[:, self.factors.index("weights")]
        drawn = uniforms(key(self.seed, "ita", "weights"), _cell(number), len(base))
        return dirichlet(base, self.uncertain.concentration, drawn)

    def _scores(self, points: Floats, choice: npt.NDArray[np.int64], weights: Floats) -> Floats:
        scheme = self.uncertain.scheme(
            self.scheme,
            self.uncertain.normalisations[choice[0]],
            self.uncertain.aggregations[choice[1]],
        )
        keep = np.ones(len(self.what.codes), dtype=bool)
        if choice[2]:
            # 0 stands for none left out.
            keep[choice[2] - 1] = False
        codes = tuple(code for code, kept in zip(self.what.codes, keep, strict=True) if kept)
        each = weights[:, keep]
        each = each / each.sum(axis=1, keepdims=True)
        values = self._drawn(points)[..., keep]
        return aggregated(normalised(values, scheme, codes), each, scheme)

    def _drawn(self, points: Floats) -> Floats:
        """Return the values of the agencies, drawn again about themselves."""
        from scipy import special

        values = self.what.points[self.rows]
        found = np.broadcast_to(values, (len(points), *values.shape))
        for name in self.factors:
            if not name.startswith("sampling_"):
                continue
            code = name.partition("_")[2]
            order = [one.code for one in self.what.how.instruments]
            error = np.nan_to_num(self.what.errors[self.rows, order.index(code)])
            number = points[:, self.factors.index(name)]
            drawn = uniforms(key(self.seed, "ita", "sampling", code), _cell(number), len(error))
            moved = error * special.ndtri(drawn)
            mine = self.what.place == order.index(code)
            # Means of logarithms need values above 0; to six decimals the least is still 0.
            found = np.where(mine, np.clip(found + moved[..., None], _LEAST, _TOP), found)
        return found

    def _put(self, scores: Floats) -> Floats:
        """Return scores at the mean and the standard deviation of the nominal ones."""
        wanted = self.nominal.scores[self.rows]
        mean = scores.mean(axis=1, keepdims=True)
        spread = scores.std(axis=1, keepdims=True)
        unit = np.where(spread > _STILL, (scores - mean) / np.maximum(spread, _STILL), 0.0)
        return np.asarray(wanted.mean() + wanted.std() * unit)


def _cell(number: Floats) -> npt.NDArray[np.int64]:
    """Return which of the generator's rows a number of the design names."""
    return np.minimum((number * _CELLS).astype(np.int64), _CELLS - 1)
