"""Replications: many runs of a process that differ in luck alone, and what they say together.

A replication is named by the seed and its number, so that it does not matter how many are
run, where, or in which order; a strange one can be run again alone, with its whole log.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from govlab import compute, thai
from govlab.complaints import _engine, _indicators, _plan
from govlab.complaints._estimate import Estimate, estimate
from govlab.complaints._kernel_tables import Plan, Window
from govlab.complaints._process import DAYS_A_MONTH, Process
from govlab.complaints._simulate import (
    Run,
    check_days,
    notes,
    simulate,
    warm_up_in,
    window_of,
)
from govlab.errors import InputError, UnknownNameError
from govlab.text import Message, message, say

if TYPE_CHECKING:
    import pandas as pd

# A task is a batch of replications of about so many cases: half a second and more, compiled.
_CASES_A_TASK = 500_000
# Yet enough tasks of each process that two or four workers share it evenly.
_TASKS = 8
# Sequential rule: from so many replications on an interval is believed, and no further than this.
FIRST, MOST = 10, 5_000
_GROWTH = 4
# Percent of the capacity in use beyond which an office does not keep up.
_FULL = 98.0
_MARGIN = 1.05


@dataclass(frozen=True)
class Work:
    """How replications are computed; none of it changes a result.

    Parameters
    ----------
    on : str
        ``"threads"``, ``"processes"``, ``"serial"``, ``"dask"``, or the address of a cluster.
    workers : int, optional
        At most so many.
    folder : str or Path, optional
        What is finished is kept here, and is not computed again.
    progress : callable, optional
        Called with the number of finished tasks and of all.
    """

    on: str = "threads"
    workers: int | None = None
    folder: str | Path | None = None
    progress: Callable[[int, int], None] | None = None

    def part(self, name: str) -> "Work":
        """Return the same for a part of a run, which keeps its results apart."""
        return self if self.folder is None else replace(self, folder=Path(self.folder) / name)


@dataclass(frozen=True, eq=False)
class Replications:
    """What many runs of one process measured.

    Parameters
    ----------
    process : Process
    seed : int or bytes
    days : int
    warm_up : float
        Days at the beginning that nothing is measured in.
    raw : array, replications by measures
        Replication *i* is in row *i*.
    reached : bool or None
        Whether the precision asked for was reached; None when none was.
    """

    process: Process
    seed: int | bytes
    days: int
    warm_up: float
    calendar: thai.WorkCalendar
    plan: Plan
    raw: Any
    reached: bool | None = None

    def __len__(self) -> int:
        return len(self.raw)

    @cached_property
    def indicators(self) -> Mapping[str, Any]:
        """Indicators by name, each an array with one entry a replication."""
        return _indicators.values(self.process, self.plan, self.raw, self.days - self.warm_up)

    def of(self, name: str) -> Any:
        """Return the values of an indicator.

        Raises
        ------
        UnknownNameError
            When there is none of that name.
        """
        if name not in self.indicators:
            raise UnknownNameError(
                message(
                    "complaints_run.unknown_indicator", name=name, known=", ".join(self.indicators)
                )
            )
        return self.indicators[name]

    def estimate(self, name: str) -> Estimate:
        """Return mean and 95 percent interval of an indicator over the replications."""
        return estimate(self.of(name))

    def estimates(self) -> dict[str, Estimate]:
        """Return all indicators; those that nothing was measured of have no mean."""
        return {name: self.estimate(name) for name in self.indicators}

    def counts(self) -> dict[str, dict[str, int]]:
        """Return how many deadlines of all replications ended in which state."""
        found = _indicators.clock_counts(self.plan, self.raw).sum(axis=0)
        return {
            name: dict(zip(_indicators.CLOCK_STATES, map(int, row), strict=True))
            for name, row in zip(self.process.deadlines, found, strict=True)
        }

    def odd(self, name: str = "time_in_system") -> int:
        """Return the number of the replication farthest from the median of an indicator."""
        each = self.of(name)
        far = np.abs(each - np.nanmedian(each))
        return int(np.nanargmax(far)) if np.isfinite(far).any() else 0

    def run(self, number: int) -> Run:
        """Return replication `number` again, with its log: the same bit for bit."""
        return simulate(
            self.process,
            days=self.days,
            seed=self.seed,
            replication=number,
            warm_up=self.warm_up,
            calendar=self.calendar,
        )

    def as_dict(self) -> dict[str, dict[str, Any]]:
        """Return the indicators as JSON holds them: mean, low, high."""
        return {name: one.as_dict() for name, one in self.estimates().items()}

    def table(self, lang: str = "th") -> "pd.DataFrame":
        """Return the indicators for people, one row each."""
        import pandas as pd

        rows = [
            (
                _indicators.title(self.process, name, lang),
                *one.shown(),
                _indicators.unit(name, lang),
            )
            for name, one in self.estimates().items()
            if one.n
        ]
        heads = ("indicator", "mean", "interval", "unit")
        return pd.DataFrame(
            rows, columns=[say(f"complaints_run.head_{one}", lang) for one in heads]
        )

    @property
    def overloaded(self) -> list[str]:
        """Resources that have a case in hand all the time: the backlog grows."""
        return [
            name.partition(".")[2]
            for name, each in self.indicators.items()
            if name.startswith("utilisation.") and float(np.mean(each)) > _FULL
        ]

    @cached_property
    def notes(self) -> tuple[Message, ...]:
        """What a reader must know besides the numbers."""
        return (*self.notes_of_any_load, *overload({"": self}))

    @cached_property
    def notes_of_any_load(self) -> tuple[Message, ...]:
        """The notes without a word on who cannot keep up."""
        found = [*notes(self.process, self.days, self.warm_up, self.calendar)]
        found.append(message("complaints_run.replicated", count=len(self), seed=str(self.seed)))
        if self.reached is False:
            found.append(message("complaints_run.not_precise", count=len(self)))
        return tuple(found)


def overload(runs: Mapping[str, Replications]) -> tuple[Message, ...]:
    """Return a warning that names who cannot keep up, and under which policy."""
    lines = [
        message(
            "complaints_run.overloaded_in" if policy else "complaints_run.overloaded_at",
            policy=policy,
            resource=one.process.resources[name].title,
        )
        for policy, one in runs.items()
        for name in one.overloaded
    ]
    return (message("complaints_run.overloaded", lines=lines),) if lines else ()


def replicate(
    process: Process,
    *,
    days: int,
    seed: int | bytes,
    replications: int | None = None,
    precision: float | None = None,
    indicator: str = "time_in_system",
    most: int = MOST,
    warm_up: float | None = None,
    calendar: thai.WorkCalendar | None = None,
    work: Work | None = None,
) -> Replications:
    """Run a process many times, a given number of times or until an indicator is precise.

    Parameters
    ----------
    process : Process
    days : int
        Days of each replication, warm-up included.
    seed : int or bytes
    replications : int, optional
        How many; at least 2. 30 when neither this nor `precision` is given.
    precision : float, optional
        Go on until the half-width of the 95 percent interval is at most this share of the
        mean (0.05 for five percent). The rule is sequential: ten replications, then as many
        as their variance asks for, at most four times as many at once.
    indicator : str
        Which one `precision` is about.
    most : int
        `precision` stops here, reached or not; the result says which.
    warm_up : float, optional
        Days that are not measured; by the declaration when not given.
    calendar : WorkCalendar, optional
        Working days; those of the government when not given.
    work : Work, optional
        Where and how it is computed; threads of this machine when not given.

    Raises
    ------
    InputError
        When a number breaks its rule.

    Examples
    --------
    >>> from govlab.complaints import process
    >>> found = replicate(process("queue"), days=400, seed=1, replications=5, warm_up=30)
    >>> one = found.estimate("utilisation.officers")
    >>> one.low < one.mean < one.high
    True
    >>> bool(found.of("backlog")[3] == found.run(3).indicators["backlog"])
    True
    """
    if precision is None:
        return many(
            {"": process},
            days=days,
            seed=seed,
            replications=30 if replications is None else replications,
            warm_up=warm_up,
            calendar=calendar,
            work=work,
        )[""]
    if not 0 < precision < 1:
        raise InputError(message("complaints_run.precision", value=precision))
    if most < FIRST:
        raise InputError(message("complaints_run.most", value=most, least=FIRST))
    count = FIRST
    work = work or Work()
    # Finished replications are known by their number: what comes later is only the rest.
    raw: Any = None
    while True:
        given = 0 if raw is None else len(raw)
        batch = many(
            {"": process},
            days=days,
            seed=seed,
            replications=count - given,
            first=given,
            warm_up=warm_up,
            calendar=calendar,
            work=work.part(f"from_{given}"),
        )[""]
        raw = batch.raw if raw is None else np.concatenate([raw, batch.raw])
        found = Replications(
            process, seed, days, batch.warm_up, batch.calendar, batch.plan, raw, reached=True
        )
        one = found.estimate(indicator)
        if one.half_width <= precision * abs(one.mean):
            return found
        if count >= most or one.n == 0:
            return replace(found, reached=False)
        wanted = count * _GROWTH
        if one.n > 1 and one.mean:
            wanted = int(_MARGIN * count * (one.half_width / (precision * abs(one.mean))) ** 2) + 1
        count = min(most, max(count + 2, min(wanted, count * _GROWTH)))


def many(
    processes: Mapping[str, Process],
    *,
    days: int,
    seed: int | bytes,
    replications: int,
    first: int = 0,
    warm_up: float | None = None,
    calendar: thai.WorkCalendar | None = None,
    work: Work | None = None,
) -> dict[str, Replications]:
    """Return the replications of several processes: the same numbers, and so the same luck.

    Parameters
    ----------
    processes : mapping of str to Process
    first : int
        Number of the first replication.
    """
    check_days(days)
    if replications < 1 or (first == 0 and replications < 2):  # noqa: PLR2004 - an interval
        raise InputError(message("complaints_run.replications", value=replications))
    work = work or Work()
    found = calendar or thai.government_calendar()
    plans: dict[str, Plan] = {}
    warm: dict[str, float] = {}
    tasks: list[tuple[str, dict[str, Any]]] = []
    for name, process in processes.items():
        warm[name] = warm_up_in(process, days, warm_up)
        plans[name] = _plan.plan(process, days=days, calendar=found)
        for begin, count in _batches(process, days, first, replications):
            task = {
                "plan": plans[name]._asdict(),
                "window": tuple(window_of(days, warm[name], log=False)),
                "seed": seed if isinstance(seed, int) else seed.hex(),
                "bytes": isinstance(seed, bytes),
                "first": begin,
                "count": count,
                "shared": len(processes) > 1,
            }
            tasks.append((name, task))
    # Policies with the same luck follow each other: it is drawn for the first of them.
    tasks.sort(key=lambda one: one[1]["first"])
    # Threads that meet an engine not yet compiled would each begin to compile it.
    _engine.run(plans[tasks[0][0]], window_of(1, 0, log=False)._replace(until=-1), 0, 0)
    done = compute.run_map(
        run_batch,
        [task for _, task in tasks],
        seed=0,  # every replication has a key of its own
        purpose="complaints",
        on=work.on,
        workers=work.workers,
        chunk=1,
        folder=work.folder,
        progress=work.progress,
    )
    parts: dict[str, list[Any]] = {name: [] for name in processes}
    for (name, _), raw in zip(tasks, done, strict=True):
        parts[name].append(raw)
    return {
        name: Replications(
            process, seed, days, warm[name], found, plans[name], np.concatenate(parts[name])
        )
        for name, process in processes.items()
    }


def run_batch(task: Mapping[str, Any], _stream: object) -> Any:
    """Return the measures of some replications of one process, one row each."""
    plan, window = Plan(**task["plan"]), Window(*task["window"])
    seed = bytes.fromhex(task["seed"]) if task["bytes"] else task["seed"]
    numbers = range(task["first"], task["first"] + task["count"])
    return _engine.measure(plan, window, seed, numbers, shared=task["shared"])


def _batches(process: Process, days: int, first: int, count: int) -> list[tuple[int, int]]:
    """Return first number and size of each batch; they do not depend on who computes them."""
    cases = sum(float(one.a_month) for one in process.channels.values()) * days / DAYS_A_MONTH
    size = min(max(int(_CASES_A_TASK / max(cases, 1.0)), 1), -(-count // _TASKS))
    ends = range(first, first + count, size)
    return [(begin, min(size, first + count - begin)) for begin in ends]
