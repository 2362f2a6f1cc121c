"""Parcels: work and results on their way between processes, as bytes.

Neither a process pool nor Dask gets to see the objects themselves. What cannot be packed
or unpacked, here or there, is then an answer to report; left to the pool it would be the
worker's death, and left to Dask a future that never comes.
"""

import pickle
from dataclasses import dataclass

from govlab.compute._work import Chunk, Job, Outcome
from govlab.errors import FaultError, InputError
from govlab.text import message


@dataclass(frozen=True, slots=True)
class _Refused:
    """Why a worker could not unpack its work or pack its results."""

    reason: str


def packed(job: Job, chunk: Chunk) -> bytes:
    """Return the work as a parcel.

    Raises
    ------
    InputError
        When function or tasks cannot go from process to process.
    """
    try:
        return pickle.dumps((job, chunk))
    except Exception as fault:
        raise not_sent(job, chunk, _named(fault)) from fault


def computed(parcel: bytes) -> bytes:
    """Compute the work in `parcel` and return its outcome as a parcel: runs in a worker."""
    try:
        job, chunk = pickle.loads(parcel)  # noqa: S301 - packed by the process that started us
        return pickle.dumps(job.elsewhere(chunk))
    except Exception as fault:  # noqa: BLE001 - told to the caller
        return pickle.dumps(_Refused(_named(fault)))


def unpacked(job: Job, chunk: Chunk, parcel: bytes) -> Outcome:
    """Return the outcome in `parcel`.

    Raises
    ------
    InputError
        When the worker could not unpack the work or pack its results.
    """
    try:
        found: Outcome | _Refused = pickle.loads(parcel)  # noqa: S301 - from our own worker
    except Exception as fault:
        raise not_sent(job, chunk, _named(fault)) from fault
    if isinstance(found, _Refused):
        raise not_sent(job, chunk, found.reason)
    return found


def not_sent(job: Job, chunk: Chunk, reason: str) -> InputError:
    """Return the error for work that cannot go from process to process."""
    return InputError(
        message(
            "compute.not_sent",
            function=repr(job.function),
            first=chunk[0].index,
            last=chunk[-1].index,
            reason=reason,
        )
    )


def worker_died(chunk: Chunk) -> FaultError:
    """Return the error for work that its workers do not survive."""
    return FaultError(message("compute.worker_died", first=chunk[0].index, last=chunk[-1].index))


def _named(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}"
