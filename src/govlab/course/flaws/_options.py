"""Rules for the words of options: what they say of each other, and how surely.

Guidelines 13, 15, 25, 26, 28 and 29 of Haladyna, Downing and Rodriguez (2002); vague terms
after Tarrant and others (2006), "The frequency of item writing flaws in multiple-choice
questions used in high stakes nursing assessments".
"""

import re
from itertools import takewhile

from govlab.course.flaws._language import frame, numbers, size
from govlab.course.flaws._side import Side
from govlab.text import Message, message

_LETTERED = r"\(?(?:[A-Ea-e]|[ก-จ])\)?[.)]?"
_LETTER = r"(?:\([a-eA-E]\)|[A-E]|[a-e]\))"
_ABOVE = {
    "th": re.compile(
        rf"(?:ถูก|ผิด|ใช่|เป็น)?(?:ทั้งหมด)?ทุกข้อ(?!\S*(?:ร้องเรียน|ตกลง|สัญญา|หา))"
        rf"|^ไม่มีข้อ(?:ใด|ไหน)?(?:ที่)?(?:ถูก|ใช่|ผิด|$)|^(?:ถูก|ผิด)ทั้ง"
        rf"|^(?:ถูก|เฉพาะ|ทั้ง)*\s?ข้อ\s?(?:{_LETTERED}|\d)\s?(?:และ|กับ|หรือ)"
        rf"|^(?:ทั้ง\s?)?{_LETTERED}\s?(?:และ|กับ)\s?(?:ข้อ\s?)?{_LETTERED}(?:\s|$)"
    ),
    "en": re.compile(
        r"(?i:^(?:all|none|any|both|neither|some)(?: of)?(?: the| these| those)?"
        r"(?: above| answers?| options?| choices?| listed| following| given| statements?)*"
        r"(?: (?:are|is) \w+)?$"
        r"|\b(?:of the above|the above (?:answers|options))\b)"
        r"|^(?:[Bb]oth |[Oo]nly |[Oo]ptions? |[Aa]nswers? |[Cc]hoices? )*"
        rf"{_LETTER} (?:and|or|&) (?:[Oo]ption )?{_LETTER}"
        r"|^\d(?:, \d)* (?:and|or) \d (?:above|only)",
    ),
}
_ABSOLUTE = {
    "th": re.compile(
        "เสมอ(?!ภาค|กัน|หน้า)|ทุก(?:ครั้ง|กรณี|คน|ราย|เรื่อง|ประการ|เมื่อ|เวลา|สิ่ง)|เด็ดขาด|"
        "(?:โดย|อย่าง)สิ้นเชิง|ไม่มีทาง|เท่านั้น|ตลอด(?:เวลา|ไป|กาล)|ไม่เคย|ไม่\\S{0,30}เลย(?!\\S{3})|"
        "ทั้งหมด|ทั้งสิ้น|ไม่ว่ากรณีใด|แน่นอน|ไม่มีข้อยกเว้น|ไม่มีวัน|แต่ผู้เดียว|อย่างเดียว"
    ),
    "en": re.compile(
        r"\b(?:always|never|all|none|nobody|no one|nothing|every|everyone|everybody|everything|"
        r"only|completely|absolutely|totally|entirely|invariably|impossible|certainly|forever|"
        r"under no circumstances|without exception|in no case)\b",
        re.IGNORECASE,
    ),
}
_VAGUE = {
    "th": re.compile(
        "บ่อย(?!ขึ้น|กว่า|ลง)(?:ๆ| ๆ|ครั้ง)?|บางครั้ง|บางที|บางโอกาส|มัก(?:จะ)?(?!ง่าย|มาก|น้อย|ใหญ่)|โดยทั่วไป|"
        "ส่วนใหญ่|ส่วนมาก|เป็นครั้งคราว|นาน\\s?ๆ\\s?ครั้ง|ไม่ค่อย|ค่อนข้าง|พอสมควร|ปกติแล้ว"
    ),
    "en": re.compile(
        r"\b(?:(?<!more )(?<!less )often|sometimes|usually|rarely|seldom|frequently|"
        r"infrequently|generally|mostly|occasionally|normally|typically|commonly|"
        r"at times|now and then|fairly|quite|from time to time|as a rule)\b",
        re.IGNORECASE,
    ),
}
# Two distractors that claim too much, and a key that does not, already give it away.
_CLAIMS = 2

_NO_ANSWER = {
    "th": re.compile(
        "(?:ข้าพเจ้า|ฉัน|ผม)?(?:ไม่(?:ทราบ|รู้|แน่ใจ|มีความเห็น|มีคำตอบ|มี|เกี่ยว)|อื่น\\s?ๆ|ช่างมัน|"
        "อะไรก็ได้|แล้วแต่|เฉย ?ๆ|ทดสอบ|ตัวลวง|[-–—.…]+)"
    ),
    "en": re.compile(
        r"(?:i )?(?:do not|don't) know|not sure|no (?:idea|answer|opinion)|other|others|whatever|"
        r"anything|nothing|n/?a|test|distractor|none|[-–—.…]+",
        re.IGNORECASE,
    ),
}
# Subjects that answer no question of governance. A word that stem or key uses too is the
# subject of that item and no joke.
_ABSURD = {
    "th": re.compile(
        "หมอดู|ดูดวง|ฤกษ์|บนบาน|ศาลเจ้า|ไสยศาสตร์|คาถา|เวทมนตร์|ภูต|ผีสาง|เทวดา|นางฟ้า|ปีศาจ|"
        "ต่างดาว|ดวงจันทร์|ดาวอังคาร|อวกาศ|จรวด|ไดโนเสาร์|ซูเปอร์ฮีโร่|การ์ตูน|ร้องเพลง|เต้นรำ|"
        "เล่นเกม|ดูละคร|เลี้ยง(?:แมว|สุนัข|หมา|ปลา|นก|ไก่)|แมว|ช้างเผือก|โยนเหรียญ|เป่ายิ้งฉุบ|"
        "ลอตเตอรี่|ซื้อหวย|แกล้ง(?:ตาย|หลับ|ทำเป็น|ป่วย|บ้า)|นอนหลับ|ร้องไห้|วิ่งหนี|หนีไปอยู่|ตบหน้า|"
        "ชกต่อย|ระเบิดทิ้ง|กินขนม|ไปเที่ยว|อกหัก|หาแฟน|เสริมสวย|ทำเสน่ห์"
    ),
    "en": re.compile(
        r"\b(?:fortune[- ]tell\w*|horoscopes?|astrolog\w*|lucky (?:hour|number|charm)s?|pray\w*|"
        r"shrines?|magic\w*|spells?|ghosts?|angels?|demons?|aliens?|moon|mars|outer space|"
        r"rockets?|dinosaurs?|superhero\w*|cartoons?|sing|singing|danc(?:e|es|ing)|cats?|"
        r"play dead|toss(?:ing)? a coin|coin toss|rock,? paper|lotter\w+|fall(?:ing)? asleep|"
        r"go(?:ing)? to sleep|cry|crying|run(?:ning)? away|slap\w*|punch\w*|blow(?:ing)? up|"
        r"candy|go(?:ing)? on holiday|broken heart|love potion)\b",
        re.IGNORECASE,
    ),
}
# An option a third as long as the shortest of the others, where those are sentences.
_STUB = 3
_SENTENCE = 18

# From how long a common beginning on it belongs into the stem.
_REPEATED = {"th": 10, "en": 12}
_REPEATED_WORDS = 3


def above(side: Side) -> Message | None:
    """Find an option that speaks of other options: all, none, or both A and B.

    Guidelines 25 and 26. In a form whose options are shuffled, "above" says nothing at all.
    """
    for one in side.options:
        if _ABOVE[side.lang].search(one):
            return message("flaws.above", lang=side.lang, found=one)
    return None


def absolute(side: Side) -> Message | None:
    """Find absolute words that stand in distractors and in no key.

    Guideline 28a, specific determiners such as always, never, completely and absolutely.
    A rule of law that says "only" says it in the key, or in key and distractors alike.
    """
    if not side.keyed or any(map(_ABSOLUTE[side.lang].search, side.keys)):
        return None
    found = [hit.group() for one in side.distractors if (hit := _ABSOLUTE[side.lang].search(one))]
    if len(found) < _CLAIMS:
        return None
    return message("flaws.absolute", lang=side.lang, found=", ".join(dict.fromkeys(found)))


def vague(side: Side) -> Message | None:
    """Find an option that says how often or how much without saying it.

    Tarrant and others (2006), "vague terms": readers disagree on what *often* means, so
    the option is neither right nor wrong.
    """
    for one in side.options:
        if hit := _VAGUE[side.lang].search(one):
            return message("flaws.vague", lang=side.lang, found=hit.group())
    return None


def repeated(side: Side) -> Message | None:
    """Find words that begin every option and belong into the stem.

    Guidelines 13 and 15: less to read, and the central idea in the stem. Quantities
    ("not more than 3 days", "not more than 5 days") may repeat their frame.
    """
    if len(side.options) < _CLAIMS or len({frame(one) for one in side.options}) == 1:
        return None
    start = _beginning(side)
    if size(start) < _REPEATED[side.lang]:
        return None
    if side.lang == "en" and len(start.split()) < _REPEATED_WORDS:
        return None
    return message("flaws.repeated", lang=side.lang, found=start)


def implausible(side: Side) -> Message | None:
    """Find a distractor that nobody takes: no answer, a joke, a stub.

    Guidelines 28f and 29: distractors are plausible, none is blatantly absurd. What is
    seen: an option that answers nothing ("do not know", "other", a dash), words of
    subjects that no question of governance is about, a stub among sentences. A distractor
    that is merely weak is for item analysis to find: nobody chooses it.
    """
    if not side.keyed:
        return None
    known = " ".join((side.stem, *side.keys))
    for one in side.distractors:
        if _ABOVE[side.lang].search(one):
            continue
        others = [size(other) for other in side.options if other != one]
        # A bare number among sentences is for the rule of kinds.
        stub = min(others) >= _SENTENCE and size(one) * _STUB < min(others) and not numbers(one)
        joke = _ABSURD[side.lang].search(one)
        if (
            stub
            or _NO_ANSWER[side.lang].fullmatch(one)
            or (joke and joke.group().casefold() not in known.casefold())
        ):
            return message("flaws.implausible", lang=side.lang, found=one)
    return None


def _beginning(side: Side) -> str:
    """Return what all options begin with: whole words in English, signs in Thai."""
    cut = [one.casefold().split() if side.lang == "en" else list(one) for one in side.options]
    same = takewhile(lambda place: len(set(place)) == 1, zip(*cut, strict=False))
    return (" " if side.lang == "en" else "").join(one[0] for one in same)
