"""The blank form of questions: an example of each type, and lists to choose from."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

from govlab.course._item import Item
from govlab.course.interactions import Case
from govlab.course.interchange._sheet_columns import FIELDS, LEVELS, TYPES, USES, USUAL
from govlab.course.interchange._sheet_examples import examples
from govlab.course.interchange._sheet_write import RowWriter, SheetRow, book, framed, one_of, text
from govlab.tables._write import _without_clock
from govlab.text import say

if TYPE_CHECKING:
    import pandas as pd

_LAST_ROW = 1000  # down to where a choice is offered


def blank(form: str, *, lang: str, key: bool = True, objectives: Sequence[str] = ()) -> bytes:
    """Return a form to fill in, with one marked example of every type.

    Parameters
    ----------
    form : {"xlsx", "csv"}
    lang : {"th", "en", "both"}
        Language of headings and examples.
    key : bool
        Whether the form asks for the key and its reasons.
    objectives : sequence of str
        Ids to choose from, of the curriculum that the form is for.

    Returns
    -------
    bytes
        A file of which the import reads every row but the examples.
    """
    writer = RowWriter(lang, key=key)
    rows: list[SheetRow] = []
    for number, item in enumerate(examples(), start=1):
        mark = say("interchange_b.example_code", one_of(lang), number=number)
        rows += _marked(writer, _under(item, objectives), mark)
    frame = framed(rows, lang, key=key, whole=True)
    if form == "csv":
        return text(frame)
    fields = [one for one in FIELDS if one.name in USUAL]
    return _with_lists(book(frame, fields, lang), frame, one_of(lang), objectives)


def _under(item: Item, objectives: Sequence[str]) -> Item:
    return replace(item, objective=objectives[0]) if objectives else item


def _marked(writer: RowWriter, item: Item, mark: str) -> list[SheetRow]:
    """Return the rows of an example, each with the mark by which the import leaves it out."""
    rows = []
    for row in writer.rows(item):
        child = isinstance(item.interaction, Case) and bool(row.get(("case", "")))
        row["case" if child else "code", ""] = mark
        row.pop(("version", ""), None)
        rows.append(row)
    return rows


def _with_lists(data: bytes, frame: "pd.DataFrame", lang: str, objectives: Sequence[str]) -> bytes:
    """Return the workbook with a list to choose from in the columns that know their words."""
    import openpyxl
    from openpyxl.utils import get_column_letter, quote_sheetname
    from openpyxl.worksheet.datavalidation import DataValidation

    opened = openpyxl.load_workbook(BytesIO(data))
    page = opened.worksheets[0]
    name = say("interchange_b.sheet_lists", lang)
    lists = opened.create_sheet(name)
    # A list of its own sheet may be of any length; one inside the rule may not.
    lists.sheet_state = "hidden"
    headings = list(frame.columns)
    for place, (field, words) in enumerate(_choices(lang, objectives).items(), start=1):
        column = get_column_letter(place)
        for row, word in enumerate(words, start=1):
            lists.cell(row, place, word)
        heading = next(one.heading(lang) for one in FIELDS if one.name == field)
        if not words or heading not in headings:
            continue
        where = f"{quote_sheetname(name)}!${column}$1:${column}${len(words)}"
        rule: Any = DataValidation(type="list", formula1=where, allow_blank=True)
        # A word of another spelling is still read: the list helps and does not forbid.
        rule.errorStyle = "warning"
        rule.showErrorMessage = True
        rule.error = say("interchange_b.list_other", lang)
        target = get_column_letter(headings.index(heading) + 1)
        rule.add(f"{target}2:{target}{_LAST_ROW}")
        page.add_data_validation(rule)
    made = BytesIO()
    opened.save(made)
    return _without_clock(made)


def _choices(lang: str, objectives: Sequence[str]) -> Mapping[str, list[str]]:
    place = 1 if lang == "en" else 0
    return {
        "type": [words[place] for words in TYPES.values()],
        "level": [words[place] for words in LEVELS.values()],
        "use": [words[place] for words in USES.values()],
        "objective": list(objectives),
    }
