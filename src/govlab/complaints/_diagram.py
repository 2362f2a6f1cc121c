"""The picture of a process, drawn from its declaration."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from govlab.charts import Chart, canvas, style
from govlab.complaints._diagram_boxes import Arrow, Box, Line, arrows, boxes, founded_on, notes
from govlab.complaints._diagram_layout import LANE, Layout, Way, laid_out
from govlab.complaints._diagram_legend import (
    FAINT,
    GROUND,
    HEAD,
    INK,
    SIZE,
    TURN,
    WAY,
    draw_legend,
    legend,
)
from govlab.complaints._diagram_shares import kinds_told
from govlab.complaints._diagram_words import inches, lines
from govlab.complaints._process import Outcome, Process, Stage
from govlab.text import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Inches, and points for letters.
_WIDTH, _WIDEST = 2.75, 3.6
_PAD, _GAP = 0.1, 0.3
# Between rows: with nothing to say of the ways, and for each line that is said.
_BETWEEN, _SPOKEN = 0.42, 0.2
_SIZE = {"title": 11.5, "body": 10, "mark": 10, "beside": 10, "end": 10}
_LEADING = 1.55
_POINTS = 72
_MARGIN, _LEAST, _TOP, _FOOT = 0.25, 8.0, 0.7, 0.3
_LABEL, _LABEL_WIDTH = 9.5, 1.5


@dataclass
class _Drawn:
    """A box as it will stand: its lines broken, its size, and where."""

    box: Box
    said: list[tuple[str, list[str]]]
    width: float
    height: float
    x: float = 0.0
    top: float = 0.0

    @property
    def bottom(self) -> float:
        return self.top - self.height


def diagram(process: Process, lang: str = "th") -> Chart:
    """Return the picture of a process: channels, stages, boards, deadlines, ways and ends.

    Parameters
    ----------
    process : Process
    lang : {"th", "en"}
        Language of the words.

    Examples
    --------
    >>> from govlab.complaints import process
    >>> diagram(process("queue"), "en").alt
    'Diagram of the process One queue and five officers (an example): Check → Done'
    """
    with style():
        drawn = {name: _measured(box) for name, box in boxes(process, lang).items()}
        ways = arrows(process, lang)
        width = {name: one.width for name, one in drawn.items()}
        layout = laid_out(list(drawn), ways, width, _GAP)
        wide = max(
            *(layout.middle[name] + one.width / 2 for name, one in drawn.items()),
            *(layout.middle[name] + LANE / 2 for name in layout.middle),
        )
        wide, shift = max(wide, _LEAST), max(_LEAST - wide, 0) / 2
        below = [part for one in notes(process, lang) for part in lines(one, wide, SIZE)]
        used = _signs(drawn.values(), layout, ways) | kinds_told(process)
        signs = legend(used, wide, lang)
        levels = _levels(layout, drawn, ways)
        height = -levels[-1][1] + _FOOT + (len(below) + len(signs) + 0.5) * _tall(SIZE)
    for name, one in drawn.items():
        one.x = layout.middle[name] + shift
    layout.middle = {name: middle + shift for name, middle in layout.middle.items()}
    size = (wide + 2 * _MARGIN, height + _TOP + _FOOT + _MARGIN)
    title = process.title.in_language(lang)
    with canvas("", source=founded_on(process, lang), lang=lang, size=size) as (figure, axes):
        _set(figure, axes, size)
        # The source line begins where the drawing does.
        figure.texts[0].set_x(_MARGIN / size[0])
        axes.text(0, _TOP * 0.5, title, fontsize=16, fontweight="bold", va="center")
        painter = _Painter(axes, layout, drawn, levels)
        for way in layout.lanes:
            painter.way(way, ways[way.start, way.end], max(_flows(ways.values()), default=0))
        painter.labels(ways)
        for one in drawn.values():
            painter.box(one)
        at = levels[-1][1] - _FOOT
        draw_legend(axes, signs, at, _tall(SIZE))
        at -= (len(signs) + 0.25) * _tall(SIZE)
        for number, part in enumerate(below):
            axes.text(0, at - number * _tall(SIZE), part, fontsize=SIZE, va="top", color="#333333")
    return Chart(figure, _alt(process, lang))


def _signs(
    drawn: Iterable[_Drawn], layout: Layout, ways: Mapping[tuple[str, str], Arrow]
) -> set[str]:
    """Return what the diagram uses of the signs that a legend explains."""
    found = {"way"}
    for one in drawn:
        found |= {one.box.kind, *(kind for kind, _ in one.said)}
    found |= {"back" for way in layout.lanes if way.back}
    return found | {"faint" for one in ways.values() if one.flow == 0}


def _flows(ways: Iterable[Arrow]) -> list[float]:
    return [one.flow for one in ways if one.flow is not None]


def _tall(size: float) -> float:
    return size * _LEADING / _POINTS


def _set(figure: "Figure", axes: "Axes", size: tuple[float, float]) -> None:
    """Make one unit of the axes an inch, from the upper left corner of the drawing."""
    figure.set_layout_engine("none")
    axes.set_axis_off()
    wide, tall = size
    axes.set_position((0, 0, 1, 1))
    axes.set_xlim(-_MARGIN, wide - _MARGIN)
    axes.set_ylim(_TOP - tall, _TOP)


def _measured(box: Box) -> _Drawn:
    """Return a box with its lines broken; a long title widens it a little."""
    longest = max(inches(one.text, _SIZE[one.kind], bold=one.kind == "title") for one in box.lines)
    width = min(max(_WIDTH, longest * 0.5 + 2 * _PAD), _WIDEST)
    said = [(one.kind, _broken(one, width - 2 * _PAD)) for one in box.lines]
    height = sum(len(parts) * _tall(_SIZE[kind]) for kind, parts in said) + 0.06 * len(said)
    return _Drawn(box, said, width, height)


def _broken(line: Line, width: float) -> list[str]:
    return lines(line.text, width, _SIZE[line.kind], bold=line.kind == "title")


def _levels(
    layout: Layout, drawn: Mapping[str, _Drawn], ways: Mapping[tuple[str, str], Arrow]
) -> list[tuple[float, float]]:
    """Return top and bottom of each row, and put its boxes there."""
    said = _said_below(layout, ways)
    found, at = [], 0.0
    for number, row in enumerate(layout.rows):
        tall = max((drawn[name].height for name in row if name in drawn), default=0.3)
        for name in row:
            if name in drawn:
                drawn[name].top = at
        found.append((at, at - tall))
        at -= tall + _BETWEEN + _SPOKEN * said[number]
    return found


def _said_below(layout: Layout, ways: Mapping[tuple[str, str], Arrow]) -> list[int]:
    """Return for each row how many lines are said of a way that leaves it downwards."""
    level = {name: number for number, row in enumerate(layout.rows) for name in row}
    found = [0] * len(layout.rows)
    for way, passed in layout.lanes.items():
        text = ways[way.start, way.end].text
        if text:
            row = level[passed[0]]
            found[row] = max(found[row], len(lines(text, _LABEL_WIDTH, _LABEL)))
    return found


def _alt(process: Process, lang: str) -> str:
    named: dict[str, Stage | Outcome] = {**process.stages, **process.outcomes}
    ways = "; ".join(
        f"{stage.title.in_language(lang)} → "
        + " / ".join(
            dict.fromkeys(
                named[target].title.in_language(lang) for rule in stage.next for target in rule.to
            )
        )
        for stage in process.stages.values()
    )
    return say("complaints_process.alt", lang, title=process.title.in_language(lang), ways=ways)


class _Painter:
    """Draws boxes and ways where the layout has them, and labels where there is room."""

    def __init__(
        self,
        axes: "Axes",
        layout: Layout,
        drawn: dict[str, _Drawn],
        levels: list[tuple[float, float]],
    ) -> None:
        self.axes, self.layout, self.drawn, self.levels = axes, layout, drawn, levels
        self.level = {name: at for at, row in enumerate(layout.rows) for name in row}
        self.paths: dict[Way, list[tuple[float, float]]] = {}
        self.taken: list[tuple[float, float, float, float]] = [
            (one.x - one.width / 2, one.bottom, one.x + one.width / 2, one.top)
            for one in drawn.values()
        ]
        self.ports = _ports(layout, drawn)

    def way(self, way: Way, arrow: Arrow, most: float) -> None:
        """Draw one arrow, from curve to curve between the rows and straight through them."""
        from matplotlib.patches import FancyArrowPatch, PathPatch
        from matplotlib.path import Path

        points = self.points(way)
        if way.back:
            points.reverse()
        codes: list[Any] = [Path.MOVETO]
        places = [points[0]]
        for (x0, y0), (x1, y1) in itertools.pairwise(points):
            if x0 == x1:
                codes.append(Path.LINETO)
                places.append((x1, y1))
            else:
                middle = (y0 + y1) / 2
                codes += [Path.CURVE4] * 3
                places += [(x0, middle), (x1, middle), (x1, y1)]
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
        x, y = points[-1]
        before = 0.12 if points[-2][1] > y else -0.12
        self.axes.add_patch(
            FancyArrowPatch(
                (x, y + before), (x, y), arrowstyle="-|>", mutation_scale=13 + 2 * width,
                color=colour, shrinkA=0, shrinkB=0, linewidth=0,
            )
        )  # fmt: skip
        self.paths[way] = _along(points)

    def points(self, way: Way) -> list[tuple[float, float]]:
        """Return where a way passes, from its upper end to its lower."""
        passed = self.layout.lanes[way]
        upper, lower = passed[0], passed[-1]
        found = [(self.ports[way, upper], self.drawn[upper].bottom)]
        row_bottom = self.levels[self.level[upper]][1]
        if found[0][1] != row_bottom:
            found.append((found[0][0], row_bottom))
        for lane in passed[1:-1]:
            top, bottom = self.levels[self.level[lane]]
            x = self.layout.middle[lane]
            found += [(x, top), (x, bottom)]
        found.append((self.ports[way, lower], self.drawn[lower].top))
        return found

    def labels(self, ways: dict[tuple[str, str], Arrow]) -> None:
        """Write what is said of each way beside it, where nothing else stands."""
        for way, path in self.paths.items():
            text = ways[way.start, way.end].text
            if not text:
                continue
            parts = lines(text, _LABEL_WIDTH, _LABEL)
            wide = max(inches(one, _LABEL) for one in parts) + 0.08
            tall = len(parts) * _tall(_LABEL)
            x, y = self.free(path, wide, tall)
            self.taken.append((x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2))
            self.axes.text(
                x, y, "\n".join(parts), fontsize=_LABEL, ha="center", va="center", zorder=5,
                color=TURN if way.back else "#222222", linespacing=1.25,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.92},
            )  # fmt: skip

    def free(
        self, path: Sequence[tuple[float, float]], wide: float, tall: float
    ) -> tuple[float, float]:
        """Return a place on the way at which a label of that size covers nothing."""
        middle = len(path) // 2
        order = sorted(range(len(path)), key=lambda at: abs(at - middle))
        return min((path[at] for at in order), key=lambda place: self.covered(place, wide, tall))

    def covered(self, place: tuple[float, float], wide: float, tall: float) -> float:
        x, y = place
        left, low, right, high = x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2
        return sum(
            max(0.0, min(right, c) - max(left, a)) * max(0.0, min(high, d) - max(low, b))
            for a, b, c, d in self.taken
        )

    def box(self, one: _Drawn) -> None:
        """Draw a box: a head, then its lines on the ground of their kind."""
        from matplotlib.patches import Rectangle

        left, at = one.x - one.width / 2, one.top
        head = HEAD[one.box.kind]
        for kind, parts in one.said:
            tall = len(parts) * _tall(_SIZE[kind]) + 0.06
            ground = GROUND.get(kind, head)
            self.axes.add_patch(
                Rectangle((left, at - tall), one.width, tall, color=ground, linewidth=0, zorder=3)
            )
            for number, part in enumerate(parts):
                self.axes.text(
                    left + _PAD,
                    at - 0.03 - (number + 0.5) * _tall(_SIZE[kind]),
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


def _ports(layout: Layout, drawn: dict[str, _Drawn]) -> dict[tuple[Way, str], float]:
    """Return where each way leaves or meets a box: side by side, in the order of their ends."""
    meets: dict[tuple[str, bool], list[tuple[float, Way]]] = {}
    for way, passed in layout.lanes.items():
        for name, below, nearest in ((passed[0], True, passed[1]), (passed[-1], False, passed[-2])):
            meets.setdefault((name, below), []).append((layout.middle[nearest], way))
    found = {}
    for (name, _), ways in meets.items():
        ways.sort(key=lambda one: (one[0], one[1].back))
        one = drawn[name]
        step = one.width * 0.8 / max(len(ways), 1)
        for number, (_, way) in enumerate(ways):
            found[way, name] = one.x + (number - (len(ways) - 1) / 2) * step
    return found


def _along(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return places along the way, near enough to choose one for a label."""
    found = []
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        steps = max(int(abs(y1 - y0) / 0.06), 2)
        for step in range(1, steps):
            part = step / steps
            # A cubic with upright ends: x eases in and out.
            ease = part * part * (3 - 2 * part)
            y = y0 + (y1 - y0) * (1.5 * part - 1.5 * part**2 + part**3)
            found.append((x0 + (x1 - x0) * ease, y))
    return found
