"""The library of processes: every number founded, and the published figures in the mean."""

import math
import re
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from govlab import datasets
from govlab.complaints import expected, policies, policy_file, process, processes
from govlab.complaints._process import Basis, Quantity

NAMES = processes()


def parts(node, path=""):
    """Yield every noun of a process with its path."""
    if isinstance(node, dict):
        for name, one in node.items():
            yield from parts(one, f"{path}.{name}")
    elif isinstance(node, tuple):
        for number, one in enumerate(node):
            yield from parts(one, f"{path}.{number}")
    elif is_dataclass(node) and not isinstance(node, Basis):
        yield path, node
        for one in fields(node):
            yield from parts(getattr(node, one.name), f"{path}.{one.name}")


def test_the_library_holds_the_processes_it_promises():
    """Bangkok, a ministry and its variant, the city's system, and the examples."""
    assert set(NAMES) == {
        "bangkok", "jackson", "ministry", "ministry_independent", "queue", "reference", "rich",
        "traffy",
    }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_no_number_and_no_step_is_without_basis(name):
    """Every number, actor, stage, channel, outcome, deadline has a source or an assumption."""
    found = process(name)
    assert found.unfounded == ()
    bare = [
        path
        for path, one in parts(found)
        if isinstance(getattr(one, "basis", None), Basis) and not one.basis.founded
    ]
    assert bare == []


@pytest.mark.parametrize("name", NAMES)
def test_officers_are_enough_for_the_work(name):
    """No resource is asked for more than it can do, so that a steady state exists."""
    found = process(name)
    working = {"government": 20.1, "weekdays": 365.25 / 12 * 5 / 7, "all": 365.25 / 12}
    days = {
        stage.resource: working[found.calendars[stage.calendar].days]
        for stage in found.stages.values()
    }
    for resource, work in expected(found).work.items():
        capacity = found.resources[resource].capacity
        if capacity is not None:
            assert work < 0.95 * capacity.value * days[resource]


def published():
    return {
        row["code"]: row["count"] for row in datasets.load("complaints_bangkok_month").records()
    }


def test_bangkok_receives_the_published_month_in_the_mean():
    """Twenty-three cases: 15 by Traffy Fondue, 8 by the six other channels together."""
    arrivals = expected(process("bangkok")).arrivals
    counts = published()
    assert math.fsum(arrivals.values()) == counts["all"]
    assert arrivals.pop("traffy_fondue") == counts["traffy_fondue"]
    assert math.fsum(arrivals.values()) == counts["executives"]


def test_bangkok_disposes_of_the_published_month_in_the_mean():
    """First disposition of the 23: 4 completed, 5 to units, 11 to groups, 2 and 1 referred."""
    found = expected(process("bangkok"))
    counts = published()
    first = {
        "completed": "completed",
        "unit_action": "agency",
        "assignment": "working_group",
        "referred_nacc": "nacc",
        "referred_pacc": "pacc",
    }
    assert found.flows["preliminary_check"] == pytest.approx(
        {to: counts[code] for to, code in first.items()}, abs=1e-9
    )
    assert math.fsum(found.outcomes.values()) == pytest.approx(23)


def test_bangkok_has_the_published_fields_in_the_mean():
    """The 15 by Traffy: works 2, city law 4, environment 1, other 8."""
    counts = published()
    traffy = process("bangkok").attributes["field"].shares["traffy_fondue"]
    assert {name: 15 * one.value for name, one in traffy.items()} == pytest.approx(
        {name: counts[name] for name in ("works", "city_law", "environment", "other")}
    )


def test_bangkok_names_everybody_whom_the_source_names():
    """Seven channels, four areas of risk, three kinds of conduct, and each of the bodies."""
    found = process("bangkok")
    bases = [getattr(one, "basis", None) for _, one in parts(found)]
    cited = {name for one in bases if isinstance(one, Basis) for name in one.sources}
    assert {f"S2-0{number}" for number in range(10, 32)} <= cited
    assert [sum(key.startswith("risk_") for key in found.channels), len(found.channels)] == [4, 11]
    assert len(found.attributes["conduct"].values) == 3
    assert found.stages["preliminary_check"].identity == "withheld"
    assert {one.beside for one in found.accompaniments.values()} == {"inquiry"}


def test_higher_ranks_end_where_the_source_is_silent():
    """The procedure is for lower ranks; of higher ones the source says nothing (S2-X7)."""
    found = process("bangkok")
    rule = found.stages["director_review"].next[0]
    assert rule.when == {"rank": frozenset({"higher"})}
    assert set(rule.to) == {"source_silent"}
    assert "S2-X7" in found.outcomes["source_silent"].basis.sources


def test_both_readings_of_the_thirty_days_run_and_one_binds():
    """One text, two readings, each with its assumptions; the news does not decide."""
    found = process("bangkok").deadlines
    assert {one.reading_of for one in found.values()} == {"thirty_days"}
    assert [one.binds for one in found.values()] == [True, False]
    for one in found.values():
        assert (one.period.length, one.period.unit) == (30, "day")
        assert {"A-001", "A-002"} <= set((one.basis.assumption or "").split(";"))


def test_field_visits_bring_no_case_until_somebody_sets_them():
    """The news names areas of risk and no number of visits."""
    more = {f"channels.risk_{area}.a_month": 2 for area in ("street_vending", "building_permits")}
    assert expected(process("bangkok")).visits["field_visit"] == 0
    assert expected(process("bangkok", overrides=more)).visits["field_visit"] == pytest.approx(4)
    assert "field_visits" in policies()


def test_the_ministry_opens_the_name_to_the_accused_agency_and_the_variant_does_not():
    """That is what the two are compared for."""
    forwarded = process("ministry").stages["agency_check"]
    assert forwarded.identity == "named"
    assert not process("ministry").actors[forwarded.actor].may_know_identity
    assert process("ministry_independent").stages["independent_check"].identity == "withheld"
    reports = process("ministry").reports
    assert [one.every_months for one in reports.values()] == [2, 6]


def test_traffy_is_calibrated_to_the_published_aggregates():
    """States, geometric means by type, reopening, volume; and the mean of all within a hair."""
    found = process("traffy")
    total = expected(found)
    posts = datasets.load("traffy_monthly_posts").records()
    february = next(row["posts"] for row in posts if row["month"] == "2023-02")
    assert math.fsum(total.outcomes.values()) == pytest.approx(february)
    states = {row["state"]: row for row in datasets.load("traffy_states").records()}
    for name, count in total.outcomes.items():
        assert 100 * count / february == pytest.approx(states[name]["percent"], abs=1e-4)
    means = {row["field"]: row for row in datasets.load("traffy_durations").records()}
    medians = {}
    for law in found.stages["handling"].service:
        median = law.mean.value / math.hypot(1, law.spread.value)
        medians |= dict.fromkeys(law.when.get("type", {"all"}), median)
    for name, median in medians.items():
        assert median == pytest.approx(means[name]["geometric_mean_days"])
    shares = found.attributes["type"].shares[""]
    logs = [one.value * math.log(medians.get(name, medians["all"])) for name, one in shares.items()]
    assert math.exp(math.fsum(logs)) == pytest.approx(4.8, abs=0.01)
    reopened = found.stages["answer"].next[0].to["handling"]
    assert reopened.value == pytest.approx(0.0221, abs=1e-4)
    hours = found.channels["app"].hours
    assert hours.index(max(hours)) == 13
    assert max(hours[3:6]) < 0.004 < min(hours[7:23])


def test_the_reference_network_has_ten_cases_a_day_and_the_load_of_its_design():
    """Rates, routes and servers are those that other tools are given."""
    found = process("reference")
    sums = expected(found)
    assert math.fsum(sums.arrivals.values()) == pytest.approx(10 * 365.25 / 12)
    stay = {name: sums.visits[name] / (365.25 / 12) for name in found.stages}
    # Solved by hand: triage is x = 10 + 0.06 x (5/23 + 11/23).
    assert stay["triage"] == pytest.approx(10 / (1 - 0.06 * 16 / 23))
    assert stay["inquiry"] == pytest.approx(0.3 * stay["triage"] * 11 / 23)
    assert found.resources["centre_board"].meetings.every == 30


def test_every_quantity_is_finite():
    """No number of the library is missing."""
    for name in NAMES:
        for path, one in parts(process(name)):
            if isinstance(one, Quantity):
                assert math.isfinite(one.value), path


def test_the_examples_of_the_manual_are_read(tmp_path):
    """What docs/processes.md shows is a process and a policy."""
    manual = Path(__file__).parents[2] / "docs" / "processes.md"
    first, second = re.findall(r"```yaml\n(.*?)```", manual.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "example.yaml").write_text(first, encoding="utf-8")
    (tmp_path / "policy.yaml").write_text(second, encoding="utf-8")
    found = process(tmp_path / "example.yaml")
    assert "deadlines.seven_days.length" in found.unfounded
    assert dict(policy_file(tmp_path / "policy.yaml")) == dict(policy_file("six_officers"))


def test_the_manual_names_every_process_and_policy():
    """A trainer finds the whole library in docs/processes.md."""
    manual = Path(__file__).parents[2] / "docs" / "processes.md"
    text = manual.read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in (*NAMES, *policies()))
