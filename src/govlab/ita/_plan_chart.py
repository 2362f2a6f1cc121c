"""The waterfall: from the present total, measure by measure, to the planned one."""

from textwrap import shorten

from govlab.charts import COLOURS, Chart, canvas
from govlab.ita._improve_plan import Plan, Step, said_chance
from govlab.text import say

# More bars than this are not read; the small ones are drawn together.
_MOST = 12
_LABEL = 46
_GREY, _RED = "#555555", "#B00020"
_TOP = 100.0


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
    title = say("ita_plan.waterfall_title", lang, unit=plan.start.unit, target=plan.target)
    counts = ", ".join(f"{code} {n:,}" for code, n in plan.start.respondents.items() if n)
    source = say(
        "ita_plan.waterfall_source",
        lang,
        counts=counts,
        ids=", ".join(plan.assumptions),
        year=plan.start.how.fiscal_year,
    )
    floor = max(0.0, min(before.low, before.total, plan.target.lower) - 2)
    size = (10.0, 2.3 + 0.52 * (len(bars) + 2))
    with canvas(title, source=source, lang=lang, synthetic=plan.start.synthetic, size=size) as (
        figure,
        axes,
    ):
        rows = len(bars) + 1
        axes.barh(0, before.total - floor, left=floor, color=_GREY, height=0.62)
        axes.text(before.total, 0, f" {before.total:.2f}", va="center")
        at = before.total
        for place, (_, gain, low, high, document) in enumerate(bars, start=1):
            colour = COLOURS[0] if document else COLOURS[2]
            axes.barh(place, gain, left=at, color=colour, height=0.62)
            if high > low:
                axes.plot([at + low, at + high], [place, place], color="black", linewidth=1)
            axes.plot([at, at], [place - 1, place + 0.31], color=_GREY, linewidth=0.7)
            axes.text(at + max(gain, high), place, f" +{gain:.2f}", va="center")
            at += gain
        axes.barh(rows, after.total - floor, left=floor, color=COLOURS[1], height=0.62)
        axes.plot([after.low, after.high], [rows, rows], color="black", linewidth=1.5)
        axes.text(
            max(after.high, after.total),
            rows,
            f" {after.total:.2f} ({after.low:.2f}–{after.high:.2f})",
            va="center",
        )
        axes.axvline(plan.target.lower, color=_RED, linewidth=1.4, linestyle=(0, (4, 3)))
        axes.text(
            plan.target.lower,
            -0.75,
            say("ita_plan.waterfall_target", lang, lower=f"{plan.target.lower:g}"),
            color=_RED,
            ha="center",
            va="bottom",
        )
        labels = [
            say("ita_plan.waterfall_now", lang),
            *(label for label, *_ in bars),
            say("ita_plan.waterfall_then", lang, chance=said_chance(after.chance)),
        ]
        axes.set_yticks(range(len(labels)), labels)
        right = max(after.high, after.total, plan.target.lower)
        # Room to the right for the last value and its range.
        axes.set_xlim(floor, right + (right - floor) * 0.24)
        axes.set_xticks([tick for tick in axes.get_xticks() if floor <= tick <= _TOP])
        axes.set_ylim(rows + 0.6, -1.3)
        axes.set_xlabel(say("ita_plan.waterfall_axis", lang, floor=f"{floor:.0f}"))
        axes.grid(axis="x")
    said = "; ".join(f"{label} +{gain:.2f}" for label, gain, *_ in bars)
    return Chart(
        figure,
        f"{title}: {before.total:.2f}; {said} → {after.total:.2f} "
        f"({after.low:.2f}–{after.high:.2f}). {plan.verdict.in_language(lang)}",
    )


def _bars(plan: Plan, lang: str) -> list[tuple[str, float, float, float, bool]]:
    steps = list(plan.steps)
    rest: list[Step] = []
    if len(steps) > _MOST:
        steps, rest = steps[: _MOST - 1], steps[_MOST - 1 :]
    found = [
        (
            shorten(f"{one.measure.code} {one.measure.title[lang]}", _LABEL, placeholder="…"),
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
