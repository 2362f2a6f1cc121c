"""Whole arrays of Philox numbers: the words of :mod:`govlab.chance`, many at a time."""

from typing import Any, cast

import numpy as np
import numpy.typing as npt

from govlab.chance import philox

_PER_BLOCK = 4
_TWO_TO_MINUS_32 = 1.0 / 4294967296.0


def uniforms(
    words: tuple[int, int],
    rows: npt.NDArray[np.int64],
    columns: int,
    groups: npt.NDArray[np.int64] | None = None,
) -> npt.NDArray[np.float64]:
    """Return numbers in (0, 1): one for each row and column, whatever else is drawn.

    Parameters
    ----------
    words : tuple of int
        Key, from :func:`govlab.chance.key`.
    rows : array of int
        Numbers of the rows, 0 to 2**32 - 1: a row's numbers depend on its number alone.
    columns : int
        How many numbers a row has.
    groups : array of int, optional
        Number of each row's group, 0 to 2**32 - 1: a row is named by both. Group 0 when
        not given.

    Returns
    -------
    array of float, shape (rows, columns)
        Midpoints of 2**32 equal cells: neither 0 nor 1 comes up.

    Examples
    --------
    >>> from govlab.chance import key
    >>> words = key(2567, "example")
    >>> whole = uniforms(words, np.arange(3), 5)
    >>> bool((uniforms(words, np.array([2]), 5) == whole[2]).all())
    True
    """
    blocks = -(-columns // _PER_BLOCK)
    rows = rows.astype(np.int64)[:, None]
    counter = np.broadcast_to(np.arange(blocks, dtype=np.int64), (len(rows), blocks))
    row = np.broadcast_to(rows, counter.shape)
    nothing = np.zeros_like(counter)
    group = nothing if groups is None else np.broadcast_to(groups[:, None], counter.shape)
    # The generator's arithmetic is that of 64-bit integers that wrap: arrays wrap silently.
    generate = cast("Any", philox)
    drawn = np.stack(generate(counter, row, group, nothing, *words), axis=-1)
    flat = drawn.reshape(len(rows), -1)[:, :columns]
    return np.asarray((flat + 0.5) * _TWO_TO_MINUS_32, dtype=np.float64)
