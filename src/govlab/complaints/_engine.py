"""Running the engine: tables are made, filled, made larger, and read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from govlab import chance
from govlab.complaints import _kernel, _kernel_arrivals
from govlab.complaints import _kernel_tables as tables
from govlab.complaints._kernel_tables import FAR, Plan, State, Window

# Tables begin with so many rows at least, and double when they are full.
_SLOTS, _ROWS = 32, 1024
_ROWS_A_CASE = 3
_TABLES = {tables.ROWS_FULL: "rows", tables.CLOCKS_FULL: "clocks"}
# What came in is kept for the next policies of a sweep: so many batches.
_KEPT = 4


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
    numbers = range(replication, replication + 1)
    return _run(plan, window, _keys(seed, numbers), *_came_in(plan, window, seed, numbers))[0]


def measure(plan: Plan, window: Window, seed: int | bytes, numbers: range) -> Any:
    """Return the tallies of replications, one row each.

    All of them are one call of the compiled loop, in which no thread waits for Python; the
    next policy finds what came in where this one left it.
    """
    luck = _Luck(plan, window, seed, numbers)
    return _run(plan, window, _keys(seed, numbers), *_kept(luck))[1]


def _run(plan: Plan, window: Window, keys: Any, cases: Any, first: Any) -> tuple[State, Any]:
    measures = np.empty((len(keys), plan.tallies))
    advance = _compiled(plan)[0]
    state = _fresh(plan, window, cases)
    while (full := advance(plan, state, window, keys, first, measures)) != tables.DONE:
        state = _larger(state, full)
    return state, measures


def _keys(seed: int | bytes, numbers: range) -> Any:
    return np.array([chance.key(seed, "complaints", one) for one in numbers], np.int64)


def _came_in(plan: Plan, window: Window, seed: int | bytes, numbers: range) -> tuple[Any, Any]:
    """Return the cases of replications, and the row of the first of each."""
    draw = _compiled(plan)[1]
    cases = _no_cases(max(_ROWS, len(numbers) * _expected(plan, window)))
    work = _channels(plan)
    first = np.zeros(len(numbers) + 1, np.int64)
    for i, key in enumerate(_keys(seed, numbers).tolist()):
        while True:
            end = draw(plan, window.until, *key, cases, first[i], *work)
            if end >= 0:
                break
            cases = _longer(cases, len(cases))
        first[i + 1] = end
    return cases, first


@dataclass(frozen=True)
class _Luck:
    """What decides which cases come: policies that share it share the cases."""

    plan: Plan = field(compare=False)
    window: Window = field(compare=False)
    seed: int | bytes
    numbers: range
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        plan = self.plan
        told = sha256(repr((self.window.until, plan.attributes)).encode())
        for each in (plan.arrive_total, plan.arrive_hour, plan.channel, plan.parent, plan.shares):
            told.update(repr(each.shape).encode() + np.ascontiguousarray(each).tobytes())
        object.__setattr__(self, "digest", told.hexdigest())


@lru_cache(_KEPT)
def _kept(luck: _Luck) -> tuple[Any, Any]:
    return _came_in(luck.plan, luck.window, luck.seed, luck.numbers)


def _compiled(plan: Plan) -> tuple[Callable[..., int], Callable[..., int]]:
    """Return the loop and the drawing of cases: compiled by one process, found by the others."""
    loop, draw = _functions()
    if not getattr(loop, "signatures", True):
        nothing = Window(until=-1, warm=0, end=0, log=0)
        none = _no_cases(0)
        with chance.one_compiles():
            draw(plan, -1, 0, 0, none, 0, *_channels(plan))
            loop(plan, _fresh(plan, nothing, none), nothing, *_no_runs(plan))
    return loop, draw


def _functions() -> tuple[Callable[..., int], Callable[..., int]]:
    return (
        chance.compiled(_kernel.advance, inlined=_kernel.PARTS, kept=True),
        chance.compiled(_kernel_arrivals.draw, inlined=_kernel_arrivals.PARTS, kept=True),
    )


def is_compiled() -> bool:
    """Return whether the engine runs as machine code here."""
    return _functions()[0] is not _kernel.advance


def will_compile() -> bool:
    """Return whether the next run makes the machine code first: half a minute, once a machine."""
    loop = _functions()[0]
    if loop is _kernel.advance or getattr(loop, "signatures", True):
        return False
    kept = getattr(loop, "stats").cache_path  # noqa: B009 - numba's own, unknown to the types
    return kept is None or not any(Path(kept).glob("*.nbc"))


def whole(until: int) -> Window:
    """Return a window that measures everything up to `until` and keeps the log."""
    return Window(until=until, warm=0, end=until, log=1)


def _no_runs(plan: Plan) -> tuple[Any, Any, Any]:
    return np.empty((0, 2), np.int64), np.zeros(1, np.int64), np.empty((0, plan.tallies))


def _no_cases(rows: int) -> Any:
    return np.empty((rows, tables.CASE_COLUMNS), np.int64)


def _channels(plan: Plan) -> tuple[Any, Any, Any]:
    """Return what the drawing of cases works with: cases made, expected, and the next."""
    count = len(plan.channel)
    return np.empty(count, np.int64), np.empty(count), np.empty(count, np.int64)


def _fresh(plan: Plan, window: Window, cases: Any) -> State:
    """Return tables for a run; the loop clears them."""
    rows = len(cases) if window.log else 1
    state = State(
        count=np.zeros(tables.COUNTS, np.int64),
        # An open case has its end on the heap, a board its meeting.
        times=np.empty(len(plan.office), np.int64),
        codes=np.empty(len(plan.office), np.int64),
        slot=np.empty((0, plan.columns), np.int64),
        alarms=np.empty((2 * plan.deadlines, 3), np.int64),
        desk=np.empty((len(plan.office), tables.FIRST + 2 * plan.levels), np.int64),
        tally=np.empty(plan.tallies),
        ready=np.empty(0, np.int64),
        rows=np.empty((_ROWS_A_CASE * rows, 4), np.int64),
        cases=cases,
        clocks=np.empty((rows, 5), np.int64),
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
    """Return the state with room for `slots` open cases."""
    before = len(state.slot)
    slot = _longer(state.slot, slots - before)
    slot[before:, tables.CASE_OF] = -1
    # The last free slot names the one behind the table as the next: it is there now.
    slot[before:, tables.AFTER] = np.arange(before + 1, slots + 1)
    return state._replace(
        slot=slot,
        times=_longer(state.times, slots - before),
        codes=_longer(state.codes, slots - before),
        ready=_longer(state.ready, slots - before),
    )


def exhausted(state: State, window: Window) -> bool:
    """Return whether a table ended before the simulation did."""
    return bool(state.count[tables.EXHAUSTED]) and window.until >= FAR - 1
