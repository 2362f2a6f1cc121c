"""The engine against queueing theory: twenty million cases and more, every |z| at most 3.5.

The offices, the comparisons and the seeds are all listed below and were written down
before the first run. Each office is run in independent replications after a warm-up;
z is the mean over replications less the theory, by its standard error. Formulas: Erlang C;
Jackson 1957; Pollaczek 1930 and Khinchine 1932 (also for fixed and empirical lengths);
Cobham 1954 for priorities; Bailey 1954 for a board that takes so many cases at a time.

Run by ``python3 run.py bench``.
"""

import math
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from os import cpu_count

import numpy as np

from govlab import complaints, thai
from govlab.complaints import _engine, _plan
from govlab.complaints import _kernel_tables as tables
from govlab.complaints._process import (
    CHANNEL,
    DAYS_A_MONTH,
    Channel,
    Meetings,
    Outcome,
    Priority,
    Process,
    Quantity,
    Resource,
    Rule,
    Service,
    Stage,
)
from govlab.course import Text

SEED = 2566  # of the first office; the next have the next numbers
REPLICATIONS = 100
CASES, WARM_UP = 12_000, 2_000  # a replication, and before it
# A visit that began within the window is counted when it ends, though that is after it.
AFTER_DAYS = 400
MOST_Z, LEAST_CASES = 3.5, 20_000_000
CALENDAR = thai.government_calendar()
NAME = Text("แถวคอย", "queue")


@dataclass(frozen=True)
class Office:
    """What is run: a process, its cases a day, and what theory says of it."""

    name: str
    process: Process
    rate: float
    theory: dict[str, float]


# Formulas --------------------------------------------------------------------------------


def erlang_c(servers, load):
    """Return the chance to wait, by the sums of the textbook."""
    terms = [load**n / math.factorial(n) for n in range(servers)]
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    return last / (sum(terms) + last)


def mmc(servers, load):
    """Return what holds of M/M/c with a mean service of one day."""
    wait = erlang_c(servers, load) / (servers - load)
    found = {"wait check": wait, "queue desk": load * wait, "busy desk": load}
    found["open"] = load * (wait + 1)
    if servers == 1:
        # The time in the office is exponential: its second moment is twice the mean's square.
        found["sojourn squared"] = 2 / (1 - load) ** 2
    return found


def mg1(load, second):
    """Return what holds of M/G/1: mean service one day, second moment `second`."""
    wait = load * second / (2 * (1 - load))
    return {"wait check": wait, "busy desk": load, "open": load * (wait + 1)}


def cobham(rates, means, seconds):
    """Return the waits by class at one officer who is never interrupted."""
    left = sum(r * s for r, s in zip(rates, seconds, strict=True)) / 2
    return _by_class(left, [r * m for r, m in zip(rates, means, strict=True)])


def cobham_servers(rates, servers):
    """Return the waits by class at several officers, service one day for all."""
    return _by_class(erlang_c(servers, sum(rates)) / servers, [r / servers for r in rates])


def _by_class(left, loads):
    above = np.concatenate([[0.0], np.cumsum(loads)])
    return {
        f"wait class{k + 1}": left / ((1 - above[k]) * (1 - above[k + 1]))
        for k in range(len(loads))
    }


def board(rate, every, most):
    """Return the wait at a board: cases left over by a Markov chain, others half a period."""
    size = 40 * most
    comes = rate * every
    numbers = np.arange(size)
    arrive = np.exp(
        numbers * math.log(comes) - comes - np.array([math.lgamma(n + 1) for n in numbers])
    )
    left = np.zeros(size)
    left[0] = 1.0
    for _ in range(2000):
        before = np.convolve(left, arrive)[:size]
        left = np.concatenate([[before[: most + 1].sum()], before[most + 1 :], np.zeros(most)])[
            :size
        ]
    length = (left * numbers).sum() + comes / 2
    return {"wait check": length / rate}


def network(process):
    """Return what holds of the Jackson network of the library."""
    stages = process.stages
    names = list(stages)
    coming = np.zeros(len(names))
    for one in process.channels.values():
        coming[names.index(one.entry)] += float(one.a_month) / DAYS_A_MONTH
    share = np.zeros((len(names), len(names)))
    for k, one in enumerate(stages.values()):
        for to, part in one.next[0].to.items():
            if to in names:
                share[k, names.index(to)] = float(part)
    rates = np.linalg.solve(np.eye(len(names)) - share.T, coming)
    found, total = {}, 0.0
    for name, rate in zip(names, rates, strict=True):
        one = stages[name]
        mean, servers = (
            float(one.service[0].mean),
            int(float(process.resources[one.resource].capacity)),
        )
        wait = 0.0
        if servers < 1000:
            wait = erlang_c(servers, rate * mean) * mean / (servers - rate * mean)
            found[f"wait {name}"] = wait
        found[f"rate {name}"] = rate
        total += rate * (wait + mean)
    return {**found, "open": total}


# Offices ---------------------------------------------------------------------------------


def made(channels, stages, resource, priorities=()):
    """Return a process of stages that share one resource and then end."""
    return Process(
        id="theory", title=NAME, note=NAME, start=date(2023, 1, 2), warm_up_days=0.0, actors={},
        resources={"desk": resource} if resource else {}, calendars={},
        channels={name: Channel(NAME, Quantity(rate * DAYS_A_MONTH), to)
                  for name, (rate, to) in channels.items()},
        attributes={}, priorities=priorities,
        stages={name: Stage(NAME, "", (service,), (Rule({"closed": Quantity(1.0)}),),
                            "desk" if resource else None) for name, service in stages.items()},
        outcomes={"closed": Outcome(NAME)}, deadlines={}, accompaniments={}, reports={},
        conformance={},
    )  # fmt: skip


def one_queue(name, rate, service, resource, theory):
    """Return an office of one stage."""
    return Office(
        name, made({"letter": (rate, "check")}, {"check": service}, resource), rate, theory
    )


def officers(number):
    """Return so many officers."""
    return Resource(NAME, capacity=Quantity(number))


def exponential(mean=1.0):
    """Return an exponential law."""
    return Service("exponential", Quantity(mean))


def lognormal(spread, mean=1.0):
    """Return a lognormal law."""
    return Service("lognormal", Quantity(mean), Quantity(spread))


def classes(name, rates, services, servers, theory):
    """Return an office with priorities by channel: a stage a class, one resource."""
    names = [f"class{number + 1}" for number in range(len(rates))]
    process = made(
        {one: (rate, one) for one, rate in zip(names, rates, strict=True)},
        dict(zip(names, services, strict=True)),
        officers(servers),
        tuple(Priority(n + 1, {CHANNEL: frozenset([one])}) for n, one in enumerate(names)),
    )
    return Office(name, process, sum(rates), theory)


EMPIRICAL = (0.2, 0.4, 1.0, 2.4)  # mean 0.9; straight lines between


def empirical():
    """Return mean and second moment of lengths drawn from `EMPIRICAL`."""
    steps = list(pairwise(EMPIRICAL))
    mean = np.mean([(a + b) / 2 for a, b in steps])
    return mean, np.mean([(a * a + a * b + b * b) / 3 for a, b in steps])


def offices():
    """Return the whole matrix."""
    found = [
        one_queue(f"M/M/{c} at {rho:g}", c * rho, exponential(), officers(c), mmc(c, c * rho))
        for c, rho in (
            (1, 0.5), (1, 0.8), (2, 0.7), (3, 0.85), (5, 0.6), (5, 0.8), (10, 0.85), (36, 0.85),
        )
    ]  # fmt: skip
    found += [
        one_queue(f"M/G/1 lognormal cv {cv:g} at {rho:g}", rho, lognormal(cv), officers(1),
                  mg1(rho, 1 + cv * cv))
        for cv, rho in ((0.5, 0.8), (1.0, 0.7), (1.5, 0.6))
    ]  # fmt: skip
    found += [
        one_queue(
            f"M/D/1 at {rho:g}", rho, Service("fixed", Quantity(1.0)), officers(1), mg1(rho, 1.0)
        )
        for rho in (0.5, 0.8)
    ]
    mean, second = empirical()
    rate = 0.75 / mean
    wait = rate * second / (2 * (1 - 0.75))
    service = Service("empirical", Quantity(0.0), values=EMPIRICAL)
    found.append(one_queue("M/G/1 empirical at 0.75", rate, service, officers(1),
                           {"wait check": wait, "busy desk": 0.75}))  # fmt: skip
    found.append(one_queue("M/G/infinity lognormal cv 0.8", 10.0, lognormal(0.8, 2.0), None,
                           {"open": 20.0, "sojourn": 2.0}))  # fmt: skip
    rates, means, spreads = (0.15, 0.25, 0.2), (0.5, 1.0, 2.0), (0.5, 0.8, 1.0)
    seconds = [m * m * (1 + s * s) for m, s in zip(means, spreads, strict=True)]
    found.append(classes("M/G/1 with 3 priorities", rates,
                         [lognormal(s, m) for m, s in zip(means, spreads, strict=True)], 1,
                         cobham(rates, means, seconds)))  # fmt: skip
    rates = (1.0, 2.0, 1.2)
    found.append(classes("M/M/5 with 3 priorities", rates, [exponential()] * 3, 5,
                         cobham_servers(rates, 5)))  # fmt: skip
    for most in (100_000, 40, 35):
        gate = Resource(NAME, meetings=Meetings(30, 30, 0.0, Quantity(most), carry_over=False))
        at_once, truth = Service("fixed", Quantity(0.0)), board(1.0, 30, min(most, 100))
        found.append(one_queue(f"board of {most:,} every 30 days", 1.0, at_once, gate, truth))
    process = complaints.process("jackson")
    found.append(Office("Jackson network", process, 10.0, network(process)))
    return found


# Runs ------------------------------------------------------------------------------------


def measured(office, plan, window, state):
    """Return one replication's value of each number that theory has."""
    days = (window.end - window.warm) / tables.DAY
    tally = state.tally
    visits = tally[plan.sum_visits : plan.sum_wait]
    waits = tally[plan.sum_wait : plan.sum_service]
    stages = list(office.process.stages)
    found = {}
    for name in office.theory:
        what, _, of = name.partition(" ")
        if name == "sojourn squared":
            found[name] = tally[tables.SOJOURN_SQUARES] / tally[tables.SOJOURN_N]
        elif what == "sojourn":
            found[name] = tally[tables.SOJOURN_SUM] / tally[tables.SOJOURN_N]
        elif what == "open":
            found[name] = tally[tables.OPEN_AREA] / days
        elif what == "wait":
            found[name] = waits[stages.index(of)] / visits[stages.index(of)]
        elif what == "rate":
            found[name] = visits[stages.index(of)] / days
        elif what == "busy":
            found[name] = tally[plan.sum_busy] / days
        else:
            found[name] = tally[plan.sum_queue] / days
    return found, tally[tables.SOJOURN_N]


def held(office, seed, pool):
    """Run an office; return its z by comparison and how many cases were measured."""
    warm = math.ceil(WARM_UP / office.rate)
    end = warm + math.ceil(CASES / office.rate)
    until = end + AFTER_DAYS
    plan = _plan.plan(office.process, days=until + AFTER_DAYS, arrivals=until, calendar=CALENDAR)
    day = tables.DAY
    window = tables.Window(until=until * day, warm=warm * day, end=end * day, log=0)

    def once(number):
        return measured(office, plan, window, _engine.run(plan, window, seed, number))

    once(0)  # compiled before threads ask for it
    runs = list(pool.map(once, range(REPLICATIONS)))
    found = {}
    for name, truth in office.theory.items():
        values = np.array([run[name] for run, _ in runs])
        error = values.std(ddof=1) / math.sqrt(REPLICATIONS)
        found[name] = (truth, values.mean(), (values.mean() - truth) / error)
    return found, sum(cases for _, cases in runs)


def main():
    """Print every comparison; end with an error when one is further off than promised."""
    matrix = offices()
    total, worst, compared = 0, 0.0, 0
    with ThreadPoolExecutor(cpu_count()) as pool:
        for number, office in enumerate(matrix):
            found, cases = held(office, SEED + number, pool)
            total += cases
            for name, (truth, mean, z) in found.items():
                print(f"complaints theory {office.name:30} {name:26} theory {truth:10.5f}  "
                      f"simulated {mean:10.5f}  z {z:+.2f}", flush=True)  # fmt: skip
                worst = max(worst, abs(z))
                compared += 1
    ok = worst <= MOST_Z and total >= LEAST_CASES
    print(
        f"complaints theory: {total:,.0f} cases, {len(matrix)} offices, {compared} comparisons, "
        f"largest |z| {worst:.2f} (at most {MOST_Z}, at least {LEAST_CASES:,} cases: "
        f"{'held' if ok else 'NOT HELD'})"
    )
    if not ok:
        sys.exit("complaints theory: not held")


if __name__ == "__main__":
    main()
