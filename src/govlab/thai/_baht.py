"""Numbers and amounts of money in Thai words, as contracts and receipts have them."""

from decimal import Decimal

from govlab.errors import InputError
from govlab.text import message

_WORDS = ("ศูนย์", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_PLACES = ("แสน", "หมื่น", "พัน", "ร้อย")
_MILLION = 10**6
_LARGEST = 10**18


def number_text(number: int) -> str:
    """Return `number` in Thai words.

    A final one is เอ็ด whenever anything stands before it (Excel's BAHTTEXT does the
    same); above a million the count of millions is read as a number of its own.

    Parameters
    ----------
    number : int
        Less than 10**18 either way.

    Raises
    ------
    InputError
        When `number` is larger.

    Examples
    --------
    >>> number_text(21), number_text(1_000_001)
    ('ยี่สิบเอ็ด', 'หนึ่งล้านเอ็ด')
    """
    if abs(number) >= _LARGEST:
        raise InputError(message("thai.amount_too_large", value=number))
    if number < 0:
        return "ลบ" + number_text(-number)
    return _read(number) or _WORDS[0]


def _read(number: int) -> str:
    """Return the words of a number above zero, nothing for zero."""
    millions, rest = divmod(number, _MILLION)
    words = _read(millions) + "ล้าน" if millions else ""
    *places, ten, one = (int(digit) for digit in f"{rest:06}")
    words += "".join(
        _WORDS[digit] + place for digit, place in zip(places, _PLACES, strict=True) if digit
    )
    if ten:
        words += {1: "", 2: "ยี่"}.get(ten, _WORDS[ten]) + "สิบ"
    if one:
        words += "เอ็ด" if one == 1 and words else _WORDS[one]
    return words


def baht_text(amount: Decimal | int) -> str:
    """Return an amount of money in Thai words.

    Parameters
    ----------
    amount : Decimal or int
        Baht, exact to the satang; less than 10**18 either way.

    Raises
    ------
    InputError
        When `amount` is a float or not finite, has parts of a satang, or is too large.

    Examples
    --------
    >>> baht_text(1_933_300)
    'หนึ่งล้านเก้าแสนสามหมื่นสามพันสามร้อยบาทถ้วน'
    >>> baht_text(Decimal("0.25"))
    'ยี่สิบห้าสตางค์'
    """
    given: object = amount
    if not isinstance(given, Decimal | int) or not Decimal(given).is_finite():
        raise InputError(message("thai.amount_not_exact", value=amount))
    if not -_LARGEST < amount < _LARGEST:
        raise InputError(message("thai.amount_too_large", value=amount))
    # Plain integers from here: arithmetic in a decimal context would round.
    numerator, denominator = amount.as_integer_ratio()
    satang, over = divmod(abs(numerator) * 100, denominator)
    if over:
        raise InputError(message("thai.amount_below_satang", value=amount))
    baht, satang = divmod(satang, 100)
    words = "ลบ" if amount < 0 else ""
    if baht or not satang:
        words += number_text(baht) + "บาท"
    return words + (number_text(satang) + "สตางค์" if satang else "ถ้วน")
