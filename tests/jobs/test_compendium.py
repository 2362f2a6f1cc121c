"""A notebook as an archive: whole, described, the same bytes, and able to rerun."""

import json
import shutil
import zipfile
from datetime import date
from hashlib import sha256

import pytest

from govlab import cli, datasets, home, jobs, run
from govlab.cli import _app, _reproduce
from govlab.errors import InputError

NOTEBOOKS = home.find().folder("notebooks") / "research"
DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Write an office's own project file."""
    path = tmp_path_factory.mktemp("office") / "โครงการ_2567.yaml"
    shutil.copy(home.find().folder("datasets") / "projects" / "project_2567.yaml", path)
    return path


@pytest.fixture(scope="module")
def archives(tmp_path_factory, project):
    """Archive the same notebook with the same parameters twice."""
    folder = tmp_path_factory.mktemp("archives")
    given = {"lang": "en", "project": str(project), "assume": ["A-005=30"]}
    return [
        jobs.compendium(NOTEBOOKS / "project_budget.ipynb", folder / f"{name}.zip", given, day=DAY)
        for name in ("one", "two")
    ]


@pytest.fixture(scope="module")
def unpacked(archives, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(archives[0].archive) as archive:
        archive.extractall(folder)
    return folder


def graph(folder):
    document = json.loads((folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    assert document["@context"] == "https://w3id.org/ro/crate/1.1/context"
    return {one["@id"]: one for one in document["@graph"]}


def test_two_archives_of_one_run_are_the_same_bytes(archives):
    """Neither times of the run nor random names of tables are in the archive."""
    assert archives[0].sha256 == archives[1].sha256
    assert archives[0].archive.read_bytes() == archives[1].archive.read_bytes()


def test_the_archive_holds_what_a_journal_asks_for(archives):
    """Notebook, run, parameters, data, charts, lock, licences, citation, a way to rerun."""
    assert {
        "CITATION.cff",
        "LICENSE",
        "LICENSE-CONTENT",
        "README.md",
        "charts/budget.png",
        "charts/budget.svg",
        "datasets/assumptions.csv",
        "datasets/datapackage.json",
        "datasets/ministry_centre_units.csv",
        "datasets/source_facts.csv",
        "environment.txt",
        "executed/project_budget.ipynb",
        "inputs/โครงการ_2567.yaml",
        "locks/workshop.txt",
        "notebooks/project_budget.ipynb",
        "parameters.json",
        "ro-crate-metadata.json",
    } <= set(archives[0].files)


def test_the_crate_describes_every_file_and_how_the_results_came_about(unpacked, archives):
    """RO-Crate 1.1: descriptor, root, every file once with its digest, and the run."""
    found = graph(unpacked)
    descriptor, root = found["ro-crate-metadata.json"], found["./"]
    assert descriptor["about"] == {"@id": "./"}
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    assert root["datePublished"] == "2026-11-22"
    assert {"name", "description", "license", "author"} <= set(root)
    parts = {one["@id"] for one in root["hasPart"]}
    assert parts == set(archives[0].files) - {"ro-crate-metadata.json"}
    for name in parts:
        content = (unpacked / name).read_bytes()
        assert "File" in found[name]["@type"]
        assert found[name]["sha256"] == sha256(content).hexdigest()
        assert found[name]["contentSize"] == str(len(content))
    action = found["#run"]
    assert {"@id": "notebooks/project_budget.ipynb"} in action["instrument"]
    assert {"@id": "executed/project_budget.ipynb"} in action["result"]
    assert {"@id": "inputs/โครงการ_2567.yaml"} in action["object"]


def test_every_id_that_the_crate_refers_to_stands_in_it(unpacked):
    """No reference leads nowhere."""
    found = graph(unpacked)

    def references(part):
        if isinstance(part, dict):
            if set(part) == {"@id"}:
                yield part["@id"]
            for value in part.values():
                yield from references(value)
        elif isinstance(part, list):
            for value in part:
                yield from references(value)

    outside = {"https://w3id.org/ro/crate/1.1"}
    assert set(references(list(found.values()))) - set(found) <= outside | set(found)


def test_no_folder_of_the_machine_is_in_the_archive(unpacked, project):
    """The office's file is named by its place in the archive."""
    parameters = json.loads((unpacked / "parameters.json").read_text(encoding="utf-8"))
    assert parameters["project"] == "inputs/โครงการ_2567.yaml"
    for path in unpacked.rglob("*"):
        if path.suffix in {".ipynb", ".json", ".md", ".txt"}:
            assert str(project.parent) not in path.read_text(encoding="utf-8")


def test_the_archive_reruns_from_its_own_data(unpacked, monkeypatch, tmp_path):
    """Unpacked, it is a home whose seals hold, and the notebook gives the same figures."""
    place = home.Home(unpacked)
    assert datasets.verify(place) == []
    monkeypatch.setenv("GOVLAB_HOME", str(unpacked))
    given = json.loads((unpacked / "parameters.json").read_text(encoding="utf-8"))
    again = run.run_notebook(
        unpacked / "notebooks" / "project_budget.ipynb",
        tmp_path / "again.ipynb",
        given | {"charts_to": ""},
        folder=unpacked,
    )
    from govlab.jobs._reproduce import result_of

    assert result_of(again.output) == result_of(unpacked / "executed" / "project_budget.ipynb")


def test_the_readme_says_in_both_languages_how_to_rerun(unpacked):
    """Thai first, English after it, with the command and the parameters."""
    text = (unpacked / "README.md").read_text(encoding="utf-8")
    assert text.index("## รันซ้ำ") < text.index("## Run it again")
    assert text.count("govlab run notebooks/project_budget.ipynb --home .") == 2
    assert "`project` = `inputs/โครงการ_2567.yaml`" in text


def test_another_ending_is_refused_before_the_run(tmp_path):
    """An archive is a .zip."""
    with pytest.raises(InputError, match=r"\.zip"):
        jobs.compendium(NOTEBOOKS / "project_budget.ipynb", tmp_path / "a.rar", day=DAY)


def test_the_command_gives_parameters_date_and_language_on(monkeypatch, capsys, archives):
    """-p, --date and --lang reach the job; the document names archive and digest."""
    if "compendium" not in {one.name for one in _app.app.registered_commands}:
        _reproduce.add_to(_app.app)
    asked = {}

    def made(notebook, archive, parameters, **named):
        asked.update(named, notebook=notebook, archive=archive, parameters=parameters)
        return archives[0]

    monkeypatch.setattr(jobs, "compendium", made)
    notebook = str(NOTEBOOKS / "reporting_calendar.ipynb")
    argv = ["compendium", notebook, "-p", "fiscal_year=2570", "--date", "2027-01-05", "--lang=en"]
    assert cli.main([*argv, "--json"]) == 0
    assert asked["parameters"] == {"fiscal_year": "2570", "lang": "en"}
    assert asked["day"] == date(2027, 1, 5)
    assert asked["archive"].name == "reporting_calendar.zip"
    assert json.loads(capsys.readouterr().out)["sha256"] == archives[0].sha256
