"""Reading a filled-in method workbook: consistent, or everything that is not by its cell."""

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govlab import files, home, tables, thai
from govlab.errors import InputError, Problem, TableError
from govlab.ita._method import own_folder, shaped
from govlab.ita._method_rules import MethodShape, broken_rules
from govlab.ita._workbook_sheets import ABOUT, MISSING, POLARITY, SHEETS, Sheet
from govlab.tables import RawTable
from govlab.tables._check import conform
from govlab.tables._excel import read_grids
from govlab.tables._headings import heading_place
from govlab.tables._raw import _table
from govlab.text import Message, message

if TYPE_CHECKING:
    import pandas as pd

_YEAR = re.compile(r"25[0-9]{2}|26[0-9]{2}")
_PERCENT = 100
_PLACES = 6


def check_workbook(path: str | Path) -> dict[str, Any]:
    """Return the content of the method file that a workbook describes.

    Parameters
    ----------
    path : str or Path
        What :func:`~govlab.ita._workbook.new_workbook` made and a coordinator filled in.

    Raises
    ------
    TableError
        With everything that is missing, misspelt or inconsistent, by sheet, row and
        column: weights that do not add up, doubled codes, bands with a hole, items that
        belong nowhere.
    """
    return _Workbook(Path(path)).content()


def keep_method(content: dict[str, Any], place: home.Home | None = None) -> Path:
    """Write a checked method into the home, where it is a method like any other.

    Parameters
    ----------
    content : dict
        What :func:`check_workbook` returned.
    place : Home, optional
        Home to write to.
    """
    found = place or home.find()
    _ = found.state  # made, or refused where the home cannot be written to
    folder = own_folder(found)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{content['fiscal_year']}.yaml"
    files.write_atomic(path, _as_yaml(content))
    shaped(files.read_yaml(path), str(path))
    return path


def _as_yaml(content: dict[str, Any]) -> str:
    from io import StringIO

    from ruamel.yaml import YAML

    writer: Any = YAML(typ="safe", pure=True)
    writer.allow_unicode = True
    writer.default_flow_style = None
    writer.width = 100
    writer.sort_base_mapping_type_on_output = False
    made = StringIO()
    writer.dump(content, made)
    return made.getvalue()


class _Workbook:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.raws: dict[str, RawTable] = {}
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.grids = {grid.sheet: grid for grid in read_grids(path) if grid.rows}
        for sheet in SHEETS:
            self.rows[sheet.section] = self._read(sheet)

    def _read(self, sheet: Sheet) -> list[dict[str, Any]]:
        headings = [one.headings[0] for one in sheet.columns]
        grid = self.grids.get(sheet.name)
        if grid is None:
            known = ", ".join(map(str, self.grids))
            words = message("ita.sheet_absent", sheet=sheet.name, known=known)
            self.problems.append(tables.problem(words, file=self.path.name))
            return []
        raw = _table(self.path.name, grid, heading_place(grid.rows, headings)[0])
        self.raws[sheet.section] = raw
        if raw.cells.empty and sheet.may_be_empty:
            return []
        cells = raw.cells.copy()
        cells[len(raw.headings)] = cells.index.to_numpy()
        numbered = tables.Column("row", "integer", "", "")
        wanted = tables.Contract(
            name=sheet.section, th="", en="", key=("row",), columns=(*sheet.columns, numbered)
        )
        raw = RawTable(
            raw.file, raw.sheet, raw.heading_row, (*raw.headings, "row"), cells, raw.marks
        )
        try:
            frame: pd.DataFrame = conform(raw, wanted, {})
        except TableError as error:
            self.problems += error.problems
            return []
        plain = frame.astype(object).where(frame.notna(), None)
        return [{str(k): v for k, v in row.items()} for row in plain.to_dict("records")]

    def say(self, words: Message, section: str, place: int, field: str, value: object) -> None:
        sheet = next(one for one in SHEETS if one.section == section)
        rows = self.rows[section]
        found = tables.problem(
            words,
            file=self.path.name,
            sheet=sheet.name,
            row=rows[place]["row"] if place < len(rows) else 1,
            column=sheet.heading(field),
            value=value,
        )
        self.problems.append(found)

    def content(self) -> dict[str, Any]:
        """Return the content of the method file, once nothing is wrong."""
        year = self._year()
        if not self.problems:
            made = self._made(year)
        if self.problems:
            raise tables.table_error(self.problems)
        try:
            found = files.shaped(made, MethodShape, self.path.name)
        except InputError as error:
            words = message("ita.workbook_shape", fault=str(error))
            raise tables.table_error([tables.problem(words, file=self.path.name)]) from error
        for one in broken_rules(found):
            section, place, field = self._cell(one.section, one.place, one.field)
            self.say(one.words, section, place, field, one.value)
        if self.problems:
            raise tables.table_error(self.problems)
        return made

    def _cell(self, section: str, place: int, field: str) -> tuple[str, int, str]:
        if section == "scales":
            rows = self.rows["scales"]
            return section, [row["scale"] for row in rows].index(field), "points"
        return section, place, field

    def _year(self) -> int:
        grid = self.grids.get(ABOUT)
        first = grid.rows[0][1] if grid else []
        years = _YEAR.findall(thai.to_arabic_digits(" ".join(cell or "" for cell in first)))
        if not years:
            words = message("ita.workbook_year")
            self.problems.append(tables.problem(words, file=self.path.name, sheet=ABOUT, row=1))
            return 0
        return int(years[0])

    def _made(self, year: int) -> dict[str, Any]:
        rules = {row["rule"]: (place, row) for place, row in enumerate(self.rows["rules"])}
        for name in ("rounding", "parts", "questions", "missing"):
            if name not in rules:
                words = message("ita.rule_absent", rule=name)
                self.say(words, "rules", len(self.rows["rules"]), "rule", None)
                rules[name] = (0, {"value": "0", "certainty": "unsure", "source": ""})
        scales: dict[str, list[dict[str, Any]]] = {}
        for row in self.rows["scales"]:
            answer = {**_name(row), "points": row["points"]}
            scales.setdefault(row["scale"], []).append(answer)
        passing = [row["lower"] for row in self.rows["bands"] if row["passes"] == "yes"]
        if not passing:
            words = message("ita.none_passes")
            self.say(words, "bands", 0, "passes", None)
        return {
            "schema": 2,
            "fiscal_year": year,
            "instruments": [_instrument(row) for row in self.rows["instruments"]],
            "weights_basis": _joint(self.rows["instruments"]),
            "rounding": {
                "places": self._places(*rules["rounding"]),
                "mode": "half_up",
                **_basis(rules["rounding"][1]),
            },
            "grades": {
                "bands": [_band(row) for row in self.rows["bands"]],
                "pass": _decimal(min(passing, default=0)),
                **_joint(self.rows["bands"]),
            },
            "aggregation": {
                "parts": _basis(rules["parts"][1]),
                "questions": _basis(rules["questions"][1]),
                "missing": {
                    "rule": self._missing(*rules["missing"]),
                    **_basis(rules["missing"][1]),
                },
            },
            "scales": scales,
            "indicators": [_part(row) for row in self.rows["indicators"]],
            "sub_indicators": [_part(row) for row in self.rows["sub_indicators"]],
            "items": [_item(row) for row in self.rows["items"]],
            "calendar": [
                self._period(place, row) for place, row in enumerate(self.rows["calendar"])
            ],
        }

    def _places(self, place: int, row: dict[str, Any]) -> int:
        text = thai.to_arabic_digits(row["value"])
        if not (text.isdecimal() and int(text) <= _PLACES):
            words = message("ita.rule_value", value=row["value"], known="0–6")
            self.say(words, "rules", place, "value", row["value"])
            return 0
        return int(text)

    def _missing(self, place: int, row: dict[str, Any]) -> str:
        known = {tables.fold(words): name for name, words in MISSING.items()}
        name = known.get(tables.fold(row["value"]), row["value"])
        if name not in MISSING:
            words = message("ita.rule_value", value=row["value"], known="; ".join(MISSING.values()))
            self.say(words, "rules", place, "value", row["value"])
            return "answered"
        return str(name)

    def _period(self, place: int, row: dict[str, Any]) -> dict[str, Any]:
        days = {field: self._day(place, field, row[field]) for field in ("first", "last")}
        return {"code": row["code"], "name": _name(row), **days, **_basis(row)}

    def _day(self, place: int, field: str, text: str | None) -> str | None:
        if text is None:
            return None
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            pass
        try:
            return thai.parse_date(text).isoformat()
        except InputError:
            self.say(message("ita.day", value=text), "calendar", place, field, text)
            return None


def _name(row: dict[str, Any]) -> dict[str, str]:
    # A coordinator need not translate: the Thai words stand for both.
    return {"th": row["th"], "en": row["en"] or row["th"]}


def _basis(row: dict[str, Any], prefix: str = "") -> dict[str, str]:
    return {
        "certainty": row[f"{prefix}certainty"] or "unsure",
        "source": row[f"{prefix}source"] or "–",
    }


def _joint(rows: list[dict[str, Any]]) -> dict[str, str]:
    """Return what rows that stand or fall together rest on: as sure as the least sure."""
    order = ("verified", "derived", "unsure")
    worst = max((row["certainty"] for row in rows), key=order.index, default="unsure")
    return {"certainty": worst, "source": "; ".join(dict.fromkeys(row["source"] for row in rows))}


def _decimal(value: float) -> str:
    return f"{value:.10f}".rstrip("0").rstrip(".")


def _instrument(row: dict[str, Any]) -> dict[str, Any]:
    made = {
        "code": row["code"],
        "name": _name(row),
        "weight": _decimal(row["weight"] / _PERCENT),
        "answers": _basis(row, "answers_"),
    }
    if row["share"] is not None and None not in {row["least"], row["above"], row["large"]}:
        made["sample"] = {
            "share": _decimal(row["share"] / _PERCENT),
            "least": row["least"],
            "above": row["above"],
            "large": row["large"],
            **_basis(row, "sample_"),
        }
    return made


def _band(row: dict[str, Any]) -> dict[str, Any]:
    made = {"grade": row["grade"], "from": _decimal(row["lower"])}
    if row["floor"] is not None:
        made["each"] = _decimal(row["floor"])
    if row["th"]:
        made["name"] = _name(row)
    return made


def _part(row: dict[str, Any]) -> dict[str, Any]:
    return {"code": row["code"], "of": row["of"], "name": _name(row), **_basis(row)}


def _item(row: dict[str, Any]) -> dict[str, Any]:
    signs = {words: name for name, words in POLARITY.items()}
    return {
        "code": row["code"],
        "of": row["of"],
        "scale": row["scale"],
        "polarity": [signs[one.strip()] for one in row["polarity"].split(",")],
        "topic": _name(row),
        **_basis(row),
    }
