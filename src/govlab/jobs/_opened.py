"""Opening a sitting: its form is drawn from the cohort's secret and kept for ever."""

import os
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govlab import chance, course, files, home
from govlab.errors import ConflictError
from govlab.jobs._sitting import Sitting, cohort_id, forms_of, seen_by
from govlab.text import message

if TYPE_CHECKING:
    from govlab.course._template import Template

# Stands for the whole cohort where a form is not one person's own.
_EVERYBODY = "*"


@dataclass(frozen=True)
class Opening:
    """What a sitting is to ask.

    Parameters
    ----------
    curriculum, cohort, form : str
        `form` is the blueprint's name.
    seed : int or None
        From which to draw; from the cohort's secret when not given.
    taught : collection of str or None
        Modules that were taught; all when not given.
    missed : collection of str or None
        Objectives to ask of, for a re-sit; all when not given.
    bank : collection
        An office's own items.
    """

    curriculum: str
    cohort: str
    form: str
    seed: int | None = None
    taught: Collection[str] | None = None
    missed: Collection[str] | None = None
    bank: "Collection[course.Item | Template]" = field(default=(), repr=False)

    def record(self) -> dict[str, Any]:
        """Return what was asked for, as the sitting's record holds it; no secret."""
        return {
            "taught": None if self.taught is None else sorted(self.taught),
            "missed": None if self.missed is None else sorted(self.missed),
        }


def open_sitting(opening: Opening, state: Path, place: home.Home | None = None) -> course.Snapshot:
    """Draw the form of a sitting and keep its snapshot; once opened, it stays as it is.

    Without a seed the form comes from a secret that only the home's ``state/`` holds:
    who has the whole public bank still cannot tell which items a cohort will be asked.
    No item is asked that an earlier sitting of the cohort asked, and forms of one series
    share none whatever order they are opened in.

    Parameters
    ----------
    opening : Opening
    state : Path
        The home's folder for state.
    place : Home, optional
        Where the curriculum is read from.

    Raises
    ------
    ConflictError
        When the sitting was opened before in another way.
    UnknownNameError, InputError
        When the form cannot be drawn.
    """
    opening = replace(opening, cohort=cohort_id(opening.cohort))
    sitting = Sitting(state, opening.curriculum, opening.cohort, opening.form)
    kept = sitting.bound(opening.seed)
    if kept is not None:
        if sitting.asked() != opening.record():
            words = message(
                "jobs.opened_otherwise",
                cohort=opening.cohort,
                form=opening.form,
                **{name: ", ".join(asked or ("–",)) for name, asked in sitting.asked().items()},
            )
            raise ConflictError(words)
        return kept
    curriculum = course.load(opening.curriculum, place)
    seed = opening.seed
    if seed is None:
        seed = chance.form_seed(_secret(state, opening.curriculum, opening.cohort), _EVERYBODY)
    drawn = course.draw_form(
        curriculum,
        opening.form,
        seed,
        taught=opening.taught,
        unseen_by=seen_by(state, opening.curriculum, opening.cohort),
        missed=opening.missed,
        bank=opening.bank,
    )
    snapshot = course.snapshot(curriculum, *drawn)
    sitting.bind(opening.seed, snapshot, opening.record())
    return snapshot


def opened_forms(opening: Opening, state: Path) -> tuple[str, ...]:
    """Return the names of the forms that the cohort has been given, sorted."""
    return forms_of(state, opening.curriculum, cohort_id(opening.cohort))


def _secret(state: Path, curriculum: str, cohort: str) -> bytes:
    """Return the cohort's secret, made at the first call and never shown."""
    name = files.sha256_of(files.canonical_json([curriculum, cohort]))
    path = state / "secrets" / f"{name[:16]}.key"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with files.lock(path):
        if not path.is_file():
            files.write_atomic(path, chance.new_secret(os.urandom), mode=0o600)
        return path.read_bytes()
