"""Archives: every member, and all that stands beside the members."""

import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator

from govlab.classroom._parts import MOST_BYTES, Part, TooMuchError, bounded

__all__ = ["open_tar", "open_zip"]

_LOCAL = b"PK\x03\x04"
_LOCAL_SIZE = 30
_STORED, _DEFLATED = 0, 8


def open_zip(data: bytes) -> Iterator[Part]:
    """Yield members (also those that no directory lists), names, comments, extra fields."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if archive.comment:
            yield Part("(comment)", archive.comment, certain=False)
        listed: set[int] = set()
        covered: list[tuple[int, int]] = []
        for entry in archive.infolist():
            listed.add(entry.header_offset)
            start = entry.header_offset + _LOCAL_SIZE
            covered.append((start, start + entry.compress_size))
            beside = b"\n".join((entry.filename.encode("utf-8", "replace"), entry.comment))
            yield Part(f"{entry.filename}(name)", beside, certain=False)
            if entry.extra:
                yield Part(f"{entry.filename}(extra)", entry.extra, certain=False)
            if not entry.is_dir() or entry.file_size:
                if entry.file_size > MOST_BYTES:
                    raise TooMuchError
                with archive.open(entry) as member:
                    yield Part(entry.filename, bounded(member.read(MOST_BYTES + 1)))
        first = min(listed, default=0)
        if first:
            yield Part("(before)", data[:first], certain=False)
    yield from _unlisted(data, listed, covered)
    end = data.rfind(b"PK\x05\x06")
    size = int.from_bytes(data[end + 20 : end + 22], "little")
    if rest := data[end + 22 + size :]:
        yield Part("(trailing)", rest, certain=False)


def _unlisted(data: bytes, listed: set[int], covered: list[tuple[int, int]]) -> Iterator[Part]:
    """Yield members whose local header stands in the file and in no directory."""
    place = data.find(_LOCAL)
    while place >= 0:
        inside = any(start <= place < end for start, end in covered)
        head = data[place : place + _LOCAL_SIZE]
        if place not in listed and not inside and len(head) == _LOCAL_SIZE:
            method, size = struct.unpack_from("<H8xI", head, 8)
            names, extra = struct.unpack_from("<HH", head, 26)
            start = place + _LOCAL_SIZE + names + extra
            name = data[place + _LOCAL_SIZE : start - extra].decode("utf-8", "replace")
            if method == _STORED:
                yield Part(f"{name}(unlisted)", data[start : start + size])
            elif method == _DEFLATED:
                engine = zlib.decompressobj(wbits=-15)
                yield Part(f"{name}(unlisted)", engine.decompress(data[start:], MOST_BYTES))
        place = data.find(_LOCAL, place + 1)


def open_tar(data: bytes) -> Iterator[Part]:
    """Yield members, the names links point to, extended headers, and what follows the end."""
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
        for entry in archive:
            beside = [entry.name, entry.linkname, entry.uname, entry.gname]
            beside += [f"{key}={value}" for key, value in entry.pax_headers.items()]
            yield Part(f"{entry.name}(name)", "\n".join(beside))
            if entry.isfile():
                if entry.size > MOST_BYTES:
                    raise TooMuchError
                member = archive.extractfile(entry)
                yield Part(entry.name, member.read() if member else b"")
        yield Part("(trailing)", data[archive.offset :].lstrip(b"\x00"), certain=False)
