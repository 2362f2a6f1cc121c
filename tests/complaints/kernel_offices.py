"""Offices made by hand for the tests of the engine, and its tables as plain rows."""

from datetime import date

from govlab import thai
from govlab.complaints import _engine, _plan
from govlab.complaints import _kernel_tables as tables
from govlab.complaints._process import (
    Attribute,
    Channel,
    Clock,
    Hours,
    Mark,
    Meetings,
    Outcome,
    Priority,
    Process,
    Quantity,
    Resource,
    Rule,
    Service,
    Stage,
)
from govlab.course import Text

CALENDAR = thai.government_calendar()
DAY = tables.DAY
SEED = 2566
MONTH = 365.25 / 12
NAME = Text("ชื่อ", "name")
WORDS = ["on_time", "late", "running", "overdue", "lapsed"]


def to(**shares):
    return {name: Quantity(share) for name, share in shares.items()}


def rules(**shares):
    return (Rule(to(**shares)),)


def exponential(mean, **when):
    return Service("exponential", Quantity(mean), when=only(**when))


def lognormal(mean, spread, **when):
    return Service("lognormal", Quantity(mean), Quantity(spread), when=only(**when))


def fixed(mean, **when):
    return Service("fixed", Quantity(mean), when=only(**when))


def empirical(*values):
    return Service("empirical", Quantity(0.0), values=values)


def only(**when):
    return {name: frozenset(values) for name, values in when.items()}


def stage(service, ways, resource=None, calendar="always"):
    services = service if isinstance(service, tuple) else (service,)
    return Stage(NAME, "actor", services, ways, resource, calendar)


def officers(number):
    return Resource(NAME, capacity=Quantity(number))


def board(every, day, capacity, *, hour=14.0, carry_over=True):
    return Resource(NAME, meetings=Meetings(every, day, hour, Quantity(capacity), carry_over))


def arrivals(a_day, entry, **more):
    return Channel(NAME, Quantity(a_day * MONTH), entry, **more)


def values(given=None, **shares):
    """Return an attribute; `shares` by value of `given`, or of itself."""
    rows = shares if given else {"": shares}
    named = {"" if parent == "else_" else parent: to(**shares) for parent, shares in rows.items()}
    listed = dict.fromkeys(name for row in named.values() for name in row)
    return Attribute(NAME, dict.fromkeys(listed, NAME), given, named)


def made(**parts):
    """Return a process of the given parts."""
    whole = {
        "id": "office", "title": NAME, "note": NAME, "start": date(2023, 3, 1), "warm_up_days": 0,
        "actors": {}, "resources": {}, "calendars": {}, "channels": {}, "attributes": {},
        "priorities": (), "stages": {}, "outcomes": {"closed": Outcome(NAME)}, "deadlines": {},
        "accompaniments": {}, "reports": {}, "conformance": {},
    }  # fmt: skip
    return Process(**{**whole, **parts})


def queue(servers, a_day, service):
    """Return an office of one stage."""
    return made(
        resources={"desk": officers(servers)},
        channels={"letter": arrivals(a_day, "check")},
        stages={"check": stage(service, rules(closed=1.0), "desk")},
    )


def rich(**changed):
    """Return an office in which everything that the engine knows happens, often."""
    hours = (0.0,) * 7 + tuple(range(1, 17)) + (0.0,)
    parts = {
        "resources": {
            "desk": officers(6), "panel": officers(15), "centre": board("week", 3, 18),
            "council": board("month", 31, 60, hour=9.0),
        },
        "calendars": {
            "office": Hours(8.5, 16.5), "weekdays": Hours(0, 24, "weekdays"),
            "shifts": Hours(6, 22, "all"),
        },
        "channels": {
            "app": arrivals(6, "check", hours=hours, weekdays=(2, 1, 1, 1, 1, 0.5, 0)),
            "letter": arrivals(3, "check", months=(Quantity(1.0), Quantity(0.2), Quantity(1.4))),
            "field": arrivals(0.5, "inquiry"),
        },
        "attributes": {
            "conduct": values(fraud=0.3, rude=0.7),
            "rank": values(
                "conduct",
                fraud={"low": 0.8, "high": 0.2}, else_={"low": 0.95, "mid": 0.0, "high": 0.05},
            ),
            "urgent": values("channel", field={"yes": 1.0}, else_={"yes": 0.1, "no": 0.9}),
        },
        "priorities": (
            Priority(1, only(urgent=["yes"])), Priority(2, only(conduct=["fraud"])), Priority(3),
        ),
        "stages": {
            "check": stage(
                (fixed(0.1, visit=["again"]), lognormal(0.3, 0.9, conduct=["fraud"]),
                 exponential(0.35)),
                (Rule(to(outside=1.0), only(rank=["high"])),
                 Rule(to(inquiry=0.6, dismissed=0.4), only(late=["yes"])),
                 Rule(to(centre=0.5, dismissed=0.3, unit=0.2))),
                "desk", "office",
            ),
            "centre": stage(fixed(0.0), rules(inquiry=0.8, unit=0.2), "centre"),
            "inquiry": stage(empirical(1.5, 0.5, 3.0, 2.0, 11.0), rules(council=1.0),
                             "panel", "weekdays"),
            "unit": stage(
                lognormal(5.0, 1.5),
                (Rule(to(closed=1.0), only(visit=["again"], channel=["letter", "field"])),
                 Rule(to(closed=0.8, check=0.2))),
                None, "shifts",
            ),
            "council": stage(fixed(0.25), rules(closed=0.97, check=0.03), "council"),
        },
        "outcomes": {name: Outcome(NAME) for name in ("outside", "dismissed", "closed")},
        "deadlines": {
            "decide": Clock(
                NAME, NAME, Mark(None), Mark("centre", "end"), thai.Period(7, "working_day"),
                expedite_days=Quantity(2.0), escalate_to="actor",
            ),
            "look": Clock(
                NAME, NAME, Mark("check", "enter"), Mark("check", "start"),
                thai.Period(1, "day"), when=only(channel=["app"]), expedite_days=Quantity(9.0),
            ),
            "report": Clock(
                NAME, NAME, Mark("inquiry", "start"), Mark("council", "end"),
                thai.Period(1, "month"), binds=False,
            ),
            "act": Clock(
                NAME, NAME, Mark("check", "end"), Mark("unit", "start"),
                thai.Period(2, "week"), escalate_to="actor",
            ),
        },
    }  # fmt: skip
    return made(**{**parts, **changed})


def run(process, days, *, seed=SEED, replication=0, warm=0):
    """Return plan and state after so many days, with the log."""
    plan = _plan.plan(process, days=days + 400, arrivals=days, calendar=CALENDAR)
    window = tables.Window(until=days * DAY, warm=warm * DAY, end=days * DAY, log=1)
    return plan, _engine.run(plan, window, seed, replication)


def rows(process, state):
    """Return the log: case, activity, way on, late, ready, start, end."""
    names = [*process.stages]
    names += [f"{act}:{one}" for one in process.deadlines for act in ("expedite", "overdue")]
    ways = [*process.stages, *process.outcomes]
    found = []
    for who, ready, begun, ended in state.rows[: state.count[tables.ROWS]].tolist():
        way = (who >> tables.WHO_TO) & tables.WHO_MASK
        found.append((
            who >> tables.WHO_CASE,
            names[(who >> tables.WHO_ACTIVITY) & tables.WHO_MASK],
            None if way == tables.NOWHERE else ways[way],
            bool(who & 1), ready, begun, ended,
        ))  # fmt: skip
    return found


def cases(process, state):
    """Return the cases: arrived, closed, outcome, values of the attributes."""
    known = [list(process.channels), *(list(one.values) for one in process.attributes.values())]
    outcomes = [*process.outcomes]
    found = []
    for came, closed, outcome, packed, *_ in state.cases[: state.count[tables.CASES]].tolist():
        told = [
            names[(packed >> (tables.KNOWN_BITS * a)) & (2**tables.KNOWN_BITS - 1)]
            for a, names in enumerate(known)
        ]
        ended = None if outcome < 0 else outcomes[outcome]
        found.append((came, None if closed < 0 else closed, ended, *told))
    return found


def clocks(process, state):
    """Return the deadlines: case, name, set, due, stopped, state."""
    names = [*process.deadlines]
    found = []
    for whose, began, due, stopped, told in state.clocks[: state.count[tables.CLOCKS]].tolist():
        case, name = whose >> tables.WHOSE_CASE, names[whose & (2**tables.WHOSE_CASE - 1)]
        ended = None if stopped < 0 else stopped
        found.append((case, name, began, due, ended, WORDS[told]))
    return found
