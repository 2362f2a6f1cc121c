"""Types of questions: what an answer is worth, how it is written, what a trainee sees."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govlab.chance import Stream
from govlab.course import Item, Option, Text
from govlab.course.interactions import (
    TYPES,
    Case,
    Choice,
    Criterion,
    FreeText,
    Matching,
    Numeric,
    NumericAnswer,
    Ordering,
    Premise,
    RubricLevel,
    TrueFalse,
    from_data,
)
from govlab.errors import GovlabError, InputError, UnknownNameError

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


def t(words):
    return Text(f"คำ{words}", f"word {words}")


def options(right="", letters="abcd", **credit):
    return tuple(
        Option(one, t(one), one in right, t(f"because {one}"), credit.get(one)) for one in letters
    )


def number(value, tolerance=0, credit=1):
    return NumericAnswer(Fraction(value), Fraction(tolerance), Fraction(credit), t("why"))


SINGLE = Choice(options("b"))
MULTIPLE = Choice(options("acd"), several=True)
VERDICT = TrueFalse(truth=False, if_true=t("no"), if_false=t("yes"), options=options("c", "abc"))
STEPS = Ordering(options(), ("c", "a", "d", "b"))
PAIRS = Matching(
    tuple(Premise(n, t(n), m, t("why")) for n, m in [("1", "b"), ("2", "a"), ("3", "b")]),
    options(letters="abc"),
)
NUMBER = Numeric((number(30, HALF), number(31, 0, HALF)), t("other"), Text("วัน", "days"))
ENDLESS = Numeric((number(Fraction(560, 3), THIRD),), t("other"))
WORDS = FreeText(
    (
        Criterion("law", t("law"), (RubricLevel(0, t("0")), RubricLevel(2, t("2")))),
        Criterion("step", t("step"), (RubricLevel(0, t("0")), RubricLevel(1, t("1")))),
    ),
    t("model"),
)


def item(name, interaction):
    return Item("one", name, 1, "exam", "act", "apply", 1, (), t(name), interaction)


STORY = Case((item("story/q1", SINGLE), item("story/q2", NUMBER)))
EVERY = {
    "single": SINGLE,
    "multiple": MULTIPLE,
    "truefalse": VERDICT,
    "ordering": STEPS,
    "matching": PAIRS,
    "numeric": NUMBER,
    "text": WORDS,
    "case": STORY,
}


@pytest.mark.parametrize(
    ("interaction", "response", "credit"),
    [
        (SINGLE, "b", 1),
        (SINGLE, "a", 0),
        (SINGLE, "a+b", 0),
        (MULTIPLE, "a+c+d", 1),
        (MULTIPLE, "a+c", Fraction(2, 3)),
        (MULTIPLE, "a+b", 0),
        (MULTIPLE, "a+b+c+d", Fraction(2, 3)),
        (Choice(options("ab", a=HALF, b=HALF, c=-THIRD), several=True), "a+b+c", Fraction(2, 3)),
        (Choice(options("b", b=Fraction(1), c=HALF)), "c", HALF),
        (VERDICT, "false+c", 1),
        (VERDICT, "false", HALF),
        (VERDICT, "false+a", HALF),
        (VERDICT, "true+c", 0),
        (TrueFalse(truth=True, if_true=t("yes"), if_false=t("no")), "true", 1),
        (STEPS, "c>a>d>b", 1),
        (STEPS, "a>d>b>c", Fraction(2, 3)),
        (STEPS, "b>d>a>c", 0),
        (PAIRS, "1=b+2=a+3=b", 1),
        (PAIRS, "1=b+2=c", THIRD),
        (NUMBER, "30", 1),
        (NUMBER, "30.5", 1),
        (NUMBER, "31", HALF),
        (NUMBER, "29.4", 0),
    ],
)
def test_an_answer_is_worth_what_the_rule_of_its_type_says(interaction, response, credit):
    """Credits are exact fractions of the points."""
    assert interaction.credit(interaction.response(response)) == credit


@pytest.mark.parametrize("kind", sorted(set(TYPES) - {"case", "text"}))
def test_the_key_earns_everything_and_nothing_earns_nothing(kind):
    """Answering as the key says is worth 1, no answer 0."""
    one = EVERY[kind]
    assert one.credit(one.response(one.answer)) == 1
    assert one.response(one.answer) == one.answer
    assert one.credit(one.response("")) == 0
    assert not list(one.faults())


@pytest.mark.parametrize(
    ("interaction", "given", "canonical"),
    [
        (SINGLE, None, ""),
        (MULTIPLE, "d+a", "a+d"),
        (MULTIPLE, ["d", "a"], "a+d"),
        (VERDICT, " False + c ", "false+c"),
        (VERDICT, "ผิด+c", "false+c"),
        (VERDICT, "c+false", "false+c"),
        (STEPS, ["c", "a", "d", "b"], "c>a>d>b"),
        (PAIRS, "3=b + 1=a", "1=a+3=b"),
        (NUMBER, "๓๐ วัน", "30"),
        (NUMBER, "1,234.50", "1234.5"),
        (WORDS, "  ไม\u0e4d\u0e32รับ ", "ไมำรับ"),
    ],
)
def test_an_answer_has_one_spelling(interaction, given, canonical):
    """However it is written, the same answer is the same response."""
    assert interaction.response(given) == canonical
    assert interaction.response(canonical) == canonical


@pytest.mark.parametrize(
    ("interaction", "given"),
    [
        (SINGLE, "e"),
        (MULTIPLE, "a+a"),
        (VERDICT, "c"),
        (VERDICT, "true+false"),
        (VERDICT, "true+a+b"),
        (VERDICT, "true+z"),
        (STEPS, "c>a"),
        (STEPS, "c>a>d>d"),
        (PAIRS, "1"),
        (PAIRS, "4=a"),
        (PAIRS, "1=z"),
        (PAIRS, "1=a+1=b"),
        (NUMBER, "สามสิบ"),
        (NUMBER, "1/0"),
        (STORY, "b"),
    ],
)
def test_what_is_no_answer_is_refused_with_the_item_named(interaction, given):
    """The error names the item, the value and what would be an answer."""
    with pytest.raises((InputError, UnknownNameError), match="one/asked"):
        item("asked", interaction).response(given)


@pytest.mark.parametrize("kind", TYPES)
def test_a_type_returns_from_its_data(kind):
    """What as_dict writes, from_data reads, with key, reasons and credits."""
    one = EVERY[kind]
    assert one.type == kind
    assert from_data(kind, one.as_dict()) == one
    whole = item("whole", one)
    assert Item.from_data(whole.as_dict()) == whole


def test_a_number_without_end_keeps_its_value():
    """What decimal digits cannot hold is kept as a fraction."""
    assert from_data("numeric", ENDLESS.as_dict()) == ENDLESS


def test_the_key_of_a_number_without_end_has_as_many_digits_as_it_takes():
    """560/3 within a third is 187; within a thousandth it is 186.667."""
    assert ENDLESS.answer == "187"
    close = Numeric((number(Fraction(560, 3), Fraction(1, 1000)),), t("other"))
    assert close.answer == "186.667"
    assert close.credit(close.answer) == 1


@pytest.mark.parametrize("kind", TYPES)
def test_what_a_trainee_sees_holds_neither_key_nor_reason(kind):
    """A shown question has no word of a reason, a rubric or a model, and no mark of the key."""
    shown = item("asked", EVERY[kind]).shown(Stream(1, "options")).as_dict()
    told = str(shown)
    for secret in ("because", "why", "correct", "credit", "'match':", "model", "rubric", "truth"):
        assert secret not in told


def test_the_order_of_steps_is_shuffled_whatever_their_letters():
    """Over many forms each step stands first about equally often."""
    firsts = [STEPS.shown(Stream(seed, "o")).options[0].id for seed in range(400)]
    assert all(60 <= firsts.count(one) <= 140 for one in "abcd")


@pytest.mark.parametrize(
    "broken",
    [
        Choice(options("ab")),
        Choice(options(), several=True),
        Choice(options("b", b=HALF)),
        Choice(options("b", "abe")),
        TrueFalse(truth=True, if_true=t("y"), if_false=t("n"), options=options("", "abc")),
        Ordering(options(), ("a", "b", "c", "d")),
        Ordering(options(), ("d", "c", "b", "a")),
        Ordering(options(), ("a", "c", "b")),
        Matching((Premise("1", t(1), "a", t(1)), Premise("2", t(2), "b", t(2))), options()),
        Matching((Premise("2", t(1), "c", t(1)), Premise("1", t(2), "b", t(2))), options()),
        Matching((Premise("1", t(1), "z", t(1)),), options()),
        Numeric((number(30, 0, HALF),), t("o")),
        Numeric((number(THIRD),), t("o")),
        Numeric((number(30, 2), number(31)), t("o")),
        FreeText((Criterion("c", t("c"), (RubricLevel(1, t(1)), RubricLevel(2, t(2)))),), t("m")),
        Case((item("s/q", SINGLE), item("s/q", SINGLE))),
        Case((item("s/q", Choice(options("ab"))), item("s/r", SINGLE))),
    ],
)
def test_a_key_that_cannot_stand_is_found(broken):
    """No key, two keys, a key told by its letters, an answer that can never be met."""
    assert [rule for rule, _ in broken.faults()]


def test_words_are_worth_what_a_person_rates_them():
    """Ratings of every criterion make the credit; words alone make none."""
    assert WORDS.rated({"law": 2, "step": 1}) == 1
    assert WORDS.rated({"law": 0, "step": 1}) == THIRD
    for wrong in ({"law": 2}, {"law": 1, "step": 1}, {"law": 2, "step": 1, "more": 1}):
        with pytest.raises(InputError, match=r"law|step|more"):
            WORDS.rated(wrong)
    with pytest.raises(InputError, match="rated by a person"):
        WORDS.credit("I would report it")


def test_the_questions_of_a_case_are_scored_one_by_one():
    """A case is asked as one item and answered by its questions."""
    story = item("story", STORY)
    assert [one.code for one in story.scored] == ["one/story/q1", "one/story/q2"]
    shown = story.shown(Stream(1, "x"))
    assert [one.code for one in shown.questions] == ["one/story/q1", "one/story/q2"]
    assert shown.questions[1].unit == Text("วัน", "days")


@given(st.sampled_from(sorted(set(TYPES) - {"case", "text"})), st.text(max_size=12))
def test_any_words_are_an_answer_or_a_clear_error(kind, words):
    """Whatever arrives, credit lies between 0 and 1, or govlab says what is wrong."""
    one = EVERY[kind]
    try:
        response = one.response(words)
    except GovlabError:
        return
    assert 0 <= one.credit(response) <= 1
    assert (one.credit(response) * one.unit_parts).denominator == 1
