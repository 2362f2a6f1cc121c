"""A share of agencies against its target, decided by whole counts."""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from govlab.text import message

# Targets of the PACC's project of FY2567: S4-069 and S4-070.
PASS_TARGET = Fraction(100)
NO_GIFT_TARGET = Fraction(80)


@dataclass(frozen=True, slots=True)
class Kpi:
    """A share of all agencies held against its target, by counts.

    Parameters
    ----------
    reached : int
        Agencies that reach it.
    of : int
        All agencies that count, those without a result too.
    target : Fraction
        Per cent wanted.
    """

    reached: int
    of: int
    target: Fraction

    @property
    def needed(self) -> int:
        """The least count that is at least the target's share, exactly."""
        return math.ceil(self.target * self.of / 100)

    @property
    def met(self) -> bool:
        """Whether the count is reached; a rounded percentage never decides."""
        return self.reached >= self.needed

    @property
    def rate(self) -> float:
        """Per cent reached, for reading."""
        return 100 * self.reached / self.of

    def counted(self) -> dict[str, object]:
        """Return the counts as a sentence takes them; the rate is not rounded up."""
        return {
            "reached": f"{self.reached:,}",
            "of": f"{self.of:,}",
            "rate": f"{math.floor(self.rate * 100) / 100:.2f}",
            "target": f"{float(self.target):g}",
            "needed": f"{self.needed:,}",
            "verdict": message("ita_error.met" if self.met else "ita_error.not_met"),
        }

    def as_dict(self) -> dict[str, Any]:
        """Return counts, rate and verdict, JSON-ready."""
        return {
            "reached": self.reached,
            "of": self.of,
            "needed": self.needed,
            "target": float(self.target),
            "rate": self.rate,
            "met": self.met,
        }
