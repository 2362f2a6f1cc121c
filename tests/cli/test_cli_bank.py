"""``govlab course bundle`` and ``govlab course bank``, as scripts call them."""

import io
import json
import shutil
import zipfile
from contextlib import redirect_stdout

import pytest

from govlab import cli, home
from govlab.course import _bank, _sealed

PASSPHRASE = "ข้าวสารแปดถังกับแมวสามตัว"


@pytest.fixture
def say(capsys, monkeypatch):
    """Run the command with a passphrase in the environment; return code, stdout and stderr."""
    monkeypatch.setattr(_sealed, "_COST", 2**10)
    monkeypatch.setenv(_bank.PASSPHRASE, PASSPHRASE)

    def run(*argv):
        code = cli.main(argv)
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    return run


@pytest.fixture
def there(tmp_path):
    """Give a home that holds a copy of the course."""
    shutil.copytree(home.find().folder("course"), tmp_path / "home" / "course")
    return tmp_path / "home"


GIFT = """
::gift-basket:: ข้อใดควรทำเมื่อผู้รับจ้างส่งกระเช้ามาให้ที่บ้านหลังตรวจรับงาน {
=ส่งคืนและแจ้งผู้บังคับบัญชา#การรับทำให้การตรวจรับไม่เป็นกลาง
~เก็บไว้เพราะงานเสร็จแล้ว#ความสัมพันธ์ยังมีผลต่องานต่อไป
~แบ่งให้ทุกคนในสำนักงาน#การแบ่งไม่เปลี่ยนที่มาของของขวัญ
}
"""


@pytest.fixture(scope="module")
def bundled(tmp_path_factory):
    """Make the real bundle once; give its path, exit code and JSON."""
    path = tmp_path_factory.mktemp("given") / "out" / "trainees.zip"
    with redirect_stdout(io.StringIO()) as told:
        code = cli.main(("course", "bundle", "governance", "--out", str(path), "--json"))
    return path, code, json.loads(told.getvalue())


def test_the_bundle_is_written_and_nothing_is_found(bundled):
    """Scripts read the archive's path, its files and an empty list of leaks."""
    path, code, found = bundled
    assert code == 0
    assert found["leaks"] == []
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    assert found["files"] == names == sorted(names)
    assert {"index.html", "pages/governance-interests.html", "LICENSE-CONTENT"} <= set(names)
    assert not [name for name in names if "state" in name or ".git" in name]


def test_equal_content_gives_equal_bytes(say, bundled, tmp_path):
    """A second run makes the same archive."""
    path = tmp_path / "again.zip"
    assert say("course", "bundle", "governance", "--out", str(path))[0] == 0
    assert path.read_bytes() == bundled[0].read_bytes()


def test_the_bundle_is_a_home_with_practice_alone(bundled, tmp_path):
    """Unpacked, it holds a course that loads, and no exam item or key of one."""
    from govlab import course

    with zipfile.ZipFile(bundled[0]) as archive:
        archive.extractall(tmp_path / "unpacked")
    found = course.load("governance", home.Home(tmp_path / "unpacked"))
    whole = course.load("governance")
    practice = [code for code, item in whole.items.items() if item.use == "practice"]
    assert list(found.items) == practice
    assert practice


def test_a_leak_is_exit_1_names_the_place_and_leaves_no_file(say, there, tmp_path):
    """An author who copies an exam question into a lesson is told where it stands."""
    from govlab import course

    item = next(
        one
        for one in course.load("governance").modules["interests"].items
        if one.use == "exam" and isinstance(one, course.Item)
    )
    lesson = there / "course/governance/interests/lesson.md"
    text = lesson.read_text(encoding="utf-8")
    lesson.write_text(f"{text}\n\n{item.stem.en}\n", encoding="utf-8")
    out = tmp_path / "trainees.zip"
    argv = ("course", "bundle", "governance", "--home", str(there), "--out", str(out))
    code, text, _ = say(*argv, "--json")
    found = json.loads(text)
    assert code == 1
    assert not out.exists()
    assert {(one["item"], one["what"]) for one in found["leaks"]} == {(item.code, "stem")}
    places = {one["where"] for one in found["leaks"]}
    assert "trainees.zip!course/governance/interests/lesson.md" in places
    assert all(
        "lesson.md" in one["message"] or "pages/" in one["message"] for one in found["leaks"]
    )


def test_notes_of_trainer_and_author_stay_at_home(say, there, tmp_path):
    """What stands between the trainer's marks, and comments, are not in any file."""
    lesson = there / "course/governance/interests/lesson.md"
    text = lesson.read_text(encoding="utf-8")
    note = "<!-- trainer -->\nวิทยากรให้เวลาสิบนาที\n<!-- /trainer -->\n<!-- ยังต้องหาแหล่งที่มา -->\n"
    lesson.write_text(f"{text}\n\n{note}", encoding="utf-8")
    out = tmp_path / "trainees.zip"
    assert say("course", "bundle", "governance", "--home", str(there), "--out", str(out))[0] == 0
    with zipfile.ZipFile(out) as archive:
        for name in archive.namelist():
            words = archive.read(name).decode("utf-8", "ignore")
            assert "วิทยากรให้เวลาสิบนาที" not in words, name
            assert "ยังต้องหาแหล่งที่มา" not in words, name


def test_the_road_of_a_bank(say, there, tmp_path):
    """New, import, list, seal, open: each step says what it did in JSON."""
    at = ("--home", str(there), "--json")
    code, text, _ = say("course", "bank", "new", "governance", *at)
    assert (code, json.loads(text)["curriculum"]) == (0, "governance")
    questions = tmp_path / "questions.gift"
    questions.write_text(GIFT, encoding="utf-8")
    argv = ("course", "bank", "import", str(questions), "--format", "gift", "--module", "interests")
    code, text, _ = say(*argv, "--objective", "gifts", "--source", "S4-096", *at)
    taken = json.loads(text)
    # A Thai question without its English is a draft, and the sentence says what is missing.
    assert (code, taken["items"], len(taken["drafts"])) == (1, 0, 1)
    assert taken["findings"]
    draft = there / "state/banks/governance/drafts"
    assert [one.suffix for one in draft.iterdir()] == [".yaml"]
    plain = say(*argv, "--home", str(there))
    assert plain[0] == 1
    assert "drafts" in plain[1]


def test_a_bank_is_sealed_carried_and_opened(say, there, tmp_path):
    """The sealed file goes to another home, where the passphrase opens it."""
    from govlab import course

    at = ("--home", str(there))
    say("course", "bank", "new", "governance", *at)
    path = there / "state/banks/governance/items.yaml"
    _, _, example = path.read_text(encoding="utf-8").partition("#  - module:")
    body, _, tail = example.partition("\nschema:")
    entry = "  - module:" + body.replace("\n#", "\n")
    path.write_text(f"schema:{tail.replace('items: []', 'items:')}{entry}\n", encoding="utf-8")
    rows = json.loads(say("course", "bank", "list", "governance", *at, "--json")[1])["items"]
    assert [one["code"] for one in rows] == ["interests/office-car-for-errand"]
    sealed = tmp_path / "bank.sealed"
    code, text, _ = say("course", "bank", "seal", "governance", "--out", str(sealed), *at, "--json")
    assert (code, json.loads(text)["items"], json.loads(text)["open"]) == (0, 1, True)
    other = tmp_path / "other"
    shutil.copytree(there / "course", other / "course")
    code, text, _ = say("course", "bank", "import", str(sealed), "--home", str(other), "--json")
    assert (code, json.loads(text)["items"]) == (0, 1)
    argv = ("course", "bank", "seal", "governance", "--only", "--home", str(other))
    assert say(*argv)[0] == 0
    assert not list((other / "state/banks/governance").glob("*.yaml"))
    assert say("course", "bank", "open", "governance", "--home", str(other))[0] == 0
    assert [one.id for one in _bank.load_bank("governance", home.Home(other))] == [
        "office-car-for-errand"
    ]
    assert course.curricula(home.Home(other))


def test_no_passphrase_is_asked_of_a_script_or_taken_from_the_command_line(say, there, monkeypatch):
    """Without the variable and a keyboard the command ends with exit 2 and says what to set."""
    say("course", "bank", "new", "governance", "--home", str(there))
    monkeypatch.delenv(_bank.PASSPHRASE)
    code, _, err = say("course", "bank", "seal", "governance", "--home", str(there), "--lang", "en")
    assert code == 2
    assert _bank.PASSPHRASE in err
    assert say("course", "bank", "seal", "governance", "--passphrase", "x")[0] == 2


def test_a_wrong_passphrase_is_exit_1_and_says_nothing_else(say, there, monkeypatch):
    """The sentence is the same as for an altered file."""
    say("course", "bank", "new", "governance", "--home", str(there))
    say("course", "bank", "seal", "governance", "--only", "--home", str(there))
    monkeypatch.setenv(_bank.PASSPHRASE, "ผิดแต่ยาวพอสมควรแล้ว")
    code, out, err = say(
        "course", "bank", "open", "governance", "--home", str(there), "--lang", "en"
    )
    assert (code, out) == (1, "")
    assert "wrong or the file was altered" in err


def test_the_keyboard_is_asked_twice_for_a_new_passphrase(say, there, monkeypatch):
    """A slip of the finger would lock the office out of its own bank."""
    typed = iter([PASSPHRASE, "อย่างอื่นที่ยาวพอกัน"])
    say("course", "bank", "new", "governance", "--home", str(there))
    monkeypatch.delenv(_bank.PASSPHRASE)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda _: next(typed))
    code, _, err = say("course", "bank", "seal", "governance", "--home", str(there), "--lang", "en")
    assert code == 2
    assert "typed twice alike" in err


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (("new", "govern"), "governance"),
        (("list", "governance"), "bank new governance"),
        (("open", "governance"), "bank new governance"),
        (("seal", "governance"), "bank new governance"),
        (("import", "nowhere.gift", "--format", "gift"), "nowhere.gift"),
        (("import", "nowhere.gift", "--format", "word"), "moodle"),
    ],
)
def test_bad_input_is_exit_2_and_says_what_to_do(say, there, argv, told):
    """Unknown names list the known ones; a missing bank says how to make it."""
    code, _, err = say("course", "bank", *argv, "--home", str(there))
    assert code == 2
    assert told in err


def sealed_with_example(say, there):
    """Make a bank of one item in the home, seal it alone, and return the item."""
    say("course", "bank", "new", "governance", "--home", str(there))
    path = there / "state/banks/governance/items.yaml"
    _, _, example = path.read_text(encoding="utf-8").partition("#  - module:")
    body, _, tail = example.partition("\nschema:")
    entry = "  - module:" + body.replace("\n#", "\n")
    path.write_text(f"schema:{tail.replace('items: []', 'items:')}{entry}\n", encoding="utf-8")
    item = _bank.load_bank("governance", home.Home(there))[0]
    argv = ("course", "bank", "seal", "governance", "--only", "--home", str(there))
    assert say(*argv)[0] == 0
    return item


def test_a_sealed_bank_is_compared_with_the_bundle_or_there_is_none(
    say, there, tmp_path, monkeypatch
):
    """With the passphrase the office's question is found; without it nothing is handed out."""
    item = sealed_with_example(say, there)
    lesson = there / "course/governance/interests/lesson.md"
    text = lesson.read_text(encoding="utf-8")
    lesson.write_text(f"{text}\n\n{item.stem.en}\n", encoding="utf-8")
    out = tmp_path / "trainees.zip"
    argv = ("course", "bundle", "governance", "--home", str(there), "--out", str(out), "--json")
    code, text, _ = say(*argv)
    assert code == 1
    assert {one["item"] for one in json.loads(text)["leaks"]} == {item.code}
    assert not out.exists()
    monkeypatch.setenv(_bank.PASSPHRASE, "ผิดแต่ยาวพอสมควรแล้ว")
    assert say(*argv)[0] == 1
    monkeypatch.delenv(_bank.PASSPHRASE)
    code, text, err = say(*argv, "--lang", "en")
    assert (code, out.exists()) == (2, False)
    assert "was not made" in text + err
    assert "nothing was compared" in text + err
    assert _bank.PASSPHRASE in text + err


def test_the_library_makes_no_bundle_beside_a_sealed_bank_either(say, there, tmp_path, monkeypatch):
    """Whoever calls it from Python and names no bank has the home's own compared."""
    from govlab import course
    from govlab.classroom import trainee_bundle
    from govlab.errors import InputError

    sealed_with_example(say, there)
    monkeypatch.delenv(_bank.PASSPHRASE)
    place = home.Home(there)
    with pytest.raises(InputError, match=_bank.PASSPHRASE):
        trainee_bundle(tmp_path / "a.zip", course.load("governance", place), place=place)
    assert not list(tmp_path.glob("*.zip"))


def test_sealing_alone_says_what_is_still_open(say, there):
    """Files that stand beside the bank, and the sittings that asked of it, are told."""
    (there / "state/snapshots").mkdir(parents=True)
    (there / "state/snapshots/x.json").write_text("{}", encoding="utf-8")
    at = ("--home", str(there), "--lang", "en")
    say("course", "bank", "new", "governance", *at)
    (there / "state/banks/governance/copy.txt").write_text("x", encoding="utf-8")
    code, text, _ = say("course", "bank", "seal", "governance", "--only", *at)
    assert code == 0
    assert "copy.txt" in text
    assert "snapshots of 1 sittings" in text


def test_messages_tell_an_open_bank_from_a_sealed_one(say, there, monkeypatch):
    """Opening an open bank and sealing without a passphrase say what is so."""
    at = ("governance", "--home", str(there), "--lang", "en")
    say("course", "bank", "new", *at)
    code, _, err = say("course", "bank", "open", *at)
    assert code == 2
    assert "open already" in err
    monkeypatch.delenv(_bank.PASSPHRASE)
    code, _, err = say("course", "bank", "seal", *at)
    assert code == 2
    assert "is sealed" not in err
    assert "needs a passphrase" in err


def test_a_workbook_is_not_written_over(say, there, tmp_path):
    """The seal's file is a new one or an earlier seal; exit 2 says so."""
    at = ("governance", "--home", str(there), "--lang", "en")
    say("course", "bank", "new", *at)
    book = tmp_path / "marks.xlsx"
    book.write_bytes(b"PK marks")
    code, _, err = say("course", "bank", "seal", *at, "--out", str(book))
    assert (code, book.read_bytes()) == (2, b"PK marks")
    assert "marks.xlsx" in err


def test_a_file_without_questions_is_exit_2(say, there, tmp_path):
    """An import of nothing is no success."""
    path = tmp_path / "empty.gift"
    path.write_text("// nothing\n", encoding="utf-8")
    code, _, err = say("course", "bank", "import", str(path), "--home", str(there), "--lang", "en")
    assert code == 2
    assert "empty.gift" in err
    assert not (there / "state").exists()


def test_what_a_thai_question_lacks_is_printed_in_words(say, there, tmp_path):
    """The module comes from the objective, and no pattern of the file's shape is shown."""
    path = tmp_path / "questions.gift"
    path.write_text(GIFT, encoding="utf-8")
    argv = ("course", "bank", "import", str(path), "--objective", "gifts", "--home", str(there))
    code, text, _ = say(*argv)
    assert code == 1
    assert "ข้อที่ 1 ยังไม่มีคำถามภาษาอังกฤษ" in text
    assert "pattern" not in text
