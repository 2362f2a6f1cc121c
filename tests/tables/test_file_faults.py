"""Files that are no table, or not a safe one: each gets its own sentence and next step."""

import io
import zipfile

import openpyxl
import pytest

from govlab import errors, tables
from govlab.tables import _delimited, _excel

OLE = bytes.fromhex("D0CF11E0A1B11AE1")


def packed(parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("rule", "content"),
    [
        ("empty_file", b""),
        ("empty_file", b"\xef\xbb\xbf \r\n"),
        ("empty_file", b",,\n,,\n"),
        ("pdf", b"%PDF-1.7 ..."),
        ("web_page", b"\r\n<html><table><tr><td>1</td></tr></table>"),
        ("old_xls", OLE + b"\0" * 600),
        ("protected", OLE + b"\0" * 5000 + "EncryptedPackage".encode("utf-16-le")),
        ("other_office", packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"})),
        ("damaged", b"PK\x03\x04 cut short"),
        ("damaged", packed({"xl/workbook.xml": "<workbook"})),
        ("damaged", packed({"xl/workbook.xml": "<workbook/>"})),
        ("not_a_table", b"\x89PNG\r\n\x1a\n\0\0\0"),
        ("encoding", b"name\xff\xfe\xdb\n"),
        ("encoding", "nom,prénom\nJosé,ébène\n".encode("latin-1")),
        ("encoding", b"\xef\xbb\xbfname\xff"),
        ("csv_broken", 'รหัส,ชื่อ\n1,"สมหญิง\n2,สมชาย\n'.encode()),
    ],
)
def test_what_is_no_table_is_named(tmp_path, rule, content):
    """The content decides, not the name, and the sentence says what it is."""
    path = tmp_path / "รายชื่อ.xlsx"
    path.write_bytes(content)
    with pytest.raises(errors.TableError) as caught:
        tables.read_raw(path)
    assert [(one.file, one.rule) for one in caught.value.problems] == [("รายชื่อ.xlsx", rule)]


def test_missing_file_and_folder_are_told_apart(tmp_path):
    """A file that is not there and a folder in its place have their own sentences."""
    with pytest.raises(errors.MissingFileError, match="must stand in the folder"):
        tables.read_raw(tmp_path / "ไม่มี.xlsx")
    with pytest.raises(errors.InputError, match="is a folder"):
        tables.read_raw(tmp_path)


@pytest.mark.parametrize(
    ("windows", "sentence"), [(True, "close it in Excel"), (False, "ask for permission")]
)
def test_a_refused_file_says_what_to_do(tmp_path, monkeypatch, windows, sentence):
    """On Windows a refusal usually means that Excel has the file open."""

    def refuse(*_, **__):
        raise PermissionError

    path = tmp_path / "a.csv"
    monkeypatch.setattr("govlab.tables._filekind._WINDOWS", windows)
    monkeypatch.setattr(type(path), "open", refuse)
    with pytest.raises(errors.FaultError, match=sentence):
        tables.read_raw(path)


def a_book(path, **parts):
    """Save a small workbook with some parts replaced."""
    book = openpyxl.Workbook()
    book.active.append(["รหัส"])
    book.active.append(["1"])
    book.save(path)
    with zipfile.ZipFile(path) as source:
        held = {name: source.read(name) for name in source.namelist()}
    path.write_bytes(packed(held | parts))


def test_declared_entities_are_refused(tmp_path):
    """A document type in any part is refused before the part is parsed."""
    path = tmp_path / "a.xlsx"
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa">]><x>&a;</x>'
    a_book(path, **{"xl/sharedStrings.xml": bomb})
    with pytest.raises(errors.TableError, match="document type"):
        tables.read_raw(path)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_a_damaged_part_is_named_damage(tmp_path, part):
    """Whatever openpyxl stumbles over, the user reads that the file is damaged."""
    path = tmp_path / "a.xlsx"
    a_book(path, **{part: "<worksheet><sheetData><row r='x'><c r='??'/>"})
    with pytest.raises(errors.TableError, match="damaged"):
        tables.read_raw(path)


def test_sizes_are_limited(tmp_path, monkeypatch):
    """Unpacked size, number of cells and size of text each have their limit."""
    path = tmp_path / "a.xlsx"
    a_book(path)
    text = tmp_path / "a.csv"
    text.write_text("รหัส\n1\n", encoding="utf-8")
    for place, name, file in (
        (_excel, "MAX_UNPACKED", path),
        (_excel, "MAX_CELLS", path),
        (_excel, "MAX_ROWS", path),
        (_delimited, "MAX_FILE", text),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(place, name, 1)
            with pytest.raises(errors.TableError, match=r"must (be|have) at most"):
                tables.read_raw(file)


def test_hidden_sheets_are_said(tmp_path):
    """A workbook whose sheets are all hidden is told so; a hidden one can be named."""
    path = tmp_path / "a.xlsx"
    a_book(path)
    with zipfile.ZipFile(path) as source:
        workbook = source.read("xl/workbook.xml").replace(b'"visible"', b'"hidden"')
    a_book(path, **{"xl/workbook.xml": workbook})
    with pytest.raises(errors.TableError, match=r"all are hidden \(Sheet\)"):
        tables.read_raw(path)
    assert tables.read_raw(path, sheet="Sheet").headings == ("รหัส",)
