"""Templated items of every type, synthetic from end to end, and a way to spoil them."""

import copy

from govlab.chance import Stream
from govlab.course._template import Template


def both(th, en):
    return {"th": th, "en": en}


def option(letter, th, en, *, correct=None, reason=None):
    found = {
        "id": letter,
        "text": both(th, en),
        "reason": reason or both("ดูระเบียบ", "See the rule."),
    }
    return found if correct is None else found | {"correct": correct}


HEADER = {
    "version": 1,
    "use": "exam",
    "objective": "tell",
    "level": "apply",
    "sources": ["S2-014"],
}

GIFT = {
    "id": "gift",
    "type": "single",
    **HEADER,
    "stem": both(
        "{{ giver }}ให้ของขวัญราคา {{ amount | baht }} แก่เจ้าหน้าที่เมื่อวันที่ {{ day | date }}"
        " เจ้าหน้าที่ควรทำอย่างไร",
        "{{ giver | capital }} gives an official a present worth {{ amount | baht }} on"
        " {{ day | date }}. What should the official do?",
    ),
    "options": [
        option("a", "รับไว้ได้", "Keep it", correct="= amount <= 3000"),
        option("b", "คืนหรือรายงาน", "Return or report it", correct="= amount > 3000"),
        option("c", "ขายแล้วแบ่งกัน", "Sell it and share", correct=False),
        option(
            "d",
            "จ่ายส่วนที่เกิน {{ abs(amount - 3000) | baht }}",
            "Pay the {{ abs(amount - 3000) | baht }} of difference",
            correct=False,
        ),
    ],
    "parameters": [
        {"name": "giver", "words": [both("ผู้รับเหมา", "a contractor"), both("ญาติสนิท", "a cousin")]},
        {"name": "amount", "range": {"low": 1500, "high": 4500, "step": 250}},
        {"name": "day", "date": {"first": "2023-10-01", "last": "2024-09-30", "working": True}},
    ],
    "conditions": ["amount != 3000"],
}

DEADLINE = {
    "id": "deadline",
    "type": "numeric",
    **HEADER,
    "stem": both(
        "ได้รับเรื่องวันที่ {{ received | date }} กำหนดตอบวันที่ {{ due | date }} นับได้กี่วัน",
        "A complaint arrives on {{ received | date }} and is due on {{ due | date }}."
        " How many days is that?",
    ),
    "answers": [
        {
            "value": "= days_between(received, due)",
            "reason": both("ไม่นับวันแรก", "The first day does not count."),
        },
        {
            "value": "= days_between(received, due) + 1",
            "credit": 0.5,
            "reason": both("นับวันแรกด้วย", "This counts the first day."),
        },
    ],
    "otherwise": both("ลองนับใหม่", "Count again."),
    "unit": both("วัน", "days"),
    "parameters": [
        {"name": "received", "date": {"first": "2023-10-02", "last": "2024-05-31"}},
        {"name": "allowed", "from": [15, 30, 45]},
        {"name": "due", "compute": "add_days(received, allowed)"},
    ],
}

VERDICT = {
    "id": "verdict",
    "type": "truefalse",
    **HEADER,
    "stem": both(
        "เบิกค่าใช้จ่าย {{ claimed | baht }} จากที่จ่ายจริง {{ paid | baht }} ถูกต้อง",
        "Claiming {{ claimed | baht }} after paying {{ paid | baht }} is right.",
    ),
    "truth": "= claimed <= paid",
    "if_true": both("เบิกได้ไม่เกินที่จ่ายจริง", "One may claim no more than was paid."),
    "if_false": both("เบิกได้เท่าที่จ่ายจริง", "One may claim what was paid."),
    "parameters": [
        {"name": "paid", "from": [800, 1200, 2400, 3600]},
        {"name": "claimed", "from": [800, 1200, 2400, 3600]},
    ],
}

STEPS = {
    "id": "steps",
    "type": "ordering",
    **HEADER,
    "stem": both("เรียงจำนวนจากน้อยไปมาก", "Put the amounts in order, the smallest first."),
    "options": [
        option("a", "{{ low + gap | baht }}", "{{ low + gap | baht }}"),
        option("b", "{{ low + 3 * gap | baht }}", "{{ low + 3 * gap | baht }}"),
        option("c", "{{ low | baht }}", "{{ low | baht }}"),
    ],
    "order": ["c", '= "a" if gap > 0 else "b"', '= "b" if gap > 0 else "a"'],
    "parameters": [
        {"name": "low", "range": {"low": 100, "high": 900, "step": 50}},
        {"name": "gap", "from": [10, 20, 30]},
    ],
}

PAIRS = {
    "id": "pairs",
    "type": "matching",
    **HEADER,
    "stem": both("จับคู่จำนวนกับผล", "Match amount and outcome."),
    "premises": [
        {
            "id": "1",
            "text": both("{{ small | baht }}", "{{ small | baht }}"),
            "match": '= "b" if small <= 3000 else "a"',
            "reason": both("ดูเพดาน", "See the limit."),
        },
        {
            "id": "2",
            "text": both("{{ large | baht }}", "{{ large | baht }}"),
            "match": "a",
            "reason": both("ดูเพดาน", "See the limit."),
        },
    ],
    "options": [option("a", "เกิน", "Above the limit"), option("b", "ไม่เกิน", "Within the limit")],
    "parameters": [
        {"name": "small", "range": {"low": 500, "high": 2500, "step": 500}},
        {"name": "large", "range": {"low": 3500, "high": 6000, "step": 500}},
    ],
}

WORDS = {
    "id": "decide",
    "type": "text",
    **HEADER,
    "stem": both(
        "มีเรื่องร้องเรียน {{ count }} เรื่อง จะทำอย่างไร",
        "There are {{ count }} complaints. What do you do?",
    ),
    "rubric": [
        {
            "id": "first",
            "text": both("ลำดับ", "Order"),
            "levels": [
                {"points": 0, "text": both("ไม่มี", "None")},
                {"points": 2, "text": both("ครบ {{ count }} เรื่อง", "All {{ count }} complaints")},
            ],
        }
    ],
    "model": both("เรียงตามความเร่งด่วน", "Urgent ones first."),
    "parameters": [{"name": "count", "range": {"low": 3, "high": 14}}],
}

STORY = {
    "id": "story",
    "type": "case",
    **HEADER,
    "stem": both("หน่วยงานได้รับ {{ count }} เรื่อง", "An office receives {{ count }} complaints."),
    "questions": [
        {
            "id": "half",
            "type": "numeric",
            "points": 2,
            "stem": both("ครึ่งหนึ่งคือกี่เรื่อง", "How many are half of them?"),
            "answers": [{"value": "= count / 2", "reason": both("หารสอง", "Divide by two.")}],
            "otherwise": both("ลองใหม่", "Try again."),
        },
        {key: value for key, value in VERDICT.items() if key not in {"parameters", *HEADER}}
        | {"stem": both("มากกว่า 20 เรื่อง", "There are more than 20."), "truth": "= count > 20"},
    ],
    "parameters": [{"name": "count", "range": {"low": 4, "high": 40, "step": 4}}],
}

ALL = (GIFT, DEADLINE, VERDICT, STEPS, PAIRS, WORDS, STORY)


def made(raw, **changes):
    """Return the template of `raw`, some of its fields put in place of its own."""
    return Template.made("one", copy.deepcopy(raw) | changes, "one/items.yaml")


def stream(seed, name="variant"):
    return Stream(seed, name)
