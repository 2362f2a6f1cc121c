"""The verb ``govlab ita plan``: the cheapest way to a target, and the papers for it."""

from datetime import date
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from govlab.cli._context import COMMON, Context
from govlab.errors import InputError
from govlab.text import message, say

if TYPE_CHECKING:
    from govlab.ita import Method, Scores, improvement

_Year = Annotated[int, typer.Option("--fiscal-year", help="Buddhist-era fiscal year.")]


def ita_plan(
    context: typer.Context,
    *,
    file: Annotated[
        Path | None,
        typer.Argument(
            help=".xlsx or CSV at any depth; without it, the made-up agency at 84.2 of the course."
        ),
    ] = None,
    fiscal_year: _Year = 2564,
    target: Annotated[str, typer.Option(help="A total such as 85 or 95, or a grade.")] = "85",
    probability: Annotated[float, typer.Option(help="Chance wanted, 0 to 1.")] = 0.9,
    budget: Annotated[
        float | None, typer.Option(help="Most that may be spent, in baht, hours of staff included.")
    ] = None,
    respondents: Annotated[
        list[str] | None,
        typer.Option(help="Respondents where FILE has no answers, such as IIT=40/150."),
    ] = None,
    population: Annotated[
        Path | None, typer.Option(help="Agency, IIT, EIT: persons who could have been asked.")
    ] = None,
    measures: Annotated[
        Path | None, typer.Option(help="Measures of your own: .xlsx or CSV, one row an effect.")
    ] = None,
    by: Annotated[str | None, typer.Option(help="Day on which documents are checked.")] = None,
    vary: Annotated[
        list[str] | None, typer.Option("--set", help="An assumption, such as A-066=300.")
    ] = None,
    accept_uncertain: Annotated[
        bool,
        typer.Option("--accept-uncertain", help="Take parts that no source settles as they stand."),
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the sheet, the page, the drafts and the chart.")
    ] = None,
) -> None:
    """Plan the cheapest measures that reach a target with the chance wanted."""
    from govlab import ita, thai
    from govlab.ita import improvement

    ctx: Context = context.obj
    premises = improvement.Premises.read(vary or [], ctx.home)
    seed = fiscal_year if ctx.seed is None else ctx.seed
    check = None if by is None else thai.parse_date(by)
    told = _told(respondents or [])
    if file is None:
        starts = [improvement.example(fiscal_year=fiscal_year)]
    else:
        how = ita.method(fiscal_year, ctx.home, accept_uncertain=accept_uncertain)
        scores = _scores(file, how, population)
        starts = [
            improvement.start_of(scores, unit, respondents=told, premises=premises)
            for unit in scores.frame["unit"]
        ]
    surveyed = {one.code for one in starts[0].how.instruments if one.sample}
    for code in sorted(set(told) - surveyed):
        raise InputError(message("ita_plan.respondents", text=f"{code}={told[code][0]}"))
    plans = []
    for start in starts:
        choice = list(improvement.library(start, premises, ctx.home))
        if measures is not None:
            own = improvement.read_measures(measures, start)
            codes = {one.code for one in own}
            choice = [one for one in choice if one.code not in codes] + list(own)
        plans.append(
            improvement.cheapest(
                start,
                choice,
                target=target,
                probability=probability,
                budget=budget,
                seed=seed,
                premises=premises,
            )
        )
    written = [] if out is None else _written(out, plans, check, ctx.lang)
    document = {
        "fiscal_year": fiscal_year,
        "target": plans[0].target.as_dict() | {"probability": probability},
        "seed": seed,
        "units": [one.as_dict() for one in plans],
        "files": written,
    }
    words = [one.in_language(ctx.lang) for one in plans]
    if written:
        words.append(say("ita_plan.written", ctx.lang, count=len(written), folder=str(out)))
        if by is None:
            words.append(_hint(starts[0].how, ctx.lang))
    ctx.give(document, "\n\n".join(words))


def _hint(how: "Method", lang: str) -> str:
    """Say which day the due days are counted from when none was given, and how to give one."""
    from govlab.ita._plan_dates import check_day, said_day

    day = check_day(how)
    if day is None:
        return say("ita_plan.no_day", lang)
    return say("ita_plan.calendar_day", lang, day=said_day(day, lang))


def _written(out: Path, plans: "list[improvement.Plan]", by: date | None, lang: str) -> list[str]:
    from govlab.ita import improvement

    return [str(out / name) for name in improvement.write_plans(out, plans, by=by, lang=lang)]


def _scores(file: Path, how: "Method", population: Path | None) -> "Scores":
    from govlab import ita
    from govlab.cli._ita import _persons

    persons = None if population is None else _persons(population)
    return ita.score_table(ita.read_ita(file, how), how, population=persons)


def _told(given: list[str]) -> dict[str, tuple[int, float]]:
    """Return respondents and population by instrument, from ``IIT=40/150``."""
    found: dict[str, tuple[int, float]] = {}
    for text in given:
        code, equals, counts = (part.strip() for part in text.partition("="))
        n, _, size = (part.strip() for part in counts.partition("/"))
        if not (equals and n.isdecimal() and (not size or size.isdecimal())):
            raise InputError(message("ita_plan.respondents", text=text))
        found[code.upper()] = (int(n), float(size) if size else inf)
    return found


def add_to(ita_app: typer.Typer) -> None:
    """Add the verb to ``govlab ita``."""
    ita_app.command("plan", epilog=COMMON)(ita_plan)
