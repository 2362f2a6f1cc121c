"""Where the words, boxes and ways of a picture of a process are, in dots."""

import itertools
from dataclasses import dataclass
from functools import cache

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import FancyArrowPatch, PathPatch

from govlab import charts
from govlab.complaints import diagram, process


@dataclass(frozen=True)
class Places:
    """A picture, its texts with the places they take, frames of boxes, ways, heads of arrows."""

    chart: charts.Chart
    texts: list
    frames: list
    ways: list
    heads: list

    @property
    def labels(self):
        """What is said of ways, with its place."""
        return [(one, place) for one, place in self.texts if one.get_bbox_patch() is not None]


@cache
def drawn(name, lang, wide=False):
    """Return the places of a picture of the library."""
    found = diagram(process(name), lang, wide=wide)
    with charts.style():
        found.figure.draw_without_rendering()
        renderer = FigureCanvasAgg(found.figure).get_renderer()
        axes = found.figure.axes[0]
        texts = [(one, one.get_window_extent(renderer)) for one in axes.texts if one.get_text()]
        boxes = [one for one in axes.patches if not isinstance(one, PathPatch | FancyArrowPatch)]
        frames = [one.get_window_extent(renderer) for one in boxes if not one.get_fill()]
        ways = [
            one.get_transform().transform_path(one.get_path())
            for one in axes.patches
            if isinstance(one, PathPatch)
        ]
        heads = [
            one.get_window_extent(renderer)
            for one in axes.patches
            if isinstance(one, FancyArrowPatch)
        ]
    return Places(found, texts, frames, ways, heads)


def overlap(one, two):
    """Return how far two places reach into each other, across and up; 0 where they do not."""
    wide = min(one.x1, two.x1) - max(one.x0, two.x0)
    tall = min(one.y1, two.y1) - max(one.y0, two.y0)
    return max(wide, 0), max(tall, 0)


def no_words_cover_others(places):
    """Every text has a place of its own, the tall marks of Thai included."""
    page = places.chart.figure.bbox
    for said, place in places.texts:
        assert page.x0 <= place.x0 < place.x1 <= page.x1, said
        assert page.y0 <= place.y0 < place.y1 <= page.y1, said
    for (one, first), (two, second) in itertools.combinations(places.texts, 2):
        wide, tall = overlap(first, second)
        # Marks above and below letters reach into the space between lines, not into letters.
        assert wide == 0 or tall <= 0.45 * min(first.height, second.height), (one, two)


def words_stay_within(places):
    """No line that begins in a box ends outside it."""
    for said, place in places.texts:
        middle = (place.y0 + place.y1) / 2
        for frame in places.frames:
            begins = frame.x0 < place.x0 < frame.x1 and frame.y0 < middle < frame.y1
            if begins and said.get_ha() == "left":
                assert place.x1 <= frame.x1, said
