"""Items as a sheet, one a row, and the blank sheet that an office fills in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from govlab.course._item import Item
from govlab.course._words import Text
from govlab.course.interactions import (
    Case,
    Choice,
    FreeText,
    Matching,
    Numeric,
    Option,
    Ordering,
    TrueFalse,
)
from govlab.course.interactions._numeric import written
from govlab.course.interchange._lost import Lost
from govlab.course.interchange._qti_headers import without_repeats
from govlab.course.interchange._qti_scoring import recovered
from govlab.course.interchange._sheet_cells import begins_level, said_answers, said_sources
from govlab.course.interchange._sheet_columns import (
    FIELDS,
    LETTERS,
    LEVELS,
    PREMISES,
    THAI_LETTERS,
    TYPES,
    USES,
    USUAL,
    VERDICTS,
    Field,
)
from govlab.tables import write_csv, write_xlsx
from govlab.text import message, say

if TYPE_CHECKING:
    import pandas as pd

_ORDER = {one.name: one for one in FIELDS}
#: A cell by the name of its field and the language of its words, "" where it has none.
SheetRow = dict[tuple[str, str], str]


def xlsx(items: Sequence[Item], lang: str, key: bool) -> tuple[bytes, tuple[Lost, ...]]:  # noqa: FBT001
    """Return a workbook of the items, with a sheet that explains its columns."""
    frame, lost = _frame(items, lang, key=key)
    fields = FIELDS if items else [_ORDER[name] for name in USUAL]
    return book(frame, fields, lang), lost


def book(frame: "pd.DataFrame", fields: Sequence[Field], lang: str) -> bytes:
    """Return a workbook of a frame, with a sheet that explains its columns."""
    import pandas as pd

    said = one_of(lang)
    explained = pd.DataFrame(
        [[one.heading("th"), one.heading("en"), one.about.in_language(said)] for one in fields],
        columns=[
            say("interchange_b.help_th", said),
            say("interchange_b.help_en", said),
            say("interchange_b.help_about", said),
        ],
    )
    pages = {
        say("interchange_b.sheet_items", said): frame,
        say("interchange_b.sheet_help", said): explained,
    }
    with TemporaryDirectory() as folder:
        return write_xlsx(Path(folder, "items.xlsx"), pages).read_bytes()


def csv(items: Sequence[Item], lang: str, key: bool) -> tuple[bytes, tuple[Lost, ...]]:  # noqa: FBT001
    """Return comma-separated text of the items, as Excel opens it."""
    frame, lost = _frame(items, lang, key=key)
    return text(frame), lost


def text(frame: "pd.DataFrame") -> bytes:
    """Return a frame as comma-separated text, as Excel opens it."""
    with TemporaryDirectory() as folder:
        return write_csv(Path(folder, "items.csv"), frame).read_bytes()


def one_of(lang: str) -> str:
    return "en" if lang == "en" else "th"


def _frame(
    items: Sequence[Item], lang: str, *, key: bool
) -> "tuple[pd.DataFrame, tuple[Lost, ...]]":
    writer = RowWriter(lang, key=key)
    rows = [row for item in items for row in writer.rows(item)]
    return framed(rows, lang, key=key), tuple(without_repeats(writer.lost))


def framed(
    rows: Sequence[SheetRow], lang: str, *, key: bool, whole: bool = False
) -> "pd.DataFrame":
    """Return rows under their headings: those that are used, and the usual ones where none is.

    Parameters
    ----------
    rows : sequence of dict
    lang : {"th", "en", "both"}
    key : bool
        Whether the columns of the key may stand there.
    whole : bool
        Whether the usual columns stand there in any case, and no others.
    """
    import pandas as pd

    used = {place for row in rows for place in row}
    langs = ("th", "en") if lang == "both" else (lang,)
    columns: list[tuple[str, str]] = []
    for one in FIELDS:
        places = [(one.name, said) for said in langs] if one.text else [(one.name, "")]
        usual = one.name in USUAL and (key or not one.key)
        if usual if whole or not rows else any(place in used for place in places):
            columns += places
    data = {
        _ORDER[name].heading(said or one_of(lang)): [row.get((name, said), "") for row in rows]
        for name, said in columns
    }
    return pd.DataFrame(data, dtype="str")


@dataclass
class RowWriter:
    """Writes items as rows, and tells what a cell cannot hold."""

    lang: str
    key: bool
    lost: list[Lost] = field(default_factory=list)

    def rows(self, item: Item) -> Iterator[SheetRow]:
        """Yield the row of an item, then those of its questions."""
        yield self.row(item, None)
        if isinstance(item.interaction, Case):
            for one in item.scored:
                yield self.row(one, item)

    def row(self, item: Item, case: Item | None) -> SheetRow:
        said = one_of(self.lang)
        place = 0 if said == "th" else 1
        row: SheetRow = {
            ("code", ""): item.code if case is None else item.id.rpartition("/")[2],
            ("type", ""): TYPES[item.type][place],
            ("points", ""): str(item.points),
            ("level", ""): LEVELS[item.level][place],
            ("use", ""): USES[item.use][place],
            ("objective", ""): item.objective,
            ("sources", ""): said_sources(item.sources),
            ("version", ""): str(item.version),
            ("variant", ""): item.variant,
        }
        if case is not None:
            row["case", ""] = case.code
        self.put(row, item, _ORDER["stem"], item.stem)
        self.asked(row, item)
        return {name: text for name, text in row.items() if text}

    def put(self, row: SheetRow, item: Item, about: Field, text: Text) -> None:
        """Put a text into its columns, unless it belongs to a key that is not wanted."""
        if about.key and not self.key:
            return
        for lang in ("th", "en") if self.lang == "both" else (self.lang,):
            said = text.in_language(lang)
            if "\r" in said or (said and not said.strip()):
                self.lost.append(Lost(item.code, message("interchange_b.line_ends")))
            row[about.name, lang] = said

    def set(self, row: SheetRow, name: str, text: str) -> None:
        if self.key:
            row[name, ""] = text

    def letter(self, name: str) -> str:
        return THAI_LETTERS[LETTERS.index(name)] if self.lang != "en" else name.upper()

    def options(self, row: SheetRow, item: Item, options: tuple[Option, ...]) -> None:
        for one in options:
            self.put(row, item, _ORDER[f"option_{one.id}"], one.text)
            self.put(row, item, _ORDER[f"reason_{one.id}"], one.reason)

    def asked(self, row: SheetRow, item: Item) -> None:
        self.options(row, item, item.options)
        match item.interaction:
            case Choice() as asked:
                self.set(row, "key", ", ".join(map(self.letter, asked.right)))
                weighed = {one.id: one.credit for one in asked.options if one.credit is not None}
                parts = [f"{self.letter(name)}={share}" for name, share in weighed.items()]
                self.set(row, "credit", ", ".join(parts))
            case TrueFalse() as asked:
                place = 1 if self.lang == "en" else 0
                right = [self.letter(one.id) for one in asked.options if one.correct]
                self.set(row, "key", ", ".join([VERDICTS[asked.verdict][place], *right]))
                self.put(row, item, _ORDER["if_true"], asked.if_true)
                self.put(row, item, _ORDER["if_false"], asked.if_false)
            case Ordering() as asked:
                self.set(row, "key", ", ".join(map(self.letter, asked.order)))
            case Matching() as asked:
                keys = [f"{one.id}={self.letter(one.match)}" for one in asked.premises]
                self.set(row, "key", ", ".join(keys))
                for one in asked.premises[:PREMISES]:
                    self.put(row, item, _ORDER[f"premise_{one.id}"], one.text)
                    self.put(row, item, _ORDER[f"premise_reason_{one.id}"], one.reason)
            case Numeric() as asked:
                self.number(row, item, asked)
            case FreeText() as asked:
                self.free_text(row, item, asked)

    def number(self, row: SheetRow, item: Item, asked: Numeric) -> None:
        held = [(one.value, one.tolerance, one.credit) for one in asked.answers]
        for value in (part for one in held for part in one[:2]):
            if recovered(Fraction(written(value))) != value:
                said = message("interchange_b.rounded", value=str(value), written=written(value))
                self.lost.append(Lost(item.code, said))
        self.set(row, "key", said_answers(held))
        for place, one in enumerate(asked.answers[:PREMISES], start=1):
            self.put(row, item, _ORDER[f"premise_reason_{place}"], one.reason)
        if len(asked.answers) > PREMISES:
            self.lost.append(Lost(item.code, message("interchange_b.many_places", most=PREMISES)))
        self.put(row, item, _ORDER["otherwise"], asked.otherwise)
        if asked.unit:
            self.put(row, item, _ORDER["unit"], asked.unit)

    def free_text(self, row: SheetRow, item: Item, asked: FreeText) -> None:
        self.put(row, item, _ORDER["model"], asked.model)
        row["words", ""] = str(asked.words) if asked.words else ""
        self.set(row, "criteria", ", ".join(one.id for one in asked.rubric))
        if len(asked.rubric) > PREMISES:
            self.lost.append(Lost(item.code, message("interchange_b.many_places", most=PREMISES)))
        for place, one in enumerate(asked.rubric[:PREMISES], start=1):
            if self.key:
                self.put(row, item, _ORDER[f"premise_{place}"], one.text)
            levels = [(level.points, level.text) for level in one.levels]
            said = {
                lang: "\n".join(
                    f"{points} = {self.level(item, text.in_language(lang))}"
                    for points, text in levels
                )
                for lang in ("th", "en")
            }
            self.put(row, item, _ORDER[f"premise_reason_{place}"], Text(said["th"], said["en"]))

    def level(self, item: Item, text: str) -> str:
        """Return a level's words, its line ends left out where they would begin another."""
        first, *more = text.split("\n")
        if text != text.strip() or any(begins_level(line) for line in more):
            self.lost.append(Lost(item.code, message("interchange_b.line_ends")))
            return " ".join([first, *more])
        return text
