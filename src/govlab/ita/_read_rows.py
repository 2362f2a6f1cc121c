"""In which row of a sheet the codes stand, and which rows below it are no values."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from govlab import tables, thai
from govlab.ita._method_parts import Method
from govlab.ita._read_headings import code_of
from govlab.tables import RawTable

if TYPE_CHECKING:
    from govlab.tables._grid import Grid

# The fewest codes by which a row, or a column, is known to name them.
FEWEST = 2
_ROWS_SEARCHED = 40
# A heading over two rows: the agency stands in the upper one, the codes in the lower.
_ABOVE = 2
_FEWEST_NUMBERED = 3
_NUMBER = re.compile(r"\(?([0-9]{1,3})[.)]?")
_NOTE = re.compile(r"\s*(?:\*|หมายเหตุ|ที่มา|แหล่งที่มา|แหล่งข้อมูล|note\b|source\b)", re.IGNORECASE)
_YEAR = re.compile(
    r"(?:ประจำ)?\s*(?:ปีงบประมาณ|ปีงบ|ปี|fiscal\s+year|fy)?\s*(?:พ\s*\.?\s*ศ\s*\.?)?\s*([0-9]{4})",
    re.IGNORECASE,
)

Cells = Sequence[str | None]


def coded(file: str, grid: "Grid", how: Method) -> RawTable | None:
    """Return the table under the row that names most codes; None where no row names two.

    Headings over two rows are joined: a column without a code takes what stands above it.
    A row that numbers the columns, a repeated row of headings and notes below the table
    are no values and passed over.
    """
    import pandas as pd

    counts = [codes_in(cells, how) for _, cells in grid.rows[:_ROWS_SEARCHED]]
    most = max(counts, default=0)
    if most < FEWEST:
        return None
    place = counts.index(most)
    number, named = grid.rows[place]
    names = list(named)
    for above_number, above in reversed(grid.rows[max(0, place - _ABOVE) : place]):
        if number - above_number > _ABOVE:
            break
        names += [None] * (len(above) - len(names))
        names = [name or (above[at] if at < len(above) else None) for at, name in enumerate(names)]
    body = [
        (row, cells)
        for at, (row, cells) in enumerate(grid.rows[place + 1 :])
        if cells != named and not (at == 0 and _numbers_columns(cells)) and not _is_note(cells)
    ]
    width = max([len(names), *(len(cells) for _, cells in body)])
    return RawTable(
        file=file,
        sheet=grid.sheet,
        heading_row=number,
        headings=tuple((name or "").strip() for name in [*names, *[None] * (width - len(names))]),
        cells=pd.DataFrame(
            [[*cells, *[None] * (width - len(cells))] for _, cells in body],
            index=pd.Index([row for row, _ in body], dtype="int64"),
            columns=range(width),
            dtype="str",
        ),
        marks=grid.marks,
    )


def codes_in(cells: Cells, how: Method) -> int:
    """Return how many cells of a row name codes."""
    names = [cell for cell in cells if cell]
    bare = numbered(names, how)
    return sum(code_of(name, how) is not None or name in bare for name in names)


def numbered(names: Sequence[str], how: Method) -> dict[str, str]:
    """Return the indicators that bare numbers stand for, where a row numbers all of them.

    Examples
    --------
    >>> from govlab.ita import method
    >>> names = ["จังหวัด", "๑", *"23456789", "10", "ITA"]
    >>> list(numbered(names, method(2564)).items())[:2], numbered(["1", "2"], method(2564))
    ([('๑', '1'), ('2', '2')], {})
    """
    indicators = {one.code for one in how.indicators}
    found = {}
    for name in names:
        plain = thai.to_arabic_digits(name).strip()
        if (number := _NUMBER.fullmatch(plain)) and number[1] in indicators:
            found[name] = number[1]
    return found if indicators and set(found.values()) == indicators else {}


def is_long(grid: "Grid", names: Mapping[str, set[str]]) -> bool:
    """Say whether a row of headings names both the level and the code of values."""
    rows = [
        {tables.fold(cell) for cell in cells if cell} for _, cells in grid.rows[:_ROWS_SEARCHED]
    ]
    return any(row & names["level"] and row & names["code"] for row in rows)


def tidied(raw: RawTable, *, years: set[str], units: set[str]) -> RawTable:
    """Return the table with ``ปี 2564`` as a bare number, and agencies' names single-spaced.

    Parameters
    ----------
    raw : RawTable
        The table as read.
    years, units : set of str
        Folded headings of the year and of the agency.
    """
    cells = raw.cells.copy()
    for at, name in enumerate(raw.headings):
        folded = tables.fold(name)
        tidy = _year if folded in years else _spaced if folded in units else None
        if name and tidy:
            cells[at] = cells[at].map(
                lambda cell, tidy=tidy: tidy(cell) if isinstance(cell, str) else cell
            )
    return replace(raw, cells=cells)


def summaries(units: Sequence[object]) -> Iterator[str]:
    """Yield names of units that are sums or means of the rows above them, not agencies.

    Examples
    --------
    >>> list(summaries(["กรม ก", "ค่าเฉลี่ย", "รวมพลังไทย", "รวมทั้งหมด"]))
    ['ค่าเฉลี่ย', 'รวมทั้งหมด']
    """
    known = {tables.fold(one) for one in _SUMMARIES}
    return (unit for unit in dict.fromkeys(map(str, units)) if tables.fold(unit) in known)


_SUMMARIES = (
    "รวม",
    "รวมทั้งหมด",
    "รวมทั้งสิ้น",
    "ผลรวม",
    "เฉลี่ย",
    "เฉลี่ยรวม",
    "รวมเฉลี่ย",
    "ค่าเฉลี่ย",
    "ค่าเฉลี่ยรวม",
    "คะแนนเฉลี่ย",
    "คะแนนเฉลี่ยรวม",
    "ภาพรวม",
    "average",
    "mean",
    "sum",
    "total",
    "grand total",
    "overall",
)


def year_of(text: str) -> str | None:
    """Return the year that a heading or a cell names, such as ``ปี 2564``."""
    found = _YEAR.fullmatch(thai.to_arabic_digits(text).strip())
    return found[1] if found else None


def _year(text: str) -> str:
    return year_of(text) or text


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _numbers_columns(cells: Cells) -> bool:
    """Say whether a row only numbers the columns: (1), (2), (3)."""
    found = [_NUMBER.fullmatch(thai.to_arabic_digits(cell).strip()) for cell in cells if cell]
    numbers = [int(one[1]) for one in found if one]
    rising = numbers == list(range(1, len(numbers) + 1))
    return len(numbers) == len(found) >= _FEWEST_NUMBERED and rising


def _is_note(cells: Cells) -> bool:
    filled = [cell for cell in cells if cell]
    return len(filled) == 1 and _NOTE.match(filled[0]) is not None
