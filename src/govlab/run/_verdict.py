"""Whether a run held: what the cells, the kernel and the guard tell, in words."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from govlab.text import Message, message

if TYPE_CHECKING:
    from govlab.run._engine import Session


def problems_of(session: "Session") -> list[Message]:
    """Return every reason why the run of `session` did not hold; none when it did."""
    failure = session.failure
    if failure is None:
        unrun = [_unrun(session, index) for index in _code(session) if not _ran(session, index)]
        return unrun + [_hidden(session, entry) for entry in session.report]
    place = _place(session, failure.index)
    if failure.kind == "timeout":
        return [message("run.cell_timeout", place=place, seconds=session.timeout)]
    if failure.kind == "died":
        return [message("run.kernel_died", place=place)]
    error = failure.error if failure.told is None else _Told(failure.told)
    return [message("run.cell_error", place=place, error=error)]


@dataclass(frozen=True, slots=True)
class _Told:
    """What an error of govlab said in the kernel, in both languages."""

    words: dict[str, Any]

    def in_language(self, lang: str) -> str:
        return str(self.words[lang])


def _code(session: "Session") -> list[int]:
    return [
        index
        for index, cell in enumerate(session.cells)
        if cell.cell_type == "code" and cell.source.strip()
    ]


def _ran(session: "Session", index: int) -> bool:
    cell = session.cells[index]
    return bool(cell.execution_count) and cell.metadata.papermill.status == "completed"


def _unrun(session: "Session", index: int) -> Message:
    return message("run.cell_not_run", place=_place(session, index))


def _place(session: "Session", index: int | None) -> Message:
    """Say which cell of the notebook as its author knows it, without the injected one."""
    if index is None:
        return message("run.place_unknown")
    before = session.cells[:index]
    number = 1 + sum("injected-parameters" not in cell.metadata.get("tags", ()) for cell in before)
    lines = session.cells[index].source.splitlines()
    line = next((text.strip() for text in lines if text.strip()), "")
    return message("run.place", cell=number, line=line)


def _hidden(session: "Session", entry: dict[str, Any]) -> Message:
    """Say what the guard found; it counts the cells that ran, from 1."""
    ran = [index for index in _code(session) if _ran(session, index)]
    index = ran[entry["cell"] - 1] if entry["cell"] else None
    place, error = _place(session, index), entry["error"]
    match entry["kind"]:
        case "thread":
            found = message("run.hidden_thread", place=place, error=error)
        case "task":
            found = message("run.hidden_task", place=place, error=error)
        case "future":
            found = message("run.hidden_future", place=place, error=error)
        case "shown":
            found = message("run.hidden_shown", place=place, error=error)
        case "ignored":
            found = message("run.hidden_ignored", place=place, error=error)
        case "changed":
            found = message("run.parameter_changed", name=error)
        case _:
            found = message("run.still_running", place=place, what=error, seconds=session.timeout)
    return found
