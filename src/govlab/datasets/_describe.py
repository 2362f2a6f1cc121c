"""Descriptions: what a dataset holds, column by column, and what it rests on."""

from dataclasses import dataclass
from html import escape
from typing import Any

from govlab import home
from govlab.datasets._load import load, read_tree
from govlab.datasets._package import Provenance, resource
from govlab.datasets._rows import rows_of
from govlab.text import check_language, say


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name, title, type, unit, what it means."""

    name: str
    title: str
    kind: str
    unit: str
    description: str
    required: bool


@dataclass(frozen=True, slots=True)
class Description:
    """A dataset described in one language.

    Parameters
    ----------
    provenance : Provenance
        Where it comes from.
    columns : tuple of Column
        In order; those of all lists together for a tree.
    rows : int
        Rows of a table; mappings of a tree.
    conflicts : int
        Rows that say that something disagrees.
    source_ids, assumption_ids : tuple of str
        What the rows rest on, sorted.
    lang : {"th", "en"}
    """

    provenance: Provenance
    columns: tuple[Column, ...]
    rows: int
    conflicts: int
    source_ids: tuple[str, ...]
    assumption_ids: tuple[str, ...]
    lang: str

    def as_dict(self) -> dict[str, Any]:
        """Return the description JSON-ready."""
        return self.provenance.as_dict() | {
            "rows": self.rows,
            "conflicts": self.conflicts,
            "source_ids": list(self.source_ids),
            "assumption_ids": list(self.assumption_ids),
            "columns": [
                {
                    "name": one.name,
                    "title": one.title,
                    "type": one.kind,
                    "unit": one.unit,
                    "description": one.description,
                    "required": one.required,
                }
                for one in self.columns
            ],
        }

    def lines(self) -> list[tuple[str, str]]:
        """Return headings and texts: the card, then what the rows hold."""
        return [
            *self.provenance.lines(self.lang),
            (say("datasets.card_rows", self.lang), str(self.rows)),
            (say("datasets.card_conflicts", self.lang), str(self.conflicts)),
            (
                say("datasets.card_assumptions", self.lang),
                ", ".join(self.assumption_ids) or "–",
            ),
        ]

    def __str__(self) -> str:
        told = [f"{head}: {text}" for head, text in self.lines()]
        told += ["", say("datasets.card_columns", self.lang)]
        told += [
            f"  {one.name}  {one.kind}"
            + (f" ({one.unit})" if one.unit else "")
            + (f": {one.description}" if one.description else "")
            for one in self.columns
        ]
        return "\n".join(told)

    def _repr_html_(self) -> str:
        card = "".join(
            f'<tr><th style="text-align:left;vertical-align:top">{escape(head)}</th>'
            f'<td style="text-align:left">{escape(text)}</td></tr>'
            for head, text in self.lines()
        )
        columns = "".join(
            "<tr>"
            + "".join(
                f'<td style="text-align:left">{escape(text)}</td>'
                for text in (one.name, one.kind, one.unit, one.description)
            )
            + "</tr>"
            for one in self.columns
        )
        return f"<table>{card}</table><table>{columns}</table>"


def describe(name: str, lang: str = "th", place: home.Home | None = None) -> Description:
    """Return what the dataset `name` holds and rests on, in `lang`.

    Raises
    ------
    UnknownNameError
        When there is no such dataset or language.
    TamperedError
        When the file is not the one that was sealed.

    Examples
    --------
    >>> found = describe("ita_moral_center", "en")
    >>> found.rows, [one.unit for one in found.columns if one.name == "score"]
    (8, ['points'])
    """
    check_language(lang)
    one = resource(name, place)
    loaded = load(name, place) if one.tabular else read_tree(name, place)
    rows = rows_of(one)
    if one.tabular:
        columns = tuple(_column(field) for field in one.fields)
    else:
        seen = dict.fromkeys(cell for row in rows for cell in row.cells)
        columns = tuple(
            _column({"name": cell, "title": cell.replace("_", " "), "type": "any"}) for cell in seen
        )
    return Description(
        provenance=loaded.provenance,
        columns=columns,
        rows=len(rows),
        conflicts=sum(bool(row.cells.get("conflict")) for row in rows),
        source_ids=tuple(sorted({cited for row in rows for cited in row.cited})),
        assumption_ids=tuple(sorted({assumed for row in rows for assumed in row.assumed})),
        lang=lang,
    )


def sources(name: str, place: home.Home | None = None) -> tuple[str, ...]:
    """Return the ids of facts, findings and references that the dataset `name` rests on.

    Examples
    --------
    >>> sources("complaint_deadlines_bangkok")
    ('S2-022', 'S2-X3')
    """
    return tuple(sorted({cited for row in rows_of(resource(name, place)) for cited in row.cited}))


def _column(field: dict[str, Any]) -> Column:
    return Column(
        field["name"],
        field.get("title", field["name"]),
        field["type"],
        field.get("unit") or "",
        field.get("description") or "",
        bool(field.get("constraints", {}).get("required")),
    )
