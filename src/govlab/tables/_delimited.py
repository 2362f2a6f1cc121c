"""Reading delimited text: the encodings and delimiters that Thai Excel and web systems write."""

import codecs
import csv
import re
from collections import Counter
from functools import lru_cache
from io import StringIO
from itertools import islice
from pathlib import Path

from govlab.tables._filekind import reading
from govlab.tables._grid import Grid, cell_text
from govlab.tables._problems import unreadable
from govlab.text import message

# Bytes; a million rows of people's answers stay well below it.
MAX_FILE = 500 * 2**20

_DELIMITERS = ",;\t|"
_SAMPLE = 200  # records looked at to find the delimiter
# What Excel puts first when a file states its delimiter.
_STATED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
# No Thai vowel or tone mark stands on a Latin letter: the bytes are another encoding.
_NOT_THAI = re.compile("[A-Za-z][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
# A leading apostrophe before a sign that starts a formula is the mark that the cell is
# text (OWASP, CSV injection); writing adds one, reading takes exactly one away.
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")


def read_grid(path: Path) -> Grid:
    """Read a delimited file: UTF-8, UTF-16 with its mark, or cp874; comma, semicolon, tab or bar.

    Rows are counted as Excel counts them: a line break inside quotes starts no row.

    Raises
    ------
    TableError
        When the file is too large, is no text in these encodings, or its quotes do not
        close.
    """
    with reading(path):
        if (size := path.stat().st_size) > MAX_FILE:
            raise unreadable(path, message("tables.too_large", size=size, most=MAX_FILE))
        text = _decode(path, path.read_bytes())
    stated = _STATED.match(text)
    # The field limit of the csv module guards nothing that the file limit does not.
    csv.field_size_limit(MAX_FILE)
    records = csv.reader(
        StringIO(text, newline=""), delimiter=stated[1] if stated else _delimiter(text), strict=True
    )
    rows = []
    try:
        for number, record in enumerate(records, start=1):
            cells = list(map(_cell, record))
            if any(cells):
                rows.append((number, cells))
    except csv.Error as fault:
        words = message("tables.csv_broken", line=records.line_num, fault=str(fault))
        raise unreadable(path, words) from fault
    return Grid(None, rows[1:] if stated else rows)


@lru_cache(maxsize=2**16)  # answers repeat: most cells of a large file are met again
def _cell(field: str) -> str | None:
    escaped = field.startswith("'") and _ESCAPED.match(field)
    return cell_text(field[1:] if escaped else field)


def _decode(path: Path, data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig"] if data.startswith(codecs.BOM_UTF8) else ["utf-8", "cp874"]
        if b"\0" in data:
            raise unreadable(path, message("tables.not_a_table"))
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "cp874" or not _NOT_THAI.search(text):
            return text
    raise unreadable(path, message("tables.encoding"))


def _delimiter(text: str) -> str:
    """Return the delimiter that splits the largest share of the first records equally."""

    def agreement(delimiter: str) -> tuple[float, int]:
        records = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
        widths = Counter(len(record) for record in islice(records, _SAMPLE) if record)
        return max(
            ((count / widths.total(), width) for width, count in widths.items() if width > 1),
            default=(0, 0),
        )

    return max(_DELIMITERS, key=agreement)
