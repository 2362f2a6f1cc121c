"""The ledger: a chain that only grows, whose every change shows."""

import json
import os
import pickle
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govlab.errors import (
    ConflictError,
    FaultError,
    InputError,
    MissingExtraError,
    TamperedError,
    UnknownNameError,
)
from govlab.files import canonical_json, sha256_of
from govlab.ledger import CONTRACT, Event, Head, Ledger

NOON = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("Asia/Bangkok"))
POSTGRES = os.environ.get("GOVLAB_TEST_POSTGRES", "")
needs_postgres = pytest.mark.skipif(not POSTGRES, reason="GOVLAB_TEST_POSTGRES holds no URL")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where the ledger will be."""
    return tmp_path / "register.db"


@pytest.fixture
def ledger(file: Path) -> Iterator[Ledger]:
    """Open a ledger and close it afterwards."""
    with Ledger(file) as opened:
        yield opened


def issue(ledger: Ledger, serial: str, *, key: str | None = None, name: str = "สมหญิง") -> Event:
    """Append an event about `serial` with a body that tells of a person."""
    return ledger.append(
        kind="issued", serial=serial, body={"name": name}, actor="registrar", now=NOON, key=key
    )


def meddle(file: Path, *statements: str) -> None:
    """Change the file behind the ledger's back, its triggers out of the way."""
    with closing(sqlite3.connect(file)) as raw, raw:
        for trigger in ("grows", "stays", "keeps"):
            raw.execute(f"DROP TRIGGER register_{trigger}")
        for statement in statements:
            raw.execute(statement)


def test_what_an_event_holds(ledger: Ledger) -> None:
    """An event is the contract's columns; its hash is that of its sealed fields."""
    first, second = issue(ledger, "ก-1"), issue(ledger, "ก-2", key="T1|c|p1")
    assert (first.seq, second.seq) == (1, 2)
    assert first.time == "2026-11-22T05:00:00.000000Z"
    assert second.previous == first.hash
    assert second.body == {"name": "สมหญิง"}
    sealed = ("seq", "time", "actor", "kind", "serial", "key", "commitment", "previous")
    assert second.hash == sha256_of(canonical_json({n: getattr(second, n) for n in sealed}))
    assert second.commitment == sha256_of(
        bytes.fromhex(second.salt or "") + canonical_json(second.body)
    )
    assert list(ledger.events()) == [first, second]
    assert ledger.head() == (2, second.hash)


def test_an_empty_ledger(ledger: Ledger) -> None:
    """A ledger without events verifies; its head depends on its name."""
    assert ledger.verify() == 0
    assert ledger.head().seq == 0
    assert list(ledger.to_frame().columns) == list(CONTRACT)
    with Ledger(ledger._where, "responses") as other:
        assert other.head() != ledger.head()


def test_ledgers_of_one_file_are_apart(file: Path, ledger: Ledger) -> None:
    """Two ledgers in one database number and chain on their own."""
    issue(ledger, "ก-1")
    with Ledger(file, "responses") as other:
        assert issue(other, "x").seq == 1
        assert (other.verify(), ledger.verify()) == (1, 1)


def test_events_by_kind_thing_and_number(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Events are found by kind and thing, from a number on, across pages."""
    monkeypatch.setattr("govlab.ledger._ledger._PAGE", 2)
    for serial in ("ก", "ข", "ก", "ข", "ก"):
        issue(ledger, serial)
    ledger.append(kind="revoked", serial="ก", body=None, actor="registrar", now=NOON)
    assert [event.seq for event in ledger.events()] == [1, 2, 3, 4, 5, 6]
    assert [event.seq for event in ledger.events(serial="ก", after=1)] == [3, 5, 6]
    assert [event.seq for event in ledger.events(kind="revoked")] == [6]
    assert ledger.verify() == 6


def test_the_frame_has_the_contract(ledger: Ledger) -> None:
    """The table for analysis has the contract's columns and no body."""
    issue(ledger, "ก-1")
    frame = ledger.to_frame()
    assert list(frame.columns) == list(CONTRACT)
    assert frame.loc[0, "serial"] == "ก-1"
    assert "สมหญิง" not in frame.to_csv()


def test_same_key_same_body_is_one_event(ledger: Ledger) -> None:
    """Asking twice for the same thing records it once, whenever and by whom it is asked."""
    first = issue(ledger, "ก-1", key="c|p1")
    again = ledger.append(
        kind="issued",
        serial="ก-2",
        body={"name": "สมหญิง"},
        actor="other",
        now=NOON + timedelta(1),
        key="c|p1",
    )
    assert again == first
    assert ledger.head().seq == 1


def test_same_key_other_body_conflicts(ledger: Ledger) -> None:
    """The same key with another content is refused and named; another kind is not the same."""
    issue(ledger, "ก-1", key="c|p1")
    with pytest.raises(ConflictError, match=r"serial 'ก-1', event 1"):
        issue(ledger, "ก-2", key="c|p1", name="สมชาย")
    ledger.append(kind="revoked", serial="ก-1", body=None, actor="registrar", now=NOON, key="c|p1")
    assert ledger.verify() == 2


def test_the_key_itself_is_not_kept(file: Path, ledger: Ledger) -> None:
    """No file of the database holds the key's text."""
    issue(ledger, "ก-1", key="cohort-9|seat-17")
    ledger.close()
    assert b"seat-17" not in b"".join(path.read_bytes() for path in file.parent.iterdir())


def test_a_transaction_is_all_or_nothing(ledger: Ledger) -> None:
    """An error in the block leaves none of its events; without one all are there."""

    def fail() -> None:
        with ledger.transaction(now=NOON) as transaction:
            transaction.append(kind="a", serial="1", body=1, actor="x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert ledger.head().seq == 0
    with ledger.transaction(now=NOON) as transaction:
        transaction.append(kind="a", serial="1", body=1, actor="x", key="k")
        found = transaction.find("a", "k")
        assert found is not None
        assert found.body == 1
        assert transaction.find("b", "k") is None
        assert [event.seq for event in transaction.events(serial="1")] == [1]
        assert transaction.head().seq == 1
        transaction.append(kind="a", serial="2", body=2, actor="x")
    assert ledger.verify() == 2


def test_an_erased_body_leaves_no_trace(file: Path, ledger: Ledger) -> None:
    """An erased body is gone from the files, the chain holds, and the ledger says so."""
    event = issue(ledger, "ก-1", name="ชื่อที่ต้องลบ", key="k")
    issue(ledger, "ก-2")
    said = ledger.erase(event.seq, actor="dpo", now=NOON, reason="คำขอของเจ้าของข้อมูล")
    assert (said.kind, said.serial) == ("erased", "ก-1")
    assert said.body == {"seq": 1, "reason": "คำขอของเจ้าของข้อมูล"}
    assert ledger.verify() == 3
    kept = next(ledger.events())
    assert kept.erased
    assert (kept.body, kept.hash) == (None, event.hash)
    content = b"".join(path.read_bytes() for path in file.parent.iterdir())
    assert "ชื่อที่ต้องลบ".encode() not in content
    with pytest.raises(ConflictError):
        issue(ledger, "ก-1", name="ชื่อที่ต้องลบ", key="k")


def test_what_cannot_be_erased(ledger: Ledger) -> None:
    """An unknown event, an erased one and the record of an erasure cannot be erased."""
    issue(ledger, "ก-1")
    said = ledger.erase(1, actor="dpo", now=NOON, reason="x")
    for seq in (1, said.seq):
        with pytest.raises(ConflictError, match="must have a body to erase"):
            ledger.erase(seq, actor="dpo", now=NOON, reason="x")
    with pytest.raises(UnknownNameError, match="event"):
        ledger.erase(9, actor="dpo", now=NOON, reason="x")
    with pytest.raises(InputError, match="must not be appended by itself"):
        ledger.append(kind="erased", serial="x", body={"seq": 1}, actor="x", now=NOON)
    assert ledger.verify() == 2


@pytest.mark.parametrize(
    "change",
    [
        "time = '2020-01-01T00:00:00.000000Z'",
        "actor = 'x'",
        "kind = 'x'",
        "serial = 'x'",
        "key = NULL",
        "key = x'00'",
        'body = \'{"name":"x"}\'',
        "body = NULL",
        "body = x'00'",
        "salt = NULL",
        "salt = 'zz'",
        "salt = '00'",
        "commitment = 'x'",
        "previous = 'x'",
        "hash = 'x'",
        "time = x'00'",
        "body = NULL, salt = NULL",
    ],
)
def test_every_change_is_found(file: Path, ledger: Ledger, change: str) -> None:
    """A change to any column of an event names that event."""
    for number in range(3):
        issue(ledger, f"ก-{number}", key=str(number))
    meddle(file, f"UPDATE register SET {change} WHERE seq = 2")
    with pytest.raises(TamperedError, match=r"event 2\b") as caught:
        ledger.verify()
    assert "ลำดับที่ 2" in caught.value.in_language("th")


def test_removed_and_moved_events_are_found(file: Path, ledger: Ledger) -> None:
    """A removed event, and two that changed places, are found at the first."""
    for number in range(4):
        issue(ledger, f"ก-{number}")
    meddle(
        file,
        "UPDATE register SET seq = 9 WHERE seq = 2",
        "UPDATE register SET seq = 2 WHERE seq = 3",
        "UPDATE register SET seq = 3 WHERE seq = 9",
    )
    with pytest.raises(TamperedError, match="event 2"):
        ledger.verify()
    with closing(sqlite3.connect(file)) as raw, raw:
        raw.execute("DELETE FROM register WHERE seq = 1")
    with pytest.raises(TamperedError, match="event 1"):
        ledger.verify()


def test_a_saved_head_shows_a_cut_tail_and_another_chain(file: Path, ledger: Ledger) -> None:
    """With a head kept elsewhere, a cut-off tail and a rebuilt chain are found."""
    issue(ledger, "ก-1")
    head = issue(ledger, "ก-2").seq, ledger.head().hash
    issue(ledger, "ก-3")
    assert ledger.verify(head) == 3
    with pytest.raises(TamperedError, match="event 2"):
        ledger.verify(Head(2, "0" * 64))
    meddle(file, "DELETE FROM register WHERE seq > 1")
    assert ledger.verify() == 1
    with pytest.raises(TamperedError, match="event 2 is missing, though it once reached 2"):
        ledger.verify(head)


def test_a_body_brought_back_is_found(file: Path, ledger: Ledger) -> None:
    """A body that stands in spite of its erasure, as from an old copy, is found."""
    event = issue(ledger, "ก-1")
    ledger.erase(1, actor="dpo", now=NOON, reason="x")
    body = json.dumps(event.body, ensure_ascii=False, separators=(",", ":"))
    meddle(file, f"UPDATE register SET body = '{body}', salt = '{event.salt}' WHERE seq = 1")
    with pytest.raises(TamperedError, match="body of event 1"):
        ledger.verify()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE register SET serial = 'x'",
        "UPDATE register SET body = 'x'",
        "UPDATE register SET body = NULL, salt = NULL, actor = 'x'",
        "DELETE FROM register",
        "INSERT OR REPLACE INTO register SELECT * FROM register",
        (
            "INSERT INTO register SELECT 5, time, actor, kind, serial, key, body, salt, commitment,"
            " previous, hash FROM register"
        ),
    ],
)
def test_triggers_refuse_changes(file: Path, ledger: Ledger, statement: str) -> None:
    """The database itself refuses to change, remove, replace or misnumber events."""
    issue(ledger, "ก-1")
    with (
        closing(sqlite3.connect(file)) as raw,
        pytest.raises(sqlite3.IntegrityError, match="events"),
    ):
        raw.execute(statement)
    assert ledger.verify() == 1


WORD = st.text("กขa1-", min_size=1, max_size=4)


@given(
    st.lists(
        st.tuples(WORD, WORD, st.none() | WORD | st.floats(allow_nan=False, allow_infinity=False)),
        max_size=8,
    ),
    st.sets(st.integers(1, 8), max_size=3),
)
@settings(max_examples=15, deadline=None)
def test_any_sequence_verifies(
    tmp_path_factory: pytest.TempPathFactory,
    wanted: list[tuple[str, str, object]],
    erase: set[int],
) -> None:
    """Whatever is appended and erased, the chain verifies and reads back in order."""
    with Ledger(tmp_path_factory.mktemp("any") / "a.db") as ledger:
        with ledger.transaction(now=NOON) as transaction:
            for kind, serial, body in wanted:
                transaction.append(kind=kind, serial=serial, body=body, actor="x")
            gone = sorted(seq for seq in erase if seq <= len(wanted))
            for seq in gone:
                transaction.erase(seq, actor="x", reason="asked")
        assert ledger.verify() == len(wanted) + len(gone)
        assert [event.serial for event in ledger.events()][: len(wanted)] == [w[1] for w in wanted]


def test_salts_may_be_given_in_tests(file: Path) -> None:
    """With a given source of salts the same appends give the same hashes."""
    with Ledger(file, randbytes=bytes) as one, Ledger(f"{file}2", randbytes=bytes) as two:
        assert issue(one, "ก-1") == issue(two, "ก-1")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"kind": ""}, "kind .* printable"),
        ({"serial": "a\nb"}, "serial .* printable"),
        ({"actor": "\0"}, "actor .* printable"),
        ({"body": {1, 2}}, "exact JSON"),
        ({"now": datetime(2026, 11, 22)}, "time zone"),  # noqa: DTZ001
    ],
)
def test_malformed_events_are_refused(ledger: Ledger, wrong: dict[str, object], words: str) -> None:
    """An empty or unprintable field, a body beyond JSON and a time without zone are refused."""
    good = {"kind": "k", "serial": "s", "body": None, "actor": "a", "now": NOON}
    with pytest.raises(InputError, match=words):
        ledger.append(**{**good, **wrong})  # type: ignore[arg-type]
    assert ledger.head().seq == 0


@pytest.mark.parametrize("name", ["", "Register", "a-b", "a; DROP TABLE x", "1a", "ก", "a" * 42])
def test_malformed_names_are_refused(file: Path, name: str) -> None:
    """A name becomes part of SQL, so it is a short lower-case word."""
    with pytest.raises(InputError, match="ledger name"):
        Ledger(file, name)


@pytest.mark.parametrize("url", ["mysql://h/d", "sqlite:///a.db", "http://x", "://"])
def test_other_databases_are_refused(url: str) -> None:
    """A URL of another kind is refused, without showing what else stands in it."""
    with pytest.raises(InputError, match="must be a file of this machine or a URL postgresql"):
        Ledger(url)


def test_missing_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its driver, a PostgreSQL address says what to install."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingExtraError, match=r"govlab\[postgres\]"):
        Ledger("postgresql://nobody@localhost/none")


def test_faults_of_the_place(tmp_path: Path) -> None:
    """A text file, a missing folder, a folder and a synchronised folder are told apart."""
    text = tmp_path / "notes.db"
    text.write_text("ไม่ใช่ฐานข้อมูล " * 100, encoding="utf-8")
    with pytest.raises(InputError, match="must be a database"):
        Ledger(text)
    with pytest.raises(FaultError, match="must exist"):
        Ledger(tmp_path / "none" / "register.db")
    with pytest.raises(FaultError, match="must be open for writing"):
        Ledger(tmp_path)
    with pytest.raises(FaultError, match="synchronised"):
        Ledger(tmp_path / "OneDrive" / "register.db")


def test_held_too_long(file: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer that waits in vain says so in plain words and writes nothing."""
    monkeypatch.setattr("govlab.ledger._engine.PATIENCE", 0)
    with Ledger(file) as hasty, ledger.transaction(now=NOON) as transaction:
        transaction.append(kind="a", serial="1", body=1, actor="x")
        with pytest.raises(FaultError, match="held by another program"):
            issue(hasty, "ก-1")
        assert hasty.head().seq == 0  # readers are not held up
    assert ledger.verify() == 1


def test_damaged_file(file: Path, ledger: Ledger) -> None:
    """A damaged page is a fault that says to restore a copy, not a silent loss."""
    with ledger.transaction(now=NOON) as transaction:
        for number in range(200):
            transaction.append(kind="a", serial=str(number), body="x" * 200, actor="x")
    ledger.close()
    content = bytearray(file.read_bytes())
    content[8192:40960] = b"\xff" * 32768
    file.write_bytes(content)
    with pytest.raises((FaultError, TamperedError)):
        ledger.verify()


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_only_the_owner_reads(file: Path, ledger: Ledger) -> None:
    """Database and write-ahead log are the owner's alone."""
    issue(ledger, "ก-1")
    for path in (file, *file.parent.glob("register.db-*")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_pickled_ledger_is_the_same(ledger: Ledger) -> None:
    """A ledger sent to another process opens the same database."""
    issue(ledger, "ก-1")
    with pickle.loads(pickle.dumps(ledger)) as copy:
        assert issue(copy, "ก-2").seq == 2
    assert ledger.verify() == 2


def write_at_once(place: str | Path) -> None:
    """Start 40 writers, 8 processes of 5 threads, with 10 appends each."""
    script = Path(__file__).parent / "writers.py"
    command = [sys.executable, str(script), str(place), "8", "5", "10"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_forty_writers_at_once(file: Path) -> None:
    """Of 400 events appended by 40 writers at once none is lost, doubled or out of chain."""
    write_at_once(file)
    with Ledger(file) as ledger:
        assert ledger.verify() == 400
        assert len({event.serial for event in ledger.events()}) == 400


@needs_postgres
def test_postgresql_keeps_the_same_promises() -> None:
    """On PostgreSQL: 40 writers, idempotency, erasure, and triggers that refuse changes."""
    from sqlalchemy import create_engine, text
    from sqlalchemy.exc import DBAPIError

    raw = create_engine(POSTGRES.replace("postgresql:", "postgresql+psycopg:"))
    with raw.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS register"))
        connection.execute(text("DROP FUNCTION IF EXISTS register_guard"))
    write_at_once(POSTGRES)
    with Ledger(POSTGRES) as ledger:
        assert ledger.verify() == 400
        assert issue(ledger, "ก-1", key="k") == issue(ledger, "ก-2", key="k")
        with pytest.raises(ConflictError):
            issue(ledger, "ก-1", key="k", name="สมชาย")
        ledger.erase(401, actor="dpo", now=datetime.now(UTC), reason="asked")
        head = ledger.head()
        for statement in (
            "UPDATE register SET serial = 'x'",
            "DELETE FROM register",
            "TRUNCATE register",
            (
                "INSERT INTO register SELECT 999, time, actor, kind, serial, NULL, body, salt,"
                " commitment, previous, hash FROM register WHERE seq = 1"
            ),
        ):
            with raw.connect() as connection, pytest.raises(DBAPIError, match="only appended"):
                connection.execute(text(statement))
        assert ledger.verify(head) == 402
    raw.dispose()
