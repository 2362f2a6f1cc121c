"""Writing tables that Excel opens right: text stays text, nothing becomes a formula.

The same frame gives the same bytes: no clock goes into a workbook.
"""

import csv
import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from govlab import files
from govlab.errors import InputError
from govlab.tables._excel import MAX_ROWS
from govlab.tables.contracts import contract
from govlab.text import message

if TYPE_CHECKING:
    import pandas as pd

_Cell = str | int | float | bool | None

_MAX_TEXT = 32_767  # characters of a cell, Excel's limit
_MAX_DIGITS = 10**15  # Excel shows fifteen digits of a number and zeros after them
_SHEET_NAME = re.compile(r"(?!')[^\[\]:*?/\\\x00-\x1f]{1,31}(?<!')")
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_NEEDS_ESCAPE = re.compile(r"'*[=+\-@\t\r]")
# What would be read back as an escaped sign, and the signs that XML cannot hold
# (ECMA-376, ST_Xstring).
_UNHELD = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b\x0c\r\x0e-\x1f\ufffe\uffff]")
# Signs that take no room of their own: Thai vowels above and below, tone marks.
_NO_WIDTH = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
_WIDTHS = (8, 60)  # characters, least and most
_ROWS_MEASURED = 1000
_SOME_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip entry can carry
_STAMPS = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def write_xlsx(
    path: str | Path, sheets: Mapping[str, "pd.DataFrame"], *, table: str | None = None
) -> Path:
    """Write frames as the sheets of a workbook.

    Headings are bold and stay in view, columns are as wide as their content and can be
    filtered. Text is written as text: leading zeros stay, and what begins with
    ``= + - @`` is no formula.

    Parameters
    ----------
    path : str or Path
        The file to make or replace, whole or not at all.
    sheets : mapping of str to DataFrame
        Name of each sheet and what it holds; the index is not written.
    table : str, optional
        The contract that the frames keep; its instants are then written in ISO.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        When Excel cannot hold it: a sheet's name, more rows than it has, a text that is
        too long, a value that is neither text, number, date nor truth value.
    FaultError
        When the file cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"รหัส": ["007"], "หมายเหตุ": ["=1+1"]})
    >>> with TemporaryDirectory() as folder:
    ...     write_xlsx(Path(folder, "รายชื่อ.xlsx"), {"รุ่น 1": frame}).name
    'รายชื่อ.xlsx'
    """
    import openpyxl

    # Every value is looked at before the first is written: a refused one leaves nothing open.
    pages = {_sheet_name(name): _cells(frame, table) for name, frame in sheets.items()}
    for name, columns in pages.items():
        _check_limits(name, columns)
    book = openpyxl.Workbook(write_only=True)
    for name, columns in pages.items():
        _fill(book.create_sheet(name), columns)
    made = BytesIO()
    book.save(made)
    return files.write_atomic(path, _without_clock(made))


def write_csv(path: str | Path, frame: "pd.DataFrame", *, table: str | None = None) -> Path:
    """Write a frame as comma-separated UTF-8 with the mark by which Excel knows it.

    Text that begins with ``= + - @``, tab or carriage return gets an apostrophe before
    it, so that no program takes it for a formula (OWASP, CSV injection);
    :func:`~govlab.tables.read` and :func:`~govlab.tables.read_raw` take it away again.
    Excel itself drops the leading zeros of codes when it opens a CSV: where people will
    edit the table, write a workbook.

    Parameters
    ----------
    path : str or Path
        The file to make or replace, whole or not at all.
    frame : DataFrame
        What to write; the index is not written.
    table : str, optional
        The contract that the frame keeps; its instants are then written in ISO.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        When a value is neither text, number, date nor truth value, or a text holds a
        NUL sign.
    FaultError
        When the file cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"ผล": ["-", "=1+1"], "n": [-5, 5]})
    >>> with TemporaryDirectory() as folder:
    ...     place = write_csv(Path(folder, "a.csv"), frame)
    ...     place.read_text(encoding="utf-8-sig").splitlines()
    ['ผล,n', "'-,-5", "'=1+1,5"]
    """
    columns = _cells(frame, table)
    made = StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow([_csv_cell(name, name) for name, _ in columns])
    guarded = [[_csv_cell(value, name) for value in values] for name, values in columns]
    writer.writerows(zip(*guarded, strict=True))
    return files.write_atomic(path, made.getvalue().encode("utf-8-sig"))


def _csv_cell(value: _Cell, column: str) -> _Cell:
    if not isinstance(value, str):
        return value
    if "\0" in value:
        raise InputError(message("tables.nul", column=column, value=value))
    return f"'{value}" if _NEEDS_ESCAPE.match(value) else value


def _cells(frame: "pd.DataFrame", table: str | None) -> list[tuple[str, list[_Cell]]]:
    """Return headings and columns as cells can hold them, instants of the contract in ISO."""
    known = contract(table).columns if table else ()
    instants = {column.name for column in known if column.kind == "instant"}
    columns = []
    for place, heading in enumerate(frame.columns):
        held, name = frame.iloc[:, place], str(heading)
        columns.append(
            (
                name,
                [
                    None if missing else _iso(value) if name in instants else _cell(value, name)
                    for value, missing in zip(held.tolist(), held.isna(), strict=True)
                ],
            )
        )
    return columns


def _cell(value: Any, column: str) -> _Cell:
    match value:
        case str() | bool():
            return value
        case int():
            return value if abs(value) < _MAX_DIGITS else str(value)
        case float() if math.isfinite(value):
            return value
        case date() | time():
            return value.isoformat()
        case _:
            raise InputError(message("tables.cell_kind", column=column, value=value))


def _iso(microseconds: int) -> str:
    return (_EPOCH + timedelta(microseconds=microseconds)).isoformat(timespec="microseconds")


def _sheet_name(name: str) -> str:
    if not _SHEET_NAME.fullmatch(name):
        raise InputError(message("tables.sheet_name", name=name))
    return name


def _check_limits(sheet: str, columns: list[tuple[str, list[_Cell]]]) -> None:
    rows = max((len(values) for _, values in columns), default=0)
    if rows >= MAX_ROWS:
        raise InputError(message("tables.too_many_rows", rows=rows, most=MAX_ROWS - 1))
    for name, values in columns:
        length = max((len(_held(value)) for value in values if isinstance(value, str)), default=0)
        if length > _MAX_TEXT:
            words = message(
                "tables.text_too_long", sheet=sheet, column=name, length=length, most=_MAX_TEXT
            )
            raise InputError(words)


def _held(text: str) -> str:
    """Return `text` with the signs that XML cannot hold escaped as Excel does."""
    return _UNHELD.sub(lambda sign: f"_x{ord(sign[0]):04X}_", text)


def _fill(page: Any, columns: list[tuple[str, list[_Cell]]]) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    def cell(value: _Cell) -> Any:
        if isinstance(value, float):
            # openpyxl writes sixteen digits of a number; some need all seventeen.
            held = WriteOnlyCell(page, repr(value))
            held.data_type = "n"
            return held
        if not isinstance(value, str):
            return value
        held = WriteOnlyCell(page, _held(value))
        # Without this openpyxl takes "=1+1" for a formula and "#N/A" for an error.
        held.data_type = "s"
        if value.startswith(_FORMULA_SIGNS):
            held.quotePrefix = True
        return held

    for place, (name, values) in enumerate(columns, start=1):
        page.column_dimensions[get_column_letter(place)].width = _width(name, values)
    if columns:
        rows = len(columns[0][1]) + 1
        page.freeze_panes = "A2"
        page.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{rows}"
    headings = [cell(name) for name, _ in columns]
    for heading in headings:
        heading.font = Font(bold=True)
    page.append(headings)
    for row in zip(*(values for _, values in columns), strict=True):
        page.append([cell(value) for value in row])


def _width(heading: str, values: list[_Cell]) -> int:
    texts = [heading, *(str(value) for value in values[:_ROWS_MEASURED] if value is not None)]
    longest = max(len(_NO_WIDTH.sub("", line)) for text in texts for line in text.split("\n"))
    least, most = _WIDTHS
    return min(max(longest + 2, least), most)


def _without_clock(made: BytesIO) -> bytes:
    """Return the workbook with one fixed time in place of the time of writing."""
    settled = BytesIO()
    with ZipFile(made) as source, ZipFile(settled, "w", ZIP_DEFLATED) as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "docProps/core.xml":
                content = _STAMPS.sub(rb"\g<1>1980-01-01T00:00:00Z", content)
            entry = ZipInfo(part.filename, _SOME_DAY)
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, content)
    return settled.getvalue()
