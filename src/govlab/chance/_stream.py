"""Streams: draws of every kind, named by a seed and a purpose."""

import hashlib
import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from operator import index
from typing import TypeVar

from govlab.chance._philox import philox, unit
from govlab.errors import InputError
from govlab.text import message

_Item = TypeVar("_Item")
Part = str | int | bytes


def _encoded(part: Part) -> bytes:
    """Return type, length and content of a name's part, so that no two names meet."""
    if isinstance(part, str):
        kind, content = b"s", part.encode()
    elif isinstance(part, bytes):
        kind, content = b"b", part
    else:
        try:
            number = index(part)
        except TypeError as wrong:
            raise InputError(
                message("chance.part_type", part=part, kind=type(part).__name__)
            ) from wrong
        size = number.bit_length() // 8 + 1
        kind, content = b"i", number.to_bytes(size, "big", signed=True)
    return kind + len(content).to_bytes(8, "big") + content


def key(seed: int | bytes, *purpose: Part) -> tuple[int, int]:
    """Return the two 32-bit key words of (`seed`, `purpose`, …).

    The words are the first eight bytes, big-endian, of the SHA-256 of the parts, each
    written as its type (``s``, ``i``, ``b``), its length in eight bytes and its content
    (UTF-8; two's complement, big-endian, shortest; the bytes). So the text ``"1"`` and
    the number ``1`` differ, and ``("ab", "c")`` is not ``("a", "bc")``.

    Parameters
    ----------
    seed : int or bytes
        Any integer, negative and large ones too, or a secret.
    *purpose : str, int or bytes
        What the numbers are for, from the general to the particular.

    Raises
    ------
    InputError
        When a part is of another type.

    Examples
    --------
    >>> key(2567, "form") == key(2567, "form")
    True
    >>> key(2567, "case", 1) == key(2567, "case", "1")
    False
    """
    digest = hashlib.sha256(b"".join(map(_encoded, (seed, *purpose)))).digest()
    return int.from_bytes(digest[:4], "big"), int.from_bytes(digest[4:8], "big")


class Stream:
    """Random numbers of one purpose, one after another.

    Streams of different names are independent, and drawing from one never moves
    another. The numbers belong to the name for ever: they change with no version of
    govlab, Python or any library.

    Parameters
    ----------
    seed : int or bytes
        Any integer, or a secret.
    *purpose : str, int or bytes
        What the numbers are for; see :func:`key`.

    Examples
    --------
    >>> stream = Stream(2567, "example")
    >>> stream.below(6), stream.below(6)
    (0, 4)
    >>> Stream(2567, "example").child("form", 3).sample(range(100), 4)
    [47, 41, 32, 42]
    """

    __slots__ = ("_block", "_key", "_left", "_purpose", "_seed")

    def __init__(self, seed: int | bytes, *purpose: Part) -> None:
        self._seed = seed
        self._purpose = purpose
        self._key = key(seed, *purpose)
        self._block = 0
        self._left: list[int] = []

    def child(self, *purpose: Part) -> "Stream":
        """Return the stream of a narrower purpose, however much was drawn from this one."""
        return Stream(self._seed, *self._purpose, *purpose)

    def word(self) -> int:
        """Return the next 32-bit word, 0 to 2**32 - 1."""
        if not self._left:
            low, high = self._block & 0xFFFFFFFF, self._block >> 32
            self._left = list(reversed(philox(low, high, 0, 0, *self._key)))
            self._block += 1
        return self._left.pop()

    def uniform(self) -> float:
        """Return a number in [0, 1), a multiple of 2**-53, from two words."""
        high = self.word()
        return unit(high, self.word())

    def below(self, n: int) -> int:
        """Return an integer from 0 to `n` - 1, all equally likely.

        As many bits as `n` needs are drawn, and drawn again while they reach `n`: no
        remainder favours the small numbers.

        Raises
        ------
        InputError
            When `n` is less than 1.
        """
        if n < 1:
            raise InputError(message("chance.below", n=n))
        bits = (n - 1).bit_length()
        words = -(-bits // 32)
        while True:
            drawn = 0
            for _ in range(words):
                drawn = drawn << 32 | self.word()
            drawn >>= 32 * words - bits
            if drawn < n:
                return drawn

    def choice(self, items: Sequence[_Item]) -> _Item:
        """Return one of `items`, all equally likely.

        Raises
        ------
        InputError
            When there are none.
        """
        return items[self.below(len(items))]

    def shuffled(self, items: Sequence[_Item]) -> list[_Item]:
        """Return `items` in random order, all orders equally likely; they stay as they are."""
        return self.sample(items, len(items))

    def sample(self, items: Sequence[_Item], k: int) -> list[_Item]:
        """Return `k` of `items` at different places, in random order.

        Raises
        ------
        InputError
            When `k` is negative or more than there are.
        """
        if not 0 <= k <= len(items):
            raise InputError(message("chance.sample", k=k, size=len(items)))
        pool = list(items)
        for place in range(k):
            other = place + self.below(len(pool) - place)
            pool[place], pool[other] = pool[other], pool[place]
        return pool[:k]

    def weighted(self, items: Sequence[_Item], weights: Sequence[float]) -> _Item:
        """Return one of `items`, each with the chance its weight has of the total.

        The draw is exact: weights count as the fractions that they are as floats, and
        nothing is rounded after.

        Parameters
        ----------
        items : sequence
        weights : sequence of int or float
            As many as `items`; finite, none negative, at least one positive.

        Raises
        ------
        InputError
            When the weights break these rules.
        """
        if len(items) != len(weights):
            raise InputError(
                message("chance.weights_length", items=len(items), weights=len(weights))
            )
        if not all(math.isfinite(weight) and weight >= 0 for weight in weights) or not any(weights):
            raise InputError(message("chance.weights", weights=list(weights)))
        ratios = [float(weight).as_integer_ratio() for weight in weights]
        # Denominators of floats are powers of two: the largest is common to all.
        common = max(below for _, below in ratios)
        ends = list(accumulate(above * (common // below) for above, below in ratios))
        return items[bisect_right(ends, self.below(ends[-1]))]
