"""What an office keeps of a sitting: the snapshot it is scored from, and the answers.

They live in the home's ``state/``: a snapshot holds keys. A sitting of a cohort is bound
to its snapshot at the first run, so that it is scored the same after ``course/`` changed.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govlab import files, tables
from govlab.course import Snapshot
from govlab.errors import ConflictError, InputError, TamperedError
from govlab.text import message
from govlab.thai import repair, to_arabic_digits

if TYPE_CHECKING:
    import pandas as pd

_SCHEMA = 1
_NAME_DIGITS = 16
_RECORD = "sitting.json"


def cohort_id(text: str) -> str:
    """Return a cohort's id as it is kept: Arabic digits, no stray spaces.

    Raises
    ------
    InputError
        When nothing is left.
    """
    found = to_arabic_digits(repair(text)).strip()
    if not found:
        raise InputError(message("jobs.cohort_empty", value=text))
    return found


def forms_of(state: Path, curriculum: str, cohort: str) -> tuple[str, ...]:
    """Return the names of the sittings that a cohort was given, sorted."""
    records = (files.read_json(one) for one in (state / "sittings").glob(f"*/{_RECORD}"))
    mine = (one for one in records if (one["curriculum"], one["cohort"]) == (curriculum, cohort))
    return tuple(sorted(one["form"] for one in mine))


def seen_by(state: Path, curriculum: str, cohort: str) -> set[str]:
    """Return the codes of the items that count in any sitting the cohort was given."""
    seen: set[str] = set()
    for form in forms_of(state, curriculum, cohort):
        found = Sitting(state, curriculum, cohort, form).bound(None)
        seen.update(one.code for one in (found.form.items if found else ()) if one.counted)
    return seen


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

    def bound(self, seed: int | None) -> Snapshot | None:
        """Return the snapshot that this sitting is bound to, if it is.

        Parameters
        ----------
        seed : int or None
            From which the caller thinks the form was drawn; None takes the form as it is.

        Raises
        ------
        ConflictError
            When the form was drawn from another seed, or from the cohort's secret.
        TamperedError
            When the snapshot is not what it was.
        """
        record = self.folder / _RECORD
        if not record.is_file():
            return None
        kept = files.read_json(record)
        if seed is not None and kept["seed"] is None:
            words = message("jobs.secret_form", cohort=self.cohort, form=self.name, found=seed)
            raise ConflictError(words)
        if seed not in {None, kept["seed"]}:
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

    def asked(self) -> dict[str, Any]:
        """Return what was asked for when the sitting was opened."""
        kept: dict[str, Any] = files.read_json(self.folder / _RECORD).get("asked", {})
        return kept

    def bind(
        self, seed: int | None, snapshot: Snapshot, asked: dict[str, Any] | None = None
    ) -> None:
        """Write the snapshot and the record that binds the sitting to it.

        Each file is written whole or not at all, the record last. No seed stands for the
        cohort's secret, which is written nowhere else.
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
            "asked": asked or {},
        }
        files.write_json(self.folder / _RECORD, record)

    def keep(self, responses: "pd.DataFrame") -> str:
        """Write the answers that were scored; return their digest."""
        answers = self.folder / "responses.csv"
        return files.sha256(tables.write_csv(answers, responses, table="responses"))

    def _snapshot(self, digest: str) -> Path:
        return self.state / "snapshots" / f"{digest}.json"
