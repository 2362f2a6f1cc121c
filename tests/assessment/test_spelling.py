"""Answers as people type them into a form."""

import pytest

from govlab.assessment._spelling import tidied
from govlab.course import Item, Option, Text
from govlab.course.interactions import (
    Matching,
    Numeric,
    NumericAnswer,
    Ordering,
    Premise,
    TrueFalse,
)

WORDS = Text("คำ", "word")
OPTIONS = tuple(Option(one, Text(f"คำ{one}", one), False, WORDS) for one in "abcd")
STEPS = Ordering(OPTIONS, ("c", "a", "d", "b"))
PAIRS = Matching((Premise("1", WORDS, "b", WORDS), Premise("2", WORDS, "a", WORDS)), OPTIONS)
VERDICT = TrueFalse(truth=False, if_true=WORDS, if_false=WORDS, options=OPTIONS)
NUMBER = Numeric((NumericAnswer(30, 0, 1, WORDS),), WORDS)


def item(interaction):
    return Item("one", "asked", 1, "exam", "act", "apply", 1, (), WORDS, interaction)


@pytest.mark.parametrize(
    ("interaction", "typed", "response"),
    [
        (STEPS, "c>a>d>b", "c>a>d>b"),
        (STEPS, "c, a, d, b", "c>a>d>b"),
        (STEPS, "CADB", "c>a>d>b"),
        (STEPS, "ค ก ง ข", "c>a>d>b"),
        (STEPS, "ค-ก-ง-ข", "c>a>d>b"),
        (PAIRS, "1=b, 2=a", "1=b+2=a"),
        (PAIRS, "๑ข ๒ก", "1=b+2=a"),
        (PAIRS, "1-ข / 2-ก", "1=b+2=a"),
        (VERDICT, "ผิด ค", "false+c"),
        (VERDICT, "ผิด เพราะ c", "false+c"),
        (VERDICT, "False", "false"),
        (NUMBER, "๓๐ วัน", "30"),
    ],
)
def test_what_is_plain_to_a_reader_is_understood(interaction, typed, response):
    """Thai letters, Thai digits and any sign between them mean the same answer."""
    asked = item(interaction)
    assert asked.response(tidied(typed, asked)) == response


@pytest.mark.parametrize("typed", ["ไม่ทราบ", "c then a", "1=b ไม่แน่ใจ"])
def test_what_is_not_plain_stays_as_it_stands(typed):
    """Nothing is guessed."""
    assert tidied(typed, item(STEPS)) == typed
