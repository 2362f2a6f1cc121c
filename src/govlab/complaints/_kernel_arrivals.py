# ruff: noqa: PLR0917 - numba compiles positional calls only
"""What comes in: the cases of a replication, before anything is done about them.

No policy inside the office changes it, so that the policies of a sweep share it.
"""

import math
from typing import Any

from govlab.chance import philox, unit
from govlab.complaints._kernel_tables import (
    CAME,
    CHANNEL_KEY,
    CLOSED,
    COMES,
    DAY,
    FAR,
    HOUR,
    IS,
    KNOWN,
    KNOWN_BITS,
    KNOWN_MASK,
    ORDINAL,
    OUTCOME,
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


def draw(
    plan: Plan, until: int, k0: int, k1: int, cases: Any, first: int, made: Any, reach: Any, at: Any
) -> int:
    """Write the cases that come until a moment, in their order, from row `first` on.

    Parameters
    ----------
    plan : Plan
    until : int
        Microseconds.
    k0, k1 : int
        Key of the replication.
    cases : int array, rows by columns
        ``State.cases``.
    first : int
    made, reach, at : array, one entry a channel
        To work with: cases made, cases expected, when the next comes.

    Returns
    -------
    int
        The row after the last; -1 when there were more cases than rows.
    """
    for c in range(made.shape[0]):
        made[c] = 0
        reach[c] = 0.0
        at[c] = comes(plan, reach, c, 0, k0, k1)
    row = first
    while True:
        soonest = 0
        for c in range(1, made.shape[0]):
            if at[c] < at[soonest]:
                soonest = c
        if at[soonest] > until or at[soonest] == FAR:
            return row
        if row == cases.shape[0]:
            return -1
        n = int(made[soonest])
        cases[row, CAME] = at[soonest]
        cases[row, CLOSED] = -1
        cases[row, OUTCOME] = -1
        cases[row, KNOWN] = know(plan, soonest, n, k0, k1)
        cases[row, ORDINAL] = n
        made[soonest] = n + 1
        at[soonest] = comes(plan, reach, soonest, n + 1, k0, k1)
        row += 1


# What the compiler has to know besides the function itself.
PARTS = (comes, know)
