"""Texts inside a buffer, compared eight bytes at a time: which of them are the same.

Two texts get one code only when all their bytes agree: the mixed words find the
candidates, the bytes decide.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BLOCK, _WORD = 32, 8
#: Bytes that must follow the last text, so that whole blocks can be read at its end.
PADDING = bytes(_BLOCK)
# For each number of bytes that count in a block, the block's words with those bytes set.
_MASKS = np.where(np.arange(_BLOCK) < np.arange(_BLOCK + 1)[:, None], 0xFF, 0)
_MASKS = _MASKS.astype(np.uint8).view("<u8")
_FACTORS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5],
    dtype=np.uint64,
)
_SHIFT = np.uint64(29)


class CollisionError(Exception):
    """Two texts that differ were mixed to one number; never leaves this room."""


class Spans:
    """A buffer of UTF-8 whose texts can be compared.

    Parameters
    ----------
    data : bytes
        The text; it must hold no NUL byte, which a shorter text could be taken for.
    """

    def __init__(self, data: bytes) -> None:
        padded = data + PADDING
        self.data = data
        self.raw = np.frombuffer(padded, dtype=np.uint8)
        # Overlapping blocks: one begins at every byte. As void they are copied whole.
        self._blocks: NDArray[Any] = np.ndarray(
            (len(data) + 1,), dtype=f"V{_BLOCK}", buffer=padded, strides=(1,)
        )

    def blocks(self, start: "NDArray[np.int64]") -> "NDArray[np.uint64]":
        """Return the bytes from each start on as rows of words."""
        return self._blocks[start].view("<u8").reshape(-1, _BLOCK // _WORD)

    def codes(
        self, start: "NDArray[np.int64]", length: "NDArray[np.int64]"
    ) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
        """Return a code for each text, and for each code the row where it first stands.

        Raises
        ------
        CollisionError
            When different texts would get one code.
        """
        mixed = length.astype(np.uint64)
        kept: list[tuple[Any, NDArray[np.uint64]]] = []
        shortest, longest = int(length.min(initial=0)), int(length.max(initial=0))
        everywhere: Any = slice(None)
        for place in range(0, max(longest, 1), _BLOCK):
            rows = everywhere if shortest > place else np.flatnonzero(length > place)
            words = self.blocks(start[rows] + place)
            words &= _MASKS[np.minimum(length[rows] - place, _BLOCK)]
            kept.append((rows, words))
            turned = mixed[rows]
            for column in range(min(_BLOCK, longest - place + _WORD - 1) // _WORD):
                turned = (turned ^ words[:, column]) * _FACTORS[column]
                turned ^= turned >> _SHIFT
            mixed[rows] = turned
        codes, distinct = pd.factorize(mixed)
        first = np.empty(len(distinct), dtype=np.int64)
        first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
        same = bool((length == length[first][codes]).all())
        for rows, words in kept:
            whole = words
            if len(words) < len(codes):
                whole = np.zeros((len(codes), words.shape[1]), dtype=np.uint64)
                whole[rows] = words
            same &= bool((words == whole[first][codes[rows]]).all())
        if not same:
            raise CollisionError
        return codes.astype(np.int64, copy=False), first

    def texts(
        self, start: "NDArray[np.int64]", length: "NDArray[np.int64]", rows: "NDArray[np.int64]"
    ) -> list[bytes]:
        """Return the bytes of the texts that stand in `rows`."""
        data = self.data
        begin = start[rows].tolist()
        end = (start[rows] + length[rows]).tolist()
        return [data[one:other] for one, other in zip(begin, end, strict=True)]
