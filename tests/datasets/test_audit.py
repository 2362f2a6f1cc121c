"""The audit: a changed figure is found by meaning, whatever the checksums say."""

import csv
import shutil
from fnmatch import fnmatchcase as fnmatch

import pytest

from govlab import datasets, home
from govlab.datasets import _identities
from govlab.datasets._facts import evidence, freeze, frozen
from govlab.datasets._identity_kinds import select
from govlab.datasets._numbers import numbers, stated
from govlab.datasets._rows import every_row


@pytest.fixture(scope="module")
def spare(tmp_path_factory):
    """Make one home with datasets of its own for the module."""
    root = tmp_path_factory.mktemp("home")
    shutil.copytree(home.find().folder("datasets"), root / "datasets")
    return home.Home(root)


@pytest.fixture
def change(spare):
    """Change one place of a dataset, renew the checksums, and put it back afterwards."""
    before = {}

    def make(name, old, new):
        path = spare.root / "datasets" / name
        text = before.setdefault(path, path.read_text(encoding="utf-8"))
        assert text.count(old) >= 1
        path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
        datasets.seal(spare)
        return spare

    yield make
    for path, text in before.items():
        path.write_text(text, encoding="utf-8", newline="")
    datasets.seal(spare)


def test_everything_shipped_agrees_with_its_source():
    """No figure of the package differs from the words it rests on."""
    assert datasets.audit() == []


@pytest.mark.parametrize(
    ("name", "old", "new", "rule"),
    [
        ("ita_moral_center.csv", ",80.79,", ",80.97,", "stated"),
        ("complaints_bangkok_month.csv", "public works,2", "public works,4", "identity"),
        ("ita_collection_bangkok_districts.csv", "จำนวน 22 สำนักงาน", "จำนวน 23 สำนักงาน", "quoted"),
        ("legal_references.csv", ",2559,2016,", ",2559,2017,", "identity"),
        ("projects/project_2567.yaml", "each: 85000", "each: 58000", "identity"),
        ("directive_journey.csv", "2024-02-05", "2024-02-06", "stated"),
        ("traffy_monthly_posts.csv", "18788", "18789", "identity"),
        ("thai_government_holidays.csv", "2023-03-06", "2023-03-07", "identity"),
        ("complaint_channels_bangkok.csv", "S2-018", "S2-019", "cited"),
        ("ita_methods/2565.yaml", "R-016 (FY2564)", "R-010 (FY2564)", "identity"),
        ("assumptions.csv", "(R-001, R-019)", "(R-001, R-018)", "cited"),
        ("source_facts.csv", "23 เรื่อง,23,", "23 เรื่อง,32,", "agrees"),
        ("source_facts.csv", "ไม่น้อยกว่า ๓๖ เรื่อง", "ไม่น้อยกว่า ๓๙ เรื่อง", "frozen"),
        ("source_facts.csv", "ไม่น้อยกว่า ๓๖ เรื่อง", "ไม่น้อยกว่า ๓๙ เรื่อง", "quoted"),
        ("source_findings.csv", "act.2 300,000", "act.2 310,000", "frozen"),
    ],
)  # fmt: skip
def test_a_changed_digit_is_found_with_every_checksum_renewed(change, name, old, new, rule):
    """Words, arithmetic, citations and frozen quotes find what sealing has covered up."""
    place = change(name, old, new)
    assert rule in {one.rule for one in datasets.audit(place)}


def test_a_finding_names_dataset_place_figure_and_ids(change):
    """Who reads the finding can correct the cell without looking for it."""
    place = change("directive_journey.csv", "2024-02-05", "2024-02-06")
    words = next(one.words for one in datasets.audit(place) if one.rule == "stated")
    for lang in ("th", "en"):
        told = words.in_language(lang)
        for part in ("directive_journey", "row 6", "date", "2024-02-06", "S4-018"):
            assert part in told


def test_sealing_never_renews_the_digest_of_a_quote(change):
    """A recorded quote keeps its digest; only quotes without one are added."""
    before = frozen()
    place = change("source_facts.csv", "ทั้งสิ้น 23 เรื่อง", "ทั้งสิ้น 24 เรื่อง")
    assert frozen(place) == before
    assert datasets.verify(place) == []
    assert freeze(place) == []
    assert set(before) == evidence().ids


def test_what_an_identity_binds_is_there():
    """An identity guards columns that its rows have."""
    rows = every_row()
    for rule in _identities.read(None):
        for name in rule.get("binds", ()):
            assert name in select(rule, rows)[0].cells, (rule["id"], name)


def test_an_identity_that_speaks_of_nothing_does_not_hold(change):
    """A rule whose rows are gone is a finding, not a silent success."""
    place = change("identities.yaml", "where: {dimension: outcome}", "where: {dimension: outcomes}")
    found = [one for one in datasets.audit(place) if one.rule == "identity"]
    assert [one.name for one in found] == ["identities"]


def test_every_exception_names_a_column_that_is_there():
    """What only a checksum guards is listed by dataset and column, with its reason."""
    rows = every_row()
    every = [one for members in rows.values() for one in members]
    for one in rows["checksum_only"]:
        where, column = one.cells["dataset"], one.cells["column"]
        assert one.cells["reason_th"]
        if where == "source_facts":
            assert column in evidence().facts
        else:
            assert any(fnmatch(row.list_path, where) and column in row.cells for row in every)


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("๒ มี.ค.๖๖", "2023-03-02"),
        ("ปีงบประมาณ พ.ศ. ๒๕๖๗", "2024"),
        ("ตุลาคม ๒๕๖๖ - กันยายน ๒๕๖๗", "2024-09-30"),
        ("August 15, 2025", "2025-08-15"),
        ("มากกว่า 1.35 ล้านความคิดเห็น", "1350000"),
        ("ร้อยละ ๔๔", "0.44"),
        ("ปปท.เขต ๕ - ๙", "7"),
        ("items I25-I30", "28"),
        ("ทุกปี", "1"),
        ("2023-02", "2566"),
    ],
)
def test_a_text_states_its_figures_in_every_spelling(text, figure):
    """Thai digits, either era, dates, months, millions, shares and spans are understood."""
    assert figure in stated(text)


def test_a_span_without_a_name_is_two_figures():
    """A share of 5-15 % does not state 7."""
    assert "7" not in stated("ราวร้อยละ ๕-๑๕")
    assert numbers("๕-๑๕") == {"5", "15"}


def test_no_row_of_the_facts_is_lost():
    """There are 307 facts and 47 findings, and every finding says where it is or why not."""
    known = evidence()
    assert (len(known.facts), len(known.findings)) == (307, 47)
    for one in known.findings.values():
        assert bool(one["represented_in"]) != bool(one["not_data"]), one["id"]


def test_misprints_say_what_is_printed_and_on_what_basis():
    """A corrected value names what it rests on, and the row says what disagrees."""
    seen = 0
    for path in home.find().folder("datasets").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row.get("corrected"):
                    seen += 1
                    assert row["as_printed"], (path.name, row)
                    assert row["basis"], (path.name, row)
                    assert row["conflict"], (path.name, row)
    assert seen >= 18
