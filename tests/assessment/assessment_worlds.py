"""Small worlds for the tests of assessment: a form of few items, a roster, answer sheets."""

from decimal import Decimal

from govlab.course import Form, FormItem, Item, Option, Snapshot, Text
from govlab.course.interactions import Choice

COHORT = "2567-1"
NO_REASON = Text("-", "-")


def text(words):
    """Return a text from "ไทย|English"."""
    th, _, en = words.partition("|")
    return Text(th, en or f"{th} (en)")


def item(name, stem, options, right, *, points=1, version=1):
    """Return an item; options by id, and the ids of the right ones."""
    return Item(
        module="interests",
        id=name,
        version=version,
        use="practice",
        objective="tell",
        level="apply",
        points=points,
        sources=(),
        stem=text(stem),
        interaction=Choice(
            tuple(Option(i, text(t), i in right, NO_REASON) for i, t in options.items()),
            several=len(right) > 1,
        ),
    )


def snapshot(*items, pass_mark="80", form="post-0123456789ab"):
    """Return the snapshot of a sitting that asks these items."""
    asked = tuple(FormItem(i.code, i.version, i.type, i.points, i.stem, ()) for i in items)
    return Snapshot(
        curriculum="governance",
        version="1",
        title=text("หลักสูตร|Course"),
        form=Form(form, "governance", "post", text("หลังอบรม|Post"), False, 100.0, asked),
        items=tuple(items),
        pass_mark=Decimal(pass_mark),
        target=Decimal(80),
    )


GIFT = item(
    "gift",
    "เจ้าหน้าที่รับของขวัญจากผู้รับเหมาได้หรือไม่|May an officer take a gift from a contractor?",
    {"a": "ได้|Yes", "b": "ไม่ได้|No", "c": "ได้ ถ้าไม่มีใครเห็น|Yes, if nobody sees"},
    "b",
)
SIGNS = item(
    "signs",
    "ข้อใดเป็นสัญญาณของผลประโยชน์ทับซ้อน (เลือกได้หลายข้อ)|Which are signs of a conflict of interest?",
    {
        "a": "ญาติเป็นคู่สัญญา|A relative is the contractor",
        "b": "ของขวัญ, ของฝาก|Gifts, souvenirs",
        "c": "ของฝาก|Souvenirs",
        "d": "ประกาศผลตรงเวลา; ครบถ้วน|Results on time; complete",
    },
    "ab",
    points=2,
)
CHANNEL = item(
    "channel",
    "ผู้ร้องเรียนแจ้งเรื่องทางใดได้|Where may a complaint be made?",
    {"a": "ทางเว็บไซต์|On the web", "b": "ที่สำนักงาน|At the office", "c": "ทุกทาง|All of them"},
    "c",
)
FORM = snapshot(GIFT, SIGNS, CHANNEL)


def roster(*statuses, emails=None):
    """Return a roster: persons 001, 002, … with these statuses."""
    import pandas as pd

    persons = [f"{n:03d}" for n in range(1, len(statuses) + 1)]
    return pd.DataFrame(
        {
            "cohort": COHORT,
            "person": persons,
            "title": "นางสาว",
            "name": [f"ตัวอย่าง คนที่{n}" for n in persons],
            "position": None,
            "agency": "กรมสมมติ",
            "unit": None,
            "email": emails or [None] * len(persons),
            "status": list(statuses),
        }
    ).astype("str")


def responses(sheets, form=FORM, sitting="post"):
    """Return table `responses` from {(person, attempt): {item code: response}}."""
    import pandas as pd

    lines = [
        (COHORT, person, sitting, attempt, code, answer)
        for (person, attempt), answers in sheets.items()
        for code, answer in answers.items()
    ]
    names = ["cohort", "person", "sitting", "attempt", "item", "response"]
    frame = pd.DataFrame(lines, columns=names)
    return frame.astype({name: "str" for name in names if name != "attempt"} | {"attempt": "int64"})
