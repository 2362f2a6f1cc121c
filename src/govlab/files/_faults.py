"""Plain words for what an operating system answers when a file cannot be written."""

import errno
import os
from pathlib import Path

from govlab.errors import FaultError
from govlab.text import Message, message

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG}
#: What the system may answer to a write itself, without naming the file.
WRITING = frozenset({*_FULL, errno.EIO})
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}
_WINDOWS_NAME_TOO_LONG = 206  # ERROR_FILENAME_EXCED_RANGE, which Python maps to no errno of its own


def write_fault(path: Path, error: OSError) -> FaultError:
    """Return the error to raise when writing `path` failed with `error`.

    Parameters
    ----------
    path : Path
        The file or folder the user asked for (never a temporary name).
    error : OSError
        What the system said.

    Examples
    --------
    >>> print(write_fault(Path("register.csv"), OSError(errno.ENOSPC, "full")))
    register.csv could not be written: the disk is full or its quota used up; the earlier content \
is untouched; free some space and run again
    """
    return FaultError(_reason(path, error))


def _reason(path: Path, error: OSError) -> Message:
    name = str(path)
    too_long = error.errno == errno.ENAMETOOLONG or (
        getattr(error, "winerror", None) == _WINDOWS_NAME_TOO_LONG
    )
    if error.errno in _FULL:
        words = message("files.disk_full", path=name)
    elif too_long:
        words = message("files.name_too_long", path=name, length=len(name))
    elif error.errno == errno.EISDIR or path.is_dir():
        words = message("files.is_a_folder", path=name)
    elif error.errno in _DENIED and os.name == "nt" and path.exists():
        # Windows refuses to replace a file that another program has open; POSIX does not.
        words = message("files.open_elsewhere", path=name)
    elif error.errno in _DENIED:
        words = message("files.read_only", path=name, folder=str(path.parent))
    elif error.errno in {errno.ENOENT, errno.ENOTDIR}:
        words = message("files.no_folder", path=name, folder=str(path.parent))
    else:
        words = message("files.write_failed", path=name, fault=error.strerror or str(error))
    return words
