"""Rules of the way: what is done is known, follows what must go before, and leads on.

A step is the pair of two stages that follow one another in a case; before the first stands
the arrival, after the last the outcome.
"""

from collections import deque
from typing import TYPE_CHECKING, Any

import numpy as np

from govlab.complaints._conformance_trail import UNKNOWN
from govlab.complaints._rules import Checked, Hits, Inquiry, cited, hits, rule

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from govlab.complaints._process import Stage

_ARRIVAL = -1


@rule("unknown_activity", "data")
def unknown_activity(inquiry: Inquiry) -> Checked:
    """See that every activity is one that the declaration knows."""
    found = inquiry.found
    events = np.flatnonzero((found.kind == UNKNOWN) & ~found.duplicate)
    return Checked(
        len(found.case),
        hits("unknown_activity", found.case[events], events),
    )


@rule("skipped_step")
def skipped_step(inquiry: Inquiry) -> Checked:
    """See that no stage is reached but through those that must go before it."""
    steps = inquiry.once(_Steps)
    return Checked(len(steps.start), steps.skipped())


@rule("wrong_order")
def wrong_order(inquiry: Inquiry) -> Checked:
    """See that stages follow one another in the declared order."""
    steps = inquiry.once(_Steps)
    return Checked(len(steps.start), steps.disordered())


@rule("wrong_route")
def wrong_route(inquiry: Inquiry) -> Checked:
    """See that a case takes a way that is declared for cases of its kind."""
    steps = inquiry.once(_Steps)
    return Checked(len(steps.start), steps.misrouted())


class _Steps:
    """The steps of a log, sorted into those that are declared and those that are not."""

    def __init__(self, inquiry: Inquiry) -> None:
        self._inquiry = inquiry
        found = self._found = inquiry.found
        process = self._process = inquiry.process
        self._stages = list(process.stages.values())
        self._names = [*process.stages, *process.outcomes]
        count = len(self._stages)
        case, stage = found.case[found.visits], found.item[found.visits]
        follows = np.zeros(len(case), dtype=bool)
        follows[1:] = case[1:] == case[:-1]
        # A last place of -1 stands for the arrival, which is no visit.
        stage_at, event_at = np.append(stage, _ARRIVAL), np.append(found.visits, -1)
        before = np.where(follows, np.arange(len(case)) - 1, -1)
        final = np.full(len(found.ids), -1)
        final[case] = np.arange(len(case))  # the last that is written stays
        shut = np.flatnonzero(found.outcome >= 0)
        visit = np.concatenate([before, final[shut]])
        self.case = np.concatenate([case, shut])
        self.start = stage_at[visit]
        self.end = np.concatenate([stage, count + found.outcome[shut]])
        #: Events at both ends of the step; of an outcome the one that closes the case.
        self.left = event_at[visit]
        self.came = np.concatenate([found.visits, found.close[shut]])
        self._again = np.append(found.again, False)[visit]
        self._ways = [_ways(one, self._names) for one in self._stages]
        self._entries = {self._names.index(one.entry) for one in process.channels.values()}
        declared = np.zeros((count + 1, len(self._names)), dtype=bool)
        for at, ways in enumerate(self._ways):
            declared[at, list(ways)] = True
        declared[count, list(self._entries)] = True  # the arrival stands last: -1 finds it
        self._declared = declared[self.start, self.end]

    def misrouted(self) -> tuple[Hits, ...]:
        """Return the steps that are declared, but not for this case."""
        allowed = self._allowed()
        at = np.flatnonzero(self._declared & ~allowed)
        return tuple(
            one
            for stage in np.unique(self.start[at]).tolist()
            for one in self._misrouted_from(at[self.start[at] == stage], stage)
        )

    def _misrouted_from(self, at: "NDArray[np.int64]", stage: int) -> tuple[Hits, ...]:
        process = self._process
        if stage == _ARRIVAL:
            bases = [one.basis for one in process.channels.values()]
        else:
            bases = [self._stages[stage].basis, *(one.basis for one in self._stages[stage].next)]
        return hits(
            "wrong_route",
            self.case[at],
            self.left[at],
            self.came[at],
            source=cited(*bases),
            before=self._title(np.full(len(at), stage)),
            after=self._title(self.end[at]),
            known=("known", self.case[at]),
        )

    def skipped(self) -> tuple[Hits, ...]:
        """Return the undeclared steps past a stage that the case has nowhere."""
        found: list[Hits] = []
        for pair, at, missing in self._undeclared():
            if missing:
                lacking = self._lacks(at, missing)
                at = at[lacking]  # noqa: PLW2901 - the rest is a matter of order
                stage = self._stages[missing[0]]
                found += hits(
                    "skipped_step",
                    self.case[at],
                    self.left[at],
                    self.came[at],
                    source=cited(stage.basis),
                    before=self._title(np.full(len(at), pair[0])),
                    after=self._title(np.full(len(at), pair[1])),
                    missing=("names", [self._stages[one].title for one in missing]),
                )
        return tuple(found)

    def disordered(self) -> tuple[Hits, ...]:
        """Return the cases whose stages stand in no declared order, each case once."""
        odd = [
            at[~self._lacks(at, missing)] if missing else at
            for _, at, missing in self._undeclared()
        ]
        at = np.sort(np.concatenate(odd or [np.zeros(0, dtype=np.int64)]))
        at = at[np.argsort(self.case[at], kind="stable")]
        first = np.ones(len(at), dtype=bool)
        first[1:] = self.case[at][1:] != self.case[at][:-1]
        at = at[first]
        parts: list[Hits] = []
        for stage in np.unique(self.end[at]).tolist():
            some = at[self.end[at] == stage]
            parts += hits(
                "wrong_order",
                self.case[some],
                self.left[some],
                self.came[some],
                source=cited(self._basis(stage)),
                before=self._title(self.start[some]),
                after=self._title(self.end[some]),
            )
        return tuple(parts)

    def _basis(self, place: int) -> Any:
        count = len(self._stages)
        if place < count:
            return self._stages[place].basis
        return list(self._process.outcomes.values())[place - count].basis

    def _undeclared(self) -> "list[tuple[tuple[int, int], NDArray[np.int64], list[int]]]":
        """Return each kind of undeclared step, its places, and the stages it passes over."""
        at = np.flatnonzero(~self._declared)
        width = len(self._names) + 1
        key = (self.start[at] + 1) * width + self.end[at]
        found = []
        for one in np.unique(key).tolist():
            start, end = one // width - 1, one % width
            between = self._between(start, end)
            back = self._between(end, start) if start >= 0 and end < len(self._stages) else None
            # Where the way back is the shorter one, the two have changed places.
            swapped = back is not None and (not back or len(back) < len(between))
            swapped = swapped and start in self._reach(end)
            found.append(((start, end), at[key == one], [] if swapped else between))
        return found

    def _reach(self, start: int) -> set[int]:
        """Return every stage and outcome that a declared way leads to."""
        seen: set[int] = set()
        waiting = [start]
        while waiting:
            for to in self._ways[waiting.pop()]:
                if to not in seen:
                    seen.add(to)
                    waiting += [to] if to < len(self._stages) else []
        return seen

    def _lacks(self, at: "NDArray[np.int64]", missing: list[int]) -> "NDArray[np.bool_]":
        """Return of which steps a missing stage is no end of another undeclared step.

        A stage that stands elsewhere out of its place was not skipped.
        """
        odd = ~self._declared
        width = len(self._names) + 1
        misplaced = np.concatenate(
            [
                (self.case * width + self.start)[odd & (self.start >= 0)],
                (self.case * width + self.end)[odd],
            ]
        )
        # Its own ends are no evidence of another place.
        lacking = np.zeros(len(at), dtype=bool)
        for stage in missing:
            lacking |= ~np.isin(self.case[at] * width + stage, misplaced)
        return lacking

    def _between(self, start: int, end: int) -> list[int]:
        """Return the stages on the shortest declared way, without its ends; empty for none."""
        count = len(self._stages)
        ways = {at: sorted(one) for at, one in enumerate(self._ways)}
        ways[_ARRIVAL] = sorted(self._entries)
        waiting: deque[list[int]] = deque([[one] for one in ways[start]])
        seen: set[int] = set()
        while waiting:
            path = waiting.popleft()
            if path[-1] == end:
                return path[:-1]
            if path[-1] in seen or path[-1] >= count:
                continue
            seen.add(path[-1])
            waiting.extend([*path, one] for one in ways[path[-1]])
        return []

    def _allowed(self) -> "NDArray[np.bool_]":
        """Return which steps may be those of their case, as far as the case is known."""
        found, process = self._found, self._process
        allowed = np.zeros(len(self.start), dtype=bool)
        channels = list(process.channels.values())
        arrival = np.flatnonzero(self.start == _ARRIVAL)
        entry = np.array([self._names.index(one.entry) for one in channels])
        channel = found.attribute("channel")
        told = np.full(len(arrival), -1) if channel is None else channel[self.case[arrival]]
        anywhere = np.isin(self.end[arrival], list(self._entries))
        allowed[arrival] = np.where(told >= 0, entry[told] == self.end[arrival], anywhere)
        for at, stage in enumerate(self._stages):
            steps = np.flatnonzero(self.start == at)
            case = self.case[steps]
            ended = found.times(self.left[steps])
            late = self._inquiry.late(case, ended) if _asks_late(stage) else None
            open_ = np.ones(len(steps), dtype=bool)
            for way in stage.next:
                sure, maybe = found.holds(way.when, case, again=self._again[steps], late=late)
                ends = [self._names.index(to) for to, share in way.to.items() if float(share) > 0]
                allowed[steps] |= open_ & maybe & np.isin(self.end[steps], ends)
                open_ &= ~sure
        return allowed

    def _title(self, places: "NDArray[np.int64]") -> tuple[str, Any, Any]:
        titles = [
            *(one.title for one in self._stages),
            *(one.title for one in self._process.outcomes.values()),
            None,
        ]
        return "title", titles, places


def _asks_late(stage: "Stage") -> bool:
    return any("late" in way.when for way in stage.next)


def _ways(stage: "Stage", names: list[str]) -> frozenset[int]:
    return frozenset(
        names.index(to) for way in stage.next for to, share in way.to.items() if float(share) > 0
    )
