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
    _known(taught, curriculum.modules, "course.no_module", curriculum)
    _known(missed, curriculum.objectives, "course.no_objective_here", curriculum)

    def asked(quota: "Quota") -> bool:
        return (taught is None or quota.module in taught) and (
            missed is None or quota.objective in missed
        )

    if not any(map(asked, blueprint.quotas)):
        raise InputError(
            message("course.nothing_asked", curriculum=curriculum.id, blueprint=blueprint.name)
        )
    stream = Stream(seed, "form", curriculum.id, blueprint.series or blueprint.name)
    used = set(unseen_by)
    counted: list[Item | Template] = []
    for one, quota in _in_turn(_series(curriculum, blueprint)):
        if not asked(quota):
            continue
        pool = [item for item in pool_of(curriculum, one, quota, bank) if item.code not in used]
        if len(pool) < quota.count:
            if one is not blueprint:
                continue  # the other form's own affair
            raise InputError(short_pool(curriculum, one, quota, len(pool)))
        purpose = ("items", one.name, quota.objective, quota.level or "any")
        found = stream.child(*purpose).sample(pool, quota.count)
        used.update(item.code for item in found)
        if one is blueprint:
            counted += found
    return Drawn(counted, _practice(curriculum, blueprint, stream, taught))


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


def _known(
    named: Collection[str] | None, known: Collection[str], key: Any, curriculum: "Curriculum"
) -> None:
    for name in named or ():
        if name not in known:
            words = {"curriculum": curriculum.id, "name": name, "known": ", ".join(known)}
            raise UnknownNameError(message(key, **words))
