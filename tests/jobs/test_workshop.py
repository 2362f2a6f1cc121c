"""The main job at this stage: two scenario notebooks into a folder."""

import json

import pytest

from govlab import cli, jobs
from govlab.errors import FaultError


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Run the main job once, through the command."""
    folder = tmp_path_factory.mktemp("งาน") / "ผลลัพธ์"
    assert cli.main(["workshop", "--out", str(folder)]) == 0
    return folder


def test_the_folder_holds_notebooks_pages_and_a_summary(made):
    """Both scenarios stand there as notebook and as page, and the summary lists them."""
    names = {path.name for path in made.iterdir()}
    assert names == {
        "ita_agency.ipynb",
        "ita_agency.html",
        "complaints_bangkok.ipynb",
        "complaints_bangkok.html",
        "summary.json",
    }
    summary = json.loads((made / "summary.json").read_text(encoding="utf-8"))
    assert [one["parameters"]["lang"] for one in summary["notebooks"]] == ["th", "th"]


def test_the_summary_says_what_is_still_to_come(made):
    """Nobody takes this stage for the whole: the missing parts are named."""
    summary = json.loads((made / "summary.json").read_text(encoding="utf-8"))
    assert summary["to_come"] == ["grading", "certificates", "report"]


def test_a_file_in_the_way_of_the_folder_is_a_fault_and_stays(tmp_path, capsys):
    """An output folder that is a file is said in one sentence; the file is untouched."""
    way = tmp_path / "ผลลัพธ์"
    way.write_text("ของเดิม", encoding="utf-8")
    assert cli.main(["workshop", "--out", str(way)]) in {2, 3}
    told = capsys.readouterr().err
    assert "ผลลัพธ์" in told
    assert "Traceback" not in told
    assert way.read_text(encoding="utf-8") == "ของเดิม"


def test_a_disk_that_fills_up_leaves_no_half_summary(tmp_path, monkeypatch):
    """When the summary cannot be written the fault is raised and no part of it stays."""

    def full(path, value):
        msg = "disk full"
        raise FaultError(msg)

    monkeypatch.setattr("govlab.run.run_many", lambda *_, **__: [])
    monkeypatch.setattr("govlab.files.write_json", full)
    with pytest.raises(FaultError):
        jobs.run_workshop(tmp_path / "out")
    assert not (tmp_path / "out" / "summary.json").exists()
