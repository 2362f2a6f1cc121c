"""The cells of one sheet as text, before anybody knows which row holds the headings."""

from dataclasses import dataclass, field
from enum import Enum


class Mark(Enum):
    """What the text of a cell does not tell about it."""

    UNCALCULATED = "a formula whose result the file does not hold"
    DATE = "Excel holds the cell as a date"


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet, or one delimited file.

    Parameters
    ----------
    sheet : str or None
        Its name; a delimited file has none.
    rows : list of (int, list of str or None)
        The rows that are not blank, each with its number as Excel counts and its
        cells as text; ``None`` is an empty cell.
    marks : dict
        ``(row number, position of the cell)`` to its mark.
    """

    sheet: str | None
    rows: list[tuple[int, list[str | None]]]
    marks: dict[tuple[int, int], Mark] = field(default_factory=dict)


def cell_text(text: str) -> str | None:
    """Return the text of a cell with one kind of line end, or None when it is blank."""
    if not text or text.isspace():
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
