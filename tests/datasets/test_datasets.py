"""Documented data: loading, provenance, seal, schema."""

import json
import shutil

import frictionless
import pandas as pd
import pytest

from govlab import datasets, home
from govlab.errors import InputError, MissingFileError, TamperedError, UnknownNameError

CODES = {"IIT", "EIT", "OIT", "total"}


@pytest.fixture
def place(tmp_path):
    """Make a home with datasets of its own, free to be spoilt."""
    shutil.copytree(home.find().folder("datasets"), tmp_path / "datasets")
    return home.Home(tmp_path)


def spoil(place, name, old, new):
    path = place.root / "datasets" / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")


def test_a_dataset_comes_with_its_provenance():
    """A frame never travels without source, ids, licence, kind and digest."""
    found = datasets.load("ita_moral_center")
    assert set(found.frame["code"]) == CODES
    told = found.provenance
    assert (told.licence, told.synthetic) == ("CC-BY-4.0", False)
    assert "S3-006" in told.source_ids
    assert len(told.sha256) == 64


def test_columns_have_the_types_of_the_datapackage():
    """Integers, numbers, booleans and dates are typed, and empty cells are missing."""
    scores = datasets.load("ita_moral_center").frame
    assert scores["fiscal_year"].dtype == "Int64"
    assert scores["score"].dtype == "Float64"
    assert scores["grade"].isna().sum() == 7
    days = datasets.load("thai_government_holidays").frame
    assert pd.api.types.is_datetime64_any_dtype(days["date"])
    assert days["certain"].dtype == "boolean"


def test_records_are_plain_and_empty_cells_are_none():
    """Rows for code without pandas hold Python values, and None where nothing stands."""
    first = datasets.load("ita_moral_center").records()[0]
    assert first["grade"] is None
    assert type(first["fiscal_year"]) is int


@pytest.mark.parametrize("lang", ["th", "en"])
def test_the_card_names_source_licence_and_kind(lang):
    """The card above a table says in its language where the data come from."""
    card = datasets.load("complaints_bangkok_month").card(lang)
    kind = {"th": "ข้อมูลจริงตามเอกสาร", "en": "real, as published"}[lang]
    for shown in (str(card), card._repr_html_()):
        assert "S2-037" in shown
        assert "CC-BY-4.0" in shown
        assert kind in shown


def test_the_card_escapes_what_a_descriptor_says(place):
    """A title with markup in it is shown, not obeyed."""
    spoil(place, "datapackage.json", "Numbered assumptions", "<script>alert(1)</script>")
    assert "<script>" not in datasets.load("assumptions", place).card("en")._repr_html_()


def test_an_unknown_name_offers_the_nearest():
    """A misspelt name is answered with the right one."""
    with pytest.raises(UnknownNameError, match="near: ita_moral_center"):
        datasets.load("ita_moral_centre")


def test_tables_and_trees_are_opened_each_by_its_own_door():
    """A tree is no table and a table is no tree; each message names the other door."""
    with pytest.raises(InputError, match="read_tree"):
        datasets.load("ita_methods/2564")
    with pytest.raises(InputError, match=r"datasets\.load"):
        datasets.read_tree("ita_moral_center")
    assert datasets.read_tree("ita_methods/2564").content["fiscal_year"] == 2564


def test_one_changed_digit_breaks_the_seal(place):
    """A dataset that is not what was sealed is refused, and verify names it."""
    spoil(place, "ita_moral_center.csv", "80.79", "80.97")
    with pytest.raises(TamperedError, match="ita_moral_center"):
        datasets.load("ita_moral_center", place)
    assert [(one.name, one.rule) for one in datasets.verify(place)] == [
        ("ita_moral_center", "sealed")
    ]


def test_an_intended_change_is_sealed_again(place):
    """After seal() the change is the recorded state, and only that dataset was touched."""
    spoil(place, "assumptions.csv", "calendar days,", "working days,")
    assert datasets.seal(place) == ["assumptions"]
    assert datasets.seal(place) == []
    assert datasets.verify(place) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "rule"),
    [
        ("ita_moral_center.csv", "2563,IIT", "2563,EIT", "unique"),
        ("ita_moral_center.csv", ",80.79,", ",180.79,", "maximum"),
        ("ita_moral_center.csv", ",80.79,", ",,", "required"),
        ("ita_moral_center.csv", "2563,IIT", "2563,IITX", "enum"),
        ("complaints_bangkok_month.csv", "2023-02,total", "2023-2,total", "pattern"),
        ("complaints_bangkok_month.csv", ",23,", ",-23,", "minimum"),
    ],
)
def test_a_cell_that_breaks_its_schema_is_found_by_row_and_column(place, name, old, new, rule):
    """Each constraint of the datapackage is checked, whatever the seal says."""
    spoil(place, name, old, new)
    datasets.seal(place)
    found = datasets.verify(place)
    assert rule in {one.rule for one in found}
    assert all("row 2" in str(one.words) or rule == "unique" for one in found)


def test_a_word_in_a_number_column_is_named(place):
    """A cell of the wrong type names dataset, column and type."""
    spoil(place, "ita_moral_center.csv", ",80.79,", ",แปดสิบ,")
    datasets.seal(place)
    with pytest.raises(InputError, match=r"'ita_moral_center', column 'score'.*number"):
        datasets.load("ita_moral_center", place)


def test_a_changed_heading_is_named(place):
    """Columns other than the described ones are refused."""
    spoil(place, "ita_moral_center.csv", "label_th", "label")
    datasets.seal(place)
    with pytest.raises(InputError, match="label_th"):
        datasets.load("ita_moral_center", place)


def test_a_missing_and_an_undescribed_file_are_findings(place):
    """A file that is gone and a file that nothing describes are both seen."""
    folder = place.root / "datasets"
    (folder / "assumptions.csv").rename(folder / "ข้อสันนิษฐาน.csv")
    with pytest.raises(MissingFileError):
        datasets.load("assumptions", place)
    assert {one.rule for one in datasets.verify(place)} == {"present", "described"}


def test_the_datapackage_is_a_valid_frictionless_package():
    """An independent reader finds package and tables valid, digests and types included."""
    folder = home.find().folder("datasets")
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    tables = [one for one in descriptor["resources"] if one["format"] == "csv"]
    package = frictionless.Package.from_descriptor(
        descriptor | {"resources": tables}, basepath=str(folder)
    )
    report = package.validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "note"])


def test_everything_shipped_is_as_sealed():
    """The data in the package are what the datapackage says."""
    assert datasets.verify() == []


def test_assumptions_named_by_a_dataset_exist():
    """An assumption id in any table stands in assumptions.csv."""
    known = set(datasets.load("assumptions").frame["id"])
    rule = datasets.load("complaint_deadlines_bangkok").frame
    named = {one for cell in rule["assumption_ids"] for one in cell.split(";")}
    assert named
    assert named <= known
