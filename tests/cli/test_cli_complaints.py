"""``govlab complaints simulate``, ``compare``, ``sweep`` and ``draw``, as scripts call them."""

import json
from types import SimpleNamespace

import openpyxl
import pytest

from govlab import home, logs
from govlab.cli import main
from govlab.complaints import _engine


@pytest.fixture
def say(capsys):
    """Run the command; return code, stdout and stderr."""

    def run(*argv):
        code = main([str(part) for part in argv])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    return run


QUICK = ("--days", 120, "--seed", 3, "--replications", 4)


def test_simulate_gives_what_the_contract_names(say, tmp_path):
    """Cases, events, indicators with intervals, and the log's file."""
    path = tmp_path / "log.xes"
    code, out, _ = say("complaints", "simulate", "bangkok", *QUICK, "--out", path, "--json")
    found = json.loads(out)
    assert code == 0
    assert {"cases", "events", "indicators", "log"} <= set(found)
    assert set(found["indicators"]["time_in_system"]) >= {"mean", "low", "high"}
    assert found["simulated"] is True
    again = logs.read(path)
    assert (len(again.events), again.provenance.simulated) == (found["events"], True)


def test_the_same_seed_says_the_same(say):
    """Two calls, one document."""
    first, second = (say("complaints", "simulate", "bangkok", *QUICK, "--json")[1] for _ in "12")
    assert first == second


def test_reports_of_the_first_run_are_told(say):
    """The ministry's two-month and six-month reports, with their counts, as JSON."""
    _, out, _ = say("complaints", "simulate", "ministry", "--days", 400, *QUICK[2:], "--json")
    found = json.loads(out)["reports"]
    assert {one["report"] for one in found} == {"two_month", "six_month"}
    assert found[0]["date"] == "2023-03-31"


def test_set_changes_the_declaration(say):
    """Three times the reports by Traffy are more cases; a wrong path names the nearest."""
    plain, more = (
        json.loads(say("complaints", "simulate", "bangkok", *QUICK, *changes, "--json")[1])
        for changes in ((), ("--set", "channels.traffy_fondue.a_month=x3"))
    )
    assert more["cases"] > 1.5 * plain["cases"]
    assert more["sha256"] != plain["sha256"]
    code, _, err = say("complaints", "simulate", "bangkok", "--set", "resource.checkers=1")
    assert code == 2
    assert "resources.checkers" in err


@pytest.mark.parametrize(
    ("argv", "word"),
    [
        (("simulate", "nosuch"), "bangkok"),
        (("simulate", "bangkok", "--days", 0), "73,050"),
        (("simulate", "bangkok", "--set", "x"), "path="),
        (("simulate", "bangkok", "--warm-up", "soon"), "found"),
        (("simulate", "queue", "--days", 5, "--cluster", "here"), "tcp://"),
        (("sweep", "queue", "--grid", "resources.officers.capacity=5,5"), "ซ้ำ"),
        (("compare", "bangkok", "--policy", "nosuch"), "six_officers"),
    ],
)
def test_bad_input_is_told_in_thai_with_exit_2(say, argv, word):
    """The sentence names what is right."""
    code, _, err = say("complaints", *argv)
    assert code == 2
    assert word in err


def test_precision_and_theory_are_told(say):
    """With --precision and --twin: enough replications, and z beside theory."""
    code, out, _ = say(
        "complaints", "simulate", "queue", "--days", 60, "--warm-up", 20, "--precision", 0.05,
        "--twin", "--json",
    )  # fmt: skip
    found = json.loads(out)
    one = found["indicators"]["time_in_system"]
    assert code == 0
    assert found["precision_reached"] is True
    assert (one["high"] - one["low"]) / 2 <= 0.05 * one["mean"]
    assert found["theory"]["exact"] is True
    assert found["theory"]["holds"] is True


def test_simulate_speaks_thai_to_people(say):
    """Indicators with units and intervals, and that no case is real."""
    code, out, _ = say("complaints", "simulate", "bangkok", *QUICK)
    assert code == 0
    assert "ระยะเวลาตั้งแต่รับเรื่องจนจบ" in out
    assert "ข้อมูลจำลอง ไม่มีเรื่องจริง" in out


def test_compare_pairs_policies(say):
    """Two policies: the first is the base; one policy: the process as declared is."""
    code, out, _ = say(
        "complaints", "compare", "bangkok", "--policy", "five_officers", "--policy", "six_officers",
        *QUICK, "--json",
    )  # fmt: skip
    found = json.loads(out)
    assert code == 0
    assert found["base"] == "เจ้าหน้าที่ห้าคน"
    difference = found["differences"]["เจ้าหน้าที่หกคน"]["waiting.preliminary_check"]
    assert difference["difference"]["mean"] < 0
    assert difference["variance_ratio"] > 1
    _, out, _ = say("complaints", "compare", "bangkok", "--policy", "six_officers", *QUICK)
    assert "ตามที่ประกาศ" in out


def test_compare_writes_a_workbook_that_excel_opens(say, tmp_path):
    """What the sheet holds is what the JSON holds; the words are Thai and say simulated."""
    path = tmp_path / "ผล.xlsx"
    code, out, _ = say(
        "complaints", "compare", "bangkok", "--policy", "six_officers", *QUICK, "--out", path,
        "--json",
    )  # fmt: skip
    found = json.loads(out)
    assert (code, found["table"]) == (0, str(path))
    numbers, answers, about = openpyxl.load_workbook(path).worksheets
    heads, *rows = numbers.iter_rows(values_only=True)
    by_name = {row[3]: dict(zip(heads, row, strict=True)) for row in rows}
    differences = found["differences"]["เจ้าหน้าที่หกคน"]
    assert set(by_name) == set(differences)
    for name, one in differences.items():
        for head, part in (("ผลต่าง", "difference"), ("นโยบายนี้ ค่าเฉลี่ย", "policy")):
            expected = one[part]["mean"]
            assert by_name[name][head] == (expected and pytest.approx(expected, abs=1e-6))
        assert by_name[name]["จำนวนรอบที่วัดได้"] == one["difference"]["n"]
        assert by_name[name]["ข้อมูลจำลอง"].startswith("จำลองจาก bangkok.yaml")
    assert answers["B2"].value.startswith("เจ้าหน้าที่หกคน เทียบกับ ตามที่ประกาศ: ")
    told = [row[-1] for row in about.iter_rows(values_only=True)]
    assert "ข้อมูลจำลอง ไม่มีเรื่องจริง" in told
    assert found["sha256"] in told
    assert all("จำลอง" in page.title for page in (numbers, answers, about))


def test_a_policy_that_is_called_like_a_formula_is_text(say, tmp_path):
    """A title that begins with = + - @ reaches workbook and CSV as inert text."""
    title = '=HYPERLINK("x")'
    policy = tmp_path / "policy.yaml"
    plain = home.find().folder("course") / "processes/policies/six_officers.yaml"
    lines = plain.read_text(encoding="utf-8").splitlines()
    begin = next(n for n, line in enumerate(lines) if line.startswith("title:"))
    lines[begin] = f"title: {{th: '{title}', en: '{title}'}}"
    policy.write_text("\n".join(lines), encoding="utf-8")
    for name in ("t.xlsx", "t.csv"):
        call = ("complaints", "compare", "bangkok", "--policy", policy, *QUICK)
        assert say(*call, "--out", tmp_path / name)[0] == 0
    for page in openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[:2]:
        cell = page["A2"]
        assert (cell.value, cell.data_type, cell.quotePrefix) == (title, "s", True)
    second = (tmp_path / "t.csv").read_text(encoding="utf-8-sig").splitlines()[1]
    assert second.startswith("\"'=HYPERLINK")


@pytest.mark.parametrize("verb", ["compare", "sweep"])
def test_a_name_that_is_no_table_is_refused_before_anything_is_simulated(
    say, tmp_path, monkeypatch, verb
):
    """The sentence names the endings, and no run was made."""
    monkeypatch.setattr("govlab.complaints._replications.many", None)
    path = tmp_path / "t.doc"
    code, _, err = say("complaints", verb, "bangkok", "--policy", "six_officers", "--out", path)
    assert code == 2
    assert ".xlsx หรือ .csv" in err
    assert not path.exists()


def test_sweep_runs_the_grid_and_writes_it(say, tmp_path):
    """Every point with its indicators; the table says simulated; charts are there."""
    code, out, _ = say(
        "complaints", "sweep", "queue", "--grid", "resources.officers.capacity=5,6",
        "--days", 40, "--replications", 2, "--out", tmp_path / "t.csv",
        "--charts", tmp_path / "charts", "--folder", tmp_path / "kept", "--json",
    )  # fmt: skip
    found = json.loads(out)
    assert code == 0
    assert [one["changes"] for one in found["variants"]] == [
        {"resources.officers.capacity": 5},
        {"resources.officers.capacity": 6},
    ]
    head, first, *_ = (tmp_path / "t.csv").read_text(encoding="utf-8-sig").splitlines()
    assert head.startswith("แบบ,จำนวนเจ้าหน้าที่,ตัวชี้วัด,")
    assert "จำลองจาก queue.yaml" in first
    assert (tmp_path / "charts" / "backlog.png").is_file()


def test_draw_writes_the_picture(say, tmp_path):
    """PNG by default in Thai, SVG by name."""
    path = tmp_path / "queue.svg"
    code, out, _ = say("complaints", "draw", "queue", "--out", path, "--json")
    assert code == 0
    assert json.loads(out)["output"] == str(path)
    assert path.read_bytes().lstrip().startswith(b"<?xml")


@pytest.mark.parametrize("waits", [True, False])
def test_a_first_run_says_on_standard_error_that_the_engine_is_compiled(say, monkeypatch, waits):
    """One line where code has to be made; none where it stands; JSON stays alone on stdout."""
    monkeypatch.setattr(_engine, "will_compile", lambda: waits)
    _, out, err = say("complaints", "simulate", "bangkok", *QUICK, "--json")
    assert json.loads(out)["process"] == "bangkok"
    assert err.count("กำลังแปลเครื่องจำลอง") == waits


def test_the_engine_knows_whether_its_code_has_to_be_made(monkeypatch, tmp_path):
    """Before the first use and in an empty cache; not once it ran, nor as plain Python."""
    folder = str(tmp_path)
    fresh = SimpleNamespace(signatures=[], stats=SimpleNamespace(cache_path=folder))
    monkeypatch.setattr(_engine.chance, "compiled", lambda *_, **__: fresh)
    assert _engine.will_compile()
    (tmp_path / "advance.1.nbc").touch()
    assert not _engine.will_compile()
    fresh.signatures, fresh.stats.cache_path = ["ran"], None
    assert not _engine.will_compile()
    monkeypatch.setattr(_engine.chance, "compiled", lambda one, **_: one)
    assert not _engine.will_compile()
