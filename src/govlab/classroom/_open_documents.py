"""Documents that need a library to be read: PDF, SQLite, Parquet, fonts.

Where the library is not installed, the file counts as unopened: it never passes silently.
"""

import io
import logging
import re
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from typing import Any

from govlab.classroom._parts import DEEPEST, MOST_BYTES, MOST_PARTS, Part, TooMuchError, bounded

__all__ = ["open_font", "open_parquet", "open_pdf", "open_sqlite"]


_STREAM = re.compile(rb"stream\r?\n(?=\x78)")  # with the first byte of zlib's header


def open_pdf(data: bytes) -> Iterator[Part]:
    """Yield the text of each page, every object and stream, also of earlier revisions."""
    import pypdf

    # The library tells what it mends; here only what it finds is of interest.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise ValueError("encrypted")  # noqa: EM101
    for number, page in enumerate(reader.pages, start=1):
        yield Part(f"page-{number}", page.extract_text())
    for number in _objects(reader):
        found: Any = reader.get_object(number)
        if isinstance(found, pypdf.generic.StreamObject):
            yield Part(f"object-{number}", bounded(_stream(found)), certain=False)
        yield Part(f"object-{number}", "\n".join(_strings(found)))
    yield from _streams(data)
    yield Part("(trailing)", data[data.rfind(b"%%EOF") + 5 :], certain=False)


def _streams(data: bytes) -> Iterator[Part]:
    """Yield what compressed streams hold that no table lists any more."""
    for found in _STREAM.finditer(data):
        try:
            content = zlib.decompressobj().decompress(data[found.end() :], MOST_BYTES + 1)
        except zlib.error:
            continue
        yield Part(f"stream@{found.start()}", bounded(content), certain=False)


def _objects(reader: Any) -> list[int]:
    known = {number for by in reader.xref.values() for number in by}
    return sorted(known | set(reader.xref_objStm))


def _stream(found: Any) -> bytes:
    try:
        content = found.get_data()
    except (NotImplementedError, ValueError):  # a picture's own compression
        content = found._data  # noqa: SLF001
    return content.encode("latin-1", "replace") if isinstance(content, str) else bytes(content)


def _strings(value: Any, depth: int = 0) -> Iterator[str]:
    """Yield the texts and names in one object, without following references."""
    if depth > DEEPEST:
        raise TooMuchError
    if isinstance(value, dict):
        for key in value:
            yield str(key)
            yield from _strings(dict.__getitem__(value, key), depth + 1)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one, depth + 1)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, bytes):
        yield value.decode("utf-8", "replace")


_READS = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
}


def open_sqlite(data: bytes) -> Iterator[Part]:
    """Yield the definition and the rows of every table; nothing but reading is allowed."""
    with closing(sqlite3.connect(":memory:")) as base:
        # A database in write-ahead mode cannot be opened from memory; its pages are the same.
        base.deserialize(data[:18] + b"\x01\x01" + data[20:])
        base.text_factory = lambda text: text.decode("utf-8", "replace")
        base.set_authorizer(
            lambda action, *_: sqlite3.SQLITE_OK if action in _READS else sqlite3.SQLITE_DENY
        )
        tables = base.execute("select name, type, sql from sqlite_master").fetchall()
        yield Part("(schema)", "\n".join(sql for _, _, sql in tables if sql))
        for name, kind, sql in tables:
            # The shadow tables of a virtual table hold its rows.
            if kind != "table" or (sql or "").upper().startswith("CREATE VIRTUAL"):
                continue
            quoted = name.replace('"', '""')
            for number, row in enumerate(base.execute(f'select * from "{quoted}"'), start=1):  # noqa: S608
                if number > MOST_PARTS:
                    raise TooMuchError
                yield Part(f"{name}[{number}]", "\t".join(map(str, row)))
                for cell in row:
                    if isinstance(cell, bytes):
                        yield Part(f"{name}[{number}]", cell, certain=False)


def open_parquet(data: bytes) -> Iterator[Part]:
    """Yield the metadata and the columns of a Parquet, Arrow or Feather table."""
    # By name: the library has no types, and is not there without its extra.
    pa, feather, parquet = map(import_module, ("pyarrow", "pyarrow.feather", "pyarrow.parquet"))

    if data.startswith(b"PAR1"):
        table = parquet.read_table(io.BytesIO(data))
    else:
        table = feather.read_table(io.BytesIO(data))
    yield Part("(schema)", str(table.schema.to_string(truncate_metadata=False)))
    for name in table.column_names:
        column = table.column(name)
        if pa.types.is_binary(column.type):
            for cell in column.to_pylist():
                yield Part(name, cell or b"", certain=False)
        else:
            yield Part(name, "\n".join(map(str, column.to_pylist())))


def open_font(data: bytes) -> Iterator[Part]:
    """Yield the names and metadata of a font, which may be compressed (WOFF)."""
    from fontTools.ttLib import TTCollection, TTFont

    file = io.BytesIO(data)
    fonts = list(TTCollection(file)) if data.startswith(b"ttcf") else [TTFont(file, lazy=True)]
    for font in fonts:
        names = [one.toUnicode(errors="replace") for one in font["name"].names]
        yield Part("name", "\n".join(names))
        for tag in sorted(font.reader.keys()):
            if tag not in _OUTLINES:
                yield Part(tag, font.reader[tag], certain=False)
        if meta := getattr(font.flavorData, "metaData", None):
            yield Part("metadata", meta, certain=False)
        if private := getattr(font.flavorData, "privData", None):
            yield Part("private", private, certain=False)


# Numbers only; words stand elsewhere.
_OUTLINES = frozenset({"glyf", "loca", "hmtx", "cvt ", "fpgm", "prep", "kern", "gasp", "hdmx"})
