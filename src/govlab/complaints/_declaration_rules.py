"""What must hold in a process beyond its shape: names that exist, ways that lead somewhere."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from govlab.complaints._declaration_build import UNNAMED, step_of
from govlab.complaints._declaration_numbers import Reading
from govlab.complaints._process import (
    CHANNEL,
    LATE,
    LATE_VALUES,
    VISIT,
    VISIT_VALUES,
    Mark,
    Meetings,
    Process,
    Stage,
    When,
)
from govlab.text import message

# A case carries its attributes in one 64-bit word and its values in six bits each.
MOST_ATTRIBUTES = 12
MOST_VALUES = 62
_PHASES = ("enter", "start", "end")
_LAST_DAY = {"week": 7, "month": 31}
_DAY = 24


def hold(process: Process, tree: Mapping[str, Any], reading: Reading) -> None:
    """Record in `reading` every rule that the process breaks."""
    _Rules(process, tree, reading).all()


def ways(process: Process) -> dict[str, set[str]]:
    """Return for each stage the stages and outcomes that a rule leads to, by any share."""
    return {
        name: {target for rule in stage.next for target in rule.to}
        for name, stage in process.stages.items()
    }


def reached(edges: Mapping[str, Iterable[str]], starts: Iterable[str]) -> set[str]:
    """Return everything that can be come to from `starts`, these included."""
    found, open_ = set(), list(starts)
    while open_:
        one = open_.pop()
        if one not in found:
            found.add(one)
            open_.extend(edges.get(one, ()))
    return found


@dataclass(frozen=True)
class _Rules:
    process: Process
    tree: Mapping[str, Any]
    reading: Reading

    def all(self) -> None:
        self.attributes()
        self.calendars()
        self.resources()
        self.channels()
        for name, stage in self.process.stages.items():
            self.stage(name, stage)
        self.priorities()
        self.reachable()
        self.deadlines()
        self.beside()
        if self.process.warm_up_days < 0:
            self.negative("warm_up_days", self.process.warm_up_days)

    def known(self, path: str, kind: str, value: str | None, names: Iterable[str]) -> bool:
        if value is None or value in (every := list(names)):
            return True
        self.reading.unknown(path, kind, value, every)
        return False

    def negative(self, path: str, value: float) -> None:
        self.reading.fault(path, message("complaints_process.negative", value=f"{value:g}"))

    def positive(self, path: str, value: float) -> None:
        if value <= 0:
            self.reading.fault(path, message("complaints_process.positive", value=f"{value:g}"))

    def whole(self, path: str, value: float) -> None:
        if math.isnan(value):
            return
        if value < 1 or value != int(value):
            self.reading.fault(path, message("complaints_process.least", value=f"{value:g}"))

    def values_of(self, name: str) -> tuple[str, ...] | None:
        """Return the values of an attribute or of what may be asked beside them."""
        if name == CHANNEL:
            return tuple(self.process.channels)
        found = self.process.attributes.get(name)
        return None if found is None else tuple(found.values)

    def when(self, path: str, when: When, *, routing: bool = False) -> None:
        more = {LATE: LATE_VALUES, VISIT: VISIT_VALUES} if routing else {}
        for name, values in when.items():
            known = more.get(name) or self.values_of(name)
            if known is None:
                names = (*self.process.attributes, CHANNEL, *more)
                self.reading.unknown(f"{path}.when", "attribute", name, names)
                continue
            for value in sorted(values - set(known)):
                self.reading.unknown(f"{path}.when.{name}", "value", value, known)

    def last_for_all(self, path: str, whens: list[When]) -> None:
        """Expect the last of several to hold for all, and none but the last."""
        if whens and whens[-1]:
            self.reading.fault(path, message("complaints_process.last"))
        for number, one in enumerate(whens[:-1]):
            if not one:
                words = message("complaints_process.never_asked", number=number + 1)
                self.reading.fault(f"{path}.{number}", words)

    def attributes(self) -> None:
        found = self.process.attributes
        if len(found) > MOST_ATTRIBUTES:
            self.reading.fault(
                "attributes",
                message("complaints_process.too_many", found=len(found), most=MOST_ATTRIBUTES),
            )
        before: list[str] = []
        for name, one in found.items():
            path = f"attributes.{name}"
            if name in {CHANNEL, LATE, VISIT}:
                self.reading.fault(path, message("complaints_process.reserved", value=name))
            if len(one.values) > MOST_VALUES:
                self.reading.fault(
                    f"{path}.values",
                    message("complaints_process.too_many", found=len(one.values), most=MOST_VALUES),
                )
            for key, shares in one.shares.items():
                for value in shares:
                    self.known(f"{path}.shares.{key}", "value", value, one.values)
            if one.given is None:
                if set(one.shares) != {""}:
                    self.reading.fault(f"{path}.shares", message("complaints_process.alone"))
            elif one.given not in (CHANNEL, *before):
                words = message("complaints_process.before", value=one.given)
                self.reading.fault(f"{path}.given", words)
            else:
                self.given(path, one.given, one.shares)
            before.append(name)

    def given(self, path: str, given: str, shares: Mapping[str, object]) -> None:
        values = self.values_of(given) or ()
        for key in shares:
            if key:
                self.known(f"{path}.shares", "value", key, values)
        missing = [value for value in values if value not in shares]
        if missing and "" not in shares:
            words = message("complaints_process.not_all", missing=", ".join(missing))
            self.reading.fault(f"{path}.shares", words)

    def calendars(self) -> None:
        for name, one in self.process.calendars.items():
            if not 0 <= one.opens < one.closes <= _DAY:
                if math.isnan(one.opens) or math.isnan(one.closes):
                    continue
                words = message("complaints_process.hours", opens=one.opens, closes=one.closes)
                self.reading.fault(f"calendars.{name}", words)

    def resources(self) -> None:
        for name, one in self.process.resources.items():
            path = f"resources.{name}"
            if one.capacity is not None and one.meetings is not None:
                self.reading.fault(path, message("complaints_process.both"))
            if one.capacity is not None:
                self.whole(f"{path}.capacity", one.capacity.value)
            if one.meetings is not None:
                self.meetings(f"{path}.meetings", one.meetings)
            if one.cost_a_day is not None and one.cost_a_day.value < 0:
                self.negative(f"{path}.cost_a_day", one.cost_a_day.value)

    def meetings(self, path: str, one: Meetings) -> None:
        self.whole(f"{path}.capacity", one.capacity.value)
        last = _LAST_DAY.get(str(one.every))
        if last is None and one.day < 0:
            self.negative(f"{path}.day", one.day)
        elif last is not None and not 1 <= one.day <= last:
            words = message("complaints_process.day", value=one.day, last=last)
            self.reading.fault(f"{path}.day", words)
        if not 0 <= one.hour < _DAY and not math.isnan(one.hour):
            self.reading.fault(f"{path}.hour", message("complaints_process.hour", value=one.hour))

    def channels(self) -> None:
        for name, one in self.process.channels.items():
            path = f"channels.{name}"
            self.known(f"{path}.entry", "stage", one.entry, self.process.stages)
            if one.a_month.value < 0:
                self.negative(f"{path}.a_month", one.a_month.value)
            for number, factor in enumerate(one.months):
                if factor.value < 0:
                    self.negative(f"{path}.months.{number}", factor.value)
        if not any(one.a_month.value for one in self.process.channels.values()):
            self.reading.fault("channels", message("complaints_process.no_cases"))

    def stage(self, name: str, stage: Stage) -> None:
        path, raw = f"stages.{name}", self.tree["stages"][name]
        if name in self.process.outcomes:
            self.reading.fault(path, message("complaints_process.twice", value=name))
        self.known(f"{path}.actor", "actor", stage.actor, self.process.actors)
        self.known(f"{path}.resource", "resource", stage.resource, self.process.resources)
        self.known(f"{path}.calendar", "calendar", stage.calendar, self.process.calendars)
        self.last_for_all(f"{path}.service", [one.when for one in stage.service])
        for number, one in enumerate(stage.service):
            where = f"{path}.{step_of(raw, 'service', number)}"
            self.when(where, one.when)
            if one.kind == "fixed":
                if one.mean.value < 0:
                    self.negative(where, one.mean.value)
            else:
                self.positive(where, one.mean.value)
            if one.spread is not None:
                self.positive(f"{where}.lognormal", one.spread.value)
        self.last_for_all(f"{path}.next", [one.when for one in stage.next])
        targets = (*self.process.stages, *self.process.outcomes)
        for number, rule in enumerate(stage.next):
            where = f"{path}.{step_of(raw, 'next', number)}"
            self.when(where, rule.when, routing=True)
            for target in rule.to:
                self.known(f"{where}.to.{target}", "target", target, targets)

    def priorities(self) -> None:
        self.last_for_all("priorities", [one.when for one in self.process.priorities])
        for number, one in enumerate(self.process.priorities):
            self.when(f"priorities.{number}", one.when)
            if one.level < 1:
                words = message("complaints_process.level", value=one.level)
                self.reading.fault(f"priorities.{number}.level", words)

    def reachable(self) -> None:
        process, edges = self.process, ways(self.process)
        entries = {one.entry for one in process.channels.values()}
        found = reached(edges, entries)
        for name in process.stages:
            if name not in found:
                self.reading.fault(f"stages.{name}", message("complaints_process.unreached"))
        for name in process.outcomes:
            if name not in found:
                self.reading.fault(f"outcomes.{name}", message("complaints_process.unreached"))
        ending = reached(_backwards(process), process.outcomes)
        for name in process.stages:
            if name not in ending:
                self.reading.fault(f"stages.{name}.next", message("complaints_process.no_end"))

    def deadlines(self) -> None:
        edges = ways(self.process)
        entries = {one.entry for one in self.process.channels.values()}
        binding: dict[str, str] = {}
        for name, one in self.process.deadlines.items():
            path = f"deadlines.{name}"
            self.when(path, one.when)
            known = [
                self.known(f"{path}.{side}.stage", "stage", mark.stage, self.process.stages)
                for side, mark in (("starts", one.starts), ("stops", one.stops))
                if mark.stage != UNNAMED
            ]
            named = UNNAMED not in (one.starts.stage, one.stops.stage)
            if named and all(known) and not _follows(one.starts, one.stops, edges, entries):
                self.reading.fault(f"{path}.stops", message("complaints_process.never_stops"))
            if one.expedite_days is not None and one.expedite_days.value < 0:
                self.negative(f"{path}.expedite_days", one.expedite_days.value)
            self.known(f"{path}.escalate_to", "actor", one.escalate_to, self.process.actors)
            if one.reading_of is not None and one.binds:
                other = binding.setdefault(one.reading_of, name)
                if other != name:
                    words = message("complaints_process.two_bind", other=other, rule=one.reading_of)
                    self.reading.fault(f"{path}.binds", words)

    def beside(self) -> None:
        for name, one in self.process.accompaniments.items():
            path = f"accompaniments.{name}"
            self.known(f"{path}.beside", "stage", one.beside, self.process.stages)
            self.known(f"{path}.actor", "actor", one.actor, self.process.actors)
            self.when(path, one.when)
            if one.after_days.value < 0:
                self.negative(f"{path}.after_days", one.after_days.value)
            if not 0 <= one.share.value <= 1 and not math.isnan(one.share.value):
                words = message("complaints_process.share", value=f"{one.share.value:g}")
                self.reading.fault(f"{path}.share", words)
            if one.every_days is not None:
                self.positive(f"{path}.every_days", one.every_days.value)
        for name, report in self.process.reports.items():
            for key, actor in (("actor", report.actor), ("to", report.to)):
                self.known(f"reports.{name}.{key}", "actor", actor, self.process.actors)
        if self.process.conformance:
            # The rules need numpy, which a declaration without parameters for them does not.
            from govlab.complaints.conformance import rules

            names = [one.name for one in rules()]
            for name, parameters in self.process.conformance.items():
                self.known(f"conformance.{name}", "rule", name, names)
                self.parameters(f"conformance.{name}", parameters)

    def parameters(self, path: str, parameters: Mapping[str, object]) -> None:
        """Look up the names in the parameters of a rule of conformance."""
        grounds = self.reading.grounds
        for key, kind, names in (
            ("sources", "source", grounds.ids),
            ("assumption", "assumption", grounds.numbers),
            ("outcomes", "target", self.process.outcomes),
            ("stages", "stage", self.process.stages),
            ("pairs", "stage", self.process.stages),
        ):
            for number, one in enumerate(_flat(parameters.get(key, ()))):
                self.known(f"{path}.{key}.{number}", kind, one, names)


def _flat(value: object) -> list[str]:
    """Return the words in a value, however deep in lists."""
    if isinstance(value, list | tuple):
        return [word for one in value for word in _flat(one)]
    return [str(value)]


def _backwards(process: Process) -> dict[str, set[str]]:
    """Return for each stage and outcome the stages from which cases do come to it."""
    found: dict[str, set[str]] = {}
    for name, stage in process.stages.items():
        for rule in stage.next:
            for target, share in rule.to.items():
                # A share that is not known is not held against the stage.
                if share.value > 0 or math.isnan(share.value):
                    found.setdefault(target, set()).add(name)
    return found


def _follows(
    starts: Mark, stops: Mark, edges: Mapping[str, Iterable[str]], entries: Iterable[str]
) -> bool:
    """Return whether a case can come to `stops` after `starts`."""
    if stops.stage is None:
        return False
    if starts.stage is None:
        return stops.stage in reached(edges, entries)
    later = _PHASES.index(stops.phase) > _PHASES.index(starts.phase)
    if starts.stage == stops.stage and later:
        return True
    return stops.stage in reached(edges, edges.get(starts.stage, ()))
