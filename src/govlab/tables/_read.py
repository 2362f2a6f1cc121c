"""Reading a table that a contract describes."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from govlab.tables._raw import RawTable, read_raw
from govlab.tables.contracts import contract

if TYPE_CHECKING:
    import pandas as pd


def read(
    path: str | Path,
    table: str,
    *,
    sheet: str | None = None,
    given: Mapping[str, str] | None = None,
) -> "pd.DataFrame":
    r"""Read a table and hold it against its contract.

    Parameters
    ----------
    path : str or Path
        ``.xlsx``, or delimited text in UTF-8, UTF-16 or cp874.
    table : str
        Name of the contract, such as ``"roster"``; see ``docs/contracts.md``.
    sheet : str, optional
        The sheet to read; without it, the visible one that holds the table.
    given : mapping of str to str, optional
        Values for columns that the file does not have, such as ``{"cohort": "2567-1"}``.
        A column that the file has wins.

    Returns
    -------
    DataFrame
        The columns of the contract in its order, in its dtypes. Columns that the
        contract does not know are left out.

    Raises
    ------
    TableError
        With everything that is wrong, by file, sheet, row, column, value and rule.
    MissingFileError, FaultError
        There is no such file; the system does not let it be read.
    UnknownNameError
        There is no such table, or `given` names no column of it.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     place = Path(folder, "รายชื่อ.csv")
    ...     _ = place.write_text("รหัส,ชื่อ,สถานะ\n๐๐๗,สมหญิง ใจดี,เข้าอบรม\n", "utf-8")
    ...     roster = read(place, "roster", given={"cohort": "2567-1"})
    >>> roster[["cohort", "person", "name", "status"]].to_dict("records")
    [{'cohort': '2567-1', 'person': '007', 'name': 'สมหญิง ใจดี', 'status': 'attended'}]
    """
    from govlab.tables._check import conform

    wanted = contract(table)
    raw = read_raw(path, sheet=sheet, headings=wanted.headings)
    return conform(raw, wanted, given or {})


def check(frame: "pd.DataFrame", table: str, *, source: str | None = None) -> "pd.DataFrame":
    """Hold a frame that is already in memory against its contract.

    Parameters
    ----------
    frame : DataFrame
        With the columns of the contract, under any heading that it accepts.
    table : str
        Name of the contract.
    source : str, optional
        What problems name as the file; the table's name when not given. Rows are
        counted as if the frame stood in a sheet under its headings: the first is 2.

    Returns
    -------
    DataFrame
        A new frame: the columns of the contract in its order, in its dtypes.

    Raises
    ------
    TableError
        With everything that is wrong.

    Examples
    --------
    >>> import pandas as pd
    >>> log = pd.DataFrame({"case": ["C1"], "seq": [0], "activity": ["รับเรื่อง"], "start": [0]})
    >>> check(log, "events")["activity"].to_list()
    ['รับเรื่อง']
    """
    import pandas as pd

    from govlab.tables._check import conform

    wanted = contract(table)
    cells = frame.set_axis(range(frame.shape[1]), axis=1).set_axis(
        pd.RangeIndex(2, len(frame) + 2), axis=0
    )
    raw = RawTable(
        file=source or table,
        sheet=None,
        heading_row=1,
        headings=tuple(str(name) for name in frame.columns),
        cells=cells,
        marks={},
    )
    return conform(raw, wanted, {})
