"""The functions that expressions may call; there are no others.

=================================  ==================================================
``abs min max sum len``            as in Python, on exact numbers; min and max on days
``floor ceil round(x, digits)``    a half is rounded away from zero, as offices do
``percent(part, whole)``           hundred times the share, exactly
``pick(n, first, second, …)``      the value number `n`, counted from 1
``date(year, month, day)``         a day, the year of the common era
``add_days days_between``          calendar days
``add_working_days``               the day itself does not count
``working_days_between``           the first day does not count
``is_working_day``                 by the calendar of government offices
``fiscal_year year_be``            Buddhist era
``weekday(day)``                   1 for Monday to 7 for Sunday
=================================  ==================================================
"""

import math
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from fractions import Fraction

from govlab.course._values import (
    Broken,
    Number,
    Value,
    certain_calendar,
    day,
    kind,
    number,
    whole,
)
from govlab.text import message
from govlab.thai import buddhist_year, fiscal_year_of

# More places after the point than any amount or share of a question has.
_MOST_DIGITS = 6
# Days that a deadline of a question may lie ahead: a century.
_MOST_DAYS = 36_525
_HALF = Fraction(1, 2)


def _several(given: tuple[Value, ...]) -> tuple[Value, ...]:
    """Return the values of one list, or those that were given one by one."""
    if len(given) == 1:
        if type(given[0]) is not tuple:
            raise Broken(message("template.not_a_list"))
        given = given[0]
    if not given:
        raise Broken(message("template.empty_list"))
    return given


def _comparable(given: tuple[Value, ...]) -> tuple[Value, ...]:
    found = _several(given)
    kinds = {kind(one) for one in found}
    if kinds not in ({"number"}, {"day"}):
        raise Broken(message("template.not_ordered", kinds=", ".join(sorted(kinds))))
    return found


def _min(*given: Value) -> Value:
    return min(_comparable(given))  # type: ignore[type-var]


def _max(*given: Value) -> Value:
    return max(_comparable(given))  # type: ignore[type-var]


def _sum(*given: Value) -> Value:
    total: Number = 0
    for one in _several(given):
        total += number(one)
    return total


def _len(given: Value) -> Value:
    if type(given) is not tuple:
        raise Broken(message("template.not_a_list"))
    return len(given)


def _abs(value: Value) -> Value:
    found = number(value)
    return -found if found < 0 else found


def _floor(value: Value) -> Value:
    return math.floor(number(value))


def _ceil(value: Value) -> Value:
    return math.ceil(number(value))


def _round(value: Value, digits: Value = 0) -> Value:
    places = whole(digits)
    if not 0 <= places <= _MOST_DIGITS:
        raise Broken(message("template.digits", value=places, most=_MOST_DIGITS))
    scaled = number(value) * 10**places
    size = math.floor(abs(scaled) + _HALF)
    return Fraction(size if scaled >= 0 else -size, 10**places)


def _percent(part: Value, of: Value) -> Value:
    below: Number = number(of)
    if not below:
        raise Broken(message("template.by_zero"))
    return Fraction(100 * number(part)) / below


def _pick(place: Value, *given: Value) -> Value:
    chosen = whole(place)
    if not 1 <= chosen <= len(given):
        raise Broken(message("template.pick", value=chosen, most=len(given)))
    return given[chosen - 1]


def _date(year: Value, month: Value, at: Value) -> Value:
    try:
        return date(whole(year), whole(month), whole(at))
    except (ValueError, OverflowError):
        found = f"{year}-{month}-{at}"
        raise Broken(message("template.no_such_day", value=found)) from None


def _add_days(start: Value, count: Value) -> Value:
    days = whole(count)
    if abs(days) > _MOST_DAYS:
        raise Broken(message("template.too_many_days", value=days, most=_MOST_DAYS))
    try:
        return day(start) + timedelta(days=days)
    except OverflowError:
        raise Broken(message("template.no_such_day", value=f"{start} + {days}")) from None


def _days_between(start: Value, end: Value) -> Value:
    return (day(end) - day(start)).days


def _add_working_days(start: Value, count: Value) -> Value:
    first = day(start)
    end = certain_calendar(first).add_working_days(first, whole(count))
    certain_calendar(end)
    return end


def _working_days_between(start: Value, end: Value) -> Value:
    first, last = day(start), day(end)
    return certain_calendar(first, last).working_days_between(first, last)


def _is_working_day(at: Value) -> Value:
    return certain_calendar(day(at)).is_working_day(day(at))


def _fiscal_year(at: Value) -> Value:
    return fiscal_year_of(day(at)).year


def _year_be(at: Value) -> Value:
    return buddhist_year(day(at))


def _weekday(at: Value) -> Value:
    return day(at).isoweekday()


Function = Callable[..., Value]
# Name -> function, fewest arguments, most arguments.
FUNCTIONS: Mapping[str, tuple[Function, int, int]] = {
    "abs": (_abs, 1, 1),
    "add_days": (_add_days, 2, 2),
    "add_working_days": (_add_working_days, 2, 2),
    "ceil": (_ceil, 1, 1),
    "date": (_date, 3, 3),
    "days_between": (_days_between, 2, 2),
    "fiscal_year": (_fiscal_year, 1, 1),
    "floor": (_floor, 1, 1),
    "is_working_day": (_is_working_day, 1, 1),
    "len": (_len, 1, 1),
    "max": (_max, 1, 20),
    "min": (_min, 1, 20),
    "percent": (_percent, 2, 2),
    "pick": (_pick, 2, 20),
    "round": (_round, 1, 2),
    "sum": (_sum, 1, 20),
    "weekday": (_weekday, 1, 1),
    "working_days_between": (_working_days_between, 2, 2),
    "year_be": (_year_be, 1, 1),
}
