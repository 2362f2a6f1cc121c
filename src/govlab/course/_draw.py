"""Drawing items to the table of a blueprint: which ones, before any order or variant."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from govlab.chance import Stream
from govlab.errors import InputError, UnknownNameError
from govlab.text import message

if TYPE_CHECKING:
    from govlab.course._item import Item
    from govlab.course._model import Blueprint, Curriculum, Quota
    from govlab.course._template import Template


@dataclass(frozen=True)
class Drawn:
    """The items of a form, not yet in order: those that count, and the practice before."""

    counted: "list[Item | Template]"
    practice: "list[Item | Template]"
    left_out: int


def draw(
    curriculum: "Curriculum",
    blueprint: "Blueprint",
    seed: int | bytes,
    *,
    taught: Collection[str] | None,
    unseen_by: frozenset[str],
    missed: Collection[str] | None,
    bank: "tuple[Item | Template, ...]",
) -> Drawn:
    """Return the items of a form; see :func:`govlab.course.draw_form`."""
    for name in taught or ():
        if name not in curriculum.modules:
            known = ", ".join(curriculum.modules)
            words = message("course.no_module", curriculum=curriculum.id, name=name, known=known)
            raise UnknownNameError(words)
    for name in missed or ():
        if name not in curriculum.objectives:
            known = ", ".join(curriculum.objectives)
            raise UnknownNameError(
                message(
                    "course.no_objective_here", curriculum=curriculum.id, name=name, known=known
                )
            )

    quotas = [one for one in blueprint.quotas if taught is None or one.module in taught]
    wanted = [one for one in quotas if missed is None or one.objective in missed]
    if not wanted:
        raise InputError(
            message("course.nothing_asked", curriculum=curriculum.id, blueprint=blueprint.name)
        )
    stream = Stream(seed, "form", curriculum.id, blueprint.series or blueprint.name)
    drawn, others = _series_drawn(curriculum, blueprint, stream, taught, bank)
    if unseen_by or wanted != quotas or len(drawn) < sum(one.count for one in wanted):
        # Someone's own form leaves alone what the others of its series ask of anybody.
        used = others | unseen_by
        drawn = []
        for quota in sorted(wanted, key=lambda one: one.level is None):
            pool = pool_of(curriculum, blueprint, quota, bank)
            pool = [item for item in pool if item.code not in used]
            if len(pool) < quota.count:
                raise InputError(short_pool(curriculum, blueprint, quota, len(pool)))
            found = _sampled(stream.child(*_purpose(blueprint, quota)), pool, quota.count, bank)
            used.update(item.code for item in found)
            drawn += found
    left_out = sum(one.count for one in quotas) - sum(one.count for one in wanted)
    return Drawn(drawn, _practice(curriculum, blueprint, stream, taught), left_out)


def _series_drawn(
    curriculum: "Curriculum",
    blueprint: "Blueprint",
    stream: Stream,
    taught: Collection[str] | None,
    bank: "tuple[Item | Template, ...]",
) -> "tuple[list[Item | Template], set[str]]":
    """Return what a form asks when its series is drawn whole, and what the others ask.

    A form that falls short is left short: it is no other form's affair.
    """
    mine: list[Item | Template] = []
    others: set[str] = set()
    used: set[str] = set()
    for one, quota in _in_turn(_series(curriculum, blueprint)):
        if taught is not None and quota.module not in taught:
            continue
        pool = [item for item in pool_of(curriculum, one, quota, bank) if item.code not in used]
        if len(pool) < quota.count:
            continue
        found = _sampled(stream.child(*_purpose(one, quota)), pool, quota.count, bank)
        used.update(item.code for item in found)
        if one is blueprint:
            mine += found
        else:
            others.update(item.code for item in found)
    return mine, others


def _sampled(
    stream: Stream,
    pool: "list[Item | Template]",
    count: int,
    bank: "tuple[Item | Template, ...]",
) -> "list[Item | Template]":
    """Return `count` of the pool, an office's own first: nobody has read those."""
    own_codes = {one.code for one in bank}
    own = [one for one in pool if one.code in own_codes]
    found = stream.sample(own, min(count, len(own)))
    public = [one for one in pool if one.code not in own_codes]
    return found + stream.sample(public, count - len(found))


def _purpose(blueprint: "Blueprint", quota: "Quota") -> tuple[str, ...]:
    return ("items", blueprint.name, quota.objective, quota.level or "any")


def pool_of(
    curriculum: "Curriculum",
    blueprint: "Blueprint",
    quota: "Quota",
    bank: "Collection[Item | Template]" = (),
) -> "list[Item | Template]":
    """Return the items that can fill `quota`, by code, wherever their files name them."""
    public = curriculum.pools.get((quota.objective, blueprint.use), ())
    own = [
        item
        for item in bank
        if item.use == blueprint.use and f"{item.module}/{item.objective}" == quota.objective
    ]
    whole = sorted([*public, *own], key=lambda one: one.code) if own else public
    return [
        item
        for item in whole
        if (quota.level is None or item.level == quota.level)
        and (not blueprint.types or item.type in blueprint.types)
    ]


def short_pool(curriculum: "Curriculum", blueprint: "Blueprint", quota: "Quota", found: int) -> Any:
    """Return the sentence that says how many items `quota` lacks."""
    return message(
        "course.short_pool",
        curriculum=curriculum.id,
        blueprint=blueprint.name,
        objective=quota.objective,
        level=quota.level or "any",
        use=blueprint.use,
        count=quota.count,
        found=found,
    )


def _series(curriculum: "Curriculum", blueprint: "Blueprint") -> "list[Blueprint]":
    if not blueprint.series:
        return [blueprint]
    return [one for one in curriculum.blueprints.values() if one.series == blueprint.series]


def _in_turn(series: "list[Blueprint]") -> "Iterator[tuple[Blueprint, Quota]]":
    """Yield quotas, the choosy first: a form that takes any item leaves others theirs."""
    pairs = [(one, quota) for one in series for quota in one.quotas]
    yield from sorted(pairs, key=lambda pair: (not pair[0].types, pair[1].level is None))


def _practice(
    curriculum: "Curriculum",
    blueprint: "Blueprint",
    stream: Stream,
    taught: Collection[str] | None,
) -> "list[Item | Template]":
    """Return the item to practise on: the blueprint's, or one of a module that was taught."""
    if not blueprint.warm_up:
        return []
    named = [one for one in curriculum.items.values() if one.id == blueprint.warm_up]
    if taught is None or any(one.module in taught for one in named):
        return named
    others = [
        item
        for (objective, use), pool in curriculum.pools.items()
        if use == "practice" and objective.partition("/")[0] in taught
        for item in pool
        if not blueprint.types or item.type in blueprint.types
    ]
    return stream.child("practice", blueprint.name).sample(others, min(1, len(others)))
