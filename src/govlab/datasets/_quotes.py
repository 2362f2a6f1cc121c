"""Quotes: value, gloss and words of a fact must say the same figures."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from govlab.datasets._facts import Evidence, Fact
from govlab.datasets._numbers import numbers, stated
from govlab.datasets._rows import ID_COLUMNS, Row
from govlab.datasets._seal import Finding
from govlab.text import message

# Tables of facts themselves, and of what is said about them, support nothing.
_NOT_CITING = frozenset({"checksum_only", "not_data", "source_facts", "source_findings"})
_ORDINAL = re.compile(r"^(\d{1,2})/(\d{1,2})(?!\d)")
_ID = re.compile(r"^S([0-4])-(\d{3})$")
_SUM = re.compile(r"([\d.,]+(?:\s*[+x*/]\s*[\d.,]+)+)\s*=\s*([\d.,]+)(?!\s*[+x*/\d])")
_TERM = re.compile(r"\s*([+x*/])\s*")


def quote_findings(known: Evidence, rows: Mapping[str, list[Row]]) -> Iterator[Finding]:
    """Yield what does not agree inside the facts and findings themselves."""
    yield from _numbering(known)
    lines = {one.cells["id"]: (int(one.cells["lines"]), one.at) for one in rows["source_documents"]}
    citing = _told_by_rows(rows)
    # Our notes in a gloss that nothing else says stand in checksum_only by the fact's id.
    noted = {
        one.cells["column"]
        for one in rows["checksum_only"]
        if one.cells["dataset"] == "source_facts"
    }
    for fact in known.facts.values():
        if fact.id in noted:
            continue
        for figure in _unsupported(fact, frozenset(citing.get(fact.id, ()))):
            yield _finding(fact.id, "agrees", figure)
    for fact in known.facts.values():
        if max(map(int, fact.line.split("-"))) > lines[fact.document][0]:
            yield _finding(fact.id, "agrees", fact.line)
        for figure in _wrong_sums(f"{fact.value} ; {fact.gloss}"):
            yield _finding(fact.id, "agrees", figure)
    for name, finding in known.findings.items():
        for figure in _wrong_sums(finding["gloss"]):
            yield _finding(name, "agrees", figure, dataset="source_findings")


def _told_by_rows(rows: Mapping[str, list[Row]]) -> dict[str, set[str]]:
    """Return by fact the figures of every row that cites it."""
    found: dict[str, set[str]] = {}
    for dataset, members in rows.items():
        if dataset in _NOT_CITING:
            continue
        for row in members:
            told = " ".join(cell for name, cell in row.cells.items() if name not in ID_COLUMNS)
            for name in row.cited:
                found.setdefault(name, set()).update(stated(told))
    return found


def _numbering(known: Evidence) -> Iterator[Finding]:
    counts: dict[str, int] = {}
    runs: dict[tuple[str, str], int] = {}
    for fact in known.facts.values():
        parts = _ID.match(fact.id)
        counts[fact.document] = counts.get(fact.document, 0) + 1
        if parts is None or (parts[1], int(parts[2])) != (fact.document[1:], counts[fact.document]):
            yield _finding(fact.id, "agrees", fact.id)
        if ordinal := _ORDINAL.match(fact.value):
            which, of = int(ordinal[1]), ordinal[2]
            before = runs.get((fact.document, of), 0)
            # The k-th of n follows the one before it, repeats it, or begins a new list.
            if which not in {before, before + 1} and not (which == 1 and before == int(of)):
                yield _finding(fact.id, "agrees", ordinal[0])
            if which > int(of):
                yield _finding(fact.id, "agrees", ordinal[0])
            runs[fact.document, of] = which
    for (document, of), last in runs.items():
        if last != int(of):
            yield _finding(f"{document}: {last}/{of}", "agrees", f"{last}/{of}")


def _unsupported(fact: Fact, citing: frozenset[str]) -> Iterator[str]:
    """Yield figures of value and gloss that no quote, partner or citing row states."""
    said = stated(fact.thai) | stated(fact.section) | citing
    value, gloss = stated(fact.value), stated(fact.gloss)
    ordinal = numbers(found[0]) if (found := _ORDINAL.match(fact.value)) else frozenset()
    sums = frozenset[str]().union(*(numbers(one[0]) for one in _SUM.finditer(fact.value)))
    yield from sorted(numbers(fact.value) - said - gloss - ordinal - sums)
    lines = numbers(" ".join(re.findall(r"\bL(\d+)", fact.gloss)))
    yield from sorted(numbers(fact.gloss) - said - value - lines)


def _wrong_sums(text: str) -> Iterator[str]:
    """Yield each written sum or product whose result is not what is written."""
    for found in _SUM.finditer(text.replace("×", "x")):
        if (total := _computed(found[1])) is not None and total != _decimal(found[2]):
            yield found[0]


def _computed(text: str) -> Decimal | None:
    first, *rest = _TERM.split(text)
    total = _decimal(first)
    pairs = list(zip(rest[::2], rest[1::2], strict=True))
    if total is None or len({sign for sign, _ in pairs}) > 1:
        return None  # sums of products are left to the frozen digest
    for sign, term in pairs:
        number = _decimal(term)
        if number is None or sign == "/":
            return None
        total = total + number if sign == "+" else total * number
    return total


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", "").rstrip("."))
    except InvalidOperation:
        return None


def _finding(name: str, rule: str, figure: str, *, dataset: str = "source_facts") -> Finding:
    return Finding(dataset, rule, message("datasets.disagrees", id=name, value=figure))
