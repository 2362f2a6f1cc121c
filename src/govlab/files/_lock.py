"""One at a time: a lock that the operating system frees when its holder ends."""

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from govlab.errors import FaultError
from govlab.files._faults import write_fault
from govlab.text import message


@contextmanager
def lock(path: str | Path, *, timeout: float = 10.0) -> Iterator[None]:
    """Hold `path` alone among processes and threads while the block runs.

    The lock is the file ``path + ".lock"``; it stays afterwards and means nothing by
    itself. A killed holder frees it. Not reentrant.

    Parameters
    ----------
    path : str or Path
        What is being worked on; need not exist, its folder must.
    timeout : float
        Seconds to wait for the holder before.

    Raises
    ------
    FaultError
        When it is still held after `timeout`, or the folder cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, lock(Path(folder, "course.yaml")):
    ...     print("alone")
    alone
    """
    from filelock import FileLock, Timeout

    target = Path(path).resolve()
    ticket = target.with_name(f"{target.name}.lock")
    if not target.parent.is_dir():  # which the library would make
        raise FaultError(message("files.no_folder", path=str(target), folder=str(target.parent)))
    holding = FileLock(ticket, timeout=timeout, thread_local=False)
    try:
        holding.acquire()
    except Timeout:
        raise FaultError(
            message("files.locked", path=str(target), seconds=timeout, holder=_holder(ticket))
        ) from None
    except OSError as error:
        raise write_fault(ticket, error) from error
    try:
        with suppress(OSError):  # a courtesy to whoever has to wait
            ticket.write_text(f"pid {os.getpid()} @ {platform.node()}", encoding="utf-8")
        yield
    finally:
        holding.release()


def _holder(ticket: Path) -> str:
    try:
        return ticket.read_text(encoding="utf-8", errors="replace").strip() or "?"
    except OSError:  # Windows may refuse to read a locked file
        return "?"
