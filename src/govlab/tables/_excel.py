"""Reading workbooks: what a person sees in the cells, as text.

The workbook comes from anyone. Its size unpacked is limited, a document type (where XML
entities are declared) is refused before the workbook is parsed, and nothing in it runs.
"""

import re
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from govlab.errors import GovlabError
from govlab.tables._filekind import reading
from govlab.tables._grid import Grid, Mark, cell_text
from govlab.tables._problems import unreadable
from govlab.text import message

MAX_UNPACKED = 500 * 2**20  # bytes, all parts together
MAX_ROWS = 1_048_576  # Excel's own limit
MAX_CELLS = 20_000_000

# What openpyxl and the readers below it raise on a workbook that is not well made.
_DAMAGE = (
    BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    IndexError,
    ValueError,
    TypeError,
    AttributeError,
    SyntaxError,
    RuntimeError,
    expat.ExpatError,
)
_CHUNK = 4096
_MERGE = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"'
)
# A format such as 000 (or [$-D000000]000, its digits shown as Thai ones): a code with zeros.
_ZERO_PADDED = re.compile(r"(?:\[[^\]]*\])*(0{2,})(?:;.*)?")
# A sign that XML cannot hold stands in a workbook as _x000B_ (ECMA-376, ST_Xstring).
_HELD_SIGN = re.compile("_x(0[0-9A-Fa-f]{3}|[1-9A-Ca-c][0-9A-Fa-f]{3}|[E-Fe-f][0-9A-Fa-f]{3})_")
_WHOLE = 1e15  # from here on a double no longer shows its digits


def read_grids(path: Path, *, sheet: str | None = None) -> list[Grid]:
    """Read the visible sheets of a workbook, or the one named `sheet` even if it is hidden.

    A cell merged downwards counts in each row that it covers: that is what the person
    who made it sees.

    Raises
    ------
    TableError
        When the workbook is damaged, too large or declares XML entities, when there is
        no sheet of that name, or when every sheet is hidden.
    """
    _refuse_bombs(path)
    with reading(path), warnings.catch_warnings():
        # openpyxl warns of decorations that it drops; they hold no data.
        warnings.simplefilter("ignore")
        try:
            return _read(path, sheet)
        except GovlabError:
            raise
        except _DAMAGE as fault:
            raise unreadable(path, message("tables.damaged", fault=str(fault))) from fault


def _refuse_bombs(path: Path) -> None:
    with reading(path), ZipFile(path) as archive:
        parts = archive.infolist()
        # zipfile reads no more of a part than its entry states, so the sum is a bound.
        size = sum(part.file_size for part in parts)
        if size > MAX_UNPACKED:
            raise unreadable(path, message("tables.too_large", size=size, most=MAX_UNPACKED))
        for part in parts:
            if part.filename.endswith((".xml", ".rels", ".vml")):
                with archive.open(part) as stream:
                    if _declares_type(stream):
                        raise unreadable(path, message("tables.xml_entities"))


def _declares_type(stream: IO[bytes]) -> bool:
    """Say whether a document type stands before the root element of an XML part."""
    seen = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: seen.append("type")
    parser.StartElementHandler = lambda *_: seen.append("root")
    while not seen and (chunk := stream.read(_CHUNK)):
        parser.Parse(chunk)
    return "type" in seen


def _read(path: Path, sheet: str | None) -> list[Grid]:
    with _open(path) as book:
        visible = [found.title for found in book.worksheets if found.sheet_state == "visible"]
        every = [found.title for found in book.worksheets]
        if sheet is not None and sheet not in every:
            raise unreadable(path, message("tables.no_sheet", sheet=sheet, known=", ".join(every)))
        if sheet is None and not visible:
            raise unreadable(path, message("tables.sheets_hidden", known=", ".join(every)))
        return [_grid(path, book, name) for name in ([sheet] if sheet is not None else visible)]


@contextmanager
def _open(path: Path, *, results: bool = False) -> Iterator[Any]:
    import openpyxl

    # Given a path, openpyxl would leave the file open when it stumbles over a part.
    with path.open("rb") as file:
        book = openpyxl.load_workbook(file, read_only=True, data_only=results)
        try:
            yield book
        finally:
            book.close()


def _grid(path: Path, book: Any, name: str) -> Grid:
    page = book[name]
    grid = Grid(name, [])
    formulas: set[tuple[int, int]] = set()
    for number, cells in _rows(path, page):
        texts: list[str | None] = []
        for place, cell in enumerate(cells):
            if cell.data_type == "f":
                formulas.add((number, place))
            elif cell.data_type == "d":
                grid.marks[number, place] = Mark.DATE
            texts.append(None if cell.value is None else _text(cell.value, cell.number_format))
        if any(text is not None for text in texts):
            grid.rows.append((number, texts))
    if formulas:
        _calculate(path, grid, formulas)
    _spread_merged(page, grid)
    return grid


def _rows(path: Path, page: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    # The size that the sheet states may be wrong; without it every row is read.
    page.reset_dimensions()
    cells = 0
    for number, row in enumerate(page.rows, start=1):
        cells += len(row)
        if number > MAX_ROWS or cells > MAX_CELLS:
            raise unreadable(path, message("tables.too_many_cells", rows=MAX_ROWS, cells=MAX_CELLS))
        yield number, row


def _calculate(path: Path, grid: Grid, formulas: set[tuple[int, int]]) -> None:
    """Put in place of formulas the results that Excel stored with them."""
    with _open(path, results=True) as book:
        results = dict(_rows(path, book[grid.sheet]))
    texts = dict(grid.rows)
    for number, place in sorted(formulas):
        cell = results[number][place]
        if cell.data_type == "d":
            grid.marks[number, place] = Mark.DATE
        if cell.value is not None:
            texts[number][place] = _text(cell.value, cell.number_format)
        elif cell.data_type == "str":  # the formula's result is empty text
            texts[number][place] = None
        else:
            grid.marks[number, place] = Mark.UNCALCULATED


def _spread_merged(page: Any, grid: Grid) -> None:
    from openpyxl.utils import column_index_from_string

    # Streaming sheets do not list their merged ranges, which stand after the rows.
    part = page.parent._archive.read(page._worksheet_path)  # noqa: SLF001
    texts = dict(grid.rows)
    for left, top, right, bottom in _MERGE.findall(part):
        first, last, place = int(top), int(bottom), column_index_from_string(left.decode()) - 1
        if left != right or first not in texts or place >= len(texts[first]):
            continue
        for number in range(first + 1, min(last, MAX_ROWS) + 1):
            if (row := texts.get(number)) is not None:
                row.extend([None] * (place + 1 - len(row)))
                row[place] = texts[first][place]
                if (first, place) in grid.marks:
                    grid.marks[number, place] = grid.marks[first, place]


def _text(value: object, number_format: str) -> str | None:
    """Return a cell as a person reads it, a number in full and a date in ISO."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return _number(value, number_format)
        case datetime():
            timed = value.time() != time() or "h" in number_format.lower()
            return value.isoformat() if timed else value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case _:
            return cell_text(_HELD_SIGN.sub(lambda held: chr(int(held[1], 16)), str(value)))


def _number(value: float, number_format: str) -> str:
    if "%" in number_format:
        return f"{(Decimal(repr(value)) * 100).normalize():f}%"
    if value == int(value) and abs(value) < _WHOLE:
        padded = _ZERO_PADDED.fullmatch(number_format)
        return f"{int(value):0{len(padded[1]) if padded else 1}d}"
    return repr(value)
