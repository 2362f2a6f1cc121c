# ruff: noqa: C901, PLR0912, PLR0915 - a model in another tool is one piece, as its experts write it
"""The same complaint office in other engines, each written as its experts would.

Started by ``complaints_engine.py`` with the Python that has the peers; reads jobs
(``{"engine", "model", "seed"}``) line by line and answers each with CPU seconds and the
means by which the engines are held against each other. The model is what govlab's own
declaration says, as plain numbers. Every engine writes the log in memory: a row a visit
(case, stage, ready, start, end), a row a case and, in the rich model, a row a deadline.

requirements benchmarks: simpy==4.1.2 ciw==3.2.7 cimba==0.9.5
"""

import collections
import heapq
import importlib.util
import json
import math
import random
import sys
import time

SATURDAY = 5
RUNNING, ON_TIME, LATE, LAPSED = range(4)
GONE = -1


class Office:
    """The numbers of the model, laid out for loops."""

    def __init__(self, told):
        self.days = told["days"]
        self.rates = told["rates"]
        self.rate = sum(self.rates)
        self.servers = told["servers"]  # None: nobody waits
        self.laws = [tuple(one) for one in told["laws"]]
        self.entry = told["entry"]
        self.meets = told["meets"]  # (stage, every, first, capacity)
        self.urgent = told["urgent"]
        self.hours = told["hours"]  # (opens, length, weekday of day 0), or None
        self.deadline = told["deadline"]  # (days, days before), or None
        self.routes = []
        for way in told["routes"]:
            total, cumulated = 0.0, []
            for to, share in way:
                total += share
                cumulated.append((total, to))
            cumulated[-1] = (2.0, cumulated[-1][1])
            self.routes.append(cumulated)
        self.channels = []
        total = 0.0
        for rate in self.rates:
            total += rate / self.rate
            self.channels.append(total)
        self.channels[-1] = 2.0

    def drawers(self, rng):
        """Return a function a stage that draws its length in days of the calendar."""
        made = []
        for kind, a, b in self.laws:
            if kind == "exponential":
                made.append(lambda rate=1 / a, draw=rng.expovariate: draw(rate))
            elif kind == "lognormal":
                made.append(lambda a=a, b=b, draw=rng.gauss, exp=math.exp: exp(draw(a, b)))
            else:
                made.append(lambda a=a: a)
        return made

    def worker(self):
        """Return when so many days of the office's hours are over, and when they began."""
        if self.hours is None:
            return lambda now, work: (now, now + work)
        opens, length, first = self.hours

        def through(now, work):
            day = int(now)
            week, weekday = divmod(day + first, 7)
            clock = 0.0
            if weekday >= SATURDAY:
                nth = week * 5 + 5
            else:
                nth = week * 5 + weekday
                clock = now - day - opens
                if clock < 0.0:
                    clock = 0.0
                elif clock >= length:
                    clock = 0.0
                    nth += 1
            week, weekday = divmod(nth, 5)
            start = week * 7 + weekday - first + opens + clock
            work += clock / length
            more = int(work)
            week, weekday = divmod(nth + more, 5)
            return start, week * 7 + weekday - first + opens + (work - more) * length

        return through


def run_simpy(office, seed):
    """Run the office in SimPy: a process a case, PriorityResource, timers by callback."""
    import simpy

    rng = random.Random(seed)
    uniform, exponential = rng.random, rng.expovariate
    env = simpy.Environment()
    draw, through = office.drawers(rng), office.worker()
    routes, channels, deadline, rate = office.routes, office.channels, office.deadline, office.rate
    offices = [
        None
        if n is None
        else simpy.PriorityResource(env, n)
        if office.urgent
        else simpy.Resource(env, n)
        for n in office.servers
    ]
    board, every, first, most = office.meets
    rows, cases, clocks = [], [], []
    at_board = []

    class Case:
        __slots__ = ("base", "clock", "level", "request", "where")

    def hurry(case, number):
        """Let a waiting case go before all others."""
        case.level = 0
        request = case.request
        if request is not None:
            if case.where is None:  # at the board: (level, time, order, event)
                request[0], request[1] = 0, env.now
            else:
                queue = case.where.put_queue
                queue.remove(request)
                request.priority = 0
                request.key = (0, env.now, True)
                queue.append(request)
        rows.append((number, GONE, env.now, env.now, env.now))

    def set_clock(case, number):
        now = env.now
        due = int(now) + deadline[0] + 1
        clock = [number, now, due, GONE, RUNNING]
        case.clock = clock
        clocks.append(clock)

        def overdue(_):
            if clock[4] == RUNNING:
                hurry(case, number)

        def soon(_):
            if clock[4] == RUNNING:
                hurry(case, number)
                env.timeout(due - env.now).callbacks.append(overdue)

        env.timeout(max(due - deadline[1] - now, 0.0)).callbacks.append(soon)

    def life(number, case, row):
        k = office.entry
        while k >= 0:
            ready = env.now
            if k == board:
                waits = [case.level, ready, env.event()]
                case.request, case.where = waits, None
                at_board.append(waits)
                yield waits[2]
                case.request = None
                start = env.now
                if deadline is not None and case.clock[4] == RUNNING:
                    case.clock[3] = start
                    case.clock[4] = LATE if start >= case.clock[2] else ON_TIME
                    case.level = case.base
            else:
                desk = offices[k]
                if desk is not None:
                    request = desk.request(case.level) if office.urgent else desk.request()
                    if not request.triggered:
                        case.request, case.where = request, desk
                        yield request
                        case.request = None
                start, end = through(env.now, draw[k]())
                yield env.timeout(end - env.now)
                if desk is not None:
                    desk.release(request)
            rows.append((number, k, ready, start, env.now))
            u = uniform()
            for share, to in routes[k]:
                if u < share:
                    k = to
                    break
        row[1] = env.now
        if deadline is not None and case.clock[4] == RUNNING:
            case.clock[3], case.clock[4] = env.now, LAPSED

    def arrivals():
        number = 0
        while True:
            yield env.timeout(exponential(rate))
            case = Case()
            case.base = case.level = 1
            case.request = None
            u = uniform()
            channel = 0
            while u >= channels[channel]:
                channel += 1
            if office.urgent and uniform() >= office.urgent:
                case.base = case.level = 2
            row = [env.now, GONE, channel, case.level]
            cases.append(row)
            if deadline is not None:
                set_clock(case, number)
            env.process(life(number, case, row))
            number += 1

    def meetings():
        yield env.timeout(first)
        while True:
            at_board.sort(key=lambda one: (one[0], one[1]))
            for waits in at_board[:most]:
                waits[2].succeed()
            del at_board[:most]
            yield env.timeout(every)

    env.process(arrivals())
    env.process(meetings())
    env.run(until=office.days)
    return rows, cases, clocks


def run_heapq(office, seed):
    """Run the plain office as a loop over a heap, as one would write it by hand."""
    rng = random.Random(seed)
    uniform, exponential = rng.random, rng.expovariate
    push, pop = heapq.heappush, heapq.heappop
    routes, channels, rate, days = office.routes, office.channels, office.rate, office.days
    rates = [1 / law[1] if law[0] == "exponential" else 0.0 for law in office.laws]
    board, every, first, most = office.meets
    free = list(office.servers)
    queues = [collections.deque() for _ in free]
    rows, cases = [], []
    order = 0
    heap = [(exponential(rate), 0, GONE, 0, 0.0, 0.0)]
    push(heap, (float(first), 1, GONE - 1, 0, 0.0, 0.0))
    while True:
        now, _, number, k, ready, start = pop(heap)
        if now > days:
            return rows, cases, []
        order += 1
        if number >= 0:
            rows.append((number, k, ready, start, now))
            if free[k] is not None:
                if queues[k]:
                    other, since = queues[k].popleft()
                    push(heap, (now + exponential(rates[k]), order, other, k, since, now))
                    order += 1
                else:
                    free[k] += 1
            u = uniform()
            for share, to in routes[k]:
                if u < share:
                    k = to
                    break
            if k < 0:
                cases[number][1] = now
                continue
        elif number == GONE:
            u = uniform()
            channel = 0
            while u >= channels[channel]:
                channel += 1
            number, k = len(cases), office.entry
            cases.append([now, GONE, channel])
            push(heap, (now + exponential(rate), order, GONE, 0, 0.0, 0.0))
            order += 1
        else:
            waiting = queues[board]
            for _ in range(min(most, len(waiting))):
                other, since = waiting.popleft()
                push(heap, (now, order, other, board, since, now))
                order += 1
            push(heap, (now + every, order, GONE - 1, 0, 0.0, 0.0))
            continue
        if k == board:
            queues[k].append((number, now))
        elif free[k] is None:
            push(heap, (now + exponential(rates[k]), order, number, k, now, now))
        elif free[k]:
            free[k] -= 1
            push(heap, (now + exponential(rates[k]), order, number, k, now, now))
        else:
            queues[k].append((number, now))


def run_ciw(office, seed):
    """Run the plain office in Ciw; its records are the log. One stream of arrivals."""
    import ciw

    stages = range(len(office.laws))
    board, every, _, most = office.meets
    routing = [[0.0 for _ in stages] for _ in stages]
    for k, way in enumerate(office.routes):
        before = 0.0
        for share, to in way:
            if to >= 0:
                routing[k][to] += min(share, 1.0) - before
            before = share
    network = ciw.create_network(
        arrival_distributions=[
            ciw.dists.Exponential(office.rate) if k == office.entry else None for k in stages
        ],
        service_distributions=[
            ciw.dists.Deterministic(0.0)
            if k == board
            else ciw.dists.Exponential(1 / office.laws[k][1])
            for k in stages
        ],
        number_of_servers=[
            ciw.Slotted(slots=[float(every)], slot_sizes=[most])
            if k == board
            else (float("inf") if office.servers[k] is None else office.servers[k])
            for k in stages
        ],
        routing=routing,
    )
    ciw.seed(seed)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(office.days)
    return simulation.get_all_records(), simulation, None


def ciw_log(records, simulation):
    """Return Ciw's records as the rows of the others."""
    rows = [
        (one.id_number, one.node - 1, one.arrival_date, one.service_start_date, one.exit_date)
        for one in records
    ]
    came, left = {}, {}
    for case, _, ready, _, end in rows:
        came[case] = min(came.get(case, math.inf), ready)
        left[case] = max(left.get(case, 0.0), end)
    gone = {one.id_number for one in simulation.nodes[-1].all_individuals}
    return rows, [[came[case], left[case] if case in gone else GONE, 0] for case in came], []


def make_cimba(office):
    """Return the plain office as cimba's models: a coroutine a case, arrays for the log."""
    import _complaints_cimba as cimba

    return cimba.experiment(office)


def run(engine, office, seed, kept):
    """Return CPU seconds and the means of a run."""
    if engine == "cimba":
        if "cimba" not in kept:
            kept["cimba"] = make_cimba(office)
        start = time.process_time()
        found = kept["cimba"](seed)
        return {"cpu": time.process_time() - start, **found()}
    work = {"simpy": run_simpy, "heapq": run_heapq, "ciw": run_ciw}[engine]
    start = time.process_time()
    rows, cases, clocks = work(office, seed)
    spent = time.process_time() - start
    if engine == "ciw":
        rows, cases, clocks = ciw_log(rows, cases)
    return {"cpu": spent, **means(office, rows, cases, clocks)}


def means(office, rows, cases, clocks):
    """Return what the engines must agree on."""
    stages = len(office.laws)
    visits, waits = [0] * stages, [0.0] * stages
    for _, k, ready, start, _ in rows:
        if k >= 0:
            visits[k] += 1
            waits[k] += start - ready
    closed = [one for one in cases if one[1] >= 0]
    states = [0] * 4
    for one in clocks:
        states[one[4]] += 1
    return {
        "cases": len(cases),
        "rows": len(rows),
        "sojourn": sum(one[1] - one[0] for one in closed) / len(closed),
        "visits": visits,
        "waits": [a / max(n, 1) for a, n in zip(waits, visits, strict=True)],
        "late": states[LATE] / max(len(clocks), 1),
        "on_time": states[ON_TIME] / max(len(clocks), 1),
    }


def main():
    """Answer jobs until there are no more; the first answer says which peers are here."""
    here = {name: importlib.util.find_spec(name) is not None for name in ("simpy", "ciw", "cimba")}
    print(json.dumps(here), flush=True)
    kept = {}
    for line in sys.stdin:
        job = json.loads(line)
        found = run(job["engine"], Office(job["model"]), job["seed"], kept)
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
