"""A plan: the cheapest measures to a target, what each brings, and how sure that is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from govlab.errors import InputError
from govlab.ita._improve_futures import Futures
from govlab.ita._improve_library import library
from govlab.ita._improve_measure import Measure, Premises
from govlab.ita._improve_solver import solve
from govlab.ita._improve_start import Start
from govlab.ita._improve_target import Target
from govlab.text import Message, message, say

PROBABILITY = 0.9
_TAILS = (0.025, 0.975)
_RARE = 0.01
_RUN = 3


@dataclass(frozen=True, slots=True)
class Step:
    """What one measure brings when it joins those before it.

    Parameters
    ----------
    measure : Measure
        The measure.
    gain, low, high : float
        Points of the total: mean over the futures and their middle 95 percent; exact for
        documents.
    cost : float
        Hours and outlay, in baht.
    """

    measure: Measure
    gain: float
    low: float
    high: float
    cost: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the next published result may be.

    Parameters
    ----------
    scores : dict of str to float
        Expected score of each instrument.
    total, low, high : float
        Expected total and its 95 percent range: effects and both surveys together.
    chance : float
        That the target is reached.
    grades : dict of str to float
        Chance of each grade.
    """

    scores: dict[str, float]
    total: float
    low: float
    high: float
    chance: float
    grades: dict[str, float]


@dataclass(frozen=True)
class Plan:
    """What to do, for what, and how sure it is.

    Parameters
    ----------
    start : Start
        Where the agency stands.
    target : Target
        What is to be reached.
    wanted : float
        Chance that is wanted.
    premises : Premises
        What is taken as given.
    seed : int
        Of the futures.
    steps : tuple of Step
        The measures chosen, documents first, the heavier before the lighter.
    before, after : Outlook
        Without any measure, and with these.
    reached : bool
        Whether the chance is at least what was wanted.
    proven : bool
        Whether no cheaper set has it; where nothing reaches it, that nothing does.
    bound : float
        No sufficient set costs less, in baht.
    budget : float or None
        Most that may be spent.
    refused : dict of str to float
        Chance of the target if this one document is not accepted, by item.
    left : tuple of Measure
        What could be done and is not in the plan.
    everything : float
        Chance with every measure there is.
    """

    start: Start
    target: Target
    wanted: float
    premises: Premises
    seed: int
    steps: tuple[Step, ...]
    before: Outlook
    after: Outlook
    reached: bool
    proven: bool
    bound: float
    budget: float | None
    refused: dict[str, float]
    left: tuple[Measure, ...]
    everything: float

    @property
    def cost(self) -> float:
        """Cost of all measures, in baht."""
        return sum(one.cost for one in self.steps)

    @property
    def hours(self) -> float:
        """Hours of staff of all measures."""
        return sum(one.measure.hours for one in self.steps)

    @property
    def verdict(self) -> Message:
        """What the plan comes to, in a sentence."""
        if not self.steps and self.reached:
            key = "ita_plan.verdict_there"
        elif self.reached:
            key = "ita_plan.verdict_reached" if self.proven else "ita_plan.verdict_unproven"
        elif self.budget is not None and self.everything >= self.wanted:
            key = "ita_plan.verdict_budget"
        else:
            key = "ita_plan.verdict_out_of_reach"
        return message(
            key,
            unit=self.start.unit,
            target=self.target,
            wanted=message("ita_plan.chance", percent=f"{100 * self.wanted:g}"),
            chance=said_chance(self.after.chance),
            everything=said_chance(self.everything),
            count=len(self.steps),
            total=f"{self.after.total:.2f}",
            low=f"{self.after.low:.2f}",
            high=f"{self.after.high:.2f}",
            hours=f"{self.hours:,.0f}",
            baht=f"{sum(one.measure.baht for one in self.steps):,.0f}",
        )

    def in_language(self, lang: str) -> str:
        """Return start, verdict and steps as lines."""
        start = self.start
        parts = ", ".join(f"{code} {value:.2f}" for code, value in start.scores.items())
        lines = [
            say(
                "ita_plan.now",
                lang,
                unit=start.unit,
                parts=parts,
                total=f"{start.total:.2f}",
                target=self.target,
                chance=said_chance(self.before.chance),
            ),
            self.verdict.in_language(lang),
        ]
        lines += [
            say(
                "ita_plan.step",
                lang,
                code=one.measure.code,
                title=one.measure.title[lang],
                gain=f"{one.gain:.2f}",
                low=f"{one.low:.2f}",
                high=f"{one.high:.2f}",
                hours=f"{one.measure.hours:,.0f}",
                baht=f"{one.measure.baht:,.0f}",
            )
            for one in self.steps
        ]
        lines += [
            say("ita_plan.if_refused", lang, item=item, chance=said_chance(chance))
            for item, chance in self.refused.items()
        ]
        lines += [one.in_language(lang) for one in start.notes]
        lines.append(say("ita_plan.assumed", lang, ids=in_runs(self.assumptions)))
        if start.synthetic:
            lines.insert(0, say("ita_plan.synthetic", lang))
        return "\n".join(lines)

    @property
    def assumptions(self) -> tuple[str, ...]:
        """Numbers of the assumptions that the plan rests on, ascending."""
        found = set(self.premises.as_dict()) - {"A-045", "A-065"}
        told = {one.key for one in self.start.notes}
        if told & {"ita_plan.error_from_counts", "ita_plan.error_assumed"}:
            found.add("A-045")
        if "ita_plan.error_assumed" in told:
            found.add("A-065")
        for one in self.steps:
            for effect in one.measure.effects:
                found |= set(filter(None, effect.basis.split(";")))
        if any(not leaf.known and not leaf.document for leaf in self.start.leaves):
            found.add("A-062")
        return tuple(sorted(found))

    def as_dict(self) -> dict[str, Any]:
        """Return the plan as a JSON-ready mapping."""
        start = self.start
        return {
            "name": start.unit,
            "synthetic": start.synthetic,
            "planned_from": dict(start.depths),
            "present": _shown(self.before, start.scores, start.total),
            "respondents": dict(start.respondents),
            "standard_errors": _rounded(start.sampling),
            "missing_documents": [leaf.code for leaf in start.missing],
            "target": self.target.as_dict() | {"probability": self.wanted},
            "reached": self.reached,
            "proven": self.proven,
            "budget": self.budget,
            "cost": round(self.cost, 2),
            "cost_bound": round(self.bound, 2),
            "hours": self.hours,
            "measures": [_step(one) for one in self.steps],
            "planned": _shown(self.after, self.after.scores, self.after.total)
            | {"total_low": round(self.after.low, 4), "total_high": round(self.after.high, 4)},
            "probability_with_everything": round(self.everything, 6),
            "if_document_refused": {k: round(v, 6) for k, v in self.refused.items()},
            "not_chosen": [one.code for one in self.left],
            "notes": {
                lang: [one.in_language(lang) for one in start.notes] for lang in ("th", "en")
            },
            "assumptions": {code: self.premises.every[code].value for code in self.assumptions},
            "seed": self.seed,
        }


def said_chance(chance: float) -> Message:
    """Return a chance as people say it: never 0 or 100 percent, since something is open."""
    if chance < _RARE:
        return message("ita_plan.chance_below")
    if chance > 1 - _RARE:
        return message("ita_plan.chance_above")
    return message("ita_plan.chance", percent=f"{100 * chance:.0f}")


def in_runs(ids: Sequence[str]) -> str:
    """Return numbered ids with runs of three and more drawn together.

    Examples
    --------
    >>> in_runs(["A-045", "A-054", "A-055", "A-056", "A-060", "A-061"])
    'A-045, A-054–A-056, A-060, A-061'
    """
    runs: list[list[str]] = []
    for one in ids:
        if runs and int(one[2:]) == int(runs[-1][-1][2:]) + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    said = [f"{run[0]}–{run[-1]}" if len(run) >= _RUN else ", ".join(run) for run in runs]
    return ", ".join(said)


def cheapest(
    start: Start,
    measures: Sequence[Measure] | None = None,
    *,
    target: str | float | Target = 85,
    probability: float = PROBABILITY,
    budget: float | None = None,
    seed: int,
    premises: Premises | None = None,
) -> Plan:
    """Return the cheapest set of measures that reaches a target with the chance wanted.

    Parameters
    ----------
    start : Start
        Where the agency stands.
    measures : sequence of Measure, optional
        What can be done; :func:`library` when not given.
    target : number, str or Target
        A total such as 85, or a grade of the method.
    probability : float
        Chance wanted, greater than 0 and less than 1.
    budget : float, optional
        Most that may be spent, in baht, hours of staff included.
    seed : int
        Of the futures.
    premises : Premises, optional
        What is taken as given; the home's assumptions when not given.

    Raises
    ------
    InputError
        When the probability or the budget is impossible, or a measure is.

    Examples
    --------
    >>> from govlab.ita.improvement import cheapest, example
    >>> found = cheapest(example(), target=85, seed=2567)
    >>> [step.measure.code for step in found.steps], found.reached
    (['O42'], True)
    """
    premises = premises or Premises.read()
    wanted = target if isinstance(target, Target) else Target.of(target, start.how)
    if not 0 < probability < 1:
        raise InputError(message("ita_plan.probability", found=probability))
    if budget is not None and not budget >= 0:
        raise InputError(message("ita_plan.budget", found=budget))
    every = tuple(library(start, premises) if measures is None else measures)
    futures = Futures(start, every, premises, seed)
    costs = [one.cost(premises.hour) for one in every]
    found = solve(futures, costs, wanted, probability, budget=budget)
    return planned(
        futures,
        found.chosen,
        wanted,
        probability,
        premises=premises,
        seed=seed,
        budget=budget,
        reached=found.reached,
        proven=found.proven,
        bound=found.bound,
    )


def planned(
    futures: Futures,
    chosen: Sequence[int],
    target: Target,
    wanted: float,
    *,
    premises: Premises,
    seed: int,
    budget: float | None = None,
    reached: bool,
    proven: bool,
    bound: float,
) -> Plan:
    """Return the plan that a set of measures makes."""
    steps = _steps(futures, chosen, premises)
    after = outlook(futures, chosen, target)
    every = range(len(futures.measures))
    everything = futures.chance(futures.scores(every), target) if futures.measures else after.chance
    return Plan(
        start=futures.start,
        target=target,
        wanted=wanted,
        premises=premises,
        seed=seed,
        steps=steps,
        before=outlook(futures, (), target),
        after=after,
        reached=reached,
        proven=proven,
        bound=bound,
        budget=budget,
        refused=_refused(futures, chosen, target),
        left=tuple(one for at, one in enumerate(futures.measures) if at not in chosen),
        everything=everything,
    )


def outlook(futures: Futures, chosen: Sequence[int], target: Target) -> Outlook:
    """Return what the next published result may be with a set of measures."""
    scores = futures.scores(chosen)
    low, high = futures.interval(scores)
    return Outlook(
        scores=dict(zip(futures.instruments, scores.mean(axis=0).tolist(), strict=True)),
        total=float((scores @ futures.weights).mean()),
        low=low,
        high=high,
        chance=futures.chance(scores, target),
        grades=futures.grades(scores),
    )


def _steps(futures: Futures, chosen: Sequence[int], premises: Premises) -> tuple[Step, ...]:
    """Return the measures in order, each with what it adds to those before it."""
    alone = {
        one: (futures.documents((one,)), float(futures.totals((one,)).mean())) for one in chosen
    }
    waiting = sorted(chosen, key=lambda one: (-alone[one][0], -alone[one][1], one))
    order: list[int] = []
    made: set[str] = set()
    promised = {futures.start.leaves[leaf].code for one in chosen for leaf in futures.covers[one]}
    while waiting:
        ready = [
            one
            for one in waiting
            if all(code in made or code not in promised for code in futures.measures[one].after)
        ]
        one = (ready or waiting)[0]
        waiting.remove(one)
        order.append(one)
        made |= {futures.start.leaves[leaf].code for leaf in futures.covers[one]}
    steps, so_far, before = [], [], futures.totals(())
    for one in order:
        so_far.append(one)
        now = futures.totals(so_far)
        low, high = np.quantile(now - before, _TAILS)
        measure = futures.measures[one]
        gain = float((now - before).mean())
        steps.append(Step(measure, gain, float(low), float(high), measure.cost(premises.hour)))
        before = now
    return tuple(steps)


def _refused(futures: Futures, chosen: Sequence[int], target: Target) -> dict[str, float]:
    """Return the chance of the target if one document of the plan is not accepted."""
    found = {}
    scores = futures.scores(chosen)
    place = {one.code: at for at, one in enumerate(futures.start.how.instruments)}
    for leaf in dict.fromkeys(leaf for one in chosen for leaf in futures.covers[one]):
        which = futures.start.leaves[leaf]
        column = place[which.instrument]
        less = scores.copy()
        less[:, column] -= futures.worth(leaf) / futures.weights[column]
        found[which.code] = futures.chance(less, target)
    return found


def _step(one: Step) -> dict[str, Any]:
    measure = one.measure
    return {
        "code": measure.code,
        "kind": measure.kind,
        "title": dict(measure.title),
        "items": [effect.code for effect in measure.effects],
        "gain": round(one.gain, 6),
        "gain_low": round(one.low, 6),
        "gain_high": round(one.high, 6),
        "hours": measure.hours,
        "baht": measure.baht,
        "cost": round(one.cost, 2),
        "owner": dict(measure.owner),
        "days": measure.days,
        "after": list(measure.after),
        "source_ids": list(measure.sources),
        "assumption_ids": sorted(
            {basis for effect in measure.effects for basis in effect.basis.split(";") if basis}
        ),
    }


def _shown(found: Outlook, scores: Mapping[str, float], total: float) -> dict[str, Any]:
    return {code.lower(): round(value, 6) for code, value in scores.items()} | {
        "total": round(total, 6),
        "probability": round(found.chance, 6),
        "grade_probabilities": _rounded(found.grades),
    }


def _rounded(found: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 6) for name, value in found.items()}
