"""The map itself."""

from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

from govlab.chance import Stream
from govlab.compute._cluster import on_cluster
from govlab.compute._store import Store
from govlab.compute._ways import Way, available_workers, in_one_loop, in_processes, in_threads
from govlab.compute._work import Job, Numbered
from govlab.errors import InputError, UnknownNameError
from govlab.text import message

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")

_WAYS: dict[str, Way] = {
    "serial": in_one_loop,
    "threads": in_threads,
    "processes": in_processes,
    "dask": on_cluster(None),
}
# Chunks per worker: enough that none waits long for the last, few enough to cost nothing.
_CHUNKS_PER_WORKER = 16
# A cluster's size is not known here; this many workers all get something to do.
_CLUSTER_WORKERS = 64


def run_map(
    function: Callable[[_Task, Stream], _Result],
    tasks: Iterable[_Task],
    *,
    seed: int | bytes,
    purpose: str = "map",
    key: Callable[[_Task], str | int] | None = None,
    on: str = "threads",
    workers: int | None = None,
    chunk: int | None = None,
    folder: str | Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[_Result]:
    """Return ``[function(task, stream) for task in tasks]``, computed side by side.

    Each task draws from the stream ``(seed, purpose, key)`` of its own, so the results
    do not depend on `on`, `workers` or `chunk`, nor on being stopped and gone on with.

    Parameters
    ----------
    function : callable
        Takes a task and its :class:`govlab.chance.Stream`. For ``"processes"``, a
        cluster and a `folder` it stands at the top level of a module; code under
        :func:`govlab.chance.compiled` runs side by side in threads, too.
    tasks : iterable
        What to compute, one result each.
    seed : int or bytes
        Seed of the whole run.
    purpose : str
        What the run is for; another purpose gives other numbers.
    key : callable, optional
        Gives the name of a task's stream; its place in the list, from 0, when absent.
        Tasks of the same key draw the same numbers (policies compared under the same
        arrivals), and a task keeps its numbers when others are put before it.
    on : str
        ``"serial"``, ``"threads"``, ``"processes"``, ``"dask"`` (a local cluster, made
        for this run) or the address of a cluster's scheduler, ``"tcp://host:port"``.
    workers : int, optional
        At most so many threads, processes or local Dask workers; all processors that
        this process may use when absent. A cluster at an address has its own number.
    chunk : int, optional
        Tasks that travel, and are kept, together.
    folder : str or Path, optional
        Finished chunks are kept here, and a run of the same function, seed, purpose,
        tasks and version computes only what is missing. Results (and tasks) are then
        of the types of :func:`encode`.
    progress : callable, optional
        Called in the caller's thread with the number of finished tasks and of all.

    Returns
    -------
    list
        Results in the order of the tasks.

    Raises
    ------
    TaskError
        When a task fails; what has not begun is cancelled, and the error has the cause.
    InputError
        When an option breaks its rule, or function, task or result cannot be sent or kept.
    ConflictError
        When `folder` belongs to another run.
    FaultError
        When workers keep dying, a cluster cannot be reached, or the disk refuses.
    MissingExtraError
        When Dask is asked for and not installed.

    Examples
    --------
    >>> def dice(count, stream):
    ...     return [1 + stream.below(6) for _ in range(count)]
    >>> run_map(dice, [3, 2], seed=2567, purpose="dice")
    [[4, 2, 2], [1, 4]]
    >>> run_map(dice, [3, 2], seed=2567, purpose="dice", on="serial", chunk=1)
    [[4, 2, 2], [1, 4]]
    """
    for name, number in (("workers", workers), ("chunk", chunk)):
        if number is not None and number < 1:
            raise InputError(message("compute.at_least_one", name=name, value=number))
    way = _way(on)
    workers = workers or (_CLUSTER_WORKERS if "://" in on else available_workers())
    job = Job(function, seed, purpose)
    numbered = [
        Numbered(index, index if key is None else key(task), task)
        for index, task in enumerate(tasks)
    ]
    store = None if folder is None else Store(folder, job, numbered)
    results: dict[int, Any] = {} if store is None else store.load()
    missing = [each for each in numbered if each.index not in results]
    report = progress or _say_nothing
    report(len(results), len(numbered))
    if missing:
        size = chunk or -(-len(missing) // (workers * _CHUNKS_PER_WORKER))
        chunks = [tuple(missing[start : start + size]) for start in range(0, len(missing), size)]
        with closing(way(job, chunks, workers)) as outcomes:
            for outcome in outcomes:
                if store is not None:
                    store.keep(outcome.results)
                results |= outcome.results
                report(len(results), len(numbered))
                if outcome.failure is not None:
                    raise outcome.failure.raised()
    return [results[index] for index in range(len(numbered))]


def _way(on: str) -> Way:
    if "://" in on:
        return on_cluster(on)
    if on not in _WAYS:
        raise UnknownNameError(message("compute.unknown_way", on=on, known=", ".join(_WAYS)))
    return _WAYS[on]


def _say_nothing(_done: int, _total: int) -> None:
    """Stand in for a `progress` that nobody asked for."""
