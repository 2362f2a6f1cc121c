"""Rules for the words of options: what they say of each other, and how surely.

Guidelines 13, 15, 25, 26, 28 and 29 of Haladyna, Downing and Rodriguez (2002); vague terms
after Tarrant and others (2006), "The frequency of item writing flaws in multiple-choice
questions used in high stakes nursing assessments".
"""

import re
from itertools import takewhile

from govlab.course._language import frame, numbers, size
from govlab.course.flaws._side import Side
from govlab.text import Message, message

# A label of an option: ก, (ข), 2, a) … and lists of labels. Behind a list no law follows:
# "ข้อ 5 และข้อ 6 ของระเบียบ" is a citation.
_TH_LABEL = r"\(?(?:[A-Ea-e]|[ก-จ]|(?<=ข้อ )[1-6]|(?<=ข้อ)[1-6])\)?\.?"
_TH_ALSO = r"(?:\s?(?:และ|กับ|หรือ|ถึง|,)\s?|\s)"
_EN_LABEL = r"(?:\([a-eA-E1-6]\)|[A-E]|[a-e]\))"
_EN_ALSO = r"(?:, and |, or |, | and | or | & | to | through )(?:[Oo]ption |[Aa]nswer )?"
_ABOVE = {
    "th": re.compile(
        r"(?:ถูก|ผิด|ใช่|เป็น)?(?:ทั้งหมด)?ทุกข้อ(?!\S*(?:ร้องเรียน|ตกลง|สัญญา|หา))"
        r"|^ไม่มี(?:ข้อ|คำตอบ)(?:ใด|ไหน)?(?:ที่)?(?:ถูก|ใช่|ผิด|$)|^มี(?:ข้อ|คำตอบ)(?:ที่)?(?:ถูก|ผิด)"
        r"|^(?:ถูก|ผิด)(?:หมด|ทั้ง(?:หมด|คู่|สอง|สาม))"
        r"|^(?:ถูก|ผิด|ทั้ง|เฉพาะ|เพียง|มี|ตัวเลือก|คำตอบ)*\s?(?:(?:ทั้ง)?ข้อ\s?)?"
        rf"{_TH_LABEL}(?:{_TH_ALSO}(?:ข้อ\s?)?{_TH_LABEL})+"
        r"\s?(?:ถูก|ผิด|ใช่|รวม|เท่านั้น|ข้างต้น|ร่วมกัน)*(?:ต้อง)?(?:ทั้งคู่|ทั้งสอง|ทั้งหมด)?$"
        r"|(?:ข้อ|คำตอบ|ตัวเลือก)(?:ข้างต้น|ที่กล่าวมา|ก่อนหน้า|อื่น ?ๆ ?(?:ถูก|ผิด))"
    ),
    "en": re.compile(
        r"(?i:^(?:all|none|any|both|neither|some|each|every one)(?: of)?(?: the| these| those)?"
        r"(?: above| answers?| options?| choices?| listed| following| given| statements?| other)*"
        r"(?: (?:are|is)(?: \w+){1,2})?$"
        r"|^(?:no|more than one|two|only one)(?: of)?(?: the| these)?(?: \w+)?"
        r" (?:options?|answers?|choices?|statements?|above)\b.*"
        r"|\b(?:of the above|the above (?:answers|options)|(?:options|answers) above)\b)"
        r"|^(?:[Bb]oth |[Oo]nly |[Ee]ither |[Nn]either |[Oo]ptions? |[Aa]nswers? |[Cc]hoices? )*"
        rf"{_EN_LABEL}(?:{_EN_ALSO}{_EN_LABEL})+(?: (?:are|is|only|above|together)\b.*)?$"
        r"|^\d(?:(?:, | and | or )\d)+ (?:above|only)"
    ),
}
_EVERY = (
    "ครั้ง|กรณี|คน|ราย|เรื่อง|ประการ|เมื่อ|เวลา|สิ่ง|แบบ|ชนิด|อย่าง|แห่ง|หน่วย|ฝ่าย|ภาพ|ฉบับ|กลุ่ม|"
    "ประเภท|ขั้น|ด้าน|ชิ้น|โครงการ|สัญญา|นาที|ที่|คำ|ผู้"
)
_ABSOLUTE = {
    "th": re.compile(
        f"เสมอ(?!ภาค|กัน|หน้า)|ทุก(?:{_EVERY})|เด็ดขาด|(?:โดย|อย่าง)สิ้นเชิง|ไม่มีทาง|เท่านั้น|"
        "ตลอด(?:เวลา|ไป|กาล|ชีวิต)|ไม่เคย|ไม่\\S{0,30}เลย(?!\\S{3})|ทั้งหมด|ทั้งสิ้น|ไม่ว่า\\S{0,12}ใด|"
        "แน่นอน|ไม่มี(?:ข้อยกเว้น|เงื่อนไข|วัน|ผู้ใด|ใคร)|แต่ผู้เดียว|อย่างเดียว|ล้วน|แม้แต่|สักครั้ง|"
        "ร้อยเปอร์เซ็นต์|โดยสมบูรณ์|ชั่วนิรันดร์|เป็นไปไม่ได้"
    ),
    "en": re.compile(
        r"\b(?:always|never|ever|all|none|nobody|no one|nothing|every|everyone|everybody|"
        r"everything|only|solely|completely|absolutely|totally|entirely|invariably|impossible|"
        r"certainly|forever|no circumstances|without (?:any exception|exception|fail)|"
        r"in no case|whatsoever|"
        r"at all times|no matter|at no time|inevitably|perfectly|guaranteed?)\b",
        re.IGNORECASE,
    ),
}
_VAGUE = {
    "th": re.compile(
        "บ่อย(?!ขึ้น|กว่า|ลง)(?:ๆ| ๆ|ครั้ง)?|บาง(?:ครั้ง|ที|โอกาส|คราว)|มัก(?:จะ)?(?!ง่าย|มาก|น้อย|ใหญ่)|"
        "โดย(?:ทั่วไป|ปกติ|มาก)|ส่วน(?:ใหญ่|มาก)|เป็นครั้งคราว|นาน\\s?ๆ\\s?(?:ครั้ง|ที)|ไม่ค่อย|ค่อนข้าง|"
        "พอ(?:สมควร|ควร|ประมาณ)|ปกติแล้ว|น้อยครั้ง(?!ลง|กว่า)|แทบไม่|"
        "ประปราย|เรื่อย ?ๆ|เป็นระยะ ?ๆ|เนือง ?ๆ|ไม่บ่อย|แทบจะ"
    ),
    "en": re.compile(
        r"\b(?:(?<!more )(?<!less )often|sometimes|usually|rarely|seldom|"
        r"(?:in)?frequent(?:ly)?|generally|mostly|occasional(?:ly)?|on (?:some )?occasions?|"
        r"ordinarily|sporadic(?:ally)?|intermittent(?:ly)?|in (?:some|most|many) cases|"
        r"every so often|scarcely|hardly|largely|mainly|somewhat|"
        r"normally|typically|commonly|at times|now and (?:then|again)|fairly|quite|"
        r"from time to time|as a rule|once in a while|"
        r"in general|(?<!the )(?<!at )most (?!of\b)[a-z]+s)\b",
        re.IGNORECASE,
    ),
}
# Two distractors that claim too much, and a key that does not, already give it away.
_CLAIMS = 2

_NO_ANSWER = {
    "th": re.compile(
        "(?:ข้าพเจ้า|ฉัน|ผม)?(?:ยัง|ก็)?ไม่(?:อาจ|สามารถ|มี|ขอ|ประสงค์|ได้|ต้อง|ควร)?(?:ทราบ|รู้|แน่ใจ|"
        "ความเห็น|คำตอบ|ข้อมูล|ระบุ|เกี่ยว(?:ข้อง)?|ตอบ|บอก|สรุป|แน่นอน)?(?:ได้|เลย)?|อื่น\\s?ๆ|ช่างมัน|"
        "(?:ยัง)?(?:สรุป|บอก|ระบุ|ชี้ขาด|ตัดสิน)ไม่ได้|อะไรก็ได้|"
        "(?:แล้วแต่|ขึ้นอยู่กับ|ขึ้นกับ)(?:กรณี|สถานการณ์|โอกาส|ดวง)?|เฉย ?ๆ|ตอบ(?:ไม่ได้|ยาก)|"
        "สิ่งอื่น|ใครจะรู้|ทดสอบ|ตัวลวง|ว่าง|[-–—.…?]+"
    ),
    "en": re.compile(
        r"(?:i )?(?:do not|don't|cannot|can't) (?:know|say|tell)|(?:not|un)[- ]?(?:sure|certain|"
        r"known|stated|applicable|relevant)|no (?:idea|answer|opinion|comment|information|data)|"
        r"(?:it )?(?:all )?depends(?: on (?:the )?(?:case|situation|circumstances|luck))?|"
        r"hard to (?:say|tell)|others?|something else|who knows|whatever|anything|nothing|n/?a|"
        r"irrelevant|test|distractor|none|blank|[-–—.…?]+",
        re.IGNORECASE,
    ),
}
# Subjects that answer no question of governance. A word that stem or key uses too is the
# subject of that item and no joke.
_ABSURD = {
    "th": re.compile(
        # fortune, faith and magic
        "หมอดู|ดูดวง|ฤกษ์|บนบาน|ศาลเจ้า|ไสยศาสตร์|คาถา|เวทมนตร์|น้ำมนต์|สวดมนต์|เครื่องราง|ยันต์|"
        "พ่อมด|แม่มด|ภูต|ผีสาง|(?<!จิต)วิญญาณ|เทวดา|นางฟ้า|ปีศาจ|เสน่ห์ยาแฝด|ทำเสน่ห์|สะเดาะเคราะห์|"
        # space, tales and films
        "ต่างดาว|ดวงจันทร์|ดาวอังคาร|อวกาศ|จรวด|ไดโนเสาร์|ซูเปอร์ฮีโร่|ล่องหน|ย้อนเวลา|การ์ตูน|"
        "ดาราหนัง|ดูละคร|นิทานก่อนนอน|หุ่นยนต์ครองโลก|"
        # play, song and chance
        "ร้องเพลง|เต้นรำ|ฟ้อนรำ|เตะฟุตบอล|โยนเหรียญ|หัวก้อย|เป่ายิ้งฉุบ|"
        "เดาสุ่ม|จับไม้สั้นไม้ยาว|ลายเซ็นดารา|ติดฝาบ้าน|ถ่ายรูปคู่|เซลฟี|"
        # animals
        "แมว|ลิง(?!ก|ค)|นกแก้ว|กระต่าย|ปลาทอง|ช้างเผือก|เลี้ยง(?:สุนัข|หมา|ปลา|นก|ไก่)|"
        # silly, rough and private acts
        "แกล้ง(?:ตาย|หลับ|ทำเป็น|ป่วย|บ้า)|นอนหลับ|งีบหลับ|ร้องไห้|วิ่งหนี|หนีไปอยู่|"
        "หลบใต้โต๊ะ|กลั้นหายใจ|ตบหน้า|ชกต่อย|เตะต่อย|ระเบิดทิ้ง|กินขนม|"
        "อกหัก|หาแฟน|ขอแต่งงาน|เสริมสวย|ทำสวย|ลดน้ำหนัก|เปลี่ยนทรงผม|สีผม"
    ),
    "en": re.compile(
        r"\b(?:fortune[- ]tell\w*|horoscopes?|astrolog\w*|lucky (?:hour|number|charm)s?|pray\w*|"
        r"shrines?|holy water|magic\w*|spells?|wizards?|witch(?:es)?|ghosts?|spirits?|angels?|"
        r"demons?|amulets?|love potion|curses?|"
        r"aliens?|moon|mars|outer space|rockets?|dinosaurs?|superhero\w*|time machine|"
        r"cartoons?|movie stars?|fairy tales?|"
        r"sing|singing|songs?|danc(?:e|es|ing)|play(?:ing)? (?:dead|football)|"
        r"toss(?:ing)? a coin|coin toss|rock,? paper|autograph\w*|selfies?|"
        r"cats?|monkeys?|parrots?|rabbits?|goldfish|elephants?|"
        r"fall(?:ing)? asleep|go(?:ing)? to sleep|take a nap|cry|crying|laugh\w*|hide under|"
        r"run(?:ning)? away|hold(?:ing)? (?:his|her|one's|your) breath|slap\w*|punch\w*|"
        r"blow(?:ing)? up|candy|broken heart|marry|hair ?cut|"
        r"lose weight|guess(?:ing)? at random)\b",
        re.IGNORECASE,
    ),
}
# An option a third as long as the shortest of the others, where those are sentences.
_STUB = 3
_SENTENCE = 18

# From how long a common beginning on it belongs into the stem.
_REPEATED = {"th": 8, "en": 12}
_REPEATED_WORDS = 3


def above(side: Side) -> Message | None:
    """Find an option that speaks of other options: all, none, or both A and B.

    Guidelines 25 and 26. In a form whose options are shuffled, "above" says nothing at all.
    """
    for one in side.options:
        if speaks_of_others(one, side.lang):
            return message("flaws.above", lang=side.lang, found=one)
    return None


def speaks_of_others(option: str, lang: str) -> bool:
    """Return whether an option names other options instead of answering.

    Examples
    --------
    >>> speaks_of_others("ข้อ ก และ ข ถูก", "th"), speaks_of_others("ข้อ 5 ของระเบียบ", "th")
    (True, False)
    """
    return bool(_ABOVE[lang].search(option))


def absolute(side: Side) -> Message | None:
    """Find absolute words that stand in distractors and in no key.

    Guideline 28a, specific determiners such as always, never, completely and absolutely.
    A rule of law that says "only" says it in the key, or in key and distractors alike.
    """
    if not side.keyed or any(map(_ABSOLUTE[side.lang].search, side.keys)):
        return None
    found = [
        hit.group()
        for one in side.distractors
        if (hit := _ABSOLUTE[side.lang].search(one)) and not speaks_of_others(one, side.lang)
    ]
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
    """Find a distractor that nobody takes: one that answers nothing, or a stub.

    Guideline 29: make all distractors plausible. What can be seen is an option that
    answers nothing ("do not know", "other", a dash) and a stub among sentences. A
    distractor that is merely weak is for item analysis to find: nobody chooses it.
    """
    if not side.keyed:
        return None
    for one in side.distractors:
        if speaks_of_others(one, side.lang):
            continue
        others = [size(other) for other in side.options if other != one]
        # A bare number among sentences is for the rule of kinds.
        stub = min(others) >= _SENTENCE and size(one) * _STUB < min(others) and not numbers(one)
        if stub or _NO_ANSWER[side.lang].fullmatch(one):
            return message("flaws.implausible", lang=side.lang, found=one)
    return None


def joke(side: Side) -> Message | None:
    """Find a distractor from fortune telling, space, play and the like.

    Guideline 28f: no option is blatantly absurd. The rule knows subjects that no question
    of governance is about, as far as a list goes; what is absurd beyond it only a reader
    sees. So this rule is never wrong, and finds some; it claims no recall.
    """
    if not side.keyed:
        return None
    known = " ".join((side.stem, *side.keys)).casefold()
    for one in side.distractors:
        hit = _ABSURD[side.lang].search(one)
        if hit and hit.group().casefold() not in known:
            return message("flaws.joke", lang=side.lang, found=one)
    return None


def _beginning(side: Side) -> str:
    """Return what all options begin with: whole words in English, signs in Thai."""
    cut = [one.casefold().split() if side.lang == "en" else list(one) for one in side.options]
    same = takewhile(lambda place: len(set(place)) == 1, zip(*cut, strict=False))
    return (" " if side.lang == "en" else "").join(one[0] for one in same)
