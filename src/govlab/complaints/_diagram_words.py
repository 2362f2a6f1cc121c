"""Lines of words that fit a width: Thai is broken between words, though nothing parts them."""

import itertools
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.backends.backend_agg import RendererAgg

_POINTS = 72
# Letters are placed on whole dots: at other resolutions a line may be this much longer.
_ROUNDED = 1.04
# A place at which a writer allows a break.
_ZERO_WIDTH = "\u200b"
# No line begins with these: vowels and marks that follow a consonant, repetition, closing signs.
_NEVER_FIRST = re.compile("[\u0e30-\u0e3a\u0e45-\u0e4e\u0e2f.,:;)%/\u00a0]")
_LEADING = "เแโใไ"
# Nor does one end with these.
_NEVER_LAST = f"{_LEADING}(“\u00a0"
_INITIALS = re.compile("[ก-ฮ]{1,2}\\.[ก-ฮ]")
# Words after or before which Thai of offices can be broken: no dictionary, only what
# keeps common compounds whole. Longer words win.
_WORDS = """
กทม การ กรรมการ กรุงเทพมหานคร กำชับ กำหนด กลุ่มงาน ก่อสร้าง ขอบเขต ของ ข้อเท็จจริง ข้อมูล
ข้อยุติ ขั้นตอน ข่าว ครั้งละ ความ คณะ คณะทำงาน คณะกรรมการ คณะอนุกรรมการ คณะผู้บริหาร คัดกรอง
จัดซื้อ จัดจ้าง จบ จาก เจ้าหน้าที่ ชื่อ ชุด ช่องทาง ชำนาญการ ซึ่ง ดำเนินการ ด้าน ได้ ตรวจสอบ
ต่อต้าน ต่อ ตอบรับ ตั้ง ติดตาม ต้อง ถูก ทางลับ ทาง ทำงาน ทำ ทุจริต ทุก ทุกเขต ที่ เทศกิจ ทั้งหมด
นับ ในสังกัด ใน บอก เบื้องต้น บริหาร ประชุม ประจำ ประธาน ปกปิด ปฏิบัติ ปฏิบัติการ ประพฤติมิชอบ
ประเภท ป้องกัน ปราบปราม ปลัด ปิด ผล ผู้ ผู้ร้องเรียน ผู้ประกอบการ ผู้อำนวยการ ผู้ว่าราชการ ผู้แจ้ง ผู้ปฏิบัติ
ผลประโยชน์ แผน พัก พักราชการ พนักงาน พฤติกรรม พร้อมกัน พื้นที่ พื้นที่เสี่ยง พิจารณา เพื่อ ภายใน
ภารกิจ ภาพรวม มาตรการ มี มีมูล ไม่มีมูล ไม่ เมือง ย้าย ระดับ ระบบ ระบุ ระหว่าง ร้องเรียน
ร้องทุกข์ ราชการ รายงาน รับ รับเรื่อง รับแจ้งทุกข์ รอง โรงเรียน เรื่อง เรื่องร้องเรียน ลง
ลงทะเบียน ลงพื้นที่ เลขานุการ วัน วันทำการ และ แล้ว แล้วเสร็จ แล้วส่ง ศูนย์ สรุป ส่ง ส่งเรื่อง
ส่วนราชการ สั่ง สั่งการ สำนัก สำนักงาน สิ่งแวดล้อม สืบ สูงกว่า สอบสวน สามด้าน เสนอ เสร็จ
เสร็จสิ้น เสี่ยง เสนอผู้อำนวยการ หน่วยงาน หนังสือ หรือ หัวหน้า หาบเร่ แผงลอย ให้ ให้เสร็จ อนุญาต
อนุกรรมการ อาคาร อำนาจหน้าที่ อย่าง อย่างต่อเนื่อง อิสระ อื่น อื่นๆ เอกสาร เอื้อประโยชน์ เชิงรุก
เตรียม เกี่ยวข้อง แต่งตั้ง แต่ แห่ง แจ้ง แจ้งผล โดย โยธา ไป ไปยัง ไปช่วยราชการ กระทรวง เฉลี่ย
เดือน เดือนละ สถานะ อาวุโส ไม่เกิน ไม่ใช้เวลา
"""
_BY_START: dict[str, list[str]] = {}
for _word in sorted(set(_WORDS.split()), key=len, reverse=True):
    _BY_START.setdefault(_word[0], []).append(_word)


@cache
def _ruler() -> "RendererAgg":
    from matplotlib.backends.backend_agg import RendererAgg

    # At 72 dots an inch a dot is a point.
    return RendererAgg(1, 1, _POINTS)  # type: ignore[no-untyped-call]


@lru_cache(maxsize=20_000)
def inches(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a line of text; called within :func:`govlab.charts.style`."""
    from matplotlib.font_manager import FontProperties

    font = FontProperties(size=size, weight="bold" if bold else "normal")
    extent = _ruler().get_text_width_height_descent(text, font, ismath=False)  # type: ignore[no-untyped-call]
    return float(extent[0]) / _POINTS * _ROUNDED


def pieces(text: str) -> list[str]:
    """Return the parts of a text between which a line may be broken.

    A space stays at the end of its part; at a no-break space nothing is broken.

    Examples
    --------
    >>> pieces("ตรวจสอบข้อเท็จจริงเบื้องต้น")
    ['ตรวจสอบ', 'ข้อเท็จจริง', 'เบื้องต้น']
    >>> pieces("Preliminary check")
    ['Preliminary ', 'check']
    """
    found: list[str] = []
    for word in re.findall("[^ ]+ *", text.replace(_ZERO_WIDTH, " \u2060")):
        bare = word.rstrip()
        parts = _thai(bare.replace("\u2060", ""))
        parts[-1] += word[len(bare) :]
        if "\u2060" in word and found:
            # A zero-width space of the writer leaves no space behind.
            found[-1] = found[-1].rstrip()
        elif found and _INITIALS.match(parts[0]):
            # An abbreviation belongs to the word before it.
            parts[0] = found.pop() + parts[0]
        found += parts
    return found


def _thai(text: str) -> list[str]:
    """Return the parts of a text without spaces."""
    cuts = {0, len(text)}
    at = 0
    while at < len(text):
        word = next((one for one in _BY_START.get(text[at], ()) if text.startswith(one, at)), "")
        if word:
            cuts |= {at, at + len(word)}
            at += len(word)
        else:
            if text[at] in _LEADING:
                cuts.add(at)
            at += 1
    good = sorted(cut for cut in cuts if _may_cut(text, cut))
    parts = [text[one:two] for one, two in itertools.pairwise(good)]
    return parts or [text]


def _may_cut(text: str, cut: int) -> bool:
    if cut in {0, len(text)}:
        return True
    if not ("\u0e00" <= text[cut] <= "\u0e7f" or "\u0e00" <= text[cut - 1] <= "\u0e7f"):
        return False
    return not _NEVER_FIRST.match(text[cut]) and text[cut - 1] not in _NEVER_LAST


def lines(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Return `text` as lines no wider than `width` inches, where its words allow it."""
    found = [""]
    for piece in pieces(text):
        longer = found[-1] + piece
        if found[-1] and inches(longer.rstrip(), size, bold=bold) > width:
            found.append(piece)
        else:
            found[-1] = longer
    # A dot between two things is not needed where the line ends between them.
    return [found[0].rstrip(), *(one.rstrip().lstrip("·\u00a0 ") for one in found[1:])]
