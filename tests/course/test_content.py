"""What the shipped content promises: enough questions, of every type, for every form."""

import re
from collections import Counter

import pytest

from govlab import course, home
from govlab.course._template import Template
from govlab.course.interactions import TYPES

SERIES = ("pre", "post", "follow-up")


@pytest.fixture(scope="module")
def governance():
    return course.load("governance")


def codes(form):
    return {one.code for one in form.items if one.counted}


def test_each_module_practises_every_type(governance):
    """A trainee meets all types of questions before an exam holds one."""
    for module in governance.modules.values():
        practised = {one.type for one in module.items if one.use == "practice"}
        assert practised == set(TYPES), module.id


def test_each_objective_has_six_exam_questions_and_a_practice(governance):
    """Before 1, after 2, follow-up 2 and a re-sit 1 have different questions."""
    held = Counter((f"{one.module}/{one.objective}", one.use) for one in governance.items.values())
    for objective in governance.objectives:
        assert held[objective, "exam"] >= 6, objective
        assert held[objective, "practice"] >= 2, objective


def test_a_quarter_of_the_bank_are_templates(governance):
    """Neighbours in a class meet other figures, roles and dates."""
    templates = [one for one in governance.items.values() if isinstance(one, Template)]
    assert len(templates) >= 24
    assert len({one.module for one in templates}) == 2


@pytest.mark.parametrize("seed", range(40))
def test_forms_of_the_series_and_a_re_sit_share_nothing(governance, seed):
    """What was asked before, after or 60 days later is not asked again in the re-sit."""
    seen = set()
    for name in SERIES:
        form, _ = course.draw_form(governance, name, seed)
        assert not codes(form) & seen
        seen |= codes(form)
    again, _ = course.draw_form(governance, "resit", seed, unseen_by=tuple(seen))
    assert len(codes(again)) == 10
    assert not codes(again) & seen


def test_the_follow_up_is_parallel_to_the_exam(governance):
    """Both have the same table, so their scores can be compared."""
    post, later = (governance.blueprint(name) for name in ("post", "follow-up"))
    assert post.quotas == later.quotas
    assert sum(one.count for one in post.quotas) == 20


def test_the_exam_fits_the_online_forms_of_offices(governance):
    """After the course and in the demonstration, questions are of the types forms can carry."""
    for name in ("post", "demo"):
        form, _ = course.draw_form(governance, name, 1)
        assert {one.type for one in form.items} <= {"single", "multiple"}


def test_a_practice_question_comes_first_and_does_not_count(governance):
    """Nobody learns how to tick at the cost of a point."""
    for name in SERIES:
        form, _ = course.draw_form(governance, name, 1)
        assert [one.counted for one in form.items[:2]] == [False, True]


def test_figures_of_lessons_exist_in_both_languages(governance):
    """No lesson shows a broken picture."""
    folder = home.find().folder("course") / "governance"
    for module in governance.modules.values():
        for lang in ("th", "en"):
            named = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", module.lesson.in_language(lang))
            assert named, module.id
            for one in named:
                assert one.endswith(f".{lang}.svg")
                assert (folder / module.id / one).is_file()
