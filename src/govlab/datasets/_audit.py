"""The audit: does every figure say what its source says, whatever the checksums are?"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase as fnmatch

from govlab import files, home
from govlab.datasets import _identities as identities
from govlab.datasets._facts import ASSUMED, CITED, Evidence, evidence, frozen, without_ids
from govlab.datasets._numbers import numbers, stated
from govlab.datasets._package import resources
from govlab.datasets._quotes import quote_findings
from govlab.datasets._rows import ID_COLUMNS, Row, every_row, stem
from govlab.datasets._seal import Finding
from govlab.text import message

# Tables of what was read and of what the audit itself needs have rules of their own.
_OWN_RULES = frozenset(
    {"source_facts", "source_findings", "references", "identities", "checksum_only"}
)
_FINDING = re.compile(r"\bS[0-4]-X[0-9]+\b")
_DIGIT = re.compile(r"\d")
_SPACES = re.compile(r"\s+")
_PRINTED = ("as_printed", "corrected")
_LANGUAGES = (("_th", "_en"), ("_en", "_th"))


@dataclass(frozen=True)
class _World:
    """Everything that a row is held against."""

    known: Evidence
    rows: Mapping[str, list[Row]]
    bound: frozenset[tuple[str, str, str]]
    excused: frozenset[tuple[str, str]]
    assumptions: Mapping[str, Row]


def audit(place: home.Home | None = None) -> list[Finding]:
    """Hold every figure of every dataset against the words of its source.

    Returns
    -------
    list of Finding
        Each with dataset, rule and sentence; empty when all is well. The rules:

        ``quoted``
            What a row prints stands word for word in a fact it cites.
        ``stated``
            Each figure in a row is stated by a fact, finding or reference that the row
            cites (Thai or Arabic digits, either era), by the same row in the other
            language, or is bound by an identity.
        ``identity``
            The arithmetic of ``datasets/identities.yaml`` holds.
        ``cited``
            Every cited id exists; every reference is used; findings and assumptions
            name the datasets that cite them, and no others.
        ``agrees``
            Value, gloss and quote of a fact say the same figures.
        ``frozen``
            A quote is the one whose digest was recorded in ``datasets/quotes.sha256``.

        Figures that none of these reaches stand in ``datasets/checksum_only.csv``.
    """
    place = place or home.find()
    known, rows = evidence(place), every_row(place)
    rules = identities.read(place)
    excused = frozenset(
        (one.cells["dataset"], one.cells["column"]) for one in rows["checksum_only"]
    )
    assumptions = {one.cells["id"]: one for one in rows["assumptions"]}
    world = _World(known, rows, identities.bound(rules, rows), excused, assumptions)
    found = list(quote_findings(known, rows))
    for one in resources(place):
        if one.name not in _OWN_RULES:
            for row in rows[one.name]:
                found += _row_findings(row, world)
    for one_broken in identities.broken(rules, rows):
        found.append(
            Finding(
                one_broken.dataset,
                "identity",
                message(
                    "datasets.identity_broken",
                    name=one_broken.dataset,
                    at=one_broken.at,
                    identity=one_broken.identity,
                    left=one_broken.left,
                    right=one_broken.right,
                ),
            )
        )
    found += _links(world)
    found += _unfrozen(known, place)
    return found


def _row_findings(row: Row, world: _World) -> Iterator[Finding]:
    for name in (*row.cited, *row.assumed):
        if name not in world.known.ids and name not in world.assumptions:
            yield _finding(row, "cited", "datasets.unknown_id", value=name, column="source_ids")
    yield from _misquoted(row, world.known)
    yield from _two_languages(row)
    yield from _unexplained(row)
    printed = frozenset[str]().union(*(stated(row.cells.get(name, "")) for name in _PRINTED))
    said = _said_by(row, world)
    for column, cell in row.cells.items():
        if column in ID_COLUMNS or column == "as_printed" or not _DIGIT.search(cell):
            continue
        if _excused(row, column, world):
            continue
        evident = said | stated(row.cells.get("corrected", "")) if column != "corrected" else said
        if column in row.measures and printed and world.known.facts.keys() & set(row.cited):
            evident = printed | _values(row, world.known)
        elif row.at == "/" and column == "fiscal_year":
            evident = stated(stem(row.dataset))
        elif partner := _partner(row, column):
            evident = said | stated(partner)
        for figure in sorted(numbers(without_ids(cell)) - evident):
            yield _finding(row, "stated", "datasets.not_stated", value=figure, column=column)


def _said_by(row: Row, world: _World) -> frozenset[str]:
    found = set(stated(stem(row.dataset)))
    for name in row.cited:
        found |= world.known.stated(name)
    if row.dataset == "assumptions":
        # An assumption states its own figures twice, once in each language, and its years
        # in its name and in what would settle it.
        for one, other in (("reason_th", "reason_en"), ("name", "settled_by")):
            found |= stated(row.cells[one]) & stated(row.cells[other])
    for name in row.assumed:
        if row.dataset != "assumptions" and name in world.assumptions:
            found |= stated(world.assumptions[name].cells["value"])
    return frozenset(found)


def _values(row: Row, known: Evidence) -> frozenset[str]:
    facts = [known.facts[name] for name in row.cited if name in known.facts]
    return frozenset[str]().union(*(stated(one.value) | stated(one.section) for one in facts))


def _partner(row: Row, column: str) -> str:
    for ending, other in _LANGUAGES:
        if column.endswith(ending):
            return row.cells.get(column.removesuffix(ending) + other, "")
    return ""


def _excused(row: Row, column: str, world: _World) -> bool:
    if (row.list_path, row.at, column) in world.bound:
        return True
    return any(
        column == name and (fnmatch(row.list_path, where) or fnmatch(row.dataset, where))
        for where, name in world.excused
    )


def _misquoted(row: Row, known: Evidence) -> Iterator[Finding]:
    facts = [known.facts[name] for name in row.cited if name in known.facts]
    for part in row.cells.get("as_printed", "").split(" | "):
        plain = _SPACES.sub(" ", part).strip()
        if plain and not any(plain in one.thai for one in facts):
            yield _finding(row, "quoted", "datasets.misquoted", value=plain, column="as_printed")


def _two_languages(row: Row) -> Iterator[Finding]:
    """Expect what is said in both languages to name the same ids."""
    for column, cell in row.cells.items():
        if column.endswith("_th") and (other := _partner(row, column)):
            one, two = (set(CITED.findall(said) + ASSUMED.findall(said)) for said in (cell, other))
            for name in sorted(one ^ two):
                yield _finding(row, "cited", "datasets.ids_differ", value=name, column=column)


def _unexplained(row: Row) -> Iterator[Finding]:
    """Expect the findings that a conflict names to be those that the row cites."""
    told = set(_FINDING.findall(row.cells.get("conflict", "")))
    cited = set(_FINDING.findall(row.cells.get("source_ids", "")))
    if told and cited:
        for name in sorted(told ^ cited):
            yield _finding(row, "cited", "datasets.ids_differ", value=name, column="conflict")


def _links(world: _World) -> Iterator[Finding]:
    """Hold citations against what findings, references, assumptions and facts say of them."""
    citing: dict[str, set[str]] = {}
    for dataset, members in world.rows.items():
        if dataset in _OWN_RULES | {"not_data"}:
            continue
        for row in members:
            for name in (*row.cited, *row.assumed):
                citing.setdefault(name, set()).add(dataset)
    for name in sorted(world.known.references.keys() - citing.keys()):
        yield _link("references", name, {"…"}, set())
    not_data = {row.cells["id"] for row in world.rows["not_data"]}
    for name in world.known.facts:
        if (name in citing) == (name in not_data):
            yield _link("not_data", name, {name} & not_data, citing.get(name, set()))
    yield from _declared_links(world, citing)


def _declared_links(world: _World, citing: Mapping[str, set[str]]) -> Iterator[Finding]:
    """Hold the datasets that findings and assumptions name against those that cite them."""
    for name, cells in world.known.findings.items():
        declared = set(filter(None, cells["represented_in"].split(";")))
        found = {one for one in citing.get(name, ()) if not _outside(one)}
        if declared != found:
            yield _link("source_findings", name, declared, found)
    for name, row in world.assumptions.items():
        found = {one for one in citing.get(name, ()) if not _outside(one)}
        declared = set(filter(None, row.cells["used_by"].split(";")))
        # Models use assumptions too; of the names declared, only datasets are held to it.
        if not found <= declared or (declared & world.rows.keys()) - found:
            yield _link("assumptions", name, declared, found)


def _outside(dataset: str) -> bool:
    return dataset == "assumptions" or dataset.startswith("ita_methods/")


def _unfrozen(known: Evidence, place: home.Home) -> Iterator[Finding]:
    recorded = frozen(place)
    texts = known.frozen_texts()
    for name in sorted(texts.keys() | recorded.keys()):
        digest = files.sha256_of(texts.get(name, "").encode("utf-8"))
        if recorded.get(name) != digest:
            owner = "source_facts" if name in known.facts else "references"
            owner = "source_findings" if name in known.findings else owner
            yield Finding(owner, "frozen", message("datasets.quote_changed", id=name))


def _finding(row: Row, rule: str, key: str, *, value: str, column: str) -> Finding:
    words = {
        "datasets.unknown_id": message(
            "datasets.unknown_id", name=row.dataset, at=row.at, column=column, value=value
        ),
        "datasets.ids_differ": message(
            "datasets.ids_differ", name=row.dataset, at=row.at, column=column, value=value
        ),
        "datasets.not_stated": message(
            "datasets.not_stated",
            name=row.dataset,
            at=row.at,
            column=column,
            value=value,
            ids=", ".join(row.cited) or "–",
        ),
        "datasets.misquoted": message(
            "datasets.misquoted", name=row.dataset, at=row.at, value=value
        ),
    }
    return Finding(row.dataset, rule, words[key])


def _link(dataset: str, name: str, declared: set[str], found: set[str]) -> Finding:
    return Finding(
        dataset,
        "cited",
        message(
            "datasets.link",
            id=name,
            declared=", ".join(sorted(declared)) or "–",
            found=", ".join(sorted(found)) or "–",
        ),
    )
