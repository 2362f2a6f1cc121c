"""Replications and sweeps: a map that is seeded, resumable and the same however it runs.

Each task draws from a stream of its own, so threads, processes and a Dask cluster give
the same results as one loop, in chunks of any size::

    >>> run_map(lambda task, stream: task + stream.below(6), [10, 20, 30], seed=2567)
    [15, 22, 30]
"""

from govlab.compute._encoding import decode, encode
from govlab.compute._map import run_map
from govlab.compute._progress import show_progress
from govlab.compute._work import TaskError

__all__ = ["TaskError", "decode", "encode", "run_map", "show_progress"]
