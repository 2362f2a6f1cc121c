"""Who knows who complained: the measure, the matrix, what looks like an identity, the store."""

from dataclasses import replace

import pandas as pd
import pytest

from govlab import complaints, home, logs
from govlab.complaints import conformance
from govlab.complaints._exposure_guard import WITHHELD, Identities
from govlab.complaints._exposure_marks import kind_of
from govlab.complaints._simulate import simulate
from govlab.course import _sealed
from govlab.errors import InputError, MissingFileError, TamperedError

PASSPHRASE = "แปดคำที่ไม่มีใครเดาได้"
DAY = 86_400_000_000


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Let the key come from the passphrase at once; what it costs is tested with the seal."""
    monkeypatch.setattr(_sealed, "_COST", 2**10)


def log_of(rows, cases=None):
    frame = pd.DataFrame(rows, columns=["case", "activity", "resource", "start", "attributes"])
    frame["end"] = frame["start"].astype("Int64")
    return logs.log_of(frame, cases, source="by hand", simulated=True)


def test_an_exposure_is_a_case_whose_name_was_open_to_one_who_may_not_know(office):
    """The registry may know; the checkers may not, and only where the log says it was open."""
    log = log_of(
        [
            ("A", "receive", None, 0, None),
            ("A", "check", None, DAY, '{"identity":"named"}'),
            ("B", "receive", None, 0, None),
            ("B", "check", None, DAY, None),
            ("C", "check", None, DAY, '{"identity":"named"}'),
        ]
    )
    found = conformance.exposures(log, office)
    assert (found.cases, found.exposed) == (3, 2)
    rows = found.actors.set_index("actor")
    assert rows.loc["registry", ["cases_handled", "cases_named", "exposed"]].tolist() == [2, 2, 0]
    assert rows.loc["checkers", ["cases_handled", "cases_named", "exposed"]].tolist() == [3, 2, 2]
    assert found.share == pytest.approx(200 / 3)


def test_whoever_the_log_names_goes_before_whom_the_process_names(office):
    """A file that names the complainant, handled by the committee, is open to the committee."""
    log = log_of([("A", "receive", "คณะกรรมการ", 0, None)])
    found = conformance.exposures(log, office)
    assert found.exposed == 1
    assert found.actors.set_index("actor").loc["committee", "exposed"] == 1


def test_forwarding_to_the_accused_agency_exposes_and_the_independent_way_does_not():
    """The ministry's route opens names to the agency complained about; the variant does not."""
    shares = {}
    for name in ("ministry", "ministry_independent"):
        process = complaints.process(name)
        log = simulate(process, days=300, seed=1).log()
        shares[name] = conformance.exposures(log, process).share
    assert shares["ministry"] > 50
    assert shares["ministry_independent"] == 0


def test_the_matrix_says_for_every_step_who_may_know(office):
    """A stage that names the complainant to an actor who may not know is exposed by design."""
    stages = {**office.stages, "check": replace(office.stages["check"], identity="named")}
    table = conformance.need_to_know(replace(office, stages=stages), "en").set_index("Stage")
    assert table.loc["Check", "Verdict"] == "open to one who may not know"
    assert table.loc["Receive", "Verdict"] == "known to one who may"
    assert len(table) == len(office.stages) + len(office.accompaniments)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("โทร 081-234-5678", "phone"),
        ("โทร.๐๘๑ ๒๓๔ ๕๖๗๘ครับ", "phone"),
        ("+66 81 234 5678", "phone"),
        ("1234567890123", "national_id"),
        ("เลข๑-๒๓๔๕-๖๗๘๙๐-๑๒-๓นะ", "national_id"),
        ("1\u200b2345\u200b67890123", "national_id"),
        ("a.b-c@example.go.th", "email"),
        ("นางสาวสมมติ ทดลองดี", "name"),
        ("พบ น.ส.สมมติ ทดลองดี ที่เขต", "name"),
        ("Mr. Sommut Thodlong", "name"),
        ("ถนนสุขุมวิท ๔๙ แยก 9", None),
        ("นายกเทศมนตรี ตำบล", None),
        ("คุณภาพชีวิต ประชาชน", None),
        ("2023-02-15T10:00:00", None),
        ("REF-000123", None),
        ("1676428800000000", None),
    ],
)
def test_an_identity_is_known_by_its_shape_however_it_is_spelt(text, kind):
    """Thai digits, spaces, dashes, unseen signs and no space at all; what is none passes."""
    assert kind_of(text) == kind


SPELT = [
    "สมมติ ทดลองดี",
    "สมมติ\u200bทดลองดี",
    "ส ม ม ติ - ทดลองดี",
    "ทดลองดี สมมติ",
    "นาย สมมติ  ทดลองดี แจ้งว่า",
    "%E0%B8%AA%E0%B8%A1%E0%B8%A1%E0%B8%95%E0%B8%B4%20%E0%B8%97%E0%B8%94%E0%B8%A5%E0%B8%AD%E0%B8%87%E0%B8%94%E0%B8%B5",
    "4Liq4Lih4Lih4LiV4Li0IOC4l+C4lOC4peC4reC4h+C4lOC4tQ==",
]


@pytest.mark.parametrize("text", SPELT)
def test_a_name_is_found_in_every_spelling(text):
    """Plain, with unseen signs, spaced out, surname first, titled, in percent signs, base64."""
    assert Identities(["นายสมมติ ทดลองดี"]).in_text(text)


def test_words_that_are_no_identity_are_left_alone():
    """A short word, or another name, is not withheld."""
    assert not Identities(["นายสมมติ ทดลองดี", "นาย"]).in_text("นายอื่น คนละคน แจ้งเรื่อง")


def planted():
    """Return a log with who complained in a column, and in words elsewhere."""
    cases = pd.DataFrame(
        {
            "case": ["7/2566", "8/2566"],
            "complainant": ["นายสมมติ ทดลองดี", "นางจำลอง ตัวอย่างมาก"],
            "channel": ["letter", "app"],
            "remark": ["ทดลองดี สมมติ โทรมาอีกครั้ง", "ไม่มี"],
        }
    )
    rows = [
        ("7/2566", "receive", "สมมติ ทดลองดี", 0, '{"phone":"0812345678","note":"ok"}'),
        ("7/2566", "check", "checkers", DAY, '{"note":"โทร ๐๘๑-๒๓๔-๕๖๗๘"}'),
        ("8/2566", "receive", "registry", 0, None),
    ]
    return log_of(rows, cases)


def test_a_guarded_log_lost_its_secret_columns_and_their_words_elsewhere():
    """The column goes, and so do remark, resource and note that say the same."""
    found = conformance.guarded(planted())
    assert "complainant" not in found.cases.columns
    assert found.cases["remark"].to_list() == [WITHHELD, "ไม่มี"]
    assert found.events["resource"].astype(str).to_list() == [WITHHELD, "checkers", "registry"]
    assert found.events["attributes"].to_list()[:2] == [
        '{"note":"ok"}',
        f'{{"note":"{WITHHELD}"}}',
    ]


def test_a_log_without_identities_is_handed_on_as_it_is(clean):
    """Nothing is copied where there is nothing to hide."""
    assert conformance.guarded(clean) is clean


def test_findings_tell_the_column_and_not_the_words(office):
    """The breach names column and kind; no sentence, table or JSON holds the identity."""
    found = conformance.check(planted(), office)
    told = [one for one in found.violations("en") if one["rule"] == "identity_in_log"]
    assert {one["data"]["column"] for one in told} == {"complainant", "remark", "phone", "note"} - {
        "remark"
    }
    said = str(found.as_dict()) + found.in_language("th") + found.table().to_string()
    assert not any(one in said for one in ("ทดลองดี", "ตัวอย่างมาก", "0812345678", "๐๘๑"))


def test_cases_that_are_numbered_by_people_are_told(office):
    """A national id as the name of a case is an identity like any other."""
    log = log_of([("1-2345-67890-12-3", "receive", None, 0, None), ("B", "receive", None, 0, None)])
    found = conformance.check(log, office, rules=["identity_in_log"]).violations("en")
    assert [(one["case"], one["data"]["column"]) for one in found] == [
        ("1-2345-67890-12-3", "case")
    ]


@pytest.fixture
def place(tmp_path):
    return home.Home(tmp_path)


def test_the_sealed_store_alone_holds_who_complained(place):
    """The log goes on by pseudonym; with the passphrase the store gives case and person back."""
    log = conformance.seal_identities(planted(), (), "acoc", place, PASSPHRASE)
    [alias, other] = log.cases["case"].to_list()
    assert alias.startswith("P-")
    assert set(log.events["case"]) == {alias, other}
    held = (place.state / "identities" / "acoc.sealed").read_bytes()
    assert "สมมติ".encode() not in held
    assert b"7/2566" not in held
    store = conformance.open_store("acoc", place, PASSPHRASE)
    assert store.people[alias] == {
        "case": "7/2566", "complainant": "นายสมมติ ทดลองดี", "phone": "0812345678",
    }  # fmt: skip
    assert "นายสมมติ" not in repr(store)


def test_the_same_case_has_the_same_pseudonym_whenever_it_comes_again(place):
    """A second delivery adds to the store under its key; another store has other pseudonyms."""
    first, again = (
        conformance.seal_identities(planted(), (), "acoc", place, PASSPHRASE) for _ in range(2)
    )
    apart = conformance.seal_identities(planted(), (), "other", place, PASSPHRASE)
    assert first.cases["case"].to_list() == again.cases["case"].to_list()
    assert set(first.cases["case"]).isdisjoint(apart.cases["case"])
    assert len(conformance.open_store("acoc", place, PASSPHRASE).people) == 2


def test_a_wrong_passphrase_opens_nothing_and_adds_nothing(place):
    """The store says that it does not open, and stays as it was."""
    conformance.seal_identities(planted(), (), "acoc", place, PASSPHRASE)
    path = place.state / "identities" / "acoc.sealed"
    before = path.read_bytes()
    with pytest.raises(TamperedError):
        conformance.seal_identities(planted(), (), "acoc", place, "คำอื่นที่ยาวพอสมควร")
    with pytest.raises(TamperedError):
        conformance.open_store("acoc", place, "คำอื่นที่ยาวพอสมควร")
    assert path.read_bytes() == before


def test_what_cannot_be_sealed_is_refused_by_name(place, clean):
    """No column with an identity, a name that is none, a store that is not there."""
    with pytest.raises(InputError, match="--secret"):
        conformance.seal_identities(clean, (), "acoc", place, PASSPHRASE)
    with pytest.raises(InputError, match="ACOC"):
        conformance.seal_identities(planted(), (), "../ACOC", place, PASSPHRASE)
    with pytest.raises(MissingFileError, match="acoc"):
        conformance.open_store("acoc", place, PASSPHRASE)
