"""The way a map runs on a Dask cluster: one at an address, or a local one made for it."""

import logging
import sys
from collections.abc import Generator, Sequence
from contextlib import ExitStack
from importlib import import_module
from typing import Any

from govlab.compute._parcel import computed, packed, unpacked, worker_died
from govlab.compute._ways import Way
from govlab.compute._work import Chunk, Job, Outcome
from govlab.errors import FaultError, MissingExtraError
from govlab.text import message

# How long to wait for a scheduler, or for a worker that has died with results; Dask's own
# 30 s would be a pause in the middle of a sweep.
_CONNECT_SECONDS = 5


def on_cluster(address: str | None) -> Way:
    """Return the way over the cluster at `address`, or over a local one when None.

    Dask itself computes the chunks of a lost worker again, elsewhere.
    """

    def way(job: Job, chunks: Sequence[Chunk], workers: int) -> Generator[Outcome]:
        try:
            dask: Any = import_module("distributed")
        except ImportError as missing:
            raise MissingExtraError(message("compute.no_dask", python=sys.executable)) from missing
        with ExitStack() as opened:
            patience = {"distributed.comm.timeouts.connect": f"{_CONNECT_SECONDS}s"}
            opened.enter_context(import_module("dask").config.set(patience))
            try:
                place = address or opened.enter_context(
                    dask.LocalCluster(
                        n_workers=min(workers, len(chunks)),
                        threads_per_worker=1,
                        dashboard_address="127.0.0.1:0",  # any free port, and only from here
                        silence_logs=logging.ERROR,
                    )
                )
                client = opened.enter_context(
                    dask.Client(place, set_as_default=False, timeout=_CONNECT_SECONDS)
                )
            except (OSError, RuntimeError, ValueError) as fault:
                raise FaultError(
                    message("compute.no_cluster", address=address or "dask", fault=str(fault))
                ) from fault
            yield from _by_client(dask, client, job, chunks)

    return way


def _by_client(dask: Any, client: Any, job: Job, chunks: Sequence[Chunk]) -> Generator[Outcome]:
    """Compute `chunks` on the cluster of `client`."""
    parcels = [packed(job, chunk) for chunk in chunks]
    futures = {
        client.submit(computed, parcel, pure=False): chunk
        for parcel, chunk in zip(parcels, chunks, strict=True)
    }
    try:
        for future in dask.as_completed(list(futures), loop=client.loop):
            try:
                parcel = future.result()
            except dask.KilledWorker as fault:
                raise worker_died(futures[future]) from fault
            except (dask.CancelledError, OSError) as fault:
                raise FaultError(message("compute.cluster_lost", fault=str(fault))) from fault
            yield unpacked(job, futures[future], parcel)
    finally:
        client.cancel(list(futures))
