# ruff: noqa: PLR0917 - numba compiles positional calls only
"""Parts of the engine: lengths of service, ways on, moments of a calendar."""

import math
from typing import Any

from govlab.chance import philox, unit
from govlab.complaints._kernel_tables import (
    BEFORE_IT,
    CALENDAR,
    CHANNEL_KEY,
    DAY,
    EXHAUSTED,
    EXPONENTIAL,
    FAR,
    FIXED,
    INDEX,
    IS_WORKED,
    KEY,
    LAW_FROM,
    LAW_TO,
    LENGTH,
    LOGNORMAL,
    NTH,
    OPENS,
    RULE_FROM,
    RULE_TO,
    WORKING_DAYS,
    Plan,
    State,
)


def normal(u: float) -> float:
    """Return the standard normal quantile of `u`: AS 241 (Wichura 1988), PPND16."""
    q = u - 0.5
    if abs(q) <= 0.425:  # noqa: PLR2004 - limits and coefficients of the paper
        r = 0.180625 - q * q
        return (
            q
            * (((((((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r
            + 6.7265770927008700853e4) * r + 4.5921953931549871457e4) * r
            + 1.3731693765509461125e4) * r + 1.9715909503065514427e3) * r
            + 1.3314166789178437745e2) * r + 3.3871328727963666080e0)
            / (((((((5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r
            + 3.9307895800092710610e4) * r + 2.1213794301586595867e4) * r
            + 5.3941960214247511077e3) * r + 6.8718700749205790830e2) * r
            + 4.2313330701600911252e1) * r + 1.0)
        )  # fmt: skip
    # 2**-54 stands for the smallest numbers: the generator gives multiples of 2**-53.
    r = math.sqrt(-math.log(max(min(u, 1.0 - u), 5.551115123125783e-17)))
    if r <= 5.0:  # noqa: PLR2004
        r -= 1.6
        z = (
            (((((((7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r
            + 2.41780725177450611770e-1) * r + 1.27045825245236838258e0) * r
            + 3.64784832476320460504e0) * r + 5.76949722146069140550e0) * r
            + 4.63033784615654529590e0) * r + 1.42343711074968357734e0)
            / (((((((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r
            + 1.51986665636164571966e-2) * r + 1.48103976427480074590e-1) * r
            + 6.89767334985100004550e-1) * r + 1.67638483018380384940e0) * r
            + 2.05319162663775882187e0) * r + 1.0)
        )  # fmt: skip
    else:
        r -= 5.0
        z = (
            (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r
            + 1.24266094738807843860e-3) * r + 2.65321895265761230930e-2) * r
            + 2.96560571828504891230e-1) * r + 1.78482653991729133580e0) * r
            + 5.46378491116411436990e0) * r + 6.65790464350110377720e0)
            / (((((((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r
            + 1.84631831751005468180e-5) * r + 7.86869131145613259100e-4) * r
            + 1.48753612908506148525e-2) * r + 1.36929880922735805310e-1) * r
            + 5.99832206555887937690e-1) * r + 1.0)
        )  # fmt: skip
    return -z if q < 0.0 else z


def holds(plan: Plan, slots: Any, row: int, slot: int) -> bool:
    """Return whether every attribute of the case is among those the row is for."""
    for i in range(plan.asks[row], plan.asks[row + 1]):
        if (plan.asked[i, 1] >> slots[slot, plan.asked[i, 0] & INDEX]) & 1 == 0:
            return False
    return True


def duration(plan: Plan, law: int, u: float) -> float:
    """Return the length of a stage in days of its calendar."""
    kind = plan.law_kind[law, 0]
    if kind == EXPONENTIAL:
        return float(-math.log(1.0 - u) * plan.law[law, 0])
    if kind == LOGNORMAL:
        return math.exp(plan.law[law, 0] + plan.law[law, 1] * normal(u))
    if kind == FIXED:
        return float(plan.law[law, 0])
    first = plan.law_kind[law, 1] & INDEX
    place = u * (plan.law_kind[law + 1, 1] - first - 1)
    i = int(place) & INDEX
    low = plan.values[first + i]
    if place == i:
        return float(low)
    return float(low + (place - i) * (plan.values[first + i + 1] - low))


def turn(
    plan: Plan, slots: Any, slot: int, k: int, c: int, n: int, k0: int, k1: int
) -> tuple[int, int, int]:
    """Return how much work the next visit of a case to stage `k` is, and the luck of its way on.

    Microseconds of the calendar of the stage, and two words of the generator.
    """
    words = philox(
        n,
        int(plan.channel[c, CHANNEL_KEY]),
        int(plan.step[k, KEY]),
        int(slots[slot, plan.at_visits + k]),
        k0,
        k1,
    )
    slots[slot, plan.at_visits + k] += 1
    law, last = plan.step[k, LAW_FROM] & INDEX, plan.step[k, LAW_TO] - 1
    while law < last and not holds(plan, slots, law, slot):
        law += 1
    h = plan.step[k, CALENDAR]
    day = DAY if h < 0 else plan.hours[h, LENGTH]
    work = int(duration(plan, law, unit(words[0], words[1])) * day + 0.5)
    return work, words[2], words[3]


def way_on(plan: Plan, slots: Any, slot: int, k: int, high: int, low: int) -> int:
    """Return where a case goes from stage `k`: a stage, or beyond them an outcome."""
    rule, last = plan.step[k, RULE_FROM] & INDEX, plan.step[k, RULE_TO] - 1
    while rule < last and not holds(plan, slots, plan.asks_rule + rule, slot):
        rule += 1
    i, end = plan.rule[rule] & INDEX, plan.rule[rule + 1] - 1
    if i < end:
        u = unit(high, low)
        while i < end and u >= plan.chance[i]:
            i += 1
    return int(plan.target[i])


def opened(plan: Plan, st: State, h: int, time: int) -> int:
    """Return the first moment from `time` on at which calendar `h` works."""
    day = (time // DAY) & INDEX
    if day >= plan.calendar.shape[2]:
        st.count[EXHAUSTED] = 1
        return FAR
    opens = plan.hours[h, OPENS]
    nth = plan.calendar[h, BEFORE_IT, day] & INDEX
    if plan.calendar[h, IS_WORKED, day] == 1:
        clock = time - day * DAY
        if clock < opens:
            return int(day * DAY + opens)
        if clock < opens + plan.hours[h, LENGTH]:
            return time
        nth += 1
    if nth >= plan.hours[h, WORKING_DAYS]:
        st.count[EXHAUSTED] = 1
        return FAR
    return int(plan.calendar[h, NTH, nth] * DAY + opens)


def worked(plan: Plan, st: State, h: int, time: int, work: int) -> int:
    """Return when `work` microseconds of calendar `h` have passed since `time`, inside it."""
    if work <= 0:
        return time
    day = (time // DAY) & INDEX
    length = plan.hours[h, LENGTH]
    opens = plan.hours[h, OPENS]
    total = plan.calendar[h, BEFORE_IT, day] * length + time - day * DAY - opens + work
    nth = ((total - 1) // length) & INDEX
    if nth >= plan.hours[h, WORKING_DAYS]:
        st.count[EXHAUSTED] = 1
        return FAR
    return int(plan.calendar[h, NTH, nth] * DAY + opens + total - nth * length)


PARTS = (normal, holds, duration, turn, way_on, opened, worked)
