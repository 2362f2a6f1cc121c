"""The shapes of a process file and of a policy file, ``schema: 1``.

What the names mean stands in :mod:`govlab.complaints._process`; how a trainer writes them
in ``docs/processes.md``.
"""

import math
import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from govlab.complaints._process import Phase, Reach
from govlab.thai import Unit

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Words = Annotated[str, StringConstraints(pattern=r"\S")]
REST = "rest"
_FRACTION = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*/\s*([0-9]+(?:\.[0-9]+)?)\s*", re.ASCII)


def fraction(text: object) -> float | None:
    """Return the value of a fraction such as ``11/23``; None for anything else."""
    found = _FRACTION.fullmatch(text) if isinstance(text, str) else None
    if found is None or not float(found[2]):
        return None
    return float(found[1]) / float(found[2])


def _plain(value: object) -> object:
    """Return a number for a fraction, and what was given for anything else."""
    found = fraction(value)
    return value if found is None else found


def _numbered(value: object) -> object:
    """Return a bare number as the mapping it stands for."""
    bare = isinstance(value, int | float) and not isinstance(value, bool)
    if bare or fraction(value) is not None:
        return {"value": value}
    if isinstance(value, str):
        # A word lands in the field of numbers, so that the message says what is wrong.
        return {REST: True} if value == REST else {"value": value}
    return value


def _certain(value: object) -> object:
    """Return the one thing named as the mapping of shares it stands for."""
    return {value: {"certain": True}} if isinstance(value, str) else value


def _listed(value: object) -> object:
    return [value] if isinstance(value, str | dict) else value


def _ruled(value: object) -> object:
    return [{"to": value}] if isinstance(value, str) else _listed(value)


def _marked(value: object) -> object:
    return {} if value == "arrival" else value


def _valued(value: object) -> object:
    return {"values": value} if isinstance(value, list) else value


def _texts(value: object) -> object:
    values = value if isinstance(value, list) else [value]
    return [str(one) if isinstance(one, int | float) else one for one in values]


class Shape(BaseModel):
    """A mapping of the file: no key but those named."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class TextShape(Shape):
    """Both languages."""

    th: Words
    en: Words


class BasedShape(Shape):
    """Something that rests on sources, on assumptions, or on neither."""

    sources: list[str] = []
    assumption: Annotated[list[str], BeforeValidator(_texts)] = []


Finite = Annotated[float, BeforeValidator(_plain), Field(allow_inf_nan=False)]


class NumberShape(BasedShape):
    """A number: its value, the assumption it is looked up in, or both."""

    value: Finite | None = None
    times: Finite | None = None


class ShareShape(NumberShape):
    """A share: a number, what the others leave (``rest``), or all (the one thing named)."""

    rest: bool = False
    certain: bool = False


Number = Annotated[NumberShape, BeforeValidator(_numbered)]
Share = Annotated[ShareShape, BeforeValidator(_numbered)]
Shares = Annotated[dict[str, Share], BeforeValidator(_certain), Field(min_length=1)]
When = dict[str, Annotated[list[str], BeforeValidator(_texts), Field(min_length=1)]]


class NumbersShape(BasedShape):
    """Several numbers of one kind."""

    values: list[Annotated[float, Field(ge=0, allow_inf_nan=False)]]


Numbers = Annotated[NumbersShape, BeforeValidator(_valued)]


class ActorShape(BasedShape):
    """An actor."""

    title: TextShape
    may_know_identity: bool = False


class HoursShape(BasedShape):
    """A calendar."""

    opens: Number
    closes: Number
    days: Literal["government", "weekdays", "all"] = "government"


class MeetingsShape(BasedShape):
    """When a board meets."""

    every: Literal["week", "month"] | Annotated[int, Field(ge=1)]
    day: Number
    hour: Number
    capacity: Number
    carry_over: bool = True


class ResourceShape(BasedShape):
    """Officers or a board."""

    title: TextShape
    capacity: Number | None = None
    meetings: MeetingsShape | None = None
    cost_a_day: Number | None = None


class ChannelShape(BasedShape):
    """A way in."""

    title: TextShape
    a_month: Number
    entry: str
    hours: Numbers | None = None
    weekdays: Numbers | None = None
    months: list[Number] = []


class AttributeShape(BasedShape):
    """What is known of a case."""

    title: TextShape
    values: Annotated[dict[str, TextShape], Field(min_length=1)]
    given: str | None = None
    shares: Annotated[dict[str, Shares], Field(min_length=1)]


class ExponentialShape(Shape):
    """Exponential: its mean."""

    mean: Number


class LognormalShape(Shape):
    """Lognormal: mean or median, and coefficient of variation or sigma of the logarithm."""

    mean: Number | None = None
    median: Number | None = None
    cv: Number | None = None
    sigma: Number | None = None


class ServiceShape(BasedShape):
    """How long a stage takes: exactly one of the four kinds."""

    when: When = {}
    exponential: ExponentialShape | None = None
    lognormal: LognormalShape | None = None
    fixed: Number | None = None
    empirical: Numbers | None = None


class RuleShape(BasedShape):
    """Where cases go."""

    when: When = {}
    to: Shares


class StageShape(BasedShape):
    """A stage."""

    title: TextShape
    actor: str
    resource: str | None = None
    calendar: str = "always"
    identity: Reach = "withheld"
    service: Annotated[list[ServiceShape], BeforeValidator(_listed), Field(min_length=1)]
    next: Annotated[list[RuleShape], BeforeValidator(_ruled), Field(min_length=1)]


class OutcomeShape(BasedShape):
    """How a case ends."""

    title: TextShape


class MarkShape(Shape):
    """A moment: ``arrival``, a phase of a stage, or one that the file names in ``moments``."""

    stage: str | None = None
    phase: Phase = "enter"
    moment: str | None = None


Mark = Annotated[MarkShape, BeforeValidator(_marked)]


class ClockShape(BasedShape):
    """A deadline."""

    title: TextShape
    act: TextShape
    starts: Mark
    stops: Mark
    length: Number
    unit: Unit
    count_first_day: bool = False
    carry_over: bool = True
    when: When = {}
    reading_of: str | None = None
    binds: bool = True
    expedite_days: Number | None = None
    escalate_to: str | None = None


class AccompanimentShape(BasedShape):
    """What is done beside a stage."""

    title: TextShape
    actor: str
    beside: str
    after_days: Number
    share: Number
    every_days: Number | None = None
    identity: Reach = "withheld"
    when: When = {}


class ReportShape(BasedShape):
    """A report."""

    title: TextShape
    actor: str
    to: str
    every_months: Number


class PriorityShape(BasedShape):
    """A level of priority."""

    level: int
    when: When = {}


class ProcessFile(Shape):
    """``course/processes/NAME.yaml``."""

    schema_version: Annotated[Literal[1], Field(alias="schema")]
    process: Name
    title: TextShape
    note: TextShape | None = None
    start: date
    warm_up_days: Number
    actors: Annotated[dict[Name, ActorShape], Field(min_length=1)]
    calendars: dict[Name, HoursShape] = {}
    resources: dict[Name, ResourceShape] = {}
    channels: Annotated[dict[Name, ChannelShape], Field(min_length=1)]
    attributes: dict[Name, AttributeShape] = {}
    priorities: list[PriorityShape] = []
    stages: Annotated[dict[Name, StageShape], Field(min_length=1)]
    outcomes: Annotated[dict[Name, OutcomeShape], Field(min_length=1)]
    moments: dict[Name, Mark] = {}
    deadlines: dict[Name, ClockShape] = {}
    accompaniments: dict[Name, AccompanimentShape] = {}
    reports: dict[Name, ReportShape] = {}
    conformance: dict[Name, dict[str, Any]] = {}


class PolicyFile(Shape):
    """A policy: what it changes in a process."""

    schema_version: Annotated[Literal[1], Field(alias="schema")]
    policy: Name
    title: TextShape
    note: TextShape | None = None
    base: str | None = None
    changes: Annotated[dict[str, Any], Field(alias="set", min_length=1)]


# What a caller may add, besides changing what stands there: an entry of a collection, or
# a field that an entry leaves out.
COLLECTIONS: dict[str, type[Shape]] = {
    "actors": ActorShape,
    "calendars": HoursShape,
    "resources": ResourceShape,
    "channels": ChannelShape,
    "attributes": AttributeShape,
    "stages": StageShape,
    "outcomes": OutcomeShape,
    "moments": MarkShape,
    "deadlines": ClockShape,
    "accompaniments": AccompanimentShape,
    "reports": ReportShape,
}


def variation(sigma: float) -> float:
    """Return the coefficient of variation of a lognormal with that sigma of its logarithm.

    Examples
    --------
    >>> round(variation(0.8), 4)
    0.9468
    """
    return math.sqrt(math.expm1(sigma * sigma))
