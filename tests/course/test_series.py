"""Forms of a series, re-sits, modules that were taught, practice before, an office's own items."""

import dataclasses

import pytest
from form_worlds import bank_item, wide
from hypothesis import given
from hypothesis import strategies as st

from govlab import course
from govlab.errors import InputError, UnknownNameError

SERIES = ("pre", "post", "follow-up")


@pytest.fixture(scope="module")
def curriculum():
    return wide()


def codes(form):
    return {one.code for one in form.items if one.counted}


@given(st.integers() | st.binary(min_size=1))
def test_forms_of_one_series_share_no_item(seed):
    """Under any seed, no item of the pre-test comes again after the course or 60 days later."""
    found = wide()
    pre, post, later = (codes(course.draw_form(found, name, seed)[0]) for name in SERIES)
    assert not pre & post
    assert not post & later
    assert not pre & later


def test_forms_of_one_series_are_parallel(curriculum):
    """They ask as many items of each objective and level."""

    def table(name):
        form, key = course.draw_form(curriculum, name, 5)
        counted = [one.code for one in form.items if one.counted]
        asked = [one for one in key.items if one.code in counted]
        return sorted((one.objective, one.level) for one in asked)

    assert table("post") == table("follow-up")


def test_a_form_asks_only_of_what_was_taught(curriculum):
    """Naming the modules leaves out every item of the others."""
    form, _ = course.draw_form(curriculum, "post", 1, taught=["two"])
    assert {one.partition("/")[0] for one in codes(form)} == {"two"}
    with pytest.raises(UnknownNameError, match="three"):
        course.draw_form(curriculum, "post", 1, taught=["three"])
    with pytest.raises(InputError, match="asks nothing"):
        course.draw_form(curriculum, "post", 1, taught=[])


def test_a_re_sit_takes_up_what_was_missed_from_unseen_items(curriculum):
    """It asks of the missed objectives only, and nothing that the person has seen."""
    seen = codes(course.draw_form(curriculum, "post", 1)[0])
    form, key = course.draw_form(curriculum, "resit", 1, missed=["one/act"], unseen_by=seen)
    assert codes(form)
    assert not codes(form) & seen
    assert {one.objective for one in key.items} == {"act"}


def test_a_form_of_some_objectives_certifies_nothing(curriculum):
    """Passing one question is no examination, and the form says so."""
    whole, _ = course.draw_form(curriculum, "resit", 1)
    part, _ = course.draw_form(curriculum, "resit", 1, missed=["one/act"])
    assert whole.certifies
    assert not part.certifies
    assert part.left_out == 4
    assert "ออกวุฒิบัตรไม่ได้" in part.in_language("th")


def test_a_re_sit_without_unseen_items_is_refused(curriculum):
    """Nobody is asked the same again because the bank ran out."""
    seen = [one for one in curriculum.items if one.startswith("one/one-act")]
    with pytest.raises(InputError, match="one/act"):
        course.draw_form(curriculum, "resit", 1, missed=["one/act"], unseen_by=seen)


def test_the_practice_item_stands_first_and_does_not_count(curriculum):
    """It is shown, its answer has a key, and no score holds it."""
    form, key = course.draw_form(curriculum, "post", 3)
    assert [one.counted for one in form.items] == [False] + [True] * (len(form.items) - 1)
    kept = course.snapshot(curriculum, form, key)
    assert form.items[0].code not in {one.code for one in kept.scored}
    assert form.items[0].code in {one.code for one in kept.asked}
    assert "ไม่นับคะแนน" in form.in_language("th")


def test_the_practice_item_is_of_a_module_that_was_taught(curriculum):
    """Where the blueprint's own is of another module, one of those taught stands for it."""
    form, _ = course.draw_form(curriculum, "post", 3, taught=["two"])
    assert not form.items[0].counted
    assert form.items[0].code.startswith("two/")


def test_an_offices_own_items_join_the_draw_and_the_share_says_so(curriculum):
    """The office's come first: nobody has read those."""
    own = [bank_item(f"own-{n}", "one", "act") for n in range(9)]
    form, key = course.draw_form(curriculum, "post", 1, bank=own)
    mine = [one for one in key.items if one.id.startswith("own-")]
    assert len(mine) == 2  # all that the form asks of this objective
    counted = sum(one.counted for one in form.items)
    assert form.published_share == round(100 * (counted - len(mine)) / counted, 1)
    assert course.draw_form(curriculum, "post", 1)[0].published_share == 100


def test_a_blueprint_draws_only_the_types_it_takes(curriculum):
    """A form for paper or an online form leaves out what they cannot ask."""
    only = dataclasses.replace(curriculum.blueprints["post"], types=("multiple",))
    narrow = dataclasses.replace(curriculum, blueprints={"post": only})
    _, key = course.draw_form(narrow, "post", 1)
    counted = key.items[1:]
    assert {one.type for one in counted} == {"multiple"}


def test_levels_of_the_table_are_those_drawn(curriculum):
    """A cell of objective and level takes items of that level."""
    _, key = course.draw_form(curriculum, "post", 9)
    drawn = [(one.objective, one.level) for one in key.items[1:]]
    assert drawn.count(("act", "apply")) >= 2
    assert drawn.count(("tell", "remember")) == 2
