"""Kinds of identities: the arithmetic that ``datasets/identities.yaml`` may ask for."""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from govlab.datasets._facts import without_ids
from govlab.datasets._numbers import ERA, numbers, stated
from govlab.datasets._rows import Row
from govlab.thai import baht_text

_MOST_YEARS = 50

Rows = Mapping[str, list[Row]]
Rule = Mapping[str, Any]


def select(rule: Rule, rows: Rows) -> list[Row]:
    """Return the rows that a rule, or one side of it, speaks of."""
    name = str(rule["in"])
    found = [one for one in rows.get(name.partition("#")[0], []) if one.list_path == name]
    wanted = {column: str(value) for column, value in rule.get("where", {}).items()}
    return [
        one
        for one in found
        if all(one.cells.get(column) == value for column, value in wanted.items())
    ]


def _groups(rule: Rule, rows: Rows) -> Iterator[tuple[str, list[Row]]]:
    groups: dict[tuple[str, ...], list[Row]] = {}
    for one in select(rule, rows):
        groups.setdefault(tuple(one.cells.get(name, "") for name in rule.get("by", ())), []).append(
            one
        )
    for key, members in groups.items():
        yield " ".join(key) or members[0].at, members


def _number(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return Decimal("NaN")


def _value(target: Any, rows: Rows) -> Decimal:
    """Return a number given as such, or as one cell: ``{in, where, column}``."""
    if not isinstance(target, dict):
        return Decimal(str(target))
    found = select(target, rows)
    return sum((_number(one.cells[target["column"]]) for one in found), Decimal(0))


def _differ(at: str, left: object, right: object) -> Iterator[tuple[str, str, str]]:
    if left != right:
        yield at, str(left), str(right)


def _sum(rule: Rule, rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Hold the sum of a column, with optional weights, against another number."""
    for at, members in _groups(rule, rows):
        weights = rule.get("weights", {})
        total = sum(
            (
                _number(one.cells[rule["column"]])
                * Decimal(str(weights.get(one.cells.get(rule.get("weigh_by", ""), ""), 1)))
                for one in members
            ),
            Decimal(0),
        )
        if "places" in rule:
            total = total.quantize(Decimal(1).scaleb(-rule["places"]), ROUND_HALF_UP)
        yield from _differ(at, total, _value(rule["equals"], rows))


def _count(rule: Rule, rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Hold the number of rows against a number."""
    for at, members in _groups(rule, rows):
        yield from _differ(at, Decimal(len(members)), _value(rule["equals"], rows))


def _sequence(rule: Rule, rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Expect a column to count 1, 2, 3 … (after an optional prefix)."""
    for at, members in _groups(rule, rows):
        prefix = rule.get("prefix", "")
        found = [one.cells[rule["column"]] for one in members]
        found = found[: len(found) - int(rule.get("skip_last", 0))]
        yield from _differ(at, found, [f"{prefix}{one}" for one in range(1, len(found) + 1)])


def _running(rule: Rule, rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Hold a column of running totals against the column it adds up."""
    total = Decimal(0)
    for one in select(rule, rows):
        total += _number(one.cells[rule["column"]])
        yield from _differ(one.at, total, _number(one.cells[rule["total"]]))


def _product(rule: Rule, rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Hold a total against each times the number of units named."""
    for one in select(rule, rows):
        units = len(one.cells[rule["units"]].split(";"))
        left = _number(one.cells[rule["each"]]) * units
        yield from _differ(one.at, left, _number(one.cells[rule["total"]]))


def _share(rule: Rule, rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Hold a percentage against part of whole; the whole is a column or a cell elsewhere."""
    places = Decimal(1).scaleb(-int(rule["places"]))
    for one in select(rule, rows):
        if not (one.cells[rule["part"]] and one.cells[rule["percent"]]):
            continue
        whole = rule["whole"]
        of = _number(one.cells[whole]) if isinstance(whole, str) else _value(whole, rows)
        if not of:
            yield one.at, "0", rule["part"]
            continue
        left = 100 * _number(one.cells[rule["part"]]) / of
        right = _number(one.cells[rule["percent"]])
        yield from _differ(one.at, left.quantize(places, ROUND_HALF_UP), right.quantize(places))


def _change(rule: Rule, rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Hold a figure less its published change against the row before."""
    members = select(rule, rows)
    for before, after in pairwise(members):
        if change := after.cells[rule["change"]]:
            left = _number(after.cells[rule["column"]]) - _number(change)
            yield from _differ(after.at, left, _number(before.cells[rule["column"]]))


def _era(rule: Rule, rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Hold a year of the Buddhist era against the common one and 543."""
    for one in select(rule, rows):
        be, ce = one.cells[rule["be"]], one.cells[rule["ce"]][:4]
        if be and ce:
            yield from _differ(one.at, _number(be) - ERA, _number(ce))


def _says(rule: Rule, rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Hold the figures of one column against those in the words of another, both ways."""
    for one in select(rule, rows):
        figures, words = one.cells[rule["column"]], one.cells[rule["words"]]
        yield from _differ(one.at, sorted(numbers(figures) - stated(words)), [])
        yield from _differ(one.at, sorted(numbers(words) - stated(figures)), [])


def _baht(rule: Rule, rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Hold an amount against its words."""
    for one in select(rule, rows):
        words = baht_text(_number(one.cells[rule["column"]]))
        yield from _differ(one.at, words, one.cells[rule["words"]])


def _follows(rule: Rule, rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Expect months to follow without a gap, after the first `skip` rows."""
    before = None
    for one in select(rule, rows)[int(rule.get("skip", 0)) :]:
        year, month = map(int, one.cells[rule["column"]].split("-"))
        if before is not None:
            yield from _differ(one.at, year * 12 + month, before + 1)
        before = year * 12 + month


def _equal(rule: Rule, rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Hold the pairs of key and value of one list against another."""
    left, right = (
        {one.cells[side["key"]]: _number(one.cells[side["column"]]) for one in select(side, rows)}
        for side in (rule, rule["equals"])
    )
    yield from _differ(str(rule["in"]), left, right)


def _spans(rule: Rule, rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Expect codes from first to last to be as many as said, and to follow the row before."""
    before: dict[str, int] = {}
    for one in select(rule, rows):
        first, last = one.cells[rule["first"]], one.cells[rule["last"]]
        letter, low, high = first[0], int(first[1:]), int(last[1:])
        yield from _differ(one.at, Decimal(high - low + 1), _number(one.cells[rule["items"]]))
        yield from _differ(one.at, low, before.get(letter, 0) + 1)
        before[letter] = high


def _within(rule: Rule, rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Expect a code within the span that another list gives for its number."""
    spans = {one.cells[rule["number"]]: one.cells for one in select(rule["spans"], rows)}
    for one in select(rule, rows):
        code, span = one.cells[rule["column"]], spans.get(one.cells[rule["number"]])
        ends = ("", "") if span is None else (span["first_item"], span["last_item"])
        low, high = (int(end[1:] or -1) for end in ends)
        fits = span is not None and code[:1] == ends[0][:1] and low <= int(code[1:]) <= high
        yield from _differ(one.at, code if not fits else "", "")


def _members(rule: Rule, rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Hold a number, where there is one, against the rows of a list that share a key."""
    every = select(rule["members"], rows)
    for one in select(rule, rows):
        if one.cells[rule["column"]]:
            key = one.cells[rule["match"]]
            count = sum(other.cells[rule["match"]] == key for other in every)
            yield from _differ(one.at, Decimal(count), _number(one.cells[rule["column"]]))


def _times(rule: Rule, rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Hold the product of columns against a number."""
    for one in select(rule, rows):
        product = Decimal(1)
        for name in rule["columns"]:
            product *= _number(one.cells[name])
        yield from _differ(one.at, product, Decimal(rule["equals"]))


def _same(rule: Rule, rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Hold the cells of each key against those of another list."""
    others = {one.cells[rule["key"]]: one for one in select(rule["equals"], rows)}
    members = select(rule, rows)
    keys = [one.cells[rule["key"]] for one in members]
    yield from _differ(str(rule["in"]), len(keys), len(set(keys)))
    for one in members:
        other = others.get(one.cells[rule["key"]])
        for left, right in rule["columns"].items():
            said = "" if other is None else other.cells[right]
            yield from _differ(one.at, one.cells[left], said)


def _cites(rule: Rule, rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Expect the rows of each key to cite what those of another list cite."""
    other = rule["equals"]
    others = {one.cells[other.get("key", rule["key"])]: one for one in select(other, rows)}
    for one in select(rule, rows):
        found = others.get(one.cells[rule["key"]])
        yield from _differ(one.at, sorted(one.cited), sorted(found.cited) if found else [])


def _uniform(rule: Rule, rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Expect the rows of a list to state the same figures in a column, or none."""
    first = None
    for one in select(rule, rows):
        if figures := sorted(numbers(without_ids(one.cells[rule["column"]]))):
            first = first or figures
            yield from _differ(one.at, figures, first)


def _coded(rule: Rule, rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Hold part of a code against the number in another column."""
    for one in select(rule, rows):
        found = re.fullmatch(rule["pattern"], one.cells[rule["column"]])
        yield from _differ(one.at, found and found[1], one.cells[rule["equals_column"]])


def _difference(rule: Rule, rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Hold one column less another against a third."""
    for one in select(rule, rows):
        left = _number(one.cells[rule["column"]]) - _number(one.cells[rule["less"]])
        yield from _differ(one.at, left, _number(one.cells[rule["equals_column"]]))


def _meets(rule: Rule, rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Expect a band to end where the one above it begins."""
    members = select(rule, rows)
    for above, one in pairwise(members):
        left, right = one.cells[rule["below"]], above.cells[rule["low"]]
        yield from _differ(one.at, _number(left), _number(right))


def _distinct(rule: Rule, rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Expect no member of a list to stand in it twice."""
    for one in select(rule, rows):
        members = one.cells[rule["column"]].split(";")
        yield from _differ(one.at, len(members), len(set(members)))


def _between(rule: Rule, rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Expect a value, where it is a number, within its range."""
    for one in select(rule, rows):
        value, low, high = (one.cells[rule[name]] for name in ("value", "low", "high"))
        ends = [_number(value), _number(low), _number(high)]
        if not any(end.is_nan() for end in ends) and not ends[1] <= ends[0] <= ends[2]:
            yield one.at, value, f"{low} to {high}"


def _total(rule: Rule, rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Hold the row called total against the sum of the others."""
    members = select(rule, rows)
    parts = [one for one in members if one.cells[rule["key"]] != "total"]
    whole = [one for one in members if one.cells[rule["key"]] == "total"]
    left, right = (
        sum((_number(one.cells[rule["column"]]) for one in side), Decimal(0))
        for side in (parts, whole)
    )
    yield from _differ(str(rule["in"]), left, right)


def _holidays(rule: Rule, rows: Rows) -> Iterator[tuple[str, str, str]]:
    """Hold the frozen holidays against the library, with our corrections."""
    from govlab.thai.freeze_holidays import government_holidays, render

    members = select(rule, rows)
    years = sorted({int(one.cells["date"][:4]) for one in members})
    first, last = years[0], years[-1]
    if last - first > _MOST_YEARS:
        # A changed digit may name a year that no calendar covers.
        yield str(rule["in"]), str(first), str(last)
        return
    header = list(members[0].cells)
    written = [",".join(header)] + [",".join(_quoted(one.cells)) for one in members]
    said = render(government_holidays(first, last)).splitlines()
    for number, (left, right) in enumerate(zip(written, said, strict=False), start=1):
        yield from _differ(f"row {number}", left, right)
    yield from _differ(str(rule["in"]), len(written), len(said))


def _quoted(cells: Mapping[str, str]) -> list[str]:
    return [f'"{one}"' if "," in one else one for one in cells.values()]


KINDS: dict[str, Callable[[Rule, Rows], Iterator[tuple[str, str, str]]]] = {
    "baht": _baht,
    "between": _between,
    "change": _change,
    "cites": _cites,
    "coded": _coded,
    "count": _count,
    "difference": _difference,
    "distinct": _distinct,
    "equal": _equal,
    "era": _era,
    "follows": _follows,
    "holidays": _holidays,
    "meets": _meets,
    "members": _members,
    "product": _product,
    "running": _running,
    "same": _same,
    "says": _says,
    "sequence": _sequence,
    "share": _share,
    "spans": _spans,
    "sum": _sum,
    "times": _times,
    "total": _total,
    "uniform": _uniform,
    "within": _within,
}
