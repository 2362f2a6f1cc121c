"""The response sheet of Google Forms or Microsoft Forms: which column is what, and who is who."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from govlab import thai
from govlab.assessment._moments import Moments
from govlab.assessment._spelling import tidied
from govlab.assessment._wording import SEPARATORS, Questions, choices, plain, same_number
from govlab.course.interactions import Choice
from govlab.errors import GovlabError, Problem
from govlab.tables import Mark, RawTable, contract, fold, problem
from govlab.text import Message, message

if TYPE_CHECKING:
    from govlab.course import Item, Snapshot

# Headings of form software, in the languages that offices use it in, as plain() gives them.
STARTED = ("start time", "เวลาเริ่มต้น", "เวลาเริ่ม", "เวลาที่เริ่ม", "เวลาที่เริ่มต้น")
FINISHED = (
    "completion time",
    "เวลาเสร็จสมบูรณ์",
    "เวลาที่เสร็จสมบูรณ์",
    "เวลาเสร็จสิ้น",
    "เวลาที่เสร็จสิ้น",
    "เวลาที่ทำเสร็จ",
)
STAMPS = ("timestamp", "ประทับเวลา", "วันที่และเวลา", "วันเวลา", "เวลา")
_EMAILS = ("ที่อยู่อีเมล", "ชื่อผู้ใช้", "username", "email", "e-mail")
_LEFT_OUT = (
    *("last modified time", "เวลาปรับเปลี่ยนล่าสุด", "เวลาแก้ไขล่าสุด", "เวลาที่ปรับเปลี่ยนล่าสุด"),
    *("score", "total points", "quiz feedback", "grade posted time", "language", "ภาษา"),
    *("คะแนน", "คะแนนรวม", "คะแนนทั้งหมด", "คำติชมแบบทดสอบ", "ผลลัพธ์ของแบบทดสอบ"),
)
# A seat code may be asked for in a sentence that begins with one of these.
_SEAT_BEGINS = ("รหัสที่นั่ง", "เลขที่นั่ง", "รหัสประจำที่นั่ง", "รหัสผู้เข้า", "seat code", "seat number")
_SAYS_NOTHING = {"", "-", "–", "—"}
# Below this a heading is another question, not a slip of this one.
_LIKENESS = 0.75
_NUMBERED = re.compile(r"^(?:ข้อ(?:ที่)? ?)?[0-9]{1,3} ?[.)\]:]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a response sheet holds, each row with its number as Excel counts.

    Parameters
    ----------
    seats, emails : dict of int to str
        Row to what the person gave; rows that gave nothing are missing.
    answers : dict of str to dict of int to str
        Item code to row to option ids, as table `responses` writes them; rows without
        an answer are missing.
    moments : dict of int to str
        Row to the ISO time of handing in.
    rows : tuple of int
        Rows that hold anything, in the order of the file.
    """

    seats: dict[int, str]
    emails: dict[int, str]
    answers: dict[str, dict[int, str]]
    moments: dict[int, str]
    rows: tuple[int, ...]


@dataclass
class Reader:
    """Reads one response sheet and notes what is wrong with it.

    Parameters
    ----------
    raw : RawTable
    snapshot : Snapshot
    has_emails : bool
        Whether the roster has e-mail addresses; without them none can identify.
    """

    raw: RawTable
    snapshot: "Snapshot"
    has_emails: bool
    problems: list[Problem] = field(default_factory=list)
    # Items whose question some heading nearly is; to call them missing would say it twice.
    misspelt: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.questions = Questions(self.snapshot)
        heads = {plain(name) for name in self.raw.headings}
        if heads & {*STARTED, *FINISHED}:
            self.software = "microsoft"
        else:
            self.software = "google" if heads & set(STAMPS) else "unknown"

    def say(
        self,
        words: Message,
        *,
        row: int | None = None,
        place: int | None = None,
        value: object = None,
    ) -> None:
        """Note a problem at a row and the column at `place`."""
        self.problems.append(
            problem(
                words,
                file=self.raw.file,
                sheet=self.raw.sheet,
                row=row,
                column=None if place is None else self.raw.headings[place] or f"#{place + 1}",
                value=value,
            )
        )

    def read(self) -> Sheet:
        """Return what the sheet holds; look at `problems` before using it."""
        asked: dict[str, int] = {}
        roles: dict[str, list[int]] = {"seat": [], "email": [], "time": []}
        for place, heading in enumerate(self.raw.headings):
            code = self.questions.named_by(heading) if heading else None
            role = self._role(place, heading) if code is None else None
            if code is not None:
                if code in asked:
                    self._heading(message("assessment.question_twice", item=code), place)
                asked.setdefault(code, place)
            elif role in roles:
                roles[role].append(place)
            elif role is None:
                self._unknown(place, heading)
        needed = {item.code for item in self.snapshot.scored}
        for code, item in self.questions.items.items():
            if code in needed and code not in asked and code not in self.misspelt:
                words = message("assessment.question_missing", item=code, stem=item.stem)
                self.say(words, row=self.raw.heading_row)
        if self.raw.cells.empty:
            self.say(message("tables.empty_table"), row=self.raw.heading_row)
        seats, emails = self._identities(roles)
        return Sheet(
            seats=seats,
            emails=emails,
            answers={code: self._answers(code, place) for code, place in asked.items()},
            moments=self._moments(roles["time"]),
            rows=tuple(int(row) for row in self.raw.cells.dropna(how="all").index),
        )

    def _role(self, place: int, heading: str) -> str | None:
        """Return what a column that is no question holds, None when nobody knows."""
        head = plain(heading)
        folded = fold(heading)
        columns = contract("roster").columns
        known = {one.name: {fold(name) for name in one.accepted} for one in columns}
        seat = folded in known["person"] or head.startswith(_SEAT_BEGINS)
        # Microsoft's own first column numbers the answers; it is nobody's seat.
        running = folded == "id" or (folded == "รหัส" and place == 0)
        if seat and not (running and self.software == "microsoft"):
            return "seat"
        if folded in known["email"] or head in _EMAILS:
            return "email"
        if head in STAMPS or head in FINISHED:
            return "time"
        passed_over = seat or head in {*STARTED, *_LEFT_OUT} or self.questions.is_score_column(head)
        if passed_over or any(folded in names for names in known.values()):
            return "passed over"
        empty = not heading and self.raw.cells[place].isna().all()
        return "passed over" if empty else None

    def _heading(self, words: Message, place: int) -> None:
        self.say(words, row=self.raw.heading_row, place=place, value=self.raw.headings[place])

    def _unknown(self, place: int, heading: str) -> None:
        near = get_close_matches(plain(heading), self.questions.by_stem, n=1, cutoff=_LIKENESS)
        # Other figures are another question: two variants of one template read much alike.
        near = [one for one in near if _figures(one) == _figures(heading)]
        if not heading:
            self._heading(message("assessment.heading_empty"), place)
        elif near:
            item = self.questions.items[min(self.questions.by_stem[near[0]])]
            self.misspelt.add(item.code)
            words = message("assessment.question_misspelt", item=item.code, stem=item.stem)
            self._heading(words, place)
        else:
            words = message("assessment.question_unknown", form=self.snapshot.form_id)
            self._heading(words, place)

    def _identities(self, roles: dict[str, list[int]]) -> tuple[dict[int, str], dict[int, str]]:
        found: list[dict[int, str]] = []
        for name in ("seat", "email"):
            places = roles[name]
            if len(places) > 1:
                known = ", ".join(self.raw.headings[place] for place in places)
                words = message("assessment.identity_twice", found=known)
                self.say(words, row=self.raw.heading_row)
            found.append(
                {
                    row: thai.to_arabic_digits(thai.repair(cell)).strip()
                    for row, cell in (self._cells(places[0]) if places else ())
                    if cell.strip() not in _SAYS_NOTHING
                }
            )
        if not roles["seat"] and not (roles["email"] and self.has_emails):
            accepted = ", ".join(contract("roster")["person"].accepted)
            self.say(message("assessment.no_identity", known=accepted), row=self.raw.heading_row)
        return found[0], {row: one.casefold() for row, one in found[1].items()}

    def _moments(self, places: list[int]) -> dict[int, str]:
        if not places:
            return {}
        # Where there are several, the last is the time of handing in.
        place = places[-1]
        column = Moments([cell for _, cell in self._cells(place)])
        moments: dict[int, str] = {}
        for row, cell in self._cells(place):
            moment = column.read(cell)
            if isinstance(moment, Message):
                self.say(moment, row=row, place=place, value=cell)
            else:
                moments[row] = moment
        return moments

    def _cells(self, place: int) -> Iterator[tuple[int, str]]:
        """Yield the filled cells of a column with their rows."""
        for row, cell in self.raw.cells[place].dropna().items():
            yield int(str(row)), str(cell)

    def _answers(self, code: str, place: int) -> dict[int, str]:
        item = self.questions.items[code]
        separators = SEPARATORS[self.software]
        known: dict[str, str | Message | None] = {}
        answers: dict[int, str] = {}
        for (row, where), mark in self.raw.marks.items():
            if where == place and mark is Mark.UNCALCULATED:
                self.say(message("tables.uncalculated"), row=row, place=place)
        for row, cell in self._cells(place):
            if cell not in known:
                known[cell] = _meaning(cell, item, separators)
            meaning = known[cell]
            if isinstance(meaning, Message):
                self.say(meaning, row=row, place=place, value=cell)
            elif meaning is not None:
                answers[row] = meaning
        return answers


def _figures(text: str) -> list[str]:
    return re.findall("[0-9]+", _NUMBERED.sub("", plain(text)))


def _meaning(cell: str, item: "Item", separators: tuple[str, ...]) -> str | Message | None:
    """Return the response that a cell says, None for no answer, or what is wrong."""
    if not isinstance(item.interaction, Choice):
        return _written(cell, item)
    found = choices(cell, item, separators) or same_number(cell, item)
    if item.type == "single":
        # One option whose text holds the separator, rather than two of one that is asked for.
        found = {one for one in found if len(one) == 1} or found
    if len(found) == 1:
        return item.response(*found)
    if found:
        readings = "; ".join(sorted(item.response(one) for one in found))
        return message("assessment.answer_ambiguous", value=cell, readings=readings)
    if cell.strip() in _SAYS_NOTHING:
        return None
    known = [
        message("assessment.option_line", option=one.id, text=one.text) for one in item.options
    ]
    return message("assessment.no_such_option", value=cell, item=item.code, known=known)


def _written(cell: str, item: "Item") -> str | Message | None:
    """Return the response that is written in a cell: a number, words, or option ids."""
    try:
        return item.response("" if cell.strip() in _SAYS_NOTHING else tidied(cell, item)) or None
    except GovlabError as fault:
        if isinstance(fault.message, Message):
            return fault.message
        raise
