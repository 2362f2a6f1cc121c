"""Tables on their side, as reports of one agency print them: codes below each other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from govlab import thai
from govlab.errors import GovlabError, Problem
from govlab.ita._method_parts import Method
from govlab.ita._read_headings import KINDS, TOTAL, UNIT, code_of
from govlab.ita._read_rows import FEWEST, codes_in, year_of
from govlab.tables import Column, Contract, RawTable, contract, fold, problem
from govlab.text import message

if TYPE_CHECKING:
    import pandas as pd

    from govlab.tables._grid import Grid

# More than the items of any year; headings stand higher.
_ROWS_SEARCHED, _HEADS_SEARCHED = 150, 40
_PLAIN = re.compile(r"[\s0-9๐-๙.,%-]*")
# Columns of numbers that are no scores.
_OTHERS = (
    "ลำดับ",
    "ลำดับที่",
    "ที่",
    "อันดับ",
    "น้ำหนัก",
    "ค่าน้ำหนัก",
    "คะแนนเต็ม",
    "เต็ม",
    "จำนวนข้อ",
    "ผลต่าง",
    "เปลี่ยนแปลง",
    "weight",
    "rank",
    "difference",
    "maximum",
)
_CODE, _UNIT = "code", "unit"
_NAMELESS = "คะแนน"


@dataclass(frozen=True, slots=True)
class Turned(RawTable):
    """A table whose first column names codes, and each other column holds scores.

    Where `agencies` is set, the second column names the agency of each row instead.
    """

    agencies: bool = False


def turned(file: str, grid: "Grid", how: Method) -> Turned | None:
    """Return a table whose codes stand in a column: codes first, then one column a score.

    None where no column names more codes than any row does. Rows without a code, and
    columns that hold no scores or those of another year, are left out.
    """
    import pandas as pd

    width = max((len(cells) for _, cells in grid.rows), default=0)
    known: dict[str, str | None] = {}

    def code(cell: str | None) -> str | None:
        # Most cells are numbers or repeat: each text is looked at once, a number never.
        if cell is None or _PLAIN.fullmatch(cell):
            return None
        if cell not in known:
            known[cell] = code_of(cell, how)
        return known[cell]

    def padded(some: Sequence[tuple[int, list[str | None]]]) -> list[tuple[int, list[str | None]]]:
        return [(row, [*cells, *[None] * (width - len(cells))]) for row, cells in some]

    seen = padded(grid.rows[:_ROWS_SEARCHED])
    columns = [{found for _, cells in seen if (found := code(cells[p]))} for p in range(width)]
    most = max((len(one) for one in columns), default=0)
    across = max((codes_in(cells, how) for _, cells in seen[:_HEADS_SEARCHED]), default=0)
    if most < FEWEST or most <= across:
        return None
    rows = padded(grid.rows)
    label = next(p for p, one in enumerate(columns) if len(one) == most)
    named = [at for at, (_, cells) in enumerate(rows) if code(cells[label])]
    above = [cells for _, cells in rows[: named[0]] if any(cells[label + 1 :])]
    heads = above[-1] if above else [None] * width
    kept = _score_columns([rows[at][1] for at in named], heads, label, how)
    unit = _unit_column(heads, label) if len(kept) == 1 else None
    told = kept if unit is None else [unit, *kept]
    return Turned(
        file=file,
        sheet=grid.sheet,
        heading_row=next((row for row, cells in rows if cells is heads), rows[named[0]][0]),
        headings=(heads[label] or _CODE, *((heads[p] or _NAMELESS).strip() for p in told)),
        cells=pd.DataFrame(
            [[rows[at][1][p] for p in (label, *told)] for at in named],
            index=pd.Index([rows[at][0] for at in named], dtype="int64"),
            columns=range(1 + len(told)),
            dtype="str",
        ),
        marks={
            (row, 1 + told.index(p)): mark for (row, p), mark in grid.marks.items() if p in told
        },
        agencies=unit is not None,
    )


def _unit_column(heads: Sequence[str | None], label: int) -> int | None:
    """Return the position of the column that says whose the row is, if one does."""
    names = {fold(one) for one in (*contract("ita_long")["unit"].accepted, *UNIT, *KINDS)}
    found = (p for p, head in enumerate(heads) if p != label and fold(head or "") in names)
    return next(found, None)


def _score_columns(
    body: Sequence[Sequence[str | None]], heads: Sequence[str | None], label: int, how: Method
) -> list[int]:
    """Return the positions of the columns that hold scores, this year's where years head them."""
    others = {fold(one) for one in _OTHERS}
    found = [
        p
        for p in range(label + 1, len(heads))
        if fold(heads[p] or "") not in others
        and 2 * sum(_is_number(cells[p], how) for cells in body) >= len(body)
    ]
    years = {p: year_of(heads[p] or "") for p in found}
    if any(years.values()):
        return [p for p in found if years[p] == str(how.fiscal_year)]
    return found


def _is_number(cell: str | None, how: Method) -> bool:
    if not cell:
        return False
    if fold(cell) in points_of_words(how):
        return True
    try:
        thai.parse_number(cell.strip().removesuffix("%"))
    except (GovlabError, ValueError):
        return False
    return True


def points_of_words(how: Method) -> dict[str, str]:
    """Return the points that the words of yes and no, published and not, stand for."""
    return {
        fold(word): str(points)
        for scale in how.scales.values()
        if len(scale.points) == 2  # noqa: PLR2004 - yes and no
        for points, said in zip(scale.points, scale.words, strict=True)
        for word in said.values()
    }


def columns_of(raw: Turned) -> Contract:
    """Return what a turned table must hold: numbers under each agency."""
    scores = [
        Column(f"score {at}", "number", "", "", low=0, high=100, unit="percent",
               headings=(name,), required=False)
        for at, name in enumerate(_scores(raw))
    ]  # fmt: skip
    told = [_CODE, _UNIT][: 1 + raw.agencies]
    labels = [
        Column(name, "text", "", "", headings=(heading,), required=True)
        for name, heading in zip(told, raw.headings, strict=False)
    ]
    return Contract(name="ita_turned", th="", en="", key=(), columns=(*labels, *scores))


def _scores(raw: Turned) -> tuple[str, ...]:
    """Return the headings of the columns of scores."""
    return raw.headings[1 + raw.agencies :]


def upright(frame: "pd.DataFrame", raw: Turned, how: Method, unit: str) -> "pd.DataFrame":
    """Return the values of a turned table, one row each."""
    import pandas as pd

    names = _scores(raw)
    parts = []
    for at, name in enumerate(names):
        values = frame[["row", _CODE, f"score {at}"]].rename(columns={f"score {at}": "value"})
        # One column of scores is the agency that the row names, or that the file is about.
        whose = unit if len(names) == 1 else name
        parts.append(values.assign(unit=frame[_UNIT] if raw.agencies else whose, heading=name))
    long = pd.concat(parts, ignore_index=True)
    long = long[long["value"].notna()].reset_index(drop=True)
    long["code"] = [code_of(cell, how) for cell in long[_CODE]]
    long["level"] = ["instrument" if c == TOTAL else how.level_of.get(c, "") for c in long["code"]]
    long["fiscal_year"], long["respondent"] = how.fiscal_year, pd.NA
    return long


def without_scores(raw: Turned, how: Method) -> list[Problem]:
    """Return the problem of a turned table in which no column holds scores of the year."""
    if _scores(raw):
        return []
    words = message("ita_read.no_score_column", fiscal_year=how.fiscal_year)
    return [problem(words, file=raw.file, sheet=raw.sheet, row=raw.heading_row)]


def in_points(raw: RawTable, how: Method) -> RawTable:
    """Return the table with words for documents as their points."""
    words = points_of_words(how)
    cells = raw.cells.copy()
    documents = raw.cells[0].map(lambda cell: _is_document(cell, how))

    def told(cell: Any) -> Any:
        return words.get(fold(cell), cell) if isinstance(cell, str) else cell

    for at in range(1, cells.shape[1]):
        cells[at] = cells[at].mask(documents, cells[at].map(told))
    return replace(raw, cells=cells)


def _is_document(cell: Any, how: Method) -> bool:
    code = code_of(cell, how) if isinstance(cell, str) else None
    return code in how.questions and how.questions[code][0].scale == "published"
