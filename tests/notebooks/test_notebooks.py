"""Every notebook: clean in the repository, run strictly, right in its figures."""

import json
import re
import subprocess
import sys

import pytest

from govlab import home, run
from govlab.errors import BAD_INPUT, InputError, NotebookError

NOTEBOOKS = home.find().folder("notebooks")
ALL = sorted(path for path in NOTEBOOKS.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts)
BANGKOK = "scenarios/complaints_bangkok"
AGENCY = "scenarios/ita_agency"
WORKSHOP = "trainer/workshop_report"

# Name, parameters given, and what the results must hold.
CASES = [
    (
        AGENCY,
        {},
        {"2563": {"recomputed": 88.58, "difference": 0, "grade": "A", "grade_published": None},
         "2564": {"recomputed": 92.69, "difference": 0, "grade": "A", "grade_published": "A"}},
    ),
    (
        AGENCY,
        {"fiscal_year": 2563, "compare_with": None, "grade_on": "total", "lang": "en"},
        {"2563": {"recomputed": 88.58, "next_grade": "AA"}},
    ),
    (
        BANGKOK,
        {},
        {"total": 23, "due": {"appointment": "2023-03-17", "fact_finding": "2023-03-17"}},
    ),
    (
        BANGKOK,
        {"finding_day": "16 มีนาคม 2566", "carry_over": True, "lang": "en"},
        {"due": {"appointment": "2023-04-18", "fact_finding": "2023-04-18"}},
    ),
    (
        WORKSHOP,
        {},
        {"enrolled": 60, "attended": 55, "sat": 52, "passed": 44, "certified": 44},
    ),
    (
        WORKSHOP,
        {"lang": "en"},
        {"passed": 44, "rate": 80.0, "target": 80.0, "needed": 44, "met": True},
    ),
]  # fmt: skip


def source(path):
    return json.loads(path.read_text(encoding="utf-8"))


def outputs(path):
    return [out for cell in source(path)["cells"] for out in cell.get("outputs", ())]


def results(path):
    """Return what the last cell shows as JSON."""
    [found] = [
        out["data"]["application/json"]
        for out in outputs(path)
        if "application/json" in out.get("data", {})
    ]
    return found


def holds(expected, found):
    if isinstance(expected, dict):
        return all(key in found and holds(value, found[key]) for key, value in expected.items())
    return found == pytest.approx(expected) if isinstance(expected, float) else found == expected


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Run every case side by side, once."""
    folder = tmp_path_factory.mktemp("runs")
    jobs = [
        run.Job(NOTEBOOKS / f"{name}.ipynb", folder / f"{place}.ipynb", given)
        for place, (name, given, _) in enumerate(CASES)
    ]
    return run.run_many(jobs, workers=2)


@pytest.mark.parametrize("place", range(len(CASES)), ids=[case[0] for case in CASES])
def test_a_notebook_gives_its_figures_with_each_set_of_parameters(runs, place):
    """The results of each run are the published figures, recomputed."""
    assert holds(CASES[place][2], results(runs[place].output))


def test_every_notebook_is_run_with_at_least_two_sets_of_parameters():
    """No notebook is left out of the runs above."""
    run_here = [name for name, _, _ in CASES]
    # test_lesson.py, test_research.py, test_ita_scenarios.py and test_complaints.py run them.
    elsewhere = (
        "trainee/lesson",
        "research/",
        "trainee/ita_what_if",
        "scenarios/ita_portfolio",
        "scenarios/ita_season",
        "scenarios/complaints_ministry",
        "scenarios/complaints_policy_lab",
    )
    for path in ALL:
        name = path.relative_to(NOTEBOOKS).with_suffix("").as_posix()
        assert run_here.count(name) >= 2 or name.startswith(elsewhere), name


@pytest.mark.parametrize("lang", ["th", "en"])
def test_every_run_shows_provenance_and_a_described_picture(runs, lang):
    """Each executed notebook holds a provenance card and an image with words for it."""
    place = {"th": 0, "en": 3}[lang]
    shown = "".join(
        "".join(out.get("data", {}).get("text/html", "")) for out in outputs(runs[place].output)
    )
    assert "govlab-provenance" in shown
    assert "<details" in shown
    assert "SHA-256" in shown
    assert re.search(r'<img src="data:image/png;base64,[^"]+" alt="[^"]{20,}"', shown)


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_a_notebook_is_committed_without_outputs(path):
    """Results are made, never stored: no output, no execution count, no widget state."""
    notebook = source(path)
    assert "widgets" not in notebook["metadata"]
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_every_parameter_explains_itself_in_thai_and_english(path):
    """A trainer reads what each parameter is for, and can choose the language."""
    parameters = {one.name: one for one in run.describe(path)}
    assert parameters["lang"].kind.choices == ("th", "en")
    for one in parameters.values():
        assert re.search("[ก-๙].* · .*[a-z]", one.help), one.name


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_a_misspelt_parameter_is_refused_before_the_run(path, tmp_path):
    """The strict runner protects the real notebooks too."""
    with pytest.raises(InputError, match="lang"):
        run.run_notebook(path, tmp_path / "out.ipynb", {"langg": "th"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", [AGENCY, BANGKOK, WORKSHOP])
def test_a_page_stands_alone(runs, name, tmp_path):
    """The page of a run needs no code and no network, and says its language."""
    place = [case[0] for case in CASES].index(name)
    page = run.to_html(runs[place].output, tmp_path / "หน้า.html", lang="th")
    text = page.read_text(encoding="utf-8")
    assert 'lang="th"' in text
    assert not re.search(r"""(?:src|href)=["']https?://""", text)
    assert "import datasets" not in text
    assert all(one.name in text for one in run.describe(NOTEBOOKS / f"{name}.ipynb"))


def test_a_page_speaks_one_language(runs, tmp_path):
    """The title is in the page's language, and the other language's text is hidden."""
    pages = [
        run.to_html(runs[0].output, tmp_path / f"{lang}.html", lang=lang).read_text("utf-8")
        for lang in ("th", "en")
    ]
    assert ["<title>คะแนน ITA" in page for page in pages] == [True, False]
    assert ["<title>One agency" in page for page in pages] == [False, True]
    assert all("celltag_lang-th" in page and "celltag_lang-en" in page for page in pages)
    assert all(":root:lang(en) .celltag_lang-th" in page for page in pages)


def test_a_value_that_a_room_refuses_is_bad_input_in_both_languages(tmp_path):
    """What a room says in the kernel reaches the caller in its own words and exit code."""
    notebook = NOTEBOOKS / f"{AGENCY}.ipynb"
    with pytest.raises(NotebookError, match="must be one of 2563, 2564") as caught:
        run.run_notebook(notebook, tmp_path / "out.ipynb", {"fiscal_year": 2570})
    assert caught.value.exit_code == BAD_INPUT
    assert "ไม่มีปีงบประมาณ 2570" in caught.value.in_language("th")


def test_nbval_finds_no_failing_cell():
    """The assertion cells of every notebook hold under nbval, which runs them on its own.

    The research notebooks are run strictly twice elsewhere; nbval takes one of them.
    """
    paths = [path for path in ALL if path.parent.name != "research"]
    paths += [path for path in ALL if path.stem == "directive_cascade"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval-lax", "-q", "-p", "no:cacheprovider",
         "-p", "no:xdist", "-o", "addopts=", "-o", "filterwarnings=default",
         *map(str, paths)],
        cwd=NOTEBOOKS.parent,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    cells = sum(cell["cell_type"] == "code" for path in paths for cell in source(path)["cells"])
    assert f"{cells} passed" in done.stdout
