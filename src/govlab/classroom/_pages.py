"""The first page of the trainee's archive, which leads to the lessons."""

from html import escape
from string import Template
from typing import TYPE_CHECKING

from govlab.charts import font_css
from govlab.classroom._terms import unbroken
from govlab.text import LANGUAGES, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from govlab.course import Curriculum, Module, Text

__all__ = ["index_page"]

_FRAME = Template("""<!doctype html>
<html lang="$lang"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>
$font
body { font: 18px/1.7 Sarabun, "TH Sarabun New", "Leelawadee UI", "Noto Sans Thai", Thonburi,
  sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; color: #17212b;
  background: #fff; }
h1, h2 { line-height: 1.4; }
h1 { font-size: 27px; } h2 { font-size: 22px; margin-top: 2rem; }
ol { padding-left: 1.8rem; } li { margin: .6rem 0; } li::marker { font-weight: 700; }
/* A block, so that the number stands by the first line of a long title. */
a { display: block; padding: .45rem 0; min-height: 44px; color: #12497a;
  text-underline-offset: 3px; }
a:focus-visible { outline: 3px solid #0b6bcb; outline-offset: 2px; }
.other { color: #4d5966; } h1 .other, h2 .other { display: block; font-size: 18px; }
.gl-whole { white-space: nowrap; }
</style></head><body>
$body
</body></html>
""")


def index_page(curricula: "Iterable[Curriculum]", lang: str) -> str:
    """Return the page that leads to every module, in both languages, `lang` first."""
    languages = sorted(LANGUAGES, key=lang.__ne__)
    parts = [f"<h1>{_both({one: say('leaks.index', one) for one in languages})}</h1>"]
    for curriculum in curricula:
        titles = _texts(curriculum.title, languages)
        parts.append(f"<h2>{_both(titles)}</h2>\n<ol>")
        parts += [_entry(curriculum, one, languages) for one in curriculum.modules.values()]
        parts.append("</ol>")
    title = escape(say("leaks.index", lang))
    return _FRAME.substitute(lang=lang, title=title, font=font_css(), body="\n".join(parts))


def _texts(text: "Text", languages: list[str]) -> dict[str, str]:
    return {one: text.in_language(one) for one in languages}


def _both(texts: dict[str, str]) -> str:
    (first, said), *others = texts.items()
    told = f'<span lang="{first}">{_told(said)}</span>'
    return told + "".join(
        f'<span class="other" lang="{lang}">{_told(text)}</span>' for lang, text in others
    )


def _entry(curriculum: "Curriculum", module: "Module", languages: list[str]) -> str:
    """Return the links to one lesson; the address says in which language it opens."""
    links = "".join(
        f'<a href="pages/{curriculum.id}-{module.id}.html#{lang}" lang="{lang}">{_told(text)}</a>'
        for lang, text in _texts(module.title, languages).items()
    )
    return f"<li>{links}</li>"


def _told(text: str) -> str:
    return unbroken(escape(text))
