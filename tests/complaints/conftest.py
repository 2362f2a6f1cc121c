"""A small office made by hand, and clean logs of it.

Every rule of conformance has something to look at there, and nothing to find.
"""

import json
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from govlab import logs
from govlab.complaints._process import (
    Accompaniment,
    Actor,
    Attribute,
    Basis,
    Channel,
    Clock,
    Mark,
    Meetings,
    Outcome,
    Process,
    Quantity,
    Report,
    Resource,
    Rule,
    Service,
    Stage,
)
from govlab.course import Text
from govlab.thai import Period, government_calendar

HOUR, DAY = 3_600_000_000, 86_400_000_000
ZERO = datetime(1970, 1, 1, tzinfo=UTC)
BEGIN = date(2020, 10, 1)
ONE = {"": Quantity(1.0)}


def text(th, en):
    return Text(th, en)


def to(**shares):
    return {name: Quantity(share) for name, share in shares.items()}


def based(number):
    return Basis(sources=(f"S9-{number:03d}",))


def stage(title, actor, resource, ways, number, *, identity="withheld"):
    service = (Service("fixed", Quantity(1.0)),)
    return Stage(title, actor, service, ways, resource, "always", identity, based(number))


def make_office():
    """Return a process with everything in it that a rule can ask."""
    return Process(
        id="office",
        title=text("สำนักงานตัวอย่าง", "Example office"),
        note=text("สมมติ", "made up"),
        start=BEGIN,
        warm_up_days=0,
        actors={
            "registry": Actor(text("งานทะเบียน", "Registry"), True, based(1)),
            "checkers": Actor(text("ผู้ตรวจสอบเบื้องต้น", "Checkers"), False, based(2)),
            "committee": Actor(text("คณะกรรมการ", "Committee"), False, based(3)),
            "inquirers": Actor(text("คณะสืบสวน", "Inquirers"), False, based(4)),
            "secretary": Actor(text("ปลัด", "Permanent secretary"), False, based(5)),
        },
        resources={
            "desks": Resource(text("โต๊ะรับเรื่อง", "Desks"), Quantity(3)),
            "board": Resource(
                text("การประชุม", "Board"),
                meetings=Meetings("month", 10, 14.0, Quantity(1000)),
                basis=based(6),
            ),
        },
        calendars={},
        channels={
            "letter": Channel(text("จดหมาย", "Letter"), Quantity(10), "receive"),
            "app": Channel(text("แอป", "App"), Quantity(10), "receive"),
            "field": Channel(text("ลงพื้นที่", "Field"), Quantity(1), "check"),
        },
        attributes={
            "rank": Attribute(
                text("ระดับ", "Rank"),
                {"junior": text("ปฏิบัติการ", "Junior"), "senior": text("สูง", "Senior")},
                None,
                {"": to(junior=0.9, senior=0.1)},
            )
        },
        priorities=(),
        stages={
            "receive": stage(
                text("รับเรื่อง", "Receive"), "registry", "desks",
                (Rule(to(check=1.0)),), 10, identity="named",
            ),
            "check": stage(
                text("ตรวจสอบเบื้องต้น", "Check"), "checkers", None,
                (
                    Rule(to(outside=1.0), {"rank": frozenset({"senior"})}, based(12)),
                    Rule(to(board=0.7, dismissed=0.3)),
                ), 11,
            ),
            "board": stage(
                text("ที่ประชุมพิจารณา", "Decide"), "committee", "board",
                (Rule(to(inquiry=0.7, referred=0.3)),), 13,
            ),
            "inquiry": stage(
                text("สืบสวน", "Inquire"), "inquirers", None, (Rule(to(report=1.0)),), 14
            ),
            "report": stage(
                text("รายงานผล", "Report"), "inquirers", None,
                (
                    Rule(to(closed=1.0), {"visit": frozenset({"again"})}),
                    Rule(to(closed=0.8, check=0.2)),
                ), 15,
            ),
        },
        outcomes={
            "outside": Outcome(text("อยู่นอกอำนาจ", "Outside"), based(20)),
            "dismissed": Outcome(text("ไม่มีมูล", "Dismissed"), based(21)),
            "referred": Outcome(text("ส่งต่อ", "Referred"), based(22)),
            "closed": Outcome(text("ยุติเรื่อง", "Closed"), based(23)),
        },
        deadlines={
            "check_due": Clock(
                text("ตรวจสอบ 30 วัน", "Check in 30 days"),
                text("ตรวจสอบเบื้องต้นเสร็จ", "preliminary check done"),
                Mark("check", "enter"), Mark("check", "end"), Period(30, "day", carry_over=False),
                basis=based(30),
            ),
            "begin_due": Clock(
                text("เริ่มสืบสวน 30 วัน", "Begin in 30 days"), text("เริ่มสืบสวน", "inquiry begun"),
                Mark("board", "end"), Mark("inquiry", "start"),
                Period(30, "day", carry_over=False), basis=based(31),
            ),
        },
        accompaniments={
            "follow_up": Accompaniment(
                text("ติดตามผล", "Follow up"), "registry", "inquiry", Quantity(15),
                Quantity(1.0), Quantity(30), basis=based(40),
            ),
            "transfer": Accompaniment(
                text("ย้ายผู้ถูกร้อง", "Transfer"), "secretary", "inquiry", Quantity(3),
                Quantity(1.0), basis=based(41),
            ),
        },
        reports={
            "summary": Report(text("สรุปผล", "Summary"), "registry", "committee", 2, based(50))
        },
        conformance={
            "referral_unrecorded": {
                "outcomes": ["referred"], "field": "reference", "sources": ["S9-060"]
            },
            "four_eyes": {
                "pairs": [["check", "report"]], "stages": ["inquiry"], "sources": ["S9-061"]
            },
        },
    )  # fmt: skip


def moment(day, hour):
    """Return a moment of Thailand's clock, so many days from the beginning."""
    return ((BEGIN - ZERO.date()).days + day) * DAY + round((hour - 7) * HOUR)


def meeting_days(years=8):
    """Return the days of the board's meetings, counted from the beginning."""
    calendar = government_calendar()
    found = []
    for number in range(12 * years):
        month = BEGIN.month - 1 + number
        day = date(BEGIN.year + month // 12, month % 12 + 1, 10)
        held = day if calendar.is_working_day(day) else calendar.next_working_day(day)
        found.append((held - BEGIN).days)
    return np.array(found)


def make_clean(cases, seed=1):
    """Return a log of the office in which nothing is wrong."""
    rng = np.random.default_rng(seed)
    meetings = meeting_days()
    rows, about = [], []
    for number in range(cases):
        case = f"C{number:06d}"
        channel = str(rng.choice(["letter", "app", "field"], p=[0.5, 0.4, 0.1]))
        rank = "senior" if rng.random() < 0.1 else "junior"
        accused = f"กอง {rng.integers(1, 9)}"
        about.append([case, channel, rank, accused, ""])
        _live(rows, about[-1], rng, meetings)
    for month in range(2, 12 * 6 + 1, 2):
        year, place = divmod(BEGIN.month - 1 + month, 12)
        last = date(BEGIN.year + year, place + 1, 1) - timedelta(days=1)
        at = moment((last - BEGIN).days + int(rng.integers(0, 20)), 10.0)
        rows.append(["office", "summary", "registry", at, at + HOUR, None, None])
    events = pd.DataFrame(
        rows, columns=["case", "activity", "resource", "start", "end", "outcome", "attributes"]
    )
    events["end"] = events["end"].astype("Int64")
    table = pd.DataFrame(about, columns=["case", "channel", "rank", "accused_unit", "reference"])
    return logs.log_of(events, table, source="clean", simulated=True)


def _live(rows, about, rng, meetings):  # noqa: C901 - a life has many turns
    """Write what happens to one case."""
    case, channel, rank, accused, _ = about

    def add(activity, resource, start, end, outcome=None, **more):
        told = json.dumps(more, ensure_ascii=False) if more else None
        rows.append([case, activity, resource, start, end, outcome, told])

    day = int(rng.integers(0, 4 * 365))
    if channel != "field":
        add("receive", "desks 2", moment(day, 9.0), moment(day, 11.0))
        day += 1
    for visit in range(2):
        length = int(rng.integers(1, 20))
        person = f"เจ้าหน้าที่ {rng.integers(1, 40)}"
        ends = None
        if rank == "senior":
            ends = "outside"
        elif rng.random() < 0.3:
            ends = "dismissed"
        add("ตรวจสอบเบื้องต้น", person, moment(day, 9.0), moment(day + length, 15.0), ends)
        if ends:
            return
        day = int(meetings[np.searchsorted(meetings, day + length + 1)])
        ends = "referred" if rng.random() < 0.3 else None
        if ends:
            about[4] = f"ส่ง {rng.integers(1, 999)}"
        add("Decide", "board", moment(day, 14.0), moment(day, 15.0), ends)
        if ends:
            return
        day += int(rng.integers(3, 20))
        length = int(rng.integers(80, 120))
        other = f"กอง {(int(accused.split()[1]) % 9) + 1}"
        add("inquiry", "inquirers", moment(day, 9.0), moment(day + length, 9.0), unit=other)
        add("transfer", "secretary", moment(day + 3, 10.0), moment(day + length, 9.0))
        for at in range(15, length, 30):
            add("follow_up", "registry", moment(day + at, 9.0), moment(day + at, 9.5))
        day += length
        back = visit == 0 and rng.random() < 0.2
        add(
            "report", f"คณะ {rng.integers(1, 40)}", moment(day, 10.0), moment(day + 2, 10.0),
            None if back else "closed",
        )  # fmt: skip
        if not back:
            return
        day += 3


@pytest.fixture(scope="session")
def office():
    """Return the example office."""
    return make_office()


@pytest.fixture(scope="session")
def clean():
    """Return a clean log of 10,000 cases."""
    return make_clean(10_000)
