"""Scores of any number of agencies, from values at any depth."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from govlab.ita._method_parts import Method
from govlab.ita._method_trust import require_sure
from govlab.ita._read_rows import summaries

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

# A published value is rounded, and so is what it was computed from.
_AGREES = 0.01 + 1e-9


@dataclass(frozen=True)
class Scores:
    """The results of a table of values.

    Parameters
    ----------
    how : Method
        The method.
    frame : DataFrame
        One row a unit: ``unit, fiscal_year``, each indicator as ``indicator_1`` …, each
        instrument, ``total`` (all unrounded), ``published`` (the total as published),
        ``grade, passed``.
    parts : DataFrame
        Every value that was given or computed, unrounded: one row a unit, one column a
        code, from the questions to the total.
    depths : DataFrame
        The level of the values used: one row a unit, one column an instrument.
    answers : DataFrame
        For instruments scored from answers: ``unit, instrument, respondents, missing``
        (answers left out; nothing stands in their place).
    differences : DataFrame
        Coarser values that were given as well and do not agree with what the finer ones
        give to 0.01: ``unit, code, given, computed, difference``.
    errors : DataFrame or None
        One row a unit: standard error of each instrument that was scored from answers,
        ``total_low, total_high`` (95 %) and the probability of each grade as
        ``p_GRADE``. None where no instrument was scored from answers.
    """

    how: Method
    frame: "pd.DataFrame"
    parts: "pd.DataFrame"
    depths: "pd.DataFrame"
    answers: "pd.DataFrame"
    differences: "pd.DataFrame"
    errors: "pd.DataFrame | None" = field(default=None)

    def as_dict(self) -> dict[str, Any]:
        """Return the results as a JSON-ready mapping; points as published."""
        depths = self.depths.drop(columns="unit").to_dict("records")
        noisy: list[dict[Any, Any]] = [{}] * len(self.frame)
        if self.errors is not None:
            noisy = self.errors.to_dict("records")
        return {
            "fiscal_year": self.how.fiscal_year,
            "method": {
                "file": self.how.provenance.path,
                "sha256": self.how.provenance.sha256,
                "accept_uncertain": self.how.accept_uncertain,
            },
            "units": [
                self._unit(row) | {"depth": depth} | self._noise(noise)
                for row, depth, noise in zip(
                    self.frame.to_dict("records"), depths, noisy, strict=True
                )
            ],
            "answers": self.answers.to_dict("records"),
            "differences": self.differences.to_dict("records"),
            # Rows named like a sum or a mean: scored as they stand, and said.
            "summary_rows": list(summaries(self.frame["unit"].to_list())),
        }

    def _unit(self, row: Mapping[Any, Any]) -> dict[str, Any]:
        scale = self.how.places

        def shown(value: Any) -> float | None:
            return None if value != value else round(float(value) + 1e-9, scale)  # noqa: PLR0124

        found: dict[str, Any] = {
            "name": str(row["unit"]),
            "indicators": {
                one.code: shown(row[f"indicator_{one.code}"])
                for one in self.how.indicators
                if f"indicator_{one.code}" in row
            },
        }
        found |= {one.code.lower(): shown(row[one.code]) for one in self.how.instruments}
        graded = row["grade"] is not None
        found |= {
            "total": float(row["published"]) if graded else None,
            "total_unrounded": round(float(row["total"]), 10) if graded else None,
            "grade": row["grade"],
            "passed": bool(row["passed"]) if graded else None,
        }
        return found

    def _noise(self, row: Mapping[Any, Any]) -> dict[str, Any]:
        known = {name: value for name, value in row.items() if value == value}  # noqa: PLR0124
        grades = {band.grade: f"p_{band.grade}" for band in self.how.bands}
        return {
            "standard_errors": {
                one.code: float(known[one.code])
                for one in self.how.instruments
                if one.code in known
            },
            "total_low": known.get("total_low"),
            "total_high": known.get("total_high"),
            "grade_probabilities": {
                grade: float(known[name]) for grade, name in grades.items() if name in known
            },
        }


def score_table(
    frame: "pd.DataFrame",
    how: Method,
    *,
    grade_on: Literal["published", "total"] = "published",
    partial: bool = False,
    population: "pd.DataFrame | None" = None,
) -> Scores:
    """Score agencies from responses, items, sub-indicators, indicators or instruments.

    Each instrument of each unit is scored from the finest level that the table has for
    it; coarser values given as well are compared with the result.

    Parameters
    ----------
    frame : DataFrame
        What :func:`read_ita` returned, or any table of that kind: long (``unit, level,
        code, value``, for answers also ``respondent``) or wide (one row a unit or a
        respondent, one column a code).
    how : Method
        The fiscal year's method.
    grade_on : {"published", "total"}
        Whether rounded or unrounded scores are graded.
    partial : bool
        Let units without one of the instruments pass; they get no total.
    population : DataFrame, optional
        ``unit`` and a column for each surveyed instrument: persons who could have been
        asked. Without it errors are those of sampling from an endless population.

    Raises
    ------
    TableError
        With every impossible or absent value.
    InputError
        When the method is unsure at the depth used and was not accepted as it stands.

    Examples
    --------
    >>> import pandas as pd
    >>> from govlab.ita import method
    >>> table = pd.DataFrame({"หน่วยงาน": ["ก"], "IIT": [83.41], "EIT": [92.21], "OIT": [100]})
    >>> found = score_table(table, method(2564)).frame
    >>> found[["published", "grade"]].to_dict("records")
    [{'published': 92.69, 'grade': 'A'}]
    """
    import numpy as np
    import pandas as pd

    from govlab.ita import _check, _score_values
    from govlab.ita._score_climb import TOTAL, climb, judge

    held = _check.held(frame, how, partial=partial)
    every = _score_values.Values(held, how)
    require_sure(how, every.coarsest_trust(), missing=every.missing > 0)
    units: list[str] = every.units
    columns: dict[str, Any] = {}
    place = np.full(len(units), -1)
    published = np.full(len(units), np.nan)
    for depths, rows in every.groups():
        given = every.floats(depths, rows)

        def exact(row: int, depths: Mapping[str, str] = depths, rows: Any = rows) -> dict[str, Any]:
            return climb(how, every.fractions(depths, int(rows[row])), Fraction)

        found = judge(how, climb(how, given, float), exact, grade_on=grade_on)
        for code, each in found.every.items():
            columns.setdefault(code, np.full(len(units), np.nan))[rows] = each
        place[rows] = found.place
        if TOTAL in found.published:
            published[rows] = found.published[TOTAL]
    order = [
        code
        for level in ("response", "item", "sub_indicator", "indicator", "instrument")
        for one in how.instruments
        for code in how.codes(one.code, level)
    ]
    kept = [code for code in dict.fromkeys((*order, TOTAL)) if code in columns]
    parts = pd.DataFrame({"unit": units} | {code: columns[code] for code in kept})
    result = framed(parts, how, place, published, grade_on=grade_on)
    return Scores(
        how=how,
        frame=result,
        parts=parts,
        depths=every.depth_frame(),
        answers=every.answered(),
        differences=every.differences(parts, _AGREES),
        errors=every.noise(result, population, grade_on=grade_on),
    )


def framed(
    parts: "pd.DataFrame",
    how: Method,
    place: "npt.NDArray[np.int64]",
    published: "npt.NDArray[np.float64]",
    *,
    grade_on: str,
) -> "pd.DataFrame":
    """Return the table of results, one row a unit."""
    import numpy as np
    import pandas as pd

    instruments = [one.code for one in how.instruments]
    absent = np.full(len(parts), np.nan)
    columns: dict[str, Any] = {"unit": parts["unit"], "fiscal_year": how.fiscal_year}
    columns |= {
        f"indicator_{one.code}": parts[one.code] for one in how.indicators if one.code in parts
    }
    for code in (*instruments, "total"):
        columns[code] = parts.get(code, absent)
    columns["published"] = published
    graded = published if grade_on == "published" else np.asarray(columns["total"])
    # A place of -1, no total, takes the last: nothing.
    grades = np.array([*(band.grade for band in how.bands), None], dtype=object)
    # As objects: text would turn a grade that is absent into a number that is none.
    columns["grade"] = pd.Series(grades[place], index=parts.index, dtype=object)
    passed = pd.array(graded >= float(how.pass_mark), dtype="boolean")
    passed[np.isnan(graded)] = pd.NA
    columns["passed"] = passed
    return pd.DataFrame(columns, index=parts.index)
