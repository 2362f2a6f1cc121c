"""The verbs."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from govlab import __version__
from govlab.cli import _ita, _reproduce
from govlab.cli._certificates import certificates_app
from govlab.cli._complaints import complaints_app
from govlab.cli._context import COMMON, Context
from govlab.cli._course import course_app
from govlab.cli._datasets import datasets_app
from govlab.errors import InputError
from govlab.text import message, say

app = typer.Typer(
    help="Thai good governance and anti-corruption: courses, assessment, simulation.",
    epilog=COMMON,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(datasets_app, name="datasets")
app.add_typer(course_app, name="course")
app.add_typer(certificates_app, name="certificates")
app.add_typer(complaints_app, name="complaints")
_ita.add_to(app)
_reproduce.add_to(app)


def _show_version(value: bool) -> None:
    if value:
        print(f"govlab {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show it.")
    ] = False,
) -> None:
    pass


@app.command("workshop", epilog=COMMON)
def workshop(
    context: typer.Context,
    *,
    roster: Annotated[Path | None, typer.Option(help="Who enrolled: .xlsx or CSV.")] = None,
    answers: Annotated[
        Path | None,
        typer.Option(help="Export of Google or Microsoft Forms, or the long table `responses`."),
    ] = None,
    curriculum: Annotated[str, typer.Option(help="What was taught.")] = "governance",
    cohort: Annotated[
        str | None, typer.Option(help="Id of the cohort; the roster's own when it names one.")
    ] = None,
    form: Annotated[
        str, typer.Option(help="Blueprint of the exam; --seed says which form of it.")
    ] = "demo",
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("out/workshop"),
    report: Annotated[
        bool,
        typer.Option(help="Run the report notebook; without it, workbook and certificates only."),
    ] = True,
) -> None:
    """Run a workshop end to end: score, judge, certify, report.

    Without files: the synthetic example cohort and two scenario notebooks.

    Running it again issues no second certificate; a late arrival adds one.
    """
    from govlab import jobs

    ctx: Context = context.obj
    request = jobs.Request(roster, answers, curriculum, cohort, form, ctx.seed)
    with ctx.exported():
        done = jobs.run_workshop(
            out, request, place=ctx.home, lang=ctx.lang, report=report, tell=ctx.tell
        )
    ctx.give(done.as_dict(), done.in_language(ctx.lang))


@app.command("run", epilog=COMMON)
def run(
    context: typer.Context,
    notebook: Annotated[Path, typer.Argument(help="Notebook with a cell tagged `parameters`.")],
    given: Annotated[
        list[str] | None,
        typer.Option("-p", "--parameter", metavar="NAME=VALUE", help="Set one parameter."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Executed notebook; out/NAME.ipynb when not given.")
    ] = None,
    page: Annotated[
        bool, typer.Option("--html", help="Also write the results as a page, without code.")
    ] = False,
    describe: Annotated[
        bool, typer.Option("--describe", help="List the parameters instead of running.")
    ] = False,
) -> None:
    """Run a notebook strictly: typed parameters, no skipped cell, no hidden error."""
    from govlab import run as runner

    ctx: Context = context.obj
    if describe:
        every = runner.describe(notebook)
        ctx.give([one.as_dict() for one in every], "\n".join(str(one) for one in every))
        return
    parameters = _pairs(given or ())
    if any(one.name == "lang" for one in runner.describe(notebook)):
        parameters.setdefault("lang", ctx.lang)
    with ctx.exported():
        done = runner.run_notebook(notebook, out or Path("out") / notebook.name, parameters)
    if page:
        runner.to_html(done.output, done.output.with_suffix(".html"), lang=ctx.lang)
    words = say(
        "cli.notebook_done",
        ctx.lang,
        output=str(done.output),
        cells=done.cells,
        seconds=f"{done.seconds:.1f}",
    )
    ctx.give(done.as_dict(), words)


def _pairs(given: Sequence[str]) -> dict[str, str]:
    parameters: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not (equals and name.isidentifier()):
            raise InputError(message("cli.parameter_shape", text=text))
        if name in parameters:
            raise InputError(message("cli.parameter_twice", name=name))
        parameters[name] = value
    return parameters
