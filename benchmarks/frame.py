"""What the ground rooms cost, each against a bare peer in the same run.

Prints one line a claim: ours, the peer's, the ratio. Run by ``python3 run.py bench``.
"""

import contextlib
import io
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from govlab import chance, files, home, run, tables
from govlab.ledger import Ledger

ROUNDS = 5
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the shortest of several wall times, in seconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def claim(name: str, ours: float, peer: float, against: str) -> None:
    """Print one comparison."""
    print(f"{name:<44} {ours:9.4f} s   {against:<34} {peer:9.4f} s   ratio {ours / peer:6.2f}")


def python(code: str) -> Callable[[], object]:
    """Return the running of `code` in a new Python."""
    return lambda: subprocess.run([sys.executable, "-c", code], check=True)


def imports() -> None:
    """Time the import of the package alone; its budget is 0.15 s above a bare start."""
    bare, ours = best(python("pass")), best(python("import govlab"))
    claim("import govlab", ours, bare, "bare start of Python")
    print(f"{'  of it, the import':<44} {ours - bare:9.4f} s   {'budget':<34} {0.15:9.4f} s")


def atomic_writes(folder: Path) -> None:
    """Write 64 kB whole or not at all, against a plain write with fsync."""
    data = os.urandom(65_536)

    def plain() -> None:
        with (folder / "plain").open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    ours = best(lambda: [files.write_atomic(folder / "whole", data) for _ in range(50)])
    claim("files.write_atomic, 50 x 64 kB", ours, best(lambda: [plain() for _ in range(50)]),
          "write and fsync in place")  # fmt: skip


def ledger_appends(folder: Path) -> None:
    """Append 200 events one by one, against as many bare durable inserts."""
    bare = sqlite3.connect(folder / "bare.db", isolation_level=None)
    bare.execute("pragma journal_mode=wal")
    bare.execute("pragma synchronous=full")
    bare.execute("create table event(seq integer primary key, body text)")

    def insert() -> None:
        for number in range(200):
            bare.execute("insert into event(body) values (?)", (f'{{"n":{number}}}',))

    with Ledger(folder / "ledger.db") as ledger:

        def append() -> None:
            for number in range(200):
                ledger.append(
                    kind="noted", serial=str(number), body={"n": number}, actor="desk", now=NOW
                )

        claim(
            "ledger.append, 200 events", best(append, 3), best(insert, 3), "bare SQLite, WAL, FULL"
        )
    bare.close()


def draws() -> None:
    """Draw two million uniforms compiled, against numpy's own Philox."""
    block, unit = chance.compiled(chance.philox), chance.compiled(chance.unit)

    def many(count: int) -> float:
        total = 0.0
        for number in range(count):
            a, b, c, d = block(number, 0, 0, 0, 1, 2)
            total += unit(a, b) + unit(c, d)
        return total

    quick = chance.compiled(many)
    quick(10)
    generator = np.random.Generator(np.random.Philox(1))
    claim("chance, 2 million compiled uniforms", best(lambda: quick(1_000_000)),
          best(lambda: generator.random(2_000_000)), "numpy Philox, vectorised")  # fmt: skip


def table_reading(folder: Path) -> None:
    """Read and check 100,000 response rows, against pandas reading them unchecked."""
    frame = pd.DataFrame(
        {
            "cohort": "2567-1",
            "person": [f"P{number // 40:05d}" for number in range(100_000)],
            "sitting": "post",
            "attempt": 1,
            "item": [f"i{number % 40:02d}" for number in range(100_000)],
            "form": "f1",
            "version": "1",
            "variant": "v",
            "position": [number % 40 + 1 for number in range(100_000)],
            "response": "ก",
            "time": "2024-05-01T09:00:00+07:00",
        }
    )
    path = tables.write_csv(folder / "responses.csv", frame)
    ours, peer = best(lambda: tables.read(path, "responses"), 3), best(lambda: pd.read_csv(path), 3)
    claim("tables.read, 100,000 responses, all rules", ours, peer, "pandas.read_csv, no rule")


def notebook_runs(folder: Path) -> None:
    """Run two notebooks strictly side by side, against bare papermill with as many workers."""
    from concurrent.futures import ThreadPoolExecutor

    import papermill

    names = ("ita_agency", "complaints_bangkok")
    source = home.find().folder("notebooks") / "scenarios"

    def bare(name: str) -> None:
        with contextlib.redirect_stderr(io.StringIO()):
            papermill.execute_notebook(
                source / f"{name}.ipynb", folder / f"bare-{name}.ipynb", progress_bar=False,
                kernel_name="python3", shutdown_kernel="immediate",
            )  # fmt: skip

    def bare_all() -> None:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(bare, names))

    jobs = [run.Job(source / f"{name}.ipynb", folder / f"{name}.ipynb") for name in names]
    claim("run.run_many, two scenario notebooks", best(lambda: run.run_many(jobs, workers=2), 3),
          best(bare_all, 3), "bare papermill, two threads")  # fmt: skip


def main() -> None:
    """Print every claim."""
    imports()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        atomic_writes(folder)
        ledger_appends(folder)
        draws()
        table_reading(folder)
        notebook_runs(folder)


if __name__ == "__main__":
    main()
