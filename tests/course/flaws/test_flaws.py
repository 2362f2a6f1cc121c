"""The flaw rules: what they find among labelled items, and where they look."""

from fractions import Fraction

import pytest
from labelled_items import measured, read

from govlab.course import Item, Option, Text
from govlab.course.flaws import CLAIMED, RULES, Side, flaws_of
from govlab.course.interactions import Case, Choice, Numeric, NumericAnswer, TrueFalse

HALVES = ("develop", "hold")
LATER = ("fresh", "probe")
ITEMS = {part: read(part) for part in (*HALVES, *LATER)}
COUNTS = {part: measured(items) for part, items in ITEMS.items()}


def test_the_labelled_set_is_large_enough():
    """At least 60 sound items and 12 flawed ones for each rule, with as many in each half."""
    names = [one for half in HALVES for one in ITEMS[half]]
    assert len({one.name for one in names if one.name == one.base}) >= 60
    for rule in CLAIMED:
        for half in HALVES:
            assert len({one.name for one in ITEMS[half] if rule in one.flaws}) >= 6, rule
    assert not {one.base for one in ITEMS["develop"]} & {one.base for one in ITEMS["hold"]}


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("rule", CLAIMED)
def test_each_rule_finds_nine_flaws_in_ten_and_cries_wolf_once_in_twenty(rule, half):
    """Recall is at least 0.9 and false alarms at most 5 %, also where nothing was tuned."""
    there, missed, others, alarms = COUNTS[half][rule]
    assert 10 * len(missed) <= len(there), [one.name for one in missed]
    assert 20 * len(alarms) <= len(others), [one.name for one in alarms]


@pytest.mark.parametrize("rule", CLAIMED)
def test_items_written_later_change_nothing_in_what_a_rule_claims(rule):
    """Over all four parts together the same bounds hold: 9 in 10, 1 in 20."""
    there, missed, others, alarms = (
        [one for part in ITEMS for one in COUNTS[part][rule][place]] for place in range(4)
    )
    assert 10 * len(missed) <= len(there), [one.name for one in missed]
    assert 20 * len(alarms) <= len(others), [one.name for one in alarms]


def test_a_joke_is_never_said_of_what_is_none():
    """The rule without a claim of recall makes no false alarm."""
    assert [one.name for part in ITEMS for one in COUNTS[part]["joke"][3]] == []
    assert sum(len(COUNTS[half]["joke"][1]) for half in HALVES) == 0


@pytest.mark.parametrize("half", ITEMS)
def test_few_sound_items_have_any_finding(half):
    """All rules together speak of at most one sound item in twenty."""
    sound = [one.side for one in ITEMS[half] if not one.flaws]
    told = [side.stem for side in sound if any(rule(side) for rule in RULES.values())]
    assert 20 * len(told) <= len(sound), told


def text(words):
    return Text(words, words)


def options(*words, key=0):
    return tuple(
        Option(letter, text(one), place == key, text("เพราะ because"))
        for place, (letter, one) in enumerate(zip("abcdef", words, strict=False))
    )


def item(interaction, stem="Which of the fees below is due?", name="x", variant=""):
    return Item("m", name, 1, "exam", "o", "apply", 1, (), text(stem), interaction, variant)


FEES = ("30 baht", "10 baht", "20 baht")


def test_a_finding_names_the_question_the_rule_and_the_language():
    """The sentence holds what was found, in Thai and in English, once per language."""
    found = [(code, rule) for code, rule, _ in flaws_of(item(Choice(options(*FEES))))]
    assert found == [("m/x", "order")] * 2
    words = [one for *_, one in flaws_of(item(Choice(options(*FEES))))]
    assert all("30 baht · 10 baht" in one.in_language("th") for one in words)
    assert "(en)" in words[1].in_language("en")
    assert "(ภาษา th)" in words[0].in_language("th")


def test_the_questions_of_a_case_are_looked_at_one_by_one():
    """A flaw in one question of a case is found under that question's code."""
    flawed = item(Choice(options(*FEES)), name="case/q1")
    sound = item(Choice(options(*sorted(FEES))), name="case/q2")
    case = item(Case((flawed, sound)), stem="A story", name="case")
    assert {code for code, *_ in flaws_of(case)} == {"m/case/q1"}


def test_the_order_of_quantities_in_a_variant_is_not_looked_at():
    """A template cannot sort what it computes, and forms shuffle it anyway."""
    assert not list(flaws_of(item(Choice(options(*FEES)), variant="0" * 12)))


class Drawn:
    """A template of which every second variant holds a flaw."""

    code = "m/x"
    drawn = 0

    def variant(self, stream):
        """Return the next variant."""
        self.drawn += 1
        words = ("A fine", "All of the above") if self.drawn % 2 == 0 else ("A fine", "A levy")
        return item(Choice(options("A tax", *words)), variant=str(self.drawn))


def test_a_template_is_looked_at_through_its_variants():
    """A flaw that only some variants hold is found, and said once."""
    assert [rule for _, rule, _ in flaws_of(Drawn())] == ["above"]


def test_the_reasons_of_true_or_false_are_options_and_the_statement_asks_nothing():
    """Reasons are looked at as options are; a statement may be short and negative."""
    reasons = TrueFalse(False, text("x"), text("y"), options("A fee", "None of the above", "Tax"))
    found = {rule for _, rule, _ in flaws_of(item(reasons, stem="Gifts are not bribes"))}
    assert found == {"above"}


def test_questions_without_options_are_looked_at_for_their_stems():
    """A negative that does not stand out is found in a question for a number too."""
    answers = (NumericAnswer(Fraction(3), Fraction(0), Fraction(1), text("x")),)
    one = item(Numeric(answers, text("y"), None), stem="Within how many days is it not too late?")
    assert {rule for _, rule, _ in flaws_of(one)} == {"negative"}


def side(stem, *words, lang="en", key=0):
    right = tuple(place == key for place in range(len(words)))
    return Side(lang, "single", stem, words, right)


@pytest.mark.parametrize(
    ("stem", "lang"),
    [
        ("ข้อใด __ไม่ใช่__ สินบน", "th"),
        ("เรื่องใดเข้าข่ายพฤติกรรมไม่เหมาะสม", "th"),
        ("เมื่อผู้ร้องไม่พอใจผล ควรทำสิ่งใด", "th"),
        ("พฤติกรรมใดผิดวินัย", "th"),
        ("หนังสือที่ไม่ลงชื่อควรดำเนินการอย่างไร", "th"),
        ("ข้อสรุปใดไม่เกินกว่าข้อมูลนี้", "th"),
        ("Which is <u>not</u> a bribe?", "en"),
        ("All are bribes EXCEPT which?", "en"),
        ("What should be done when an officer does not answer?", "en"),
        ("Which limit holds when the value is not more than 3,000 baht?", "en"),
        ("The letter is not signed. What should be done?", "en"),
        ("Why is this wrong?", "en"),
    ],
)
def test_a_negative_that_stands_out_or_belongs_to_the_facts_is_no_flaw(stem, lang):
    """Marked negatives and negatives outside the question pass."""
    assert RULES["negative"](side(stem, lang=lang)) is None


@pytest.mark.parametrize(
    ("words", "flawed"),
    [
        (("10–20", "20–30", "31–40"), True),
        (("10–19", "20–29", "30–39"), False),
        (("Within 7 days", "Within 15 days", "Within 30 days"), False),
        (("Less than 10 cases", "10 cases or more", "No case at all"), False),
        (("Not more than 10 cases", "10 cases or more", "No case at all"), True),
        (("ไม่เกิน ๑๐ เรื่อง", "มากกว่า ๕ เรื่อง", "ยังไม่กำหนด"), True),
        (("Report it", "Report it and return it", "Keep it"), True),
        (("Report", "Reporter", "Keep"), False),
        (("ผู้ยื่นรายที่ 1", "ผู้ยื่นรายที่ 10", "ผู้ยื่นรายอื่น"), False),
        (("ผู้ว่าราชการจังหวัด", "รองผู้ว่าราชการจังหวัด", "นายอำเภอ"), False),
    ],
)
def test_options_overlap_when_both_can_be_true(words, flawed):
    """Ranges that share a value overlap, and an answer that goes on from another does."""
    lang = "th" if words[0] > "ก" else "en"
    assert bool(RULES["overlap"](side("How many?", *words, lang=lang))) is flawed


def test_a_rule_of_law_may_say_only():
    """Absolute words that stand in key and distractors alike tell nothing."""
    words = ("Only the committee", "Only the head", "Only the clerk", "Anyone who asks")
    assert RULES["absolute"](side("Who may see the file?", *words)) is None
    assert RULES["absolute"](side("Who may see the file?", *words, key=3))


def test_a_joke_that_is_the_subject_of_the_item_is_none():
    """A subject far from governance is no joke where stem or key is about it."""
    words = (
        "It is bought for the museum",
        "A cat is fed from the budget",
        "It is lent to a school",
    )
    assert RULES["joke"](side("Which use of the rocket is lawful?", *words))
    assert RULES["joke"](side("Who pays for the office cat?", *words)) is None


def test_a_comparison_is_not_vague():
    """More often than before is a fact that can be counted; often is none."""
    words = ("Money was asked 6 times more often", "Money was asked once", "None was asked")
    assert RULES["vague"](side("What follows?", *words)) is None
    thai = ("เรียกเงินบ่อยขึ้น 6 ครั้ง", "เรียกเงินครั้งเดียว", "เรียกเงินบ่อยครั้ง")
    assert RULES["vague"](side("ข้อสรุปใดถูก", *thai[:2], lang="th")) is None
    assert RULES["vague"](side("ข้อสรุปใดถูก", *thai, lang="th"))


def test_computed_dates_do_not_converge():
    """A day and a month of one date are no parts that were chosen apart."""
    words = ("7 June 2025", "7 July 2025", "22 June 2025", "6 May 2025")
    assert RULES["convergence"](side("By which day?", *words)) is None


def test_a_topic_word_may_stand_in_stem_and_key():
    """What distractors say too, with a particle beside it, is no echo of the stem."""
    stem = "สำเนานั้นปกปิดตัวผู้ร้องได้เพียงพอหรือไม่"
    words = ("รายละเอียดอื่นยังบอกตัวผู้ร้องได้", "ผู้ร้องต้องลงชื่อใหม่", "สำเนาใช้เป็นพยานไม่ได้")
    assert RULES["clang"](side(stem, *words, lang="th")) is None
