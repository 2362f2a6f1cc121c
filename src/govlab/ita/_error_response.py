"""Who does not answer: what no standard error holds, stated as a sensitivity.

The sampling error is that of a draw in which whoever is drawn answers. Persons who stay
away, and clients who choose themselves to answer, may differ: by how much is not in the
answers. So the worst cases (Manski 2003) and the change of the score for each point of
difference are told, and the difference that would move the total across a line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from govlab import datasets, home
from govlab.errors import InputError
from govlab.text import message, say

_SCALE = 100.0


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What one instrument and the total would be if the silent differed.

    Parameters
    ----------
    score, total : float
        As observed, in points.
    silent : float
        Share of the population that did not answer (or answered through a link of the
        agency's own, for self-selection), 0–1.
    weight : float
        Weight of the instrument in the total.
    line : float
        The total that matters, such as 85.
    """

    score: float
    total: float
    silent: float
    weight: float
    line: float

    @property
    def bounds(self) -> tuple[float, float]:
        """The score if all the silent gave 0, and if all gave 100."""
        heard = (1 - self.silent) * self.score
        return heard, heard + self.silent * _SCALE

    @property
    def total_bounds(self) -> tuple[float, float]:
        """The total in the same two cases."""
        low, high = (self.total + self.weight * (end - self.score) for end in self.bounds)
        return low, high

    @property
    def per_point(self) -> float:
        """Change of the total for each point by which the silent differ."""
        return self.weight * self.silent

    @property
    def tipping(self) -> float | None:
        """The difference that takes the total to the line; None when none possible does."""
        if not self.per_point:
            return None
        found = (self.line - self.total) / self.per_point
        return found if -self.score <= found <= _SCALE - self.score else None

    def shifted(self, difference: float) -> tuple[float, float]:
        """Return score and total if the silent differ by so many points.

        A difference that would take the silent below 0 or above 100 ends there.
        """
        theirs = min(max(self.score + difference, 0.0), _SCALE)
        change = self.silent * (theirs - self.score)
        return self.score + change, self.total + self.weight * change

    def assumed(self, vary: Sequence[str] = (), place: home.Home | None = None) -> dict[str, float]:
        """Return the total at the value and at both ends of assumption A-052.

        A-052 is the difference between who did not answer and who did.
        """
        one = datasets.Assumptions(vary, place)["A-052"]
        ends = {"value": one.value, "low": one.low, "high": one.high}
        return {name: self.shifted(float(end))[1] for name, end in ends.items()}

    def as_dict(self) -> dict[str, Any]:
        """Return the figures, JSON-ready."""
        return {
            "silent": self.silent,
            "score_low": self.bounds[0],
            "score_high": self.bounds[1],
            "total_low": self.total_bounds[0],
            "total_high": self.total_bounds[1],
            "total_per_point": self.per_point,
            "tipping": self.tipping,
        }

    def in_language(self, lang: str) -> str:
        """Return the sensitivity in two sentences."""
        told = say(
            "ita_error.silent",
            lang,
            silent=f"{self.silent:.0%}",
            change=f"{self.per_point:.2f}",
            low=f"{self.total_bounds[0]:.2f}",
            high=f"{self.total_bounds[1]:.2f}",
        )
        if self.tipping is None:
            more = say("ita_error.no_tipping", lang, line=f"{self.line:g}")
        else:
            more = say(
                "ita_error.tipping",
                lang,
                line=f"{self.line:g}",
                difference=f"{self.tipping:+.1f}",
            )
        return f"{told} {more}"


def response_sensitivity(
    score: float, total: float, silent: float, *, weight: float, line: float = 85.0
) -> Sensitivity:
    """Return what the total would be if those who were not heard differed.

    Parameters
    ----------
    score, total : float
        Score of the instrument and the total, in points.
    silent : float
        Share of the population not heard: 1 - n/N for non-response; for self-selection
        the share of answers that came by the agency's own link (57.53 percent in the
        EIT of 879 local agencies, FY2564: domain fact R-013), whose bias is in question.
    weight : float
        Weight of the instrument in the total.
    line : float
        The total that matters.

    Raises
    ------
    InputError
        When a score is not within 0–100 or a share not within 0–1.

    Examples
    --------
    >>> found = response_sensitivity(84.0, 86.2, 0.9, weight=0.3)
    >>> round(found.per_point, 2), round(found.tipping, 2)
    (0.27, -4.44)
    """
    for name, value, top in (
        ("score", score, _SCALE),
        ("total", total, _SCALE),
        ("silent", silent, 1.0),
        ("weight", weight, 1.0),
    ):
        if not 0 <= value <= top:
            raise InputError(message("ita_error.range", name=name, value=value, top=f"{top:g}"))
    return Sensitivity(score, total, silent, weight, line)
