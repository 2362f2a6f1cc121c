"""The few rules that every log keeps, held for all rows at once."""

from typing import TYPE_CHECKING, Any

from govlab.errors import InputError
from govlab.logs._log import REQUIRED
from govlab.text import Message, message

if TYPE_CHECKING:
    import pandas as pd

_TOLD = 20
# The years that a text of four digits can say, in microseconds since 1970.
_FIRST, _LAST = -62_135_596_800_000_000, 253_402_214_400_000_000


def checked(events: "pd.DataFrame", where: str) -> None:
    """Hold events against what every log keeps.

    Raises
    ------
    InputError
        With every rule that is broken and the first rows that break it.
    """
    missing = [name for name in REQUIRED if name not in events.columns]
    if missing:
        raise InputError(message("logs.no_column", file=where, column=", ".join(missing)))
    if not len(events):
        raise InputError(message("logs.empty", file=where))
    found: list[Message] = []
    for name in REQUIRED:
        _tell(found, events, events[name].isna(), "empty", column=name)
    if found:
        raise _error(found)
    for name in ("seq", "start", "end"):
        if events[name].dtype.kind not in "iu":
            raise InputError(message("logs.not_whole", file=where, column=name))
    _tell(found, events, events.duplicated(["case", "seq"]), "twice")
    outside = (events["start"] < _FIRST) | (events["start"] > _LAST)
    outside |= ((events["end"] < _FIRST) | (events["end"] > _LAST)).fillna(value=False).astype(bool)
    _tell(found, events, outside, "far")
    backwards = (events["end"] < events["start"]).fillna(value=False).astype(bool)
    _tell(found, events, backwards, "backwards")
    if found:
        raise _error(found)


def checked_cases(cases: "pd.DataFrame", where: str) -> None:
    """Hold cases against what every log keeps: each stands once, under its name.

    Raises
    ------
    InputError
        When the column is missing or empty somewhere, or a case stands twice.
    """
    if "case" not in cases.columns:
        raise InputError(message("logs.no_column", file=where, column="case"))
    broken = cases["case"].isna() | cases["case"].duplicated()
    if broken.any():
        found = [
            message("logs.case_row", row=row + 1, case=name)
            for row, name in enumerate(cases["case"])
            if broken.iloc[row]
        ]
        raise _error(found)


def _tell(
    found: list[Message], events: "pd.DataFrame", broken: "pd.Series[Any]", rule: str, **more: str
) -> None:
    if not broken.any():
        return
    for row in events.index[broken.to_numpy()][:_TOLD]:
        one = events.loc[row]
        found.append(
            message(f"logs.row_{rule}", row=row + 1, case=one["case"], seq=one["seq"], **more)
        )


def _error(found: list[Message]) -> InputError:
    return InputError(message("logs.problems", count=len(found), lines=found[:_TOLD]))
