"""What a run measures: from the tallies of the engine, without a log.

An indicator is named by what it is and, after a point, of what: ``waiting.triage``,
``on_time.appointment_30``, ``utilisation.checkers``, ``outcome.no_grounds``. Days are days
of the calendar, shares percentages. What is measured began after the warm-up:

==================  ======================================================================
cases_a_month       cases that came in, a month of 365.25/12 days
time_in_system      days from arrival to close, of the cases that closed
unfinished          cases that came in and are still open at the end, of 100 that came in
waiting.STAGE       days between coming to a stage and its beginning, by visit
on_time.DEADLINE    share met in time of those met or passed; neither those that still run
                    nor those of cases that closed without the act
backlog             open cases, mean over time; backlog_at_end: on the last day
utilisation.NAME    share of the capacity that has a case in hand, nights included
cost_a_month        baht for the capacity, used or not; cost_a_case: by case that closed
exposure            visits, of 100 cases that came in, in which a file that names the
                    complainant lies before an actor who may not know
outcome.NAME        share of the cases that closed
==================  ======================================================================
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from govlab.complaints import _kernel_tables as tables
from govlab.complaints._kernel_tables import Plan
from govlab.complaints._process import DAYS_A_MONTH, Process
from govlab.text import say

if TYPE_CHECKING:
    from collections.abc import Mapping

_PERCENT = 100.0
#: States of a deadline, in the order of the engine.
CLOCK_STATES = ("on_time", "late", "running", "overdue", "lapsed")
#: What each is measured in; see ``unit_…`` in the catalogue.
UNITS = {
    "cases_a_month": "cases",
    "time_in_system": "days",
    "unfinished": "percent",
    "waiting": "days",
    "on_time": "percent",
    "backlog": "cases",
    "backlog_at_end": "cases",
    "utilisation": "percent",
    "cost_a_month": "baht",
    "cost_a_case": "baht",
    "exposure": "visits",
    "outcome": "percent",
}


def values(process: Process, plan: Plan, raw: Any, days: float) -> dict[str, Any]:
    """Return the indicators of many runs, each an array with one entry a run.

    Parameters
    ----------
    raw : array, runs by measures
        The tallies of the engine.
    days : float
        Days that were measured.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return _values(process, plan, raw, days)


def _values(process: Process, plan: Plan, raw: Any, days: float) -> dict[str, Any]:
    closed = raw[:, tables.SOJOURN_N]
    still = raw[:, tables.STILL_OPEN]
    came = closed + still
    months = days / DAYS_A_MONTH
    found = {
        "cases_a_month": came / months,
        "time_in_system": raw[:, tables.SOJOURN_SUM] / closed,
        "unfinished": _PERCENT * still / came,
        "backlog": raw[:, tables.OPEN_AREA] / days,
        "backlog_at_end": raw[:, tables.AT_END],
    }
    visits = raw[:, plan.sum_visits : plan.sum_wait]
    waits = raw[:, plan.sum_wait : plan.sum_service]
    for place, (name, stage) in enumerate(process.stages.items()):
        if stage.resource is not None:
            found[f"waiting.{name}"] = waits[:, place] / visits[:, place]
    clocks = clock_counts(plan, raw)
    for place, name in enumerate(process.deadlines):
        met, late, _, overdue, _ = clocks[:, place].T
        found[f"on_time.{name}"] = _PERCENT * met / (met + late + overdue)
    cost = 0.0
    busy = raw[:, plan.sum_busy : plan.sum_queue]
    for place, (name, one) in enumerate(process.resources.items()):
        if one.capacity is None:
            continue
        capacity = plan.office[place, tables.CAPACITY]
        found[f"utilisation.{name}"] = _PERCENT * busy[:, place] / (capacity * days)
        if one.cost_a_day is not None:
            cost += capacity * float(one.cost_a_day)
    if any(one.cost_a_day is not None for one in process.resources.values()):
        found["cost_a_month"] = np.full(len(raw), cost * DAYS_A_MONTH)
        found["cost_a_case"] = cost * days / closed
    shown = stages_that_expose(process)
    found["exposure"] = _PERCENT * visits[:, shown].sum(axis=1) / came
    for place, name in enumerate(process.outcomes):
        found[f"outcome.{name}"] = _PERCENT * raw[:, plan.sum_closed + place] / closed
    return found


def clock_counts(plan: Plan, raw: Any) -> Any:
    """Return how many deadlines ended in which state: runs by deadlines by states."""
    counts = raw[:, plan.sum_clocks :]
    return counts.reshape(len(raw), plan.deadlines, tables.CLOCK_STATES)


def stages_that_expose(process: Process) -> list[int]:
    """Return the stages whose file names the complainant to an actor who may not know."""
    return [
        place
        for place, stage in enumerate(process.stages.values())
        if stage.identity == "named" and not process.actors[stage.actor].may_know_identity
    ]


def title(process: Process, name: str, lang: str = "th") -> str:
    """Return what an indicator is called, in words."""
    kind, _, of = name.partition(".")
    named: Mapping[str, Mapping[str, Any]] = {
        "waiting": process.stages,
        "on_time": process.deadlines,
        "utilisation": process.resources,
        "outcome": process.outcomes,
    }
    what = named[kind][of].title.in_language(lang) if of else ""
    return say(f"complaints_run.indicator_{kind}", lang, of=what)


def unit(name: str, lang: str = "th") -> str:
    """Return the unit of an indicator, in words."""
    return say(f"complaints_run.unit_{UNITS[name.partition('.')[0]]}", lang)


def path_title(process: Process, path: str, lang: str = "th") -> str:
    """Return what a path of the declaration is called in words, or the path itself."""
    kind, _, rest = path.partition(".")
    of, _, what = rest.partition(".")
    named: Mapping[str, Mapping[str, Any]] = {
        "capacity": process.resources if kind == "resources" else {},
        "meetings.capacity": process.resources if kind == "resources" else {},
        "a_month": process.channels if kind == "channels" else {},
    }
    one = named.get(what, {}).get(of)
    called = what.replace(".", "_")
    return path if one is None else say(f"complaints_run.path_{called}", lang, of=one.title)
