"""Rules for options beside each other: apart, of one kind, in order.

Guidelines 21, 22 and 23 of Haladyna, Downing and Rodriguez (2002).
"""

import re
from decimal import Decimal
from itertools import combinations, pairwise

from govlab.course._language import frame, numbers, size
from govlab.course.flaws._options import speaks_of_others
from govlab.course.flaws._side import Side
from govlab.text import Message, message

# Beside the number, here "#": "below the target" is no range.
_MORE = re.compile(
    r"(?:มากกว่า|เกินกว่า|(?<!ไม่)เกิน|ตั้งแต่|อย่างน้อย|ไม่น้อยกว่า|ไม่ต่ำกว่า)\s?#|#.*ขึ้นไป|"
    r"\b(?:(?<!not )(?:more than|over|above|exceeding)|at least|from|not less than"
    r"|not fewer than) #|#.* (?:or more|and above|and over)\b"
)
_LESS = re.compile(
    r"(?:(?<!ไม่)น้อยกว่า|(?<!ไม่)ต่ำกว่า|ไม่เกิน|ไม่ถึง|ภายใน|อย่างมาก)\s?#|#.*ลงมา|"
    r"\b(?:(?<!not )(?:less than|fewer than|under|below)|up to|at most|not more than|not exceeding"
    r"|within) #|"
    r"#.* (?:or less|or fewer|and below|and under)\b"
)
_STRICT = re.compile(
    r"(?:(?<!ไม่)(?:มากกว่า|เกิน|น้อยกว่า|ต่ำกว่า)|เกินกว่า|ไม่ถึง)\s?#|"
    r"\b(?<!not )(?:more than|over|above|less than|fewer than|under|below|exceeding) #"
)
_RANGE = re.compile(r"\d\s*(?:[–—-]|ถึง|to)\s*\d")
_BOTH_ENDS = 2
# What goes on after a whole answer: the longer option says the shorter and more.
_GOES_ON = re.compile(
    r"^\s*(?:[,;]|(?:และ|พร้อม|แล้ว|โดย|หรือ|เฉพาะ|รวมทั้ง|ตลอดจน|เพื่อ|ที่|ซึ่ง)"
    r"|(?:and|or|with|then|so|but|to|for|by|in|on|after|before|while|together|at)\b)",
    re.IGNORECASE,
)
# Shorter answers than this begin others by chance.
_WHOLE = 4

# Beside a number a quantity has room for a unit and a limit, not for a statement.
_UNIT = 13
_ING = re.compile(r"^[a-z]{2,}ing\b", re.IGNORECASE)
_TO = re.compile(r"^to [a-z]", re.IGNORECASE)
_NOUNS = re.compile("^(?:การ|ความ)")
_ACTION = re.compile("^การ")
# The form that all others have, and what is near enough to pass beside it.
_FORMS = {"th": ((_ACTION, _NOUNS),), "en": ((_ING, _ING), (_TO, _TO))}
_LEAST = 3

_Interval = tuple[Decimal, bool, Decimal, bool]


def overlap(side: Side) -> Message | None:
    """Find two options that are true together: ranges that meet, an answer inside another.

    Guideline 22: keep options independent. Limits of one kind ("within 7 days", "within
    15 days") ask which limit holds and may contain each other.
    """
    intervals = [_interval(one) for one in side.options]
    infinite = {(one[0].is_infinite(), one[2].is_infinite()) for one in intervals if one}
    limits = len(infinite) == 1 and (False, False) not in infinite
    for (one, first), (other, second) in combinations(zip(side.options, intervals, strict=True), 2):
        if _inside(one, other) or _inside(other, one):
            return message("flaws.overlap", lang=side.lang, one=one, other=other)
        if first and second and not limits and _meet(first, second):
            return message("flaws.overlap", lang=side.lang, one=one, other=other)
    return None


def kinds(side: Side) -> Message | None:
    """Find one option unlike all the others: a number among words, another form.

    Guideline 23: keep options homogeneous in content and grammatical structure.
    """
    options = tuple(one for one in side.options if not speaks_of_others(one, side.lang))
    if len(options) < _LEAST:
        return None
    counted = [bool(numbers(one)) for one in options]
    quantity = [
        has and size(re.sub(r"[\d,.]", "", one)) <= _UNIT
        for one, has in zip(options, counted, strict=True)
    ]
    words = [not one for one in counted]
    odd = _odd(quantity, words) or _odd(words, quantity)
    if not odd:
        for like, near in _FORMS[side.lang]:
            seen = [bool(like.match(one)) for one in options]
            odd = odd or _odd([not near.match(one) for one in options], seen)
    if not odd:
        return None
    return message("flaws.kinds", lang=side.lang, found=options[odd[0]])


def order(side: Side) -> Message | None:
    """Find quantities that stand neither upwards nor downwards.

    Guideline 21: logical or numerical order. Forms shuffle options; lessons, previews and
    exported files show them as written. The variants of a template are not looked at.
    """
    if not side.fixed or len(side.options) < _LEAST:
        return None
    values = [numbers(one) for one in side.options]
    if not all(values) or len({frame(one) for one in side.options}) > 1:
        return None
    if all(a <= b for a, b in pairwise(values)) or all(a >= b for a, b in pairwise(values)):
        return None
    return message("flaws.order", lang=side.lang, found=" · ".join(side.options))


def _odd(alone: list[bool], rest: list[bool]) -> tuple[int, ...]:
    """Return the place of the one that is `alone` while all others are of the `rest`."""
    if alone.count(True) != 1:
        return ()
    place = alone.index(True)
    others = [one for at, one in enumerate(rest) if at != place]
    return (place,) if all(others) else ()


def _inside(short: str, long: str) -> bool:
    """Return whether `long` says all that `short` says, and goes on."""
    if size(short) < _WHOLE or not long.casefold().startswith(short.casefold()):
        return False
    rest = long[len(short) :]
    return bool(rest) and bool(_GOES_ON.match(rest))


def _interval(option: str) -> _Interval | None:
    """Return low, whether it belongs, high, whether it belongs; None when not a range."""
    found = numbers(option)
    ends = (Decimal("-Infinity"), Decimal("Infinity"))
    limit = frame(option)
    inclusive = not _STRICT.search(limit)
    if len(found) == _BOTH_ENDS and _RANGE.search(option) and found[0] < found[1]:
        return found[0], True, found[1], True
    if len(found) == 1 and _MORE.search(limit):
        return found[0], inclusive, ends[1], False
    if len(found) == 1 and _LESS.search(limit):
        return ends[0], False, found[0], inclusive
    return None


def _meet(one: _Interval, other: _Interval) -> bool:
    first, second = sorted((one, other), key=lambda each: (each[0], not each[1]))
    if second[0] != first[2]:
        return second[0] < first[2]
    return second[1] and first[3]
