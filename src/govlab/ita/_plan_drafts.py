"""Drafts of the two documents worth five points each, and the executive's page, for Word.

The measures to promote integrity (O42) follow the document of the Moral Center: where the
score stands, which points to improve, what the board resolved, and a table of measures,
steps and who is responsible. The report on them (O43) follows the same measures. Nothing
is invented: what the agency alone knows is a marked blank.
"""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from govlab.ita._improve_measure import Measure
from govlab.ita._improve_plan import Plan, in_runs
from govlab.ita._improve_start import Start
from govlab.ita._method_parts import Method
from govlab.ita._plan_chart import Picture
from govlab.ita._plan_dates import check_day, due, said_day
from govlab.ita._plan_page import decisions, figures, rows_of
from govlab.ita._plan_word import Paper
from govlab.text import say

_WEAKEST = 10
_TOP = 100.0
_PAGE_BODY = 14
# The two documents themselves: neither is a measure of its own.
_DRAFTS = ("O42", "O43")
_CHART = 15.0  # cm


def indicator_scores(start: Start) -> dict[str, float | None]:
    """Return the score of each indicator; None where only its instrument is known."""
    found: dict[str, float | None] = {}
    for one in start.how.indicators:
        below = {one.code}
        waiting = [one.code]
        while waiting:
            inside = start.how.children.get(waiting.pop(), ())
            below |= set(inside)
            waiting += inside
        leaves = [leaf for leaf in start.leaves if leaf.code.split("?")[0].split("+")[0] in below]
        known = start.depths[one.of] != "instrument" and leaves
        worth = sum(leaf.worth for leaf in leaves)
        found[one.code] = (
            sum(float(leaf.worth / worth) * leaf.value for leaf in leaves) if known else None
        )
    return found


def weak_points(start: Start, lang: str, most: int = _WEAKEST) -> list[str]:
    """Return missing documents, then the items or indicators with the lowest scores."""
    topics = {one.code: one.topic[lang] for one in start.how.items}
    points = [
        say(
            "ita_plan.weak_document",
            lang,
            code=leaf.code,
            topic=topics.get(leaf.code, ""),
            worth=f"{float(leaf.worth):.2f}",
        )
        for leaf in start.missing
    ]
    asked = [leaf for leaf in start.leaves if not leaf.document and leaf.known]
    asked = [leaf for leaf in asked if leaf.value < _TOP and leaf.code in topics]
    if asked:
        points += [
            say(
                "ita_plan.weak_item",
                lang,
                code=leaf.code,
                topic=topics[leaf.code],
                value=f"{leaf.value:.2f}",
            )
            for leaf in sorted(asked, key=lambda leaf: leaf.value)[:most]
        ]
        return points
    names = {one.code: one.name[lang] for one in start.how.indicators}
    scores = [(v, k) for k, v in indicator_scores(start).items() if v is not None and v < _TOP]
    points += [
        say("ita_plan.weak_indicator", lang, code=code, topic=names[code], value=f"{value:.2f}")
        for value, code in sorted(scores)[:most]
    ]
    return points or [say("ita_plan.weak_unknown", lang)]


def draft_measures(plan: Plan, *, by: date | None = None, lang: str = "th") -> Paper:
    """Return the draft of the measures to promote integrity (O42).

    Parameters
    ----------
    plan : Plan
        From :func:`cheapest`.
    by : date, optional
        Day on which the check begins.
    lang : {"th", "en"}
        Language of the draft; what is published must be in Thai.
    """
    start, year = plan.start, plan.start.how.fiscal_year
    paper = _draft(plan, say("ita_plan.o42_title", lang), lang)
    paper.line(say("ita_plan.o42_under", lang, unit=start.unit, next=year + 1), centred=True)
    paper.heading(say("ita_plan.o42_origin", lang))
    result = say(
        "ita_plan.o42_result",
        lang,
        unit=start.unit,
        year=year,
        total=f"{start.total:.2f}",
        grade=graded(start.how, start.scores, start.total),
    )
    paper.line(result)
    rows = [
        [f"{one.name[lang]} ({one.code})", say("ita_plan.blank", lang),
         f"{start.scores[one.code]:.2f}"]
        for one in start.how.instruments
    ]  # fmt: skip
    rows.append(
        [say("ita_plan.o42_total", lang), say("ita_plan.blank", lang), f"{start.total:.2f}"]
    )
    before = say("ita_plan.o42_before", lang, year=year - 1)
    now = say("ita_plan.o42_now", lang, year=year)
    paper.table([say("ita_plan.o42_instrument", lang), before, now], rows, (9.6, 3.4, 3.4))
    paper.heading(say("ita_plan.o42_indicators", lang))
    _indicators(paper, start, lang)
    paper.heading(say("ita_plan.o42_weak", lang))
    paper.points(weak_points(start, lang))
    paper.line(say("ita_plan.weak_note", lang))
    paper.line(say("ita_plan.o42_advice", lang))
    paper.heading(say("ita_plan.o42_board", lang))
    paper.line(say("ita_plan.o42_resolved", lang))
    paper.heading(say("ita_plan.o42_measures", lang, next=year + 1))
    paper.line(say("ita_plan.o42_risk", lang, unit=start.unit))
    day = by or check_day(start.how)
    chosen = {one.measure.code for one in plan.steps}
    lines = [
        [
            say("ita_plan.o42_number", lang, number=number, title=one.title[lang])
            + (f"\n{say('ita_plan.o42_chosen', lang)}" if one.code in chosen else ""),
            _steps_of(one, start, lang),
            _owner_of(one, lang),
            said_day(due(one, day), lang),
        ]
        for number, one in enumerate(_measures(plan), start=1)
    ]
    names = ("o42_measure", "o42_steps", "o42_owner", "o42_due")
    heads_ = [say(f"ita_plan.{name}", lang) for name in names]
    paper.table(heads_, lines, (3.9, 7.1, 3.2, 2.4))
    paper.heading(say("ita_plan.o42_follow", lang))
    paper.points([say(f"ita_plan.o42_follow_{n}", lang) for n in ("1", "2", "3", "4")])
    paper.line(say("ita_plan.sign", lang))
    _close(paper, plan, lang)
    return paper


def draft_report(plan: Plan, *, lang: str = "th") -> Paper:
    """Return the draft of the report on the measures (O43)."""
    start, year = plan.start, plan.start.how.fiscal_year
    paper = _draft(plan, say("ita_plan.o43_title", lang), lang)
    paper.line(say("ita_plan.o42_under", lang, unit=start.unit, next=year + 1), centred=True)
    paper.heading(say("ita_plan.o43_origin", lang))
    paper.line(say("ita_plan.o43_refers", lang, unit=start.unit, next=year + 1))
    paper.heading(say("ita_plan.o43_done", lang))
    blank = say("ita_plan.blank", lang)
    state = say("ita_plan.o43_states", lang)
    lines = [
        [
            say("ita_plan.o42_number", lang, number=number, title=one.title[lang]),
            blank,
            say("ita_plan.blank_evidence", lang),
            state,
            blank,
        ]
        for number, one in enumerate(_measures(plan), start=1)
    ]
    names = ("o42_measure", "o43_result", "o43_evidence", "o43_state", "o43_trouble")
    heads = [say(f"ita_plan.{name}", lang) for name in names]
    paper.table(heads, lines, (4.2, 4.0, 3.2, 2.6, 2.6))
    paper.heading(say("ita_plan.o43_figures", lang))
    _indicators(paper, start, lang, after=True)
    for name in ("o43_lessons", "o43_next"):
        paper.heading(say(f"ita_plan.{name}", lang))
        paper.line(blank)
    paper.line(say("ita_plan.sign", lang))
    _close(paper, plan, lang)
    return paper


def executive_paper(
    plan: Plan, *, by: date | None = None, lang: str = "th", picture: Picture | None = None
) -> Paper:
    """Return the executive's page as a Word document."""
    running = say("ita_plan.synthetic", lang) if plan.start.synthetic else ""
    title = say("ita_plan.page_title", lang, unit=plan.start.unit)
    paper = Paper(title, running, body=_PAGE_BODY)
    paper.line(plan.verdict.in_language(lang), bold=True)
    for name, value in figures(plan):
        words = value if isinstance(value, str) else value.in_language(lang)
        paper.line(f"{name.in_language(lang)}: {words}")
    rows = [[row.item, row.what, row.gain, row.owner, row.due] for row in rows_of(plan, by, lang)]
    if rows:
        heads = [say(f"ita_plan.page_{n}", lang) for n in ("item", "what", "gain", "owner", "due")]
        paper.table(heads, rows, (1.5, 6.6, 1.7, 4.2, 2.6))
    paper.picture((picture or Picture.of(plan, lang)).png, _CHART)
    paper.points([one.in_language(lang) for one in decisions(plan)])
    _close(paper, plan, lang)
    return paper


def _draft(plan: Plan, title: str, lang: str) -> Paper:
    running = say("ita_plan.draft", lang)
    if plan.start.synthetic:
        running += " · " + say("ita_plan.synthetic", lang)
    return Paper(title, running)


def _measures(plan: Plan) -> list[Measure]:
    """Return every practice measure, whether chosen or not, and the chosen documents after."""
    chosen = [one.measure for one in plan.steps]
    practices = [one for one in (*chosen, *plan.left) if one.kind == "practice"]
    documents = [one for one in chosen if one.kind == "document" and one.code not in _DRAFTS]
    return [*sorted(practices, key=lambda one: one.code), *documents]


def _steps_of(one: Measure, start: Start, lang: str) -> str:
    if one.kind == "document":
        return say("ita_plan.o42_publish", lang, code=one.code)
    values = {leaf.code: leaf.value for leaf in start.leaves if leaf.known}
    topics = {item.code: item.topic[lang] for item in start.how.items}
    aims = [
        say("ita_plan.o42_aim", lang, code=effect.code, topic=topics[effect.code],
            value=f"{values[effect.code]:.2f}")
        for effect in one.effects
        if effect.code in values and effect.code in topics
    ]  # fmt: skip
    examples = [say("ita_plan.o42_example", lang, step=step[lang]) for step in one.steps]
    return "\n".join([*aims, say("ita_plan.blank_steps", lang), *examples])


def _owner_of(one: Measure, lang: str) -> str:
    blank = say("ita_plan.blank_owner", lang)
    hint = one.there.get(lang) or (
        say("ita_plan.owner_proposed", lang, owner=one.owner[lang])
        if one.kind == "document"
        else ""
    )
    return f"{blank}\n{hint}" if hint else blank


def _indicators(paper: Paper, start: Start, lang: str, *, after: bool = False) -> None:
    scores = indicator_scores(start)
    known = [value for value in scores.values() if value is not None]
    lowest = min(known) if known else None
    rows = []
    for one in start.how.indicators:
        value = scores[one.code]
        shown = say("ita_plan.indicator_unknown", lang) if value is None else f"{value:.2f}"
        row = [f"{one.code}. {one.name[lang]} ({one.of})", shown]
        if after:
            row.append(say("ita_plan.blank", lang))
        else:
            low = value is not None and value == lowest
            row.append(say("ita_plan.indicator_lowest", lang) if low else "")
        rows.append(row)
    names = ["o42_indicator", "o42_score", "o43_after" if after else "o42_note"]
    paper.table([say(f"ita_plan.{name}", lang) for name in names], rows, (9.6, 3.4, 3.4))


def graded(how: Method, scores: Mapping[str, float], total: float) -> str:
    """Return the grade of unrounded scores, as published."""

    def rounded(value: float) -> Decimal:
        # A hair up: what is half a hundredth but for a binary digit is rounded up.
        exact = Decimal(str(round(value, 9)))
        return exact.quantize(Decimal(1).scaleb(-how.places), rounding=ROUND_HALF_UP)

    return how.grade(rounded(total), {code: rounded(value) for code, value in scores.items()})


def _close(paper: Paper, plan: Plan, lang: str) -> None:
    notes = [one.in_language(lang) for one in plan.start.notes]
    notes.append(say("ita_plan.assumed", lang, ids=in_runs(plan.assumptions)))
    notes.append(say("ita_plan.page_source", lang, year=plan.start.how.fiscal_year))
    paper.line(" ".join(notes), size=11)
