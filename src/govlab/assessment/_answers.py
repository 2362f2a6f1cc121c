"""Answers as trainers have them, brought into table `responses`: nobody guessed, nobody lost."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from govlab.assessment._export import FINISHED, STAMPS, STARTED, Reader, Sheet
from govlab.assessment._long import is_long, read_long
from govlab.assessment._who import People, Unmatched
from govlab.errors import InputError, Problem
from govlab.tables import contract, problem, read_raw, table_error
from govlab.text import message

if TYPE_CHECKING:
    import pandas as pd

    from govlab.course import Snapshot


# From so many questions on, few that agree mean another form rather than slips.
_TELLING = 6


@dataclass(frozen=True, slots=True)
class Repeated:
    """A person who handed in more than once.

    Parameters
    ----------
    person : str
    rows : tuple of int
        Rows of the file, attempt 1 first; for a long table the first row of each.
    """

    person: str
    rows: tuple[int, ...]

    @property
    def place(self) -> str:
        """The rows, as a list of such places shows them."""
        return ", ".join(map(str, self.rows))

    def as_dict(self) -> dict[str, object]:
        """Return it as a JSON-ready mapping."""
        return {"person": self.person, "attempts": len(self.rows), "rows": list(self.rows)}


@dataclass(frozen=True, slots=True)
class Answers:
    """What a file of answers holds.

    Parameters
    ----------
    responses : DataFrame
        Contract `responses`: a row for each item of the form and attempt (of a long
        table, for each row it has).
    unmatched : tuple of Unmatched
        In the order of the file; none of their answers is in `responses`.
    repeated : tuple of Repeated
        By person id.
    passed_over : int
        Rows of a long table that belong to another cohort or sitting.
    """

    responses: "pd.DataFrame"
    unmatched: tuple[Unmatched, ...]
    repeated: tuple[Repeated, ...]
    passed_over: int = 0


def read_answers(
    path: str | Path,
    snapshot: "Snapshot",
    roster: "pd.DataFrame",
    *,
    cohort: str,
    sitting: str = "post",
    sheet: str | None = None,
) -> Answers:
    """Read the answers to a form, as Google Forms, Microsoft Forms or govlab hold them.

    A response sheet has a column per question, headed by the question in either
    language; its cells hold the text of the options, several of them joined by ``, ``
    (Google) or ``;`` (Microsoft). Who answered is told by the seat code, or by the
    e-mail address where the roster has it; never by the name. Who answered twice has
    attempts 1 and 2 in the order of time. The long table is contract `responses`; one
    without cohort, sitting or attempt gets `cohort`, `sitting` and 1.

    Parameters
    ----------
    path : str or Path
        ``.xlsx`` or CSV.
    snapshot : Snapshot
        Of the sitting.
    roster : DataFrame
        Contract `roster`.
    cohort, sitting : str
        Whose answers these are.
    sheet : str, optional
        The sheet to read, where several may be meant.

    Raises
    ------
    TableError
        With everything that is wrong: an unknown or missing question, an option that
        matches nothing or not one thing, an unreadable time, no column that identifies.
    InputError
        When the roster has nobody of the cohort, or two items of the form share a
        question.
    MissingFileError, FaultError
        There is no such file; the system does not let it be read.
    """
    people = roster[roster["cohort"] == cohort]
    if people.empty:
        known = ", ".join(sorted(roster["cohort"].unique())) or "–"
        raise InputError(message("assessment.no_cohort", value=cohort, known=known))
    raw = read_raw(path, sheet=sheet, headings=_headings(snapshot))
    if is_long(raw):
        frame, passed_over = read_long(Path(path), raw, snapshot, cohort, sitting)
        return _from_long(frame, People(people), passed_over)
    reader = Reader(raw, snapshot, has_emails=bool(people["email"].notna().any()))
    if reader.questions.shared:
        items = "; ".join(", ".join(codes) for codes in reader.questions.shared)
        raise InputError(message("assessment.shared_stem", items=items))
    named = {reader.questions.named_by(heading) for heading in raw.headings} - {None}
    if not named:
        words = message("assessment.not_answers", form=snapshot.form_id)
        raise table_error([problem(words, file=raw.file, sheet=raw.sheet)])
    asked = len(snapshot.scored)
    if asked >= _TELLING and 2 * len(named) < asked <= len(raw.headings):
        # A long list of missing and unknown questions would hide that it is another form.
        words = message(
            "assessment.other_questions",
            form=snapshot.form_id,
            found=len(named),
            asked=asked,
        )
        raise table_error([problem(words, file=raw.file, sheet=raw.sheet)])
    found = reader.read()
    owners, unmatched = People(people).owners(found.rows, found.seats, found.emails)
    attempts = _attempts(reader, found, owners)
    if reader.problems:
        raise table_error(_in_order(reader.problems, raw.headings))
    return Answers(
        responses=_frame(found, attempts, snapshot, cohort, sitting),
        unmatched=tuple(unmatched),
        repeated=tuple(Repeated(one, tuple(rows)) for one, rows in attempts.items() if rows[1:]),
    )


def _frame(
    found: Sheet,
    attempts: Mapping[str, Sequence[int]],
    snapshot: "Snapshot",
    cohort: str,
    sitting: str,
) -> "pd.DataFrame":
    """Return table `responses`: a row for each item of the form and attempt."""
    import pandas as pd

    lines = [
        {
            "cohort": cohort,
            "person": person,
            "sitting": sitting,
            "attempt": attempt,
            "item": item.code,
            "form": snapshot.form_id,
            "version": str(item.version),
            "variant": item.variant or None,
            "position": position,
            "response": found.answers[item.code].get(row),
            "time": found.moments.get(row),
        }
        for person, rows in attempts.items()
        for attempt, row in enumerate(rows, start=1)
        for position, item in enumerate(snapshot.asked, start=1)
    ]
    names = [column.name for column in contract("responses").columns]
    return _typed(pd.DataFrame(lines, columns=names))


def _from_long(frame: "pd.DataFrame", people: People, passed_over: int) -> Answers:
    known = frame["person"].isin(people.persons)
    strangers = frame[~known].drop_duplicates("person")["person"]
    attempts = frame[known].drop_duplicates(["person", "attempt"])
    rows: dict[str, list[int]] = defaultdict(list)
    for row, person in attempts.sort_values(["person", "attempt"])["person"].items():
        rows[person].append(int(str(row)))
    return Answers(
        responses=_typed(frame[known].reset_index(drop=True)),
        unmatched=tuple(
            Unmatched(int(str(row)), person, people.nobody(person))
            for row, person in strangers.items()
        ),
        repeated=tuple(Repeated(one, tuple(own)) for one, own in rows.items() if own[1:]),
        passed_over=passed_over,
    )


def _headings(snapshot: "Snapshot") -> list[str]:
    """Return every heading by which the row of headings is found."""
    stems = [words for item in snapshot.asked for words in (item.stem.th, item.stem.en)]
    people = contract("roster")
    return [
        *contract("responses").headings,
        *(name for column in ("person", "email", "name") for name in people[column].accepted),
        *(*STAMPS, *STARTED, *FINISHED, *stems),
    ]


def _typed(frame: "pd.DataFrame") -> "pd.DataFrame":
    return frame.astype({column.name: column.dtype for column in contract("responses").columns})


def _in_order(problems: list[Problem], headings: Sequence[str]) -> list[Problem]:
    places = {heading: place for place, heading in reversed([*enumerate(headings)])}
    return sorted(problems, key=lambda one: (one.row or 0, places.get(one.column or "", -1)))


def _attempts(reader: Reader, found: Sheet, owners: dict[int, str]) -> dict[str, list[int]]:
    """Return the rows of each person, attempt 1 first; say where their order is not known."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, person in owners.items():
        rows[person].append(row)
    for person, own in rows.items():
        if own[1:]:
            if timeless := [row for row in own if row not in found.moments]:
                # A time that cannot be read has been told already.
                told = {one.row for one in reader.problems}
                for row in set(timeless) - told:
                    words = message("assessment.repeat_without_time", person=person)
                    reader.say(words, row=row)
            else:
                own.sort(key=lambda row: (datetime.fromisoformat(found.moments[row]), row))
    return dict(sorted(rows.items()))
