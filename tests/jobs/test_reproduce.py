"""Every published figure, recomputed by the research notebooks side by side."""

import json
import re

import pytest

from govlab import cli, home, jobs
from govlab.cli import _app, _reproduce
from govlab.errors import CheckError, InputError, UnknownNameError
from govlab.jobs._reproduce import study_notebooks

KEYS = {"figure", "source", "published", "recomputed", "difference", "verdict"}
CITED = re.compile(r"S[0-4]-(X[0-9]+|[0-9]{3})|R-[0-9]{3}")


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    return tmp_path_factory.mktemp("reproduced")


@pytest.fixture(scope="module")
def found(out):
    """Run them all once, and once more what rests on two assumptions."""
    return jobs.reproduce(out, vary=("A-005=30", "A-003=working"), lang="en")


def test_every_published_figure_is_the_same_or_explained(found):
    """No figure differs; all six studies give some; explained ones name a finding."""
    assert found.holds
    assert len(found.figures) >= 90
    assert len({one["figure"].partition(".")[0] for one in found.figures}) == 6
    explained = [one for one in found.figures if one["verdict"] == "explained"]
    assert {one["finding"] for one in explained} >= {"S4-X1", "S4-X4", "S4-X7", "S3-X1", "S4-X11"}
    assert all(one["reason"] for one in explained)


def test_the_list_has_the_promised_keys_and_unique_names(found):
    """Scripts find each figure once, with its sources by id."""
    names = [one["figure"] for one in found.figures]
    assert len(set(names)) == len(names)
    for one in found.figures:
        assert set(one) >= KEYS
        assert one["source"]
        assert all(CITED.fullmatch(name) for name in one["source"]), one["figure"]


def test_each_varied_assumption_moves_its_headlines_and_no_verdict(found):
    """Before and after stand side by side; the list is that of the assumptions as they are."""
    moves = {one.figure: (one.before, one.after) for one in found.moves}
    assert moves["project_budget.trainees"] == (540, 300)
    assert moves["project_budget.baht_person.4"] == (1250, 2500)
    assert moves["directive_cascade.hop.ministry_department"] == (34, 24)
    assert not any(name.startswith("ita_") for name in moves)
    figures = {one["figure"]: one for one in found.figures}
    assert figures["project_budget.trainees.5.1.3"]["recomputed"] == 540
    assert set(found.document()) == {"figures", "vary", "moves", "unused"}


def test_the_words_name_what_moved_and_count_the_verdicts(found):
    """A reader sees before, after and the sum in one language."""
    told = found.in_language("en")
    assert "540 → 300 persons" in told
    assert f"{len(found.figures)} figures in 6 studies" in told
    assert "0 differ" in told
    assert "ไม่ตรง 0" in found.in_language("th")


def test_every_chart_is_there_as_png_and_svg(found, out):
    """Each notebook leaves at least one chart, in both forms, none of them empty."""
    for run in found.runs:
        folder = out / run.output.stem
        pictures = {path.stem for path in folder.glob("*.png")}
        assert pictures
        assert pictures == {path.stem for path in folder.glob("*.svg")}
        assert all(path.stat().st_size > 5_000 for path in folder.iterdir())


def test_the_table_beside_the_notebooks_is_what_the_command_prints(found, out):
    """figures.json holds the same figures, for a reader without govlab."""
    kept = json.loads((out / "figures.json").read_text(encoding="utf-8"))
    assert kept["figures"] == list(found.figures)
    assert kept["headlines"] == list(found.headlines)


@pytest.mark.parametrize(
    ("vary", "error"),
    [("A-005=99", InputError), ("A-777=1", UnknownNameError), ("trainees", InputError)],
)
def test_an_assumption_that_cannot_be_varied_is_refused_before_anything_runs(vary, error, tmp_path):
    """Nothing is written when the value is out of range or the id unknown."""
    with pytest.raises(error):
        jobs.reproduce(tmp_path / "out", vary=(vary,))
    assert list(tmp_path.iterdir()) == []


def test_one_figure_that_differs_makes_the_exit_code_1(monkeypatch, capsys, found):
    """The command fails when a published figure is not reproduced, and prints the list."""
    registered = {one.name for one in _app.app.registered_commands}
    if "reproduce" not in registered:
        _reproduce.add_to(_app.app)
    wrong = {**found.figures[0], "verdict": "differs"}
    for figures, code in (((wrong,), 1), (found.figures, 0)):
        made = jobs.Reproduced(figures, (), ())
        monkeypatch.setattr(jobs, "reproduce", lambda *_, made=made, **__: made)
        assert cli.main(["reproduce", "--json"]) == code
        assert len(json.loads(capsys.readouterr().out)) == len(figures)


def test_a_notebook_without_figures_is_told_by_name(tmp_path):
    """An executed notebook whose last cell gives no JSON is no study."""
    from govlab.jobs._reproduce import result_of

    path = tmp_path / "empty.ipynb"
    path.write_text(json.dumps({"cells": [{"cell_type": "code", "outputs": []}]}), "utf-8")
    with pytest.raises(CheckError, match="empty"):
        result_of(path)


def test_every_study_is_in_the_table(found):
    """No research notebook that recomputes a published figure is left out."""
    assert {path.stem for path in study_notebooks()} == {
        one["figure"].partition(".")[0] for one in found.figures
    }


def test_a_research_notebook_that_shows_a_study_is_one():
    """Whoever shows published figures beside recomputed ones takes part, by its parameters."""
    folder = home.find().folder("notebooks") / "research"
    shows = {path for path in folder.glob("*.ipynb") if "_study(" in path.read_text("utf-8")}
    assert shows == set(study_notebooks())
