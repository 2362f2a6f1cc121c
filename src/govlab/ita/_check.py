"""From a table of any kind to checked values: all that is wrong at once, nothing imputed."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govlab.errors import InputError, Problem
from govlab.ita import _check_values
from govlab.ita._check_scale import other_scales
from govlab.ita._method import method, methods
from govlab.ita._method_parts import Method
from govlab.ita._read import Taken, tables_of, taken
from govlab.ita._read_headings import TOTAL
from govlab.tables import RawTable, problem, table_error
from govlab.text import Message, message

if TYPE_CHECKING:
    import pandas as pd


def read_ita(
    path: str | Path | Sequence[str | Path], how: Method, *, partial: bool = False
) -> "pd.DataFrame":
    r"""Read values of any depth from what offices have.

    Parameters
    ----------
    path : str or Path, or a sequence of them
        Several files are read as one table. ``.xlsx`` or delimited text. Long (``unit,
        fiscal_year, level, code, value``) or wide: one row an agency or, for answers, one
        row a respondent; columns are codes (``I1``, ``I1a``, ``indicator_1``, ``IIT``) or
        Thai headings. Every sheet that
        holds values is read. Answers are points or the words of the form.
    how : Method
        The method of the year.
    partial : bool
        Let units pass that lack an instrument.

    Returns
    -------
    DataFrame
        The columns of ``ita_long``. An answer left out has no row.

    Raises
    ------
    TableError
        With everything impossible by file, sheet, row and column: a score of 101, an
        unknown item or one of another year, a respondent twice, an absent indicator.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from govlab.ita import method
    >>> with TemporaryDirectory() as folder:
    ...     place = Path(folder, "คะแนน.csv")
    ...     _ = place.write_text("หน่วยงาน,IIT,EIT,OIT\nก,๘๓.๔๑,92.21,100\n", encoding="utf-8")
    ...     read_ita(place, method(2564))["value"].to_list()
    [83.41, 92.21, 100.0]
    """
    paths = [Path(path)] if isinstance(path, str | Path) else [Path(one) for one in path]
    found = [
        taken(raw, how, one.stem, partial=partial or len(paths) > 1)
        for one in paths
        for raw in tables_of(one, how)
    ]
    return _settled(found, how, partial=partial)


def held(frame: "pd.DataFrame", how: Method, *, partial: bool) -> "pd.DataFrame":
    """Return a frame in memory as checked values; rows count as below one row of headings."""
    import pandas as pd

    if tuple(frame.columns) == _check_values.COLUMNS and frame["value"].dtype == "float64":
        # What read_ita returned needs no reading again, only the look at its values.
        row = range(2, len(frame) + 2)
        rows = frame.reset_index(drop=True).assign(row=row, heading="")
        raw = RawTable("frame", None, 1, _check_values.COLUMNS, frame.iloc[:0], {})
        return _settled([Taken(rows, raw, {}, [])], how, partial=partial)
    cells = frame.set_axis(range(frame.shape[1]), axis=1).set_axis(
        pd.RangeIndex(2, len(frame) + 2), axis=0
    )
    raw = RawTable("frame", None, 1, tuple(str(name) for name in frame.columns), cells, {})
    unit = message("ita.unit").in_language("th")
    return _settled([taken(raw, how, unit, partial=partial)], how, partial=partial)


def told_unknown(code: str, how: Method) -> Message:
    """Say that a code is of another year, or of none."""
    return _check_values.unknown_code(code, how, _years_of)


def _settled(found: Sequence[Taken], how: Method, *, partial: bool) -> "pd.DataFrame":
    import pandas as pd

    problems: list[Problem] = [one for each in found for one in each.problems]
    for each in found:
        values = each.frame[each.frame["code"] != TOTAL]
        problems += _check_values.impossible(values, how, each.where, _years_of)
        if not problems:
            problems += other_scales(each.frame, how, each.where)
    if problems:
        # One cell may be wrong for many values: a year of a wide row is said once.
        told = {one.words.in_language("en"): one for one in reversed(problems)}
        raise table_error([*reversed(told.values())])
    every = pd.concat(
        [each.frame.assign(table=place) for place, each in enumerate(found)], ignore_index=True
    )

    def at(row: Any, column: str | None = None) -> dict[str, Any]:
        each = found[every.loc[row, "table"]]
        return {
            "file": each.raw.file,
            "sheet": each.raw.sheet,
            "row": int(every.loc[row, "row"]),
            "column": column or each.called.get("unit"),
        }

    every["respondent"] = every["respondent"].astype("str")
    if len(found) > 1:
        key = ["unit", "level", "code", "respondent"]
        for row in every.index[every.duplicated(key)]:
            unit, code = every.loc[row, ["unit", "code"]]
            words = message("ita.doubled", unit=unit, code=code)
            problems.append(problem(words, **at(row, every.loc[row, "heading"])))
    frame = every[list(_check_values.COLUMNS)]
    first = every.drop_duplicates("unit").reset_index().set_index("unit")["index"]
    absent = _check_values.absent(frame[frame["code"] != TOTAL], how, partial=partial)
    problems += [problem(words, **at(first[unit])) for unit, words in absent]
    if not problems and not (frame["code"] != TOTAL).any():
        words = message("ita_read.only_totals")
        problems.append(problem(words, **at(every.index[0], every["heading"].iloc[0])))
    if problems:
        raise table_error(problems)
    return frame.astype({"fiscal_year": "int64", "value": "float64"})


@cache
def _codes_of(fiscal_year: int) -> frozenset[str]:
    try:
        return frozenset(method(fiscal_year).level_of)
    except InputError:
        return frozenset()


def _years_of(code: str) -> list[int]:
    return [year for year in methods() if code in _codes_of(year)]
