"""Running the engine: tables are made, filled, made larger, and read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from govlab import chance
from govlab.complaints import _kernel, _kernel_arrivals
from govlab.complaints import _kernel_tables as tables
from govlab.complaints._kernel_tables import FAR, Plan, State, Window

_Loop = Callable[..., int]
_Draw = Callable[..., tuple[int, int]]
# Tables begin with so many rows at least, and double when they are full.
_SLOTS, _ROWS = 32, 1024
_ROWS_A_CASE = 3
_TABLES = {tables.ROWS_FULL: "rows", tables.CLOCKS_FULL: "clocks"}
# What came in is kept for the next policies of a sweep: so many batches.
_KEPT = 2
# Not where they are so many cases: a hundred bytes each.
_MOST_SHARED = 1_000_000
# Visits a case to make room for, to begin with.
_TURNS = 4
# Stretches of time by case: an open case ends on a page of a few.
_PAGES_A_CASE = 2
_ARRIVALS = ("arrive_total", "arrive_hour", "channel", "parent", "shares")
_LUCK = (
    *_ARRIVALS,
    *("step", "asks", "asked", "law", "law_kind", "values", "rule", "target", "chance", "hours"),
)


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
    return _run(plan, window, _came_in(plan, window, seed, numbers, turns=0))[0]


def measure(
    plan: Plan, window: Window, seed: int | bytes, numbers: range, *, shared: bool = True
) -> Any:
    """Return the tallies of replications, one row each.

    All of them are one call of the compiled loop, in which no thread waits for Python.

    Parameters
    ----------
    plan, window, seed
        As of :func:`run`.
    numbers : range
        Which replications.
    shared : bool
        Keep what comes in, and what luck has for it, for the next policy that asks for it.
    """
    if not shared or len(numbers) * _expected(plan, window) > _MOST_SHARED:
        return _run(plan, window, _came_in(plan, window, seed, numbers, turns=0))[1]
    return _run(plan, window, _kept(_Luck(plan, window, seed, numbers)))[1]


class _Cases(NamedTuple):
    """What comes in: keys of the replications, their cases, the first of each, their visits."""

    keys: Any
    cases: Any
    first: Any
    turns: Any


def _run(plan: Plan, window: Window, came: _Cases) -> tuple[State, Any]:
    measures = np.empty((len(came.keys), plan.tallies))
    advance = _compiled(plan)[0]
    state = _fresh(plan, window, came)
    while (full := advance(plan, state, window, came.keys, came.first, measures)) != tables.DONE:
        state = _larger(state, full)
    return state, measures


def _came_in(
    plan: Plan, window: Window, seed: int | bytes, numbers: range, *, turns: int
) -> _Cases:
    """Return what comes in, with `turns` visits a case to begin with, or none when 0."""
    draw = _compiled(plan)[1]
    cases = _table(max(_ROWS, len(numbers) * _expected(plan, window)), tables.CASE_COLUMNS)
    visits = _table(turns * len(cases), tables.TURN_COLUMNS)
    keys = np.array([chance.key(seed, "complaints", one) for one in numbers], np.int64)
    work = _desks(plan)
    first = np.zeros(len(numbers) + 1, np.int64)
    at = 0
    for i, (k0, k1) in enumerate(keys.tolist()):
        while True:
            end, then = draw(plan, window.until, k0, k1, cases, int(first[i]), visits, at, *work)
            if end >= 0 and then >= 0:
                break
            if end < 0:
                cases = _longer(cases, len(cases))
            else:
                visits = _longer(visits, len(visits))
        first[i + 1], at = end, then
    return _Cases(keys, cases, first, visits)


@dataclass(frozen=True)
class _Luck:
    """What decides which cases come and what they meet: policies that share it share them."""

    plan: Plan = field(compare=False)
    window: Window = field(compare=False)
    seed: int | bytes
    numbers: range
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        told = sha256(repr((self.window.until, self.turns)).encode())
        for name in _LUCK if self.turns else _ARRIVALS:
            each = np.ascontiguousarray(getattr(self.plan, name))
            told.update(repr((name, each.shape)).encode() + each.tobytes())
        object.__setattr__(self, "digest", told.hexdigest())

    @property
    def turns(self) -> int:
        """How many visits a case to make room for: none where being late changes its way."""
        plan = self.plan
        asked = plan.asked[: plan.asks[plan.asks_clock], 0]
        return 0 if (asked == plan.at_attr + plan.attributes - 2).any() else _TURNS


@lru_cache(_KEPT)
def _kept(luck: _Luck) -> _Cases:
    return _came_in(luck.plan, luck.window, luck.seed, luck.numbers, turns=luck.turns)


def _compiled(plan: Plan) -> tuple[_Loop, _Draw]:
    """Return the loop and the drawing of cases: compiled by one process, found by the others."""
    loop, draw = _functions()
    if not getattr(loop, "signatures", True):
        nothing = Window(until=-1, warm=0, end=0, log=0)
        cases, turns = _table(0, tables.CASE_COLUMNS), _table(0, tables.TURN_COLUMNS)
        none = _Cases(_table(0, 2), cases, np.zeros(1, np.int64), turns)
        measures = np.empty((0, plan.tallies))
        with chance.one_compiles():
            draw(plan, -1, 0, 0, cases, 0, turns, 0, *_desks(plan))
            loop(plan, _fresh(plan, nothing, none), nothing, none.keys, none.first, measures)
    return loop, draw


def _functions() -> tuple[_Loop, _Draw]:
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


def _table(rows: int, columns: int) -> Any:
    return np.empty((rows, columns), np.int64)


def _desks(plan: Plan) -> tuple[Any, Any, Any, Any]:
    """Return what the drawing of cases works with: see :func:`_kernel_arrivals.draw`."""
    count = len(plan.channel)
    return (
        _table(1, plan.columns),
        np.empty(count, np.int64),
        np.empty(count),
        np.empty(count, np.int64),
    )


def _fresh(plan: Plan, window: Window, came: _Cases) -> State:
    """Return tables for a run; the loop clears them."""
    cases, most = came.cases, int(np.diff(came.first).max(initial=0))
    rows = len(cases) if window.log else 1
    state = State(
        count=np.zeros(tables.COUNTS, np.int64),
        # An open case has its end on the heap, a board its meeting.
        times=np.empty(len(plan.office), np.int64),
        codes=np.empty(len(plan.office), np.int64),
        page=np.empty(_PAGES_A_CASE * most + 2, np.int64),
        slot=_table(0, plan.columns),
        alarms=_table(2 * plan.deadlines, 3),
        desk=_table(len(plan.office), tables.FIRST + 2 * plan.levels),
        tally=np.empty(plan.tallies),
        ready=np.empty(0, np.int64),
        rows=_table(max(_ROWS_A_CASE * rows, 1), 4),
        cases=cases,
        clocks=_table(rows, 5),
        turns=came.turns,
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
