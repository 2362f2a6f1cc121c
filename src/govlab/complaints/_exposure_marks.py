"""What looks like the identity of a person: headings that promise one, and cells that hold one.

A heading is taken at its word; a cell is judged by its shape. Names without a title are not
found by shape, so that a log that passes is not thereby anonymous.
"""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from govlab.complaints._conformance_trail import codes_of, documents_of, values_of
from govlab.logs import COMPLAINANT, IDENTITIES
from govlab.tables import fold
from govlab.thai import repair, to_arabic_digits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from govlab.complaints._conformance_trail import Trail
    from govlab.logs import Log

# Headings that a log may have inside the house and that still name somebody.
_HEADINGS = (
    COMPLAINANT, "complainant_id", "informant", "name", "tel", "mobile phone",
    "ชื่อ", "ชื่อสกุล", "หมายเลขติดต่อ", "ที่อยู่ผู้ร้อง",
)  # fmt: skip
_FOLDED = frozenset(fold(one) for one in (*IDENTITIES, *_HEADINGS))
#: How a pseudonym of :mod:`govlab.complaints._exposure_store` looks.
PSEUDONYM = re.compile(r"^(?:P-[0-9a-f]{20})?$")
# Digits may stand apart by a space or a dash, and glued to Thai letters.
_GAP = r"[\s.\-–—]?"
# A title, a first name and a surname are a name; these words begin like a title and are none.
_NO_NAME = (
    r"ก(?:รัฐมนตรี|เทศมนตรี|สมาคม|สภา|องค์การ|อบต|อบจ|\s)|ทะเบียน|จ้าง|ทุน|หน้า|อำเภอ|ช่าง|ตรวจ"
    r"|เลิ้ง|ภาพ|ธรรม|ลักษณะ|ค่า|สมบัติ|ประโยชน์|วุฒิ|ูปการ"
)
_CELLS = {
    "email": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "national_id": re.compile(rf"(?<!\d)[1-8](?:{_GAP}\d){{12}}(?!\d)"),
    "phone": re.compile(
        rf"(?<!\d)(?<!\d\.)(?:0|\+66{_GAP}|0066{_GAP})[2-9](?:{_GAP}\d){{7,8}}(?!\d|[.:]\d)"
    ),
    "name": re.compile(
        r"(?:^|[^ก-๙])(?:นาย|นางสาว|นาง|น\.ส\.|ด\.ช\.|ด\.ญ\.|คุณ|Mr\.?|Mrs\.?|Ms\.?|Miss)"
        rf"\s*(?!{_NO_NAME})[ก-๙A-Za-z]{{2,}}\s+[ก-๙A-Za-z]{{2,}}"
    ),
}
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_LIKELY = re.compile(r"[@๐-๙0-9]|นาย|นาง|น\.ส|ด\.[ชญ]|คุณ|M(?:r|s|iss)")
# Thirteen digits of which the first is 1 to 8.
_LEAST_ID, _MOST_ID = 10**12, 9 * 10**12 - 1
# So many cases tell how an office numbers them.
_TRIED = 2000
_SKIPPED = ("case", "activity", "resource", "attributes", "start", "end", "seq")


def kind_of(text: str) -> str | None:
    """Return what kind of identity a text holds: email, national_id, phone, name, or None.

    Examples
    --------
    >>> kind_of("ติดต่อ ๐๘๑-๒๓๔-๕๖๗๘"), kind_of("ถนนสุขุมวิท ๔๙"), kind_of("นายกเทศมนตรี ตำบล")
    ('phone', None, None)
    """
    if not _LIKELY.search(text):
        return None
    plain = to_arabic_digits(repair(_INVISIBLE.sub("", text)))
    return next((kind for kind, shape in _CELLS.items() if shape.search(plain)), None)


def promises_identity(heading: str) -> bool:
    """Tell whether a heading says that its column holds an identity.

    Examples
    --------
    >>> promises_identity("ชื่อผู้ร้องเรียน"), promises_identity("e_mail"), promises_identity("rank")
    (True, True, False)
    """
    return fold(heading) in _FOLDED


def identity_cells(
    found: "Trail", log: "Log", fields: Iterable[str] = ()
) -> "Iterator[tuple[str, str, NDArray[np.int64]]]":
    """Yield columns with identities, of what kind, and the cases whose cells hold one.

    Parameters
    ----------
    found : Trail
        The log as it was read, which may have been guarded.
    log : Log
        The log as it came.
    fields : iterable of str
        Further headings that promise an identity.
    """
    promised = _FOLDED | {fold(one) for one in fields}
    for name in map(str, log.cases.columns):
        if name != "case":
            codes, values = _different(log.cases[name])
            yield from _told(name, promised, codes, values, found.case_rows)
    for name in map(str, log.events.columns):
        if name not in _SKIPPED:
            codes, values = _different(log.events[name])
            yield from _told(name, promised, codes[found.row], values, found.case)
    ids = found.ids
    # An office that numbers its cases by people does so throughout.
    if any(kind_of(str(one)) for one in ids[:_TRIED]):
        yield from _told("case", promised, np.arange(len(ids)), list(ids), np.arange(len(ids)))
    codes, documents = documents_of(log.events)
    for name in sorted({key for one in documents for key in one}):
        told, values = values_of(documents, name)
        yield from _told(name, promised, told[codes[found.row]], values, found.case)


def _told(
    name: str,
    promised: frozenset[str],
    codes: "NDArray[np.int64]",
    values: "list[Any]",
    case: "NDArray[np.int64]",
) -> "Iterator[tuple[str, str, NDArray[np.int64]]]":
    if not values:
        return
    heading = fold(name) in promised
    texts = [str(one) for one in values]
    kinds: dict[str, list[int]] = {}
    for at, text in enumerate(texts):
        if PSEUDONYM.match(text.strip()):
            continue
        kind = "heading" if heading else kind_of(text)
        if kind:
            kinds.setdefault(kind, []).append(at)
    for kind, places in kinds.items():
        wanted = np.zeros(len(values) + 1, dtype=bool)
        wanted[places] = True
        hit = case[wanted[codes]]
        hit = hit[hit >= 0]
        if len(hit):
            yield name, kind, hit


def _different(column: "pd.Series[Any]") -> "tuple[NDArray[np.int64], list[Any]]":
    """Return codes and values of a column; of numbers only those as long as a national id."""
    if pd.api.types.is_integer_dtype(column):
        number = column.astype("Int64").to_numpy(dtype=np.int64, na_value=0)
        fits = (number >= _LEAST_ID) & (number <= _MOST_ID)
        codes, values = pd.factorize(np.where(fits, number, 0))
        texts = [str(one) for one in values]
        return np.where(fits, codes, -1).astype(np.int64), texts
    if isinstance(column.dtype, pd.CategoricalDtype) or pd.api.types.is_string_dtype(column):
        return codes_of(column)
    if column.dtype == object:
        return codes_of(column.map(lambda one: None if one is None else str(one)))
    return np.full(len(column), -1), []
