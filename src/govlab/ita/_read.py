"""Reading tables of values: long or wide, with Thai headings, every impossible value told."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govlab.errors import Problem, TableError
from govlab.ita._method_parts import Method
from govlab.ita._read_headings import KINDS, UNIT, sought
from govlab.ita._read_rows import coded, is_long, tidied
from govlab.ita._read_turned import Turned, columns_of, in_points, turned, upright, without_scores
from govlab.ita._read_wide import Plan
from govlab.tables import (
    Column,
    Contract,
    RawTable,
    contract,
    fold,
    problem,
    read_raw,
)
from govlab.text import message

if TYPE_CHECKING:
    import pandas as pd

# The fewest headings by which a sheet is known to hold values.
_FEWEST_HEADINGS = 2
_LONG = ("unit", "fiscal_year", "level", "code", "value")
_ROW = "row number in the file"


@dataclass(frozen=True, slots=True)
class Taken:
    """Values taken from one table, and where each stands.

    Parameters
    ----------
    frame : DataFrame
        The columns of ``ita_long`` and, as ``row`` and ``heading``, where each value stands.
    raw : RawTable
        The table.
    called : mapping of str to str
        Columns of ``ita_long`` to the headings that the table has for them.
    problems : list of Problem
        What is wrong already.
    """

    frame: "pd.DataFrame"
    raw: RawTable
    called: Mapping[str, str]
    problems: list[Problem]

    def where(self, label: Any, column: str) -> dict[str, Any]:
        """Return the place of a value as the person sees it."""
        heading = self.called.get(column) or self.frame.loc[label, "heading"]
        return {
            "file": self.raw.file,
            "sheet": self.raw.sheet,
            "row": int(self.frame.loc[label, "row"]),
            "column": heading or column,
        }


def tables_of(path: Path, how: Method) -> list[RawTable]:
    """Return every table of values in a file: each sheet of a workbook that holds one."""
    from govlab.tables._delimited import read_grid
    from govlab.tables._excel import read_grids
    from govlab.tables._filekind import kind_of
    from govlab.tables._headings import heading_place

    known = sought(how, contract("ita_long").headings)
    grids = [read_grid(path)] if kind_of(path) == "text" else read_grids(path)
    found: list[RawTable] = []
    for grid in grids:
        if is_long(grid, _names()):
            found.append(read_raw(path, sheet=grid.sheet, headings=known))
        elif raw := turned(path.name, grid, how) or coded(path.name, grid, how):
            found.append(raw)
        elif heading_place(grid.rows, known)[1] >= _FEWEST_HEADINGS:
            found.append(read_raw(path, sheet=grid.sheet, headings=known))
    return found or [read_raw(path, headings=known)]


def _names() -> dict[str, set[str]]:
    return {name: {fold(one) for one in contract("ita_long")[name].accepted} for name in _LONG}


def taken(raw: RawTable, how: Method, unit: str, *, partial: bool = False) -> Taken:
    """Return the values of a table, long or wide.

    Parameters
    ----------
    raw : RawTable
        The table as read.
    how : Method
        The method of the year.
    unit : str
        The agency, where the table names none.
    partial : bool
        Let agencies pass whose cells of an instrument are all empty.
    """
    if isinstance(raw, Turned):
        return _turned(raw, how, unit)
    folded = {fold(heading) for heading in raw.headings if heading}
    names = _names()
    agencies = {*names["unit"], *(fold(one) for one in (*UNIT, *KINDS))}
    raw = tidied(raw, years=names["fiscal_year"], units=agencies)
    if all(folded & names[name] for name in ("level", "code")):
        return _long(raw, how, unit)
    return _wide(raw, how, unit, partial=partial)


def _long(raw: RawTable, how: Method, unit: str) -> Taken:
    wanted = contract("ita_long")
    choices = dict(wanted["level"].choices)
    choices["sub_indicator"] = ("ตัวชี้วัดย่อย", "รายตัวชี้วัดย่อย")
    # Ranges, keys and the rule for respondents are asked with the method at hand.
    changed = {
        "level": replace(wanted["level"], choices=choices),
        "value": replace(wanted["value"], low=None, high=None),
    }
    columns = tuple(changed.get(one.name, one) for one in wanted.columns)
    folded = {fold(heading): heading for heading in raw.headings if heading}
    called = {
        one.name: next((folded[key] for key in map(fold, one.accepted) if key in folded), "")
        for one in columns
    }
    given = {"unit": unit, "fiscal_year": str(how.fiscal_year)}
    absent = {name: value for name, value in given.items() if not called[name]}
    frame, problems = _conform(raw, replace(wanted, columns=columns, key=(), rules=()), absent)
    frame["heading"] = ""
    return Taken(frame, raw, {name: found for name, found in called.items() if found}, problems)


def _conform(
    raw: RawTable, wanted: Contract, given: Mapping[str, str]
) -> tuple["pd.DataFrame", list[Problem]]:
    """Return the rows that keep the contract, and what is wrong with the others."""
    from govlab.tables._check import conform

    # The row itself is the key where no column is.
    number = Column(_ROW, "integer", "", "")
    columns = (*wanted.columns, number)
    wanted = replace(wanted, columns=columns, key=wanted.key or (_ROW,))
    cells = raw.cells.copy()
    width = len(raw.headings)
    cells[width] = cells.index.to_numpy()
    raw = replace(raw, headings=(*raw.headings, _ROW), cells=cells)
    problems: list[Problem] = []
    try:
        frame = conform(raw, wanted, given)
    except TableError as error:
        problems = list(error.problems)
        bad = {one.row for one in problems}
        rest = cells[~cells.index.isin(list(bad))]
        if raw.heading_row in bad or None in bad or rest.empty:
            return _empty(), problems
        # What else is wrong is said in the same breath, of the rows that can be read.
        frame = conform(replace(raw, cells=rest), wanted, given)
    return frame.rename(columns={_ROW: "row"}), problems


def _wide(raw: RawTable, how: Method, unit: str, *, partial: bool) -> Taken:
    """Return the values of a table with one column a code."""
    import pandas as pd

    plan = Plan.of(raw, how)
    if not plan.codes:
        return Taken(_empty(), raw, {}, plan.problems)
    frame, problems = _conform(plan.raw, plan.contract(how, partial=partial), {})
    problems = plan.problems + problems
    codes = [code for code in plan.codes if code in frame]
    if not codes:
        return Taken(_empty(), raw, {}, problems)
    if "unit" not in frame:
        frame["unit"] = unit
    if "fiscal_year" not in frame:
        frame["fiscal_year"] = how.fiscal_year
    if plan.answers and "respondent" not in frame:
        # Answers without a name: the row tells one from another.
        frame["respondent"] = frame["row"].astype("str")
    if plan.answers:
        blank = frame[codes].isna().all(axis=1)
        problems += [
            problem(message("ita.blank_form"), file=raw.file, sheet=raw.sheet, row=int(row))
            for row in frame.loc[blank, "row"]
        ]
    fixed = ["unit", "fiscal_year", "row", *(["respondent"] if plan.answers else [])]
    long = frame.melt(id_vars=fixed, value_vars=codes, var_name="code", value_name="value")
    long = long[long["value"].notna()].reset_index(drop=True)
    long["value"] = pd.to_numeric(long["value"])
    levels = {code: "response" if plan.answers else plan.level(code, how) for code in codes}
    long["level"] = long["code"].map(levels)
    long["heading"] = long["code"].map(plan.codes)
    if not plan.answers:
        long["respondent"] = pd.NA
    called = {"unit": plan.unit, "respondent": plan.respondent, "fiscal_year": plan.year}
    return Taken(long, raw, {name: one for name, one in called.items() if one}, problems)


def _turned(raw: Turned, how: Method, unit: str) -> Taken:
    """Return the values of a table with one row a code."""
    problems = without_scores(raw, how)
    if problems:
        return Taken(_empty(), raw, {}, problems)
    frame, problems = _conform(in_points(raw, how), columns_of(raw), {})
    if frame.empty:
        return Taken(_empty(), raw, {}, problems)
    return Taken(upright(frame, raw, how, unit), raw, {"code": raw.headings[0]}, problems)


def _empty() -> "pd.DataFrame":
    import pandas as pd

    names = ["unit", "fiscal_year", "level", "code", "respondent", "value", "row", "heading"]
    return pd.DataFrame(columns=names)
