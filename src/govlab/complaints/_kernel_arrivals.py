# ruff: noqa: PLR0917 - numba compiles positional calls only
"""What comes in: the cases of a replication, and what luck has for each of their visits.

No number of officers changes it, so that most policies of a sweep share it.
"""

import math
from typing import Any

from govlab.chance import philox, unit
from govlab.complaints import _kernel_draws
from govlab.complaints._kernel_draws import turn, way_on
from govlab.complaints._kernel_tables import (
    CAME,
    CHANNEL_KEY,
    CLOSED,
    COMES,
    DAY,
    ENTRY,
    FAR,
    FIRST_TURN,
    HOUR,
    IS,
    KNOWN,
    KNOWN_BITS,
    KNOWN_MASK,
    ORDINAL,
    OUTCOME,
    WAY,
    WORK,
    Plan,
)

_HOURS = 24


def comes(plan: Plan, reach: Any, c: int, n: int, k0: int, k1: int) -> int:
    """Return when case `n` of channel `c` comes; `reach` is what was expected until then."""
    words = philox(n, int(plan.channel[c, CHANNEL_KEY]), COMES, 0, k0, k1)
    reach[c] -= math.log(1.0 - unit(words[0], words[1]))
    days = plan.arrive_total.shape[1] - 1
    day = plan.arrive_from[c, int(min(reach[c] * plan.arrive_pace[c], days + 1.0))]
    while day < days and plan.arrive_total[c, day + 1] <= reach[c]:
        day += 1
    if day == days:
        return FAR
    low = plan.arrive_total[c, day]
    share = (reach[c] - low) / (plan.arrive_total[c, day + 1] - low)
    hour = 0
    for i in range(1, _HOURS):
        hour += 1 if plan.arrive_hour[c, i] <= share else 0
    low = plan.arrive_hour[c, hour]
    width = plan.arrive_hour[c, hour + 1] - low
    part = min((share - low) / width, 1.0) if width > 0.0 else 0.0
    return int(day * DAY + int((hour + part) * HOUR))


def know(plan: Plan, c: int, n: int, k0: int, k1: int) -> int:
    """Return what is known of case `n` of channel `c`: six bits an attribute."""
    known = c
    words = (0, 0, 0, 0)
    for a in range(1, plan.attributes - 2):
        if a % 2 == 1:
            words = philox(n, int(plan.channel[c, CHANNEL_KEY]), IS, a >> 1, k0, k1)
            u = unit(words[0], words[1])
        else:
            u = unit(words[2], words[3])
        parent = (known >> (KNOWN_BITS * plan.parent[a])) & KNOWN_MASK
        v = 0
        while u >= plan.shares[a, parent, v]:
            v += 1
        known |= v << (KNOWN_BITS * a)
    return int(known)


def foretell(
    plan: Plan,
    until: int,
    cases: Any,
    row: int,
    turns: Any,
    at: int,
    scratch: Any,
    k0: int,
    k1: int,
) -> int:
    """Write the visits of a case from row `at` on; return the row after the last.

    No case is faster than its work: what would begin after `until` at the best is left out.
    -1 when there were more visits than rows.
    """
    known = cases[row, KNOWN]
    for i in range(plan.at_attr, plan.at_due):
        scratch[0, i] = 0
    for a in range(plan.attributes - 2):
        scratch[0, plan.at_attr + a] = (known >> (KNOWN_BITS * a)) & KNOWN_MASK
    c, n, time = known & KNOWN_MASK, int(cases[row, ORDINAL]), cases[row, CAME]
    k = plan.channel[c, ENTRY]
    while k < plan.stages and time <= until:
        if at == turns.shape[0]:
            return -1
        again = 1 if scratch[0, plan.at_visits + k] > 0 else 0
        scratch[0, plan.at_attr + plan.attributes - 1] = again
        work, high, low = turn(plan, scratch, 0, k, c, n, k0, k1)
        k = way_on(plan, scratch, 0, k, high, low)
        turns[at, WORK] = work
        turns[at, WAY] = k
        time += work
        at += 1
    return at


def draw(
    plan: Plan,
    until: int,
    k0: int,
    k1: int,
    cases: Any,
    row: int,
    turns: Any,
    at: int,
    scratch: Any,
    made: Any,
    reach: Any,
    comes_at: Any,
) -> tuple[int, int]:
    """Write the cases that come until a moment, in their order, from row `row` on.

    Parameters
    ----------
    plan : Plan
    until : int
        Microseconds.
    k0, k1 : int
        Key of the replication.
    cases : int array, rows by columns
        ``State.cases``.
    row : int
    turns : int array, rows by columns
        ``State.turns``: the visits of the cases, from row `at` on. Without rows, none.
    at : int
    scratch : int array, 1 by ``Plan.columns``
    made, reach, comes_at : array, one entry a channel
        To work with, as `scratch`: cases made, cases expected, when the next comes.

    Returns
    -------
    tuple of int
        The rows after the last; -1 for a table that had too few.
    """
    for c in range(made.shape[0]):
        made[c] = 0
        reach[c] = 0.0
        comes_at[c] = comes(plan, reach, c, 0, k0, k1)
    while True:
        c = 0
        for other in range(1, made.shape[0]):
            if comes_at[other] < comes_at[c]:
                c = other
        if comes_at[c] > until or comes_at[c] == FAR:
            return row, at
        if row == cases.shape[0]:
            return -1, at
        n = int(made[c])
        cases[row, CAME] = comes_at[c]
        cases[row, CLOSED] = -1
        cases[row, OUTCOME] = -1
        cases[row, KNOWN] = know(plan, c, n, k0, k1)
        cases[row, ORDINAL] = n
        cases[row, FIRST_TURN] = at
        if turns.shape[0] > 0:
            at = foretell(plan, until, cases, row, turns, at, scratch, k0, k1)
            if at < 0:
                return row, -1
        made[c] = n + 1
        comes_at[c] = comes(plan, reach, c, n + 1, k0, k1)
        row += 1


# What the compiler has to know besides the function itself.
PARTS = (*_kernel_draws.PARTS, comes, know, foretell)
