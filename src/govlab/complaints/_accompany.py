"""What goes along with a stage: suspension of the accused, follow-ups every so many days.

It is added when the engine has run, because it takes nobody's place and changes no time.
Whether it is done is drawn by the case, its channel, the visit and the name of the act, so
that a policy which changes other things leaves it as it was.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from govlab import chance
from govlab.complaints import _kernel_tables as tables
from govlab.complaints._kernel_tables import DAY, Plan, State
from govlab.complaints._plan import attribute_names, attribute_values
from govlab.complaints._process import LATE, VISIT, Accompaniment, Process

if TYPE_CHECKING:
    from govlab.complaints._log import Rows

_NEVER = -1


@dataclass(frozen=True)
class Beside:
    """What goes along with the stages of one run.

    Parameters
    ----------
    key : tuple of int
        Key of the generator.
    """

    process: Process
    plan: Plan
    state: State
    key: tuple[int, int]

    def rows(self, visits: "Rows", until: int) -> Iterator[tuple[Any, ...]]:
        """Yield the columns of :class:`govlab.complaints._log.Rows` for each accompaniment.

        Parameters
        ----------
        visits : Rows
            Visits to stages, ended or going on.
        until : int
            The last moment that is known, microseconds since day zero.
        """
        stages = list(self.process.stages)
        code = len(stages) + len(self.process.deadlines)
        for place, (name, one) in enumerate(self.process.accompaniments.items()):
            at = np.flatnonzero(visits.activity == stages.index(one.beside))
            at = at[np.lexsort((visits.start[at], visits.case[at]))]
            case = visits.case[at]
            visit = _counted(case)
            done = self._luck(name, case, visit) < float(one.share)
            at = at[done & self._meant(one, case, visit, visits.state[at] == 1)]
            begun = visits.start[at] + round(float(one.after_days) * DAY)
            known = np.where(visits.end[at] == _NEVER, until, visits.end[at])
            case, start, end = _acts(one, visits.case[at], begun, known, visits.end[at])
            none = np.full(len(case), -1, np.int64)
            yield case, np.full(len(case), code + place), start, start, end, none, none

    def _luck(self, name: str, case: Any, visit: Any) -> Any:
        """Return a number in [0, 1) for each visit, the same whatever else happens."""
        channel, number = ordinals(self.plan, self.state)
        act = np.full(len(case), chance.key(0, "complaints", "beside", name)[0], np.int64)
        # Arrays take the place of integers, word by word.
        words = chance.philox(
            number[case],
            self.plan.channel[channel[case], tables.CHANNEL_KEY],
            act,  # type: ignore[arg-type]
            visit,
            *self.key,
        )
        return chance.unit(words[0], words[1])

    def _meant(self, one: Accompaniment, case: Any, visit: Any, late: Any) -> Any:
        """Return which visits an accompaniment is for."""
        names, values = attribute_names(self.process), attribute_values(self.process)
        known = self.state.cases[: self.state.count[tables.CASES], tables.KNOWN][case]
        found = np.ones(len(case), bool)
        for name, wanted in one.when.items():
            place = names.index(name)
            if name == LATE:
                value = late.astype(np.int64)
            elif name == VISIT:
                value = (visit > 0).astype(np.int64)
            else:
                value = (known >> (tables.KNOWN_BITS * place)) & ((1 << tables.KNOWN_BITS) - 1)
            found &= np.isin(value, [values[place].index(word) for word in wanted])
        return found


def _acts(one: Accompaniment, case: Any, begun: Any, known: Any, ended: Any) -> tuple[Any, ...]:
    """Return case, start and end of each act."""
    if one.every_days is None:
        came = begun < known
        return case[came], begun[came], ended[came]
    every = max(round(float(one.every_days) * DAY), 1)
    times = np.maximum(-((begun - known) // every), 0)
    number = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    start = np.repeat(begun, times) + number * every
    return np.repeat(case, times), start, start


def _counted(case: Any) -> Any:
    """Return how many of the same case stand before each; cases stand together."""
    if not len(case):
        return np.zeros(0, np.int64)
    new = np.append(True, case[1:] != case[:-1])
    first = np.flatnonzero(new)
    return np.arange(len(case)) - first[np.cumsum(new) - 1]


def ordinals(plan: Plan, state: State) -> tuple[Any, Any]:
    """Return of each case its channel and its number among those of the channel."""
    known = state.cases[: state.count[tables.CASES], tables.KNOWN]
    channel = known & ((1 << tables.KNOWN_BITS) - 1)
    number = np.zeros(len(channel), np.int64)
    for one in range(len(plan.channel)):
        mine = channel == one
        number[mine] = np.arange(mine.sum())
    return channel, number
