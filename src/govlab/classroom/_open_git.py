"""What git keeps: loose objects and packs, deltas applied."""

import zlib
from collections.abc import Iterator

from govlab.classroom._parts import MOST_BYTES, Part, bounded

__all__ = ["is_loose", "open_loose", "open_pack"]

_KINDS = (b"blob ", b"tree ", b"commit ", b"tag ")
_OFFSET, _REFERENCE = 6, 7
_NAMES = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}


def is_loose(data: bytes) -> bool:
    """Tell whether bytes are a loose object: a zlib stream that names its kind and size."""
    if data[:1] != b"\x78":
        return False
    try:
        return zlib.decompressobj().decompress(data[:128], 16).startswith(_KINDS)
    except zlib.error:
        return False


def open_loose(data: bytes) -> Iterator[Part]:
    """Yield the content of a loose object."""
    content = bounded(zlib.decompressobj().decompress(data, MOST_BYTES + 1))
    head, _, body = content.partition(b"\x00")
    kind = head.split(b" ")[0].decode()
    yield Part(kind, body, certain=kind == "blob")


def open_pack(data: bytes) -> Iterator[Part]:
    """Yield every object of a pack (gitformat-pack), whole and after its delta."""
    whole: dict[int | bytes, tuple[str, bytes]] = {}
    waiting: list[tuple[int, int | bytes, bytes]] = []
    place, count = 12, int.from_bytes(data[8:12], "big")
    for _ in range(count):
        start = place
        first = data[place]
        kind, place = first >> 4 & 7, place + 1
        while data[place - 1] & 0x80:
            place += 1
        base: int | bytes = b""
        if kind == _OFFSET:
            back, place = data[place] & 0x7F, place + 1
            while data[place - 1] & 0x80:
                back, place = (back + 1) << 7 | data[place] & 0x7F, place + 1
            base = start - back
        elif kind == _REFERENCE:
            base, place = data[place : place + 20], place + 20
        engine = zlib.decompressobj()
        body = bounded(engine.decompress(data[place:], MOST_BYTES + 1))
        place = len(data) - len(engine.unused_data)
        if kind in _NAMES:
            whole[start] = whole[_digest(_NAMES[kind], body)] = _NAMES[kind], body
            yield Part(f"{_NAMES[kind]}@{start}", body, certain=_NAMES[kind] == "blob")
        else:
            waiting.append((start, base, body))
    while ready := [one for one in waiting if one[1] in whole]:
        waiting = [one for one in waiting if one[1] not in whole]
        for start, base, delta in ready:
            name, before = whole[base]
            body = bounded(_applied(before, delta))
            whole[start] = whole[_digest(name, body)] = name, body
            yield Part(f"{name}@{start}", body, certain=name == "blob")
    for start, _, delta in waiting:  # of a thin pack: its base stands in another
        yield Part(f"delta@{start}", delta, certain=False)


def _digest(kind: str, body: bytes) -> bytes:
    import hashlib

    head = f"{kind} {len(body)}\x00".encode()
    return hashlib.sha1(head + body, usedforsecurity=False).digest()


def _applied(before: bytes, delta: bytes) -> bytes:
    place = 0
    for _ in range(2):  # sizes before and after, which the instructions imply
        while delta[place] & 0x80:
            place += 1
        place += 1
    after = bytearray()
    while place < len(delta):
        code, place = delta[place], place + 1
        if code & 0x80:
            numbers = []
            for shift in range(7):
                if code >> shift & 1:
                    numbers.append(delta[place])
                    place += 1
                else:
                    numbers.append(0)
            start = int.from_bytes(bytes(numbers[:4]), "little")
            size = int.from_bytes(bytes(numbers[4:]), "little") or 0x10000
            after += before[start : start + size]
        else:
            after += delta[place : place + code]
            place += code
    return bytes(after)
