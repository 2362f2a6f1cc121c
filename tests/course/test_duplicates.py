"""Near-duplicates: copies with changed words, and leaks from practice to examination."""

from dataclasses import replace

import pytest

from govlab import course
from govlab.course import Curriculum, Text
from govlab.course._duplicates import LIMIT, duplicates, near


@pytest.fixture(scope="module")
def bank():
    """Give the items of the real course, templates too."""
    return course.load("governance")


def fixed(bank, kind="single"):
    return next(
        one for one in bank.items.values() if isinstance(one, course.Item) and one.type == kind
    )


def reworded(item, name, **more):
    """Return the item under another name with a few words of its stem changed."""
    stem = Text("ในปีที่ผ่านมา " + item.stem.th[:-6], "Last year: " + item.stem.en[:-8])
    return replace(item, id=name, stem=stem, **more)


def test_the_real_items_are_not_near_each_other(bank):
    """No pair of the course comes near the limit: it leaves room on both sides."""
    assert max((one.percent for one in near(bank.items.values(), 5)), default=0) < LIMIT - 5


@pytest.mark.parametrize("kind", ["single", "multiple", "truefalse", "matching", "case"])
def test_a_copy_with_other_words_in_its_stem_is_found(bank, kind):
    """Changed words, other marks and shuffled options do not hide a copy, of any type."""
    item = fixed(bank, kind)
    pairs = list(near([*bank.items.values(), reworded(item, "copy")]))
    assert [(one.one, one.other) for one in pairs] == [(item.code, f"{item.module}/copy")]
    assert pairs[0].percent >= LIMIT


def test_the_order_of_options_does_not_matter(bank):
    """A copy with its options turned round is as near as one without."""
    item = fixed(bank)
    turned = replace(item.interaction, options=item.options[::-1])
    copy = replace(item, id="copy", interaction=turned)
    assert next(near([item, copy])).percent > 80


def test_a_copy_in_one_language_is_found(bank):
    """Where one language was rewritten and the other was not, the item is still a copy."""
    item = fixed(bank)
    words = "A wholly different story told in words that no other item of the bank has at all"
    parts = [replace(one, text=Text(one.text.th, words + one.id)) for one in item.options]
    copy = replace(
        item,
        id="copy",
        stem=Text(item.stem.th, words),
        interaction=replace(item.interaction, options=tuple(parts)),
    )
    assert [one.lang for one in near([item, copy])] == ["th"]


def test_a_template_is_compared_by_its_text(bank):
    """A template under another name is a copy, whatever its parameters are."""
    template = next(one for one in bank.items.values() if not isinstance(one, course.Item))
    copy = replace(template, id="copy", raw={**template.raw, "id": "copy"})
    assert [one.other for one in near([template, copy])] == [f"{template.module}/copy"]


def in_course(bank, *items):
    """Return the curriculum with these items alone."""
    module = next(iter(bank.modules.values()))
    parts = {one: getattr(bank, one) for one in Curriculum.__dataclass_fields__}
    return Curriculum(**parts | {"modules": {module.id: replace(module, items=items)}})


def test_a_copy_across_practice_and_examination_says_that_the_key_is_out(bank):
    """The finding tells a leak from a repeat, and names the other item."""
    item = replace(fixed(bank), use="practice")
    (leak,) = duplicates(in_course(bank, item, reworded(item, "copy", use="exam")))
    assert leak.rule == "duplicate"
    assert leak.where == f"governance/{item.module}/copy"
    assert item.code in leak.said("th")
    assert "gives the key away" in leak.said("en")
    (again,) = duplicates(in_course(bank, item, reworded(item, "copy")))
    assert "gives the key away" not in again.said("en")
