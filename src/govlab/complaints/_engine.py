"""Running the engine: tables are made, filled, made larger, and read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from govlab import chance
from govlab.complaints import _kernel
from govlab.complaints import _kernel_tables as tables
from govlab.complaints._kernel_tables import FAR, Plan, State, Window

# Tables begin with so many rows at least, and double when they are full.
_SLOTS, _ROWS = 256, 1024
_ROWS_A_CASE = 3
_TABLES = {
    tables.ROWS_FULL: "rows",
    tables.CASES_FULL: "cases",
    tables.CLOCKS_FULL: "clocks",
}


def run(plan: Plan, window: Window, seed: int | bytes, replication: int) -> State:
    """Return the state of the engine at the end of `window`.

    Parameters
    ----------
    plan : Plan
    window : Window
    seed : int or bytes
    replication : int
        Replications of one seed are independent; the same replication of two policies
        has the same luck.
    """
    k0, k1 = chance.key(seed, "complaints", replication)
    advance = _advance(plan)
    state = _fresh(plan, window)
    while True:
        full = advance(plan, state, window, k0, k1)
        if full == tables.DONE:
            return state
        state = _larger(state, full)


def _advance(plan: Plan) -> Callable[..., int]:
    """Return the loop, ready to run: compiled by one process and found by the others."""
    function = chance.compiled(_kernel.advance, inlined=_kernel.PARTS, kept=True)
    if not getattr(function, "signatures", True):
        nothing = Window(until=-1, warm=0, end=0, log=0)
        with chance.one_compiles():
            function(plan, _fresh(plan, nothing), nothing, 0, 0)
    return function


def is_compiled() -> bool:
    """Return whether the engine runs as machine code here."""
    loop = chance.compiled(_kernel.advance, inlined=_kernel.PARTS, kept=True)
    return loop is not _kernel.advance


def will_compile() -> bool:
    """Return whether the next run makes the machine code first: half a minute, once a machine."""
    loop = chance.compiled(_kernel.advance, inlined=_kernel.PARTS, kept=True)
    if loop is _kernel.advance or getattr(loop, "signatures", True):
        return False
    kept = getattr(loop, "stats").cache_path  # noqa: B009 - numba's own, unknown to the types
    return kept is None or not any(Path(kept).glob("*.nbc"))


def whole(until: int) -> Window:
    """Return a window that measures everything up to `until` and keeps the log."""
    return Window(until=until, warm=0, end=until, log=1)


def _fresh(plan: Plan, window: Window) -> State:
    """Return the state at time zero."""
    resources, channels = len(plan.office), len(plan.channel)
    desk = np.zeros((resources, tables.FIRST + 2 * plan.levels), np.int64)
    desk[:, tables.FIRST :] = -1
    count = np.zeros(tables.COUNTS, np.int64)
    count[[tables.FREE, tables.ALARM]] = -1
    alarms = np.full((2 * plan.deadlines, 3), -1, np.int64)
    alarms[:, tables.STRIKES] = FAR
    # An open case has its end on the heap, a channel its next case, a board its meeting.
    standing = channels + resources
    cases = max(_ROWS, _expected(plan, window)) if window.log else 1
    state = State(
        count=count,
        times=np.zeros(standing, np.int64),
        codes=np.zeros(standing, np.int64),
        slot=np.zeros((0, plan.columns), np.int64),
        alarms=alarms,
        desk=desk,
        door=np.zeros((channels, 2), np.int64),
        reach=np.zeros(channels),
        tally=np.zeros(plan.sum_clocks + plan.deadlines * tables.CLOCK_STATES),
        ready=np.zeros(0, np.int64),
        rows=np.empty((_ROWS_A_CASE * cases, 4), np.int64),
        cases=np.empty((cases, 4), np.int64),
        clocks=np.empty((cases, 5), np.int64),
    )
    return _with_slots(state, _SLOTS)


def _larger(state: State, full: int) -> State:
    """Return the state with the table that is `full` twice as long."""
    if full == tables.SLOTS_FULL:
        return _with_slots(state, 2 * len(state.slot))
    name = _TABLES[full]
    old = getattr(state, name)
    return state._replace(**{name: _longer(old, len(old))})


def _longer(old: Any, more: int) -> Any:
    new = np.empty((len(old) + more, *old.shape[1:]), old.dtype)
    new[: len(old)] = old
    return new


def _expected(plan: Plan, window: Window) -> int:
    """Return how many cases are likely to come at most: four standard errors above."""
    day = min(window.until // tables.DAY + 1, plan.arrive_total.shape[1] - 1)
    mean = float(plan.arrive_total[:, day].sum())
    return int(mean + 4 * mean**0.5) + 1


def _with_slots(state: State, slots: int) -> State:
    """Return the state with room for `slots` open cases; the new ones are free."""
    before = len(state.slot)
    new = np.zeros((slots - before, state.slot.shape[1]), np.int64)
    new[:, tables.CASE_OF] = -1
    new[:, tables.AFTER] = np.arange(before + 1, slots + 1)
    new[-1, tables.AFTER] = state.count[tables.FREE]
    state.count[tables.FREE] = before
    return state._replace(
        slot=np.concatenate([state.slot, new]),
        times=_longer(state.times, len(new)),
        codes=_longer(state.codes, len(new)),
        ready=_longer(state.ready, len(new)),
    )


def exhausted(state: State, window: Window) -> bool:
    """Return whether a table ended before the simulation did."""
    return bool(state.count[tables.EXHAUSTED]) and window.until >= FAR - 1
