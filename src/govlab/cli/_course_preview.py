"""The verbs of ``govlab course`` that show lessons: as pages, and open for trainees."""

from pathlib import Path
from typing import Annotated

import typer

from govlab.cli._context import COMMON, Context
from govlab.errors import InputError
from govlab.text import message, say

_Curriculum = Annotated[str, typer.Argument(help="Id such as governance.")]


def course_preview(
    context: typer.Context,
    curriculum: _Curriculum,
    module: Annotated[
        str | None, typer.Argument(help="Id such as interests; every module when not given.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for MODULE.html.")] = Path("out/preview"),
    with_key: Annotated[
        bool,
        typer.Option("--with-key", help="Append exam items and their keys; for authors alone."),
    ] = False,
) -> None:
    """Render modules to HTML pages that stand alone: lesson, figures, working practice."""
    from govlab import classroom, course
    from govlab.files import make_folder, write_atomic

    ctx: Context = context.obj
    found = course.load(curriculum, ctx.home)
    if not found.modules:
        raise InputError(message("author.no_lesson", curriculum=curriculum))
    names = list(found.modules) if module is None else [module]
    pages = {
        name: classroom.page(
            found, name, lang=ctx.lang, place=ctx.home, seed=ctx.seed or 0, with_key=with_key
        )
        for name in names
    }
    make_folder(out)
    # An author's file is known by its name: nobody sends it to a class by mistake.
    suffix = "-with-key.html" if with_key else ".html"
    written = [write_atomic(out / f"{name}{suffix}", text) for name, text in pages.items()]
    paths = [str(path) for path in written]
    words = say("classroom.previewed", ctx.lang, paths=", ".join(paths))
    ctx.give({"pages": paths, "with_key": with_key}, words)


def course_lesson(
    context: typer.Context,
    curriculum: _Curriculum = "governance",
    module: Annotated[str, typer.Argument(help="Id such as interests.")] = "interests",
    port: Annotated[int, typer.Option(help="Port on this machine.", min=1, max=65535)] = 8866,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the browser.")
    ] = True,
) -> None:
    """Open a lesson for trainees in the browser: without code, answers kept on this machine."""
    import webbrowser

    from govlab import classroom

    ctx: Context = context.obj
    classroom.lesson(curriculum, module, ctx.lang, place=ctx.home)  # a wrong name is told at once

    def opened(url: str) -> None:
        ctx.tell(say("classroom.lesson_open", ctx.lang, url=url))
        if browser:
            webbrowser.open(url)

    asked = {"curriculum": curriculum, "module": module, "lang": ctx.lang}
    code = classroom.serve_lesson(ctx.home, asked, port=port, opened=opened)
    ctx.give({"stopped": True, "code": code}, "")


def add_to(course_app: typer.Typer) -> None:
    """Add the verbs to ``govlab course``."""
    course_app.command("preview", epilog=COMMON)(course_preview)
    course_app.command("lesson", epilog=COMMON)(course_lesson)
