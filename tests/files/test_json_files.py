"""JSON: canonical bytes, strict reading, equal bytes for equal values."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govlab.errors import FaultError, InputError, MissingFileError
from govlab.files import canonical_json, read_json, sha256, sha256_of, write_json

VECTORS = Path(__file__).parent / "rfc8785"
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("name", sorted(p.name for p in (VECTORS / "in").iterdir()))
def test_published_vectors(name: str) -> None:
    """Each published input has exactly the published canonical bytes."""
    value = json.loads((VECTORS / "in" / name).read_bytes())
    assert canonical_json(value) == (VECTORS / "out" / name).read_bytes().rstrip(b"\n")


@given(VALUES)
def test_canonical_form_is_a_fixed_point(value: object) -> None:
    """Reading canonical bytes back (numbers as JSON has them) and writing again changes nothing."""
    once = canonical_json(value)
    assert canonical_json(json.loads(once, parse_int=float)) == once


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), 2**53, {1: "a"}, {"\ud800": 1}, "\ud800", {1, 2}, b"x"],
)
def test_what_json_cannot_hold_is_refused(value: object) -> None:
    """A value that JSON would change or lose is an input error, not a silent change."""
    with pytest.raises(InputError, match="must be exact JSON"):
        canonical_json(value)


def test_equal_values_equal_bytes(tmp_path: Path) -> None:
    """The order in which keys were added does not show in the file."""
    one = write_json(tmp_path / "one.json", {"ข": 1, "ก": [1.0, None]})
    two = write_json(tmp_path / "two.json", {"ก": [1, None], "ข": 1})
    assert one.read_bytes() == two.read_bytes()
    assert one.read_text(encoding="utf-8").startswith('{\n  "ก"')
    assert read_json(one) == {"ก": [1, None], "ข": 1}


def test_byte_order_mark_is_read_over(tmp_path: Path) -> None:
    """A file saved by a Windows editor with a byte-order mark reads the same."""
    file = tmp_path / "marked.json"
    file.write_bytes(b'\xef\xbb\xbf{"a": 1}')
    assert read_json(file) == {"a": 1}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": 1, "a": 2}', "has 'a' twice"),
        ('{\n  "a": 1\n  "b": 2}', "line 3, column 3"),
        ("[NaN]", "has NaN"),
        ("[-Infinity]", "has -Infinity"),
    ],
)
def test_strict_reading(tmp_path: Path, text: str, words: str) -> None:
    """Doubled keys, loose syntax and numbers beyond JSON are named, with their place."""
    file = tmp_path / "loose.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=words) as caught:
        read_json(file)
    assert "loose.json" in str(caught.value)
    assert caught.value.in_language("th") != str(caught.value)


def test_old_thai_encoding_is_named(tmp_path: Path) -> None:
    """Bytes in cp874 give the line and the way out, not a codec trace."""
    file = tmp_path / "old.json"
    file.write_bytes('{\n"a": "ไทย"}'.encode("cp874"))
    with pytest.raises(InputError, match=r"line 2 is not.*cp874"):
        read_json(file)


def test_absent_and_unreadable(tmp_path: Path) -> None:
    """A file that is not there is the caller's to correct; a folder cannot be read."""
    with pytest.raises(MissingFileError, match="must exist"):
        read_json(tmp_path / "none.json")
    with pytest.raises(FaultError, match="must be readable"):
        sha256(tmp_path)


def test_digest_of_a_file_is_that_of_its_bytes(tmp_path: Path) -> None:
    """The digest of a file is the digest of its content."""
    file = tmp_path / "a.bin"
    file.write_bytes(b"abc")
    assert sha256(file) == sha256_of(b"abc")
    assert sha256_of(b"abc").startswith("ba7816bf")
