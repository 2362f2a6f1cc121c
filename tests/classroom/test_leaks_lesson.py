"""The lesson notebook that a trainee works in holds no key, run or not."""

import pytest

from govlab import course, home, run
from govlab.classroom._leaks import leaks
from govlab.classroom._secrets import secrets_of


def test_the_lesson_notebook_passes_before_and_after_it_runs(tmp_path, monkeypatch):
    """Sources, outputs, widgets and the page made of them say nothing of an exam item."""
    pytest.importorskip("papermill")
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    source = home.find().folder("notebooks") / "trainee" / "lesson.ipynb"
    out = tmp_path / "lesson.ipynb"
    run.run_notebook(source, out, {"curriculum": "governance", "module": "interests"})
    run.to_html(out, tmp_path / "lesson.html", lang="th")
    assert out.stat().st_size > source.stat().st_size
    assert leaks([source, tmp_path], secrets_of([course.load("governance")])) == []
