# ruff: noqa: PLR0917 - numba compiles positional calls only
"""Parts of the engine: tallies, rows of the log, queues and deadlines."""

from govlab.complaints._kernel_draws import holds
from govlab.complaints._kernel_tables import (
    AFTER,
    ALARM,
    BASE,
    BEFORE,
    BEGUN,
    BINDS,
    CASE_OF,
    CLOCK_STATE,
    CLOCK_STATES,
    CLOCKS,
    DAY,
    DAYS,
    DUE,
    ENDED,
    EXHAUSTED,
    FAR,
    FIRST,
    HEAD,
    INDEX,
    LAPSED,
    LATE,
    LEVEL,
    ON_TIME,
    QUEUE,
    READY,
    RESOURCE,
    ROWS,
    RUNNING,
    SET,
    STAGE,
    STARTS,
    STOPPED,
    STOPS,
    STRIKES,
    TAIL,
    WAITING,
    WARN,
    WHO,
    WHO_ACTIVITY,
    WHO_CASE,
    WHO_TO,
    WHOSE,
    WHOSE_CASE,
    Plan,
    State,
    Window,
)


def within(window: Window, start: int, end: int) -> float:
    """Return how many days from `start` to `end` are measured."""
    low = max(start, window.warm)
    high = min(end, window.end)
    return (high - low) * DAYS if high > low else 0.0


def log_row(
    st: State, case: int, activity: int, to: int, late: int, ready: int, start: int, end: int
) -> None:
    """Write a row of the log."""
    i = st.count[ROWS] & INDEX
    st.count[ROWS] = i + 1
    st.rows[i, WHO] = case << WHO_CASE | activity << WHO_ACTIVITY | to << WHO_TO | late
    st.rows[i, READY] = ready
    st.rows[i, BEGUN] = start
    st.rows[i, ENDED] = end


def link(plan: Plan, st: State, slot: int, r: int) -> None:
    """Put a case at the end of its queue."""
    head = FIRST + (st.slot[slot, LEVEL] & INDEX)
    tail = head + plan.levels
    last = st.desk[r, tail]
    st.slot[slot, AFTER] = -1
    st.slot[slot, BEFORE] = last
    if last >= 0:
        st.slot[last, AFTER] = slot
    else:
        st.desk[r, head] = slot
    st.desk[r, tail] = slot
    st.slot[slot, WAITING] = 1
    st.desk[r, QUEUE] += 1


def unlink(plan: Plan, st: State, slot: int, r: int) -> None:
    """Take a case out of its queue, wherever in it it stands."""
    head = FIRST + (st.slot[slot, LEVEL] & INDEX)
    earlier, later = st.slot[slot, BEFORE], st.slot[slot, AFTER]
    if earlier >= 0:
        st.slot[earlier, AFTER] = later
    else:
        st.desk[r, head] = later
    if later >= 0:
        st.slot[later, BEFORE] = earlier
    else:
        st.desk[r, head + plan.levels] = earlier
    st.slot[slot, WAITING] = 0
    st.desk[r, QUEUE] -= 1


def first_waiting(plan: Plan, st: State, r: int) -> int:
    """Return who is next at resource `r`, -1 when nobody waits."""
    if st.desk[r, QUEUE] > 0:
        for p in range(plan.levels):
            if st.desk[r, FIRST + p] >= 0:
                return int(st.desk[r, FIRST + p])
    return -1


def go_first(plan: Plan, st: State, slot: int) -> None:
    """Let a case go before all others."""
    if st.slot[slot, WAITING] and st.slot[slot, LEVEL] > 0:
        r = plan.step[st.slot[slot, STAGE] & INDEX, RESOURCE] & INDEX
        unlink(plan, st, slot, r)
        st.slot[slot, LEVEL] = 0
        link(plan, st, slot, r)
    else:
        st.slot[slot, LEVEL] = 0


def find_alarm(st: State) -> None:
    """Find the list whose first alarm strikes next: by time, then by case."""
    first = -1
    for row in range(st.alarms.shape[0]):
        if st.alarms[row, HEAD] >= 0 and (
            first < 0
            or st.alarms[row, STRIKES] < st.alarms[first, STRIKES]
            or (
                st.alarms[row, STRIKES] == st.alarms[first, STRIKES]
                and st.slot[st.alarms[row, HEAD], CASE_OF]
                < st.slot[st.alarms[first, HEAD], CASE_OF]
            )
        ):
            first = row
    st.count[ALARM] = first


def set_alarm(plan: Plan, st: State, slot: int, d: int, overdue: int, time: int) -> None:
    """Put a case on a list of alarms, which is in their order.

    Periods of one deadline end in the order in which they began, but for those that
    begin when an office opens: the place is at the end of the list, or near it.
    """
    row = 2 * d + overdue
    case = st.slot[slot, CASE_OF]
    earlier = st.alarms[row, TAIL]
    while earlier >= 0 and (
        st.slot[earlier, plan.at_alarm + d] > time
        or (st.slot[earlier, plan.at_alarm + d] == time and st.slot[earlier, CASE_OF] > case)
    ):
        earlier = st.slot[earlier, plan.at_earlier + d]
    later = st.alarms[row, HEAD] if earlier < 0 else st.slot[earlier, plan.at_later + d]
    st.slot[slot, plan.at_alarm + d] = time
    st.slot[slot, plan.at_list + d] = row
    st.slot[slot, plan.at_earlier + d] = earlier
    st.slot[slot, plan.at_later + d] = later
    if later >= 0:
        st.slot[later, plan.at_earlier + d] = slot
    else:
        st.alarms[row, TAIL] = slot
    if earlier >= 0:
        st.slot[earlier, plan.at_later + d] = slot
    else:
        st.alarms[row, HEAD] = slot
        st.alarms[row, STRIKES] = time
        find_alarm(st)


def clear_alarm(plan: Plan, st: State, slot: int, d: int) -> None:
    """Take a case off the list of alarms that it is on, if it is on one."""
    row = st.slot[slot, plan.at_list + d]
    if row < 0:
        return
    earlier, later = st.slot[slot, plan.at_earlier + d], st.slot[slot, plan.at_later + d]
    if later >= 0:
        st.slot[later, plan.at_earlier + d] = earlier
    else:
        st.alarms[row, TAIL] = earlier
    if earlier >= 0:
        st.slot[earlier, plan.at_later + d] = later
    else:
        st.alarms[row, HEAD] = later
        st.alarms[row, STRIKES] = FAR if later < 0 else st.slot[later, plan.at_alarm + d]
        find_alarm(st)
    st.slot[slot, plan.at_list + d] = -1


def stop_clock(
    plan: Plan, st: State, window: Window, slot: int, d: int, time: int, state: int
) -> None:
    """End a deadline of a case."""
    if window.warm <= st.slot[slot, plan.at_began + d] < window.end:
        st.tally[plan.sum_clocks + d * CLOCK_STATES + state] += 1.0
    if window.log:
        i = st.slot[slot, plan.at_row + d] & INDEX
        st.clocks[i, STOPPED] = time
        st.clocks[i, CLOCK_STATE] = state
    if plan.limit[d, BINDS] and state != LAPSED:
        if state == LATE:
            st.slot[slot, plan.at_attr + plan.attributes - 2] = 1
        # A moment of a case never comes while it waits: it is in no queue now.
        st.slot[slot, LEVEL] = st.slot[slot, BASE]
    clear_alarm(plan, st, slot, d)
    st.slot[slot, plan.at_due + d] = -1


def start_clock(plan: Plan, st: State, window: Window, slot: int, d: int, time: int) -> None:
    """Set a deadline of a case running."""
    day = (time // DAY) & INDEX
    due = FAR
    if day < plan.due.shape[1]:
        due = plan.due[d, day]
    if due == FAR:
        st.count[EXHAUSTED] = 1
    st.slot[slot, plan.at_due + d] = due
    st.slot[slot, plan.at_began + d] = time
    st.slot[slot, plan.at_list + d] = -1
    i = st.count[CLOCKS] & INDEX
    st.count[CLOCKS] = i + 1
    if window.log:
        st.slot[slot, plan.at_row + d] = i
        st.clocks[i, WHOSE] = st.slot[slot, CASE_OF] << WHOSE_CASE | d
        st.clocks[i, SET] = time
        st.clocks[i, DUE] = due
        st.clocks[i, STOPPED] = -1
        st.clocks[i, CLOCK_STATE] = RUNNING
    if plan.limit[d, BINDS]:
        if plan.limit[d, WARN] >= 0:
            set_alarm(plan, st, slot, d, 0, max(due - plan.limit[d, WARN], time))
        else:
            set_alarm(plan, st, slot, d, 1, due)


def mark(plan: Plan, st: State, window: Window, slot: int, k: int, phase: int, time: int) -> None:
    """Stop and start the deadlines of a moment."""
    bits = plan.step[k, STOPS + phase]
    if bits:
        for d in range(plan.deadlines):
            due = st.slot[slot, plan.at_due + d]
            if (bits >> d) & 1 and due >= 0:
                stop_clock(plan, st, window, slot, d, time, LATE if time >= due else ON_TIME)
    bits = plan.step[k, STARTS + phase]
    if bits:
        for d in range(plan.deadlines):
            if (
                (bits >> d) & 1
                and st.slot[slot, plan.at_due + d] < 0
                and holds(plan, st.slot, plan.asks_clock + d, slot)
            ):
                start_clock(plan, st, window, slot, d, time)


def moment(plan: Plan, st: State, window: Window, slot: int, k: int, phase: int, time: int) -> None:
    """Look whether a moment of stage `k` means anything to a deadline."""
    if plan.step[k, STOPS + phase] | plan.step[k, STARTS + phase]:
        mark(plan, st, window, slot, k, phase, time)


PARTS = (
    within,
    log_row,
    link,
    unlink,
    first_waiting,
    go_first,
    find_alarm,
    set_alarm,
    clear_alarm,
    stop_clock,
    start_clock,
    mark,
    moment,
)
