"""The analytic twin: the same declaration as a network of queues that has a formula.

Where the process is exponential, the twin is the process and theory says what a simulation
must show. Where it is not, the twin is the nearest process that has a formula; what was made
simpler is said one by one, and the simulation that is held against theory is the twin's.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from govlab import thai
from govlab.complaints import _theory
from govlab.complaints._estimate import Estimate, estimate, figure
from govlab.complaints._expected import expected
from govlab.complaints._plan_days import Days
from govlab.complaints._process import (
    DAYS_A_MONTH,
    LATE,
    VISIT,
    Process,
    Quantity,
    Resource,
    Service,
    Stage,
)
from govlab.complaints._replications import Replications, Work, many
from govlab.errors import InputError
from govlab.text import Message, message, say

if TYPE_CHECKING:
    import pandas as pd

# A right engine goes beyond this in one comparison of sixteen thousand.
ALARM = 4.0
# The share of working days is taken over so many days from the start.
_YEARS = 3653
_DIFFERENT = 1e-9


@dataclass(frozen=True, eq=False)
class Twin:
    """A process that has a formula, and the formula's numbers.

    Parameters
    ----------
    original, process : Process
        What was declared, and its exponential form.
    changes : tuple of Message
        What the form leaves out or makes simpler; empty when the process is exponential.
    queues : mapping of str to Queue
        Steady state by resource.
    delays : float
        Cases at stages where nobody waits, mean over time.
    rate : float
        Cases that come, a day.
    """

    original: Process
    process: Process
    changes: tuple[Message, ...]
    queues: dict[str, _theory.Queue]
    delays: float
    rate: float

    @property
    def exact(self) -> bool:
        """Whether the process itself is what the formula is about."""
        return not self.changes

    @property
    def backlog(self) -> float:
        """Open cases, mean over time."""
        return self.delays + sum(one.present for one in self.queues.values())

    @property
    def time_in_system(self) -> float:
        """Days from arrival to close, mean (Little's law)."""
        return self.backlog / self.rate

    def check(
        self,
        *,
        days: int,
        seed: int | bytes,
        replications: int = 20,
        warm_up: float | None = None,
        calendar: thai.WorkCalendar | None = None,
        work: Work | None = None,
    ) -> "Held":
        """Simulate the twin and hold it against theory.

        Compared are means over time (busy officers, cases that wait, open cases), because
        these are free of what is not finished at the end.
        """
        runs = many(
            {"": self.process},
            days=days,
            seed=seed,
            replications=replications,
            warm_up=warm_up,
            calendar=calendar,
            work=work,
        )[""]
        return Held(self, runs)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One number of theory and the same of the simulation.

    Parameters
    ----------
    what : str
        ``busy.NAME``, ``queue.NAME`` or ``backlog``.
    z : float
        Distance in standard errors; 0 when both are the same.
    """

    what: str
    theory: float
    simulated: Estimate
    z: float

    def as_dict(self) -> dict[str, Any]:
        """Return what JSON holds."""
        z = round(self.z, 3) if np.isfinite(self.z) else None
        return {
            "what": self.what,
            "theory": round(self.theory, 6),
            "simulated": self.simulated.as_dict(),
            "z": z,
        }


@dataclass(frozen=True, eq=False)
class Held:
    """A twin beside its simulation."""

    twin: Twin
    runs: Replications
    alarm: float = field(default=ALARM)

    @cached_property
    def comparisons(self) -> tuple[Comparison, ...]:
        """Every number that theory gives, beside the simulated one."""
        plan, raw = self.runs.plan, self.runs.raw
        days = self.runs.days - self.runs.warm_up
        found = []
        for place, name in enumerate(self.twin.process.resources):
            if name not in self.twin.queues:
                continue
            one = self.twin.queues[name]
            found.append(_held(f"busy.{name}", one.load, raw[:, plan.sum_busy + place] / days))
            found.append(_held(f"queue.{name}", one.queue, raw[:, plan.sum_queue + place] / days))
        found.append(_held("backlog", self.twin.backlog, self.runs.of("backlog")))
        return tuple(found)

    @property
    def worst(self) -> float:
        """The largest distance, in standard errors."""
        return max(abs(one.z) for one in self.comparisons)

    @property
    def holds(self) -> bool:
        """Whether no comparison is further than four standard errors."""
        return self.worst <= self.alarm

    def table(self, lang: str = "th") -> "pd.DataFrame":
        """Return the comparisons for people."""
        import pandas as pd

        rows = [
            (_title(self.twin.process, one.what, lang), figure(one.theory), *one.simulated.shown(),
             f"{one.z:+.2f}")
            for one in self.comparisons
        ]  # fmt: skip
        heads = ("measure", "theory", "mean", "interval", "z")
        return pd.DataFrame(
            rows, columns=[say(f"complaints_run.head_{one}", lang) for one in heads]
        )

    @property
    def notes(self) -> tuple[Message, ...]:
        """What a reader must know: what was made simpler, and whether theory is met."""
        words = (
            message("complaints_run.twin_exact")
            if self.twin.exact
            else message("complaints_run.twin_simpler", lines=self.twin.changes)
        )
        verdict = "complaints_run.twin_holds" if self.holds else "complaints_run.twin_fails"
        said = message(
            verdict, worst=f"{self.worst:.2f}", alarm=f"{self.alarm:g}", count=len(self.comparisons)
        )
        return words, said

    def as_dict(self) -> dict[str, Any]:
        """Return what JSON holds."""
        return {
            "exact": self.twin.exact,
            "simplified": [one.in_language("en") for one in self.twin.changes],
            "comparisons": [one.as_dict() for one in self.comparisons],
            "worst_z": round(self.worst, 3),
            "holds": self.holds,
        }


def _held(what: str, theory: float, each: Any) -> Comparison:
    found = estimate(each)
    apart = found.mean - theory
    error = found.spread / np.sqrt(max(found.n, 1))
    z = 0.0 if abs(apart) < _DIFFERENT else float(apart / error) if error > 0 else np.inf
    return Comparison(what, theory, found, z)


def _title(process: Process, what: str, lang: str) -> str:
    kind, _, name = what.partition(".")
    of = process.resources[name].title.in_language(lang) if name else ""
    return say(f"complaints_run.twin_{kind}", lang, of=of)


def twin(process: Process, calendar: thai.WorkCalendar | None = None) -> Twin:
    """Return the analytic twin of a process.

    Parameters
    ----------
    process : Process
    calendar : WorkCalendar, optional
        Gives the share of days that are worked; those of the government when not given.

    Raises
    ------
    InputError
        When no network of queues is like it: where a case goes depends on its being late or
        on its visits; or when a resource cannot keep up, with its name.

    Examples
    --------
    >>> from govlab.complaints import process
    >>> found = twin(process("queue"))
    >>> found.exact, round(found.queues["officers"].utilisation, 3)
    (True, 0.8)
    """
    _refuse(process)
    changes: list[Message] = []
    stretch = _stretches(process, calendar or thai.government_calendar(), changes)
    means = _means(process, stretch, changes)
    simple = _simple(process, means, changes)
    visits = {name: count / DAYS_A_MONTH for name, count in expected(simple).visits.items()}
    queues = {}
    for name, one in simple.resources.items():
        stages = [key for key, stage in simple.stages.items() if stage.resource == name]
        rate = sum(visits[key] for key in stages)
        if not stages or one.capacity is None:
            continue
        officers = round(float(one.capacity))
        mean = sum(visits[key] * means[key] for key in stages) / rate if rate else 0.0
        if rate * mean >= officers:
            raise InputError(
                message(
                    "complaints_run.unstable",
                    resource=one.title,
                    name=name,
                    load=f"{rate * mean:.2f}",
                    officers=officers,
                )
            )
        queues[name] = _theory.queue(rate, mean, officers)
    delays = sum(
        visits[name] * means[name]
        for name, one in simple.stages.items()
        if one.resource not in queues
    )
    rate = sum(float(one.a_month) for one in simple.channels.values()) / DAYS_A_MONTH
    return Twin(process, simple, tuple(changes), queues, delays, rate)


def _refuse(process: Process) -> None:
    for name, stage in process.stages.items():
        whens = [one.when for one in stage.next] + [one.when for one in stage.service]
        for when in whens:
            for asked in (LATE, VISIT):
                if asked in when:
                    raise InputError(
                        message("complaints_run.no_twin", stage=stage.title, name=name, asked=asked)
                    )


def _stretches(
    process: Process, calendar: thai.WorkCalendar, changes: list[Message]
) -> dict[str, float]:
    """Return how many days of the clock a day of each calendar takes in the mean."""
    span = Days(process.start, _YEARS, calendar)
    found = {"always": 1.0}
    used = {one.calendar for one in process.stages.values()}
    for name, hours in process.calendars.items():
        whole = name == "always" or (hours.days == "all" and hours.closes - hours.opens >= 24)  # noqa: PLR2004
        found[name] = 1.0 if whole else 1.0 / float(span.working(hours.days, 0).mean())
        if not whole and name in used:
            changes.append(
                message("complaints_run.twin_calendar", name=name, factor=f"{found[name]:.3f}")
            )
    return found


def _means(process: Process, stretch: dict[str, float], changes: list[Message]) -> dict[str, float]:
    """Return the mean days of each stage, the same for all stages of a resource."""
    found = expected(process)
    own = expected(_each_its_own(process)).work
    means = {}
    others = 0
    for name, stage in process.stages.items():
        visits = found.visits[name]
        mean = own[name] / visits if visits else float(stage.service[-1].mean)
        means[name] = mean * stretch[stage.calendar] + _gate(process, stage)
        if any(one.kind != "exponential" for one in stage.service):
            others += 1
        elif len({float(one.mean) for one in stage.service}) > 1:
            changes.append(message("complaints_run.twin_mixed", stage=stage.title))
    if others:
        changes.append(message("complaints_run.twin_law", count=others))
    for name, one in process.resources.items():
        shared = [key for key, stage in process.stages.items() if stage.resource == name]
        if one.meetings is not None or len({round(means[key], 9) for key in shared}) <= 1:
            continue
        count = sum(found.visits[key] for key in shared)
        common = sum(found.visits[key] * means[key] for key in shared) / count if count else 0.0
        means.update(dict.fromkeys(shared, common))
        changes.append(message("complaints_run.twin_shared", resource=one.title))
    return means


def _each_its_own(process: Process) -> Process:
    """Return the process with a resource for each stage, so that work is told by stage."""
    return replace(
        process,
        resources={name: Resource(one.title) for name, one in process.stages.items()},
        stages={name: replace(one, resource=name) for name, one in process.stages.items()},
    )


def _gate(process: Process, stage: Stage) -> float:
    """Return the mean wait for the next meeting, of a stage that a board meets for."""
    board = process.resources[stage.resource].meetings if stage.resource else None
    if board is None:
        return 0.0
    lengths = {"week": 7.0, "month": DAYS_A_MONTH}
    return (lengths[board.every] if isinstance(board.every, str) else float(board.every)) / 2


def _simple(process: Process, means: dict[str, float], changes: list[Message]) -> Process:
    """Return the exponential form of a process."""
    boards = [name for name, one in process.resources.items() if one.meetings is not None]
    changes += [
        message("complaints_run.twin_gate", resource=process.resources[name].title)
        for name in boards
    ]
    if any(one.expedite_days is not None or one.escalate_to for one in process.deadlines.values()):
        changes.append(message("complaints_run.twin_deadlines"))
    if len({one.level for one in process.priorities} | {1}) > 1:
        changes.append(message("complaints_run.twin_priorities"))
    if any(one.hours or one.weekdays or one.months for one in process.channels.values()):
        changes.append(message("complaints_run.twin_steady"))
    stages = {
        name: replace(
            stage,
            service=(Service("exponential", Quantity(means[name])),),
            calendar="always",
            resource=None if stage.resource in boards else stage.resource,
        )
        for name, stage in process.stages.items()
    }
    channels = {
        name: replace(one, hours=(), weekdays=(), months=())
        for name, one in process.channels.items()
    }
    return replace(
        process,
        stages=stages,
        channels=channels,
        priorities=(),
        deadlines={},
        accompaniments={},
        reports={},
    )
