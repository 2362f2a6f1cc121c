"""Loading: a frame or a tree, always together with its provenance."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from govlab import files, home
from govlab.datasets._package import Card, Provenance, Resource, resource
from govlab.errors import InputError, MissingFileError, TamperedError
from govlab.text import message, say

if TYPE_CHECKING:
    import pandas as pd

_SOURCE_ID = re.compile(r"\b(?:S[0-4]-X?[0-9]+|R-[0-9]{3})\b")
_FINDING_ID = re.compile(r"\bS[0-4]-X[0-9]+\b")


@dataclass(frozen=True)
class Dataset:
    """A table and its provenance.

    Parameters
    ----------
    frame : pandas.DataFrame
        The rows, typed as the datapackage says; ISO dates become ``datetime64``.
    provenance : Provenance
        Where it comes from.
    units : dict of str to str
        Unit of each column that has one.
    """

    frame: "pd.DataFrame"
    provenance: Provenance
    units: dict[str, str] = field(default_factory=dict)

    def records(self) -> list[dict[str, Any]]:
        """Return the rows as plain mappings, None where a cell is empty."""
        plain = self.frame.astype(object)
        return [
            {str(name): value for name, value in row.items()}
            for row in plain.where(self.frame.notna(), None).to_dict("records")
        ]

    def card(self, lang: str = "th") -> Card:
        """Return the card that a notebook shows above the table.

        Beside the provenance: how many rows, the units, the assumptions the rows name,
        and how many rows are misprinted or in conflict, with the findings that say so.
        """
        return Card(self.provenance, lang, tuple(self._more(lang)))

    def _more(self, lang: str) -> Iterator[tuple[str, str]]:
        yield say("datasets.card_rows", lang), str(len(self.frame))
        if self.units:
            told = ", ".join(f"{name}: {unit}" for name, unit in self.units.items())
            yield say("datasets.card_units", lang), told
        if "assumption_ids" in self.frame:
            cells = self.frame["assumption_ids"].dropna()
            named = sorted({one for cell in cells for one in cell.split(";")})
            yield say("datasets.card_assumptions", lang), ", ".join(named) or "–"
        if "conflict" in self.frame:
            cells = self.frame["conflict"].dropna()
            findings = sorted({one for cell in cells for one in _FINDING_ID.findall(cell)})
            told = f"{len(cells)} ({', '.join(findings)})" if findings else str(len(cells))
            yield say("datasets.card_conflicts", lang), told


@dataclass(frozen=True)
class Tree:
    """A YAML document and its provenance."""

    content: dict[str, Any]
    provenance: Provenance

    def card(self, lang: str = "th") -> Card:
        """Return the provenance card."""
        return self.provenance.card(lang)


def load(name: str, place: home.Home | None = None) -> Dataset:
    """Return the dataset called `name`.

    Parameters
    ----------
    name : str
        Name in ``datasets/datapackage.json``.
    place : Home, optional
        Home to read from; found as :func:`govlab.home.find` does when not given.

    Raises
    ------
    UnknownNameError
        When there is no such dataset.
    InputError
        When it is a YAML tree (see :func:`read_tree`) or a cell breaks the schema.
    TamperedError
        When the file is not the one that was sealed.

    Examples
    --------
    >>> load("complaints_bangkok_month").frame["count"].max()
    np.int64(23)
    """
    found = resource(name, place)
    if not found.tabular:
        raise InputError(message("datasets.is_tree", name=name))
    digest = unbroken(found)
    frame = read_frame(found)
    ids = sorted({one for cell in frame.get("source_ids", ()) for one in cell.split(";")})
    units = {one["name"]: one["unit"] for one in found.fields if one.get("unit")}
    return Dataset(frame, found.provenance(tuple(ids), digest), units)


def read_tree(name: str, place: home.Home | None = None) -> Tree:
    """Return the YAML document called `name`; raises as :func:`load` does."""
    found = resource(name, place)
    if found.tabular:
        raise InputError(message("datasets.is_table", name=name))
    digest = unbroken(found)
    ids = sorted(set(_SOURCE_ID.findall(found.path.read_text(encoding="utf-8"))))
    return Tree(files.read_yaml(found.path), found.provenance(tuple(ids), digest))


def unbroken(found: Resource) -> str:
    """Return the digest of the resource's file if it is the one that was sealed."""
    if not found.path.is_file():
        raise MissingFileError(
            message("datasets.file_missing", name=found.name, path=str(found.path))
        )
    digest = files.sha256(found.path)
    if digest != found.sealed:
        raise TamperedError(
            message("datasets.seal_broken", name=found.name, found=digest, sealed=found.sealed)
        )
    return digest


def read_frame(found: Resource) -> "pd.DataFrame":
    """Return the table of `found` with the types of its schema."""
    import pandas as pd

    raw = pd.read_csv(found.path, dtype="string", keep_default_na=False, encoding="utf-8")
    columns = [one["name"] for one in found.fields]
    if list(raw.columns) != columns:
        raise InputError(
            message("datasets.columns_differ", name=found.name, found=list(raw), columns=columns)
        )
    frame = raw.replace("", pd.NA)
    for one in found.fields:
        frame[one["name"]] = _typed(found.name, frame[one["name"]], one["type"])
    return frame


def _typed(name: str, column: "pd.Series", kind: str) -> "pd.Series":
    import pandas as pd

    if kind == "string":
        return column
    try:
        if kind == "date":
            return pd.to_datetime(column, format="%Y-%m-%d")
        if kind == "boolean":
            return column.map({"true": True, "false": False}, na_action="ignore").astype("boolean")
        numbers = pd.to_numeric(column)
        return numbers.astype("Int64") if kind == "integer" else numbers.astype("Float64")
    except (ValueError, TypeError) as fault:
        raise InputError(
            message("datasets.bad_cell", name=name, column=column.name, kind=kind, fault=str(fault))
        ) from fault
