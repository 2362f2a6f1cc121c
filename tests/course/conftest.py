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


def item(name, use, objective="tell", *, kind="single", keys="b", **more):
    """Return an item as its file holds it, synthetic from end to end."""
    return {
        "id": name,
        "version": 1,
        "use": use,
        "type": kind,
        "objective": objective,
        "level": "apply",
        "sources": ["S2-014"],
        "stem": both(f"ข้อใดถูก ({name})", f"Which is right? ({name})"),
        "options": [
            {
                "id": letter,
                "text": both(f"คำตอบ {letter} {name}", f"answer {letter} {name}"),
                "correct": letter in keys,
                "reason": both(f"เพราะ {letter}", f"because {letter}"),
            }
            for letter in "abcd"
        ],
    } | more


def small():
    """Return the files of a curriculum of one module, by name."""
    return {
        "curriculum.yaml": {
            "schema": 2,
            "id": "small",
            "version": 1,
            "title": both("หลักสูตรตัวอย่าง", "Sample curriculum"),
            "audience": [{"text": both("ข้าราชการ", "officials"), "sources": ["S4-X20"]}],
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
        "one/lesson.md": "<!-- lang: th -->\n# บทเรียน\n<!-- lang: en -->\n# Lesson\n",
        "one/items.yaml": {
            "schema": 2,
            "items": [
                item("tell-1", "practice", keys="a"),
                item("act-1", "practice", "act", kind="multiple", keys="ac"),
                *(item(f"tell-{n}", "exam", keys="bcd"[n % 3]) for n in range(2, 8)),
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
