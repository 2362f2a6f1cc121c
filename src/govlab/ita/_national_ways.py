"""Three ways through a large file: in memory, over partitions, and out of core by DuckDB."""

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from govlab import chance, compute
from govlab.errors import InputError, MissingExtraError
from govlab.ita._national_sums import Sums, Weights, joined, sums_of
from govlab.text import message

UNIT, RESPONDENT = "unit", "respondent"
# A seed stands in every map; these sums draw nothing.
_SEED = 0

# The sums, and who stands in the file a second time: agency, respondent, row.
Found: TypeAlias = tuple[Sums, list[tuple[Any, Any, int]]]


def arrow() -> Any:
    """Return pyarrow's Parquet reader, or say which extra holds it."""
    try:
        return import_module("pyarrow.parquet")
    except ImportError as missing:
        raise MissingExtraError(message("ita.extra_missing", library="pyarrow")) from missing


def in_memory(path: Path, weights: Weights, threads: int, schema: Sequence[str]) -> Found:
    """Read the file whole and sum it in threads."""
    people = [RESPONDENT] if RESPONDENT in schema else []
    table = arrow().read_table(path, columns=[*people, *_columns(weights)])
    return sums_of(table, weights, threads=threads), doubled(table)


def over_partitions(
    path: Path,
    weights: Weights,
    threads: int,
    schema: Sequence[str],
    *,
    on: str = "threads",
    **options: Any,
) -> Found:
    """Sum row group by row group, each a task of :func:`govlab.compute.run_map`."""
    parts = arrow().ParquetFile(path)
    tasks = []
    first = 0
    for group in range(parts.num_row_groups):
        tasks.append((str(path), group, first, _as_task(weights)))
        first += parts.metadata.row_group(group).num_rows
    found = compute.run_map(
        partition, tasks, seed=_SEED, purpose="ita sums", on=on, workers=threads, **options
    )
    sums = joined([Sums(*map(_array, one)) for one in found])
    if RESPONDENT not in schema:
        return sums, []
    # A person may stand in two parts: these two columns are looked at together.
    return sums, doubled(arrow().read_table(path, columns=[UNIT, RESPONDENT]))


def partition(
    task: tuple[str, int, int, tuple[Any, ...]], _stream: chance.Stream
) -> tuple[Any, ...]:
    """Return the sums of one row group; stands here so that other processes find it."""
    path, group, first, plain = task
    weights = _weights(plain)
    table = arrow().ParquetFile(path).read_row_group(group, columns=_columns(weights))
    found = sums_of(table, weights, first_row=first)
    units = found.units.astype(str) if found.units.dtype == object else found.units
    return units, found.n, found.groups, found.squares, found.broken, found.gaps


def _array(value: Any) -> npt.NDArray[Any]:
    return np.asarray(value)


def _as_task(weights: Weights) -> tuple[Any, ...]:
    return weights.instrument, weights.groups, weights.whole, weights.points


def _weights(plain: tuple[Any, ...]) -> Weights:
    return Weights(*plain)


def by_duckdb(path: Path, weights: Weights, threads: int, schema: Sequence[str]) -> Found:
    """Let DuckDB group the file, which need not fit into memory."""
    with _duckdb(threads) as base:
        marks = [
            " + ".join(f"{weight} * {_cell(code)}" for code, weight in questions)
            for _, questions in weights.groups
        ]
        names = [f"g{place}" for place in range(len(marks))]
        wrong = " + ".join(_wrong(code, weights) for code in weights.questions)
        gaps = " + ".join(f'("{code}" IS NULL)::INTEGER' for code in weights.questions)
        inner = ", ".join(f"{mark} AS {name}" for mark, name in zip(marks, names, strict=True))
        sums = ", ".join(f"sum({name})::BIGINT" for name in names)
        whole = " + ".join(names)
        # Only codes of the method stand in the statement; a code is letters and digits.
        statement = (
            f"SELECT {UNIT}, count(*), {sums}, "  # noqa: S608
            f"sum(({whole})::BIGINT * ({whole}))::BIGINT, "
            f"sum(gaps)::BIGINT, sum(wrong)::BIGINT FROM (SELECT {UNIT}, {inner}, "
            f"{gaps} AS gaps, {wrong} AS wrong FROM read_parquet(?)) GROUP BY {UNIT} "
            f"ORDER BY {UNIT}"
        )
        rows = base.execute(
            statement,
            [str(path)],
        ).fetchnumpy()
        columns = [np.asarray(column) for column in rows.values()]
        broken = np.zeros((0, 2), dtype=np.int64)
        if columns[-1].any():
            broken = _located(base, path, weights)
        twice = _twice(base, path) if RESPONDENT in schema else []
    sums_found = Sums(
        units=columns[0],
        n=columns[1].astype(np.int64),
        groups=np.column_stack(columns[2 : 2 + len(names)]).astype(np.int64),
        squares=columns[-3].astype(np.int64),
        broken=broken,
        gaps=columns[-2].astype(np.int64),
    )
    return sums_found, twice


def _twice(base: Any, path: Path) -> list[tuple[Any, Any, int]]:
    """Return who stands in the file a second time; grouping spills to disk where it must."""
    key = f"{UNIT}, {RESPONDENT}"
    statement = (
        f"WITH people AS (SELECT {key}, file_row_number AS place "  # noqa: S608
        "FROM read_parquet($file, file_row_number=true)), "
        f"twice AS (SELECT {key}, min(place) AS first FROM people "
        f"GROUP BY {key} HAVING count(*) > 1) SELECT {key}, place FROM people "
        f"JOIN twice USING ({key}) WHERE place > first ORDER BY place"
    )
    rows = base.execute(statement, {"file": str(path)}).fetchall()
    return [(unit, person, int(row)) for unit, person, row in rows]


def _located(base: Any, path: Path, weights: Weights) -> npt.NDArray[np.int64]:
    parts = [
        f"SELECT file_row_number, {place} "  # noqa: S608
        "FROM read_parquet(?, file_row_number=true) "
        f"WHERE {_wrong(code, weights)} > 0"
        for place, code in enumerate(weights.questions)
    ]
    rows = base.execute(" UNION ALL ".join(parts), [str(path)] * len(parts)).fetchall()
    return np.array(sorted(rows), dtype=np.int64).reshape(-1, 2)


def _cell(code: str) -> str:
    return f'coalesce("{code}", 0)::BIGINT'


def _wrong(code: str, weights: Weights) -> str:
    points = ", ".join(map(str, weights.points[code]))
    return f'coalesce("{code}" NOT IN ({points}), false)::INTEGER'


def _duckdb(threads: int) -> Any:
    try:
        import duckdb
    except ImportError as missing:
        raise MissingExtraError(message("ita.extra_missing", library="duckdb")) from missing
    base = duckdb.connect()
    base.execute(f"SET threads = {int(threads)}")
    return base


def answers_of(path: Path, weights: Weights, units: npt.NDArray[Any]) -> Any:
    """Return the answers of some agencies, in the order of the file."""
    return arrow().read_table(
        path, columns=_columns(weights), filters=[(UNIT, "in", units.tolist())]
    )


def doubled(table: Any) -> list[tuple[Any, Any, int]]:
    """Return agency, respondent and row of everybody who stands in the table a second time."""
    if RESPONDENT not in table.column_names:
        return []
    unit = table.column(UNIT).combine_chunks()
    person = table.column(RESPONDENT).combine_chunks()
    names, people = (one.to_numpy(zero_copy_only=False) for one in (unit, person))
    # Files are written agency by agency; then one look at each row's neighbour is enough.
    later = names[1:] != names[:-1]
    if bool((later | (people[1:] > people[:-1])).all()) and _once(names, later):
        return []
    order = np.lexsort((np.arange(len(names)), people, names))
    same = (names[order][1:] == names[order][:-1]) & (people[order][1:] == people[order][:-1])
    rows = np.sort(order[1:][same])
    return [(names[row], people[row], int(row)) for row in rows]


def _once(names: npt.NDArray[Any], later: npt.NDArray[np.bool_]) -> bool:
    """Say whether no agency begins a second time."""
    begins = names[np.concatenate([[True], later])] if len(names) else names
    return len(np.unique(begins)) == len(begins)


def _columns(weights: Weights) -> list[str]:
    return [UNIT, *weights.questions]


WAYS: dict[str, Callable[..., Found]] = {
    "memory": in_memory,
    "partitions": over_partitions,
    "duckdb": by_duckdb,
}


def way(name: str) -> Callable[..., Found]:
    """Return the way through the file that `name` names."""
    if name not in WAYS:
        raise InputError(message("ita.unknown_way", found=name, known=", ".join(WAYS)))
    return WAYS[name]
