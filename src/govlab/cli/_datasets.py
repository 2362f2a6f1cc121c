"""The verbs of ``govlab datasets``: list, show, describe, verify, audit, coverage, seal."""

from typing import Annotated, Any

import typer

from govlab.cli._context import COMMON, Context
from govlab.errors import CHECK_FAILED
from govlab.text import say

datasets_app = typer.Typer(
    help="The documented data: list, show, describe, verify, audit, coverage, seal.",
    epilog=COMMON,
)


@datasets_app.command("list", epilog=COMMON)
def datasets_list(context: typer.Context) -> None:
    """List every dataset with its rows, source, licence, kind and digest."""
    from govlab import datasets

    ctx: Context = context.obj
    rows = [datasets.summary(name, ctx.home) for name in datasets.names(ctx.home)]
    width = max(len(row["name"]) for row in rows)
    lines = [
        f"{row['name']:<{width}}  {'–' if row['rows'] is None else row['rows']:>4}  "
        f"{row['licence']}  {row['title'][ctx.lang]}"
        for row in rows
    ]
    ctx.give(rows, "\n".join(lines))


@datasets_app.command("show", epilog=COMMON)
def datasets_show(
    context: typer.Context, name: Annotated[str, typer.Argument(help="Name of the dataset.")]
) -> None:
    """Show one dataset: its provenance card and its rows."""
    from govlab import datasets

    ctx: Context = context.obj
    row = datasets.summary(name, ctx.home)
    content, words = datasets.shown(name, ctx.lang, ctx.home)
    ctx.give(row | {"content": content}, words)


@datasets_app.command("verify", epilog=COMMON)
def datasets_verify(context: typer.Context) -> None:
    """Check every dataset against its seal and its schema; exit 1 if one differs."""
    from govlab import datasets

    ctx: Context = context.obj
    findings = datasets.verify(ctx.home)
    rows: list[dict[str, Any]] = [
        {"name": name, "holds": not any(one.name == name for one in findings)}
        for name in datasets.names(ctx.home)
    ]
    document = {"datasets": rows, "findings": [one.as_dict(ctx.lang) for one in findings]}
    words = "\n".join(one.words.in_language(ctx.lang) for one in findings)
    ctx.give(document, words or say("cli.datasets_hold", ctx.lang, count=len(rows)))
    if findings:
        raise typer.Exit(CHECK_FAILED)


@datasets_app.command("seal", epilog=COMMON)
def datasets_seal(context: typer.Context) -> None:
    """Record the digests of changed files in datapackage.json, after an intended change."""
    from govlab import datasets

    ctx: Context = context.obj
    changed = datasets.seal(ctx.home)
    names = ", ".join(changed) or "–"
    words = say("cli.datasets_sealed", ctx.lang, count=len(changed), names=names)
    ctx.give({"changed": changed}, words)


@datasets_app.command("describe", epilog=COMMON)
def datasets_describe(
    context: typer.Context, name: Annotated[str, typer.Argument(help="Name of the dataset.")]
) -> None:
    """Describe one dataset: columns, types, units, rows, and the ids it rests on."""
    from govlab import datasets

    ctx: Context = context.obj
    found = datasets.describe(name, ctx.lang, ctx.home)
    ctx.give(found.as_dict(), str(found))


@datasets_app.command("audit", epilog=COMMON)
def datasets_audit(context: typer.Context) -> None:
    """Hold every figure against the words of its source; exit 1 if one differs."""
    from govlab import datasets

    ctx: Context = context.obj
    findings = datasets.audit(ctx.home)
    count = len(datasets.names(ctx.home))
    words = "\n".join(one.words.in_language(ctx.lang) for one in findings)
    document = {"datasets": count, "findings": [one.as_dict(ctx.lang) for one in findings]}
    ctx.give(document, words or say("datasets.audit_clean", ctx.lang, count=count))
    if findings:
        raise typer.Exit(CHECK_FAILED)


@datasets_app.command("coverage", epilog=COMMON)
def datasets_coverage(context: typer.Context) -> None:
    """Say where each fact of the sources stands; exit 1 if one stands nowhere."""
    from govlab import datasets

    ctx: Context = context.obj
    found = datasets.coverage(ctx.home)
    ctx.give(found.as_dict(), found.in_language(ctx.lang))
    if not found.holds:
        raise typer.Exit(CHECK_FAILED)
