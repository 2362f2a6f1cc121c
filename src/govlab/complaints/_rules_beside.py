"""Rules of what goes along: follow-ups until the conclusion, measures, records, reports.

An accompaniment that is repeated must not pause longer than the declaration lets it, from
the day it falls due first until the stage ends; one that is a state must stand until then.
Days are those of the calendar: what is done on the last day is done in time.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from govlab.complaints._clocks import FIRST_DAY
from govlab.complaints._conformance_trail import BESIDE, NEVER, REPORT, local_day
from govlab.complaints._process import Accompaniment
from govlab.complaints._rules import Checked, Hits, Inquiry, cited, hits, rule
from govlab.datasets import Assumptions
from govlab.text import message
from govlab.thai import fiscal_year_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from govlab.complaints._process import Report

# What is done in every case of its kind; of a smaller share nobody knows which are meant.
_EVERY = 1.0
_OPEN, _ACT, _SHUT = range(3)
_ROUNDING = 1e-6
_CYCLE, _COMES = "A-006", "A-007"


@rule("no_follow_up")
def no_follow_up(inquiry: Inquiry) -> Checked:
    """See that whoever must be followed up is followed up at all."""
    examined = 0
    parts: list[Hits] = []
    for name, one in _repeated(inquiry).items():
        beats = _Beats.of(inquiry, one, [name])
        examined += len(beats.visit_begun)
        if float(one.share) < _EVERY:
            continue
        at = np.flatnonzero((beats.kind[:-1] == _OPEN) & (beats.kind[1:] == _SHUT) & beats.pair)
        over = beats.days(at) > _whole(float(one.after_days))
        parts += _hits(inquiry, "no_follow_up", one, beats, at[over])
    if not _repeated(inquiry):
        return Checked(0, why=message("complaints_check.no_accompaniment"))
    return Checked(examined, tuple(parts))


@rule("follow_up_gap")
def follow_up_gap(inquiry: Inquiry) -> Checked:
    """See that follow-ups never pause longer than they may, nor before the conclusion."""
    examined = 0
    parts: list[Hits] = []
    for name, one in _repeated(inquiry).items():
        beats = _Beats.of(inquiry, one, [name])
        every = _whole(float(one.every_days)) if one.every_days is not None else 0
        first, later = beats.kind[:-1], beats.kind[1:]
        acted = ((first == _ACT) | (later == _ACT)) & beats.pair
        at = np.flatnonzero(acted)
        examined += len(at)
        allowed = np.where(first[at] == _OPEN, _whole(float(one.after_days)), every)
        over = beats.days(at) > allowed
        parts += _hits(
            inquiry,
            "follow_up_gap",
            one,
            beats,
            at[over],
            allowed=("number", allowed[over]),
        )
    if not _repeated(inquiry):
        return Checked(0, why=message("complaints_check.no_accompaniment"))
    return Checked(examined, tuple(parts))


@rule("missing_measure")
def missing_measure(inquiry: Inquiry) -> Checked:
    """See that a measure beside a stage is taken, and stands until the stage ends.

    The declaration may say that one of several is enough:
    ``missing_measure: {any_of: [transfer, suspension]}``.
    """
    process = inquiry.process
    states = {n: one for n, one in process.accompaniments.items() if one.every_days is None}
    chosen = [str(one) for one in inquiry.told("missing_measure").get("any_of", ())]
    groups = [[one] for one in states if one not in chosen and float(states[one].share) >= _EVERY]
    groups += [chosen] if chosen else []
    examined = 0
    parts: list[Hits] = []
    for names in groups:
        one = process.accompaniments[names[0]]
        beats = _Beats.of(inquiry, one, names)
        examined += len(beats.visit_begun)
        bases = [process.accompaniments[name].basis for name in names]
        at = np.flatnonzero((beats.kind[:-1] == _OPEN) & (beats.kind[1:] == _SHUT) & beats.pair)
        over = beats.days(at) > _whole(float(one.after_days))
        titles = ("names", [process.accompaniments[name].title for name in names])
        told = inquiry.grounds("missing_measure") if names is chosen else ()
        source = (*told, *cited(*bases))
        parts += _hits(
            inquiry,
            "missing_measure",
            one,
            beats,
            at[over],
            measure=titles,
            source=source,
        )
        parts += _lifted(inquiry, names, beats, titles, source)
    if not groups:
        return Checked(0, why=message("complaints_check.no_measure"))
    return Checked(examined, tuple(parts))


def _lifted(
    inquiry: Inquiry, names: Sequence[str], beats: "_Beats", titles: Any, source: Sequence[str]
) -> tuple[Hits, ...]:
    """Return the measures that ended on a day before the stage did."""
    found = inquiry.found
    at = np.flatnonzero((beats.kind[:-1] == _ACT) & (beats.kind[1:] == _SHUT) & beats.pair)
    events = beats.event[at]
    ended, stage_ended = found.end[events], beats.at[at + 1]
    # What is one moment in the log tells nothing of how long it stood.
    told = (ended != NEVER) & (ended > found.start[events])
    early = told & (local_day(ended) < local_day(stage_ended))
    del names
    return hits(
        "lifted_measure",
        beats.case[at[early]],
        events[early],
        source=source,
        measure=titles,
        ended=("day", local_day(ended[early])),
        until=("day", local_day(stage_ended[early])),
    )


@rule("referral_unrecorded", "serious")
def referral_unrecorded(inquiry: Inquiry) -> Checked:
    """See that a case sent to another body leaves a record of it.

    The declaration names which and where:
    ``referral_unrecorded: {outcomes: [nacc, pacc], field: reference}``.
    """
    found, told = inquiry.found, inquiry.told("referral_unrecorded")
    outcomes = [str(one) for one in told.get("outcomes", ())]
    if not outcomes:
        return Checked(0, why=message("complaints_check.no_referral"))
    field = str(told.get("field", "reference"))
    ends = list(inquiry.process.outcomes)
    cases = np.flatnonzero(np.isin(found.outcome, [ends.index(one) for one in outcomes]))
    written = found.case_texts([field])
    if written is None:
        return Checked(0, why=message("complaints_check.no_field", field=field))
    codes, values = written
    empty = np.array([not str(one).strip(" -") for one in values] + [True])
    bare = cases[empty[codes[cases]]]
    titles = [one.title for one in inquiry.process.outcomes.values()]
    source = (
        *inquiry.grounds("referral_unrecorded"),
        *cited(*(inquiry.process.outcomes[one].basis for one in outcomes)),
    )
    return Checked(
        len(cases),
        hits(
            "referral_unrecorded",
            bare,
            found.close[bare],
            source=tuple(dict.fromkeys(source)),
            outcome=("title", titles, found.outcome[bare]),
            field=field,
        ),
    )


@rule("report_missing")
def report_missing(inquiry: Inquiry) -> Checked:
    """See that every period that ended within the log has its report.

    Periods are those of the fiscal year (A-006); a report may come as many days after its
    period as A-007 thinks possible, unless the declaration says how many:
    ``report_missing: {days: 15}``.
    """
    found, process = inquiry.found, inquiry.process
    if not process.reports:
        return Checked(0, why=message("complaints_check.no_report"))
    rows = np.flatnonzero((found.kind == REPORT) & ~found.duplicate)
    if not len(rows):
        return Checked(0, why=message("complaints_check.no_report_events"))
    told = inquiry.told("report_missing")
    grace = int(told["days"]) if "days" in told else _grace()
    rests_on = (_CYCLE,) if "days" in told else (_CYCLE, _COMES)
    first = int(local_day(found.start.min(keepdims=True))[0])
    last = int(local_day(np.array([max(found.last, inquiry.now)]))[0])
    examined = 0
    parts: list[Hits] = []
    for place, one in enumerate(process.reports.values()):
        made = np.sort(local_day(found.start[rows[found.item[rows] == place]]))
        for begun, ended in _periods(one, first, last):
            if ended + grace >= last:
                continue
            examined += 1
            after = made[np.searchsorted(made, ended) :]
            if not len(after) or after[0] > ended + grace:
                parts += hits(
                    "report_missing",
                    np.array([-1]),
                    source=(*inquiry.grounds("report_missing"), *cited(one.basis), *rests_on),
                    report=("text", one.title),
                    to=("text", process.actors[one.to].title)
                    if one.to in process.actors
                    else one.to,
                    begun=("day", np.array([begun])),
                    ended=("day", np.array([ended])),
                )
    return Checked(examined, tuple(parts))


def _grace() -> int:
    """Return how many days after its period a report may come at most, by A-007."""
    return int(Assumptions()[_COMES].high)


def _periods(report: "Report", first: int, last: int) -> list[tuple[int, int]]:
    """Return first and last day of the periods that lie within the days of the log whole."""
    year = fiscal_year_of((np.datetime64("1970-01-01") + first).astype(object))
    month = np.datetime64(year.start, "M")
    zero = np.datetime64(FIRST_DAY, "D")
    found: list[tuple[int, int]] = []
    while True:
        after = month + report.every_months
        begun = int((month.astype("M8[D]") - zero).astype(int))
        ended = int((after.astype("M8[D]") - zero).astype(int)) - 1
        if ended > last:
            return found
        if begun >= first:
            found.append((begun, ended))
        month = after


def _repeated(inquiry: Inquiry) -> dict[str, Accompaniment]:
    return {
        name: one
        for name, one in inquiry.process.accompaniments.items()
        if one.every_days is not None
    }


def _whole(days: float) -> int:
    return math.ceil(days - _ROUNDING)


@dataclass(frozen=True)
class _Beats:
    """Begin of each stage, the acts beside it, and its end, in the order of time.

    Parameters
    ----------
    pair : array
        Whether a moment and the next lie within one stay at the stage.
    """

    case: "NDArray[np.int64]"
    at: "NDArray[np.int64]"
    kind: "NDArray[np.int64]"
    event: "NDArray[np.int64]"
    pair: "NDArray[np.bool_]"
    visit_begun: "NDArray[np.int64]"

    @classmethod
    def of(cls, inquiry: Inquiry, one: Accompaniment, names: Sequence[str]) -> "_Beats":
        """Return what the log tells of stays at a stage and of the acts beside it."""
        found = inquiry.found
        stage = found.stages.index(one.beside)
        which = np.flatnonzero(found.item[found.visits] == stage)
        case = found.case[found.visits[which]]
        sure, _ = found.holds(one.when, case, again=found.again[which])
        visits = found.visits[which[sure]]
        ended = found.end[visits]
        ended = np.where(ended == NEVER, max(inquiry.now, found.last), ended)
        places = list(inquiry.process.accompaniments)
        mine = [places.index(name) for name in names]
        acts = np.flatnonzero((found.kind == BESIDE) & np.isin(found.item, mine) & ~found.duplicate)
        events = np.concatenate([visits, acts, visits])
        at = np.concatenate([found.start[visits], found.start[acts], ended])
        kind = np.repeat([_OPEN, _ACT, _SHUT], [len(visits), len(acts), len(visits)])
        order = np.lexsort((kind, at, found.case[events]))
        events, at, kind = events[order], at[order], kind[order]
        case = found.case[events]
        depth = np.cumsum(kind == _OPEN) - np.cumsum(kind == _SHUT)
        pair = (case[1:] == case[:-1]) & (depth[:-1] > 0)
        return cls(case, at, kind, events, pair, found.start[visits])

    def days(self, at: "NDArray[np.int64]") -> "NDArray[np.int64]":
        """Return how many days lie between moments and the next of each."""
        day: NDArray[np.int64] = local_day(self.at[at + 1]) - local_day(self.at[at])
        return day


def _hits(
    inquiry: Inquiry,
    words: str,
    one: Accompaniment,
    beats: _Beats,
    at: "NDArray[np.int64]",
    **more: Any,
) -> tuple[Hits, ...]:
    source = more.pop("source", cited(one.basis))
    return hits(
        words,
        beats.case[at],
        beats.event[at],
        beats.event[at + 1],
        source=source,
        act=("text", one.title),
        stage=("text", inquiry.process.stages[one.beside].title),
        begun=("day", local_day(beats.at[at])),
        ended=("day", local_day(beats.at[at + 1])),
        days=("number", beats.days(at)),
        **more,
    )
