"""Which rows of a log are steps of the way, and which only stand beside it.

A follow-up, a suspension of the accused, a deadline that made a case go first: cases do not
go through them, so they are no part of a way, of rework or of what follows what.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from govlab.complaints._conformance_trail import BESIDE, CLOCK, REPORT, STAGE, documents_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from govlab.complaints._conformance_trail import Trail
    from govlab.logs import Log

# What a simulated log says of a row that a deadline wrote, and where a stage leads.
_STRUCK = ("expedited", "overdue")
_NEXT = "next"


def parted(log: "Log", found: "Trail | None") -> "tuple[Log, pd.DataFrame]":
    """Return the log of steps alone, and the other activities: ``activity, events, cases``.

    Parameters
    ----------
    log : Log
    found : Trail, optional
        The same log as a process reads it: what the process calls an accompaniment, a
        deadline or a report is no step. Without it only a simulated log tells.

    Examples
    --------
    >>> from govlab.logs._views import _sample
    >>> steps, beside = parted(_sample(), None)
    >>> len(steps.events), len(beside)
    (5, 0)
    """
    aside = _said(log)
    if found is not None:
        kind = np.empty(len(log.events), dtype=np.int64)
        kind[found.row] = found.kind
        aside = np.isin(kind, (BESIDE, CLOCK, REPORT)) | (aside & (kind != STAGE))
    if aside.all():
        # Nothing is beside a way that has no steps.
        aside[:] = False
    events = log.events[aside]
    by = events.groupby("activity", observed=True, sort=False)
    beside = by.agg(events=("seq", "size"), cases=("case", "nunique")).reset_index()
    beside["activity"] = beside["activity"].astype("str")
    beside = beside.sort_values("events", ascending=False, kind="stable", ignore_index=True)
    return (replace(log, events=log.events[~aside]) if aside.any() else log), beside


def _said(log: "Log") -> "NDArray[np.bool_]":
    """Return which rows a simulated log itself shows to be no steps.

    A stage that ended says where the case went, or how it closed; what goes along with a
    stage never does. A deadline that struck says so in its state.
    """
    events = log.events
    found = np.zeros(len(events), dtype=bool)
    if not log.provenance.simulated or not {"outcome", "attributes"} <= set(events.columns):
        return found
    codes, documents = documents_of(events)
    leads = np.array([_NEXT in one for one in documents] + [False])[codes]
    if not leads.any():
        return found
    leads |= events["outcome"].notna().to_numpy()
    place = pd.factorize(events["activity"])[0]
    ended = events["end"].notna().to_numpy()
    found = ~_any(place, leads) & _any(place, ended)
    if "deadline_state" in events.columns:
        found |= ~leads & events["deadline_state"].isin(_STRUCK).to_numpy()
    return found


def _any(place: "NDArray[Any]", yes: "NDArray[np.bool_]") -> "NDArray[np.bool_]":
    """Return of each row whether any row of its activity is so."""
    held: NDArray[np.bool_] = (np.bincount(place, weights=yes) > 0)[place]
    return held
