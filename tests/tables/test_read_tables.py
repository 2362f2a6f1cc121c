"""Reading what offices have: headings, Thai digits, and everything wrong at once."""

from datetime import datetime

import openpyxl
import pandas as pd
import pytest
from openpyxl.styles import Font

from govlab import errors, tables

ROSTER = "รหัส,ชื่อ-สกุล,สถานะ\n"


@pytest.fixture
def csv_file(tmp_path):
    def make(text, name="รายชื่อ.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return make


@pytest.fixture
def book_file(tmp_path):
    def make(rows, name="รายชื่อ.xlsx", sheet="รุ่น 1", merge=(), formats=None):
        book = openpyxl.Workbook()
        page = book.active
        page.title = sheet
        for row in rows:
            page.append(row)
        for area in merge:
            page.merge_cells(area)
        for place, number_format in (formats or {}).items():
            page[place].number_format = number_format
        path = tmp_path / name
        book.save(path)
        return path

    return make


def broken(path, table="roster", **options):
    """Return the rules broken, with their places."""
    options.setdefault("given", {"cohort": "1"} if table == "roster" else None)
    with pytest.raises(errors.TableError) as caught:
        tables.read(path, table, **options)
    return [(one.row, one.column, one.rule) for one in caught.value.problems]


def test_a_messy_thai_roster_is_told_all_its_faults_at_once(tmp_path):
    """Title rows, Thai digits, merged cells and blank rows pass; every fault is listed."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "รายชื่อ"
    page["A1"] = "รายชื่อผู้เข้ารับการอบรมหลักสูตรธรรมาภิบาล รุ่นที่ ๑"
    page.merge_cells("A1:G1")
    page["A1"].font = Font(bold=True)
    page.append([])
    page.append(["ลำดับ", "เลขที่นั่ง", "ชื่อ - สกุล", "หน่วยงาน", "E-mail", "สถานะ", "หมายเหตุ"])
    page.append([1, "๐๐๑", "สมหญิง ใจดี", "กองกลาง", "a@example.go.th", "เข้าอบรม", None])
    page.append([2, "002", "สมชาย รักงาน", None, "-", "เข้าอบรม", "มาสาย"])
    page.append([None] * 7)
    page.append([3, "001", "สมปอง ซ้ำซ้อน", None, "ไม่มี", "เข้าอบรม", None])
    page.append([4, "004", None, None, None, "ลาป่วย", None])
    page.append([5, None, "สมศรี ไม่มีรหัส", None, None, "ถอนตัว", None])
    page.append([6, 4, "#REF!", "กองคลัง", None, None, None])
    page.append([7, "=A1", "สมใจ สูตร", "กองคลัง", None, "เข้าอบรม", None])
    page.merge_cells("D4:D9")
    path = tmp_path / "รายชื่อ.xlsx"
    book.save(path)

    with pytest.raises(errors.TableError) as caught:
        tables.read(path, "roster", given={"cohort": "2567-1"})

    assert [(one.row, one.column, one.rule, one.value) for one in caught.value.problems] == [
        (7, "เลขที่นั่ง", "unique", "001"),
        (7, "E-mail", "pattern", "ไม่มี"),
        (8, "ชื่อ - สกุล", "required", None),
        (8, "สถานะ", "choice", "ลาป่วย"),
        (9, "เลขที่นั่ง", "required", None),
        (10, "เลขที่นั่ง", "leading_zeros", "4"),
        (10, "ชื่อ - สกุล", "formula_error", "#REF!"),
        (10, "สถานะ", "required", None),
        (11, "เลขที่นั่ง", "uncalculated", None),
    ]
    thai = caught.value.in_language("th").splitlines()
    assert thai[0] == "พบที่ต้องแก้ไข 9 จุด"
    assert thai[1] == (
        "รายชื่อ.xlsx [รายชื่อ] แถว 7 คอลัมน์ “เลขที่นั่ง”: cohort '2567-1', เลขที่นั่ง '001' "
        "ซ้ำกับแถว 4 แก้ให้ไม่ซ้ำ หรือลบแถวที่เกิน"
    )
    assert {one.sheet for one in caught.value.problems} == {"รายชื่อ"}


def test_a_right_roster_becomes_the_contract_frame(book_file):
    """The frame has the contract's columns, order and dtypes, and the merged agency in each row."""
    path = book_file(
        [
            ["บัญชีลงเวลา"],
            [],
            ["รหัส", "คำนำหน้า", "ชื่อ", "นามสกุล", "หน่วยงาน", "สถานะ", "เบอร์โทร"],
            ["๐๐๗", "นาง", "สมหญิง", "ใจดี", "กองกลาง", "เข้าอบรม", "02-000"],
            [8, "นาย", "สมชาย", "รักงาน", None, "withdrawn", None],
        ],
        merge=["E4:E5"],
        formats={"A5": "000"},
    )
    frame = tables.read(path, "roster", given={"cohort": "๑"})
    assert list(frame) == [column.name for column in tables.contract("roster").columns]
    assert frame.to_dict("list") == {
        "cohort": ["1", "1"],
        "person": ["007", "008"],
        "title": ["นาง", "นาย"],
        "name": ["สมหญิง ใจดี", "สมชาย รักงาน"],
        "position": [pytest.approx(float("nan"), nan_ok=True)] * 2,
        "agency": ["กองกลาง"] * 2,
        "unit": [pytest.approx(float("nan"), nan_ok=True)] * 2,
        "email": [pytest.approx(float("nan"), nan_ok=True)] * 2,
        "status": ["attended", "withdrawn"],
    }
    assert set(frame.dtypes) == {pd.Series(["x"]).dtype}


@pytest.mark.parametrize(
    ("encoding", "separator"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("cp874", ","), ("tis-620", "\t"), ("utf-16", "\t")],
)
def test_encodings_and_delimiters_of_thai_excel_are_read(csv_file, encoding, separator):
    """What Excel and web systems save reads the same in every encoding and delimiter."""
    text = 'รหัส,ชื่อ-สกุล,สถานะ\r\n007,"น้ำใจ, ๒",เข้าอบรม\r\n'
    if separator != ",":
        text = text.replace('"น้ำใจ, ๒"', "น้ำใจ@ ๒").replace(",", separator).replace("@", ",")
    frame = tables.read(csv_file(text, encoding=encoding), "roster", given={"cohort": "1"})
    assert frame.loc[0, ["person", "name"]].to_list() == ["007", "น้ำใจ, ๒"]


def test_answers_full_of_other_delimiters_do_not_mislead(csv_file):
    """The delimiter is the one that most records agree on, however many lines an answer has."""
    path = csv_file('item,response\nA,"ก;\nข;\nค;\nง;"\nB,"1\t2"\n')
    assert tables.read_raw(path).cells.to_numpy().tolist() == [
        ["A", "ก;\nข;\nค;\nง;"],
        ["B", "1\t2"],
    ]


def test_a_stated_delimiter_is_used(csv_file):
    """The line sep=| of Excel states the delimiter and counts as a row."""
    path = csv_file("sep=|\nรหัส|ชื่อ|สถานะ\n1|ก, ข, ค|มา\n2|ง|?\n")
    assert broken(path) == [(4, "สถานะ", "choice")]


def test_decomposed_vowels_and_invisible_signs_do_not_matter(csv_file):
    """Headings and cells compare after repair."""
    path = csv_file("รหัส\u200b,ชื่อ\u00a0–\u00a0สกุล,สถานะ\n1,น\u0e4d\u0e49า\u200b,ถอนตัว \n")
    assert tables.read(path, "roster", given={"cohort": "1"})["name"].to_list() == ["น้ำ"]


def test_rows_count_as_excel_counts_them(csv_file):
    """A line break inside quotes starts no row; a blank line is one."""
    path = csv_file(ROSTER + '1,"สมหญิง\nใจดี",มา\n\n2,สมชาย,ไม่รู้\n')
    assert broken(path) == [(4, "สถานะ", "choice")]


def test_a_repeated_heading_row_is_no_person(csv_file):
    """Headings repeated page by page are passed over."""
    path = csv_file(ROSTER + "1,ก,มา\n" + ROSTER + "2,ข,มา\n")
    assert len(tables.read(path, "roster", given={"cohort": "1"})) == 2


def test_missing_misspelt_and_doubled_headings_are_told_apart(csv_file):
    """A slip gets its own sentence, an unknown column none, a missing one its accepted names."""
    path = csv_file("รหัส,รหัสที่นั่ง,คำนำหนา,หมายเหตุ,สถานะ\n1,1,นาย,x,มา\n")
    with pytest.raises(errors.TableError) as caught:
        tables.read(path, "roster", given={"cohort": "1"})
    assert [one.rule for one in caught.value.problems] == [
        "heading_twice",
        "heading_misspelt",
        "heading_missing",
    ]
    assert "'คำนำหนา'" in str(caught.value)
    assert "ชื่อ-นามสกุล" in str(caught.value)
    assert "หมายเหตุ" not in str(caught.value)


def test_a_table_without_rows_is_a_problem(csv_file):
    """Headings with nothing below are refused."""
    assert broken(csv_file(ROSTER)) == [(1, None, "empty_table")]


def test_given_values_fill_only_missing_columns(csv_file):
    """The file's own cohort wins over the given one; a name that no column has is refused."""
    path = csv_file("รุ่น," + ROSTER + "2,1,ก,มา\n")
    assert tables.read(path, "roster", given={"cohort": "1"})["cohort"].to_list() == ["2"]
    with pytest.raises(errors.UnknownNameError, match="cohrt"):
        tables.read(path, "roster", given={"cohrt": "1"})


def test_a_given_value_keeps_the_rules_of_its_column(csv_file):
    """A given value that breaks the column's rule is a problem of the table."""
    path = csv_file("cohort,person,sitting,item\n1,1,pre,A\n")
    assert broken(path, "responses", given={"attempt": "x"}) == [(None, "attempt", "integer")]


def test_numbers_are_read_as_people_write_them(csv_file):
    """Thai digits, thousands, per cent signs and whole decimals are numbers."""
    path = csv_file(
        "unit,fiscal_year,level,code,value\n"
        'ก,๒๕๖๗,ตัวชี้วัด,I1,๘๐.๗๙\nก,2567.0,ตัวชี้วัด,I2,85%\nก,"2,567",ตัวชี้วัด,I3,1e1\n'
    )
    frame = tables.read(path, "ita_long")
    assert frame["value"].to_list() == [80.79, 85.0, 10.0]
    assert frame["fiscal_year"].to_list() == [2567] * 3
    assert str(frame["fiscal_year"].dtype) == "int64"


def test_numbers_that_are_none_and_ranges_are_refused(csv_file):
    """Text, decimals in whole numbers and values outside the range are told by rule."""
    path = csv_file(
        "unit,fiscal_year,level,code,value\n"
        "ก,2567.5,ตัวชี้วัด,I1,80 คะแนน\nก,67,ตัวชี้วัด,I2,100.5\nก,2567,ตัวชี้วัด,I3,-1\n"
    )
    assert broken(path, "ita_long") == [
        (2, "fiscal_year", "integer"),
        (2, "value", "number"),
        (3, "fiscal_year", "range"),
        (3, "value", "range"),
        (4, "value", "range"),
    ]


def test_respondent_stands_exactly_at_the_level_of_responses(csv_file):
    """A respondent is required at level response and refused elsewhere."""
    path = csv_file(
        "unit,fiscal_year,level,code,respondent,value\n"
        "ก,2567,response,i1,,80\nก,2567,item,i1,R1,80\nก,2567,คำตอบ,i1,R1,80\n"
    )
    assert broken(path, "ita_long") == [
        (2, "respondent", "respondent_at_response"),
        (3, "respondent", "respondent_at_response"),
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2023-03-06T14:05:33Z", "2023-03-06T14:05:33Z"),
        ("2023-03-06 14:05", "2023-03-06T14:05:00+07:00"),
        ("2566-03-06T14:05:00+07:00", "2023-03-06T14:05:00+07:00"),
        ('"6/3/2566, 14:05:33"', "2023-03-06T14:05:33+07:00"),
        ("๖ มี.ค. ๒๕๖๖ 14:05", "2023-03-06T14:05:00+07:00"),
        ("16/3/2023 14:05", "2023-03-16T14:05:00+07:00"),
    ],
)
def test_times_become_iso_with_a_zone(csv_file, written, read):
    """Thai and ISO times are stored as ISO; without a zone they are Thailand's."""
    path = csv_file(f"cohort,person,sitting,attempt,item,time\n1,1,pre,1,A,{written}\n")
    assert tables.read(path, "responses")["time"].to_list() == [read]


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("3/6/2023 14:05", "ambiguous_date"),
        ("2023-02-30T10:00:00Z", "time"),
        ("พรุ่งนี้", "time"),
        ("2023-03-06", "time"),
    ],
)
def test_times_that_cannot_be_read_are_refused(csv_file, written, rule):
    """A date that can be read two ways is refused, not guessed."""
    path = csv_file(f"cohort,person,sitting,attempt,item,time\n1,1,pre,1,A,{written}\n")
    assert broken(path, "responses") == [(2, "time", rule)]


def test_cells_that_excel_turned_into_dates_are_refused(book_file):
    """A seat code 1-2 that became a date is told; a time column takes dates."""
    path = book_file(
        [
            ["cohort", "person", "sitting", "attempt", "item", "time"],
            [
                "1",
                datetime.fromisoformat("2026-02-01T00:00:00"),
                "pre",
                1,
                "A",
                datetime.fromisoformat("2566-03-06T14:05:00"),
            ],
            ["1", "2", "pre", 1, "A", datetime.fromisoformat("2023-03-06T14:05:00")],
        ]
    )
    assert broken(path, "responses") == [(2, "person", "became_date")]


def test_an_excel_percentage_is_read_as_shown(book_file):
    """0.85 shown as 85% is 85, as a person reads it."""
    path = book_file(
        [["unit", "fiscal_year", "level", "code", "value"], ["ก", 2567, "item", "i1", 0.85]],
        formats={"E2": "0.00%"},
    )
    assert tables.read(path, "ita_long")["value"].to_list() == [85.0]


def test_the_sheet_that_holds_the_table_is_found(tmp_path):
    """Among visible sheets the one with the headings is read; two of them need a name."""
    book = openpyxl.Workbook()
    book.active.append(["คำชี้แจง"])
    for name, person in (("รุ่น 1", "1"), ("รุ่น 2", "2")):
        page = book.create_sheet(name)
        page.append(["รหัส", "ชื่อ", "สถานะ"])
        page.append([person, "ก", "มา"])
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert broken(path) == [(None, None, "several_sheets")]
    named = tables.read(path, "roster", sheet="รุ่น 2", given={"cohort": "1"})
    assert named["person"].to_list() == ["2"]
    book["รุ่น 2"].sheet_state = "hidden"
    book.save(path)
    assert tables.read(path, "roster", given={"cohort": "1"})["person"].to_list() == ["1"]
    assert broken(path, sheet="รุ่น 3") == [(None, None, "no_sheet")]


def test_results_obey_their_row_rules():
    """Score above max and a percentage that is not their share are told together."""
    digest = "0" * 64
    row = {
        "cohort": "1", "person": "1", "sitting": "post", "attempt": 1, "score": 8.0, "max": 10.0,
        "percent": 80.0, "passed": True, "correct": 8, "partial": 0, "wrong": 2, "unanswered": 0,
        "not_reached": 0, "bank_sha256": digest, "policy": "p1", "software_version": "0.1.0",
    }  # fmt: skip
    right = tables.check(pd.DataFrame([row]), "results")
    assert right.dtypes.astype(str)[["score", "passed", "correct"]].to_list() == [
        "float64",
        "bool",
        "int64",
    ]
    frame = pd.DataFrame([row, row | {"attempt": 2, "score": 11.0}, row | {"attempt": 0, "max": 0}])
    with pytest.raises(errors.TableError) as caught:
        tables.check(frame, "results", source="ผลสอบ")
    assert [(one.file, one.row, one.column, one.rule) for one in caught.value.problems] == [
        ("ผลสอบ", 3, "score", "score_within_max"),
        ("ผลสอบ", 3, "percent", "percent_is_share"),
        ("ผลสอบ", 4, "attempt", "too_low"),
        ("ผลสอบ", 4, "score", "score_within_max"),
        ("ผลสอบ", 4, "percent", "percent_is_share"),
    ]


def test_events_end_no_earlier_than_they_start():
    """An event that ends before it starts is told; one that is going on is right."""
    frame = pd.DataFrame(
        {
            "case": ["C1", "C1", "C1"],
            "seq": [0, 1, 1],
            "activity": ["รับ", "ส่ง", "ปิด"],
            "start": [5, 5, 5],
            "end": [9, None, 4],
            "attributes": ['{"ช่องทาง": "เว็บ"}', None, "[1]"],
        }
    )
    assert tables.check(frame.iloc[:2], "events")["end"].dtype == "Int64"
    with pytest.raises(errors.TableError) as caught:
        tables.check(frame, "events")
    assert [(one.row, one.column, one.rule) for one in caught.value.problems] == [
        (4, "seq", "unique"),
        (4, "end", "end_after_start"),
        (4, "attributes", "json"),
    ]


def test_a_long_list_is_cut_in_words_and_whole_as_objects(csv_file):
    """The sentence lists twenty lines and says how many more; the error holds all."""
    path = csv_file(ROSTER + "".join(f"{n},ก,?\n" for n in range(30)))
    with pytest.raises(errors.TableError, match="30 to correct") as caught:
        tables.read(path, "roster", given={"cohort": "1"})
    assert len(caught.value.problems) == 30
    assert len(str(caught.value).splitlines()) == 22
    assert "อีก 10 จุด" in caught.value.in_language("th")
