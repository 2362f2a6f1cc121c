"""Chart style: Thai labels shaped right, units, a source line, and "synthetic" said aloud.

Every function returns a :class:`Chart`: a figure with its source and its description in
words. It shows itself in a notebook and saves itself as PNG or SVG. Nothing here touches
matplotlib's global state; the font is registered on first use.
"""

from govlab.charts._bars import bars, grouped_bars
from govlab.charts._chart import Chart, canvas
from govlab.charts._flow import Flow, flow
from govlab.charts._keep import keep
from govlab.charts._style import COLOURS, font_css, font_path, style

__all__ = [
    "COLOURS",
    "Chart",
    "Flow",
    "bars",
    "canvas",
    "flow",
    "font_css",
    "font_path",
    "grouped_bars",
    "keep",
    "style",
]
