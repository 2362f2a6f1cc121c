"""What may come of a set of measures: documents exactly, surveys over many drawn futures.

In each future every measure has one draw: all its items go well or badly together, and
measures go alike to the degree that A-061 states (a Gaussian copula of triangular shares
between low, likely and high). The draws are the same whatever set is asked, so that one
more measure never lowers a score. Given a future, what the next survey finds is normal
about it, with the errors of both surveys.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from govlab.chance import key
from govlab.errors import InputError
from govlab.ita._error_moments import Floats
from govlab.ita._grades_probability import grade_probabilities
from govlab.ita._improve_measure import Effect, Measure, Premises
from govlab.ita._improve_start import Start
from govlab.ita._improve_target import Target
from govlab.ita._respondents_draws import uniforms
from govlab.text import message

DRAWS = 2000
_TOP = 100.0
_STEPS = 60
Chosen = Iterable[int]


class Futures:
    """The futures of an agency under any set of measures.

    Parameters
    ----------
    start : Start
        Where it stands.
    measures : sequence of Measure
        What can be done; sets are positions in it.
    premises : Premises
        What is taken as given.
    seed : int
        Of the draws.
    draws : int
        How many futures.

    Raises
    ------
    InputError
        When two measures have one code, or a document would count in part.
    """

    def __init__(
        self,
        start: Start,
        measures: Sequence[Measure],
        premises: Premises,
        seed: int,
        draws: int = DRAWS,
    ) -> None:
        self.start = start
        self.measures = tuple(measures)
        codes = [one.code for one in self.measures]
        if len(set(codes)) < len(codes):
            twice = next(code for code in codes if codes.count(code) > 1)
            raise InputError(message("ita_plan.twice", code=twice))
        self.instruments = [one.code for one in start.how.instruments]
        self.weights = np.array(start.weights)
        self.errors = np.array([start.errors[code] for code in self.instruments])
        drift = [premises.drift if one.sample is not None else 0.0 for one in start.how.instruments]
        now = np.array([start.scores[code] for code in self.instruments])
        self._now = np.clip(now + np.array(drift), 0.0, _TOP)
        at = [self.instruments.index(leaf.instrument) for leaf in start.leaves]
        # Points of its instrument that a leaf still lacks.
        self._lack = np.array([leaf.gap for leaf in start.leaves]) / self.weights[at]
        self._at = np.array(at)
        #: Documents that each measure publishes, as positions among the leaves.
        self.covers: list[tuple[int, ...]] = []
        #: Share of the distance that each measure leaves open, by leaf, in each future.
        self.left: list[dict[int, Floats]] = []
        for one in self.measures:
            documents, left = self._acts(one, _drawn(one, premises.likeness, seed, draws))
            self.covers.append(documents)
            self.left.append(left)
        self.draws = draws
        #: A published score is rounded half up, so this much less is enough.
        self.slack = 0.5 * 10.0**-start.how.places

    def _acts(self, one: Measure, u: Floats) -> tuple[tuple[int, ...], dict[int, Floats]]:
        """Return the documents that a measure publishes, and what it leaves open elsewhere."""
        documents: list[int] = []
        left: dict[int, Floats] = {}
        for effect in one.effects:
            for leaf, part in self.start.reached(effect.code):
                if self.start.leaves[leaf].document:
                    if effect.low < 1:
                        raise InputError(
                            message("ita_plan.document_part", code=one.code, item=effect.code)
                        )
                    if self.start.leaves[leaf].value < _TOP:
                        documents.append(leaf)
                else:
                    share = _share(effect, u) * part
                    left[leaf] = left.get(leaf, np.ones(len(u))) * (1 - share)
        return tuple(dict.fromkeys(documents)), left

    def documents(self, chosen: Chosen) -> float:
        """Return the points of the total that the documents of a set add: exact."""
        found = {leaf for one in chosen for leaf in self.covers[one]}
        return sum(self.worth(leaf) for leaf in sorted(found))

    def worth(self, leaf: int) -> float:
        """Return the points of the total that a document adds."""
        return float(self._lack[leaf] * self.weights[self._at[leaf]])

    def gains(self, chosen: Chosen) -> Floats:
        """Return what the surveys gain: points of each instrument in each future."""
        found = np.zeros((self.draws, len(self.instruments)))
        for leaf, open_ in self._still_open(chosen).items():
            found[:, self._at[leaf]] += self._lack[leaf] * (1 - open_)
        return found

    def added(self, chosen: Chosen, one: int) -> Floats:
        """Return what one more measure adds to a set: points of each instrument."""
        before = self._still_open(chosen)
        found = np.zeros((self.draws, len(self.instruments)))
        for leaf, open_ in self.left[one].items():
            closed = self._lack[leaf] * (1 - open_)
            found[:, self._at[leaf]] += closed * before[leaf] if leaf in before else closed
        return found

    def _still_open(self, chosen: Chosen) -> dict[int, Floats]:
        left: dict[int, Floats] = {}
        for one in chosen:
            for leaf, open_ in self.left[one].items():
                left[leaf] = left[leaf] * open_ if leaf in left else open_
        return left

    def scores(self, chosen: Chosen) -> Floats:
        """Return the score of each instrument in each future, before the next survey's draw."""
        chosen = tuple(chosen)
        found = self._now + self.gains(chosen)
        for leaf in {leaf for one in chosen for leaf in self.covers[one]}:
            found[:, self._at[leaf]] += self._lack[leaf]
        return np.asarray(np.minimum(found, _TOP), dtype=np.float64)

    def totals(self, chosen: Chosen) -> Floats:
        """Return the total in each future, before the next survey's draw."""
        return np.asarray(self.scores(chosen) @ self.weights, dtype=np.float64)

    def chance(self, scores: Floats, target: Target) -> float:
        """Return the chance that the next published result reaches a target."""
        bands = [("reached", target.lower, target.floor), ("missed", 0.0, 0.0)]
        if target.lower <= 0 and target.floor <= 0:
            return 1.0
        found = grade_probabilities(
            scores, self.errors, self.weights, bands, places=self.start.how.places
        )
        return float(found[:, 0].mean())

    def grades(self, scores: Floats) -> dict[str, float]:
        """Return the chance of each grade."""
        bands = [
            (one.grade, float(one.lower), float(one.floor or 0)) for one in self.start.how.bands
        ]
        found = grade_probabilities(
            scores, self.errors, self.weights, bands, places=self.start.how.places
        ).mean(axis=0)
        return {band[0]: float(each) for band, each in zip(bands, found, strict=True)}

    def interval(self, scores: Floats, confidence: float = 0.95) -> tuple[float, float]:
        """Return the middle range of the next total: effects and both surveys together."""
        from scipy import special

        totals = scores @ self.weights
        error = float(np.sqrt(((self.errors * self.weights) ** 2).sum()))
        tail = (1 - confidence) / 2
        if error == 0:
            low, high = np.quantile(totals, [tail, 1 - tail])
            return float(low), float(high)

        def quantile(wanted: float) -> float:
            low, high = totals.min() - 9 * error, totals.max() + 9 * error
            for _ in range(_STEPS):
                middle = (low + high) / 2
                below = special.ndtr((middle - totals) / error).mean() < wanted
                low, high = (middle, high) if below else (low, middle)
            return float(np.clip((low + high) / 2, 0, _TOP))

        return quantile(tail), quantile(1 - tail)


def _drawn(one: Measure, likeness: float, seed: int, draws: int) -> Floats:
    """Return how well a measure goes in each future, uniform on (0, 1)."""
    from scipy import special

    rows = np.arange(draws)
    common = special.ndtri(uniforms(key(seed, "ita", "plan", "common"), rows, 1)[:, 0])
    own = special.ndtri(uniforms(key(seed, "ita", "plan", "measure", one.code), rows, 1)[:, 0])
    mixed = np.sqrt(likeness) * common + np.sqrt(1 - likeness) * own
    return np.asarray(special.ndtr(mixed), dtype=np.float64)


def _share(effect: Effect, u: Floats) -> Floats:
    """Return the share closed at each quantile of the triangular distribution."""
    wide = effect.high - effect.low
    if wide <= 0:
        return np.full(len(u), effect.low)
    turn = (effect.likely - effect.low) / wide
    rising = effect.low + wide * np.sqrt(u * turn)
    falling = effect.high - wide * np.sqrt((1 - u) * (1 - turn))
    found: npt.NDArray[np.float64] = np.where(u < turn, rising, falling)
    return found
