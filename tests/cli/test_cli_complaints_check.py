"""``govlab complaints check``, ``mine`` and ``withhold``, as scripts call them."""

import json

import pandas as pd
import pytest

from govlab import cli, complaints, home, logs
from govlab.complaints import conformance
from govlab.complaints._exposure_store import PASSPHRASE
from govlab.complaints._simulate import simulate
from govlab.course import _sealed
from govlab.errors import BAD_INPUT, CHECK_FAILED

WORDS = "ข้าวสารแปดถังกับแมวสามตัว"
MINED = [
    "สรุป", "เส้นทาง", "กิจกรรม", "อะไรต่ออะไร", "คอขวด", "งานซ้ำ", "ผู้ปฏิบัติ", "สิ่งที่ควบคู่",
]  # fmt: skip


@pytest.fixture
def say(capsys, monkeypatch):
    """Run the command with a passphrase in the environment; return code, stdout and stderr."""
    monkeypatch.setattr(_sealed, "_COST", 2**10)
    monkeypatch.setenv(PASSPHRASE, WORDS)

    def run(*argv):
        code = cli.main(argv)
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    return run


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    """Return the file of a simulated log of Bangkok."""
    made = simulate(complaints.process("bangkok"), days=150, seed=2).log()
    return logs.write(made, tmp_path_factory.mktemp("logs") / "log.csv")


@pytest.fixture(scope="module")
def broken(log):
    """Return the file of the same log with a step skipped in one case."""
    lines = log.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    case = next(one.partition(",")[0] for one in lines if ",2,assignment," in one)
    kept = [one for one in lines if not one.startswith(f"{case},1,")]
    path = log.with_name("broken.csv")
    path.write_text("".join(kept), encoding="utf-8-sig")
    return path


def test_check_lists_every_breach_with_rule_evidence_and_source_and_exits_1(say, broken):
    """A script finds the four keys, what falls due, and the measure of exposure."""
    code, out, _ = say("complaints", "check", str(broken), "--process", "bangkok", "--json")
    found = json.loads(out)
    assert code == CHECK_FAILED
    assert found["count"] == len(found["violations"]) > 0
    assert found["rules"]["skipped_step"]["violations"] == 1
    for one in found["violations"]:
        assert {"case", "rule", "evidence", "source", "severity", "events", "data"} <= set(one)
        assert one["source"]
    assert found["exposure"]["exposed"] == 0
    assert all(one["days_left"] <= 7 for one in found["due_soon"])
    assert found["simulated"] is True


def test_check_of_a_log_that_misses_only_a_reading_that_does_not_bind_exits_0(say, log):
    """Bangkok's thirty days have two readings; missing the other one breaks no rule."""
    code, out, _ = say("complaints", "check", str(log), "--process", "bangkok")
    assert code == 0
    assert "จำลอง" in out
    assert "S2-022" in out


def test_check_judges_at_the_day_it_is_given(say, log):
    """The same log on another day has other deadlines overdue; Thai dates are read."""
    counts = []
    for day in ("1 มีนาคม 2566", "2023-12-31"):
        _, out, _ = say(
            "complaints", "check", str(log), "--process", "bangkok", "--now", day, "--json"
        )
        counts.append(json.loads(out)["count"])
    assert counts[0] < counts[1]


def test_headings_and_activities_of_ones_own_are_mapped(say, log, tmp_path):
    """--map names the columns, --name the stages; what is misspelt is refused by name."""
    own = log.read_text(encoding="utf-8-sig").replace("case,seq", "ทะเบียน,seq", 1)
    own = own.replace(",reception,", ",เปิดเรื่อง,")
    path = tmp_path / "own.csv"
    path.write_text(own, encoding="utf-8-sig")
    given = ["complaints", "check", str(path), "--process", "bangkok", "--rule", "unknown_activity"]
    mapped = [*given, "--map", "ทะเบียน=case"]
    assert say(*mapped)[0] == CHECK_FAILED
    assert say(*mapped, "--name", "เปิดเรื่อง=reception")[0] == 0
    code, _, err = say(*given, "--map", "ทะเบียน=caze")
    assert code == BAD_INPUT
    assert "caze" in err
    assert say(*mapped, "--name", "เปิดเรื่อง")[0] == BAD_INPUT


def test_mine_gives_tables_and_a_picture_and_hides_small_cells(say, log, tmp_path):
    """JSON has ways, steps, bottlenecks, resources and rework; -k hides, --chart draws."""
    chart = tmp_path / "ways.png"
    code, out, _ = say(
        "complaints", "mine", str(log), "--process", "bangkok", "-k", "5", "--chart", str(chart),
        "--json",
    )  # fmt: skip
    found = json.loads(out)
    assert code == 0
    assert {"variants", "activities", "follows", "bottlenecks", "resources", "rework"} <= set(found)
    assert found["conformance"]["skipped_step"]["violations"] == 0
    shown = [one["cases"] for one in found["variants"]]
    assert "*" in shown
    assert all(one == "*" or one >= 5 for one in shown)
    assert chart.is_file()
    assert say("complaints", "mine", str(log), "-k", "1")[0] == BAD_INPUT


def test_withhold_seals_people_and_writes_a_log_by_pseudonym(say, log, tmp_path):
    """The log that goes on has no complainant; the store in the home's state has."""
    frame = pd.read_csv(log, dtype=str)
    frame["complainant"] = "นายทดสอบ กระดาษสีฟ้า"
    path, out = tmp_path / "raw.csv", tmp_path / "out.csv"
    frame.to_csv(path, index=False, encoding="utf-8-sig")
    (tmp_path / "home").mkdir()
    code, told, _ = say(
        "complaints", "withhold", str(path), "--out", str(out), "--store", "acoc",
        "--home", str(tmp_path / "home"), "--json",
    )  # fmt: skip
    assert code == 0
    found = json.loads(told)
    assert "กระดาษ" not in out.read_text(encoding="utf-8-sig")
    assert "bangkok-0" not in out.read_text(encoding="utf-8-sig")
    store = conformance.open_store("acoc", home.Home(tmp_path / "home"), WORDS)
    assert len(store.people) == found["cases"]
    code, again, _ = say("complaints", "check", str(out), "--process", "bangkok", "--json")
    assert code == 0
    assert json.loads(again)["rules"]["late_deadline"]["violations"] > 0


def test_what_is_overdue_is_told_as_overdue_and_never_as_a_negative_rest(say, log):
    """Thai and English; what falls due on the day itself is told as today."""
    told = ("--process", "bangkok", "--now", "2023-06-15")
    _, thai, _ = say("complaints", "check", str(log), *told)
    _, english, _ = say("complaints", "check", str(log), *told, "--lang", "en")
    assert "(เกินกำหนด " in thai
    assert "(overdue by " in english
    assert "เหลือ -" not in thai
    assert "(วันนี้)" in thai


def test_readings_that_do_not_bind_are_counted_apart_from_breaches(say, log):
    """The head names breaches only, and another line how many readings were missed."""
    _, out, _ = say("complaints", "check", str(log), "--process", "bangkok", "--json")
    found = json.loads(out)
    readings = sum(one["severity"] == "reading" for one in found["violations"])
    assert found["readings"] == readings == found["count"] > 0
    _, words, _ = say("complaints", "check", str(log), "--process", "bangkok")
    assert "ไม่มีสิ่งที่ผิดกฎ" in words.splitlines()[0]
    assert f"อีก {readings} รายการ" in words.splitlines()[1]


@pytest.mark.parametrize(
    ("verb", "sheets"),
    [
        ("check", ["สรุป", "รายการที่พบ", "กฎที่ตรวจ", "ใกล้ครบกำหนด"]),
        ("mine", MINED),
    ],
)
def test_every_row_goes_to_a_workbook_that_says_it_is_simulated(say, log, tmp_path, verb, sheets):
    """The first sheet holds the words; another ending than .xlsx is refused."""
    book = tmp_path / "all.xlsx"
    when = ("--now", "2023-06-15") if verb == "check" else ()
    call = ("complaints", verb, str(log), "--process", "bangkok", *when, "--out")
    _, out, _ = say(*call, str(book), "--json")
    assert json.loads(out)["table"] == str(book)
    read = pd.read_excel(book, sheet_name=None)
    assert list(read) == sheets
    assert read["สรุป"].iloc[:, 0].str.contains("ข้อมูลจำลอง").any()
    assert all(len(frame) for frame in read.values())
    assert say(*call, "all.pdf")[0] == BAD_INPUT


def test_a_log_of_which_nothing_is_known_is_told_so_and_how_to_name_it(say, log, tmp_path):
    """One sentence with --name and a stage of the process, and no list; a few known: no list."""
    frame = pd.read_csv(log, dtype=str, encoding="utf-8-sig")
    path, few = tmp_path / "strange.csv", tmp_path / "few.csv"
    frame["activity"] = "งาน " + frame["activity"]
    frame.to_csv(path, index=False, encoding="utf-8-sig")
    frame.loc[0, "activity"] = "reception"
    frame.to_csv(few, index=False, encoding="utf-8-sig")
    code, out, _ = say("complaints", "check", str(path), "--process", "bangkok")
    assert code == CHECK_FAILED
    assert len(out.strip().splitlines()) == 1
    assert "ไม่มีกิจกรรมใด" in out
    assert '=reception"' in out
    _, out, _ = say("complaints", "check", str(few), "--process", "bangkok", "--lang", "en")
    assert "knows only 1 of" in out.splitlines()[0]
    assert "--name" in out.splitlines()[0]
    assert "is no step of the process" not in out


def test_a_missing_heading_is_told_with_the_option_that_names_it(say, log, tmp_path):
    """Check, mine and withhold alike, in Thai and in English."""
    path = tmp_path / "own.csv"
    own = log.read_text(encoding="utf-8-sig").replace("case,seq", "ทะเบียน,seq", 1)
    path.write_text(own, encoding="utf-8-sig")
    given = ("--process", "bangkok", "--lang", "en")
    code, _, err = say("complaints", "check", str(path), *given)
    assert code == BAD_INPUT
    assert "--map HEADING=COLUMN" in err
    assert "--map หัวช่อง=คอลัมน์" in say("complaints", "mine", str(path))[2]
    sealed = ("--out", str(tmp_path / "safe.csv"), "--store", "a", "--home", str(tmp_path))
    assert "--map" in say("complaints", "withhold", str(path), *sealed)[2]


def test_words_name_the_rules_that_could_not_be_applied_and_why(say, log):
    """Each rule with a remark in JSON stands in the words with that remark."""
    _, out, _ = say("complaints", "check", str(log), "--process", "bangkok", "--json")
    rules = json.loads(out)["rules"].values()
    unseen = [one for one in rules if one["remark"] and not one["examined"]]
    _, words, _ = say("complaints", "check", str(log), "--process", "bangkok")
    lines = [one for one in words.splitlines() if "ใช้กฎไม่ได้" in one]
    assert unseen
    for one in unseen:
        assert any(one["title"] in line and one["remark"] in line for line in lines)
