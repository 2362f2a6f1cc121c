"""Which code of the method a heading names, as offices write them."""

import re
import unicodedata
from collections.abc import Iterable

from govlab import tables, thai
from govlab.ita._method_parts import Method

TOTAL = "total"
UNIT = ("ชื่อหน่วยงานภาครัฐ", "หน่วยงานภาครัฐ", "name")
# What a table of one kind of agency calls them, where no column says "agency".
KINDS = (
    "จังหวัด",
    "กรม",
    "ส่วนราชการ",
    "สำนักงานเขต",
    "เขต",
    "องค์กร",
    "สถานศึกษา",
    "อปท.",
    "องค์กรปกครองส่วนท้องถิ่น",
    "province",
    "district",
    "department",
)
RESPONDENT = ("ลำดับผู้ตอบ", "เลขที่ผู้ตอบ", "respondent id")

# I1, I1a, I1(a), I1.1, I1-1, I1 (ก), and the same with the item's text after it.
_ITEM = re.compile(
    r"([IEO])\s*-?\s*0*([0-9]{1,3})"
    r"(?:\s*[.\-]?\s*\(?\s*([a-zก-ฮ])\s*\)?|\s*[.\-(]\s*([0-9]{1,2})\s*\)?)?(?=$|[\s:])",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?:sub[_ ]?)?(?:indicator|ตัวชี้วัด|ตชว\.?)\s*(?:ย่อย)?\s*(?:ที่)?[_ ]*"
    r"([0-9]{1,2}(?:[._][0-9]{1,2})?)(?=$|\D)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"([0-9]{1,2}(?:\.[0-9]{1,2})?)[.)]?(?:\s+(\S.*))?")
_INSTRUMENT = re.compile(
    r"(?:(?:คะแนน|ค่าคะแนน|ผลคะแนน|แบบวัด|แบบตรวจ|ร้อยละ|score)\s*)*\(?\b(IIT|EIT|OIT)\b\)?"
    r"\s*(?:\(?\s*[0-9.]+\s*%?\s*\)?|\(?คะแนน\)?|score)?",
    re.IGNORECASE,
)
_LETTERS = "กขคงจฉชซ"
_TOTALS = (
    TOTAL,
    "คะแนนรวม",
    "คะแนน ITA",
    "ค่าคะแนน ITA",
    "ผลคะแนนรวม",
    "คะแนนรวมถ่วงน้ำหนัก",
    "ค่าคะแนนเฉลี่ย",
    "คะแนนเฉลี่ย",
    "คะแนนรวม ITA",
    "คะแนนเฉลี่ยรวม",
    "คะแนนรวมเฉลี่ย",
    "คะแนนผลการประเมิน",
    "คะแนนผลการประเมิน ITA",
    "ITA score",
    "ITA",
    "weighted total",
)


def code_of(heading: str, how: Method) -> str | None:
    """Return the code that a heading names, whether the method has it or not.

    Parameters
    ----------
    heading : str
        As the file has it.
    how : Method
        The method, for the names of its parts.

    Returns
    -------
    str or None
        None for a heading that speaks of something else.

    Examples
    --------
    >>> from govlab.ita import method
    >>> names = ["I๑", "I1(ข)", "ตัวชี้วัดที่ 10", "1. การปฏิบัติหน้าที่", "9.1", "คะแนน OIT", "จังหวัด"]
    >>> [code_of(name, method(2564)) for name in names]
    ['I1', 'I1b', '10', '1', '9.1', 'OIT', None]
    """
    plain = unicodedata.normalize("NFKC", thai.to_arabic_digits(thai.repair(heading)))
    # A heading wrapped inside its cell holds line breaks.
    plain = " ".join(plain.split())
    if found := _ITEM.match(plain):
        kind, number, letter, count = found.groups()
        return f"{kind.upper()}{int(number)}{_letter(letter, count)}"
    if found := _PART.match(plain):
        return found[1].replace("_", ".")
    if found := _INSTRUMENT.fullmatch(plain):
        return found[1].upper()
    if tables.fold(plain) in {tables.fold(name) for name in _TOTALS}:
        return TOTAL
    named = _named(how)
    if found := _NUMBERED.fullmatch(plain):
        code, rest = found.groups()
        subs = {one.code for one in how.sub_indicators}
        if code in subs or (rest and named.get(tables.fold(rest)) == code):
            return code
    return named.get(tables.fold(plain))


def _letter(letter: str | None, count: str | None) -> str:
    if count:
        return chr(96 + int(count)) if 1 <= int(count) <= 26 else f".{count}"  # noqa: PLR2004
    if letter and letter in _LETTERS:
        return chr(97 + _LETTERS.index(letter))
    return (letter or "").lower()


def _named(how: Method) -> dict[str, str]:
    """Return the parts that a name alone stands for."""
    parts = [(one.code, one.name) for one in how.instruments]
    parts += [(one.code, one.name) for one in (*how.indicators, *how.sub_indicators)]
    found: dict[str, str] = {}
    for code, names in parts:
        for name in (*names.values(), f"{names['th']} ({code})"):
            found.setdefault(tables.fold(name), code)
    return found


def sought(how: Method, headings: Iterable[str]) -> list[str]:
    """Return headings by which the row of headings is found in a sheet."""
    names = [name for one in how.indicators for name in one.name.values()]
    return [*headings, *UNIT, *RESPONDENT, *_TOTALS, *how.level_of, *names]
