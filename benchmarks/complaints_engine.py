"""Complaint cases a CPU second: the engine against SimPy, cimba, Ciw and a plain heap.

One model, one log, one run. `rich` has priorities, lognormal lengths, an office calendar,
a deadline that hurries and escalates, and a board that takes so many cases a month;
`reference` is the part of it that every peer can do. Ciw and cimba are not asked for the
rich model: the one has no office hours inside a service, the other no calendar, and a
deadline that moves a waiting case is by hand in both. Rounds alternate, numbers are
medians of CPU seconds, every engine simulates as many days and writes the whole log in
memory, and their means must agree. Nobody waits at the units, so the peers are spared
that resource; they draw from their own generators.

The peers live in an environment of their own; give its Python in ``GOVLAB_PEERS``:

requirements benchmarks: simpy==4.1.2 ciw==3.2.7 cimba==0.9.5

Run by ``python3 run.py bench``.
"""

import json
import math
import os
import statistics
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import numpy as np

from govlab import complaints, thai
from govlab.complaints import _engine, _plan
from govlab.complaints import _kernel_tables as tables
from govlab.complaints._process import DAYS_A_MONTH

SEED = 2566
ROUNDS = 5
DAYS = 5_000
OURS = 4  # replications of ours in a round, so that its clock has something to measure
# A meeting takes 50 cases where 43 come on average: sometimes some are left over.
BOARD = {"resources.centre_board.meetings.capacity": 50}
MODELS = {"rich": BOARD, "reference": {}}
LEAST = {("rich", "simpy"): 50, ("reference", "cimba"): 5, ("reference", "ciw"): 200}
GROWTH = (10_000, 100_000, 1_000_000, 10_000_000)
MOST_EXPONENT, MOST_BYTES = 1.10, 200
CALENDAR = thai.government_calendar()


def plain(process):
    """Return a process as the numbers that the peers read."""
    stages = list(process.stages.values())
    names = list(process.stages)
    board = next(k for k, one in enumerate(stages) if one.resource == "centre_board")
    meets = process.resources["centre_board"].meetings
    deadline = next(iter(process.deadlines.values()), None)
    worked = [name for name in process.calendars if name != "always"]
    hours = process.calendars[worked[0]] if worked else None
    officers = [process.resources[one.resource].capacity for one in stages]
    return {
        "days": DAYS,
        "rates": [float(one.a_month) / DAYS_A_MONTH for one in process.channels.values()],
        "servers": [
            None if one is None or float(one) >= 1000 else int(float(one)) for one in officers
        ],
        "laws": [law(one.service[0]) for one in stages],
        "routes": [
            [
                [names.index(to) if to in names else -1, float(share)]
                for to, share in one.next[0].to.items()
            ]
            for one in stages
        ],
        "entry": names.index(next(iter(process.channels.values())).entry),
        "meets": [board, meets.every, meets.day, int(float(meets.capacity))],
        "urgent": 0.0
        if not process.attributes
        else float(process.attributes["urgency"].shares[""]["urgent"]),
        "hours": None
        if hours is None
        else [hours.opens / 24, (hours.closes - hours.opens) / 24, process.start.weekday()],
        "deadline": None
        if deadline is None
        else [deadline.period.length, float(deadline.expedite_days)],
    }


def law(service):
    """Return kind and numbers of a law of service."""
    mean = float(service.mean)
    if service.kind != "lognormal":
        return [service.kind, mean, 0.0]
    variance = math.log1p(float(service.spread) ** 2)
    return ["lognormal", math.log(mean) - variance / 2, math.sqrt(variance)]


class Peers:
    """The process in which the peers run."""

    def __init__(self):
        python = os.environ.get("GOVLAB_PEERS", sys.executable)
        file = Path(__file__).with_name("_complaints_peers.py")
        pipe = subprocess.PIPE
        self.process = subprocess.Popen([python, file], stdin=pipe, stdout=pipe, text=True)
        self.here = {"heapq": True, **json.loads(self.process.stdout.readline())}

    def run(self, engine, model, seed):
        """Run a model in an engine; return what it says."""
        self.process.stdin.write(
            json.dumps({"engine": engine, "model": model, "seed": seed}) + "\n"
        )
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        """Let the process end."""
        self.process.stdin.close()
        self.process.wait()


def ours(plan, days, rounds, seed):
    """Run the plan `rounds` times with its whole log; return seconds and means."""
    window = _engine.whole(days * tables.DAY)
    start = time.process_time()
    states = [_engine.run(plan, window, seed, number) for number in range(rounds)]
    spent = (time.process_time() - start) / rounds
    tally = np.mean([one.tally for one in states], axis=0)
    visits = tally[plan.sum_visits : plan.sum_wait]
    clocks = tally[plan.sum_clocks :].reshape(-1, tables.CLOCK_STATES)
    counted = np.mean([one.count for one in states], axis=0)
    waits = tally[plan.sum_wait : plan.sum_service]
    return {
        "cpu": spent,
        "cases": counted[tables.CASES],
        "rows": counted[tables.ROWS],
        "sojourn": tally[tables.SOJOURN_SUM] / tally[tables.SOJOURN_N],
        "visits": visits.tolist(),
        "waits": (waits / np.maximum(visits, 1)).tolist(),
        "wait": waits.sum() / max(visits.sum(), 1),
        "busy": (tally[plan.sum_busy : plan.sum_queue] / days).tolist(),
        "late": clocks[0, tables.LATE] / clocks[0].sum() if len(clocks) else 0.0,
        "on_time": clocks[0, tables.ON_TIME] / clocks[0].sum() if len(clocks) else 0.0,
    }


def compare(peers, name):
    """Print a line an engine; return the ratios."""
    process = complaints.process(name, overrides=MODELS[name])
    plan = _plan.plan(process, days=DAYS + 400, arrivals=DAYS, calendar=CALENDAR)
    model = plain(process)
    others = ("simpy",) if name == "rich" else ("simpy", "cimba", "ciw", "heapq")
    others = [
        one
        for one in others
        if peers.here[one] or print(f"complaints {name}: {one} is not installed here, not measured")
    ]
    ours(plan, 100, 1, SEED)
    rounds = {one: [] for one in ("govlab", *others)}
    for number in range(ROUNDS):
        for one in others:
            rounds["govlab"].append(ours(plan, DAYS, OURS, SEED + number))
            rounds[one].append(peers.run(one, model, SEED + number))
    busy = {
        one: f"{load / float(process.resources[one].capacity):.2f}"
        for one, load in zip(process.resources, rounds["govlab"][0]["busy"], strict=True)
        if process.resources[one].capacity
    }
    print(f"complaints {name}: utilisation {' '.join(busy.values())} of {' '.join(busy)}")
    ratios = {}
    speed = {
        one: statistics.median(r["cases"] / r["cpu"] for r in found)
        for one, found in rounds.items()
    }
    for one, found in rounds.items():
        ratios[one] = speed["govlab"] / speed[one]
        print(
            f"complaints {name:9} {one:7} {speed[one]:>11,.0f} cases/CPU s   "
            f"govlab x{ratios[one]:6.1f}   {told(found)}",
            flush=True,
        )
    return ratios


def told(found):
    """Return the means that the engines must agree on, as words."""
    waits = [
        sum(a * b for a, b in zip(one["waits"], one["visits"], strict=True)) / sum(one["visits"])
        if "waits" in one
        else one["wait"]
        for one in found
    ]
    means = {
        key: statistics.fmean(one[key] for one in found)
        for key in ("cases", "rows", "sojourn", "late", "on_time")
        if found[0].get(key)
    }
    words = "  ".join(f"{key} {value:,.4g}" for key, value in means.items())
    return f"wait {statistics.fmean(waits):.3f} d  {words}"


def grown(name):
    """Print seconds by number of cases; return the slope on logarithmic scales."""
    process = complaints.process(name, overrides=MODELS[name])
    a_day = sum(float(one.a_month) for one in process.channels.values()) / DAYS_A_MONTH
    longest = round(GROWTH[-1] / a_day)
    # The tables of calendars are laid out once for all: days, not cases.
    plan = _plan.plan(process, days=longest + 400, arrivals=longest, calendar=CALENDAR)
    found = []
    for cases in GROWTH:
        repeats = max(1, min(20, 2 * GROWTH[-2] // cases))
        days = round(cases / a_day)
        ours(plan, days // 100, 1, SEED)
        spent = [ours(plan, days, 1, SEED + number)["cpu"] for number in range(repeats)]
        found.append(statistics.median(spent))
        print(
            f"complaints {name:9} {cases:>10,} cases with the whole log: {found[-1]:8.3f} CPU s, "
            f"{cases / found[-1]:,.0f} cases/CPU s",
            flush=True,
        )
    return np.polyfit(np.log(GROWTH), np.log(found), 1)[0]


def beyond_the_log(name, cases=1_000_000):
    """Return the bytes a case that a run takes at its peak, beyond those of its log."""
    process = complaints.process(name, overrides=MODELS[name])
    a_day = sum(float(one.a_month) for one in process.channels.values()) / DAYS_A_MONTH
    days = round(cases / a_day)
    plan = _plan.plan(process, days=days + 400, arrivals=days, calendar=CALENDAR)
    window = _engine.whole(days * tables.DAY)
    tracemalloc.start()
    try:
        state = _engine.run(plan, window, SEED, 0)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    count = state.count
    log = sum(
        count[number] * table[0].nbytes
        for number, table in (
            (tables.ROWS, state.rows), (tables.CASES, state.cases), (tables.CLOCKS, state.clocks),
        )
        if count[number]
    )  # fmt: skip
    return (peak - log) / count[tables.CASES], log / count[tables.CASES]


def main():
    """Print every claim beside its promise, and end with an error when one is not held."""
    broken = []

    def claim(words, holds):
        print(f"complaints {words}: {'held' if holds else 'NOT HELD'}", flush=True)
        broken.extend([] if holds else [words])

    peers = Peers()
    for name in MODELS:
        ratios = compare(peers, name)
        for (model, peer), least in LEAST.items():
            if model == name and peer in ratios:
                times = ratios[peer]
                claim(f"{name}: {times:.1f} times {peer}, at least {least}", times >= least)
    peers.close()
    for name in MODELS:
        more, log = beyond_the_log(name)
        claim(
            f"{name}: {more:.0f} bytes a case at the peak beyond the log of {log:.0f} bytes a "
            f"case, at most {MOST_BYTES}",
            more <= MOST_BYTES,
        )
        slope = grown(name)
        claim(
            f"{name}: time grows with the cases to the power {slope:.3f}, at most {MOST_EXPONENT}",
            slope <= MOST_EXPONENT,
        )
    if broken:
        sys.exit(f"complaints engine: not held: {'; '.join(broken)}")


if __name__ == "__main__":
    main()
