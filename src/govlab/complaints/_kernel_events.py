"""Parts of the engine: what happens next.

The heap holds the ends of one stretch of time, a page, and the meetings; what ends later
waits on its page. Arrivals and alarms come in their own order already.
"""

from govlab.complaints._kernel_tables import (
    AFTER,
    AFTER_LAST,
    ALARM,
    CAME,
    CASE,
    CASE_OF,
    CASES,
    COUNTS,
    END,
    ENDS,
    FAR,
    FIRST,
    FIRST_CASE,
    HEAD,
    HEAP,
    INDEX,
    KIND,
    NEVER,
    NEXT_COMES,
    NEXT_PAGE,
    PAGE,
    PAGE_BITS,
    STRIKES,
    TAIL,
    State,
)


def sooner(st: State, one: int, other: int) -> int:
    """Return 1 when event `one` of the heap comes before event `other`, else 0."""
    apart = st.times[one] - st.times[other]
    if apart == 0:
        apart = st.codes[one] - st.codes[other]
    return int(apart < 0)


def rise(st: State, i: int, time: int, code: int) -> None:
    """Put an event at place `i` of the heap, or above it where it belongs."""
    while i > 0:
        up = (i - 1) >> 1
        if st.times[up] < time or (st.times[up] == time and st.codes[up] <= code):
            break
        st.times[i] = st.times[up]
        st.codes[i] = st.codes[up]
        i = up
    st.times[i] = time
    st.codes[i] = code


def push(st: State, time: int, code: int) -> None:
    """Add an event to the heap."""
    i = st.count[HEAP] & INDEX
    st.count[HEAP] = i + 1
    rise(st, i, time, code)


def drop_first(st: State) -> None:
    """Take the first event off the heap.

    The gap goes down to a leaf, always to the earlier of two, and the last event rises
    from there: no comparison on the way has an end that could not be foretold.
    """
    n = (st.count[HEAP] - 1) & INDEX
    st.count[HEAP] = n
    i, on = 0, 1
    while on < n:
        if on + 1 < n:
            on += sooner(st, on + 1, on)
        st.times[i] = st.times[on]
        st.codes[i] = st.codes[on]
        i, on = on, (2 * on + 1) & INDEX
    rise(st, i, st.times[n], st.codes[n])


def push_end(st: State, time: int, slot: int) -> None:
    """Add the end of a case to the heap."""
    push(st, time, END << KIND | st.slot[slot, CASE_OF] << CASE | slot)


def schedule_end(st: State, time: int, slot: int) -> None:
    """Put the end of a case on the heap, or on its page when that has not come."""
    st.slot[slot, ENDS] = time
    page = min(time >> st.count[PAGE_BITS], st.page.shape[0] - 1) & INDEX
    if page > st.count[PAGE]:
        st.slot[slot, AFTER] = st.page[page]
        st.page[page] = slot
    else:
        push_end(st, time, slot)


def turn_page(st: State) -> None:
    """Put the ends of the next page on the heap."""
    page = (st.count[PAGE] + 1) & INDEX
    slot = st.page[page]
    while slot >= 0:
        push_end(st, st.slot[slot, ENDS], slot)
        slot = st.slot[slot, AFTER]
    st.count[PAGE] = page
    last = page == st.page.shape[0] - 1
    st.count[NEXT_PAGE] = NEVER if last else (page + 1) << st.count[PAGE_BITS]


def open_pages(st: State, last: int) -> None:
    """Lay the pages out, so that those before the last take what ends until then."""
    bits = 0
    while last >> bits >= st.page.shape[0] - 1:
        bits += 1
    for i in range(st.page.shape[0]):
        st.page[i] = -1
    st.count[PAGE_BITS] = bits
    st.count[PAGE] = 0
    st.count[NEXT_PAGE] = 1 << bits


def expect(st: State, case: int) -> None:
    """Look up when the next case comes."""
    st.count[CASES] = case
    row = (st.count[FIRST_CASE] + case) & INDEX
    st.count[NEXT_COMES] = st.cases[row, CAME] if row < st.count[AFTER_LAST] else FAR


def clear(st: State) -> None:
    """Forget everything: the state at time zero."""
    for i in range(COUNTS):
        st.count[i] = 0
    st.count[ALARM] = -1
    for slot in range(st.slot.shape[0]):
        st.slot[slot, CASE_OF] = -1
        st.slot[slot, AFTER] = slot + 1
    for row in range(st.alarms.shape[0]):
        st.alarms[row, HEAD] = -1
        st.alarms[row, TAIL] = -1
        st.alarms[row, STRIKES] = FAR
    for r in range(st.desk.shape[0]):
        for i in range(st.desk.shape[1]):
            st.desk[r, i] = 0 if i < FIRST else -1
    for i in range(st.tally.shape[0]):
        st.tally[i] = 0.0


PARTS = (
    sooner,
    rise,
    push,
    push_end,
    drop_first,
    schedule_end,
    turn_page,
    open_pages,
    expect,
    clear,
)
