"""Moodle XML as Moodle reads it: every type, every odd file, every loss told."""

from fractions import Fraction
from pathlib import Path

import pytest

from govlab.course import Law, Text
from govlab.course.interchange import FORMATS, read
from govlab.errors import InputError

MOODLE = FORMATS["moodle"]
CORNERS = Path(__file__).parent / "fixtures" / "corners.xml"
FOUND = read(CORNERS, "moodle", lang="th")
ITEMS = {one.id: one for one in FOUND.items}
LINES = CORNERS.read_text(encoding="utf-8").splitlines()


def losses(code):
    """Return the keys of what was told of an item."""
    return sorted(one.what.key.split(".")[1] for one in FOUND.lost if one.item == code)


def quiz(inner):
    """Return what comes out of a quiz of one question."""
    return MOODLE.read(f"<quiz>{inner}</quiz>".encode(), "q.xml", "th")


def choice(*answers, before=""):
    """Return a choice of text, fraction pairs as Moodle XML."""
    inner = "".join(f'<answer fraction="{f}"><text>{t}</text></answer>' for t, f in answers)
    stem = "<questiontext><text>ข้อ</text></questiontext>"
    return (
        f'<question type="multichoice"><name><text>q</text></name>{stem}{before}{inner}</question>'
    )


def test_the_corpus_is_whole():
    """Every question is either an item or told by its name: none vanishes."""
    names = [
        LINES[place + 1].split("<text>")[1].split("<")[0]
        for place, line in enumerate(LINES)
        if line.startswith("  <question") and "category" not in line
    ]
    told = [one.item.rpartition(" ")[2] for one in FOUND.lost if one.item.startswith("corners.xml")]
    assert len(names) == len(ITEMS) + len(told) == 30
    assert told == [name for name in names if name.startswith("x-")]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("x-description", "no_type"),
        ("x-short", "no_type"),
        ("x-drag", "no_type"),
        ("x-calculated", "no_type"),
        ("x-gap", "gap_type"),
        ("x-no-gap", "no_gap"),
        ("x-empty", "no_stem"),
        ("x-only-picture", "empty_option"),
        ("x-no-key", "single_right"),
        ("x-hidden-key", "hidden"),
        ("x-no-type", "no_type"),
    ],
)
def test_a_question_that_stays_out_is_told_by_line_name_and_reason(name, reason):
    """The line is that of the question's own start tag."""
    (lost,) = [one for one in FOUND.lost if one.item.endswith(f" {name}")]
    assert lost.what.values["reason"].key == f"interchange.{reason}"
    line = next(n for n, text in enumerate(LINES, start=1) if f"<text>{name}</text>" in text) - 1
    assert lost.item == f"corners.xml:{line} {name}"
    assert lost.said("th") != lost.said("en")


def test_id_number_tags_and_points_fill_the_header():
    """What we write as tags is what an item says of itself."""
    item = ITEMS["which-conflict"]
    assert (item.code, item.points, item.version) == ("interests/which-conflict", 2, 3)
    assert (item.use, item.level, item.objective) == ("practice", "analyse", "tell-apart")
    assert item.sources == ("S4-060", Law("พ.ร.ป. มาตรา 128", "2018-07-22"))
    assert ITEMS["partial"].code == "corners/partial"


def test_html_becomes_words_that_keep_their_lines():
    """Paragraphs and lists stay apart; emphasis is told as lost."""
    item = ITEMS["which-conflict"]
    assert item.stem.th == "ข้อใดเป็นผลประโยชน์ขัดกัน\n\n- เรื่องแรก\n- เรื่องที่สอง"
    assert losses(item.code) == ["dropped"]


def test_general_feedback_fills_the_reason_that_the_right_answer_lacks():
    """Moodle's own phrases are no reasons; the author's general feedback is."""
    reasons = [one.reason.th for one in ITEMS["which-conflict"].options]
    assert reasons == ["อ่านบทที่ 2", "ใช้เงินตัวเอง", "เป็นสิทธิ"]
    assert ITEMS["half-point"].options[1].reason.th == "ลองใหม่"


def test_fractions_are_exact_and_negative_ones_told():
    """33.33333 is a third; below zero nobody falls here."""
    item = ITEMS["partial"]
    assert item.stem.th == "ใครอนุมัติ <ครั้งแรก>"
    assert [one.credit for one in item.options] == [1, Fraction(1, 3), Fraction(-1, 4)]
    assert item.interaction.credit("c") == 0
    assert losses(item.code) == ["negative", "unshuffled"]


def test_several_right_answers_share_the_points():
    """Thirds that each wrong answer cancels are the rule of the type; sevenths are exact."""
    thirds, sevenths = ITEMS["thirds"].interaction, ITEMS["sevenths"].interaction
    assert thirds.type == "multiple"
    assert {one.credit for one in thirds.options} == {None}
    assert thirds.credit("a+b+d") == Fraction(1, 3)
    assert sevenths.credit("a+b+h") == Fraction(2, 7)
    assert ITEMS["thirds"].stem.th == "เลือกทุกข้อที่ **ถูก**"


def test_language_spans_become_both_languages():
    """What stands outside them belongs to both."""
    item = ITEMS["languages"]
    assert item.stem == Text("ใช่หรือไม่ (2567)", "Yes or no? (2567)")
    assert [one.text for one in item.options] == [Text("ใช่", "Yes"), Text("ไม่", "No")]


def test_the_language_of_texts_without_spans_is_the_callers():
    """A file in English is read as English."""
    found = quiz(choice(("yes", 100), ("no", 0)))
    english = MOODLE.read(f"<quiz>{choice(('yes', 100), ('no', 0))}</quiz>".encode(), "q", "en")
    assert found.items[0].options[0].text == Text("yes", "")
    assert english.items[0].options[0].text == Text("", "yes")


def test_pictures_scripts_hints_and_the_rest_are_told_one_by_one():
    """Nothing that a question held beside words goes missing in silence."""
    item = ITEMS["picture"]
    assert item.stem.th == "ดูภาพ [ผังงาน]"
    assert losses(item.code) == [
        "dropped",
        "files",
        "hidden_question",
        "hints",
        "partial_feedback",
        "penalty",
        "tags",
    ]
    told = " ".join(one.said("en") for one in FOUND.lost if one.item == item.code)
    assert "plan.png" in told
    assert "img, script" in told
    assert "alert" not in str(item.as_dict())


def test_verdicts_and_what_is_said_to_them():
    """True and false are matched by name, and by place in old files, which is told."""
    new, old = ITEMS["verdict"].interaction, ITEMS["old-verdict"]
    assert (new.truth, new.if_true.th, new.if_false.th) == (False, "เริ่มเดือนตุลาคม", "ถูกแล้ว")
    assert old.interaction.truth
    assert losses(old.code) == ["old_verdicts"]


def test_numbers_keep_tolerance_mistakes_and_what_any_other_is_told():
    """The first answer that holds decides, as in Moodle."""
    asked = ITEMS["tolerance"].interaction
    assert [asked.credit(one) for one in ("2564", "2565", "2566")] == [1, Fraction(1, 2), 0]
    assert asked.answers[1].reason.th == "นับคลาดไปหนึ่งปี"
    assert asked.otherwise.th == "นับใหม่"
    late = ITEMS["late-key"].interaction
    assert (late.answer, late.credit("5")) == ("7", Fraction(1, 5))


def test_one_unit_is_kept_and_the_others_told():
    """A number here has one unit, which is not graded."""
    item = ITEMS["units"]
    assert item.interaction.unit == Text("เมตร", "")
    assert item.interaction.answer == "1500"
    assert losses(item.code) == ["factor", "unit_graded"]


def test_pairs_keep_plain_answers_and_options_that_match_none():
    """Answers of a matching hold no markup: what looks like a tag is text."""
    asked = ITEMS["pairs"].interaction
    assert [one.text.th for one in asked.premises] == ["ตรวจเงิน & บัญชี", "ไต่สวน"]
    assert {one.text.th for one in asked.options} == {"สตง.", "ป.ป.ช. <กลาง>", "ป.ป.ท."}
    assert {one.reason.th for one in asked.premises} == {"ดูแผนภูมิ"}
    assert [one.match for one in asked.premises] != ["a", "b"]
    assert len(ITEMS["old-pairs"].interaction.options) == 2


def test_steps_keep_their_order_and_other_gradings_are_told():
    """Scoring here is the share of neighbours in order; what Moodle did else is told."""
    asked = ITEMS["steps"].interaction
    texts = {one.id: one.text.th for one in asked.options}
    assert [texts[one] for one in asked.order] == ["รับเรื่อง", "ตรวจสอบ", "แจ้งผล", "ปิดเรื่อง"]
    assert ITEMS["steps"].points == 3
    assert losses(ITEMS["steps"].code) == []
    assert losses(ITEMS["some-steps"].code) == ["grading", "selection"]


def test_an_essay_keeps_what_graders_see_and_asks_for_a_rubric():
    """Notes for graders stand as the model answer; that a rubric is missing is told."""
    item = ITEMS["essay"]
    assert item.interaction.model.th == "ต้องพูดถึงผลประโยชน์ขัดกัน"
    assert (item.interaction.words, item.points) == (150, 4)
    assert losses(item.code) == ["attachments", "no_rubric", "response_template"]


def test_a_text_with_gaps_becomes_a_case():
    """Each gap is a question of its own, in its weight; the text shows their numbers."""
    item = ITEMS["gaps"]
    first, second, third = item.scored
    assert item.stem.th == "คำร้อง[1] ภายใน [2] วัน โดยแจ้ง[3] ราคา 5\\} บาท"
    assert (item.points, first.points) == (4, 2)
    assert (first.code, first.stem.th) == ("corners/gaps/q1", "ช่องที่ 1")
    assert [one.credit for one in first.options] == [0, 1, Fraction(1, 2)]
    assert first.options[1].reason.th == "ถูก"
    assert second.interaction.credit("11") == Fraction(1, 2)
    assert third.interaction.answer == "a+b"
    assert {one.credit for one in third.options} == {None}
    assert losses(item.code) == ["general"]


def test_gaps_keep_escaped_signs_and_share_their_points():
    r"""``\}`` and ``\#`` are signs; several right answers are made to add up to one."""
    first, second = ITEMS["marked-gaps"].scored
    assert [one.text.th for one in first.options] == ["a}b", "c'd", "e~f"]
    assert first.options[0].reason.th == "one#two"
    assert first.options[2].credit == Fraction(-105, 1000)
    assert [one.credit for one in second.options] == [
        Fraction(2, 3),
        Fraction(1, 3),
        Fraction(-1, 5),
    ]


def test_points_that_are_not_whole_are_told():
    """Half a point becomes one, and the trainer hears of it."""
    assert ITEMS["half-point"].points == 1
    assert losses("corners/half-point") == ["points"]


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"<quiz>\n<question>\n</quiz>", 3, "end tag"),
        (b"<quiz>\n\n& </quiz>", 3, "bare"),
        (b"<quiz>\n&nbsp;</quiz>", 2, "entity"),
        (b"", 1, "ends too early"),
        (b"<quiz>\n", 2, "ends too early"),
        (b"GIFT {T}", 1, "not XML"),
        (b"\n<?xml version='1.0'?><quiz/>", 2, "first thing"),
        (b"<quiz/>\n<quiz/>", 2, "after the end"),
        (b"<quiz a='1' a='2'/>", 1, "twice"),
        (b"<quiz>\n<![CDATA[ x </quiz>", 2, "CDATA"),
        ("<quiz>สินบน</quiz>".encode("cp874"), 1, "UTF-8"),
        (b"<?xml version='1.0' encoding='martian'?>\n<quiz/>", 1, "encoding"),
        (b"<questestinterop>\n</questestinterop>", 1, "<quiz>"),
        (b"<quiz>" + b"<a>" * 200 + b"</a>" * 200 + b"</quiz>", 1, "deeper"),
    ],
)
def test_a_malformed_file_is_told_by_line_and_reason(data, line, reason):
    """In both languages, with the file's name."""
    with pytest.raises(InputError, match=f"bad.xml, line {line}.*{reason}") as told:
        MOODLE.read(data, "bad.xml", "th")
    assert f"bad.xml บรรทัดที่ {line}" in told.value.in_language("th")


def test_a_file_in_an_old_thai_encoding_that_says_so_is_read():
    """An encoding named in the first line is honoured."""
    text = (
        f'<?xml version="1.0" encoding="windows-874"?><quiz>{choice(("ใช่", 100), ("ไม่", 0))}</quiz>'
    )
    (item,) = MOODLE.read(text.encode("cp874"), "q.xml", "th").items
    assert item.options[0].text.th == "ใช่"


def test_a_broken_question_stops_no_other():
    """The questions before and after it come in."""
    found = quiz(
        choice(("ก", 100), ("ข", 0)) + choice(("ก", 0), ("ข", 0)) + choice(("ค", 100), ("ง", 0))
    )
    assert len(found.items) == 2
    assert len(found.lost) == 1


def test_a_weight_that_is_no_number_is_told():
    """It counts as nothing, and the trainer hears of it."""
    found = quiz(choice(("ก", 100), ("ข", "lots")))
    assert "lots" in found.lost[0].said("en")


def test_control_characters_cannot_stand_in_xml_and_are_told():
    """The file stays well-formed, and the loss is named."""
    from dataclasses import replace

    item = replace(ITEMS["verdict"], stem=Text("สิน\x00บน\x1b", ""))
    data, lost = MOODLE.write([item], "th", True)
    assert [one.what.key for one in lost] == ["interchange.control"]
    assert MOODLE.read(data, "q", "th").items[0].stem.th == "สินบน"


def test_shares_that_moodle_does_not_offer_are_told():
    """Moodle refuses or rounds three sevenths; the item says so, and still comes back exact."""
    from dataclasses import replace

    from govlab.course.interactions import Choice

    item = ITEMS["partial"]
    options = (
        item.options[0],
        replace(item.options[1], credit=Fraction(3, 7)),
        replace(item.options[2], credit=Fraction(0)),
    )
    odd = replace(item, interaction=Choice(options))
    data, lost = MOODLE.write([odd], "th", True)
    assert [one.what.key for one in lost] == ["interchange.grade"]
    assert "42.85714" in lost[0].said("en")
    assert MOODLE.read(data, "q", "th").items == (odd,)


def test_a_question_goes_into_the_case_that_it_names():
    """A code of another case is not kept: a question stands under its own case."""
    asked = (
        '<question type="truefalse"><name><text>q</text></name><idnumber>{code}</idnumber>'
        '<questiontext><text><![CDATA[<div class="part">เรื่อง</div><div class="part">ข้อ</div>]]>'
        '</text></questiontext><answer fraction="100"><text>true</text></answer>'
        '<answer fraction="0"><text>false</text></answer>'
        "<tags><tag><text>case:one/story</text></tag>"
        "<tag><text>case-level:apply</text></tag></tags></question>"
    )
    found = quiz(asked.format(code="one/story/first") + asked.format(code="two/else/x"))
    (case,) = found.items
    assert (case.code, case.stem.th, case.level) == ("one/story", "เรื่อง", "apply")
    assert [one.code for one in case.scored] == ["one/story/first", "one/story/q2"]
    assert {one.stem.th for one in case.scored} == {"ข้อ"}
