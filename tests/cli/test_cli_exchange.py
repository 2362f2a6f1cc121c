"""``govlab course export`` and ``import``, as scripts and offices call them."""

import json
import shutil
from zipfile import ZipFile

import openpyxl
import pytest

from govlab import cli, course, files, home
from govlab.course._shapes import ItemsFile

MOODLE = """<quiz><question type="truefalse"><questiontext><text>2 is even.</text></questiontext>
<answer fraction="100"><text>true</text></answer>
<answer fraction="0"><text>false</text></answer></question></quiz>"""
QTI = """<qti-assessment-item identifier="i" title="t"><qti-response-declaration
identifier="RESPONSE" cardinality="single" base-type="identifier"><qti-correct-response>
<qti-value>A</qti-value></qti-correct-response></qti-response-declaration><qti-item-body>
<qti-choice-interaction response-identifier="RESPONSE" max-choices="1"><qti-prompt>Which?
</qti-prompt><qti-simple-choice identifier="A">one</qti-simple-choice><qti-simple-choice
identifier="B">two</qti-simple-choice></qti-choice-interaction></qti-item-body>
</qti-assessment-item>"""


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
    piece = tmp_path / "piece.yaml"
    assert say("course", "import", bank, "--out", piece)[0] == 0
    shutil.copy(piece, tmp_path / "course/governance/interests/items.yaml")
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


def test_every_id_that_the_curriculum_has_is_named_at_once(say, tmp_path):
    """An import never shadows an item of the course, and tells all of them in one go."""
    bank = tmp_path / "bank.csv"
    argv = ("course", "export", "governance", "--format", "csv", "--out", bank, "--json")
    codes = json.loads(say(*argv)[1])["codes"]
    out = tmp_path / "x"
    code, told, err = say("course", "import", bank, "--to", "governance/interests", "--out", out)
    assert (code, told) == (2, "")
    assert all(one.partition("/")[2] in err for one in codes)
    assert "--replace" in err
    assert not out.exists()


@pytest.fixture
def own(tmp_path):
    """Give a home with a course of its own."""
    place = tmp_path / "home"
    shutil.copytree(home.find().folder("course"), place / "course")
    (place / "govlab.toml").write_text("", encoding="utf-8")
    return place


@pytest.mark.parametrize(
    "name",
    [
        "course/governance/interests/items.yaml",
        "course/governance/interests/fresh.yaml",
        "course/fresh.yaml",
        "course/governance/interests/../new/items.yaml",
    ],
)
@pytest.mark.parametrize("verb", ["import", "export"])
def test_no_verb_of_exchange_writes_into_a_course(say, filled, own, name, verb):
    """Neither a file that is there nor a fresh one; the course stays as it was, byte by byte."""
    before = {one: one.read_bytes() for one in (own / "course").rglob("*") if one.is_file()}
    argv = {
        "import": (filled, "--to", "governance/interests"),
        "export": ("governance", "--format", "csv"),
    }[verb]
    code, told, err = say("course", verb, *argv, "--out", own / name, "--home", own)
    assert (code, told) == (2, "")
    assert "--out" in err
    assert {one: one.read_bytes() for one in before} == before
    assert {one for one in (own / "course").rglob("*") if one.is_file()} == set(before)


@pytest.mark.parametrize("more", [("--to", "governance/interests"), ("--out", "mine.yaml")])
def test_an_import_never_takes_the_place_of_a_file(say, filled, monkeypatch, tmp_path, more):
    """A half-completed piece outlives the second run of the same command."""
    monkeypatch.chdir(tmp_path)
    assert say("course", "import", filled, *more)[0] == 0
    piece = tmp_path / ("mine.yaml" if "--out" in more else "out/imported-items.yaml")
    piece.write_text("half done", encoding="utf-8")
    code, told, err = say("course", "import", filled, *more)
    assert (code, told) == (2, "")
    assert piece.name in err
    assert piece.read_text(encoding="utf-8") == "half done"


def test_a_filled_form_is_not_replaced_by_a_blank_one(say, filled):
    """The blank form goes to a new file only."""
    before = filled.read_bytes()
    argv = ("course", "export", "--template", "--format", "xlsx", "--out", filled)
    assert say(*argv)[0] == 2
    assert filled.read_bytes() == before


def edited(book, heading, code, words):
    """Write `words` into the row of an item under a heading."""
    opened = openpyxl.load_workbook(book)
    page = opened.worksheets[0]
    headings = [cell.value for cell in page[1]]
    row = next(row for row in page.iter_rows(min_row=2) if row[0].value == code)
    row[headings.index(heading)].value = words
    opened.save(book)


def test_items_edited_in_excel_come_back_as_their_next_version(say, tmp_path):
    """Only what changed is written; what the sheet does not hold stays as it was."""
    book, out = tmp_path / "bank.xlsx", tmp_path / "piece.yaml"
    argv = ("course", "export", "governance", "--module", "interests", "--format", "xlsx")
    codes = json.loads(say(*argv, "--out", book, "--json")[1])["codes"]
    edited(book, "เหตุผล ก", "interests/street-light", "เหตุผลใหม่")
    edited(book, "ระดับ", "interests/street-light", None)
    argv = ("course", "import", book, "--to", "governance/interests", "--out", out, "--replace")
    code, told, _ = say(*argv, "--json")
    found = json.loads(told)
    assert (code, found["replaced"]) == (0, ["interests/street-light"])
    assert {*found["replaced"], *found["unchanged"]} == set(codes)
    (piece,) = files.read_yaml(out)["items"]
    before = course.load("governance").items["interests/street-light"]
    assert (piece["id"], piece["version"]) == ("street-light", before.version + 1)
    assert piece["level"] == before.level
    assert piece["stem"] == before.stem.as_dict()
    first, *rest = piece["options"]
    assert first["reason"] == {"th": "เหตุผลใหม่", "en": ""}
    assert first["text"] == before.options[0].text.as_dict()
    assert [one["reason"] for one in rest] == [one.reason.as_dict() for one in before.options[1:]]
    assert found["to_fill"] == 1


def test_an_update_leaves_templates_and_unchanged_items_alone(say, tmp_path):
    """A variant is not written over its template; a workbook with nothing new is exit 2."""
    book, out = tmp_path / "bank.xlsx", tmp_path / "piece.yaml"
    argv = ("course", "export", "governance", "--module", "interests", "--format", "xlsx")
    assert say(*argv, "--seed", 1, "--both", "--out", book)[0] == 0
    argv = ("course", "import", book, "--to", "governance/interests", "--out", out, "--replace")
    assert say(*argv)[:2] == (2, "")
    assert not out.exists()
    edited(book, "คะแนน", "interests/street-light", "7")
    found = json.loads(say(*argv, "--json")[1])
    assert found["replaced"] == ["interests/street-light"]
    every = course.load("governance").modules["interests"].items
    templates = {one.code for one in every if not isinstance(one, course.Item)}
    assert {one["item"] for one in found["lost"]} == templates


def test_replace_is_for_sheets_and_needs_a_module(say, tmp_path, filled):
    """Other formats leave too much open to be an update."""
    (tmp_path / "a.gift").write_text("Which? {=one ~two}\n", encoding="utf-8")
    argv = ("--to", "governance/interests", "--replace", "--out", tmp_path / "x")
    assert say("course", "import", tmp_path / "a.gift", *argv)[0] == 2
    assert say("course", "import", filled, "--replace")[0] == 2


def test_an_export_counts_what_stands_in_the_file(say, tmp_path):
    """Aiken holds some of the items: the count is of those, and its file has no reasons."""
    out = tmp_path / "a.txt"
    argv = ("course", "export", "governance", "--format", "aiken", "--out", out)
    found = json.loads(say(*argv, "--json")[1])
    told = say(*argv)[1]
    answers = out.read_text(encoding="utf-8").count("ANSWER:")
    every = course.load("governance").items
    assert found["items"] == len(found["codes"]) < answers < len(every)
    assert f"เขียนข้อสอบ {found['items']} ข้อ" in told
    assert f"{answers} คำถาม" in told
    assert f"ไม่ได้เขียน {len(every) - found['items']} ข้อ" in told
    assert "เหตุผลอยู่ด้วย" not in told


def test_what_is_said_of_many_items_stands_on_one_line(say, tmp_path):
    """Templates without a seed are one line for people; scripts have each of them."""
    argv = ("course", "export", "governance", "--format", "csv", "--out", tmp_path / "a.csv")
    found = json.loads(say(*argv, "--json")[1])
    every = course.load("governance").items.values()
    templates = [one.code for one in every if not isinstance(one, course.Item)]
    assert [one["item"] for one in found["lost"] if "--seed" in one["what"]] == templates
    (line,) = [one for one in say(*argv)[1].splitlines() if "--seed" in one]
    assert line.startswith(f"- {len(templates)} ข้อ")


def test_an_export_of_templates_alone_needs_a_seed(say, own, tmp_path):
    """Without one nothing could be written, and nothing is."""
    for name in ("interests", "complaint"):
        path = own / "course/governance" / name / "items.yaml"
        kept = [one for one in files.read_yaml(path)["items"] if "parameters" in one]
        text = json.dumps({"schema": 2, "items": kept}, ensure_ascii=False)
        path.write_text(text, encoding="utf-8")
    for name in ("blueprints.yaml", "versions.json"):
        (own / "course/governance" / name).write_text(
            '{"schema": 2, "items": {}}' if "json" in name else "schema: 2\nblueprints: {}\n",
            encoding="utf-8",
        )
    out = tmp_path / "a.csv"
    argv = ("course", "export", "governance", "--format", "csv", "--out", out, "--home", own)
    code, _, err = say(*argv)
    assert (code, out.exists()) == (2, False)
    assert "--seed" in err


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("empty.gift", b""),
        ("none.xml", b"<quiz></quiz>"),
        ("bad.txt", b"Which?\nA. one\nANSWER: B\n"),
        ("notes.zip", None),
        ("cut.zip", b"PK\x03\x04 and no more"),
    ],
)
def test_a_file_without_a_question_to_take_is_exit_2(say, tmp_path, name, content):
    """Empty, all refused, a package of other things: nothing is written, Thai words say why."""
    path, out = tmp_path / name, tmp_path / "piece.yaml"
    if content is None:
        with ZipFile(path, "w") as held:
            held.writestr("readme.txt", "nothing")
    else:
        path.write_bytes(content)
    code, told, err = say("course", "import", path, "--out", out)
    assert (code, told) == (2, "")
    assert name in err
    assert "not a zip" not in err
    assert not out.exists()


def test_a_form_for_a_curriculum_offers_its_objectives(say, tmp_path):
    """The list holds the objectives of the module that is named."""
    out = tmp_path / "form.xlsx"
    argv = ("course", "export", "governance", "--module", "interests", "--template")
    assert say(*argv, "--format", "xlsx", "--out", out)[0] == 0
    lists = openpyxl.load_workbook(out).worksheets[-1]
    named = [cell.value for row in lists.iter_rows() for cell in row if cell.value]
    objectives = [one.id for one in course.load("governance").modules["interests"].objectives]
    assert set(objectives) <= set(named)


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
        ("a.xml", MOODLE, "moodle"),
        ("a.txt", "Which?\nA. one\nB. two\nANSWER: B\n", "aiken"),
        ("a.txt", "Which? {=one ~two}\n", "gift"),
        ("a.gift", "Which? {=one ~two}\n", "gift"),
        ("a.xml", QTI, "qti21"),
    ],
)
def test_the_format_is_guessed_by_ending_and_content(say, tmp_path, name, text, form):
    """A file says what it is; only where it does not must --format."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    code, out, _ = say("course", "import", tmp_path / name, "--json")
    assert (code, json.loads(out)["format"]) == (0, form)
