"""Opening files of every kind by what they hold, never by what they are called.

Each :class:`Opener` recognises one kind of file by its content and yields its parts. A
file that several recognise (a picture with an archive behind it) is opened by each. What
comes in is hostile: nothing of it is executed, unpickled or written to disk, and the
caller bounds what may come out.
"""

import bz2
import json
import lzma
import pickletools
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from govlab.classroom._open_archives import open_tar, open_zip
from govlab.classroom._open_documents import (
    open_font,
    open_parquet,
    open_pdf,
    open_sqlite,
)
from govlab.classroom._open_git import is_loose, open_loose, open_pack
from govlab.classroom._open_images import (
    open_codes,
    open_gif,
    open_jpeg,
    open_png,
    open_riff,
)
from govlab.classroom._parts import MOST_BYTES, Part, TooMuchError
from govlab.classroom._secrets import SHORTEST

__all__ = ["OPENERS", "Opener"]


@dataclass(frozen=True, slots=True)
class Opener:
    """One kind of file.

    Parameters
    ----------
    name : str
    fits : callable
        Whether bytes are of this kind.
    open : callable
        Yields the parts of such bytes; raises any exception where they are broken.
    """

    name: str
    fits: Callable[[bytes], bool]
    open: Callable[[bytes], Iterator[Part]]


def _starts(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(marks)


_EOCD = b"PK\x05\x06"
_LONGEST_COMMENT = 65535 + 22


def _is_zip(data: bytes) -> bool:
    return data.startswith((b"PK\x03\x04", _EOCD)) or _EOCD in data[-_LONGEST_COMMENT:]


_TAR_BLOCK = 512


def _is_tar(data: bytes) -> bool:
    return data[257:262] == b"ustar" and len(data) >= _TAR_BLOCK


_ZLIB_LEAST = 8  # header, checksum and two bytes between
_ZLIB_METHOD = 8


def _is_zlib(data: bytes) -> bool:
    # RFC 1950, section 2.2: method 8, window up to 32 KiB, and the header a multiple of 31.
    if (
        len(data) < _ZLIB_LEAST
        or data[0] & 0x8F != _ZLIB_METHOD
        or int.from_bytes(data[:2], "big") % 31
    ):
        return False
    return not is_loose(data)


def _inflated(make: Callable[[], "_Decompressor"]) -> Callable[[bytes], Iterator[Part]]:
    """Return the opener of a compressed stream, of which several may follow each other."""

    def unpack(data: bytes) -> Iterator[Part]:
        number, rest = 0, data
        while rest:
            engine = make()
            content = engine.decompress(rest, MOST_BYTES)
            if not engine.eof:
                raise TooMuchError if len(content) >= MOST_BYTES else EOFError
            yield Part(f"#{number}" if number else "content", content)
            number, rest = number + 1, engine.unused_data.lstrip(b"\x00")
            if rest and not rest.startswith(data[:2]):
                yield Part("trailing", rest, certain=False)
                return

    return unpack


class _Decompressor:  # what zlib, bz2 and lzma have in common
    eof: bool
    unused_data: bytes

    def decompress(self, data: bytes, most: int) -> bytes:
        raise NotImplementedError


def _open_gzip(data: bytes) -> Iterator[Part]:
    # The header's own name and comment (RFC 1952) stand before the stream.
    yield Part("header", data[10:512].split(b"\x00\x00")[0], certain=False)
    yield from _inflated(lambda: zlib.decompressobj(wbits=31))(data)  # type: ignore[arg-type,return-value]


def _is_json(data: bytes) -> bool:
    return data[:256].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}


def _open_json(data: bytes) -> Iterator[Part]:
    """Yield every text of a JSON document, a notebook's lists of lines joined.

    A text that is the name of its place alone is left to the reading of the whole file.
    """
    waiting: list[tuple[str, object]] = [("", json.loads(data))]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
            value = "".join(value)
        if isinstance(value, dict):
            waiting += [(f"{place}.{key}".lstrip("."), one) for key, one in value.items()]
        elif isinstance(value, list):
            waiting += [(f"{place}[{number}]", one) for number, one in enumerate(value)]
        elif isinstance(value, str) and len(value) >= SHORTEST:
            yield Part(place or "text", value)


def _whole(_: bytes) -> Iterator[Part]:
    """Yield nothing: all that such a file says stands in its bytes as they are."""
    return iter(())


def _open_pickle(data: bytes) -> Iterator[Part]:
    for code, value, _ in pickletools.genops(data):  # reads opcodes; loads nothing
        if isinstance(value, str | bytes) and len(value) >= SHORTEST:
            yield Part(code.name, value, certain=False)


# Flags of PEP 552: by time, by hash, by hash that is not checked.
_BYTECODE = (bytes(4), b"\1\0\0\0", b"\3\0\0\0")
_ALL = (
    Opener("zip", _is_zip, open_zip),
    Opener("tar", _is_tar, open_tar),
    Opener("gzip", _starts(b"\x1f\x8b"), _open_gzip),
    Opener("bzip2", _starts(b"BZh"), _inflated(bz2.BZ2Decompressor)),  # type: ignore[arg-type]
    Opener("xz", _starts(b"\xfd7zXZ\x00", b"]\x00\x00"), _inflated(lzma.LZMADecompressor)),  # type: ignore[arg-type]
    Opener("zlib", _is_zlib, _inflated(zlib.decompressobj)),  # type: ignore[arg-type]
    Opener("json", _is_json, _open_json),
    Opener("pdf", lambda data: b"%PDF-" in data[:1024], open_pdf),
    Opener("sqlite", _starts(b"SQLite format 3\x00"), open_sqlite),
    Opener("parquet", _starts(b"PAR1", b"ARROW1", b"FEA1"), open_parquet),
    Opener(
        "font",
        _starts(b"\x00\x01\x00\x00\x00", b"OTTO", b"true", b"wOFF", b"wOF2", b"ttcf"),
        open_font,
    ),
    Opener("png", _starts(b"\x89PNG\r\n\x1a\n"), open_png),
    Opener("jpeg", _starts(b"\xff\xd8\xff"), open_jpeg),
    Opener("gif", _starts(b"GIF87a", b"GIF89a"), open_gif),
    Opener("riff", _starts(b"RIFF"), open_riff),
    Opener(
        "codes",
        _starts(b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF"),
        open_codes,
    ),
    Opener("git", is_loose, open_loose),
    Opener("pack", _starts(b"PACK\x00\x00\x00"), open_pack),
    # Kinds whose words stand in them unchanged, so that reading their bytes opens them.
    Opener("index", _starts(b"DIRC", b"\xfftOc"), _whole),
    Opener("journal", _starts(b"7\x7f\x06\x82", b"7\x7f\x06\x83"), _whole),
    Opener("array", _starts(b"\x93NUMPY"), _whole),
    Opener("icon", _starts(b"\x00\x00\x01\x00"), _whole),
    Opener("bytecode", lambda data: data[2:4] == b"\r\n" and data[4:8] in _BYTECODE, _whole),
    Opener("pickle", lambda data: data[:1] == b"\x80" and data[1:2] in b"\2\3\4\5", _open_pickle),
)
#: Every kind by its name, in the order in which they are tried.
OPENERS: dict[str, Opener] = {one.name: one for one in _ALL}
