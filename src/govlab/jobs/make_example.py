"""Make the example cohort: ``python -m govlab.jobs.make_example``.

Sixty synthetic trainees and what they answered to the demonstration exam, as a trainer
has them: a roster and the response sheet that Google Forms exports in Thai. Nothing in
them is about a real person: surnames, agencies, sheets and title rows say so. The same
content of ``course/`` gives the same bytes; after a change of an item that stands on the
form, make them again.
"""

import argparse
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from govlab import chance, course, home, tables
from govlab.jobs._example import ANSWERS, CURRICULUM, FORM, ROSTER, SEED
from govlab.text import say

__all__ = ["main", "make"]

_MARK = "ข้อมูลสมมติ (synthetic) สร้างโดยโปรแกรมเพื่อสาธิต ไม่ใช่บุคคลจริง"
_SHEETS = {ROSTER: "รายชื่อ (ข้อมูลสมมติ)", ANSWERS: "คำตอบ (ข้อมูลสมมติ)"}

# How the sixty fare, chosen so that every step of the ladder loses somebody.
_TRAINEES = 60
_ABSENT = (8, 27, 49)
_WITHDRAWN = (15, 38)
_LEFT_EARLY = (4, 33, 57)  # attended, sent no answers
_BELOW = {2: 15, 11: 14, 19: 12, 25: 15, 36: 9, 44: 13, 52: 15, 60: 11}  # right answers of 20
_RAN_OUT = {36: 4, 60: 2}  # questions at the end that they did not reach
_SENT_TWICE = 21
_SLIP = "0O9"  # a seat code typed with a letter: nobody's, and not to be guessed
_SLIP_OF = 9

_FIRST = (
    ("นาย", "กฤษฎา"), ("นางสาว", "ปัญญ์ชลี"), ("นาง", "อำไพ"), ("นาย", "ฐิติพงศ์"),
    ("นางสาว", "ณัฏฐ์ธิดา"), ("นาย", "ศักดิ์สิทธิ์"), ("นาง", "สุปรีดิ์"), ("นางสาว", "น้ำผึ้ง"),
    ("ว่าที่ร้อยตรี", "เกียรติศักดิ์"), ("นางสาว", "กรรณิการ์"), ("นาย", "ปฏิญญา"), ("นาง", "วันเพ็ญ"),
    ("นางสาว", "ชุติกาญจน์"), ("นาย", "ภูมิพัฒน์"), ("นางสาว", "อัญชิษฐา"),
)  # fmt: skip
_LAST = ("สมมติวงศ์", "ตัวอย่างสุข", "จำลองทรัพย์", "สมมุติฐิติกุล")
_POSTS = ("นักวิเคราะห์นโยบายและแผนชำนาญการ", "นิติกรปฏิบัติการ", "เจ้าพนักงานธุรการชำนาญงาน",
          "นักทรัพยากรบุคคลชำนาญการ", "นักวิชาการพัสดุปฏิบัติการ")  # fmt: skip
_AGENCIES = ("กรมตัวอย่าง", "สำนักงานจังหวัดสมมติ", "เทศบาลเมืองจำลอง", "องค์การบริหารส่วนตำบลตัวอย่าง")
_EXAM_BEGINS = datetime(2026, 11, 20, 15, 30)  # noqa: DTZ001 - the export's own wall clock


@dataclass(frozen=True)
class _Trainee:
    number: int

    @property
    def code(self) -> str:
        return f"{self.number:03d}"

    @property
    def status(self) -> str:
        if self.number in _ABSENT:
            return "ขาด"
        return "ถอนตัว" if self.number in _WITHDRAWN else "เข้าอบรม"

    @property
    def answers(self) -> bool:
        return self.status == "เข้าอบรม" and self.number not in _LEFT_EARLY

    def row(self) -> tuple[str, ...]:
        place = self.number - 1
        # Fifteen first names and four surnames meet in sixty ways, once each.
        title, first = _FIRST[place % len(_FIRST)]
        last = _LAST[place // len(_FIRST)]
        return (
            self.code, title, f"{first} {last}", _POSTS[place % len(_POSTS)],
            _AGENCIES[place % len(_AGENCIES)], self.status,
        )  # fmt: skip


def make(folder: str | Path, place: home.Home | None = None) -> tuple[Path, Path]:
    """Write roster and answers of the example cohort into `folder`.

    Parameters
    ----------
    folder : str or Path
        An existing folder; the two files in it are made or replaced.
    place : Home, optional
        Home whose curriculum the exam is drawn from.

    Returns
    -------
    tuple of Path
        The roster and the answers.
    """
    folder = Path(folder)
    trainees = [_Trainee(number) for number in range(1, _TRAINEES + 1)]
    headings = ("รหัสที่นั่ง", "คำนำหน้า", "ชื่อ-สกุล", "ตำแหน่ง", "หน่วยงาน", "สถานะการอบรม")
    roster = _write(folder, ROSTER, headings, [one.row() for one in trainees])
    curriculum = course.load(CURRICULUM, place)
    _, key = course.draw_form(curriculum, FORM, SEED)
    items = key.items
    stems = tuple(item.stem.th for item in items)
    answers = _write(folder, ANSWERS, ("ประทับเวลา", "รหัสที่นั่ง", *stems), _sheet(trainees, items))
    return roster, answers


def _write(folder: Path, name: str, headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> Path:
    """Write a sheet whose first row says that everything below is synthetic."""
    import pandas as pd

    blank = ("",) * (len(headings) - 1)
    frame = pd.DataFrame([headings, *rows], columns=[_MARK, *blank], dtype="str")
    return tables.write_xlsx(folder / name, {_SHEETS[name]: frame})


def _sheet(trainees: list[_Trainee], items: tuple[course.Item, ...]) -> list[tuple[str, ...]]:
    """Return the response sheet: who answers sends the form once, one of them twice."""
    draws = chance.Stream(SEED, "example")
    hardness = {item.code: 0.2 + draws.child("item", item.code).uniform() for item in items}
    sent: list[tuple[float, tuple[str, ...]]] = []
    for one in trainees:
        if not one.answers:
            continue
        stream = draws.child("answers", one.number)
        right = _BELOW.get(one.number, len(items) - stream.below(3) - stream.below(3))
        minute = 12 + 34 * stream.uniform()
        cells = _cells(items, right, hardness, stream)
        reached = len(items) - _RAN_OUT.get(one.number, 0)
        cells[reached:] = [""] * (len(items) - reached)
        sent.append((minute, (one.code, *cells)))
        if one.number == _SENT_TWICE:
            again = _cells(items, len(items) - 1, hardness, stream)
            sent.append((minute + 9, (one.code, *again)))
        if one.number == _SLIP_OF:
            sent.append((minute + 2, (_SLIP, *sent[-1][1][1:])))
    return [(_stamp(minute), *cells) for minute, cells in sorted(sent)]


def _cells(
    items: tuple[course.Item, ...], right: int, hardness: dict[str, float], stream: chance.Stream
) -> list[str]:
    """Return one person's cells: `right` answers that are right, the harder missed first."""
    order = sorted(items, key=lambda item: stream.uniform() ** (1 / hardness[item.code]))
    known = {item.code for item in order[:right]}
    return [_cell(item, item.code in known, stream) for item in items]


def _cell(item: course.Item, known: bool, stream: chance.Stream) -> str:  # noqa: FBT001
    keys = [one for one in item.options if one.correct]
    others = [one for one in item.options if not one.correct]
    if known:
        chosen = keys
    elif item.type == "single":
        chosen = stream.sample(others, 1)
    else:  # one right and one wrong: nothing is left when wrong ones are taken off
        chosen = [*stream.sample(keys, 1), *stream.sample(others, 1)]
    # The export lists what was ticked in the order of the form's options.
    return ", ".join(one.text.th for one in item.options if one in chosen)


def _stamp(minute: float) -> str:
    """Return the time as Google Forms writes it in the Thai locale."""
    moment = _EXAM_BEGINS + timedelta(seconds=round(minute * 60))
    half = "ก่อนเที่ยง" if moment.hour < 12 else "หลังเที่ยง"  # noqa: PLR2004 - noon
    clock = f"{(moment.hour - 1) % 12 + 1}:{moment:%M:%S}"
    return f"{moment.year}/{moment.month}/{moment.day} {clock} {half} GMT+7"


def main(argv: list[str] | None = None) -> int:
    """Write the example cohort and say where it stands."""
    parser = argparse.ArgumentParser(prog="python -m govlab.jobs.make_example", description=__doc__)
    parser.add_argument("folder", nargs="?", help="course/examples of the home when not given")
    folder = parser.parse_args(argv).folder
    target = Path(folder) if folder else home.find().folder("course") / "examples"
    target.mkdir(exist_ok=True)
    for path in make(target):
        print(say("jobs.example_made", path=str(path)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
