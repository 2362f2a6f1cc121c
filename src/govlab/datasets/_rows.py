"""Rows: tables and trees alike as rows of texts, each with the ids it cites."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from govlab import files, home
from govlab.datasets._facts import ASSUMED, CITED, read_rows
from govlab.datasets._package import Resource, resources

ID_COLUMNS = frozenset({"source_ids", "assumption_ids", "represented_in", "used_by"})
_MEASURES = frozenset({"integer", "number"})


@dataclass(frozen=True)
class Row:
    """One row of a table, or one mapping of a tree.

    Parameters
    ----------
    dataset : str
        Name of the dataset.
    list_name : str
        Path of the list or mapping in a tree (``budget.lines``); empty for a table.
    at : str
        Where it stands: row of the file (heading is row 1) or path in the tree.
    cells : dict of str to str
        Every scalar as a text; a name in two languages is ``label_th`` and ``label_en``.
    cited : tuple of str
        Ids of facts, findings and references that the row rests on.
    assumed : tuple of str
        Ids of assumptions.
    measures : frozenset of str
        Columns that hold a measured number, not a key.
    """

    dataset: str
    list_name: str
    at: str
    cells: dict[str, str]
    cited: tuple[str, ...]
    assumed: tuple[str, ...]
    measures: frozenset[str] = field(default=frozenset())

    @property
    def list_path(self) -> str:
        """Dataset and list, as identities and exceptions name it."""
        return f"{self.dataset}#{self.list_name}" if self.list_name else self.dataset


def rows_of(found: Resource) -> list[Row]:
    """Return the rows of a dataset, in the order of the file."""
    if found.tabular:
        return list(_table(found))
    content = files.read_yaml(found.path)
    every = tuple(sorted(set(CITED.findall(found.path.read_text(encoding="utf-8")))))
    return list(_tree(found.name, content, "", "", every))


def every_row(place: home.Home | None = None) -> dict[str, list[Row]]:
    """Return the rows of every dataset, by its name."""
    return {one.name: rows_of(one) for one in resources(place)}


def _table(found: Resource) -> Iterator[Row]:
    key = set(found.descriptor["schema"]["primaryKey"])
    kinds = {one["name"]: one["type"] for one in found.fields}
    measures = frozenset(
        name for name, kind in kinds.items() if kind in _MEASURES and name not in key
    )
    for number, cells in enumerate(read_rows(found), start=2):
        text = " ".join(cells.values())
        own = (
            f"{cells['source_ids']} {cells.get('conflict', '')}" if "source_ids" in cells else text
        )
        yield Row(
            found.name,
            "",
            f"row {number}",
            cells,
            tuple(dict.fromkeys(CITED.findall(own))),
            tuple(dict.fromkeys(ASSUMED.findall(text))),
            measures,
        )


def _tree(
    dataset: str, node: Any, path: str, list_name: str, inherited: tuple[str, ...]
) -> Iterator[Row]:
    if isinstance(node, list):
        for number, one in enumerate(node):
            yield from _tree(dataset, one, f"{path}[{number}]", list_name, inherited)
        return
    if not isinstance(node, dict):
        return
    cited = _own_ids(node) or inherited
    cells = _scalars(node)
    if cells:
        text = " ".join(cells.values())
        measures = frozenset(
            name
            for name, value in node.items()
            if isinstance(value, int | float) and not isinstance(value, bool)
        )
        yield Row(
            dataset, list_name, path or "/", cells, cited, tuple(ASSUMED.findall(text)), measures
        )
    for name, value in node.items():
        if isinstance(value, dict | list) and f"{name}_th" not in cells:
            below = f"{path}.{name}".lstrip(".")
            inner = f"{list_name}.{name}".lstrip(".")
            yield from _tree(dataset, value, below, inner, cited)


def _scalars(node: dict[str, Any]) -> dict[str, str]:
    """Return the scalars of a mapping as cells; a name in two languages makes two."""
    cells: dict[str, str] = {}
    for name, value in node.items():
        if isinstance(value, dict) and set(value) == {"th", "en"}:
            cells |= {f"{name}_th": str(value["th"]), f"{name}_en": str(value["en"])}
        elif isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
            cells[name] = ";".join(map(str, value))
        elif not isinstance(value, dict | list):
            cells[name] = "" if value is None else str(value)
    return cells


def _own_ids(node: dict[str, Any]) -> tuple[str, ...]:
    given = f"{node.get('source_ids', node.get('source', ''))} {node.get('conflict', '')}"
    return tuple(dict.fromkeys(CITED.findall(given)))


def stem(dataset: str) -> str:
    """Return the last part of a dataset's name, whose figures its rows may state."""
    return PurePosixPath(dataset).name
