"""From the tables of the engine to an event log: numbers become names, moments become UTC.

A row is a visit to a stage, an act beside one, or a deadline that made a case go first.
Cases that still wait for their first stage have a row among the cases and none here.
"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from govlab.complaints import _accompany
from govlab.complaints import _kernel_tables as tables
from govlab.complaints._indicators import CLOCK_STATES
from govlab.complaints._kernel_tables import DAY, HOUR, Plan, State, Window
from govlab.complaints._plan import attribute_names, attribute_values
from govlab.complaints._process import Process

if TYPE_CHECKING:
    import pandas as pd

# What is still going on has no end; no moment of the engine is negative.
NEVER = -1
_BANGKOK = 7 * HOUR
#: What an event of the log may say of the deadlines of its case.
DEADLINE_STATES = ("on_time", "late", "expedited", "overdue")
_ON_TIME, _LATE, _EXPEDITED, _OVERDUE = range(4)
_DIGITS = 6


class Rows(NamedTuple):
    """Events as arrays, one entry a row; codes are -1 where nothing stands."""

    case: Any
    activity: Any  # place among stages, deadlines, accompaniments
    ready: Any  # microseconds since day zero: when the case came to it
    start: Any
    end: Any  # NEVER while it is going on
    to: Any  # place among stages and outcomes
    state: Any  # place in DEADLINE_STATES


class Clocks(NamedTuple):
    """Deadlines that were started until the simulation ended, as arrays."""

    case: Any
    deadline: Any
    started: Any
    due: Any
    stopped: Any  # NEVER while it runs
    state: Any


def zero(start: date) -> int:
    """Return the moment at which day zero begins in Thailand, microseconds UTC."""
    return (start - date(1970, 1, 1)).days * DAY - _BANGKOK


def clocks_of(state: State, window: Window) -> Clocks:
    """Return the deadlines as they stand at the end of the simulation."""
    now = window.until
    found = state.clocks[: state.count[tables.CLOCKS]]
    # A stage that waits for the office to open starts its clocks then, perhaps too late for us.
    found = found[found[:, tables.SET] <= now]
    stopped, standing = found[:, tables.STOPPED].copy(), found[:, tables.CLOCK_STATE].copy()
    running = (stopped < 0) | (stopped > now)
    stopped[running] = NEVER
    standing[running] = np.where(found[running, tables.DUE] <= now, tables.OVERDUE, tables.RUNNING)
    whose = found[:, tables.WHOSE]
    return Clocks(
        whose >> tables.WHOSE_CASE,
        whose & ((1 << tables.WHOSE_CASE) - 1),
        found[:, tables.SET],
        found[:, tables.DUE],
        stopped,
        standing,
    )


def rows_of(
    process: Process, plan: Plan, state: State, window: Window, key: tuple[int, int]
) -> Rows:
    """Return all events, by case and in the order in which they began.

    Parameters
    ----------
    key : tuple of int
        Key of the generator for what goes along with stages.
    """
    done = _visits(plan, state)
    going = _going_on(plan, state, window)
    visits = Rows(*map(np.concatenate, zip(done, going, strict=True)))
    beside = [
        Rows(*one)
        for one in _accompany.Beside(process, plan, state, key).rows(visits, window.until)
    ]
    every = Rows(*map(np.concatenate, zip(visits, *beside, strict=True))) if beside else visits
    order = np.lexsort((every.start, every.case))
    every = Rows(*(one[order] for one in every))
    return every._replace(state=_standing(plan, state, window, every))


def _visits(plan: Plan, state: State) -> Rows:
    """Return what the engine wrote: visits that ended, and deadlines that struck."""
    rows = state.rows[: state.count[tables.ROWS]]
    who = rows[:, tables.WHO]
    activity = (who >> tables.WHO_ACTIVITY) & ((1 << (tables.WHO_CASE - tables.WHO_ACTIVITY)) - 1)
    to = (who >> tables.WHO_TO) & tables.WHO_MASK
    struck = activity - plan.stages
    strikes = struck >= 0
    standing = np.where(who & 1, _LATE, -1)
    standing = np.where(strikes, np.where(struck & 1, _OVERDUE, _EXPEDITED), standing)
    return Rows(
        who >> tables.WHO_CASE,
        np.where(strikes, plan.stages + (struck >> 1), activity),
        rows[:, tables.READY],
        rows[:, tables.BEGUN],
        rows[:, tables.ENDED],
        np.where(to == tables.NOWHERE, -1, to),
        standing,
    )


def _going_on(plan: Plan, state: State, window: Window) -> Rows:
    """Return the visits that have begun and not ended."""
    slot = state.slot
    begun = (
        (slot[:, tables.CASE_OF] >= 0)
        & (slot[:, tables.WAITING] == 0)
        & (slot[:, tables.STARTED] <= window.until)
    )
    found = slot[begun]
    late = found[:, plan.at_attr + plan.attributes - 2]
    none = np.full(len(found), -1, np.int64)
    return Rows(
        found[:, tables.CASE_OF],
        found[:, tables.STAGE],
        found[:, tables.ENTERED],
        found[:, tables.STARTED],
        np.full(len(found), NEVER, np.int64),
        none,
        np.where(late == 1, _LATE, -1),
    )


def _standing(plan: Plan, state: State, window: Window, rows: Rows) -> Any:
    """Return the deadline state of each event: on time where a binding deadline ran by then."""
    clocks = clocks_of(state, window)
    binds = plan.limit[clocks.deadline, tables.BINDS] == 1 if len(clocks.case) else []
    first = np.full(int(state.count[tables.CASES]), tables.FAR, np.int64)
    if len(clocks.case):
        np.minimum.at(first, clocks.case[binds], clocks.started[binds])
    by = np.where(rows.end == NEVER, window.until, rows.end)
    ran = first[rows.case] <= by
    return np.where((rows.state < 0) & ran, _ON_TIME, rows.state)


def events_frame(process: Process, rows: Rows, ids: Any) -> "pd.DataFrame":
    """Return the events in the columns of the contract, and ``ready``."""
    import pandas as pd

    stages, outcomes = list(process.stages), list(process.outcomes)
    counts = np.bincount(rows.case, minlength=len(ids))
    first = np.cumsum(counts) - counts
    doers, doer = _doers(process)
    ends = rows.to - len(stages)
    base = zero(process.start)
    going = rows.end == NEVER
    end = pd.arrays.IntegerArray(np.where(going, 0, rows.end + base), going)
    ways = [f'{{"next":"{name}"}}' for name in stages]
    return pd.DataFrame(
        {
            "case": categories(rows.case, ids),
            "seq": np.arange(len(rows.case)) - first[rows.case],
            "activity": categories(
                rows.activity, [*stages, *process.deadlines, *process.accompaniments], again=True
            ),
            "resource": categories(doer[rows.activity], doers),
            "start": rows.start + base,
            "end": end,
            "outcome": categories(np.where(ends >= 0, ends, -1), outcomes),
            "deadline_state": categories(rows.state, DEADLINE_STATES),
            "attributes": categories(np.where(ends < 0, rows.to, -1), ways),
            "ready": rows.ready + base,
        }
    )


def cases_frame(process: Process, state: State, window: Window, ids: Any) -> "pd.DataFrame":
    """Return one row a case: channel, attributes, arrival, close, outcome, where it is now."""
    import pandas as pd

    found = state.cases[: state.count[tables.CASES]]
    base = zero(process.start)
    known = found[:, tables.KNOWN]
    mask = (1 << tables.KNOWN_BITS) - 1
    columns: dict[str, Any] = {"case": categories(np.arange(len(found)), ids)}
    names, values = attribute_names(process), attribute_values(process)
    # The last two are of the moment: late, and whether the case comes again.
    for place, (name, of) in enumerate(zip(names[:-2], values[:-2], strict=True)):
        columns[name] = categories((known >> (tables.KNOWN_BITS * place)) & mask, of)
    is_open = (found[:, tables.CLOSED] < 0) | (found[:, tables.CLOSED] > window.until)
    columns["arrived"] = found[:, tables.CAME] + base
    columns["closed"] = pd.arrays.IntegerArray(
        np.where(is_open, 0, found[:, tables.CLOSED] + base), is_open
    )
    columns["outcome"] = categories(
        np.where(is_open, -1, found[:, tables.OUTCOME]), list(process.outcomes)
    )
    at = np.full(len(found), -1, np.int64)
    slot = state.slot[state.slot[:, tables.CASE_OF] >= 0]
    at[slot[:, tables.CASE_OF]] = slot[:, tables.STAGE]
    columns["stage"] = categories(at, list(process.stages))
    referred = process.conformance.get("referral_unrecorded", {})
    outcomes: Any = referred.get("outcomes", ())
    if outcomes:
        # The simulated office leaves the record that the rule asks for.
        told = columns["outcome"].isin([str(one) for one in outcomes])
        numbers = [f"REF-{n:0{_DIGITS}d}" if yes else None for n, yes in enumerate(told.tolist())]
        columns[str(referred.get("field", "reference"))] = pd.array(numbers, dtype="str")
    return pd.DataFrame(columns)


def clocks_frame(process: Process, found: Clocks, ids: Any) -> "pd.DataFrame":
    """Return the deadlines as :func:`govlab.complaints.conformance.clocks` does."""
    import pandas as pd

    base = zero(process.start)
    running = found.stopped == NEVER
    day = (found.due - 1) // DAY
    first = np.datetime64(process.start, "D")
    binds = np.array([one.binds for one in process.deadlines.values()], dtype=bool)
    return pd.DataFrame(
        {
            "case": categories(found.case, ids),
            "deadline": categories(found.deadline, list(process.deadlines)),
            "started": found.started + base,
            "due": np.where(found.due >= tables.FAR, np.datetime64("NaT"), first + day).astype(
                "datetime64[s]"
            ),
            "stopped": pd.arrays.IntegerArray(np.where(running, 0, found.stopped + base), running),
            "state": categories(found.state, CLOCK_STATES),
            "binds": binds[found.deadline] if len(binds) else np.zeros(0, bool),
        }
    )


def case_ids(process: Process, count: int) -> Any:
    """Return the names of cases: the process and a number."""
    import pandas as pd

    return pd.Index([f"{process.id}-{n:0{_DIGITS}d}" for n in range(1, count + 1)], dtype="str")


def categories(codes: Any, names: Sequence[str] | Any, *, again: bool = False) -> Any:
    """Return codes with their names; with `again`, the same name may stand twice."""
    import pandas as pd

    if again and len(set(names)) < len(names):
        different = list(dict.fromkeys(names))
        codes = np.array([different.index(name) for name in names])[codes]
        names = different
    held: Any = names if isinstance(names, pd.Index) else list(names)
    return pd.Categorical.from_codes(codes, categories=held)


def _doers(process: Process) -> tuple[list[str], Any]:
    """Return names of who acts, and by activity the place of one among them; -1 for nobody."""
    of = [
        *(one.resource or one.actor for one in process.stages.values()),
        *(one.escalate_to for one in process.deadlines.values()),
        *(one.actor for one in process.accompaniments.values()),
    ]
    names = list(dict.fromkeys(name for name in of if name is not None))
    return names, np.array([-1 if name is None else names.index(name) for name in of], np.int64)
