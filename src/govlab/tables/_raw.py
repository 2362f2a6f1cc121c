"""A table as it stands in the file: its headings, its cells as text, and where each is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from govlab.tables._delimited import read_grid
from govlab.tables._excel import read_grids
from govlab.tables._filekind import kind_of
from govlab.tables._grid import Grid, Mark
from govlab.tables._headings import heading_place
from govlab.tables._problems import unreadable
from govlab.text import message

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table before any contract is applied.

    Parameters
    ----------
    file : str
        Name of the file.
    sheet : str or None
        Name of the sheet; a delimited file has none.
    heading_row : int
        Row of the headings, as Excel counts.
    headings : tuple of str
        As the file has them; empty where a column has none.
    cells : DataFrame
        Text of the rows under the headings; columns are positions in `headings`, the
        index is the row as Excel counts, missing values are empty cells.
    marks : mapping
        ``(row, position)`` of cells whose text does not tell all: formulas without a
        result, dates.
    """

    file: str
    sheet: str | None
    heading_row: int
    headings: tuple[str, ...]
    cells: "pd.DataFrame"
    marks: Mapping[tuple[int, int], Mark]


def read_raw(
    path: str | Path, *, sheet: str | None = None, headings: Iterable[str] = ()
) -> RawTable:
    r"""Read the cells of a table as text, whatever its columns mean.

    Rows above the headings (title, agency, date) and blank rows are passed over, and so
    is a row that repeats the headings (as pages of a printed list do).

    Parameters
    ----------
    path : str or Path
        ``.xlsx``, or delimited text in UTF-8, UTF-16 or cp874; the content decides, not
        the name.
    sheet : str, optional
        The sheet to read. Without it, the visible sheet that holds the headings.
    headings : iterable of str
        Headings to look for; the row that holds most of them is the row of headings.
        Without any, the first of the rows with the most cells is taken.

    Raises
    ------
    MissingFileError, FaultError
        There is no such file; the system does not let it be read.
    TableError
        It holds no table, or several sheets hold it and none is named.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     place = Path(folder, "รายชื่อ.csv")
    ...     _ = place.write_text("รายชื่อผู้อบรม\n\nรหัส,ชื่อ\n007,สมหญิง\n", encoding="cp874")
    ...     table = read_raw(place, headings=["รหัส"])
    >>> table.heading_row, table.headings, table.cells.loc[4].to_list()
    (3, ('รหัส', 'ชื่อ'), ['007', 'สมหญิง'])
    """
    path, wanted = Path(path), tuple(headings)
    if kind_of(path) == "text":
        grids = [read_grid(path)]
    else:
        grids = [grid for grid in read_grids(path, sheet=sheet) if grid.rows]
    if not any(grid.rows for grid in grids):
        raise unreadable(path, message("tables.empty_file"))
    places = [heading_place(grid.rows, wanted) for grid in grids]
    most = max(score for _, score in places)
    best = [index for index, (_, score) in enumerate(places) if score == most]
    if len(best) > 1:
        names = ", ".join(str(grids[index].sheet) for index in best)
        raise unreadable(path, message("tables.several_sheets", known=names))
    return _table(path.name, grids[best[0]], places[best[0]][0])


def _table(file: str, grid: Grid, place: int) -> RawTable:
    import pandas as pd

    number, names = grid.rows[place]
    width = max(len(cells) for _, cells in grid.rows[place:])
    body = [(row, cells) for row, cells in grid.rows[place + 1 :] if cells != names]
    return RawTable(
        file=file,
        sheet=grid.sheet,
        heading_row=number,
        headings=tuple((name or "").strip() for name in [*names, *[None] * (width - len(names))]),
        cells=pd.DataFrame(
            [cells + [None] * (width - len(cells)) for _, cells in body],
            index=pd.Index([row for row, _ in body], dtype="int64"),
            columns=range(width),
            dtype="str",
        ),
        marks=grid.marks,
    )
