"""The picture of a process, drawn from its declaration: down a page, or across a slide."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from govlab.charts import Chart, canvas, style
from govlab.complaints._diagram_boxes import Arrow, arrows, boxes, founded_on, notes
from govlab.complaints._diagram_layout import Layout, laid_out
from govlab.complaints._diagram_legend import SIZE, draw_legend, legend
from govlab.complaints._diagram_paint import SMALLEST, Drawn, Painter, label, measured, tall_line
from govlab.complaints._diagram_shares import kinds_told
from govlab.complaints._diagram_sheet import Sheet, downwards, folded, turns
from govlab.complaints._diagram_words import lines
from govlab.complaints._process import Outcome, Process, Stage
from govlab.text import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_POINTS = 72
# Inches, and points for letters.
_GAP = 0.3
# Between rows: with nothing to say of the ways, and for each line that is said.
_BETWEEN, _SPOKEN = 0.42, 0.2
_MARGIN, _LEAST, _TOP, _FOOT = 0.25, 8.0, 0.7, 0.3
_LABEL_WIDTH = 1.5
# On a slide: its shape and least height, the widths of boxes that are tried, the space between
# columns, the width above which a label is broken, the space within a column, the most bands.
_SLIDE, _SLIDE_LEAST = 16 / 9, 5.2
_WIDTHS = tuple(1.5 + 0.1 * step for step in range(19))
_ASIDE, _LABEL_ASIDE, _APART = 0.36, 1.2, 0.2
_MOST_BANDS = 3
# What a fold costs, in inches of height, each way that turns there, and each line of a box;
# below a height at which letters are a fiftieth of it there is nothing to gain.
_FOLD, _TURNED, _LINE, _EASY = 0.6, 0.05, 0.01, SMALLEST / _POINTS * 50
# Height of what is written below, before it is known.
_WRITTEN = 1.2
# Letters are at least this part of a slide's height; else less is said in the boxes.
READ = 1 / 60


@dataclass
class Page:
    """What is drawn and where: boxes, ways on paper, words below, and the size of all of it."""

    drawn: dict[str, Drawn]
    ways: Mapping[tuple[str, str], Arrow]
    layout: Layout
    sheet: Sheet
    label_width: float
    size: tuple[float, float]
    below: list[str] = field(default_factory=list)
    signs: list[list[tuple[str, str]]] = field(default_factory=list)

    @property
    def width(self) -> float:
        """Width within the margins."""
        return self.size[0] - 2 * _MARGIN

    @property
    def words(self) -> float:
        """Height of what stands below the drawing."""
        return _FOOT + (len(self.below) + len(self.signs) + 0.5) * _line()

    @property
    def readable(self) -> bool:
        """Whether the smallest letters can be read on a slide."""
        return self.size[1] <= SMALLEST / _POINTS / READ


def diagram(process: Process, lang: str = "th", *, wide: bool = False) -> Chart:
    """Return the picture of a process: channels, stages, boards, deadlines, ways and ends.

    Parameters
    ----------
    process : Process
    lang : {"th", "en"}
        Language of the words.
    wide : bool
        From left to right on a slide of 16:9, in bands where the way is long. Of a stage
        with a resource the actor is then left out when letters would be too small to read.

    Examples
    --------
    >>> from govlab.complaints import process
    >>> diagram(process("queue"), "en").alt
    'Diagram of the process One queue and five officers (an example): Check → Done'
    """
    with style():
        page = _slide(process, lang) if wide else _tall(process, lang)
    title = process.title.in_language(lang)
    with canvas("", source=founded_on(process, lang), lang=lang, size=page.size) as drawing:
        painted(*drawing, page, title)
    return Chart(drawing[0], _alt(process, lang))


def painted(figure: "Figure", axes: "Axes", page: Page, title: str, size: float = 16) -> None:
    """Draw a page: its title, the drawing in the middle, and what is written below."""
    _fitted(figure, axes, page.size)
    axes.text(0, _TOP * 0.5, title, fontsize=size, fontweight="bold", va="center")
    wide, high = page.sheet.size
    room = page.size[1] - _TOP - _FOOT - _MARGIN - page.words - high
    right = (page.width - wide) / 2
    Painter(axes, page.layout, page.drawn, page.sheet, page.label_width, right, -room / 2).paint(
        page.ways
    )
    at = -high - room - _FOOT
    line = _line()
    draw_legend(axes, page.signs, at, line)
    at -= (len(page.signs) + 0.25) * line
    for number, part in enumerate(page.below):
        axes.text(0, at - number * line, part, fontsize=SIZE, va="top", color="#333333")


def _line() -> float:
    """Return the height of a line below the drawing: its signs need more room than letters."""
    return 1.1 * tall_line(SIZE)


def _tall(process: Process, lang: str) -> Page:
    """Return the picture for a page, with what is written below it."""
    drawn = {name: measured(box) for name, box in boxes(process, lang).items()}
    page = on_a_page(drawn, arrows(process, lang))
    page.below, page.signs = _written(process, lang, page)
    page.size = (page.size[0], page.size[1] + page.words)
    return page


def on_a_page(drawn: dict[str, Drawn], ways: Mapping[tuple[str, str], Arrow]) -> Page:
    """Return boxes and ways laid out from top to bottom, with nothing written below."""
    width = {name: one.width for name, one in drawn.items()}
    tall = {name: one.height for name, one in drawn.items()}
    layout = laid_out(list(drawn), ways, width, _GAP)
    spoken = [
        sum(max((len(label(one, _LABEL_WIDTH)[0]) for one in said), default=0) for said in both)
        for both in _said_after(layout, ways)
    ]
    sheet = downwards(layout, tall, width, [_BETWEEN + _SPOKEN * lines for lines in spoken])
    wide = max(sheet.size[0], _LEAST)
    size = (wide + 2 * _MARGIN, _with_margins(sheet, 0)[1])
    return Page(drawn, ways, layout, sheet, _LABEL_WIDTH, size)


def _slide(process: Process, lang: str) -> Page:
    """Return the picture for a slide: the width and folds that make its letters largest."""
    for short in (False, True):
        _, best = min(_slides(process, lang, short=short), key=lambda one: one[0])
        if best.readable:
            break
    return best


def _slides(process: Process, lang: str, *, short: bool) -> Iterator[tuple[float, Page]]:
    """Yield pictures for a slide, each with what it costs: its height, and turns."""
    every, ways = boxes(process, lang, short=short), arrows(process, lang)
    for width in _WIDTHS:
        drawn = {name: measured(box, width) for name, box in every.items()}
        broken = sum(len(parts) for one in drawn.values() for _, parts in one.said)
        tall = {name: one.height for name, one in drawn.items()}
        layout = laid_out(list(drawn), ways, tall, _APART)
        between = [
            _ASIDE
            + sum(max((label(one, _LABEL_ASIDE)[1] for one in said), default=0) for said in both)
            for both in _said_after(layout, ways)
        ]
        found: list[tuple[float, int, Sheet]] = []
        for cuts in _folds(len(layout.rows)):
            sheet = folded(layout, tall, width, between, cuts)
            high = _slide_of(*_with_margins(sheet, _WRITTEN))[1]
            folds = _FOLD * len(cuts) + _TURNED * turns(layout, cuts)
            found.append((max(high, _EASY) + folds, len(found), sheet))
        cost, _, sheet = min(found)
        size = _slide_of(*_with_margins(sheet, _WRITTEN))
        page = Page(drawn, ways, layout, sheet, _LABEL_ASIDE, size)
        page.below, page.signs = _written(process, lang, page)
        page.size = _slide_of(*_with_margins(sheet, page.words))
        yield cost + max(page.size[1], _EASY) - max(size[1], _EASY) + _LINE * broken, page


def _with_margins(sheet: Sheet, words: float) -> tuple[float, float]:
    return sheet.size[0] + 2 * _MARGIN, sheet.size[1] + words + _TOP + _FOOT + _MARGIN


def _slide_of(wide: float, high: float) -> tuple[float, float]:
    """Return the least size of a slide that holds so much."""
    high = max(high, wide / _SLIDE, _SLIDE_LEAST)
    return high * _SLIDE, high


def _folds(rows: int) -> Iterator[tuple[int, ...]]:
    for bands in range(_MOST_BANDS):
        yield from itertools.combinations(range(1, rows), bands)


def _written(
    process: Process, lang: str, page: Page
) -> tuple[list[str], list[list[tuple[str, str]]]]:
    """Return the lines below the drawing, and its legend."""
    used = _signs(page) | kinds_told(process)
    below = [part for one in notes(process, lang) for part in lines(one, page.width, SIZE)]
    return below, legend(used, page.width, lang)


def _signs(page: Page) -> set[str]:
    """Return what the diagram uses of the signs that a legend explains."""
    found = {"way"}
    for one in page.drawn.values():
        found |= {one.box.kind, *(kind for kind, _ in one.said)}
    found |= {"back" for way in page.layout.lanes if way.back}
    return found | {"faint" for one in page.ways.values() if one.flow == 0}


def _fitted(figure: "Figure", axes: "Axes", size: tuple[float, float]) -> None:
    """Make one unit of the axes an inch, from the upper left corner of the drawing."""
    figure.set_layout_engine("none")
    axes.set_axis_off()
    # The source line begins where the drawing does.
    figure.texts[0].set_x(_MARGIN / size[0])
    wide, tall = size
    axes.set_position((0, 0, 1, 1))
    axes.set_xlim(-_MARGIN, wide - _MARGIN)
    axes.set_ylim(_TOP - tall, _TOP)


def _said_after(
    layout: Layout, ways: Mapping[tuple[str, str], Arrow]
) -> list[tuple[list[str], list[str]]]:
    """Return for each row what is said of ways that leave it onwards, and of ways back to it."""
    level = {name: number for number, row in enumerate(layout.rows) for name in row}
    found: list[tuple[list[str], list[str]]] = [([], []) for _ in layout.rows]
    for way, passed in layout.lanes.items():
        text = ways[way.start, way.end].text
        if text:
            found[level[passed[0]]][way.back].append(text)
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
