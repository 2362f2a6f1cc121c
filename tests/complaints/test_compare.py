"""Policies under the same luck: what pairing gains, and that it is the same luck."""

import json

import numpy as np
import pytest

from govlab.complaints import process
from govlab.complaints import simulation as sim
from govlab.complaints._estimate import figure
from govlab.complaints._run_charts import assumptions_of
from govlab.errors import InputError, UnknownNameError

TRIAGE = "resources.triage_officers.capacity"


def officers(name, path, numbers=(5, 6)):
    return {f"{n}": process(name, overrides={path: n}) for n in numbers}


@pytest.fixture(scope="module")
def five_or_six():
    return sim.compare(officers("reference", TRIAGE), days=300, seed=1, replications=12, warm_up=0)


def test_common_luck_cuts_the_variance_of_five_or_six_officers(five_or_six):
    """At least 50-fold against independent seeds, and the difference has its sign."""
    found = five_or_six.difference("6", "backlog")
    assert found.ratio >= 50
    assert found.sign == -1
    assert found.independent > 5 * found.paired.half_width


def test_the_answer_is_a_sentence_with_its_interval(five_or_six):
    """Time and backlog fall by what the differences say, and the pay is not a matter of luck."""
    [said] = five_or_six.answers("en")
    found = five_or_six.difference("6", "backlog")
    assert said.startswith("6 against 5: ")
    assert f"falls by {figure(-found.paired.mean)}" in said
    assert "(95%" in said
    [thai] = five_or_six.answers("th")
    assert "ลดลง" in thai
    clear = five_or_six.table("en", clear=True)
    assert 0 < len(clear) <= len(five_or_six.table("en"))


def test_the_gain_is_the_one_that_independent_seeds_show(five_or_six):
    """The variance of differences between runs of other numbers is what the ratio assumes."""
    one = five_or_six.runs["5"].of("backlog")
    other = five_or_six.runs["6"].of("backlog")
    apart = [np.roll(other, shift) - one for shift in range(1, len(one))]
    independent = np.mean([each.var(ddof=1) for each in apart])
    found = five_or_six.difference("6", "backlog")
    assert independent / (other - one).var(ddof=1) == pytest.approx(found.ratio, rel=0.35)


def test_arrivals_are_the_same_under_every_policy(five_or_six):
    """As many cases in each replication, whatever the officers."""
    assert np.array_equal(*(one.of("cases_a_month") for one in five_or_six.runs.values()))


def test_a_policy_that_changes_nothing_differs_by_nothing():
    """Zero difference, zero width, and no row in the table."""
    same = {"a": process("queue"), "b": process("queue")}
    found = sim.compare(same, days=30, seed=1, replications=3, warm_up=0)
    assert all(one.paired.mean == 0 for one in found.differences() if one.paired.n)
    assert len(found.table()) == 0


def test_the_table_names_policy_and_gain(five_or_six):
    """People see base, policy, difference, interval and how much pairing gained."""
    table = five_or_six.table("en")
    assert "Variance cut (times)" in table.columns
    assert set(table["Policy"]) == {"6"}


HEADS = {
    "Base mean": ("base", "mean"),
    "Base 95% low": ("base", "low"),
    "Base 95% high": ("base", "high"),
    "Policy mean": ("changed", "mean"),
    "Policy 95% low": ("changed", "low"),
    "Policy 95% high": ("changed", "high"),
    "Difference": ("paired", "mean"),
    "Difference 95% low": ("paired", "low"),
    "Difference 95% high": ("paired", "high"),
}


def test_the_frame_has_every_number_of_the_differences(five_or_six):
    """A row a policy and indicator, each number that of the difference, what is infinite empty."""
    frame = five_or_six.frame("en").set_index("Indicator id")
    assert list(frame.index) == five_or_six.indicators
    for name in five_or_six.indicators:
        row, one = frame.loc[name], five_or_six.difference("6", name)
        for head, (which, what) in HEADS.items():
            expected = getattr(getattr(one, which), what)
            assert row[head] == expected or (np.isnan(row[head]) and np.isnan(expected))
        assert row["n (replications)"] == one.paired.n
        assert np.isfinite(one.ratio) == np.isfinite(row["Variance cut (times)"])
        assert np.isfinite(one.independent) == np.isfinite(row["Half-width if independent"])
        assert row["Simulated"].startswith("simulated from reference.yaml")
    assert (
        frame.loc["backlog", "Variance cut (times)"] == five_or_six.difference("6", "backlog").ratio
    )
    thai = five_or_six.frame()
    assert list(thai["ตัวชี้วัด"])[3] == "เรื่องค้างเฉลี่ย"
    assert set(thai["หน่วย"]) >= {"เรื่อง", "วัน", "ร้อยละ"}


def test_the_table_for_people_is_the_frame_with_fewer_digits(five_or_six):
    """The same difference, as people read it."""
    row = five_or_six.table("en").set_index("Indicator").loc["backlog, mean"]
    number = five_or_six.frame("en").set_index("Indicator").loc["backlog, mean", "Difference"]
    assert row["Difference"] == figure(number)


def test_the_sheets_say_what_was_simulated(five_or_six):
    """Simulated, seed, days, replications, the digest of each policy, and each assumption."""
    numbers, answers, about = five_or_six.sheets("en").values()
    assert len(numbers) == len(five_or_six.indicators)
    assert list(answers["Answer"]) == five_or_six.answers("en")
    rows = about.set_index("What")["Value"]
    assert rows["Simulated"] == "simulated; no real case"
    assert (rows["seed"], rows["days simulated"], rows["replications"]) == (1, 300, 12)
    digests = [one.process.sha256 for one in five_or_six.runs.values()]
    assert list(rows["sha256 of the process"]) == digests
    named = about[about["What"] == "assumption"].set_index("Of")["Value"]
    assert list(named.index) == assumptions_of(five_or_six.runs["6"].process)
    assert all(words.startswith("taken as ") for words in named)
    assert all("จำลอง" in name for name in five_or_six.sheets("th"))


def test_a_comparison_is_json(five_or_six):
    """Every number is JSON; what is infinite or unknown is null."""
    document = json.loads(json.dumps(five_or_six.as_dict(), allow_nan=False))
    assert document["base"] == "5"
    assert document["differences"]["6"]["backlog"]["variance_ratio"] >= 50


def test_a_policy_that_cannot_keep_up_is_named():
    """The warning names policy and resource, though the base keeps up."""
    found = sim.compare(
        officers("queue", "resources.officers.capacity", (5, 2)),
        days=60, seed=1, replications=2, warm_up=10,
    )  # fmt: skip
    assert found.notes[-1].in_language("en").splitlines()[1:] == ["  2: Officers"]


def test_one_policy_is_no_comparison():
    """The error asks for two."""
    with pytest.raises(InputError, match="two policies"):
        sim.compare({"a": process("queue")}, days=10, seed=1)


def test_an_unknown_policy_names_those_there_are(five_or_six):
    """The error lists the names."""
    with pytest.raises(UnknownNameError, match="5, 6"):
        five_or_six.difference("7", "backlog")


def test_charts_draw_paired_and_independent_intervals(five_or_six):
    """One picture each for time, backlog and deadlines, with the gain in words."""
    charts = sim.comparison_charts(five_or_six)
    assert set(charts) == {"time_in_system", "backlog"}
    words = "".join(one.get_text() for one in charts["backlog"].figure.axes[0].texts)
    assert "ความแปรปรวนลดลง" in words
