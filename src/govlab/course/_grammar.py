"""Grammar by rule: what goes wrong in a sentence when figures and words are put into it.

The rules are those that a machine can hold without false alarms on sound text: spaces,
digits, classifiers and doubled words in Thai; articles, number and capitals in English.
They are no grammar of either language: a person still reads the variants.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from govlab.course import _grammar_en
from govlab.text import Message, message
from govlab.thai import month_name, repair

# Short name of the rule, and the sentence.
Slip = tuple[str, Message]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern that sound text does not have.

    Parameters
    ----------
    name : str
        Short name.
    pattern : re.Pattern
    say : callable
        Makes the sentence of what was found.
    signs : tuple of str
        Texts without which the pattern cannot be found: to look for them first makes a
        thousand variants quick. Empty when there are none.
    """

    name: str
    pattern: re.Pattern[str]
    say: Callable[[str], Message]
    signs: tuple[str, ...] = ()

    def slips(self, text: str) -> Iterator[Slip]:
        """Yield the first place where `text` breaks the rule."""
        if self.signs and not any(one in text for one in self.signs):
            return
        if found := self.pattern.search(text):
            yield self.name, self.say(found.group())


_UNITS = (
    "วันทำการ|หน่วยงาน|โครงการ|รายการ|กิโลเมตร|ชั่วโมง|สัปดาห์|เดือน|คะแนน|เรื่อง|ครั้ง|ฉบับ|แห่ง|ข้อ"
    "|ชิ้น|นาที|สัญญา|บาท|วัน|คน|ราย|ปี|หน้า|เล่ม|ชุด|คัน|ตัว|เมตร"
)
_MONTHS = "|".join(
    re.escape(month_name(month, short=short)) for month in range(1, 13) for short in (False, True)
)
# Words that a fill and its sentence both bring.
_COUNTED = ("บาท", "วันที่", "วัน", "คน", "ราย", "เดือน", "ปี", "ครั้ง", "แห่ง", "ฉบับ", "เรื่อง", "ข้อ", "ชิ้น")
_JOINING = ("โดย", "จาก", "และ", "หรือ", "เป็น", "ว่า", "ร้อยละ", "จำนวน", "เพื่อ", "นาย", "นาง", "ใน")
# A space parts clauses, and a clause may begin with the word that ended the last; an amount
# has one unit all the same.
_APART = ("บาท", "ร้อยละ", "วันที่", "จำนวน")
# What makes two of a word right: คนคนหนึ่ง, รายรายงาน, ราคาของของขวัญ, สิ่งของของทางราชการ.
_SINGLED = "เดียว|หนึ่ง|นั้น|นี้|ใด|ไหน"
_THINGS = "ขวัญ|กำนัล|รางวัล|ใช้|ฝาก|ที่|กลาง|เล่น|ชำร่วย|สมนาคุณ|แถม|หลวง|มีค่า|กิน"
_DOUBLED = (
    f"(?P<counted>{'|'.join(_COUNTED)})(?P=counted)(?!{_SINGLED}|(?<=รายราย)(?:การ|งาน|ได้|ชื่อ))"
    f"|(?P<joining>{'|'.join(_JOINING)})(?P=joining)"
    f"|(?P<apart>{'|'.join(_APART)}) (?P=apart)"
    f"|(?<!สิ่ง)(?<!เจ้า)ของของ(?!{_THINGS})"
)
# A shared run shorter than this is chance: มา, การ.
_LEAST_RUN = 3
_CONSONANT_OR_LEADING_VOWEL = re.compile("[ก-ฮเ-ไ]")
_ABOVE_OR_BELOW = re.compile("[ัิ-ฺ็-๎ะาำ]")

_ANY = (
    Rule(
        "holes",
        re.compile(r"\{\{|\}\}"),
        lambda found: message("template.left_hole", found=found),
        ("{{", "}}"),
    ),
    Rule(
        "spaces",
        re.compile(r"[ \t]{2,}\S*"),
        lambda found: message("template.spaces", found=found),
        ("  ", "\t"),
    ),
    Rule(
        "punctuation",
        re.compile(r" [,;:?!]| \.(?![.0-9])| [)\]]|[(\[] |,,|;;|\?\?|,\.|(?<!\.)\.\.(?!\.)"),
        lambda found: message("template.punctuation", found=found),
        (" ,", " ;", " :", " ?", " !", " .", " )", " ]", "( ", "[ ", ",,", ";;", "??", ",.", ".."),
    ),
    Rule(
        "dates",
        re.compile(r"(?<![0-9-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9-])"),
        lambda found: message("template.iso_date", found=found),
        ("-",),
    ),
    Rule(
        "numbers",
        re.compile(r"[0-9]+\.[0-9]{5,}"),
        lambda found: message("template.long_decimal", found=found),
        (".",),
    ),
    Rule(
        "numbers",
        re.compile(r"(?<![^\s(“\"])[-−][0-9][0-9.,]*"),
        lambda found: message("template.negative", found=found),
        ("-", "−"),
    ),
)
_THAI = (
    Rule(
        "digits",
        re.compile(r"^(?=[^๐-๙]*[๐-๙])[^0-9]*[0-9].*", re.DOTALL),
        lambda found: message("template.mixed_digits", found=found),
        tuple("๐๑๒๓๔๕๖๗๘๙"),
    ),
    Rule(
        "classifier",
        # But 5ส, the name of an office campaign, is one word.
        re.compile(r"[0-9๐-๙]+(?![ก-ฮ](?![ก-๎]))[ก-ฮเ-ไ][ก-๎]*|[ก-ฺเ-ๆ็-๎][0-9๐-๙]+\S*"),
        lambda found: message("template.classifier_space", found=found),
    ),
    Rule(
        "classifier",
        re.compile(rf"(?<![0-9๐-๙.,/])[0๐] (?:{_UNITS})"),
        lambda found: message("template.none_counted", found=found),
        ("0 ", "๐ "),
    ),
    Rule(
        "numbers",
        # Before a unit other than money, 2566 is as likely a year.
        re.compile(rf"(?<![0-9.,/])(?!2[45]\d\d (?!บาท))[0-9]{{4,}}(?:\.[0-9]+)? (?:{_UNITS})"),
        lambda found: message("template.ungrouped", found=found),
    ),
    Rule(
        "repetition",
        re.compile(r"[^\s]?(?<! )ๆ|[0-9๐-๙)] ๆ|^ ?ๆ|ๆ[^\s).,”\"]"),
        lambda found: message("template.maiyamok", found=found),
        ("ๆ",),
    ),
    Rule(
        "doubled",
        re.compile(_DOUBLED),
        lambda found: message("template.doubled", found=found),
        ("ของของ", *(one * 2 for one in _COUNTED + _JOINING), *(f"{one} {one}" for one in _APART)),
    ),
    Rule(
        "doubled",
        re.compile(r"ร้อยละ [0-9๐-๙.,]+ ?(?:%|เปอร์เซ็นต์|ร้อยละ)"),
        lambda found: message("template.doubled", found=found),
        ("ร้อยละ",),
    ),
    Rule(
        "dates",
        re.compile(rf"(?:{_MONTHS}|พ\.ศ\.|ปีงบประมาณ) ?(?:19|20)[0-9]{{2}}(?![0-9,])"),
        lambda found: message("template.common_era", found=found),
        ("19", "20"),
    ),
)


def slips(text: str, lang: str, *, prose: bool = True) -> Iterator[Slip]:
    """Yield what is wrong in a text by rule.

    Parameters
    ----------
    text : str
    lang : {"th", "en"}
    prose : bool
        Whether it must be a sentence: an option may be a phrase or a number.

    Examples
    --------
    >>> [rule for rule, _ in slips("มีผู้เข้าอบรม 5คน", "th")]
    ['classifier']
    >>> [rule for rule, _ in slips("He has a hour and 1 days.", "en")]
    ['article', 'number']
    """
    for rule in _ANY:
        yield from rule.slips(text)
    if text != text.strip():
        yield "spaces", message("template.spaces", found=text)
    if text.count("(") != text.count(")"):
        yield "punctuation", message("template.brackets", found=text)
    if lang == "th":
        if repair(text) != text:
            yield "spelling", message("template.spelling", found=text)
        for rule in _THAI:
            yield from rule.slips(text)
    else:
        yield from _grammar_en.slips(text, prose=prose)


def joins(pieces: list[str], lang: str) -> Iterator[Slip]:
    """Yield words that stand doubled where a filled hole meets its sentence.

    Examples
    --------
    >>> [rule for rule, _ in joins(["ราคา ", "2,500 บาท", "บาทถ้วน"], "th")]
    ['doubled']
    """
    if lang != "th":
        return  # English parts its words by spaces: the rules of a text see them
    for left, right in pairwise(pieces):
        if run := _shared(left.rstrip(), right.lstrip()):
            yield "doubled", message("template.doubled", found=f"{run}{run}")


def _shared(left: str, right: str) -> str:
    """Return the longest run of whole Thai clusters that ends `left` and begins `right`."""
    if not right or not _CONSONANT_OR_LEADING_VOWEL.match(right):
        return ""
    for size in range(min(len(left), len(right)), _LEAST_RUN - 1, -1):
        run = right[:size]
        cut = size < len(right) and _ABOVE_OR_BELOW.match(right[size])
        if not cut and left.endswith(run):
            return run
    return ""
