"""Every agency of the country scored from the answers of its people."""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from govlab.errors import InputError, Problem
from govlab.ita import noise
from govlab.ita._check import told_unknown
from govlab.ita._method_parts import Method
from govlab.ita._method_trust import require_sure
from govlab.ita._national_sums import Sums, Weights
from govlab.ita._national_ways import RESPONDENT, UNIT, answers_of, arrow, way
from govlab.ita._score_climb import TOTAL, climb, judge
from govlab.ita._score_table import Scores, framed
from govlab.ita._score_values import judged_noise
from govlab.tables import problem, table_error
from govlab.text import message

if TYPE_CHECKING:
    Floats = npt.NDArray[np.float64]

# A file of the country may be wrong in every cell; so many places are told one by one.
_MOST_PROBLEMS = 10_000
# Agencies whose answers, with gaps, are held in memory together.
_AGENCIES = 512


def score_national(
    path: str | Path,
    how: Method,
    *,
    instrument: str = "IIT",
    others: pd.DataFrame | None = None,
    population: pd.DataFrame | None = None,
    grade_on: Literal["published", "total"] = "published",
    way_through: Literal["memory", "partitions", "duckdb"] = "memory",
    threads: int = 2,
    **options: Any,
) -> Scores:
    """Score every agency of a Parquet file of answers, with errors and grade probabilities.

    Parameters
    ----------
    path : str or Path
        Parquet with ``unit`` (text or whole numbers), perhaps ``respondent``, and one
        column of points a question (``I1a`` …; int8 is best), null where an answer was
        left out. Files written agency by agency are read fastest.
    how : Method
        The method of the year.
    instrument : str
        Whose questions the file holds.
    others : DataFrame, optional
        ``unit`` and the scores of the other instruments; ``EIT_error`` and the like for
        their standard errors. Without it there are no totals.
    population : DataFrame, optional
        See :func:`score_table`.
    grade_on : {"published", "total"}
        See :func:`score_table`.
    way_through : {"memory", "partitions", "duckdb"}
        Read the file whole, row group by row group (a map of :mod:`govlab.compute`), or
        let DuckDB go through it out of core. The results are the same to the last bit:
        what is summed are whole numbers.
    threads : int
        Threads, or workers of the map.
    **options
        For partitions: `on`, `folder`, `progress` of :func:`govlab.compute.run_map`.

    Raises
    ------
    TableError
        With every impossible answer, unknown or absent question and doubled respondent,
        by row of the file (the first is 1) and column; an agency without other scores.
    InputError
        When the method is unsure at this depth and was not accepted as it stands.
    MissingExtraError
        When pyarrow or DuckDB is not installed.
    """
    path = Path(path)
    found_way = way(way_through)
    weights = Weights.of(how, instrument)
    schema = arrow().read_schema(path).names
    _check_columns(schema, weights, how, path)
    sums, twice = found_way(path, weights, threads, schema, **options)
    _check_cells(sums, weights, path, twice)
    depths = {instrument: "response"}
    depths |= dict.fromkeys(_others(how, instrument, others), "instrument")
    require_sure(how, depths, missing=bool(sums.gaps.any()))
    values = _Values(path, how, weights, sums, _persons(population, instrument, sums))
    return values.scores(others, depths, grade_on)


def _check_columns(schema: list[str], weights: Weights, how: Method, path: Path) -> None:
    problems = [
        problem(told_unknown(name, how), file=path.name, row=0, column=name)
        for name in schema
        if name not in {UNIT, RESPONDENT, *weights.questions}
    ]
    lacking = [code for code in (UNIT, *weights.questions) if code not in schema]
    if lacking:
        words = message("ita.columns_absent", code=weights.instrument, lacking=", ".join(lacking))
        problems.append(problem(words, file=path.name))
    if problems:
        raise table_error(problems)


def _check_cells(
    sums: Sums, weights: Weights, path: Path, twice: list[tuple[Any, Any, int]]
) -> None:
    if not len(sums.broken) and not twice:
        return
    places = sums.broken[np.lexsort((sums.broken[:, 1], sums.broken[:, 0]))]
    shown = places[:_MOST_PROBLEMS]
    values = _cells(path, weights, shown)
    problems: list[Problem] = []
    for (row, place), value in zip(shown.tolist(), values, strict=True):
        code = weights.questions[place]
        points = ", ".join(map(str, weights.points[code]))
        words = message("ita.impossible_points", code=code, value=value, points=points)
        problems.append(problem(words, file=path.name, row=row + 1, column=code, value=value))
    for unit, person, row in twice[:_MOST_PROBLEMS]:
        words = message("ita.doubled", unit=str(unit), code=str(person))
        problems.append(
            problem(words, file=path.name, row=row + 1, column=RESPONDENT, value=person)
        )
    hidden = len(places) + len(twice) - len(problems)
    if hidden:
        problems.append(problem(message("ita.more_broken", count=hidden), file=path.name))
    raise table_error(problems)


def _cells(path: Path, weights: Weights, places: npt.NDArray[np.int64]) -> list[Any]:
    names = sorted({weights.questions[place] for _, place in places.tolist()})
    if not names:
        return []
    table = arrow().read_table(path, columns=names).take(places[:, 0])
    return [
        table.column(weights.questions[place])[row].as_py()
        for row, (_, place) in enumerate(places.tolist())
    ]


def _others(how: Method, instrument: str, others: pd.DataFrame | None) -> list[str]:
    if others is None:
        return []
    return [one.code for one in how.instruments if one.code != instrument and one.code in others]


def _persons(population: pd.DataFrame | None, code: str, sums: Sums) -> "Floats":
    if population is None or code not in population:
        return np.full(len(sums.units), np.inf)
    known = population.set_index("unit")[code].astype("float64").reindex(sums.units)
    return np.asarray(known.fillna(np.inf), dtype=np.float64)


class _Values:
    """Sums of agencies on their way to scores."""

    def __init__(
        self, path: Path, how: Method, weights: Weights, sums: Sums, persons: "Floats"
    ) -> None:
        self.path = path
        self.how = how
        self.weights = weights
        self.sums = sums
        self.persons = persons
        self.n = sums.n.copy()
        # Agencies with gaps are counted question by question.
        self.exactly: dict[int, dict[str, Fraction]] = {}
        self.sizes = weights.of_group
        whole = sums.gaps == 0
        n = sums.n.astype(np.float64)
        self.given: dict[str, Floats] = {
            code: sums.groups[:, place] / (n * float(self.sizes[place]))
            for place, (code, _) in enumerate(weights.groups)
        }
        self.error: Floats = np.full(len(n), np.nan)
        known = whole & (sums.n > 1)
        if known.any():
            total = sums.groups.sum(axis=1)
            self.error[known] = noise.moments_error(
                sums.n[known], persons[known], total[known], sums.squares[known]
            ) / float(weights.whole)
        gaps = np.flatnonzero(~whole)
        for start in range(0, len(gaps), _AGENCIES):
            self._with_gaps(gaps[start : start + _AGENCIES])

    def _with_gaps(self, places: npt.NDArray[np.int64]) -> None:
        units = self.sums.units[places]
        table = answers_of(self.path, self.weights, units)
        names = table.column(UNIT).to_numpy()
        answers = _matrix(table, self.weights)
        if self.how.missing == "complete":
            kept = ~np.isnan(answers).any(axis=1)
            names, answers = names[kept], answers[kept]
        order = np.argsort(names.astype(units.dtype), kind="stable")
        names, answers = names[order], answers[order]
        held, starts = np.unique(names, return_index=True)
        if len(held) < len(units):
            lost = sorted(set(units.tolist()) - set(held.tolist()))
            raise InputError(message("ita.nobody_whole", units=", ".join(map(str, lost[:20]))))
        given = ~np.isnan(answers)
        counts = np.add.reduceat(given, starts, axis=0, dtype=np.int64)
        totals = np.add.reduceat(np.where(given, answers, 0).astype(np.int64), starts, axis=0)
        self._refuse_unasked(units, counts)
        sampled = noise.sampling_error(
            answers,
            [weight / self.weights.whole for _, each in self.weights.groups for _, weight in each],
            self.persons[places],
            unit=names,
        )
        self.error[places] = np.where(sampled.n > 1, sampled.error, np.nan)
        self.n[places] = sampled.n
        for row, place in enumerate(places.tolist()):
            means = {
                code: Fraction(int(totals[row, column]), int(counts[row, column]))
                for column, code in enumerate(self.weights.questions)
            }
            self.exactly[place] = self._groups(means)
            for code, value in self.exactly[place].items():
                self.given[code][place] = float(value)

    def _refuse_unasked(self, units: npt.NDArray[Any], counts: npt.NDArray[np.int64]) -> None:
        problems = [
            problem(
                message(
                    "ita.parts_absent",
                    unit=str(units[row]),
                    level=message("ita.level_response"),
                    code=self.weights.instrument,
                    lacking=self.weights.questions[column],
                ),
                file=self.path.name,
                column=self.weights.questions[column],
            )
            for row, column in zip(*np.nonzero(counts == 0), strict=True)
        ]
        if problems:
            raise table_error(problems)

    def _groups(self, means: Mapping[str, Fraction]) -> dict[str, Fraction]:
        return {
            code: sum((weight * means[one] for one, weight in questions), Fraction(0))
            / sum(weight for _, weight in questions)
            for code, questions in self.weights.groups
        }

    def _exact(self, place: int) -> dict[str, Fraction]:
        if place in self.exactly:
            return self.exactly[place]
        n = int(self.sums.n[place])
        return {
            code: Fraction(int(self.sums.groups[place, column]), n * int(size))
            for column, ((code, _), size) in enumerate(
                zip(self.weights.groups, self.sizes, strict=True)
            )
        }

    def scores(
        self, others: pd.DataFrame | None, depths: Mapping[str, str], grade_on: str
    ) -> Scores:
        """Return the scores of all agencies."""
        how, instrument = self.how, self.weights.instrument
        rest = _aligned(others, self.sums.units, self.path)
        names = [one for one in depths if one != instrument]
        given = dict(self.given)
        given |= {name: rest[name].to_numpy(dtype=np.float64) for name in names}

        def exact(place: int) -> Mapping[str, Fraction]:
            held = self._exact(place) | {
                name: Fraction(repr(float(given[name][place]))) for name in names
            }
            return climb(how, held, Fraction)

        found = judge(
            how, climb(how, given, lambda share: np.asarray(float(share))), exact, grade_on=grade_on
        )
        parts = pd.DataFrame({"unit": self.sums.units} | found.every)
        published = found.published.get(TOTAL, np.full(len(parts), np.nan))
        frame = framed(parts, how, found.place, published, grade_on=grade_on)
        error = pd.DataFrame(np.nan, index=range(len(parts)), columns=self._codes())
        count = pd.DataFrame(0, index=range(len(parts)), columns=self._codes())
        error[instrument], count[instrument] = self.error, self.n
        for name in names:
            one = next(each for each in how.instruments if each.code == name)
            if one.sample is None:
                error[name] = 0.0
            elif f"{name}_error" in rest:
                error[name] = rest[f"{name}_error"].to_numpy(dtype=np.float64)
                count[name] = rest.get(f"{name}_n", pd.Series(self.n)).to_numpy()
        tally = {
            "unit": self.sums.units,
            "instrument": instrument,
            "respondents": self.n,
            "missing": self.sums.gaps,
        }
        return Scores(
            how=how,
            frame=frame,
            parts=parts,
            depths=pd.DataFrame({"unit": self.sums.units} | dict(depths)),
            answers=pd.DataFrame(tally),
            differences=pd.DataFrame(columns=["unit", "code", "given", "computed", "difference"]),
            errors=judged_noise(how, frame, error, count, grade_on=grade_on),
        )

    def _codes(self) -> list[str]:
        return [one.code for one in self.how.instruments]


def _matrix(table: Any, weights: Weights) -> "Floats":
    columns = [
        table.column(code).to_numpy(zero_copy_only=False).astype(np.float64)
        for code in weights.questions
    ]
    return np.column_stack(columns)


def _aligned(others: pd.DataFrame | None, units: npt.NDArray[Any], path: Path) -> pd.DataFrame:
    """Return the other scores in the order of the agencies; say which agency has none."""
    if others is None:
        return pd.DataFrame(index=units)
    if np.issubdtype(units.dtype, np.integer):
        others = others.assign(unit=pd.to_numeric(others["unit"]))
    rest = others.set_index("unit").reindex(units)
    absent = rest.index[rest.isna().any(axis=1)]
    if len(absent):
        problems = [
            problem(
                message(
                    "ita.instrument_absent",
                    unit=str(unit),
                    code=", ".join(map(str, rest.columns[rest.loc[unit].isna()])),
                ),
                file=path.name,
            )
            for unit in absent[:_MOST_PROBLEMS]
        ]
        raise table_error(problems)
    outside = ~((rest >= 0) & (rest <= 100)).all(axis=1)  # noqa: PLR2004
    if outside.any():
        problems = [
            problem(
                message("ita.impossible_score", code=name, value=float(rest.loc[unit, name])),
                file=path.name,
                value=rest.loc[unit, name],
            )
            for unit in rest.index[outside]
            for name in rest.columns
            if not 0 <= rest.loc[unit, name] <= 100  # noqa: PLR2004
        ]
        raise table_error(problems)
    return rest
