"""The sheets of a method workbook: what a coordinator fills in from the year's manual."""

from dataclasses import dataclass

from govlab.tables import Column, Contract

_SURE = {
    "verified": ("ยืนยันแล้ว",),
    "derived": ("คำนวณได้", "คำนวณได้จากค่าที่ยืนยันแล้ว"),
    "unsure": ("ยังไม่ยืนยัน",),
}
_YES = {"yes": ("ใช่", "ผ่าน", "true"), "no": ("ไม่ใช่", "ไม่ผ่าน", "false")}
CERTAINTY = {name: words[0] for name, words in _SURE.items()}
YES = {True: "ใช่", False: "ไม่ใช่"}
POLARITY = {"positive": "บวก", "negative": "ลบ"}
MISSING = {
    "answered": "เฉลี่ยจากผู้ที่ตอบข้อนั้น",
    "complete": "ตัดผู้ที่ตอบไม่ครบ",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name and what its columns hold.

    Parameters
    ----------
    name : str
        Name in the workbook.
    section : str
        Section of the method file that it fills.
    columns : tuple of Column
        The Thai heading stands first among a column's headings.
    may_be_empty : bool
        Whether a year can do without any row.
    """

    name: str
    section: str
    columns: tuple[Column, ...]
    may_be_empty: bool = False

    @property
    def contract(self) -> Contract:
        """What the sheet must hold; doubled codes are told with the other rules."""
        return Contract(name=self.section, th="", en="", key=(), columns=self.columns)

    def heading(self, field: str) -> str:
        """Return the heading of a field."""
        return next(one.headings[0] for one in self.columns if one.name == field)


def _text(name: str, heading: str, *, required: bool = True) -> Column:
    return Column(name, "text", "", "", headings=(heading,), required=required)


def _code(name: str, heading: str) -> Column:
    return Column(
        name,
        "code",
        "",
        "",
        headings=(heading,),
        required=True,
        pattern=r"[A-Za-z0-9][A-Za-z0-9._-]{0,15}",
        example="I1",
    )


def _points(name: str, heading: str, *, required: bool = True) -> Column:
    return Column(
        name, "number", "", "", headings=(heading,), required=required, low=0, high=100,
        unit="percent",
    )  # fmt: skip


def _count(name: str, heading: str) -> Column:
    return Column(name, "integer", "", "", headings=(heading,), low=1)


def _certainty(name: str = "certainty", heading: str = "ความแน่นอน") -> Column:
    return Column(name, "choice", "", "", headings=(heading,), required=True, choices=_SURE)


_NAMES = (_text("th", "ชื่อ (ไทย)"), _text("en", "ชื่อ (อังกฤษ)", required=False))
_BASIS = (_certainty(), _text("source", "แหล่งอ้างอิง"))

SHEETS = (
    Sheet(
        "เครื่องมือ",
        "instruments",
        (
            _code("code", "รหัส"),
            *_NAMES,
            _points("weight", "น้ำหนัก (ร้อยละ)"),
            *_BASIS,
            _certainty("answers_certainty", "ความแน่นอนของมาตรคำตอบ"),
            _text("answers_source", "แหล่งของมาตรคำตอบ"),
            _points("share", "ตัวอย่าง (ร้อยละของประชากร)", required=False),
            _count("least", "ตัวอย่างอย่างน้อย (คน)"),
            _count("above", "ประชากรมากเมื่อเกิน (คน)"),
            _count("large", "ตัวอย่างอย่างน้อยเมื่อประชากรมาก (คน)"),
            Column(
                "sample_certainty",
                "choice",
                "",
                "",
                headings=("ความแน่นอนของตัวอย่าง",),
                choices=_SURE,
            ),
            _text("sample_source", "แหล่งของตัวอย่าง", required=False),
        ),
    ),
    Sheet(
        "ตัวชี้วัด",
        "indicators",
        (_code("code", "รหัส"), _code("of", "เครื่องมือ"), *_NAMES, *_BASIS),
        may_be_empty=True,
    ),
    Sheet(
        "ตัวชี้วัดย่อย",
        "sub_indicators",
        (_code("code", "รหัส"), _code("of", "ตัวชี้วัด"), *_NAMES, *_BASIS),
        may_be_empty=True,
    ),
    Sheet(
        "ข้อ",
        "items",
        (
            _code("code", "รหัส"),
            _code("of", "ตัวชี้วัดหรือตัวชี้วัดย่อย"),
            _code("scale", "มาตรคำตอบ"),
            Column(
                "polarity",
                "text",
                "",
                "",
                headings=("ทิศทางคะแนนของแต่ละข้อย่อย",),
                required=True,
                pattern=r"(บวก|ลบ)(\s*,\s*(บวก|ลบ))*",
                example="บวก, ลบ",
            ),
            _text("th", "เรื่องที่ถาม (ไทย)"),
            _text("en", "เรื่องที่ถาม (อังกฤษ)", required=False),
            *_BASIS,
        ),
        may_be_empty=True,
    ),
    Sheet(
        "มาตรคำตอบ",
        "scales",
        (
            _code("scale", "มาตรคำตอบ"),
            _text("th", "คำตอบ (ไทย)"),
            _text("en", "คำตอบ (อังกฤษ)", required=False),
            Column(
                "points", "integer", "", "", headings=("คะแนน",), required=True, low=0, high=100
            ),
        ),
        may_be_empty=True,
    ),
    Sheet(
        "ระดับผล",
        "bands",
        (
            _text("grade", "ระดับ"),
            _points("lower", "ตั้งแต่คะแนน"),
            _points("floor", "ทุกเครื่องมืออย่างน้อย", required=False),
            Column(
                "passes",
                "choice",
                "",
                "",
                headings=("ถือว่าผ่าน",),
                required=True,
                choices=_YES,
            ),
            _text("th", "ชื่อ (ไทย)", required=False),
            _text("en", "ชื่อ (อังกฤษ)", required=False),
            *_BASIS,
        ),
    ),
    Sheet(
        "กติกา",
        "rules",
        (
            Column(
                "rule",
                "choice",
                "",
                "",
                headings=("เรื่อง",),
                required=True,
                choices={
                    "rounding": ("จำนวนทศนิยมที่เผยแพร่ (ปัดครึ่งขึ้น)",),
                    "parts": ("ค่าเฉลี่ยจากส่วนย่อยขึ้นเป็นเครื่องมือ",),
                    "questions": ("จากข้อย่อยเป็นข้อ",),
                    "missing": ("คำตอบที่เว้นว่าง",),
                },
            ),
            _text("value", "ค่า"),
            *_BASIS,
        ),
    ),
    Sheet(
        "ปฏิทิน",
        "calendar",
        (
            _code("code", "รหัส"),
            _text("th", "ช่วงงาน (ไทย)"),
            _text("en", "ช่วงงาน (อังกฤษ)", required=False),
            _text("first", "วันเริ่ม", required=False),
            _text("last", "วันสิ้นสุด", required=False),
            *_BASIS,
        ),
        may_be_empty=True,
    ),
)
ABOUT = "คำอธิบาย"
RULES = {
    value: words[0]
    for one in SHEETS
    if one.section == "rules"
    for value, words in one.columns[0].choices.items()
}
MEAN = "ค่าเฉลี่ยธรรมดา"
