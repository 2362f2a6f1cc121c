"""Digits: Thai and Arabic, and the numbers that people write with either."""

import re
from decimal import Decimal

from govlab.errors import InputError
from govlab.text import message

_THAI = "๐๑๒๓๔๕๖๗๘๙"
_ARABIC = "0123456789"
_TO_ARABIC = str.maketrans(_THAI, _ARABIC)
_TO_THAI = str.maketrans(_ARABIC, _THAI)

# Python refuses to turn text of more than 4300 digits into an int; no office
# writes a number of even this many characters.
_LONGEST = 40
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")


def to_arabic_digits(text: str) -> str:
    """Return `text` with Thai digits written as Arabic ones.

    Examples
    --------
    >>> to_arabic_digits("ข้อ ๓.๒ ปี ๒๕๖๗")
    'ข้อ 3.2 ปี 2567'
    """
    return text.translate(_TO_ARABIC)


def to_thai_digits(text: str) -> str:
    """Return `text` with Arabic digits written as Thai ones.

    Examples
    --------
    >>> to_thai_digits("ปีงบประมาณ 2567")
    'ปีงบประมาณ ๒๕๖๗'
    """
    return text.translate(_TO_THAI)


def parse_number(text: str) -> int | Decimal:
    """Read a number as people write it, exactly.

    Parameters
    ----------
    text : str
        Thai or Arabic digits, an optional sign, commas every three digits or none, at
        most one decimal point, at most 40 characters; spaces around it do not count.

    Returns
    -------
    int or Decimal
        An integer without a decimal point, a decimal with one.

    Raises
    ------
    InputError
        When `text` is anything else, also when its commas stand in odd places.

    Examples
    --------
    >>> parse_number("๑,๙๓๓,๓๐๐.๕๐")
    Decimal('1933300.50')
    >>> parse_number(" 1,000 ")
    1000
    """
    plain = to_arabic_digits(text.strip()).replace("\N{MINUS SIGN}", "-")
    if len(plain) > _LONGEST or not _NUMBER.fullmatch(plain):
        raise InputError(message("thai.not_a_number", value=text))
    plain = plain.replace(",", "")
    return Decimal(plain) if "." in plain else int(plain)
