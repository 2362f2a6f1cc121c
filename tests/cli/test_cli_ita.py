"""``govlab ita score`` and ``govlab ita method``, as scripts call them."""

import json

import openpyxl
import pytest
import typer

from govlab.cli import _app, main
from govlab.cli._ita import add_to

WIDE = "หน่วยงาน,IIT,EIT,OIT\nศูนย์สมมติ,83.41,92.21,100\n"


@pytest.fixture
def say(capsys, monkeypatch):
    """Run the command; return code, stdout and stderr."""
    if not any(group.name == "ita" for group in _app.app.registered_groups):
        app = typer.Typer(pretty_exceptions_enable=False)
        add_to(app)
        monkeypatch.setattr(_app, "app", app)

    def run(*argv):
        code = main([str(part) for part in argv])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    return run


@pytest.fixture
def scores(tmp_path):
    path = tmp_path / "คะแนน.csv"
    path.write_text(WIDE, encoding="utf-8")
    return path


def test_a_table_is_written_only_as_what_its_name_says(say, scores, tmp_path):
    """A workbook is never written under the name of a PDF."""
    code, _, err = say("ita", "score", scores, "--fiscal-year", "2564", "--out", tmp_path / "ก.pdf")
    assert code == 2
    assert ".xlsx หรือ .csv" in err
    assert not (tmp_path / "ก.pdf").exists()


def test_a_total_that_does_not_follow_is_told_in_words(say, tmp_path):
    """The total given is named in the reader's language, with what the parts make."""
    path = tmp_path / "คะแนน.csv"
    path.write_text("หน่วยงาน,IIT,EIT,OIT,คะแนนรวม\nก,80,82,90,88\n", encoding="utf-8")
    code, out, _ = say("ita", "score", path, "--fiscal-year", "2564")
    assert code == 0
    assert "รวมถ่วงน้ำหนัก ที่ให้มา 88.0" in out
    assert "total" not in out


def test_score_gives_what_the_contract_names(say, scores):
    """Units with indicators, instruments, total and grade; noise empty without answers."""
    code, out, _ = say("ita", "score", scores, "--fiscal-year", 2564, "--json")
    unit = json.loads(out)["units"][0]
    assert code == 0
    assert (unit["name"], unit["total"], unit["grade"]) == ("ศูนย์สมมติ", 92.69, "A")
    assert {"indicators", "iit", "eit", "oit", "total_low", "total_high"} <= set(unit)
    assert unit["grade_probabilities"] == {}


def test_score_speaks_thai_to_people(say, scores):
    """Total and grade in a sentence."""
    code, out, _ = say("ita", "score", scores, "--fiscal-year", 2564)
    assert code == 0
    assert "รวม 92.69 คะแนน ระดับ A" in out


def test_score_refuses_an_impossible_value_with_its_cell(say, scores):
    """Exit 2, and the problem with row and column in the document."""
    scores.write_text(WIDE.replace("83.41", "101"), encoding="utf-8")
    code, out, err = say("ita", "score", scores, "--fiscal-year", 2564, "--json")
    problem = json.loads(out)["error"]["problems"][0]
    assert (code, problem["row"], problem["column"]) == (2, 2, "IIT")
    assert "101" in err


def test_score_of_an_unsure_year_needs_consent(say, scores):
    """Without it exit 2 and what is unsure; with it the grades of that year."""
    code, _, err = say("ita", "score", scores, "--fiscal-year", 2568)
    assert code == 2
    assert "--accept-uncertain" in err
    code, out, _ = say(
        "ita", "score", scores, "--fiscal-year", 2568, "--accept-uncertain", "--json"
    )
    assert (code, json.loads(out)["units"][0]["grade"]) == (0, "ผ่าน")


def test_several_files_are_one_table(say, scores, tmp_path):
    """Instruments may stand in files of their own; the result can be written."""
    scores.write_text("หน่วยงาน,IIT,EIT\nก,80,90\n", encoding="utf-8")
    papers = tmp_path / "oit.csv"
    heads = ",".join(f"O{place}" for place in range(1, 44))
    papers.write_text(f"หน่วยงาน,{heads}\nก,{','.join(['100'] * 41)},0,0\n", encoding="utf-8")
    out = tmp_path / "ผล.xlsx"
    argv = ["ita", "score", scores, papers, "--fiscal-year", 2564, "--out", out, "--json"]
    code, text, _ = say(*argv)
    assert (code, json.loads(text)["units"][0]["oit"]) == (0, 75)
    rows = list(openpyxl.load_workbook(out)["ITA"].values)
    assert rows[0][0] == "unit"
    assert rows[1][rows[0].index("published")] == 81.0


def test_a_file_of_the_country_takes_the_rest_from_others(say, scores, tmp_path):
    """Answers in Parquet, the other instruments in CSV, one total."""
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    from govlab import ita

    how = ita.method(2564)
    columns = {code: [max(how.points(code))] * 4 for code in how.codes("IIT", "response")}
    path = tmp_path / "iit.parquet"
    table = {"unit": ["ก"] * 4} | {code: pa.array(v, pa.int8()) for code, v in columns.items()}
    pq.write_table(pa.table(table), path)
    scores.write_text("หน่วยงาน,EIT,OIT\nก,90,100\n", encoding="utf-8")
    argv = ["ita", "score", path, scores, "--fiscal-year", 2564, "--accept-uncertain", "--json"]
    code, out, _ = say(*argv)
    assert (code, json.loads(out)["units"][0]["total"]) == (0, 97)


def test_a_method_is_made_checked_and_used(say, scores, tmp_path):
    """Workbook, proof, file in the home, and a score by it."""
    book, place = tmp_path / "2569.xlsx", tmp_path / "home"
    place.mkdir()
    argv = ["--fiscal-year", 2569, "--home", place, "--json"]
    code, out, _ = say("ita", "method", "new", "--out", book, *argv)
    assert (code, json.loads(out)["taken_from"]) == (0, 2568)
    code, out, _ = say("ita", "method", "check", book, "--home", place, "--json")
    assert (code, json.loads(out)["holds"]) == (0, True)
    code, out, _ = say("ita", "score", scores, "--accept-uncertain", *argv)
    assert (code, json.loads(out)["method"]["file"]) == (0, "state/ita_methods/2569.yaml")


def test_an_inconsistent_workbook_ends_with_1_and_keeps_nothing(say, tmp_path):
    """The check did not hold: findings by cell, no method."""
    book, place = tmp_path / "2569.xlsx", tmp_path / "home"
    place.mkdir()
    say("ita", "method", "new", "--fiscal-year", 2569, "--out", book)
    found = openpyxl.load_workbook(book)
    found["เครื่องมือ"]["D2"] = 35
    found.save(book)
    code, out, _ = say("ita", "method", "check", book, "--home", place, "--json")
    finding = json.loads(out)["findings"][0]
    assert (code, finding["sheet"], finding["column"]) == (1, "เครื่องมือ", "น้ำหนัก (ร้อยละ)")
    assert not (place / "state").exists()


def test_methods_are_listed_with_what_is_sure(say):
    """Each year and the finest level that needs no consent."""
    code, out, _ = say("ita", "method", "list", "--json")
    rows = {row["fiscal_year"]: row for row in json.loads(out)}
    assert code == 0
    assert rows[2564]["sure"] == {"IIT": "item", "EIT": "indicator", "OIT": "item"}
    assert rows[2568]["sure"] == {}


def test_a_method_shows_what_each_document_is_worth(say):
    """O42 and O43: five points each."""
    code, out, _ = say("ita", "method", "show", "--fiscal-year", 2564, "--json")
    worth = {row["item"]: row["points"] for row in json.loads(out)["effective_weights"]}
    assert (code, worth["O42"], worth["O43"]) == (0, 5, 5)
