"""Reading XES: a stream cut at the ends of traces, scanned on every core, joined in order.

What the scan does not know is read again, whole, by the parser: the two give the same.
"""

import gzip
import os
import zlib
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from govlab.errors import InputError
from govlab.logs._log import Log
from govlab.logs._xes_assemble import assemble
from govlab.logs._xes_parts import NotPlainError, Part, join
from govlab.logs._xes_plain import scan
from govlab.logs._xes_tree import Head, read_head, read_tree
from govlab.text import message

# Bytes that are scanned at a time: few enough to stay near the processor.
_BLOCK = 4 * 2**20
# Bytes before the first trace; a log says little of itself.
_LONGEST_HEAD = 2**20
_END = b"</trace>"
_CORES = 4
_GZIP = b"\x1f\x8b"
_PLAIN_ENCODINGS = {None, "utf-8", "utf8", "us-ascii", "ascii"}


def read_xes(path: Path, zone: str) -> Log:
    """Return the log in a XES file, packed by gzip or not.

    Raises
    ------
    InputError
        When it is no XES log, or breaks its rules.
    """
    try:
        with _opened(path) as source:
            head, part = _scanned(source, path.name, zone)
        return assemble(head, part, path.name)
    except NotPlainError:
        pass
    with _opened(path) as source:
        head, part = read_tree(source, path.name, zone)
    return assemble(head, part, path.name)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    with path.open("rb") as held:
        packed = held.read(len(_GZIP)) == _GZIP
        held.seek(0)
        try:
            if packed:
                with gzip.GzipFile(fileobj=held) as source:
                    yield source  # type: ignore[misc]
            else:
                yield held
        except (gzip.BadGzipFile, EOFError, zlib.error) as fault:
            raise InputError(message("logs.gzip", file=path.name)) from fault


def _scanned(source: BinaryIO, where: str, zone: str) -> tuple[Head, Part]:
    data = b""
    while (begin := data.find(b"<trace")) < 0:
        block = source.read(_BLOCK)
        if not block or len(data) > _LONGEST_HEAD:
            raise NotPlainError
        data += block
    head = read_head(data[:begin], where)
    if head.depth != 1 or (head.encoding or "utf-8").lower() not in _PLAIN_ENCODINGS:
        raise NotPlainError
    parts: list[Part] = []
    cores = min(_CORES, os.cpu_count() or 1)
    with ThreadPoolExecutor(cores) as pool:
        running: deque[Future[Part]] = deque()
        try:
            for block in _blocks(data[begin:], source):
                running.append(pool.submit(scan, block, zone))
                if len(running) > cores:
                    parts.append(running.popleft().result())
            parts.extend(one.result() for one in running)
        finally:
            for one in running:
                one.cancel()
    return head, join(parts)


def _blocks(data: bytes, source: BinaryIO) -> Iterator[bytes]:
    """Yield whole traces, and hold what follows the last one to be the end of the log."""
    while True:
        cut = data.rfind(_END) + len(_END)
        if cut >= len(_END):
            yield data[:cut]
            data = data[cut:]
        block = source.read(_BLOCK)
        if not block:
            break
        data += block
    if b"".join(data.split()) != b"</log>":
        raise NotPlainError
