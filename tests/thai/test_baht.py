"""Numbers and money in Thai words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govlab.errors import InputError
from govlab.thai import baht_text, number_text


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "ศูนย์"),
        (1, "หนึ่ง"),
        (10, "สิบ"),
        (11, "สิบเอ็ด"),
        (20, "ยี่สิบ"),
        (21, "ยี่สิบเอ็ด"),
        (101, "หนึ่งร้อยเอ็ด"),
        (110, "หนึ่งร้อยสิบ"),
        (2_566, "สองพันห้าร้อยหกสิบหก"),
        (1_000_000, "หนึ่งล้าน"),
        (1_000_001, "หนึ่งล้านเอ็ด"),
        (11_000_021, "สิบเอ็ดล้านยี่สิบเอ็ด"),
        (10**12 + 1, "หนึ่งล้านล้านเอ็ด"),
        (-5, "ลบห้า"),
    ],
)
def test_known_numbers(number: int, words: str) -> None:
    """Cases checked by hand, with the places where readers slip."""
    assert number_text(number) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (1_933_300, "หนึ่งล้านเก้าแสนสามหมื่นสามพันสามร้อยบาทถ้วน"),
        (0, "ศูนย์บาทถ้วน"),
        (Decimal("-0.00"), "ศูนย์บาทถ้วน"),
        (Decimal("0.25"), "ยี่สิบห้าสตางค์"),
        (Decimal("0.01"), "หนึ่งสตางค์"),
        (Decimal("1.01"), "หนึ่งบาทหนึ่งสตางค์"),
        (Decimal("100.50"), "หนึ่งร้อยบาทห้าสิบสตางค์"),
        (Decimal("-21.11"), "ลบยี่สิบเอ็ดบาทสิบเอ็ดสตางค์"),
        (Decimal("1E+3"), "หนึ่งพันบาทถ้วน"),
    ],
)
def test_known_amounts(amount: Decimal | int, words: str) -> None:
    """Whole baht end in ถ้วน, satang stand without zero baht."""
    assert baht_text(amount) == words


@given(st.integers(0, 10**18 - 1))
def test_words_name_one_number(number: int) -> None:
    """The words can be read back by the value of each word, so no two numbers share them."""
    units = {"หนึ่ง": 1, "เอ็ด": 1, "ยี่": 2, "สอง": 2, "สาม": 3, "สี่": 4, "ห้า": 5, "หก": 6}
    units |= {"เจ็ด": 7, "แปด": 8, "เก้า": 9, "ศูนย์": 0}
    places = {"สิบ": 10, "ร้อย": 100, "พัน": 1000, "หมื่น": 10_000, "แสน": 100_000}
    rest, total, group, digit = number_text(number), 0, 0, None
    while rest:
        word = next(w for w in (*units, *places, "ล้าน") if rest.startswith(w))
        rest = rest.removeprefix(word)
        if word in units:
            digit = units[word]
        else:
            # สิบ without a digit before it is one ten.
            group += (
                (1 if digit is None else digit) * places[word] if word in places else digit or 0
            )
            digit = None
            if word == "ล้าน":
                total, group = (total + group) * 10**6, 0
    assert total + group + (digit or 0) == number


@pytest.mark.parametrize(
    ("amount", "says"),
    [
        (0.25, "Decimal"),
        (Decimal("NaN"), "Decimal"),
        (Decimal("Infinity"), "Decimal"),
        (Decimal("0.005"), "satang"),
        (Decimal("1.00000000000000000000000000000001"), "satang"),
        (10**18, "power 18"),
        (Decimal("1E+999999"), "power 18"),
    ],
)
def test_amounts_that_money_cannot_be_are_refused(amount: Decimal, says: str) -> None:
    """Nothing is rounded behind the reader's back."""
    with pytest.raises(InputError, match=says):
        baht_text(amount)


def test_a_number_beyond_reading_is_refused() -> None:
    """There is an end to numbers in words."""
    with pytest.raises(InputError, match="power 18"):
        number_text(-(10**18))
