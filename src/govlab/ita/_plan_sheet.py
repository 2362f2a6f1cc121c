"""The OIT self-check sheet: every document, what it must show, whose, by when, how it stands."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from govlab import datasets, tables
from govlab.home import Home
from govlab.ita._improve_library import documents
from govlab.ita._improve_measure import Premises
from govlab.ita._improve_plan import Plan
from govlab.ita._improve_start import Start
from govlab.ita._plan_dates import check_day, due, said_day
from govlab.text import say

if TYPE_CHECKING:
    import pandas as pd

_TOP = 100.0
_COLUMNS = ("item", "element", "points", "state", "link", "owner", "due", "checked")


def self_check(
    start: Start,
    *,
    by: date | None = None,
    lang: str = "th",
    premises: Premises | None = None,
    place: Home | None = None,
) -> "pd.DataFrame":
    """Return the OIT self-check sheet of an agency, one row a document.

    Parameters
    ----------
    start : Start
        From :func:`start_of`; documents must be known one by one.
    by : date, optional
        Day on which the check begins; the year's timetable when not given, else blank.
    lang : {"th", "en"}
        Language of headings and words.
    premises : Premises, optional
        For the days before the check (A-078).
    place : Home, optional
        Home of the datasets.

    Returns
    -------
    DataFrame
        Item and its topic from the method, what it is worth, state, link, owner,
        due day, and who checked the link. Links are for the agency to fill in. No row
        where it is not known which documents were found.

    Examples
    --------
    >>> from govlab.ita.improvement import example, self_check
    >>> sheet = self_check(example(), lang="en")
    >>> len(sheet), sheet.iloc[-1][["item", "state"]].to_list()
    (43, ['O43', 'missing'])
    """
    import pandas as pd

    premises = premises or Premises.read(place=place)
    by = by or check_day(start.how)
    missing = {one.code: one for one in documents(start, premises, place)}
    work = {row["item"]: row for row in datasets.load("ita_document_work", place).records()}
    topics = {one.code: one for one in start.how.items}
    rows = []
    for leaf in start.leaves:
        if not (leaf.document and leaf.known):
            continue
        one = missing.get(leaf.code)
        day = due(one, by) if one else None
        owner = work.get(leaf.code, {}).get(f"owner_{lang}", "")
        rows.append(
            {
                "item": leaf.code,
                "element": topics[leaf.code].topic[lang],
                "points": round(float(leaf.worth), 2),
                "state": say(f"ita_plan.state_{'missing' if one else 'found'}", lang),
                "link": "",
                "owner": one.owner[lang] if one else owner,
                "due": said_day(day, lang) if day else "",
                "checked": "",
            }
        )
    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    if lang == "en":
        return frame
    return frame.rename(columns={name: say(f"ita_plan.sheet_{name}", lang) for name in _COLUMNS})


def write_self_check(path: Path, plan: Plan, *, by: date | None, lang: str) -> Path:
    """Write the self-check sheet and, beside it, the measures of the plan and how to use it."""
    import pandas as pd

    sheet = self_check(plan.start, by=by, lang=lang, premises=plan.premises)
    # In English the columns of the frame have plain names; on paper they are said in words.
    sheet = sheet.rename(columns={one: say(f"ita_plan.sheet_{one}", lang) for one in _COLUMNS})
    day = by or check_day(plan.start.how)
    measures = pd.DataFrame(
        [
            {
                say("ita_plan.sheet_item", lang): one.measure.code,
                say("ita_plan.page_what", lang): one.measure.title[lang],
                say("ita_plan.page_gain", lang): round(one.gain, 2),
                say("ita_plan.page_low", lang): round(one.low, 2),
                say("ita_plan.page_high", lang): round(one.high, 2),
                say("ita_plan.page_hours", lang): one.measure.hours,
                say("ita_plan.page_baht", lang): one.measure.baht,
                say("ita_plan.page_owner", lang): one.measure.owner[lang],
                say("ita_plan.page_due", lang): (
                    said_day(found, lang) if (found := due(one.measure, day)) else ""
                ),
            }
            for one in plan.steps
        ],
        dtype="object",
    )
    notes = [
        *([say("ita_plan.synthetic", lang)] if plan.start.synthetic else []),
        say("ita_plan.sheet_how", lang),
        say("ita_plan.sheet_source", lang, year=plan.start.how.fiscal_year),
        plan.verdict.in_language(lang),
        *(one.in_language(lang) for one in plan.start.notes),
        *(
            say("ita_plan.assumption", lang, id=code, value=plan.premises.every[code].value,
                reason=plan.premises.every[code].reason[lang])
            for code in plan.assumptions
        ),
    ]  # fmt: skip
    pages = {
        say("ita_plan.sheet_name", lang): sheet,
        say("ita_plan.sheet_measures", lang): measures,
        say("ita_plan.sheet_notes", lang): pd.DataFrame({say("ita_plan.sheet_notes", lang): notes}),
    }
    return tables.write_xlsx(path, {name: page for name, page in pages.items() if len(page)})
