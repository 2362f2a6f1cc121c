"""Aiken to the letter: what is one, what nearly is, and what cannot be written so."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govlab.course import Item, Text
from govlab.course.interactions import Choice, Option, TrueFalse
from govlab.course.interchange import FORMATS, read, write
from govlab.errors import InputError, MissingFileError, UnknownNameError

AIKEN = FORMATS["aiken"]
# After the two examples of MoodleDocs "Aiken format" (docs.moodle.org/en/Aiken_format).
SOUND = """ข้อใดคือคำตอบที่ถูก
A. ข้อนี้หรือ
B. หรือข้อนี้
C. อาจเป็นข้อนี้
D. ต้องข้อนี้แน่
ANSWER: D

หน่วยงานใดตรวจเงินแผ่นดิน
A) ป.ป.ช.
B)  สตง.
C)\tป.ป.ท.
ANSWER: B
"""


def taken(text):
    """Return what comes out of an Aiken text."""
    return AIKEN.read(text.encode(), "q.txt", "th")


def single(*texts, right=0, **more):
    """Return an item with one right answer, complete with all that Aiken cannot hold."""
    options = tuple(
        Option("abcdefgh"[n], Text(one, f"en {one}"), n == right, Text("เพราะ", "because"))
        for n, one in enumerate(texts)
    )
    header = {"version": 1, "use": "exam", "objective": "tell", "level": "apply", "points": 2}
    stem = Text("โจทย์", "Stem")
    fields = header | {"sources": ("S2-014",), "stem": stem, "interaction": Choice(options)}
    return Item("one", "q", **(fields | more))


def test_both_spellings_of_options_are_read():
    """A full stop or a bracket after the letter, then space."""
    first, second = taken(SOUND).items
    assert (first.stem.th, first.right, len(first.options)) == ("ข้อใดคือคำตอบที่ถูก", ("d",), 4)
    assert [one.text.th for one in second.options] == ["ป.ป.ช.", "สตง.", "ป.ป.ท."]
    assert second.right == ("b",)
    assert taken(SOUND).lost == ()


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("ข้อ\nA. ก\nB. ข\n", 1, "aiken_no_answer"),
        ("ข้อ\nA. ก\nB. ข\nANSWER: C\n", 4, "aiken_letter"),
        ("ข้อ\nA. ก\nB. ข\nANSWER:\n", 4, "aiken_letter"),
        ("ข้อ\nA. ก\nB. ข\nANSWER: A, B\n", 4, "aiken_letter"),
        ("ข้อ\nA. ก\nB. ข\nANSWER: a\n", 4, "aiken_letter"),
        ("ข้อ\nA. ก\nANSWER: A\n", 3, "aiken_options"),
        ("ข้อ\nA. ก\nC. ข\nANSWER: A\n", 3, "aiken_order"),
        ("A. ก\nB. ข\nANSWER: A\n", 1, "aiken_no_stem"),
        ("ข้อ\nยาวสองบรรทัด\nA. ก\nB. ข\nANSWER: A\n", 2, "aiken_line"),
        ("ข้อ\nA. ก\nต่อบรรทัด\nB. ข\nANSWER: A\n", 3, "aiken_line"),
        ("ข้อ\na. ก\nb. ข\nANSWER: A\n", 2, "aiken_spelling"),
        ("ข้อ\nก. หนึ่ง\nข. สอง\nเฉลย: ก\n", 2, "aiken_spelling"),
        ("ข้อ\nA. ก\nB. ข\nเฉลย ก\n", 4, "aiken_spelling"),
        ("ข้อ\nA. ก\nB. ข\nAnswer: A\n", 4, "aiken_spelling"),
        ("ข้อ\nA.ก\nB.ข\nANSWER: A\n", 2, "aiken_spelling"),
    ],
)
def test_a_departure_from_the_format_is_told_with_its_line(text, line, reason):
    """One broken line, one sentence; the question after it comes in."""
    found = taken(f"{text}\n{SOUND}")
    told = found.lost[0].what.values["reason"]
    assert told.key == f"interchange.{reason}"
    assert told.values.get("line", 1) == line
    if reason != "aiken_no_answer":
        assert f"{line}" in found.lost[0].said("th")
    assert len(found.lost) == 1
    assert found.items[-1].right == ("b",)


def test_a_question_without_answer_does_not_swallow_the_next():
    """A question line after options says that the first one never ended."""
    found = taken("ข้อแรก\nA. ก\nB. ข\n\nข้อสอง\nA. ก\nB. ข\nANSWER: A\n")
    assert found.lost[0].item == "q.txt:1 ข้อแรก"
    assert found.lost[0].what.values["reason"].key == "interchange.aiken_no_answer"
    assert [one.stem.th for one in found.items] == ["ข้อสอง"]


def test_what_aiken_cannot_hold_is_told_for_each_item():
    """Reasons, points and sources stay out; items of other types are not written at all."""
    several = replace(
        single("ก", "ข"), id="m", interaction=Choice(single("ก", "ข").options, several=True)
    )
    data, lost = AIKEN.write([single("ก", "ข"), several], "both", True)
    assert data.decode() == "โจทย์\nA. ก\nB. ข\nANSWER: A\n"
    assert [(one.item, one.what.key.rpartition("_")[2]) for one in lost] == [
        ("one/q", "bare"),
        ("one/q", "language"),
        ("one/m", "type"),
    ]


def test_a_bare_verdict_is_written_as_two_options():
    """True and false become A and B, and mean the same."""
    item = single("ก", interaction=TrueFalse(False, Text("", ""), Text("", "")))
    data, _ = AIKEN.write([item], "th", True)
    assert data.decode() == "โจทย์\nA. ถูก\nB. ผิด\nANSWER: B\n"


def test_a_stem_that_looks_like_an_option_is_not_written():
    """It would be read as another line of the format."""
    item = single("ก", "ข", stem=Text("A. ใดถูก", "A. which"))
    data, lost = AIKEN.write([item], "th", True)
    assert data.strip() == b""
    assert [one.what.key for one in lost] == ["interchange.aiken_type"]


LINE = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).map(
    lambda one: " ".join(f"ก{one}".split())
)


@settings(max_examples=60)
@given(st.lists(LINE, min_size=2, max_size=8, unique=True), LINE, st.data())
def test_question_options_and_key_come_back(texts, stem, data):
    """Whatever the words, on one line each."""
    right = data.draw(st.integers(0, len(texts) - 1))
    item = single(*texts, right=right, stem=Text(stem, stem))
    (found,) = AIKEN.read(AIKEN.write([item], "th", True)[0], "q", "th").items
    assert found.stem.th == stem
    assert [one.text.th for one in found.options] == texts
    assert found.right == item.right


def test_a_file_is_written_whole_and_read_by_its_format(tmp_path):
    """The doors read and write paths; the losses come back to the caller."""
    path = tmp_path / "ข้อสอบ.txt"
    lost = write(path, [single("ก", "ข")], "aiken", lang="en")
    assert len(lost) == 1
    assert path.read_text(encoding="utf-8") == "Stem\nA. en ก\nB. en ข\nANSWER: A\n"
    assert read(path, "aiken", lang="en").items[0].stem == Text("", "Stem")
    assert [one.name for one in tmp_path.iterdir()] == ["ข้อสอบ.txt"]


def test_the_doors_refuse_by_name(tmp_path):
    """An unknown format or language, a missing file, a file without key where there is none."""
    with pytest.raises(UnknownNameError, match=r"'word'.*moodle, gift, aiken"):
        read(tmp_path / "q.doc", "word")
    with pytest.raises(UnknownNameError, match="'fr'"):
        read(tmp_path / "q.txt", "aiken", lang="fr")
    with pytest.raises(MissingFileError, match=r"q\.txt"):
        read(tmp_path / "q.txt", "aiken")
    for name in ("moodle", "gift", "aiken"):
        with pytest.raises(InputError, match="without its key"):
            write(tmp_path / "q", [single("ก", "ข")], name, key=False)
    assert list(tmp_path.iterdir()) == []


def test_every_format_says_its_name_and_its_endings():
    """The registry's keys are the names, and each ending begins with a full stop."""
    assert {"moodle", "gift", "aiken"} <= set(FORMATS)
    for name, found in FORMATS.items():
        assert found.name == name
        assert all(Path(f"q{one}").suffix == one for one in found.suffixes)
