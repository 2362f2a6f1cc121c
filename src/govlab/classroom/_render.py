"""The HTML of a lesson's parts, the same on a plain page and in a notebook's outputs."""

import re
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from govlab.charts import font_css
from govlab.classroom._components import page_style
from govlab.classroom._lesson import Lesson, Section
from govlab.classroom._markdown import to_html
from govlab.classroom._terms import unbroken
from govlab.text import say

if TYPE_CHECKING:
    from govlab.course import Item


_HEADING = re.compile(r"##? +(.+)")
_SIGNS = re.compile(r"[*_`]")


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


def head(lesson: Lesson, *, contents: bool = False) -> str:
    """Return title, hours and objectives, and a list of the sections if `contents`."""
    lang = lesson.lang
    hours = f"{lesson.module.hours.normalize():f}"
    long = (
        say("classroom.page_hour", lang)
        if hours == "1"
        else say("classroom.page_hours", lang, hours=hours)
    )
    aims = "".join(
        f"<li>{_told(one.text.in_language(lang))}</li>" for one in lesson.module.objectives
    )
    return (
        '<header class="gl-head">'
        f"<h1>{_told(lesson.title)}</h1>"
        f'<p class="gl-hours">{_told(lesson.curriculum.title.in_language(lang))} · '
        f"{escape(long)}</p>"
        f'<div class="gl-aims"><p>{escape(say("classroom.page_objectives", lang))}</p>'
        f"<ul>{aims}</ul></div>{_contents(lesson) if contents else ''}</header>"
    )


def _told(text: str) -> str:
    return unbroken(escape(text))


def _contents(lesson: Lesson) -> str:
    """Return the list of the sections, each with a link to it."""
    titles = [(place, _title(lesson, one)) for place, one in enumerate(lesson.sections)]
    if lesson.rest:
        titles.append((len(lesson.sections), say("classroom.page_more", lesson.lang)))
    links = "".join(
        f'<li><a href="#{_anchor(lesson, place)}">{_told(title)}</a></li>'
        for place, title in titles
        if title
    )
    name = escape(say("classroom.page_contents", lesson.lang), quote=True)
    return f'<nav class="gl-contents" aria-label="{name}"><p>{name}</p><ul>{links}</ul></nav>'


def _title(lesson: Lesson, section: Section) -> str:
    """Return the heading of a section, or nothing where it has none, or the lesson's own."""
    found = _HEADING.match(section.markdown.strip())
    title = _SIGNS.sub("", found[1]).strip() if found else ""
    return "" if title == lesson.title else title


def _anchor(lesson: Lesson, place: int) -> str:
    return f"{lesson.lang}-{place + 1}"


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
    return f'<h3 class="gl-aim">{_told(told)}</h3>'


def parts(lesson: Lesson) -> Iterator[Part]:
    """Yield the pieces of a lesson in order, and the practice of each objective once."""
    done: set[str] = set()

    def practice(objectives: tuple[str, ...]) -> Iterator[Part]:
        for one in objectives:
            if one in lesson.practice and one not in done:
                done.add(one)
                yield Part(aim(lesson, one), lesson.practice[one])

    for place, section in enumerate(lesson.sections):
        yield Part(f'<div id="{_anchor(lesson, place)}">{text_of(lesson, section)}</div>')
        yield from practice(section.objectives)
    if lesson.rest:
        anchor = _anchor(lesson, len(lesson.sections))
        yield Part(f'<h2 id="{anchor}">{escape(say("classroom.page_more", lesson.lang))}</h2>')
        yield from practice(lesson.rest)


def end(lang: str) -> str:
    """Return the lines below a lesson: what its codes stand for, and who is made up."""
    codes = escape(say("classroom.page_sources", lang))
    return f'<p class="gl-end">{codes}<br>{escape(say("classroom.page_print", lang))}</p>'
