"""The ITA notebooks on portfolios, the season and noise: other parameters, and what comes out."""

import json
import re

import pytest

from govlab import home, run
from govlab.errors import BAD_INPUT, NotebookError

NOTEBOOKS = home.find().folder("notebooks")
PORTFOLIO, SEASON = "scenarios/ita_portfolio", "scenarios/ita_season"
NOISE = "research/ita_noise"
# Twenty times smaller than the defaults, so that the runs are short.
FEW = {"agencies": 12, "tried": 30}
CASES = {
    "departments": (PORTFOLIO, {}),
    "districts": (PORTFOLIO, {"fiscal_year": 2566, "agencies": 50, "lang": "en", "seed": 7}),
    "file": (PORTFOLIO, {"file": "กรม.csv", "agencies": 4, "assume_spread": True}),
    "bangkok": (SEASON, {}),
    "april": (
        SEASON,
        {"done": ["IIT=46", "EIT=๔๕"], "offices": 50, "as_of": "1 เมษายน 2566", "wanted": 0.5,
         "what_if": ["A-051=0.6"], "assume": ["A-047=2023-06-30"], "lang": "en"},
    ),
    "noise": (NOISE, FEW),
    "wide": (NOISE, {**FEW, "staff": 40, "clients": 40, "iit": 96.0, "eit": 96.0, "oit": 100.0,
                     "vary": ["A-030=1.2"], "lang": "en"}),
}  # fmt: skip
TABLE = """หน่วยงาน,IIT,EIT,OIT,ผู้ตอบ IIT,ประชากร IIT,ผู้ตอบ EIT,ประชากร EIT,No Gift Policy
กรมสมมติ ก,80,84,90,30,120,30,300,มี
กรมสมมติ ข,90,92,๑๐๐,30,120,80,800,มี
กรมสมมติ ค,70,72,60,30,120,30,300,ยังไม่ประกาศ
"""


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Run every case, side by side."""
    folder = tmp_path_factory.mktemp("ita")
    (folder / "กรม.csv").write_text(TABLE, encoding="utf-8")
    jobs = [
        run.Job(NOTEBOOKS / f"{name}.ipynb", folder / f"{case}.ipynb", given)
        for case, (name, given) in CASES.items()
    ]
    done = run.run_many(jobs, workers=2, folder=folder)
    return {case: read(one.output) for case, one in zip(CASES, done, strict=True)}


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def outputs(notebook, kind):
    return [
        "".join(found) if isinstance(found, list) else found
        for cell in notebook["cells"]
        for output in cell.get("outputs", ())
        if (found := output.get("data", {}).get(kind)) is not None
    ]


def result(runs, case):
    return outputs(runs[case], "application/json")[-1]


def test_the_targets_are_decided_by_whole_counts(runs):
    """All 159 must pass; 80 percent of 159 are 128, of 50 are 40."""
    for case, agencies, needed in (("departments", 159, 128), ("districts", 50, 40)):
        found = result(runs, case)
        assert found["synthetic"] is True
        assert (found["agencies"], found["passing"]["needed"]) == (agencies, agencies)
        assert found["no_gift"]["needed"] == needed
        reached = sum(one["published"] >= 85 for one in found["units"])
        assert found["passing"]["reached"] == reached
        assert sum(found["states"].values()) == agencies


def test_a_file_is_judged_with_those_that_are_not_in_it(runs):
    """Three of four agencies are in the file: the fourth counts as not reaching."""
    found = result(runs, "file")
    assert found["synthetic"] is False
    assert (found["agencies"], found["missing"], found["passing"]["of"]) == (3, 1, 4)
    assert found["passing"]["reached"] == 2
    assert found["no_gift"]["reached"] == 2
    assert found["assumed_spread"] == 20
    near = [one["unit"] for one in found["units"] if one["state"] == "within"]
    assert near == ["กรมสมมติ ก"]


def test_the_season_of_bangkok_is_the_snapshot_of_the_source(runs):
    """22 and 12 of 50 on 2 March 2566; that all finish in time is next to impossible."""
    found = result(runs, "bangkok")
    assert (found["done"], found["offices"]) == ({"IIT": 22, "EIT": 12}, 50)
    assert found["as_of"] == "2023-03-02"
    assert found["chance_all"]["all"] < 0.001
    assert found["effort"] > 10


def test_a_later_snapshot_and_a_later_last_day_make_it_likelier(runs):
    """46 and 45 of 50 on 1 April, until the end of June: most of the work is done."""
    found = result(runs, "april")
    assert found["done"] == {"IIT": 46, "EIT": 45}
    assert found["chance_all"]["all"] > 0.5
    assert found["effort"] <= 1
    assert found["assumptions"]["A-047"] == "2023-06-30"


def test_the_noise_of_one_agency_adds_up(runs):
    """Chances of the grades add up to one; with everybody near the top the best is likely."""
    for case in ("noise", "wide"):
        chances = result(runs, case)["chances"]
        assert sum(chances.values()) == pytest.approx(1)
    assert result(runs, "wide")["chances"]["AA"] > 0.8
    assert result(runs, "noise")["chances"]["AA"] < 0.01


def test_the_coverage_check_counts_its_own_trials(runs):
    """30 agencies tried: at least 22 intervals hold (chance of fewer at 95 percent: 1e-4)."""
    for one in result(runs, "noise")["coverage"].values():
        assert one["agencies"] == 30
        assert one["held"] >= 22
        assert one["low"] <= one["percent"] <= one["high"]


@pytest.mark.parametrize("case", CASES)
def test_each_run_shows_provenance_tables_and_described_pictures(runs, case):
    """A card, tables, and at least one picture with words for it."""
    shown = "".join(outputs(runs[case], "text/html"))
    assert "govlab-provenance" in shown
    assert shown.count("<table") >= 2
    assert re.search(r'<img src="data:image/png;base64,[^"]+" alt="[^"]{20,}"', shown)


@pytest.mark.parametrize("case", ["departments", "districts", "noise", "wide"])
def test_what_is_made_up_says_so_in_words(runs, case):
    """Before any figure, in the language of the run."""
    told = "".join(outputs(runs[case], "text/markdown")).casefold()
    word = "synthetic" if CASES[case][1].get("lang") == "en" else "ข้อมูลสังเคราะห์"
    assert word in told


def test_real_figures_are_not_called_made_up(runs):
    """A file of an office is no synthetic data; nor is the snapshot."""
    for case in ("file", "bangkok"):
        assert "ข้อมูลสังเคราะห์" not in "".join(outputs(runs[case], "text/markdown"))


def test_the_numbered_assumptions_stand_in_the_season(runs):
    """A-046 to A-051 are printed with their values, changed ones too."""
    for case in ("bangkok", "april"):
        told = "".join(outputs(runs[case], "text/markdown"))
        assert all(f"A-0{number}" in told for number in range(46, 52))
    assert "2023-06-30" in "".join(outputs(runs["april"], "text/markdown"))


@pytest.mark.parametrize(
    ("name", "given", "word"),
    [
        (PORTFOLIO, {"file": "ไม่มี.xlsx"}, "ไม่มี.xlsx"),
        (SEASON, {"done": ["IIT:22"]}, "IIT:22"),
        (SEASON, {"assume": ["A-048=9"]}, "A-048"),
    ],
)
def test_a_wrong_value_is_told_in_words_and_is_bad_input(name, given, word, tmp_path):
    """No traceback: the room's sentence, and the exit code of bad input."""
    with pytest.raises(NotebookError) as caught:
        run.run_notebook(NOTEBOOKS / f"{name}.ipynb", tmp_path / "out.ipynb", given)
    assert caught.value.exit_code == BAD_INPUT
    assert word in caught.value.in_language("th")
