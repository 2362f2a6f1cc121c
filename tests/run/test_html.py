"""The page made of an executed notebook."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from govlab.errors import UnknownNameError
from govlab.run import to_html

Write = Callable[..., Path]


@pytest.fixture
def executed(tmp_path: Path) -> Path:
    """Return a notebook with a heading, a table with a script in it, a picture and an error."""
    from nbformat import v4, write

    table = "<table><tr><th>หน่วยงาน</th></tr><tr><td><script>alert(1)</script></td></tr></table>"
    notebook = v4.new_notebook(
        cells=[
            v4.new_markdown_cell("# รายงาน <ปี 2567>"),
            v4.new_code_cell(
                "secret_code = 1",
                outputs=[
                    v4.new_output("display_data", {"text/html": table}),
                    v4.new_output("display_data", {"image/png": "iVBORw0KGgo="}),
                    v4.new_output("stream", name="stdout", text="เสร็จแล้ว\n"),
                ],
            ),
        ]
    )
    path = tmp_path / "report.ipynb"
    write(notebook, path)
    return path


def test_the_page_shows_results_without_code(executed: Path, tmp_path: Path) -> None:
    """Heading, table, picture and text stand in the page; the source does not."""
    page = to_html(executed, tmp_path / "report.html").read_text(encoding="utf-8")
    assert "หน่วยงาน" in page
    assert "เสร็จแล้ว" in page
    assert "data:image/png;base64" in page
    assert "secret_code" not in page


def test_the_page_fetches_nothing_and_runs_nothing(executed: Path, tmp_path: Path) -> None:
    """No address of another machine is in it, and its policy forbids requests and scripts."""
    page = to_html(executed, tmp_path / "report.html").read_text(encoding="utf-8")
    assert not re.findall(r"""(?:src|href)\s*=\s*["'](?!data:|#)[^"']*""", page)
    assert "default-src 'none'" in page
    assert "script-src" not in page


def test_language_and_title_are_told(executed: Path, tmp_path: Path) -> None:
    """The title is the first heading, escaped, or the one given; the language is marked."""
    page = to_html(executed, tmp_path / "a.html").read_text(encoding="utf-8")
    assert '<html lang="th">' in page
    assert "<title>รายงาน &lt;ปี 2567&gt;</title>" in page
    page = to_html(executed, tmp_path / "b.html", lang="en", title="A & B").read_text("utf-8")
    assert '<html lang="en">' in page
    assert "<title>A &amp; B</title>" in page
    with pytest.raises(UnknownNameError):
        to_html(executed, tmp_path / "c.html", lang="xx")
