"""What the boxes and arrows of a diagram say."""

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass

from govlab.complaints._diagram_shares import mean_flows, ways_said
from govlab.complaints._process import (
    Accompaniment,
    Basis,
    Clock,
    Process,
    Resource,
    Stage,
)
from govlab.text import message, say

# More channels than these are told by their number alone.
_MOST_CHANNELS = 12
_FACT = re.compile(r"S[0-9]-[0-9]+")
# What a title says in brackets.
_ASIDE = re.compile(r" *\([^)]*\)")
_ALWAYS = "always"
_THOUSAND = 1000
# A no-break space: a figure stays with what it counts.
_TIED = "\u00a0"


@dataclass(frozen=True)
class Line:
    """A line of a box and its kind: title, body, mark, beside, end, entry."""

    kind: str
    text: str


@dataclass(frozen=True)
class Box:
    """A box: ``channels``, ``stage`` or ``board``, and what it says from top to bottom."""

    kind: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Arrow:
    """What is said of a way, and how many cases a month take it (None: not computed)."""

    text: str
    flow: float | None


def number(value: float) -> str:
    """Return a number in three digits, without needless zeros."""
    return f"{value:,.0f}" if abs(value) >= _THOUSAND else f"{value:.3g}"


def boxes(process: Process, lang: str, *, short: bool = False) -> dict[str, Box]:
    """Return the boxes of a diagram: channels by where they lead, then stages.

    `short` boxes leave out the actor of a stage that waits for a resource, and what actors'
    titles say in brackets.
    """
    found: dict[str, Box] = {}
    for entry in dict.fromkeys(one.entry for one in process.channels.values()):
        found[f"@{entry}"] = _channels(process, entry, lang)
    means = mean_flows(process)
    for name in process.stages:
        said = ways_said(process, name, means, lang)
        found[name] = _stage(process, name, said, lang, short=short)
    return found


def _channels(process: Process, entry: str, lang: str) -> Box:
    every = [one for one in process.channels.values() if one.entry == entry]
    total = sum(one.a_month.value for one in every)
    head = say("complaints_process.channels", lang, count=len(every), total=number(total))
    if len(every) == 1:
        head = say("complaints_process.channel", lang, total=number(total))
    shown = [
        Line("body", f"{one.title.in_language(lang)}{_TIED}·{_TIED}{number(one.a_month.value)}")
        for one in every[:_MOST_CHANNELS]
    ]
    if len(every) > _MOST_CHANNELS:
        rest = say("complaints_process.more", lang, count=len(every) - _MOST_CHANNELS)
        shown.append(Line("body", rest))
    shown += [
        Line("mark", say("complaints_process.clock_arrival", lang, number=place))
        for place, clock in enumerate(process.deadlines.values(), start=1)
        if clock.starts.stage is None
    ]
    return Box("channels", (Line("title", head), *shown))


def _stage(process: Process, name: str, ways: Mapping[str, str], lang: str, *, short: bool) -> Box:
    stage = process.stages[name]
    resource = process.resources[stage.resource] if stage.resource else None
    board = resource is not None and resource.meetings is not None
    lines = [
        Line("title", stage.title.in_language(lang)),
        *(Line("body", one) for one in _body(process, stage, lang, short=short)),
        *(Line("mark", one) for one in _marks(process, name, stage, lang)),
        *(
            Line("beside", f"+ {one.title.in_language(lang)}")
            for one in process.accompaniments.values()
            if one.beside == name
        ),
    ]
    if name in ways:
        lines.append(Line("body", say("complaints_process.again", lang, share=ways[name])))
    for target, said in ways.items():
        if target in process.outcomes:
            title = process.outcomes[target].title.in_language(lang)
            lines.append(Line("end", f"{title}{_TIED}·{_TIED}{said}" if said else title))
    return Box("board" if board else "stage", tuple(lines))


def _body(process: Process, stage: Stage, lang: str, *, short: bool) -> list[str]:
    """Return who acts, what the stage waits for, and how long it takes."""
    actor = process.actors[stage.actor].title.in_language(lang)
    if short:
        actor = _ASIDE.sub("", actor)
    duration = _duration(stage, lang)
    if stage.resource is None:
        return [f"{actor} ·{_TIED}{duration}"] if short else [actor, duration]
    resource = process.resources[stage.resource]
    waits = f"{_resource(resource, lang)} ·{_TIED}{duration}"
    alike = resource.title.in_language(lang) == actor and resource.meetings is None
    return [waits] if alike or short else [actor, waits]


def _marks(process: Process, name: str, stage: Stage, lang: str) -> Iterator[str]:
    """Yield what is marked at a stage: an open name, deadlines that begin or end there."""
    if stage.identity == "named":
        known = process.actors[stage.actor].may_know_identity
        yield say(f"complaints_process.identity_{'named' if known else 'exposed'}", lang)
    for place, clock in enumerate(process.deadlines.values(), start=1):
        for mark, key in ((clock.starts, "starts"), (clock.stops, "stops")):
            if mark.stage == name:
                phase = say(f"complaints_process.phase_{mark.phase}", lang)
                yield say(f"complaints_process.clock_{key}", lang, number=place, phase=phase)


def _resource(resource: Resource, lang: str) -> str:
    title = resource.title.in_language(lang)
    if resource.meetings is None:
        if resource.capacity is None:
            return title
        return f"{title}{_TIED}×{_TIED}{resource.capacity.value:,.0f}"
    one = resource.meetings
    key = f"meets_{one.every}" if isinstance(one.every, str) else "meets_days"
    when = say(f"complaints_process.{key}", lang, day=one.day, every=one.every)
    most = say("complaints_process.at_most", lang, count=f"{one.capacity.value:,.0f}")
    return f"{title} {when} {most}"


def _duration(stage: Stage, lang: str) -> str:
    means = sorted({one.mean.value for one in stage.service})
    if means == [0]:
        return say("complaints_process.at_once", lang)
    span = "–".join(dict.fromkeys(map(number, (means[0], means[-1]))))
    unit = "days" if stage.calendar == _ALWAYS else "office_days"
    return say(f"complaints_process.{unit}", lang, mean=span)


def arrows(process: Process, lang: str) -> dict[tuple[str, str], Arrow]:
    """Return the arrows between boxes; those that end a case are said in the box."""
    means = mean_flows(process)
    found: dict[tuple[str, str], Arrow] = {}
    for entry in dict.fromkeys(one.entry for one in process.channels.values()):
        total = sum(one.a_month.value for one in process.channels.values() if one.entry == entry)
        found[f"@{entry}", entry] = Arrow("", total)
    for name in process.stages:
        for target, said in ways_said(process, name, means, lang).items():
            if target in process.stages and target != name:
                flow = None if means is None else means.flows[name][target]
                found[name, target] = Arrow(said, flow)
    return found


def notes(process: Process, lang: str) -> list[str]:
    """Return the lines below the drawing: deadlines by number, and acts that are repeated."""
    found = [
        _clock(place, clock, process, lang)
        for place, clock in enumerate(process.deadlines.values(), start=1)
    ]
    found += [
        _beside(one, process, lang)
        for one in process.accompaniments.values()
        if one.every_days is not None
    ]
    return found


def _clock(place: int, clock: Clock, process: Process, lang: str) -> str:
    title = clock.title.in_language(lang)
    unit = message(f"complaints_process.unit_{clock.period.unit}")
    length = say("complaints_process.note_length", lang, length=clock.period.length, unit=unit)
    parts = [say("complaints_process.note_clock", lang, number=place, title=title)]
    if str(clock.period.length) not in title:
        parts.append(length)
    if not clock.binds:
        parts.append(say("complaints_process.note_measured", lang))
    if clock.expedite_days is not None:
        days = number(clock.expedite_days.value)
        parts.append(say("complaints_process.note_hurried", lang, days=days))
    if clock.escalate_to is not None:
        actor = process.actors[clock.escalate_to].title.in_language(lang)
        parts.append(say("complaints_process.note_told", lang, actor=actor))
    cited = clock.period.basis
    return " · ".join(parts) + (f" ({cited})" if cited else "")


def _beside(one: Accompaniment, process: Process, lang: str) -> str:
    return say(
        "complaints_process.note_repeated",
        lang,
        title=one.title.in_language(lang),
        days=number(one.every_days.value) if one.every_days else "–",
        stage=process.stages[one.beside].title.in_language(lang),
    )


def founded_on(process: Process, lang: str) -> str:
    """Return what the process rests on: documents with their facts, and assumptions."""
    found = list(_bases(process))
    cited = sorted({name for one in found for name in one.sources})
    assumed = sorted({name for one in found for name in (one.assumption or "").split(";") if name})
    parts = []
    for _, group in itertools.groupby(cited, key=lambda one: one.partition("-")[0]):
        names = list(group)
        # Facts are many and follow each other; findings and references are few.
        facts = [one for one in names if _FACT.fullmatch(one)]
        parts += [f"{facts[0]} – {facts[-1]}"] if len(facts) > 1 else facts
        parts += [one for one in names if one not in facts]
    if assumed:
        span = f"{assumed[0]}–{assumed[-1]}" if len(assumed) > 1 else assumed[0]
        parts.append(say("complaints_process.assumed", lang, span=span, count=len(assumed)))
    return "; ".join(parts) or "–"


def _bases(node: object) -> Iterator[Basis]:
    """Yield every basis within a part of the process."""
    if isinstance(node, Basis):
        yield node
    elif isinstance(node, Mapping):
        for one in node.values():
            yield from _bases(one)
    elif isinstance(node, tuple | list):
        for one in node:
            yield from _bases(one)
    elif is_dataclass(node):
        for one in fields(node):
            yield from _bases(getattr(node, one.name))
