"""The main job: roster and answers in; verdict, certificates, workbook and report out.

Everything is checked before anything is written. Then certificates are issued, all in
one transaction, and the output folder is made from register and results: a run that is
killed anywhere is completed by running it again, and nobody gets a second certificate.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from govlab import certificates, files, home, run, tables
from govlab.jobs._certify import certify, issuer_of
from govlab.jobs._cohort import Request, read_cohort
from govlab.jobs._outcome import Outcome, judge
from govlab.text import check_language, say

SCENARIOS = ("ita_agency", "complaints_bangkok")
REPORT, DOCUMENT, WORKBOOK, SUMMARY = "report", "report.json", "results.xlsx", "summary.json"
PDFS = "certificates"
_REPORT_NOTEBOOK = "trainer/workshop_report.ipynb"
_SAY_EVERY = 20  # certificates between two lines of progress

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Workshop:
    """What one run of the main job made.

    Parameters
    ----------
    folder : Path
        Where everything stands.
    outcome : Outcome
        Results, verdict and certificates.
    new : tuple of str
        Serials that this run issued.
    notebooks : tuple of Run
        The executed notebooks.
    pages : tuple of Path
        The same as pages for readers without Jupyter.
    """

    folder: Path
    outcome: Outcome
    new: tuple[str, ...]
    notebooks: tuple[run.Run, ...]
    pages: tuple[Path, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return what this run made, JSON-ready: the summary, and where things are."""
        return self.summary() | {
            "folder": str(self.folder),
            "new_certificates": list(self.new),
            "notebooks": [one.as_dict() for one in self.notebooks],
        }

    def summary(self) -> dict[str, Any]:
        """Return what ``summary.json`` holds: the same for the same input, whenever it ran."""
        books = (Path(one.output).name for one in self.notebooks)
        made = [SUMMARY, WORKBOOK, DOCUMENT, *(page.name for page in self.pages), *books]
        pdfs = [f"{PDFS}/{one.serial}.pdf" for one in self.outcome.certificates]
        return self.outcome.summary() | {"files": sorted(made) + pdfs}

    def in_language(self, lang: str) -> str:
        """Return the outcome in words."""
        verdict, ladder = self.outcome.verdict, self.outcome.ladder
        met = {True: "met", False: "not_met", None: "no_verdict"}[verdict.met]
        return say(
            "jobs.workshop_done",
            lang,
            enrolled=ladder.enrolled,
            attended=ladder.attended,
            sat=ladder.sat,
            passed=ladder.passed,
            rate="–" if verdict.rate is None else f"{verdict.rate:.2f}",
            verdict=say(f"jobs.{met}", lang),
            certificates=len(self.outcome.certificates),
            new=len(self.new),
            folder=str(self.folder),
            pages="\n".join(f"  {page}" for page in self.pages) or f"  {self.folder / WORKBOOK}",
        )


def run_workshop(
    folder: str | Path,
    request: Request | None = None,
    *,
    place: home.Home | None = None,
    lang: str = "th",
    now: datetime | None = None,
    report: bool = True,
    tell: Tell = lambda _: None,
) -> Workshop:
    """Score a cohort, judge it, certify who passed, and report; everything into `folder`.

    Parameters
    ----------
    folder : str or Path
        Output folder; made when missing.
    request : Request, optional
        Roster, answers, curriculum, cohort and form; the example cohort, with the two
        scenario notebooks beside it, when not given.
    place : Home, optional
        Home with content and state.
    lang : {"th", "en"}
        Language of report, workbook and certificates.
    now : datetime, optional
        Day of issue of new certificates, with a time zone; the present when not given.
    report : bool
        False leaves out the notebooks and their pages.
    tell : callable
        Takes each line of progress.

    Raises
    ------
    TableError
        With everything that is wrong in roster or answers; nothing was written.
    InputError
        When files, curriculum, form and cohort do not go together; nothing was written.
    ConflictError
        When a certified person's name changed (that is a reissue); nothing was issued.
    NotebookError
        When a notebook does not hold. Certificates are issued by then; the next run
        completes the folder.
    FaultError
        When the folder or the state cannot be written.
    """
    check_language(lang)
    folder, request = Path(folder), request or Request()
    place = place or home.find()
    if report:
        _jobs(folder, request, place, lang)  # a broken notebook is found before anything is written
    tell(say("jobs.checking", lang))
    # The packaged copy holds no state; its demonstrations are kept with the user's data.
    keeper = place if place.writable else home.Home(_user_data())
    outcome = judge(read_cohort(request, place, keeper.state))
    _say_counts(outcome, lang, tell)

    files.make_folder(folder.absolute().parent)
    earlier = _made_earlier(folder)
    # All or nothing: nobody finds a new report beside the certificates of an older run, and
    # a folder that cannot be written is found before a certificate is issued.
    with files.atomic_folder(folder) as staged:
        outcome, new, revoked = certify(outcome, keeper, now or datetime.now(UTC))
        if not outcome.cohort.certifies:
            tell(say("jobs.practice", lang, form=outcome.cohort.snapshot.form_id))
        tell(say("jobs.certified", lang, count=len(outcome.certificates), new=len(new)))
        if revoked:
            tell(say("jobs.revoked", lang, serials=", ".join(revoked)))
        responses = outcome.cohort.sitting.keep(outcome.cohort.answers.responses)
        document = outcome.document(issuer_of(outcome.cohort), place, responses)
        files.write_json(staged / DOCUMENT, document)
        tables.write_xlsx(staged / WORKBOOK, outcome.sheets(lang))
        done = _show(
            staged, outcome, _jobs(staged, request, place, lang) if report else [], lang, tell
        )
        pages = [
            run.to_html(one.output, one.output.with_suffix(".html"), lang=lang) for one in done
        ]
        workshop = Workshop(
            folder,
            outcome,
            new,
            tuple(replace(one, output=folder / one.output.name) for one in done),
            tuple(folder / page.name for page in pages),
        )
        files.write_json(staged / SUMMARY, workshop.summary())
    for name in earlier - set(workshop.summary()["files"]):
        files.confined(folder, name).unlink(missing_ok=True)
    return workshop


def _made_earlier(folder: Path) -> set[str]:
    """Return what an earlier run made in `folder`, by its summary.

    Another cohort's certificates, or the report of older results, must not stand beside
    the new ones; what a person put there stays.
    """
    summary = folder / SUMMARY
    return set(files.read_json(summary).get("files", ())) if summary.is_file() else set()


def _user_data() -> Path:
    from platformdirs import user_data_path

    return user_data_path("govlab", appauthor=False)


def _jobs(folder: Path, request: Request, place: home.Home, lang: str) -> list[run.Job]:
    """Return the notebooks to run: the report, and for the example the scenarios."""
    source = place.folder("notebooks")
    # The report stands in the folder and reads its document from there, so that no path
    # of this machine is written into it.
    here = {"results": DOCUMENT, "lang": lang}
    jobs = [run.Job(source / _REPORT_NOTEBOOK, folder / f"{REPORT}.ipynb", here, folder)]
    for name in SCENARIOS if request.example else ():
        path = source / "scenarios" / f"{name}.ipynb"
        jobs.append(run.Job(path, folder / path.name, {"lang": lang}))
    for job in jobs:
        run.describe(job.notebook)
    return jobs


def _say_counts(outcome: Outcome, lang: str, tell: Tell) -> None:
    ladder, answers = outcome.ladder, outcome.cohort.answers
    counts = {step: len(people) for step, people in ladder.persons.items()}
    tell(say("jobs.graded", lang, **counts))
    if answers.unmatched or answers.repeated:
        found = {"unmatched": len(answers.unmatched), "repeated": len(answers.repeated)}
        tell(say("jobs.look_at", lang, **found))


def _show(
    folder: Path, outcome: Outcome, jobs: list[run.Job], lang: str, tell: Tell
) -> list[run.Run]:
    """Draw the certificates while the notebooks run in their kernels."""

    def drawn(done: int, of: int) -> None:
        if done % _SAY_EVERY == 0 or done == of:
            tell(say("jobs.drawn", lang, done=done, of=of))

    def progress(job: run.Job, cells: int, of: int) -> None:
        if cells == of:
            tell(say("jobs.notebook_done", lang, name=Path(job.output).stem))

    if jobs:
        tell(say("jobs.workshop_begins", lang, count=len(jobs)))
    with ThreadPoolExecutor(1, thread_name_prefix="govlab-certificates") as pool:
        drawing = pool.submit(
            certificates.render_many,
            outcome.certificates,
            folder / PDFS,
            lang=lang,
            progress=drawn,
        )
        done = run.run_many(jobs, progress=progress) if jobs else []
        drawing.result()
    return done
