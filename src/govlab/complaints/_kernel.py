# ruff: noqa: PLR0917 - numba compiles positional calls only
"""The engine: one event loop for every process, on arrays and integers alone.

The same source runs compiled (numba) and as plain Python and writes the same event log
bit for bit: times are whole microseconds, ties are ordered by (time, kind of event,
case), and every random number is named by what it is for instead of by when it is drawn:

======================  =====================================================
counter of Philox       what the two numbers of a block decide
======================  =====================================================
(n, channel, 1, 0)      time until case n of the channel
(n, channel, 2, j)      attributes 2j and 2j + 1 of case n of the channel
(n, channel, stage, v)  duration and way on at visit v of case n to the stage
======================  =====================================================

Channels and stages go in as digests of their names: a policy that adds a stage, an
officer or a channel leaves the luck of every other case and stage as it was (common
random numbers), whatever the order of events becomes. What comes in is drawn before the
loop begins; what luck has for each visit is drawn there too when many policies will use it
(:mod:`govlab.complaints._kernel_arrivals`), else as the visits begin.

The loop stops where a table is full and goes on where it stopped once the caller has
made it larger: memory grows with the cases that are open, not with those that ever were.
"""

from typing import Any

from govlab.complaints import _kernel_draws, _kernel_events, _kernel_queues
from govlab.complaints._kernel_draws import holds, opened, turn, way_on, worked
from govlab.complaints._kernel_events import (
    clear,
    drop_first,
    expect,
    open_pages,
    push,
    schedule_end,
    turn_page,
)
from govlab.complaints._kernel_queues import (
    clear_alarm,
    first_waiting,
    go_first,
    link,
    log_row,
    moment,
    set_alarm,
    stop_clock,
    unlink,
    within,
)
from govlab.complaints._kernel_tables import (
    AFTER,
    AFTER_LAST,
    ALARM,
    ARRIVED,
    AT_END,
    BASE,
    BEGAN,
    BOARD,
    BUSY,
    CALENDAR,
    CALLED,
    CAME,
    CAPACITY,
    CASE,
    CASE_MASK,
    CASE_OF,
    CASES,
    CHANNEL_OF,
    CLOCK_STATES,
    CLOCKS,
    CLOCKS_FULL,
    CLOSED,
    DAYS,
    DONE,
    END,
    ENTER,
    ENTERED,
    ENTRY,
    EXHAUSTED,
    FAR,
    FINISH,
    FIRST_CASE,
    FIRST_TURN,
    FORETOLD,
    FREE,
    HEAD,
    HEAP,
    INDEX,
    KIND,
    KNOWN,
    KNOWN_BITS,
    KNOWN_MASK,
    LAPSED,
    LEVEL,
    LUCK_HIGH,
    LUCK_LOW,
    MEETING,
    MEETING_AT,
    MEETING_CAPACITY,
    NEXT_COMES,
    NEXT_PAGE,
    NOWHERE,
    NUMBER,
    OPEN,
    OPEN_AREA,
    ORDINAL,
    OUTCOME,
    OVERDUE,
    RAISES,
    READIED,
    RESOURCE,
    ROWS,
    ROWS_FULL,
    RUN,
    RUNNING,
    SLOT_MASK,
    SLOTS_FULL,
    SOJOURN_N,
    SOJOURN_SQUARES,
    SOJOURN_SUM,
    STAGE,
    START,
    STARTED,
    STILL_OPEN,
    STRIKES,
    TURN,
    WAITING,
    WAY,
    WORK,
    Plan,
    State,
    Window,
)


def _begin(plan: Plan, st: State, window: Window, slot: int, now: int, k0: int, k1: int) -> None:
    """Begin the stage that a case is at: its length and way on are drawn here.

    Who takes a case out of hours starts on it when the office opens: that moment is the
    start, also for a deadline, though it is marked when the case is taken.
    """
    k = st.slot[slot, STAGE] & INDEX
    if st.count[FORETOLD]:
        work = st.turns[st.slot[slot, TURN] & INDEX, WORK]
        st.slot[slot, plan.at_visits + k] += 1
    else:
        c, n = st.slot[slot, CHANNEL_OF] & INDEX, int(st.slot[slot, NUMBER])
        work, high, low = turn(plan, st.slot, slot, k, c, n, k0, k1)
        st.slot[slot, LUCK_HIGH] = high
        st.slot[slot, LUCK_LOW] = low
    h = plan.step[k, CALENDAR]
    start = now
    if h < 0:
        end = now + work
    else:
        start = opened(plan, st, h, now)
        end = worked(plan, st, h, start, work) if start < FAR else FAR
    st.slot[slot, STARTED] = start
    moment(plan, st, window, slot, k, START, start)
    schedule_end(st, end, slot)


def _call_meeting(plan: Plan, st: State, r: int, now: int) -> None:
    """See that the next meeting of a board with cases is on the way."""
    if st.desk[r, CALLED]:
        return
    board = plan.office[r, BOARD] & INDEX
    i = st.desk[r, MEETING_AT] & INDEX
    # A case that comes at the very moment of a meeting is still taken there.
    while plan.meeting[board, i] < now:
        i += 1
    st.desk[r, MEETING_AT] = i
    if plan.meeting[board, i] == FAR:
        st.count[EXHAUSTED] = 1
    push(st, plan.meeting[board, i], MEETING << KIND | r << CASE)
    st.desk[r, CALLED] = 1


def _can_begin(st: State, slot: int) -> None:
    """Note that nothing keeps a case from its stage any more."""
    i = st.count[READIED] & INDEX
    st.count[READIED] = i + 1
    st.ready[i] = slot


def _enter(plan: Plan, st: State, window: Window, slot: int, k: int, now: int) -> None:
    """Bring a case to a stage: begin at once, or wait."""
    st.slot[slot, STAGE] = k
    st.slot[slot, ENTERED] = now
    again = 1 if st.slot[slot, plan.at_visits + k] > 0 else 0
    st.slot[slot, plan.at_attr + plan.attributes - 1] = again
    moment(plan, st, window, slot, k, ENTER, now)
    r = plan.step[k, RESOURCE]
    if r < 0:
        _can_begin(st, slot)
        return
    if plan.office[r, BOARD] >= 0:
        link(plan, st, slot, r)
        _call_meeting(plan, st, r, now)
    elif st.desk[r, BUSY] < plan.office[r, CAPACITY]:
        st.desk[r, BUSY] += 1
        _can_begin(st, slot)
    else:
        link(plan, st, slot, r)


def _close(plan: Plan, st: State, window: Window, slot: int, outcome: int, now: int) -> None:
    """End a case."""
    for d in range(plan.deadlines):
        if st.slot[slot, plan.at_due + d] >= 0:
            stop_clock(plan, st, window, slot, d, now, LAPSED)
    st.count[OPEN] -= 1
    st.tally[OPEN_AREA] += within(window, st.slot[slot, ARRIVED], now)
    if window.warm <= st.slot[slot, ARRIVED] < window.end:
        days = (now - st.slot[slot, ARRIVED]) * DAYS
        st.tally[plan.sum_closed + outcome] += 1.0
        st.tally[SOJOURN_N] += 1.0
        st.tally[SOJOURN_SUM] += days
        st.tally[SOJOURN_SQUARES] += days * days
    if window.log:
        st.cases[st.slot[slot, CASE_OF], OUTCOME] = outcome
        st.cases[st.slot[slot, CASE_OF], CLOSED] = now
    st.slot[slot, CASE_OF] = -1
    st.slot[slot, AFTER] = st.count[FREE]
    st.count[FREE] = slot


def _finish(plan: Plan, st: State, window: Window, slot: int, now: int) -> int:
    """End a stage of a case and let the next in line begin; return where the case goes."""
    k = st.slot[slot, STAGE] & INDEX
    entered, started = st.slot[slot, ENTERED], st.slot[slot, STARTED]
    moment(plan, st, window, slot, k, FINISH, now)
    if st.count[FORETOLD]:
        to = st.turns[st.slot[slot, TURN] & INDEX, WAY]
        st.slot[slot, TURN] += 1
    else:
        high, low = int(st.slot[slot, LUCK_HIGH]), int(st.slot[slot, LUCK_LOW])
        to = way_on(plan, st.slot, slot, k, high, low)
    if window.log:
        late = st.slot[slot, plan.at_attr + plan.attributes - 2]
        log_row(st, st.slot[slot, CASE_OF], k, to, late, entered, started, now)
    if window.warm <= entered < window.end:
        st.tally[plan.sum_visits + k] += 1.0
        st.tally[plan.sum_wait + k] += (started - entered) * DAYS
        st.tally[plan.sum_service + k] += (now - started) * DAYS
    r = plan.step[k, RESOURCE]
    if r >= 0 and started > entered:
        st.tally[plan.sum_queue + r] += within(window, entered, started)
    if r >= 0 and plan.office[r, BOARD] < 0:
        st.tally[plan.sum_busy + r] += within(window, started, now)
        other = first_waiting(plan, st, r)
        if other >= 0:
            unlink(plan, st, other, r)
            _can_begin(st, other)
        else:
            st.desk[r, BUSY] -= 1
    return int(to)


def _meet(plan: Plan, st: State, r: int, now: int) -> None:
    """Let a board take as many cases as it can."""
    st.desk[r, CALLED] = 0
    st.desk[r, MEETING_AT] += 1
    for _ in range(plan.office[r, MEETING_CAPACITY]):
        slot = first_waiting(plan, st, r)
        if slot < 0:
            break
        unlink(plan, st, slot, r)
        _can_begin(st, slot)
    if first_waiting(plan, st, r) >= 0:
        _call_meeting(plan, st, r, now)


def _strike(plan: Plan, st: State, window: Window, row: int, now: int) -> None:
    """Let the first alarm of a list strike: expedite its case, or find it overdue."""
    slot = st.alarms[row, HEAD] & INDEX
    d, overdue = (row >> 1) & INDEX, row & 1
    clear_alarm(plan, st, slot, d)
    if overdue:
        st.slot[slot, plan.at_attr + plan.attributes - 2] = 1
    else:
        set_alarm(plan, st, slot, d, 1, st.slot[slot, plan.at_due + d])
    if not overdue or plan.limit[d, RAISES]:
        go_first(plan, st, slot)
        if window.log:
            late = st.slot[slot, plan.at_attr + plan.attributes - 2]
            log_row(st, st.slot[slot, CASE_OF], plan.stages + row, NOWHERE, late, now, now, now)


def _arrive(plan: Plan, st: State, window: Window, now: int) -> int:
    """Take the next case in; return its slot."""
    slot = st.count[FREE] & INDEX
    st.count[FREE] = st.slot[slot, AFTER]
    case = st.count[CASES] & INDEX
    row = (st.count[FIRST_CASE] + case) & INDEX
    known = st.cases[row, KNOWN]
    st.slot[slot, CASE_OF] = case
    st.slot[slot, NUMBER] = st.cases[row, ORDINAL]
    st.slot[slot, CHANNEL_OF] = known & KNOWN_MASK
    st.slot[slot, ARRIVED] = now
    st.slot[slot, WAITING] = 0
    st.slot[slot, TURN] = st.cases[row, FIRST_TURN]
    for a in range(plan.attributes - 2):
        st.slot[slot, plan.at_attr + a] = (known >> (KNOWN_BITS * a)) & KNOWN_MASK
    for i in range(plan.at_attr + plan.attributes - 2, plan.at_due):
        st.slot[slot, i] = 0
    for i in range(plan.at_due, plan.at_began):
        st.slot[slot, i] = -1
    rule = plan.asks_priority
    while not holds(plan, st.slot, rule, slot):
        rule += 1
    level = plan.priority[rule - plan.asks_priority]
    st.slot[slot, LEVEL] = level
    st.slot[slot, BASE] = level
    st.count[OPEN] += 1
    expect(st, case + 1)
    moment(plan, st, window, slot, plan.stages, ENTER, now)
    return int(slot)


def _full(plan: Plan, st: State, window: Window) -> tuple[int, int]:
    """Return how many events the tables have room for, and which of them ends first."""
    # The heap has room for what every slot and board may have on it: one event.
    spare, full = st.slot.shape[0] - st.count[OPEN], SLOTS_FULL
    if window.log:
        rows = st.rows.shape[0] - st.count[ROWS]
        if rows < spare:
            spare, full = rows, ROWS_FULL
        # One event sets in motion a case and its successor, or the cases of a meeting.
        most = (min(plan.most, st.slot.shape[0]) + 2) * plan.deadlines
        clocks = (st.clocks.shape[0] - st.count[CLOCKS]) // max(most, 1)
        if plan.deadlines > 0 and clocks < spare:
            spare, full = clocks, CLOCKS_FULL
    return spare, full


def _count_what_goes_on(plan: Plan, st: State, window: Window) -> None:
    """Add to the tallies what has begun and not ended when the simulation stops."""
    until = window.until
    for slot in range(st.slot.shape[0]):
        if st.slot[slot, CASE_OF] < 0:
            continue
        arrived = st.slot[slot, ARRIVED]
        st.tally[AT_END] += 1.0
        st.tally[STILL_OPEN] += 1.0 if window.warm <= arrived < window.end else 0.0
        st.tally[OPEN_AREA] += within(window, arrived, until)
        for d in range(plan.deadlines):
            due, began = st.slot[slot, plan.at_due + d], st.slot[slot, plan.at_began + d]
            # A start that an office's hours moved may lie beyond the end.
            if due >= 0 and began <= until and window.warm <= began < window.end:
                state = OVERDUE if due <= until else RUNNING
                st.tally[plan.sum_clocks + d * CLOCK_STATES + state] += 1.0
        r = plan.step[st.slot[slot, STAGE] & INDEX, RESOURCE]
        if r < 0:
            continue
        begun = until if st.slot[slot, WAITING] else min(until, st.slot[slot, STARTED])
        st.tally[plan.sum_queue + r] += within(window, st.slot[slot, ENTERED], begun)
        if plan.office[r, BOARD] < 0:
            st.tally[plan.sum_busy + r] += within(window, begun, until)


def advance(plan: Plan, st: State, window: Window, keys: Any, first: Any, measures: Any) -> int:
    """Run replications until `window.until`, or until a table is full; say which.

    Parameters
    ----------
    plan : Plan
    st : State
        Numbers zero to begin with; afterwards the state of the last replication.
    window : Window
    keys : int array, replications by 2
        Keys of the generator.
    first : int array, replications + 1
        Row of the first case of each in ``State.cases``, which is filled.
    measures : float array, replications by ``Plan.tallies``
        Filled with the tallies of each.

    Returns
    -------
    int
        ``DONE``, or the table to make larger before the loop is called again.
    """
    while st.count[RUN] < keys.shape[0]:
        run = st.count[RUN]
        if st.count[BEGAN] == 0:
            clear(st)
            st.count[BEGAN] = 1
            st.count[RUN] = run
            st.count[FORETOLD] = st.turns.shape[0] > 0
            st.count[FIRST_CASE] = first[run]
            st.count[AFTER_LAST] = first[run + 1]
            expect(st, 0)
            last = st.count[AFTER_LAST] - 1
            open_pages(st, st.cases[last & INDEX, CAME] if last >= st.count[FIRST_CASE] else 0)
        full = _go_on(plan, st, window, int(keys[run, 0]), int(keys[run, 1]))
        if full != DONE:
            return full
        _count_what_goes_on(plan, st, window)
        for i in range(plan.tallies):
            measures[run, i] = st.tally[i]
        st.count[BEGAN] = 0
        st.count[RUN] = run + 1
    return DONE


def _go_on(plan: Plan, st: State, window: Window, k0: int, k1: int) -> int:
    """Let events happen until the end, or until a table is full."""
    while True:
        spare, full = _full(plan, st, window)
        if spare == 0:
            return full
        for _ in range(spare):
            row = st.count[ALARM] & INDEX
            strikes = FAR if st.count[ALARM] < 0 else st.alarms[row, STRIKES]
            others = min(strikes, st.count[NEXT_COMES])
            ends = st.times[0] if st.count[HEAP] > 0 else FAR
            while st.count[NEXT_PAGE] <= min(ends, others):
                turn_page(st)
                ends = st.times[0] if st.count[HEAP] > 0 else FAR
            now = min(ends, others)
            if now > window.until:
                return DONE
            if ends != now and strikes == now:
                _strike(plan, st, window, row, now)
            else:
                _happen(plan, st, window, now, k0, k1)


def _happen(plan: Plan, st: State, window: Window, now: int, k0: int, k1: int) -> None:
    """Let the next event that is no alarm happen."""
    slot, to = 0, -1
    if st.count[HEAP] > 0 and st.times[0] == now:
        code = st.codes[0]
        drop_first(st)
        if code >> KIND == END:
            slot = code & SLOT_MASK
            to = _finish(plan, st, window, slot, now)
            if to >= plan.stages:
                _close(plan, st, window, slot, to - plan.stages, now)
        else:
            _meet(plan, st, (code >> CASE) & CASE_MASK, now)
    else:
        slot = _arrive(plan, st, window, now)
        to = plan.channel[st.slot[slot, CHANNEL_OF] & INDEX, ENTRY]
    if 0 <= to < plan.stages:
        _enter(plan, st, window, slot, to, now)
    # Each part of the loop has one place: compiled code takes it in there.
    for i in range(st.count[READIED]):
        _begin(plan, st, window, st.ready[i] & INDEX, now, k0, k1)
    st.count[READIED] = 0


# What the compiler has to know besides the loop itself.
PARTS = (
    *_kernel_draws.PARTS,
    *_kernel_events.PARTS,
    *_kernel_queues.PARTS,
    _begin,
    _call_meeting,
    _can_begin,
    _enter,
    _close,
    _finish,
    _meet,
    _strike,
    _arrive,
    _full,
    _count_what_goes_on,
    _go_on,
    _happen,
)
