"""The checker: coverage, versions, guessers, and the real content."""

import copy
import json
from functools import cache

import pytest

from govlab import course, home
from govlab.errors import ConflictError


def rules(place):
    return [one.rule for one in course.check("small", place).findings]


def test_the_real_content_keeps_every_rule():
    """Every curriculum of the checkout passes with no finding."""
    report = course.check()
    assert [one.as_dict("en") for one in report.findings] == []
    assert {"governance", "corporate"} <= set(report.curricula)


def test_both_modules_have_items_enough_and_the_pass_mark_is_ours():
    """Public interest and complaints hold at least thirty items, in both uses."""
    found = course.load("governance")
    assert {"interests", "complaint"} <= set(found.modules)
    assert len(found.items) >= 30
    assert {one.use for one in found.items.values()} == {"practice", "exam"}
    assert found.pass_mark == 80
    assert found.blueprint("demo").demonstration


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("lang", ["th", "en", None])
def test_no_form_of_the_real_course_holds_a_key(seed, lang):
    """Walk every form whole: no key, and no reason's text."""
    found = governance()
    for name in found.blueprints:
        form, key = course.draw_form(found, name, seed)
        secret = {"correct", "reason", "order", "match", "truth", "answers", "model", "otherwise"}
        told = {text for item in key.items for text in reasons(item.as_dict())}
        keys, texts = walked(form.as_dict(lang))
        assert not keys & secret
        assert told
        assert not texts & told


@cache
def governance():
    return course.load("governance")


def reasons(value, under=""):
    """Yield every text that explains a key."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from reasons(one, under if name in {"th", "en"} else name)
    elif isinstance(value, list):
        for one in value:
            yield from reasons(one, under)
    elif under in {"reason", "if_true", "if_false", "otherwise", "model"}:
        yield value


def walked(value):
    """Return every key and every text of a nested JSON value."""
    if isinstance(value, dict):
        parts = [walked(one) for one in value.values()]
        keys = set(value)
    elif isinstance(value, list):
        parts = [walked(one) for one in value]
        keys = set()
    else:
        return set(), {value} if isinstance(value, str) else set()
    return keys.union(*(one for one, _ in parts)), set().union(*(one for _, one in parts))


@pytest.mark.parametrize("use", ["practice", "exam"])
def test_an_objective_without_an_item_of_a_use_is_found(write, files, use):
    """Each objective needs an item to practise with and one to be examined by."""
    kept = [
        one
        for one in files["one/items.yaml"]["items"]
        if (one["objective"], one["use"]) != ("act", use)
    ]
    files["one/items.yaml"]["items"] = kept
    del files["blueprints.yaml"]["blueprints"]["demo"]
    findings = course.check("small", write(files)).findings
    assert [(one.rule, one.where) for one in findings if one.rule == "coverage"] == [
        ("coverage", "small/one/act")
    ]
    assert use in findings[0].said("en")


def test_content_changed_under_its_version_is_found_until_the_version_rises(write, files, place):
    """The lock tells a changed item; a new version asks only to be recorded."""
    root = place.folder("course") / "small"
    locked = (root / "versions.json").read_text(encoding="utf-8")
    files["one/items.yaml"]["items"][0]["points"] = 5
    files["versions.json"] = locked
    write(files)
    assert rules(place) == ["version"]
    with pytest.raises(ConflictError, match="one/tell-1@1"):
        course.lock("small", place)
    assert (root / "versions.json").read_text(encoding="utf-8") == locked
    files["one/items.yaml"]["items"][0]["version"] = 2
    write(files)
    assert rules(place) == ["lock"]
    assert course.lock("small", place) == ["one/tell-1@2"]
    assert rules(place) == []
    entries = json.loads((root / "versions.json").read_text(encoding="utf-8"))["items"]
    assert {"one/tell-1@1", "one/tell-1@2"} <= set(entries)


def test_a_version_does_not_fall(write, files, place):
    """An item that returns to an earlier version is found."""
    later = copy.deepcopy(files)
    later["one/items.yaml"]["items"][0]["version"] = 2
    write(later)
    course.lock("small", place)
    root = place.folder("course") / "small"
    files["versions.json"] = (root / "versions.json").read_text(encoding="utf-8")
    write(files)
    assert rules(place) == ["version"]


def test_replace_records_what_no_sitting_has_used(write, files, place):
    """With replace, changed content takes the place of the old under its version."""
    files["versions.json"] = (place.folder("course") / "small/versions.json").read_text("utf-8")
    files["one/items.yaml"]["items"][0]["points"] = 5
    write(files)
    assert course.lock("small", place, replace=True) == ["one/tell-1@1"]
    assert rules(place) == []


def test_locking_twice_writes_nothing_new(place):
    """A second lock of unchanged content records no entry and leaves the bytes."""
    path = place.folder("course") / "small/versions.json"
    before = path.read_bytes()
    assert course.lock("small", place) == []
    assert path.read_bytes() == before


def test_a_damaged_lock_is_a_finding(place):
    """A versions file with a digest that is none is said, not raised."""
    path = place.folder("course") / "small/versions.json"
    path.write_text('{"schema": 1, "items": {"one/tell-1@1": "x"}}', encoding="utf-8")
    assert rules(place) == ["shape"]


def enough(files):
    """Return the files with twelve single-choice exam items of one objective."""
    bank = files["one/items.yaml"]["items"]
    for number in range(20, 30):
        one = copy.deepcopy(bank[2])
        one["id"] = f"more-{number}"
        one["stem"] = {"th": f"คำถามที่ {number}", "en": f"Question {number}"}
        bank.append(one)
    return [one for one in bank if one["type"] == "single"]


def test_always_first_is_found(write, files):
    """A bank whose key stands first too often is luck for whoever always takes the first."""
    for one in enough(files):
        for option in one["options"]:
            option["correct"] = option["id"] == "a"
    place = write(files)
    course.lock("small", place)
    report = course.check("small", place)
    assert "guesser" in {one.rule for one in report.findings}
    assert report.as_dict()["guessers"]["small"]["first"]["percent"] == 100


@pytest.mark.parametrize("lang", ["th", "en"])
def test_always_longest_is_found_in_each_language(write, files, lang):
    """A key that gives itself away by its length is found, whichever language it is in."""
    for number, one in enumerate(enough(files)):
        for place_, option in enumerate(one["options"]):
            option["correct"] = place_ == number % 4
            option["text"][lang] += " อีกยาวมาก" * option["correct"]
    place = write(files)
    course.lock("small", place)
    report = course.check("small", place)
    told = [one.said("en") for one in report.findings if one.rule == "guesser"]
    assert any(f"longest_{lang}" in one for one in told)


def test_marks_above_consonants_do_not_make_an_option_longer(write, files):
    """Two options of the same width share the luck, whatever tone marks they bear."""
    one = files["one/items.yaml"]["items"][0]
    texts = ["กาก", "ก้าก", "ก้าง", "กาง"]
    for option, text in zip(one["options"], texts, strict=True):
        option["text"]["th"] = text
    files["one/items.yaml"]["items"] = [one]
    del files["blueprints.yaml"]["blueprints"]["demo"]
    report = course.check("small", write(files))
    assert report.as_dict()["guessers"]["small"]["longest_th"]["percent"] == 25


def test_nothing_to_check_does_not_hold(tmp_path):
    """A home without curricula is a finding, not a silent pass."""
    (tmp_path / "course").mkdir()
    report = course.check(place=home.Home(tmp_path))
    assert not report.holds
    assert "curriculum.yaml" in report.in_language("th")
