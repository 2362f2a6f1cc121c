"""Working days of government offices: Monday to Friday without the government holidays."""

import csv
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Self

from govlab import home as homes
from govlab.errors import InputError, MissingFileError
from govlab.text import message

HOLIDAY_FILE = "thai_government_holidays.csv"
_SATURDAY = 5


@dataclass(frozen=True)
class WorkCalendar:
    """The working days of a span of whole years.

    Every question about a day outside the covered years is an error: a guess would
    move a deadline.

    Parameters
    ----------
    holidays : mapping of date to str
        Days off other than Saturdays and Sundays, with their names.
    first_year, last_year : int
        Common-era years of which all holidays are known, both included.
    certain_through : int, optional
        Last year whose holidays the government has announced; later ones are a
        forecast. All years when not given.

    Raises
    ------
    InputError
        When the years are in the wrong order or a holiday lies outside them.

    Examples
    --------
    >>> calendar = WorkCalendar({date(2023, 3, 6): "วันมาฆบูชา"}, 2023, 2023)
    >>> calendar.next_working_day(date(2023, 3, 3)).isoformat()
    '2023-03-07'
    """

    holidays: Mapping[date, str]
    first_year: int
    last_year: int
    certain_through: int | None = None

    def __post_init__(self) -> None:
        if self.first_year > self.last_year:
            raise InputError(
                message("thai.calendar_years", first=self.first_year, last=self.last_year)
            )
        for day in self.holidays:
            self._covered(day)
        object.__setattr__(self, "holidays", MappingProxyType(dict(self.holidays)))

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        # Simulations send calendars to other processes; a mapping proxy does not travel.
        return type(self), (
            dict(self.holidays),
            self.first_year,
            self.last_year,
            self.certain_through,
        )

    @cached_property
    def _working(self) -> tuple[int, ...]:
        """Ordinals of all working days: one list makes every question a search."""
        off = {day.toordinal() for day in self.holidays}
        first = date(self.first_year, 1, 1).toordinal()
        end = date(self.last_year, 12, 31).toordinal() + 1
        return tuple(
            day
            for day in range(first, end)
            if date.fromordinal(day).weekday() < _SATURDAY and day not in off
        )

    def _covered(self, day: date) -> int:
        if not self.first_year <= day.year <= self.last_year:
            raise InputError(
                message(
                    "thai.outside_calendar",
                    value=f"{day:%Y-%m-%d}",
                    first=self.first_year,
                    last=self.last_year,
                )
            )
        return day.toordinal()

    def is_certain(self, day: date) -> bool:
        """Return whether the holidays of the year of `day` are announced, not forecast."""
        self._covered(day)
        return self.certain_through is None or day.year <= self.certain_through

    def is_working_day(self, day: date) -> bool:
        """Return whether offices work on `day`.

        Raises
        ------
        InputError
            When `day` is outside the covered years.
        """
        ordinal = self._covered(day)
        return bisect_left(self._working, ordinal) < bisect_right(self._working, ordinal)

    def next_working_day(self, day: date) -> date:
        """Return the first working day after `day`."""
        return self.add_working_days(day, 1)

    def add_working_days(self, day: date, count: int) -> date:
        """Return the working day number `count` after `day`, which itself does not count.

        Parameters
        ----------
        day : date
            Any day of the covered years, working or not.
        count : int
            At least 1.

        Raises
        ------
        InputError
            When `count` is less than 1, or the days asked for lie outside the covered years.
        """
        if count < 1:
            raise InputError(message("thai.working_day_count", value=count))
        place = bisect_right(self._working, self._covered(day)) + count - 1
        if place >= len(self._working):
            self._covered(date(self.last_year + 1, 1, 1))
        return date.fromordinal(self._working[place])

    def working_days_between(self, start: date, end: date) -> int:
        """Return how many working days follow `start` up to and including `end`.

        The first day does not count, so that ``add_working_days(start, n) == end`` gives
        ``n`` back.

        Raises
        ------
        InputError
            When `end` is before `start`, or either is outside the covered years.
        """
        first, last = self._covered(start), self._covered(end)
        if last < first:
            raise InputError(
                message("thai.backwards", start=f"{start:%Y-%m-%d}", end=f"{end:%Y-%m-%d}")
            )
        return bisect_right(self._working, last) - bisect_right(self._working, first)


def government_calendar(home: homes.Home | None = None) -> WorkCalendar:
    """Return the calendar of Thai government offices, from the dataset in `home`.

    Parameters
    ----------
    home : Home, optional
        Where the datasets are; found as usual when not given.

    Raises
    ------
    MissingFileError
        When the dataset is not there.
    InputError
        When a row of it cannot be read or its years have a gap.

    Examples
    --------
    >>> government_calendar().holidays[date(2023, 3, 6)]
    'วันมาฆบูชา'
    """
    return _read((home or homes.find()).folder("datasets") / HOLIDAY_FILE)


@cache
def _read(path: Path) -> WorkCalendar:
    if not path.is_file():
        raise MissingFileError(message("thai.calendar_missing", path=str(path)))
    names: dict[date, str] = {}
    certain: dict[int, bool] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        # The heading is row 1, as a spreadsheet counts.
        for number, row in enumerate(csv.DictReader(stream), start=2):
            try:
                day = date.fromisoformat(row["date"])
                names[day] = row["name_th"]
                sure = {"true": True, "false": False}[row["certain"]]
            except (KeyError, TypeError, ValueError) as fault:
                raise InputError(
                    message("thai.calendar_row", file=path.name, row=number, value=row)
                ) from fault
            certain[day.year] = certain.get(day.year, True) and sure
    years = sorted(certain)
    if not years or years != list(range(years[0], years[-1] + 1)):
        raise InputError(message("thai.calendar_gap", file=path.name, value=years))
    announced = years[0] - 1
    while certain.get(announced + 1):
        announced += 1
    return WorkCalendar(names, years[0], years[-1], announced)
