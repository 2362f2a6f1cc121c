"""Sweeps: the same bits however they were computed, and variants that are what was asked for."""

import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from govlab.complaints import _sheets, process
from govlab.complaints import simulation as sim
from govlab.complaints._indicators import path_title
from govlab.complaints._replications import _batches
from govlab.errors import ConflictError, InputError

GRID = {"resources.checkers.capacity": [5, 6], "channels.traffy_fondue.a_month": ["x1", "x2"]}
DAYS, REPLICATIONS = 50, 8


def digest(found):
    """Return the digest of everything that a sweep measured."""
    told = hashlib.sha256()
    for name, runs in found.runs.items():
        told.update(name.encode())
        told.update(runs.raw.tobytes())
    return told.hexdigest()


def swept(**work):
    points = sim.variants("bangkok", grid=GRID)
    return sim.sweep(
        points,
        days=DAYS,
        seed=1,
        replications=REPLICATIONS,
        warm_up=20,
        work=sim.Work(**work),
    )


@pytest.fixture(scope="module")
def serial():
    return digest(swept(on="serial"))


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50
    ) as running:
        yield running


@pytest.mark.parametrize(
    "work", [{"on": "threads"}, {"on": "threads", "workers": 3}, {"on": "processes", "workers": 2}]
)
def test_threads_and_processes_give_the_same_bits(serial, work):
    """However it was computed on this machine, the measures have one digest."""
    assert digest(swept(**work)) == serial


def test_a_cluster_whose_worker_is_killed_gives_the_same_bits(serial, cluster):
    """A Dask worker killed in mid-sweep changes nothing."""
    killed = []

    def kill(done, _total):
        if done and not killed:
            worker = next(iter(cluster.workers.values()))
            killed.append(worker.pid)
            os.kill(worker.pid, signal.SIGKILL)

    found = swept(on=cluster.scheduler_address, progress=kill)
    assert killed
    assert digest(found) == serial


def test_without_compilation_the_bits_are_the_same(serial):
    """The same source as plain Python, in a process of its own."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import test_sweep as t;"
        "print(t.digest(t.swept(on='serial')))"
    )
    here = str(Path(__file__).parent)
    done = subprocess.run(
        [sys.executable, "-c", code, here],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == serial


def test_a_stopped_sweep_goes_on(serial, tmp_path):
    """What was finished before the interrupt is kept; the rest is computed; bits are the same."""

    def stop(done, _total):
        if done >= 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        swept(on="serial", folder=tmp_path / "kept", progress=stop)
    seen = []
    found = swept(folder=tmp_path / "kept", progress=lambda *step: seen.append(step))
    assert seen[0][0] >= 3
    assert digest(found) == serial


def test_a_folder_of_another_sweep_is_refused(tmp_path):
    """A different seed is another run; its folder is not mixed up."""
    points = sim.variants("queue")
    given = {"days": 10, "replications": 2, "warm_up": 0, "work": sim.Work(folder=tmp_path / "k")}
    sim.sweep(points, seed=1, **given)
    with pytest.raises(ConflictError):
        sim.sweep(points, seed=2, **given)


def test_variants_are_all_points_of_the_grid_under_every_policy():
    """Two policies times three values are six processes, each as it was asked for."""
    points = sim.variants(
        "bangkok",
        grid={"resources.director.capacity": [1, 2, 3]},
        policies=["five_officers", "six_officers"],
    )
    found = {
        tuple(float(one.process.resources[name].capacity) for name in ("checkers", "director"))
        for one in points
    }
    assert found == {(float(a), float(b)) for a in (5, 6) for b in (1, 2, 3)}


@pytest.mark.parametrize("grid", [{"a.b": []}, {f"a{n}": range(30) for n in range(4)}])
def test_no_variants_and_too_many_are_refused(grid):
    """The error says how many there would be."""
    with pytest.raises(InputError, match="variants"):
        sim.variants("queue", grid=grid)


def test_values_given_twice_are_refused():
    """Two variants of one name would be one."""
    with pytest.raises(InputError, match="same name"):
        sim.variants("queue", grid={"resources.officers.capacity": [5, 5]})


def test_batches_cover_every_replication_once():
    """Whatever the numbers, batches follow each other without gap and do not depend on workers."""
    queue = process("queue")
    for days, first, count in ((1, 0, 2), (3653, 0, 1000), (40_000, 7, 33)):
        found = _batches(queue, days, first, count)
        numbers = [n for begin, size in found for n in range(begin, begin + size)]
        assert numbers == list(range(first, first + count))


def test_the_frame_tells_what_was_changed():
    """One row a variant and indicator, with a column for every path of the grid."""
    points = sim.variants("queue", grid={"resources.officers.capacity": [5, 6]})
    found = sim.sweep(points, days=40, seed=1, replications=3, warm_up=0)
    frame = found.frame()
    assert set(frame["resources.officers.capacity"]) == {5, 6}
    assert {"variant", "indicator", "mean", "low", "high", "n"} <= set(frame.columns)


@pytest.mark.parametrize(
    ("grid", "kind"),
    [
        ({"resources.officers.capacity": [5, 6]}, "points"),
        (
            {"resources.officers.capacity": [5, 6], "channels.counter.a_month": ["x1", "x0.9"]},
            "map",
        ),
    ],
)
def test_sweeps_are_drawn_in_words(grid, kind):
    """Two paths make a heat map with a scale, one makes points with intervals."""
    found = sim.sweep(sim.variants("queue", grid=grid), days=30, seed=1, replications=2, warm_up=0)
    chart = sim.sweep_charts(found)["backlog"]
    assert bool(chart.figure.axes[0].images) == (kind == "map")
    assert chart.encode("png").startswith(b"\x89PNG")
    assert "จำนวนเจ้าหน้าที่ = 5" in chart.alt
    assert "resources.officers" not in chart.alt


def test_policies_beside_a_path_are_points_with_their_names():
    """A policy's own changes are no scale of a heat map."""
    points = sim.variants(
        "bangkok",
        grid={"resources.checkers.capacity": [5, 6]},
        policies=["name_demanded", "six_officers"],
    )
    found = sim.sweep(points, days=30, seed=1, replications=2, warm_up=0)
    chart = sim.sweep_charts(found)["backlog"]
    assert not chart.figure.axes[0].images
    assert "name_demanded, จำนวน" in chart.alt


def test_a_path_without_a_name_of_its_own_is_told_as_it_is():
    """What scales every channel, or is no number of people or cases, keeps its path."""
    queue = process("queue")
    for path in ("channels.*.a_month", "resources.officers.cost_a_day", "warm_up_days"):
        assert path_title(queue, path) == path
    assert path_title(queue, "resources.officers.capacity", "en") == "Officers (number)"
    bangkok = process("bangkok")
    board = path_title(bangkok, "resources.centre_board.meetings.capacity", "en")
    assert board.endswith("(cases a meeting)")


def test_the_sheets_of_a_sweep_are_its_frame_in_words():
    """The same numbers with titles and units; what is no cell is written out; all simulated."""
    points = sim.variants("bangkok", grid={"resources.checkers.capacity": [5, 6]})
    found = sim.sweep(points, days=DAYS, seed=1, replications=2, warm_up=20)
    plain = found.frame()
    words, about = found.sheets("en").values()
    assert list(words["Mean"].dropna()) == list(plain["mean"].dropna())
    assert list(words["Indicator id"]) == list(plain["indicator"])
    title = path_title(points[0].process, "resources.checkers.capacity", "en")
    assert list(words[title]) == list(plain["resources.checkers.capacity"])
    assert words["Variant"][0] == f"{title} = 5"
    assert words["Simulated"].str.startswith("simulated from bangkok.yaml").all()
    rows = about.set_index("What")["Value"]
    assert list(rows["sha256 of the process"]) == [one.process.sha256 for one in points]
    assert _sheets.cell({"factor": 3}) == '{"factor": 3}'
    assert all("จำลอง" in name for name in found.sheets())
