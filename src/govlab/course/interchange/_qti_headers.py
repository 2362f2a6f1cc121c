"""What stands beside a QTI item: its headers as keywords, its other language, its id.

QTI has no place for objective, level, use, sources and version. They stand in the
manifest as keywords of the item's LOM record, ``objective:tell-apart``; a question of a
case has its own as ``q1.level:apply``.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args

from govlab.course._item import Item, Level, Use
from govlab.course._words import Law, Source
from govlab.course.interactions import Case
from govlab.course.interchange._lost import Imported, Lost
from govlab.course.interchange._qti_read import NOWHERE, Read

_AT = " @ "
_LAW = re.compile(rf"(.+){_AT}([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})", re.DOTALL)
_LEVELS: tuple[Level, ...] = get_args(Level)
_LONGEST_VERSION = 9  # digits


def keywords(item: Item) -> Iterator[str]:
    """Yield what the item's file has no place for."""
    yield f"version:{item.version}"
    yield f"use:{item.use}"
    yield from _headers(item, "")
    if item.variant:
        yield f"variant:{item.variant}"
    for one in item.scored if isinstance(item.interaction, Case) else ():
        if (one.objective, one.level, one.sources) != (item.objective, item.level, item.sources):
            yield from _headers(one, f"{one.id.rpartition('/')[2]}.")


def _headers(item: Item, prefix: str) -> Iterator[str]:
    if item.objective:
        yield f"{prefix}objective:{item.objective}"
    yield f"{prefix}level:{item.level}"
    for one in item.sources:
        said = one if isinstance(one, str) else f"{one.law}{_AT}{one.effective}"
        yield f"{prefix}source:{said}"


def imported(read: list[tuple[Read, list[str]]], lost: list[Lost]) -> Imported:
    """Return the items with their headers, two languages of one joined, ids made unique."""
    lost = without_repeats([*(one for found, _ in read for one in found.lost), *lost])
    made: list[tuple[Read, Item]] = []
    for found, keywords in read:
        if found.item is None:
            continue
        item = _with_headers(found.item, keywords)
        place = next((n for n, (other, _) in enumerate(made) if _twins(other, found)), None)
        joined = _joined(made[place][1], item) if place is not None else None
        if place is not None and joined is not None:
            made[place] = (made[place][0], joined)
        else:
            made.append((found, item))
    taken: set[str] = set()
    items = []
    for _, item in made:
        number, name = 1, item.id
        while f"{item.module}/{name}" in taken:
            number += 1
            name = f"{item.id}-{number}"
        taken.add(f"{item.module}/{name}")
        items.append(item if name == item.id else _renamed(item, name))
    return Imported(tuple(items), tuple(lost))


def without_repeats(lost: list[Lost]) -> list[Lost]:
    """Return each loss once: two languages of an item lose the same."""
    return [one for place, one in enumerate(lost) if one not in lost[:place]]


def _twins(one: Read, other: Read) -> bool:
    """Return whether two files may be one item in two languages."""
    return (
        bool(one.label)
        and one.label == other.label
        and one.lang != other.lang
        and one.item is not None
        and one.item.module != NOWHERE
    )


def _joined(one: Item, other: Item) -> Item | None:
    """Return two languages as one item, None when more than the language differs."""
    try:
        return Item.from_data(_both(one.as_dict(), other.as_dict()))
    except ValueError:
        return None


def _both(one: Any, other: Any) -> Any:
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        if one.keys() == {"th", "en"}:
            return {lang: one[lang] or other[lang] for lang in one}
        return {name: _both(value, other[name]) for name, value in one.items()}
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [_both(*pair) for pair in zip(one, other, strict=True)]
    if one != other:
        raise ValueError
    return one


def _renamed(item: Item, name: str) -> Item:
    asked = item.interaction
    if isinstance(asked, Case):
        asked = Case(
            tuple(replace(one, id=f"{name}/{one.id.rpartition('/')[2]}") for one in asked.questions)
        )
    return replace(item, id=name, interaction=asked)


def _with_headers(item: Item, keywords: list[str]) -> Item:
    """Return the item with what the manifest's keywords say of it."""
    held: dict[str, list[str]] = {}
    for one in keywords:
        name, colon, value = one.partition(":")
        if colon:
            held.setdefault(name, []).append(value)
    said = {name: values[0] for name, values in held.items()}
    use: Use = "practice" if said.get("use") == "practice" else "exam"
    version = said.get("version", "1")
    item = replace(
        _headed(item, held, "", item),
        version=int(version) if version.isdecimal() and len(version) <= _LONGEST_VERSION else 1,
        use=use,
        variant=said.get("variant", ""),
    )
    if isinstance(item.interaction, Case):
        questions = tuple(
            replace(
                _headed(one, held, f"{one.id.rpartition('/')[2]}.", item),
                version=item.version,
                use=item.use,
                variant=item.variant,
            )
            for one in item.interaction.questions
        )
        item = replace(item, interaction=Case(questions))
    return item


def _headed(item: Item, held: dict[str, list[str]], prefix: str, above: Item) -> Item:
    def first(name: str, default: str) -> str:
        return held.get(f"{prefix}{name}", [default])[0]

    sources: list[Source] = []
    for one in held.get(f"{prefix}source", []):
        law = _LAW.fullmatch(one)
        sources.append(Law(law[1], law[2]) if law else one)
    stated = first("level", above.level)
    return replace(
        item,
        objective=first("objective", above.objective),
        level=next((one for one in _LEVELS if one == stated), item.level),
        sources=tuple(sources) or above.sources,
    )
