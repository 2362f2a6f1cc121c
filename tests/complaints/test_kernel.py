"""The engine: the same log by another way, by no compiler, by small tables, in any order."""

import hashlib
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from scipy import special

sys.path.insert(0, str(Path(__file__).parent))

import kernel_offices as offices
import kernel_oracle

from govlab.complaints import _engine, _kernel_draws, _plan
from govlab.complaints import _kernel_tables as tables
from govlab.complaints import process as declared
from govlab.complaints._process import Hours

DAYS = 120


def digest(state):
    """Return one line that tells any change of the log or of a number."""
    told = hashlib.sha256()
    for name, counted in (("rows", "ROWS"), ("cases", "CASES"), ("clocks", "CLOCKS")):
        told.update(getattr(state, name)[: state.count[getattr(tables, counted)]].tobytes())
    told.update(state.tally.tobytes())
    return told.hexdigest()


@pytest.mark.parametrize(
    ("seed", "officers"), [(1, 6), (2, 6), (3, 3)], ids=["steady", "steady too", "overloaded"]
)
def test_another_engine_writes_the_same_log(seed, officers):
    """Dictionaries, dates and lists come to the same rows, cases and deadlines, one by one."""
    plain = offices.rich()
    process = offices.rich(resources={**plain.resources, "desk": offices.officers(officers)})
    _, state = offices.run(process, DAYS, seed=seed)
    cases = offices.cases(process, state)
    oracle = kernel_oracle.Oracle(process, DAYS, seed, arrivals=[one[0] for one in cases])
    rows, others, clocks = oracle.run()
    assert cases == others
    assert offices.clocks(process, state) == clocks
    assert offices.rows(process, state) == rows


def test_everything_the_engine_knows_happens_in_the_rich_office():
    """Its log would not tell much if no deadline hurried, no case came again, no board was full."""
    process = offices.rich()
    _, state = offices.run(process, 3 * DAYS)
    rows, clocks = offices.rows(process, state), offices.clocks(process, state)
    acts = {one[1] for one in rows}
    assert acts >= {"expedite:decide", "overdue:decide", "expedite:look", "overdue:act"}
    assert {one[5] for one in clocks} == {"on_time", "late", "running", "lapsed"}
    assert {one[2] for one in offices.cases(process, state)} == {*process.outcomes, None}
    met = np.unique([one[6] for one in rows if one[1] == "centre"], return_counts=True)[1]
    assert met.max() == float(process.resources["centre"].meetings.capacity)


def test_the_log_is_the_same_with_the_compiler_switched_off():
    """Compiled and plain Python agree to the last bit of rows, cases, deadlines and sums."""
    pytest.importorskip("numba")
    script = (
        "import kernel_offices as o, test_kernel as t;"
        "from govlab.complaints import _engine;"
        f"print(_engine.is_compiled(), t.digest(o.run(o.rich(), {DAYS}, warm=20)[1]))"
    )
    told = {}
    for off in ("0", "1"):
        environment = {**os.environ, "NUMBA_DISABLE_JIT": off}
        environment["PYTHONPATH"] = str(Path(__file__).parent)
        ran = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, text=True,
            encoding="utf-8", check=True,
        )  # fmt: skip
        compiled, told[off] = ran.stdout.split()
        assert compiled == ("True" if off == "0" else "False")
    assert told["0"] == told["1"]


def test_tables_that_grow_while_it_runs_change_nothing(monkeypatch):
    """A run that begins with one row a table comes to the same log as one that has room."""
    process = offices.rich()
    _, roomy = offices.run(process, DAYS)
    grown = []
    larger = _engine._larger
    monkeypatch.setattr(_engine, "_larger", lambda st, full: grown.append(full) or larger(st, full))
    monkeypatch.setattr(_engine, "_SLOTS", 1)
    monkeypatch.setattr(_engine, "_ROWS", 1)
    monkeypatch.setattr(_engine, "_ROWS_A_CASE", 0)
    monkeypatch.setattr(_engine, "_expected", lambda *_: 0)
    _, narrow = offices.run(process, DAYS)
    assert digest(narrow) == digest(roomy)
    assert set(grown) >= {tables.SLOTS_FULL, tables.ROWS_FULL}


def test_a_log_costs_under_two_hundred_bytes_a_case_beyond_itself():
    """A hundred thousand cases: the peak of memory less the log, by case."""
    process = offices.queue(5, 10, offices.exponential(0.4))
    cases = 100_000 if _engine.is_compiled() else 10_000
    offices.run(process, 10)
    tracemalloc.start()
    try:
        _, state = offices.run(process, cases // 10)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    made = state.count[tables.CASES]
    log = state.count[tables.ROWS] * state.rows[0].nbytes + made * state.cases[0].nbytes
    assert made > 0.95 * cases
    assert (peak - log) / made < 200


def test_without_a_log_the_sums_are_the_same():
    """The log is a view of the run: leaving it out moves no number."""
    process = offices.rich()
    plan, logged = offices.run(process, DAYS)
    window = tables.Window(until=DAYS * offices.DAY, warm=0, end=DAYS * offices.DAY, log=0)
    silent = _engine.run(plan, window, offices.SEED, 0)
    assert np.array_equal(silent.tally, logged.tally)


def measured(process, numbers):
    """Return the tallies of replications, with their luck drawn before, and one by one."""
    plan = _plan.plan(process, days=DAYS, calendar=offices.CALENDAR)
    end = DAYS * offices.DAY
    window = tables.Window(until=end, warm=end // 4, end=end, log=0)
    each = [_engine.run(plan, window, offices.SEED, one).tally for one in numbers]
    return _engine.measure(plan, window, offices.SEED, numbers), np.array(each)


@pytest.mark.parametrize("name", ["bangkok", "ministry", "reference", "rich", "traffy"])
def test_what_luck_has_for_a_case_is_the_same_drawn_before(name):
    """Visits foretold for a whole sweep and visits drawn as they come give the same bits."""
    process = declared(name)
    if name == "traffy":
        process = declared(name, overrides={"channels.*.a_month": "x0.01"})
    before, one_by_one = measured(process, range(3, 7))
    assert np.array_equal(before, one_by_one)
    assert before[:, tables.SOJOURN_N].min() > 0


def test_where_being_late_changes_the_way_nothing_is_foretold(monkeypatch):
    """A rule that asks for lateness is asked when the case comes to it, in a sweep too."""
    asked = []
    came_in = _engine._came_in
    monkeypatch.setattr(
        _engine, "_came_in",
        lambda *given, turns: asked.append(turns) or came_in(*given, turns=turns),
    )  # fmt: skip
    before, one_by_one = measured(offices.rich(), range(4))
    assert np.array_equal(before, one_by_one)
    assert set(asked) == {0}


def test_tables_of_what_comes_in_that_grow_change_nothing(monkeypatch):
    """Room for no case and hardly a visit comes to the same sums."""
    roomy, _ = measured(declared("bangkok"), range(2))
    _engine._kept.cache_clear()
    monkeypatch.setattr(_engine, "_ROWS", 1)
    monkeypatch.setattr(_engine, "_TURNS", 1)
    monkeypatch.setattr(_engine, "_expected", lambda *_: 0)
    narrow, _ = measured(declared("bangkok"), range(2))
    assert np.array_equal(roomy, narrow)


def test_policies_share_luck_only_when_it_is_theirs():
    """Officers share it; a longer stage, another way on or another channel draws its own."""
    end = DAYS * offices.DAY
    window = tables.Window(until=end, warm=0, end=end, log=0)

    def luck(**changes):
        plan = _plan.plan(
            declared("bangkok", overrides=changes), days=DAYS, calendar=offices.CALENDAR
        )
        return _engine._Luck(plan, window, offices.SEED, range(2))

    same = luck()
    assert luck(**{"resources.checkers.capacity": 9}) == same
    assert luck(**{"resources.centre_board.meetings.capacity": 3}) == same
    for path in (
        "channels.traffy_fondue.a_month",
        "stages.fact_finding.service.lognormal.mean",
        "stages.fact_finding.next.to.centre_orders",
    ):
        assert luck(**{path: "x0.5"}) != same, path


def test_pages_order_events_as_the_heap_alone_does(monkeypatch):
    """One page for all times, or many for a case, write the same log."""
    process = offices.rich()
    told = []
    for pages in (0, 2, 50):
        monkeypatch.setattr(_engine, "_PAGES_A_CASE", pages)
        told.append(digest(offices.run(process, DAYS)[1]))
    assert told[0] == told[1] == told[2]


def test_replications_and_seeds_have_a_luck_of_their_own():
    """Another replication or seed is another log; the same of both is the same."""
    process = offices.rich()
    told = [
        digest(offices.run(process, 30, seed=seed, replication=number)[1])
        for seed, number in ((1, 0), (1, 1), (2, 0), (1, 0))
    ]
    assert told[0] == told[3]
    assert len(set(told)) == 3


def test_the_normal_quantile_is_right_to_the_last_digits():
    """AS 241 against scipy, relative, from the smallest number of the generator on."""
    u = np.concatenate([
        np.linspace(1e-4, 1 - 1e-4, 20_001), 2.0 ** -np.arange(1, 54), 1 - 2.0 ** -np.arange(2, 54),
        [0.075, 0.925, 0.0750001, 0.9249999],
    ])  # fmt: skip
    u = u[u != 0.5]
    ours = np.array([_kernel_draws.normal(float(one)) for one in u])
    truth = special.ndtri(u)
    # Close to one half scipy itself loses digits: the error is held against 1 there.
    assert np.max(np.abs(ours - truth) / np.maximum(np.abs(truth), 0.1)) < 2e-15
    assert _kernel_draws.normal(0.5) == 0.0
    assert np.isfinite(_kernel_draws.normal(0.0))


def test_of_one_moment_the_lower_case_number_comes_first():
    """Cases that end together at the close of an office queue up by their numbers."""
    process = offices.made(
        resources={"desk": offices.officers(1)},
        calendars={"office": Hours(8, 16, "all")},
        channels={"letter": offices.arrivals(5, "look", hours=(1.0,) * 8 + (0.0,) * 16)},
        stages={
            "look": offices.stage(offices.fixed(1.0), offices.rules(check=1.0), None, "office"),
            "check": offices.stage(offices.fixed(0.1), offices.rules(closed=1.0), "desk"),
        },
    )
    _, state = offices.run(process, 60)
    rows = [one for one in offices.rows(process, state) if one[1] == "check"]
    together = [one[4] for one in rows]
    assert len(set(together)) < len(together) / 3
    assert [one[0] for one in rows] == sorted(one[0] for one in rows)


@pytest.mark.parametrize("a_day", [0.02, 3])
def test_who_comes_to_a_board_as_it_meets_is_taken_there(a_day):
    """A case that one board sends to another at the hour both meet waits no day, alone or not."""
    process = offices.made(
        resources={"first": offices.board("week", 1, 50), "second": offices.board("week", 1, 50)},
        channels={"letter": offices.arrivals(a_day, "one")},
        stages={
            "one": offices.stage(offices.fixed(0.0), offices.rules(two=1.0), "first"),
            "two": offices.stage(offices.fixed(0.0), offices.rules(closed=1.0), "second"),
        },
    )
    _, state = offices.run(process, 365)
    second = [one for one in offices.rows(process, state) if one[1] == "two"]
    assert second
    assert all(start == ready for *_, ready, start, _ in second)


def durations(process, state):
    """Return length and way on by channel, number in the channel, stage and visit."""
    cases, came, seen, found = offices.cases(process, state), {}, {}, {}
    for number, one in enumerate(cases):
        came[number] = (one[3], sum(1 for other in came.values() if other[0] == one[3]))
    for case, stage, way, _, _, start, end in offices.rows(process, state):
        visit = seen[case, stage] = seen.get((case, stage), -1) + 1
        found[*came[case], stage, visit] = (end - start, way)
    known = {came[number]: (one[0], *one[3:]) for number, one in enumerate(cases)}
    return found, known


def small(**changed):
    """Return an office of two stages, with attributes and reopening."""
    parts = {
        "resources": {"desk": offices.officers(6)},
        "channels": {"app": offices.arrivals(5, "check"), "letter": offices.arrivals(2, "check")},
        "attributes": {"conduct": offices.values(fraud=0.3, rude=0.7)},
        "stages": {
            "check": offices.stage(
                offices.lognormal(0.3, 1.0), offices.rules(unit=0.5, closed=0.5), "desk"
            ),
            "unit": offices.stage(offices.exponential(3.0), offices.rules(check=0.3, closed=0.7)),
        },
    }
    return offices.made(**{**parts, **changed})


def with_an_officer():
    return small(resources={"desk": offices.officers(7)})


def with_a_channel():
    more = {"hotline": offices.arrivals(1, "check"), **small().channels}
    return small(channels=more)


def with_a_stage():
    first = offices.stage(offices.exponential(0.1), offices.rules(check=1.0))
    later = {
        name: offices.arrivals(float(one.a_month) / offices.MONTH, "register")
        for name, one in small().channels.items()
    }
    return small(stages={"register": first, **small().stages}, channels=later)


def with_a_rate():
    app = small().channels["app"]
    return small(channels={**small().channels, "letter": offices.arrivals(6, app.entry)})


@pytest.mark.parametrize(
    ("changed", "moved"),
    [(with_an_officer, ()), (with_a_channel, ()), (with_a_stage, ()), (with_a_rate, ("letter",))],
)
def test_a_policy_leaves_the_luck_of_every_case_as_it_was(changed, moved):
    """Officers, channels and stages may be added: lengths, ways on and attributes stay."""
    process, policy = small(), changed()
    before, known = durations(process, offices.run(process, 200)[1])
    after, known_after = durations(policy, offices.run(policy, 200)[1])
    both = before.keys() & after.keys()
    assert len(both) > 0.95 * len(before)
    assert all(before[one] == after[one] for one in both)
    cases = {one for one in known if one[0] not in moved}
    assert len(cases) > 300
    assert all(known[one] == known_after[one] for one in cases)


def test_the_engine_stops_where_its_calendars_end():
    """A case that needs a day beyond the tables is told of, not guessed at."""
    process = offices.made(
        calendars={"office": Hours(8.5, 16.5)},
        channels={"letter": offices.arrivals(5, "check")},
        stages={
            "check": offices.stage(offices.fixed(2000.0), offices.rules(closed=1.0), None, "office")
        },
    )
    _, state = offices.run(process, 30)
    assert state.count[tables.EXHAUSTED] == 1
    assert state.count[tables.ROWS] == 0


def test_the_order_of_stages_in_a_declaration_means_nothing():
    """Two declarations that say the same in another order have the same luck."""
    process = small()
    turned = small(stages=dict(reversed(process.stages.items())))
    a, _ = durations(process, offices.run(process, 100)[1])
    b, _ = durations(turned, offices.run(turned, 100)[1])
    assert a == b
    assert list(process.stages) != list(turned.stages)


def test_an_officer_more_never_makes_a_case_wait_longer_in_one_queue():
    """Under the same luck a first-come queue with more officers begins every case sooner."""
    few = offices.queue(3, 10, offices.exponential(0.28))
    many = offices.queue(4, 10, offices.exponential(0.28))
    began = [
        {one[0]: one[5] for one in offices.rows(process, offices.run(process, 100)[1])}
        for process in (few, many)
    ]
    both = began[0].keys() & began[1].keys()
    assert len(both) > 900
    assert all(began[1][one] <= began[0][one] for one in both)
    assert sum(began[0][one] - began[1][one] for one in both) > 0
