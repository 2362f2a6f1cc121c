"""A sheet of questions as items; everything that is wrong is said at once, by cell."""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar, get_args

from govlab import tables
from govlab.course._item import Item, Level
from govlab.course._words import Source, Text
from govlab.course.interactions import Case
from govlab.course.interchange._lost import Imported, Lost
from govlab.course.interchange._qti_read import NOWHERE, slug
from govlab.course.interchange._sheet_asked import Cells, asked_of
from govlab.course.interchange._sheet_cells import (
    CellError,
    answers,
    letters,
    meaning,
    sources,
    verdict,
    whole,
)
from govlab.course.interchange._sheet_columns import (
    FIELDS,
    LETTERS,
    LEVELS,
    THAI_LETTERS,
    TYPES,
    USES,
    Field,
)
from govlab.course.interchange._sheet_examples import is_example, unchanged_stems
from govlab.errors import InputError, Problem, TableError
from govlab.text import Message, message

if TYPE_CHECKING:
    from govlab.tables import RawTable

Value = TypeVar("Value")
_LEVELS: tuple[Level, ...] = get_args(Level)
_MOST_POINTS = 100
_MOST_VERSION = 10**6
_LONGEST_NAME = 40
_HEADERS = ("use", "level", "points")


def read_sheet(data: bytes, where: str, lang: str) -> Imported:
    """Return the items of a workbook or of delimited text.

    Raises
    ------
    TableError
        With everything that is wrong, by sheet, row and column.
    InputError
        When the workbook is damaged.
    """
    name = Path(where).name
    with TemporaryDirectory() as folder:
        # The rooms of tables read by path; the name is the one that messages say.
        path = Path(folder, name if name not in {"", ".", ".."} else "items")
        path.write_bytes(data)
        headings = [one for column in FIELDS for one in (*column.th, *column.en)]
        try:
            raw = tables.read_raw(path, headings=headings)
        except TableError as wrong:
            if [one.rule for one in wrong.problems] != ["damaged"]:
                raise
            # Its words hold those of the library that failed; they help nobody here.
            raise InputError(message("interchange_b.not_xlsx", where=where)) from wrong
    return _Reader(raw, lang).imported()


@dataclass
class _Reader:
    raw: "RawTable"
    lang: str
    problems: list[Problem] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    #: Field and language to the column of the file.
    places: dict[tuple[str, str], int] = field(default_factory=dict)

    def imported(self) -> Imported:
        self.headings()
        every = [Row(self, int(number), list(cells)) for number, cells in self.cells()]
        rows = [row for row in every if not self.example(row)]
        if not rows and not self.problems:
            self.say(message("interchange_b.no_rows"), row=self.raw.heading_row)
        cases = {_folded(row["case"]) for row in rows if row["case"].strip()}
        items: dict[str, Item] = {}
        asked: dict[str, list[Item]] = {}
        for row in rows:
            code = row["case"].strip()
            item = row.item(cases)
            if item is None:
                continue
            if code:
                asked.setdefault(_folded(code), []).append(item)
                continue
            if item.code in items:
                row.say(message("interchange_b.code_again", code=item.code), "code")
            items[item.code] = item
        made = [self.case(one, asked) for one in items.values()]
        self.orphans(rows)
        if self.problems:
            order = {name: place for place, name in enumerate(self.raw.headings)}
            found = sorted(
                self.problems, key=lambda one: (one.row or 0, order.get(one.column or "", -1))
            )
            raise tables.table_error(found)
        unsaid = {row.made.code: row.unsaid() for row in rows if row.made is not None}
        return Imported(tuple(made), tuple(self.lost), unsaid)

    def example(self, row: "Row") -> bool:
        """Return whether a row is an example of the blank form; tell of one that was edited."""
        if not (is_example(row["code"]) or is_example(row["case"])):
            return False
        stem = row.text("stem")
        if not {stem.th.strip(), stem.en.strip()} <= unchanged_stems() | {""}:
            words = message("interchange_b.example_edited", code=row["code"].strip())
            self.lost.append(Lost(f"{self.raw.file}: {row.number}", words))
        return True

    def cells(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows with their numbers, empty cells as empty text."""
        for number, *cells in self.raw.cells.fillna("").itertuples():
            yield number, [str(cell) for cell in cells]

    def headings(self) -> None:
        """Find which column holds what; say what is doubled, missing or not known."""
        known: dict[str, tuple[str, str]] = {}
        for one in FIELDS:
            for lang, accepted in (("th", one.th), ("en", one.en)):
                for heading in accepted:
                    known[tables.fold(heading)] = one.name, lang if one.text else ""
        for place, heading in enumerate(self.raw.headings):
            found = known.get(tables.fold(heading)) if heading else None
            if found is None:
                if heading and (self.raw.cells[place].fillna("") != "").any():
                    words = message("interchange_b.column_unread", column=heading)
                    self.lost.append(Lost(self.raw.file, words))
            elif found in self.places:
                other = self.raw.headings[self.places[found]]
                self.say(message("interchange_b.column_twice", column=heading, other=other))
            else:
                self.places[found] = place
        if not {("stem", "th"), ("stem", "en")} & self.places.keys():
            self.say(message("interchange_b.no_stem_column"))
        self.place_language()

    def place_language(self) -> None:
        """Take English headings over Thai words for what they are: Thai words."""
        langs = {lang for _, lang in self.places if lang}
        if self.lang != "th" or langs != {"en"} or ("stem", "en") not in self.places:
            return
        stems = self.raw.cells[self.places["stem", "en"]].fillna("")
        if stems.str.contains("[\u0e01-\u0e2e]", regex=True).any():
            self.places = {
                (name, "th" if lang else ""): n for (name, lang), n in self.places.items()
            }

    def say(
        self,
        words: Message,
        *,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        self.problems.append(
            tables.problem(
                words,
                file=self.raw.file,
                sheet=self.raw.sheet,
                row=row or self.raw.heading_row,
                column=column,
                value=value,
            )
        )

    def case(self, item: Item, asked: dict[str, list[Item]]) -> Item:
        """Return a case with the questions that name it."""
        if not isinstance(item.interaction, Case):
            return item
        names = {_folded(item.code), _folded(item.id)}
        questions = tuple(
            replace(
                one,
                module=item.module,
                id=f"{item.id}/{one.id}",
                use=item.use,
                version=item.version,
                variant=item.variant,
                objective=one.objective or item.objective,
                sources=one.sources or item.sources,
            )
            for name, held in asked.items()
            if name in names
            for one in held
        )
        points = sum(one.points for one in questions)
        return replace(item, interaction=Case(questions), points=max(points, 1))

    def orphans(self, rows: "list[Row]") -> None:
        """Say which questions have no case, which cases ask nothing, which ids repeat."""
        questions = [row for row in rows if row["case"].strip()]
        named = {_folded(row["case"]) for row in questions}
        known: set[str] = set()
        for row in rows:
            if row in questions or row.made is None or row.made.type != "case":
                continue
            names = {_folded(row.made.code), _folded(row.made.id)}
            known |= names
            if not names & named:
                row.say(message("interchange_b.empty_case", case=row.made.id), "code")
        asked: set[tuple[str, str]] = set()
        for row in questions:
            if _folded(row["case"]) not in known:
                row.say(message("interchange_b.no_case", case=row["case"].strip()), "case")
            elif row.made:
                place = _folded(row["case"]), row.made.id
                if place in asked:
                    row.say(message("interchange_b.code_again", code=row.made.id), "code")
                asked.add(place)


def _folded(code: str) -> str:
    return code.strip().lower()


@dataclass
class Row:
    """One row of the sheet."""

    reader: _Reader
    number: int
    held: list[str]
    made: Item | None = None

    def __getitem__(self, name: str) -> str:
        place = self.reader.places.get((name, ""))
        return self.held[place] if place is not None else ""

    def text(self, name: str) -> Text:
        """Return a text in the languages that the sheet has it in."""
        said = {}
        for lang in ("th", "en"):
            place = self.reader.places.get((name, lang))
            said[lang] = self.held[place] if place is not None else ""
        return Text(said["th"], said["en"])

    def say(self, words: Message, name: str) -> None:
        """Say what is wrong with the cell of a field."""
        places = [self.reader.places.get((name, lang)) for lang in ("", "th", "en")]
        place = next((one for one in places if one is not None), None)
        column = self.reader.raw.headings[place] if place is not None else _called(name)
        value = self.held[place] if place is not None else None
        self.reader.say(words, row=self.number, column=column, value=value)

    def cell(self, name: str, read: Callable[[str], Value], default: Value) -> Value:
        """Return what a cell holds, `default` when it is empty or wrong, which is said."""
        if not self[name].strip():
            return default
        try:
            return read(self[name])
        except CellError as wrong:
            self.say(wrong.words, name)
            return default

    def word(self, name: str, known: dict[str, tuple[str, ...]], default: str) -> str:
        def read(text: str) -> str:
            found = meaning(text, known)
            if found is None:
                accepted = ", ".join(words[0] for words in known.values())
                raise CellError(message("interchange_b.not_a_word", value=text, known=accepted))
            return found

        return self.cell(name, read, default)

    def item(self, cases: set[str]) -> Item | None:
        """Return the item of the row, None when it has no type or nothing to answer."""
        module, name = self.place()
        before = len(self.reader.problems)
        stem = self.text("stem")
        if not (stem.th.strip() or stem.en.strip()):
            self.say(message("interchange_b.no_words"), "stem")
        kind = self.word("type", TYPES, "") or self.kind(cases)
        asked = (
            asked_of(kind, Cells(self.text, self.cell, self.say, self.__getitem__, self.letter))
            if kind
            else None
        )
        level = self.word("level", LEVELS, "remember")
        use = self.word("use", USES, "exam")
        points = self.cell("points", lambda text: whole(text, 1, _MOST_POINTS), 1)
        version = self.cell("version", lambda text: whole(text, 1, _MOST_VERSION), 1)
        nothing: tuple[Source, ...] = ()
        held = self.cell("sources", sources, nothing)
        if asked is None or len(self.reader.problems) > before:
            return None
        self.made = Item(
            module=module,
            id=name,
            version=version,
            use="practice" if use == "practice" else "exam",
            objective=self["objective"].strip(),
            level=next(one for one in _LEVELS if one == level),
            points=points,
            sources=held,
            stem=stem,
            interaction=asked,
            variant=self["variant"].strip(),
        )
        return self.made

    def place(self) -> tuple[str, str]:
        """Return module and id: the code of the row, or its number."""
        code = self["code"].strip()
        if self["case"].strip():
            return NOWHERE, slug(code.rpartition("/")[2]) or f"q{self.number}"
        module, slash, name = code.partition("/")
        if slash and slug(module) == module and slug(name) == name:
            return module, name
        # A Thai code has no letters that an id may have; then the row tells items apart.
        plain = slug(code)
        kept = plain if plain and plain == code.lower() else ""
        return NOWHERE, kept or f"{named_after(self.reader.raw.file)}-row-{self.number}"

    def kind(self, cases: set[str]) -> str:
        """Return the type of a row that states none, by what it has; say when nothing tells."""
        code = _folded(self["code"])
        if code and {code, code.rpartition("/")[2]} & cases:
            return "case"
        options = any(self.option(letter) for letter in LETTERS)
        if options and self.text("premise_1") != Text("", ""):
            return "matching"
        if self.reads(verdict):
            return "truefalse"
        if options:
            several = self.reads(letters) and len(letters(self["key"])) > 1
            return "multiple" if several else "single"
        if self.reads(answers):
            return "numeric"
        known = ", ".join(words[0] for words in TYPES.values())
        self.say(message("interchange_b.no_type", known=known), "type")
        return ""

    def reads(self, read: Callable[[str], object]) -> bool:
        """Return whether the key is one that `read` understands."""
        try:
            return bool(read(self["key"]))
        except CellError:
            return False

    def option(self, letter: str) -> bool:
        return self.text(f"option_{letter}") != Text("", "")

    def letter(self, name: str) -> str:
        """Return the letter of an option as the headings of the sheet write it."""
        thai = ("option_a", "th") in self.reader.places
        place = self.reader.places.get(("option_a", "th" if thai else "en"))
        heading = self.reader.raw.headings[place] if place is not None else ""
        if re.search(r"[A-Za-z]\W*$", heading) and "ก" not in heading.split():
            return name.upper()
        return THAI_LETTERS[LETTERS.index(name)]

    def unsaid(self) -> frozenset[str]:
        """Return the headers whose cells are empty."""
        return frozenset(name for name in _HEADERS if not self[name].strip())


def named_after(file: str) -> str:
    """Return the file's name as a part of an id, another for each name.

    Examples
    --------
    >>> named_after("Bank 2568.xlsx")
    'bank-2568'
    """
    stem = Path(file).stem
    plain = slug(stem)[:_LONGEST_NAME].strip("-")
    if plain == re.sub("[ _.]+", "-", stem.lower()):
        return plain
    # Of a Thai name little or nothing is left; a few signs of its digest tell it apart.
    return f"{plain or 'file'}-{hashlib.sha256(stem.encode()).hexdigest()[:6]}"


def _called(name: str) -> str:
    found: Field = next(one for one in FIELDS if one.name == name)
    return found.th[0]
