# ruff: noqa: D101, D102 - the names of the methods are those of the engine
"""The rules of the engine once more, slowly: dictionaries, dates and lists, no table.

It shares with the engine only the generator and the names of the random numbers; days of
work are walked through one by one, and periods end where :class:`govlab.thai.Period`
says. Returns the rows that ``kernel_offices`` reads out of the engine's tables.
"""

import heapq
import math
from bisect import insort
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace

from kernel_offices import CALENDAR, DAY
from scipy.special import ndtri

from govlab.chance import key, philox, unit

HOUR = DAY // 24
END, MEETING, TIMER, ARRIVAL = range(4)


@dataclass
class Case:
    number: int
    channel: str
    ordinal: int
    came: int
    known: dict = field(default_factory=dict)
    visits: Counter = field(default_factory=Counter)
    running: dict = field(default_factory=dict)
    late: bool = False
    queue: list | None = None
    place: tuple = ()


class Oracle:
    def __init__(self, process, days, seed, replication=0, arrivals=()):
        self.p, self.days = process, days
        # Sums in another order differ in the last bits: a moment next to one of `arrivals`
        # is that one.
        self.known = set(arrivals)
        self.key = key(seed, "complaints", replication)
        self.heap, self.order = [], 0
        self.rows, self.cases, self.clocks = [], [], []
        self.free = {
            k: round(float(v.capacity)) for k, v in process.resources.items() if v.capacity
        }
        self.queues = {name: [] for name in process.resources}
        self.called = set()
        self.met = {}
        self.lives = []
        self.meets = {
            k: self.meetings(v.meetings) for k, v in process.resources.items() if v.meetings
        }
        for place, name in enumerate(process.channels):
            self.coming(place, name)

    def block(self, *counter):
        words = philox(*counter, *self.key)
        return unit(*words[:2]), unit(*words[2:])

    def date(self, day):
        return self.p.start + timedelta(days=day)

    def works(self, hours, day):
        date = self.date(day)
        if hours.days == "government":
            return CALENDAR.is_working_day(date)
        return hours.days == "all" or date.weekday() < 5

    def meetings(self, rule):
        found = set()
        for day in range(-31, self.days + 400):
            date, tomorrow = self.date(day), self.date(day + 1)
            if rule.every == "month":
                meets = date.day == rule.day or (date.day < rule.day and tomorrow.day == 1)
            elif rule.every == "week":
                meets = date.isoweekday() == rule.day
            else:
                meets = day >= rule.day and (day - rule.day) % rule.every == 0
            while meets and rule.carry_over and not CALENDAR.is_working_day(date):
                date += timedelta(days=1)
            if meets and date >= self.p.start:
                found.add((date - self.p.start).days * DAY + round(rule.hour * HOUR))
        return sorted(found)

    def coming(self, place, name):
        """Work out all arrivals of a channel by adding up its rate hour by hour."""
        one, word = self.p.channels[name], key(0, "complaints", "channel", name)[0]
        hours = one.hours or (1.0,) * 24
        week = one.weekdays or (1.0,) * 7
        n, gone = 0, 0.0
        need = -math.log(1 - self.block(0, word, 1, 0)[0])
        for day in range(self.days):
            date = self.date(day)
            rate = float(one.a_month) / (365.25 / 12) * week[date.weekday()] * 7 / sum(week)
            if one.months:
                at = (date.year - self.p.start.year) * 12 + date.month - self.p.start.month
                rate *= float(one.months[min(at, len(one.months) - 1)])
            for hour in range(24):
                more = rate * hours[hour] / sum(hours)
                while need < gone + more:
                    time = day * DAY + hour * HOUR + int((need - gone) / more * HOUR)
                    near = self.known.intersection((time - 1, time, time + 1))
                    time = min(near, default=time)
                    heapq.heappush(self.heap, (time, ARRIVAL, place, 0, n))
                    n += 1
                    need -= math.log(1 - self.block(n, word, 1, 0)[0])
                gone += more

    def holds(self, case, when):
        return all(case.known[name] in wanted for name, wanted in when.items())

    def know(self, case):
        word = key(0, "complaints", "channel", case.channel)[0]
        case.known = {"channel": case.channel, "late": "no", "visit": "first"}
        for m, (name, one) in enumerate(self.p.attributes.items()):
            u = self.block(case.ordinal, word, 2, m // 2)[m % 2]
            parent = case.known[one.given] if one.given else ""
            shares = one.shares.get(parent) or one.shares[""]
            for value in one.values:
                share = float(shares.get(value, 0.0))
                if share and u < share:
                    break
                u -= share
            else:
                value = [v for v in one.values if float(shares.get(v, 0))][-1]
            case.known[name] = value

    def level(self, case):
        return next((one.level for one in self.p.priorities if self.holds(case, one.when)), 1)

    def length(self, law, u):
        if law.kind == "exponential":
            return -math.log(1 - u) * float(law.mean)
        if law.kind == "lognormal":
            variance = math.log(1 + float(law.spread) ** 2)
            return float(law.mean) * math.exp(-variance / 2 + math.sqrt(variance) * ndtri(u))
        if law.kind == "fixed":
            return float(law.mean)
        steps = sorted(law.values)
        at, part = divmod(u * (len(steps) - 1), 1)
        return steps[int(at)] + part * (steps[int(at) + 1] - steps[int(at)])

    def worked(self, name, now, days):
        """Return when work that becomes possible now begins and ends."""
        if name == "always":
            return now, now + round(days * DAY)
        hours = self.p.calendars[name]
        opens, closes = round(hours.opens * HOUR), round(hours.closes * HOUR)
        left, start, day = round(days * (closes - opens)), None, now // DAY
        while True:
            if self.works(hours, day) and now < day * DAY + closes:
                now = max(now, day * DAY + opens)
                start = now if start is None else start
                if now + left <= day * DAY + closes:
                    return start, now + left
                left -= day * DAY + closes - now
            day += 1
            now = max(now, day * DAY)

    def mark(self, case, stage, phase, time):
        for name, one in self.p.deadlines.items():
            if (one.stops.stage, one.stops.phase) == (stage, phase) and name in case.running:
                run = case.running.pop(name)
                run.stopped, run.state = time, "late" if time >= run.due else "on_time"
                if one.binds:
                    case.known["late"] = "yes" if run.state == "late" else case.known["late"]
                    case.hurried = False
        for number, (name, one) in enumerate(self.p.deadlines.items()):
            starts = (one.starts.stage, one.starts.phase) == (stage, phase)
            if not starts or name in case.running or not self.holds(case, one.when):
                continue
            last = one.period.due(self.date(time // DAY), CALENDAR)
            due = ((last - self.p.start).days + 1) * DAY
            run = SimpleNamespace(
                case=case.number, name=name, began=time, due=due, stopped=None, state="running"
            )
            case.running[name] = run
            self.clocks.append(run)
            if one.binds:
                if one.expedite_days is not None:
                    soon = max(due - round(float(one.expedite_days) * DAY), time)
                    self.timer(case, soon, 2 * number, run)
                self.timer(case, due, 2 * number + 1, run)

    def timer(self, case, time, detail, run):
        heapq.heappush(self.heap, (time, TIMER, case.number, detail, id(run), run))

    def hurry(self, case):
        case.hurried = True
        if case.queue is not None and case.place[0] > 0:
            case.queue.remove((case.place, case.number))
            self.wait(case, case.queue)

    def wait(self, case, queue):
        self.order += 1
        case.queue, case.place = queue, (0 if case.hurried else self.level(case), self.order)
        insort(queue, (case.place, case.number))

    def take(self, queue):
        case = self.lives[queue.pop(0)[1]]
        case.queue = None
        return case

    def enter(self, case, stage, now):
        case.stage, case.ready = stage, now
        case.known["visit"] = "again" if case.visits[stage] else "first"
        self.mark(case, stage, "enter", now)
        name = self.p.stages[stage].resource
        if name in self.meets:
            self.wait(case, self.queues[name])
            self.call(name, now)
        elif name is not None and not self.free[name]:
            self.wait(case, self.queues[name])
        else:
            if name is not None:
                self.free[name] -= 1
            return [case]
        return []

    def call(self, name, now):
        if name not in self.called:
            self.called.add(name)
            met = self.met.get(name, -1)
            time = next(time for time in self.meets[name] if time >= now and time > met)
            heapq.heappush(self.heap, (time, MEETING, list(self.p.resources).index(name), 0, name))

    def begin(self, case, now):
        one = self.p.stages[case.stage]
        channel = key(0, "complaints", "channel", case.channel)[0]
        word = key(0, "complaints", "stage", case.stage)[0]
        u, case.luck = self.block(case.ordinal, channel, word, case.visits[case.stage])
        case.visits[case.stage] += 1
        law = next(law for law in one.service if self.holds(case, law.when))
        case.start, end = self.worked(one.calendar, now, self.length(law, u))
        self.mark(case, case.stage, "start", case.start)
        heapq.heappush(self.heap, (end, END, case.number, 0, 0))

    def way_on(self, case):
        rule = next(one for one in self.p.stages[case.stage].next if self.holds(case, one.when))
        u, total = case.luck, 0.0
        for way, share in rule.to.items():
            total += float(share)
            if u < total:
                return way
        return way

    def finish(self, case, now):
        self.mark(case, case.stage, "end", now)
        way = self.way_on(case)
        late = case.known["late"] == "yes"
        self.rows.append((case.number, case.stage, way, late, case.ready, case.start, now))
        name, free = self.p.stages[case.stage].resource, []
        if name in self.free:
            if self.queues[name]:
                free = [self.take(self.queues[name])]
            else:
                self.free[name] += 1
        if way in self.p.stages:
            return free + self.enter(case, way, now)
        for run in case.running.values():
            run.stopped, run.state = now, "lapsed"
        case.running = {}
        self.cases[case.number][1:3] = now, way
        return free

    def strike(self, case, detail, run, now):
        if run.state != "running":
            return
        one, overdue = self.p.deadlines[run.name], detail % 2
        if overdue:
            case.known["late"] = "yes"
        if not overdue or one.escalate_to is not None:
            self.hurry(case)
            word = f"{'overdue' if overdue else 'expedite'}:{run.name}"
            late = case.known["late"] == "yes"
            self.rows.append((case.number, word, None, late, now, now, now))

    def arrive(self, place, n, now):
        channel = list(self.p.channels)[place]
        case = Case(len(self.lives), channel, n, now)
        case.hurried = False
        self.lives.append(case)
        self.know(case)
        told = [case.known[name] for name in ("channel", *self.p.attributes)]
        self.cases.append([now, None, None, *told])
        self.mark(case, None, "enter", now)
        return self.enter(case, self.p.channels[channel].entry, now)

    def run(self):
        while self.heap and self.heap[0][0] <= self.days * DAY:
            now, kind, a, detail, *more = heapq.heappop(self.heap)
            ready = []
            if kind == END:
                ready = self.finish(self.lives[a], now)
            elif kind == ARRIVAL:
                ready = self.arrive(a, more[0], now)
            elif kind == TIMER:
                self.strike(self.lives[a], detail, more[1], now)
            else:
                name = more[0]
                self.called.discard(name)
                self.met[name] = now
                most = round(float(self.p.resources[name].meetings.capacity))
                ready = [self.take(self.queues[name]) for _ in self.queues[name][:most]]
                if self.queues[name]:
                    self.call(name, now)
            for case in ready:
                self.begin(case, now)
        clocks = [(c.case, c.name, c.began, c.due, c.stopped, c.state) for c in self.clocks]
        return self.rows, list(map(tuple, self.cases)), clocks
