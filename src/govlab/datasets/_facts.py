"""Facts, findings and references: what the rows of every dataset rest on."""

import csv
import re
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from govlab import files, home
from govlab.datasets._numbers import stated
from govlab.datasets._package import Resource, resource
from govlab.errors import UnknownNameError
from govlab.text import message

CITED = re.compile(r"\b(?:S[0-4]-(?:X[0-9]+|[0-9]{3})|R-[0-9]{3})\b")
ASSUMED = re.compile(r"\bA-[0-9]{3}\b")
FROZEN = "quotes.sha256"
_ANY_ID = re.compile(r"\b(?:S[0-4](?:-X?[0-9]+)?|[AR]-[0-9]{3})\b")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a source document.

    Parameters
    ----------
    id : str
        Such as ``S2-037``: the 37th fact of document S2.
    document, section, line : str
        Where it stands; the line counts from 1 in the text as read.
    kind : str
        Number, rule, deadline, step, …
    thai : str
        The source's own words, white space collapsed.
    value : str
        The figure or short value, ours.
    gloss : str
        English, ours.
    redacted : bool
        True where a name was replaced by a role.
    """

    id: str
    document: str
    section: str
    line: str
    kind: str
    thai: str
    value: str
    gloss: str
    redacted: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the fact as a JSON-ready mapping."""
        return asdict(self)

    @property
    def record(self) -> str:
        """Return what is frozen: place, the source's own words, and our value and gloss."""
        place = f"{self.id}\n{self.document}\n{self.section}\n{self.line}\n{self.kind}"
        return f"{place}\n{self.thai}\n{self.value}\n{self.gloss}"


@dataclass(frozen=True)
class Evidence:
    """All that may be cited, by id."""

    facts: dict[str, Fact]
    findings: dict[str, dict[str, str]]
    references: dict[str, dict[str, str]]

    @cached_property
    def ids(self) -> frozenset[str]:
        """Every id that a row may cite."""
        return frozenset(self.facts) | frozenset(self.findings) | frozenset(self.references)

    def stated(self, name: str) -> frozenset[str]:
        """Return the figures that the cited `name` supports."""
        if name in self.facts:
            one = self.facts[name]
            # The gloss is ours: it may name a year or a step, never a measured number,
            # which the audit looks for in what is printed and in the value.
            return stated(one.thai) | stated(one.value) | stated(one.section) | stated(one.gloss)
        if name in self.findings:
            return stated(self.findings[name]["gloss"])
        one_reference = self.references.get(name)
        if one_reference is None:
            return frozenset()
        return stated(" ; ".join(one_reference[name] for name in ("title", "place", "statement")))

    def frozen_texts(self) -> dict[str, str]:
        """Return by id the words whose digest is frozen."""
        found = {name: one.record for name, one in self.facts.items()}
        found |= {
            name: "\n".join((name, one["document"], one["kind"], one["gloss"]))
            for name, one in self.findings.items()
        }
        return found | {
            name: "\n".join((name, one["title"], one["place"], one["statement"]))
            for name, one in self.references.items()
        }


def without_ids(text: str) -> str:
    """Return `text` without the ids in it, whose digits are no figures."""
    return _ANY_ID.sub(" ", text)


def read_rows(found: Resource) -> list[dict[str, str]]:
    """Return the rows of a table as they are written, every cell a text."""
    with found.path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def evidence(place: home.Home | None = None) -> Evidence:
    """Return facts, findings and references of the home."""
    facts = {
        row["id"]: Fact(**(row | {"redacted": row["redacted"] == "true"}))  # type: ignore[arg-type]
        for row in read_rows(resource("source_facts", place))
    }
    findings = {row["id"]: row for row in read_rows(resource("source_findings", place))}
    references = {row["id"]: row for row in read_rows(resource("references", place))}
    return Evidence(facts, findings, references)


def fact(name: str, place: home.Home | None = None) -> Fact:
    """Return the fact with the id `name`.

    Raises
    ------
    UnknownNameError
        When there is no such fact.

    Examples
    --------
    >>> fact("S2-037").value
    '23'
    >>> fact("S4-061").thai
    'รวมจำนวนไม่น้อยกว่า ๓๐๐ คน'
    """
    every = evidence(place).facts
    if name not in every:
        raise UnknownNameError(
            message("datasets.unknown_fact", id=name, first=min(every), last=max(every))
        )
    return every[name]


def frozen(place: home.Home | None = None) -> dict[str, str]:
    """Return the recorded digest of each quote, by id."""
    path = (place or home.find()).folder("datasets") / FROZEN
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def freeze(place: home.Home | None = None) -> list[str]:
    """Record the digests of quotes that have none yet; a recorded one is never replaced.

    Returns
    -------
    list of str
        Ids that were added. Sealing (:func:`seal`) renews the digest of a file after an
        intended change; the digest of a quote has no such renewal, because what a source
        said does not change. A quote that was copied wrongly is corrected by deleting its
        line in ``datasets/quotes.sha256`` by hand, with the source open.
    """
    place = place or home.find()
    known = frozen(place)
    texts = evidence(place).frozen_texts()
    added = sorted(set(texts) - set(known))
    if added:
        known |= {name: files.sha256_of(texts[name].encode("utf-8")) for name in added}
        lines = [f"{known[name]}  {name}\n" for name in sorted(known)]
        files.write_atomic(place.folder("datasets") / FROZEN, "".join(lines))
    return added
