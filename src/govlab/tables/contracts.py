"""The tables that rooms hand to each other: the one place that says what each holds.

``docs/contracts.md`` is rendered from here: ``python -m govlab.tables.render_contracts
docs/contracts.md``.
"""

from typing import TYPE_CHECKING

from govlab.errors import UnknownNameError
from govlab.tables._schema import Column, Contract, RowRule
from govlab.text import message

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CONTRACTS", "contract"]

_SHA256 = r"[0-9a-f]{64}"
_SHA256_EXAMPLE = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
# Percentages are rounded when people write them: half a unit of the second decimal.
_PERCENT_TOLERANCE = 0.005 + 1e-9

_COHORT = Column(
    "cohort",
    "code",
    "รหัสรุ่นที่อบรม ผู้เรียกใช้เป็นผู้กำหนด",
    "the run of the course; named by the caller, never derived from the roster",
    required=True,
    headings=("รุ่น", "รุ่นที่", "รหัสรุ่น", "batch", "class"),
)
_PERSON = Column(
    "person",
    "code",
    "รหัสที่นั่งที่หน่วยงานกำหนด (คงเลขศูนย์นำหน้า)",
    "the office's seat code (leading zeros kept)",
    required=True,
    headings=(
        "รหัส",
        "รหัสที่นั่ง",
        "เลขที่นั่ง",
        "เลขที่นั่งสอบ",
        "รหัสผู้เข้าอบรม",
        "รหัสผู้เข้ารับการอบรม",
        "person id",
        "seat",
        "seat code",
        "code",
        "id",
    ),
)
_SITTING = Column(
    "sitting",
    "code",
    "ครั้งที่จัดสอบ เช่น pre, post ตามแฟ้มหลักสูตร",
    "the sitting, such as pre or post, as the curriculum file names it",
    required=True,
    headings=("การสอบ", "รอบสอบ", "ชุดการสอบ", "test", "exam"),
)
_ATTEMPT = Column(
    "attempt",
    "integer",
    "ครั้งที่ทำ เริ่มจาก 1",
    "the person's attempt at the sitting, from 1",
    required=True,
    low=1,
    headings=("ครั้งที่", "ครั้งที่ทำ", "ครั้งที่สอบ", "try"),
)
_ITEM = Column(
    "item",
    "code",
    "รหัสข้อ (ไม่รวมเลขรุ่นของข้อ)",
    "item id, without its version",
    required=True,
    headings=("ข้อ", "รหัสข้อ", "ข้อที่", "item id", "question"),
)


def _digest(name: str, th: str, en: str) -> Column:
    return Column(name, "code", th, en, required=True, pattern=_SHA256, example=_SHA256_EXAMPLE)


def _count(name: str, th: str, en: str, *headings: str) -> Column:
    return Column(name, "integer", th, en, required=True, low=0, unit="items", headings=headings)


_ROSTER = Contract(
    name="roster",
    th="ผู้ลงทะเบียนอบรมหนึ่งคนในหนึ่งรุ่น",
    en="one person enrolled in one cohort",
    key=("cohort", "person"),
    columns=(
        _COHORT,
        _PERSON,
        Column(
            "title",
            "text",
            "คำนำหน้าชื่อ ยศ หรือตำแหน่งทางวิชาการ",
            "form of address or rank",
            headings=("คำนำหน้า", "คำนำหน้าชื่อ", "คำนำหน้านาม", "ยศ", "prefix"),
        ),
        Column(
            "name",
            "text",
            "ชื่อและนามสกุลตามที่จะพิมพ์ในวุฒิบัตร",
            "first name and surname as the certificate prints them",
            required=True,
            headings=(
                "ชื่อ",
                "ชื่อ-สกุล",
                "ชื่อ-นามสกุล",
                "ชื่อและนามสกุล",
                "ชื่อตัวและชื่อสกุล",
                "ชื่อ-ชื่อสกุล",
                "ชื่อตัว",
                "รายชื่อ",
                "full name",
                "first name",
            ),
            continued=("นามสกุล", "สกุล", "surname", "last name", "family name"),
        ),
        Column(
            "position", "text", "ตำแหน่ง", "post held", headings=("ตำแหน่ง", "ตำแหน่งงาน", "job title")
        ),
        Column(
            "agency",
            "text",
            "หน่วยงานต้นสังกัด",
            "the agency the person belongs to",
            headings=(
                "หน่วยงาน",
                "ชื่อหน่วยงาน",
                "ต้นสังกัด",
                "หน่วยงานต้นสังกัด",
                "ส่วนราชการ",
                "organisation",
                "organization",
                "office",
            ),
        ),
        Column(
            "unit",
            "text",
            "สังกัดย่อยในหน่วยงาน",
            "division within the agency",
            headings=("สังกัด", "กอง", "สำนัก", "กลุ่มงาน", "ฝ่าย", "ฝ่ายงาน", "division", "department"),
        ),
        Column(
            "email",
            "code",
            "อีเมล",
            "e-mail address",
            pattern=r"[^@\s]+@[^@\s]+\.[^@\s]+",
            example="somchai@example.go.th",
            headings=("อีเมล", "อีเมล์", "ไปรษณีย์อิเล็กทรอนิกส์", "email address", "mail"),
        ),
        Column(
            "status",
            "choice",
            "สถานะการอบรม",
            "whether the person attended",
            required=True,
            choices={
                "enrolled": ("ลงทะเบียน", "ลงทะเบียนแล้ว", "ไม่เข้าอบรม", "ขาด", "ไม่มา", "absent"),
                "attended": ("เข้าอบรม", "เข้ารับการอบรม", "เข้าร่วม", "มา", "อบรมแล้ว", "present"),
                "withdrawn": ("ถอนตัว", "ยกเลิก", "สละสิทธิ์", "ขอยกเลิก", "cancelled"),
            },
            headings=("สถานะ", "สถานะการอบรม", "การเข้าอบรม", "การเข้าร่วม", "attendance"),
        ),
    ),
)

_RESPONSES = Contract(
    name="responses",
    th="คำตอบหนึ่งข้อของคนหนึ่งคนในการสอบหนึ่งครั้ง",
    en="one person's answer to one item in one attempt",
    key=("cohort", "person", "sitting", "attempt", "item"),
    columns=(
        _COHORT,
        _PERSON,
        _SITTING,
        _ATTEMPT,
        _ITEM,
        Column(
            "form",
            "code",
            "รหัสชุดข้อสอบ (ผังข้อสอบกับค่าตั้งต้นสุ่ม)",
            "form id: blueprint and seed",
            headings=("ชุดข้อสอบ", "ชุด", "ฉบับ", "form id"),
        ),
        Column(
            "version",
            "code",
            "รุ่นของข้อ",
            "version of the item",
            headings=("รุ่นของข้อ", "item version"),
        ),
        Column(
            "variant",
            "code",
            "รหัสแบบย่อยของข้อที่สร้างจากแม่แบบ",
            "hash of the parameters of a templated item",
            headings=("แบบย่อย",),
        ),
        Column(
            "position",
            "integer",
            "ลำดับของข้อในชุดข้อสอบ เริ่มจาก 1",
            "place of the item on the form, from 1",
            low=1,
            headings=("ลำดับข้อ", "ลำดับในชุด", "place"),
        ),
        Column(
            "response",
            "text",
            "คำตอบตามที่ตอบ ว่างคือไม่ตอบ",
            "the answer as given; empty means no answer",
            headings=("คำตอบ", "ตอบ", "answer"),
        ),
        Column(
            "time",
            "time",
            "เวลาที่บันทึกคำตอบ",
            "when the answer was recorded",
            headings=("เวลา", "ประทับเวลา", "วันเวลา", "วันที่และเวลา", "timestamp"),
        ),
    ),
)


def _score_within_max(frame: "pd.DataFrame") -> "pd.Series[bool]":
    return frame["score"] <= frame["max"]


def _percent_is_share(frame: "pd.DataFrame") -> "pd.Series[bool]":
    share = 100 * frame["score"] / frame["max"].where(frame["max"] > 0)
    return ((frame["percent"] - share).abs() <= _PERCENT_TOLERANCE).fillna(value=False)


_RATINGS = Contract(
    name="ratings",
    th="คะแนนที่ผู้ตรวจให้คำตอบที่เขียนเป็นข้อความ ตามเกณฑ์หนึ่งข้อ",
    en="the points a rater gave an answer in words for one criterion of its rubric",
    key=("cohort", "person", "sitting", "attempt", "item", "criterion"),
    columns=(
        _COHORT,
        _PERSON,
        _SITTING,
        _ATTEMPT,
        _ITEM,
        Column(
            "criterion",
            "code",
            "รหัสเกณฑ์",
            "id of the criterion in the rubric",
            required=True,
            headings=("เกณฑ์", "รหัสเกณฑ์", "rubric"),
        ),
        Column(
            "points",
            "integer",
            "คะแนนของระดับที่ได้",
            "points of the level that was met",
            required=True,
            low=0,
            unit="points",
            headings=("คะแนน", "คะแนนที่ให้", "score"),
        ),
        Column(
            "rater",
            "code",
            "รหัสผู้ตรวจ",
            "who rated it, by a code of the office",
            headings=("ผู้ตรวจ", "รหัสผู้ตรวจ", "marker"),
        ),
    ),
)


_RESULTS = Contract(
    name="results",
    th="ผลของการสอบหนึ่งครั้งของคนหนึ่งคน",
    en="one person's result in one attempt",
    key=("cohort", "person", "sitting", "attempt"),
    columns=(
        _COHORT,
        _PERSON,
        _SITTING,
        _ATTEMPT,
        Column(
            "score",
            "number",
            "คะแนนที่ได้",
            "points scored",
            required=True,
            low=0,
            unit="points",
            headings=("คะแนน", "คะแนนที่ได้", "points"),
        ),
        Column(
            "max",
            "number",
            "คะแนนเต็ม",
            "points that could be scored",
            required=True,
            low=0,
            unit="points",
            headings=("คะแนนเต็ม", "เต็ม", "maximum", "max score"),
        ),
        Column(
            "percent",
            "number",
            "คะแนนร้อยละ",
            "100 × score ÷ max",
            required=True,
            low=0,
            high=100,
            unit="percent",
            headings=("ร้อยละ", "เปอร์เซ็นต์", "คิดเป็นร้อยละ", "percentage"),
        ),
        Column(
            "passed",
            "boolean",
            "ผ่านเกณฑ์ของการสอบนั้นหรือไม่",
            "whether the pass mark of the sitting was reached",
            required=True,
            headings=("ผ่าน", "ผล", "ผลการสอบ", "ผ่านเกณฑ์", "pass", "result"),
        ),
        _count("correct", "จำนวนข้อที่ตอบถูก", "items answered correctly", "ถูก", "ตอบถูก"),
        _count("partial", "จำนวนข้อที่ถูกบางส่วน", "items answered partly right", "ถูกบางส่วน"),
        _count("wrong", "จำนวนข้อที่ตอบผิด", "items answered wrongly", "ผิด", "ตอบผิด"),
        _count("unanswered", "จำนวนข้อที่เว้นไว้", "items seen and left empty", "ไม่ตอบ", "เว้นว่าง"),
        _count("not_reached", "จำนวนข้อท้ายที่ทำไม่ถึง", "items after the last answer", "ทำไม่ถึง"),
        _digest("bank_sha256", "ลายนิ้วมือ SHA-256 ของคลังข้อสอบ", "SHA-256 of the item bank snapshot"),
        Column(
            "policy",
            "code",
            "รหัสเกณฑ์การให้คะแนน",
            "id of the scoring policy",
            required=True,
            headings=("เกณฑ์",),
        ),
        Column(
            "software_version",
            "code",
            "รุ่นของโปรแกรมที่ให้คะแนน",
            "version of govlab that scored it",
            required=True,
            headings=("รุ่นโปรแกรม",),
        ),
    ),
    rules=(
        RowRule(
            columns=("score", "max"),
            holds=_score_within_max,
            words=message("tables.score_within_max"),
        ),
        RowRule(
            columns=("percent", "score", "max"),
            holds=_percent_is_share,
            words=message("tables.percent_is_share"),
        ),
    ),
)


def _end_after_start(frame: "pd.DataFrame") -> "pd.Series[bool]":
    return (frame["end"] >= frame["start"]).fillna(value=True)


_EVENTS = Contract(
    name="events",
    th="เหตุการณ์หนึ่งเหตุการณ์ในบันทึกการทำงาน",
    en="one event of a log",
    key=("case", "seq"),
    columns=(
        Column(
            "case",
            "code",
            "รหัสเรื่อง",
            "the case",
            required=True,
            headings=(
                "เรื่อง",
                "รหัสเรื่อง",
                "เลขเรื่อง",
                "เลขที่เรื่อง",
                "เลขรับเรื่อง",
                "case id",
                "case:concept:name",
            ),
        ),
        Column(
            "seq",
            "integer",
            "ลำดับของเหตุการณ์ในเรื่อง",
            "order of the event within its case",
            required=True,
            low=0,
            headings=("ลำดับ", "sequence"),
        ),
        Column(
            "activity",
            "text",
            "กิจกรรม",
            "what was done",
            required=True,
            headings=("กิจกรรม", "ขั้นตอน", "การดำเนินการ", "concept:name"),
        ),
        Column(
            "resource",
            "text",
            "ผู้ปฏิบัติหรือหน่วยที่ปฏิบัติ",
            "who did it",
            headings=("ผู้ปฏิบัติ", "ผู้รับผิดชอบ", "ผู้ดำเนินการ", "org:resource"),
        ),
        Column(
            "start",
            "instant",
            "เวลาเริ่ม",
            "start, microseconds since 1970-01-01 UTC",
            required=True,
            unit="µs",
            headings=("เริ่ม", "เวลาเริ่ม", "วันที่เริ่ม", "วันเริ่ม", "start time", "start_timestamp"),
        ),
        Column(
            "end",
            "instant",
            "เวลาสิ้นสุด ว่างคือยังไม่เสร็จ",
            "end, microseconds since 1970-01-01 UTC; empty while it is going on",
            unit="µs",
            headings=(
                "สิ้นสุด",
                "เวลาสิ้นสุด",
                "วันที่สิ้นสุด",
                "เสร็จ",
                "วันที่เสร็จ",
                "วันที่แล้วเสร็จ",
                "end time",
                "time:timestamp",
            ),
        ),
        Column("outcome", "text", "ผลของกิจกรรม", "how it ended", headings=("ผลลัพธ์", "ผล")),
        Column(
            "deadline_state",
            "code",
            "สถานะเทียบกับกำหนดเวลา",
            "how it stands against its deadline",
            headings=("สถานะกำหนดเวลา", "กำหนดเวลา"),
        ),
        Column(
            "attributes",
            "json",
            "ข้อมูลอื่นของเหตุการณ์ เป็น JSON object",
            "what else is known of the event, a JSON object",
            headings=("ข้อมูลอื่น",),
        ),
    ),
    rules=(
        RowRule(
            columns=("end", "start"),
            holds=_end_after_start,
            words=message("tables.end_after_start"),
        ),
    ),
)


def _respondent_at_response(frame: "pd.DataFrame") -> "pd.Series[bool]":
    return frame["respondent"].notna() == (frame["level"] == "response")


_ITA_LONG = Contract(
    name="ita_long",
    th="ค่าหนึ่งค่าของหน่วยงานหนึ่งในปีงบประมาณหนึ่ง ที่ระดับใดระดับหนึ่งของการประเมิน ITA",
    en="one value of one unit in one fiscal year, at one depth of the ITA",
    key=("unit", "fiscal_year", "level", "code", "respondent"),
    columns=(
        Column(
            "unit",
            "text",
            "หน่วยงานที่รับการประเมิน",
            "the agency assessed",
            required=True,
            headings=("หน่วยงาน", "ชื่อหน่วยงาน", "หน่วยงานที่ประเมิน", "agency"),
        ),
        Column(
            "fiscal_year",
            "integer",
            "ปีงบประมาณ พ.ศ.",
            "fiscal year, Buddhist era",
            required=True,
            low=2500,
            high=2700,
            unit="year BE",
            headings=("ปีงบประมาณ", "ปีงบประมาณ พ.ศ.", "ปี", "ปี พ.ศ.", "year"),
        ),
        Column(
            "level",
            "choice",
            "ระดับของค่า",
            "depth of the value",
            required=True,
            choices={
                "response": ("คำตอบ", "ผู้ตอบ", "รายคำตอบ"),
                "item": ("ข้อ", "ข้อคำถาม", "รายข้อ", "question"),
                "indicator": ("ตัวชี้วัด", "รายตัวชี้วัด"),
                "instrument": ("เครื่องมือ", "แบบวัด", "รายเครื่องมือ"),
            },
            headings=("ระดับ",),
        ),
        Column(
            "code",
            "code",
            "รหัสข้อ ตัวชี้วัด หรือเครื่องมือ เช่น I1, EIT",
            "code of the item, indicator or instrument, such as I1 or EIT",
            required=True,
            headings=("รหัส",),
        ),
        Column(
            "respondent",
            "code",
            "ผู้ตอบ เฉพาะระดับคำตอบ",
            "who answered; only where level is response",
            headings=("ผู้ตอบ", "รหัสผู้ตอบ"),
        ),
        Column(
            "value",
            "number",
            "ค่า 0–100",
            "value, 0–100",
            required=True,
            low=0,
            high=100,
            unit="percent",
            headings=("ค่า", "คะแนน", "ค่าคะแนน", "score"),
        ),
    ),
    rules=(
        RowRule(
            columns=("respondent", "level"),
            holds=_respondent_at_response,
            words=message("tables.respondent_at_response"),
        ),
    ),
)

_REGISTER = Contract(
    name="register",
    th="เหตุการณ์หนึ่งเหตุการณ์ในทะเบียน",
    en="one event of the register",
    key=("seq",),
    columns=(
        Column(
            "seq",
            "integer",
            "ลำดับในทะเบียน ไม่มีช่องว่าง",
            "place in the register, without gaps",
            required=True,
            low=1,
            headings=("ลำดับ",),
        ),
        Column(
            "time",
            "time",
            "เวลาที่บันทึก",
            "when it was recorded",
            required=True,
            headings=("เวลา", "วันเวลา"),
        ),
        Column("actor", "text", "ผู้บันทึก", "who recorded it", required=True, headings=("ผู้บันทึก",)),
        Column(
            "kind", "code", "ประเภทของเหตุการณ์", "kind of event", required=True, headings=("ประเภท",)
        ),
        Column(
            "serial",
            "code",
            "เลขที่วุฒิบัตรหรือสิ่งที่เหตุการณ์กล่าวถึง",
            "serial of the certificate, or what the event is about",
            required=True,
            headings=("เลขที่", "เลขที่วุฒิบัตร"),
        ),
        _digest("commitment", "ค่าผูกมัดของเนื้อหา", "salted SHA-256 of the body"),
        _digest("previous", "แฮชของเหตุการณ์ก่อนหน้า", "hash of the event before"),
        _digest("hash", "แฮชของเหตุการณ์นี้", "hash of this event"),
    ),
)

CONTRACTS = {
    table.name: table
    for table in (_ROSTER, _RESPONSES, _RATINGS, _RESULTS, _EVENTS, _ITA_LONG, _REGISTER)
}


def contract(name: str) -> Contract:
    """Return the contract of a table.

    Raises
    ------
    UnknownNameError
        When there is no such table.

    Examples
    --------
    >>> contract("roster").key
    ('cohort', 'person')
    """
    try:
        return CONTRACTS[name]
    except KeyError:
        raise UnknownNameError(
            message("tables.unknown_contract", name=name, known=", ".join(CONTRACTS))
        ) from None
