"""The components: one ESM source file a question type, over one shared runtime file.

An anywidget module must stand alone, so the runtime and its words are put before the
type's own file; a case also needs the types of its questions. A plain page gets the
same files as one script.
"""

import json
from functools import cache
from importlib import resources

from govlab.classroom._terms import WHOLE
from govlab.course.interactions import TYPES
from govlab.text import LANGUAGES, catalogue, say

_EXPORT = "export default "
_WORDS = "ui_"


@cache
def _source(name: str) -> str:
    place = resources.files("govlab.classroom") / "components" / name
    return place.read_text(encoding="utf-8")


@cache
def _runtime() -> str:
    """Return the words and the runtime, which every module begins with."""
    entries = catalogue("classroom")
    names = [name.removeprefix(_WORDS) for name in entries if name.startswith(_WORDS)]
    # Each field stands for itself: the browser fills it in.
    fields = {
        field: f"{{{field}}}"
        for field in ("n", "all", "text", "time", "points", "got", "letter", "aim")
    }
    words = {
        name: {lang: say(f"classroom.ui_{name}", lang, **fields) for lang in LANGUAGES}
        for name in names
    }
    told = json.dumps(words, ensure_ascii=False, indent=1)
    terms = json.dumps(WHOLE, ensure_ascii=False)
    return f"const WORDS = {told};\nconst WHOLE = {terms};\n{_source('_runtime.js')}"


def _drawn(name: str) -> str:
    """Return the type's file as a block that defines the type and exports nothing."""
    before, _, _ = _source(f"{name}.js").partition(_EXPORT)
    return f"{{\n{before}}}\n"


@cache
def esm(kind: str) -> str:
    """Return the ECMAScript module of one question type, whole.

    Its default export has ``render({model, el})``, as anywidget wants it, and
    ``credit(key, response)``, which gives the same fraction as the type's
    ``interaction.credit`` in Python.

    Parameters
    ----------
    kind : str
        One of :data:`govlab.course.interactions.TYPES`.

    Examples
    --------
    >>> esm("single").count("export default")
    1
    """
    others = [_drawn(one) for one in TYPES if one != kind] if kind == "case" else []
    return "".join([_runtime(), *others, _source(f"{kind}.js")])


@cache
def script() -> str:
    """Return every type as one classic script that fills ``globalThis.govlab``.

    Browsers load no module from a file on disk, and a page must open by a double click.
    """
    types = "".join(_drawn(one) for one in TYPES)
    filled = "globalThis.govlab = Object.fromEntries(%s.map((one) => [one, component(one)]));"
    shim = _source("_page.js")
    body = "".join([_runtime(), types, filled % json.dumps(TYPES), "\n", shim])
    # What would end the script element early can only stand in a text or a comment.
    return f"(() => {{\n{body}}})();\n".replace("</", "<\\/")


@cache
def style() -> str:
    """Return the CSS of the components."""
    return _source("_style.css")


@cache
def page_style() -> str:
    """Return the CSS of a lesson around its components."""
    return _source("_page.css")
