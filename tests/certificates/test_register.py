"""The register: every certificate once, serials without gaps, changes refused, all recorded."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from govlab.certificates import (
    DEMONSTRATION,
    Candidate,
    Certificate,
    Issuer,
    Register,
    Signer,
    candidates,
    issuer,
    registers,
)
from govlab.course import Text
from govlab.errors import ConflictError, InputError, UnknownNameError
from govlab.home import Home
from govlab.thai import BANGKOK

NOON = datetime(2026, 11, 22, 12, tzinfo=BANGKOK)
TITLE = Text("หลักสูตรทดสอบ", "Test course")
SYNTHETIC = [
    Candidate("001", "นางสาว", "ทดสอบ หนึ่ง"),
    Candidate("002", "นาย", "ทดสอบ สอง"),
    Candidate("003", "", "ทดสอบ สาม"),
]
OFFICE = Issuer("office", {"th": "สำนักงานทดสอบ", "en": "Test Office"}, "OFF")
SCRIPT = Path(__file__).parent / "registrars.py"


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    """Open a register and close it afterwards."""
    with Register(tmp_path / "register.db") as opened:
        yield opened


def issue(register: Register, people=SYNTHETIC, **changes) -> list[Certificate]:
    """Issue with the usual arguments, but for `changes`."""
    usual = {
        "curriculum": "governance",
        "title": TITLE,
        "cohort": "2570-1",
        "issuer": DEMONSTRATION,
        "now": NOON,
    }
    return register.issue(people, **{**usual, **changes})


def serials(made: list[Certificate]) -> list[str]:
    return [one.serial for one in made]


def test_serials_follow_the_order_and_the_fiscal_year(register: Register) -> None:
    """Numbers run from 00001 in the order given, anew in each fiscal year of Thailand."""
    first = issue(register)
    assert serials(first) == ["DEMO-2570-00001", "DEMO-2570-00002", "DEMO-2570-00003"]
    eve = datetime(2027, 9, 30, 16, 59, tzinfo=BANGKOK)
    assert serials(issue(register, SYNTHETIC[:1], cohort="b", now=eve)) == ["DEMO-2570-00004"]
    later = eve + timedelta(hours=7, minutes=2)  # past midnight there, not yet in London
    assert serials(issue(register, SYNTHETIC[:1], cohort="c", now=later)) == ["DEMO-2571-00001"]


@pytest.mark.parametrize("before", range(0, 20, 3))
def test_the_next_number_is_the_first_free_one(register: Register, before: int) -> None:
    """However many there are, the next serial follows the last."""
    people = [Candidate(f"{n}", "", f"ทดสอบ {n}") for n in range(before + 1)]
    issue(register, people[:before])
    assert issue(register, people)[-1].serial == f"DEMO-2570-{before + 1:05}"


def test_again_issues_nothing_and_a_late_arrival_one(register: Register) -> None:
    """A rerun returns what is there, as of its day; one more person adds one certificate."""
    early = issue(register, SYNTHETIC[:2])
    count = register.ledger.head().seq
    assert issue(register, SYNTHETIC[:2], now=NOON + timedelta(days=1)) == early
    assert register.ledger.head().seq == count
    both = issue(register, [SYNTHETIC[2], *SYNTHETIC[:2]], now=NOON + timedelta(days=2))
    assert serials(both) == ["DEMO-2570-00003", "DEMO-2570-00001", "DEMO-2570-00002"]
    assert [one.issued.day for one in both] == [24, 22, 22]


def test_another_cohort_or_curriculum_is_another_certificate(register: Register) -> None:
    """The same person may hold one for each course and cohort."""
    made = issue(register) + issue(register, cohort="2570-2") + issue(register, curriculum="c")
    assert len(set(serials(made))) == 9


@pytest.mark.parametrize("change", [{"name": "ทดสอบ ใหม่"}, {"title": "นาง"}])
def test_a_changed_name_is_refused_and_nothing_is_written(register: Register, change) -> None:
    """A changed name is a reissue: person, serial, both names are said, nobody is issued."""
    issue(register, SYNTHETIC[:1])
    head = register.ledger.head()
    people = [SYNTHETIC[1], replace(SYNTHETIC[0], **change)]
    with pytest.raises(ConflictError, match="reissue") as refused:
        issue(register, people)
    for words in (str(refused.value), refused.value.in_language("th")):
        for said in ("reissue", "'001'", "DEMO-2570-00001", "ทดสอบ หนึ่ง", *change.values()):
            assert said in words
    assert register.ledger.head() == head


def test_spelling_that_looks_the_same_is_the_same_name(register: Register) -> None:
    """Spaces and decomposed vowels that a rerun's file has otherwise change nothing."""
    made = issue(register, [Candidate("1", "นาย", "น้ำ  ทดสอบ")])
    again = issue(register, [Candidate("1", " นาย", "น\u0e49\u0e4d\u0e32 ทดสอบ ")])
    assert again == made
    assert made[0].name == "น้ำ ทดสอบ"


def test_candidates_without_name_or_twice_are_all_said(register: Register) -> None:
    """Every bad candidate is named at once, before anything is written."""
    people = [*SYNTHETIC, Candidate("004", "นาย", " "), SYNTHETIC[0]]
    with pytest.raises(InputError, match=r"(?s)'004'.*'001'"):
        issue(register, people)
    assert register.ledger.head().seq == 0


def test_erased_holders_are_not_issued_again(register: Register) -> None:
    """Whoever was erased on request is refused by code, and is no longer listed."""
    issue(register)
    event = next(register.ledger.events(kind="issued", serial="DEMO-2570-00001"))
    register.ledger.erase(event.seq, actor="officer", now=NOON, reason="request")
    with pytest.raises(ConflictError, match=r"'001'.*erased"):
        issue(register)
    assert serials(register.list()) == ["DEMO-2570-00002", "DEMO-2570-00003"]
    assert serials(issue(register, [Candidate("4", "", "ทดสอบ สี่")])) == ["DEMO-2570-00004"]


def test_a_register_keeps_issuers_apart(register: Register) -> None:
    """A prefix belongs to one id, and demonstrations never mix with an office's."""
    issue(register, issuer=OFFICE)
    for other in (replace(OFFICE, prefix="NEW"), replace(OFFICE, id="other"), DEMONSTRATION):
        with pytest.raises(ConflictError, match="another register"):
            issue(register, issuer=other)
    second = Issuer("second", OFFICE.name, "SEC")
    assert serials(issue(register, SYNTHETIC[:1], issuer=second)) == ["SEC-2570-00001"]


def test_demonstrations_have_a_register_of_their_own(tmp_path: Path) -> None:
    """What the demonstration issuer makes does not touch the office's file."""
    place = Home(tmp_path)
    for one, file in ((DEMONSTRATION, "register-demo.db"), (OFFICE, "register.db")):
        with Register.of(one, place) as opened:
            assert serials(issue(opened, issuer=one))[0] == f"{one.prefix}-2570-00001"
        assert (tmp_path / "state" / file).is_file()
    assert [len(one.list()) for one in registers(place)] == [3, 3]


def test_revoking_is_recorded_once_with_its_reason(register: Register) -> None:
    """A revoked certificate says so everywhere; a second time, no reason or no serial fails."""
    issue(register)
    register.revoke("DEMO-2570-00002", " ออกผิดคน ", actor="officer", now=NOON)
    event = next(register.ledger.events(kind="revoked"))
    assert (event.serial, event.actor) == ("DEMO-2570-00002", "officer")
    assert event.body["reason"] == "ออกผิดคน"
    assert [one.revoked for one in register.list()] == [False, True, False]
    assert [one.revoked for one in issue(register)] == [False, True, False]
    assert register.get("DEMO-2570-00002").revoked
    with pytest.raises(ConflictError, match="revoked already"):
        register.revoke("DEMO-2570-00002", "again", actor="officer", now=NOON)
    with pytest.raises(InputError, match="reason"):
        register.revoke("DEMO-2570-00001", " ", actor="officer", now=NOON)
    with pytest.raises(UnknownNameError, match="DEMO-2570-00009"):
        register.revoke("DEMO-2570-00009", "why", actor="officer", now=NOON)


def test_no_name_stands_outside_the_bodies(register: Register) -> None:
    """Everything but the erasable body of an event is free of names and seat codes."""
    issue(register, [Candidate("seat-77", "นาย", "ทดสอบ สังเคราะห์")])
    for event in register.ledger.events():
        rest = json.dumps(
            [event.actor, event.kind, event.serial, event.key, event.hash], ensure_ascii=False
        )
        assert "ทดสอบ" not in rest
        assert "seat-77" not in rest


def test_forty_at_once_lose_nothing_and_leave_no_gap(tmp_path: Path) -> None:
    """40 threads in 5 processes, some asking twice: each certificate once, numbers 1 to n."""
    file = tmp_path / "register.db"
    subprocess.run([sys.executable, SCRIPT, "many", file], check=True)
    with Register(file) as register:
        made = register.list()
        assert serials(made) == [f"DEMO-2570-{n:05}" for n in range(1, 5 * 5 * 3 + 1)]
        assert len({(one.cohort, one.person) for one in made}) == len(made)
        register.ledger.verify()


@pytest.mark.skipif(os.name != "posix", reason="kills by signal")
def test_killed_issuers_leave_all_or_nothing(tmp_path: Path) -> None:
    """Killed at seeded moments and run again: no serial lost, skipped or doubled."""
    file = tmp_path / "register.db"
    command = [sys.executable, SCRIPT, "killed", file]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0
    with Register(file) as register:
        assert serials(register.list()) == [f"DEMO-2570-{n:05}" for n in range(1, 8 * 40 + 2)]
        register.ledger.verify()


def test_the_office_is_read_from_the_home(tmp_path: Path) -> None:
    """issuer.yaml names the office; without it the demonstration issuer signs."""
    place = Home(tmp_path)
    assert issuer(place) is DEMONSTRATION
    (tmp_path / "issuer.yaml").write_text(
        "schema: 1\nid: office\nname: {th: สำนักงานทดสอบ, en: Test Office}\nprefix: OFF\n"
        "signer: {name: นายทดสอบ, position: {th: ผู้อำนวยการ, en: Director}}\n",
        encoding="utf-8",
    )
    found = issuer(place)
    signer = Signer("นายทดสอบ", {"th": "ผู้อำนวยการ", "en": "Director"})
    assert found == replace(OFFICE, signer=signer)
    assert Issuer.from_dict(json.loads(json.dumps(found.as_dict()))) == found


@pytest.mark.parametrize(
    "wrong", ["prefix: DEMO", "prefix: off", "id: demonstration", "name: {th: ก}", "more: 1"]
)
def test_a_wrong_issuer_file_is_refused(tmp_path: Path, wrong: str) -> None:
    """A shape that does not fit, or the demonstration's own names, are told with the file."""
    right = {"id": "id: office", "name": "name: {th: ก, en: a}", "prefix": "prefix: OFF"}
    lines = {"schema": "schema: 1", **right, wrong.partition(":")[0]: wrong}
    (tmp_path / "issuer.yaml").write_text("\n".join(lines.values()) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"issuer\.yaml"):
        issuer(Home(tmp_path))


def test_candidates_attended_sat_and_passed() -> None:
    """Who did not attend or pass is due nothing; an empty title is no title."""
    people = pd.DataFrame(
        {
            "cohort": "c",
            "person": ["1", "2", "3"],
            "title": ["นาย", None, "นาง"],
            "name": ["ก", "ข", "ค"],
            "status": ["attended", "attended", "enrolled"],
        }
    )
    results = pd.DataFrame(
        {
            "cohort": "c",
            "person": ["1", "2", "2"],
            "sitting": "post",
            "attempt": [1, 1, 2],
            "score": [1.0, 1.0, 9.0],
            "passed": [False, False, True],
            "policy": "pass80-last",
        }
    )
    assert candidates(people, results) == [Candidate("2", "", "ข")]
