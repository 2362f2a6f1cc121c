"""The research notebooks: other parameters, what they show, and what their figures rest on."""

import json
import re
import shutil

import pytest

from govlab import datasets, home, run
from govlab.jobs._reproduce import study_notebooks

PLACE = home.find()
ALL = study_notebooks(PLACE)  # the others recompute nothing published; each has tests of its own
MODELS = ("projects/", "ita_methods/", "processes/")
ID = re.compile(r"\b(?:S[0-4]-(?:X[0-9]+|[0-9]{3})|R-[0-9]{3}|A-[0-9]{3})\b")
# Parameters beside the defaults (which `govlab reproduce` runs), and what must come out.
CASES = {
    "bangkok_month": (
        {"finding_day": "16 มีนาคม 2566", "assume": ["A-002=working days"], "lang": "en"},
        {"due": "3 May 2023", "via_traffy": 65.2},
    ),
    "directive_cascade": ({"assume": ["A-010=7"]}, {"gone": 149}),
    "ita_moral_center": ({"lang": "en"}, {"rise": 4.11, "to_next.2564": 2.31}),
    "ita_national_trend": ({"first_year": 2563, "lang": "en"}, {"rise": 25.92}),
    "project_budget": (
        {"project": "โครงการ.yaml", "assume": ["A-005=30"]},
        {"trainees": 300, "baht_person.4": 2500},
    ),
    "reporting_calendar": ({"fiscal_year": 2570, "assume": ["A-007=15"]}, {"reports": 11}),
}  # fmt: skip


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Run each notebook with other parameters, side by side."""
    folder = tmp_path_factory.mktemp("research")
    shutil.copy(
        PLACE.folder("datasets") / "projects" / "project_2567.yaml", folder / "โครงการ.yaml"
    )
    jobs = [run.Job(path, folder / path.name, CASES[path.stem][0]) for path in ALL]
    done = run.run_many(jobs, workers=2, folder=folder)
    return {path.stem: read(one.output) for path, one in zip(ALL, done, strict=True)}


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def outputs(notebook, kind):
    return [
        "".join(found) if isinstance(found, list) else found
        for cell in notebook["cells"]
        for output in cell.get("outputs", ())
        if (found := output.get("data", {}).get(kind)) is not None
    ]


@pytest.mark.parametrize("name", CASES)
def test_other_parameters_give_other_headlines_and_every_figure_still_holds(runs, name):
    """Each notebook is a view: another year, file, day or assumption, and it still holds."""
    found = outputs(runs[name], "application/json")[-1]
    headlines = {one["id"]: one["value"] for one in found["headlines"]}
    assert found["holds"]
    assert {key: headlines[key] for key in CASES[name][1]} == CASES[name][1]


@pytest.mark.parametrize("name", CASES)
def test_each_shows_a_card_for_every_dataset_it_names_and_a_described_chart(runs, name):
    """Provenance stands above, with digests; every picture has words for it."""
    shown = "".join(outputs(runs[name], "text/html"))
    names = outputs(runs[name], "application/json")[-1]["stands_on"]["datasets"]
    assert shown.count("govlab-provenance") == len(names) >= 1
    assert re.search(r'<img src="data:image/png;base64,[^"]+" alt="[^"]{20,}"', shown)


@pytest.mark.parametrize("name", CASES)
def test_each_prints_the_ids_that_it_stands_on_and_all_of_them_exist(runs, name):
    """Facts, findings, references and assumptions are printed, and none is made up."""
    printed = set(ID.findall("".join(outputs(runs[name], "text/markdown"))))
    stands_on = outputs(runs[name], "application/json")[-1]["stands_on"]
    known = {row["id"] for row in datasets.load("source_facts").records()}
    for table in ("source_findings", "references", "assumptions"):
        known |= {row["id"] for row in datasets.load(table).records()}
    assert printed
    assert printed <= known
    assert set(stands_on["sources"]) <= known
    assert {one["id"] for one in stands_on["assumptions"]} <= printed


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_a_parameter_that_is_a_figure_names_its_source_or_assumption(path):
    """A year, a day, a number as a default rests on an id; words and switches need none."""
    for one in run.describe(path):
        if one.kind.name in {"int", "float", "date"}:
            assert ID.search(one.help), one.name


def bare(part, where=(), named=False):
    """Yield the numbers of a model file around which nothing names a source."""
    if isinstance(part, dict):
        basis = any(part.get(key) for key in ("source", "source_ids", "assumption", "cite"))
        for key, value in part.items():
            yield from bare(value, (*where, key), named or basis)
    elif isinstance(part, list):
        for value in part:
            yield from bare(value, where, named)
    elif (
        not named and not isinstance(part, bool) and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", str(part))
    ):
        yield where, str(part)


@pytest.mark.parametrize("name", [name for name in datasets.names() if name.startswith(MODELS)])
def test_every_number_of_a_model_file_names_its_source_or_assumption(name):
    """Projects, ITA methods, processes: what is a figure rests on an id around it."""
    tree = datasets.read_tree(name).content
    free = {("schema",), ("fiscal_year",)}
    if tree.get("weights_basis", {}).get("source"):
        free.add(("instruments", "weight"))
    # The points of an answer are those of a table whose rows have their sources.
    known = {f"{row['value']:g}" for row in datasets.load("ita_method_values").records()}
    left = [
        (where, number)
        for where, number in bare(tree)
        if where not in free and not (where[-1] == "points" and number in known)
    ]
    assert left == []


def test_a_bare_number_in_a_model_file_is_found():
    """The check above could fail: a number with no id around it is told with its place."""
    tree = {"budget": {"total": 5}, "kpis": [{"value": 9, "source_ids": ["S4-066"]}]}
    assert list(bare(tree)) == [(("budget", "total"), "5")]


def test_a_rule_that_takes_no_id_is_found(tmp_path):
    """The check above could fail: a bare number as a default has no id."""
    path = tmp_path / "bare.ipynb"
    notebook = read(ALL[0])
    for cell in notebook["cells"]:
        if "parameters" in cell["metadata"].get("tags", ()):
            cell["source"] = ["count: int = 5  # จำนวน · count\n", *cell["source"]]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    bare = [one for one in run.describe(path) if one.name == "count"]
    assert [ID.search(one.help) for one in bare] == [None]


def test_every_study_has_a_case_here():
    """No study is run with its defaults alone."""
    assert {path.stem for path in ALL} == set(CASES)
