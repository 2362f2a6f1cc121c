"""The notebooks that simulate complaints: other parameters, and what comes out."""

import json
import re

import pytest

from govlab import home, run
from govlab.complaints import _engine
from govlab.errors import NotebookError

NOTEBOOKS = home.find().folder("notebooks")
LAB, MINISTRY = "scenarios/complaints_policy_lab", "scenarios/complaints_ministry"
QUEUEING, BANGKOK = "research/complaints_queueing", "scenarios/complaints_bangkok"
# What pairing gains needs a million cases to be told; plain Python would take minutes.
COMPILED = _engine.is_compiled()
SMALL = {"days": 365, "replications": 6}
CASES = {
    "lab": (
        LAB,
        {"days": 365, "replications": 40, "surge": ["x1", "x3"], "officers": [5, 8]}
        if COMPILED
        else {**SMALL, "pairing_days": 60, "surge": ["x1"], "officers": [5]},
    ),
    "five": (
        LAB,
        {**SMALL, "pairing_days": 60, "policies": ["five_officers", "หกคน.yaml"], "lang": "en",
         "surge": ["x1", "x2"], "officers": [6], "seed": 7},
    ),
    "ministry": (MINISTRY, {"days": 730, "replications": 8}),
    "busy": (MINISTRY, {"days": 500, "replications": 6, "officers": 3, "times": 2.0, "lang": "en"}),
    "queueing": (QUEUEING, {"days": 200, "warm_up": 40, "replications": 12}),
    "network": (
        QUEUEING,
        {"processes": ["bangkok"], "officers": [6, 10], "days": 1500, "warm_up": 500,
         "replications": 8, "lang": "en"},
    ),
    "bangkok": (BANGKOK, {"days": 200, "replications": 3, "seed": 1, "lang": "en"}),
}  # fmt: skip
POLICY = """schema: 1
policy: six_officers_here
title: {th: หกคนของเรา, en: Our six}
base: bangkok
set:
  resources.checkers.capacity: 6
"""


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Run every case, side by side."""
    folder = tmp_path_factory.mktemp("complaints")
    (folder / "หกคน.yaml").write_text(POLICY, encoding="utf-8")
    jobs = [
        run.Job(NOTEBOOKS / f"{name}.ipynb", folder / f"{case}.ipynb", given)
        for case, (name, given) in CASES.items()
    ]
    done = run.run_many(jobs, workers=2, folder=folder)
    return {
        case: json.loads(one.output.read_text(encoding="utf-8"))
        for case, one in zip(CASES, done, strict=True)
    }


def outputs(notebook, kind):
    return [
        "".join(found) if isinstance(found, list) else found
        for cell in notebook["cells"]
        for output in cell.get("outputs", ())
        if (found := output.get("data", {}).get(kind)) is not None
    ]


def result(runs, case):
    return outputs(runs[case], "application/json")[-1]


@pytest.mark.skipif(not COMPILED, reason="a million cases in plain Python take minutes")
def test_pairing_cuts_the_variance_of_five_or_six_officers_at_least_fifty_fold(runs):
    """Common random numbers: the reference model's contrast in time from arrival to close."""
    assert result(runs, "lab")["pairing"]["reference"] >= 50


def test_a_sixth_officer_and_a_meeting_more_make_it_faster(runs):
    """The paired differences have the sign that the policy must have."""
    found = result(runs, "lab")["differences"]
    assert found["six_officers"]["difference"]["mean"] < 0
    assert found["board_twice_a_month"]["difference"]["mean"] < 0
    assert found["board_every_two_months"]["difference"]["mean"] > 0


def test_the_same_number_of_officers_changes_nothing_at_all(runs):
    """Five officers are what is declared: under the same luck the difference is zero."""
    found = result(runs, "five")["differences"]
    assert found["five_officers"]["difference"]["mean"] == 0
    assert found["six_officers_here"]["difference"]["mean"] < 0


def test_twice_the_reports_leave_more_undone(runs):
    """Cases open on the last day grow with the reports that come in."""
    found = result(runs, "five")["surge"]
    one, two = (found[f"channels.traffy_fondue.a_month=x{n}, resources.checkers.capacity=6"]
                for n in (1, 2))  # fmt: skip
    assert two["low"] > one["high"]


def test_a_demand_for_names_keeps_four_of_ten_complaints_unmade(runs):
    """23 complaints a month times 0.4 (A-132) are never made, give or take luck."""
    assert result(runs, "lab")["never_made_a_month"] == pytest.approx(23 * 0.4, rel=0.15)


def test_an_independent_subcommittee_finds_more_and_exposes_nobody(runs):
    """What the assumptions say comes out: more substantiated, no name before the accused."""
    for case in ("ministry", "busy"):
        found = result(runs, case)["difference"]
        assert found["outcome.settled_grounded"]["difference"]["low"] > 0
        assert found["exposure"]["policy"]["mean"] == 0
        assert found["exposure"]["base"]["mean"] > 90


def test_the_centre_reports_every_two_and_six_months_and_follows_up(runs):
    """Periods of the fiscal year that end within the run, and follow-ups in both forms."""
    found = result(runs, "ministry")
    # 730 days from 1 February 2566: the last two months end one day after the run.
    assert found["reports"]["ministry"] == {"six_month": 3, "two_month": 11}
    assert found["reports"]["ministry_independent"] == found["reports"]["ministry"]
    assert all(count > 50 for count in found["follow_ups"].values())


def test_theory_is_met_by_the_simulation(runs):
    """No number is further than four standard errors off; what is simpler in a twin is said."""
    exact = result(runs, "queueing")["held"]
    assert {name: one["exact"] for name, one in exact.items()} == {"queue": True, "jackson": True}
    assert all(one["holds"] for one in exact.values())
    twin = result(runs, "network")["held"]["bangkok"]
    assert not twin["exact"]
    assert len(twin["simplified"]) >= 3
    assert twin["holds"]


def test_an_officer_more_shortens_the_time_by_formula_and_by_simulation(runs):
    """Both fall with the number of officers; the formula lies near the simulated interval."""
    found = result(runs, "queueing")["officers"]
    for key in (lambda one: one["theory"], lambda one: one["simulated"]["mean"]):
        times = [key(one) for one in found]
        assert times == sorted(times, reverse=True)
    for one in found:
        half = one["simulated"]["high"] - one["simulated"]["mean"]
        assert abs(one["simulated"]["mean"] - one["theory"]) < 3 * half


def test_the_month_of_bangkok_is_real_and_the_rest_says_it_is_simulated(runs):
    """Twenty-three real complaints; simulated means stand apart under their own name."""
    found = result(runs, "bangkok")
    assert found["total"] == 23
    assert 15 < found["simulated"]["cases_a_month"]["mean"] < 32


@pytest.mark.parametrize("case", CASES)
def test_every_run_says_that_it_is_simulated_in_words_table_and_picture(runs, case):
    """Words of the notes, a table, a described picture, and the word in the picture's text."""
    shown = "".join(outputs(runs[case], "text/html"))
    words = "".join(outputs(runs[case], "text/markdown")) + shown
    lang = CASES[case][1].get("lang", "th")
    assert ("simulat" if lang == "en" else "จำลอง") in words
    assert "<table" in shown or "|---" in words
    assert re.search(r'<img src="data:image/png;base64,[^"]+" alt="[^"]{20,}"', shown)
    assert "govlab-provenance" in shown


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        (LAB, {"policies": ["no_such_policy"]}, "no_such_policy"),
        (LAB, {**SMALL, "process": "ไม่มี.yaml"}, "ไม่มี.yaml"),
        (MINISTRY, {"days": 0}, "0"),
    ],
)
def test_a_wrong_parameter_stops_the_run_and_names_it(tmp_path, name, given, says):
    """The error holds the value that was given."""
    with pytest.raises(NotebookError) as caught:
        run.run_notebook(NOTEBOOKS / f"{name}.ipynb", tmp_path / "out.ipynb", given)
    assert says in caught.value.in_language("th")
