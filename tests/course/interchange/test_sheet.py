"""Sheets of questions as offices keep them: their headings, their letters, their mistakes."""

import re
from fractions import Fraction
from io import BytesIO

import openpyxl
import pytest

from govlab import course, tables
from govlab.chance import Stream
from govlab.course import Item, Law
from govlab.course.interactions import TYPES
from govlab.course.interchange._sheet import CSV, XLSX
from govlab.course.interchange._sheet_blank import blank
from govlab.course.interchange._sheet_examples import examples
from govlab.errors import InputError, TableError

THAI = ("ข้อ", "คำถาม", "ตัวเลือก ก", "ตัวเลือก ข", "ตัวเลือก ค", "เฉลย")


def csv(*rows, headings=THAI):
    def cell(text):
        return '"' + str(text).replace('"', '""') + '"'

    lines = [",".join(map(cell, row)) for row in (headings, *rows)]
    return "\n".join(lines).encode()


def read(*rows, headings=THAI, lang="th"):
    return CSV.read(csv(*rows, headings=headings), "ข้อสอบ.csv", lang)


def one(*cells, headings=THAI):
    (found,) = read(cells, headings=headings).items
    return found


def problems(*rows, headings=THAI):
    with pytest.raises(TableError) as caught:
        read(*rows, headings=headings)
    return [(found.row, found.column, found.rule) for found in caught.value.problems]


@pytest.mark.parametrize("form", [XLSX, CSV], ids=lambda form: form.name)
def test_the_whole_course_comes_back(form):
    """Every item, of each template one variant, is equal after the journey."""
    every = [each for name in course.curricula() for each in course.load(name).items.values()]
    items = [
        each if isinstance(each, Item) else each.variant(Stream(7, "test", each.code))
        for each in every
    ]
    data, lost = form.write(items, "both", True)
    found = form.read(data, f"course{form.suffixes[0]}", "th")
    assert (lost, found.lost) == ((), ())
    assert [each.as_dict() for each in found.items] == [each.as_dict() for each in items]


@pytest.mark.parametrize("key", ["ข", "b", "B", "2", "๒", "ข.", "(ข)", "ข้อ ข", "ตัวเลือก ข"])
def test_a_key_is_a_letter_of_any_kind_or_a_number(key):
    """Thai letters, Latin letters of either case, Arabic and Thai digits mean the same option."""
    found = one("1", "ข้อใดถูก", "หนึ่ง", "สอง", "สาม", key)
    assert (found.type, found.interaction.answer, found.code) == ("single", "b", "imported/1")
    assert found.options[1].text.th == "สอง"


@pytest.mark.parametrize("key", ["ก,ค", "ก, ค", "A C", "1;3", "ก และ ค", "ก/ค", "a+c"])
def test_several_letters_make_a_multiple_choice(key):
    """Without a stated type, several right options say which it is."""
    found = one("1", "ข้อใดถูก", "หนึ่ง", "สอง", "สาม", key)
    assert (found.type, found.interaction.answer) == ("multiple", "a+c")


@pytest.mark.parametrize(
    ("headings", "lang"),
    [
        (("No.", "Question", "Option A", "Option B", "Option C", "Answer"), "en"),
        (("ลำดับที่", "โจทย์", "ก", "ข", "ค", "คำตอบที่ถูกต้อง"), "th"),
        (("ITEM CODE", "stem", "A", "B", "C", "KEY"), "en"),
    ],
)
def test_headings_are_known_by_many_names(headings, lang):
    """Case, spaces and points do not matter; Thai headings hold Thai, English ones English."""
    found = one("gift-1", "x", "1", "2", "3", "C", headings=headings)
    assert (found.id, found.interaction.answer) == ("gift-1", "c")
    assert found.stem.in_language(lang) == "x"


def test_thai_questions_under_english_headings_are_thai():
    """An office that heads its columns in English has written Thai all the same."""
    headings = ("No", "Question", "A", "B", "C", "Answer")
    found = one("1", "ข้อใดถูก", "หนึ่ง", "สอง", "สาม", "A", headings=headings)
    assert (found.stem.th, found.stem.en, found.options[0].text.th) == ("ข้อใดถูก", "", "หนึ่ง")


def test_both_languages_stand_beside_each_other():
    """The English columns fill the other half of every text."""
    headings = (*THAI, "Question", "Option A", "Option B", "Option C", "เหตุผล ก", "Reason A")
    found = one(
        "1",
        "ถาม",
        "ก1",
        "ข1",
        "ค1",
        "ก",
        "ask",
        "a1",
        "b1",
        "c1",
        "เพราะ",
        "since",
        headings=headings,
    )
    assert found.stem.as_dict() == {"th": "ถาม", "en": "ask"}
    assert found.options[0].text.as_dict() == {"th": "ก1", "en": "a1"}
    assert found.options[0].reason.as_dict() == {"th": "เพราะ", "en": "since"}


def test_what_stands_beside_a_question_is_read():
    """Points, level, use, objective, sources and laws come from their columns."""
    more = ("คะแนน", "ระดับ", "การใช้", "วัตถุประสงค์", "แหล่งที่มา", "รหัสข้อ")
    sources = "S2-014; S2-015\nพ.ร.ป. ป.ป.ช. พ.ศ. 2561 ม.128; ม.129 @ 2018-07-22"
    rest = ("๒", "วิเคราะห์", "แบบฝึก", "tell-apart", sources, "interests/x-1")
    found = one("ถาม", "ก1", "ข1", "ค1", "ก", *rest, headings=(*THAI[1:], *more))
    assert (found.code, found.points, found.level, found.use, found.objective) == (
        "interests/x-1",
        2,
        "analyse",
        "practice",
        "tell-apart",
    )
    law = Law("พ.ร.ป. ป.ป.ช. พ.ศ. 2561 ม.128; ม.129", "2018-07-22")
    assert found.sources == ("S2-014", "S2-015", law)


def test_each_type_is_known_by_what_it_has():
    """A verdict, premises, a number: the row says its type without a column for it."""
    headings = (*THAI, "ข้อย่อย 1", "ข้อย่อย 2")
    found = read(
        ("1", "จริงหรือ", "", "", "", "ผิด", "", ""),
        ("2", "จับคู่", "ก1", "ข1", "", "1=ข, 2=ก", "หนึ่ง", "สอง"),
        ("3", "กี่วัน", "", "", "", "1,030±0.5; 25=1/2; 20", "", ""),
        ("4", "จริงหรือ", "เหตุ ก", "เหตุ ข", "เหตุ ค", "ผิด, ข", "", ""),
        headings=headings,
    ).items
    assert [each.type for each in found] == ["truefalse", "matching", "numeric", "truefalse"]
    assert [each.interaction.answer for each in found] == ["false", "1=b+2=a", "1030", "false+b"]
    first, second, third = found[2].interaction.answers
    assert (first.tolerance, second.credit, third.credit) == (Fraction(1, 2), Fraction(1, 2), 0)


@pytest.mark.parametrize("key", ["ค, ก, ข", "C>A>B", "3-1-2", "ค → ก → ข"])
def test_an_order_is_written_in_any_of_the_usual_ways(key):
    """The type must say that the letters are an order; their separators do not matter."""
    found = one("1", "เรียง", "ก1", "ข1", "ค1", key, "เรียงลำดับ", headings=(*THAI, "ประเภท"))
    assert found.interaction.answer == "c>a>b"


def test_a_case_is_a_row_for_its_story_and_one_for_each_question():
    """Questions name their case, wherever they stand in the sheet."""
    headings = ("รหัสข้อ", *THAI[1:], "ข้อของกรณี", "ประเภท", "วัตถุประสงค์")
    (found,) = read(
        ("q1", "ถามหนึ่ง", "ก", "ข", "ค", "ก", "story", "", ""),
        ("story", "เรื่องเล่า", "", "", "", "", "", "กรณีศึกษา", "route"),
        ("q2", "ถามสอง", "", "", "", "ถูก", "story", "", ""),
        headings=headings,
    ).items
    assert (found.type, found.points) == ("case", 2)
    assert [each.code for each in found.scored] == ["imported/story/q1", "imported/story/q2"]
    assert [each.objective for each in found.scored] == ["route", "route"]


def test_everything_wrong_is_said_at_once_by_row_and_column():
    """Each fault has its cell; one broken row does not hide the next."""
    headings = (*THAI, "คะแนน", "ระดับ")
    found = problems(
        ("1", "", "ก1", "ข1", "ค1", "ก", "", ""),
        ("2", "ถาม", "ก1", "ข1", "ค1", "ฮ", "", ""),
        ("3", "ถาม", "ก1", "", "ค1", "ก", "", ""),
        ("4", "ถาม", "ก1", "ข1", "ค1", "", "มาก", "สูงมาก"),
        ("5", "ถาม", "ก1", "ข1", "", "ค", "1.5", ""),
        ("6", "ถาม", "ก1", "ข1", "ค1", "ก", "", ""),
        ("6", "ถามซ้ำรหัส", "ก1", "ข1", "ค1", "ก", "", ""),
        headings=headings,
    )
    assert found == [
        (2, "คำถาม", "no_words"),
        (3, "เฉลย", "not_a_letter"),
        (4, "ตัวเลือก ข", "option_gap"),
        (5, "เฉลย", "key_missing"),
        (5, "คะแนน", "not_a_number"),
        (5, "ระดับ", "not_a_word"),
        (6, "เฉลย", "no_option"),
        (6, "คะแนน", "not_whole"),
        (8, "ข้อ", "code_again"),
    ]


@pytest.mark.parametrize(
    ("kind", "key", "rule"),
    [
        ("คำตอบเดียว", "ก, ข", "one_key"),
        ("ถูกผิด", "ไม่แน่", "not_a_verdict"),
        ("ถูกผิด", "ถูก", "reason_key"),
        ("เรียงลำดับ", "ก, ข", "whole_order"),
        ("เรียงลำดับ", "ก, ข, ข", "letter_twice"),
        ("จับคู่", "1=ก", "premise_keys"),
        ("จับคู่", "หนึ่งคู่ ก", "not_a_pair"),
        ("ตัวเลข", "สามสิบ", "not_a_number"),
        ("ตัวเลข", "30±-1", "not_a_number"),
        ("ข้อเขียน", "", "no_criteria"),
        ("วาดรูป", "ก", "not_a_word"),
    ],
)
def test_a_key_that_does_not_fit_its_type_is_refused(kind, key, rule):
    """Each type says in its own words what its key must be."""
    found = problems(("1", "ถาม", "ก1", "ข1", "ค1", key, kind), headings=(*THAI, "ประเภท"))
    assert [row[2] for row in found] == [rule]


def test_a_question_of_no_case_and_a_case_of_no_question_are_refused():
    """Both ends of the tie are looked at."""
    headings = (*THAI, "ข้อของกรณี", "ประเภท")
    found = problems(
        ("1", "ถาม", "ก1", "ข1", "ค1", "ก", "missing", ""),
        ("alone", "เรื่อง", "", "", "", "", "", "กรณีศึกษา"),
        headings=headings,
    )
    assert [(row[0], row[2]) for row in found] == [(2, "no_case"), (3, "empty_case")]


def test_columns_that_are_not_known_are_told_and_doubled_ones_refused():
    """A column with content that nobody reads is a loss; two for one meaning are a fault."""
    found = read(("1", "ถาม", "ก", "ข", "ค", "ก", "นายสมมติ"), headings=(*THAI, "ผู้ออกข้อสอบ"))
    assert [each.what.key for each in found.lost] == ["interchange_b.column_unread"]
    assert "ผู้ออกข้อสอบ" in found.lost[0].said("th")
    rows = ("1", "ถาม", "ก", "ข", "ค", "ก", "ข")
    assert problems(rows, headings=(*THAI, "คำตอบ"))[0][2] == "column_twice"


def test_a_sheet_in_the_old_thai_encoding_is_read():
    """Excel in Thailand saves CSV in cp874."""
    data = csv(("1", "ข้อใดถูก", "หนึ่ง", "สอง", "สาม", "ก")).decode().encode("cp874")
    assert CSV.read(data, "old.csv", "th").items[0].stem.th == "ข้อใดถูก"


def test_a_title_above_the_headings_is_passed_over():
    """Offices write the name of the test and the agency first."""
    data = "แบบทดสอบ,,,,,\nหน่วยงานสมมติ,,,,,\n".encode() + csv(
        ("1", "ข้อใดถูก", "หนึ่ง", "สอง", "สาม", "ก")
    )
    assert len(CSV.read(data, "a.csv", "th").items) == 1


@pytest.mark.parametrize("lang", ["th", "en"])
def test_the_blank_workbook_explains_itself_and_takes_a_question(lang):
    """What an office fills in under the written headings is read again."""
    data, lost = XLSX.write([], lang, True)
    assert lost == ()
    book = openpyxl.load_workbook(BytesIO(data))
    page, explained = book.worksheets
    headings = [cell.value for cell in page[1]]
    told = [[cell.value for cell in row] for row in explained.iter_rows(min_row=2)]
    assert {row[0 if lang == "th" else 1] for row in told} == set(headings)
    assert all(all(row) for row in told)
    filled = {
        "th": {"คำถาม": "ถาม", "ตัวเลือก ก": "1", "ตัวเลือก ข": "2", "เฉลย": "ข"},
        "en": {"Question": "ask", "Option A": "1", "Option B": "2", "Key": "B"},
    }[lang]
    page.append([filled.get(name) for name in headings])
    made = BytesIO()
    book.save(made)
    (found,) = XLSX.read(made.getvalue(), "filled.xlsx", lang).items
    assert (found.interaction.answer, found.stem.in_language(lang)) == (
        "b",
        next(iter(filled.values())),
    )


def test_a_formula_in_a_question_stays_text():
    """What begins with = is written so that no program runs it."""
    found = one("1", "=1+1 เท่ากับเท่าใด", "1", "2", "3", "ข")
    for form in (XLSX, CSV):
        data, _ = form.write([found], "th", True)
        (again,) = form.read(data, f"x{form.suffixes[0]}", "th").items
        assert again.stem.th == "=1+1 เท่ากับเท่าใด"


def test_the_rubric_of_a_free_text_is_read_from_lines():
    """Levels are lines with their points; codes of criteria may be left to the reader."""
    headings = ("คำถาม", "ประเภท", "เกณฑ์ 1", "ระดับคะแนน 1", "แนวคำตอบ", "จำนวนคำ")
    found = one(
        "ตัดสินใจ", "อัตนัย", "บอกเหตุ", "0 = ไม่บอก\n๒: บอกครบ\nทุกข้อ", "ควร…", "120", headings=headings
    )
    (criterion,) = found.interaction.rubric
    assert criterion.id == "c1"
    assert [(level.points, level.text.th) for level in criterion.levels] == [
        (0, "ไม่บอก"),
        (2, "บอกครบ\nทุกข้อ"),
    ]
    assert (found.interaction.words, found.interaction.model.th) == (120, "ควร…")


def test_headings_of_all_columns_are_told_apart():
    """No accepted heading means two columns."""
    from govlab.course.interchange._sheet_columns import FIELDS

    known = [tables.fold(name) for field in FIELDS for name in {*field.th, *field.en}]
    assert len(known) == len(set(known))


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("lang", ["th", "en", "both"])
def test_the_blank_form_shows_every_type_and_its_examples_are_not_taken(form, lang):
    """Each type has a marked row; as it comes, the form holds no question."""
    data = blank(form, lang=lang)
    with pytest.raises(TableError) as caught:
        CSV.read(data, f"blank.{form}", "th")
    assert [found.rule for found in caught.value.problems] == ["no_rows"]
    assert {one.type for one in examples()} == set(TYPES)


def test_a_row_of_the_blank_form_that_was_written_over_is_told():
    """Who keeps the mark of an example with another question hears that it was left out."""
    book = openpyxl.load_workbook(BytesIO(blank("xlsx", lang="th")))
    page = book.worksheets[0]
    headings = [cell.value for cell in page[1]]
    page.cell(2, headings.index("คำถาม") + 1, "ข้อใหม่ของหน่วยงาน")
    row = {"คำถาม": "ถาม", "ตัวเลือก ก": "1", "ตัวเลือก ข": "2", "เฉลย": "ข"}
    page.append([row.get(name) for name in headings])
    made = BytesIO()
    book.save(made)
    found = XLSX.read(made.getvalue(), "filled.xlsx", "th")
    assert [each.interaction.answer for each in found.items] == ["b"]
    assert ["(ตัวอย่าง) 1" in one.said("th") for one in found.lost] == [True]


def test_the_examples_are_whole_questions_of_their_types():
    """Without their marks the rows of the form are read as the examples themselves."""
    book = openpyxl.load_workbook(BytesIO(blank("xlsx", lang="both")))
    page = book.worksheets[0]
    headings = [cell.value for cell in page[1]]
    for name in ("รหัสข้อ", "ข้อของกรณี"):
        for row in range(2, page.max_row + 1):
            cell = page.cell(row, headings.index(name) + 1)
            cell.value = (cell.value or "").replace("(ตัวอย่าง) ", "x")
    made = BytesIO()
    book.save(made)
    found = XLSX.read(made.getvalue(), "filled.xlsx", "th")
    assert found.lost == ()
    shown = [each.interaction.as_dict() for each in examples() if each.type not in {"case", "text"}]
    read_again = [
        each.interaction.as_dict() for each in found.items if each.type not in {"case", "text"}
    ]
    assert read_again == shown
    assert [each.type for each in found.items] == [each.type for each in examples()]


@pytest.mark.parametrize(("lang", "type_heading"), [("th", "ประเภท"), ("en", "Type")])
def test_the_blank_workbook_has_lists_to_choose_from(lang, type_heading):
    """Type, use, level and, for a curriculum, objective have a list in their column."""
    data = blank("xlsx", lang=lang, objectives=["gifts", "tell-apart"])
    assert data == blank("xlsx", lang=lang, objectives=["gifts", "tell-apart"])
    book = openpyxl.load_workbook(BytesIO(data))
    page, hidden = book.worksheets[0], book.worksheets[-1]
    assert hidden.sheet_state == "hidden"
    rules = page.data_validations.dataValidation
    assert len(rules) == 4
    letter = next(cell.column_letter for cell in page[1] if cell.value == type_heading)
    assert f"{letter}2:{letter}1000" in [str(one.sqref) for one in rules]
    lists = [[cell.value for cell in column if cell.value] for column in hidden.columns]
    assert ["gifts", "tell-apart"] in lists
    assert len(lists[0]) == len(TYPES)
    assert len(blank("xlsx", lang=lang)) < len(data)


@pytest.mark.parametrize(
    ("headings", "key", "said"),
    [
        (THAI, "ง", "ตัวเลือก ง ซึ่งไม่มีข้อความ มีตัวเลือก ก, ข, ค"),
        (("No", "Question", "Option A", "Option B", "Option C", "Key"), "D", "ตัวเลือก D"),
    ],
)
def test_a_fault_names_options_by_the_letters_of_the_sheet(headings, key, said):
    """Who wrote ก ข ค is not told of a b c."""
    with pytest.raises(TableError) as caught:
        read(("1", "ถาม", "1", "2", "3", key), headings=headings)
    assert said in caught.value.in_language("th")


def test_rows_without_a_code_get_ids_of_their_own_file():
    """Two workbooks whose rows bear no code do not collide, whatever script names them."""
    rows = csv(("ถาม", "1", "2", "3", "ก"), headings=THAI[1:])
    names = ("Bank 2568.csv", "bank.csv", "คลังข้อสอบ.csv", "ข้อสอบใหม่.csv")
    ids = [CSV.read(rows, name, "th").items[0].id for name in names]
    assert ids[:2] == ["bank-2568-row-2", "bank-row-2"]
    assert len(set(ids)) == 4
    assert all(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", one) and len(one) <= 60 for one in ids)


def test_a_damaged_workbook_is_told_in_words_of_the_catalogue():
    """No English of a library stands in the Thai sentence."""
    data = blank("xlsx", lang="th")[:3000]
    with pytest.raises(InputError) as caught:
        XLSX.read(data, "เสีย.xlsx", "th")
    said = caught.value.in_language("th")
    assert "ดาวน์โหลดมาไม่ครบ" in said
    assert "zip" not in said
