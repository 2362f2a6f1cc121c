"""A small cohort, cut from the example, that a test may spoil."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from govlab import cli, home
from govlab.certificates import DEMONSTRATION, Register

HEADINGS = 2  # row of the headings, under the row that says "synthetic"
PEOPLE = 12


@dataclass
class Office:
    """A home of its own with a small cohort and an output folder."""

    root: Path

    @property
    def place(self):
        """Return its home."""
        return home.Home(self.root / "home")

    @property
    def roster(self):
        """Return its roster."""
        return self.root / "รายชื่อสมมติ.xlsx"

    @property
    def answers(self):
        """Return its answers."""
        return self.root / "คำตอบ.xlsx"

    @property
    def out(self):
        """Return its output folder."""
        return self.root / "ผลลัพธ์"

    def edit(self, file, row, column, value):
        """Write one cell, rows and columns as Excel counts."""
        book = openpyxl.load_workbook(file)
        book.active.cell(row, column).value = value
        book.save(file)

    def cell(self, file, row, column):
        """Return one cell."""
        return openpyxl.load_workbook(file).active.cell(row, column).value

    def run(self, *more):
        """Run the main job without notebooks and return the exit code."""
        return cli.main(
            ["workshop", "--roster", str(self.roster), "--answers", str(self.answers),
             "--cohort", "2570-1", "--out", str(self.out), "--home", str(self.root / "home"),
             "--no-report", *more]
        )  # fmt: skip

    def events(self):
        """Return serial, kind and hash of every event of the register."""
        with Register.of(DEMONSTRATION, self.place) as register:
            return [(one.serial, one.kind, one.hash) for one in register.ledger.events()]

    def pdfs(self):
        """Return the serials of the certificates in the folder."""
        return sorted(path.stem for path in (self.out / "certificates").glob("*.pdf"))

    def everything(self):
        """Return every file of output and register with its bytes."""
        kept = [*self.out.rglob("*"), self.root / "home" / "state" / "register-demo.db"]
        return {path: path.read_bytes() for path in kept if path.is_file()}


def cut(source, target, code_column):
    """Keep the first people of an example file."""
    book = openpyxl.load_workbook(source)
    page = book.active
    for row in range(page.max_row, HEADINGS, -1):
        if not page.cell(row, code_column).value <= f"{PEOPLE:03d}":
            page.delete_rows(row)
    book.save(target)


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """Cut the untouched files of the small cohort."""
    folder = tmp_path_factory.mktemp("small")
    examples = home.find().folder("course") / "examples"
    cut(examples / "roster.xlsx", folder / "roster.xlsx", 1)
    cut(examples / "answers.xlsx", folder / "answers.xlsx", 2)
    return folder


@pytest.fixture
def office(tmp_path, small):
    """Open a new office with copies of them."""
    new = Office(tmp_path)
    (tmp_path / "home").mkdir()
    shutil.copy(small / "roster.xlsx", new.roster)
    shutil.copy(small / "answers.xlsx", new.answers)
    return new


@pytest.fixture(scope="session")
def earlier(small, tmp_path_factory):
    """Run the small cohort once, for those who need an office that has run before."""
    folder = tmp_path_factory.mktemp("earlier")
    first = Office(folder)
    (folder / "home").mkdir()
    shutil.copy(small / "roster.xlsx", first.roster)
    shutil.copy(small / "answers.xlsx", first.answers)
    assert first.run() == 0
    return folder


@pytest.fixture
def ran(tmp_path, earlier):
    """Open an office whose cohort has been scored and certified before."""
    shutil.copytree(earlier, tmp_path / "office")
    return Office(tmp_path / "office")
