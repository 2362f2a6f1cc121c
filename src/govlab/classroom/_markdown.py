"""Markdown as HTML that a page may hold: tables and figures, and no HTML of its own."""

import re
from base64 import b64encode
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from govlab.classroom._terms import unbroken
from govlab.errors import GovlabError, InputError, MissingFileError
from govlab.files import confined, read_text
from govlab.text import Message, message

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

# Codes of sources, such as [S2-003, S2-011]: set small, for they stand in the way of reading.
_CODE = r"(?:S\d|A)-[A-Z]?\d+"
_SOURCES = re.compile(rf"\s?\[({_CODE}(?:(?:, ?|–){_CODE})*)\]")
_PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
# What a drawing needs, and nothing that runs, loads or links.
_SHAPES = frozenset({
    *("circle", "clipPath", "defs", "desc", "ellipse", "g", "line", "linearGradient", "marker"),
    *("path", "polygon", "polyline", "radialGradient", "rect", "stop", "style", "svg"),
    *("text", "title", "tspan"),
})  # fmt: skip
_LOADS = re.compile(r"url\(\s*['\"]?(?!#)|@import|expression\(|javascript:", re.IGNORECASE)
_SVG = "{http://www.w3.org/2000/svg}"


def to_html(markdown: str, folder: Path, *, heading: int = 0) -> str:
    r"""Return Markdown as HTML.

    HTML in the text is shown as text; figures of `folder` are put into the page, so
    that nothing is fetched.

    Parameters
    ----------
    markdown : str
    folder : Path
        Of the module; figures stand in it.
    heading : int
        How many levels headings go down.

    Raises
    ------
    MissingFileError
        When a figure is not there.
    InputError
        When a figure lies elsewhere, is of another kind, or holds more than shapes.

    Examples
    --------
    >>> to_html("*ใครได้* <b>", Path())
    '<p><em>ใครได้</em> &lt;b&gt;</p>\n'
    """
    parser = _parser()
    tokens = parser.parse(markdown)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + heading, 6)}"
    html: str = parser.renderer.render(tokens, parser.options, {"folder": folder})
    # On a phone a wide table scrolls by itself, and the page does not.
    return html.replace("<table>", '<div class="gl-table"><table>').replace(
        "</table>", "</table></div>"
    )


def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.add_render_rule("image", _image)
    parser.add_render_rule("text", _text)
    return parser


def _text(_: Any, tokens: Sequence[Any], place: int, __: Any, ___: Any) -> str:
    told = unbroken(escape(tokens[place].content))
    return _SOURCES.sub(r' <small class="gl-source">\1</small>', told)


def _image(_: Any, tokens: Sequence[Any], place: int, __: Any, env: Any) -> str:
    token = tokens[place]
    told = escape(token.content, quote=True)
    return figure(env["folder"], str(token.attrGet("src")), told)


def figure(folder: Path, name: str, told: str) -> str:
    """Return a figure as HTML that holds it whole; `told` says in words what it shows.

    Raises
    ------
    MissingFileError, InputError
        As for :func:`to_html`.
    """
    try:
        path = confined(folder, name)
    except GovlabError:
        path = folder
    kind = path.suffix.lower()
    if not path.is_file() or kind not in {".svg", *_PICTURES}:
        words = message("classroom.figure_missing", lesson=folder.name, figure=name)
        raise MissingFileError(words)
    if kind == ".svg":
        # Drawn inside the page, its words have the page's font and can be read aloud.
        drawn = _drawing(path)
        return f'<span class="gl-figure" role="img" aria-label="{told}">{drawn}</span>'
    data = b64encode(path.read_bytes()).decode("ascii")
    source = f"data:{_PICTURES[kind]};base64,{data}"
    return f'<span class="gl-figure"><img src="{source}" alt="{told}"></span>'


def _drawing(path: Path) -> str:
    text = read_text(path)

    def unsafe(what: str) -> Message:
        return message("classroom.figure_unsafe", figure=path.name, what=what)

    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise InputError(unsafe("DOCTYPE"))
    try:
        root = ET.fromstring(text)  # noqa: S314  # no DOCTYPE, so no entities
    except ET.ParseError as error:
        raise InputError(unsafe(str(error))) from error
    for node in root.iter():
        node.tag = node.tag.removeprefix(_SVG)
        if node.tag not in _SHAPES:
            raise InputError(unsafe(f"<{node.tag}>"))
        for name, value in node.attrib.items():
            if name.startswith("on") or name.endswith("href") or _LOADS.search(value):
                raise InputError(unsafe(f"{name}={value!r}"))
        if node.tag == "style" and _LOADS.search(node.text or ""):
            raise InputError(unsafe("<style>"))
    if "viewBox" in root.attrib:  # then the page gives it its width
        root.attrib.pop("width", None)
        root.attrib.pop("height", None)
    root.set("aria-hidden", "true")
    return ET.tostring(root, encoding="unicode", short_empty_elements=False)
