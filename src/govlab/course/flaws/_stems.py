"""Rules for stems: negatives, and stems that ask nothing.

Guidelines 14, 15 and 17 of Haladyna, Downing and Rodriguez (2002).
"""

import re

from govlab.course._language import size
from govlab.course.flaws._side import Side
from govlab.text import Message, message

# Two stars or two low lines make a word stand out, and so does <u>.
_MARKED = re.compile(r"(?:\*\*|__|<u>)([^*_<]+)(?:\*\*|__|</u>)")
_MARKS = re.compile(r"\s*(?:\*\*|__(?!_)|</?u>)\s*")
_CAPITALS = re.compile(r"\b(NOT|EXCEPT|NO|NEVER|LEAST|CANNOT|INCORRECT|FALSE|WRONG)\b")
_TURNS = {
    "th": re.compile("ไม่|มิ(?:ใช่|ได้|ควร)|ยกเว้น|เว้นแต่|ผิด|น้อยที่สุด|ห้าม"),
    "en": re.compile(
        r"\b(?:not|except|no|never|least|cannot|incorrect|false|untrue|wrong)\b|n't", re.IGNORECASE
    ),
}

# What turns a Thai question round stands beside its question word: "ข้อใดไม่…",
# "…ไม่ควรทำสิ่งใด", "ยกเว้นข้อใด". A negative elsewhere belongs to the facts of the case.
_ASKING = "(?:ใด|ใคร|อะไร|อย่างไร)"
_VERBS = "ใช่|ถูก|ควร|จัด|เข้า|อยู่|ต้อง|เป็น|พึง|สามารถ|มีหน้าที่|มีสิทธิ|มีผล|ขัด|ถือ|จำเป็น|เกี่ยวข้อง|สอดคล้อง|ทำให้"
_TH_TURNED = (
    re.compile(
        rf"{_ASKING}(?:บ้าง|ต่อไปนี้|ที่|ซึ่ง|กล่าว)*\s?"
        "(?:ไม่(?!เกิน|น้อยกว่า|ต่ำกว่า)|มิ(?:ใช่|ได้|ควร))"
    ),
    re.compile(rf"{_ASKING}(?:(?!ควร|ต้อง|เมื่อ|หาก|ถ้า|เพราะ)\S){{0,30}}(?:ไม่|มิ)(?:{_VERBS})"),
    re.compile(rf"(?<!(?<!หน้า)ที่)(?<!ซึ่ง)(?:ไม่|มิ)(?:{_VERBS})(?:(?!ควร|ต้อง)\S){{0,30}}{_ASKING}"),
    re.compile(rf"(?<!ข้อ)(?:ยกเว้น|เว้นแต่)\s?(?:ข้อ|สิ่ง|เรื่อง)?(?:{_ASKING}|\s*$)"),
    re.compile("ใด(?:กล่าว)?ผิด(?!กฎ|ระเบียบ|วินัย|หลัก|จริย|มาตรา|สัญญา)"),
)
# In English the negative follows the question word of the last sentence, and no clause
# begins between the two ("What should be done when a letter does not …").
_EN_TURNED = (
    re.compile(
        r"(?:^|[,;:–]\s*|\b(?:to|in|by|for|of|under|at|from|within)\s+)(?:which|what|who|whom|how|where)\b"
        r"(?:(?!\b(?:when|if|that|because|who|whose|although|since|while|whether|as|after|"
        r"before|until)\b)[^?])*?"
        r"(?:\b(?:not(?! more| less| later| only| yet| exceed)|never|cannot|least(?! of)"
        r"|no(?= duty| right| need)"
        r"|(?:incorrect|false|untrue|wrong)"
        r"(?=\?|$| about| of| for| when| statement| answer))\b|n't)",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:except|need(?:s)? not)\b(?! when| in| if)", re.IGNORECASE),
)

_NEGATED_OPTION = {
    "th": re.compile("^(?:ไม่|มิ|ห้าม|อย่า)"),
    "en": re.compile(r"^(?:no|never)\b|\b(?:not|never|cannot)\b|n't", re.IGNORECASE),
}
_SECOND = {
    "th": re.compile("ไม่|มิ(?:ใช่|ได้|ควร)|ยกเว้น|เว้นแต่|ห้าม"),
    "en": re.compile(r"\b(?:not|except|no|never|cannot|neither|nor)\b|n't", re.IGNORECASE),
}

_GENERIC_TH = re.compile(
    "จง|โปรด|ให้|เลือก|ข้อความ|ข้อ|ใด|ต่อไปนี้|กล่าว|ถูกต้อง|ถูก|ที่สุด|เป็นจริง|จริง|คำตอบ|"
    "เพียง|เดียว|ข้างต้น|ตัวเลือก|จาก|ที่|นี้|คือ|ได้|ไม่|ผิด|มาก|หนึ่ง|หรือ|สุด"
)
_GENERIC_EN = frozenset(
    re.findall(
        "[a-z]+",
        """a all an and answer answers are be best below choice choices choose correct false
    following from given in incorrect is item list listed most not of one option options out
    pick please right select statement statements that the these this those true what which
    wrong""",
    )
)
_LETTER = re.compile("[ก-ฮA-Za-z]")
_ASKS_TH = re.compile(
    "ใด|อะไร|ใคร|อย่างไร|เท่าไร|กี่|ไหน|หรือไม่|ทำไม|เมื่อไร|คือ|ได้แก่|เพียงไร|_{2,}|…|\\.{3}|:$|\\?"
    "|^(?:จง|ให้|โปรด|เรียง|จับคู่|เลือก|อธิบาย|ระบุ|คำนวณ|เขียน|ตัดสิน|พิจารณา)"
)
_ASKS_EN = re.compile(
    r"\?|_{2,}|…|\.{3}|:$|\b(?:which|what|who|whom|whose|how|why|when|where|is|are|was|were|"
    r"must|should|can|may|will|means?)\b"
    r"|^(?:put|match|choose|select|explain|name|work out|calculate|write|decide|judge|give|say)\b",
    re.IGNORECASE,
)
# A heading is short; an unfinished statement that the options complete is not.
_HEADING = {"th": 25, "en": 32}


def negative(side: Side) -> Message | None:
    """Find a stem whose question a negative turns round without standing out.

    Guideline 17: word the stem positively; where NOT or EXCEPT cannot be avoided, set it
    in capitals and bold. Marked is ``**ไม่ใช่**``, ``__not__``, ``<u>not</u>`` or ``NOT``.
    """
    found = _turned(side)
    if found is None or _stands_out(side):
        return None
    return message("flaws.negative", lang=side.lang, found=found)


def double_negative(side: Side) -> Message | None:
    """Find a negative question that is answered by negatives, or negated twice.

    Guidelines 17 and 27: phrase stem and options positively.
    """
    found = _turned(side)
    if found is None:
        return None
    denied = [one for one in side.options if _NEGATED_OPTION[side.lang].search(one)]
    if denied:
        return message("flaws.double_negative", lang=side.lang, found=denied[0])
    # Thai spaces part phrases: a negative in another phrase is one of the facts.
    clauses = _clause(side).split() if side.lang == "th" else [_clause(side)]
    for clause in clauses:
        if found in clause and len(_SECOND[side.lang].findall(clause)) > 1:
            return message("flaws.double_negative", lang=side.lang, found=clause)
    return None


def unfocused(side: Side) -> Message | None:
    """Find a stem that asks nothing: empty of a topic, or a topic without a question.

    Guidelines 14 and 15: the stem says what is asked and holds the central idea; it can
    be answered before the options are read.
    """
    if side.type not in {"single", "multiple"}:
        return None
    stem = _MARKS.sub("", side.stem)
    if side.lang == "th":
        rest = _GENERIC_TH.sub("", stem)
        asks = _ASKS_TH.search(stem)
    else:
        rest = " ".join(
            one for one in re.findall("[a-z]+", stem.casefold()) if one not in _GENERIC_EN
        )
        asks = _ASKS_EN.search(stem)
    if not _LETTER.search(rest) or (not asks and size(stem) < _HEADING[side.lang]):
        return message("flaws.unfocused", lang=side.lang, found=side.stem)
    return None


def _turned(side: Side) -> str | None:
    """Return what turns the question of the stem round; None when nothing does."""
    if side.type == "truefalse":
        return None
    text = _clause(side)
    for pattern in _TH_TURNED if side.lang == "th" else _EN_TURNED:
        if found := pattern.search(text):
            return found.group().strip(" ,;:")
    return None


def _stands_out(side: Side) -> bool:
    marked = [one for one in _MARKED.findall(side.stem) if _TURNS[side.lang].search(one)]
    return bool(marked) or (side.lang == "en" and bool(_CAPITALS.search(side.stem)))


def _clause(side: Side) -> str:
    """Return the part of the stem that asks: its last sentence, or all of a Thai stem."""
    if side.lang == "th":
        return _MARKS.sub("", side.stem)
    stem = re.sub(r"(?:\*\*|__(?!_)|</?u>)", "", side.stem)
    return re.split(r"(?<=[.!?])\s+", stem.strip())[-1]
