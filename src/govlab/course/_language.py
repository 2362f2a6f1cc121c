"""Letters, numbers and words of Thai and English, as far as the rules need them.

Thai writes no spaces between words. The rules compare runs of letters instead of words:
a run of six Thai signs or more that two texts share is nearly always a shared word, and
no dictionary has to be carried.
"""

import re
from decimal import Decimal, InvalidOperation

from govlab.course._rules import width
from govlab.thai import to_arabic_digits

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
# Words of English that carry no content: too common to be a cue.
_COMMON = frozenset(
    _WORD.findall(
        """a about above after again all also an and any are as at be because been before being
    below between both but by can could did do does doing done down each few first for from
    further gave get give given go had has have having he her here him his how i if in into
    is it its itself just least less let like made make many may me might more most much must
    my no nor not now of off on once one only or other others our out over own per place same
    say says she should since so some something still such take taken than that the their
    them then there these they thing this those through to too two under until up upon use
    used very was way we well were what when where whether which while who whom whose why will
    with within without work would yes you your"""
    )
)
_ENDINGS = (
    "ations",
    "ation",
    "ings",
    "ions",
    "ing",
    "ion",
    "ies",
    "ers",
    "ed",
    "es",
    "er",
    "s",
    "e",
)
_STEM = 4
_SHORTEST = 3
_LETTERS = re.compile(r"[ก-๎a-z0-9]")


def size(text: str) -> int:
    """Return how much room `text` takes on the line, without spaces."""
    return width(text.replace(" ", ""))


def numbers(text: str) -> tuple[Decimal, ...]:
    """Return the numbers of `text`, in Thai or Arabic digits.

    Examples
    --------
    >>> numbers("๑,๐๐๐ ถึง 2,500.50 บาท")
    (Decimal('1000'), Decimal('2500.50'))
    """
    found = []
    for one in _NUMBER.findall(to_arabic_digits(text)):
        try:
            found.append(Decimal(one.replace(",", "")))
        except InvalidOperation:  # pragma: no cover  # the pattern lets none through
            continue
    return tuple(found)


def frame(text: str) -> str:
    """Return `text` with a sign in place of each number: what two quantities share.

    Examples
    --------
    >>> frame("ภายใน 15 วัน") == frame("ภายใน ๓๐ วัน")
    True
    """
    return _NUMBER.sub("#", to_arabic_digits(text)).casefold()


def content_words(text: str) -> frozenset[str]:
    """Return the stems of the English words that carry content.

    Examples
    --------
    >>> sorted(content_words("The officers were inspecting the inspected site"))
    ['inspect', 'offic', 'site']
    """
    return frozenset(
        _stem(one)
        for one in _WORD.findall(text.casefold())
        if one not in _COMMON and len(one) >= _SHORTEST
    )


def letters(text: str) -> str:
    """Return letters and digits alone, small."""
    return "".join(_LETTERS.findall(to_arabic_digits(text).casefold()))


def shared_runs(text: str, other: str, least: int) -> tuple[str, ...]:
    """Return the longest runs of letters of `text` that stand in `other` too.

    Parameters
    ----------
    text, other : str
    least : int
        Shortest run that counts.

    Examples
    --------
    >>> shared_runs("แจ้งประธานกรรมการ", "ประธานกรรมการต้องทำสิ่งใด", 6)
    ('ประธานกรรมการ',)
    """
    text, other = letters(text), letters(other)
    found, start = [], 0
    while start + least <= len(text):
        end = start + least
        if text[start:end] not in other:
            start += 1
            continue
        while end < len(text) and text[start : end + 1] in other:
            end += 1
        found.append(text[start:end])
        start = end
    return tuple(found)


def _stem(word: str) -> str:
    word = word.removesuffix("'s")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word.removesuffix(ending)
    return word
