"""A flow picture: how many came in by which way, and where they went."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govlab.charts._chart import Chart, canvas
from govlab.charts._style import COLOURS
from govlab.errors import InputError
from govlab.text import message

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NODE_WIDTH = 0.16
# Share of the height left free between the nodes of a layer, each.
_GAP = 0.05


@dataclass(frozen=True)
class Flow:
    """What flows: named sources into one node, and from it into named ends.

    Parameters
    ----------
    sources, ends : mapping of str to int
        Label to count, from top to bottom.
    middle : str
        Name of the node between. Sources and ends are margins: which source went to
        which end is not said, because it is not known.
    """

    sources: Mapping[str, int]
    middle: str
    ends: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many flow.

        Raises
        ------
        InputError
            When sources and ends do not add up to the same number.
        """
        into, out = sum(self.sources.values()), sum(self.ends.values())
        if into != out:
            raise InputError(message("charts.flow_unequal", into=into, out=out))
        return into


def flow(
    title: str, what: Flow, *, unit: str, source: str, lang: str = "th", synthetic: bool = False
) -> Chart:
    """Return the picture of a flow, widths in proportion to counts.

    Parameters
    ----------
    title : str
        What the chart shows.
    what : Flow
        The counts.
    unit : str
        Unit of the counts, said once at the node between.
    source : str
        Where the numbers come from.
    lang : {"th", "en"}
        Language of the words around the drawing.
    synthetic : bool
        True when the data are made up.

    Raises
    ------
    InputError
        When the flow does not add up, or is empty.
    """
    total = what.total
    if not total:
        raise InputError(message("charts.nothing", title=title))
    with canvas(title, source=source, lang=lang, synthetic=synthetic, size=(10.0, 5.6)) as drawn:
        figure, axes = drawn
        axes.set_axis_off()
        axes.set_xlim(-1.2, 4.0)
        axes.set_ylim(-0.04, 1.04)
        scale = 1 - _GAP * (max(len(what.sources), len(what.ends)) - 1)
        _draw_side(axes, what.sources, total, scale, x=0.0, towards=1.0)
        _draw_side(axes, what.ends, total, scale, x=2.0, towards=1.0)
        _draw_node(axes, 1.0, 0.5 - scale / 2, scale, "#333333")
        axes.text(
            1.0,
            0.5 + scale / 2 + 0.02,
            f"{what.middle}\n{total:g} {unit}",
            ha="center",
            va="bottom",
            fontweight="bold",
        )
        axes.set_ylim(-0.04, max(1.04, 0.5 + scale / 2 + 0.2))
    said = "; ".join(
        f"{head}: " + ", ".join(f"{label} {count}" for label, count in side.items())
        for head, side in ((title, what.sources), (what.middle, what.ends))
    )
    return Chart(figure, f"{said} ({unit})")


def _draw_side(
    axes: "Axes",
    side: Mapping[str, int],
    total: int,
    scale: float,
    *,
    x: float,
    towards: float,
) -> None:
    left = x < towards
    height_of_side = scale + _GAP * (len(side) - 1)
    top = 0.5 + height_of_side / 2
    top_of_middle = 0.5 + scale / 2
    for place, (label, count) in enumerate(side.items()):
        height = scale * count / total
        colour = COLOURS[place % len(COLOURS)]
        _draw_node(axes, x, top - height, height, colour)
        _draw_ribbon(axes, (x, top), (towards, top_of_middle), height, colour)
        axes.text(
            x + (-1 if left else 1) * (_NODE_WIDTH / 2 + 0.05),
            top - height / 2,
            f"{label} ({count:g})",
            ha="right" if left else "left",
            va="center",
            fontsize=12,
        )
        top -= height + _GAP
        top_of_middle -= height


def _draw_node(axes: "Axes", x: float, bottom: float, height: float, colour: str) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(
        Rectangle((x - _NODE_WIDTH / 2, bottom), _NODE_WIDTH, height, color=colour, linewidth=0)
    )


def _draw_ribbon(
    axes: "Axes", start: tuple[float, float], end: tuple[float, float], height: float, colour: str
) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    inward = 1 if start[0] < end[0] else -1
    x0, x1 = start[0] + inward * _NODE_WIDTH / 2, end[0] - inward * _NODE_WIDTH / 2
    mid = (x0 + x1) / 2
    (y0, y1) = (start[1], end[1])
    outline = Path(
        [
            (x0, y0),
            (mid, y0),
            (mid, y1),
            (x1, y1),
            (x1, y1 - height),
            (mid, y1 - height),
            (mid, y0 - height),
            (x0, y0 - height),
            (x0, y0),
        ],
        [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY],
    )
    axes.add_patch(PathPatch(outline, facecolor=colour, alpha=0.4, linewidth=0))
