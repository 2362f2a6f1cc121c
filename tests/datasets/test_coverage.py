"""Coverage, descriptions, cards and the verbs that show them."""

import json
import shutil

import pytest

from govlab import cli, datasets, home
from govlab.datasets._coverage import MUST_STAND
from govlab.errors import UnknownNameError


@pytest.fixture(scope="module")
def found():
    """Compute the coverage once."""
    return datasets.coverage()


@pytest.fixture
def place(tmp_path):
    """Make a home with datasets and course of its own."""
    for name in ("datasets", "course"):
        shutil.copytree(home.find().folder(name), tmp_path / name)
    return home.Home(tmp_path)


def test_each_fact_stands_somewhere_or_says_why_not(found):
    """Of the 307 facts none is left without a place or a reason."""
    assert len(found.facts) == 307
    assert found.holds
    for one in found.facts:
        assert bool(one.places) != (one.reason is not None), one.fact.id


def test_every_number_rule_deadline_allocation_and_target_is_data(found):
    """What researchers compute with stands in a dataset, not in a lesson alone."""
    needed = [one for one in found.facts if one.fact.kind in MUST_STAND]
    assert len(needed) == 63
    for one in needed:
        assert any(standing.kind == "dataset" for standing in one.places), one.fact.id


def test_a_place_names_file_row_and_columns(found):
    """The report leads to the cell, and to the item of the course."""
    one = next(one for one in found.facts if one.fact.id == "S2-038")
    told = [str(standing) for standing in one.places]
    assert "complaints_bangkok_month row 3 [count]" in told
    assert any(standing.kind == "item" for standing in one.places)
    assert len(found.frame()) == 307


def test_a_fact_that_stands_nowhere_is_missing(place):
    """A number whose last citation goes is named, and the verb ends with 1."""
    for path in (place.root / "datasets").glob("*.csv"):
        if path.name != "source_facts.csv":
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace("S4-081", "S4-078"), encoding="utf-8", newline="")
    for path in (place.root / "datasets").glob("*.csv"):
        if path.name == "source_facts.csv":
            text = path.read_text(encoding="utf-8")
            path.write_text(
                text.replace(",doc-ref,หนังสือกระทรวงการคลัง", ",rule,หนังสือกระทรวงการคลัง"),
                encoding="utf-8",
                newline="",
            )
    datasets.seal(place)
    assert [one.fact.id for one in datasets.coverage(place).missing] == ["S4-081"]


def test_a_fact_is_found_by_its_id():
    """A fact comes with document, place, words, value; a wrong id is refused."""
    one = datasets.fact("S4-097")
    assert (one.document, one.kind, one.value) == ("S4", "target", ">= 60 / zone")
    assert "๖๐" in one.thai
    with pytest.raises(UnknownNameError, match="S4-130"):
        datasets.fact("S4-999")


@pytest.mark.parametrize("lang", ["th", "en"])
def test_a_description_holds_columns_units_and_ids(lang):
    """Columns with types and units, rows, conflicts, facts and assumptions in one page."""
    one = datasets.describe("directive_journey", lang)
    assert one.rows == 10
    assert {"A-003", "A-011"} <= set(one.assumption_ids)
    assert {"S4-024", "S4-X11"} <= set(one.source_ids)
    assert one.conflicts == 3
    told = str(one) + one._repr_html_()
    for part in ("date", "S4-024", "A-003"):
        assert part in told
    assert json.dumps(one.as_dict(), ensure_ascii=False)


def test_a_tree_is_described_too():
    """The project file has its columns and the facts it rests on."""
    one = datasets.describe("projects/project_2567")
    assert {"each", "units", "total"} <= {column.name for column in one.columns}
    assert {"S4-088", "S4-X4"} <= set(datasets.sources("projects/project_2567"))


@pytest.mark.parametrize(("lang", "heading"), [("th", "หน่วย"), ("en", "Units")])
def test_the_card_above_a_table_shows_rows_units_and_conflicts(lang, heading):
    """A notebook's reader sees beside the source what the numbers are and what disagrees."""
    card = datasets.load("legal_references").card(lang)
    for told in (str(card), card._repr_html_()):
        assert heading in told
        assert "S4-X9" in told
        assert "B.E." in told


@pytest.mark.parametrize("verb", ["audit", "coverage"])
def test_the_checks_are_verbs_and_end_well(verb, capsys):
    """The command prints one JSON document and ends with 0 where all is well."""
    assert cli.main(["datasets", verb, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)


def test_the_audit_verb_ends_with_one_where_a_figure_differs(place, capsys):
    """A wrong figure is a check that did not hold."""
    path = place.root / "datasets/ita_moral_center.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("80.79", "80.97", 1), encoding="utf-8")
    datasets.seal(place)
    assert cli.main(["datasets", "audit", "--home", str(place.root)]) == 1
    assert "80.97" in capsys.readouterr().out


def test_describe_is_a_verb(capsys):
    """A script reads columns and ids of one dataset."""
    assert cli.main(["datasets", "describe", "assumptions", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["name"] == "assumptions"
    assert "value" in {one["name"] for one in told["columns"]}
