"""The answer edition scores all, the blank edition nothing; whatever breaks that is told."""

from dataclasses import replace
from fractions import Fraction

import pytest

from govlab import course
from govlab.course import Item, Option, Text
from govlab.course._model import Quota
from govlab.course.interactions import Case, Choice, Matching, Numeric, NumericAnswer, Premise
from govlab.jobs._editions import editions

WORDS = Text("คำ", "word")


@pytest.fixture(scope="module")
def governance():
    """Give the real course."""
    return course.load("governance")


def asking(governance, *items):
    """Return the course with these items alone and no blueprint."""
    module = replace(governance.modules["interests"], items=items)
    return replace(governance, modules={module.id: module}, blueprints={})


def item(name, interaction, points=1):
    return Item("interests", name, 1, "exam", "o", "apply", points, (), WORDS, interaction)


def options(*shares, right="a"):
    return tuple(
        Option(letter, WORDS, letter in right, WORDS, credit)
        for letter, credit in zip("abcd", shares, strict=False)
    )


def said(curriculum):
    return [(one.rule, one.where, one.said("en")) for one in editions(curriculum)]


@pytest.mark.parametrize("name", ["governance", "corporate"])
def test_the_keys_of_the_real_courses_score_full_marks(name):
    """Every item, every variant looked at and every blueprint: 100 % and 0 %."""
    assert said(course.load(name)) == []


def test_the_real_course_has_every_type_to_be_graded(governance):
    """What passes is not empty: all eight types stand in the course that is checked."""
    assert {one.type for one in governance.items.values()} == set(course.interactions.TYPES)


def test_credits_that_do_not_add_up_are_found(governance):
    """A key whose options' credits sum to three quarters is no key."""
    half, quarter = Fraction(1, 2), Fraction(1, 4)
    choice = Choice(options(half, quarter, Fraction(0), right="ab"), several=True)
    ((rule, where, words),) = said(asking(governance, item("short", choice)))
    assert (rule, where) == ("edition", "governance/interests/short")
    assert "'partial' with 3/4 of 1 points" in words


def test_a_number_whose_own_answer_is_worth_less_is_found(governance):
    """The first answer has to earn all: half of it is found, in whatever place it stands."""
    answer = NumericAnswer(Fraction(30), Fraction(0), Fraction(1, 2), WORDS)
    found = said(asking(governance, item("days", Numeric((answer,), WORDS, None))))
    assert [(one[1], "1/2" in one[2]) for one in found] == [("governance/interests/days", True)]


def test_a_key_that_names_no_option_stops_the_answer_edition(governance):
    """A match to an option that is not there is told with the item, and the check goes on."""
    rows = (Premise("1", WORDS, "z", WORDS), Premise("2", WORDS, "a", WORDS))
    broken = item("lost", Matching(rows, options(None, None)))
    wrong = item("half", Choice(options(Fraction(1, 2), None)))
    found = said(asking(governance, broken, wrong))
    assert [one[1] for one in found] == ["governance/interests/lost", "governance/interests/half"]
    assert "must be graded to its end" in found[0][2]


def test_a_form_without_points_is_told(governance):
    """An item of no points has no full marks: grading it stops, and that is a finding."""
    found = said(asking(governance, item("free", Choice(options(None, None)), points=0)))
    assert [one[1] for one in found] == ["governance/interests/free"]


def test_the_question_of_a_case_is_named(governance):
    """Of a case the broken question is told, not the whole story."""
    sound = item("story/q1", Choice(options(None, None)))
    broken = item("story/q2", Choice(options(Fraction(1, 3), None)))
    found = said(asking(governance, item("story", Case((sound, broken)), points=2)))
    assert [one[1] for one in found] == ["governance/interests/story/q2"]


def test_a_pool_that_is_too_small_is_told_once(governance):
    """A blueprint that asks for more items than there are says which objective lacks them."""
    blueprint = governance.blueprints["post"]
    wants = tuple(Quota(one.objective, one.level, 500) for one in blueprint.quotas)
    short = replace(governance, blueprints={"post": replace(blueprint, quotas=wants)})
    ((rule, where, words),) = said(short)
    assert (rule, where) == ("edition", "governance/blueprints.yaml: post")
    assert "500" in words


def test_what_failed_by_itself_is_not_said_again_for_each_form(governance):
    """An item that no form can grade is one finding, however many forms ask it."""
    broken = [
        replace(one, interaction=Choice(options(Fraction(1, 2), None)))
        if isinstance(one, Item) and one.type == "single"
        else one
        for one in governance.modules["interests"].items
    ]
    modules = dict(governance.modules)
    modules["interests"] = replace(modules["interests"], items=tuple(broken))
    places = [one[1] for one in said(replace(governance, modules=modules))]
    assert len(places) == len(set(places))
    assert len(places) == sum(isinstance(one, Item) and one.type == "single" for one in broken)
