"""Exports of Traffy Fondue: one row a ticket, which is two events of it.

A ticket is received when it was posted and is in its state since its last activity; what
lay between is not in the export. Times without a zone are Bangkok's; older exports write
``+00``. Words, places, pictures and coordinates of a ticket are left out: they may tell
who complained.
"""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from govlab.datasets import load
from govlab.logs._attributes import text_of
from govlab.logs._flat import log_from
from govlab.logs._log import Log
from govlab.tables import Column, Contract, RawTable, fold, problem, table_error
from govlab.tables._check import conform
from govlab.text import message

if TYPE_CHECKING:
    from govlab.errors import Problem

_STATES = "traffy_states"
_START = "start"
#: Headings of an export that name a column used here.
HEADINGS = (
    "ticket_id",
    "state",
    "state_type_latest",
    "timestamp",
    "last_activity",
    "type",
    "organization",
    "org",
    "district",
    "star",
    "count_reopen",
)
_NEEDED = ("ticket_id", "state", "timestamp")
_KEPT = ("type", "organization", "org", "district", "star", "count_reopen")

_TICKETS = Contract(
    name="traffy",
    th="เรื่องหนึ่งเรื่องในระบบ Traffy Fondue",
    en="one ticket of Traffy Fondue",
    key=("ticket_id",),
    columns=(
        Column("ticket_id", "code", "รหัสเรื่อง", "the ticket", required=True),
        Column("state", "text", "สถานะ", "its state", required=True),
        Column("timestamp", "instant", "เวลาที่แจ้ง", "when it was posted", required=True),
        Column("last_activity", "instant", "เวลาที่ปรับสถานะล่าสุด", "when its state last changed"),
    ),
)


def is_traffy(headings: Sequence[str]) -> bool:
    """Say whether a table has the headings of an export.

    Examples
    --------
    >>> is_traffy(["ticket_id", "type", "state", "timestamp", "last_activity"])
    True
    """
    return {fold(one) for one in _NEEDED} <= {fold(one) for one in headings}


@cache
def _states() -> dict[str, str]:
    """Return every label and code of a state to its code."""
    found: dict[str, str] = {}
    for row in load(_STATES).records():
        code = str(row["state"])
        if code in {"total", "none"}:
            continue
        found |= {fold(label): code for label in str(row["label_th"]).split("/")}
        found[fold(code)] = code
    return found


@cache
def _labels() -> dict[str, str]:
    """Return the activity that each state stands for: the first of its labels."""
    return {
        str(row["state"]): str(row["label_th"]).split("/")[0].strip()
        for row in load(_STATES).records()
    }


def traffy_log(raw: RawTable, zone: str) -> Log:
    """Return the log of an export.

    Parameters
    ----------
    raw : RawTable
        The table.
    zone : str
        Not asked: Traffy's own rule says in which zone its times are.

    Raises
    ------
    TableError
        With every cell that cannot be read, and every state that is not known.
    """
    del zone
    tickets = conform(raw, _TICKETS, {})
    codes = tickets["state"].map(lambda label: _states().get(fold(label)))
    _hold(raw, tickets, codes)
    activity = codes.map(_labels())
    received = tickets[["ticket_id", "timestamp"]].set_axis(["case", "start"], axis=1)
    received = received.assign(activity=_labels()[_START], outcome=None, order=0)
    moved = codes != _START
    state = pd.DataFrame(
        {
            "case": tickets["ticket_id"],
            "start": tickets["last_activity"].fillna(tickets["timestamp"]).astype("int64"),
            "activity": activity,
            "outcome": codes,
            "order": 1,
            "attributes": [_attributes(label) for label in tickets["state"]],
        }
    )[moved]
    rows = pd.concat([received, state]).sort_index(kind="stable").reset_index(drop=True)
    rows["outcome"] = rows["outcome"].astype("str")
    rows["attributes"] = rows["attributes"].astype("str")
    rows = rows.rename(columns={"order": "seq"})
    more = _kept(raw, tickets["ticket_id"], rows["case"])
    return log_from(rows, more, source=raw.file, whole=False)


def _attributes(label: str) -> str:
    return text_of({"state": label})


def _hold(raw: RawTable, tickets: pd.DataFrame, codes: "pd.Series[Any]") -> None:
    rows = raw.cells.index
    problems: list[Problem] = []
    known = ", ".join(sorted({label for label in _labels().values() if label}))
    for place in codes.index[codes.isna()]:
        value = tickets["state"][place]
        words = message("logs.traffy_state", value=value, known=known)
        problems.append(
            problem(
                words,
                file=raw.file,
                sheet=raw.sheet,
                row=int(rows[place]),
                column="state",
                value=value,
            )
        )
    backwards = (tickets["last_activity"] < tickets["timestamp"]).fillna(value=False).astype(bool)
    problems += [
        problem(
            message("logs.traffy_backwards"),
            file=raw.file,
            sheet=raw.sheet,
            row=int(rows[place]),
            column="last_activity",
        )
        for place in tickets.index[backwards]
    ]
    if problems:
        raise table_error(sorted(problems, key=lambda one: one.row or 0))


def _kept(
    raw: RawTable, tickets: "pd.Series[Any]", cases: "pd.Series[Any]"
) -> dict[str, "pd.Series[Any]"]:
    """Return what is kept of each ticket, for every row of its events."""
    found: dict[str, pd.Series[Any]] = {}
    for place, heading in enumerate(raw.headings):
        name = next((one for one in _KEPT if fold(one) == fold(heading)), None)
        if name is None:
            continue
        values = raw.cells[place].reset_index(drop=True)
        if name in {"type", "org"}:
            # Older exports write {a,b}, and quote what holds a space.
            values = values.str.strip("{}[]").str.replace('"', "").replace("", None)
        named = "organization" if name == "org" else name
        found[f"case:{named}"] = values.set_axis(tickets).reindex(cases).reset_index(drop=True)
    return found
