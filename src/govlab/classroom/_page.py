"""A module as one page that stands alone: no server, no network, no Python."""

import json
from collections.abc import Iterator, Mapping
from html import escape
from itertools import zip_longest
from string import Template
from typing import Any

from govlab.chance import Stream
from govlab.classroom._components import script, style
from govlab.classroom._lesson import Lesson, lesson_of, module_of
from govlab.classroom._payload import keyed, payload
from govlab.classroom._render import Part, end, head, looks, parts
from govlab.course import Curriculum, Item, Law, Module, Text, load
from govlab.home import Home, find
from govlab.text import LANGUAGES, check_language, say

# The policy makes the promise hold for whatever a lesson contains: no request leaves the page.
_PAGE = Template("""\
<!DOCTYPE html>
<html lang="$lang">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; \
style-src 'unsafe-inline'; font-src data:; script-src 'unsafe-inline'; base-uri 'none'; \
form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
$looks
<style>
$style
body { margin: 0; background: #fff; }
.gl-lesson { margin: 0 auto; padding: 1.25rem 1.1rem 4rem; }
.gl-lesson .gl-card { max-width: none; }
@media (max-width: 34rem) { .gl-lesson { padding-left: .8rem; padding-right: .8rem; } }
:root:lang(th) [data-lang="en"], :root:lang(en) [data-lang="th"] { display: none; }
</style>
</head>
<body data-th="$title_th" data-en="$title_en">
<main class="gl-lesson">
$body
</main>
<script>
$script</script>
</body>
</html>
""")


def page(
    curriculum: str | Curriculum,
    module: str,
    *,
    lang: str = "th",
    place: Home | None = None,
    seed: int = 0,
    with_key: bool = False,
    beside: Mapping[str, Text] | None = None,
) -> str:
    r"""Return a module as one HTML page: lesson, figures, and practice items that work.

    The page holds both languages and a button to change over; it fetches nothing.
    Answers stay in the reader's browser. No exam item is in it, unless an author asks.

    Parameters
    ----------
    curriculum : str or Curriculum
    module : str
        Id of the module.
    lang : {"th", "en"}
        Language in which it opens.
    place : Home, optional
    seed : int
        Shuffles options, and realises templated items.
    with_key : bool
        Append the exam items with their keys: for authors alone, and the page says so.
    beside : mapping of str to Text, optional
        Files that lie beside the page, and what stands in them: it links to them.

    Raises
    ------
    UnknownNameError
        When there is no such curriculum or module.
    InputError
        When the content breaks a rule.

    Examples
    --------
    >>> text = page("governance", "interests")
    >>> text.count("<html"), "http-equiv" in text, "src=\"http" in text
    (1, True, False)
    """
    check_language(lang)
    place = place or find()
    found = load(curriculum, place) if isinstance(curriculum, str) else curriculum
    chosen = module_of(found, module)
    lessons = {one: lesson_of(found, chosen, one, place=place, seed=seed) for one in LANGUAGES}
    body = [_bar(beside or {}), _without_scripts()]
    body += [_only(one, head(lesson, contents=True)) for one, lesson in lessons.items()]
    body += _woven(lessons, found.id, seed)
    if with_key:
        body += _exam(chosen, found.id, seed)
    body += [_only(one, end(one)) for one in LANGUAGES]
    titles = {one: _title(lesson) for one, lesson in lessons.items()}
    return _PAGE.substitute(
        lang=lang,
        title=titles[lang],
        title_th=titles["th"],
        title_en=titles["en"],
        looks=looks(),
        style=style(),
        body="\n".join(body),
        script=script(),
    )


def _title(lesson: Lesson) -> str:
    curriculum = lesson.curriculum.title.in_language(lesson.lang)
    told = say("classroom.page_title", lesson.lang, module=lesson.title, curriculum=curriculum)
    return escape(told, quote=True)


def _only(lang: str, html: str) -> str:
    """Return HTML that is shown when the page speaks `lang`."""
    return f'<div data-lang="{lang}" lang="{lang}">{html}</div>'


def _bar(beside: Mapping[str, Text]) -> str:
    turns = "".join(
        _only(
            one,
            f'<button type="button" data-turn="{other}" lang="{other}">'
            f"{escape(say('classroom.page_switch', one))}</button>",
        )
        for one, other in (("th", "en"), ("en", "th"))
    )
    names = "".join(_only(one, _links(beside, one)) for one in LANGUAGES)
    return f'<nav class="gl-bar"><div>{names}</div><div>{turns}</div></nav>'


def _links(beside: Mapping[str, Text], lang: str) -> str:
    if not beside:
        return escape(say("classroom.nav_lesson", lang))
    links = "".join(
        f'<li><a href="{escape(name, quote=True)}">{escape(text.in_language(lang))}</a></li>'
        for name, text in beside.items()
    )
    return f'<ul class="gl-modules">{links}</ul>'


def _without_scripts() -> str:
    """Return what a viewer of files shows that runs no scripts: how to get the practice."""
    told = "".join(
        _only(one, f'<p class="gl-alert">{escape(say("classroom.page_no_script", one))}</p>')
        for one in LANGUAGES
    )
    return f"<noscript>{told}</noscript>"


def _woven(lessons: dict[str, Lesson], curriculum: str, seed: int) -> Iterator[str]:
    """Yield the lesson in both languages, and each exercise once."""
    pieces = {lang: list(parts(lesson)) for lang, lesson in lessons.items()}
    thai, english = pieces["th"], pieces["en"]
    alike = [one.items for one in thai] == [one.items for one in english]
    both = (thai, english)
    if not alike:  # sections that do not answer each other: all practice after the text
        thai, english = ([Part(one.html) for one in some if not one.items] for some in both)
    for one, other in zip_longest(thai, english, fillvalue=Part("")):
        yield _only("th", one.html)
        yield _only("en", other.html)
        yield from (_practice(item, curriculum, seed) for item in one.items)
    if not alike:
        for part in pieces["th"]:
            yield from (_practice(item, curriculum, seed) for item in part.items)


def _practice(item: Item, curriculum: str, seed: int) -> str:
    shown = payload(item, stream=Stream(seed, "shown", item.code))
    return _exercise(shown, f"practice/{curriculum}")


def _exercise(shown: dict[str, Any], sitting: str) -> str:
    data = json.dumps(shown, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    return (
        f'<div data-exercise="{escape(shown["id"])}" data-sitting="{escape(sitting)}">'
        f'<script type="application/json">{data}</script></div>'
    )


def _exam(module: Module, curriculum: str, seed: int) -> Iterator[str]:
    """Yield the exam items with their keys, under a warning that nobody can miss."""
    for lang in LANGUAGES:
        told = escape(say("classroom.page_exam_note", lang))
        title = escape(say("classroom.page_exam", lang))
        yield _only(lang, f'<div class="gl-warning"><h2>{title}</h2><p>{told}</p></div>')
    for one in module.items:
        if one.use != "exam":
            continue
        fixed = isinstance(one, Item)
        item = one if isinstance(one, Item) else one.variant(Stream(seed, "preview", one.code))
        for lang in LANGUAGES:
            facts = escape(_facts(item, lang))
            more = "" if fixed else f" · {escape(say('classroom.page_template', lang))}"
            yield _only(lang, f'<p class="gl-facts">{facts}{more}</p>')
        shown = keyed(item, Stream(seed, "shown", item.code))
        yield _exercise(shown, f"author/{curriculum}")


def _facts(item: Item, lang: str) -> str:
    sources = (
        f"{one.law} ({one.effective})" if isinstance(one, Law) else one for one in item.sources
    )
    return say(
        "classroom.page_facts",
        lang,
        code=item.code,
        version=item.version,
        level=item.level,
        objective=item.objective or "–",
        sources=" · ".join(sources) or "–",
    )
