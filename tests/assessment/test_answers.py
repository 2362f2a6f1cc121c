"""Files of answers as trainers have them: exports of two form programs, and the long table."""

from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from assessment_worlds import CHANNEL, COHORT, FORM, GIFT, SIGNS, item, roster, snapshot, text
from hypothesis import given
from hypothesis import strategies as st

from govlab import tables
from govlab.assessment import grade, read_answers
from govlab.assessment._moments import Moments
from govlab.assessment._wording import choices
from govlab.errors import InputError, TableError

PEOPLE = roster("attended", "attended", "attended")
STEMS = [one.stem.th for one in FORM.items]
GOOGLE = ["ประทับเวลา", "รหัสที่นั่ง", *STEMS]
MICROSOFT = ["ID", "Start time", "Completion time", "Email", "Name", "รหัสที่นั่ง", *STEMS]


def csv_of(path, rows, encoding="utf-8-sig"):
    frame = pd.DataFrame(rows[1:], columns=range(len(rows[0])))
    frame.to_csv(path, header=rows[0], index=False, encoding=encoding)
    return path


def xlsx_of(path, rows, title="Sheet1"):
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def read(path, people=PEOPLE, form=FORM, **more):
    return read_answers(path, form, people, cohort=COHORT, **more)


def sheet_of(answers):
    """Return {(person, attempt): [responses in the order of the form]}."""
    frame = answers.responses.astype({"response": object})
    frame = frame.where(frame.notna(), None)
    return {key: list(own["response"]) for key, own in frame.groupby(["person", "attempt"])}


def problems_of(*args, **more):
    with pytest.raises(TableError) as caught:
        read(*args, **more)
    return caught.value.problems


def test_a_thai_google_sheet_is_read(tmp_path):
    """Thai times, Thai digits, a comma inside an option, an empty cell, rows out of order."""
    rows = [
        GOOGLE,
        ["6/3/2567, 14:05:33", "๐๐๒", "ไม่ได้", "ญาติเป็นคู่สัญญา, ของขวัญ, ของฝาก", "ทุกทาง"],
        ["2024/03/06 2:04:00 หลังเที่ยง GMT+7", "001", "ได้ ถ้าไม่มีใครเห็น", "ของฝาก", ""],
    ]
    answers = read(csv_of(tmp_path / "คำตอบ.csv", rows))
    assert sheet_of(answers) == {("001", 1): ["c", "c", None], ("002", 1): ["b", "a+b", "c"]}
    assert (answers.unmatched, answers.repeated) == ((), ())
    times = answers.responses.groupby("person")["time"].first().tolist()
    assert times == ["2024-03-06T14:04:00+07:00", "2024-03-06T14:05:33+07:00"]
    pd.testing.assert_frame_equal(
        answers.responses, tables.check(answers.responses, "responses"), check_dtype=True
    )
    assert grade(answers.responses, FORM)["score"].tolist() == [0, 4]


def test_a_microsoft_sheet_is_read(tmp_path):
    """Semicolons with one at the end, inside an option too; the running number is no seat."""
    start, end = "2024-03-06 14:00:00", "2024-03-06 14:10:00"
    stems = [one.stem.en for one in FORM.items]
    rows = [
        [*MICROSOFT[:5], "Seat code", *stems, "Total points", f"Points - {stems[0]}"],
        [3, start, end, "anonymous", "", "001", "No",
         "A relative is the contractor;Results on time; complete (en);".replace(" (en)", ""),
         "All of them", 4, 1],
        [1, start, end, "anonymous", "", "003", "Yes", "Gifts, souvenirs;Souvenirs;", None, 1, 0],
    ]  # fmt: skip
    answers = read(xlsx_of(tmp_path / "answers.xlsx", rows))
    assert sheet_of(answers) == {("001", 1): ["b", "a+d", "c"], ("003", 1): ["a", "b+c", None]}


def test_excel_dates_of_a_workbook_are_times(tmp_path):
    """A cell that Excel holds as a date needs no guess about day and month."""
    when = pd.Timestamp("2024-03-06 14:05:33").to_pydatetime()
    path = xlsx_of(tmp_path / "a.xlsx", [GOOGLE, [when, "001", "ได้", None, None]])
    assert read(path).responses["time"].iloc[0] == "2024-03-06T14:05:33+07:00"


def test_headings_carry_what_forms_and_people_add(tmp_path):
    """Numbers, points, both languages, stars and score columns do not hide a question."""
    first, second, third = FORM.items
    heads = [
        "Timestamp",
        "รหัสที่นั่ง (ดูที่บัตร)",
        f"1. {first.stem.th} (1 คะแนน)",
        f"ข้อ ๒ {second.stem.th}",
        f"{third.stem.th} / {third.stem.en}",
        f"{third.stem.th} [Score]",
        "คะแนน",
        "หน่วยงาน",
        "",
    ]
    row = ["2024/03/06 2:05:33 PM GMT+7", "001", "ข. ไม่ได้", "ค) ของฝาก", "ทุกทาง / All of them",
           "1.00 / 1", "3 / 4", "กรมสมมติ", ""]  # fmt: skip
    assert sheet_of(read(csv_of(tmp_path / "a.csv", [heads, row]))) == {("001", 1): ["b", "c", "c"]}


def test_who_answers_twice_has_attempts_in_the_order_of_time(tmp_path):
    """The earlier time is attempt 1, wherever its row stands; the person is listed."""
    rows = [
        GOOGLE,
        ["6/3/2567, 15:00:00", "001", "ไม่ได้", "", ""],
        ["6/3/2567, 14:00:00", "001", "ได้", "", ""],
        ["6/3/2567, 14:30:00", "002", "ได้", "", ""],
    ]
    answers = read(csv_of(tmp_path / "a.csv", rows))
    assert sheet_of(answers)["001", 1] == ["a", None, None]
    assert sheet_of(answers)["001", 2] == ["b", None, None]
    assert [one.as_dict() for one in answers.repeated] == [
        {"person": "001", "attempts": 2, "rows": [3, 2]}
    ]


def test_whom_no_id_matches_is_listed_and_never_guessed(tmp_path):
    """A lost zero, a stranger, an empty cell and a contradiction are told with what to do."""
    people = roster(*["attended"] * 4, emails=["a@x.th", "B@x.th", "c@x.th", "c@x.th"])
    heads = ["Timestamp", "Email Address", "รหัสที่นั่ง", "ชื่อ-สกุล", *STEMS]
    stamp, name = "2024/03/06 2:05:33 PM GMT+7", "ตัวอย่าง คนที่001"
    given = [("", "1"), ("", "999"), ("", ""), ("a@x.th", "002"), ("b@x.th", ""), ("c@x.th", ""),
             ("z@x.th", ""), ("a@x.th", "001")]  # fmt: skip
    rows = [heads, *([stamp, mail, seat, name, "ได้", "", ""] for mail, seat in given)]
    answers = read(csv_of(tmp_path / "a.csv", rows), people)
    assert sorted(sheet_of(answers)) == [("001", 1), ("002", 1)]
    found = [(one.row, one.value, one.reason.key.partition(".")[2]) for one in answers.unmatched]
    assert found == [
        (2, "1", "who_like"),
        (3, "999", "who_unknown"),
        (4, None, "who_nothing"),
        (5, "002", "who_differs"),
        (7, "c@x.th", "who_shares"),
        (8, "z@x.th", "who_unknown"),
    ]
    told = answers.unmatched[0].as_dict("th")
    assert "001" in told["reason"]
    assert answers.unmatched[0].place == "2"


def test_an_email_identifies_only_where_the_roster_has_it(tmp_path):
    """Without a seat code and without addresses on the roster, nobody can be told."""
    rows = [["Timestamp", "Username", *STEMS], ["2024/03/06 14:05", "A@x.th", "ได้", "", ""]]
    path = csv_of(tmp_path / "a.csv", rows)
    assert [one.rule for one in problems_of(path)] == ["no_identity"]
    with_mail = roster("attended", emails=["a@x.th"])
    assert list(sheet_of(read(path, with_mail))) == [("001", 1)]


def test_microsofts_running_number_is_nobodys_seat(tmp_path):
    """A sheet whose only code is Microsoft's own ID identifies nobody, though 1 to n exist."""
    people = roster("attended").assign(person="1")
    rows = [
        [*MICROSOFT[:5], *STEMS],
        [1, "2024-03-06 14:00", "2024-03-06 14:10", "", "", "ได้", "", ""],
    ]
    found = problems_of(xlsx_of(tmp_path / "a.xlsx", rows), people)
    assert [one.rule for one in found] == ["no_identity"]


def test_everything_wrong_with_a_sheet_is_told_at_once(tmp_path):
    """Slips, strangers, doubles and missing questions; options; times: each by its place."""
    slip = GIFT.stem.th.replace("ของขวัญ", "ของกำนัล")
    heads = ["ประทับเวลา", "รหัสที่นั่ง", slip, SIGNS.stem.th, SIGNS.stem.en, "ท่านพอใจเพียงใด"]
    rows = [heads, ["6/3/2567, 14:05:33", "001", "ได้", "เงินสด, ของฝาก", "", "มาก"],
            ["31/2/2567, 14:05:33", "002", "ได้", "ของฝาก", "", "มาก"]]  # fmt: skip
    found = problems_of(xlsx_of(tmp_path / "คำตอบ.xlsx", rows, title="การตอบแบบฟอร์ม 1"))
    assert [(one.row, one.column, one.rule) for one in found] == [
        (1, None, "question_missing"),
        (1, slip, "question_misspelt"),
        (1, SIGNS.stem.en, "question_twice"),
        (1, "ท่านพอใจเพียงใด", "question_unknown"),
        (2, SIGNS.stem.th, "no_such_option"),
        (3, "ประทับเวลา", "time"),
    ]
    wrong = found[4]
    assert (wrong.file, wrong.sheet, wrong.value) == (
        "คำตอบ.xlsx", "การตอบแบบฟอร์ม 1", "เงินสด, ของฝาก"
    )  # fmt: skip
    thai = wrong.words.in_language("th")
    assert "ของขวัญ, ของฝาก" in thai
    assert "Souvenirs" in wrong.words.in_language("en")
    assert GIFT.stem.th in found[1].words.in_language("th")


def test_an_answer_that_reads_two_ways_is_refused_with_both(tmp_path):
    """With options "A, B", "A" and "B" the cell "A, B" says two things."""
    either = item("either", "ข้อใดถูก", {"a": "เงิน, ทอง", "b": "เงิน", "c": "ทอง"}, "bc")
    rows = [["ประทับเวลา", "รหัส", either.stem.th], ["6/3/2567, 14:05:33", "001", "เงิน, ทอง"]]
    path = csv_of(tmp_path / "a.csv", rows)
    [found] = problems_of(path, form=snapshot(either))
    assert found.rule == "answer_ambiguous"
    assert "a; b+c" in found.words.in_language("th")


OPTIONS = ["ก", "ข", "ก, ข", "ค; ง", "ค", "ง, ก", "จ"]


@given(
    st.lists(st.sampled_from(OPTIONS), min_size=3, max_size=5, unique=True),
    st.data(),
    st.sampled_from([(", ", ""), (";", ";")]),
)
def test_a_joined_cell_is_solved_or_called_ambiguous(texts, data, software):
    """Whatever was ticked is among the readings of the cell, and each reading makes the cell."""
    separator, end = software
    asked = item("i", "?", {"abcde"[n]: f"{t}|{t}" for n, t in enumerate(texts)}, "a")
    ticked = data.draw(st.sets(st.sampled_from([one.id for one in asked.options]), min_size=1))
    words = {one.id: one.text.th for one in asked.options}
    cell = separator.join(words[one] for one in sorted(ticked)) + end
    found = choices(cell, asked, (separator,))
    assert frozenset(ticked) in found
    for reading in found:
        assert sum(len(words[one]) for one in reading) + len(separator) * (len(reading) - 1) in {
            len(cell), len(cell) - len(end)
        }  # fmt: skip


def test_times_of_a_column_tell_the_order_of_day_and_month():
    """One day after the twelfth decides; without it, or against another, nothing is guessed."""
    assert Moments(["3/6/2024 9:00", "13/6/2024 9:00"]).read("3/6/2024 9:00")[:10] == "2024-06-03"
    assert Moments(["3/6/2024 9:00", "3/25/2024 9:00"]).read("3/6/2024 9:00")[:10] == "2024-03-06"
    assert Moments([]).read("3/6/2567 9:00")[:10] == "2024-06-03"
    assert Moments([]).read("6/6/2024 9:00")[:10] == "2024-06-06"
    for cells in (["3/6/2024 9:00"], ["13/6/2024 9:00", "6/13/2024 9:00"]):
        assert "3/6/2024" in str(Moments(cells).read("3/6/2024 9:00"))


def test_a_repeat_without_a_time_is_refused(tmp_path):
    """Which came first cannot be told; a single answer needs no time."""
    heads = ["รหัส", *STEMS]
    once = csv_of(tmp_path / "a.csv", [heads, ["001", "ได้", "", ""]])
    assert read(once).responses["time"].isna().all()
    twice = csv_of(tmp_path / "b.csv", [heads, ["001", "ได้", "", ""], ["001", "ไม่ได้", "", ""]])
    assert [one.rule for one in problems_of(twice)] == ["repeat_without_time"] * 2


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ([["ลำดับ", "ชื่อ"], ["1", "ตัวอย่าง"]], "not_answers"),
        ([GOOGLE], "empty_table"),
        ([["ประทับเวลา", "รหัส", "เลขที่นั่ง", *STEMS], ["", "001", "001", "ได้", "", ""]],
         "identity_twice"),
        ([["ประทับเวลา", "รหัส", *STEMS, ""], ["", "001", "ได้", "", "", "x"]], "heading_empty"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_its_reason(tmp_path, rows, rule):
    """A file without questions or rows, with two codes, with a column that says not what it is."""
    assert [one.rule for one in problems_of(xlsx_of(tmp_path / "a.xlsx", rows))] == [rule]


def test_questions_that_no_heading_tells_apart_are_refused(tmp_path):
    """Two items with one question make a form that cannot be read back."""
    twin = replace(GIFT, id="twin")
    with pytest.raises(InputError, match="gift, interests/twin"):
        read(csv_of(tmp_path / "a.csv", [GOOGLE, [""] * 5]), form=snapshot(GIFT, twin))


def test_a_cohort_that_the_roster_has_not_is_refused(tmp_path):
    """The cohorts there are, are named."""
    with pytest.raises(InputError, match=COHORT):
        read_answers(tmp_path / "none.csv", FORM, PEOPLE, cohort="2599")


def long_rows(*lines):
    return [["person", "sitting", "item", "response", "attempt"], *lines]


def test_the_long_table_is_read_and_filled_in(tmp_path):
    """Cohort, form, version and place come from the sitting; answers get their one spelling."""
    lines = [
        ["001", "post", SIGNS.code, "b+a", 1],
        ["001", "post", GIFT.code, "", 1],
        ["002", "pre", GIFT.code, "a", 1],
        ["003", "post", GIFT.code, "b", 1],
        ["003", "post", GIFT.code, "a", 2],
        ["4", "post", GIFT.code, "b", 1],
    ]
    answers = read(csv_of(tmp_path / "a.csv", long_rows(*lines)))
    frame = answers.responses
    assert frame["response"].astype(object).where(frame["response"].notna(), None).tolist() == [
        "a+b", None, "b", "a"
    ]  # fmt: skip
    assert set(frame["cohort"]) == {COHORT}
    assert set(frame["form"]) == {FORM.form_id}
    assert frame["position"].tolist() == [2, 1, 1, 1]
    assert answers.passed_over == 1
    assert [(one.row, one.value) for one in answers.unmatched] == [(7, "4")]
    assert [(one.person, one.place) for one in answers.repeated] == [("003", "5, 6")]
    pd.testing.assert_frame_equal(frame, tables.check(frame, "responses"))


def test_the_long_table_is_held_against_the_form(tmp_path):
    """Item, option, form and version that are not the sitting's are told by row and column."""
    rows = [
        ["รหัส", "ข้อ", "คำตอบ", "ชุดข้อสอบ", "รุ่นของข้อ"],
        ["001", "interests/none", "a", "", ""],
        ["001", GIFT.code, "z", "pre-1", "9"],
    ]
    found = problems_of(csv_of(tmp_path / "a.csv", rows))
    assert [(one.row, one.column, one.rule) for one in found] == [
        (2, "item", "unknown_item"),
        (3, "version", "other_version"),
        (3, "form", "other_form"),
        (3, "response", "unknown_option"),
    ]


def test_a_long_table_of_another_sitting_is_refused(tmp_path):
    """What the file does hold is named."""
    path = csv_of(tmp_path / "a.csv", long_rows(["001", "pre", GIFT.code, "a", 1]))
    [found] = problems_of(path)
    assert found.rule == "other_sitting"
    assert f"{COHORT}, pre" in str(found.words)


def test_what_is_written_as_responses_reads_back_the_same(tmp_path):
    """The long table that govlab writes is one that it reads."""
    rows = [GOOGLE, ["6/3/2567, 14:05:33", "001", "ไม่ได้", "ของฝาก", "ทุกทาง"]]
    first = read(csv_of(tmp_path / "a.csv", rows)).responses
    again = read(tables.write_csv(tmp_path / "b.csv", first)).responses
    pd.testing.assert_frame_equal(first, again)


@pytest.mark.parametrize(
    ("cell", "meaning"), [("เงิน, ทอง", "a"), ("เงิน", "b"), ("ทอง, เงิน", "b+c"), ("1000", "d")]
)
def test_a_question_with_one_right_option_prefers_one_reading(tmp_path, cell, meaning):
    """An option that holds the separator is one option; 1,000 is 1000 to a spreadsheet."""
    options = {"a": "เงิน, ทอง", "b": "เงิน", "c": "ทอง", "d": "1,000"}
    asked = item("money", "ข้อใดผิด", options, "b")
    rows = [["รหัส", asked.stem.th], ["001", cell]]
    answers = read(csv_of(tmp_path / "a.csv", rows), form=snapshot(asked))
    assert sheet_of(answers) == {("001", 1): [meaning]}


def test_a_microsoft_sheet_may_begin_with_the_seat(tmp_path):
    """Where Microsoft's number was deleted, the first column is a seat like any other."""
    rows = [["รหัสที่นั่ง", *MICROSOFT[1:5], *STEMS],
            ["OO1", "2024-03-06 14:00", "2024-03-06 14:10", "", "", "ได้", "", ""],
            ["002", "2024-03-06 14:00", "2024-03-06 14:10", "", "", "ได้", "", ""]]  # fmt: skip
    answers = read(xlsx_of(tmp_path / "a.xlsx", rows))
    assert list(sheet_of(answers)) == [("002", 1)]
    assert "001" in str(answers.unmatched[0].reason)


def test_markdown_and_spelling_do_not_hide_an_option():
    """Emphasis of the item's file and a decomposed sara am of the export agree."""
    asked = item("i", "?", {"a": "**ไม่**ทำ", "b": "ทำ"}, "a")
    assert choices("ไม่ทํา", asked, (", ",)) == {frozenset("a")}
    assert choices(text("ทำ|Do").en, asked, (", ",)) == set()
    assert CHANNEL.code == "interests/channel"


def test_answers_to_another_form_are_told_in_one_sentence(tmp_path):
    """Where most questions are strangers, nobody is told of each by itself."""
    asked = [item(f"q{n}", f"คำถามที่ {n} ของชุดนี้", {"a": "ใช่", "b": "ไม่"}, "a") for n in range(8)]
    others = [f"เรื่องอื่นข้อ {n} ถามเรื่องใด" for n in range(7)]
    rows = [["ประทับเวลา", "รหัส", asked[0].stem.th, *others],
            ["6/3/2567, 14:05:33", "001", "ใช่", *["ใช่"] * 7]]  # fmt: skip
    found = problems_of(csv_of(tmp_path / "a.csv", rows), form=snapshot(*asked))
    assert [one.rule for one in found] == ["other_questions"]
    assert "--form" in found[0].words.in_language("th")


def test_a_question_with_other_figures_is_another_question(tmp_path):
    """Two variants of a template read alike; nobody is told to rename one to the other."""
    asked = item("km", "เดินทาง 160 กิโลเมตร เบิกได้เท่าใดตามระเบียบ", {"a": "640", "b": "700"}, "a")
    other = asked.stem.th.replace("160", "100")
    rows = [["ประทับเวลา", "รหัส", GIFT.stem.th, other], ["6/3/2567, 14:05:33", "001", "ได้", "640"]]
    found = problems_of(csv_of(tmp_path / "a.csv", rows), form=snapshot(GIFT, asked))
    assert "question_misspelt" not in {one.rule for one in found}
