"""The widget and its journal, without a kernel and without a browser."""

import json
from datetime import UTC, datetime

import pytest
from classroom_items import ALL, CASE, MATCHING, NUMERIC, ORDERING, SINGLE

from govlab.chance import Stream
from govlab.classroom import Answer, Exercise, Journal, practice_journal, read_answer
from govlab.errors import ConflictError, FaultError, InputError
from govlab.home import Home

ID = "8c5e0a2e-7c1b-4a70-9d0a-3b1f3f0e9a{:02d}"
NOON = datetime(2025, 6, 3, 12, 0, 5, tzinfo=UTC)


def answer(item, response, *, number=1):
    return {
        "kind": "answer",
        "id": ID.format(number),
        "at": "2025-06-03T12:00:00Z",
        "sitting": "practice",
        "person": "p01",
        "item": item,
        "version": 1,
        "variant": "",
        "response": response,
    }


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "state" / "answers.jsonl", clock=lambda: NOON)


def exercise(item, journal=None, **more):
    return Exercise(item, store=journal, person="p01", **more)


def lines(journal):
    return [json.loads(line) for line in journal.path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("item", ALL, ids=lambda item: item.type)
def test_each_type_is_a_widget_with_its_own_module(item):
    """The state is what HOUSE's contract names, and the module is the type's."""
    one = exercise(item)
    assert one.item["type"] == item.type
    assert f'component("{item.type}")' in one._esm
    assert (one.response, one.saved, one.receipt) == ({}, {}, {})
    one.close()


def test_an_answer_is_on_disk_before_its_receipt(journal):
    """The receipt names answer and time, and the journal already holds the line."""
    one = exercise(SINGLE, journal)
    reply = one.receive(answer("world/gift", "b"))
    assert reply == {
        "kind": "receipt",
        "id": ID.format(1),
        "item": "world/gift",
        "response": "b",
        "time": "2025-06-03T12:00:05+00:00",
    }
    assert [line["response"] for line in lines(journal)] == ["b"]
    assert one.saved == {"world/gift": "b"}
    assert one.receipt["world/gift"]["id"] == ID.format(1)


def test_a_message_from_the_browser_is_answered_over_the_wire(journal, monkeypatch):
    """The handler that anywidget calls records, and sends the receipt back."""
    one, sent = exercise(SINGLE, journal), []
    monkeypatch.setattr(one, "send", sent.append)
    one._handle_custom_msg(answer("world/gift", "c"), [])
    assert [message["kind"] for message in sent] == ["receipt"]
    assert lines(journal)[0]["response"] == "c"


def test_an_answer_sent_twice_is_recorded_once(journal):
    """The same id gets the same receipt, whoever asks."""
    first = exercise(SINGLE, journal).receive(answer("world/gift", "b"))
    again = exercise(SINGLE, Journal(journal.path)).receive(answer("world/gift", "b"))
    assert first == again
    assert len(lines(journal)) == 1


def test_an_id_that_meant_another_answer_is_refused(journal):
    """An id stands for one answer."""
    one = exercise(SINGLE, journal)
    one.receive(answer("world/gift", "b"))
    reply = one.receive(answer("world/gift", "c"))
    assert reply["kind"] == "refusal"
    assert len(lines(journal)) == 1
    with pytest.raises(ConflictError, match=ID.format(1)):
        journal.record(read_answer(answer("world/gift", "c")))


def test_a_new_widget_begins_with_what_was_saved(journal):
    """After a reload the last answer of each question is there, with its receipt."""
    one = exercise(CASE, journal)
    one.receive(answer("world/landfill/over", "5000"))
    one.receive(answer("world/landfill/act", "c", number=2))
    one.receive(answer("world/landfill/act", "a", number=3))
    anew = exercise(CASE, Journal(journal.path))
    assert anew.saved == {"world/landfill/over": "5000", "world/landfill/act": "a"}
    assert anew.response == anew.saved
    assert set(anew.receipt) == set(anew.saved)
    assert exercise(SINGLE, journal).saved == {}


@pytest.mark.parametrize(
    ("item", "code", "response"),
    [
        (SINGLE, "world/gift", "z"),
        (NUMERIC, "world/days", "thirty"),
        (ORDERING, "world/four-steps", "a>b"),
        (MATCHING, "world/channels", "9=a"),
        (CASE, "world/landfill", "a"),
        (SINGLE, "world/other", "a"),
    ],
)
def test_what_is_no_answer_is_refused_in_words(journal, item, code, response):
    """A refusal says why in both languages, and nothing is written."""
    reply = exercise(item, journal).receive(answer(code, response))
    assert reply["kind"] == "refusal"
    assert reply["id"] == ID.format(1)
    assert all(len(reply["words"][lang]) > 20 for lang in ("th", "en"))
    assert not journal.path.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"person": "p02"},
        {"sitting": "exam"},
        {"version": 2},
        {"variant": "abc"},
        {"version": True},
        {"id": "1"},
        {"kind": "receipt"},
        {"response": None},
        {"response": "x" * 60_000},
        {"person": "\ud800"},
        {"item": ["world/gift"]},
    ],
)
def test_a_message_may_hold_anything_and_does_no_harm(journal, changed):
    """What a browser sends wrongly, or in another's name, is refused."""
    reply = exercise(SINGLE, journal).receive(answer("world/gift", "b") | changed)
    assert reply["kind"] == "refusal"
    assert not journal.path.exists()


def test_messages_that_are_no_mapping_are_refused():
    """Whatever arrives, the reader raises our own error."""
    for content in (None, 3, [], "answer", {}):
        with pytest.raises(InputError, match="keep its form"):
            read_answer(content)


def test_no_receipt_comes_when_the_disk_fails(tmp_path, monkeypatch):
    """A write that fails is a fault, and the browser gets no receipt and tries again."""
    journal = Journal(tmp_path / "answers.jsonl")
    one, sent = exercise(SINGLE, journal), []
    monkeypatch.setattr(one, "send", sent.append)
    monkeypatch.setattr("govlab.classroom._journal.os.fsync", _full)
    with pytest.raises(FaultError, match="No space"):
        one.receive(answer("world/gift", "b"))
    one._handle_custom_msg(answer("world/gift", "b"), [])
    assert sent == []


def _full(descriptor):
    raise OSError(28, "No space left on device")


def test_a_torn_line_is_passed_over_and_the_next_one_is_whole(journal):
    """What a power cut left of a line harms neither those before nor those after."""
    one = exercise(SINGLE, journal)
    one.receive(answer("world/gift", "a"))
    with journal.path.open("ab") as file:
        file.write(b'{"id": "torn')
    reply = exercise(SINGLE, Journal(journal.path)).receive(answer("world/gift", "b", number=2))
    assert reply["kind"] == "receipt"
    assert Journal(journal.path).latest("practice", "p01")["world/gift"].response == "b"


def test_two_notebooks_share_one_journal(journal):
    """What one writes, the other reads; the last answer counts."""
    other = Journal(journal.path, clock=lambda: NOON)
    journal.record(read_answer(answer("world/gift", "a")))
    other.record(read_answer(answer("world/gift", "b", number=2)))
    assert journal.latest("practice", "p01")["world/gift"].response == "b"
    assert journal.record(read_answer(answer("world/gift", "b", number=2))).response == "b"
    assert len(lines(journal)) == 2


def test_words_with_line_ends_stay_one_line_of_the_journal(journal):
    """A memo of several paragraphs comes back as it was."""
    text = "ย่อหน้าแรก\n\u2028ย่อหน้าที่สอง"
    journal.record(Answer(ID.format(4), "practice", "p01", "world/memo", 1, "", text))
    assert Journal(journal.path).latest("practice", "p01")["world/memo"].response == text


def test_without_a_store_no_receipt_is_given():
    """A widget that keeps nothing promises nothing."""
    assert exercise(SINGLE).receive(answer("world/gift", "b")) == {}


def test_the_stream_shuffles_and_the_language_is_checked():
    """Options come in the order of the stream; an unknown language is refused."""
    orders = {
        tuple(one["id"] for one in exercise(SINGLE, stream=Stream(seed, "shown")).item["options"])
        for seed in range(30)
    }
    assert len(orders) == 6
    with pytest.raises(InputError, match="fr"):
        exercise(SINGLE, lang="fr")


def test_practice_is_kept_in_the_state_of_the_home_or_with_the_user(tmp_path, monkeypatch):
    """A read-only home keeps nothing in itself, and nothing is made before an answer."""
    monkeypatch.setattr("platformdirs.user_data_path", lambda name: tmp_path / "user" / name)
    own = practice_journal("governance", Home(tmp_path / "home"))
    packaged = practice_journal("governance", Home(tmp_path / "wheel", writable=False))
    assert own.path == tmp_path / "home" / "state" / "practice" / "governance.jsonl"
    assert packaged.path.is_relative_to(tmp_path / "user")
    assert list(tmp_path.iterdir()) == []
