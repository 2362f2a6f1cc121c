"""Silence for a library that prints into the process's output from compiled code.

HiGHS 1.12, as scipy carries it, writes a line of its own to stdout now and then. It goes
past ``sys.stdout``, into the file that a script reads as JSON.
"""

import ctypes
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_OUT = 1
# One descriptor for the whole process: who redirects it must be alone.
_ALONE = threading.RLock()


@contextmanager
def quiet() -> Iterator[None]:
    """Send what compiled code writes to stdout nowhere, inside the block."""
    with _ALONE:
        with suppress(AttributeError, OSError, ValueError):
            sys.stdout.flush()
        _flush()
        try:
            kept = os.dup(_OUT)
        except OSError:  # a process without stdout
            yield
            return
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, _OUT)
            os.close(nowhere)
            yield
        finally:
            _flush()
            os.dup2(kept, _OUT)
            os.close(kept)


def _flush() -> None:
    """Empty the buffer of the C library, which has one of its own."""
    with suppress(AttributeError, OSError):
        library = ctypes.CDLL("ucrtbase" if os.name == "nt" else None)
        library.fflush(None)
