"""Tables of values as offices have them, and everything impossible in them."""

import openpyxl
import pytest

from govlab import ita
from govlab.errors import TableError
from govlab.ita._read_headings import code_of

HOW = ita.method(2564)
NAMES = [one.name["th"] for one in HOW.indicators]


@pytest.fixture
def csv(tmp_path):
    """Write a table as CSV and return its path."""

    def write(*lines, encoding="utf-8"):
        path = tmp_path / "คะแนน.csv"
        path.write_text("\n".join(lines) + "\n", encoding=encoding)
        return path

    return write


def broken(path, how=HOW, **options):
    with pytest.raises(TableError) as caught:
        ita.read_ita(path, how, **options)
    return [(one.rule, one.sheet, one.row, one.column) for one in caught.value.problems]


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("I๑", "I1"), ("i1", "I1"), ("I01", "I1"), ("I1 ขั้นตอนและระยะเวลา", "I1"),
        ("I1a", "I1a"), ("I1(b)", "I1b"), ("I1.2", "I1b"), ("I1 (ก)", "I1a"), ("I11", "I11"),
        ("O43", "O43"), ("E 5", "E5"), ("indicator_10", "10"), ("ตัวชี้วัดที่ ๑๐", "10"),
        ("ตัวชี้วัดย่อยที่ 9.1", "9.1"), ("sub_indicator_9_1", "9.1"), ("10.2", "10.2"),
        ("1. การปฏิบัติหน้าที่", "1"), ("การปฏิบัติหน้าที่", "1"), ("budget use", "2"),
        ("ตัวชี้วัดที่ 9 การเปิดเผยข้อมูล", "9"), ("IIT", "IIT"), ("คะแนน EIT", "EIT"),
        ("OIT (40%)", "OIT"), ("แบบวัด IIT", "IIT"), ("คะแนนรวม", "total"),
        ("แบบตรวจการเปิดเผยข้อมูลสาธารณะ (OIT)", "OIT"), ("ลำดับ", None), ("จังหวัด", None),
        ("ITAS", None), ("Email", None), ("1", None), ("ปี 2564", None),
    ],
)  # fmt: skip
def test_headings_name_codes_as_offices_write_them(heading, code):
    """Thai digits, names, numbers before names; and what is no code stays none."""
    assert code_of(heading, HOW) == code


def test_a_published_table_with_thai_headings_scores(csv):
    """Title rows, Thai digits, indicator names, a total: as such tables are printed."""
    values = ["85.10", "๘๐.๒", "81", "82", "83", "90", "91", "92", "97.14", "100"]
    path = csv(
        "ผลการประเมิน ITA ปีงบประมาณ พ.ศ. 2564,,,,,,,,,,,,",
        ",".join(["ลำดับ", "จังหวัด", *NAMES, "คะแนน ITA"]),
        ",".join(["1", "จังหวัดสมมติ", *values, "91.41"]),
    )
    found = ita.score_table(ita.read_ita(path, HOW), HOW)
    iit = (85.1 + 80.2 + 81 + 82 + 83) / 5
    assert found.frame["unit"].to_list() == ["จังหวัดสมมติ"]
    assert found.frame["total"][0] == pytest.approx(0.3 * iit + 0.3 * 91 + 0.4 * 98.57)
    assert found.differences.empty


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp874"])
def test_old_encodings_read_the_same(csv, encoding):
    """What Thai Excel writes is read."""
    path = csv("หน่วยงาน,IIT,EIT,OIT", "กรมสมมติ,80,81,82", encoding=encoding)
    assert ita.read_ita(path, HOW)["value"].to_list() == [80, 81, 82]


def test_a_workbook_of_several_sheets_is_one_table(tmp_path):
    """Answers of staff on one sheet, indicators of clients on another, documents on a third."""
    book = openpyxl.Workbook()
    staff = book.active
    staff.title = "IIT"
    codes = HOW.codes("IIT", "response")
    staff.append(["หน่วยงาน", "ผู้ตอบ", *codes])
    for person in range(3):
        best = [
            HOW.scales[item.scale].words[-1 if sign == "positive" else 0]["th"]
            for item, sign in (HOW.questions[code] for code in codes)
        ]
        staff.append(["ก", f"ร{person}", *best])
    clients = book.create_sheet("EIT")
    clients.append(["หน่วยงาน", *NAMES[5:8]])
    clients.append(["ก", 90, 91, 92])
    papers = book.create_sheet("OIT")
    papers.append(["หน่วยงาน", *(f"O{place}" for place in range(1, 44))])
    papers.append(["ก", *([100] * 43)])
    book.create_sheet("หมายเหตุ").append(["ไม่มีคะแนนในแผ่นนี้"])
    book.save(tmp_path / "a.xlsx")
    how = ita.method(2564, accept_uncertain=True)
    found = ita.score_table(ita.read_ita(tmp_path / "a.xlsx", how), how)
    assert found.frame[["IIT", "EIT", "OIT"]].to_numpy().tolist() == [[100, 91, 100]]
    assert found.answers["respondents"].to_list() == [3]


def test_every_impossible_value_of_a_long_table_is_told_by_its_cell(csv):
    """101, no number, unknown code, wrong year, wrong level, twice: all in one answer."""
    path = csv(
        "unit,fiscal_year,level,code,respondent,value",
        "ก,2564,instrument,IIT,,101",
        "ก,2564,instrument,EIT,,ห้า",
        "ก,2564,item,O99,,100",
        "ก,2563,instrument,OIT,,90",
        "ก,2564,item,OIT,,90",
        "ก,2564,item,O1,,50",
        "ข,2564,instrument,IIT,,90",
        "ข,2564,instrument,IIT,,91",
    )
    found = {(rule, row, column) for rule, _, row, column in broken(path)}
    assert found == {
        ("impossible_score", 2, "value"),
        ("number", 3, "value"),
        ("code_unknown", 4, "code"),
        ("other_year", 5, "fiscal_year"),
        ("level_differs", 6, "level"),
        ("impossible_points", 7, "value"),
        ("doubled", 9, "unit"),
    }


def test_every_impossible_value_of_a_wide_table_is_told_by_its_cell(csv):
    """An unknown column, an absent one, 101, a blank and a doubled agency at once."""
    heads = [f"indicator_{place}" for place in (1, 2, 3, 4, 6, 7, 8)]
    path = csv(
        ",".join(["หน่วยงาน", *heads, "OIT", "O77"]),
        "ก,80,101,80,80,80,80,80,90,1",
        "ข,80,,80,80,80,80,80,90,1",
        "ก,80,80,80,80,80,80,80,90,1",
    )
    found = {(rule, row, column) for rule, _, row, column in broken(path)}
    assert ("code_unknown", 1, "O77") in found
    assert ("columns_absent", 1, "indicator_1") in found
    assert ("range", 2, "indicator_2") in found
    assert ("required", 3, "indicator_2") in found
    assert ("unique", 4, "หน่วยงาน") in found


def test_an_item_of_another_year_says_of_which(csv):
    """The seven last documents of FY2564 are none of a year that has no item list."""
    path = csv("หน่วยงาน,IIT,EIT,O42,O43", "ก,80,80,100,100")
    with pytest.raises(TableError, match="2563, 2564, 2565") as caught:
        ita.read_ita(path, ita.method(2567))
    assert {one.rule for one in caught.value.problems} == {"code_of_year"}


def test_answers_are_points_or_words_and_nothing_else(csv):
    """Polarity turns words into points; 34 and an unknown word are told."""
    how = ita.method(2564)
    codes = how.codes("IIT", "response")
    good = [str(how.points(code)[0]) for code in codes]
    word = dict(zip(codes, good, strict=True)) | {"I9": "มากที่สุด", "I7": "มากที่สุด", "I4a": "มี"}
    wrong = word | {"I7": "34", "I8a": "พอใช้", "I26a": "33"}
    path = csv(
        ",".join(["หน่วยงาน", "ผู้ตอบ", *codes]),
        ",".join(["ก", "1", *word.values()]),
    )
    values = ita.read_ita(path, how, partial=True).set_index("code")["value"]
    assert (values["I9"], values["I7"], values["I4a"]) == (0, 100, 0)
    path = csv(
        ",".join(["หน่วยงาน", "ผู้ตอบ", *codes]),
        ",".join(["ก", "1", *wrong.values()]),
    )
    assert {(row, column) for _, _, row, column in broken(path, partial=True)} == {
        (2, "I7"),
        (2, "I8a"),
        (2, "I26a"),
    }


def test_a_respondent_twice_and_a_blank_form_are_told(csv):
    """The second row of the same person, and a row without any answer."""
    codes = HOW.codes("IIT", "response")
    full = [str(max(HOW.points(code))) for code in codes]
    path = csv(
        ",".join(["หน่วยงาน", "ผู้ตอบ", *codes]),
        ",".join(["ก", "007", *full]),
        ",".join(["ก", "008", *full]),
        ",".join(["ก", "007", *full]),
        ",".join(["ก", "009", *[""] * 51]),
    )
    found = {(rule, row) for rule, _, row, _ in broken(path, partial=True)}
    assert found == {("unique", 4), ("blank_form", 5)}


def test_an_answer_left_out_has_no_row(csv):
    """Nothing is imputed: 51 questions less the gap."""
    codes = HOW.codes("IIT", "response")
    full = [str(max(HOW.points(code))) for code in codes]
    path = csv(
        ",".join(["หน่วยงาน", *codes]),
        ",".join(["ก", *full]),
        ",".join(["ก", "", *full[1:]]),
    )
    found = ita.read_ita(path, HOW, partial=True)
    assert len(found) == 2 * 51 - 1
    assert found["respondent"].nunique() == 2


def test_questions_and_items_that_look_alike_are_told_apart(csv):
    """I1.1 is a question of I1; I11 is another item: signs between digits count."""
    codes = HOW.codes("IIT", "response")
    heads = [code.replace("I1a", "I1.1").replace("I1b", "I1.2") for code in codes]
    full = [str(max(HOW.points(code))) for code in codes]
    path = csv(",".join(["หน่วยงาน", *heads]), ",".join(["ก", *full]))
    found = ita.read_ita(path, HOW, partial=True)
    assert set(found["code"]) == set(codes)


def test_a_table_without_any_code_says_what_headings_there_are(csv):
    """The message names the codes that a heading may hold."""
    with pytest.raises(TableError, match="indicator_1"):
        ita.read_ita(csv("หน่วยงาน,สี,ขนาด", "ก,แดง,ใหญ่"), HOW)


def test_one_agency_needs_no_column_for_its_name(csv):
    """The file's name stands for the agency."""
    assert ita.read_ita(csv("IIT,EIT,OIT", "80,81,82"), HOW)["unit"].unique() == ["คะแนน"]
