"""The smallest curriculum that keeps every rule, and a way to break it."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from govlab import course, home

# The tests of this room import the small worlds beside them.
sys.path.insert(0, str(Path(__file__).parent))


def both(th, en):
    return {"th": th, "en": en}


# Questions that keep every rule of item writing; all of it is made up.
ASKED = {
    "tell-1": (
        "ใครรับคำร้องของตลาดสมมติในเช้าวันจันทร์|Who takes in petitions at a made-up market on Monday?",
        "เสมียนเวร|นายตรวจ|พนักงานคลัง|ช่างโยธา",
        "the clerk on duty|the inspector|the cashier|the engineer",
    ),
    "act-1": (
        "เทศบาลสมมติควรปิดประกาศผลสอบสวนไว้ที่ใด|Where should a made-up town post its findings?",
        "หน้าสำนักงาน|ห้องผู้บริหาร|เว็บไซต์กลาง|ตู้เอกสารลับ",
        "at its front door|in the mayor's room|on its own website|in a locked drawer",
    ),
    "tell-2": (
        (
            "รถราชการคันหนึ่งจอดที่งานแต่ง ควรดูเอกสารใดก่อน"
            "|An official car stands at a wedding. Which paper comes first?"
        ),
        "ใบขับขี่|ใบอนุญาตใช้รถ|บัตรเชิญงาน|ทะเบียนบ้าน",
        "driving licence|trip permit|invitation card|house register",
    ),
    "tell-3": (
        (
            "พัสดุหายจากห้องเก็บของ หลักฐานใดบอกจำนวนเดิม"
            "|Stock has gone from a store room. What shows how much there was?"
        ),
        "ป้ายหน้าห้อง|รูปถ่ายหมู่|บัญชีคุม|คำบอกเล่า",
        "door sign|group photo|stock ledger|hearsay",
    ),
    "tell-4": (
        (
            "ผู้สมัครทุนเป็นหลานกรรมการ กรรมการควรทำสิ่งใด"
            "|A scholar is a nephew of the juror. What is the juror to do?"
        ),
        "ลงคะแนนสูง|ให้คำแนะนำ|ลาออกทันที|แจ้งและถอนตัว",
        "mark him high|coach him early|resign at once|declare and withdraw",
    ),
    "tell-5": (
        (
            "ของฝากจากคู่สัญญาราคาสูง ต้องบันทึกไว้ในสมุดใด"
            "|A contractor left costly goods. Which book records them?"
        ),
        "สมุดเยี่ยม|ทะเบียนของขวัญ|สมุดลงเวลา|บัญชีครุภัณฑ์",
        "visitor book|gift register|time sheet|asset list",
    ),
    "tell-6": (
        (
            "ประชาชนรอคิวนานเพราะมีคนแทรก ตัวชี้วัดใดเห็นเรื่องนี้"
            "|People wait while others jump the queue. Which figure shows it?"
        ),
        "ยอดรายได้|จำนวนโต๊ะ|ลำดับบัตรคิว|อุณหภูมิห้อง",
        "total revenue|number of desks|ticket sequence|room temperature",
    ),
    "tell-7": (
        (
            "ค่าเดินทางซ้ำสองใบในเดือนเดียว ผู้ตรวจควรเทียบกับสิ่งใด"
            "|Two travel claims came in one month. What should they be held against?"
        ),
        "ข่าวหนังสือพิมพ์|แผนที่เก่า|ปฏิทินจีน|คำสั่งไปราชการ",
        "newspaper story|old map|lunar calendar|duty order",
    ),
    "act-2": (
        (
            "เบาะแสไม่มีชื่อมาถึงศูนย์สมมติ ข้อมูลใดทำให้ตรวจต่อได้"
            "|An unsigned tip reached a made-up centre. Which details let it go on?"
        ),
        "คำชมหน่วยงาน|วันเวลาเกิดเหตุ|สีเสื้อผู้เขียน|สถานที่พบของ",
        "praise of the office|day and hour|shirt of the writer|place of the find",
    ),
}


def item(name, use, objective="tell", *, kind="single", keys="b", **more):
    """Return an item as its file holds it, synthetic from end to end."""
    stem, th, en = ASKED[name]
    return {
        "id": name,
        "version": 1,
        "use": use,
        "type": kind,
        "objective": objective,
        "level": "apply",
        "sources": ["S2-014"],
        "stem": both(*stem.split("|")),
        "options": [
            {
                "id": letter,
                "text": both(thai, english),
                "correct": letter in keys,
                "reason": both(f"เพราะ {letter}", f"because {letter}"),
            }
            for letter, thai, english in zip("abcd", th.split("|"), en.split("|"), strict=True)
        ],
    } | more


LESSON = "\n".join(
    f"<!-- lang: {lang} -->\n# {title}\n<!-- objective: tell -->\n<!-- objective: act -->"
    for lang, title in (("th", "บทเรียน"), ("en", "Lesson"))
)


def small():
    """Return the files of a curriculum of one module, by name."""
    return {
        "curriculum.yaml": {
            "schema": 2,
            "id": "small",
            "version": 1,
            "title": both("หลักสูตรตัวอย่าง", "Sample curriculum"),
            "audience": [{"text": both("ข้าราชการ", "officials"), "sources": ["S4-055"]}],
            "outcomes": [{"text": both("แยกแยะได้", "can tell apart"), "sources": ["S4-073"]}],
            "pass_mark": {"percent": 80, "basis": "design"},
            "target": {"percent": 80, "source": "S4-073"},
            "design_note": both("ออกแบบเอง", "our design"),
            "modules": ["one"],
            "planned": [{"title": both("หมวดต่อไป", "The next module")}],
        },
        "blueprints.yaml": {
            "schema": 2,
            "blueprints": {
                "pre": {
                    "title": both("ก่อนเรียน", "Before"),
                    "use": "practice",
                    "table": {"one/tell": {"any": 1}},
                },
                "demo": {
                    "title": both("ข้อสอบสาธิต", "Demonstration"),
                    "demonstration": True,
                    "use": "exam",
                    "table": {"one/tell": {"apply": 2}, "one/act": {"any": 1}},
                },
            },
        },
        "one/module.yaml": {
            "schema": 2,
            "id": "one",
            "version": 1,
            "title": both("หมวดหนึ่ง", "Module one"),
            "hours": {"value": 3, "basis": "design", "note": "E4J"},
            "objectives": [
                {"id": "tell", "text": both("แยกแยะ", "tell apart"), "sources": ["S2-014"]},
                {"id": "act", "text": both("ลงมือทำ", "act"), "sources": ["S2-014"]},
            ],
        },
        "one/lesson.md": LESSON,
        "one/items.yaml": {
            "schema": 2,
            "items": [
                item("tell-1", "practice", keys="a"),
                item("act-1", "practice", "act", kind="multiple", keys="ac"),
                *(item(f"tell-{n}", "exam", keys="bcdbcd"[n - 2]) for n in range(2, 8)),
                item(
                    "act-2",
                    "exam",
                    "act",
                    kind="multiple",
                    keys="bd",
                    points=2,
                    sources=[{"law": "พ.ร.ป. ป.ป.ช. พ.ศ. 2561 ม.128", "effective": "2018-07-22"}],
                ),
            ],
        },
    }


@pytest.fixture
def write(tmp_path):
    """Write a curriculum's files into a home of its own and return the home."""

    def written(files):
        root = tmp_path / "course" / "small"
        shutil.rmtree(root, ignore_errors=True)
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            # JSON is YAML.
            text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
            path.write_text(text, encoding="utf-8")
        return home.Home(tmp_path)

    return written


@pytest.fixture
def files():
    """Give the files of the small curriculum, to be changed before they are written."""
    return small()


@pytest.fixture
def place(write, files):
    """Give a home with the small curriculum, its versions locked."""
    made = write(files)
    course.lock("small", made)
    return made
