"""The arrays of the engine: a process laid out, and all that the loop remembers.

A table has one row for each thing and one named column for each of its numbers. Few
tables with many columns, instead of many arrays, keep the compiled calls short.
"""

from typing import Any, NamedTuple

DAY = 86_400_000_000
HOUR = 3_600_000_000
# Multiplying by it takes a fifth of the time of dividing by a day.
DAYS = 1.0 / DAY
# Later than everything: what a table does not reach.
FAR = 1 << 61
NEVER = FAR + 1

# Kinds of events on the heap, in the order in which those of one moment happen: who ends
# frees a place before anybody asks for one. Alarms come after them, arrivals last.
END, MEETING = range(2)
# A code is kind, case and slot in one integer, so that one comparison orders them.
KIND, CASE = 61, 24
CASE_MASK = (1 << (KIND - CASE)) - 1
SLOT_MASK = (1 << CASE) - 1
# What is masked by it is an index that the compiler knows to count from the front: it need
# not look every time whether Python's counting from the end is meant.
INDEX = (1 << 31) - 1
COMES, IS = 1, 2  # third word of the counter; stages have digests above these

# Why the loop stopped.
DONE, SLOTS_FULL, ROWS_FULL, CLOCKS_FULL = range(4)
# States of a deadline.
ON_TIME, LATE, RUNNING, OVERDUE, LAPSED = range(5)
CLOCK_STATES = 5
ENTER, START, FINISH = range(3)
EXPONENTIAL, LOGNORMAL, FIXED, EMPIRICAL = 1, 2, 3, 4

# Plan.step, a row a stage; the row after the last stage is arrival.
KEY, RESOURCE, CALENDAR, LAW_FROM, LAW_TO, RULE_FROM, RULE_TO = range(7)
STARTS, STOPS = 7, 10  # three columns each: bits of the deadlines by phase
STEP_COLUMNS = 13
# Plan.channel, Plan.office, Plan.hours, Plan.calendar, Plan.limit.
ENTRY, CHANNEL_KEY = range(2)
CAPACITY, BOARD, MEETING_CAPACITY = range(3)
OPENS, LENGTH, WORKING_DAYS = range(3)
IS_WORKED, BEFORE_IT, NTH = range(3)
WARN, BINDS, RAISES = range(3)

# State.count. Comes: when the next case does; from the row of the first to that after the last.
# Page: the last one that went to the heap; bits of time that are not its number; when the next
# begins.
(
    HEAP, ROWS, CASES, CLOCKS, FREE, OPEN, EXHAUSTED, READIED, ALARM, BEGAN, RUN, NEXT_COMES,
    FIRST_CASE, AFTER_LAST, FORETOLD, PAGE, PAGE_BITS, NEXT_PAGE, COUNTS,
) = range(19)  # fmt: skip
# State.slot, a row an open case; after these come the columns of Plan.at_*.
(
    CASE_OF, NUMBER, CHANNEL_OF, ARRIVED, STAGE, ENTERED, STARTED, LUCK_HIGH, LUCK_LOW,
    AFTER, BEFORE, LEVEL, BASE, WAITING, TURN, ENDS, SLOT_COLUMNS,
) = range(17)  # fmt: skip
# State.desk, a row a resource; then the first and the last waiting of each level.
BUSY, QUEUE, CALLED, MEETING_AT, FIRST = range(5)
# State.alarms, two rows a deadline: cases to expedite, cases that will be overdue.
HEAD, TAIL, STRIKES = range(3)
# State.tally, before the sections of Plan.sum_*.
(
    OPEN_AREA, SOJOURN_N, SOJOURN_SUM, SOJOURN_SQUARES, STILL_OPEN, AT_END, TALLIES,
) = range(7)  # fmt: skip
# State.rows: a visit that ended. Who: case << 24 | activity << 12 | way on << 1 | late.
WHO, READY, BEGUN, ENDED = range(4)
WHO_CASE, WHO_ACTIVITY, WHO_TO, WHO_MASK = 24, 12, 1, 0x7FF
NOWHERE = WHO_MASK
# State.cases. Known: six bits an attribute, the channel lowest. Outcome -1 while open.
# Ordinal: its number among the cases of its channel.
CAME, CLOSED, OUTCOME, KNOWN, ORDINAL, FIRST_TURN, CASE_COLUMNS = range(7)
KNOWN_BITS = 6
KNOWN_MASK = (1 << KNOWN_BITS) - 1
# State.turns: a visit as luck has it, in microseconds of the stage's calendar.
WORK, WAY, TURN_COLUMNS = range(3)
# State.clocks: a deadline that was started. Whose: case << 8 | deadline.
WHOSE, SET, DUE, STOPPED, CLOCK_STATE = range(5)
WHOSE_CASE = 8


# np.uint32
Place = Any


class Plan(NamedTuple):
    """A process as arrays; made by :func:`govlab.complaints._plan.plan`.

    Places and columns are unsigned: what is added to them is an index from the front.

    Sizes: A attributes (the channel first; ``late`` and ``visit`` last), V values at
    most, K stages, R resources, D deadlines, N days of the tables.
    """

    attributes: int
    stages: int
    deadlines: int
    levels: int
    most: int  # cases that a meeting takes, at most
    # First column of a slot's attributes, visits by stage, and by deadline: due, begun,
    # row of the log, time and list of its alarm, its neighbours there.
    at_attr: Place
    at_visits: Place
    at_due: Place
    at_began: Place
    at_row: Place
    at_alarm: Place
    at_list: Place
    at_later: Place
    at_earlier: Place
    columns: int
    # First place of the tallies by resource, stage, outcome and deadline.
    sum_busy: Place
    sum_queue: Place
    sum_visits: Place
    sum_wait: Place
    sum_service: Place
    sum_closed: Place
    sum_clocks: Place
    tallies: int
    # First of the conditions of ways on, deadlines and priorities; laws are first.
    asks_rule: Place
    asks_clock: Place
    asks_priority: Place
    arrive_total: Any  # float [C, N + 1]: cases expected before the day
    arrive_pace: Any  # float [C]: rows of the next table by expected case
    arrive_from: Any  # int [C, N + 2]: a day not after that of so many expected cases
    arrive_hour: Any  # float [C, 25]: share of the day's cases before the hour
    channel: Any  # int [C, 2]
    parent: Any  # int [A]: attribute that the shares of each depend on
    shares: Any  # float [A, V, V]: cumulated, by value of the parent
    asks: Any  # int [. + 1]: first of what a rule asks
    asked: Any  # int [., 2]: column of a slot, bits of the values that will do
    priority: Any  # int [.]: level
    step: Any  # int [K + 1, STEP_COLUMNS]
    law: Any  # float [S, 2]: mean in days, or mean and sigma of the logarithm
    law_kind: Any  # int [S + 1, 2]: kind, first of its values
    values: Any  # float [.]
    rule: Any  # int [U + 1]: first of its targets
    target: Any  # int [.]: stage, or K + outcome
    chance: Any  # float [.]: cumulated
    office: Any  # int [R, 3]
    meeting: Any  # int [boards, .]: microseconds, FAR at the end
    hours: Any  # int [calendars, 3]: microseconds of the day; working days in all
    calendar: Any  # int [calendars, 3, N + 1]: worked, working days before, n-th such day
    limit: Any  # int [D, 3]
    due: Any  # int [D, N + 1]: end of the last day, by day of the start


class State(NamedTuple):
    """All that the loop remembers, and the tables it fills."""

    count: Any
    # The heap has the events of this stretch of time, and few are quickly in order; those
    # that end later are listed by stretch, a page each.
    times: Any
    codes: Any
    page: Any  # slot of the first listed, -1 for none
    slot: Any
    alarms: Any
    desk: Any
    # What began between the end of warm-up and the end of measuring: numbers and days.
    tally: Any
    ready: Any  # slots of the cases that begin a stage now
    rows: Any
    cases: Any  # all that come, written before; with a log, how they ended
    clocks: Any
    turns: Any  # of the cases one after another, when they were drawn before


class Window(NamedTuple):
    """From when to when, microseconds: simulated until, measured from and to."""

    until: int
    warm: int
    end: int
    log: int
