"""The verbs of ``govlab course``: check, draw a form, lock versions."""

from typing import Annotated

import typer

from govlab.cli import _course_author, _course_bank, _course_exchange, _course_preview
from govlab.cli._context import COMMON, Context
from govlab.errors import CHECK_FAILED, InputError
from govlab.text import message, say

course_app = typer.Typer(
    help="What is taught: check, draw forms, write, preview, exchange.", epilog=COMMON
)

_Curriculum = Annotated[
    str | None, typer.Argument(help="Id such as governance; all curricula when not given.")
]


@course_app.command("check", epilog=COMMON)
def course_check(context: typer.Context, curriculum: _Curriculum = None) -> None:
    """Check curricula against the rules of content; exit 1 if one is broken."""
    from govlab import jobs

    ctx: Context = context.obj
    report = jobs.check_content(curriculum, ctx.home)
    ctx.give(report.as_dict(ctx.lang), report.in_language(ctx.lang))
    if not report.holds:
        raise typer.Exit(CHECK_FAILED)


@course_app.command("form", epilog=COMMON)
def course_form(
    context: typer.Context,
    *,
    curriculum: Annotated[str, typer.Argument(help="Id such as governance.")],
    blueprint: Annotated[str, typer.Option(help="Name in blueprints.yaml, such as pre or post.")],
    key: Annotated[bool, typer.Option("--key", help="Show the right answers too.")] = False,
    cohort: Annotated[
        str | None,
        typer.Option(help="Draw from this cohort's secret, and keep the form for its workshop."),
    ] = None,
    taught: Annotated[
        list[str] | None, typer.Option(help="A module that was taught; all without it.")
    ] = None,
    missed: Annotated[
        list[str] | None, typer.Option(help="For a re-sit: an objective to ask of.")
    ] = None,
) -> None:
    """Draw a form: from --seed, or for a --cohort from its secret; no key unless asked for."""
    from govlab import course, jobs

    ctx: Context = context.obj
    if cohort is not None:
        own = course.load_bank(curriculum, ctx.home)
        opening = jobs.Opening(curriculum, cohort, blueprint, ctx.seed, taught, missed, own)
        before = blueprint in jobs.opened_forms(opening, ctx.home.state)
        kept = jobs.open_sitting(opening, ctx.home.state, ctx.home)
        named = {
            "cohort": opening.cohort,
            "forms": ", ".join(jobs.opened_forms(opening, ctx.home.state)),
        }
        ctx.tell(say("course.drawn_before" if before else "course.drawn_new", ctx.lang, **named))
        form, right = kept.form, course.Key(kept.form.id, kept.items)
    elif ctx.seed is None:
        raise InputError(message("course.no_seed"))
    else:
        whole = course.load(curriculum, ctx.home)
        form, right = course.draw_form(whole, blueprint, ctx.seed, taught=taught, missed=missed)
    answers = right.as_dict()["answers"]
    shown = {"form": form.as_dict(ctx.lang)} | ({"key": answers} if key else {})
    words = [form.in_language(ctx.lang)]
    if key:
        words += ["", say("course.key_heading", ctx.lang), *right.lines(form, ctx.lang)]
    ctx.give(shown, "\n".join(words))


@course_app.command("lock", epilog=COMMON)
def course_lock(
    context: typer.Context,
    curriculum: _Curriculum = None,
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Also items changed under their version, not used yet."),
    ] = False,
) -> None:
    """Record every item's version and digest in versions.json, after an intended change."""
    from govlab import course
    from govlab.course._new import own_course

    ctx: Context = context.obj
    place = own_course(ctx.home)
    names = course.curricula(place) if curriculum is None else [curriculum]
    recorded = {name: course.lock(name, place, replace=replace) for name in names}
    count = sum(map(len, recorded.values()))
    ctx.give({"recorded": recorded}, say("course.locked", ctx.lang, count=count))


_course_author.add_to(course_app)
_course_bank.add_to(course_app)
_course_exchange.add_to(course_app)
_course_preview.add_to(course_app)
