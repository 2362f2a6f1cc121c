"""Rules for cues: what tells the key to someone who does not know the answer.

Guidelines 24 and 28 of Haladyna, Downing and Rodriguez (2002); convergence after Case and
Swanson (2001), "Constructing Written Test Questions for the Basic and Clinical Sciences".
"""

import re
from fractions import Fraction

from govlab.course._language import content_words, letters, numbers, shared_runs, size
from govlab.course.flaws._side import Side
from govlab.text import Message, message

# A key longer than every distractor by two fifths, and by more than a word, is seen at a
# glance; below that a reader has to count.
_LONGER = Fraction(7, 5)
_BY = 10

# Runs of this many Thai signs are nearly always words or phrases (see `_language`).
_RUN = 6
# Room that a run of the key takes which the stem has and no distractor, from which on it
# is a phrase and not a topic word.
_PHRASE = 10
# Signs of these that no distractor has: a topic word with a particle is not new.
_NEW = 8
# A key made of the stem in short words: half of it, and more than any distractor by this.
# A short key ("ร้อยละ 75") has too few words to be made of anything.
_WORD, _LONG, _HALF, _MORE = 4, 15, Fraction(1, 2), Fraction(3, 10)
_ECHO_WORDS = 2


def longest(side: Side) -> Message | None:
    """Find a key much longer than every distractor.

    Guideline 24: keep the length of the options about equal. That the key is the longest
    too often, though never by much, is for the guessers.
    """
    if not side.keyed:
        return None
    key = min(map(size, side.keys))
    other = max(map(size, side.distractors))
    if key < _LONGER * other or key - other < _BY:
        return None
    return message("flaws.longest", lang=side.lang, key=key, other=other)


def clang(side: Side) -> Message | None:
    """Find a key that repeats words of the stem which no distractor repeats.

    Guideline 28b, clang associations. One topic word may be shared; a phrase or two
    words of content are a cue.
    """
    if not side.keyed or len(side.keys) > 1:
        return None
    found = _clang_th(side) if side.lang == "th" else _clang_en(side)
    return message("flaws.clang", lang=side.lang, found=" … ".join(found)) if found else None


def _clang_th(side: Side) -> list[str]:
    """Return the phrases, or short words, that the key alone has from the stem."""
    key, wrong = side.keys[0], " ".join(side.distractors)
    best = max((size("".join(_echo(one, side.stem))) for one in side.distractors), default=0)
    alone = [one for one in _echo(key, side.stem) if one not in letters(wrong)]
    new = sum(len(one) - len("".join(shared_runs(one, wrong, _RUN))) for one in alone)
    wide = [size(one) for one in alone]
    told = max(wide, default=0) >= _PHRASE or sum(wide) >= 2 * _PHRASE
    return alone if told and sum(wide) > best and new >= _NEW else _made_of(side)


def _clang_en(side: Side) -> list[str]:
    """Return the words of content that the key alone has from the stem."""
    stem = content_words(side.stem)
    shared = content_words(side.keys[0]) & stem
    best = max((len(content_words(one) & stem) for one in side.distractors), default=0)
    only = shared - frozenset().union(*map(content_words, side.distractors))
    return sorted(only) if len(only) >= _ECHO_WORDS and len(shared) > best else []


def _made_of(side: Side) -> list[str]:
    """Return what a key has from the stem when half of it is, and much less of any distractor."""
    key = side.keys[0]
    share = _from_stem(key, side.stem)
    rest = max((_from_stem(one, side.stem) for one in side.distractors), default=Fraction(1))
    if size(key) < _LONG or share < _HALF or share - rest < _MORE:
        return []
    return list(shared_runs(key, side.stem, _WORD))


def _from_stem(option: str, stem: str) -> Fraction:
    return Fraction(size("".join(shared_runs(option, stem, _WORD))), max(size(option), 1))


def _echo(option: str, stem: str) -> tuple[str, ...]:
    return shared_runs(option, stem, _RUN)


_BREAKS = re.compile(r"\s*(?:[,;]|\s[–—-]\s)\s*")
_AND = re.compile(r"\s+and\s+|\s+then\s+")
# A date is one part: its day and month are not chosen apart.
_DATE = re.compile(r"\d{1,2} \S+ \d{4}")
_TH_AND = re.compile(r"^(?:และ|แล้ว|กับ|โดย|หรือ)")


def convergence(side: Side) -> Message | None:
    """Find a key made of the parts that the options share most.

    Distractors made by changing one part of the key at a time meet in the key: counting
    parts finds it (Case and Swanson's "convergence strategy"; guideline 28e). A full
    table of combinations does not converge.
    """
    if not side.keyed or len(side.keys) > 1:
        return None
    parts = [_parts(one, side.lang) for one in side.options]
    if min(map(len, parts)) < 2 or len(parts) < 3:  # noqa: PLR2004  # one part meets nowhere
        return None
    everywhere = set.intersection(*map(set, parts))
    parts = [[part for part in one if part not in everywhere] for one in parts]
    if not all(parts):
        return None
    shares = [_shared(one, [other for other in parts if other is not one]) for one in parts]
    key = shares[side.right.index(True)]
    rest = [one for one, right in zip(shares, side.right, strict=True) if not right]
    whole = parts[side.right.index(True)]
    met = all(any(part in other for other in parts if other is not whole) for part in whole)
    if met and key >= 1 and key - max(rest) >= Fraction(1, 4):
        return message("flaws.convergence", lang=side.lang, found=", ".join(whole))
    return None


def _parts(option: str, lang: str) -> list[str]:
    if _DATE.fullmatch(option):
        return [option]
    pieces = _BREAKS.split(option.casefold())
    if lang == "en":
        pieces = [one for piece in pieces for one in _AND.split(piece)]
        pieces = [one.removeprefix("and ").removeprefix("then ").strip() for one in pieces]
    elif len(pieces) == 1:
        pieces = [_TH_AND.sub("", one) for one in pieces[0].split()]
    return [one for one in pieces if one]


def _shared(parts: list[str], others: list[list[str]]) -> Fraction:
    return Fraction(sum(part in one for part in parts for one in others), len(parts))


_A, _AN = re.compile(r"\ba\s*_*$", re.IGNORECASE), re.compile(r"\ban\s*_*$", re.IGNORECASE)
_VOWEL = re.compile(r"(?:[aeio]|u(?!n(?:i|a)|s(?:e|a|u))|hono|hour|heir)", re.IGNORECASE)
_BY_END, _TO_END = (re.compile(rf"\b{one}\s*_*$", re.IGNORECASE) for one in ("by", "to"))
_ING = re.compile(r"^[a-z]+ing\b", re.IGNORECASE)
# ราชการ, กรรมการ and their like are whole words; only behind these does การ await a verb.
_NOMINAL_END = re.compile(
    r"(?:(?:ด้วย|โดย|คือ|เพื่อ|เช่น|เป็น|เกิด|จาก|ใน|ต่อ|ให้มี|ขาด|ลด|เพิ่ม)การ|ความ)\s*_*$"
)
_NOMINAL = re.compile(r"^(?:การ|ความ)")
_ASKS_NUMBER = {
    "th": re.compile("กี่|เท่าใด|เท่าไร"),
    "en": re.compile(
        r"\bhow (?:many|much|long|often)\b|\b(?:what|which) (?:percentage|share|number)\b",
        re.IGNORECASE,
    ),
}
_NUMBER_WORDS = re.compile(
    "หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|สิบ|ร้อย|พัน|ครึ่ง|ศูนย์"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|quarter|none|zero|twice)\b"
)


def grammar(side: Side) -> Message | None:
    """Find options that do not go on from the stem, or do not answer its question word.

    Guideline 28c, grammatical inconsistencies. English: *a* or *an* before options of
    the other sound, *by* and *to* before the wrong form of the verb. Thai: การ or ความ
    doubled where stem and option meet. Both: a question for a number that several
    options do not answer.
    """
    if not side.options:
        return None
    wrong = _misfits(side)
    return message("flaws.grammar", lang=side.lang, found=wrong[0]) if wrong else None


def _misfits(side: Side) -> list[str]:
    stem = side.stem.rstrip(" .:…*")
    options = side.options
    if side.lang == "th":
        if _NOMINAL_END.search(stem):
            return [one for one in options if _NOMINAL.match(one)]
    elif _AN.search(stem):
        return [one for one in options if not _VOWEL.match(one)]
    elif _A.search(stem):
        return [one for one in options if _VOWEL.match(one)]
    elif _BY_END.search(stem) or _TO_END.search(stem):
        forms = [bool(_ING.match(one)) for one in options]
        if any(forms) and not all(forms):
            wanted = bool(_BY_END.search(stem))
            return [one for one, ing in zip(options, forms, strict=True) if ing != wanted]
    if _ASKS_NUMBER[side.lang].search(stem):
        mute = [one for one in options if not numbers(one) and not _NUMBER_WORDS.search(one)]
        # One option without a number among quantities is for the rule of kinds.
        if 1 < len(mute) < len(options):
            return mute
    return []
