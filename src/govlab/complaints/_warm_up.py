"""How long an office that starts empty takes to look like itself: MSER-5 on pilot runs."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from govlab import thai
from govlab.complaints import _engine, _plan
from govlab.complaints import _kernel_tables as tables
from govlab.complaints._kernel_tables import DAY
from govlab.complaints._process import Process
from govlab.complaints._simulate import check_days, window_of
from govlab.text import say

_BATCH = 5
_PILOTS = 10


@dataclass(frozen=True, eq=False)
class WarmUp:
    """How many days to leave out, and what that was found in.

    Parameters
    ----------
    days : float
        Days to leave out.
    settled : bool
        False when the best cut lies in the second half of the runs: they are too short to
        say, and `days` is half of them.
    backlog : array
        Open cases at the end of each day, mean over the pilot runs.
    declared : float
        What the declaration says.
    """

    days: float
    settled: bool
    backlog: Any
    declared: float
    pilots: int

    def in_language(self, lang: str) -> str:
        """Return the finding in words."""
        return say(
            "complaints_run.warm_up_found" if self.settled else "complaints_run.warm_up_unsettled",
            lang,
            days=f"{self.days:g}",
            length=len(self.backlog),
            pilots=self.pilots,
            declared=f"{self.declared:g}",
        )


def warm_up(
    process: Process,
    *,
    days: int,
    seed: int | bytes,
    pilots: int = _PILOTS,
    calendar: thai.WorkCalendar | None = None,
) -> WarmUp:
    """Find the warm-up of a process: MSER-5 on the daily backlog of pilot runs.

    Parameters
    ----------
    process : Process
    days : int
        Length of the pilot runs.
    seed : int or bytes
        Of the pilots; their luck is not that of the replications of the same seed.
    pilots : int
        How many runs are averaged.

    References
    ----------
    White, K. P. (1997). An effective truncation heuristic for bias reduction in simulation
    output. Simulation 69(6), 323-334.

    Examples
    --------
    >>> from govlab.complaints import process
    >>> found = warm_up(process("queue"), days=400, seed=1, pilots=3)
    >>> found.settled, found.days < 100
    (True, True)
    """
    check_days(days)
    plan = _plan.plan(process, days=days, calendar=calendar or thai.government_calendar())
    window = window_of(days, 0, log=True)
    total = np.zeros(days)
    for number in range(pilots):
        # Negative numbers are never replications.
        state = _engine.run(plan, window, seed, -1 - number)
        cases = state.cases[: state.count[tables.CASES]]
        closed = cases[cases[:, tables.CLOSED] >= 0, tables.CLOSED]
        change = np.bincount(cases[:, tables.CAME] // DAY, minlength=days)[:days]
        change = change - np.bincount(closed // DAY, minlength=days)[:days]
        total += np.cumsum(change)
    backlog = total / pilots
    cut = mser(backlog)
    settled = cut <= days // 2
    return WarmUp(
        float(cut if settled else days // 2), settled, backlog, process.warm_up_days, pilots
    )


def mser(series: Any, batch: int = _BATCH) -> int:
    """Return how many values at the beginning to leave out: MSER on means of batches.

    The cut that makes the standard error of what remains least; a result beyond half of the
    series says that the series is too short.

    Examples
    --------
    >>> series = np.concatenate([np.linspace(0, 10, 50), 10 + np.sin(np.arange(450))])
    >>> mser(series)
    50
    """
    values = np.asarray(series, float)
    count = len(values) // batch
    means = values[: count * batch].reshape(count, batch).mean(axis=1)
    # Sums from the end: what remains after each cut.
    left = np.arange(count, 0, -1)
    sums, squares = (np.cumsum(one[::-1])[::-1] for one in (means, means**2))
    error = np.maximum(squares / left - (sums / left) ** 2, 0.0) / left
    # The last few batches vary too little to be judged.
    least = max(count - _BATCH, 1)
    return int(np.argmin(error[:least])) * batch
