"""The main job: what it makes, that it can run again, and what it refuses before it writes."""

import json
import re
import shutil
from datetime import UTC, datetime

import openpyxl
import pytest

from govlab import certificates, cli, course, home, jobs, tables
from govlab.errors import FaultError, MissingFileError
from govlab.jobs import make_example

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Run the example cohort once, through the command, and return its home's parent."""
    root = tmp_path_factory.mktemp("งาน")
    (root / "home").mkdir()
    command = ["workshop", "--out", str(root / "ผลลัพธ์"), "--home", str(root / "home")]
    assert cli.main(command) == 0
    return root


def summary(root):
    return json.loads((root / "ผลลัพธ์" / "summary.json").read_text(encoding="utf-8"))


def test_the_folder_holds_report_scenarios_workbook_and_certificates(made):
    """Everything that the summary lists stands there, and nothing else."""
    folder = made / "ผลลัพธ์"
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert there == set(summary(made)["files"])
    assert {"report.html", "results.xlsx", "summary.json"} <= there


def test_the_summary_has_the_promised_keys_and_counts(made):
    """Scripts find the ladder, the three rates, the exact verdict and the interval."""
    found = summary(made)
    assert [found[key] for key in ("trainees", "attended", "sat", "passed", "certificates")] == [
        60, 55, 52, 44, 44,
    ]  # fmt: skip
    # 44 of 55 is 80 % exactly: judged by counts, it is met.
    assert (found["pass_rate"], found["target"], found["met"]) == (80, 80, True)
    assert found["rates"] == pytest.approx(
        {"enrolled": 4400 / 60, "attended": 80, "sat": 4400 / 52}
    )
    assert found["interval"]["low"] < 80 < found["interval"]["high"]
    assert found["unmatched"] == ["0O9"]
    assert found["repeated"] == ["021"]


def test_the_report_says_that_everything_is_synthetic_and_names_nobody(made):
    """The page carries the marks, and people stand in it by seat code."""
    page = (made / "ผลลัพธ์" / "report.html").read_text(encoding="utf-8")
    text = re.sub(r"<style>.*?</style>|data:[^\"')]*", "", page, flags=re.DOTALL)
    assert "ข้อมูลสมมติ" in text
    assert "ใช้รับรองผลจริงไม่ได้" in text
    assert "002 011 019" in text
    roster = tables.read(home.find().folder("course") / "examples/roster.xlsx", "roster",
                         given={"cohort": "x"})  # fmt: skip
    assert not [name for name in roster["name"] if name in text]


def test_no_key_and_no_path_of_this_machine_reaches_the_folder(made):
    """Which option is right, why, and where the job ran stand in no file for readers."""
    folder = made / "ผลลัพธ์"
    _, key = course.draw_form(course.load("governance"), "demo", 2569)
    reasons = [one.reason.th for item in key.items for one in item.options]
    assert reasons
    for name in ("report.ipynb", "report.html", "report.json", "summary.json"):
        text = (folder / name).read_text(encoding="utf-8")
        assert not [reason for reason in reasons if reason in text]
        assert str(made) not in text


def test_the_workbook_opens_and_says_synthetic_on_every_sheet(made):
    """Each sheet's name carries the mark; the results keep their contract."""
    path = made / "ผลลัพธ์" / "results.xlsx"
    names = openpyxl.load_workbook(path).sheetnames
    assert len(names) == 4
    assert all("synthetic" in name for name in names)
    results = tables.read(path, "results", sheet=names[3])
    assert len(results) == 53  # one of the 52 answered twice


def test_every_certificate_is_valid_and_counts_for_nothing(made):
    """Each PDF verifies in its home, as a demonstration."""
    pdfs = sorted((made / "ผลลัพธ์" / "certificates").iterdir())
    assert len(pdfs) == 44
    for pdf in (pdfs[0], pdfs[-1]):
        found = certificates.verify(pdf, home.Home(made / "home"))
        assert (found.status, found.facts["demonstration"]) == ("valid", True)


def test_an_office_of_its_own_never_signs_the_example(tmp_path):
    """Made-up people and demonstration exams are certified by the demonstration issuer only."""
    (tmp_path / "issuer.yaml").write_text(
        "schema: 1\nid: office\nname: {th: สำนักงาน, en: Office}\nprefix: OFF\n", encoding="utf-8"
    )
    done = jobs.run_workshop(tmp_path / "out", place=home.Home(tmp_path), now=NOW, report=False)
    assert all(one.serial.startswith("DEMO-2570-") for one in done.outcome.certificates)
    assert not (tmp_path / "state" / "register.db").exists()


def test_the_packaged_copy_keeps_its_demonstrations_with_the_users_data(tmp_path, monkeypatch):
    """A read-only home holds no state; the example runs from it all the same."""
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_, **__: tmp_path / "data")
    packaged = home.Home(tmp_path, writable=False)
    done = jobs.run_workshop(tmp_path / "out", place=packaged, now=NOW, report=False)
    assert len(done.outcome.certificates) == 44
    assert (tmp_path / "data" / "state" / "register-demo.db").is_file()


def test_a_second_run_gives_the_same_and_no_second_certificate(ran):
    """Summary, workbook, report document and certificates are byte for byte what they were."""
    before, events = ran.everything(), ran.events()
    assert ran.run() == 0
    assert ran.events() == events
    assert ran.everything() == before


def test_a_late_arrival_adds_one_certificate(office):
    """Who hands in later gets the next serial; the others keep theirs."""
    row, seat = next(
        (row, seat)
        for row in range(3, 15)
        if (seat := office.cell(office.answers, row, 2)) == "010"
    )
    office.edit(office.answers, row, 2, "ยังไม่ส่ง")
    assert office.run() == 0
    before = office.pdfs()
    office.edit(office.answers, row, 2, seat)
    assert office.run() == 0
    assert office.pdfs() == [*before, f"{before[0][:-5]}{len(before) + 1:05d}"]


def test_a_revoked_certificate_leaves_the_folder_and_the_count(ran):
    """Revoked, a certificate is drawn no more, and its holder stands one step lower."""
    serials = ran.pdfs()
    with certificates.Register.of(certificates.DEMONSTRATION, ran.place) as register:
        register.revoke(serials[0], reason="ออกผิดคน", actor="นายทะเบียน", now=NOW)
    assert ran.run() == 0
    assert ran.pdfs() == serials[1:]


def test_a_sitting_is_scored_the_same_after_the_course_changed(ran, monkeypatch):
    """The snapshot of the first run scores the second, whatever stands in course/ by then."""
    before = ran.everything()

    def gone(*_):
        raise MissingFileError("course")

    monkeypatch.setattr("govlab.course.draw_form", gone)
    assert ran.run() == 0
    assert ran.everything() == before


# What is spoilt, and what the message must name beside the file.
STEM, ANSWER = "รถไฟจะมาเมื่อใด", "ข้อ ก ถูกที่สุด"
SPOILS = {
    "duplicate ids": (lambda office: office.edit(office.roster, 4, 1, "001"),
                      ["รายชื่อสมมติ.xlsx", "แถว 4", "รหัสที่นั่ง", "001", "ซ้ำ"]),
    "unknown question": (lambda office: office.edit(office.answers, 2, 5, STEM),
                         ["คำตอบ.xlsx", "แถว 2", STEM, "demo-"]),
    "unknown option": (lambda office: office.edit(office.answers, 6, 5, ANSWER),
                       ["คำตอบ.xlsx", "แถว 6", ANSWER]),
    "no table": (lambda office: office.answers.write_bytes(b"%PDF-1.7 not a table"),
                 ["คำตอบ.xlsx", "PDF"]),
    "other table": (lambda office: shutil.copy(office.roster, office.answers), ["คำตอบ.xlsx"]),
    "changed name": (lambda office: office.edit(office.roster, 3, 3, "กฤษฎา เปลี่ยนชื่อ"),
                     ["รายชื่อสมมติ.xlsx", "แถว 3", "ชื่อ-สกุล", "001", "เปลี่ยนชื่อ", "reissue"]),
}  # fmt: skip


@pytest.mark.parametrize("what", SPOILS)
def test_what_is_wrong_is_named_and_nothing_changes(ran, what, capsys):
    """Exit 2 with place, value, rule and next step; folder and register are as they were."""
    before = ran.everything()
    capsys.readouterr()
    spoil, named = SPOILS[what]
    spoil(ran)
    assert ran.run() == 2
    told = capsys.readouterr().err
    assert "Traceback" not in told
    assert [words for words in named if words not in told] == []
    assert ran.everything() == before


def test_a_wrong_file_at_the_first_run_leaves_nothing_behind(office):
    """Before the first certificate there is neither output folder nor register."""
    office.edit(office.answers, 2, 5, STEM)
    assert office.run() == 2
    assert not office.out.exists()
    assert not list((office.root / "home").rglob("*.db"))


@pytest.mark.parametrize(
    ("more", "named"),
    [
        (["--curriculum", "governess"], "governess"),
        (["--form", "final", "--seed", "1"], "final"),
        (["--form", "post"], "--seed"),
        (["--roster", "ไม่มี.xlsx"], "ไม่มี.xlsx"),
        (["--form", "post", "--seed", "1"], "คำตอบ.xlsx"),
    ],
)
def test_a_request_that_does_not_fit_is_exit_2(office, more, named, capsys):
    """Unknown names, missing files and another form's answers are said in one go."""
    assert office.run(*more) == 2
    assert named in capsys.readouterr().err
    assert not office.out.exists()


def test_one_file_without_the_other_is_refused(office, capsys):
    """A roster needs answers."""
    assert cli.main(["workshop", "--roster", str(office.roster)]) == 2
    assert "--answers" in capsys.readouterr().err


def test_another_seed_for_a_scored_sitting_is_refused(ran, capsys):
    """A cohort's sitting stays with the form it was first scored by."""
    assert ran.run("--seed", "7") == 2
    assert "--seed 2569" in capsys.readouterr().err


def test_the_cohort_is_the_rosters_own_when_it_names_one(office, capsys):
    """Without --cohort a roster with one cohort decides; a name that is not in it is refused."""
    book = openpyxl.load_workbook(office.roster)
    page = book.active
    page.cell(2, 7).value = "รุ่น"
    for row in range(3, page.max_row + 1):
        page.cell(row, 7).value = "2570-9"
    book.save(office.roster)
    files = ["--roster", str(office.roster), "--answers", str(office.answers)]
    folders = ["--out", str(office.out), "--home", str(office.root / "home")]
    command = ["workshop", *files, *folders, "--no-report"]
    assert cli.main([*command, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cohort"] == "2570-9"
    assert cli.main([*command, "--cohort", "2570-8"]) == 2
    assert "2570-9" in capsys.readouterr().err


@pytest.mark.parametrize(("form", "earned"), [("post", 8), ("pre", 0)])
def test_an_office_certifies_its_exam_but_no_practice(office, capsys, form, earned):
    """With an issuer of its own real serials come, from the long table, and only from an exam."""
    (office.root / "home" / "issuer.yaml").write_text(
        "schema: 1\nid: office\nname: {th: สำนักงาน, en: Office}\nprefix: OFF\n", encoding="utf-8"
    )
    book = openpyxl.load_workbook(office.roster)
    book.active.title = "รายชื่อ"
    book.active.delete_rows(1)
    real = office.root / "roster.xlsx"  # neither file nor sheet says "synthetic"
    book.save(real)
    _, key = course.draw_form(course.load("governance"), form, 5)
    people = ("001", "002", "003", "005", "006", "007", "009", "010")
    lines = [f"{one},{item},{right}" for one in people for item, right in key.answers.items()]
    table = office.root / "long.csv"
    table.write_text("\n".join(["person,item,response", *lines]), encoding="utf-8")
    files = ["--roster", str(real), "--answers", str(table)]
    assert office.run(*files, "--form", form, "--seed", "5", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["passed"], found["synthetic"], found["demonstration"]) == (8, False, False)
    assert [one[-5:] for one in found["serials"]] == [f"{n:05d}" for n in range(1, earned + 1)]
    assert all(one.startswith("OFF-") for one in found["serials"])


def test_nobody_attended_is_no_verdict(office, capsys):
    """Without anybody trained there is neither rate nor verdict, and no certificate."""
    for row in range(3, 15):
        office.edit(office.roster, row, 6, "ขาด")
    assert office.run("--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["met"], found["pass_rate"], found["certificates"]) == (None, None, 0)
    assert found["interval"] is None


def test_what_another_cohort_left_is_taken_away_and_what_a_person_put_there_stays(ran):
    """A folder used again holds one cohort's certificates, and no report of older results."""
    (ran.out / "บันทึกของวิทยากร.txt").write_text("ของฉัน", encoding="utf-8")
    before = ran.pdfs()
    assert ran.run("--cohort", "2570-2") == 0
    assert before
    assert not set(before) & set(ran.pdfs())
    assert (ran.out / "บันทึกของวิทยากร.txt").read_text(encoding="utf-8") == "ของฉัน"


def test_answers_of_nobody_on_the_roster_are_refused(office, capsys):
    """When no code matches, that is a wrong file or lost zeros, and nobody fails for it."""
    for row in range(3, openpyxl.load_workbook(office.answers).active.max_row + 1):
        office.edit(office.answers, row, 2, f"Z{row}")
    assert office.run() == 2
    assert "ไม่มีรหัสใดตรงกับรายชื่อ" in capsys.readouterr().err
    assert not office.out.exists()


def test_english_is_english(office, capsys):
    """With --lang en the words, the workbook and the certificates are English."""
    assert office.run("--lang", "en") == 0
    assert "certificates" in capsys.readouterr().out
    assert (
        openpyxl.load_workbook(office.out / "results.xlsx").sheetnames[0] == "summary (synthetic)"
    )


def test_a_file_in_the_way_of_the_folder_is_refused_and_stays(tmp_path, capsys):
    """An output folder that is a file is said in one sentence; the file is untouched."""
    way = tmp_path / "ผลลัพธ์"
    way.write_text("ของเดิม", encoding="utf-8")
    assert cli.main(["workshop", "--out", str(way)]) == 2
    told = capsys.readouterr().err
    assert "ผลลัพธ์" in told
    assert "Traceback" not in told
    assert way.read_text(encoding="utf-8") == "ของเดิม"


def test_a_disk_that_fills_up_leaves_the_folder_as_it_was(ran, monkeypatch):
    """What cannot be written whole is not written at all."""
    before = {path: path.read_bytes() for path in ran.out.rglob("*") if path.is_file()}

    def full(*_, **__):
        msg = "disk full"
        raise FaultError(msg)

    monkeypatch.setattr("govlab.tables.write_xlsx", full)
    assert ran.run() == 3
    after = {path: path.read_bytes() for path in ran.out.rglob("*") if path.is_file()}
    assert before
    assert after == before


def test_the_example_is_what_its_maker_makes(tmp_path):
    """The committed files are up to date with the course, byte for byte."""
    examples = home.find().folder("course") / "examples"
    for path in make_example.make(tmp_path):
        assert path.read_bytes() == (examples / path.name).read_bytes(), path.name


def test_a_report_opens_from_its_folder(made, tmp_path):
    """The document can be shown again later; what is no report is refused."""
    report = jobs.open_report(made / "ผลลัพธ์")
    assert report.ladder["certified"] == 44
    assert list(report.rates("en")["rate"]) == ["80.00 %", "73.33 %", "84.62 %"]
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ValueError, match=r"report\.json"):
        jobs.open_report(tmp_path / "x.json")
