"""YAML 1.2 as people mean it: JSON values, every fault with its place, a cache that never lies."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govlab.errors import InputError, MissingFileError
from govlab.files import read_yaml

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{this}: &{this} [{', '.join(['*' + before] * 10)}]\n"
    for before, this in zip("abcdefgh", "bcdefghi", strict=True)
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
# YAML takes a key of one line up to 1,024 signs, however each is written.
KEY = TEXT.filter(lambda key: len(json.dumps(key)) < 1_000)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEY, inner, max_size=3),
    max_leaves=8,
)


def read(folder: Path, text: str) -> Any:
    """Return what a file with `text` holds."""
    file = folder / "lesson.yaml"
    file.write_text(text, encoding="utf-8", newline="")
    return read_yaml(file, cache=folder / "cache")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("No", "No"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("2026-11-22", "2026-11-22"),
        ("2026-11-22T09:30:00+07:00", "2026-11-22T09:30:00+07:00"),
        ("007", "007"),
        ("0812345678", "0812345678"),
        ("1_000", "1_000"),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("", None),
        ("80", 80),
        ("-0x1F", "-0x1F"),
        ("0x1F", 31),
        ("0o17", 15),
        ("8.5e1", 85.0),
        (".5", 0.5),
        ("'80'", "80"),
        ("!!str 80", "80"),
        ("! 80", "80"),
        ("|\n  ก\n  ข\n", "ก\nข\n"),
        ("พ.ศ. ๒๕๖๗", "พ.ศ. ๒๕๖๗"),
        ("{2567: 1, yes: 2, null: 3}", {"2567": 1, "yes": 2, "null": 3}),
        (r'"\ud83d\ude00"', "😀"),
    ],
)
def test_what_scalars_mean(tmp_path: Path, text: str, value: object) -> None:
    """Each scalar is what the core schema of YAML 1.2 says, or the text where that would lose."""
    found = read(tmp_path, f"v: {text}")["v"]
    assert found == value
    assert type(found) is type(value)


def test_aliases_stand_for_their_value(tmp_path: Path) -> None:
    """An alias is read as the value it stands for."""
    assert read(tmp_path, "a: &x {y: 1}\nb: [*x, *x]") == {"a": {"y": 1}, "b": [{"y": 1}] * 2}


def test_nothing_is_nothing(tmp_path: Path) -> None:
    """An empty file, or one of comments, holds null."""
    assert read(tmp_path, "") is None
    assert read(tmp_path, "# ว่าง\n") is None


@given(value=VALUES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_json_is_yaml(tmp_path: Path, value: object) -> None:
    """Every JSON text reads as the value it has in JSON."""
    text = json.dumps(value)
    assert read(tmp_path, text) == value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", r"line 3, column 1: key \(='a'\) must stand once"),
        ("- {x: 1, x: 2}", r"line 1, column 10: key \(='x'\)"),
        ("a:\n\t- b", r"line 2, column 1: .*\\t"),
        ("a: 'x", r"line 1, column 4: .*quoted scalar"),
        ("a: b: c", r"line 1, column 5: .*mapping values"),
        ("a: \x01", r"#x0001"),
        (r'a: "\ud83d"', r"line 1, column 4: .*half of a character"),
        ("a: !!python/object:os.system x", r"line 1, column 4: tag"),
        ("a: !!int '3'", r"line 1, column 4: tag"),
        ("a: !mine {}", r"line 1, column 4: tag"),
        ("? [1]\n: 2", r"line 1, column 3: a key must be plain text"),
        ("a: &a {b: 1}\nc: {<<: *a}", r"line 2, column 5: a key must be plain text"),
        ("a: *nobody", r"line 1, column 4: alias \(=\*nobody\)"),
        ("a: &a [*a]", r"line 1, column 8: alias \(=\*a\)"),
        ("a: 1\n---\nb: 2", r"line 2, column 1: a file must hold one document"),
        ("a: .nan", r"line 1, column 4: number \(=.nan\)"),
        ("a: 1e999", r"line 1, column 4: number \(=1e999\)"),
        (f"a: {'1' * 400}", r"line 1, column 4: number"),
        ("[" * 500, r"line 1, column 66: values must nest at most 64 deep"),
        (LAUGHS, r"line 7, column \d+: aliases must unfold to at most 2,000,000 values"),
    ],
)
def test_faults_have_a_place(tmp_path: Path, text: str, words: str) -> None:
    """What has no JSON meaning is refused with file, line, column and a next step."""
    with pytest.raises(InputError, match=words) as caught:
        read(tmp_path, text)
    assert "lesson.yaml" in str(caught.value)
    assert "บรรทัดที่" in caught.value.in_language("th")


@pytest.mark.parametrize(
    ("text", "place", "shown", "words"),
    [
        ("a:\n\tb: 1", (2, 1), r"\tb: 1", "แท็บ"),
        ("a:\n  b: 1\n\tc: 2", (3, 1), r"\tc: 2", "แท็บ"),
        ("a: 1\nชื่อ:ข้อความ\nb: 2", (2, 5), "ชื่อ:ข้อความ", "ไม่มีช่องว่างหลังเครื่องหมาย :"),
        ("a:\n  b:1\n  c: 2", (2, 4), "  b:1", "ไม่มีช่องว่างหลังเครื่องหมาย :"),
        ("- a:1\n  b: 2", (1, 4), "- a:1", "ไม่มีช่องว่างหลังเครื่องหมาย :"),
        ("a:\u00a01\nb: 2", (1, 2), r"a:\xa01", "ไม่มีช่องว่างหลังเครื่องหมาย :"),
        ("a: 1\nไม่มีชื่อ\nb: 2", (2, 1), "ไม่มีชื่อ", "ไม่มีเครื่องหมาย :"),
        ("ชื่อ: เวลา: 10 นาที", (1, 11), "ชื่อ: เวลา: 10 นาที", "ซ้ำในบรรทัดเดียวกัน"),
        ("a: 1\n  b: 2", (2, 4), "  b: 2", "ย่อหน้าไม่ตรงกัน"),
        ("a:\n    b: 1\n  c: 2", (3, 3), "  c: 2", "ย่อหน้าไม่ตรงกัน"),
        ("a: - b", (1, 4), "a: - b", "ขึ้นบรรทัดใหม่"),
        ("a: 1\nb: 'x\nc: 2\n", (2, 4), "b: 'x", "ไม่มีเครื่องหมายปิด"),
        ('a: "x\nb: 2', (1, 4), 'a: "x', "ไม่มีเครื่องหมายปิด"),
        ("a: 'it's'", (1, 8), "a: 'it's'", "ต่อจากเครื่องหมายคำพูดปิด"),
        ("a: [1, 2\nb: 3", (1, 4), "a: [1, 2", "ไม่มีวงเล็บปิด"),
        ("a: {x: 1\nb: 3", (1, 4), "a: {x: 1", "ไม่มีวงเล็บปิด"),
        ("a: [1]]", (1, 7), "a: [1]]", "วงเล็บปิดเกินมา"),
        ("a: %x", (1, 4), "a: %x", "YAML สงวนไว้"),
        ('a: "C:\\docs"', (1, 8), 'a: "C:\\docs"', "คำพูดเดี่ยว"),
        ("a: ok\nb: \x01", (2, 4), r"b: \x01", "อักขระควบคุม"),
        ("%foo\na: 1", (2, 1), "a: 1", "ตรวจดูการย่อหน้า"),
    ],
)
def test_what_people_get_wrong_is_told_in_thai(
    tmp_path: Path, text: str, place: tuple[int, int], shown: str, words: str
) -> None:
    """The mistake itself, its line and column and the line; the parser's words come last."""
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    said = caught.value.in_language("th")
    assert f"บรรทัดที่ {place[0]} ตำแหน่งที่ {place[1]} " in said
    assert words in said
    assert f"“{shown}”" in said
    assert re.search(r"\[[^ก-๙]+\]$", said)


def test_a_doubled_key_names_both_lines(tmp_path: Path) -> None:
    """The line of the second, the number of the first."""
    with pytest.raises(InputError) as caught:
        read(tmp_path, "a: 1\nb: 2\na: 3\n")
    said = caught.value.in_language("th")
    assert "บรรทัดที่ 3 ตำแหน่งที่ 1 มีชื่อ 'a' ซ้ำกับบรรทัดที่ 1" in said
    assert said.endswith("“a: 3”")


def test_of_a_long_line_the_part_around_the_place_is_shown(tmp_path: Path) -> None:
    """A thousand signs do not bury the message."""
    with pytest.raises(InputError) as caught:
        read(tmp_path, f"a: {'ก' * 500} b: {'ข' * 500}")
    said = caught.value.in_language("th")
    assert len(said) < 600
    assert "กกก b: ขขข" in said


def test_old_thai_encoding_is_named(tmp_path: Path) -> None:
    """Bytes in cp874 give the line and the way out."""
    file = tmp_path / "old.yaml"
    file.write_bytes("a: 1\nb: ไทย".encode("cp874"))
    with pytest.raises(InputError, match=r"line 2 is not .*cp874"):
        read_yaml(file, cache=tmp_path)


def test_size_and_absence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file too big to be a lesson, and one that is not there, are named."""
    monkeypatch.setattr("govlab.files._yaml._MOST_BYTES", 4)
    with pytest.raises(InputError, match="must be at most"):
        read(tmp_path, "abcde")
    with pytest.raises(MissingFileError, match="must exist"):
        read_yaml(tmp_path / "none.yaml")


def test_second_reading_does_not_parse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bytes are parsed once; changed bytes are parsed again."""
    first = read(tmp_path, "a: 1")

    def parse(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("govlab.files._yaml._parse", parse)
    assert read(tmp_path, "a: 1") == first
    with pytest.raises(ZeroDivisionError):
        read(tmp_path, "a: 2")


def test_damaged_cache_is_read_over(tmp_path: Path) -> None:
    """A cache with rubbish in it costs nothing but time."""
    read(tmp_path, "a: 1")
    (kept,) = (tmp_path / "cache").iterdir()
    kept.write_bytes(b'{"a": ')
    assert read(tmp_path, "a: 1") == {"a": 1}


def test_unusable_cache_is_done_without(tmp_path: Path) -> None:
    """A cache folder that cannot be made does not stop the reading."""
    (tmp_path / "cache").write_text("a file", encoding="utf-8")
    assert read(tmp_path, "a: 1") == {"a": 1}
