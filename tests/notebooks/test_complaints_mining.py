"""The notebook that mines a log: a simulated one, and a file of one's own."""

import json

import pytest

from govlab import complaints, home, logs, run
from govlab.complaints._simulate import simulate

NOTEBOOK = home.find().folder("notebooks") / "research" / "complaints_mining.ipynb"


def outputs(path, kind):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [
        "".join(found) if isinstance(found, list) else found
        for cell in notebook["cells"]
        for output in cell.get("outputs", ())
        if (found := output.get("data", {}).get(kind)) is not None
    ]


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Run it on a simulated log, and on a file with headings of its own and no process."""
    folder = tmp_path_factory.mktemp("mining")
    made = simulate(complaints.process("reference"), days=30, seed=4).log()
    path = logs.write(made, folder / "log.csv")
    text = path.read_text(encoding="utf-8-sig")
    own = text.replace("case,seq,activity", "ทะเบียน,seq,สิ่งที่ทำ", 1)
    path.write_text(own, encoding="utf-8-sig")
    given = {
        "log": str(path), "columns": ["ทะเบียน=case", "สิ่งที่ทำ=activity"], "k": 10, "lang": "en",
        "charts_to": str(folder),
    }  # fmt: skip
    jobs = [
        run.Job(NOTEBOOK, folder / "simulated.ipynb", {"days": 90}),
        run.Job(NOTEBOOK, folder / "own.ipynb", given),
    ]
    return [one.output for one in run.run_many(jobs, workers=2, folder=folder)]


def test_a_simulated_log_is_mined_checked_and_called_simulated(runs):
    """Bangkok's process is the default; every rule of the way holds; the words say simulated."""
    [found] = outputs(runs[0], "application/json")
    assert found["simulated"] is True
    assert found["process"] == "bangkok"
    assert found["rules"]["skipped_step"]["violations"] == 0
    assert found["rules"]["late_deadline"]["examined"] > 0
    assert found["suppressed_below"] == 5
    assert "จำลอง" in "".join(outputs(runs[0], "text/markdown"))
    assert "(A-200)" in "".join(outputs(runs[0], "text/markdown"))
    assert 'alt="' in "".join(outputs(runs[0], "text/html"))


def test_a_log_of_ones_own_is_mined_without_a_process(runs):
    """Headings are mapped, nothing is compared, charts are kept where asked for."""
    [found] = outputs(runs[1], "application/json")
    assert found["rules"] is None
    assert found["cases"] > 100
    assert found["suppressed_below"] == 10
    assert (runs[1].parent / "ways.png").is_file()
