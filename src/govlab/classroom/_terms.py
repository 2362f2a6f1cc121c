"""Thai terms that a browser would break inside a word, kept on one line where they are shown."""

import re

__all__ = ["WHOLE", "unbroken"]

#: Longer terms first, so that a term inside another does not cut it.
WHOLE = (
    "ราชกิจจานุเบกษา",
    "ผู้ถูกร้องเรียน",
    "ธรรมาภิบาล",
    "ผลประโยชน์",
    "ข้อเท็จจริง",
    "ผู้รับเหมา",
    "ประพฤติมิชอบ",
    "ผู้ถูกร้อง",
    "น้ำแข็ง",
    "เปิดเผย",
    "ถูกต้อง",
    "ขัดกัน",
)
_TERMS = re.compile("|".join(WHOLE))


def unbroken(html: str) -> str:
    """Return HTML text whose terms are not broken; what is searched or copied stays the same.

    Parameters
    ----------
    html : str
        Text without tags, escaped already.

    Examples
    --------
    >>> unbroken("หลักธรรมาภิบาล")
    'หลัก<span class="gl-whole">ธรรมาภิบาล</span>'
    """
    return _TERMS.sub(r'<span class="gl-whole">\g<0></span>', html)
