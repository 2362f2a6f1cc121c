"""The columns of a sheet of questions, in the words that offices head them with.

A text has a Thai and an English column (คำถาม, Question); everything else has one column
under either name. Case, spaces and punctuation of a heading do not matter.
"""

from dataclasses import dataclass

from govlab.text import Message, message

#: Letters of options as Thai papers print them; a, b, c … in the same order.
THAI_LETTERS = "กขคงจฉชซ"
LETTERS = "abcdefgh"
PREMISES = 8


@dataclass(frozen=True, slots=True)
class Field:
    """What one column, or one pair of columns, holds.

    Parameters
    ----------
    name : str
    th, en : tuple of str
        Accepted headings; the first is the one that is written.
    about : Message
        What to fill in, for the explanation sheet.
    text : bool
        Whether it is words in a language: Thai under the Thai headings, English under
        the English ones.
    key : bool
        Whether it tells the key, or why it is the key.
    """

    name: str
    th: tuple[str, ...]
    en: tuple[str, ...]
    about: Message
    text: bool = False
    key: bool = False

    def heading(self, lang: str) -> str:
        """Return the heading that is written in `lang`."""
        return (self.th if lang == "th" else self.en)[0]


def _options() -> list[Field]:
    made = []
    for place, (thai, latin) in enumerate(zip(THAI_LETTERS, LETTERS, strict=True), start=1):
        upper = latin.upper()
        made.append(
            Field(
                f"option_{latin}",
                (f"ตัวเลือก {thai}", thai, f"ตัวเลือก {latin}", f"ตัวเลือก {place}", f"ตัวเลือกที่ {place}"),
                (f"Option {upper}", upper, f"Choice {upper}", f"Answer {upper}", f"Option {place}"),
                message("interchange_b.about_option"),
                text=True,
            )
        )
        made.append(
            Field(
                f"reason_{latin}",
                (f"เหตุผล {thai}", f"คำอธิบาย {thai}", f"เหตุผล {latin}", f"เหตุผลตัวเลือก {thai}"),
                (f"Reason {upper}", f"Feedback {upper}", f"Explanation {upper}"),
                message("interchange_b.about_reason"),
                text=True,
                key=True,
            )
        )
    return made


def _premises() -> list[Field]:
    made = []
    for place in range(1, PREMISES + 1):
        made.append(
            Field(
                f"premise_{place}",
                (f"ข้อย่อย {place}", f"รายการ {place}", f"เกณฑ์ {place}"),
                (f"Premise {place}", f"Criterion {place}"),
                message("interchange_b.about_premise"),
                text=True,
            )
        )
        made.append(
            Field(
                f"premise_reason_{place}",
                (f"เหตุผลข้อย่อย {place}", f"เหตุผล {place}", f"ระดับคะแนน {place}"),
                (f"Premise reason {place}", f"Reason {place}", f"Levels {place}"),
                message("interchange_b.about_premise_reason"),
                text=True,
                key=True,
            )
        )
    return made


#: Every column, in the order in which they are written.
FIELDS: tuple[Field, ...] = (
    Field(
        "code",
        ("รหัสข้อ", "รหัส", "ข้อ", "ข้อที่", "ลำดับ", "ลำดับที่", "เลขข้อ"),
        ("Item code", "Code", "ID", "Item ID", "Item", "No", "Number"),
        message("interchange_b.about_code"),
    ),
    Field(
        "case",
        ("ข้อของกรณี", "รหัสกรณี", "กรณีที่"),
        ("Case", "Case code", "Case ID"),
        message("interchange_b.about_case"),
    ),
    Field(
        "type",
        ("ประเภท", "ประเภทข้อ", "ประเภทข้อสอบ", "ชนิดข้อสอบ", "รูปแบบข้อสอบ"),
        ("Type", "Question type", "Item type"),
        message("interchange_b.about_type"),
    ),
    Field(
        "stem",
        ("คำถาม", "โจทย์", "ข้อคำถาม", "ข้อสอบ"),
        ("Question", "Stem", "Question text", "Question (English)"),
        message("interchange_b.about_stem"),
        text=True,
    ),
    *_options(),
    *_premises(),
    Field(
        "key",
        ("เฉลย", "คำตอบ", "คำตอบที่ถูก", "คำตอบที่ถูกต้อง", "ข้อที่ถูก"),
        ("Key", "Answer", "Correct", "Correct answer", "Correct option"),
        message("interchange_b.about_key"),
        key=True,
    ),
    Field(
        "credit",
        ("เครดิต", "น้ำหนักคะแนน", "สัดส่วนคะแนน"),
        ("Credit", "Weights", "Option credit"),
        message("interchange_b.about_credit"),
        key=True,
    ),
    Field(
        "if_true",
        ("เหตุผล ถูก", "คำอธิบาย ถูก"),
        ("Reason true", "Feedback true"),
        message("interchange_b.about_verdict"),
        text=True,
        key=True,
    ),
    Field(
        "if_false",
        ("เหตุผล ผิด", "คำอธิบาย ผิด"),
        ("Reason false", "Feedback false"),
        message("interchange_b.about_verdict"),
        text=True,
        key=True,
    ),
    Field(
        "otherwise",
        ("เหตุผล อื่น", "คำอธิบายคำตอบอื่น"),
        ("Reason other", "Feedback other"),
        message("interchange_b.about_otherwise"),
        text=True,
        key=True,
    ),
    Field("unit", ("หน่วย",), ("Unit",), message("interchange_b.about_unit"), text=True),
    Field(
        "model",
        ("แนวคำตอบ", "แนวการตอบ", "ตัวอย่างคำตอบ"),
        ("Model answer", "Sample answer"),
        message("interchange_b.about_model"),
        text=True,
        key=True,
    ),
    Field(
        "criteria",
        ("รหัสเกณฑ์",),
        ("Criterion codes", "Criteria"),
        message("interchange_b.about_criteria"),
        key=True,
    ),
    Field("words", ("จำนวนคำ",), ("Words", "Word count"), message("interchange_b.about_words")),
    Field(
        "points",
        ("คะแนน", "คะแนนเต็ม"),
        ("Points", "Score", "Marks"),
        message("interchange_b.about_points"),
    ),
    Field(
        "objective",
        ("วัตถุประสงค์", "จุดประสงค์", "จุดประสงค์การเรียนรู้"),
        ("Objective", "Learning objective"),
        message("interchange_b.about_objective"),
    ),
    Field(
        "level",
        ("ระดับ", "ระดับพฤติกรรม", "ระดับการเรียนรู้"),
        ("Level", "Bloom", "Bloom level"),
        message("interchange_b.about_level"),
    ),
    Field(
        "use",
        ("การใช้", "ใช้เป็น", "การนำไปใช้"),
        ("Use",),
        message("interchange_b.about_use"),
    ),
    Field(
        "sources",
        ("แหล่งที่มา", "ที่มา", "อ้างอิง", "แหล่งอ้างอิง"),
        ("Sources", "Source", "Reference", "References"),
        message("interchange_b.about_sources"),
    ),
    Field("version", ("รุ่น", "ฉบับ"), ("Version",), message("interchange_b.about_version")),
    Field("variant", ("รหัสตัวแปร",), ("Variant",), message("interchange_b.about_variant")),
)
#: The columns of a blank sheet: what an office needs for a question of any type.
USUAL = (
    "code", "case", "type", "stem",
    *(f"{kind}_{letter}" for letter in "abcde" for kind in ("option", "reason")),
    *(f"{kind}_{place}" for place in range(1, 5) for kind in ("premise", "premise_reason")),
    "key", "credit", "if_true", "if_false", "otherwise", "unit", "model", "words",
    "points", "objective", "level", "use", "sources",
)  # fmt: skip

#: What a cell may say, by what it means; the first of each language is written.
TYPES: dict[str, tuple[str, ...]] = {
    "single": ("คำตอบเดียว", "single", "ปรนัย", "เลือกตอบ", "multiple choice", "mcq"),
    "multiple": ("หลายคำตอบ", "multiple", "เลือกหลายคำตอบ", "multiple answer"),
    "truefalse": ("ถูกผิด", "true/false", "ถูก-ผิด", "truefalse"),
    "ordering": ("เรียงลำดับ", "ordering", "order"),
    "matching": ("จับคู่", "matching", "match"),
    "numeric": ("ตัวเลข", "numeric", "เติมตัวเลข", "number"),
    "text": ("ข้อเขียน", "text", "อัตนัย", "เขียนตอบ", "essay"),
    "case": ("กรณีศึกษา", "case", "สถานการณ์"),
}
LEVELS: dict[str, tuple[str, ...]] = {
    "remember": ("จำ", "remember", "ความจำ", "ความรู้ความจำ"),
    "understand": ("เข้าใจ", "understand", "ความเข้าใจ"),
    "apply": ("ประยุกต์ใช้", "apply", "นำไปใช้", "การนำไปใช้", "ประยุกต์"),
    "analyse": ("วิเคราะห์", "analyse", "analyze", "การวิเคราะห์"),
    "evaluate": ("ประเมินค่า", "evaluate", "ประเมิน", "การประเมินค่า"),
    "create": ("สร้างสรรค์", "create", "การสร้างสรรค์", "สังเคราะห์"),
}
USES: dict[str, tuple[str, ...]] = {
    "practice": ("แบบฝึก", "practice", "แบบฝึกหัด", "ฝึก"),
    "exam": ("ข้อสอบ", "exam", "สอบ", "ทดสอบ"),
}
VERDICTS: dict[str, tuple[str, ...]] = {
    "true": ("ถูก", "true", "จริง", "t"),
    "false": ("ผิด", "false", "เท็จ", "f"),
}
