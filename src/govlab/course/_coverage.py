"""Coverage: every objective is taught, practised, examined, and rests on a source."""

import csv
import re
from collections.abc import Iterator

from govlab import home
from govlab.course._bank import PREFIX
from govlab.course._finding import Finding
from govlab.course._model import Curriculum
from govlab.course._rules import every_source
from govlab.text import message

# Marks the section of a lesson that teaches an objective.
SECTION = re.compile(r"^<!-- *objective: *(?P<id>[a-z0-9-]+) *-->[ \t]*$", re.MULTILINE)
_CITED = re.compile(r"S[0-4]-(?:X?[0-9]{1,3})|A-[0-9]{3}")
# Tables that hold what may be cited, and the column of their ids.
_KNOWN = ("source_facts.csv", "source_findings.csv", "assumptions.csv")


def gaps(curriculum: Curriculum, place: home.Home) -> Iterator[Finding]:
    """Yield what an objective lacks: practice, exam, a section of the lesson, a source."""
    for code, objective in curriculum.objectives.items():
        where = f"{curriculum.id}/{code}"
        for use in ("practice", "exam"):
            if not curriculum.pools.get((code, use)):
                yield Finding("coverage", where, message("course.not_covered", use=use))
        if not objective.sources:
            yield Finding("coverage", where, message("course.no_source"))
    yield from _untaught(curriculum)
    for item in curriculum.items.values():
        if item.id.startswith(PREFIX):
            words = message("course.office_id", prefix=PREFIX)
            yield Finding("unique", f"{curriculum.id}/{item.code}", words)
    yield from _unknown_sources(curriculum, place)


def _untaught(curriculum: Curriculum) -> Iterator[Finding]:
    """Yield objectives without a section of their lesson, and sections of none."""
    for module in curriculum.modules.values():
        known = {one.id for one in module.objectives}
        for lang in ("th", "en"):
            where = f"{curriculum.id}/{module.id}/lesson.md"
            taught = set(SECTION.findall(module.lesson.in_language(lang)))
            for objective_id in sorted(known - taught):
                words = message("course.not_taught", objective=objective_id, lang=lang)
                yield Finding("coverage", where, words)
            for objective_id in sorted(taught - known):
                words = message(
                    "course.no_objective", found=objective_id, known=", ".join(sorted(known))
                )
                yield Finding("objective", where, words)


def _unknown_sources(curriculum: Curriculum, place: home.Home) -> Iterator[Finding]:
    """Yield ids that are cited and stand in none of the tables that hold them."""
    known = _known_ids(place)
    for where, sources in every_source(curriculum):
        for source in sources:
            if isinstance(source, str) and source not in known:
                words = message("course.source_unknown", found=source)
                yield Finding("source", f"{curriculum.id}/{where}".rstrip("/"), words)
    for module in curriculum.modules.values():
        cited = set(_CITED.findall(f"{module.lesson.th}\n{module.lesson.en}"))
        for source in sorted(cited - known):
            words = message("course.source_unknown", found=source)
            yield Finding("source", f"{curriculum.id}/{module.id}/lesson.md", words)


def _known_ids(place: home.Home) -> set[str]:
    folder = place.folder("datasets")
    found: set[str] = set()
    for name in filter(lambda one: (folder / one).is_file(), _KNOWN):
        with (folder / name).open(encoding="utf-8-sig", newline="") as table:
            found.update(row["id"] for row in csv.DictReader(table))
    return found
