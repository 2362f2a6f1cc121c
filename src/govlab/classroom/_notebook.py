"""A lesson in a notebook: in JupyterLab, in Voila, and under the strict runner."""

import os
from collections.abc import Callable, Mapping
from html import escape
from urllib.parse import parse_qs, urlencode

from govlab.chance import Stream
from govlab.classroom._journal import practice_journal
from govlab.classroom._lesson import Lesson, known_modules, lesson
from govlab.classroom._render import end, framed, head, looks, parts
from govlab.errors import GovlabError
from govlab.home import find
from govlab.text import LANGUAGES, say

_ASKED = ("curriculum", "module", "lang", "u")
_LONGEST = 100


def visitor(environ: Mapping[str, str]) -> dict[str, str] | None:
    """Return what a visitor of a Voila page asked for, or None where there is none.

    Parameters
    ----------
    environ : mapping
        Environment variables of the kernel; Voila tells the address in them.

    Examples
    --------
    >>> visitor({"SERVER_SOFTWARE": "voila/0.5", "QUERY_STRING": "module=complaint&x=1"})
    {'module': 'complaint'}
    """
    if not environ.get("SERVER_SOFTWARE", "").startswith("voila/"):
        return None
    asked = parse_qs(environ.get("QUERY_STRING", ""))
    return {name: asked[name][-1][:_LONGEST] for name in _ASKED if asked.get(name)}


def show_lesson(
    curriculum: str,
    module: str,
    lang: str = "th",
    *,
    seed: int = 0,
    environ: Mapping[str, str] | None = None,
) -> None:
    """Show a lesson with working exercises as the output of a cell.

    On a Voila page the address may name another: ``?module=complaint&lang=en``; what it
    names wrongly is said in words on the page. Elsewhere a wrong name is an error, shown
    without a traceback. Under the strict runner the output also holds, as JSON, what was
    shown: a run is judged by its figures.

    Parameters
    ----------
    curriculum, module : str
        Ids.
    lang : {"th", "en"}
    seed : int
        Shuffles options, and realises templated items.
    environ : mapping, optional
        Environment variables; those of the process when not given.

    Raises
    ------
    UnknownNameError
        When there is no such curriculum, module or language.
    """
    from IPython import display as shows
    from IPython import get_ipython

    def put(html: str) -> None:
        show(as_html(html))

    show: Callable[..., object] = shows.display
    as_html: Callable[[str], object] = shows.HTML
    asked = visitor(os.environ if environ is None else environ)
    named = {"curriculum": curriculum, "module": module, "lang": lang} | (asked or {})
    speaks = named["lang"] if named["lang"] in LANGUAGES else "th"
    if asked is not None:
        named["lang"] = speaks  # a trainee is not to mend an address
    person = named.pop("u", "")
    try:
        place = find()
        found = lesson(**named, place=place, seed=seed)
        shown = list(parts(found))
    except GovlabError as error:
        if asked is None:
            # IPython shows these lines in place of a traceback.
            said = error.in_language(speaks)
            error._render_traceback_ = lambda: [said]  # type: ignore[attr-defined]
            raise
        words = f'<div class="gl-alert" role="alert">{escape(error.in_language(speaks))}</div>'
        put(looks() + framed(words, speaks))
        return
    from govlab.classroom._exercise import Exercise

    journal = practice_journal(found.curriculum.id, place)
    bar = "" if asked is None else _bar(found, person)
    # JupyterLab has a list of headings of its own, and keeps links within a notebook to itself.
    put(looks() + framed(bar + head(found, contents=asked is not None), speaks))
    for part in shown:
        put(framed(part.html, speaks))
        for item in part.items:
            show(
                Exercise(
                    item,
                    lang=speaks,
                    store=journal,
                    sitting=f"practice/{found.curriculum.id}",
                    person=person,
                    stream=Stream(seed, "shown", item.code),
                )
            )
    put(framed(end(speaks), speaks))
    if hasattr(get_ipython(), "govlab_guard"):
        show({"application/json": found.as_dict(), "text/html": ""}, raw=True)


def _bar(found: Lesson, person: str) -> str:
    """Return the links of a Voila page to the other modules and the other language."""

    def link(module: str, lang: str) -> str:
        asked = {"curriculum": found.curriculum.id, "module": module, "lang": lang}
        return escape("?" + urlencode(asked | ({"u": person} if person else {})), quote=True)

    def entry(name: str, title: str) -> str:
        here = ' aria-current="page"' if name == found.module.id else ""
        return f'<li><a href="{link(name, found.lang)}"{here}>{escape(title)}</a></li>'

    modules = "".join(entry(*one) for one in known_modules(found.curriculum, found.lang))
    other = "en" if found.lang == "th" else "th"
    turn = escape(say("classroom.page_switch", found.lang))
    label = escape(say("classroom.page_modules", found.lang), quote=True)
    return (
        f'<nav class="gl-bar" aria-label="{label}"><ul class="gl-modules">{modules}</ul>'
        f'<a href="{link(found.module.id, other)}" lang="{other}" hreflang="{other}">'
        f"{turn}</a></nav>"
    )
