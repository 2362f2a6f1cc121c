"""Writing: what goes in comes back, text stays text, the same frame gives the same bytes."""

import math
from datetime import UTC, datetime

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govlab import errors, tables, thai

# What a cell can tell apart: blank text is an empty cell, line ends become one kind, and
# a NUL is no text.
PIECES = st.sampled_from(
    ["=1+1", "+", "-5", "@x", "'", "007", '"', ",", ";", "\n", "น้ำ", "๗", "_x0041_"]
)
TEXTS = (
    st.lists(
        PIECES
        | st.text(
            st.characters(exclude_categories=["Cs", "Cn"], exclude_characters="\0\r"), max_size=4
        ),
        max_size=5,
    )
    .map("".join)
    .filter(lambda text: text and not text.isspace())
)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**20), 10**20)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One folder for all examples; each writes over the one before."""
    return tmp_path_factory.mktemp("round")


def raw_cells(path):
    return tables.read_raw(path).cells.to_numpy().tolist()


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=5))
def test_any_text_comes_back_from_both_formats(folder, rows):
    """Formula-like, quoted, broken, Thai and control signs are the same after a round trip."""
    # The row of headings is the first of the widest; equal rows repeat it.
    frame = pd.DataFrame([r for r in rows if r != ("ก", "ข", "ค")], columns=["ก", "ข", "ค"])
    book = tables.write_xlsx(folder / "a.xlsx", {"แผ่น": frame})
    text = tables.write_csv(folder / "a.csv", frame)
    assert raw_cells(book) == frame.to_numpy().tolist()
    assert raw_cells(text) == frame.to_numpy().tolist()


@settings(max_examples=25, deadline=None)
@given(values=st.lists(NUMBERS, min_size=1, max_size=8))
def test_any_number_comes_back_from_both_formats(folder, values):
    """Finite numbers survive both formats to the last bit, whole ones to the last digit."""
    frame = pd.DataFrame({"n": pd.Series(values, dtype=object)})
    for path in (
        tables.write_xlsx(folder / "a.xlsx", {"n": frame}),
        tables.write_csv(folder / "a.csv", frame),
    ):
        back = [type(value)(cell) for value, (cell,) in zip(values, raw_cells(path), strict=True)]
        assert back == values


def is_clean(text):
    """Say whether reading a cell changes nothing: repaired, trimmed, no lone dash, no error."""
    return thai.repair(text) == text.strip() == text and text not in "-–—" and text[0] != "#"


CODES = (
    TEXTS.filter(is_clean).map(thai.to_arabic_digits).filter(lambda code: not code.startswith("0"))
)


@settings(max_examples=12, deadline=None)
@given(
    people=st.dictionaries(
        CODES,
        st.tuples(TEXTS.filter(is_clean), st.sampled_from(["enrolled", "attended", "withdrawn"])),
        min_size=1,
        max_size=5,
    )
)
def test_any_roster_that_holds_comes_back_whole(folder, people):
    """A frame that keeps the contract is equal after writing and reading, dtypes too."""
    frame = tables.check(
        pd.DataFrame(
            [("๐๑", person, name, status) for person, (name, status) in people.items()],
            columns=["cohort", "person", "name", "status"],
        ),
        "roster",
    )
    book = tables.write_xlsx(folder / "a.xlsx", {"รุ่น": frame})
    text = tables.write_csv(folder / "a.csv", frame)
    pd.testing.assert_frame_equal(tables.read(book, "roster"), frame)
    pd.testing.assert_frame_equal(tables.read(text, "roster"), frame)


def test_text_is_no_formula_in_a_workbook(tmp_path):
    """Text that begins with a formula's sign is a string cell marked as quoted."""
    signs = ["=1+1", "+66", "-5", "@cmd", "\tx", "#N/A", "007"]
    path = tables.write_xlsx(tmp_path / "a.xlsx", {"s": pd.DataFrame({"=ก": signs})})
    cells = [cell for (cell,) in openpyxl.load_workbook(path).active.rows]
    assert [cell.value for cell in cells] == ["=ก", *signs]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [bool(cell.quotePrefix) for cell in cells] == [True] * 6 + [False] * 2


def test_text_is_no_formula_in_delimited_text(tmp_path):
    """Text that begins with a formula's sign gets one apostrophe; numbers get none."""
    frame = pd.DataFrame({"ก": ["=1+1", "'=1+1", "\tx", "a=b"], "n": [-5, 1, 2, 3]})
    path = tables.write_csv(tmp_path / "a.csv", frame)
    assert path.read_bytes().decode("utf-8-sig").split("\r\n") == [
        "ก,n",
        "'=1+1,-5",
        "''=1+1,1",
        "'\tx,2",
        "a=b,3",
        "",
    ]
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_workbook_is_comfortable_to_read(tmp_path):
    """Headings are bold, stay in view and filter; columns are as wide as their text."""
    frame = pd.DataFrame({"รหัส": ["1"], "หน่วยงาน": ["สำนักงานคณะกรรมการป้องกันและปราบปราม"]})
    page = openpyxl.load_workbook(tables.write_xlsx(tmp_path / "a.xlsx", {"ก": frame})).active
    assert page["A1"].font.bold
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:B2"
    assert page.column_dimensions["A"].width < 20 < page.column_dimensions["B"].width


def test_the_same_frame_gives_the_same_bytes(tmp_path):
    """No clock goes into a file."""
    frame = pd.DataFrame(
        {"ก": ["ข", None], "n": [1.5, math.nan], "t": [datetime(2026, 1, 1, tzinfo=UTC)] * 2}
    )
    first = tables.write_xlsx(tmp_path / "a.xlsx", {"ก": frame}).read_bytes()
    content = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert tables.write_xlsx(tmp_path / "b.xlsx", {"ก": frame}).read_bytes() == first
    assert content.properties.modified.year == 1980
    assert content.active["C2"].value == "2026-01-01T00:00:00+00:00"
    assert content.active["B3"].value is None


def test_instants_are_iso_in_files_and_microseconds_in_frames(tmp_path):
    """An event log comes back with the same microseconds, through readable times."""
    log = tables.check(
        pd.DataFrame(
            {
                "case": ["C1", "C1"],
                "seq": [0, 1],
                "activity": ["รับ", "ปิด"],
                "start": [1_678_086_333_000_001, 0],
                "end": [None, 1],
            }
        ),
        "events",
    )
    text = tables.write_csv(tmp_path / "log.csv", log, table="events")
    assert "2023-03-06T07:05:33.000001+00:00" in text.read_text(encoding="utf-8-sig")
    pd.testing.assert_frame_equal(tables.read(text, "events"), log)
    book = tables.write_xlsx(tmp_path / "log.xlsx", {"log": log}, table="events")
    pd.testing.assert_frame_equal(tables.read(book, "events"), log)


@pytest.mark.parametrize(
    ("sheet", "frame", "sentence"),
    [
        ("a/b", pd.DataFrame({"a": ["x"]}), "sheet name"),
        ("s" * 32, pd.DataFrame({"a": ["x"]}), "sheet name"),
        ("s", pd.DataFrame({"a": ["x" * 32_768]}), "at most 32,767"),
        ("s", pd.DataFrame({"a": [[1]]}), "must be text, a finite number"),
        ("s", pd.DataFrame({"a": [math.inf]}), "must be text, a finite number"),
        ("s", pd.DataFrame({"a": [1, 2, 3]}), "at most 2 rows"),
    ],
)
def test_what_a_workbook_cannot_hold_is_refused(tmp_path, monkeypatch, sheet, frame, sentence):
    """The fault is told before anything is written."""
    monkeypatch.setattr("govlab.tables._write.MAX_ROWS", 3)
    with pytest.raises(errors.InputError, match=sentence):
        tables.write_xlsx(tmp_path / "a.xlsx", {sheet: frame})
    assert not list(tmp_path.iterdir())


def test_a_nul_cannot_go_into_delimited_text(tmp_path):
    """NUL is refused in CSV; a workbook holds it escaped."""
    frame = pd.DataFrame({"ก": ["a\0b"]})
    with pytest.raises(errors.InputError, match="no NUL"):
        tables.write_csv(tmp_path / "a.csv", frame)
    path = tables.write_xlsx(tmp_path / "a.xlsx", {"s": frame})
    assert raw_cells(path) == [["a\0b"]]
