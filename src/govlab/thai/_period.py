"""Periods by legal counting: when a time limit of days, weeks, months or years ends.

The rules are those of the Civil and Commercial Code, sections 193/3 (the first day is
not counted), 193/5 (weeks, months and years by the calendar) and 193/8 (a last day that
is a holiday is carried over), and of the Administrative Procedure Act B.E. 2539,
section 64, whose second paragraph holds officials to the last day even if it is a
holiday. **The section numbers are cited from memory: check the text of the law before
relying on them.** A special law may count otherwise; that is what the options are for.
"""

import calendar as gregorian
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from govlab.errors import InputError, UnknownNameError
from govlab.text import message
from govlab.thai._calendar import WorkCalendar

Unit = Literal["day", "working_day", "week", "month", "year"]

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """A time limit as a rule states it.

    Parameters
    ----------
    length : int
        Number of units, at least 1.
    unit : {"day", "working_day", "week", "month", "year"}
        Days count holidays, working days do not. A month or year ends on the day before
        the day that corresponds to its first counted day, or on the last day of the month
        where there is none.
    count_first_day : bool
        Count the day of the event itself (the act begins at the opening of business, or
        the rule says so). By default counting begins on the next day.
    carry_over : bool
        Move a last day that is a holiday to the next working day. ``False`` is the rule
        for officials who must act within a period.
    basis : str
        The rule that sets the period, as a citation.

    Raises
    ------
    InputError
        When `length` is less than 1.
    UnknownNameError
        When `unit` is none of the five.

    Examples
    --------
    >>> from govlab.thai import government_calendar
    >>> days = government_calendar()
    >>> Period(15, "day").due(date(2023, 3, 31), days).isoformat()  # the 15th is Songkran
    '2023-04-18'
    >>> Period(15, "day", carry_over=False).due(date(2023, 3, 31), days).isoformat()
    '2023-04-15'
    """

    length: int
    unit: Unit
    count_first_day: bool = False
    carry_over: bool = True
    basis: str = ""

    def __post_init__(self) -> None:
        if self.length < 1:
            raise InputError(message("thai.period_length", value=self.length))
        if self.unit not in get_args(Unit):
            known = get_args(Unit)
            raise UnknownNameError(message("thai.period_unit", value=self.unit, known=known))

    def due(self, start: date, calendar: WorkCalendar) -> date:
        """Return the last day of the period that the event on `start` sets running.

        Parameters
        ----------
        start : date
            Day of the event: receipt, notice, decision.
        calendar : WorkCalendar
            Working days; asked only where the rule needs them.

        Raises
        ------
        InputError
            When the answer needs a day outside the years of `calendar`.
        """
        eve = start - _ONE_DAY if self.count_first_day else start
        if self.unit == "working_day":
            return calendar.add_working_days(eve, self.length)
        last = self._last_day(eve + _ONE_DAY)
        if self.carry_over and not calendar.is_working_day(last):
            return calendar.next_working_day(last)
        return last

    def _last_day(self, first: date) -> date:
        """Return the end of the period whose first counted day is `first`."""
        if self.unit == "day":
            return first + timedelta(days=self.length - 1)
        if self.unit == "week":
            return first + timedelta(weeks=self.length) - _ONE_DAY
        months = self.length * (12 if self.unit == "year" else 1)
        year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
        month += 1
        end_of_month = gregorian.monthrange(year, month)[1]
        if first.day > end_of_month:
            return date(year, month, end_of_month)
        return date(year, month, first.day) - _ONE_DAY
