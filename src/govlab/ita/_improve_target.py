"""What is to be reached: a total, or a grade with what it asks of every instrument."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from govlab.errors import UnknownNameError
from govlab.ita._method_parts import Method
from govlab.text import message, say

_TOP = 100


@dataclass(frozen=True, slots=True)
class Target:
    """A total to be reached, and the score that every instrument must have.

    Parameters
    ----------
    lower : float
        Least total, in points.
    floor : float
        Least score of every instrument; 0 for none.
    grade : str
        The grade; empty where only a total is asked.
    """

    lower: float
    floor: float = 0.0
    grade: str = ""

    @classmethod
    def of(cls, wanted: str | float, how: Method) -> "Target":
        """Return the target that a number or the name of a grade states.

        Raises
        ------
        UnknownNameError
            When it is neither a total of 0 to 100 nor a grade of the method.

        Examples
        --------
        >>> from govlab.ita import method
        >>> Target.of("AA", method(2564)), Target.of(85, method(2564))
        (Target(lower=95.0, floor=0.0, grade='AA'), Target(lower=85.0, floor=0.0, grade=''))
        >>> Target.of("ผ่านดี", method(2568, accept_uncertain=True)).floor
        85.0
        """
        text = str(wanted).strip()
        for band in how.bands:
            if text.casefold() in {band.grade.casefold(), *map(str.casefold, band.name.values())}:
                return cls(float(band.lower), float(band.floor or 0), band.grade)
        try:
            lower = Decimal(text)
        except InvalidOperation:
            lower = Decimal(-1)
        if not (lower.is_finite() and 0 <= lower <= _TOP):
            grades = ", ".join(band.grade for band in how.bands)
            raise UnknownNameError(message("ita_plan.target", found=text, known=grades))
        return cls(float(lower))

    def in_language(self, lang: str) -> str:
        """Return the target in words."""
        if not self.grade:
            return say("ita_plan.target_total", lang, lower=f"{self.lower:g}")
        key = "ita_plan.target_floor" if self.floor else "ita_plan.target_grade"
        return say(key, lang, grade=self.grade, lower=f"{self.lower:g}", floor=f"{self.floor:g}")

    def as_dict(self) -> dict[str, float | str | None]:
        """Return the target as a JSON-ready mapping."""
        return {"total": self.lower, "each": self.floor or None, "grade": self.grade or None}
