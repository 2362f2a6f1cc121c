"""How the rows of a diagram stand on paper: downwards, or across a slide in folded bands.

A layout knows places along a row (across the flow) and an order of rows (along it). A band
turns both into inches on paper: one band downwards for a page; for a slide bands of columns,
the first to the right, the next back to the left below it, as a serpent goes. A band that
leads back is the other turned half around, so that ways from band to band need not cross.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from govlab.complaints._diagram_layout import LANE, Layout, Way

Point = tuple[float, float]
# A piece of a way: a cubic curve by its four points.
Piece = tuple[Point, Point, Point, Point]

# Between two bands, and around a turn: the first lane, and each further one.
_BETWEEN = 0.35
_TURN, _TURNS = 0.16, 0.15


@dataclass(frozen=True, slots=True)
class Level:
    """From where to where a row goes along the flow of its band, in inches."""

    start: float
    end: float
    band: int = 0


@dataclass(frozen=True, slots=True)
class Band:
    """Where a band begins on paper, and which way its flow and its rows go."""

    origin: Point
    along: Point
    across: Point

    def at(self, along: float, across: float) -> Point:
        """Return the place on paper."""
        x = self.origin[0] + along * self.along[0] + across * self.across[0]
        return x, self.origin[1] + along * self.along[1] + across * self.across[1]


@dataclass(frozen=True)
class Sheet:
    """The rows of a layout on paper.

    Parameters
    ----------
    levels : list of Level
        One a row.
    bands : list of Band
    size : (float, float)
        Width and height that all of it takes, in inches, from (0, 0) down and to the right.
    lead : float
        Straight part of a way before it turns into the next band.
    """

    levels: list[Level]
    bands: list[Band]
    size: Point
    lead: float = 0.0

    def place(self, level: int, along: float, across: float) -> Point:
        """Return the place on paper of a point of a row."""
        return self.bands[self.levels[level].band].at(along, across)

    def piece(self, one: tuple[int, Point], two: tuple[int, Point], lane: int) -> list[Piece]:
        """Return the way between points of two rows, given with their places on paper.

        A curve whose ends follow the flow; from band to band a turn in its own lane.
        """
        (first, (x0, y0)), (last, (x1, y1)) = one, two
        before, after = self.levels[first].band, self.levels[last].band
        ax, ay = self.bands[before].along
        if before == after:
            half = abs((x1 - x0) * ax + (y1 - y0) * ay) / 2
            return [
                ((x0, y0), (x0 + ax * half, y0 + ay * half),
                 (x1 - ax * half, y1 - ay * half), (x1, y1))
            ]  # fmt: skip
        # Bands are turned only on slides: out, down in a lane of its own, and back.
        out = self.lead + _TURN + _TURNS * lane
        corner = min(_TURN + _TURNS * lane, abs(y1 - y0) / 2)
        down = corner if y1 > y0 else -corner
        edge, bend = x0 + ax * out, x0 + ax * (out - corner)
        return [
            _straight((x0, y0), (bend, y0)),
            ((bend, y0), (edge, y0), (edge, y0), (edge, y0 + down)),
            _straight((edge, y0 + down), (edge, y1 - down)),
            ((edge, y1 - down), (edge, y1), (edge, y1), (bend, y1)),
            _straight((bend, y1), (x1, y1)),
        ]


def _straight(one: Point, two: Point) -> Piece:
    return one, one, two, two


def downwards(
    layout: Layout,
    tall: Mapping[str, float],
    width: Mapping[str, float],
    between: Sequence[float],
) -> Sheet:
    """Return the rows one below the other.

    Parameters
    ----------
    layout : Layout
    tall, width : mapping of str to float
        Height and width of each box.
    between : sequence of float
        Space after each row.
    """
    levels, at = [], 0.0
    for row, space in zip(layout.rows, between, strict=True):
        deep = max((tall[name] for name in row if name in tall), default=LANE)
        levels.append(Level(at, at + deep))
        at += deep + space
    wide = max(at + width.get(name, LANE) / 2 for name, at in layout.middle.items())
    return Sheet(levels, [Band((0, 0), (0, -1), (1, 0))], (wide, levels[-1].end))


def folded(
    layout: Layout,
    tall: Mapping[str, float],
    deep: float,
    between: Sequence[float],
    cuts: Sequence[int],
) -> Sheet:
    """Return the rows as columns, folded after those that `cuts` names.

    Parameters
    ----------
    layout : Layout
        Whose places along a row are now places down a column.
    tall : mapping of str to float
        Height of each box.
    deep : float
        Width of every box.
    between : sequence of float
        Space after each column.
    cuts : sequence of int
        Number of the first row of each band but the first.
    """
    starts = [0, *cuts, len(layout.rows)]
    turned = _turning(layout, cuts)
    # Room for what is said of a way before it turns; less than between columns.
    lead = max((0.7 * between[cut - 1] for cut in cuts), default=0.0)
    levels: list[Level] = []
    bands: list[Band] = []
    x, y, reach = 0.0, 0.0, [0.0]
    for number, (first, last) in enumerate(itertools.pairwise(starts)):
        at = 0.0
        for row in range(first, last):
            levels.append(Level(at, at + deep, number))
            at += deep + (between[row] if row < last - 1 else 0)
        edges = [
            (layout.middle[name] - tall.get(name, LANE) / 2,
             layout.middle[name] + tall.get(name, LANE) / 2)
            for row in layout.rows[first:last] for name in row
        ]  # fmt: skip
        low, high = min(one for one, _ in edges), max(one for _, one in edges)
        if number % 2 == 0:
            bands.append(Band((x, y + low), (1, 0), (0, -1)))
            x += at
        else:
            bands.append(Band((x, y - high), (-1, 0), (0, 1)))
            x -= at
        reach.append(x)
        if number < len(cuts):
            lanes = lead + _TURN + _TURNS * len(turned[number])
            reach.append(x + lanes if number % 2 == 0 else x - lanes)
        y -= high - low + _BETWEEN
    left, right = min(reach), max(reach)
    bands = [Band((one.origin[0] - left, one.origin[1]), one.along, one.across) for one in bands]
    return Sheet(levels, bands, (right - left, -y - _BETWEEN), lead)


def turns(layout: Layout, cuts: Sequence[int]) -> int:
    """Return how many ways turn at the folds."""
    return sum(map(len, _turning(layout, cuts)))


def _turning(layout: Layout, cuts: Sequence[int]) -> list[list[Way]]:
    """Return for each fold the ways that turn there."""
    level = {name: number for number, row in enumerate(layout.rows) for name in row}
    return [
        [way for way, passed in layout.lanes.items() if level[passed[0]] < cut <= level[passed[-1]]]
        for cut in cuts
    ]
