"""What a declared process comes to in the mean, without simulating it.

Routing is Markov: for each kind of case (a channel and a value of each attribute that a rule
asks) the visits to the stages solve a linear system. Waiting changes none of it.
"""

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from govlab.complaints._process import (
    CHANNEL,
    LATE,
    LATE_VALUES,
    VISIT,
    VISIT_VALUES,
    Process,
    When,
)
from govlab.errors import InputError
from govlab.text import message

if TYPE_CHECKING:
    import numpy as np

# Kinds of cases above which the systems would take longer than a simulation.
_MOST_KINDS = 100_000


@dataclass(frozen=True, slots=True)
class Expected:
    """Means a month of a process in its steady state.

    Parameters
    ----------
    arrivals : mapping of str to float
        Cases by channel.
    attributes : mapping of str to mapping
        Cases by attribute and value.
    visits : mapping of str to float
        Visits by stage.
    flows : mapping of str to mapping
        Moves by stage and where they lead.
    outcomes : mapping of str to float
        Cases by how they end.
    work : mapping of str to float
        Days of work by resource, in days of the calendars of its stages.
    """

    arrivals: Mapping[str, float]
    attributes: Mapping[str, Mapping[str, float]]
    visits: Mapping[str, float]
    flows: Mapping[str, Mapping[str, float]]
    outcomes: Mapping[str, float]
    work: Mapping[str, float]


def expected(process: Process) -> Expected:
    """Return what the process comes to in the mean, a month, at the channels' steady rates.

    A rule that asks whether a deadline has passed or whether the case comes again is taken
    for a case in time at its first visit.

    Raises
    ------
    InputError
        When there are too many kinds of cases, or some never end.

    Examples
    --------
    >>> from govlab.complaints import process
    >>> found = expected(process("bangkok"))
    >>> {to: round(count, 9) for to, count in found.flows["preliminary_check"].items()}
    ... # doctest: +NORMALIZE_WHITESPACE
    {'completed': 4.0, 'unit_action': 5.0, 'assignment': 11.0, 'referred_nacc': 2.0,
     'referred_pacc': 1.0}
    """
    return _Sums(process).all()


class _Sums:
    def __init__(self, process: Process) -> None:
        self.process = process
        self.stages = list(process.stages)
        self.targets = [*process.stages, *process.outcomes]
        self.asked = _asked(process)

    def all(self) -> Expected:
        import numpy as np

        process = self.process
        flows = np.zeros((len(self.stages), len(self.targets)))
        visits = np.zeros(len(self.stages))
        work = dict.fromkeys(process.resources, 0.0)
        for kind, rate, starts in self.kinds():
            moves = self.moves(kind)
            inside = moves[:, : len(self.stages)]
            try:
                found = np.linalg.solve(np.eye(len(self.stages)) - inside.T, starts * rate)
            except np.linalg.LinAlgError:
                said = ", ".join(f"{name}={value}" for name, value in kind.items())
                raise InputError(
                    message("complaints_process.never_ends", kind=said, process=process.id)
                ) from None
            visits += found
            flows += found[:, None] * moves
            for place, name in enumerate(self.stages):
                stage = process.stages[name]
                if stage.resource is not None:
                    service = next(one for one in stage.service if _holds(one.when, kind))
                    work[stage.resource] += found[place] * service.mean.value
        outcomes = flows[:, len(self.stages) :].sum(axis=0)
        return Expected(
            arrivals={name: one.a_month.value for name, one in process.channels.items()},
            attributes=self.attributes(),
            visits=dict(zip(self.stages, visits.tolist(), strict=True)),
            flows={
                name: {
                    target: float(flows[row, self.targets.index(target)])
                    for rule in process.stages[name].next
                    for target in rule.to
                }
                for row, name in enumerate(self.stages)
            },
            outcomes=dict(zip(process.outcomes, outcomes.tolist(), strict=True)),
            work={name: float(days) for name, days in work.items()},
        )

    def moves(self, kind: Mapping[str, str]) -> "np.ndarray[Any, Any]":
        """Return the chances to go from each stage to each stage and outcome."""
        import numpy as np

        found = np.zeros((len(self.stages), len(self.targets)))
        for row, name in enumerate(self.stages):
            rule = next(one for one in self.process.stages[name].next if _holds(one.when, kind))
            for target, share in rule.to.items():
                found[row, self.targets.index(target)] += share.value
        return found

    def kinds(self) -> Iterator[tuple[dict[str, str], float, "np.ndarray[Any, Any]"]]:
        """Yield each kind of case that rules tell apart, its rate, and where it enters."""
        import numpy as np

        # The entry is told apart even where no rule asks the channel.
        shares: dict[tuple[tuple[str, ...], str], float] = {}
        for channel, one in self.process.channels.items():
            for values, share in self.combinations(channel):
                asked = tuple(values[name] for name in self.asked)
                place = (asked, one.entry)
                shares[place] = shares.get(place, 0.0) + one.a_month.value * share
        fixed = {LATE: LATE_VALUES[0], VISIT: VISIT_VALUES[0]}
        for (asked, entry), rate in shares.items():
            starts = np.zeros(len(self.stages))
            starts[self.stages.index(entry)] = 1
            yield {**dict(zip(self.asked, asked, strict=True)), **fixed}, rate, starts

    def combinations(self, channel: str) -> Iterator[tuple[dict[str, str], float]]:
        """Yield the values that a case of the channel can have, with their chance.

        Attributes that no rule asks, and on which none depends that is asked, are left out.
        """
        needed = self.needed()
        sizes = (len(one.values) for name, one in self.process.attributes.items() if name in needed)
        count = math.prod(sizes)
        if count > _MOST_KINDS:
            raise InputError(
                message("complaints_process.too_many_kinds", found=count, most=_MOST_KINDS)
            )
        every = [
            [(name, value) for value in one.values]
            for name, one in self.process.attributes.items()
            if name in needed
        ]
        for picked in itertools.product(*every):
            values = {CHANNEL: channel, **dict(picked)}
            chance = 1.0
            for name, value in picked:
                one = self.process.attributes[name]
                of = one.shares.get(values[one.given] if one.given else "", one.shares.get("", {}))
                chance *= of[value].value if value in of else 0.0
            if chance:
                yield values, chance

    def needed(self) -> set[str]:
        found = set(self.asked) - {CHANNEL}
        for name in reversed(list(self.process.attributes)):
            given = self.process.attributes[name].given
            if name in found and given and given != CHANNEL:
                found.add(given)
        return found

    def attributes(self) -> dict[str, dict[str, float]]:
        """Return the cases a month by attribute and value, each from what it depends on."""
        process = self.process
        found = {CHANNEL: {name: one.a_month.value for name, one in process.channels.items()}}
        for name, one in process.attributes.items():
            # The share of a value within the parent's value does not depend on anything else.
            parents = found[one.given] if one.given else {"": sum(found[CHANNEL].values())}
            found[name] = dict.fromkeys(one.values, 0.0)
            for parent, count in parents.items():
                for value, share in one.shares.get(parent, one.shares.get("", {})).items():
                    found[name][value] += count * share.value
        del found[CHANNEL]
        return found


def _holds(when: When, kind: Mapping[str, str]) -> bool:
    return all(kind[name] in values for name, values in when.items())


def _asked(process: Process) -> list[str]:
    """Return the attributes that a rule of routing or a duration asks, in their order."""
    stages = process.stages.values()
    whens = [one.when for stage in stages for one in stage.next]
    whens += [one.when for stage in stages for one in stage.service]
    asked = {name for when in whens for name in when}
    return [name for name in (CHANNEL, *process.attributes) if name in asked]
