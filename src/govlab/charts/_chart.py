"""A chart: the figure, where its numbers come from, and what it says in words."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from govlab import files
from govlab.charts._style import style
from govlab.errors import InputError
from govlab.text import message, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_FORMATS = (".png", ".svg")
_DPI = 110
_SOURCE_SIZE = 10
_POINTS = 72


@dataclass(frozen=True)
class Chart:
    """A finished chart.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The drawing.
    alt : str
        What it shows, for readers who cannot see it.
    """

    figure: "Figure"
    alt: str

    def encode(self, kind: str) -> bytes:
        """Return the chart as the bytes of a ``"png"`` or ``"svg"`` file."""
        buffer = io.BytesIO()
        # No date and no version inside: the same chart gives the same bytes.
        metadata: dict[str, str | None] = {"Software": None} if kind == "png" else {"Date": None}
        with style():
            self.figure.savefig(buffer, format=kind, dpi=_DPI, metadata=metadata)
        return buffer.getvalue()

    def save(self, path: str | Path) -> Path:
        """Write the chart to `path`, whole or not at all.

        Raises
        ------
        InputError
            When the name ends in neither ``.png`` nor ``.svg``.
        """
        path = Path(path)
        if path.suffix not in _FORMATS:
            raise InputError(message("charts.bad_format", path=str(path), known=_FORMATS))
        return files.write_atomic(path, self.encode(path.suffix.removeprefix(".")))

    def _repr_html_(self) -> str:
        from base64 import b64encode
        from html import escape

        picture = b64encode(self.encode("png")).decode("ascii")
        return (
            f'<img src="data:image/png;base64,{picture}" alt="{escape(self.alt, quote=True)}" '
            'style="max-width:100%;height:auto">'
        )

    def __repr__(self) -> str:
        return f"<Chart: {self.alt}>"


@contextmanager
def canvas(
    title: str,
    *,
    source: str,
    lang: str = "th",
    synthetic: bool = False,
    size: tuple[float, float] = (9.0, 5.0),
) -> Iterator[tuple["Figure", "Axes"]]:
    """Give a figure and axes to draw on, with title and source line in place.

    Parameters
    ----------
    title : str
        What the chart shows.
    source : str
        Where the numbers come from, with their fact ids.
    lang : {"th", "en"}
        Language of the words around the drawing.
    synthetic : bool
        True puts "synthetic data" into the source line and across the drawing.
    size : tuple of float
        Width and height in inches.

    Yields
    ------
    tuple of (Figure, Axes)
        To draw on inside the block, under govlab's style.
    """
    from matplotlib.figure import Figure

    with style():
        # Constrained layout: Thai lines are tall, and the default layout clips them.
        figure = Figure(figsize=size, layout="constrained")
        axes = figure.add_subplot()
        axes.set_title(title)
        line = f"{say('charts.source', lang)}: {source}"
        if synthetic:
            line = f"{say('charts.synthetic', lang)} · {line}"
            axes.text(
                0.5,
                0.5,
                say("charts.synthetic", lang),
                transform=axes.transAxes,
                ha="center",
                va="center",
                rotation=25,
                fontsize=34,
                color="#999999",
                alpha=0.25,
                zorder=0,
            )
        lines = _broken(line, size[0] * 0.97, _SOURCE_SIZE)
        figure.supxlabel(lines, fontsize=_SOURCE_SIZE, color="#555555", x=0.01, ha="left")
        yield figure, axes


def _broken(line: str, width: float, size: float) -> str:
    """Break a line at its spaces so that no piece is wider than `width` inches.

    matplotlib's own wrapping measures the axes' text box, and clips under constrained
    layout.
    """
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.font_manager import FontProperties

    # At 72 dots an inch a dot is a point.
    ruler = RendererAgg(1, 1, _POINTS)  # type: ignore[no-untyped-call]
    font = FontProperties(size=size)

    def inches(text: str) -> float:
        extent = ruler.get_text_width_height_descent(text, font, ismath=False)  # type: ignore[no-untyped-call]
        return float(extent[0]) / _POINTS

    pieces = [""]
    for word in line.split(" "):
        longer = f"{pieces[-1]} {word}".strip()
        if pieces[-1] and inches(longer) > width:
            pieces.append(word)
        else:
            pieces[-1] = longer
    return "\n".join(pieces)
