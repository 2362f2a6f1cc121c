"""What a workshop starts from: roster, answers and exam, all checked before anything is made."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govlab import assessment, certificates, course, files, home, tables
from govlab.errors import InputError, Words
from govlab.jobs import _example
from govlab.jobs._sitting import Sitting, cohort_id
from govlab.text import message
from govlab.thai import to_arabic_digits

if TYPE_CHECKING:
    import pandas as pd

# Codes shown of each file when none of them agree.
_SHOWN = 5
# Stands in for a cohort that neither the roster nor the caller names.
_UNNAMED = "–"
_SYNTHETIC = re.compile("synthetic|สมมติ", re.IGNORECASE)


@dataclass(frozen=True)
class Request:
    """What is asked of the main job; what is not given is the example's.

    Parameters
    ----------
    roster, answers : Path or None
        Both, or neither for the example cohort.
    curriculum : str
        Id of the curriculum.
    cohort : str or None
        Id of the cohort.
    form : str
        Name of the blueprint the exam was drawn to; also the name of the sitting.
    seed : int or None
        From which the exam was drawn; not needed for the demonstration, nor where the
        cohort's sitting was opened before (:func:`govlab.jobs.open_sitting`).
    """

    roster: Path | None = None
    answers: Path | None = None
    curriculum: str = _example.CURRICULUM
    cohort: str | None = None
    form: str = _example.FORM
    seed: int | None = None

    @property
    def example(self) -> bool:
        """Whether this is the example cohort."""
        return self.roster is None

    @property
    def _of_the_example(self) -> bool:
        return self.seed is None and self.form == _example.FORM

    def settled(self, place: home.Home) -> "Request":
        """Return the request with nothing left open.

        Raises
        ------
        InputError
            When only one of the two files is given.
        """
        if (self.roster is None) != (self.answers is None):
            given = "--answers" if self.roster is None else "--roster"
            missing = "--roster" if self.roster is None else "--answers"
            raise InputError(message("jobs.one_file", given=given, missing=missing))
        examples = place.folder("course") / "examples"
        return replace(
            self,
            roster=self.roster or examples / _example.ROSTER,
            answers=self.answers or examples / _example.ANSWERS,
            seed=_example.SEED if self._of_the_example else self.seed,
        )


@dataclass(frozen=True)
class Cohort:
    """A cohort whose files hold: who enrolled, what was asked, what was answered.

    Parameters
    ----------
    request : Request
        Settled.
    id : str
        Id of the cohort.
    roster : DataFrame
        Contract `roster`, this cohort's rows.
    answers : assessment.Answers
        What was answered, and whose could not be matched.
    snapshot : course.Snapshot
        What was asked.
    sitting : Sitting
        Where the records stand.
    bound : bool
        Whether an earlier run bound the sitting to this snapshot.
    synthetic : bool
        Whether the people are made up.
    office : certificates.Issuer
        Who would certify; the demonstration issuer where the home names no office.
    """

    request: Request
    id: str
    roster: "pd.DataFrame"
    answers: "assessment.Answers"
    snapshot: course.Snapshot
    sitting: Sitting
    bound: bool
    synthetic: bool
    office: certificates.Issuer

    @property
    def demonstration(self) -> bool:
        """Whether no real certificate can come of it."""
        return self.synthetic or self.snapshot.demonstration or self.office.demonstration

    @property
    def certifies(self) -> bool:
        """Whether passing earns a certificate; a pre-test earns none."""
        return self.snapshot.form.certifies

    def origin(self) -> dict[str, Any]:
        """Return names and digests of the two files."""
        named = {"roster": self.request.roster, "answers": self.request.answers}
        return {
            what: {"name": path.name, "sha256": files.sha256(path)}
            for what, path in named.items()
            if path is not None
        }


def read_cohort(request: Request, place: home.Home, state: Path) -> Cohort:
    """Read and check everything; nothing is written.

    Raises
    ------
    TableError
        With everything that is wrong in roster or answers.
    InputError
        When curriculum, form, cohort or files do not go together.
    """
    request = request.settled(place)
    if request.roster is None or request.answers is None:
        raise AssertionError  # settled above
    examples = (place.folder("course") / "examples").resolve()
    example = request.roster.resolve() == examples / _example.ROSTER
    named = None if request.cohort is None else cohort_id(request.cohort)
    wanted = named or (_example.COHORT if example else None)
    roster, cohort = _roster(request.roster, wanted)
    sitting = Sitting(state, request.curriculum, cohort, request.form)
    kept = sitting.bound(request.seed)
    snapshot = kept or _drawn(request, place)
    answers = assessment.read_answers(
        request.answers, snapshot, roster, cohort=cohort, sitting=request.form
    )
    if answers.unmatched and answers.responses.empty:
        raise InputError(
            message(
                "jobs.nobody_matches",
                file=request.answers.name,
                found=", ".join(sorted({str(one.value) for one in answers.unmatched})[:_SHOWN]),
                codes=", ".join(list(roster["person"])[:_SHOWN]),
            )
        )
    return Cohort(
        request=request,
        id=cohort,
        roster=roster,
        answers=answers,
        snapshot=snapshot,
        sitting=sitting,
        bound=kept is not None,
        synthetic=_says_synthetic(request.roster),
        office=certificates.issuer(place),
    )


def _drawn(request: Request, place: home.Home) -> course.Snapshot:
    if request.seed is None:
        raise InputError(message("jobs.no_seed", form=request.form))
    curriculum = course.load(request.curriculum, place)
    return course.snapshot(curriculum, *course.draw_form(curriculum, request.form, request.seed))


def _roster(path: Path, wanted: str | None) -> tuple["pd.DataFrame", str]:
    """Return the rows of one cohort and its id."""
    roster = tables.read(path, "roster", given={"cohort": wanted or _UNNAMED})
    found = sorted(set(roster["cohort"]))
    if found == [_UNNAMED]:
        raise InputError(message("jobs.no_cohort", file=path.name))
    if wanted is None and len(found) == 1:
        return roster, found[0]
    own = roster[roster["cohort"] == wanted]
    if wanted is None or own.empty:
        raise InputError(
            message(
                "jobs.which_cohort", file=path.name, cohort=wanted or "–", found=", ".join(found)
            )
        )
    return own.reset_index(drop=True), wanted


def _says_synthetic(roster: Path) -> bool:
    """Tell whether the roster's file or sheet says that its people are made up."""
    raw = tables.read_raw(roster, headings=tables.contract("roster").headings)
    return bool(_SYNTHETIC.search(f"{raw.file} {raw.sheet or ''}"))


def named_in(cohort: Cohort, holders: Mapping[str, str]) -> list[Words]:
    """Return where the roster file names people otherwise than their certificates do.

    Parameters
    ----------
    cohort : Cohort
    holders : mapping of str to str
        Person to form of address and name on the certificate.
    """
    roster = tables.contract("roster")
    path = cohort.request.roster
    if path is None:
        return []
    raw = tables.read_raw(path, headings=roster.headings)
    columns = {
        name: [
            place
            for place, heading in enumerate(raw.headings)
            if tables.fold(heading) in {tables.fold(one) for one in roster[name].accepted}
        ]
        for name in ("person", "name")
    }
    names = dict(zip(cohort.roster["person"], cohort.roster["name"], strict=True))
    found: list[Words] = []
    for row, cells in raw.cells.iterrows():
        for place in columns["person"]:
            person = to_arabic_digits(str(cells[place])).strip()
            if person in holders and not holders[person].endswith(str(names.get(person))):
                problem = tables.problem(
                    message("jobs.named_otherwise", value=names[person], holder=holders[person]),
                    file=raw.file,
                    sheet=raw.sheet,
                    row=int(str(row)),
                    column=raw.headings[columns["name"][0]] if columns["name"] else "name",
                    value=names[person],
                )
                found.append(problem.words)
    return found
