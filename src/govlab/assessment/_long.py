"""Answers in govlab's own long table, held against the snapshot of their sitting."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govlab import tables
from govlab.errors import GovlabError, Problem
from govlab.tables import RawTable, contract, fold, problem, read_raw, table_error
from govlab.text import Message, message

if TYPE_CHECKING:
    import pandas as pd

    from govlab.course import Item, Snapshot


def is_long(raw: RawTable) -> bool:
    """Say whether a table has the columns of the long one, and not a column per question."""
    heads = {fold(heading) for heading in raw.headings}
    long = contract("responses")
    return all(heads & {fold(one) for one in long[name].accepted} for name in ("item", "response"))


def read_long(
    path: Path, raw: RawTable, snapshot: "Snapshot", cohort: str, sitting: str
) -> tuple["pd.DataFrame", int]:
    """Return the answers of a sitting, indexed by their rows, and how many rows are others'.

    Raises
    ------
    TableError
        With every row that breaks the contract `responses` or contradicts the snapshot,
        or when no row belongs to the sitting.
    """
    import pandas as pd

    given = {"cohort": cohort, "sitting": sitting, "attempt": "1"}
    frame = tables.read(path, "responses", sheet=raw.sheet, given=given)
    numbered = read_raw(path, sheet=raw.sheet, headings=contract("responses").headings)
    frame = frame.set_index(numbered.cells.index)
    ours = frame[(frame["cohort"] == cohort) & (frame["sitting"] == sitting)].copy()
    if ours.empty:
        pairs = sorted(set(zip(frame["cohort"], frame["sitting"], strict=True)))
        found = "; ".join(f"{one}, {other}" for one, other in pairs)
        words = message("assessment.other_sitting", cohort=cohort, sitting=sitting, found=found)
        raise table_error([problem(words, file=raw.file, sheet=raw.sheet)])
    items = {item.code: item for item in snapshot.asked}
    answers: list[str | None] = []
    problems: list[Problem] = []
    columns = ours[["item", "form", "version", "response"]].astype(object)
    for row, code, form, version, response in columns.where(columns.notna(), None).itertuples():
        item = items.get(code)
        faults = list(_contradictions(snapshot, item, code, form, version))
        answer = _canonical(response, item)
        if isinstance(answer, Message):
            faults.append(("response", response, answer))
        answers.append(answer if isinstance(answer, str) else None)
        problems += [
            problem(words, file=raw.file, sheet=raw.sheet, row=row, column=column, value=value)
            for column, value, words in faults
        ]
    if problems:
        raise table_error(problems)
    ours["response"] = pd.Series(answers, index=ours.index, dtype="str")
    versions = {code: str(item.version) for code, item in items.items()}
    places = {code: place for place, code in enumerate(items, start=1)}
    ours["form"] = ours["form"].fillna(snapshot.form_id)
    ours["version"] = ours["version"].fillna(ours["item"].map(versions))
    ours["position"] = ours["position"].fillna(ours["item"].map(places).astype("Int64"))
    return ours, len(frame) - len(ours)


def _contradictions(
    snapshot: "Snapshot", item: "Item | None", code: str, form: str | None, version: str | None
) -> Iterator[tuple[str, Any, Message]]:
    """Yield column, value and rule wherever a row speaks of another form than the snapshot's."""
    if item is None:
        words = message("assessment.unknown_item", value=code, form=snapshot.form_id)
        yield "item", code, words
    elif version not in {None, str(item.version)}:
        wanted = str(item.version)
        yield "version", version, message("assessment.other_version", value=version, wanted=wanted)
    if form not in {None, snapshot.form_id}:
        wanted = snapshot.form_id
        yield "form", form, message("assessment.other_form", value=form, wanted=wanted)


def _canonical(response: str | None, item: "Item | None") -> str | Message | None:
    """Return an answer in its one spelling, None for no answer, or what is wrong with it."""
    if item is None:
        return None
    try:
        return item.response(response) or None
    except GovlabError as fault:
        if isinstance(fault.message, Message):
            return fault.message
        raise
