"""Measures of the agency's own, from a table: one row a measure and item."""

from collections.abc import Mapping
from math import isnan
from pathlib import Path
from typing import Any

from govlab.errors import InputError
from govlab.ita._improve_measure import REFUSED, Effect, Measure, refusal
from govlab.ita._improve_start import Start
from govlab.tables import Column, Contract, read_raw
from govlab.text import message

_TOP = 100.0
_ROW = Contract(
    name="ita_measures",
    th="ผลของมาตรการหนึ่งต่อข้อหนึ่ง",
    en="what one measure does to one item",
    key=("code", "item"),
    columns=(
        Column("code", "code", "รหัส", "code", required=True, headings=("รหัส", "รหัสมาตรการ")),
        Column("title", "text", "ชื่อ", "title", required=True, headings=("มาตรการ", "ชื่อมาตรการ")),
        Column(
            "kind",
            "choice",
            "ประเภท",
            "kind",
            required=True,
            headings=("ประเภท", "ชนิด"),
            choices={
                "practice": ("วิธีปฏิบัติ", "ปรับวิธีปฏิบัติ", "การปฏิบัติงาน"),
                "document": ("เอกสาร", "เผยแพร่เอกสาร"),
                REFUSED: ("ผู้ตอบ", "เลือกผู้ตอบ", "ซักซ้อมผู้ตอบ", "กดดันผู้ตอบ"),
            },
        ),
        Column("item", "code", "ข้อ", "item", required=True, headings=("ข้อ", "รหัสข้อ", "ตัวชี้วัด")),
        Column("low", "number", "ต่ำ", "low", low=0, high=100, headings=("ต่ำ", "อย่างต่ำ")),
        Column("likely", "number", "น่าจะเป็น", "likely", low=0, high=100, headings=("น่าจะเป็น",)),
        Column("high", "number", "สูง", "high", low=0, high=100, headings=("สูง", "อย่างสูง")),
        Column("hours", "number", "ชั่วโมง", "hours", low=0, headings=("ชั่วโมง", "ชั่วโมงงาน")),
        Column("baht", "number", "บาท", "baht", low=0, headings=("บาท", "ค่าใช้จ่าย")),
        Column("owner", "text", "ผู้รับผิดชอบ", "owner", headings=("ผู้รับผิดชอบ",)),
        Column("days", "integer", "วัน", "days", low=0, headings=("วัน", "จำนวนวัน")),
        Column("after", "code", "ต้องมีก่อน", "after", headings=("ต้องมีก่อน",)),
    ),
)


def read_measures(path: str | Path, start: Start) -> tuple[Measure, ...]:
    """Return the measures of a table, ready to be chosen from.

    Parameters
    ----------
    path : str or Path
        ``.xlsx`` or delimited text. ``code, title, kind, item`` and, for a practice,
        ``low, likely, high``: percent of the item's distance to 100 that is closed;
        ``hours, baht, owner, days, after`` as known. A document needs no range.
    start : Start
        Where the agency stands; items must be known to its method.

    Raises
    ------
    TableError
        With every broken cell by row and column.
    InputError
        When a measure chooses, coaches or presses respondents; when an item is unknown
        or cannot be planned at the depth of the agency's scores.
    """
    from govlab.tables._check import conform

    names = [name for one in _ROW.columns for name in one.accepted]
    frame = conform(read_raw(Path(path), headings=names), _ROW, {})
    found = []
    for code, rows in frame.groupby("code", sort=False):
        first = rows.iloc[0]
        title = {"th": str(first["title"]), "en": str(first["title"])}
        if (rows["kind"] == REFUSED).any():
            raise refusal(str(code), title["th"], title["en"])
        document = first["kind"] == "document"
        owner = "" if first.isna()["owner"] else str(first["owner"])
        found.append(
            Measure(
                code=str(code),
                title=title,
                effects=tuple(
                    _effect(row, str(code), start, document=document)
                    for row in rows.to_dict("records")
                ),
                hours=_number(rows["hours"].max()),
                baht=_number(rows["baht"].max()),
                owner={"th": owner, "en": owner},
                days=int(_number(rows["days"].max())),
                kind=str(first["kind"]),
                after=tuple(sorted(set(rows["after"].dropna()) - {""})),
            )
        )
    return tuple(found)


def _effect(row: Mapping[Any, Any], code: str, start: Start, *, document: bool) -> Effect:
    item = str(row["item"])
    if not start.reached(item):
        raise InputError(
            message("ita_plan.item_out_of_reach", code=code, item=item, unit=start.unit)
        )
    if document:
        return Effect(item, 1.0, 1.0, 1.0)
    numbers = [_number(row[name], missing=-1.0) for name in ("low", "likely", "high")]
    if min(numbers) < 0:
        raise InputError(message("ita_plan.range_missing", code=code, item=item))
    low, likely, high = (one / _TOP for one in numbers)
    return Effect(item, low, likely, high)


def _number(value: Any, missing: float = 0.0) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):  # an empty cell of a column of whole numbers
        return missing
    return missing if isnan(number) else number
