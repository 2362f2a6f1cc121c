"""What must be added to a set of measures, at the least, for a chance that is wanted."""

from dataclasses import dataclass

import numpy as np

from govlab.ita._error_moments import Floats

_STEPS = 50
_TOP = 100.0
_HAIR = 1e-9


@dataclass(frozen=True, slots=True)
class Ask:
    """The chance that a score with an error reaches a threshold.

    Parameters
    ----------
    least : float
        The threshold.
    error : float
        Standard error of the next survey's score; 0 for none.
    """

    least: float
    error: float

    def chance(self, scores: Floats) -> float:
        """Return the mean chance over the futures."""
        from scipy import special

        if self.error == 0:
            return float((scores >= self.least - _HAIR).mean())
        return float(special.ndtr((scores - self.least) / self.error).mean())

    def shift(self, scores: Floats, wanted: float) -> tuple[float, Floats | None]:
        """Return the shift under the concave bound, and how much each future weighs.

        Without an error there is no slope: the least shift itself is returned and None.
        """
        low, high = 0.0, 2 * _TOP
        if self.error == 0:
            for _ in range(_STEPS):
                middle = (low + high) / 2
                below = self.chance(scores + middle) < wanted
                low, high = (middle, high) if below else (low, middle)
            return low, None
        begin = (scores - self.least) / self.error
        touch = _touching(begin)
        for _ in range(_STEPS):
            middle = (low + high) / 2
            below = _bounded(begin, touch, begin + middle / self.error)[0].mean() < wanted
            low, high = (middle, high) if below else (low, middle)
        # From below: a shift that is a little too small only loosens the cut.
        slope = _bounded(begin, touch, begin + low / self.error)[1]
        return low, slope / slope.sum()


def _touching(begin: Floats) -> Floats:
    """Return where the tangent from each point of Phi touches Phi again; 0 or above."""
    from scipy import special

    low, high = np.maximum(begin, 0.0), np.maximum(begin, 0.0) + 10.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        density = np.exp(-middle * middle / 2) / np.sqrt(2 * np.pi)
        # Too steep there: the tangent touches further on.
        steep = density * (middle - begin) > special.ndtr(middle) - special.ndtr(begin)
        low, high = np.where(steep, middle, low), np.where(steep, high, middle)
    return high


def _bounded(begin: Floats, touch: Floats, at: Floats) -> tuple[Floats, Floats]:
    """Return the least concave function above Phi from `begin` on, and its slope, at `at`."""
    from scipy import special

    run = np.maximum(touch - begin, 1e-300)
    chord = (special.ndtr(touch) - special.ndtr(begin)) / run
    line = special.ndtr(begin) + chord * (at - begin)
    density = np.exp(-at * at / 2) / np.sqrt(2 * np.pi)
    on_line = at < touch
    return (
        np.where(on_line, line, special.ndtr(at)),
        np.where(on_line, chord, density),
    )
