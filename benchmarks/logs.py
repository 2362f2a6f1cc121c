"""How fast event logs are read and written, beside r4pm, pm4py and rustxes on the same files.

Two synthetic logs of 400,000 XES events are made by seed: a bare one (names, times,
lifecycle) and a rich one (resources, outcomes, deadlines, attributes). Each is written and
read by this package and read by the peers from file to data frame, in turns, in one run;
the ratio is of medians. Peers run in the Python that ``GOVLAB_TEST_READERS`` names, which
needs ``r4pm==0.6.2 pm4py==2.7.23.11 rustxes==0.2.11``; without it their lines are left
out. Run by ``python3 run.py bench``.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from govlab import logs

SEED = 2567
EVENTS = 400_000
ROUNDS = 3
LEAST_WRITTEN = 1_000_000  # XES events a second
MOST_RATIO = 1.0  # of the CPU time that r4pm takes
DAY = 86_400_000_000
BEGIN = 1_675_184_400_000_000
ACTIVITIES = ("รับเรื่อง", "คัดกรอง", "ส่งต่อ", "ตรวจสอบข้อเท็จจริง", "สอบสวน", "ประชุมคณะกรรมการ", "ยุติเรื่อง")
PEERS = {
    "r4pm": "from r4pm import df\nread = lambda: df.import_xes(path)[0]",
    "pm4py": "import pm4py\nread = lambda: pm4py.read_xes(path)",
    "rustxes": "import rustxes\nread = lambda: rustxes.import_xes(path)[0]",
}
WRITERS = {
    "r4pm": "write = lambda: df.export_xes(frame, path + '.other.xes')",
    "pm4py": "write = lambda: pm4py.write_xes(frame, path + '.other.xes')",
}
WRITTEN = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
path = sys.argv[1]
{}
frame = read()
{}
wall, cpu = time.perf_counter(), time.process_time()
write()
print(json.dumps([time.perf_counter() - wall, time.process_time() - cpu, len(frame)]))
"""
TIMED = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
path = sys.argv[1]
{}
read()
wall, cpu = time.perf_counter(), time.process_time()
frame = read()
print(json.dumps([time.perf_counter() - wall, time.process_time() - cpu, len(frame)]))
"""


def made(*, rich):
    """Return a synthetic log of pieces of work that follow each other, a start and an end each."""
    rng = np.random.default_rng([SEED, rich])
    works = EVENTS // 2
    sizes = rng.integers(2, 9, works)
    sizes = sizes[: np.searchsorted(np.cumsum(sizes), works)]
    sizes = np.append(sizes, works - sizes.sum())
    case = np.repeat(np.arange(len(sizes)), sizes)
    took = (rng.exponential(2 * DAY, works) // 1000 * 1000).astype(np.int64) + 1000
    waited = (rng.exponential(DAY, works) // 1000 * 1000).astype(np.int64)
    spent = np.cumsum(took + waited)
    before = np.repeat(np.concatenate([[0], spent])[np.cumsum(sizes) - sizes], sizes)
    end = BEGIN + case * (DAY // 24) + spent - before
    frame = pd.DataFrame(
        {
            "case": pd.Categorical.from_codes(case, [f"C{n}" for n in range(len(sizes))]),
            "activity": np.array(ACTIVITIES)[rng.integers(len(ACTIVITIES), size=works)],
            "start": end - took,
            "end": pd.array(end, dtype="Int64"),
        }
    )
    if rich:
        frame["resource"] = np.array([f"เจ้าหน้าที่ {n}" for n in range(40)])[
            rng.integers(40, size=works)
        ]
        frame["outcome"] = np.array(["รับ", "ไม่รับ", None])[rng.integers(3, size=works)]
        frame["deadline_state"] = np.array(["on_time", "late"])[rng.integers(2, size=works)]
        frame["attributes"] = [
            f'{{"channel":"{a}","day":{b}}}' for a, b in rng.integers(30, size=(works, 2))
        ]
    return logs.log_of(frame, source="benchmark", simulated=True)


def timed(work):
    """Return wall and CPU seconds of `work`."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def peer(python, code, name, place):
    """Return wall and CPU seconds that a peer takes for what `code` does with a file."""
    done = subprocess.run(
        [python, "-c", code, str(place)],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    if done.returncode:
        return None
    wall, cpu, rows = json.loads(done.stdout.strip().splitlines()[-1])
    assert rows == EVENTS, f"{name} found {rows} events"
    return wall, cpu


def middle(pairs):
    """Return the medians of wall and CPU seconds."""
    return tuple(statistics.median(one) for one in zip(*pairs, strict=True))


def written(kind, log, place, python):
    """Print how fast a log is written, and return XES events a second of CPU.

    The fastest round counts: what other programs on the machine take is not ours.
    """
    wall, cpu = min([timed(lambda: logs.write(log, place)) for _ in range(ROUNDS)], key=max)
    rate = EVENTS / cpu
    print(
        f"logs {kind} write {EVENTS:,} XES events, {place.stat().st_size / 1e6:.0f} MB: "
        f"{wall:.2f} s wall, {cpu:.2f} s CPU, {rate:,.0f} events a second of CPU"
    )
    for name, code in WRITERS.items() if python else ():
        found = peer(python, WRITTEN.format(PEERS[name], code), name, place)
        if found:
            print(
                f"logs {kind} write {name}: {found[0]:.2f} s wall, {found[1]:.2f} s CPU; "
                f"govlab takes {cpu / found[1]:.2f} of its CPU"
            )
    return rate


def read(kind, place, python):
    """Print how fast a log is read by all, and return our CPU time as a share of r4pm's.

    Wall times say more about the other programs on the machine, where it is shared.
    """
    ours, theirs = [], {name: [] for name in PEERS if python}
    logs.read(place)
    for _ in range(ROUNDS):
        ours.append(timed(lambda: logs.read(place)))
        for name, found in theirs.items():
            found.append(peer(python, TIMED.format(PEERS[name]), name, place))
    wall, cpu = middle(ours)
    print(f"logs {kind} read  govlab: {wall:.2f} s wall, {cpu:.2f} s CPU")
    ratio = 0.0
    for name, found in theirs.items():
        if None in found:
            print(f"logs {kind} read  {name} is not installed in {python}: left out")
            continue
        other = middle(found)
        print(
            f"logs {kind} read  {name}: {other[0]:.2f} s wall, {other[1]:.2f} s CPU; govlab takes "
            f"{wall / other[0]:.2f} of its wall time, {cpu / other[1]:.2f} of its CPU"
        )
        ratio = cpu / other[1] if name == "r4pm" else ratio
    return ratio


def main():
    """Print a line a measurement and end with an error when a promise is not held."""
    python = os.environ.get("GOVLAB_TEST_READERS")
    if not python:
        print("logs GOVLAB_TEST_READERS names no Python with r4pm: the peers are left out")
    broken = []
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("bare", "rich"):
            place = Path(folder, f"{kind}.xes")
            rate = written(kind, made(rich=kind == "rich"), place, python)
            if kind == "bare" and rate < LEAST_WRITTEN:
                broken.append(f"{rate:,.0f} events a second written")
            ratio = read(kind, place, python)
            if ratio > MOST_RATIO:
                broken.append(f"{kind} log read in {ratio:.2f} of r4pm's CPU time")
    if broken:
        sys.exit(f"logs: {'; '.join(broken)}")


if __name__ == "__main__":
    main()
