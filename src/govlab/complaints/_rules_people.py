"""Rules of people: who may act, who may not check their own, who may know who complained."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from govlab.complaints._conformance_trail import BESIDE, STAGE, Trail
from govlab.complaints._exposure_marks import identity_cells
from govlab.complaints._process import Process
from govlab.complaints._rules import Checked, Hits, Inquiry, cited, hits, rule
from govlab.tables import fold
from govlab.text import message

if TYPE_CHECKING:
    from numpy.typing import NDArray

# What a log may call them unless the declaration says otherwise.
ACCUSED_UNIT, UNIT, IDENTITY = "accused_unit", "unit", "identity"


@rule("wrong_actor")
def wrong_actor(inquiry: Inquiry) -> Checked:
    """See that a stage is done by whom the declaration names for it.

    A resource that the declaration does not know (an officer's number) is not judged.
    """
    found, process = inquiry.found, inquiry.process
    codes, names = found.resource
    if not names:
        return Checked(0, why=message("complaints_check.no_resource"))
    known = np.array([bool(actors or pools) for actors, pools in inquiry.doers] + [False])
    if not known.any():
        return Checked(0, why=message("complaints_check.no_known_resource"))
    parts: list[Hits] = []
    examined = 0
    for kind, place, actor, pool, basis, title in _acts(process):
        fits = [actor in actors or pool in pools for actors, pools in inquiry.doers]
        wrong = known & ~np.array([*fits, False])
        of = np.flatnonzero((found.kind == kind) & (found.item == place) & ~found.duplicate)
        examined += int(known[codes[of]].sum())
        events = of[wrong[codes[of]]]
        parts += hits(
            "wrong_actor",
            found.case[events],
            events,
            source=cited(basis, process.actors[actor].basis),
            stage=("text", title),
            doer=("name", names, codes[events]),
            actor=("text", process.actors[actor].title),
        )
    return Checked(examined, tuple(parts))


def _acts(process: Process) -> Iterator[tuple[int, int, str, str | None, Any, Any]]:
    """Yield what is done: kind, place, actor, resource, basis and title."""
    for place, stage in enumerate(process.stages.values()):
        yield STAGE, place, stage.actor, stage.resource, stage.basis, stage.title
    for place, one in enumerate(process.accompaniments.values()):
        yield BESIDE, place, one.actor, None, one.basis, one.title


@rule("four_eyes", "serious")
def four_eyes(inquiry: Inquiry) -> Checked:
    """See that a checker is neither of the accused's unit nor who did what is checked.

    The declaration may say more:
    ``four_eyes: {pairs: [[check, decide]], stages: [inquiry], accused: accused_unit,
    unit: unit}``.
    """
    found, told = inquiry.found, inquiry.told("four_eyes")
    source = inquiry.grounds("four_eyes")
    examined = 0
    parts: list[Hits] = []
    accused = found.case_texts([str(told.get("accused", ACCUSED_UNIT))])
    units, names = found.texts(str(told.get("unit", UNIT)))
    if accused is not None and names:
        stages = told.get("stages", found.stages)
        places = [found.stages.index(str(one)) for one in stages]
        events = found.visits[np.isin(found.item[found.visits], places)]
        theirs = np.array([fold(str(one)) for one in accused[1]] + [""])[accused[0]]
        ours = np.array([fold(str(one)) for one in names] + [""])[units]
        both = (theirs[found.case[events]] != "") & (ours[events] != "")
        examined += int(both.sum())
        same = events[both & (theirs[found.case[events]] == ours[events])]
        parts += hits(
            "own_unit",
            found.case[same],
            same,
            source=source or _basis_of(inquiry, same),
            stage=_stage_title(inquiry, same),
            unit=("name", names, units[same]),
        )
    for pair in told.get("pairs", ()):
        more, some = _same_person(inquiry, [str(one) for one in pair], source)
        examined += more
        parts += some
    if not examined:
        return Checked(0, why=message("complaints_check.no_units"))
    return Checked(examined, tuple(parts))


def _same_person(
    inquiry: Inquiry, pair: Sequence[str], source: tuple[str, ...]
) -> tuple[int, tuple[Hits, ...]]:
    """Return the cases in which one person did both stages of a pair."""
    found = inquiry.found
    codes, names = found.resource
    # The name of an office or pool says nothing about the person.
    roles = {
        fold(text)
        for table in (inquiry.process.actors, inquiry.process.resources)
        for name, one in table.items()
        for text in (name, *one.title.as_dict().values())
    }
    person = np.array([fold(str(one)) not in roles for one in names] + [False])
    item = found.item[found.visits]
    first, second = (
        found.visits[(item == found.stages.index(one)) & person[codes[found.visits]]]
        for one in pair
    )
    width = len(names) + 1
    who = found.case * width + codes
    again = second[np.isin(who[second], who[first])]
    return len(second), hits(
        "same_person",
        found.case[again],
        again,
        source=source or _basis_of(inquiry, again),
        before=("text", inquiry.process.stages[pair[0]].title),
        stage=("text", inquiry.process.stages[pair[1]].title),
        doer=("name", names, codes[again]),
    )


@rule("identity_exposed", "serious")
def identity_exposed(inquiry: Inquiry) -> Checked:
    """See that a file naming the complainant reaches those alone who may know the name."""
    found, process = inquiry.found, inquiry.process
    named, barred = exposed(inquiry)
    events = np.flatnonzero(named & barred)
    actors = declared_actors(found)
    titles = [*(one.title for one in process.actors.values()), None]
    parts: list[Hits] = []
    for actor in np.unique(actors[events]).tolist():
        some = events[actors[events] == actor]
        parts += hits(
            "identity_exposed",
            found.case[some],
            some,
            source=cited(list(process.actors.values())[actor].basis, *_bases(inquiry, some)),
            actor=("title", titles, np.full(len(some), actor)),
            doer=("name", [*found.resource[1], None], found.resource[0][some]),
        )
    return Checked(int(named.sum()), tuple(parts))


def exposed(inquiry: Inquiry) -> "tuple[NDArray[np.bool_], NDArray[np.bool_]]":
    """Return which events show a complainant's name, and which were done by one barred from it.

    What the log says of an event (attribute ``identity``: named, withheld, absent) goes
    before what the declaration says of its stage; a resource that is an actor's goes before
    the actor that the declaration names.
    """
    found, process = inquiry.found, inquiry.process
    acts = np.isin(found.kind, (STAGE, BESIDE)) & ~found.duplicate
    reach = [one.identity == "named" for one in process.stages.values()]
    beside = [one.identity == "named" for one in process.accompaniments.values()]
    named = np.where(
        found.kind == STAGE,
        np.array([*reach, False])[np.where(found.kind == STAGE, found.item, -1)],
        np.array([*beside, False])[np.where(found.kind == BESIDE, found.item, -1)],
    )
    told, words = found.texts(IDENTITY)
    if words:
        says = np.array([fold(str(one)) == "named" for one in words] + [False])
        named = np.where(told >= 0, says[told], named)
    may = [one.may_know_identity for one in process.actors.values()]
    barred = ~np.array([*may, False])[declared_actors(found)]
    codes, names = found.resource
    if names:
        named_actors = [actors for actors, _ in inquiry.doers]
        certain = np.array([bool(one) for one in named_actors] + [False])
        allowed = np.array(
            [any(process.actors[a].may_know_identity for a in one) for one in named_actors]
            + [False]
        )
        barred = np.where(certain[codes], ~allowed[codes], barred)
    return named & acts, barred & acts


def declared_actors(found: Trail) -> "NDArray[np.int64]":
    """Return the place of the actor that the declaration names for each event, or -1."""
    process = found.process
    order = list(process.actors)
    stage = np.array([*(order.index(one.actor) for one in process.stages.values()), -1])
    beside = np.array([*(order.index(one.actor) for one in process.accompaniments.values()), -1])
    return np.where(
        found.kind == STAGE,
        stage[np.where(found.kind == STAGE, found.item, -1)],
        np.where(found.kind == BESIDE, beside[np.where(found.kind == BESIDE, found.item, -1)], -1),
    )


@rule("identity_in_log", "serious")
def identity_in_log(inquiry: Inquiry) -> Checked:
    """See that no column of the log tells who complained."""
    found = inquiry.found
    examined = 0
    parts: list[Hits] = []
    for column, kind, cases in identity_cells(found, inquiry.raw, _secret_fields(inquiry)):
        examined += 1
        parts += hits(
            "identity_in_log",
            np.unique(cases),
            source=inquiry.grounds("identity_in_log"),
            column=column,
            kind=message(f"complaints_check.kind_{kind}"),
        )
    columns = len(inquiry.raw.cases.columns) + len(inquiry.raw.events.columns)
    return Checked(max(examined, columns), tuple(parts))


def _secret_fields(inquiry: Inquiry) -> list[str]:
    return [str(one) for one in inquiry.told("identity_in_log").get("fields", ())]


def _bases(inquiry: Inquiry, events: "NDArray[np.int64]") -> list[Any]:
    stages = list(inquiry.process.stages.values())
    beside = list(inquiry.process.accompaniments.values())
    found = inquiry.found
    pairs = {(int(k), int(i)) for k, i in zip(found.kind[events], found.item[events], strict=True)}
    return [(stages if kind == STAGE else beside)[item].basis for kind, item in sorted(pairs)]


def _basis_of(inquiry: Inquiry, events: "NDArray[np.int64]") -> tuple[str, ...]:
    return cited(*_bases(inquiry, events))


def _stage_title(inquiry: Inquiry, events: "NDArray[np.int64]") -> tuple[str, Any, Any]:
    titles = [one.title for one in inquiry.process.stages.values()]
    return "title", titles, inquiry.found.item[events]
