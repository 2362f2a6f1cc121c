"""Digits and spelling: what looks the same is stored the same."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govlab.errors import InputError
from govlab.thai import parse_number, repair, to_arabic_digits, to_thai_digits

THAI_TEXT = st.text(
    st.one_of(
        st.characters(min_codepoint=0x0E01, max_codepoint=0x0E5B),
        st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u00ad\u00a0\u202f e\u0301x"),
    )
)
# Words as the rules of writing build them: leading vowel, consonant, vowel above or
# below, tone, vowel after; the parts that exclude each other come from one list.
SYLLABLE = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "เ", "แ", "โ", "ใ", "ไ"]),
    st.sampled_from("กขคงจชดตทนบปผพมยรลวสหอ"),
    st.one_of(
        st.builds(
            "{}{}".format,
            st.sampled_from(["", *"\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39"]),
            st.sampled_from(["", *"\u0e48\u0e49\u0e4a\u0e4b"]),
        ),
        st.builds("{}{}".format, st.sampled_from(["", *"\u0e48\u0e49"]), st.sampled_from("ะาำ")),
        st.sampled_from(["\u0e47", "\u0e4c", "\u0e34\u0e4c", "\u0e38\u0e4c", "\u0e4d", "\u0e3a"]),
    ),
)
CORRECT_TEXT = st.lists(
    st.one_of(SYLLABLE, st.sampled_from([" ", "ๆ", "ฯ", "๑", "2", "abc", "👩\u200d⚖️", "é"]))
).map("".join)


@given(st.integers(min_value=0))
def test_digits_come_back_from_thai(number: int) -> None:
    """Arabic digits written as Thai ones and back are the same digits."""
    assert to_arabic_digits(to_thai_digits(str(number))) == str(number)


def test_digits_of_a_text_change_and_its_words_stay() -> None:
    """Only digits change."""
    assert to_thai_digits("ข้อ 10 (ฉบับที่ 9)") == "ข้อ ๑๐ (ฉบับที่ ๙)"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**15)))
def test_a_number_is_read_as_it_was_written(number: Decimal) -> None:
    """A number with commas and Thai digits is read back exactly, if it is short enough."""
    written = to_thai_digits(f"{number:,}")
    if len(written) <= 40:
        assert parse_number(written) == number


def test_a_number_without_a_point_is_an_integer() -> None:
    """Counts stay counts."""
    assert (parse_number("๘,๑๘๙"), type(parse_number("8189"))) == (8189, int)


@pytest.mark.parametrize(
    "text",
    ["", "1,93,300", "1 000", "12,34", "1.2.3", "5%", "1e3", "สิบ", ".5", "--1", "9" * 41, "²"],
)
def test_odd_numbers_are_refused_with_their_text(text: str) -> None:
    """What is no plain number is refused, and the error shows it."""
    with pytest.raises(InputError, match="number") as error:
        parse_number(text)
    assert repr(text) in error.value.in_language("th")


@pytest.mark.parametrize(
    ("broken", "right"),
    [
        ("น\u0e4d\u0e49า", "น้ำ"),
        ("น\u0e49\u0e4dา", "น้ำ"),
        ("น\u0e33\u0e49", "น้ำ"),
        ("ท\u0e4dางาน", "ทำงาน"),
        ("ที\u0e48\u0e48", "ที่"),
        ("ท\u0e48\u0e35", "ที่"),
        ("ผู\u0e39้", "ผู้"),
        ("เเละ", "และ"),
        ("เ\u200bเละ", "และ"),
        ("\ufeffราช\u00adการ\u200b", "ราชการ"),
        ("ก\u200d\u200bข", "กข"),
        ("พ.ศ.\u00a02566", "พ.ศ. 2566"),
    ],
)
def test_each_known_damage_is_repaired(broken: str, right: str) -> None:
    """Every damage the room promises to repair becomes the right spelling."""
    assert repair(broken) == right


@given(THAI_TEXT)
def test_a_repaired_text_needs_no_repair(text: str) -> None:
    """Repair is idempotent on any mixture of Thai signs and invisible ones."""
    once = repair(text)
    assert repair(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(CORRECT_TEXT)
def test_correct_text_is_left_alone(text: str) -> None:
    """Well-formed Thai, Latin and emoji pass unchanged."""
    assert repair(text) == text
