"""The plan on paper: sheet, page, drafts, chart, folder, and the verb that makes them."""

import json
import re
import subprocess
import sys
from datetime import date

import docx
import openpyxl
import pandas as pd
import pytest
from docx.oxml.ns import qn

from govlab import ita, tables
from govlab.cli import main
from govlab.ita import improvement

BY = date(2022, 3, 1)
FILES = {
    "O42-draft.docx",
    "O43-draft.docx",
    "executive.docx",
    "executive.html",
    "plan.json",
    "self-check.xlsx",
    "waterfall.png",
}


@pytest.fixture(scope="module")
def plan():
    return improvement.cheapest(improvement.example(), target=95, probability=0.5, seed=2567)


@pytest.fixture(scope="module")
def folder(plan, tmp_path_factory):
    place = tmp_path_factory.mktemp("plan") / "แผน"
    assert set(improvement.write_plans(place, [plan], by=BY)) == FILES
    return place


def words(path):
    """Return every word of a Word document: paragraphs, then cells."""
    paper = docx.Document(str(path))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in paper.paragraphs), *cells])


def test_the_draft_of_o42_follows_the_document_of_the_moral_center(folder, plan):
    """Result by instrument, analysis by indicator, weak points, resolution, measures, follow-up."""
    paper = docx.Document(str(folder / "O42-draft.docx"))
    text = words(folder / "O42-draft.docx")
    parts = ("1. ที่มา", "2. การวิเคราะห์ผลรายตัวชี้วัด", "3. ประเด็นที่ควรเปิดเผย", "4. การเสนอผู้บริหาร",
             "5. มาตรการดำเนินการในปี 2565", "6. การกำกับติดตาม")  # fmt: skip
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    for said in ("84.20", "89.07", "ระดับ B", "การปฏิบัติหน้าที่", "แผนบริหารความเสี่ยงและการควบคุมภายใน"):
        assert said in text
    heads = [[cell.text for cell in table.rows[0].cells] for table in paper.tables]
    assert heads[-1][:3] == ["มาตรการ", "ขั้นตอน/วิธีปฏิบัติ", "ผู้รับผิดชอบ/กำกับดูแล"]
    assert len(paper.tables[-1].rows) == 1 + 8
    lowest = min(
        (leaf for leaf in plan.start.leaves if not leaf.document), key=lambda one: one.value
    )
    assert lowest.code in text


@pytest.mark.parametrize("name", ["O42-draft.docx", "O43-draft.docx"])
def test_a_draft_says_so_and_marks_every_blank(folder, name):
    """On every page; and each bracket to be filled in is highlighted, nothing else is."""
    paper = docx.Document(str(folder / name))
    assert "ร่าง" in paper.paragraphs[0].text
    header = paper.sections[0].header.paragraphs[0].text
    assert "ร่าง" in header
    assert "สังเคราะห์" in header
    cells = [cell for table in paper.tables for row in table.rows for cell in row.cells]
    runs = [
        run
        for paragraph in (*paper.paragraphs, *(one for cell in cells for one in cell.paragraphs))
        for run in paragraph.runs
    ]
    marked = {run.text for run in runs if run.font.highlight_color is not None}
    blanks = {run.text for run in runs if re.fullmatch(r"\[เติม[^\]]*\]", run.text)}
    assert marked == blanks
    assert len(blanks) >= 4
    assert "[เติม" not in "".join(run.text for run in runs if run.text not in blanks)


def test_thai_has_a_font_and_size_of_its_own_in_word(folder):
    """Thai is a complex script: without cs and szCs Word would show it in another font."""
    for path in folder.glob("*.docx"):
        for paragraph in docx.Document(str(path)).paragraphs:
            for run in paragraph.runs:
                if run.text:
                    properties = run._r.rPr
                    fonts = properties.find(qn("w:rFonts"))
                    assert fonts.get(qn("w:cs")) == "TH SarabunPSK"
                    assert properties.find(qn("w:szCs")) is not None


def test_the_report_o43_has_a_line_for_every_measure_of_o42(folder):
    """Result, evidence, state and difficulties stand beside each."""
    before = docx.Document(str(folder / "O42-draft.docx")).tables[-1]
    after = docx.Document(str(folder / "O43-draft.docx")).tables[0]
    names = [row.cells[0].text.split("\n")[0] for row in before.rows[1:]]
    assert [row.cells[0].text for row in after.rows[1:]] == names
    assert "☐ เสร็จ" in after.rows[1].cells[3].text


def test_the_sheet_lists_every_document_with_what_it_is_worth(folder):
    """43 rows; what is missing is due before the check, by a Thai date; no cell is a formula."""
    book = openpyxl.load_workbook(folder / "self-check.xlsx")
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 1 + 43
    found = {row[0]: row for row in rows[1:]}
    assert found["O42"][2] == 5.0
    assert found["O42"][3] == "ยังขาด"
    assert found["O42"][6] == "15 ก.พ. 2565"
    assert "คู่มือของปี" in rows[0][1]
    assert found["O1"][3].startswith("พบแล้ว")
    assert all(cell.data_type != "f" for page in book for row in page.iter_rows() for cell in row)
    assert book.sheetnames == ["ตรวจ OIT ด้วยตนเอง", "มาตรการในแผน", "คำอธิบาย"]


def test_a_name_that_looks_like_a_formula_stays_text(tmp_path):
    """What a person calls an agency is never run by Excel, Word or a browser."""
    name = "=1+1<script>alert(1)</script>"
    wide = pd.DataFrame({"unit": [name], "IIT": [80.0], "EIT": [80.0], "OIT": [90.0]})
    here = improvement.start_of(ita.score_table(wide, ita.method(2564)))
    plan = improvement.cheapest(here, target=85, probability=0.5, seed=1)
    improvement.write_plans(tmp_path / "x", [plan])
    assert "<script>" not in (tmp_path / "x" / "executive.html").read_text(encoding="utf-8")
    book = openpyxl.load_workbook(tmp_path / "x" / "self-check.xlsx")
    assert all(cell.data_type != "f" for page in book for row in page.iter_rows() for cell in row)


def test_the_page_names_items_owners_days_and_chance_and_needs_no_network(folder, plan):
    """One HTML file with its own font and picture, in the language asked for."""
    page = (folder / "executive.html").read_text(encoding="utf-8")
    assert '<html lang="th">' in page
    assert "size: A4" in page
    assert not re.search(r"""(?:src|href)=["']https?://""", page)
    for said in ("O42", "O43", "งานจริยธรรม", "15 ก.พ. 2565", "ร้อยละ", "สังเคราะห์", "+5.00"):
        assert said in page
    english = improvement.executive_page(plan, lang="en")
    assert "does not exist" in english
    assert "[fill in]" in english


def test_the_waterfall_adds_up_from_present_to_planned(plan):
    """The gains of the steps are the whole difference, and the picture says each."""
    gained = sum(step.gain for step in plan.steps)
    assert gained == pytest.approx(plan.after.total - plan.before.total, abs=1e-9)
    chart = improvement.waterfall(plan, "en")
    for step in plan.steps:
        assert f"+{step.gain:.2f}" in chart.alt
    assert "84.20" in chart.alt
    [axes] = chart.figure.axes
    assert len(axes.get_yticklabels()) == len(plan.steps) + 2


def test_the_folder_of_two_agencies_is_written_whole(plan, tmp_path):
    """One folder each; what a person put beside the files stays."""
    place = tmp_path / "สองแห่ง"
    place.mkdir()
    (place / "บันทึก.txt").write_text("ของฉัน", encoding="utf-8")
    names = improvement.write_plans(place, [plan, plan], lang="en")
    assert len(names) == 2 * len(FILES)
    assert (place / "02" / "O42-draft.docx").is_file()
    assert (place / "บันทึก.txt").read_text(encoding="utf-8") == "ของฉัน"
    assert "DRAFT" in words(place / "01" / "O43-draft.docx")


def test_the_shares_show_what_every_document_weighs():
    """Two at 5 points come first, nine at 0.44 last; the chart says each sub-indicator."""
    here = improvement.example()
    shares = improvement.item_shares(here, "en")
    assert shares["item"].tolist()[:2] == ["O42", "O43"]
    assert shares["state"].tolist()[:3] == ["missing", "missing", "found"]
    assert shares["points of the total"].tail(9).round(2).tolist() == [0.44] * 9
    assert "O42–O43 (10.2) 5" in improvement.share_chart(here, "en").alt


def test_the_panel_follows_its_boxes_and_sliders():
    """Ticking O42 adds five points to what is shown; the sliders add their share."""
    panel = improvement.panel(improvement.example(), lang="en")
    boxes = [one for one in panel.children if hasattr(one, "indent")]
    sliders = [one for one in panel.children if hasattr(one, "step")]
    shown = panel.children[-1]
    assert "to 84.20" in shown.value
    boxes[0].value = True
    assert "to 89.20" in shown.value
    sliders[0].value = 5.0
    assert "to 90.70" in shown.value


def say(capsys, *argv):
    code = main([str(one) for one in argv])
    out, err = capsys.readouterr()
    return code, out, err


def test_the_verb_plans_several_agencies_from_their_scores(capsys, tmp_path):
    """A wide table gives one plan each, with what could not be planned told."""
    place = tables.write_csv(
        tmp_path / "คะแนน.csv",
        pd.DataFrame({"unit": ["ก", "ข"], "IIT": [84.0, 90], "EIT": [83.0, 92], "OIT": [88.0, 95]}),
    )
    argv = ["ita", "plan", place, "--fiscal-year", 2564, "--json"]
    code, text, _ = say(capsys, *argv, "--probability", 0.6, "--respondents", "IIT=60/150")
    document = json.loads(text)
    assert code == 0
    assert [unit["name"] for unit in document["units"]] == ["ก", "ข"]
    assert document["units"][0]["respondents"]["IIT"] == 60
    assert document["units"][1]["measures"] == []
    assert any("OIT" in note for note in document["units"][0]["notes"]["th"])
    assert document["units"][0]["assumptions"]["A-065"] == "30"


def test_the_verb_asks_for_the_day_of_the_check(capsys, tmp_path):
    """Without a day due days are blank, or the calendar's; both are told, and how to change it."""
    argv = ["ita", "plan", "--target", "84", "--probability", "0.2", "--lang", "th", "--out"]
    _, text, _ = say(capsys, *argv, tmp_path / "1")
    assert "--by" in text
    assert "ว่าง" in text
    _, text, _ = say(capsys, *argv, tmp_path / "2", "--fiscal-year", 2565)
    assert "1 มี.ค. 2565" in text
    _, text, _ = say(capsys, *argv, tmp_path / "3", "--by", "1 มีนาคม 2565")
    assert "--by" not in text


def test_the_verb_says_what_is_wrong_in_words(capsys, tmp_path):
    """An unknown target, a misspelt count and a chance of one end with exit code 2."""
    for argv, word in (
        (("--target", "ดีมาก"), "AA"),
        (("--respondents", "IIT:40"), "IIT=40/150"),
        (("--respondents", "XIT=40"), "XIT=40"),
        (("--probability", "1"), "0.9"),
        (("--set", "A-066=9999"), "A-066"),
    ):
        code, _, err = say(capsys, "ita", "plan", *argv)
        assert code == 2
        assert word in err


def test_json_of_the_verb_is_json_and_nothing_else(tmp_path):
    """Nothing that the solver prints by itself gets into the document; the folder is whole."""
    argv = ["-m", "govlab", "ita", "plan", "--target", "95", "--probability", "0.5", "--json"]
    argv += ["--out", str(tmp_path / "แผน")]
    done = subprocess.run(
        [sys.executable, *argv], check=True, capture_output=True, text=True, encoding="utf-8"
    )
    document = json.loads(done.stdout)
    [unit] = document["units"]
    assert {path.name for path in (tmp_path / "แผน").iterdir()} == FILES
    assert len(document["files"]) == len(FILES)
    assert unit["reached"] is True
    assert unit["synthetic"] is True
    assert {"O42", "O43"} < {one["code"] for one in unit["measures"]}
