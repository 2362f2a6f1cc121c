"""Many writers at once on one ledger: ``python writers.py PLACE PROCESSES THREADS APPENDS``.

Not a test by itself: the test starts it, because processes cannot import a test module.
"""

import multiprocessing
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from govlab.ledger import Ledger

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def write(ledger: Ledger, process: int, threads: int, appends: int) -> None:
    """Append from `threads` threads of this process at once."""

    def thread(number: int) -> None:
        for turn in range(appends):
            ledger.append(
                kind="answered",
                serial=f"{process}-{number}-{turn}",
                body={"turn": turn},
                actor=f"process {process}",
                now=NOW,
            )

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(thread, range(threads)))
    ledger.close()


if __name__ == "__main__":
    place, (processes, threads, appends) = sys.argv[1], map(int, sys.argv[2:])
    shared = Ledger(place)
    shared.head()  # a live connection, which a forked child must not go on using
    context = multiprocessing.get_context("fork" if os.name == "posix" else "spawn")
    children = [
        context.Process(target=write, args=(shared, number, threads, appends))
        for number in range(processes)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join()
    shared.close()
    sys.exit(any(child.exitcode for child in children))
