"""The ways a map can run on one machine: one loop, threads, processes."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from govlab.compute._parcel import computed, packed, unpacked, worker_died
from govlab.compute._work import Chunk, Job, Outcome

Way = Callable[[Job, Sequence[Chunk], int], Generator[Outcome]]

# A worker that dies this often while nothing else gets done is not dying by accident.
_DEATHS = 3
# WaitForMultipleObjects on Windows takes no more (ProcessPoolExecutor, max_workers).
_MOST_ON_WINDOWS = 61


def available_workers() -> int:
    """Return how many processors this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_one_loop(job: Job, chunks: Sequence[Chunk], _workers: int) -> Generator[Outcome]:
    """Compute the chunks one after another, here."""
    for chunk in chunks:
        yield job(chunk)


def in_threads(job: Job, chunks: Sequence[Chunk], workers: int) -> Generator[Outcome]:
    """Compute the chunks in threads of this process."""
    with _cancelling(ThreadPoolExecutor(min(workers, len(chunks)))) as pool:
        futures = [pool.submit(job, chunk) for chunk in chunks]
        for future in as_completed(futures):
            yield future.result()


def in_processes(job: Job, chunks: Sequence[Chunk], workers: int) -> Generator[Outcome]:
    """Compute the chunks in new processes; those of a killed worker are computed again.

    Raises
    ------
    InputError
        When the function, a task or a result cannot go from process to process.
    FaultError
        When workers keep dying and nothing gets done.
    """
    if sys.platform == "win32":
        workers = min(workers, _MOST_ON_WINDOWS)
    waiting = dict(enumerate(chunks))
    deaths = 0
    while waiting:
        before = len(waiting)
        try:
            # Alone, a worker takes the chunks in order: the one it dies of is the first.
            for place, outcome in _by_pool(job, waiting, 1 if deaths else workers):
                del waiting[place]
                yield outcome
        except BrokenProcessPool as fault:
            deaths = deaths + 1 if len(waiting) == before else 0
            if deaths == _DEATHS:
                raise worker_died(next(iter(waiting.values()))) from fault


def _by_pool(job: Job, waiting: Mapping[int, Chunk], workers: int) -> Iterator[tuple[int, Outcome]]:
    """Compute the waiting chunks in one pool until it is done or broken."""
    pool = ProcessPoolExecutor(
        min(workers, len(waiting)),
        # The same on every system; a forked child would inherit locks held by threads.
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_leave_interrupts_to_the_caller,
    )
    broken: BrokenProcessPool | None = None
    with _cancelling(pool):
        futures = {
            pool.submit(computed, packed(job, chunk)): place for place, chunk in waiting.items()
        }
        for future in as_completed(futures):
            place = futures[future]
            try:
                parcel = future.result()
            except BrokenProcessPool as fault:
                broken = fault  # what was finished before is still to come
            else:
                yield place, unpacked(job, waiting[place], parcel)
    if broken is not None:
        raise broken


def _leave_interrupts_to_the_caller() -> None:
    # Ctrl-C reaches every process of a terminal; only the caller knows how to stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _cancelling(pool: Executor) -> Iterator[Executor]:
    """Lend `pool`; however the block ends, what has not begun never begins."""
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
