"""Forms, keys and snapshots: what a trainee sees, and what a sitting is scored from."""

import hashlib
import json
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govlab import course
from govlab.course.interactions import Choice
from govlab.errors import InputError

SECRETS = {"correct", "reason", "right", "key", "answers", "sources"}


def keys_of(value):
    """Yield every key of a nested JSON value."""
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from keys_of(one)


@pytest.fixture
def small(place):
    return course.load("small", place)


@pytest.mark.parametrize("lang", ["th", "en", None])
def test_a_form_holds_no_key(small, lang):
    """Nothing in the whole structure says which option is right, or why."""
    form, _ = course.draw_form(small, "demo", 1)
    assert not SECRETS & set(keys_of(form.as_dict(lang)))
    told = json.dumps(form.as_dict(lang), ensure_ascii=False)
    assert "เพราะ" not in told
    assert "because" not in told


def test_a_form_follows_its_blueprint(small):
    """Counts by objective and use are those of the blueprint, no item twice."""
    form, key = course.draw_form(small, "demo", 7)
    drawn = [small.items[one.code] for one in form.items]
    assert sorted(one.objective for one in drawn) == ["act", "tell", "tell"]
    assert {one.use for one in drawn} == {"exam"}
    assert len({one.code for one in drawn}) == 3
    assert form.demonstration
    assert list(key.answers) == [one.code for one in form.items]
    assert key.as_dict()["answers"]["one/act-2"] == "b+d"


def test_the_same_seed_gives_the_same_form_and_other_seeds_others(small):
    """A form is its seed's for ever; seeds, integers or secret bytes, spread over forms."""
    ids = [course.draw_form(small, "demo", seed)[0].id for seed in range(30)]
    assert ids == [course.draw_form(small, "demo", seed)[0].id for seed in range(30)]
    assert len(set(ids)) > 25
    assert course.draw_form(small, "demo", b"secret")[0].id not in ids
    assert all(one.startswith("demo-") and len(one) == 17 for one in ids)


def test_the_draw_does_not_depend_on_the_order_of_the_file(write, files):
    """Moving items about in their file changes no form."""
    before = course.draw_form(course.load("small", write(files)), "demo", 3)[0]
    files["one/items.yaml"]["items"].reverse()
    assert course.draw_form(course.load("small", write(files)), "demo", 3)[0] == before


def test_every_option_comes_to_every_place(small):
    """Over many seeds, the right option of an item stands first about as often as last."""
    places = []
    for seed in range(400):
        form, key = course.draw_form(small, "pre", seed)
        order = [one.id for one in form.items[0].options]
        places.append(order.index(key.answers[form.items[0].code][0]))
    assert all(60 <= places.count(place) <= 140 for place in range(4))


def test_a_form_as_words_speaks_the_language_and_says_that_it_demonstrates(small):
    """The plain text numbers the questions, hints at several answers and marks a demonstration."""
    form, _ = course.draw_form(small, "demo", 1)
    assert "ชุดข้อสอบสาธิต" in form.in_language("th")
    assert "more than one may be right" in form.in_language("en")
    assert "3. " in form.in_language("en")


def test_a_snapshot_returns_from_its_bytes(small):
    """Bytes and digest come back the same; the digest is that of the bytes."""
    form, key = course.draw_form(small, "demo", 1)
    kept = course.snapshot(small, form, key)
    back = course.Snapshot.from_bytes(kept.as_bytes())
    assert back == kept
    assert back.sha256 == hashlib.sha256(kept.as_bytes()).hexdigest()
    assert (back.form_id, back.demonstration, back.curriculum) == (form.id, True, "small")
    assert {one.code: one.interaction.answer for one in back.scored} == key.answers
    assert [one.code for one in back.items] == [one.code for one in form.items]
    assert (str(back.pass_mark), str(back.target)) == ("80", "80")


def test_a_sitting_outlives_a_change_of_the_course(write, files, small):
    """A snapshot keeps the old key when the item's next version has another."""
    kept = course.snapshot(small, *course.draw_form(small, "demo", 1)).as_bytes()
    act = files["one/items.yaml"]["items"][-1]
    act["version"] = 2
    act["options"][0]["correct"] = True
    changed = course.load("small", write(files))
    old = {one.code: one for one in course.Snapshot.from_bytes(kept).items}
    assert old["one/act-2"].right == ("b", "d")
    assert changed.items["one/act-2"].right == ("a", "b", "d")


def test_a_form_and_the_key_of_another_make_no_snapshot(small):
    """What a sitting is scored by is the key that was drawn with its form."""
    form, _ = course.draw_form(small, "demo", 1)
    _, other = course.draw_form(small, "demo", 2)
    with pytest.raises(InputError, match=other.form_id):
        course.snapshot(small, form, other)


@pytest.mark.parametrize("damage", [b"", b"{}", b"[1]", b'{"form": null}', b"\xff"])
def test_damaged_bytes_are_no_snapshot(damage):
    """Bytes that are no snapshot are refused in one sentence."""
    with pytest.raises(InputError, match="snapshot as govlab wrote it"):
        course.Snapshot.from_bytes(damage)


def test_a_snapshot_written_differently_is_refused(small):
    """The same content in another layout has another digest, and is no snapshot."""
    data = json.loads(course.snapshot(small, *course.draw_form(small, "demo", 1)).as_bytes())
    with pytest.raises(InputError, match="canonical"):
        course.Snapshot.from_bytes(json.dumps(data).encode())


def test_only_content_changes_the_fingerprint(small):
    """Every field of an item but the version has a part in its fingerprint."""
    import dataclasses

    one = small.items["one/tell-2"]
    changes = {
        "use": "practice",
        "objective": "act",
        "level": "create",
        "points": 3,
        "sources": ("S2-015",),
        "stem": course.Text("อื่น", "other"),
        "interaction": Choice(one.options[:3]),
        "variant": "0a1b",
        "id": "other",
    }
    for name, value in changes.items():
        assert dataclasses.replace(one, **{name: value}).fingerprint != one.fingerprint, name
    assert dataclasses.replace(one, version=2).fingerprint == one.fingerprint


@cache
def governance():
    return course.load("governance")


@settings(max_examples=50)
@given(st.integers() | st.binary(min_size=1))
def test_any_seed_draws_a_whole_form(seed):
    """Whatever the seed, the demonstration form of the real course has its counts and keys."""
    found = governance()
    form, key = course.draw_form(found, "demo", seed)
    counted = [one for one in form.items if one.counted]
    assert len(counted) == sum(one.count for one in found.blueprint("demo").quotas)
    assert {one.code for one in form.items} <= {one.code for one in key.items}
