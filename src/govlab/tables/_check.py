"""Holding a table against its contract: every broken rule at once, or the typed frame.

Each column is read once per distinct value, so that a hundred thousand rows cost little
more than the values in them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_integer_dtype, is_numeric_dtype

from govlab.errors import Problem, UnknownNameError
from govlab.tables._grid import Mark
from govlab.tables._headings import likely, match
from govlab.tables._problems import problem, table_error
from govlab.tables._raw import RawTable
from govlab.tables._schema import Column, Contract, RowRule
from govlab.tables._values import BadCellError, value_of
from govlab.text import Message, message


def conform(raw: RawTable, contract: Contract, given: Mapping[str, str]) -> pd.DataFrame:
    """Return the frame of `contract` that `raw` holds.

    Parameters
    ----------
    raw : RawTable
        The table as read.
    contract : Contract
        What it must hold.
    given : mapping
        Texts for columns that the file does not have, such as the cohort.

    Raises
    ------
    TableError
        With every problem, in the order of the file.
    """
    check = _Check(raw, contract)
    found = check.headings(given)
    columns = {
        column.name: check.column(
            column, found[column.name], found[f"{column.name}+"], given.get(column.name)
        )
        for column in contract.columns
    }
    frame = pd.DataFrame(columns, index=raw.cells.index)
    if raw.cells.empty:
        check.say(message("tables.empty_table"), row=raw.heading_row)
    check.key(frame)
    for rule in contract.rules:
        check.rule(frame, rule)
    if check.problems:
        raise table_error(check.in_order())
    return frame.reset_index(drop=True).astype({c.name: c.dtype for c in contract.columns})


@dataclass
class _Check:
    raw: RawTable
    contract: Contract
    problems: list[Problem] = field(default_factory=list)
    # Column to the heading that the file has for it.
    called: dict[str, str] = field(default_factory=dict)
    # Column to the rows whose cell is broken; they are not asked again.
    broken: dict[str, "pd.Series[bool]"] = field(default_factory=dict)

    def say(
        self,
        words: Message,
        *,
        row: int | None = None,
        column: str | None = None,
        value: Any = None,
    ) -> None:
        heading = self.called.get(column, column) if column else None
        file, sheet = self.raw.file, self.raw.sheet
        self.problems.append(
            problem(words, file=file, sheet=sheet, row=row, column=heading, value=value)
        )

    def in_order(self) -> list[Problem]:
        places = {heading: place for place, heading in reversed([*enumerate(self.raw.headings)])}
        return sorted(
            self.problems, key=lambda one: (one.row or 0, places.get(one.column or "", -1))
        )

    def headings(self, given: Mapping[str, str]) -> dict[str, list[int]]:
        """Return the positions of each column; say what is missing, doubled or misspelt."""
        for name in given:
            if name not in {column.name for column in self.contract.columns}:
                known = ", ".join(column.name for column in self.contract.columns)
                raise UnknownNameError(message("tables.given_unknown", name=name, known=known))
        found = match(self.raw.headings, self.contract.columns)
        taken = {place for places in found.values() for place in places}
        free = [name for place, name in enumerate(self.raw.headings) if name and place not in taken]
        for column in self.contract.columns:
            names = [self.raw.headings[place] for place in found[column.name]]
            if names:
                self.called[column.name] = names[0]
                if len(names) > 1:
                    self._say_heading(
                        message("tables.heading_twice", column=column.name, found=", ".join(names))
                    )
            elif column.name not in given:
                slips = [name for name in free if likely(name, column)]
                self._miss(column, slips)
        return found

    def _miss(self, column: Column, slips: list[str]) -> None:
        accepted = ", ".join(column.accepted)
        if slips:
            self._say_heading(
                message(
                    "tables.heading_misspelt", found=slips[0], column=column.name, accepted=accepted
                )
            )
        elif column.required:
            self._say_heading(
                message("tables.heading_missing", column=column.name, accepted=accepted)
            )

    def _say_heading(self, words: Message) -> None:
        self.say(words, row=self.raw.heading_row)

    def column(
        self, column: Column, places: list[int], continued: list[int], given: str | None
    ) -> "pd.Series[Any]":
        """Return the values of one column; say which cells break its rules."""
        rows = self.raw.cells.index
        if not places:
            self.broken[column.name] = pd.Series(column.required and given is None, index=rows)
            return self._constant(column, given)
        cells = self.raw.cells[places[0]]
        if continued:
            second = self.raw.cells[continued[0]]
            cells = cells.str.cat(second, sep=" ").where(second.notna(), cells)
        broken = self._marked(column, places[0])
        if _is_typed(cells, column):
            values = _series(cells, column, rows)
        else:
            values = self._read(column, cells.mask(broken), broken)
        if column.low is not None or column.high is not None:
            self._check_range(column, values, broken)
        if column.required:
            for row in rows[values.isna() & ~broken]:
                self.say(message("tables.required"), row=row, column=column.name)
            broken |= values.isna()
        self.broken[column.name] = broken
        return values

    def _constant(self, column: Column, given: str | None) -> "pd.Series[Any]":
        value: object = None
        if given is not None:
            try:
                value = value_of(given, column)
            except BadCellError as fault:
                self.say(fault.words, column=column.name, value=given)
        return _series([value] * len(self.raw.cells), column, self.raw.cells.index)

    def _marked(self, column: Column, place: int) -> "pd.Series[bool]":
        """Return which cells Excel holds as something other than what they show."""
        marked = pd.Series(False, index=self.raw.cells.index)  # noqa: FBT003
        for (row, where), mark in self.raw.marks.items():
            if where != place or row not in marked.index:
                continue
            if mark is Mark.UNCALCULATED:
                self.say(message("tables.uncalculated"), row=row, column=column.name)
                marked[row] = True
            elif column.kind in {"code", "text"}:
                value = self.raw.cells.loc[row, place]
                self.say(
                    message("tables.became_date", value=value),
                    row=row,
                    column=column.name,
                    value=value,
                )
                marked[row] = True
        return marked

    def _read(
        self, column: Column, cells: "pd.Series[Any]", broken: "pd.Series[bool]"
    ) -> "pd.Series[Any]":
        codes, distinct = pd.factorize(cells)
        rows = cells.index.to_numpy()
        values: list[Any] = []
        faults: dict[int, Message] = {}
        for code, cell in enumerate(distinct):
            try:
                values.append(value_of(_as_text(cell), column))
            except BadCellError as fault:
                faults[code] = fault.words
                values.append(None)
        for place in np.flatnonzero(np.isin(codes, list(faults))):
            row, code = rows[place], codes[place]
            self.say(faults[code], row=row, column=column.name, value=distinct[code])
            broken[row] = True
        array = _series(values, column).array.take(codes, allow_fill=True)
        return pd.Series(array, index=cells.index)

    def _check_range(
        self, column: Column, values: "pd.Series[Any]", broken: "pd.Series[bool]"
    ) -> None:
        outside = pd.Series(False, index=values.index)  # noqa: FBT003
        if column.low is not None:
            outside |= (values < column.low).fillna(value=False).astype(bool)
        if column.high is not None:
            outside |= (values > column.high).fillna(value=False).astype(bool)
        for row in values.index[outside]:
            value = f"{values[row]:g}" if column.kind == "number" else str(values[row])
            words = (
                message("tables.too_low", value=value, low=column.low)
                if column.high is None
                else message("tables.range", value=value, low=column.low, high=column.high)
            )
            self.say(words, row=row, column=column.name, value=value)
        broken |= outside

    def key(self, frame: pd.DataFrame) -> None:
        """Say which rows have the key of an earlier row, or one that only zeros tell apart."""
        key = list(self.contract.key)
        whole = ~pd.concat([self.broken[name] for name in key], axis=1).any(axis=1)
        keys = frame.loc[whole, key]
        blamed = next((name for name in reversed(key) if name in self.called), key[-1])
        first: dict[tuple[Any, ...], Any] = {}
        for row, *values in keys[keys.duplicated(keep=False)].itertuples():
            plain = [one.item() if isinstance(one, np.generic) else one for one in values]
            held = tuple(None if pd.isna(value) else value for value in plain)
            if held in first:
                shown = ", ".join(
                    f"{self.called.get(name, name)} {value!r}"
                    for name, value in zip(key, held, strict=True)
                    if value is not None
                )
                self.say(
                    message("tables.unique", key=shown, first=first[held]),
                    row=row,
                    column=blamed,
                    value=frame.loc[row, blamed],
                )
            else:
                first[held] = row
        for name in key:
            if name in self.called and self.contract[name].kind == "code":
                self._check_zeros(name, frame[name])

    def _check_zeros(self, name: str, codes: "pd.Series[str]") -> None:
        """Say where a code looks like another that has lost its leading zeros."""
        firsts: dict[Any, str] = codes.dropna().drop_duplicates().to_dict()
        with_zeros = {
            code.lstrip("0"): (code, row)
            for row, code in firsts.items()
            if code.startswith("0") and code.isdecimal()
        }
        for row, code in firsts.items():
            other, where = with_zeros.get(code, (code, 0))
            if other != code:
                words = message("tables.leading_zeros", value=code, other=other, where=where)
                self.say(words, row=row, column=name, value=code)

    def rule(self, frame: pd.DataFrame, rule: RowRule) -> None:
        """Say which rows break a rule between columns."""
        asked = frame[~pd.concat([self.broken[name] for name in rule.columns], axis=1).any(axis=1)]
        if asked.empty:
            return
        blamed = next((name for name in rule.columns if name in self.called), rule.columns[0])
        for row in asked.index[~rule.holds(asked).astype(bool)]:
            value = asked.loc[row, blamed]
            self.say(rule.words, row=row, column=blamed, value=None if pd.isna(value) else value)


def _series(values: Any, column: Column, rows: Any = None) -> "pd.Series[Any]":
    dtype: Any = column.checking_dtype
    series: pd.Series[Any] = pd.Series(values, index=rows, dtype=dtype)
    return series


def _is_typed(cells: "pd.Series[Any]", column: Column) -> bool:
    """Say whether the values of a column in memory need no reading."""
    if column.kind == "boolean":
        return is_bool_dtype(cells)
    if column.kind == "number":
        return (
            is_numeric_dtype(cells)
            and not is_bool_dtype(cells)
            and not np.isinf(cells.to_numpy(dtype="float64", na_value=np.nan)).any()
        )
    return column.kind in {"integer", "instant"} and is_integer_dtype(cells)


def _as_text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
