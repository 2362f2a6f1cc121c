"""The folder of a plan: sheet, page, drafts, chart and figures, all of it or nothing."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from govlab.files import atomic_folder, make_folder, write_atomic, write_json
from govlab.ita._improve_plan import Plan
from govlab.ita._plan_chart import Picture
from govlab.ita._plan_drafts import draft_measures, draft_report, executive_paper
from govlab.ita._plan_page import executive_page
from govlab.ita._plan_sheet import write_self_check


def write_plans(
    out: str | Path, plans: Sequence[Plan], *, by: date | None = None, lang: str = "th"
) -> list[str]:
    """Write what each plan gives into a folder that appears whole or not at all.

    Parameters
    ----------
    out : str or Path
        The folder; one plan stands in it, several in ``01``, ``02`` … in order.
    plans : sequence of Plan
        From :func:`cheapest`.
    by : date, optional
        Day on which the check begins; the year's timetable when not given, else blank.
    lang : {"th", "en"}
        Language of the documents.

    Returns
    -------
    list of str
        Names of the files, below the folder.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from govlab.ita.improvement import cheapest, example, write_plans
    >>> plan = cheapest(example(), seed=2567)
    >>> with TemporaryDirectory() as place:
    ...     names = write_plans(Path(place, "plan"), [plan])
    >>> names[:4]
    ['O42-draft.docx', 'O43-draft.docx', 'executive.docx', 'executive.html']
    >>> names[4:]
    ['plan.json', 'self-check.xlsx', 'waterfall.png']
    """
    out = Path(out)
    make_folder(out.resolve().parent)
    written: list[str] = []
    with atomic_folder(out) as folder:
        for number, plan in enumerate(plans, start=1):
            name = "" if len(plans) == 1 else f"{number:02d}"
            place = make_folder(folder / name)
            picture = Picture.of(plan, lang)
            page = executive_page(plan, by=by, lang=lang, picture=picture)
            paper = executive_paper(plan, by=by, lang=lang, picture=picture)
            files = [
                write_self_check(place / "self-check.xlsx", plan, by=by, lang=lang),
                write_atomic(place / "executive.html", page),
                write_atomic(place / "waterfall.png", picture.png),
                paper.write(place / "executive.docx"),
                draft_measures(plan, by=by, lang=lang).write(place / "O42-draft.docx"),
                draft_report(plan, lang=lang).write(place / "O43-draft.docx"),
            ]
            write_json(place / "plan.json", plan.as_dict())
            files.append(place / "plan.json")
            written += sorted(f"{name}/{one.name}" if name else one.name for one in files)
    return written
