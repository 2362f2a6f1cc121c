"""Layouts of real offices' tables, and values that only look like scores: read or told."""

import json

import openpyxl
import pytest

from govlab import cli, ita
from govlab.errors import TableError
from govlab.ita.portfolios import read_portfolio

HOW = ita.method(2564)
HEADS = [f"ตัวชี้วัดที่ {place}" for place in range(1, 11)]
HEADS_OF_ALL = ["หน่วยงาน", *HEADS]

# Rows of the NACC's printed tables of FY2564: means of the agencies of a province by
# indicator, and the total (report of group 2, page 168).
PROVINCES = {
    2564: {
        "ตราด": ("93.55 87.72 91.01 87.93 89.52 90.55 88.68 88.58 72.89 65.56", 81.45),
        "จันทบุรี": ("92.84 86.27 89.21 84.70 87.51 90.03 87.99 85.97 75.39 65.39", 80.99),
        "นครนายก": ("94.65 89.11 91.95 89.29 89.86 92.12 89.90 89.49 65.89 51.15", 77.85),
    },
    2563: {
        "ตราด": ("92.57 86.13 90.08 85.98 88.04 83.67 82.11 79.29 69.94 52.78", 75.62),
        "จันทบุรี": ("92.17 85.44 88.74 84.05 86.51 84.62 83.70 81.88 51.68 29.82", 67.54),
    },
}
# Thirteen agencies of one province in the same year (report of group 6, page 138):
# indicators 9 and 10, and OIT as printed, weighted by 0.40.
DOCUMENTS = (
    (100, 100, 40.00), (100, 100, 40.00), (93.50, 100, 38.70), (97.50, 100, 39.50),
    (100, 100, 40.00), (97.78, 93.75, 38.31), (97.14, 100, 39.43), (97.50, 87.50, 37.00),
    (93.78, 100, 38.76), (96.00, 100, 39.20), (92.50, 93.75, 37.25), (94.64, 100, 38.93),
    (92.50, 93.75, 37.25),
)  # fmt: skip


@pytest.fixture
def csv(tmp_path):
    """Write a table as CSV and return its path."""

    def write(*lines):
        path = tmp_path / "คะแนน.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def xlsx(tmp_path):
    """Write sheets of rows as a workbook and return its path."""

    def write(**sheets):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        path = tmp_path / "คะแนน.xlsx"
        book.save(path)
        return path

    return write


def told(path, how=HOW, **options):
    with pytest.raises(TableError) as caught:
        ita.read_ita(path, how, **options)
    return [(one.rule, one.sheet, one.row, one.column) for one in caught.value.problems]


@pytest.mark.parametrize("year", PROVINCES)
@pytest.mark.parametrize("heads", [HEADS, [str(place) for place in range(1, 11)]])
def test_provinces_of_a_published_report_come_out_within_a_hundredth(csv, year, heads):
    """Ten indicators, headed by name or by bare numbers, a year written "ปี 2564"."""
    rows = PROVINCES[year]
    path = csv(
        ",".join(["จังหวัด", "ปีงบประมาณ", *heads, "คะแนน ITA"]),
        *(
            f"{unit},ปี {year},{line.replace(' ', ',')},{total}"
            for unit, (line, total) in rows.items()
        ),
    )
    found = ita.score_table(ita.read_ita(path, ita.method(year)), ita.method(year))
    assert found.frame["unit"].to_list() == list(rows)
    assert found.differences.empty
    for total, (_, published) in zip(found.frame["total"], rows.values(), strict=True):
        assert total == pytest.approx(published, abs=0.01)


def test_documents_of_thirteen_agencies_come_out_as_printed(csv):
    """OIT is the plain mean of its two indicators: weighted by 0.40 all thirteen agree."""
    path = csv(
        "หน่วยงาน,ตัวชี้วัดที่ 9,ตัวชี้วัดที่ 10",
        *(f"หน่วยที่ {place},{one[0]},{one[1]}" for place, one in enumerate(DOCUMENTS)),
    )
    found = ita.score_table(ita.read_ita(path, HOW, partial=True), HOW, partial=True)
    for score, (_, _, printed) in zip(found.frame["OIT"], DOCUMENTS, strict=True):
        assert 0.4 * score == pytest.approx(printed, abs=0.0051)


def test_headings_over_two_rows_are_joined(xlsx):
    """The agency and the total stand above, the indicators below a merged instrument."""
    above = ["หน่วยงาน", "IIT", *[None] * 4, "EIT", None, None, "OIT", None, "คะแนนรวม"]
    below = [None, *map(str, range(1, 11)), None]
    numbers = [f"({place})" for place in range(1, 13)]
    path = xlsx(ผล=[["ผลการประเมิน"], above, below, numbers, ["ก", *[90] * 9, 50, 86]])
    found = ita.score_table(ita.read_ita(path, HOW), HOW)
    assert found.frame["unit"].to_list() == ["ก"]
    assert found.frame["published"].to_list() == [82]
    assert found.differences["given"].to_list() == [86]


def test_a_note_below_the_table_is_no_agency(xlsx):
    """A lone cell that begins with "หมายเหตุ" is passed over; a lone name is not."""
    good = [HEADS_OF_ALL, ["ก", *[90] * 10]]
    path = xlsx(ผล=[*good, [], ["หมายเหตุ: ข้อมูลจากระบบ ITAS"], ["* ยังไม่ปัดเศษ"]])
    assert ita.read_ita(path, HOW)["unit"].unique().tolist() == ["ก"]
    assert {row for _, _, row, _ in told(xlsx(ผล=[*good, ["ข"]]))} == {3}


NAMES = [one.name["th"] for one in HOW.indicators]


def test_a_report_of_one_agency_lists_its_indicators_below_each_other(xlsx):
    """The file's name is the agency; weights, full marks and grades beside are no scores."""
    rows = [
        ["แบบวัด", "ตัวชี้วัด", "คะแนนเต็ม", "คะแนน", "ระดับ"],
        *(["IIT", name, 100, 90 + place, "A"] for place, name in enumerate(NAMES[:5])),
        *(["EIT", name, 100, 80, "B"] for name in NAMES[5:8]),
        *(["OIT", name, 100, 100, "AA"] for name in NAMES[8:]),
        [None, "คะแนนรวม", 100, 91.6, "A"],
    ]
    found = ita.score_table(ita.read_ita(xlsx(ผล=[["รายงาน"], *rows]), HOW), HOW)
    assert found.frame["unit"].to_list() == ["คะแนน"]
    assert found.frame["published"].to_list() == [91.6]
    assert found.differences.empty


def test_years_or_agencies_head_the_columns_of_a_table_on_its_side(csv):
    """The column of the year asked for; or each column one agency."""
    lines = [f"{place}. {name},{70 + place},๘{place % 10}" for place, name in enumerate(NAMES, 1)]
    path = csv("ตัวชี้วัด,ปี 2563,ปี 2564", *lines)
    assert ita.read_ita(path, HOW)["value"].to_list() == [81, *range(82, 90), 80]
    assert ita.read_ita(path, ita.method(2563))["value"].to_list() == [*range(71, 81)]
    assert told(path, ita.method(2565)) == [("no_score_column", None, 1, None)]
    found = ita.read_ita(csv("ตัวชี้วัด,กรม ก,กรม ข", *lines), HOW)
    assert found.groupby("unit")["value"].first().to_dict() == {"กรม ก": 71, "กรม ข": 81}


def test_faults_of_a_table_on_its_side_are_told_by_row_and_column(csv):
    """101, a word, a blank and an item of no year: each by its cell or its agency."""
    values = ["101", "ดี", "", *["80"] * 7]
    lines = [f"ตัวชี้วัดที่ {place},{value}" for place, value in enumerate(values, 1)]
    found = told(csv("ตัวชี้วัด,คะแนน", *lines, "O77,100"))
    assert ("range", None, 2, "คะแนน") in found
    assert ("number", None, 3, "คะแนน") in found
    assert ("code_unknown", None, 12, "ตัวชี้วัด") in found
    lines[:2] = ["ตัวชี้วัดที่ 1,80", "ตัวชี้วัดที่ 2,80"]
    assert told(csv("ตัวชี้วัด,คะแนน", *lines)) == [("parts_absent", None, 2, None)]


def test_documents_ticked_below_each_other_are_read(csv):
    """The check of one agency's documents, as a coordinator keeps it."""
    lines = [f"O{place},ข้อมูล,{'ไม่มี' if place > 41 else 'มี'}" for place in range(1, 44)]
    path = csv("ข้อ,เรื่อง,ผล", *lines)
    found = ita.score_table(ita.read_ita(path, HOW, partial=True), HOW, partial=True)
    assert found.frame["OIT"].to_list() == [75]


def test_totals_alone_are_told_and_not_scored(csv):
    """Only a total: nothing to compute it from."""
    assert told(csv("หน่วยงาน,คะแนนรวม,ผลคะแนนรวม", "ก,90,90"))[0][:3] == ("heading_twice", None, 1)
    path = csv("หน่วยงาน,คะแนนรวม,ระดับผล", "ก,90,A")
    assert told(path, partial=True) == [("only_totals", None, 2, "คะแนนรวม")]


def test_a_value_on_two_sheets_is_told_by_sheet_row_and_column(xlsx):
    """The second sheet's cell, not the file alone."""
    rows = [HEADS_OF_ALL, ["ก", *[90] * 10]]
    found = told(xlsx(ก=rows, แผ่นสอง=rows))
    assert ("doubled", "แผ่นสอง", 2, "ตัวชี้วัดที่ 10") in found
    assert len(found) == 10


def test_an_absent_instrument_is_told_by_the_row_of_its_agency(csv):
    """The first row in which the agency stands."""
    path = csv("หน่วยงาน,IIT,OIT", "ก,90,90", "ข,90,90")
    assert told(path) == [
        ("instrument_absent", None, 2, "หน่วยงาน"),
        ("instrument_absent", None, 3, "หน่วยงาน"),
    ]


def test_columns_beside_answers_that_are_no_questions(csv):
    """A person's mean is passed over; items in place of questions are told, not a fault."""
    codes = HOW.codes("IIT", "response")
    full = [str(max(HOW.points(code))) for code in codes]
    path = csv(",".join(["ผู้ตอบ", *codes, "คะแนนเฉลี่ย"]), ",".join(["1", *full, "100"]))
    assert len(ita.read_ita(path, HOW, partial=True)) == 51
    items = [f"I{place}" for place in range(1, 32)]
    path = csv(",".join(["ผู้ตอบ", *items]), ",".join(["1", *["100"] * 31]))
    found = {(rule, column) for rule, _, _, column in told(path, partial=True)}
    assert {("code_unknown", "I31"), ("not_an_answer", "I1"), ("not_an_answer", "I30")} <= found


def test_an_answer_without_respondent_and_a_respondent_without_answer_are_told(csv):
    """A respondent is named where the level is an answer, and only there."""
    path = csv(
        "unit,fiscal_year,level,code,respondent,value",
        "ก,2564,response,I3a,,33",
        "ก,2564,instrument,EIT,7,33",
    )
    assert told(path, partial=True) == [
        ("no_respondent", None, 2, "respondent"),
        ("respondent_elsewhere", None, 3, "respondent"),
    ]


def test_words_for_documents_are_their_points(csv):
    """Published or not, has it or not: as assessors tick; anything else is told."""
    heads = ",".join(["หน่วยงาน", *(f"O{place}" for place in range(1, 44))])
    path = csv(heads, ",".join(["ก", *["มี"] * 41, "ไม่เผยแพร่", "ไม่มี"]))
    found = ita.score_table(ita.read_ita(path, HOW, partial=True), HOW, partial=True)
    assert found.frame["OIT"].to_list() == [75]
    path = csv(heads, ",".join(["ก", "บางส่วน", *["มี"] * 42]))
    assert told(path, partial=True) == [("number", None, 2, "O1")]


@pytest.mark.parametrize(
    ("heads", "values", "rule"),
    [
        ("IIT,EIT,OIT", "0.83,0.92,1", "fractions"),
        ("IIT (30),EIT (30),OIT (40)", "28.04,29.10,39.9", "weighted_heading"),
        ("IIT,EIT,OIT,คะแนนรวม", "28.04,29.10,40,97.14", "weighted"),
    ],
)
def test_values_on_another_scale_are_told_not_scored(csv, heads, values, rule):
    """Shares of 1 and instruments weighted already would be grade F in silence."""
    assert {one[0] for one in told(csv(f"หน่วยงาน,{heads}", f"ก,{values}"))} == {rule}


@pytest.mark.parametrize(
    ("heads", "values"),
    [
        ("IIT (30%),EIT (30%),OIT (40%)", "28.04,29.10,39.9"),
        ("IIT,EIT,OIT,คะแนนรวม", "0,0,0,0"),
        ("IIT (30),EIT (30),OIT (40)", "83.41,92.21,100"),
        ("IIT,EIT,OIT", "0.83,0.92,40"),
    ],
)
def test_low_scores_stay_scores(csv, heads, values):
    """A share of the weight in the heading, nought everywhere, one document of many."""
    assert len(ita.read_ita(csv(f"หน่วยงาน,{heads}", f"ก,{values}"), HOW)) >= 3


def test_a_row_of_means_is_said_and_refused_where_agencies_are_counted(csv, capsys):
    """Scored as it stands, with a word; a portfolio would count it, and refuses."""
    path = csv("หน่วยงาน,IIT,EIT,OIT", "ก,90,90,90", "ค่าเฉลี่ย,90,90,90")
    assert cli.main(["ita", "score", str(path), "--fiscal-year", "2564", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["summary_rows"] == ["ค่าเฉลี่ย"]
    with pytest.raises(TableError, match="mean") as caught:
        read_portfolio(path)
    assert [(one.rule, one.row) for one in caught.value.problems] == [("summary_unit", 3)]


def test_the_grade_is_shown_beside_the_number_it_was_cut_on(csv, capsys):
    """84.995 graded unrounded reads 84.995 and B, not 85.00 and B."""
    path = csv("หน่วยงาน,IIT,EIT,OIT", "ก,84.995,84.995,84.995")
    options = ["ita", "score", str(path), "--fiscal-year", "2564", "--lang", "en"]
    assert cli.main(options) == 0
    assert "85.00 points, grade A" in capsys.readouterr().out
    assert cli.main([*options, "--grade-on", "total"]) == 0
    assert "84.995 points, grade B" in capsys.readouterr().out


def test_a_heading_wrapped_in_its_cell_is_read(xlsx):
    """Line breaks inside a heading are spaces."""
    heads = ["ชื่อ\nหน่วยงาน", *(f"ตัวชี้วัดที่\n{place}" for place in range(1, 11))]
    assert len(ita.read_ita(xlsx(ผล=[heads, ["ก", *[90] * 10]]), HOW)) == 10


def test_one_agency_written_with_more_spaces_is_the_same(csv):
    """Two rows of one agency are told, however many blanks are in its name."""
    path = csv("หน่วยงาน,IIT,EIT,OIT", "กรม ก,90,90,90", "กรม  ก ,80,80,80")
    assert told(path) == [("unique", None, 3, "หน่วยงาน")]


def test_partial_lets_an_empty_instrument_pass_and_never_an_empty_indicator(csv):
    """No EIT at all: no total. One indicator of three: told by the agency's row."""
    heads = ",".join(["หน่วยงาน", "IIT", *HEADS[5:8], "OIT"])
    path = csv(heads, "ก,90,,,,80", "ข,90,80,80,80,80")
    found = ita.score_table(ita.read_ita(path, HOW, partial=True), HOW, partial=True)
    assert found.frame["grade"].to_list() == [None, "B"]
    assert [one["total"] for one in found.as_dict()["units"]] == [None, 83.0]
    path = csv(heads, "ก,90,90,,90,80")
    assert told(path, partial=True) == [("parts_absent", None, 2, "หน่วยงาน")]
    assert told(path) == [("required", None, 2, "ตัวชี้วัดที่ 7")]


def test_several_files_are_one_table_and_each_place_names_its_file(tmp_path, capsys):
    """Staff in one file, clients and documents in another; a gap is told by file and row."""
    first, second = tmp_path / "บุคลากร.csv", tmp_path / "อื่น.csv"
    first.write_text("หน่วยงาน,IIT\nก,80\nข,81\n", encoding="utf-8")
    second.write_text("หน่วยงาน,EIT,OIT\nก,80,90\nค,81,90\n", encoding="utf-8")
    with pytest.raises(TableError) as caught:
        ita.read_ita([first, second], HOW)
    found = {(one.rule, one.file, one.row) for one in caught.value.problems}
    assert found == {("instrument_absent", first.name, 3), ("instrument_absent", second.name, 3)}
    files = [str(first), str(second)]
    assert cli.main(["ita", "score", *files, "--fiscal-year", "2564", "--partial", "--json"]) == 0
    units = json.loads(capsys.readouterr().out)["units"]
    assert [one["total"] for one in units] == [84.0, None, None]
    with pytest.raises(TableError) as caught:
        ita.read_ita([first, first], HOW, partial=True)
    assert {(one.rule, one.row) for one in caught.value.problems} == {
        ("doubled", 2),
        ("doubled", 3),
    }


def test_codes_below_each_other_belong_to_the_agency_of_their_row(csv):
    """A column of agencies is heard: two agencies are two, and a nameless row is told."""
    rows = ["หน่วยงาน,แบบวัด,คะแนน", "ก,IIT,80", "ก,EIT,82", "ก,OIT,90"]
    more = ["ข,IIT,90", "ข,EIT,91", "ข,OIT,92"]
    found = ita.score_table(ita.read_ita(csv(*rows, *more), HOW), HOW).frame
    assert dict(zip(found["unit"], found["IIT"], strict=True)) == {"ก": 80.0, "ข": 90.0}
    with pytest.raises(TableError) as caught:
        ita.read_ita(csv(*rows, ",IIT,90", *more[1:]), HOW)
    assert (5, "หน่วยงาน") in {(one.row, one.column) for one in caught.value.problems}


def test_a_portfolio_without_errors_is_counted_and_draws_nothing(csv, tmp_path, capsys):
    """Totals alone: exact counts, unknown noise, no funnel and no failure."""
    path = csv("หน่วยงาน,คะแนน ITA", "ก,84.995", "ข,95")
    charts = ["--charts", str(tmp_path / "charts"), "--json"]
    assert cli.main(["ita", "portfolio", str(path), "--fiscal-year", "2566", *charts]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["charts"] == []
    assert found["passing"]["reached"] == 2
    assert found["states"]["unknown"] == 2
