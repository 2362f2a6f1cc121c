"""Reading text as UTF-8 and nothing else, and the digest of a file."""

import hashlib
from pathlib import Path

from govlab.errors import FaultError, InputError, MissingFileError
from govlab.text import message


def read_text(path: Path) -> str:
    """Return the UTF-8 text of `path`, without a byte-order mark.

    Raises
    ------
    MissingFileError
        When there is no such file.
    FaultError
        When it cannot be read.
    InputError
        When its bytes are not UTF-8, as those of an old Thai encoding are not.
    """
    return decode(path, read_bytes(path))


def read_bytes(path: Path) -> bytes:
    """Return the bytes of `path`, or say plainly why not (see :func:`read_text`)."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise MissingFileError(message("files.missing", path=str(path))) from None
    except OSError as error:
        raise FaultError(
            message("files.unreadable", path=str(path), fault=error.strerror or str(error))
        ) from error


def decode(path: Path, data: bytes) -> str:
    """Return `data`, read from `path`, as text (see :func:`read_text`)."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(message("files.not_utf8", path=str(path), line=line)) from error


def sha256(path: str | Path) -> str:
    """Return the SHA-256 of the file `path` in hexadecimal.

    Raises
    ------
    MissingFileError, FaultError
        When it is not there, or cannot be read.
    """
    return sha256_of(read_bytes(Path(path)))


def sha256_of(data: bytes) -> str:
    """Return the SHA-256 of `data` in hexadecimal.

    Examples
    --------
    >>> sha256_of(b"")
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    """
    return hashlib.sha256(data).hexdigest()
