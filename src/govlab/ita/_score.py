"""From instrument scores to the total, its grade, and the distance to the next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from govlab.errors import InputError
from govlab.ita._method_parts import Method
from govlab.ita._method_trust import require_sure
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
        Points of the total still missing to the next grade; 0 where only instruments
        fall short of it.
    passed : bool
        Whether the total reaches the method's pass mark.
    shortfalls : dict of str to Decimal
        Points that instruments miss of what the next grade asks of each.
    """

    total: Decimal
    published: Decimal
    contributions: dict[str, Decimal]
    graded: Decimal
    grade: str
    next_grade: str | None
    distance: Decimal | None
    passed: bool
    shortfalls: dict[str, Decimal] = field(default_factory=dict)


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
        When an instrument is missing, unknown, or its score is not within 0–100; when
        the year's method is unsure and was not accepted as it stands.

    Examples
    --------
    >>> from govlab.ita import method
    >>> score(method(2563), {"IIT": "80.79", "EIT": "84.47", "OIT": "97.50"}).distance
    Decimal('6.42')

    From FY2566 a good pass asks 85 of each instrument as well:

    >>> how = method(2568, accept_uncertain=True)
    >>> found = score(how, {"IIT": "96", "EIT": "84.20", "OIT": "100"})
    >>> found.published, found.grade, found.next_grade, found.shortfalls
    (Decimal('94.06'), 'ผ่าน', 'ผ่านดี', {'EIT': Decimal('0.80')})
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
    require_sure(how, dict.fromkeys(codes, "instrument"))
    given = {code: _points(code, instruments[code]) for code in codes}
    contributions = {one.code: one.weight * given[one.code] for one in how.instruments}
    total = sum(contributions.values(), Decimal(0))
    published = _rounded(total, how.places)
    graded = published if grade_on == "published" else total
    if grade_on == "published":
        given = {code: _rounded(value, how.places) for code, value in given.items()}
    above = how.next_band(graded, given)
    floor = above.floor if above else None
    return Score(
        total=total,
        published=published,
        contributions=contributions,
        graded=graded,
        grade=how.grade(graded, given),
        next_grade=above.grade if above else None,
        distance=max(above.lower - graded, Decimal(0)) if above else None,
        passed=graded >= how.pass_mark,
        shortfalls={code: floor - value for code, value in given.items() if value < floor}
        if floor
        else {},
    )


def _rounded(points: Decimal, places: int) -> Decimal:
    return points.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _points(code: str, value: float | Decimal | str) -> Decimal:
    try:
        points = Decimal(str(value))
    except ArithmeticError:
        points = Decimal("NaN")
    if not (points.is_finite() and 0 <= points <= _SCALE):
        raise InputError(message("ita.impossible_score", code=code, value=value))
    return points
