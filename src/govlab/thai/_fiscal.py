"""The fiscal year: 1 October to 30 September, named by the Buddhist year in which it ends."""

from dataclasses import dataclass
from datetime import date, timedelta

from govlab.errors import InputError
from govlab.text import message
from govlab.thai._dates import ERA_GAP, buddhist_year

_OCTOBER = 10
# Older fiscal years did not run from October; a year above the last one is almost
# surely a slip, one below the first almost surely of the common era.
_FIRST, _LAST = 2505, 2743


@dataclass(frozen=True, order=True, slots=True)
class FiscalYear:
    """A Thai fiscal year, such as 2567: 1 October 2566 to 30 September 2567.

    Parameters
    ----------
    year : int
        Buddhist-era year in which it ends, 2505–2743.

    Raises
    ------
    InputError
        When `year` is outside that range, as a common-era year is.

    Examples
    --------
    >>> year = FiscalYear(2567)
    >>> year.start.isoformat(), year.end.isoformat(), year.days
    ('2023-10-01', '2024-09-30', 366)
    >>> date(2024, 2, 29) in year
    True
    """

    year: int

    def __post_init__(self) -> None:
        if self.year not in range(_FIRST, _LAST + 1):
            raise InputError(message("thai.fiscal_year", value=self.year, first=_FIRST, last=_LAST))

    @property
    def start(self) -> date:
        """The first day, 1 October."""
        return date(self.year - ERA_GAP - 1, _OCTOBER, 1)

    @property
    def end(self) -> date:
        """The last day, 30 September."""
        return date(self.year - ERA_GAP, _OCTOBER, 1) - timedelta(days=1)

    @property
    def days(self) -> int:
        """Number of days, 365 or 366."""
        return (self.end - self.start).days + 1

    def __contains__(self, day: date) -> bool:
        return self.start.toordinal() <= day.toordinal() <= self.end.toordinal()

    def quarter(self, day: date) -> int:
        """Return the quarter (1–4) of this fiscal year that holds `day`; 1 is October–December.

        Raises
        ------
        InputError
            When `day` is not in this fiscal year.
        """
        if day not in self:
            raise InputError(
                message("thai.not_in_fiscal_year", value=day.isoformat(), year=self.year)
            )
        return (day.month - _OCTOBER) % 12 // 3 + 1


def fiscal_year_of(day: date) -> FiscalYear:
    """Return the fiscal year that holds `day`.

    Examples
    --------
    >>> fiscal_year_of(date(2023, 10, 1)).year, fiscal_year_of(date(2023, 9, 30)).year
    (2567, 2566)
    """
    return FiscalYear(buddhist_year(day) + (day.month >= _OCTOBER))
