"""Parts of files, and how much of them the leak gate takes in."""

from dataclasses import dataclass

__all__ = ["DEEPEST", "MOST_BYTES", "MOST_PARTS", "MOST_TOTAL", "Part", "TooMuchError"]

#: No single part of a course is larger; a bomb is.
MOST_BYTES = 64 * 2**20
#: All parts of one run together.
MOST_TOTAL = 1024 * 2**20
MOST_PARTS = 200_000
#: Archives within archives, readings within readings.
DEEPEST = 24


class TooMuchError(Exception):
    """More came out of a file than the gate takes in."""


@dataclass(frozen=True, slots=True)
class Part:
    """What stands in a file.

    Parameters
    ----------
    name : str
        Place in the file.
    content : bytes or str
    certain : bool
        Whether the content is a file of its own, so that it must be opened; False for
        bytes that may be anything, which are only searched.
    """

    name: str
    content: bytes | str
    certain: bool = True


def bounded(content: bytes) -> bytes:
    """Return `content` if the gate takes that much in.

    Raises
    ------
    TooMuchError
        When it is larger than any part of a course.
    """
    if len(content) > MOST_BYTES:
        raise TooMuchError
    return content
