"""A year's method as a workbook: filled in, proved, kept, used."""

import dataclasses
import shutil

import openpyxl
import pytest

from govlab import home, ita
from govlab.errors import InputError, TableError
from govlab.ita._workbook import new_workbook
from govlab.ita._workbook_check import check_workbook, keep_method
from govlab.ita._workbook_sheets import SHEETS


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    path = tmp_path_factory.mktemp("method") / "2564.xlsx"
    new_workbook(path, 2564)
    return path


@pytest.fixture
def book(original, tmp_path):
    """Give a copy of the workbook of FY2564 and a way to change its cells."""
    path = tmp_path / "2564.xlsx"
    shutil.copy(original, path)

    def change(cells):
        found = openpyxl.load_workbook(path)
        for (sheet, place), value in cells.items():
            found[sheet][place] = value
        found.save(path)
        return path

    return change


def test_the_workbook_has_the_sheets_of_a_method(original):
    """Thai sheets, the explanation first."""
    names = openpyxl.load_workbook(original).sheetnames
    assert names == ["คำอธิบาย", *(one.name for one in SHEETS)]
    assert {"เครื่องมือ", "ตัวชี้วัด", "ตัวชี้วัดย่อย", "ข้อ", "ระดับผล", "ปฏิทิน"} <= set(names)


def test_a_year_written_out_reads_back_the_same(original, tmp_path):
    """Nothing of the method is lost on the way through Excel; only its file is another."""
    place = home.Home(tmp_path)
    keep_method(check_workbook(original), place)
    back, before = ita.method(2564, place), ita.method(2564)
    differing = [
        one.name
        for one in dataclasses.fields(back)
        if getattr(back, one.name) != getattr(before, one.name)
    ]
    assert differing == ["provenance"]


def test_a_new_year_is_filled_in_from_the_nearest_and_unsure(tmp_path):
    """Grades of the nearest year, items of the nearest that has them, all to be confirmed."""
    path = tmp_path / "2569.xlsx"
    assert new_workbook(path, 2569)[1] == 2568
    place = home.Home(tmp_path)
    kept = keep_method(check_workbook(path), place)
    assert kept == tmp_path / "state" / "ita_methods" / "2569.yaml"
    how = ita.method(2569, place)
    assert how.bands[0].grade == "ผ่านดีเยี่ยม"
    assert len(how.items) == 88
    assert not any(one.basis.sure for one in (*how.items, *how.indicators))
    assert ita.methods(place)[-1] == 2569
    with pytest.raises(InputError, match="2568"):
        ita.score(how, {"IIT": 90, "EIT": 90, "OIT": 90})


def test_a_confirmed_year_needs_no_consent(tmp_path):
    """What the coordinator read in the manual scores like any other year."""
    path = tmp_path / "2569.xlsx"
    new_workbook(path, 2569)
    book = openpyxl.load_workbook(path)
    for page in book.worksheets[1:]:
        for row in page.iter_rows(min_row=2):
            for cell in row:
                if cell.value == "ยังไม่ยืนยัน":
                    cell.value = "ยืนยันแล้ว"
    book["เครื่องมือ"]["D2"], book["เครื่องมือ"]["D4"] = 25, 45
    book.save(path)
    place = home.Home(tmp_path)
    keep_method(check_workbook(path), place)
    found = ita.score(ita.method(2569, place), {"IIT": 80, "EIT": 90, "OIT": 100})
    assert (found.total, found.grade) == (92, "ผ่าน")


def test_an_office_s_own_year_comes_before_the_shipped_one(book, tmp_path):
    """The home's method of a year is taken, and says whose it is."""
    path = book({("ระดับผล", "B3"): 86})
    place = home.Home(tmp_path)
    keep_method(check_workbook(path), place)
    how = ita.method(2564, place)
    assert how.provenance.path == "state/ita_methods/2564.yaml"
    assert (how.bands[1].lower, how.pass_mark) == (86, 86)


CELLS = {
    ("เครื่องมือ", "D2"): ("สามสิบ", "น้ำหนัก (ร้อยละ)"),
    ("ข้อ", "D3"): ("กลาง", "ทิศทางคะแนนของแต่ละข้อย่อย"),
    ("ข้อ", "G4"): ("แน่", "ความแน่นอน"),
    ("ข้อ", "H5"): (None, "แหล่งอ้างอิง"),
    ("ระดับผล", "B3"): (101, "ตั้งแต่คะแนน"),
}
RULES = {
    ("กติกา", "B2"): ("สอง", "ค่า"),
    ("กติกา", "B5"): ("เดา", "ค่า"),
    ("ปฏิทิน", "D2"): ("เมื่อวาน", "วันเริ่ม"),
}
PARTS = {
    ("เครื่องมือ", "D4"): (45, "น้ำหนัก (ร้อยละ)"),
    ("ข้อ", "A3"): ("I1", "รหัส"),
    ("ข้อ", "A4"): ("I1a", "รหัส"),
    ("ข้อ", "B5"): ("11", "ตัวชี้วัดหรือตัวชี้วัดย่อย"),
    ("ข้อ", "B60"): ("9", "ตัวชี้วัดหรือตัวชี้วัดย่อย"),
    ("ข้อ", "C6"): ("five", "มาตรคำตอบ"),
    ("ระดับผล", "B3"): (96, "ตั้งแต่คะแนน"),
    ("ระดับผล", "A4"): ("AA", "ระดับ"),
    ("ปฏิทิน", "E2"): ("1 มกราคม 2560", "วันสิ้นสุด"),
}


@pytest.mark.parametrize("broken", [CELLS, RULES, PARTS], ids=["cells", "rules", "parts"])
def test_what_does_not_hold_is_told_by_its_cell_all_at_once(book, broken):
    """Each rule of a method names sheet, row and column of the workbook, and the value."""
    path = book({place: value for place, (value, _) in broken.items()})
    with pytest.raises(TableError) as caught:
        check_workbook(path)
    expected = {(sheet, int(cell[1:]), column) for (sheet, cell), (_, column) in broken.items()}
    assert {(one.sheet, one.row, one.column) for one in caught.value.problems} == expected


def test_a_scale_of_answers_must_rise_from_0_to_100(book):
    """Points that fall are told at the scale's first row."""
    with pytest.raises(TableError, match="four") as caught:
        check_workbook(book({("มาตรคำตอบ", "D3"): 100}))
    assert caught.value.problems[0].sheet == "มาตรคำตอบ"


def test_the_lowest_grade_begins_at_0(book):
    """Bands cover every score: a hole at the bottom is told, and so is nobody passing."""
    cells = {("ระดับผล", "B8"): 1} | {("ระดับผล", f"D{row}"): "ไม่ใช่" for row in (2, 3)}
    with pytest.raises(TableError) as caught:
        check_workbook(book(cells))
    assert [one.column for one in caught.value.problems] == ["ถือว่าผ่าน"]
    with pytest.raises(TableError, match="end at 0"):
        check_workbook(book({("ระดับผล", f"D{row}"): "ใช่" for row in (2, 3)}))


def test_a_sheet_taken_away_is_missed(book, tmp_path):
    """The sheet is named; nothing is taken from another year in its place."""
    path = book({})
    found = openpyxl.load_workbook(path)
    del found["ระดับผล"]
    found.save(path)
    with pytest.raises(TableError, match="ระดับผล"):
        check_workbook(path)


def test_a_year_may_do_without_items(tmp_path):
    """FY2566 has none in its sheets; it scores from indicators."""
    path = tmp_path / "2566.xlsx"
    new_workbook(path, 2566)
    book = openpyxl.load_workbook(path)
    for name in ("ข้อ", "ตัวชี้วัดย่อย", "มาตรคำตอบ"):
        book[name].delete_rows(2, 500)
    book.save(path)
    content = check_workbook(path)
    assert (content["items"], content["sub_indicators"], content["scales"]) == ([], [], {})


def test_a_year_of_the_common_era_is_refused(tmp_path):
    """2026 is not a fiscal year of the Buddhist era."""
    with pytest.raises(InputError, match="2026"):
        new_workbook(tmp_path / "a.xlsx", 2026)


def test_a_method_file_edited_by_hand_is_held_to_the_same_rules(original, tmp_path):
    """A part that would stand below itself is refused, not followed round and round."""
    place = home.Home(tmp_path)
    path = keep_method(check_workbook(original), place)
    text = path.read_text(encoding="utf-8")
    before, after = "- code: '9.1'\n  of: '9'", "- code: '9.1'\n  of: '9.1'"
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(InputError, match=r"9\.1: belongs to"):
        ita.method(2564, place)


def test_a_weight_may_be_written_with_its_percent_sign(tmp_path):
    """30% and an Excel percentage of 0.3 are both 30 of the column's hundred."""
    path = tmp_path / "วิธี.xlsx"
    new_workbook(path, 2569)
    book = openpyxl.load_workbook(path)
    sheet = book["เครื่องมือ"]
    sheet["D2"] = "๓๐%"
    sheet["D3"], sheet["D3"].number_format = 0.3, "0%"
    book.save(path)
    weights = [one["weight"] for one in check_workbook(path)["instruments"]]
    assert [float(one) for one in weights] == [0.3, 0.3, 0.4]
