"""The engine against formulas of queueing theory: a small part of the benchmark's matrix."""

import math
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import kernel_offices as offices

from govlab.complaints import _engine, _plan, simulation
from govlab.complaints import _kernel_tables as tables
from govlab.complaints._process import Priority

# Seeds and comparisons were listed before the first run; none was changed.
SEED = 2566
REPLICATIONS, CASES, WARM_UP = 20, 1500, 500
MOST_Z = 3.5


def measured(process, rate, seed):
    """Return waits by stage and the cases open, a row a replication."""
    warm, end = math.ceil(WARM_UP / rate), math.ceil((WARM_UP + CASES) / rate)
    until = end + 100
    plan = _plan.plan(process, days=until + 400, arrivals=until, calendar=offices.CALENDAR)
    day = offices.DAY
    window = tables.Window(until=until * day, warm=warm * day, end=end * day, log=0)
    found = []
    for number in range(REPLICATIONS):
        tally = _engine.run(plan, window, seed, number).tally
        visits = tally[plan.sum_visits : plan.sum_wait]
        open_cases = tally[tables.OPEN_AREA] / (end - warm)
        found.append([*(tally[plan.sum_wait : plan.sum_service] / visits), open_cases])
    return np.array(found)


def far(values, truth):
    """Return how far a mean is from the truth, in its standard errors."""
    return (values.mean() - truth) / (values.std(ddof=1) / math.sqrt(len(values)))


def test_the_formula_of_erlang_is_that_of_the_textbook():
    """The recursion of the library and the sums of the textbook agree to 12 digits."""
    for servers in (1, 2, 5, 36, 100):
        load = 0.85 * servers
        terms = [load**n / math.factorial(n) for n in range(servers)]
        last = load**servers / math.factorial(servers) * servers / (servers - load)
        assert simulation.erlang_c(servers, load) == pytest.approx(
            last / (sum(terms) + last), rel=1e-12
        )


@pytest.mark.parametrize(("servers", "seed"), [(1, SEED), (5, SEED + 1), (36, SEED + 2)])
def test_officers_side_by_side_keep_to_erlang(servers, seed):
    """M/M/c: the wait and the cases in the office are those of Erlang's formula."""
    load = 0.7 * servers
    found = measured(offices.queue(servers, load, offices.exponential(1.0)), load, seed)
    wait = simulation.erlang_c(servers, load) / (servers - load)
    assert abs(far(found[:, 0], wait)) <= MOST_Z
    assert abs(far(found[:, 1], load * (wait + 1))) <= MOST_Z


@pytest.mark.parametrize(
    ("service", "second", "seed"),
    [
        (offices.fixed(1.0), 1.0, SEED + 3),
        (offices.lognormal(1.0, 0.5), 1.25, SEED + 4),
        (offices.lognormal(1.0, 1.0), 2.0, SEED + 5),
    ],
    ids=["fixed", "lognormal 0.5", "lognormal 1"],
)
def test_one_officer_keeps_to_pollaczek_and_khinchine(service, second, seed):
    """M/G/1: the wait grows with the second moment of the lengths."""
    found = measured(offices.queue(1, 0.6, service), 0.6, seed)
    assert abs(far(found[:, 0], 0.6 * second / (2 * 0.4))) <= MOST_Z


def test_priorities_keep_to_cobham():
    """Two classes at one officer who is not interrupted wait as Cobham's formula says."""
    stage = offices.stage(offices.exponential(1.0), offices.rules(closed=1.0), "desk")
    process = offices.made(
        resources={"desk": offices.officers(1)},
        channels={"app": offices.arrivals(0.3, "first"), "post": offices.arrivals(0.3, "second")},
        stages={"first": stage, "second": stage},
        priorities=(Priority(1, offices.only(channel=["app"])), Priority(2)),
    )
    found = measured(process, 0.6, SEED + 6)
    assert abs(far(found[:, 0], 0.6 / 0.7)) <= MOST_Z
    assert abs(far(found[:, 1], 0.6 / (0.7 * 0.4))) <= MOST_Z


def test_a_network_keeps_to_jackson():
    """Two stages with reopening: rates by the traffic equations, waits by Erlang."""
    process = offices.made(
        resources={"desk": offices.officers(2), "panel": offices.officers(3)},
        channels={"letter": offices.arrivals(1.0, "check")},
        stages={
            "check": offices.stage(
                offices.exponential(1.0), offices.rules(inquiry=0.5, closed=0.5), "desk"
            ),
            "inquiry": offices.stage(
                offices.exponential(3.0), offices.rules(check=0.3, closed=0.7), "panel"
            ),
        },
    )
    told = simulation.jackson(
        {"check": 1.0},
        {"check": {"inquiry": 0.5}, "inquiry": {"check": 0.3}},
        {"check": 1.0, "inquiry": 3.0},
        {"check": 2, "inquiry": 3},
    )
    found = measured(process, 1.0, SEED + 7)
    for column, name in enumerate(process.stages):
        assert abs(far(found[:, column], told[name].waiting)) <= MOST_Z
    assert abs(far(found[:, 2], sum(one.present for one in told.values()))) <= MOST_Z


def test_a_board_without_limit_makes_cases_wait_half_its_period():
    """Cases that come evenly wait fifteen days in the mean for a meeting every thirty."""
    process = offices.made(
        resources={"gate": offices.board(30, 30, 1000, hour=0.0, carry_over=False)},
        channels={"letter": offices.arrivals(1.0, "decide")},
        stages={"decide": offices.stage(offices.fixed(0.0), offices.rules(closed=1.0), "gate")},
    )
    found = measured(process, 1.0, SEED + 8)
    assert abs(far(found[:, 0], 15.0)) <= MOST_Z
