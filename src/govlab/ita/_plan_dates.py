"""By when: counted back from the day on which documents are checked and surveys begin."""

from datetime import date, timedelta

from govlab import thai
from govlab.ita._improve_measure import Measure
from govlab.ita._method_parts import Method
from govlab.text import say


def check_day(how: Method) -> date | None:
    """Return the first day on which documents are checked, where the year's timetable says."""
    for period in how.calendar:
        if period.code == "oit" and period.first:
            return date.fromisoformat(period.first)
    return None


def due(measure: Measure, by: date | None) -> date | None:
    """Return the day by which a measure must stand: a document out, a practice begun."""
    return None if by is None else by - timedelta(days=measure.days)


def said_day(day: date | None, lang: str) -> str:
    """Return a day in words, or a blank to be filled in."""
    if day is None:
        return say("ita_plan.blank", lang)
    return thai.format_date(day, "short", lang=lang)
