"""Writing that never leaves half a file: the target holds the old content or the new.

New content is staged in a folder beside the target, brought to disk, and renamed into
place. The stage of a target has one name and is locked while in use, so that two writers
of the same file take turns, and the next writer sweeps what a killed run left behind.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from govlab.errors import FaultError, GovlabError
from govlab.files._faults import WRITING, write_fault
from govlab.text import message

if TYPE_CHECKING:
    from filelock import FileLock

#: Name, in a stage, of the folder that is being replaced.
EARLIER = "earlier"

_HELD = "held"
_PATIENCE = 60.0  # seconds to wait for another writer of the same target
_POLL = 0.01  # seconds


def write_atomic(path: str | Path, data: bytes | str, *, mode: int | None = None) -> Path:
    """Write `data` to `path` so that a reader sees the old content or the new, never a part.

    Parameters
    ----------
    path : str or Path
        The file to make or replace; its folder must exist.
    data : bytes or str
        Text is written as UTF-8, line ends as they are.
    mode : int, optional
        Permissions (``0o600`` for secrets). Without it those of the replaced file stay,
        and a new file gets the process's default.

    Returns
    -------
    Path
        `path`, resolved.

    Raises
    ------
    FaultError
        Full disk, read-only folder, file open in another program, name too long,
        missing folder, folder in place of the file. The old content stays.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_atomic(Path(folder, "ชื่อ.txt"), "สวัสดี").read_text(encoding="utf-8")
    'สวัสดี'
    """
    content = data.encode() if isinstance(data, str) else data
    with atomic_path(path, mode=mode) as staged:
        staged.write_bytes(content)
    return Path(path).resolve()


@contextmanager
def atomic_path(path: str | Path, *, mode: int | None = None) -> Iterator[Path]:
    """Lend a path to write to, for libraries that write a file by name.

    The lent path has the file name of `path`, so that a library that looks at the suffix
    writes the right format. It becomes `path` when the block ends without an error.

    Parameters
    ----------
    path : str or Path
        The file to make or replace; its folder must exist.
    mode : int, optional
        As for :func:`write_atomic`.

    Yields
    ------
    Path
        An empty file in a private folder on the same disk.

    Raises
    ------
    FaultError
        As for :func:`write_atomic`; also when the block leaves no file.
    """
    target = Path(path).resolve()  # a link is written through, not replaced
    with stage(target) as folder:
        if target.is_dir():
            raise FaultError(message("files.is_a_folder", path=str(target)))
        staged = folder / target.name
        staged.touch(mode=0o666 if mode is None else mode)
        yield staged
        if not staged.is_file():
            raise FaultError(message("files.nothing_written", path=str(target)))
        _settle_mode(staged, target, mode)
        bring_to_disk(staged)
        staged.replace(target)
        bring_to_disk(target.parent)


@contextmanager
def stage(target: Path) -> Iterator[Path]:
    """Lend a private, empty folder beside `target`; only one holder at a time has it.

    Yields
    ------
    Path
        The folder; it and what is left in it are removed when the block ends.

    Raises
    ------
    FaultError
        When the system refuses a write, or another writer holds the stage too long.
    """
    # A digest, because target's own name may already be as long as a name may be.
    digest = hashlib.sha256(target.name.encode("utf-8", "surrogateescape")).hexdigest()
    folder = target.with_name(f".govlab-{digest[:12]}.tmp")
    try:
        held = _hold(folder, target)
        try:
            _sweep(folder, target)
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            held.release()
            if os.name == "nt":  # where an open file, here the lock, cannot be deleted
                with suppress(OSError):
                    (folder / _HELD).unlink()
                    folder.rmdir()
    except GovlabError:
        raise
    except OSError as error:
        if not _concerns(error, folder, target):
            raise
        raise write_fault(target, error) from error


def _hold(folder: Path, target: Path) -> "FileLock":
    """Lock the stage `folder`, making it as often as the holder before removes it."""
    from filelock import FileLock, Timeout

    held = FileLock(folder / _HELD, timeout=_PATIENCE, poll_interval=_POLL, mode=0o600)
    while True:
        folder.mkdir(mode=0o700, exist_ok=True)
        try:
            held.acquire()
        except FileNotFoundError:
            continue
        except Timeout:
            words = message("files.busy", path=str(target), seconds=_PATIENCE)
            raise FaultError(words) from None
        return held


def _sweep(folder: Path, target: Path) -> None:
    """Set right what a killed run left in the stage, and remove the rest."""
    if (folder / EARLIER).exists() and not target.exists():
        (folder / EARLIER).replace(target)
    for leftover in folder.iterdir():
        if leftover.is_dir():
            shutil.rmtree(leftover)
        elif leftover.name != _HELD:
            leftover.unlink()


def _concerns(error: OSError, folder: Path, target: Path) -> bool:
    """Tell whether `error` is about this write rather than about something the block read."""
    if error.filename is None:
        return error.errno in WRITING
    named = Path(os.fsdecode(error.filename))
    return named in {target, target.parent} or named.is_relative_to(folder)


def _settle_mode(staged: Path, target: Path, mode: int | None) -> None:
    if mode is not None:
        staged.chmod(mode)
    elif target.exists():
        shutil.copymode(target, staged)


def bring_to_disk(path: Path) -> None:
    """Make the system write `path` (a file, or the entries of a folder) to disk now."""
    if path.is_dir() and os.name == "nt":  # where a folder cannot be opened, nor needs to be
        return
    # Windows flushes only what is open for writing; POSIX opens a folder only for reading.
    descriptor = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
