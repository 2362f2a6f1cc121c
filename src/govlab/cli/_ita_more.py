"""The verbs ``govlab ita simulate`` and ``govlab ita portfolio``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from govlab.cli import _ita_plan
from govlab.cli._context import COMMON, Context
from govlab.cli._tables import write_tables
from govlab.errors import InputError
from govlab.text import message, say

if TYPE_CHECKING:
    import pandas as pd

_Year = Annotated[int, typer.Option("--fiscal-year", help="Buddhist-era fiscal year.")]


def ita_simulate(
    context: typer.Context,
    *,
    fiscal_year: _Year = 2564,
    agencies: Annotated[int, typer.Option(help="How many made-up agencies.")] = 1,
    staff: Annotated[int, typer.Option(help="Staff who could be asked, each agency.")] = 120,
    clients: Annotated[int, typer.Option(help="Clients who could be asked, each agency.")] = 800,
    iit: Annotated[float, typer.Option(help="Score that all staff are expected to give.")] = 85.0,
    eit: Annotated[float, typer.Option(help="Score that all clients are expected to give.")] = 85.0,
    oit: Annotated[
        float | None, typer.Option(help="Score of the documents; drawn when not given.")
    ] = None,
    obedient: Annotated[
        int | None, typer.Option(help="So many respondents of each answer the best on order.")
    ] = None,
    link: Annotated[
        bool, typer.Option("--link", help="Clients choose themselves to answer, not drawn.")
    ] = False,
    census: Annotated[
        bool, typer.Option("--census", help="Make everybody, so that the truth is known.")
    ] = False,
    vary: Annotated[
        list[str] | None, typer.Option("--set", help="An assumption, such as A-036=0.2.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write the table of agencies: .xlsx or .csv.")
    ] = None,
    answers: Annotated[
        Path | None, typer.Option(help="Write the persons' answers: .xlsx, a sheet each.")
    ] = None,
) -> None:
    """Simulate respondents of agencies that do not exist, with their scores and errors."""
    from govlab import ita
    from govlab.ita import respondents

    ctx: Context = context.obj
    if ctx.seed is None:
        raise InputError(message("ita_error.no_seed"))
    made = respondents.simulate(
        ita.method(fiscal_year, ctx.home, accept_uncertain=True),
        agencies,
        seed=ctx.seed,
        staff=staff,
        clients=clients,
        behaviour=respondents.Behaviour.read(vary or [], ctx.home),
        target={"IIT": iit, "EIT": eit},
        oit=oit,
        obedient=obedient,
        clients_by="link" if link else "draw",
        census=census or link,
    )
    table = made.table()
    if out is not None:
        write_tables(out, {"ITA": table})
    if answers is not None:
        if answers.suffix.lower() != ".xlsx":
            raise InputError(message("ita_error.answers_file", path=str(answers)))
        write_tables(answers, made.answers)
    rows = [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]
    document = {
        "synthetic": True,
        "seed": ctx.seed,
        "fiscal_year": fiscal_year,
        "assumptions": made.behaviour.as_dict(),
        "respondents": {code: int(one.sum()) for code, one in made.n.items()},
        "units": rows,
    }
    ctx.give(document, "\n".join([made.in_language(ctx.lang), *_lines(table, ctx.lang)]))


def _lines(table: "pd.DataFrame", lang: str, most: int = 20) -> list[str]:
    lines = [
        say(
            "ita_error.simulated_unit",
            lang,
            unit=row["unit"],
            total=f"{row['total']:.2f}",
            error=f"{row['error']:.2f}",
            parts=", ".join(f"{code} {row[code]:.2f}" for code in ("IIT", "EIT", "OIT")),
        )
        for row in table.head(most).to_dict("records")
    ]
    if len(table) > most:
        lines.append(say("ita_error.and_more", lang, count=f"{len(table) - most:,}"))
    return lines


def ita_portfolio(
    context: typer.Context,
    *,
    file: Annotated[Path, typer.Argument(help=".xlsx or CSV, one row an agency.")],
    fiscal_year: _Year,
    agencies: Annotated[
        int | None, typer.Option(help="How many there should be, such as 159.")
    ] = None,
    assume_spread: Annotated[
        bool,
        typer.Option("--assume-spread", help="Take A-045 where counts but no errors are given."),
    ] = False,
    vary: Annotated[
        list[str] | None, typer.Option("--set", help="An assumption, such as A-045=25.")
    ] = None,
    accept_uncertain: Annotated[
        bool,
        typer.Option("--accept-uncertain", help="Take parts that no source settles as they stand."),
    ] = False,
    charts: Annotated[Path | None, typer.Option(help="Folder for funnel.png and near.png.")] = None,
) -> None:
    """Hold many agencies against the line: exact counts, noise, funnel instead of a league."""
    from govlab import datasets, ita
    from govlab.files import make_folder
    from govlab.ita import portfolios

    ctx: Context = context.obj
    how = ita.method(fiscal_year, ctx.home, accept_uncertain=accept_uncertain)
    table = portfolios.read_portfolio(file)
    every = datasets.Assumptions(vary or [], ctx.home)
    spread = float(every.number("A-045")) if assume_spread else None
    found = portfolios.portfolio(table, how, agencies=agencies, spread=spread)
    drawn = []
    if charts is not None:
        make_folder(charts)
        # Without any error there is no funnel to draw; the counts stand all the same.
        if found.frame["error"].notna().any():
            funnel = portfolios.funnel(found, file.name, lang=ctx.lang)
            drawn.append(str(funnel.save(charts / "funnel.png")))
        if len(found.near):
            near = portfolios.near_chart(found, file.name, lang=ctx.lang)
            drawn.append(str(near.save(charts / "near.png")))
    ctx.give(found.as_dict() | {"charts": drawn}, found.in_language(ctx.lang))


def add_to(ita_app: typer.Typer) -> None:
    """Add the verbs to ``govlab ita``."""
    ita_app.command("simulate", epilog=COMMON)(ita_simulate)
    ita_app.command("portfolio", epilog=COMMON)(ita_portfolio)
    _ita_plan.add_to(ita_app)
