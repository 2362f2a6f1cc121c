"""The timestamps of an export, read as a column: its rows tell together which number is the day."""

import re
from collections.abc import Sequence

from govlab import thai
from govlab.errors import InputError
from govlab.text import Message, message

# 3/25/2024 14:05: American order is possible only with a year of the common era.
_SLASHED = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2((?:19|20|21)[0-9]{2})\b(.*)", re.DOTALL)
_MONTHS = 12


class Moments:
    """Reads the cells of one column of timestamps.

    Parameters
    ----------
    cells : sequence of str
        All of them. Where days cannot be told from months in a cell, a cell that has
        but one reading decides for the column.

    Examples
    --------
    >>> column = Moments(["3/6/2024 14:05:33", "3/25/2024 9:00:00"])
    >>> column.read("3/6/2024 14:05:33")
    '2024-03-06T14:05:33+07:00'
    """

    def __init__(self, cells: Sequence[str]) -> None:
        found = [hit for cell in cells if (hit := _SLASHED.fullmatch(_plain(cell)))]
        self._day_first = any(int(hit[1]) > _MONTHS for hit in found)
        self._month_first = any(int(hit[3]) > _MONTHS for hit in found)

    def read(self, cell: str) -> str | Message:
        """Return the ISO time of a cell, or what is wrong with it."""
        text = _plain(cell)
        if hit := _SLASHED.fullmatch(text):
            one, _, two, year, rest = hit.groups()
            if self._day_first == self._month_first and one != two:
                return message("assessment.day_or_month", value=cell)
            day, month = (two, one) if self._month_first else (one, two)
            text = f"{year}-{month}-{day}{rest}"
        try:
            return thai.parse_timestamp(text).isoformat()
        except InputError:
            return message("tables.time", value=cell)


def _plain(cell: str) -> str:
    return " ".join(thai.to_arabic_digits(thai.repair(cell)).split())
