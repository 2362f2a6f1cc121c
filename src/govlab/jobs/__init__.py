"""Whole jobs, which span rooms: what one command of the programme does.

The main job (:func:`run_workshop`) scores a cohort, judges it, certifies who passed and
reports. :class:`Report` shows what it came to; the report notebook only arranges it.
"""

from govlab.jobs._cohort import Request
from govlab.jobs._compendium import Compendium, compendium
from govlab.jobs._content import check_content
from govlab.jobs._opened import Opening, open_sitting, opened_forms
from govlab.jobs._outcome import Outcome
from govlab.jobs._report import Report
from govlab.jobs._reproduce import Move, Reproduced, reproduce
from govlab.jobs._sample import open_report
from govlab.jobs._workshop import Workshop, run_workshop

__all__ = [
    "Compendium",
    "Move",
    "Opening",
    "Outcome",
    "Report",
    "Reproduced",
    "Request",
    "Workshop",
    "check_content",
    "compendium",
    "open_report",
    "open_sitting",
    "opened_forms",
    "reproduce",
    "run_workshop",
]
