"""The waterfall: from the present total, measure by measure, to the planned one."""

import math
import re
from base64 import b64encode
from dataclasses import dataclass
from html import escape

from govlab.charts import COLOURS, Chart, canvas
from govlab.ita._improve_plan import Plan, Step, in_runs, said_chance
from govlab.text import say

# More bars than this are not read; the small ones are drawn together.
_MOST = 9
_LABEL = 46
_GREY, _RED = "#555555", "#B00020"
_TOP = 100.0
# Values stay readable where the line of the target crosses them.
_PAPER = {"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.5}
_ABOVE = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart drawn once, for every paper that shows it.

    Parameters
    ----------
    png : bytes
        The picture.
    alt : str
        What it shows, in words.
    """

    png: bytes
    alt: str

    @classmethod
    def of(cls, plan: Plan, lang: str) -> "Picture":
        """Return the waterfall of a plan."""
        chart = waterfall(plan, lang)
        return cls(chart.encode("png"), chart.alt)

    def html(self) -> str:
        """Return the picture as an HTML element that needs no file beside it."""
        data = b64encode(self.png).decode("ascii")
        return f'<img src="data:image/png;base64,{data}" alt="{escape(self.alt, quote=True)}">'


def waterfall(plan: Plan, lang: str = "th") -> Chart:
    """Return the contribution of each measure from the present total to the planned one.

    Parameters
    ----------
    plan : Plan
        From :func:`cheapest`.
    lang : {"th", "en"}
        Language of the words.
    """
    bars = _bars(plan, lang)
    before, after = plan.before, plan.after
    title = say("ita_plan.waterfall_title", lang, unit=_short(plan.start.unit), target=plan.target)
    counts = ", ".join(f"{code} {n:,}" for code, n in plan.start.respondents.items() if n)
    source = say(
        "ita_plan.waterfall_source",
        lang,
        counts=counts,
        ids=in_runs(plan.assumptions),
        year=plan.start.how.fiscal_year,
    )
    floor = max(0, math.floor(min(before.low, before.total, plan.target.lower) - 2))
    size = (11.0, 2.4 + 0.42 * (len(bars) + 2))
    with canvas(title, source=source, lang=lang, synthetic=plan.start.synthetic, size=size) as (
        figure,
        axes,
    ):
        rows = len(bars) + 1
        axes.barh(0, before.total - floor, left=floor, color=_GREY, height=0.62)
        axes.text(before.total, 0, f" {before.total:.2f}", va="center", bbox=_PAPER)
        at = before.total
        for place, (_, gain, low, high, document) in enumerate(bars, start=1):
            colour = COLOURS[0] if document else COLOURS[2]
            axes.barh(place, gain, left=at, color=colour, height=0.62)
            if high > low:
                axes.plot([at + low, at + high], [place, place], color="black", linewidth=1)
            axes.plot([at, at], [place - 1, place + 0.31], color=_GREY, linewidth=0.7)
            axes.text(at + max(gain, high), place, f" +{gain:.2f}", va="center", bbox=_PAPER)
            at += gain
        axes.barh(rows, after.total - floor, left=floor, color=COLOURS[1], height=0.62)
        axes.plot([after.low, after.high], [rows, rows], color="black", linewidth=1.5)
        axes.text(
            max(after.high, after.total),
            rows,
            f" {after.total:.2f} ({after.low:.2f}–{after.high:.2f})",
            va="center",
            bbox=_PAPER,
        )
        axes.axvline(plan.target.lower, color=_RED, linewidth=1.4, linestyle=(0, (4, 3)))
        axes.text(
            plan.target.lower,
            -0.75,
            say("ita_plan.waterfall_target", lang, lower=f"{plan.target.lower:g}") + " ",
            color=_RED,
            ha="right",
            va="center",
        )
        labels = [
            say("ita_plan.waterfall_now", lang),
            *(label for label, *_ in bars),
            say("ita_plan.waterfall_then", lang, chance=said_chance(after.chance)),
        ]
        axes.set_yticks(range(len(labels)), labels)
        right = max(after.high, after.total, plan.target.lower)
        # Room to the right for the last value and its range.
        axes.set_xlim(floor, right + (right - floor) * 0.36)
        axes.set_xticks([tick for tick in axes.get_xticks() if floor <= tick <= _TOP])
        axes.set_xlim(floor, right + (right - floor) * 0.36)
        axes.set_ylim(rows + 0.6, -1.3)
        axes.set_xlabel(say("ita_plan.waterfall_axis", lang, floor=floor))
        axes.grid(axis="x")
    said = "; ".join(f"{label} +{gain:.2f}" for label, gain, *_ in bars)
    return Chart(
        figure,
        f"{' '.join(title.split())}: {before.total:.2f}; {said} → {after.total:.2f} "
        f"({after.low:.2f}–{after.high:.2f}). {plan.verdict.in_language(lang)}",
    )


def _bars(plan: Plan, lang: str) -> list[tuple[str, float, float, float, bool]]:
    steps = list(plan.steps)
    rest: list[Step] = []
    if len(steps) > _MOST:
        steps, rest = steps[: _MOST - 1], steps[_MOST - 1 :]
    found = [
        (
            _short(f"{one.measure.code} {one.measure.title[lang]}"),
            one.gain,
            one.low,
            one.high,
            one.measure.kind == "document",
        )
        for one in steps
    ]
    if rest:
        gain = sum(one.gain for one in rest)
        label = say("ita_plan.waterfall_rest", lang, count=len(rest))
        documents = all(one.measure.kind == "document" for one in rest)
        found.append((label, gain, gain, gain, documents))
    return found


def _short(label: str) -> str:
    """Return a label that fits, never cut between a consonant and its marks."""
    if len(label) <= _LABEL:
        return label
    cut = _LABEL - 1
    while _ABOVE.match(label[cut]):
        cut -= 1
    return label[:cut] + "…"
