"""The rules of good content: what :func:`load` insists on, beyond the shape of files."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date

from govlab.chance import Stream
from govlab.course._draw import draw
from govlab.course._finding import Finding
from govlab.course._item import Item
from govlab.course._model import Curriculum
from govlab.course._words import Source, Text
from govlab.errors import InputError
from govlab.text import message
from govlab.thai import repair

# Ids of source facts (S2-014, S4-X20) and of numbered assumptions.
_SOURCE_ID = re.compile(r"S[0-4]-(?:[0-9]{3}|X[0-9]{1,3})|A-[0-9]{3}")
_THAI = re.compile("[ก-๛]")
_LATIN = re.compile("[A-Za-z]")
# As many seeds as forms are tried with: draws of a series can only fall short together.
_TRIES = 5
_SPACES = re.compile(r"\s+")


def broken_rules(curriculum: Curriculum) -> list[Finding]:
    """Return every rule that the content breaks."""
    return [
        *_texts(curriculum),
        *_unique_items(curriculum),
        *(finding for item in examples(curriculum) for finding in _item(curriculum, item)),
        *_sources(curriculum),
        *_blueprints(curriculum),
    ]


def examples(curriculum: Curriculum) -> Iterator[Item]:
    """Yield every item, a templated one as one of its variants."""
    for one in curriculum.items.values():
        if isinstance(one, Item):
            yield one
        else:
            yield one.variant(Stream(0, "example", one.code))


def folded(text: str) -> str:
    """Return `text` as comparisons see it: repaired, spaces folded, case ignored."""
    return _SPACES.sub(" ", repair(text)).strip().casefold()


def width(text: str) -> int:
    """Return how many signs of `text` take room on the line: vowels above take none."""
    return sum(unicodedata.category(sign) != "Mn" for sign in text)


def _item(curriculum: Curriculum, item: Item) -> Iterator[Finding]:
    where = f"{curriculum.id}/{item.code}"
    for rule, words in item.interaction.faults():
        yield Finding(rule, where, words)
    known = {one.id for one in curriculum.modules[item.module].objectives}
    for objective in sorted({item.objective, *(one.objective for one in item.scored)} - known):
        yield Finding(
            "objective",
            where,
            message("course.no_objective", found=objective, known=", ".join(sorted(known))),
        )


def _unique_items(curriculum: Curriculum) -> Iterator[Finding]:
    """Ids and stems are unique: exports of forms name a question by its stem."""
    ids: dict[str, str] = {}
    stems: dict[tuple[str, str], str] = {}
    for item in examples(curriculum):
        code, where = item.code, f"{curriculum.id}/{item.code}"
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
    for item in examples(curriculum):
        yield item.code, item.stem, True
        for place, text, prose in item.interaction.texts():
            yield f"{item.code}:{place}", text, prose


def _sources(curriculum: Curriculum) -> Iterator[Finding]:
    for where, sources in every_source(curriculum):
        place = f"{curriculum.id}/{where}" if where else curriculum.id
        for source in sources:
            if isinstance(source, str):
                if not _SOURCE_ID.fullmatch(source):
                    yield Finding("source", place, message("course.source_id", found=source))
            elif not _is_date(source.effective):
                yield Finding("source", place, message("course.effective", found=source.effective))


def every_source(curriculum: Curriculum) -> Iterable[tuple[str, tuple[Source, ...]]]:
    """Yield every place that cites, and what it cites."""
    for one in (*curriculum.audience, *curriculum.outcomes):
        yield "", one.sources
    for module in curriculum.modules.values():
        for objective in module.objectives:
            yield f"{module.id}: {objective.id}", objective.sources
    for item in curriculum.items.values():
        yield item.code, item.sources


def _blueprints(curriculum: Curriculum) -> Iterator[Finding]:
    where = f"{curriculum.id}/blueprints.yaml"
    practice = {one.id for one in curriculum.items.values() if one.use == "practice"}
    for blueprint in curriculum.blueprints.values():
        place = f"{where}: {blueprint.name}"
        if blueprint.warm_up and blueprint.warm_up not in practice:
            words = message("course.no_warm_up", found=blueprint.warm_up)
            yield Finding("blueprint", place, words)
        unknown = {one.objective for one in blueprint.quotas} - set(curriculum.objectives)
        for objective in sorted(unknown):
            known = ", ".join(curriculum.objectives)
            words = message("course.no_objective", found=objective, known=known)
            yield Finding("objective", place, words)
        if unknown:
            continue
        for seed in range(_TRIES):
            try:
                draw(
                    curriculum,
                    blueprint,
                    seed,
                    taught=None,
                    unseen_by=frozenset(),
                    missed=None,
                    bank=(),
                )
            except InputError as short:
                yield Finding("blueprint", place, short.message)
                break


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
