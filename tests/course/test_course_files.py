"""Curricula read from files: whole content, and every broken rule with its place."""

import json
import subprocess
import sys
from decimal import Decimal

import pytest

from govlab import course
from govlab.errors import InputError, UnknownNameError


def items(files):
    return files["one/items.yaml"]["items"]


def test_a_curriculum_comes_whole(place):
    """Marks, audience, modules, lesson and items are what the files say."""
    found = course.load("small", place)
    assert course.curricula(place) == ["small"]
    assert (found.pass_mark, found.target) == (Decimal(80), Decimal(80))
    assert found.title.in_language("th") == "หลักสูตรตัวอย่าง"
    assert found.modules["one"].lesson.en.startswith("# Lesson")
    assert list(found.objectives) == ["one/tell", "one/act"]
    assert len(found.items) == 9
    act = found.items["one/act-2"]
    assert (act.points, act.right, act.version) == (2, ("b", "d"), 1)
    assert act.sources[0].effective == "2018-07-22"
    assert found.planned[0].en == "The next module"


def test_an_unknown_curriculum_or_blueprint_lists_those_there_are(place):
    """Both messages name what is known."""
    with pytest.raises(UnknownNameError, match="small"):
        course.load("tiny", place)
    with pytest.raises(UnknownNameError, match="pre, demo"):
        course.load("small", place).blueprint("post")


def test_all_errors_of_a_file_come_at_once(write, files):
    """Two wrong values in one file and a missing file are three places in one message."""
    items(files)[0]["level"] = "guess"
    items(files)[1]["version"] = "1"
    files["curriculum.yaml"]["modules"].append("two")
    with pytest.raises(InputError) as caught:
        course.load("small", write(files))
    told = str(caught.value)
    assert "items.0.level" in told
    assert "items.1.version" in told
    assert "two" in told
    assert "แก้ตามรายการนี้" in caught.value.in_language("th")


def broken(change):
    """Name a test case by what it changes."""
    return pytest.param(change[0], change[1], id=f"{change[1]}: {change[0].__name__}")


def no_key(files):
    items(files)[0]["options"][0]["correct"] = False


def two_keys(files):
    items(files)[0]["options"][2]["correct"] = True


def no_key_in_multiple(files):
    for option in items(files)[1]["options"]:
        option["correct"] = False


def no_reason(files):
    del items(files)[0]["options"][3]["reason"]


def one_language(files):
    items(files)[0]["stem"].pop("en")


def thai_in_english(files):
    items(files)[0]["stem"]["en"] = "ภาษาไทย"


def decomposed_sara_am(files):
    items(files)[0]["stem"]["th"] = "ท\u0e4d\u0e32อย่างไร"


def stray_space(files):
    items(files)[0]["options"][0]["text"]["en"] = " answer"


def same_options(files):
    items(files)[0]["options"][0]["text"]["en"] = "The  Inspector"


def same_stem(files):
    items(files)[0]["stem"] = items(files)[1]["stem"]


def same_id(files):
    items(files)[0]["id"] = items(files)[1]["id"]


def unknown_objective(files):
    items(files)[0]["objective"] = "juggle"


def gap_in_letters(files):
    del items(files)[0]["options"][2]


def odd_source(files):
    items(files)[0]["sources"] = ["S9-1"]


def impossible_date(files):
    items(files)[-1]["sources"][0]["effective"] = "2018-02-30"


def no_source(files):
    items(files)[0]["sources"] = []


def no_english_lesson(files):
    files["one/lesson.md"] = "<!-- lang: th -->\nบทเรียน\n"


def another_folder(files):
    files["one/module.yaml"]["id"] = "two"


def blueprint_too_large(files):
    files["blueprints.yaml"]["blueprints"]["demo"]["table"]["one/act"] = {"any": 2}


def blueprint_of_nothing(files):
    files["blueprints.yaml"]["blueprints"]["demo"]["table"]["one/juggle"] = {"any": 1}


def pass_mark_above_hundred(files):
    files["curriculum.yaml"]["pass_mark"]["percent"] = 120


def unknown_word(files):
    items(files)[0]["hint"] = "b"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        broken(one)
        for one in [
            (no_key, "key"),
            (two_keys, "key"),
            (no_key_in_multiple, "key"),
            (no_reason, "shape"),
            (one_language, "shape"),
            (thai_in_english, "languages"),
            (decomposed_sara_am, "spelling"),
            (stray_space, "spaces"),
            (same_options, "options"),
            (same_stem, "stem"),
            (same_id, "unique"),
            (unknown_objective, "objective"),
            (gap_in_letters, "options"),
            (odd_source, "source"),
            (impossible_date, "source"),
            (no_source, "shape"),
            (no_english_lesson, "languages"),
            (another_folder, "id"),
            (blueprint_too_large, "blueprint"),
            (blueprint_of_nothing, "objective"),
            (pass_mark_above_hundred, "shape"),
            (unknown_word, "shape"),
        ]
    ],
)
def test_a_broken_rule_is_refused_and_found(write, files, change, rule):
    """Each rule of content stops load, and check names it."""
    change(files)
    place = write(files)
    with pytest.raises(InputError):
        course.load("small", place)
    assert rule in {one.rule for one in course.check("small", place).findings}


def test_a_snapshot_reads_without_heavy_libraries(place):
    """A browser grades from a snapshot without pandas, pydantic or ruamel."""
    found = course.load("small", place)
    form, key = course.draw_form(found, "demo", 1)
    data = course.snapshot(found, form, key).as_bytes()
    code = (
        "import sys\n"
        "for name in ('numpy', 'pandas', 'pydantic', 'ruamel.yaml'): sys.modules[name] = None\n"
        "from govlab import course\n"
        "print(course.Snapshot.from_bytes(sys.stdin.buffer.read()).sha256)"
    )
    done = subprocess.run([sys.executable, "-c", code], input=data, check=True, capture_output=True)
    assert done.stdout.decode().strip() == course.snapshot(found, form, key).sha256


def test_counts_of_a_report_are_those_of_the_files(place):
    """The report counts modules, objectives and items, and finds nothing in good content."""
    report = course.check(place=place)
    assert report.findings == ()
    assert json.loads(json.dumps(report.as_dict()))["items"] == 9
    assert (report.modules, report.objectives, report.variants) == (1, 2, 0)
