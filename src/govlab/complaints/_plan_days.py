"""Days by number: working days, and the end of every period from every day."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from govlab.complaints._kernel_tables import DAY

if TYPE_CHECKING:
    from govlab.thai import Period, WorkCalendar

# A period may end after the tables of the other days do: as long again as the longest
# holidays, and as the period itself (added where it is known).
_MARGIN = 60
_LONGEST = {"day": 1, "working_day": 2, "week": 7, "month": 31, "year": 366}
_SATURDAY = 5


@dataclass(frozen=True)
class Days:
    """The days of a simulation: number 0 is its start, number `days` the last.

    Parameters
    ----------
    calendar : WorkCalendar
        Government holidays. In years it does not cover every weekday is a working day;
        :attr:`unknown_from` says from when.
    """

    start: date
    days: int
    calendar: "WorkCalendar"

    @property
    def unknown_from(self) -> int | None:
        """First day of the span whose holidays nobody has announced or forecast."""
        if self.start.year < self.calendar.first_year:
            return 0
        first = (date(self.calendar.last_year + 1, 1, 1) - self.start).days
        return first if first <= self.days else None

    def weekdays(self, extra: int = _MARGIN) -> Any:
        """Return Monday to Friday as true, for the span and `extra` days."""
        return (self.start.weekday() + np.arange(self.days + 1 + extra)) % 7 < _SATURDAY

    def working(self, days: Literal["government", "weekdays", "all"], extra: int = _MARGIN) -> Any:
        """Return the working days as true, for the span and `extra` days."""
        if days == "all":
            return np.ones(self.days + 1 + extra, bool)
        found = self.weekdays(extra)
        if days == "government":
            off = np.array([(day - self.start).days for day in self.calendar.holidays], int)
            found[off[(off >= 0) & (off < len(found))]] = False
        return found

    @cached_property
    def _government(self) -> Any:
        return np.flatnonzero(self.working("government"))

    def next_working(self, day: int) -> int:
        """Return `day`, or the next government working day when it is none."""
        if day < 0 or day > self.days:
            return day
        return int(self._government[np.searchsorted(self._government, day)])


def due_table(period: "Period", span: Days) -> Any:
    """Return when the period ends that begins on each day: microseconds, the day's end.

    The same as :meth:`govlab.thai.Period.due`, for all days at once.
    """
    extra = _MARGIN + period.length * _LONGEST[period.unit]
    eve = np.arange(span.days + 1) - (1 if period.count_first_day else 0)
    working = np.flatnonzero(span.working("government", extra))
    if period.unit == "working_day":
        last = working[np.searchsorted(working, eve, side="right") + period.length - 1]
    else:
        last = _last_days(period, span, eve + 1)
        if period.carry_over:
            last = working[np.searchsorted(working, last)]
    return (last + 1) * DAY


def _last_days(period: "Period", span: Days, first: Any) -> Any:
    """Return the last day of the period whose first counted day is `first`."""
    if period.unit in {"day", "week"}:
        return first + period.length * _LONGEST[period.unit] - 1
    zero = np.datetime64(span.start, "D")
    began = zero + first
    month = began.astype("M8[M]")
    day_of_month = (began - month.astype("M8[D]")).astype(int)
    ends = month + period.length * (12 if period.unit == "year" else 1)
    length = ((ends + 1).astype("M8[D]") - ends.astype("M8[D]")).astype(int)
    # The day before the corresponding one; the last day of the month where there is none.
    last = ends.astype("M8[D]") + np.where(day_of_month >= length, length - 1, day_of_month - 1)
    return (last - zero).astype(int)
