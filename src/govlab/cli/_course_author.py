"""The verbs of ``govlab course`` for authors: new, upgrade."""

from typing import Annotated

import typer

from govlab.cli._context import COMMON, Context
from govlab.errors import CHECK_FAILED
from govlab.text import say


def course_new(
    context: typer.Context,
    module: Annotated[
        str, typer.Argument(metavar="CURRICULUM/MODULE", help="Such as governance/procurement.")
    ],
    title: Annotated[str | None, typer.Option(help="Title in Thai.")] = None,
    title_en: Annotated[str | None, typer.Option(help="Title in English.")] = None,
) -> None:
    """Make a module with an example of every type of question, ready to edit."""
    from govlab import course
    from govlab.course._new import new_module

    ctx: Context = context.obj
    words = None
    if title is not None or title_en is not None:
        words = course.Text(title or "", title_en or "")
    folder = new_module(module, ctx.home, title=words)
    named = module.partition("/")[0]
    ctx.give({"folder": str(folder)}, say("author.made", ctx.lang, path=folder, curriculum=named))


def course_upgrade(
    context: typer.Context,
    curriculum: Annotated[
        str | None, typer.Argument(help="Id such as governance; all curricula when not given.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if a file needs it.")
    ] = False,
) -> None:
    """Raise the files of curricula to the schema of this govlab; comments stay."""
    from govlab import course
    from govlab.course._new import own_course
    from govlab.course._upgrade import upgrade

    ctx: Context = context.obj
    if not check:
        own_course(ctx.home)
    names = course.curricula(ctx.home) if curriculum is None else [curriculum]
    # All of them are read before the first is written: one that is too new stops them all.
    found = [one for name in names for one in upgrade(name, ctx.home, write=False)]
    if not check:
        for name in names:
            upgrade(name, ctx.home)
    changed = [one for one in found if one.changed]
    fields = [{"path": str(one.path), "before": one.before, "after": one.after} for one in changed]
    lines = "".join(say("author.upgrade_line", ctx.lang, **one) for one in fields)
    numbers = {"changed": len(changed), "count": len(found)}
    words = (
        say("author.to_upgrade", ctx.lang, **numbers, lines=lines)
        if check
        else say("author.upgraded", ctx.lang, **numbers, lines=lines)
    )
    ctx.give({**numbers, "files": fields, "written": not check}, words)
    if check and changed:
        raise typer.Exit(CHECK_FAILED)


def add_to(course_app: typer.Typer) -> None:
    """Give `course_app` the verbs of authors."""
    course_app.command("new", epilog=COMMON)(course_new)
    course_app.command("upgrade", epilog=COMMON)(course_upgrade)
