"""The rules of good content: what :func:`load` insists on, beyond the shape of files."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date

from govlab.course._finding import Finding
from govlab.course._form import pool_of, short_pool
from govlab.course._model import Curriculum, Item, Source, Text
from govlab.text import message
from govlab.thai import repair

# Ids of source facts (S2-014, S4-X20) and of numbered assumptions.
_SOURCE_ID = re.compile(r"S[0-4]-(?:[0-9]{3}|X[0-9]{1,3})|A-[0-9]{3}")
_THAI = re.compile("[ก-๛]")
_LATIN = re.compile("[A-Za-z]")
_LETTERS = "abcde"
_SPACES = re.compile(r"\s+")


def broken_rules(curriculum: Curriculum) -> list[Finding]:
    """Return every rule that the content breaks."""
    return [
        *_texts(curriculum),
        *_unique_items(curriculum),
        *(finding for item in curriculum.items.values() for finding in _item(curriculum, item)),
        *_sources(curriculum),
        *_blueprints(curriculum),
    ]


def folded(text: str) -> str:
    """Return `text` as comparisons see it: repaired, spaces folded, case ignored."""
    return _SPACES.sub(" ", repair(text)).strip().casefold()


def width(text: str) -> int:
    """Return how many signs of `text` take room on the line: vowels above take none."""
    return sum(unicodedata.category(sign) != "Mn" for sign in text)


def _item(curriculum: Curriculum, item: Item) -> Iterator[Finding]:
    where = f"{curriculum.id}/{item.code}"
    ids = "".join(one.id for one in item.options)
    if ids != _LETTERS[: len(ids)]:
        yield Finding("options", where, message("course.option_ids", found=", ".join(ids)))
    right = len(item.right)
    if item.type == "single" and right != 1:
        yield Finding("key", where, message("course.single_key", count=right))
    if item.type == "multiple" and not right:
        yield Finding("key", where, message("course.multiple_key"))
    known = {one.id for one in curriculum.modules[item.module].objectives}
    if item.objective not in known:
        yield Finding(
            "objective",
            where,
            message("course.no_objective", found=item.objective, known=", ".join(sorted(known))),
        )
    for lang in ("th", "en"):
        texts = [folded(one.text.in_language(lang)) for one in item.options]
        for same in sorted({text for text in texts if texts.count(text) > 1}):
            yield Finding("options", where, message("course.same_options", lang=lang, text=same))


def _unique_items(curriculum: Curriculum) -> Iterator[Finding]:
    """Ids and stems are unique: exports of forms name a question by its stem."""
    ids: dict[str, str] = {}
    stems: dict[tuple[str, str], str] = {}
    for code, item in curriculum.items.items():
        where = f"{curriculum.id}/{code}"
        first = ids.setdefault(item.id, code)
        if first != code:
            yield Finding("unique", where, message("course.id_elsewhere", id=item.id, other=first))
        for lang in ("th", "en"):
            first = stems.setdefault((lang, folded(item.stem.in_language(lang))), code)
            if first != code:
                yield Finding("stem", where, message("course.same_stem", lang=lang, other=first))


def _texts(curriculum: Curriculum) -> Iterator[Finding]:
    """Each language holds its own, spelt as govlab compares it, without stray spaces."""
    for where, text, prose in _every_text(curriculum):
        place = f"{curriculum.id}/{where}" if where else curriculum.id
        for lang, sign in (("th", _THAI), ("en", _LATIN)):
            words = text.in_language(lang)
            if words != words.strip():
                yield Finding("spaces", place, message("course.spaces", lang=lang, text=words))
            if words != repair(words):
                yield Finding("spelling", place, message("course.spelling", lang=lang, text=words))
            if prose and not sign.search(words):
                yield Finding(
                    "languages", place, message("course.wrong_language", lang=lang, text=words)
                )


def _every_text(curriculum: Curriculum) -> Iterator[tuple[str, Text, bool]]:
    """Yield place, text, and whether it must be a sentence (an option may be a number)."""
    yield "", curriculum.title, True
    yield "", curriculum.design_note, True
    for one in (*curriculum.audience, *curriculum.outcomes):
        yield "", one.text, True
    for title in curriculum.planned:
        yield "", title, True
    for blueprint in curriculum.blueprints.values():
        yield "blueprints.yaml", blueprint.title, True
    for module in curriculum.modules.values():
        yield module.id, module.title, True
        yield f"{module.id}/lesson.md", module.lesson, True
        for objective in module.objectives:
            yield f"{module.id}: {objective.id}", objective.text, True
    for item in curriculum.items.values():
        yield item.code, item.stem, True
        for option in item.options:
            yield f"{item.code}:{option.id}", option.text, False
            yield f"{item.code}:{option.id}", option.reason, True


def _sources(curriculum: Curriculum) -> Iterator[Finding]:
    for where, sources in _every_source(curriculum):
        place = f"{curriculum.id}/{where}" if where else curriculum.id
        for source in sources:
            if isinstance(source, str):
                if not _SOURCE_ID.fullmatch(source):
                    yield Finding("source", place, message("course.source_id", found=source))
            elif not _is_date(source.effective):
                yield Finding("source", place, message("course.effective", found=source.effective))


def _every_source(curriculum: Curriculum) -> Iterable[tuple[str, tuple[Source, ...]]]:
    for one in (*curriculum.audience, *curriculum.outcomes):
        yield "", one.sources
    for module in curriculum.modules.values():
        for objective in module.objectives:
            yield f"{module.id}: {objective.id}", objective.sources
    for item in curriculum.items.values():
        yield item.code, item.sources


def _blueprints(curriculum: Curriculum) -> Iterator[Finding]:
    where = f"{curriculum.id}/blueprints.yaml"
    for blueprint in curriculum.blueprints.values():
        seen: set[tuple[str, str]] = set()
        for quota in blueprint.quotas:
            place = f"{where}: {blueprint.name}"
            if quota.objective not in curriculum.objectives:
                known = ", ".join(curriculum.objectives)
                yield Finding(
                    "objective",
                    place,
                    message("course.no_objective", found=quota.objective, known=known),
                )
                continue
            if (quota.objective, quota.use) in seen:
                text = f"{quota.objective} ({quota.use})"
                yield Finding("unique", place, message("course.twice", id=text))
            seen.add((quota.objective, quota.use))
            found = len(pool_of(curriculum, quota))
            if found < quota.count:
                words = short_pool(curriculum, blueprint.name, quota, found)
                yield Finding("blueprint", place, words)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
