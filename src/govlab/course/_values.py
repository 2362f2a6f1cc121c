"""What expressions work on: exact numbers, texts, truth, days, words in two languages."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache

from govlab.course._words import Text
from govlab.text import Message, message
from govlab.thai import WorkCalendar, government_calendar

Number = int | Fraction
Value = int | Fraction | str | bool | date | Text | tuple["Value", ...]
Values = Mapping[str, Value]

# JSON keeps integers exactly up to here; no figure of a question comes near.
MOST = 2**53 - 1


class Broken(Exception):  # noqa: N818 - never leaves the room: whoever knows the place raises InputError
    """A rule that a value breaks; where it broke is added on the way up.

    Parameters
    ----------
    rule : Message
        What must hold, and what was found.
    position : int, optional
        Of the part of the expression, counted in characters from 1.
    """

    def __init__(self, rule: Message, position: int | None = None) -> None:
        super().__init__(rule)
        self.rule = rule
        self.position = position


def kind(value: Value) -> str:
    """Return which kind `value` is of; only values of one kind are compared.

    Examples
    --------
    >>> kind(3), kind(Fraction(1, 3)), kind(True), kind("a")
    ('number', 'number', 'truth', 'text')
    """
    found = type(value)
    return _KINDS.get(found, found.__name__)


def number(value: Value) -> Number:
    """Return `value` if it is a number; truth is none."""
    if type(value) is int or type(value) is Fraction:
        return value
    raise Broken(message("template.not_a_number", value=told(value)))


def whole(value: Value) -> int:
    """Return `value` if it is a whole number."""
    if type(value) is int:
        return value
    raise Broken(message("template.not_whole", value=told(value)))


def truth(value: Value) -> bool:
    """Return `value` if it is true or false; numbers and texts are neither."""
    if type(value) is bool:
        return value
    raise Broken(message("template.not_true_or_false", value=told(value)))


def day(value: Value) -> date:
    """Return `value` if it is a day."""
    if type(value) is date:
        return value
    raise Broken(message("template.not_a_day", value=told(value)))


def kept(value: Number) -> Number:
    """Return a number in its one form, a whole one as int, if it is not too large.

    Examples
    --------
    >>> kept(Fraction(6, 3)), kept(Fraction(1, 3))
    (2, Fraction(1, 3))
    """
    if abs(value.numerator) > MOST or value.denominator > MOST:
        raise Broken(message("template.too_large", most=MOST))
    return value.numerator if value.denominator == 1 else value


def exact(value: Number | float) -> Number:
    """Return a number of a file exactly as it was written: 0.1 is one tenth.

    Examples
    --------
    >>> exact(0.1), exact(2.0)
    (Fraction(1, 10), 2)
    """
    return kept(Fraction(str(value)) if isinstance(value, float) else value)


def told(value: Value) -> str:
    """Return `value` as messages show it.

    Examples
    --------
    >>> told(date(2023, 3, 6)), told(Text("บาท", "baht")), told(Fraction(1, 3))
    ('2023-03-06', 'บาท / baht', '1/3')
    """
    if type(value) is Text:
        return f"{value.th} / {value.en}"
    if type(value) is tuple:
        return f"({', '.join(map(told, value))})"
    return str(value)


def as_data(value: Value) -> object:
    """Return `value` as canonical JSON can hold it, no two values alike."""
    if type(value) is Text:
        return value.as_dict()
    if type(value) is Fraction:
        return {"fraction": str(value)}
    if type(value) is date:
        return {"day": value.isoformat()}
    if type(value) is tuple:
        return [as_data(one) for one in value]
    return value


def certain_calendar(*days: date) -> WorkCalendar:
    """Return the government's calendar, if it is announced for the years of all `days`.

    A key must not rest on a forecast of holidays: it would be wrong once they are
    announced.
    """
    calendar = _calendar()
    for one in days:
        if not calendar.is_certain(one):
            raise Broken(
                message(
                    "template.forecast", day=one.isoformat(), last=calendar.certain_through or 0
                )
            )
    return calendar


@cache
def _calendar() -> WorkCalendar:
    # Finding the home anew for each call would cost more than the whole draw.
    return government_calendar()


_KINDS: dict[type, str] = {
    int: "number",
    Fraction: "number",
    bool: "truth",
    str: "text",
    date: "day",
    Text: "words",
    tuple: "list",
}
