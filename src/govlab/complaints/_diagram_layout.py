"""Where the boxes of a diagram stand: rows from top to bottom, few crossings, no overlap.

Sugiyama's steps: ways back are turned around, boxes are given rows, long ways get a lane of
their own through each row they pass, rows are ordered by the middle of their neighbours, and
places along a row are the least squares that keep the gaps.
"""

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

_SWEEPS = 24
_PULLS = 30
# Width of the lane of a way through a row, in inches.
LANE = 0.34


@dataclass(frozen=True, slots=True)
class Way:
    """An arrow between two boxes; `back` when it leads to a row above."""

    start: str
    end: str
    back: bool = False


@dataclass
class Layout:
    """Rows of names, and the middle of each along its row, in inches.

    Parameters
    ----------
    rows : list of list of str
        Names from left to right; a lane is called by its way and row.
    middle : dict of str to float
    lanes : dict of Way to list of str
        What each way passes, from its upper end to its lower.
    """

    rows: list[list[str]]
    middle: dict[str, float] = field(default_factory=dict)
    lanes: dict[Way, list[str]] = field(default_factory=dict)


def laid_out(
    names: Sequence[str],
    edges: Iterable[tuple[str, str]],
    width: Mapping[str, float],
    gap: float,
) -> Layout:
    """Return the layout of boxes and the arrows between them.

    Parameters
    ----------
    names : sequence of str
        Boxes in the order of the declaration, which decides ties and which ways lead back.
    edges : iterable of (str, str)
        Arrows; those from a box to itself are left out.
    width : mapping of str to float
        Width of each box in inches.
    gap : float
        Least space between neighbours.

    Examples
    --------
    >>> boxes = dict.fromkeys("abc", 1.0)
    >>> found = laid_out("abc", [("a", "b"), ("a", "c"), ("c", "a")], boxes, 0.5)
    >>> found.rows, sorted(found.middle.values())
    ([['a'], ['b', 'c']], [0.5, 1.25, 2.0])
    """
    ways = _turned(names, [(a, b) for a, b in dict.fromkeys(edges) if a != b])
    row = _rows(names, ways)
    found = Layout([[] for _ in range(max(row.values()) + 1)])
    for name in names:
        found.rows[row[name]].append(name)
    links: list[tuple[str, str]] = []
    for way in ways:
        upper, lower = _ends(way)
        passed = [upper]
        for level in range(row[upper] + 1, row[lower]):
            lane = f"{way.start}>{way.end}@{level}"
            found.rows[level].append(lane)
            passed.append(lane)
        passed.append(lower)
        found.lanes[way] = passed
        links += itertools.pairwise(passed)
    links = list(dict.fromkeys(links))
    _order(found.rows, links)
    wide = {name: width.get(name, LANE) for one in found.rows for name in one}
    found.middle = _placed(found.rows, links, wide, gap)
    return found


def _ends(way: Way) -> tuple[str, str]:
    return (way.end, way.start) if way.back else (way.start, way.end)


def _turned(names: Sequence[str], edges: list[tuple[str, str]]) -> list[Way]:
    """Return the arrows, those that close a circle marked as leading back."""
    follow: dict[str, list[str]] = {name: [] for name in names}
    for start, end in edges:
        follow[start].append(end)
    back: set[tuple[str, str]] = set()
    done: set[str] = set()
    aimed = {end for _, end in edges}

    def visit(name: str, path: tuple[str, ...]) -> None:
        for end in follow[name]:
            if end in path:
                back.add((name, end))
            elif end not in done:
                visit(end, (*path, end))
        done.add(name)

    # Boxes that nothing leads to come first, so that ways back are those of the process.
    for name in sorted(names, key=lambda one: one in aimed):
        if name not in done:
            visit(name, (name,))
    return [Way(start, end, (start, end) in back) for start, end in edges]


def _rows(names: Sequence[str], ways: list[Way]) -> dict[str, int]:
    """Return the row of each box: below all before it; entries as low as they can be."""
    before: dict[str, list[str]] = {name: [] for name in names}
    after: dict[str, list[str]] = {name: [] for name in names}
    for way in ways:
        upper, lower = _ends(way)
        before[lower].append(upper)
        after[upper].append(lower)
    row: dict[str, int] = {}

    def depth(name: str) -> int:
        if name not in row:
            row[name] = max((depth(one) + 1 for one in before[name]), default=0)
        return row[name]

    for name in names:
        depth(name)
    _lower(names, row, before, after)
    return row


def _lower(
    names: Sequence[str],
    row: dict[str, int],
    before: Mapping[str, list[str]],
    after: Mapping[str, list[str]],
) -> None:
    """Let entries, and chains that begin with one, stand just above what they lead to."""
    lowest_first = sorted(names, key=lambda one: -row[one])
    for name in lowest_first:
        chained = all(not before[one] and after[one] == [name] for one in before[name])
        if after[name] and chained:
            row[name] = max(row[name], min(row[one] for one in after[name]) - 1)
    for name in lowest_first:
        if after[name] and not before[name]:
            row[name] = min(row[one] for one in after[name]) - 1


def _order(rows: list[list[str]], links: list[tuple[str, str]]) -> None:
    """Order each row by the middle of its neighbours; keep the order with fewest crossings."""
    up: dict[str, list[str]] = {}
    down: dict[str, list[str]] = {}
    for upper, lower in links:
        up.setdefault(lower, []).append(upper)
        down.setdefault(upper, []).append(lower)
    best, least = [list(one) for one in rows], _crossings(rows, links)
    for sweep in range(_SWEEPS):
        downwards = sweep % 2 == 0
        beside = up if downwards else down
        levels = range(1, len(rows)) if downwards else range(len(rows) - 2, -1, -1)
        for level in levels:
            other = rows[level - 1 if downwards else level + 1]
            place = {name: number / max(len(other) - 1, 1) for number, name in enumerate(other)}
            now = {name: number for number, name in enumerate(rows[level])}
            rows[level].sort(key=_middle_of(beside, place, now, len(rows[level])))
        found = _crossings(rows, links)
        if found < least:
            best, least = [list(one) for one in rows], found
    rows[:] = best


def _middle_of(
    beside: Mapping[str, list[str]],
    place: Mapping[str, float],
    now: Mapping[str, int],
    size: int,
) -> Callable[[str], float]:
    def middle(name: str) -> float:
        found = [place[one] for one in beside.get(name, ()) if one in place]
        return sum(found) / len(found) if found else now[name] / max(size - 1, 1)

    return middle


def _crossings(rows: list[list[str]], links: list[tuple[str, str]]) -> int:
    place = {name: number for one in rows for number, name in enumerate(one)}
    level = {name: number for number, one in enumerate(rows) for name in one}
    count = 0
    for number in range(len(rows) - 1):
        between = [(place[a], place[b]) for a, b in links if level[a] == number]
        count += sum(
            (a - c) * (b - d) < 0
            for first, (a, b) in enumerate(between)
            for c, d in between[:first]
        )
    return count


def _placed(
    rows: list[list[str]], links: list[tuple[str, str]], wide: Mapping[str, float], gap: float
) -> dict[str, float]:
    """Return the middle of each box and lane, the leftmost edge at 0."""
    beside: dict[str, list[tuple[str, float]]] = {}
    for upper, lower in links:
        # Lanes are kept straight before boxes are centred.
        weight = 6.0 if ">" in upper and ">" in lower else 1.0
        beside.setdefault(upper, []).append((lower, weight))
        beside.setdefault(lower, []).append((upper, weight))
    found: dict[str, float] = {}
    for row in rows:
        at = 0.0
        for name in row:
            found[name] = at + wide[name] / 2
            at += wide[name] + gap
        for name in row:
            found[name] -= (at - gap) / 2
    for _ in range(_PULLS):
        for row in (*rows, *reversed(rows)):
            wanted = [_wanted(name, beside, found) for name in row]
            found.update(zip(row, _spaced(row, wanted, wide, gap), strict=True))
    left = min(middle - wide[name] / 2 for name, middle in found.items())
    return {name: middle - left for name, middle in found.items()}


def _wanted(
    name: str, beside: Mapping[str, list[tuple[str, float]]], found: Mapping[str, float]
) -> tuple[float, float]:
    near = beside.get(name, [])
    total = sum(weight for _, weight in near)
    if not total:
        return found[name], 0.1
    return sum(found[one] * weight for one, weight in near) / total, total


def _spaced(
    row: list[str], wanted: list[tuple[float, float]], wide: Mapping[str, float], gap: float
) -> list[float]:
    """Return the places nearest to those wanted that keep order and gaps (pooled violators)."""
    offsets = [0.0]
    for one, two in itertools.pairwise(row):
        offsets.append(offsets[-1] + (wide[one] + wide[two]) / 2 + gap)
    blocks: list[tuple[float, float, int]] = []
    for (place, weight), offset in zip(wanted, offsets, strict=True):
        mean, mass, size = place - offset, weight, 1
        while blocks and blocks[-1][0] >= mean:
            before, heavy, count = blocks.pop()
            mean = (before * heavy + mean * mass) / (heavy + mass)
            mass, size = mass + heavy, size + count
        blocks.append((mean, mass, size))
    level = [mean for mean, _, size in blocks for _ in range(size)]
    return [one + offset for one, offset in zip(level, offsets, strict=True)]
