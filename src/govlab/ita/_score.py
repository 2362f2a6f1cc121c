"""From instrument scores to the total, its grade, and the distance to the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from govlab.errors import InputError
from govlab.ita._method import Method
from govlab.text import message

# Every instrument is scored from 0 to this many points.
_SCALE = 100


@dataclass(frozen=True, slots=True)
class Score:
    """The result of one agency in one fiscal year.

    Parameters
    ----------
    total : Decimal
        Weighted total in points, unrounded.
    published : Decimal
        The total rounded as the method publishes it.
    contributions : dict of str to Decimal
        Points that each instrument gives to the total, unrounded.
    graded : Decimal
        The total that the grade was cut on: published or unrounded.
    grade : str
        Grade of the total.
    next_grade : str or None
        The grade above, None at the top.
    distance : Decimal or None
        Points still missing to the next grade.
    passed : bool
        Whether the total reaches the method's pass mark.
    """

    total: Decimal
    published: Decimal
    contributions: dict[str, Decimal]
    graded: Decimal
    grade: str
    next_grade: str | None
    distance: Decimal | None
    passed: bool


def score(
    how: Method,
    instruments: Mapping[str, float | Decimal | str],
    *,
    grade_on: Literal["published", "total"] = "published",
) -> Score:
    """Score an agency from its instrument scores.

    Parameters
    ----------
    how : Method
        The fiscal year's method.
    instruments : mapping of str to number
        Score of each instrument in points, 0–100. Decimal arithmetic throughout: a
        float counts as the number it prints.
    grade_on : {"published", "total"}
        Whether the rounded or the unrounded total is graded. The sources do not say;
        it matters at 84.995 only.

    Raises
    ------
    InputError
        When an instrument is missing, unknown, or its score is not within 0–100.

    Examples
    --------
    >>> from govlab.ita import method
    >>> score(method(2563), {"IIT": "80.79", "EIT": "84.47", "OIT": "97.50"}).distance
    Decimal('6.42')
    """
    codes = [one.code for one in how.instruments]
    if set(instruments) != set(codes):
        raise InputError(
            message(
                "ita.instruments_differ",
                found=", ".join(instruments),
                codes=", ".join(codes),
                fiscal_year=how.fiscal_year,
            )
        )
    contributions = {
        one.code: one.weight * _points(one.code, instruments[one.code]) for one in how.instruments
    }
    total = sum(contributions.values(), Decimal(0))
    published = total.quantize(Decimal(1).scaleb(-how.places), rounding=ROUND_HALF_UP)
    graded = published if grade_on == "published" else total
    above = how.next_band(graded)
    return Score(
        total=total,
        published=published,
        contributions=contributions,
        graded=graded,
        grade=how.grade(graded),
        next_grade=above.grade if above else None,
        distance=above.lower - graded if above else None,
        passed=graded >= how.pass_mark,
    )


def _points(code: str, value: float | Decimal | str) -> Decimal:
    try:
        points = Decimal(str(value))
    except ArithmeticError:
        points = Decimal("NaN")
    if not (points.is_finite() and 0 <= points <= _SCALE):
        raise InputError(message("ita.impossible_score", code=code, value=value))
    return points
