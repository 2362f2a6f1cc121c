"""The message catalogue and Thai order."""

import ast
import re
import string
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import govlab
from govlab.errors import UnknownNameError
from govlab.text import LANGUAGES, catalogue, check_language, collation_key, message, say

SOURCE = Path(govlab.__file__).parent
ROOMS = sorted(
    entry.name.removesuffix(".toml")
    for entry in (resources.files("govlab.text") / "catalogue").iterdir()
    if entry.name.endswith(".toml")
)


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def keys_used() -> set[str]:
    """Keys in the source: first arguments of say() and message(), f-strings by their prefix."""
    used = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", None))
            first = node.args[0]
            if name in {"say", "message"}:
                for part in ast.walk(first):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        used.add(part.value)
    return used


@pytest.mark.parametrize("room", ROOMS)
def test_every_entry_speaks_both_languages_with_the_same_fields(room):
    """A sentence that exists in one language exists in the other, and the Thai one is Thai."""
    for name, entry in catalogue(room).items():
        assert set(entry) == set(LANGUAGES), f"{room}.{name}"
        assert fields(entry["th"]) == fields(entry["en"]), f"{room}.{name}"
        bare = re.sub(r"\{[^}]*\}", "", entry["th"])
        assert re.search("[ก-๙]", bare) or not re.search("[A-Za-z]{4}", bare), f"{room}.{name}"


def test_every_key_in_the_source_stands_in_the_catalogue():
    """No room says a sentence that the catalogue does not hold."""
    known = {f"{room}.{name}" for room in ROOMS for name in catalogue(room)}
    literal = {key for key in keys_used() if "." in key and not key.endswith(("_", "."))}
    assert literal - known == set()


def test_every_sentence_is_said_somewhere():
    """The catalogue holds no sentence that nothing says."""
    used = keys_used()
    prefixes = tuple(key for key in used if key.endswith(("_", ".")) and "." in key)
    known = {f"{room}.{name}" for room in ROOMS for name in catalogue(room)}
    assert {key for key in known - used if not key.startswith(prefixes)} == {"text.language_name"}


def test_nested_messages_are_said_in_the_outer_language():
    """A list of messages inside a message becomes lines in the language asked for."""
    inner = [message("text.language_name"), message("text.language_name")]
    outer = message("datasets.unreadable", name="x", fault=inner)
    assert outer.in_language("th").endswith("ไทย\nไทย")
    assert str(outer).endswith("English\nEnglish")


def test_unknown_keys_fields_and_languages_are_refused_by_name():
    """A missing key, field or language is named in the error."""
    with pytest.raises(UnknownNameError, match=r"text\.nothing"):
        say("text.nothing")
    with pytest.raises(UnknownNameError, match="'fault'"):
        say("datasets.unreadable", "th", name="x")
    with pytest.raises(UnknownNameError, match="'fr'"):
        check_language("fr")
    with pytest.raises(UnknownNameError, match="nowhere"):
        catalogue("nowhere")


def test_names_sort_as_in_a_thai_dictionary():
    """Leading vowels sort after their consonant; tone marks decide last."""
    first = ["กก", "กราบ", "กลม", "กา", "ก่า", "ก้า", "เก"]
    ordered = [*first, "เก่ง", "แก้ม", "โกง", "ใกล้", "ไก่", "ขา", "เขา"]
    backwards = list(reversed(ordered))
    assert sorted(backwards, key=collation_key) == ordered


@given(st.lists(st.text(alphabet="กขคเแไาิ่้็ ab", max_size=6)))
def test_thai_order_is_total_and_ignores_the_starting_order(words):
    """Sorting twice or from another order gives the same list."""
    once = sorted(words, key=collation_key)
    backwards = list(reversed(words))
    assert sorted(backwards, key=collation_key) == once
