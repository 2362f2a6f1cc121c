"""Coverage: where each fact of the sources stands, or why it is not data."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govlab import files, home
from govlab.datasets._facts import CITED, Evidence, Fact, evidence
from govlab.datasets._numbers import numbers, stated
from govlab.datasets._rows import ID_COLUMNS, Row, every_row
from govlab.text import say

if TYPE_CHECKING:
    import pandas as pd

# Facts of these kinds are what researchers compute with: each must stand somewhere.
MUST_STAND = frozenset({"allocation", "deadline", "number", "rule", "target"})
_NOT_PLACES = frozenset({"checksum_only", "identities", "not_data", "source_facts"})
_ITEM = re.compile(r"^\s*- id: (\S+)")


@dataclass(frozen=True, slots=True)
class Standing:
    """One place where a fact stands.

    Parameters
    ----------
    kind : {"dataset", "lesson", "item", "course"}
    name : str
        Dataset, or file below ``course/``.
    at : str
        Row, path in a tree, line, or id of the item.
    columns : tuple of str
        Columns that state the fact's figures; empty outside datasets.
    """

    kind: str
    name: str
    at: str
    columns: tuple[str, ...] = ()

    def __str__(self) -> str:
        columns = f" [{', '.join(self.columns)}]" if self.columns else ""
        return f"{self.name} {self.at}{columns}"

    def as_dict(self) -> dict[str, Any]:
        """Return the place JSON-ready."""
        return {"kind": self.kind, "name": self.name, "at": self.at, "columns": list(self.columns)}


@dataclass(frozen=True, slots=True)
class Covered:
    """One fact, its places, and the reason where it is not data."""

    fact: Fact
    places: tuple[Standing, ...]
    reason: dict[str, str] | None

    @property
    def stands(self) -> bool:
        """True where it stands somewhere, or need not and says why."""
        return bool(self.places) or (self.reason is not None and self.fact.kind not in MUST_STAND)

    def as_dict(self) -> dict[str, Any]:
        """Return the fact's coverage JSON-ready."""
        return {
            "id": self.fact.id,
            "document": self.fact.document,
            "kind": self.fact.kind,
            "places": [one.as_dict() for one in self.places],
            "not_data": self.reason,
            "stands": self.stands,
        }


@dataclass(frozen=True)
class Coverage:
    """Every fact of the sources and where it stands."""

    facts: tuple[Covered, ...]

    @property
    def missing(self) -> tuple[Covered, ...]:
        """Facts that stand nowhere."""
        return tuple(one for one in self.facts if not one.stands)

    @property
    def holds(self) -> bool:
        """True when no fact is missing."""
        return not self.missing

    def counts(self) -> dict[str, int]:
        """Return how many facts stand in data, in the course only, and nowhere by reason."""
        in_data = sum(any(p.kind == "dataset" for p in one.places) for one in self.facts)
        in_course = sum(
            bool(one.places) and all(p.kind != "dataset" for p in one.places) for one in self.facts
        )
        not_data = sum(not one.places and one.reason is not None for one in self.facts)
        return {
            "facts": len(self.facts),
            "in_data": in_data,
            "in_course_only": in_course,
            "not_data": not_data,
            "missing": len(self.missing),
        }

    def as_dict(self) -> dict[str, Any]:
        """Return counts and every fact, JSON-ready."""
        return self.counts() | {"holds": self.holds, "table": [one.as_dict() for one in self.facts]}

    def frame(self) -> "pd.DataFrame":
        """Return one row per fact: id, kind, places, reason."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "id": one.fact.id,
                    "document": one.fact.document,
                    "kind": one.fact.kind,
                    "places": "; ".join(map(str, one.places)),
                    "not_data_th": one.reason["th"] if one.reason else "",
                    "not_data_en": one.reason["en"] if one.reason else "",
                }
                for one in self.facts
            ]
        )

    def in_language(self, lang: str) -> str:
        """Return the report in words: the counts, what is not data, what is missing."""
        lines = [say("datasets.coverage_counts", lang, **self.counts())]
        for one in self.facts:
            if not one.stands:
                lines.append(
                    say("datasets.coverage_missing", lang, id=one.fact.id, kind=one.fact.kind)
                )
            elif not one.places and one.reason is not None:
                reason = one.reason[lang]
                lines.append(say("datasets.coverage_reason", lang, id=one.fact.id, reason=reason))
        return "\n".join(lines)


def coverage(place: home.Home | None = None) -> Coverage:
    """Return for every fact of the sources where it stands, or why it is not data.

    Datasets and trees are read by row, lessons and items by their source ids.

    Examples
    --------
    >>> found = coverage()
    >>> found.counts()["facts"], found.holds
    (307, True)
    """
    place = place or home.find()
    known, rows = evidence(place), every_row(place)
    places: dict[str, list[Standing]] = {name: [] for name in known.facts}
    for dataset, members in rows.items():
        if dataset in _NOT_PLACES:
            continue
        for row in members:
            for name in row.cited:
                if name in places:
                    places[name].append(_in_data(row, known, name))
    for name, standing in _in_course(place.folder("course")):
        if name in places:
            places[name].append(standing)
    reasons = {
        one.cells["id"]: {"th": one.cells["reason_th"], "en": one.cells["reason_en"]}
        for one in rows["not_data"]
    }
    return Coverage(
        tuple(
            Covered(one, tuple(dict.fromkeys(places[name])), reasons.get(name))
            for name, one in known.facts.items()
        )
    )


def _in_data(row: Row, known: Evidence, name: str) -> Standing:
    fact = known.facts[name]
    figures = stated(fact.thai) | stated(fact.value)
    columns = tuple(
        column
        for column, cell in row.cells.items()
        if column not in ID_COLUMNS and column != "as_printed" and numbers(cell) & figures
    )
    return Standing("dataset", row.dataset, row.at, columns)


def _in_course(folder: Path) -> Iterator[tuple[str, Standing]]:
    for path in sorted(folder.rglob("*")):
        if path.suffix not in {".md", ".yaml", ".yml"} or not path.is_file():
            continue
        kind = {".md": "lesson"}.get(path.suffix, "item" if "items" in path.stem else "course")
        where, item = path.relative_to(folder).as_posix(), ""
        for number, line in enumerate(files.read_text(path).splitlines(), start=1):
            if found := _ITEM.match(line):
                item = found[1]
            at = item if kind == "item" and item else f"line {number}"
            for name in CITED.findall(line):
                yield name, Standing(kind, where, at)
