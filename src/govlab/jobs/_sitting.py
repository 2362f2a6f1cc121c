"""What an office keeps of a sitting: the snapshot it is scored from, and the answers.

They live in the home's ``state/``: a snapshot holds keys. A sitting of a cohort is bound
to its snapshot at the first run, so that it is scored the same after ``course/`` changed.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from govlab import files, tables
from govlab.course import Snapshot
from govlab.errors import ConflictError, TamperedError
from govlab.text import message

if TYPE_CHECKING:
    import pandas as pd

_SCHEMA = 1
_NAME_DIGITS = 16
_RECORD = "sitting.json"


@dataclass(frozen=True, slots=True)
class Sitting:
    """One sitting of one cohort, and where its records stand.

    Parameters
    ----------
    state : Path
        The home's folder for state.
    curriculum, cohort, name : str
        `name` is the blueprint's, such as ``"post"``.
    """

    state: Path
    curriculum: str
    cohort: str
    name: str

    @property
    def folder(self) -> Path:
        """Folder of the records; named by a digest, because a cohort's id may be any text."""
        digest = files.sha256_of(files.canonical_json([self.curriculum, self.cohort, self.name]))
        return self.state / "sittings" / digest[:_NAME_DIGITS]

    def bound(self, seed: int) -> Snapshot | None:
        """Return the snapshot that an earlier run bound this sitting to, if there was one.

        Parameters
        ----------
        seed : int
            From which the form of this run would be drawn.

        Raises
        ------
        ConflictError
            When the earlier run scored a form from another seed.
        TamperedError
            When the snapshot is not what it was.
        """
        record = self.folder / _RECORD
        if not record.is_file():
            return None
        kept = files.read_json(record)
        if kept["seed"] != seed:
            raise ConflictError(
                message(
                    "jobs.other_form",
                    cohort=self.cohort,
                    form=self.name,
                    kept=kept["seed"],
                    found=seed,
                )
            )
        path = self._snapshot(kept["snapshot"])
        data = path.read_bytes() if path.is_file() else b""
        if files.sha256_of(data) != kept["snapshot"]:
            raise TamperedError(message("jobs.snapshot_changed", path=str(path)))
        return Snapshot.from_bytes(data)

    def bind(self, seed: int, snapshot: Snapshot) -> None:
        """Write the snapshot and the record that binds the sitting to it.

        Each file is written whole or not at all, the record last.
        """
        path = self._snapshot(snapshot.sha256)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.is_file():
            files.write_atomic(path, snapshot.as_bytes(), mode=0o600)
        record = {
            "schema": _SCHEMA,
            "curriculum": self.curriculum,
            "cohort": self.cohort,
            "form": self.name,
            "seed": seed,
            "snapshot": snapshot.sha256,
        }
        files.write_json(self.folder / _RECORD, record)

    def keep(self, responses: "pd.DataFrame") -> str:
        """Write the answers that were scored; return their digest."""
        answers = self.folder / "responses.csv"
        return files.sha256(tables.write_csv(answers, responses, table="responses"))

    def _snapshot(self, digest: str) -> Path:
        return self.state / "snapshots" / f"{digest}.json"
