"""The map: the same however it runs, errors that name the task, survival of kills."""

import sys
import traceback

import compute_sweeps as sweeps
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govlab.chance import Stream
from govlab.compute import TaskError, _cluster, _ways, encode, run_map
from govlab.errors import FaultError, InputError, MissingExtraError, UnknownNameError

TASKS = [{"draws": number} for number in range(12)]
WAYS = ["serial", "threads", "processes", "cluster"]


@pytest.fixture
def way(request):
    """Give the name of a way, or the address of the running cluster."""
    return request.getfixturevalue("cluster") if request.param == "cluster" else request.param


every_way = pytest.mark.parametrize("way", WAYS, indirect=True)
elsewhere = pytest.mark.parametrize("way", ["processes", "cluster"], indirect=True)


@pytest.fixture(scope="module")
def bytes_of_one_loop():
    """Give the encoded results of the plain loop."""
    return encode(run_map(sweeps.replicate, TASKS, seed=2567, on="serial"))


@pytest.mark.parametrize("way", [*WAYS[1:], "dask"], indirect=True)
def test_every_way_gives_the_same_bytes(way, bytes_of_one_loop):
    """Threads, processes, a local cluster and a cluster by address give the loop's bytes."""
    workers = 1 if way == "dask" else 2
    results = run_map(sweeps.replicate, TASKS, seed=2567, on=way, workers=workers, chunk=5)
    assert encode(results) == bytes_of_one_loop


@settings(max_examples=20)
@given(st.integers(0, 30), st.integers(1, 40), st.integers(1, 4))
def test_chunks_and_workers_change_nothing(size, chunk, workers):
    """Results depend neither on the size of chunks nor on the number of workers."""
    results = run_map(
        lambda task, stream: (task, stream.word()),
        range(size),
        seed=1,
        workers=workers,
        chunk=chunk,
    )
    assert results == [(task, Stream(1, "map", task).word()) for task in range(size)]


def test_streams_are_named_by_seed_purpose_and_place():
    """Another seed or purpose gives other numbers."""
    draws = {
        run_map(lambda _, stream: stream.word(), [0], seed=seed, purpose=purpose)[0]
        for seed in (1, 2)
        for purpose in ("a", "b")
    }
    assert len(draws) == 4


def test_tasks_of_one_key_draw_the_same_numbers():
    """With keys of their own, tasks keep their numbers wherever they stand."""

    def draw(task, stream):
        return stream.word()

    a, b, again = run_map(draw, ["a", "b", "a"], seed=1, key=lambda task: task)
    assert (a, b, a) == (again, *run_map(draw, ["b", "a"], seed=1, key=lambda task: task))


def test_progress_counts_up_to_all():
    """Progress begins at nothing done, ends at all done, and never goes back."""
    seen = []
    run_map(
        lambda task, _: task,
        range(10),
        seed=1,
        chunk=3,
        progress=lambda *step: seen.append(step),
    )
    assert seen[0] == (0, 10)
    assert seen[-1] == (10, 10)
    assert seen == sorted(seen)


@every_way
def test_failing_task_is_named_and_its_cause_chained(way):
    """The first failing task is named with its error, whatever way it ran."""
    with pytest.raises(TaskError, match=r"task 3 \(=3\).*ValueError: no such unit: 3") as caught:
        run_map(sweeps.fails, range(5), seed=1, on=way, workers=1, chunk=2)
    assert caught.value.index == 3
    assert isinstance(caught.value.__cause__, ValueError)
    assert "in fails" in "".join(traceback.format_exception(caught.value))


def test_error_that_cannot_be_rebuilt_is_still_told(cluster):
    """An exception that does not survive the journey is told by its name and words."""
    with pytest.raises(TaskError, match="UnrebuildableError: 7 at desk"):
        run_map(sweeps.fails_strangely, [1], seed=1, on=cluster)


@pytest.mark.parametrize("way", ["serial", "cluster"], indirect=True)
def test_task_that_exits_is_a_failure(way):
    """A task that calls sys.exit fails; it does not end the run."""
    with pytest.raises(TaskError, match="SystemExit"):
        run_map(sweeps.leaves, [0], seed=1, on=way)


def test_own_error_keeps_its_exit_code_and_both_languages():
    """A govlab error in a task gives its exit code and its Thai words to the failure."""

    def full(task, stream):
        raise FaultError("ดิสก์เต็ม")

    with pytest.raises(TaskError, match="ดิสก์เต็ม") as caught:
        run_map(full, [1], seed=1)
    assert caught.value.exit_code == FaultError.exit_code
    assert "งานลำดับที่ 0" in caught.value.in_language("th")


@pytest.mark.parametrize("way", ["serial", "threads"])
def test_failure_cancels_the_rest(way):
    """After a failure, tasks that had not begun never begin."""
    begun = []

    def fail(task, stream):
        begun.append(task)
        stream.sample(range(1000), 100)
        raise ValueError

    with pytest.raises(TaskError):
        run_map(fail, range(500), seed=1, on=way, workers=1, chunk=1)
    assert len(begun) < 500


@pytest.mark.parametrize("way", ["threads", "processes"])
def test_interrupt_stops_and_what_is_done_is_kept(way, tmp_path):
    """An interrupt stops the run; a second run computes only what was left."""
    tasks = [{"marks": str(tmp_path), "number": number} for number in range(400)]
    folder = tmp_path / "kept"

    def interrupt(done, _total):
        if done:
            raise KeyboardInterrupt

    run = {"seed": 1, "workers": 1, "folder": folder}
    with pytest.raises(KeyboardInterrupt):
        run_map(sweeps.marked, tasks, **run, on=way, chunk=40, progress=interrupt)
    done = []
    run_map(sweeps.marked, tasks, **run, progress=lambda *step: done.append(step))
    assert done[0] == (40, 400)
    assert done[-1] == (400, 400)


@elsewhere
def test_killed_worker_changes_nothing(way, tmp_path):
    """A worker killed in mid-sweep leaves no gap and no other numbers."""
    mark = tmp_path / "died"
    tasks = [{"mark": str(mark), "dies": number == 4} for number in range(8)]
    results = run_map(sweeps.dies_once, tasks, seed=1, on=way, workers=2, chunk=1)
    assert mark.exists()
    assert results == [Stream(1, "map", number).word() for number in range(8)]


def test_worker_that_always_dies_is_an_error_with_its_task(monkeypatch):
    """When one task kills every worker, the error names it and no other."""
    monkeypatch.setattr(_ways, "_DEATHS", 2)
    with pytest.raises(FaultError, match="tasks 1 to 1 and died repeatedly"):
        run_map(sweeps.dies, [2, 3], seed=1, on="processes", workers=2, chunk=1)


def test_cluster_whose_workers_always_die_is_an_error_with_its_task(
    cluster, local_cluster, monkeypatch
):
    """When one task kills as many workers as Dask allows, the error names it."""
    monkeypatch.setattr(local_cluster.scheduler, "allowed_failures", 0)
    with pytest.raises(FaultError, match="tasks 0 to 0 and died repeatedly"):
        run_map(sweeps.dies, [3], seed=1, on=cluster)


def test_function_that_cannot_travel_is_refused():
    """A nested function is refused for processes with the way out."""
    with pytest.raises(InputError, match="top level of a module"):
        run_map(lambda task, _: task, [1], seed=1, on="processes")


@elsewhere
def test_result_that_cannot_travel_is_refused(way):
    """A result that cannot leave its worker is refused with its task."""
    with pytest.raises(InputError, match=r"tasks 0 to 0 of .*unsendable.* cannot"):
        run_map(sweeps.unsendable, [1], seed=1, on=way)


def test_function_that_workers_cannot_import_is_refused(tmp_path, monkeypatch):
    """A module that only the caller has is an error, not a dead worker."""
    (tmp_path / "only_here.py").write_text("def same(task, _):\n    return task\n")
    monkeypatch.syspath_prepend(tmp_path)
    from only_here import same

    monkeypatch.undo()
    with pytest.raises(InputError, match="ModuleNotFoundError"):
        run_map(same, [1], seed=1, on="processes", workers=1)


def test_unreachable_cluster_is_an_error_with_its_address(monkeypatch):
    """A cluster that does not answer is named."""
    pytest.importorskip("distributed")
    monkeypatch.setattr(_cluster, "_CONNECT_SECONDS", 0.1)
    with pytest.raises(FaultError, match=r"127\.0\.0\.1:9"):
        run_map(sweeps.fails, [1], seed=1, on="tcp://127.0.0.1:9")


def test_missing_dask_names_the_extra(monkeypatch):
    """Without Dask, the error says what to install."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtraError, match=r"govlab\[cluster\]"):
        run_map(sweeps.fails, [1], seed=1, on="dask")


def test_unknown_way_is_refused():
    """A way that is not known is refused with those that are."""
    with pytest.raises(UnknownNameError, match="serial, threads, processes, dask"):
        run_map(sweeps.fails, [1], seed=1, on="cloud")


@pytest.mark.parametrize("name", ["workers", "chunk"])
def test_numbers_below_one_are_refused(name):
    """No workers and empty chunks are refused by name."""
    with pytest.raises(InputError, match=rf"{name} \(=0\) must be at least 1"):
        run_map(sweeps.fails, [1], seed=1, **{name: 0})


def test_nothing_to_do_starts_nothing():
    """A map over no tasks gives no results and starts no worker."""
    assert run_map(sweeps.fails, [], seed=1, on="tcp://nowhere:1") == []
