"""An executed notebook as one HTML page: results without code, nothing fetched, no script."""

from collections.abc import Mapping
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from govlab.charts import font_css
from govlab.files import write_atomic
from govlab.run._lab import lab
from govlab.run._notebook import Notebook, read
from govlab.text import check_language, say

# The policy makes the promise hold for whatever an output contains: no request leaves
# the page, and no script in a table cell runs.
_PAGE = Template("""\
<!DOCTYPE html>
<html lang="$lang">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; \
style-src 'unsafe-inline'; font-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>
$fonts
body { margin: 0 auto; max-width: 60rem; padding: 1rem; font-size: 18px; line-height: 1.6;
  font-family: Sarabun, "TH Sarabun New", "Leelawadee UI", "Noto Sans Thai", sans-serif;
  color: #1b1b1b; background: #fff; overflow-wrap: break-word; }
h1, h2, h3 { line-height: 1.3; }
img, svg { max-width: 100%; height: auto; }
pre { overflow-x: auto; font-size: 0.85em; }
table { display: block; overflow-x: auto; border-collapse: collapse; margin: 1rem 0; }
th, td { padding: 0.3rem 0.7rem; border: 1px solid #c8c8c8; text-align: left; vertical-align: top; }
th { background: #f0f3f7; }
.prompt, .anchor-link { display: none; }
summary { cursor: pointer; padding: 0.3rem 0; }
:root:lang(en) .celltag_lang-th, :root:lang(th) .celltag_lang-en { display: none; }
@media (max-width: 40rem) {
  table { font-size: 0.8em; } th, td { padding: 0.2rem 0.35rem; }
  /* A chart keeps a readable size and is pushed aside by the finger. */
  div:has(> img) { overflow-x: auto; } img { max-width: none !important; width: 44rem; }
}
@media print { body { max-width: none; font-size: 14px; } table { display: table; } }
</style>
</head>
<body>
$body
$parameters
</body>
</html>
""")


def to_html(
    notebook: str | Path,
    output: str | Path,
    *,
    lang: str = "th",
    title: str | None = None,
) -> Path:
    """Write the results of an executed notebook to `output` as one page that stands alone.

    Code is left out; pictures are embedded; the page reads well on a phone and in print.
    Cells tagged ``lang-th`` or ``lang-en`` are shown on the page of their language only.

    Parameters
    ----------
    notebook : str or Path
        An executed notebook.
    output : str or Path
        The ``.html`` file to make or replace.
    lang : str, default "th"
        Language of the page, for screen readers and line breaking.
    title : str, optional
        Title of the page; the notebook's first heading, or its name, if not given.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    MissingFileError, InputError
        When `notebook` is no Python notebook.
    FaultError
        When the page cannot be written.
    MissingExtraError
        When the extra ``lab`` is not installed.
    """
    check_language(lang)
    page = read(notebook)
    exporter = lab("nbconvert").HTMLExporter(
        template_name="basic",
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        embed_images=True,
    )
    body, _ = exporter.from_filename(str(page.path))
    head = escape(title or _heading(page, lang))
    told = _parameters(page.document.get("metadata", {}).get("govlab", {}), lang)
    text = _PAGE.substitute(lang=lang, title=head, fonts=font_css(), body=body, parameters=told)
    return write_atomic(output, text)


def _parameters(stamp: Mapping[str, Any], lang: str) -> str:
    """Return the values that the run was given, for a reader who sees no code."""
    values = stamp.get("parameters", {})
    if not values:
        return ""
    rows = "".join(
        f"<tr><td>{escape(stamp.get('help', {}).get(name) or name)}</td>"
        f"<td><code>{escape(name)} = {escape(str(value))}</code></td></tr>"
        for name, value in values.items()
    )
    return f"<h2>{escape(say('run.page_parameters', lang))}</h2>\n<table>{rows}</table>"


def _heading(notebook: Notebook, lang: str) -> str:
    """Return the first heading in `lang`, the first of all where none is marked."""
    texts = [cell for cell in notebook.cells if not cell.code]
    for cell in (*(one for one in texts if f"lang-{lang}" in one.tags), *texts):
        for line in cell.source.splitlines():
            if line.startswith("# "):
                return line.removeprefix("# ").strip()
    return notebook.path.stem
