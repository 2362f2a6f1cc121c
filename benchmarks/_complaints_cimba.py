# ruff: noqa: PLR0915 - cimba compiles a process as one piece
"""The plain office in cimba: its models are compiled from this file's classes."""

import cimba as cb
import numpy as np

ROWS_A_CASE = 3


class Office(cb.Model):
    triage: cb.Resource = cb.Resource(capacity=1)
    school: cb.Resource = cb.Resource(capacity=1)
    works: cb.Resource = cb.Resource(capacity=1)
    law: cb.Resource = cb.Resource(capacity=1)
    inquiry: cb.Resource = cb.Resource(capacity=1)
    gap: cb.Param[float] = 1.0
    rows: cb.Output[int]
    cases: cb.Output[int]
    closed: cb.Output[int]
    sojourn: cb.Output[float]
    waited: cb.Output[float]
    who: cb.Array[int] = cb.Array(1)
    when: cb.Array[float] = cb.Array(1)
    life: cb.Array[float] = cb.Array(1)
    channel: cb.Array[float] = cb.Array(7)
    route: cb.Array[float] = cb.Array(49)
    mean: cb.Array[float] = cb.Array(7)

    @cb.process
    def source(self):
        self.sojourn = 0.0
        self.waited = 0.0
        while True:
            cb.hold(cb.random.exponential(self.gap))
            u = cb.random.uniform(0.0, 1.0)
            c = 0
            while u >= self.channel[c]:
                c += 1
            n = self.cases
            self.cases += 1
            self.life[3 * n] = cb.now()
            self.life[3 * n + 1] = -1.0
            self.life[3 * n + 2] = c
            cb.spawn(Case, office=self, number=n)


class Case(cb.Model):
    office: cb.Ref[Office]
    number: cb.Param[int] = 0

    @cb.process
    def live(self):
        o = self.office
        came = cb.now()
        k = 0
        while k >= 0:
            ready = cb.now()
            start = ready
            if k == 0:
                o.triage.acquire(1)
                start = cb.now()
                cb.hold(cb.random.exponential(o.mean[0]))
                o.triage.release(1)
            elif k == 1:
                cb.hold(cb.random.exponential(o.mean[1]))
            elif k == 2:
                o.school.acquire(1)
                start = cb.now()
                cb.hold(cb.random.exponential(o.mean[2]))
                o.school.release(1)
            elif k == 3:
                o.works.acquire(1)
                start = cb.now()
                cb.hold(cb.random.exponential(o.mean[3]))
                o.works.release(1)
            elif k == 4:
                o.law.acquire(1)
                start = cb.now()
                cb.hold(cb.random.exponential(o.mean[4]))
                o.law.release(1)
            elif k == 5:
                o.inquiry.acquire(1)
                start = cb.now()
                cb.hold(cb.random.exponential(o.mean[5]))
                o.inquiry.release(1)
            else:
                cb.hold((int(ready / 30.0) + 1) * 30.0 - ready)
                start = cb.now()
            i = o.rows
            o.rows += 1
            o.who[2 * i] = self.number
            o.who[2 * i + 1] = k
            o.when[3 * i] = ready
            o.when[3 * i + 1] = start
            o.when[3 * i + 2] = cb.now()
            o.waited += start - ready
            u = cb.random.uniform(0.0, 1.0)
            to = 0
            while to < 7 and u >= o.route[7 * k + to]:
                to += 1
            k = to if to < 7 else -1
        o.life[3 * self.number + 1] = cb.now()
        o.closed += 1
        o.sojourn += cb.now() - came


def experiment(office):
    """Return a function of a seed that runs the office once, compiled beforehand."""
    names = ("triage", None, "school", "works", "law", "inquiry", None)
    model = Office()
    for k, name in enumerate(names):
        if name:
            getattr(model, name).initial_capacity = office.servers[k]
    route = np.zeros((7, 7))
    for k, way in enumerate(office.routes):
        before = 0.0
        for share, to in way:
            if to >= 0:
                route[k, to] = min(share, 1.0) - before
            before = min(share, 1.0)
    model.route = cb.Array(route.cumsum(axis=1).ravel().tolist())
    model.mean = cb.Array([law[1] for law in office.laws])
    model.channel = cb.Array(office.channels)
    model.gap = 1 / office.rate

    def at(days, seed):
        cases = int(days * office.rate * 1.1) + 1000
        model.who = cb.Array(2 * ROWS_A_CASE * cases)
        model.when = cb.Array(3 * ROWS_A_CASE * cases)
        model.life = cb.Array(3 * cases)
        window = cb.Window(duration=float(days))
        return cb.Experiment(model, replications=1, window=window, seed=seed).run(workers=1)

    at(10, 1)

    def once(seed):
        found = at(office.days, seed)

        def means():
            if found.failed.any():
                raise SystemExit(str(found.failure_reasons))
            one = {
                name: float(np.asarray(getattr(found[model], name).values).ravel()[0])
                for name in ("rows", "cases", "closed", "sojourn", "waited")
            }
            return {
                "cases": int(one["cases"]),
                "rows": int(one["rows"]),
                "sojourn": one["sojourn"] / one["closed"],
                "wait": one["waited"] / one["rows"],
            }

        return means

    return once
