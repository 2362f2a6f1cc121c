"""Replications: intervals, precision that is asked for, one replication again, warm-up."""

import json

import numpy as np
import pytest

from govlab.complaints import process
from govlab.complaints import simulation as sim
from govlab.complaints._estimate import estimate, figure, quantile
from govlab.complaints._warm_up import mser
from govlab.errors import InputError, UnknownNameError


@pytest.fixture(scope="module")
def runs():
    return sim.replicate(process("bangkok"), days=400, seed=3, replications=12, warm_up=100)


def test_the_interval_is_student_s():
    """Mean, half-width t·s/√n with n-1 degrees of freedom, against a table's 2.262."""
    values = np.arange(10.0)
    found = estimate(values)
    assert found.half_width == pytest.approx(2.262157 * values.std(ddof=1) / np.sqrt(10))
    assert quantile(30) == pytest.approx(2.042272, abs=1e-6)


def test_what_was_not_measured_is_left_out_and_counted():
    """Values that are no numbers shrink n; nothing at all has no mean, in JSON null."""
    assert estimate([1.0, 3.0, float("nan")]).n == 2
    nothing = estimate([float("nan")])
    assert nothing.as_dict() == {"mean": None, "low": None, "high": None, "n": 0}
    assert figure(nothing.mean) == "–"


def test_a_replication_can_be_run_again_alone(runs):
    """The odd one out, with its log, has the very numbers that it had among the others."""
    number = runs.odd("backlog")
    again = runs.run(number)
    assert abs(runs.of("backlog") - np.median(runs.of("backlog"))).argmax() == number
    for name, values in runs.indicators.items():
        assert again.indicators[name] == values[number] or np.isnan(values[number]), name


def test_replications_do_not_depend_on_how_many_are_run(runs):
    """The first five of twelve are the five."""
    five = sim.replicate(process("bangkok"), days=400, seed=3, replications=5, warm_up=100)
    assert np.array_equal(five.raw, runs.raw[:5])


def test_replications_go_on_until_the_precision_asked_for():
    """The half-width is at most the share of the mean, and fewer replications would not do."""
    queue = process("queue")
    found = sim.replicate(queue, days=60, seed=1, precision=0.02, warm_up=20, indicator="backlog")
    one = found.estimate("backlog")
    assert found.reached is True
    assert one.half_width <= 0.02 * one.mean
    assert len(found) > 10
    assert estimate(found.of("backlog")[:10]).half_width > 0.02 * one.mean


def test_a_precision_out_of_reach_is_said():
    """At the most replications the result says that it is not precise."""
    found = sim.replicate(process("queue"), days=20, seed=1, precision=0.001, most=12, warm_up=0)
    assert (found.reached, len(found)) == (False, 12)
    assert any("12" in note.in_language("th") for note in found.notes)


def test_a_precision_of_what_never_happens_is_not_pursued():
    """Nothing to measure in the first ten replications: the result says that it is not precise."""
    found = sim.replicate(
        process("bangkok"), days=30, seed=1, precision=0.1, warm_up=0,
        indicator="waiting.inquiry",
    )  # fmt: skip
    assert (found.reached, len(found)) == (False, 10)


@pytest.mark.parametrize(
    "given", [{"replications": 1}, {"precision": 2}, {"precision": 0.1, "most": 3}]
)
def test_numbers_out_of_range_are_refused(given):
    """One replication has no interval; a precision is a share."""
    with pytest.raises(InputError):
        sim.replicate(process("queue"), days=10, seed=1, warm_up=0, **given)


def test_an_unknown_indicator_names_those_there_are(runs):
    """The error lists the names."""
    with pytest.raises(UnknownNameError, match="time_in_system"):
        runs.estimate("speed")


def test_deadlines_are_counted(runs):
    """On-time shares rest on counts of all replications, overdue ones that still run among them."""
    counts = runs.counts()["appointment_30"]
    shares = runs.of("on_time.appointment_30")
    over = counts["on_time"] + counts["late"] + counts["overdue"]
    assert counts["overdue"] > 0
    assert 100 * counts["on_time"] / over == pytest.approx(np.nanmean(shares), abs=5)


def test_indicators_are_json(runs):
    """All indicators and their intervals as JSON, none a NaN."""
    text = json.dumps(runs.as_dict(), allow_nan=False)
    assert set(json.loads(text)) == set(runs.indicators)


@pytest.mark.parametrize("lang", ["th", "en"])
def test_every_indicator_has_a_title_and_a_unit(runs, lang):
    """The table for people names all that was measured."""
    table = runs.table(lang)
    measured = [name for name, one in runs.estimates().items() if one.n]
    assert len(table) == len(measured)
    assert table.iloc[:, 0].is_unique


def test_mser_finds_where_a_series_settles():
    """A ramp of 100 values before noise is cut there; noise alone is not cut by much."""
    rng = np.random.default_rng(1)
    noise = rng.normal(10, 1, 900)
    ramp = np.linspace(0, 10, 100)
    assert 85 <= mser(np.concatenate([ramp, noise])) <= 130
    assert mser(noise) <= 450


def test_the_warm_up_is_found_on_pilot_runs():
    """An office of short work settles soon; one that cannot keep up never does."""
    soon = sim.warm_up(process("queue"), days=300, seed=1, pilots=3)
    assert soon.settled
    assert soon.days <= 60
    drowned = process("queue", overrides={"resources.officers.capacity": 2})
    never = sim.warm_up(drowned, days=100, seed=1, pilots=2)
    assert not never.settled
    assert "รับไม่ไหว" in never.in_language("th")


def test_an_office_that_cannot_keep_up_is_named():
    """Means of a growing backlog come with a warning that names the resource."""
    drowned = process("queue", overrides={"resources.officers.capacity": 2})
    found = sim.replicate(drowned, days=60, seed=1, replications=2, warm_up=10)
    assert found.overloaded == ["officers"]
    assert any("Officers" in note.in_language("en") for note in found.notes)


def test_charts_say_that_they_are_simulated(runs):
    """Each picture has seed, replications and assumptions in its source line."""
    charts = sim.run_charts(runs)
    assert set(charts) == {"backlog", "time_in_system", "utilisation", "on_time"}
    for chart in charts.values():
        words = "".join(one.get_text() for one in chart.figure.findobj(match=_is_text))
        assert "ข้อมูลสังเคราะห์" in words
        assert "12 รอบ" in words.replace("\n", " ")
        assert "ค่าตั้งต้นสุ่ม 3" in words.replace("\n", " ")


def _is_text(artist):
    return hasattr(artist, "get_text") and isinstance(artist.get_text(), str)


def test_a_board_that_hardly_meets_is_named():
    """Cases that reach it after its last meeting stay there: who, how often, in how many days."""
    path = "resources.centre_board.meetings.every"
    often = sim.replicate(process("bangkok"), days=90, seed=1, replications=2)
    never = process("bangkok", overrides={path: 5000})
    seldom = sim.replicate(never, days=90, seed=1, replications=2)
    told = [
        [one.in_language("en") for one in runs.notes if "meetings within" in one.in_language("en")]
        for runs in (often, seldom)
    ]
    assert told[0] == []
    assert len(told[1]) == 1
    assert "90 days" in told[1][0]
    assert never.resources["centre_board"].title.in_language("en") in told[1][0]
