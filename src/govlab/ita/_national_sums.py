"""Sums by agency from a file of answers: whole numbers only, so that any order gives the same.

A question's weight in its instrument is a fraction; times their common denominator all
are whole (12, 6, 4 and 3 of 360 in the IIT of FY2564). A respondent's score is then a
whole number, and so are the sums of scores and of their squares that score and standard
error are made of: threads, partitions and SQL agree to the last bit.
"""

import math
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

from govlab.ita._method_parts import Method
from govlab.ita._score_weights import shares

Ints = npt.NDArray[np.int64]
# So many rows of one column and of the sums beside it stay in a processor's cache.
_BLOCK = 1 << 16
_TOP = 100


@dataclass(frozen=True, slots=True)
class Weights:
    """What each question counts, in whole numbers.

    Parameters
    ----------
    instrument : str
        Code of the instrument.
    groups : tuple of (str, tuple of (str, int))
        Each indicator with its questions and their weights.
    whole : int
        What all weights add up to.
    points : dict of str to tuple of int
        The points that an answer can earn, by question.
    """

    instrument: str
    groups: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    whole: int
    points: dict[str, tuple[int, ...]]

    @classmethod
    def of(cls, how: Method, instrument: str) -> "Weights":
        """Return the weights of an instrument's questions."""
        parts = shares(how, instrument, "response")
        whole = math.lcm(*(share.denominator for share in parts.values()))
        home = {
            code: indicator
            for indicator in how.codes(instrument, "indicator")
            for code in _below(how, indicator)
        }
        groups: dict[str, list[tuple[str, int]]] = {}
        for code, share in parts.items():
            groups.setdefault(home[code], []).append((code, int(share * whole)))
        return cls(
            instrument,
            tuple((code, tuple(questions)) for code, questions in groups.items()),
            whole,
            {code: tuple(sorted(how.points(code))) for code in parts},
        )

    @property
    def questions(self) -> tuple[str, ...]:
        """Codes of the questions."""
        return tuple(code for _, questions in self.groups for code, _ in questions)

    @property
    def of_group(self) -> Ints:
        """What the weights of each indicator add up to."""
        return np.array([sum(w for _, w in questions) for _, questions in self.groups])


def _below(how: Method, code: str) -> Iterator[str]:
    parts = how.children.get(code, ())
    if not parts:
        yield code
    for part in parts:
        yield from _below(how, part)


@dataclass(frozen=True)
class Sums:
    """What a file, or a part of one, holds of each agency.

    Parameters
    ----------
    units : array
        Agencies, ascending, each once.
    n : array of int
        Respondents.
    groups : array of int, shape (agencies, indicators)
        Sums of the weighted points.
    squares : array of int
        Sums of the squares of the respondents' weighted points.
    broken : array of int, shape (cells, 2)
        Row in the file and place among the questions of impossible answers.
    gaps : array of int
        Answers left out. Where there are any, `groups` and `squares` do not count.
    """

    units: npt.NDArray[Any]
    n: Ints
    groups: Ints
    squares: Ints
    broken: Ints
    gaps: Ints


def sums_of(table: Any, weights: Weights, *, first_row: int = 0, threads: int = 1) -> Sums:
    """Return the sums of a table of answers.

    Parameters
    ----------
    table : pyarrow.Table
        ``unit`` and one column of points a question, null where an answer was left out.
    weights : Weights
        What the questions count.
    first_row : int
        Row of the file at which the table begins.
    threads : int
        Blocks of rows that are worked on side by side.
    """
    units, starts, order = _runs(table.column("unit"))
    if order is not None:
        table = table.take(order)
    rows = len(table)
    arrays, gaps = _arrays(table, weights)
    number = np.uint16 if weights.whole * _TOP < 1 << 16 else np.uint32
    marks = [np.zeros(rows, dtype=number) for _ in weights.groups]
    whole = np.zeros(rows, dtype=number)
    blocks = [
        (chunk, start, min(start + _BLOCK, size))
        for chunk, size in enumerate(arrays.sizes)
        for start in range(0, size, _BLOCK)
    ]

    def work(block: tuple[int, int, int]) -> list[tuple[int, int]]:
        chunk, start, stop = block
        begin = arrays.begins[chunk]
        part = {code: held[chunk][start:stop] for code, held in arrays.columns.items()}
        return _add(part, weights, marks, whole, slice(begin + start, begin + stop))

    with ThreadPoolExecutor(threads) as pool:
        broken = [cell for found in pool.map(work, blocks) for cell in found]
        sums = list(pool.map(lambda mark: _by_run(mark, starts, rows), marks))
        squares = _squared(whole, starts, rows)
    lost = np.zeros(rows, dtype=np.int64)
    for column in gaps:
        lost += column
    places = np.array(broken, dtype=np.int64).reshape(-1, 2)
    if order is not None and len(places):
        places[:, 0] = np.asarray(order)[places[:, 0]]
    places[:, 0] += first_row
    return Sums(
        units=units,
        n=np.diff(np.append(starts, rows)),
        groups=np.column_stack(sums),
        squares=squares,
        broken=places,
        gaps=_by_run(lost, starts, rows) if gaps else np.zeros(len(units), dtype=np.int64),
    )


@dataclass(frozen=True, slots=True)
class _Arrays:
    """The answers of a table, without a copy: chunks as the file has them."""

    columns: dict[str, list[npt.NDArray[Any]]]
    sizes: list[int]

    @property
    def begins(self) -> list[int]:
        return [0, *np.cumsum(self.sizes).tolist()]


def _arrays(table: Any, weights: Weights) -> tuple[_Arrays, list[npt.NDArray[np.bool_]]]:
    """Return the answers, 0 where one was left out, and for each column with gaps where."""
    columns = {code: table.column(code) for code in weights.questions}
    gaps = [one.is_null().to_numpy() for one in columns.values() if one.null_count]
    columns = {code: one.fill_null(0) if one.null_count else one for code, one in columns.items()}
    layouts = {tuple(len(chunk) for chunk in one.chunks) for one in columns.values()}
    if len(layouts) > 1:
        # Filling may join the chunks of some columns: then all are joined.
        whole = {code: one.combine_chunks() for code, one in columns.items()}
        arrays = {code: [one.to_numpy(zero_copy_only=False)] for code, one in whole.items()}
        return _Arrays(arrays, [len(table)]), gaps
    held = {
        code: [chunk.to_numpy(zero_copy_only=False) for chunk in column.chunks]
        for code, column in columns.items()
    }
    return _Arrays(held, list(layouts.pop())), gaps


def _add(
    arrays: dict[str, npt.NDArray[Any]],
    weights: Weights,
    marks: Sequence[npt.NDArray[Any]],
    whole: npt.NDArray[Any],
    rows: slice,
) -> list[tuple[int, int]]:
    """Add the answers of some rows to their respondents' marks; return what is impossible."""
    broken = []
    number = whole.dtype.type
    place = 0
    for mark, (_, questions) in zip(marks, weights.groups, strict=True):
        held = mark[rows]
        for code, weight in questions:
            answers = arrays[code]
            # Comparisons of single bytes run many at a time; a table of 256 does not.
            good = answers == weights.points[code][0]
            for points in weights.points[code][1:]:
                good |= answers == points
            if not good.all():
                broken += [(int(row) + rows.start, place) for row in np.flatnonzero(~good)]
            else:
                held += (
                    np.multiply(answers.view(np.uint8), number(weight), dtype=number)
                    if (answers.dtype == np.int8)
                    else answers.astype(number) * number(weight)
                )
            place += 1
        whole[rows] += held
    return broken


def _squared(whole: npt.NDArray[Any], starts: Ints, rows: int) -> Ints:
    squares = np.empty(rows, dtype=np.int64)
    for start in range(0, rows, _BLOCK):
        part = slice(start, start + _BLOCK)
        np.multiply(whole[part], whole[part], out=squares[part], dtype=np.int64)
    return _by_run(squares, starts, rows)


def _by_run(values: npt.NDArray[Any], starts: Ints, rows: int) -> Ints:
    if not rows:
        return np.zeros(0, dtype=np.int64)
    return np.add.reduceat(values, starts, dtype=np.int64)


def _runs(column: Any) -> tuple[npt.NDArray[Any], Ints, Any]:
    """Return agencies, the row at which each begins, and the order of rows if it must change."""
    pa, pc = import_module("pyarrow"), import_module("pyarrow.compute")
    if not pa.types.is_integer(column.type):
        names = column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
        runs = pc.run_end_encode(names).combine_chunks()
        units = runs.values.to_numpy(zero_copy_only=False)
        starts = np.concatenate([[0], runs.run_ends.to_numpy()[:-1]]).astype(np.int64)
        rising = bool((units[1:] > units[:-1]).all())
    else:
        values = column.to_numpy()
        starts = np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))
        starts = starts[: len(values)]
        units = values[starts]
        rising = bool((units[1:] > units[:-1]).all())
    if rising:
        return units, starts, None
    order = np.argsort(column.to_numpy().astype(units.dtype), kind="stable")
    values = column.to_numpy()[order]
    starts = np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))
    return values[starts], starts, pa.array(order)


def joined(parts: Sequence[Sums]) -> Sums:
    """Return the sums of a file from those of its parts, in whatever order they come."""
    names = np.concatenate([part.units for part in parts])
    units, place = np.unique(names, return_inverse=True)

    def total(values: Sequence[Ints]) -> Ints:
        every = np.concatenate(values)
        found = np.zeros((len(units), *every.shape[1:]), dtype=np.int64)
        np.add.at(found, place, every)
        return found

    return Sums(
        units=units,
        n=total([part.n for part in parts]),
        groups=total([part.groups for part in parts]),
        squares=total([part.squares for part in parts]),
        broken=np.concatenate([part.broken for part in parts]),
        gaps=total([part.gaps for part in parts]),
    )
