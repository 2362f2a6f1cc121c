"""Kill the main job at seeded points, run it again: ``python kill_workshops.py FOLDER POINTS``.

Not a test by itself: the test starts it, so that forks happen in a process without
threads. Half of the runs are a cohort's first, half bring a late arrival. Prints at how
many points the job was killed.
"""

import json
import os
import random
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import openpyxl

from govlab import home, jobs
from govlab.certificates import DEMONSTRATION, Register

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PEOPLE, HEADINGS, LATE = 9, 2, "007"
LOADED_BEFORE = (
    "govlab",
    "numpy",
    "openpyxl",
    "pandas",
    "pydantic",
    "segno",
    "sqlalchemy",
    "typst",
)
# Rounds of an empty loop: about as long as the job takes from grading to its end.
SPIN = 6_000_000


def cut(source: Path, target: Path, column: int, *left_out: str) -> Path:
    """Keep the first people of an example file, but for those left out."""
    book = openpyxl.load_workbook(source)
    page = book.active
    for row in range(page.max_row, HEADINGS, -1):
        code = page.cell(row, column).value
        if code > f"{PEOPLE:03d}" or code in left_out:
            page.delete_rows(row)
    book.save(target)
    return target


def work(office: Path, answers: Path, tell: Callable[[str], None] = lambda _: None) -> None:
    """Run the main job in `office`."""
    request = jobs.Request(office.parent / "roster.xlsx", answers, cohort="2570-1")
    place = home.Home(office / "home")
    jobs.run_workshop(office / "out", request, place=place, now=NOW, report=False, tell=tell)


def in_child(task: Callable[[], None]) -> int:
    """Return the status of a child that does `task`; a failure tells itself."""
    child = os.fork()
    if child:
        return child
    try:
        task()
    except BaseException:  # noqa: BLE001 - told and turned into the child's status
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def done(child: int) -> int:
    """Wait for a child and return its status."""
    return os.waitpid(child, 0)[1]


class Steps:
    """Counts what the job asks of the system once it has graded, and dies at one of them."""

    def __init__(self, last: int) -> None:
        self.count, self.last, self.told = 0, last, 0
        sys.addaudithook(self.hook)

    def tell(self, _: str) -> None:
        """Take a line of progress."""
        self.told += 1

    def hook(self, event: str, _: object) -> None:
        """Count an event of the interpreter."""
        if self.told > 1 and event.startswith(("open", "os.", "shutil.", "fcntl.", "sqlite3.")):
            self.count += 1
            if self.count == self.last:
                os.kill(os.getpid(), signal.SIGKILL)


def kill_at_step(office: Path, answers: Path, step: int) -> bool:
    """Tell whether the job died at `step` of its work."""
    return done(in_child(lambda: work(office, answers, Steps(step).tell))) == signal.SIGKILL


def kill_at_moment(office: Path, answers: Path, spin: int) -> bool:
    """Tell whether the job died `spin` rounds after it had graded."""
    reading, writing = os.pipe()
    child = in_child(lambda: work(office, answers, lambda _: bool(os.write(writing, b"."))))
    os.close(writing)
    os.read(reading, 1)
    os.read(reading, 1)
    for _ in range(spin):
        pass
    os.kill(child, signal.SIGKILL)
    os.close(reading)
    return done(child) == signal.SIGKILL


def register(office: Path) -> list[tuple[str, str]]:
    """Return serial and person of every certificate, after checking the whole chain."""
    if not (office / "home" / "state" / "register-demo.db").is_file():
        return []
    with Register.of(DEMONSTRATION, home.Home(office / "home")) as found:
        found.ledger.verify()
        return [(one.serial, one.person) for one in found.list()]


def check(office: Path, recorded: Path, people: int) -> None:
    """Fail unless what was recorded is there, without gap or double, and the folder is whole."""
    before = [tuple(pair) for pair in json.loads(recorded.read_text(encoding="utf-8"))]
    now = register(office)
    serials = [serial for serial, _ in now]
    if now[: len(before)] != before:
        sys.exit("a recorded certificate is lost or changed")
    if serials != [f"DEMO-2570-{n:05d}" for n in range(1, people + 1)]:
        sys.exit(f"serials are {serials}")
    if len({person for _, person in now}) != people:
        sys.exit("somebody has two certificates")
    summary = json.loads((office / "out" / "summary.json").read_text(encoding="utf-8"))
    there = {path.relative_to(office / "out").as_posix() for path in (office / "out").rglob("*")}
    if there != {*summary["files"], "certificates"} or summary["serials"] != serials:
        sys.exit(f"the folder holds {sorted(there)}")


def fresh(folder: Path, name: str, *, late: bool) -> Path:
    """Return a new office; with `late` it has run before, without the late arrival."""
    office = folder / name
    if late:
        shutil.copytree(folder / "earlier", office)
    else:
        (office / "home").mkdir(parents=True)
    return office


def measure(folder: Path) -> None:
    """Run once to the end; leave steps, people and the modules that it needs."""
    steps, office = Steps(0), fresh(folder, "measured", late=False)
    work(office, folder / "all.xlsx", steps.tell)
    found = {"steps": steps.count, "people": len(register(office)), "modules": sorted(sys.modules)}
    (folder / "measured.json").write_text(json.dumps(found), encoding="utf-8")


def load(modules: list[str]) -> None:
    """Import here what every child would import again, and what is no step of the job."""
    for name in modules:
        if name.partition(".")[0] in LOADED_BEFORE:
            import_module(name)


def main(folder: Path, points: int) -> None:
    """Kill, look, run again, check."""
    examples = home.find().folder("course") / "examples"
    cut(examples / "roster.xlsx", folder / "roster.xlsx", 1)
    every = cut(examples / "answers.xlsx", folder / "all.xlsx", 2)
    cut(examples / "answers.xlsx", folder / "without.xlsx", 2, LATE)
    for again in (False, True):  # the second time without the steps of importing
        if done(in_child(lambda: measure(folder))):
            sys.exit("the job fails without being killed")
        measured = json.loads((folder / "measured.json").read_text(encoding="utf-8"))
        shutil.rmtree(folder / "measured")
        if not again:
            load(measured["modules"])
    earlier = fresh(folder, "earlier", late=False)
    if done(in_child(lambda: work(earlier, folder / "without.xlsx"))):
        sys.exit("the run before failed")
    draw, killed = random.Random(3), 0
    recorded = folder / "recorded.json"
    for number in range(points):
        office = fresh(folder, f"office-{number}", late=number % 2 == 1)
        if number % 3:  # two by step, one by moment
            killed += kill_at_step(office, every, draw.randrange(1, measured["steps"]))
        else:
            killed += kill_at_moment(office, every, draw.randrange(SPIN))

        def look_and_rerun(office: Path = office) -> None:
            recorded.write_text(json.dumps(register(office)), encoding="utf-8")
            work(office, every)
            check(office, recorded, measured["people"])

        if done(in_child(look_and_rerun)):
            sys.exit(f"round {number} does not hold")
    print(killed)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
