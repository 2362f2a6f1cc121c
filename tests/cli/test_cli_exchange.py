"""``govlab course export`` and ``import``, as scripts and offices call them."""

import json
import shutil
from zipfile import ZipFile

import openpyxl
import pytest

from govlab import cli, course, files, home
from govlab.course._shapes import ItemsFile


@pytest.fixture
def say(capsys):
    """Run the command and return exit code, stdout and stderr."""

    def run(*argv):
        code = cli.main([str(one) for one in argv])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    return run


@pytest.fixture
def filled(tmp_path):
    """Give a sheet as an office fills it in, with nothing but what it must have."""
    book = openpyxl.Workbook()
    page = book.active
    page.append(["ข้อ", "คำถาม", "ตัวเลือก ก", "ตัวเลือก ข", "ตัวเลือก ค", "เฉลย"])
    page.append(["our-1", "ข้อใดเป็นการขัดกันแห่งผลประโยชน์", "หนึ่ง", "สอง", "สาม", "ข"])
    book.save(tmp_path / "คลังข้อสอบ.xlsx")
    return tmp_path / "คลังข้อสอบ.xlsx"


@pytest.mark.parametrize("form", ["qti21", "qti3", "xlsx", "csv"])
def test_what_is_exported_is_imported_again(say, tmp_path, form):
    """Scripts find the count, the losses item by item and the file; the way back has them too."""
    out = tmp_path / f"bank{'.zip' if form.startswith('qti') else f'.{form}'}"
    chosen = ("--module", "complaint", "--use", "practice", "--seed", 1)
    argv = ("course", "export", "governance", "--format", form, "--out", out, *chosen, "--json")
    code, told, _ = say(*argv)
    found = json.loads(told)
    assert code == 0
    assert found["lost"] == []
    assert found["items"] == len(found["codes"]) > 0
    assert found["key"] is True
    code, told, _ = say("course", "import", out, "--json")
    again = json.loads(told)
    assert (code, again["items"], again["lost"], again["out"]) == (0, found["items"], [], None)
    assert [one["code"] for one in again["found"]] == found["codes"]


def test_an_export_can_be_narrowed_and_says_what_was_not_written(say, tmp_path):
    """One module, practice only; a template without a seed is a loss of its own."""
    out = tmp_path / "some.csv"
    argv = ("course", "export", "governance", "--format", "csv", "--out", out, "--json")
    found = json.loads(say(*argv, "--module", "interests", "--use", "practice")[1])
    every = course.load("governance").items.values()
    wanted = {one.code for one in every if one.module == "interests" and one.use == "practice"}
    assert wanted == {*found["codes"], *(one["item"] for one in found["lost"])}
    assert all("--seed" in one["what"] for one in found["lost"])


def test_people_are_told_that_the_key_is_inside(say, tmp_path):
    """The default writes keys and says so; --no-key writes none of them."""
    out = tmp_path / "bank.zip"
    argv = ("course", "export", "governance", "--format", "qti3", "--out", out)
    assert "อย่าส่งให้ผู้เข้าอบรม" in say(*argv)[1]
    assert "อย่าส่งให้ผู้เข้าอบรม" not in say(*argv, "--no-key")[1]
    with ZipFile(out) as held:
        assert not [name for name in held.namelist() if b"correct-response" in held.read(name)]


def test_a_format_without_a_keyless_file_refuses_no_key(say, tmp_path):
    """Moodle's XML has a key in every question: exit 2, nothing written."""
    out = tmp_path / "m.xml"
    argv = ("course", "export", "governance", "--format", "moodle", "--out", out, "--no-key")
    code, told, err = say(*argv)
    assert (code, told) == (2, "")
    assert "qti3" in err
    assert not out.exists()


def test_the_blank_form_is_filled_in_and_imported(say, tmp_path, filled):
    """The template has the headings that the import reads."""
    out = tmp_path / "blank.xlsx"
    code, told, _ = say("course", "export", "--template", "--format", "xlsx", "--out", out)
    assert code == 0
    assert "govlab course import" in told
    headings = [cell.value for cell in openpyxl.load_workbook(out).worksheets[0][1]]
    assert {"คำถาม", "ตัวเลือก ก", "เหตุผล ก", "เฉลย"} <= set(headings)


def test_an_import_without_a_target_writes_nothing(say, filled, monkeypatch, tmp_path):
    """A dry run lists what would come in."""
    monkeypatch.chdir(tmp_path)
    code, told, _ = say("course", "import", filled)
    assert code == 0
    assert "imported/our-1" in told
    assert "ข้อใดเป็นการขัดกันแห่งผลประโยชน์" in told
    assert not (tmp_path / "out").exists()


def test_an_import_to_a_module_marks_what_is_left_to_fill(say, filled, monkeypatch, tmp_path):
    """The piece is schema 2 with empty places counted and marked; the course is not touched."""
    monkeypatch.chdir(tmp_path)
    argv = ("course", "import", filled, "--to", "governance/interests", "--objective", "gifts")
    code, told, _ = say(*argv, "--use", "practice", "--json")
    found = json.loads(told)
    assert (code, found["items"], found["found"][0]["code"]) == (0, 1, "interests/our-1")
    text = (tmp_path / found["out"]).read_text(encoding="utf-8")
    assert text.count("# เติมก่อนใช้") == found["to_fill"] > 0
    piece = files.read_yaml(tmp_path / found["out"])["items"][0]
    assert (piece["id"], piece["use"], piece["objective"]) == ("our-1", "practice", "gifts")
    assert [one["correct"] for one in piece["options"]] == [False, True, False]
    assert piece["sources"] == []


def test_a_complete_piece_is_a_file_of_items_as_the_course_has_them(say, tmp_path):
    """Exported in both languages and imported, the piece passes the shape of items.yaml."""
    bank, out = tmp_path / "bank.zip", tmp_path / "items.yaml"
    chosen = ("--module", "complaint", "--use", "practice", "--seed", 1)
    argv = ("course", "export", "governance", "--format", "qti3", "--both", *chosen)
    assert say(*argv, "--out", bank)[0] == 0
    found = json.loads(say("course", "import", bank, "--out", out, "--json")[1])
    assert found["to_fill"] == 0
    files.shaped(files.read_yaml(out), ItemsFile, "items.yaml")


def test_a_complete_piece_can_take_the_place_of_the_items_it_came_from(say, tmp_path):
    """Put into a copy of the course, the piece loads as the items that were exported."""
    shutil.copytree(home.find().folder("course"), tmp_path / "course")
    argv = ("course", "export", "governance", "--module", "interests", "--both", "--seed", 1)
    bank = tmp_path / "bank.xlsx"
    assert say(*argv, "--format", "xlsx", "--out", bank)[0] == 0
    place = tmp_path / "course/governance/interests/items.yaml"
    assert say("course", "import", bank, "--out", place)[0] == 0
    from govlab.course._load import read

    loaded, findings = read(tmp_path / "course/governance")
    wrong = [one.where for one in findings if one.rule in {"shape", "missing"}]
    assert wrong == []
    assert loaded is not None
    fixed = {
        code: one for code, one in course.load("governance").items.items() if code in loaded.items
    }
    same = [code for code, one in fixed.items() if loaded.items[code].as_dict() == one.as_dict()]
    kept = [code for code, one in fixed.items() if isinstance(one, course.Item)]
    assert set(kept) <= set(same)


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (("export", "governance", "--format", "word", "--out", "x"), "moodle"),
        (
            ("export", "governance", "--format", "csv", "--out", "x", "--module", "gone"),
            "interests",
        ),
        (("export", "governance", "--format", "csv", "--out", "x", "--use", "both"), "practice"),
        (("export", "--format", "csv", "--out", "x"), "--template"),
        (("export", "--template", "--format", "qti3", "--out", "x"), "xlsx"),
        (("export", "corporate", "--format", "csv", "--out", "x", "--use", "practice"), "--module"),
        (("import", "nowhere.xlsx"), "nowhere.xlsx"),
        (("import", "notes.pdf"), "--format"),
    ],
)
def test_bad_input_is_exit_2_and_names_what_there_is(say, tmp_path, monkeypatch, argv, told):
    """Unknown names list the known ones; nothing is written."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.pdf").write_bytes(b"%PDF-1.7")
    code, out, err = say("course", *argv)
    assert (code, out) == (2, "")
    assert told in err
    assert not (tmp_path / "x").exists()


def test_an_id_that_the_curriculum_has_is_refused(say, tmp_path):
    """An import never shadows an item of the course."""
    bank = tmp_path / "bank.csv"
    assert say("course", "export", "governance", "--format", "csv", "--out", bank)[0] == 0
    code, out, err = say("course", "import", bank, "--to", "governance/interests", "--out", "x")
    assert (code, out) == (2, "")
    assert "street-light" in err


def test_what_is_wrong_in_a_sheet_is_said_by_cell_in_json_too(say, filled):
    """Problems come as objects with sheet, row and column."""
    book = openpyxl.load_workbook(filled)
    book.active.append(["our-2", "ไม่มีเฉลย", "หนึ่ง", "สอง", "สาม", ""])
    book.active.append(["our-3", "", "หนึ่ง", "สอง", "สาม", "ก"])
    book.save(filled)
    code, out, _ = say("course", "import", filled, "--json")
    found = json.loads(out)["error"]["problems"]
    assert code == 2
    assert [(one["row"], one["column"]) for one in found] == [(3, "เฉลย"), (4, "คำถาม")]


@pytest.mark.parametrize(
    ("name", "text", "form"),
    [
        ("a.xml", "<quiz></quiz>", "moodle"),
        ("a.txt", "Which?\nA. one\nB. two\nANSWER: B\n", "aiken"),
        ("a.txt", "Which? {=one ~two}\n", "gift"),
        ("a.gift", "Which? {=one ~two}\n", "gift"),
        ("a.xml", '<qti-assessment-item identifier="i" title="t"/>', "qti21"),
    ],
)
def test_the_format_is_guessed_by_ending_and_content(say, tmp_path, name, text, form):
    """A file says what it is; only where it does not must --format."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    code, out, _ = say("course", "import", tmp_path / name, "--json")
    assert (code, json.loads(out)["format"]) == (0, form)
