"""GIFT as Moodle reads it: every sign, every corner, every question that stays out."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from govlab.course.interchange import FORMATS, read
from govlab.errors import InputError

GIFT = FORMATS["gift"]
CORNERS = Path(__file__).parent / "fixtures" / "corners.gift"
FOUND = read(CORNERS, "gift", lang="th")
ITEMS = {one.id: one for one in FOUND.items}


def taken(text):
    """Return what comes out of a GIFT text."""
    return GIFT.read(text.encode(), "q.gift", "th")


def one(text):
    """Return the only item of a GIFT text."""
    (item,) = taken(text).items
    return item


@pytest.mark.parametrize(
    ("name", "kind", "answer"),
    [
        ("c1", "single", "c"),
        ("c2", "single", "b"),
        ("c3", "single", "c"),
        ("c4", "single", "b"),
        ("c5", "single", "c"),
        ("c6", "single", "c"),
        ("c7", "single", "d"),
        ("c8", "single", "b"),
        ("c9", "single", "f"),
        ("c10", "single", "a"),
        ("c11", "single", "a"),
        ("c12", "single", "a"),
        ("m1", "multiple", "b+c"),
        ("m2", "multiple", "b+c"),
        ("m3", "multiple", "a+b+c"),
        ("m4", "multiple", "a"),
        ("t1", "truefalse", "true"),
        ("t2", "truefalse", "false"),
        ("t3", "truefalse", "true"),
        ("t4", "truefalse", "false"),
        ("t5", "truefalse", "true"),
        ("n1", "numeric", "12"),
        ("n2", "numeric", "3.1415"),
        ("n3", "numeric", "3.1415"),
        ("n4", "numeric", "2542"),
        ("n5", "numeric", "3"),
        ("n6", "numeric", "-0.5"),
        ("n7", "numeric", "8"),
        ("p1", "matching", None),
        ("p2", "matching", None),
        ("p3", "matching", None),
        ("e1", "text", ""),
        ("e2", "text", ""),
        ("o1", "ordering", None),
        ("o2", "ordering", None),
        ("tagged", "truefalse", "true"),
        ("question-37", "truefalse", "false"),
    ],
)
def test_a_question_becomes_the_type_and_key_that_moodle_gives_it(name, kind, answer):
    """Each question of the corpus has the type and the right answer that its signs say."""
    item = ITEMS[name]
    assert item.type == kind
    assert answer is None or item.interaction.answer == answer
    assert kind == "text" or item.interaction.credit(item.interaction.answer) == 1


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("x1", "no_type"),
        ("x2", "no_type"),
        ("x3", "gift_description"),
        ("x4", "gift_braces"),
        ("x5", "gift_verdict"),
        ("x6", "gift_verdict"),
        ("x7", "gift_pair"),
        ("x8", "not_number"),
        ("x9", "total"),
        ("x10", "single_right"),
        ("x11", "gift_range"),
    ],
)
def test_a_question_that_stays_out_is_told_by_line_name_and_reason(name, reason):
    """What cannot be taken is named with the line where it begins, and nothing else falls."""
    (lost,) = [one for one in FOUND.lost if one.item.endswith(f" {name}")]
    line = next(
        number
        for number, text in enumerate(CORNERS.read_text(encoding="utf-8").splitlines(), start=1)
        if text.startswith(f"::{name}::")
    )
    assert lost.item == f"corners.gift:{line} {name}"
    assert lost.what.values["reason"].key == f"interchange.{reason}"
    assert lost.said("th") != lost.said("en")
    assert name not in ITEMS


def test_the_corpus_is_whole():
    """Every question of the corpus is either an item or told: none vanishes."""
    text = CORNERS.read_text(encoding="utf-8")
    names = re.findall(r"^::(\w+)::", text, re.MULTILINE)
    told = {one.item.rpartition(" ")[2] for one in FOUND.lost}
    assert set(names) <= set(ITEMS) | told
    assert len(names) + 1 == len(ITEMS) + 11 == 48


def test_a_thai_verdict_is_an_error_that_names_the_four_words():
    """Thai or small letters are no verdict to Moodle; the message says which are."""
    (lost,) = taken("::q::ฟ้าเป็นสีฟ้า{ถูก}").lost
    for word in ("ถูก", "TRUE", "T", "FALSE", "F"):
        assert word in lost.said("th")


def test_answers_in_the_middle_of_a_sentence_leave_a_gap_there():
    """Moodle writes a line of five underscores where the answers stood."""
    assert ITEMS["c2"].stem.th == "เงินอุดหนุนเป็น _____ เสมอ"
    assert ITEMS["c7"].stem.th == "ผู้รับผิดชอบอยู่ที่ _____."
    assert ITEMS["c1"].stem.th == "ผู้ใดเป็นผู้อนุมัติงบของเทศบาลสมมติ"


def test_escaped_signs_are_the_signs_themselves():
    r"""``\~ \= \# \{ \} \\`` stand for themselves in options and feedback; ``\n`` breaks a line."""
    options = ITEMS["c9"].options
    assert [one.text.th for one in options] == ["~", "=", "#", "{", "}", "\\"]
    assert options[0].reason.th == "~ เป็นเครื่องหมายควบคุม"
    assert options[5].reason.th.startswith("ถูก \\ ไม่ใช่เครื่องหมายควบคุม")
    assert [one.text.th for one in ITEMS["c8"].options] == ["= 2 + 2", "= 2 + 3", "= 2 + 4"]
    assert ITEMS["c11"].stem.th == "บรรทัดแรก\nบรรทัดสอง"


def test_feedback_is_the_reason_of_its_option():
    """What stands after ``#`` is why the option is right or wrong."""
    assert [one.reason.th for one in ITEMS["c5"].options] == [
        "ไม่มีราคา",
        "ไม่มีราคา เช่นกัน",
        "ถูก ตีเป็นเงินได้",
    ]


def test_each_text_may_have_a_format_of_its_own():
    """``[plain]`` keeps signs, ``[html]`` loses its markup and says so; others follow the stem."""
    item = ITEMS["c10"]
    assert item.stem.th == "ข้อใดไม่ใช่เงินสด & ทรัพย์สิน"
    assert [one.text.th for one in item.options] == ["<คำพูด>", "*ทองคำ*", "ที่ดิน"]
    assert item.options[2].reason.th == "ราคาสูง"
    (lost,) = [one for one in FOUND.lost if one.item == item.code]
    assert lost.what.values["names"] == "b, i"
    assert ITEMS["c12"].stem.th == "[ก] ไม่ใช่ชื่อรูปแบบ"


def test_shares_of_the_points_are_exact():
    """Weights become fractions, thirds from three decimals, and negative ones cost."""
    assert [one.credit for one in ITEMS["c7"].options] == [0, Fraction(1, 4), Fraction(1, 2), 1]
    several = ITEMS["m3"].interaction
    assert [one.credit for one in several.options] == [*[Fraction(1, 3)] * 3, Fraction(-1)]
    assert several.credit("a+b") == Fraction(2, 3)
    assert several.credit("a+b+c+d") == 0
    # Each wrong one cancels a right one: the rule of the type, so no share is stated.
    assert {one.credit for one in ITEMS["m2"].options} == {None}
    assert ITEMS["m1"].interaction.credit("a+b+c+d") == 1
    assert ITEMS["m2"].interaction.credit("a+b+c") == Fraction(1, 2)


def test_feedback_of_a_verdict_is_for_wrong_then_for_right():
    """The first ``#`` speaks to who judged wrongly, the second to who judged rightly."""
    false = ITEMS["t2"].interaction
    assert (false.if_true.th, false.if_false.th) == (
        "นับใหม่ ตุลาคมถึงกันยายน",
        "ถูก มีสิบสองเดือน",
    )
    assert ITEMS["t4"].interaction.if_true.th == "ไม่ใช่ทุกกรณี"
    assert ITEMS["t5"].interaction.if_true.th == "ใช่แล้ว"
    (lost,) = [one for one in FOUND.lost if one.item == ITEMS["t2"].code]
    assert "ปีงบประมาณเริ่ม 1 ตุลาคม" in lost.said("th")


def test_numbers_have_tolerances_ranges_and_several_answers():
    """``:`` and ``..`` are both tolerances; a later answer may earn a part; ``~`` is any other."""
    asked = {name: ITEMS[name].interaction for name in ("n2", "n3", "n4", "n5", "n6", "n7")}
    assert asked["n2"].credit("3.142") == 1
    assert asked["n3"].credit("3.142") == asked["n3"].credit("3.141") == 1
    assert asked["n3"].credit("3.1421") == 0
    assert [asked["n4"].credit(one) for one in ("2542", "2540", "2539")] == [1, Fraction(1, 2), 0]
    assert asked["n4"].answers[1].reason.th == "ใกล้เคียง\nได้ครึ่งหนึ่ง"
    assert asked["n5"].otherwise.th == "นอกช่วง"
    assert asked["n6"].credit("-0.25") == 1
    assert asked["n6"].credit("-11") == Fraction(1, 4)
    assert (asked["n7"].credit("8"), asked["n7"].credit("7")) == (1, Fraction(1, 3))


def test_pairs_may_share_an_option_and_an_option_may_be_alone():
    """A pair without a premise is an option that belongs to none."""
    first, second, third = (ITEMS[name].interaction for name in ("p1", "p2", "p3"))
    assert [one.text.th for one in first.premises] == ["ป.ป.ช.", "สตง.", "ป.ป.ท."]
    assert {one.text.th for one in second.options} == {"กระดาน", "โพล", "แชต"}
    assert [one.text.th for one in second.premises] == ["ถามตอบ", "เลือก <หนึ่ง>"]
    assert {one.reason.th for one in second.premises} == {"ดูคู่มือหน้า 3"}
    assert third.premises[0].match == third.premises[1].match != third.premises[2].match
    assert len(third.options) == 2


def test_steps_are_lettered_so_that_their_letters_tell_nothing():
    """Steps stand in the right order in the file; their ids do not."""
    asked = ITEMS["o1"].interaction
    texts = {one.id: one.text.th for one in asked.options}
    assert [texts[one] for one in asked.order] == ["รับเรื่อง", "ตรวจสอบ", "แจ้งผล", "ปิดเรื่อง"]
    assert list(asked.order) not in (sorted(asked.order), sorted(asked.order, reverse=True))
    told = {one.what.key for one in FOUND.lost if one.item == ITEMS["o2"].code}
    assert told == {"interchange.selection", "interchange.grading"}


def test_id_and_tags_stand_in_the_comment_before_a_question():
    """The id number is the code; known tags fill their fields, the others are told."""
    item = ITEMS["tagged"]
    assert (item.module, item.level, item.objective) == ("basics", "apply", "tell")
    assert item.sources == ("S2-014",)
    (lost,) = [one for one in FOUND.lost if one.item == "basics/tagged"]
    assert lost.what.values["tags"] == "ง่าย, ก]ข"


def test_the_category_names_the_module():
    """The last part of ``$CATEGORY`` is the module of what follows."""
    assert ITEMS["c1"].code == "gift-corners/c1"
    assert one("::a::ก{T}").code == "imported/a"


def test_what_is_imported_is_for_exams_until_someone_says_otherwise():
    """A question of unknown use must not be handed out as practice."""
    assert ITEMS["c1"].use == "exam"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_any_system_ends_them(end):
    """Windows, Unix and old Mac files give the same questions."""
    text = CORNERS.read_text(encoding="utf-8")
    found = GIFT.read(text.replace("\n", end).encode(), "corners.gift", "th")
    assert found.items == FOUND.items


def test_a_byte_order_mark_is_no_part_of_the_first_question():
    """A file saved by Notepad as UTF-8 with its mark reads the same."""
    assert one("\ufeff::q::ก{T}").id == "q"


def test_a_file_in_an_old_thai_encoding_is_refused_with_its_line():
    """cp874 is not UTF-8; the message says where and what to do."""
    data = "// comment\n::q::สินบน{T}".encode("cp874")
    with pytest.raises(InputError, match=r"line 2.*UTF-8"):
        GIFT.read(data, "old.gift", "th")


def test_two_questions_of_one_name_stay_two():
    """A name used twice gets a number, so that codes stay unique."""
    found = taken("::q::ก{T}\n\n::q::ข{F}\n\n::q::ค{F}")
    assert [one.id for one in found.items] == ["q", "q-2", "q-3"]


def test_a_text_that_begins_with_a_per_cent_sign_is_no_weight():
    """An option such as "%50% of it" is written so that it stays an option."""
    item = one("::q::ก{=ก ~%0%%50% of it}")
    data, _ = GIFT.write([item], "th", True)
    assert item.options[1].text.th == "%50% of it"
    assert GIFT.read(data, "q", "th").items[0].interaction == item.interaction


def test_a_comment_may_stand_within_a_question():
    """A line that begins with ``//`` is passed over wherever it stands."""
    assert len(one("::q::ก{\n=ก\n// ไม่ใช่ตัวเลือก\n~ข\n}").options) == 2


def test_more_options_than_letters_stay_out():
    """Nine options have no place on a form; the question is told, not cut."""
    options = " ".join(f"~ข้อ{n}" for n in range(8))
    (lost,) = taken(f"::q::ก{{=ก {options}}}").lost
    assert lost.what.values["reason"].values["count"] == 9


def test_a_number_of_a_million_digits_is_no_number():
    """What would take a machine's memory is refused as no number."""
    for number in ("9" * 1_000_000, "1e999999999"):
        (lost,) = taken(f"::q::ก{{#{number}}}").lost
        assert lost.what.values["reason"].key == "interchange.not_number"
