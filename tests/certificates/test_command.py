"""``govlab certificates``: from roster and results to PDFs, and what the register answers."""

import json
from pathlib import Path

import pytest

from govlab import course
from govlab.cli import main
from govlab.files import write_atomic

ROSTER = """รหัส,คำนำหน้า,ชื่อ,สถานะ
001,นาย,ทดสอบ หนึ่ง,เข้าอบรม
002,นาง,ทดสอบ สอง,เข้าอบรม
003,,ทดสอบ สาม,ขาด
"""
DIGEST = "ab" * 32


def row(person: str, score: int) -> str:
    passed = "ผ่าน" if score >= 8 else "ไม่ผ่าน"
    counts = f"{score},0,{10 - score},0,0"
    return (
        f"T-1,{person},post,1,{score},10,{score * 10},{passed},{counts},{DIGEST},pass80-last,0.1.0"
    )


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Return a command at a home of its own, which gives exit code and JSON document."""
    (tmp_path / "govlab.toml").touch()
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8")
    heading = (
        "cohort,person,sitting,attempt,score,max,percent,passed,correct,partial,wrong,"
        "unanswered,not_reached,bank_sha256,policy,software_version"
    )
    rows = "\n".join([heading, row("001", 9), row("002", 7)])
    (tmp_path / "results.csv").write_text(rows, encoding="utf-8")

    def run(*arguments: object):
        words = ["certificates", *map(str, arguments), "--home", str(tmp_path), "--json"]
        code = main([*words, "--lang", "en"])
        return code, json.loads(capsys.readouterr().out)

    return run


def issue(desk, home: Path, out: str = "pdf", cohort: str = "T-1"):
    return desk(
        "issue",
        *("--roster", home / "roster.csv", "--results", home / "results.csv"),
        *("--curriculum", "governance", "--cohort", cohort, "--out", home / out),
    )


def test_issue_list_verify_revoke(desk, tmp_path: Path) -> None:
    """Who attended and passed gets a PDF, once; it verifies until it is revoked."""
    assert desk("list") == (0, [])
    code, made = issue(desk, tmp_path)
    assert (code, made["new"], made["before"]) == (0, 1, 0)
    assert issue(desk, tmp_path)[1]["before"] == 1
    (pdf,) = map(Path, made["files"])
    assert pdf.stem.startswith("DEMO-")
    code, listed = desk("list", "--cohort", "T-1")
    assert [(one["person"], one["status"]) for one in listed] == [("001", "valid")]
    code, found = desk("verify", pdf)
    assert (code, found["status"], found["serial"]) == (0, "valid", pdf.stem)
    code, gone = desk("revoke", pdf.stem, "--reason", "test", "--actor", "officer")
    assert (code, gone["status"], gone["reason"]) == (0, "revoked", "test")
    code, found = desk("verify", pdf)
    assert (code, found["status"]) == (1, "revoked")
    assert found["reasons"]
    assert desk("verify", "XY-2570-00001")[0] == 1
    assert desk("verify", "nobody")[0] == 2


def test_wrong_input_leaves_everything_as_it_was(desk, tmp_path: Path) -> None:
    """A cohort without results, or a changed name, is told with exit code 2; nothing changes."""
    assert issue(desk, tmp_path, cohort="T-2")[0] == 2
    assert not (tmp_path / "state").exists() or not list((tmp_path / "state").iterdir())
    assert issue(desk, tmp_path)[0] == 0
    changed = ROSTER.replace("ทดสอบ หนึ่ง", "ทดสอบ ใหม่")
    (tmp_path / "roster.csv").write_text(changed, encoding="utf-8")
    code, error = issue(desk, tmp_path, out="second")
    assert code == 2
    assert "reissue" in error["error"]["message"]
    assert not (tmp_path / "second").exists()
    assert len(desk("list")[1]) == 1
    assert desk("revoke", "DEMO-2570-99999", "--reason", "r", "--actor", "a")[0] == 2


def test_no_office_certifies_on_a_demonstration_exam(desk, tmp_path: Path) -> None:
    """Where the kept snapshot is a demonstration, the demonstration issuer signs."""
    office = "schema: 1\nid: office\nname: {th: ทดสอบ, en: Test}\nprefix: OFF\n"
    (tmp_path / "issuer.yaml").write_text(office, encoding="utf-8")
    assert issue(desk, tmp_path)[1]["certificates"][0]["serial"].startswith("OFF-")
    curriculum = course.load("governance")
    demo = next(name for name, one in curriculum.blueprints.items() if one.demonstration)
    form, key = course.draw_form(curriculum, demo, 1)
    kept = tmp_path / "state" / "snapshots"
    kept.mkdir()
    write_atomic(kept / f"{DIGEST}.json", course.snapshot(curriculum, form, key).as_bytes())
    assert issue(desk, tmp_path)[1]["certificates"][0]["serial"].startswith("DEMO-")
