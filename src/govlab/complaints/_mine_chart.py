"""The picture that a log draws of itself: what follows what, the most frequent ways only."""

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

from govlab.charts import Chart, canvas, style
from govlab.complaints._diagram import on_a_page, painted
from govlab.complaints._diagram_boxes import Arrow, Box, Line
from govlab.complaints._diagram_paint import measured
from govlab.errors import InputError
from govlab.text import message, say

if TYPE_CHECKING:
    import pandas as pd

    from govlab.complaints._mine import Mined

_UNDECLARED = "board"


def follows_chart(found: "Mined", lang: str, edges: int, k: int) -> Chart:
    """Return the directly-follows picture of a log.

    A box is an activity, with how often it was done and how long cases waited for it and
    were at it on average; an arrow is what came right after, with how often and after how
    many days (median). Activities that a declared process does not know have another
    colour.
    """
    follows = found.follows
    told = (follows["activity"] != follows["following"]) & (follows["cases"] >= k)
    ways = _drawn(follows[told].to_dict("records"), edges)
    if not ways:
        raise InputError(
            message("complaints_check.nothing_follows", source=found.log.provenance.source)
        )
    shown = _in_order(found, {str(row[end]) for row in ways for end in ("activity", "following")})
    arrows = {
        (str(row["activity"]), str(row["following"])): Arrow(
            say(
                "complaints_check.way",
                lang,
                times=f"{row['times']:,}",
                days=f"{max(row['median_days'], 0.0):.1f}",
            ),
            float(row["times"]),
        )
        for row in ways
    }
    with style():
        page = on_a_page({name: measured(_box(found, name, lang, k)) for name in shown}, arrows)
    title = say(
        "complaints_check.follows_title",
        lang,
        shown=f"{sum(row['times'] for row in ways):,}",
        all=f"{int(found.follows['times'].sum()):,}",
    )
    provenance = found.log.provenance
    with canvas(
        "", source=provenance.source, lang=lang, synthetic=provenance.simulated, size=page.size
    ) as (figure, axes):
        painted(figure, axes, page, title, size=14)
    said = "; ".join(
        f"{named(found, start, lang)} → {named(found, end, lang)} {arrow.text}"
        for (start, end), arrow in arrows.items()
    )
    return Chart(figure, f"{title}: {said}")


def named(found: "Mined", activity: str, lang: str) -> str:
    """Return what an activity or resource is called: by the process, or as the log has it."""
    if found.findings is None:
        return activity
    process = found.findings.process
    for table in (
        process.stages,
        process.accompaniments,
        process.deadlines,
        process.outcomes,
        process.resources,
        process.actors,
    ):
        one = table.get(activity)
        if one is not None:
            return one.title.in_language(lang)
    return activity


def _drawn(ways: list[dict[Hashable, Any]], most: int) -> list[dict[Hashable, Any]]:
    """Return the first of `ways`, and the first way out of each box that would have none."""
    chosen = set(range(min(most, len(ways))))
    out: dict[str, int] = {}
    for place, row in enumerate(ways):
        out.setdefault(row["activity"], place)
    missing = chosen
    while missing:
        reached = {ways[place]["following"] for place in missing}
        missing = {out[name] for name in reached if name in out} - chosen
        chosen |= missing
    return [ways[place] for place in sorted(chosen)]


def _in_order(found: "Mined", wanted: set[str]) -> list[str]:
    """Return activities in the order in which cases come to them, on average."""
    events: pd.DataFrame = found.log.events[["activity", "seq"]]
    place = events.groupby("activity", observed=True)["seq"].mean().sort_values(kind="stable")
    return [str(name) for name in place.index if str(name) in wanted]


def _box(found: "Mined", name: str, lang: str, k: int) -> Box:
    done, spent, more = (
        next(row for row in table.to_dict("records") if row["activity"] == name)
        for table in (found.activities, found.bottlenecks, found.rework)
    )
    again = more["repeated"]
    lines = [
        Line("title", named(found, name, lang)),
        Line(
            "body",
            say(
                "complaints_check.box_count",
                lang,
                events=f"{int(done['events']):,}",
                cases=f"{int(done['cases']):,}",
            ),
        ),
    ]
    if not found.instant:
        told = {"wait": f"{spent['mean_wait_days']:.1f}", "work": f"{spent['mean_days']:.1f}"}
        lines.append(Line("body", say("complaints_check.box_days", lang, **told)))
    if again >= max(k, 1):
        lines.append(Line("mark", say("complaints_check.box_again", lang, cases=f"{again:,}")))
    if done["last"] >= max(k, 1):
        last = f"{int(done['last']):,}"
        lines.append(Line("end", say("complaints_check.box_last", lang, cases=last)))
    unknown = found.findings is not None and named(found, name, lang) == name
    return Box(_UNDECLARED if unknown else "stage", tuple(lines))
