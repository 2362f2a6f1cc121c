"""The cheapest set of measures that reaches a target with the chance that is wanted.

A mixed-integer programme (HiGHS through scipy) proposes the cheapest set that all cuts so
far allow; its chance is computed over the futures; where it falls short, a cut is added
that no sufficient set breaks, and the programme is solved again. So the first set that
holds is the cheapest there is.

Why the cuts are valid. Scores are submodular in the measures: in every future a further
measure adds at most what it adds to a set without it.

*Documents against documents.* Let R be the practice measures of a set and c the least
shift of the total by which R, without documents, has the wanted chance. A sufficient set
has documents worth, together with the largest additions of its other measures to R in any
future, at least c. Documents enter exactly: each counts once, whoever publishes it.

*What is added.* With a survey's error the chance is the mean over futures of Phi(z), z
growing with what is added to the set. Over the least concave function above Phi that
begins where the set stands (a tangent, then Phi) the gradient bounds it from above, so
what is added must come to at least the shift at which that mean is the wanted chance,
each future weighing as much as the slope there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from govlab.ita._error_moments import Floats
from govlab.ita._improve_bound import Ask
from govlab.ita._improve_futures import Futures
from govlab.ita._improve_quiet import quiet
from govlab.ita._improve_target import Target

_ROUNDS = 40
# Branches of one programme: beyond these, what is found is not proven. Counted, not timed,
# so that every machine gives the same answer.
_NODES = 300
_STEPS = 50
_TOP = 100.0
# The solver keeps its rows to about this; a set that comes again is cut off whole.
_LOOSE = 1e-7
_CENT = 0.01  # baht
_CHOSEN = 0.5
_INFEASIBLE = 2  # scipy's word for it


@dataclass(frozen=True, slots=True)
class Solved:
    """The answer of the solver.

    Parameters
    ----------
    chosen : tuple of int
        Positions of the measures.
    cost : float
        Of all of them, in baht.
    chance : float
        That the target is reached.
    reached : bool
        Whether that is at least what was wanted.
    proven : bool
        Whether no cheaper set does.
    bound : float
        No sufficient set costs less than this.
    rounds : int
        Programmes solved.
    """

    chosen: tuple[int, ...]
    cost: float
    chance: float
    reached: bool
    proven: bool
    bound: float
    rounds: int


def solve(
    futures: Futures,
    costs: Sequence[float],
    target: Target,
    wanted: float,
    *,
    budget: float | None = None,
    rounds: int = _ROUNDS,
) -> Solved:
    """Return the cheapest sufficient set; where there is none, the best that can be had.

    Parameters
    ----------
    futures : Futures
        The agency's futures under any set.
    costs : sequence of float
        Of each measure, in baht.
    target : Target
        What is to be reached.
    wanted : float
        Least chance, 0–1.
    budget : float, optional
        Most that may be spent. Where no sufficient set costs less, the answer is the set
        within the budget that raises the expected total most.
    rounds : int
        Most programmes to solve; then the best set known is returned, not proven.
    """
    search = _Search(futures, np.asarray(costs, dtype=np.float64), target, wanted, budget=budget)
    every = tuple(range(len(futures.measures)))
    if search.chance(every) < wanted:
        best = every if budget is None else search.most()
        return search.answer(best, proven=True, rounds=0)
    for done in range(1, rounds + 1):
        try:
            chosen = search.cheapest()
        except _NoSetError:
            return search.answer(search.most(), proven=True, rounds=done)
        if chosen is None:
            break
        if search.chance(chosen) >= wanted:
            return search.answer(chosen, proven=search.proves(chosen), rounds=done)
        search.repair(chosen)
        search.cut_off(chosen)
    best = search.best or search.thrifty(every)
    if budget is not None and search.price(best) > budget:
        best = search.most()
    return search.answer(best, proven=False, rounds=rounds)


class _NoSetError(Exception):
    """No set keeps the cuts."""


class _Search:
    def __init__(
        self,
        futures: Futures,
        costs: Floats,
        target: Target,
        wanted: float,
        *,
        budget: float | None,
    ) -> None:
        self.futures, self.costs, self.target, self.wanted = futures, costs, target, wanted
        self.budget = budget
        self.count = len(costs)
        self.documents = sorted({leaf for one in futures.covers for leaf in one})
        self.worth = np.array([futures.worth(leaf) for leaf in self.documents])
        self.size = self.count + len(self.documents)
        self.rows: list[tuple[Floats, float]] = []
        self.bound = 0.0
        self.least = 0.0
        self.best: tuple[int, ...] | None = None
        self._seen: set[tuple[int, ...]] = set()
        self._chances: dict[tuple[int, ...], float] = {}
        self._structure()

    def _structure(self) -> None:
        futures = self.futures
        for at, leaf in enumerate(self.documents):
            row = np.zeros(self.size)
            row[[one for one in range(self.count) if leaf in futures.covers[one]]] = 1
            row[self.count + at] = -1
            self.rows.append((row, 0.0))
        leaves = futures.start.leaves
        known = {leaves[leaf].code: leaf for leaf in self.documents}
        for one, measure in enumerate(futures.measures):
            for code in measure.after:
                if code in known and known[code] not in futures.covers[one]:
                    row = np.zeros(self.size)
                    makers = [m for m in range(self.count) if known[code] in futures.covers[m]]
                    row[makers] = 1
                    row[one] = -1
                    self.rows.append((row, 0.0))
        if self.budget is not None:
            row = np.zeros(self.size)
            row[: self.count] = -self.costs
            self.rows.append((row, -self.budget))
        # Rows so far stand for documents, order and budget; the target has none yet.
        self.fixed = len(self.rows)
        if self.target.floor > 0:
            self._floor_of_documents()

    def _floor_of_documents(self) -> None:
        """Ask the documents' instrument, which has no error, for its floor once and for all."""
        futures = self.futures
        bare = futures.scores(())
        for place, one in enumerate(futures.start.how.instruments):
            if one.sample is None:
                need = self.target.floor - futures.slack
                row = np.zeros(self.size)
                row[self.count :] = self.worth / futures.weights[place]
                self.rows.append((row, need - float(bare[0, place]) - _LOOSE))

    def chance(self, chosen: Sequence[int]) -> float:
        names = tuple(sorted(chosen))
        if names not in self._chances:
            scores = self.futures.scores(names)
            self._chances[names] = self.futures.chance(scores, self.target)
        return self._chances[names]

    def _programme(self, aim: Floats, rows: list[tuple[Floats, float]]) -> Floats | None:
        from scipy import optimize

        size = len(aim)
        upper = np.ones(size)
        upper[self.size :] = np.inf
        whole = np.zeros(size)
        whole[: self.size] = 1
        with quiet():
            found = optimize.milp(
                aim,
                integrality=whole,
                bounds=optimize.Bounds(np.zeros(size), upper),
                constraints=optimize.LinearConstraint(
                    np.array([row for row, _ in rows]),
                    np.array([least for _, least in rows]),
                    np.inf,
                )
                if rows
                else None,
                options={"mip_rel_gap": 0.0, "node_limit": _NODES},
            )
        if found.status == _INFEASIBLE:
            raise _NoSetError
        self.least = float(found.mip_dual_bound if found.mip_dual_bound is not None else -np.inf)
        return None if found.x is None else np.asarray(found.x, dtype=np.float64)

    def _taken(self, found: Floats) -> tuple[int, ...]:
        return tuple(int(one) for one in np.flatnonzero(found[: self.count] > _CHOSEN))

    def cheapest(self) -> tuple[int, ...] | None:
        """Return the cheapest set that the cuts allow; None where none was found in time.

        Raises
        ------
        _NoSetError
            When the cuts allow none.
        """
        scale = max(float(self.costs.max(initial=0.0)), 1.0)
        aim = np.zeros(self.size)
        aim[: self.count] = self.costs / scale
        found = self._programme(aim, self.rows)
        self.bound = max(self.bound, self.least * scale)
        return None if found is None else self._taken(found)

    def price(self, chosen: Sequence[int]) -> float:
        """Return the cost of a set, in baht."""
        return float(self.costs[list(chosen)].sum())

    def repair(self, chosen: tuple[int, ...]) -> None:
        """Keep the cheapest sufficient set that is one measure away from this one."""
        for one in np.argsort(self.costs, kind="stable").tolist():
            more = (*chosen, one)
            if self.best is not None and self.price(more) >= self.price(self.best):
                return
            if one not in chosen and self._ordered(more) and self.chance(more) >= self.wanted:
                self.best = self.thrifty(more)
                return

    def proves(self, chosen: tuple[int, ...]) -> bool:
        """Say whether no set within the cuts is cheaper."""
        return self.price(chosen) <= self.bound + _CENT

    def cut_off(self, chosen: tuple[int, ...]) -> None:
        """Add cuts that no sufficient set breaks, and this one does."""
        if chosen in self._seen:
            # Nearer to a cut than the solver can tell: one more measure is needed anyway.
            row = np.zeros(self.size)
            row[[one for one in range(self.count) if one not in chosen]] = 1
            self.rows.append((row, 1.0))
            return
        self._seen.add(chosen)
        practice = tuple(one for one in chosen if self.futures.left[one])
        additions = self._additions(practice)
        cuts = list(self._instrument_cuts(practice, additions))
        cuts += self._total_cuts(practice, chosen, additions)
        if not cuts:
            cuts += self._joint_cut(practice, self._largest(additions))
        self.rows += cuts

    def _additions(self, practice: tuple[int, ...]) -> dict[int, Floats]:
        """Return what each further measure adds to each instrument, in each future."""
        return {
            one: self.futures.added(practice, one)
            for one in range(self.count)
            if one not in practice and self.futures.left[one]
        }

    def _largest(self, additions: Mapping[int, Floats]) -> Floats:
        """Return the most that each measure adds to each instrument in any future."""
        found = np.zeros((self.count, len(self.futures.instruments)))
        for one, added in additions.items():
            found[one] = added.max(axis=0)
        return found

    def _least(self, holds: Callable[[float], bool], most: float) -> float:
        """Return the least shift that holds, from below."""
        low, high = 0.0, most
        for _ in range(_STEPS):
            middle = (low + high) / 2
            low, high = (low, middle) if holds(middle) else (middle, high)
        return low

    def _row(self, additions: Floats, least: float, worth: Floats | None) -> tuple[Floats, float]:
        row = np.zeros(self.size)
        # What a measure adds beyond the whole need is of no use.
        row[: self.count] = np.minimum(additions, least)
        if worth is not None:
            row[self.count :] = np.minimum(worth, least)
        return row, least

    def _bare(self, practice: tuple[int, ...]) -> Floats:
        """Return the scores of practice measures alone, without the documents they publish."""
        futures = self.futures
        return np.minimum(futures.scores(()) + futures.gains(practice), _TOP)

    def _instrument_cuts(
        self, practice: tuple[int, ...], additions: Mapping[int, Floats]
    ) -> Iterator[tuple[Floats, float]]:
        futures = self.futures
        if self.target.floor <= 0:
            return
        scores = self._bare(practice)
        for place, one in enumerate(futures.start.how.instruments):
            if one.sample is None:
                continue
            ask = Ask(self.target.floor - futures.slack, float(futures.errors[place]))
            if ask.chance(scores[:, place]) < self.wanted:
                more = {each: added[:, place] for each, added in additions.items()}
                yield self._added(ask, scores[:, place], more)

    def _added(
        self,
        ask: Ask,
        scores: Floats,
        more: Mapping[int, Floats],
        worth: Floats | None = None,
    ) -> tuple[Floats, float]:
        """Return the cut on what is added to a set."""
        least, slope = ask.shift(scores, self.wanted)
        additions = np.zeros(self.count)
        for one, added in more.items():
            additions[one] = float(added @ slope) if slope is not None else float(added.max())
        return self._row(additions, least, worth)

    def _total_cuts(
        self, practice: tuple[int, ...], chosen: tuple[int, ...], additions: Mapping[int, Floats]
    ) -> list[tuple[Floats, float]]:
        futures = self.futures
        ask = Ask(
            self.target.lower - futures.slack,
            float(np.sqrt(((futures.errors * futures.weights) ** 2).sum())),
        )
        bare = self._bare(practice) @ futures.weights
        here = bare + futures.documents(chosen)
        if ask.chance(here) >= self.wanted:
            return []
        more = {one: added @ futures.weights for one, added in additions.items()}
        made = {leaf for one in chosen for leaf in futures.covers[one]}
        further = np.where([leaf in made for leaf in self.documents], 0.0, self.worth)
        largest = np.zeros(self.count)
        for one, added in more.items():
            largest[one] = added.max()
        whole = self._least(lambda c: ask.chance(bare + c) >= self.wanted, 2 * _TOP)
        return [
            self._row(largest, whole, self.worth),
            self._added(ask, here, more, further),
        ]

    def _documents_of(self, chosen: Sequence[int]) -> Floats:
        """Return the points of each instrument that the documents of a set add."""
        futures = self.futures
        found = np.zeros(len(futures.instruments))
        place = [one.sample is None for one in futures.start.how.instruments].index(True)
        found[place] = futures.documents(chosen) / futures.weights[place]
        return found

    def _joint_cut(self, practice: tuple[int, ...], most: Floats) -> list[tuple[Floats, float]]:
        """Cut where each demand holds by itself and all of them together do not."""
        futures = self.futures
        scores = self._bare(practice)
        place = [one.sample is None for one in futures.start.how.instruments].index(True)
        surveyed = np.array([one.sample is not None for one in futures.start.how.instruments])
        every = self._documents_of(range(self.count))

        def with_points(points: float, shift: float = 0.0) -> float:
            moved = scores + surveyed * shift
            moved[:, place] += points / futures.weights[place]
            return futures.chance(moved, self.target)

        whole = float(every[place] * futures.weights[place])
        if with_points(whole) < self.wanted:
            least = self._least(lambda c: with_points(whole, c) >= self.wanted, 2 * _TOP)
            return [self._row(most.max(axis=1), least, None)]
        least = self._least(lambda points: with_points(points) >= self.wanted, whole)
        free = np.where(most.max(axis=1) > 0, least, 0.0)
        return [self._row(free, least, self.worth)]

    def most(self) -> tuple[int, ...]:
        """Return the set within the budget that raises the expected total most.

        The mean gain of the surveys is submodular too, so the same kind of cut bounds it.
        """
        futures = self.futures
        rows = [(np.append(row, 0.0), least) for row, least in self.rows[: self.fixed]]
        cheap = 1e-6 / max(float(self.costs.max(initial=0.0)), 1.0)
        aim = np.concatenate([self.costs * cheap, -self.worth, [-1.0]])
        chosen: tuple[int, ...] = ()
        for _ in range(_ROUNDS):
            practice = tuple(one for one in chosen if futures.left[one])
            base = futures.gains(practice) @ futures.weights
            row = np.zeros(self.size + 1)
            for one, added in self._additions(practice).items():
                row[one] = float((added @ futures.weights).mean())
            row[-1] = -1
            rows.append((row, -float(base.mean())))
            found = self._programme(aim, rows)
            if found is None:
                return chosen
            chosen = self._taken(found)
            practice = tuple(one for one in chosen if futures.left[one])
            gained = float((futures.gains(practice) @ futures.weights).mean())
            if found[-1] <= gained + _LOOSE * 10:
                break
        return chosen

    def thrifty(self, chosen: tuple[int, ...]) -> tuple[int, ...]:
        """Return a sufficient set, rid of measures that it does not need, the dearest first."""
        kept = list(chosen)
        for one in sorted(chosen, key=lambda each: -self.costs[each]):
            rest = [each for each in kept if each != one]
            if self.chance(rest) >= self.wanted and self._ordered(rest):
                kept = rest
        return tuple(kept)

    def _ordered(self, chosen: Sequence[int]) -> bool:
        futures = self.futures
        made = {futures.start.leaves[leaf].code for one in chosen for leaf in futures.covers[one]}
        known = {futures.start.leaves[leaf].code for leaf in self.documents}
        return all(
            code in made or code not in known
            for one in chosen
            for code in futures.measures[one].after
        )

    def answer(self, chosen: Sequence[int], *, proven: bool, rounds: int) -> Solved:
        found = self.chance(chosen)
        cost = self.price(chosen)
        reached = found >= self.wanted and (self.budget is None or cost <= self.budget + _LOOSE)
        return Solved(tuple(chosen), cost, found, reached, proven, self.bound, rounds)
