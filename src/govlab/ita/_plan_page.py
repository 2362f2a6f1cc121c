"""One page for the executive: which items, whose, by when, and the chance."""

from dataclasses import dataclass
from datetime import date
from html import escape

from govlab import charts
from govlab.ita._improve_plan import Plan, in_runs, said_chance
from govlab.ita._plan_chart import Picture
from govlab.ita._plan_dates import check_day, due, said_day
from govlab.text import Message, message, say

# So many rows fit beside the chart on one sheet of A4.
_ROWS = 6
_REFUSED = 2
_CSS = """
@page { size: A4; margin: 11mm 14mm }
* { box-sizing: border-box }
body { font-family: Sarabun, sans-serif; font-size: 10.5pt; line-height: 1.35; color: #111;
  max-width: 182mm; margin: 0 auto; padding: 2mm 0 }
h1 { font-size: 16pt; line-height: 1.3; margin: 0 0 1mm }
h2 { font-size: 12pt; margin: 2.5mm 0 1mm }
p { margin: 1mm 0 }
.warn { border: 1.5pt solid #B00020; color: #B00020; padding: 1mm 3mm; font-weight: bold }
.verdict { background: #eef4f9; border-left: 4pt solid #0072B2; padding: 2mm 3mm }
.big { display: flex; gap: 4mm; margin: 2mm 0 }
.big div { flex: 1; border: 0.8pt solid #bbb; padding: 1.5mm 3mm }
.big b { display: block; font-size: 17pt; line-height: 1.25 }
table { border-collapse: collapse; width: 100%; font-size: 9.8pt }
th, td { border: 0.6pt solid #999; padding: 0.9mm 1.8mm; text-align: left; vertical-align: top }
th { background: #f0f0f0 }
td.n { text-align: right; white-space: nowrap }
img { max-width: 100%; max-height: 58mm; display: block; margin: 1mm auto }
.small { font-size: 8pt; color: #444; line-height: 1.3 }
ul { margin: 1mm 0 }
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the executive's table, in words."""

    item: str
    what: str
    gain: str
    owner: str
    due: str


def rows_of(plan: Plan, by: date | None, lang: str) -> list[Row]:
    """Return what is to be done, by whom and by when."""
    day = by or check_day(plan.start.how)
    shown = plan.steps[:_ROWS]
    found = [
        Row(
            one.measure.code,
            one.measure.title[lang],
            f"+{one.gain:.2f}",
            one.measure.owner[lang],
            said_day(due(one.measure, day), lang),
        )
        for one in shown
    ]
    rest = plan.steps[_ROWS:]
    if rest:
        gain = sum(one.gain for one in rest)
        words = say("ita_plan.page_rest", lang, count=len(rest))
        found.append(Row("…", words, f"+{gain:.2f}", "", ""))
    return found


def figures(plan: Plan) -> list[tuple[Message, Message | str]]:
    """Return the three figures that the executive asks for."""
    before, after = plan.before, plan.after
    return [
        (message("ita_plan.page_now"), f"{before.total:.2f}"),
        (
            message("ita_plan.page_then", low=f"{after.low:.2f}", high=f"{after.high:.2f}"),
            f"{after.total:.2f}",
        ),
        (
            message(
                "ita_plan.page_chance",
                target=plan.target,
                before=said_chance(before.chance),
            ),
            said_chance(after.chance),
        ),
    ]


def decisions(plan: Plan) -> list[Message]:
    """Return what the executive should know before deciding."""
    found = [
        message(
            "ita_plan.page_cost",
            hours=f"{plan.hours:,.0f}",
            baht=f"{sum(one.measure.baht for one in plan.steps):,.0f}",
        )
    ]
    found += [
        message("ita_plan.if_refused", item=item, chance=said_chance(chance))
        for item, chance in sorted(plan.refused.items(), key=lambda one: one[1])[:_REFUSED]
    ]
    others = [leaf for leaf in plan.start.missing if leaf.code not in plan.refused]
    if others:
        found.append(
            message(
                "ita_plan.page_others",
                items=", ".join(f"{leaf.code} ({float(leaf.worth):.2f})" for leaf in others[:8]),
            )
        )
    found.append(message("ita_plan.page_rule"))
    return found


def executive_page(
    plan: Plan, *, by: date | None = None, lang: str = "th", picture: Picture | None = None
) -> str:
    """Return the page as one HTML document that needs no network and prints on one A4.

    Parameters
    ----------
    plan : Plan
        From :func:`cheapest`.
    by : date, optional
        Day on which the check begins; the year's timetable when not given, else blank.
    lang : {"th", "en"}
        Language of the page.
    picture : Picture, optional
        The waterfall, where it is drawn already.
    """
    title = say("ita_plan.page_title", lang, unit=plan.start.unit)
    heads = ("item", "what", "gain", "owner", "due")
    lines = "".join(
        f"<tr><td>{escape(row.item)}</td><td>{escape(row.what)}</td>"
        f'<td class="n">{row.gain}</td><td>{escape(row.owner)}</td><td>{escape(row.due)}</td></tr>'
        for row in rows_of(plan, by, lang)
    )
    table = (
        "<table><tr>"
        + "".join(f"<th>{escape(say(f'ita_plan.page_{name}', lang))}</th>" for name in heads)
        + f"</tr>{lines}</table>"
        if lines
        else ""
    )
    warning = (
        f'<p class="warn">{escape(say("ita_plan.synthetic", lang))}</p>'
        if plan.start.synthetic
        else ""
    )
    big = "".join(
        f"<div>{escape(_said(name, lang))}<b>{escape(_said(value, lang))}</b></div>"
        for name, value in figures(plan)
    )
    points = "".join(f"<li>{escape(one.in_language(lang))}</li>" for one in decisions(plan))
    notes = " ".join(one.in_language(lang) for one in plan.start.notes)
    assumed = say("ita_plan.assumed", lang, ids=in_runs(plan.assumptions))
    source = say("ita_plan.page_source", lang, year=plan.start.how.fiscal_year)
    drawn = (picture or Picture.of(plan, lang)).html()
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{charts.font_css()}{_CSS}</style></head><body>"
        f"<h1>{escape(title)}</h1>{warning}"
        f'<p class="verdict">{escape(plan.verdict.in_language(lang))}</p>'
        f'<div class="big">{big}</div>'
        f"<h2>{escape(say('ita_plan.page_do', lang))}</h2>{table}{drawn}"
        f"<h2>{escape(say('ita_plan.page_know', lang))}</h2><ul>{points}</ul>"
        f'<p class="small">{escape(notes)} {escape(assumed)} {escape(source)}</p>'
        "</body></html>\n"
    )


def _said(words: Message | str, lang: str) -> str:
    return words if isinstance(words, str) else words.in_language(lang)
