"""Theory: formulas against brute force, and the engine against formulas."""

import math

import pytest

from govlab.complaints import process
from govlab.complaints import simulation as sim
from govlab.complaints._theory import traffic
from govlab.errors import InputError


@pytest.mark.parametrize(
    ("officers", "load"), [(1, 0.3), (1, 0.99), (5, 4.0), (36, 33.9), (200, 150)]
)
def test_erlang_c_is_the_sum_of_its_definition(officers, load):
    """The recursion gives what the textbook's sums of powers over factorials give."""
    terms = [math.exp(n * math.log(load) - math.lgamma(n + 1)) for n in range(officers)]
    last = math.exp(officers * math.log(load) - math.lgamma(officers + 1))
    last *= officers / (officers - load)
    assert sim.erlang_c(officers, load) == pytest.approx(last / (sum(terms) + last), rel=1e-12)


@pytest.mark.parametrize(("officers", "load"), [(0, 0.0), (2, 2.0), (2, -1.0)])
def test_erlang_c_refuses_what_has_no_steady_state(officers, load):
    """No officer, or more work than they can do."""
    with pytest.raises(InputError):
        sim.erlang_c(officers, load)


def test_one_officer_waits_as_the_formula_of_one_queue_says():
    """M/M/1: rho / (mu - lambda)."""
    found = sim.queue(0.8, 1.0, 1)
    assert found.waiting == pytest.approx(0.8 / (1 - 0.8))
    assert found.present == pytest.approx(0.8 / (1 - 0.8))


def test_traffic_of_a_loop_without_exit_is_refused():
    """Cases that never leave have no steady rate."""
    assert traffic([1.0, 0.0], [[0.0, 1.0], [0.5, 0.0]]) == pytest.approx([2.0, 2.0])
    with pytest.raises(InputError):
        traffic([1.0, 0.0], [[0.0, 1.0], [1.0, 0.0]])


@pytest.mark.parametrize(("name", "days"), [("queue", 400), ("jackson", 250)])
def test_the_engine_meets_theory(name, days):
    """Exponential processes are their own twin; no comparison is beyond 3.5 standard errors."""
    twin = sim.twin(process(name))
    assert twin.exact
    held = twin.check(days=days, seed=1, replications=20, warm_up=100)
    assert held.holds
    assert held.worst <= 3.5


def test_the_twin_of_bangkok_says_what_it_simplifies():
    """Calendar, times, board and deadlines are named; the simulation is the twin's."""
    twin = sim.twin(process("bangkok"))
    words = "\n".join(one.in_language("en") for one in twin.changes)
    assert not twin.exact
    for part in ("calendar office", "exponential", "Meeting", "deadline"):
        assert part in words
    assert not twin.process.deadlines
    held = twin.check(days=1500, seed=1, replications=10, warm_up=300)
    assert held.holds
    assert "ตรงกับทฤษฎี" in held.notes[1].in_language("th")


def test_a_wrong_theory_raises_the_alarm():
    """Were the engine, or the formula, ten percent off, the table would warn."""
    twin = sim.twin(process("queue"))
    wrong = sim.twin(process("queue", overrides={"channels.counter.a_month": "x0.9"}))
    runs = twin.check(days=400, seed=1, replications=20, warm_up=50).runs
    held = sim.Held(wrong, runs)
    assert not held.holds
    assert "คำเตือน" in held.notes[1].in_language("th")


def test_an_office_that_cannot_keep_up_has_no_twin():
    """The error names the resource, its load and its capacity."""
    drowned = process("queue", overrides={"resources.officers.capacity": 2})
    with pytest.raises(InputError, match=r"\(officers\) cannot keep up: .*4\.00, there are 2"):
        sim.twin(drowned)


@pytest.mark.parametrize("asked", ["late", "visit"])
def test_routing_with_a_memory_has_no_twin(asked):
    """A rule that asks for lateness or visits is refused, with the stage."""
    value = {"late": "yes", "visit": "again"}[asked]
    rules = [{"when": {asked: value}, "to": "other_orders"}, {"to": "inquiry"}]
    changed = process("bangkok", overrides={"stages.centre_orders.next": rules})
    with pytest.raises(InputError, match=f"centre_orders.*{asked}"):
        sim.twin(changed)


def test_stages_of_one_resource_share_their_mean():
    """Officers who do several stages of different length get the common mean, and that is said."""
    twin = sim.twin(process("ministry"))
    means = {
        float(one.service[0].mean)
        for one in twin.process.stages.values()
        if one.resource == "officers"
    }
    assert len(means) == 1
    assert any("several stages" in one.in_language("en") for one in twin.changes)
