"""A thousand seeds of a template: one defensible key, no two options alike, sound sentences."""

import copy
from dataclasses import replace
from decimal import Decimal

import pytest
from template_worlds import ALL, DEADLINE, GIFT, PAIRS, STORY, VERDICT, both, made, option, stream

from govlab import course
from govlab.course import Curriculum, Item, Module, Objective, Text
from govlab.course._grammar import joins, slips
from govlab.course._variants import (
    LEAST_VARIANTS,
    examinations,
    examined,
    variant_findings,
)


def changed(raw, **changes):
    return made(copy.deepcopy(raw), **changes)


def rules(template, seeds=200):
    """Return rule and place of each finding, and all the sentences in English."""
    found = examined(template, "small", seeds).findings
    return {
        (one.rule, one.where.removeprefix(f"small/{template.code}").lstrip(":")) for one in found
    }


def small(*items):
    """Return a curriculum of one module that holds `items`."""
    words = Text("คำ", "words")
    objective = (Objective("tell", words),)
    module = Module("one", "1", words, Decimal(3), objective, words, tuple(items))
    marks = Decimal(80)
    return Curriculum(
        "small", "1", words, (), (), marks, marks, words, {"one": module}, (), {}
    )  # fmt: skip


@pytest.mark.parametrize("raw", ALL, ids=lambda raw: raw["type"])
def test_a_sound_template_has_no_finding_over_a_thousand_seeds(raw):
    """Every type: all variants stand, and there are enough of them."""
    found = examined(made(raw), "small")
    assert found.findings == ()
    assert found.variants >= LEAST_VARIANTS
    assert found.kept > 0.9


def test_findings_of_a_curriculum_come_from_its_templates_alone():
    """Fixed items are passed over; each template is examined once and counted."""
    spoilt = changed(STORY, parameters=[{"name": "count", "from": [4, 8]}])
    fixed = made(VERDICT).variant(stream(1))
    found = small(replace(fixed, variant=""), made(GIFT), spoilt)
    assert [one.code for one in examinations(found, 50)] == ["one/gift", "one/story"]
    assert [(one.rule, one.where) for one in variant_findings(found, 50)] == [
        ("variants", "small/one/story")
    ]


def test_the_course_that_stands_has_no_finding():
    """Whatever templates the published curricula have, their variants keep every rule."""
    for name in course.curricula():
        assert list(variant_findings(course.load(name), 100)) == []


def test_too_few_variants_are_a_finding():
    """Eight different questions are enough, seven are not; unseen parameters do not count."""

    def with_counts(*counts):
        return changed(STORY, parameters=[{"name": "count", "from": list(counts)}])

    assert rules(with_counts(*range(4, 36, 4))) == set()
    assert rules(with_counts(*range(4, 32, 4))) == {("variants", "")}
    # A figure that decides about others and is never seen makes no other question.
    unseen = [{"name": "count", "from": [4, 8]}, {"name": "n", "range": {"low": 1, "high": 99}}]
    template = changed(STORY, parameters=unseen, conditions=["n > 0"])
    assert rules(template) == {("variants", "")}


def test_a_parameter_without_use_is_a_finding():
    """It would give one question many names; a condition or another parameter is a use."""
    many = [*STORY["parameters"], {"name": "n", "from": [1, 2]}]
    assert made(STORY, parameters=many).unused == ("n",)
    assert rules(made(STORY, parameters=many)) == {("unused", "")}
    assert made(STORY, parameters=many, conditions=["n < 2"]).unused == ()
    chain = [
        {"name": "n", "from": [1, 2]},
        {"name": "count", "range": {"low": "= 4 * n", "high": 60}},
    ]
    assert made(STORY, parameters=chain).unused == ()


def test_conditions_that_rarely_hold_are_a_finding():
    """One draw in forty is too rare, one in ten is not; one in a million cannot be drawn."""

    def kept(share, n):
        many = [*STORY["parameters"], {"name": "n", "range": {"low": 1, "high": n}}]
        return rules(changed(STORY, parameters=many, conditions=[f"n <= {share}"]), 100)

    assert kept(1, 10) == set()
    assert kept(1, 40) == {("conditions", "")}


def test_conditions_that_never_hold_for_a_seed_are_said():
    """A draw that gives up is a finding, not a crash."""
    parameters = [{"name": "count", "range": {"low": 4, "high": 40, "step": 4}}]
    template = changed(STORY, parameters=parameters)
    never = made(STORY, conditions=["count >= 4"])
    object.__setattr__(template, "parameters", _never(never.parameters))
    assert rules(template, 3) == {("variant", "")}


def _never(parameters):
    from govlab.course._parameters import Parameters

    raw = [{"name": one, "range": {"low": 4, "high": 40}} for one in parameters.names]
    return Parameters(raw, ["count > 99"], "one/story")


def test_no_variant_may_have_two_keys_or_none():
    """A choice whose key depends on figures must have one right option for each of them."""
    raw = copy.deepcopy(GIFT)
    raw["options"][1]["correct"] = "= amount > 2000"
    assert ("key", "") in rules(made(raw))
    raw["options"][1]["correct"] = "= amount > 4000"
    assert ("key", "") in rules(made(raw))
    raw = copy.deepcopy(GIFT) | {"type": "multiple"}
    for one in raw["options"]:
        one["correct"] = "= amount > 1600"
    assert ("key", "") in rules(made(raw))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("{{ amount | baht }}", "{{ amount | baht }}"),
        ("{{ amount | baht }}", "{{ amount }} บาท"),
        ("{{ amount | baht }}", "{{ amount }}.00 บาท"),
        ("{{ amount | baht }}", "“{{ amount | baht }}”"),
        ("ร้อยละ {{ amount }}", "{{ amount }}%"),
        ("{{ amount | baht }}", "{{ max(amount, 2000) | baht }}"),
    ],
)
def test_options_equal_in_value_are_a_finding(first, second):
    """The same amount in another dress is the same answer, in any variant."""
    raw = copy.deepcopy(GIFT)
    raw["options"][2]["text"] = both(first, "one {{ amount }}")
    raw["options"][3]["text"] = both(second, "two {{ amount }}")
    assert "options" in {rule for rule, _ in rules(made(raw))}


def test_options_apart_in_value_are_none():
    """1,500 and 15,000 differ, and so do 30 days and 30 working days."""
    raw = copy.deepcopy(GIFT)
    raw["options"][2]["text"] = both("{{ amount | baht }}", "{{ amount | baht }}")
    raw["options"][3]["text"] = both("{{ amount * 10 | baht }}", "{{ amount * 10 | baht }}")
    assert rules(made(raw)) == set()


def test_premises_with_one_text_are_a_finding():
    """Two premises that read alike could each take the other's match."""
    raw = copy.deepcopy(PAIRS)
    raw["parameters"][1] = {"name": "large", "compute": "small"}
    assert "options" in {rule for rule, _ in rules(made(raw))}


def test_a_known_mistake_must_lie_apart_from_the_key():
    """A mistake within the tolerance of the key, or as far as both reach, is a finding."""
    raw = copy.deepcopy(DEADLINE)
    assert rules(made(raw)) == set()
    raw["answers"][1]["value"] = "= days_between(received, due) + allowed - 15"
    assert ("key", "") in rules(made(raw))
    raw = copy.deepcopy(DEADLINE)
    raw["answers"][0]["tolerance"] = raw["answers"][1]["tolerance"] = 0.5
    assert ("key", "") in rules(made(raw))


def test_a_fault_inside_a_case_names_its_question():
    """The question of a case is looked at as an item of its own."""
    raw = copy.deepcopy(STORY)
    raw["questions"][0]["answers"].append(
        {"value": "= count / 2", "credit": 0.5, "reason": both("ซ้ำ", "Again.")}
    )
    assert ("key", "half") in rules(made(raw))


def test_a_variant_without_shape_or_with_a_broken_expression_is_a_finding():
    """Not only the example that is read first: any seed may divide by zero."""
    raw = copy.deepcopy(STORY)
    raw["questions"][0]["answers"][0]["value"] = "= 100 / (count - 36)"
    assert "variant" in {rule for rule, _ in rules(made(raw))}


def test_a_finding_counts_the_variants_and_names_a_seed_that_shows_it():
    """One finding a rule and place, however many variants break it, in both languages."""
    raw = copy.deepcopy(STORY)
    raw["stem"]["th"] = "หน่วยงานได้รับ {{ count }}เรื่อง"
    (found,) = examined(made(raw), "small", 100).findings
    assert (found.rule, found.where) == ("classifier", "small/one/story:stem.th")
    assert "in 10 of 10 variants, as with seed 0" in found.said("en")
    assert "เว้นวรรคระหว่างตัวเลขกับคำ" in found.said("th")


BAD = [
    ("th", "holes", "มี {{ count }} เรื่อง"),
    ("th", "spaces", "มีผู้ร้อง  5 คน"),
    ("th", "spaces", "มีผู้ร้อง 5 คน "),
    ("th", "punctuation", "ได้แก่ ก , ข และ ค"),
    ("th", "punctuation", "ร้องเรียน( ด่วน)"),
    ("th", "punctuation", "มี 5 คน (รวมหัวหน้า"),
    ("th", "spelling", "น\u0e4d\u0e49าใจ"),
    ("th", "dates", "ได้รับเมื่อ 2023-03-02"),
    ("th", "dates", "เมื่อวันที่ 2 มีนาคม 2023"),
    ("th", "dates", "ตั้งแต่ พ.ศ. 2018"),
    ("th", "dates", "ในปีงบประมาณ 2024"),
    ("th", "numbers", "เฉลี่ย 3.33333 เรื่อง"),
    ("th", "numbers", "เหลือ -5 คน"),
    ("th", "numbers", "ของขวัญราคา 2500 บาท"),
    ("th", "digits", "ข้อ ๓ ของ 5 ข้อ"),
    ("th", "classifier", "มีผู้ร้อง 5คน"),
    ("th", "classifier", "มีผู้ร้อง5 คน"),
    ("th", "classifier", "รวม๕ คน"),
    ("th", "classifier", "มีผู้ร้อง 0 คน"),
    ("th", "repetition", "และอื่นๆ อีกมาก"),
    ("th", "repetition", "และอื่น ๆอีกมาก"),
    ("th", "repetition", "มี 5 ๆ"),
    ("th", "repetition", "ๆ ละห้าบาท"),
    ("th", "doubled", "ราคา 500 บาทบาท"),
    ("th", "doubled", "ราคา 500 บาท บาท"),
    ("th", "doubled", "มีคนคนร้องเรียน"),
    ("th", "doubled", "ทรัพย์สินของของทางราชการ"),
    ("th", "doubled", "เมื่อวันที่วันที่ 2 มีนาคม 2566"),
    ("th", "doubled", "ร้อยละ ร้อยละ 5"),
    ("th", "doubled", "ร้อยละ 50%"),
    ("en", "holes", "There are }} left"),
    ("en", "spaces", "There are  two of them"),
    ("en", "punctuation", "There are two .. of them"),
    ("en", "punctuation", "There are two , of them"),
    ("en", "dates", "It arrived on 2023-03-02"),
    ("en", "dates", "It arrived in March 2566"),
    ("en", "numbers", "It costs 2500 baht"),
    ("en", "numbers", "There are -3 left"),
    ("en", "digits", "There are ๕ left"),
    ("en", "article", "A official asks"),
    ("en", "article", "She works an day"),
    ("en", "article", "It took a 8-day week"),
    ("en", "article", "It took a 11-day trip and a 18,000 baht loan"),
    ("en", "article", "It took an 5-day trip"),
    ("en", "article", "It took a hour"),
    ("en", "article", "It is an university"),
    ("en", "article", "He asked a NGO"),
    ("en", "number", "It took 1 days"),
    ("en", "number", "It took 5 day"),
    ("en", "number", "It took 30 working day"),
    ("en", "number", "It took 1.5 hour"),
    ("en", "number", "There came 1 people"),
    ("en", "number", "There came 2 person"),
    ("en", "number", "On that day 1 complaint were open"),
    ("en", "number", "It took 1,000 day"),
    ("en", "classifier", "It took 0 days"),
    ("en", "doubled", "It cost 5 baht baht"),
    ("en", "capital", "a contractor gives a gift"),
    ("en", "capital", "It arrives. an officer reads it."),
]


@pytest.mark.parametrize(("lang", "rule", "text"), BAD)
def test_each_rule_of_grammar_finds_its_slip(lang, rule, text):
    """One slip, found by its own rule; the whole sentence speaks both languages."""
    found = list(slips(text, lang))
    assert rule in {name for name, _ in found}
    assert all(words.in_language("th") and words.in_language("en") for _, words in found)


SOUND = [
    ("th", "มีผู้ร้อง 5 คน ใช้เงิน 2,500 บาท (ร้อยละ 12.5) เมื่อวันที่ 2 มีนาคม 2566"),
    ("th", "และอื่น ๆ อีก 10 เรื่อง ต่าง ๆ (อื่น ๆ) “อื่น ๆ” ทุก ๆ 5 วัน"),
    ("th", "คนคนหนึ่งทำเรื่องเรื่องเดียว ราคาของของขวัญ สิ่งของของทางราชการ เจ้าของของรถ"),
    ("th", "นานาประเทศ ราวราวนี้ พ.ศ. 2561 มาตรา 128 ม.128 ปีงบประมาณ 2567 ปี 2566"),
    ("th", "มีผู้เห็นเหตุการณ์ 2 รายรายงานต่อหัวหน้า"),
    ("th", "กิจกรรม 5ส และงาน 5ส ของหน่วยงาน"),
    ("th", "มีเรื่องร้องเรียน 5 เรื่อง เรื่องแรกมาจากคน 2 คน คนแรกเป็นญาติ"),
    ("th", "ช่วง 5-10 คน หรือ 0.5 ชั่วโมง และ 100 บาท 20 คน 3,000.50 บาท ข้อ 3.2 (ก)"),
    ("th", "โทร. 1555 ระหว่าง 1 ตุลาคม 2566–30 กันยายน 2567 อัตรา 10:1"),
    (
        "en",
        "An hour a day, a one-off use of a European unit, an FBI case, an 8-day, an 18,000 loan.",
    ),
    (
        "en",
        "It took 1 day, 1 working day, 2 days and 1.5 hours; 1 complaint was open, 5 people came.",
    ),
    ("en", "See section 5 case law, article 128 person, e.g. the 30-day rule. It holds."),
    ("en", "On 2 March 2023 complaint 5 came; in March 2566 (2023) he had had 1,000 days."),
    ("en", "Half of 80 per cent passed... and 5-10 days, 5 days' notice, a unanimous vote."),
    ("en", "Is it a union? An uninformed person may ask an honest officer for a useful hint."),
    ("en", "What is a grade A agency? 2,500 baht."),
]


@pytest.mark.parametrize(("lang", "text"), SOUND)
def test_sound_sentences_are_left_alone(lang, text):
    """Abbreviations, ranges, names of laws and words that double rightly are no slips."""
    assert [str(words) for _, words in slips(text, lang)] == []


def test_an_option_needs_no_capital():
    """A phrase is no sentence: only stems and reasons must begin with a capital."""
    assert list(slips("return the gift", "en", prose=False)) == []


def test_the_rules_of_grammar_leave_texts_alone_that_people_wrote():
    """Of the texts of the published items, one in two hundred at most is found fault with."""
    texts, wrong = 0, []
    for name in course.curricula():
        for item in course.load(name).items.values():
            if not isinstance(item, Item):
                continue
            for place, text, prose in [("stem", item.stem, True), *item.interaction.texts()]:
                for lang in ("th", "en"):
                    texts += 1
                    words = text.in_language(lang)
                    for rule, slip in slips(words, lang, prose=prose):
                        wrong.append(f"{item.code}:{place} {rule} {slip}")
    assert 200 * len(wrong) <= texts, wrong


def test_a_word_doubled_where_a_hole_meets_its_sentence_is_found():
    """The pieces show a join that no list of words could know."""
    assert [rule for rule, _ in joins(["พบ", "ผู้รับเหมา", "เหมางาน"], "th")] == ["doubled"]
    assert list(joins(["พบ", "ผู้รับเหมา", "มาพบ"], "th")) == []
    assert list(joins(["พบ", "ร้านอาหาร", "การค้า"], "th")) == []
    raw = copy.deepcopy(GIFT)
    raw["stem"]["th"] = "{{ giver }}{{ giver }}มา"
    assert ("doubled", "stem.th") in rules(made(raw))


def test_a_spoilt_option_is_named_by_its_place():
    """Findings lead to the option and the language."""
    raw = copy.deepcopy(GIFT)
    raw["options"][3] = option("d", "จ่าย {{ amount }}บาท", "Pay it", correct=False)
    assert ("classifier", "d.th") in rules(made(raw))
