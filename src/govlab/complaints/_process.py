"""What a complaint process is: who, by which way, through what, by when, and on what basis.

These are the nouns that every other module shares. A process is declared in YAML (see
``docs/processes.md``), read by :mod:`govlab.complaints._declaration`, and from the same
object come the simulation, the picture, the event log and the rules it is checked by.
Times are days, rates cases a month of 365.25/12 days.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from govlab.course import Text
from govlab.thai import Period

# What a rule of routing may ask besides the declared attributes: the channel, whether a
# deadline that binds has passed, and whether the case has been at the stage before.
CHANNEL, LATE, VISIT = "channel", "late", "visit"
LATE_VALUES = ("no", "yes")
VISIT_VALUES = ("first", "again")
DAYS_A_MONTH = 365.25 / 12

Phase = Literal["enter", "start", "end"]
Dispersion = Literal["exponential", "lognormal", "fixed", "empirical"]
Reach = Literal["named", "withheld", "absent"]


@dataclass(frozen=True, slots=True)
class Basis:
    """What a value or a step rests on: facts of the sources, an assumption, or neither.

    Parameters
    ----------
    sources : tuple of str
        Fact ids (``S2-022``), reference ids (``R-010``) or legal references.
    assumption : str or None
        Number of the assumption in ``datasets/assumptions.csv``.
    set_by_caller : bool
        The value was replaced by ``--set`` or a policy file.
    """

    sources: tuple[str, ...] = ()
    assumption: str | None = None
    set_by_caller: bool = False

    @property
    def founded(self) -> bool:
        """Whether it rests on anything."""
        return bool(self.sources or self.assumption or self.set_by_caller)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its basis."""

    value: float
    basis: Basis = field(default_factory=Basis)

    def __float__(self) -> float:
        return float(self.value)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an office, a person by role, a committee.

    Parameters
    ----------
    may_know_identity : bool
        Whether the rule lets this actor know who complained.
    """

    title: Text
    may_know_identity: bool = False
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True)
class Meetings:
    """When a board meets, and how many cases it takes at a meeting.

    Parameters
    ----------
    every : {"week", "month"} or int
        Once a week, once a month, or every so many days.
    day : int
        Day of the month (1-31, the last day where there is none), weekday (1 Monday - 7),
        or for a number of days the first meeting's distance from the start.
    hour : float
        Hour of the day at which it meets.
    capacity : Quantity
        Cases at a meeting, at most.
    carry_over : bool
        A meeting on a holiday is held on the next working day.
    """

    every: Literal["week", "month"] | int
    day: int
    hour: float
    capacity: Quantity
    carry_over: bool = True


@dataclass(frozen=True, slots=True)
class Resource:
    """Who or what a stage waits for: so many officers, or a board that meets.

    Parameters
    ----------
    capacity : Quantity or None
        Cases handled at the same time; None when nobody ever waits. Not for a board.
    meetings : Meetings or None
        For a board: the gate that cases wait at.
    cost_a_day : Quantity or None
        Baht for one unit of capacity and calendar day.
    """

    title: Text
    capacity: Quantity | None = None
    meetings: Meetings | None = None
    cost_a_day: Quantity | None = None
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True)
class Hours:
    """A calendar of work: the hours of working days, or without a pause.

    Parameters
    ----------
    opens, closes : float
        Hours of the day, 0-24.
    days : {"government", "weekdays", "all"}
        Working days of government offices (holidays of the dataset), Monday to Friday, or
        every day.
    """

    opens: float
    closes: float
    days: Literal["government", "weekdays", "all"] = "government"


@dataclass(frozen=True, slots=True)
class Channel:
    """A way in.

    Parameters
    ----------
    a_month : Quantity
        Cases expected a month.
    entry : str
        Stage that a case comes to first.
    hours : tuple of float
        24 shares of a day by hour; empty for an even day.
    weekdays : tuple of float
        Seven shares of a week, Monday first; empty for an even week.
    months : tuple of Quantity
        Factors of the rate month by month from the start, the last one going on; empty
        for a steady rate.
    """

    title: Text
    a_month: Quantity
    entry: str
    hours: tuple[float, ...] = ()
    weekdays: tuple[float, ...] = ()
    months: tuple[Quantity, ...] = ()
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True)
class Attribute:
    """What is known of a case from its arrival: one of several values.

    Parameters
    ----------
    given : str or None
        Attribute (or ``channel``) that the shares depend on; it stands before this one.
    shares : mapping
        Value of `given` (``""`` for all others) to shares by value, each adding up to 1.
    """

    title: Text
    values: Mapping[str, Text]
    given: str | None
    shares: Mapping[str, Mapping[str, Quantity]]
    basis: Basis = field(default_factory=Basis)


# Attribute (or pseudo-attribute) to the values that a rule is for.
When = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Service:
    """How long a stage takes, in days of its calendar, for the cases `when` is for.

    Parameters
    ----------
    mean : Quantity
        Mean; of ``fixed`` the value; of ``empirical`` unused.
    spread : Quantity or None
        Coefficient of variation of ``lognormal``.
    values : tuple of float
        Durations of ``empirical``: each equally likely, straight lines between.
    """

    kind: Dispersion
    mean: Quantity
    spread: Quantity | None = None
    values: tuple[float, ...] = ()
    when: When = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """Where cases go: the first rule whose `when` holds decides.

    Parameters
    ----------
    to : mapping of str to Quantity
        Stage or outcome to its share; the shares add up to 1.
    """

    to: Mapping[str, Quantity]
    when: When = field(default_factory=dict)
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True)
class Stage:
    """One thing done to a case.

    Parameters
    ----------
    actor : str
        Who does it.
    resource : str or None
        What it waits for; None when it never waits.
    calendar : str
        Text of the calendar that its duration runs by.
    service : tuple of Service
        The first whose `when` holds is the one; the last holds for all.
    identity : {"named", "withheld", "absent"}
        Whether the file at this stage shows who complained, covers it, or does not hold it.
    next : tuple of Rule
        The last holds for all.
    """

    title: Text
    actor: str
    service: tuple[Service, ...]
    next: tuple[Rule, ...]
    resource: str | None = None
    calendar: str = "always"
    identity: Reach = "withheld"
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a case ends."""

    title: Text
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment of a case: arrival (no stage), or a phase of a stage."""

    stage: str | None
    phase: Phase = "enter"


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline: from one moment to another within a period by legal counting.

    Parameters
    ----------
    act : Text
        What must have been done.
    starts, stops : Mark
        The moments that set it running and end it. It starts anew when `starts` comes
        again after it ended.
    period : Period
        Length, unit and way of counting.
    when : mapping
        Cases it is for.
    reading_of : str or None
        Rule that this is one reading of, where the source leaves several open.
    binds : bool
        A reading that does not bind is measured, but neither expedites nor makes late.
    expedite_days : Quantity or None
        So many days before the last day a waiting case goes before all others (เร่งรัด).
    escalate_to : str or None
        Actor who is told when the last day has passed; the case then goes before all others.
    """

    title: Text
    act: Text
    starts: Mark
    stops: Mark
    period: Period
    when: When = field(default_factory=dict)
    reading_of: str | None = None
    binds: bool = True
    expedite_days: Quantity | None = None
    escalate_to: str | None = None
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True)
class Accompaniment:
    """What is done beside a stage while it lasts: suspension of the accused, a follow-up.

    It takes none of the stage's resource and changes neither its length nor its end.

    Parameters
    ----------
    beside : str
        Stage it goes along with; it begins so many days after that begins.
    after_days : Quantity
    share : Quantity
        Share of the cases in which it is done.
    every_days : Quantity or None
        Repeated as an act of a moment so often until the stage ends; None for a state that
        lasts until the stage ends.
    """

    title: Text
    actor: str
    beside: str
    after_days: Quantity
    share: Quantity
    every_days: Quantity | None = None
    identity: Reach = "withheld"
    when: When = field(default_factory=dict)
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True)
class Report:
    """A report of the centre on its cases, every so many months of the fiscal year."""

    title: Text
    actor: str
    to: str
    every_months: int
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True)
class Priority:
    """Level of the cases `when` is for: 1 is served before 2. 0 is for expedited ones."""

    level: int
    when: When = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Process:
    """A complaint process, whole.

    Parameters
    ----------
    start : date
        Day zero of the simulation.
    warm_up_days : float
        Days before measuring begins, when the office starts empty.
    unfounded : tuple of str
        Paths of numbers in the declaration that have neither source nor assumption.
    sha256 : str
        Digest of the declaration after overrides, in canonical form.
    """

    id: str
    title: Text
    note: Text
    start: date
    warm_up_days: float
    actors: Mapping[str, Actor]
    resources: Mapping[str, Resource]
    calendars: Mapping[str, Hours]
    channels: Mapping[str, Channel]
    attributes: Mapping[str, Attribute]
    priorities: tuple[Priority, ...]
    stages: Mapping[str, Stage]
    outcomes: Mapping[str, Outcome]
    deadlines: Mapping[str, Clock]
    accompaniments: Mapping[str, Accompaniment]
    reports: Mapping[str, Report]
    conformance: Mapping[str, Mapping[str, object]]
    unfounded: tuple[str, ...] = ()
    sha256: str = ""
