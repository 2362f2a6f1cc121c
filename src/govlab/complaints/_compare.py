"""Policies compared under the same luck: paired differences, and what the pairing gains.

Replication *i* of every policy has the same cases, at the same moments, with the same
lengths and turns (common random numbers), so that what differs is the policy. The gain is
shown: the variance of a difference between independent runs is the sum of the two variances.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from govlab import home, thai
from govlab.complaints import _indicators, _sheets
from govlab.complaints._estimate import Estimate, estimate, figure, interval
from govlab.complaints._process import Process
from govlab.complaints._replications import Replications, Work, many, overload
from govlab.complaints._run_charts import source_line
from govlab.errors import InputError, UnknownNameError
from govlab.text import Message, message, say

if TYPE_CHECKING:
    import pandas as pd

_REPLICATIONS = 100
_TWO = 2
# What an answer in class is about.
_HEADLINES = ("time_in_system", "backlog", "cost_a_month")


@dataclass(frozen=True, slots=True)
class Difference:
    """One indicator under a policy, less the same under the base.

    Parameters
    ----------
    paired : Estimate
        Of the differences, replication by replication.
    independent : float
        Half-width that as many independent replications of each would have.
    ratio : float
        Variance of an independent difference over that of a paired one; infinite when the
        policy changes nothing by luck, not a number when nothing varies.
    """

    policy: str
    indicator: str
    base: Estimate
    changed: Estimate
    paired: Estimate
    independent: float
    ratio: float

    @property
    def sign(self) -> int:
        """Return 1 or -1 when the interval is on one side of zero, else 0."""
        return int(self.paired.low > 0) - int(self.paired.high < 0)

    def as_dict(self) -> dict[str, Any]:
        """Return what JSON holds."""
        ratio = round(self.ratio, 3) if np.isfinite(self.ratio) else None
        independent = round(self.independent, 6) if np.isfinite(self.independent) else None
        return {
            "base": self.base.as_dict(),
            "policy": self.changed.as_dict(),
            "difference": self.paired.as_dict(),
            "half_width_if_independent": independent,
            "variance_ratio": ratio,
        }


@dataclass(frozen=True, eq=False)
class Comparison:
    """Policies and what they change.

    Parameters
    ----------
    runs : mapping of str to Replications
        By policy; the first is the base of the differences.
    """

    runs: Mapping[str, Replications]

    @property
    def base(self) -> str:
        """Name of the policy that the others are compared with."""
        return next(iter(self.runs))

    @property
    def indicators(self) -> list[str]:
        """Names of what every policy has."""
        first, *others = (one.indicators for one in self.runs.values())
        return [name for name in first if all(name in other for other in others)]

    def difference(self, policy: str, indicator: str) -> Difference:
        """Return what a policy changes.

        Raises
        ------
        UnknownNameError
            When there is no such policy or indicator.
        """
        if policy not in self.runs:
            raise UnknownNameError(
                message("complaints_run.unknown_policy", name=policy, known=", ".join(self.runs))
            )
        one = self.runs[self.base].of(indicator)
        other = self.runs[policy].of(indicator)
        both = np.isfinite(one) & np.isfinite(other)
        first, second = estimate(one[both]), estimate(other[both])
        paired = estimate(other[both] - one[both])
        apart = first.spread**2 + second.spread**2
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = float(np.divide(apart, paired.spread**2))
            wide = float(paired.half_width * np.sqrt(ratio))
        if paired.spread == 0 and apart > 0:
            ratio, wide = np.inf, np.nan
        return Difference(policy, indicator, first, second, paired, wide, ratio)

    def differences(self) -> list[Difference]:
        """Return every difference of every policy to the base."""
        others = list(self.runs)[1:]
        return [self.difference(name, each) for name in others for each in self.indicators]

    def answers(self, lang: str = "th") -> list[str]:
        """Return a sentence a policy: what becomes of time, backlog and cost, in words."""
        process = self.runs[self.base].process
        said = []
        for policy in list(self.runs)[1:]:
            parts = []
            for name in (one for one in _HEADLINES if one in self.indicators):
                found = self.difference(policy, name)
                size, low, high = found.paired.mean, found.paired.low, found.paired.high
                if found.sign < 0:
                    size, low, high = -size, -high, -low
                how = {-1: "less", 0: "same", 1: "more"}[found.sign]
                if found.paired.spread == 0:  # no luck in it, such as the pay of officers
                    how = "unchanged" if size == 0 else f"exactly_{how}"
                parts.append(
                    say(
                        f"complaints_run.answer_{how}",
                        lang,
                        title=_indicators.title(process, name, lang),
                        size=figure(size),
                        low=figure(low),
                        high=figure(high),
                        unit=_indicators.unit(name, lang),
                    )
                )
            told = " · ".join(parts)
            said.append(
                say("complaints_run.answer", lang, policy=policy, base=self.base, told=told)
            )
        return said

    def frame(self, lang: str = "th") -> "pd.DataFrame":
        """Return every number of :meth:`differences`, one row a policy and indicator.

        Parameters
        ----------
        lang : {"th", "en"}
            Of the headings, the indicators and the units. What nothing was measured of, and
            what is infinite, is not a number. The last column says what was simulated.
        """
        return _sheets.headed(self._numbers(lang), lang)

    def sheets(self, lang: str = "th", place: home.Home | None = None) -> "dict[str, pd.DataFrame]":
        """Return the comparison as sheets of a workbook, by their names.

        The numbers of :meth:`frame`; the sentences of :meth:`answers`; and what all of it
        rests on: simulated, days, replications, seed, digests, assumptions.

        Parameters
        ----------
        lang : {"th", "en"}
        place : Home, optional
            Where the words of the assumptions stand.
        """
        import pandas as pd

        said = zip(list(self.runs)[1:], self.answers(lang), strict=True)
        answers = pd.DataFrame(said, columns=["policy", "answer"])
        notes = [one.in_language(lang) for one in self.notes]
        return {
            say("complaints_table.sheet_differences", lang): self.frame(lang),
            say("complaints_table.sheet_answers", lang): _sheets.headed(answers, lang),
            say("complaints_table.sheet_about", lang): _sheets.about(self.runs, notes, lang, place),
        }

    def _numbers(self, lang: str) -> "pd.DataFrame":
        """Return the numbers with headings for programs; see :meth:`frame`."""
        import pandas as pd

        process = self.runs[self.base].process
        lines = {name: source_line(one, lang) for name, one in self.runs.items()}
        rows = [
            {
                "policy": one.policy,
                "base": self.base,
                "indicator": _indicators.title(process, one.indicator, lang),
                "name": one.indicator,
                "base_mean": one.base.mean,
                "base_low": one.base.low,
                "base_high": one.base.high,
                "policy_mean": one.changed.mean,
                "policy_low": one.changed.low,
                "policy_high": one.changed.high,
                "difference": one.paired.mean,
                "difference_low": one.paired.low,
                "difference_high": one.paired.high,
                "half_width_if_independent": one.independent,
                "variance_ratio": one.ratio,
                "unit": _indicators.unit(one.indicator, lang),
                "n": one.paired.n,
                "simulated": lines[one.policy],
            }
            for one in self.differences()
        ]
        return pd.DataFrame(rows).replace([np.inf, -np.inf], np.nan)

    def table(self, lang: str = "th", *, clear: bool = False) -> "pd.DataFrame":
        """Return the differences for people; what did not change at all is left out.

        Parameters
        ----------
        lang : {"th", "en"}
        clear : bool
            Only those whose interval is on one side of zero.
        """
        import pandas as pd

        every = self._numbers(lang)
        low, high = every["difference_low"], every["difference_high"]
        still = (every["difference"] == 0) & (low == 0) & (high == 0)
        wanted = (every["n"] > 0) & ~still
        if clear:
            wanted &= (low > 0) | (high < 0)
        rows = [
            (
                one["policy"],
                one["indicator"],
                *(figure(one[name]) for name in ("base_mean", "policy_mean", "difference")),
                interval(one["difference_low"], one["difference_high"]),
                one["unit"],
                figure(one["variance_ratio"]),
            )
            for one in every[wanted].to_dict("records")
        ]
        heads = (
            "policy", "indicator", "base", "changed", "difference", "interval", "unit", "ratio",
        )  # fmt: skip
        return pd.DataFrame(
            rows, columns=[say(f"complaints_run.head_{one}", lang) for one in heads]
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the comparison as JSON holds it."""
        return {
            "base": self.base,
            "policies": {name: one.as_dict() for name, one in self.runs.items()},
            "differences": {
                name: {each: self.difference(name, each).as_dict() for each in self.indicators}
                for name in list(self.runs)[1:]
            },
        }

    @property
    def notes(self) -> tuple[Message, ...]:
        """What a reader must know besides the numbers."""
        paired = message("complaints_run.paired", base=self.base)
        return (*self.runs[self.base].notes_of_any_load, paired, *overload(self.runs))


def compare(
    processes: Mapping[str, Process],
    *,
    days: int,
    seed: int | bytes,
    replications: int = _REPLICATIONS,
    warm_up: float | None = None,
    calendar: thai.WorkCalendar | None = None,
    work: Work | None = None,
) -> Comparison:
    """Compare processes under common random numbers.

    Parameters
    ----------
    processes : mapping of str to Process
        By policy; the first is what the others are compared with. See
        :func:`govlab.complaints.process` and its `overrides`.
    days, seed, replications, warm_up, calendar, work
        As of :func:`govlab.complaints.simulation.replicate`.

    Raises
    ------
    InputError
        When there are fewer than two, or a number breaks its rule.

    Examples
    --------
    >>> from govlab.complaints import process
    >>> officers = {
    ...     f"{n} officers": process("queue", overrides={"resources.officers.capacity": n})
    ...     for n in (5, 6)
    ... }
    >>> found = compare(officers, days=400, seed=1, replications=20, warm_up=30)
    >>> one = found.difference("6 officers", "waiting.check")
    >>> one.sign, one.ratio > 1
    (-1, True)
    """
    if len(processes) < _TWO:
        raise InputError(message("complaints_run.two_policies", count=len(processes)))
    return Comparison(
        many(
            processes,
            days=days,
            seed=seed,
            replications=replications,
            warm_up=warm_up,
            calendar=calendar,
            work=work,
        )
    )
