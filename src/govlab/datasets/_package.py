"""The datapackage: what each resource is, where it comes from, and its seal."""

import difflib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from govlab import files, home
from govlab.errors import UnknownNameError
from govlab.text import message, say

DESCRIPTOR = "datapackage.json"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a dataset comes from and what may be done with it.

    Parameters
    ----------
    name : str
        The resource's name in the datapackage.
    title : dict of str to str
        Title by language.
    path : str
        Path below ``datasets/``.
    sources : tuple of str
        Titles of the documents it was taken from.
    section : str
        Where in the source.
    source_ids : tuple of str
        Ids of the facts its rows rest on, sorted.
    licence : str
        SPDX name.
    synthetic : bool
        True when the data are made, not observed.
    sha256 : str
        Digest of the file as it is.
    """

    name: str
    title: dict[str, str]
    path: str
    sources: tuple[str, ...]
    section: str
    source_ids: tuple[str, ...]
    licence: str
    synthetic: bool
    sha256: str

    def lines(self, lang: str = "th") -> list[tuple[str, str]]:
        """Return the card as pairs of heading and text in `lang`."""
        kind = "synthetic" if self.synthetic else "real"
        ids = ", ".join(self.source_ids) or "–"
        return [
            (say("datasets.card_name", lang), f"{self.title[lang]} ({self.name})"),
            (say("datasets.card_source", lang), "; ".join(self.sources)),
            (say("datasets.card_section", lang), self.section),
            (say("datasets.card_ids", lang), ids),
            (say("datasets.card_licence", lang), self.licence),
            (say("datasets.card_kind", lang), say(f"datasets.card_{kind}", lang)),
            ("SHA-256", self.sha256),
        ]

    def card(self, lang: str = "th") -> "Card":
        """Return the provenance card that a notebook shows above a table."""
        return Card(self, lang)

    def as_dict(self) -> dict[str, Any]:
        """Return the provenance as a JSON-ready mapping."""
        return {
            "name": self.name,
            "title": dict(self.title),
            "path": self.path,
            "source": list(self.sources),
            "section": self.section,
            "source_ids": list(self.source_ids),
            "licence": self.licence,
            "synthetic": self.synthetic,
            "sha256": self.sha256,
        }


@dataclass(frozen=True, slots=True)
class Card:
    """A provenance card in one language, as text or as HTML.

    Parameters
    ----------
    provenance : Provenance
        Where the data come from.
    lang : {"th", "en"}
        Language of the card.
    more : tuple of pairs of str
        Further headings and texts: what the rows hold.
    """

    provenance: Provenance
    lang: str
    more: tuple[tuple[str, str], ...] = ()

    def lines(self) -> list[tuple[str, str]]:
        """Return the card as pairs of heading and text."""
        return [*self.provenance.lines(self.lang), *self.more]

    def __str__(self) -> str:
        return "\n".join(f"{head}: {text}" for head, text in self.lines())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from html import escape

        (_, name), (head_of_source, source), *_ = self.provenance.lines(self.lang)
        rows = "".join(
            f'<tr><th style="text-align:left;vertical-align:top;white-space:nowrap">'
            f'{escape(head)}</th><td style="text-align:left;overflow-wrap:anywhere">'
            f"{escape(text)}</td></tr>"
            for head, text in self.lines()
        )
        return (
            '<details class="govlab-provenance" style="border-left:4px solid #2a6f97;'
            f'padding-left:0.6em;margin:0.5em 0"><summary>{escape(name)} · '
            f"{escape(head_of_source)}: {escape(source)}</summary>"
            f"<table>{rows}</table></details>"
        )


@dataclass(frozen=True)
class Resource:
    """One entry of the datapackage and the file it describes."""

    descriptor: dict[str, Any]
    folder: Path

    @property
    def name(self) -> str:
        """Name, unique in the package."""
        return str(self.descriptor["name"])

    @property
    def path(self) -> Path:
        """The file on disk."""
        return files.confined(self.folder, self.descriptor["path"])

    @property
    def tabular(self) -> bool:
        """True for a CSV table, False for a YAML tree."""
        return bool(self.descriptor["format"] == "csv")

    @property
    def sealed(self) -> str | None:
        """SHA-256 that the datapackage records, without its ``sha256:`` prefix."""
        recorded = self.descriptor.get("hash")
        return None if recorded is None else str(recorded).removeprefix("sha256:")

    @cached_property
    def fields(self) -> list[dict[str, Any]]:
        """Field descriptors of a table, in column order."""
        return list(self.descriptor["schema"]["fields"])

    def provenance(self, source_ids: tuple[str, ...], sha256: str) -> Provenance:
        """Return the provenance of the file with digest `sha256`."""
        found = self.descriptor
        return Provenance(
            name=self.name,
            title={"th": found["title_th"], "en": found["title"]},
            path=found["path"],
            sources=tuple(source["title"] for source in found["sources"]),
            section=found["section"],
            source_ids=source_ids,
            licence=found["licenses"][0]["name"],
            synthetic=bool(found["synthetic"]),
            sha256=sha256,
        )


def resources(place: home.Home | None = None) -> list[Resource]:
    """Return every resource of the home's datapackage, sorted by name."""
    folder = (place or home.find()).folder("datasets")
    package = files.read_json(folder / DESCRIPTOR)
    found = [Resource(entry, folder) for entry in package["resources"]]
    return sorted(found, key=lambda one: one.name)


def names(place: home.Home | None = None) -> list[str]:
    """Return the names of all datasets, sorted."""
    return [one.name for one in resources(place)]


def resource(name: str, place: home.Home | None = None) -> Resource:
    """Return the resource called `name`.

    Raises
    ------
    UnknownNameError
        When there is none; the message offers the nearest names.
    """
    every = {one.name: one for one in resources(place)}
    if name in every:
        return every[name]
    near = difflib.get_close_matches(name, every, n=3, cutoff=0.5) or sorted(every)
    raise UnknownNameError(message("datasets.unknown", name=name, near=", ".join(near)))
