"""Raising files to the schema of today: what is written, what is left alone, what is refused."""

import json
import textwrap
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from govlab import files, home
from govlab.cli._context import Context
from govlab.cli._course_author import add_to
from govlab.course import _upgrade
from govlab.course._upgrade import CURRENT, upgrade
from govlab.errors import ConflictError, FaultError, InputError

BLUEPRINTS = """\
# ผังข้อสอบ · blueprints
schema: 1
blueprints:
  pre:
    title:
      th: ก่อนเรียน
      en: "Before"   # in quotes
    # what it counts
    counts:
      # the first objective
      - {objective: one/tell, use: practice, count: 1}  # once
      # the second
      - objective: one/act   # over three lines
        use: practice
        count: 2  # twice
  # after the course
  post:
    title: {th: หลังเรียน, en: After}
    demonstration: true
    counts:
      - {objective: one/tell, use: exam, count: 1}
# the end
"""


@pytest.fixture
def place(tmp_path):
    folder = tmp_path / "course" / "old"
    (folder / "one").mkdir(parents=True)
    (tmp_path / "govlab.toml").write_text("", encoding="utf-8")
    texts = {
        "curriculum.yaml": "schema: 1   # of files\nid: old\nversion: 1\nmodules: [one]\n",
        "blueprints.yaml": BLUEPRINTS,
        "versions.json": '{\n  "items": {"one/a@1": "00"},\n  "schema": 1\n}\n',
        "one/module.yaml": "# หมวดวิชา\nschema: 1\nid: one\n",
        "one/items.yaml": "schema:   1\r\nitems: []  # none yet\r\n",
        "one/lesson.md": "schema: 1 is only said here\n",
    }
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
    return home.find(tmp_path)


def folder_of(place):
    return place.folder("course") / "old"


def bytes_of(place):
    return {one: one.read_bytes() for one in folder_of(place).rglob("*") if one.is_file()}


def called(place, *argv):
    app = typer.Typer()
    add_to(app)
    return CliRunner().invoke(app, argv, obj=Context("en", as_json=True, home_named=place.root))


def test_every_file_with_a_schema_is_raised(place):
    """The five kinds of files go from 1 to today's schema, and lessons have none."""
    found = upgrade("old", place)
    assert [one.path.name for one in found] == [
        "curriculum.yaml", "blueprints.yaml", "versions.json", "module.yaml", "items.yaml",
    ]  # fmt: skip
    assert {(one.before, one.after) for one in found} == {(1, CURRENT)}
    for one in found:
        read = files.read_json if one.path.suffix == ".json" else files.read_yaml
        assert read(one.path)["schema"] == CURRENT


def test_a_file_whose_number_alone_changes_keeps_every_other_byte(place):
    """Comments, spaces and line ends stay where only the schema is new."""
    before = bytes_of(place)
    upgrade("old", place)
    for path, text in bytes_of(place).items():
        if path.name == "blueprints.yaml":
            continue
        old = before[path]
        if path.name != "lesson.md":
            old = old.replace(b"schema:   1", b"schema:   2").replace(b"schema: 1", b"schema: 2")
            old = old.replace(b'"schema": 1', b'"schema": 2')
        assert text == old, path


def test_counts_become_use_and_table(place):
    """Each row of a blueprint is a cell that takes any level, and the use is said once."""
    upgrade("old", place)
    found = files.read_yaml(folder_of(place) / "blueprints.yaml")["blueprints"]
    assert list(found["pre"]) == ["title", "use", "table"]
    assert found["pre"]["use"] == "practice"
    assert found["pre"]["table"] == {"one/tell": {"any": 1}, "one/act": {"any": 2}}
    assert found["post"]["table"] == {"one/tell": {"any": 1}}
    assert found["post"]["demonstration"] is True


def test_comments_of_blueprints_stay_in_their_order(place):
    """Nothing that an author wrote beside the data is lost."""
    upgrade("old", place)
    text = (folder_of(place) / "blueprints.yaml").read_text(encoding="utf-8")
    comments = [line.partition("#")[2].strip() for line in text.splitlines() if "#" in line]
    assert comments == [
        "ผังข้อสอบ · blueprints", "in quotes", "what it counts", "the first objective", "once",
        "the second", "over three lines # twice", "after the course", "the end",
    ]  # fmt: skip
    assert 'en: "Before"' in text


def test_a_second_upgrade_changes_nothing(place):
    """What is up to date is told so and not written."""
    upgrade("old", place)
    before = bytes_of(place)
    assert not any(one.changed for one in upgrade("old", place))
    assert bytes_of(place) == before


def test_a_look_writes_nothing(place):
    """Without writing, the same changes are told."""
    before = bytes_of(place)
    assert all(one.changed for one in upgrade("old", place, write=False))
    assert bytes_of(place) == before


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("schema: 99", "must be at most 2"),
        ("schema: two", "must say its schema"),
        ("schema: true", "must say its schema"),
        ("schema: 0", "must say its schema"),
        ("other: 1", "must say its schema"),
    ],
)
def test_a_schema_that_is_newer_or_none_is_refused(place, line, said):
    """A file of a newer govlab, or of none, stops everything before the first write."""
    (folder_of(place) / "one" / "items.yaml").write_text(f"{line}\nitems: []\n", encoding="utf-8")
    before = bytes_of(place)
    with pytest.raises(InputError, match=said):
        upgrade("old", place)
    assert bytes_of(place) == before


def test_a_blueprint_of_two_uses_is_refused_by_name(place):
    """The newer schema has one use for a blueprint: the author has to part it."""
    path = folder_of(place) / "blueprints.yaml"
    path.write_text(BLUEPRINTS.replace("practice, count: 1", "exam, count: 1"), encoding="utf-8")
    before = bytes_of(place)
    with pytest.raises(ConflictError, match=r"'pre'.*exam, practice"):
        upgrade("old", place)
    assert bytes_of(place) == before


def test_a_text_that_reads_differently_is_never_written(place, monkeypatch):
    """The new text is read back before any file is touched."""

    def spoilt(self, document, stream):
        stream.write("blueprints: {}\n")

    monkeypatch.setattr("ruamel.yaml.YAML.dump", spoilt)
    before = bytes_of(place)
    with pytest.raises(FaultError, match="read as what was meant"):
        upgrade("old", place)
    assert bytes_of(place) == before


def test_steps_follow_each_other(place, monkeypatch):
    """A file passes every step between its own number and today's."""

    def later(document, where):
        for one in document["blueprints"].values():
            one["shuffled"] = True

    monkeypatch.setattr(_upgrade, "STEPS", {**_upgrade.STEPS, 2: {"blueprints": later}})
    monkeypatch.setattr(_upgrade, "CURRENT", 3)
    upgrade("old", place)
    found = files.read_yaml(folder_of(place) / "blueprints.yaml")
    assert found["schema"] == 3
    assert all(one["table"] and one["shuffled"] for one in found["blueprints"].values())


def test_the_shipped_content_is_up_to_date():
    """What stands in the repository needs no upgrade."""
    for name in ("corporate", "governance"):
        assert not any(one.changed for one in upgrade(name, write=False))


def test_the_verb_tells_then_does(place):
    """--check ends with 1 and writes nothing; the verb writes, and then --check ends with 0."""
    before = bytes_of(place)
    told = called(place, "upgrade", "--check")
    assert told.exit_code == 1
    assert json.loads(told.stdout)["changed"] == 5
    assert bytes_of(place) == before
    done = json.loads(called(place, "upgrade", "old").stdout)
    assert (done["changed"], done["written"]) == (5, True)
    assert Path(done["files"][0]["path"]).name == "curriculum.yaml"
    assert called(place, "upgrade", "--check").exit_code == 0


def test_a_comment_of_several_lines_stays_whole(place):
    """A note between two rows keeps all of its lines."""
    rows = textwrap.indent("# one\n# two\n# three\n", " " * 6)
    text = BLUEPRINTS.replace("      # the second\n", rows)
    (folder_of(place) / "blueprints.yaml").write_text(text, encoding="utf-8")
    upgrade("old", place)
    found = (folder_of(place) / "blueprints.yaml").read_text(encoding="utf-8")
    assert rows in found
