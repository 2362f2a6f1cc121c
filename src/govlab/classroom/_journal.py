"""Where answers are kept: appended to a file, on disk before the receipt is given."""

import json
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from govlab.classroom._answers import Answer, Receipt
from govlab.errors import ConflictError, FaultError
from govlab.files import lock, make_folder
from govlab.home import Home
from govlab.text import message

Clock = Callable[[], datetime]


class Store(Protocol):
    """Whoever keeps answers: the journal of a notebook, the class server."""

    def record(self, answer: Answer) -> Receipt:
        """Write `answer` to disk, then return its receipt; the same id, the same receipt."""
        ...

    def latest(self, sitting: str, person: str) -> Mapping[str, Receipt]:
        """Return the last receipt of each item that the person answered."""
        ...


def now() -> datetime:
    """Return the time of this machine, with its offset."""
    return datetime.now(UTC).astimezone()


class Journal:
    """Answers in a file of JSON lines, for one notebook or several at once.

    An answer is written and brought to disk before its receipt is given. A line that a
    power cut tore is passed over: its receipt was never given, and the component sends
    the answer again.

    Parameters
    ----------
    path : str or Path
        Made, with its folder, when the first answer comes.
    clock : callable, optional
        Gives the time of a receipt.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     journal = Journal(Path(folder, "answers.jsonl"))
    ...     sent = Answer("4f0c…", "practice", "", "interests/gift", 1, "", "b")
    ...     once, again = journal.record(sent), journal.record(sent)
    ...     once == again, journal.latest("practice", "")["interests/gift"].response
    (True, 'b')
    """

    def __init__(self, path: str | Path, *, clock: Clock = now) -> None:
        self.path = Path(path)
        self._clock = clock
        self._read = 0  # bytes of the file that are known
        self._known: dict[str, tuple[Answer, Receipt]] = {}
        self._latest: dict[tuple[str, str], dict[str, Receipt]] = {}

    def record(self, answer: Answer) -> Receipt:
        """Write `answer` to disk, then return its receipt.

        Raises
        ------
        ConflictError
            When its id was another answer's.
        FaultError
            When it cannot be written.
        """
        make_folder(self.path.parent)
        with lock(self.path):
            self._catch_up()
            if answer.id in self._known:
                before, receipt = self._known[answer.id]
                if before != answer:
                    raise ConflictError(message("classroom.answer_reused", id=answer.id))
                # The first time may have failed between writing and the disk.
                self._put(b"")
                return receipt
            time = self._clock().isoformat(timespec="seconds")
            receipt = Receipt(answer.id, answer.item, answer.response, time)
            self._append(answer, time)
            self._know(answer, receipt)
            return receipt

    def latest(self, sitting: str, person: str) -> Mapping[str, Receipt]:
        """Return the last receipt of each item that the person answered in the sitting."""
        self._catch_up()
        return dict(self._latest.get((sitting, person), {}))

    def _append(self, answer: Answer, time: str) -> None:
        line = json.dumps({**_fields(answer), "time": time}, ensure_ascii=False)
        # What a torn line left must not swallow this one.
        start = b"" if self._whole() else b"\n"
        self._put(start + line.encode() + b"\n")

    def _put(self, data: bytes) -> None:
        """Append `data` and bring the file to disk."""
        try:
            with self.path.open("ab") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
                self._read = file.tell()
        except OSError as fault:
            reason = fault.strerror or str(fault)
            words = message("classroom.journal", path=str(self.path), fault=reason)
            raise FaultError(words) from fault

    def _whole(self) -> bool:
        """Return whether the file ends with a whole line, or is none yet."""
        if not self.path.exists():
            return True
        with self.path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            if not size:
                return True
            file.seek(size - 1)
            return file.read(1) == b"\n"

    def _catch_up(self) -> None:
        """Read what other notebooks have appended."""
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            file.seek(self._read)
            fresh = file.read()
        whole = fresh[: fresh.rfind(b"\n") + 1]
        self._read += len(whole)
        for line in whole.splitlines():
            try:
                data = json.loads(line)
                time = data.pop("time")
                answer = Answer(**data)
            except (ValueError, TypeError, KeyError, AttributeError):
                continue  # torn: no receipt was given for it
            self._know(answer, Receipt(answer.id, answer.item, answer.response, time))

    def _know(self, answer: Answer, receipt: Receipt) -> None:
        self._known[answer.id] = (answer, receipt)
        self._latest.setdefault((answer.sitting, answer.person), {})[answer.item] = receipt


def practice_journal(curriculum: str, place: Home) -> Journal:
    """Return the journal of practice answers: in the home's state, or the user's data.

    The packaged copy of the content holds no state; what is practised with it stays with
    the user who practises.
    """
    if place.writable:
        folder = place.root / "state"
    else:
        import platformdirs

        folder = platformdirs.user_data_path("govlab")
    return Journal(folder / "practice" / f"{curriculum}.jsonl")


def _fields(answer: Answer) -> dict[str, object]:
    return {name: getattr(answer, name) for name in Answer.__slots__}
