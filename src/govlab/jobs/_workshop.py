"""The main job. At this stage it runs the two scenario notebooks on published figures."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from govlab import files, home, run
from govlab.text import say

SCENARIOS = ("ita_agency", "complaints_bangkok")

# What the main job will hold beside the notebooks; said in every summary until it does.
TO_COME = ("grading", "certificates", "report")


@dataclass(frozen=True)
class Workshop:
    """What one run of the main job made.

    Parameters
    ----------
    folder : Path
        Where everything stands.
    notebooks : tuple of Run
        The executed notebooks.
    pages : tuple of Path
        The same as pages for readers without Jupyter.
    """

    folder: Path
    notebooks: tuple[run.Run, ...]
    pages: tuple[Path, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the summary as a JSON-ready mapping."""
        return {
            "folder": str(self.folder),
            "notebooks": [one.as_dict() for one in self.notebooks],
            "pages": [str(page) for page in self.pages],
            "to_come": list(TO_COME),
        }

    def in_language(self, lang: str) -> str:
        """Return the summary in words."""
        pages = "\n".join(f"  {page}" for page in self.pages)
        return say("jobs.workshop_done", lang, folder=str(self.folder), pages=pages)


def run_workshop(
    folder: str | Path,
    *,
    place: home.Home | None = None,
    lang: str = "th",
    tell: Callable[[str], None] = lambda _: None,
) -> Workshop:
    """Run the scenario notebooks into `folder`, as notebooks and as pages.

    Parameters
    ----------
    folder : str or Path
        Output folder; made when missing.
    place : Home, optional
        Home whose notebooks are run.
    lang : {"th", "en"}
        Language of the notebooks' words.
    tell : callable
        Takes each line of progress.

    Raises
    ------
    NotebookError
        When a notebook does not hold; what stood in `folder` stays.
    FaultError
        When the folder cannot be written.
    """
    folder = Path(folder)
    source = (place or home.find()).folder("notebooks") / "scenarios"
    tell(say("jobs.workshop_begins", lang, count=len(SCENARIOS)))

    def progress(job: run.Job, cells: int, of: int) -> None:
        if cells == of:
            tell(say("jobs.notebook_done", lang, name=Path(job.output).stem))

    files.make_folder(folder.absolute().parent)
    # All or nothing: nobody finds a new notebook beside the page of an older run.
    with files.atomic_folder(folder) as new:
        jobs = [
            run.Job(source / f"{name}.ipynb", new / f"{name}.ipynb", {"lang": lang})
            for name in SCENARIOS
        ]
        done = run.run_many(jobs, progress=progress)
        pages = [
            run.to_html(one.output, one.output.with_suffix(".html"), lang=lang) for one in done
        ]
        workshop = Workshop(
            folder,
            tuple(replace(one, output=folder / one.output.name) for one in done),
            tuple(folder / page.name for page in pages),
        )
        files.write_json(new / "summary.json", workshop.as_dict())
    tell(say("jobs.workshop_to_come", lang))
    return workshop
