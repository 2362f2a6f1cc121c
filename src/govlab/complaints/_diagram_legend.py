"""What the colours and lines of a diagram mean: only those that the diagram uses."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from govlab.complaints._diagram_words import inches
from govlab.text import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HEAD = {"channels": "#555555", "stage": "#0072B2", "board": "#7B3F73"}
GROUND = {"body": "#ffffff", "mark": "#FDEEE6", "beside": "#FFF1C9", "end": "#D8EFE5"}
INK = {
    "title": "#ffffff",
    "body": "#222222",
    "mark": "#9A3300",
    "beside": "#6B4A00",
    "end": "#00573F",
}
WAY, TURN, FAINT = "#444444", "#B35900", "#999999"
SIZE = 10.5

_SIGNS = ("stage", "board", "end", "mark", "beside", "way", "back", "faint", "share", "only")
_LINES = {"way": (WAY, "-"), "back": (TURN, (0, (5, 2))), "faint": (FAINT, ":")}
_WORDS = {"share": "%", "only": "%"}
_SWATCH, _SPACE = 0.3, 0.28


def legend(used: Iterable[str], wide: float, lang: str) -> list[list[tuple[str, str]]]:
    """Return the signs that are used and their words, in lines no wider than `wide` inches."""
    known = set(used)
    found: list[list[tuple[str, str]]] = [[]]
    at = 0.0
    for sign in _SIGNS:
        if sign not in known:
            continue
        room = "diagram" if sign in _WORDS else "process"
        words = say(f"complaints_{room}.sign_{sign}", lang)
        step = _SWATCH + 0.1 + inches(words, SIZE) + _SPACE
        if found[-1] and at + step > wide + _SPACE:
            found.append([])
            at = 0.0
        found[-1].append((sign, words))
        at += step
    return found


def draw_legend(axes: "Axes", signs: list[list[tuple[str, str]]], top: float, tall: float) -> None:
    """Draw the signs from `top` downwards, each line `tall` inches high."""
    from matplotlib.patches import Rectangle

    for number, line in enumerate(signs):
        x, y = 0.0, top - (number + 0.5) * tall
        for sign, words in line:
            if sign in _LINES:
                colour, dashes = _LINES[sign]
                axes.plot([x, x + _SWATCH], [y, y], color=colour, linestyle=dashes, linewidth=2)
            elif sign in _WORDS:
                axes.text(
                    x + _SWATCH / 2, y, _WORDS[sign], fontsize=SIZE, ha="center", va="center",
                    color="#333333",
                )  # fmt: skip
            else:
                ground = HEAD.get(sign) or GROUND[sign]
                axes.add_patch(
                    Rectangle(
                        (x, y - 0.08), _SWATCH, 0.16, facecolor=ground, edgecolor="#888888",
                        linewidth=0.6,
                    )
                )  # fmt: skip
            axes.text(x + _SWATCH + 0.1, y, words, fontsize=SIZE, va="center", color="#333333")
            x += _SWATCH + 0.1 + inches(words, SIZE) + _SPACE
