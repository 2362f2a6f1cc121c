"""The verbs that reproduce: every published figure, and one notebook as an archive."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from govlab.cli._context import COMMON, Context
from govlab.errors import CHECK_FAILED
from govlab.thai import BANGKOK


def reproduce(
    context: typer.Context,
    vary: Annotated[
        list[str] | None,
        typer.Option(metavar="ID=VALUE", help="Another value of an assumption; may be repeated."),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for notebooks, charts and the table.")] = Path(
        "out/reproduce"
    ),
) -> None:
    """Recompute every published figure; exit 1 if one differs.

    Runs the research notebooks side by side. With --vary it also says which figures move,
    from what to what; the verdicts stay those of the assumptions as they are.
    """
    from govlab import jobs

    ctx: Context = context.obj
    with ctx.exported():
        found = jobs.reproduce(
            out, vary=tuple(vary or ()), lang=ctx.lang, place=ctx.home, tell=ctx.tell
        )
    ctx.give(found.document(), found.in_language(ctx.lang))
    if not found.holds:
        raise typer.Exit(CHECK_FAILED)


def compendium(
    context: typer.Context,
    notebook: Annotated[Path, typer.Argument(help="Notebook with a cell tagged `parameters`.")],
    given: Annotated[
        list[str] | None,
        typer.Option("-p", "--parameter", metavar="NAME=VALUE", help="Set one parameter."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Archive; out/NAME.zip when not given.")] = None,
    day: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], help="Day of publication; today if not."),
    ] = None,
) -> None:
    """Archive a notebook with its run, parameters, data, lock, licences and citation.

    The archive is described as an RO-Crate and reruns from its own data.
    """
    from govlab import jobs, run
    from govlab.cli._app import _pairs

    ctx: Context = context.obj
    parameters = _pairs(given or ())
    if any(one.name == "lang" for one in run.describe(notebook)):
        parameters.setdefault("lang", ctx.lang)
    published: date = (day or datetime.now(BANGKOK)).date()
    with ctx.exported():
        done = jobs.compendium(
            notebook,
            out or Path("out") / f"{notebook.stem}.zip",
            parameters,
            day=published,
            place=ctx.home,
            tell=ctx.tell,
        )
    ctx.give(done.as_dict(), done.in_language(ctx.lang))


def add_to(app: typer.Typer) -> None:
    """Add the verbs to ``govlab``."""
    app.command("reproduce", epilog=COMMON)(reproduce)
    app.command("compendium", epilog=COMMON)(compendium)
