"""The lesson notebook: any module, both languages, strictly run."""

import json

import pytest

from govlab import course, home, run
from govlab.errors import BAD_INPUT, NotebookError

LESSON = home.find().folder("notebooks") / "trainee" / "lesson.ipynb"
CASES = [
    {"module": "interests"},
    {"module": "complaint", "lang": "en"},
    {"module": "nope"},
]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """Run every case side by side; give the outputs of each, or why it did not hold."""
    folder = tmp_path_factory.mktemp("lessons")
    state = tmp_path_factory.mktemp("home")
    found = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GOVLAB_HOME", str(state))
        jobs = [
            run.Job(LESSON, folder / f"{place}.ipynb", given)
            for place, given in enumerate(CASES[:2])
        ]
        for done in run.run_many(jobs, workers=2):
            cells = json.loads(done.output.read_text(encoding="utf-8"))["cells"]
            found.append([out for cell in cells for out in cell.get("outputs", ())])
    assert list(state.iterdir()) == []  # nothing is kept before an answer
    return found


def data(outputs, kind):
    return [out["data"][kind] for out in outputs if kind in out.get("data", {})]


@pytest.mark.parametrize("place", [0, 1])
def test_a_run_shows_the_lesson_and_every_practice_item(outputs, place):
    """The results name the module, its objectives and how many exercises there are."""
    module = course.load("governance").modules[CASES[place]["module"]]
    [told] = data(outputs[place], "application/json")
    assert told["module"] == module.id
    assert told["title"] == module.title.in_language(CASES[place].get("lang", "th"))
    assert told["objectives"] == [one.id for one in module.objectives]
    practice = [one for one in module.items if one.use == "practice"]
    assert sum(told["practice"].values()) == len(practice)
    widgets = data(outputs[place], "application/vnd.jupyter.widget-view+json")
    assert len(widgets) == len(practice)


def test_the_text_is_in_the_language_asked_for(outputs):
    """Thai unless told otherwise."""
    thai, english = ("".join("".join(one) for one in data(some, "text/html")) for some in outputs)
    assert "เมื่อจบบทเรียน" in thai
    assert 'lang="en"' in english
    assert "At the end you can" in english
    assert 'lang="th"' not in english


def test_no_exam_item_is_in_what_a_trainee_gets(outputs):
    """Neither outputs nor widget states hold a stem of an exam item."""
    for place, some in enumerate(outputs):
        text = json.dumps(some, ensure_ascii=False)
        module = course.load("governance").modules[CASES[place]["module"]]
        stems = [
            one.stem.th
            for one in module.items
            if one.use == "exam" and isinstance(one, course.Item)
        ]
        assert stems
        assert not [stem for stem in stems if stem in text]


def test_an_unknown_module_is_words_and_bad_input(tmp_path):
    """The run fails with the catalogue's sentence and the exit code of bad input."""
    with pytest.raises(NotebookError) as caught:
        run.run_notebook(LESSON, tmp_path / "out.ipynb", CASES[2])
    assert "'nope'" in caught.value.in_language("th")
    assert "interests" in caught.value.in_language("th")
    assert caught.value.exit_code == BAD_INPUT


def test_the_notebook_holds_three_parameters_and_no_logic():
    """Curriculum, module and language; code is folded away, and words say how to begin."""
    assert [one.name for one in run.describe(LESSON)] == ["curriculum", "module", "lang"]
    first, *cells = json.loads(LESSON.read_text(encoding="utf-8"))["cells"]
    assert first["cell_type"] == "markdown"
    assert "Run ▸ Run All Cells" in "".join(first["source"])
    assert "ใช้บนคอมพิวเตอร์" in "".join(first["source"])
    assert sum(len("".join(cell["source"]).splitlines()) for cell in cells) < 10
    assert all(cell["metadata"]["jupyter"]["source_hidden"] for cell in cells)
