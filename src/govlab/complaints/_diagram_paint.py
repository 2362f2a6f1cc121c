"""Boxes, ways and labels as they are drawn."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from govlab.complaints._diagram_boxes import Arrow, Box, Line
from govlab.complaints._diagram_layout import Layout, Way
from govlab.complaints._diagram_legend import FAINT, GROUND, HEAD, INK, TURN, WAY
from govlab.complaints._diagram_sheet import Piece, Point, Sheet
from govlab.complaints._diagram_words import inches, lines

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Inches, and points for letters.
_WIDTH, _WIDEST = 2.75, 3.6
_PAD = 0.1
_SIZE = {"title": 11.5, "body": 10, "mark": 10, "beside": 10, "end": 10}
_LEADING = 1.45
_POINTS = 72
_LABEL = SMALLEST = 10
# A label stands clear of boxes and of other ways by so much.
_CLEAR = 0.03
_HEAD = 0.12
# A way beneath a label counts less than words, which count so much a square inch.
_COVERED = 1000


def tall_line(size: float) -> float:
    """Return the height of a line of letters of `size` points, in inches."""
    return size * _LEADING / _POINTS


@dataclass
class Drawn:
    """A box as it will stand: its lines broken, its size, and where its middle and top are."""

    box: Box
    said: list[tuple[str, list[str]]]
    width: float
    height: float
    x: float = 0.0
    top: float = 0.0

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.top - self.height


def measured(box: Box, width: float | None = None) -> Drawn:
    """Return a box with its lines broken; without `width`, a long title widens it a little."""
    if width is None:
        longest = max(inches(one.text, _SIZE[one.kind], bold=_bold(one.kind)) for one in box.lines)
        width = min(max(_WIDTH, longest * 0.5 + 2 * _PAD), _WIDEST)
    said = [(one.kind, _broken(one, width - 2 * _PAD)) for one in box.lines]
    height = sum(len(parts) * tall_line(_SIZE[kind]) for kind, parts in said) + 0.06 * len(said)
    return Drawn(box, said, width, height)


def _bold(kind: str) -> bool:
    return kind == "title"


def _broken(line: Line, width: float) -> list[str]:
    return lines(line.text, width, _SIZE[line.kind], bold=_bold(line.kind))


def label(text: str, width: float) -> tuple[list[str], float, float]:
    """Return what is said of a way as lines, with the width and height that they take."""
    parts = lines(text, width, _LABEL) if text else []
    wide = max((inches(one, _LABEL) for one in parts), default=0.0) + 0.08
    return parts, wide, len(parts) * tall_line(_LABEL)


@dataclass
class Painter:
    """Draws boxes and ways where the sheet has them, and labels where there is room.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        One unit is an inch.
    label_width : float
        Width above which a label is broken.
    right, up : float
        How far the drawing is moved on its paper.
    """

    axes: "Axes"
    layout: Layout
    drawn: Mapping[str, Drawn]
    sheet: Sheet
    label_width: float
    right: float = 0.0
    up: float = 0.0
    paths: dict[Way, list[Point]] = field(default_factory=dict)
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    def paint(self, ways: Mapping[tuple[str, str], Arrow]) -> None:
        """Draw it all."""
        level = self.level
        for name, one in self.drawn.items():
            _, deep = self.extent(one)
            at = self.sheet.levels[level[name]].start + deep / 2
            one.x, middle = self.on_paper(level[name], at, self.layout.middle[name])
            one.top = middle + one.height / 2
            self.box(one)
            half = one.width / 2 + _CLEAR
            self.taken.append((one.x - half, one.bottom - _CLEAR, one.x + half, one.top + _CLEAR))
        pieces = self.pieces(level)
        most = max((one.flow for one in ways.values() if one.flow is not None), default=0.0)
        for way, found in pieces.items():
            self.way(way, found, ways[way.start, way.end], most)
        self.labels(ways)

    @property
    def level(self) -> dict[str, int]:
        """Row of each box and lane."""
        return {name: at for at, row in enumerate(self.layout.rows) for name in row}

    def extent(self, one: Drawn) -> Point:
        """Return how far a box goes along its row, and along the flow."""
        downwards = self.sheet.bands[0].along[0] == 0
        return (one.width, one.height) if downwards else (one.height, one.width)

    def on_paper(self, level: int, along: float, across: float) -> Point:
        """Return the place on paper of a point of a row."""
        x, y = self.sheet.place(level, along, across)
        return x + self.right, y + self.up

    def pieces(self, level: Mapping[str, int]) -> dict[Way, list[Piece]]:
        """Return the curves of each way, in the direction it is drawn."""
        ports = self.ports()
        points = {way: self.points(way, level, ports) for way in self.layout.lanes}
        found = {}
        lanes = self.lanes(points)
        for way, passed in points.items():
            curves = [
                piece
                for number, (one, two) in enumerate(itertools.pairwise(passed))
                for piece in self.sheet.piece(one, two, lanes.get((way, number), 0))
            ]
            if way.back:
                curves = [(d, c, b, a) for a, b, c, d in reversed(curves)]
            found[way] = curves
        return found

    def lanes(
        self, points: Mapping[Way, Sequence[tuple[int, Point]]]
    ) -> dict[tuple[Way, int], int]:
        """Return the lane of each turn from band to band: the shortest is innermost."""
        turns: dict[int, list[tuple[float, Way, int]]] = {}
        for way, passed in points.items():
            for number, ((one, start), (two, end)) in enumerate(itertools.pairwise(passed)):
                if self.sheet.levels[one].band != self.sheet.levels[two].band:
                    turns.setdefault(two, []).append((abs(start[1] - end[1]), way, number))
        return {
            (way, number): lane
            for each in turns.values()
            for lane, (_, way, number) in enumerate(sorted(each, key=lambda one: one[0]))
        }

    def points(
        self, way: Way, level: Mapping[str, int], ports: Mapping[tuple[Way, str], float]
    ) -> list[tuple[int, Point]]:
        """Return where a way passes, with the row, from its upper end to its lower."""
        passed = self.layout.lanes[way]
        upper, lower = passed[0], passed[-1]
        first = self.sheet.levels[level[upper]]
        ends = first.start + self.extent(self.drawn[upper])[1]
        found = [(level[upper], ends, ports[way, upper])]
        if ends < first.end:
            found.append((level[upper], first.end, ports[way, upper]))
        for lane in passed[1:-1]:
            one = self.sheet.levels[level[lane]]
            middle = self.layout.middle[lane]
            found += [(level[lane], one.start, middle), (level[lane], one.end, middle)]
        found.append((level[lower], self.sheet.levels[level[lower]].start, ports[way, lower]))
        return [(row, self.on_paper(row, along, across)) for row, along, across in found]

    def ports(self) -> dict[tuple[Way, str], float]:
        """Return where each way meets a box: side by side, in the order of their ends."""
        meets: dict[tuple[str, bool], list[tuple[float, Way]]] = {}
        middle = self.layout.middle
        for way, passed in self.layout.lanes.items():
            for name, below, nearest in (
                (passed[0], True, passed[1]),
                (passed[-1], False, passed[-2]),
            ):
                meets.setdefault((name, below), []).append((middle[nearest], way))
        found = {}
        for (name, _), ways in meets.items():
            ways.sort(key=lambda one: (one[0], one[1].back))
            step = self.extent(self.drawn[name])[0] * 0.8 / max(len(ways), 1)
            for number, (_, way) in enumerate(ways):
                found[way, name] = middle[name] + (number - (len(ways) - 1) / 2) * step
        return found

    def way(self, way: Way, curves: Sequence[Piece], arrow: Arrow, most: float) -> None:
        """Draw one arrow."""
        from matplotlib.patches import FancyArrowPatch, PathPatch
        from matplotlib.path import Path

        codes: list[Any] = [Path.MOVETO]
        places = [curves[0][0]]
        for _, *rest in curves:
            codes += [Path.CURVE4] * 3
            places += rest
        colour = TURN if way.back else WAY
        dashes: Any = (0, (5, 2)) if way.back else "-"
        width = 1.1
        if arrow.flow == 0:
            colour, dashes = FAINT, ":"
        else:
            width += 2.4 * ((arrow.flow or 0) / most) ** 0.5 if most else 0
        line = PathPatch(
            Path(places, codes), fill=False, edgecolor=colour, linewidth=width, linestyle=dashes
        )
        self.axes.add_patch(line)
        x, y = curves[-1][3]
        dx, dy = (curves[-1][3][at] - curves[-1][0][at] for at in (0, 1))
        # Ways meet boxes straight on: downwards on a page, sideways on a slide.
        down = self.sheet.bands[0].along[0] == 0
        tail = (x, y - _signed(dy)) if down else (x - _signed(dx), y)
        self.axes.add_patch(
            FancyArrowPatch(
                tail, (x, y), arrowstyle="-|>", mutation_scale=13 + 2 * width,
                color=colour, shrinkA=0, shrinkB=0, linewidth=0,
            )
        )  # fmt: skip
        self.taken.append((x - _HEAD, y - _HEAD, x + _HEAD, y + _HEAD))
        self.paths[way] = _along(curves)

    def labels(self, ways: Mapping[tuple[str, str], Arrow]) -> None:
        """Write what is said of each way on it, where nothing else stands."""
        for way in self.paths:
            parts, wide, tall = label(ways[way.start, way.end].text, self.label_width)
            if not parts:
                continue
            x, y = self.free(way, wide, tall)
            self.taken.append((x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2))
            self.axes.text(
                x, y, "\n".join(parts), fontsize=_LABEL, ha="center", va="center", zorder=5,
                color=TURN if way.back else "#222222", linespacing=1.25,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.92},
            )  # fmt: skip

    def free(self, way: Way, wide: float, tall: float) -> Point:
        """Return a place on the way, or else beside it, where a label covers nothing."""
        path = self.paths[way]
        # A way that turns into another band says it where it begins.
        turns = len({self.sheet.levels[self.level[name]].band for name in self.layout.lanes[way]})
        middle = len(path) // 2 if turns == 1 else 0
        order = sorted(path, key=lambda place: abs(path.index(place) - middle))
        others = [one for other, places in self.paths.items() if other != way for one in places]
        right, up = wide / 2 + _CLEAR, tall / 2 + _CLEAR
        beside = ((0.0, 0.0), (right, 0.0), (-right, 0.0), (0.0, up), (0.0, -up))
        places = [(x + dx, y + dy) for dx, dy in beside for x, y in order]
        return min(places, key=lambda place: self.covered(place, wide, tall, others))

    def covered(self, place: Point, wide: float, tall: float, others: Sequence[Point]) -> float:
        """Return how much of boxes, other labels and other ways a label there would cover."""
        x, y = place
        left, low, right, high = x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2
        words = sum(
            max(0.0, min(right, c) - max(left, a)) * max(0.0, min(high, d) - max(low, b))
            for a, b, c, d in self.taken
        )
        crossed = sum(
            left - _CLEAR < a < right + _CLEAR and low - _CLEAR < b < high + _CLEAR
            for a, b in others
        )
        return _COVERED * words + crossed

    def box(self, one: Drawn) -> None:
        """Draw a box: a head, then its lines on the ground of their kind."""
        from matplotlib.patches import Rectangle

        left, at = one.x - one.width / 2, one.top
        head = HEAD[one.box.kind]
        for kind, parts in one.said:
            tall = len(parts) * tall_line(_SIZE[kind]) + 0.06
            ground = GROUND.get(kind, head)
            self.axes.add_patch(
                Rectangle((left, at - tall), one.width, tall, color=ground, linewidth=0, zorder=3)
            )
            for number, part in enumerate(parts):
                self.axes.text(
                    left + _PAD,
                    at - 0.03 - (number + 0.5) * tall_line(_SIZE[kind]),
                    part,
                    fontsize=_SIZE[kind],
                    fontweight="bold" if kind == "title" else "normal",
                    color=INK[kind],
                    va="center",
                    zorder=4,
                )
            at -= tall
        self.axes.add_patch(
            Rectangle(
                (left, one.bottom), one.width, one.height, fill=False, edgecolor=head,
                linewidth=1.3, zorder=4,
            )
        )  # fmt: skip


def _signed(step: float) -> float:
    return _HEAD if step > 0 else -_HEAD


def _along(curves: Sequence[Piece]) -> list[Point]:
    """Return places along the way, near enough to choose one for a label."""
    found = []
    for a, b, c, d in curves:
        length = sum(
            ((one[0] - two[0]) ** 2 + (one[1] - two[1]) ** 2) ** 0.5
            for one, two in itertools.pairwise((a, b, c, d))
        )
        steps = max(int(length / 0.05), 2)
        for step in range(1, steps):
            t = step / steps
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            found.append(
                (
                    sum(w * one[0] for w, one in zip(weights, (a, b, c, d), strict=True)),
                    sum(w * one[1] for w, one in zip(weights, (a, b, c, d), strict=True)),
                )
            )
    return found
