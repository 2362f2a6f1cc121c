"""From the shape of a process file to the nouns of a process."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from govlab.complaints._declaration_numbers import UNKNOWN, Reading
from govlab.complaints._declaration_shapes import (
    ChannelShape,
    ClockShape,
    LognormalShape,
    MarkShape,
    MeetingsShape,
    NumberShape,
    NumbersShape,
    ProcessFile,
    ResourceShape,
    ServiceShape,
    StageShape,
    TextShape,
    variation,
)
from govlab.complaints._process import (
    Accompaniment,
    Actor,
    Attribute,
    Basis,
    Channel,
    Clock,
    Hours,
    Mark,
    Meetings,
    Outcome,
    Priority,
    Process,
    Quantity,
    Report,
    Resource,
    Rule,
    Service,
    Stage,
    When,
)
from govlab.course import Text
from govlab.text import message
from govlab.thai import Period

ALWAYS = "always"
# The stage of a moment that nothing names; the rules have nothing more to say of it.
UNNAMED = ""
_KINDS = ("exponential", "lognormal", "fixed", "empirical")
_NOWHERE = TextShape(th="–", en="–")


def built(shape: ProcessFile, tree: Mapping[str, Any], reading: Reading, sha256: str) -> Process:
    """Return the process that `shape` describes; what is wrong is recorded in `reading`."""
    return _Builder(shape, tree, reading).process(sha256)


def step_of(holder: Mapping[str, Any], key: str, number: int) -> str:
    """Return the path of an entry of a list that may be written without its brackets."""
    return f"{key}.{number}" if isinstance(holder.get(key), list) else key


def _when(shape: Mapping[str, list[str]]) -> When:
    return {name: frozenset(values) for name, values in shape.items()}


def _text(shape: TextShape) -> Text:
    return Text(shape.th, shape.en)


@dataclass(frozen=True)
class _Builder:
    shape: ProcessFile
    tree: Mapping[str, Any]
    reading: Reading

    def process(self, sha256: str) -> Process:
        shape, read = self.shape, self.reading
        warm_up = read.quantity("warm_up_days", shape.warm_up_days)
        parts: dict[str, Any] = {
            "actors": {
                name: Actor(
                    _text(one.title), one.may_know_identity, read.basis(f"actors.{name}", one)
                )
                for name, one in shape.actors.items()
            },
            "calendars": self.calendars(),
            "resources": {
                name: self.resource(f"resources.{name}", one)
                for name, one in shape.resources.items()
            },
            "channels": {
                name: self.channel(f"channels.{name}", one) for name, one in shape.channels.items()
            },
            "attributes": self.attributes(),
            "stages": {
                name: self.stage(f"stages.{name}", one) for name, one in shape.stages.items()
            },
            "outcomes": {
                name: Outcome(_text(one.title), read.basis(f"outcomes.{name}", one))
                for name, one in shape.outcomes.items()
            },
            "deadlines": {
                name: self.clock(f"deadlines.{name}", one) for name, one in shape.deadlines.items()
            },
            "accompaniments": self.accompaniments(),
            "reports": self.reports(),
        }
        return Process(
            id=shape.process,
            title=_text(shape.title),
            note=_text(shape.note or _NOWHERE),
            start=shape.start,
            warm_up_days=warm_up.value,
            priorities=tuple(Priority(one.level, _when(one.when)) for one in shape.priorities),
            conformance=shape.conformance,
            # Read last: everything above adds to it.
            unfounded=tuple(read.unfounded),
            sha256=sha256,
            **parts,
        )

    def optional(self, path: str, shape: NumberShape | None) -> Quantity | None:
        return None if shape is None else self.reading.quantity(path, shape)

    def numbers(self, path: str, shape: NumbersShape | None, owner: Basis) -> tuple[float, ...]:
        if shape is None:
            return ()
        if not (self.reading.basis(path, shape).founded or owner.founded):
            self.reading.unfounded.append(path)
        return tuple(shape.values)

    def profile(
        self, path: str, shape: NumbersShape | None, owner: Basis, length: int
    ) -> tuple[float, ...]:
        """Return weights as shares that add up to 1."""
        found = self.numbers(path, shape, owner)
        total = math.fsum(found)
        if not found:
            return ()
        if len(found) != length or not total > 0:
            self.reading.fault(
                path, message("complaints_process.profile", found=len(found), length=length)
            )
            return ()
        return tuple(one / total for one in found)

    def calendars(self) -> dict[str, Hours]:
        found = {ALWAYS: Hours(0.0, 24.0, "all")}
        for name, one in self.shape.calendars.items():
            path = f"calendars.{name}"
            self.reading.basis(path, one)
            opens = self.reading.quantity(f"{path}.opens", one.opens).value
            closes = self.reading.quantity(f"{path}.closes", one.closes).value
            found[name] = Hours(opens, closes, one.days)
        return found

    def resource(self, path: str, one: ResourceShape) -> Resource:
        return Resource(
            title=_text(one.title),
            capacity=self.optional(f"{path}.capacity", one.capacity),
            meetings=self.meetings(f"{path}.meetings", one.meetings) if one.meetings else None,
            cost_a_day=self.optional(f"{path}.cost_a_day", one.cost_a_day),
            basis=self.reading.basis(path, one),
        )

    def meetings(self, path: str, one: MeetingsShape) -> Meetings:
        self.reading.basis(path, one)
        day = self.reading.quantity(f"{path}.day", one.day).value
        if not math.isnan(day) and day != int(day):
            self.reading.fault(f"{path}.day", message("complaints_process.whole", value=day))
        return Meetings(
            every=one.every,
            day=0 if math.isnan(day) else int(day),
            hour=self.reading.quantity(f"{path}.hour", one.hour).value,
            capacity=self.reading.quantity(f"{path}.capacity", one.capacity),
            carry_over=one.carry_over,
        )

    def channel(self, path: str, one: ChannelShape) -> Channel:
        basis = self.reading.basis(path, one)
        return Channel(
            title=_text(one.title),
            a_month=self.reading.quantity(f"{path}.a_month", one.a_month),
            entry=one.entry,
            hours=self.profile(f"{path}.hours", one.hours, basis, 24),
            weekdays=self.profile(f"{path}.weekdays", one.weekdays, basis, 7),
            months=tuple(
                self.reading.quantity(f"{path}.months.{number}", each)
                for number, each in enumerate(one.months)
            ),
            basis=basis,
        )

    def attributes(self) -> dict[str, Attribute]:
        found = {}
        for name, one in self.shape.attributes.items():
            path = f"attributes.{name}"
            basis = self.reading.basis(path, one)
            found[name] = Attribute(
                title=_text(one.title),
                values={value: _text(title) for value, title in one.values.items()},
                given=one.given,
                shares={
                    key: self.reading.shares(f"{path}.shares.{key}", shares, basis)
                    for key, shares in one.shares.items()
                },
                basis=basis,
            )
        return found

    def stage(self, path: str, one: StageShape) -> Stage:
        raw = self.tree["stages"][path.partition(".")[2]]
        basis = self.reading.basis(path, one)
        return Stage(
            title=_text(one.title),
            actor=one.actor,
            service=tuple(
                self.service(f"{path}.{step_of(raw, 'service', number)}", each, basis)
                for number, each in enumerate(one.service)
            ),
            next=tuple(
                self.rule(f"{path}.{step_of(raw, 'next', number)}", each, basis)
                for number, each in enumerate(one.next)
            ),
            resource=one.resource,
            calendar=one.calendar,
            identity=one.identity,
            basis=basis,
        )

    def rule(self, path: str, one: Any, stage: Basis) -> Rule:
        own = self.reading.basis(path, one)
        basis = own if own.founded else stage
        return Rule(self.reading.shares(f"{path}.to", one.to, basis), _when(one.when), basis)

    def service(self, path: str, one: ServiceShape, stage: Basis) -> Service:
        own = self.reading.basis(path, one)
        kinds = [name for name in _KINDS if getattr(one, name) is not None]
        if len(kinds) != 1:
            words = message("complaints_process.kinds", found=", ".join(kinds) or "–")
            self.reading.fault(path, words)
            return Service("fixed", Quantity(UNKNOWN), when=_when(one.when))
        when = _when(one.when)
        if one.exponential is not None:
            mean = self.reading.quantity(f"{path}.exponential.mean", one.exponential.mean)
            return Service("exponential", mean, when=when)
        if one.lognormal is not None:
            mean, spread = self.lognormal(f"{path}.lognormal", one.lognormal)
            return Service("lognormal", mean, spread, when=when)
        if one.fixed is not None:
            return Service("fixed", self.reading.quantity(f"{path}.fixed", one.fixed), when=when)
        basis = own if own.founded else stage
        values = tuple(sorted(self.numbers(f"{path}.empirical", one.empirical, basis)))
        if not values:
            self.reading.fault(f"{path}.empirical", message("complaints_process.empty"))
        centre = math.fsum(values) / len(values) if values else UNKNOWN
        return Service("empirical", Quantity(centre, basis), values=values, when=when)

    def lognormal(self, path: str, one: LognormalShape) -> tuple[Quantity, Quantity]:
        """Return mean and coefficient of variation, from whichever two were given."""
        if (one.mean is None) == (one.median is None) or (one.cv is None) == (one.sigma is None):
            self.reading.fault(path, message("complaints_process.lognormal"))
            return Quantity(UNKNOWN), Quantity(UNKNOWN)
        sigma = self.optional(f"{path}.sigma", one.sigma)
        spread = self.optional(f"{path}.cv", one.cv)
        if sigma is not None:
            spread = Quantity(variation(sigma.value), sigma.basis)
        assert spread is not None  # noqa: S101 - one of the two is there, as was just found
        mean = self.optional(f"{path}.mean", one.mean)
        median = self.optional(f"{path}.median", one.median)
        if median is not None:
            mean = Quantity(median.value * math.hypot(1, spread.value), median.basis)
        assert mean is not None  # noqa: S101
        return mean, spread

    def mark(self, path: str, one: MarkShape) -> Mark:
        if one.moment is None:
            return Mark(one.stage, one.phase)
        named = self.shape.moments.get(one.moment)
        if named is None:
            self.reading.unknown(f"{path}.moment", "moment", one.moment, self.shape.moments)
            return Mark(UNNAMED)
        return Mark(named.stage, named.phase)

    def clock(self, path: str, one: ClockShape) -> Clock:
        basis = self.reading.basis(path, one)
        length = self.reading.quantity(f"{path}.length", one.length)
        if not (length.value == int(length.value or 0) if length.value == length.value else False):
            self.reading.fault(
                f"{path}.length", message("complaints_process.whole", value=length.value)
            )
        return Clock(
            title=_text(one.title),
            act=_text(one.act),
            starts=self.mark(f"{path}.starts", one.starts),
            stops=self.mark(f"{path}.stops", one.stops),
            period=self.period(path, one, length, basis),
            when=_when(one.when),
            reading_of=one.reading_of,
            binds=one.binds,
            expedite_days=self.optional(f"{path}.expedite_days", one.expedite_days),
            escalate_to=one.escalate_to,
            basis=basis,
        )

    def period(self, path: str, one: ClockShape, length: Quantity, basis: Basis) -> Period:
        cited = (*basis.sources, *length.basis.sources, *(one.assumption or ()))
        whole = 1 if math.isnan(length.value) else int(length.value)
        if whole < 1:
            self.reading.fault(f"{path}.length", message("complaints_process.least", value=whole))
        return Period(
            max(whole, 1),
            one.unit,
            count_first_day=one.count_first_day,
            carry_over=one.carry_over,
            basis="; ".join(dict.fromkeys(cited)),
        )

    def accompaniments(self) -> dict[str, Accompaniment]:
        found = {}
        for name, one in self.shape.accompaniments.items():
            path = f"accompaniments.{name}"
            found[name] = Accompaniment(
                title=_text(one.title),
                actor=one.actor,
                beside=one.beside,
                after_days=self.reading.quantity(f"{path}.after_days", one.after_days),
                share=self.reading.quantity(f"{path}.share", one.share),
                every_days=self.optional(f"{path}.every_days", one.every_days),
                identity=one.identity,
                when=_when(one.when),
                basis=self.reading.basis(path, one),
            )
        return found

    def reports(self) -> dict[str, Report]:
        found = {}
        for name, one in self.shape.reports.items():
            path = f"reports.{name}"
            months = self.reading.quantity(f"{path}.every_months", one.every_months).value
            if math.isnan(months) or months < 1 or months != int(months):
                words = message("complaints_process.least", value=months)
                self.reading.fault(f"{path}.every_months", words)
                months = 1
            basis = self.reading.basis(path, one)
            found[name] = Report(_text(one.title), one.actor, one.to, int(months), basis)
        return found
