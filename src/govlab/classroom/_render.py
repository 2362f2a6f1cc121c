"""The HTML of a lesson's parts, the same on a plain page and in a notebook's outputs."""

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from govlab.charts import font_css
from govlab.classroom._components import page_style
from govlab.classroom._lesson import Lesson, Section
from govlab.classroom._markdown import to_html
from govlab.text import say

if TYPE_CHECKING:
    from govlab.course import Item


class Part(NamedTuple):
    """A piece of a lesson in order: some HTML, then the exercises that follow it."""

    html: str
    items: "tuple[Item, ...]" = ()


def looks() -> str:
    """Return the style of a lesson, with the font, to stand once in a page."""
    return f"<style>{font_css()}\n{page_style()}</style>"


def framed(html: str, lang: str) -> str:
    """Return HTML in the frame that the style speaks of."""
    return f'<div class="gl-lesson" lang="{lang}">{html}</div>'


def head(lesson: Lesson) -> str:
    """Return title, hours and objectives."""
    lang = lesson.lang
    hours = f"{lesson.module.hours.normalize():f}"
    aims = "".join(
        f"<li>{escape(one.text.in_language(lang))}</li>" for one in lesson.module.objectives
    )
    return (
        '<header class="gl-head">'
        f"<h1>{escape(lesson.title)}</h1>"
        f'<p class="gl-hours">{escape(lesson.curriculum.title.in_language(lang))} · '
        f"{escape(say('classroom.page_hours', lang, hours=hours))}</p>"
        f'<div class="gl-aims"><p>{escape(say("classroom.page_objectives", lang))}</p>'
        f"<ul>{aims}</ul></div></header>"
    )


def text_of(lesson: Lesson, section: Section) -> str:
    """Return a section as HTML; its title, which the head says already, is left out."""
    first, _, rest = section.markdown.strip().partition("\n")
    if first.startswith("# ") and first.removeprefix("# ").strip() == lesson.title:
        return to_html(rest, lesson.folder)
    return to_html(section.markdown, lesson.folder)


def aim(lesson: Lesson, objective: str) -> str:
    """Return the line above the practice of an objective."""
    found = lesson.objective(objective)
    told = (
        say("classroom.page_practice", lesson.lang, objective=found.text.in_language(lesson.lang))
        if found
        else say("classroom.page_more", lesson.lang)
    )
    return f'<p class="gl-aim">{escape(told)}</p>'


def parts(lesson: Lesson) -> Iterator[Part]:
    """Yield the pieces of a lesson in order, and the practice of each objective once."""
    done: set[str] = set()

    def practice(objectives: tuple[str, ...]) -> Iterator[Part]:
        for one in objectives:
            if one in lesson.practice and one not in done:
                done.add(one)
                yield Part(aim(lesson, one), lesson.practice[one])

    for section in lesson.sections:
        yield Part(text_of(lesson, section))
        yield from practice(section.objectives)
    if lesson.rest:
        yield Part(f"<h2>{escape(say('classroom.page_more', lesson.lang))}</h2>")
        yield from practice(lesson.rest)


def end(lang: str) -> str:
    """Return the line below a lesson."""
    return f'<p class="gl-end">{escape(say("classroom.page_print", lang))}</p>'
