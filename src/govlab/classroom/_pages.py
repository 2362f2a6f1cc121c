"""The first page of the trainee's archive, which leads to the lessons."""

import html
from typing import TYPE_CHECKING

from govlab.text import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from govlab.course import Curriculum

__all__ = ["index_page"]

_FRAME = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body{{font:1.15rem/1.7 Sarabun,"Noto Sans Thai",Tahoma,sans-serif;max-width:44rem;
margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}}
a{{display:inline-block;padding:.5rem 0;color:#0b5394}}
</style></head><body>
{body}
</body></html>
"""


def index_page(curricula: "Iterable[Curriculum]", lang: str) -> str:
    """Return the page that leads to every module."""
    parts = [f"<h1>{html.escape(say('leaks.index', lang))}</h1>"]
    for one in curricula:
        parts.append(f"<h2>{html.escape(one.title.in_language(lang))}</h2><ol>")
        parts += [
            f'<li><a href="pages/{one.id}-{module.id}.html">'
            f"{html.escape(module.title.in_language(lang))}</a></li>"
            for module in one.modules.values()
        ]
        parts.append("</ol>")
    title = html.escape(say("leaks.index", lang))
    return _FRAME.format(lang=lang, title=title, body="\n".join(parts))
