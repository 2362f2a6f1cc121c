"""Collection over the season: will all offices finish in time, from one snapshot?

A snapshot tells how many offices have finished by one day; how fast the rest will go is
not in it. So the shape of the pace, the last day and the final hurry are numbered
assumptions (A-046 to A-051). An office finishes by day ``t`` with probability
``1 - exp(-H(t))``, where ``H`` grows with a power of the days and faster in the last ones.
The snapshot fixes its height up to its own chance (Jeffreys' interval for a share), and
offices under one command are alike to a degree (one common factor, Vasicek 2002). Every
probability is an integral on a grid: there is nothing to draw.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from govlab import datasets, home, thai
from govlab.errors import InputError
from govlab.ita._error_moments import Floats
from govlab.text import message, say

if TYPE_CHECKING:
    import pandas as pd

_TABLE = "ita_collection_bangkok_districts"
_IDS = ("A-046", "A-047", "A-048", "A-049", "A-050", "A-051")
# Points of the grids over the height of the pace and over the common factor.
_HEIGHTS = 40
_FACTORS = 41
_WIDE = 6.0
# A chance below this is said to be below it.
_LEAST_SAID = 0.001
# No share is taken as wholly sure: the logarithm of the pace needs an end.
_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Pace:
    """What is assumed of the season.

    Parameters
    ----------
    first, last : date
        Days on which collection begins and ends.
    shape : float
        Power of the days: above 1 the pace quickens.
    hurry : float
        Pace in the last days, times the pace before.
    hurry_days : int
        How many days that are.
    likeness : float
        Correlation of the offices' times to finish, 0 to below 1.
    """

    first: date
    last: date
    shape: float
    hurry: float
    hurry_days: int
    likeness: float

    @classmethod
    def read(cls, vary: Sequence[str] = (), place: home.Home | None = None) -> "Pace":
        """Return the assumptions of a home, some of them varied: ``["A-048=1"]``."""
        every = datasets.Assumptions(vary, place)
        first, last, *numbers = _IDS
        shape, hurry, hurry_days, likeness = (float(every.number(name)) for name in numbers)
        return cls(
            date.fromisoformat(every[first].value),
            date.fromisoformat(every[last].value),
            shape,
            hurry,
            int(hurry_days),
            likeness,
        )

    def run(self, day: date) -> float:
        """Return how far the pace has come by `day`, in units of its height."""
        days = max((day - self.first).days, 0)
        start = max((self.last - self.first).days - self.hurry_days, 0)
        ran: float = days**self.shape
        if days > start:
            ran += (self.hurry - 1) * (days**self.shape - start**self.shape)
        return ran


@dataclass(frozen=True)
class Season:
    """Offices that have finished, and the chance that the rest will.

    Parameters
    ----------
    done : dict of str to int
        By instrument, offices that had finished on the day of the snapshot.
    offices : int
        All of them.
    as_of : date
        Day of the snapshot.
    pace : Pace
        What is assumed.
    source : str
        Where the snapshot stands.
    """

    done: dict[str, int]
    offices: int
    as_of: date
    pace: Pace
    source: str

    def finished(self, instrument: str, day: date) -> Floats:
        """Return the probability of each number of finished offices, 0 to all, on a day."""
        return self._mixed(day, [instrument])[instrument]

    def expected(self, instrument: str, day: date) -> float:
        """Return how many offices are expected to have finished on a day."""
        chances = self.finished(instrument, day)
        return float(chances @ np.arange(self.offices + 1))

    def all_by(self, day: date | None = None) -> dict[str, float]:
        """Return the chance that every office has finished, by instrument and for all.

        Parameters
        ----------
        day : date, optional
            The last day of the season when not given.
        """
        when = day or self.pace.last
        names = list(self.done)
        found = {name: float(self._mixed(when, [name])[name][-1]) for name in names}
        return found | {"all": self._every(when)}

    def day_for(self, chance: float) -> date | None:
        """Return the first day on which all have finished with this chance, None if late."""
        day = self.as_of
        while day <= self.pace.last:
            if self._every(day) >= chance:
                return day
            day += timedelta(days=1)
        return None

    def with_pace(self, **changed: Any) -> "Season":
        """Return the season under another assumption, such as ``likeness=0``."""
        return replace(self, pace=replace(self.pace, **changed))

    def by_assumption(self, lang: str = "th", place: home.Home | None = None) -> "pd.DataFrame":
        """Return the chance that all finish at both ends of each assumption's range."""
        import pandas as pd

        every = datasets.Assumptions((), place)
        fields = ("first", "last", "shape", "hurry", "hurry_days", "likeness")
        rows = []
        for name, field in zip(_IDS, fields, strict=True):
            one = every[name]
            kind = type(getattr(self.pace, field))
            read = date.fromisoformat if kind is date else kind
            ends = [self.with_pace(**{field: read(end)}) for end in (one.low, one.high)]
            low, high = (said_chance(end.all_by()["all"], lang) for end in ends)
            rows.append((name, one.low, low, one.high, high))
        heads = (
            message("ita_error.assumption"),
            message("ita_error.low_value"),
            message("ita_error.chance_low"),
            message("ita_error.high_value"),
            message("ita_error.chance_high"),
        )
        return pd.DataFrame(rows, columns=[head.in_language(lang) for head in heads])

    def weekly(self) -> dict[str, tuple[float, float]]:
        """Return, by instrument, offices a week so far and those needed from now on."""
        before = max((self.as_of - self.pace.first).days, 1) / 7
        after = max((self.pace.last - self.as_of).days, 1) / 7
        return {
            name: (count / before, (self.offices - count) / after)
            for name, count in self.done.items()
        }

    def table(self, lang: str = "th") -> "pd.DataFrame":
        """Return one row an instrument: done, left, pace so far and needed, chance."""
        import pandas as pd

        chance = self.all_by()
        weekly = self.weekly()
        return pd.DataFrame(
            {
                say("ita_error.instrument", lang): list(self.done),
                say("ita_error.done", lang): list(self.done.values()),
                say("ita_error.left", lang): [self.offices - one for one in self.done.values()],
                say("ita_error.week_so_far", lang): [round(one, 1) for one, _ in weekly.values()],
                say("ita_error.week_needed", lang): [round(one, 1) for _, one in weekly.values()],
                say("ita_error.chance_all", lang): [
                    said_chance(chance[one], lang) for one in self.done
                ],
            }
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the figures, JSON-ready."""
        pace = self.pace
        values = (
            pace.first.isoformat(),
            pace.last.isoformat(),
            pace.shape,
            pace.hurry,
            pace.hurry_days,
            pace.likeness,
        )
        return {
            "as_of": self.as_of.isoformat(),
            "offices": self.offices,
            "done": self.done,
            "chance_all": self.all_by(),
            "assumptions": dict(zip(_IDS, values, strict=True)),
        }

    def in_language(self, lang: str) -> str:
        """Return the chance in a sentence that names its assumptions."""
        chance = self.all_by()
        return say(
            "ita_error.season",
            lang,
            done=", ".join(f"{name} {count}/{self.offices}" for name, count in self.done.items()),
            as_of=thai.format_date(self.as_of, lang=lang),
            last=thai.format_date(self.pace.last, lang=lang),
            chance=said_chance(chance["all"], lang),
            shape=f"{self.pace.shape:g}",
            hurry=f"{self.pace.hurry:g}",
            likeness=f"{self.pace.likeness:g}",
        )

    def _grid(self, name: str, day: date) -> tuple[Floats, Floats]:
        """Return heights' weights and the chance of one more office to finish by `day`."""
        from scipy import special

        done = self.done[name]
        # The points and weights that integrate best over Jeffreys' beta distribution.
        share, weights = special.roots_sh_jacobi(_HEIGHTS, self.offices, done + 0.5)
        at = self.pace.run(self.as_of)
        height = -np.log1p(-np.clip(share, _TINY, 1 - _TINY)) / at
        more = -np.expm1(-height * (self.pace.run(day) - at))
        return weights / weights.sum(), np.asarray(more, dtype=np.float64)

    def _given(self, name: str, day: date) -> tuple[Floats, Floats, Floats]:
        """Return weights of heights and factors, and the chance of one office under both."""
        from scipy import special

        weights, more = self._grid(name, day)
        factor = np.linspace(-_WIDE, _WIDE, _FACTORS)
        density = np.exp(-factor * factor / 2)
        density /= density.sum()
        alike = self.pace.likeness
        line = special.ndtri(np.clip(more, _TINY, 1 - _TINY))[:, None]
        chance = special.ndtr((line + np.sqrt(alike) * factor) / np.sqrt(1 - alike))
        return weights, density, np.where(more[:, None] <= 0, 0.0, chance)

    def _mixed(self, day: date, names: Sequence[str]) -> dict[str, Floats]:
        from scipy import special

        found = {}
        for name in names:
            weights, density, chance = self._given(name, day)
            done, left = self.done[name], self.offices - self.done[name]
            k = np.arange(left + 1)[:, None, None]
            ways = (
                special.gammaln(left + 1) - special.gammaln(k + 1) - special.gammaln(left - k + 1)
            )
            each = np.exp(ways + special.xlogy(k, chance) + special.xlog1py(left - k, -chance))
            chances = np.einsum("khf,h,f->k", each, weights, density)
            found[name] = np.concatenate([np.zeros(done), chances])
        return found

    def _every(self, day: date) -> float:
        """Return the chance that all finish in all instruments: they share the factor."""
        together: Floats | None = None
        for name in self.done:
            weights, density, chance = self._given(name, day)
            left = self.offices - self.done[name]
            here = weights @ chance**left
            together = here if together is None else together * here
        return 0.0 if together is None else float(together @ density)


def said_chance(chance: float, lang: str) -> str:
    """Return a chance in per cent; one too small to write is said to be so."""
    if 0 < chance < _LEAST_SAID:
        return say("ita_error.chance_below", lang, least=f"{_LEAST_SAID:.1%}")
    return f"{chance:.1%}"


def season(
    done: Mapping[str, int] | None = None,
    offices: int | None = None,
    as_of: date | None = None,
    *,
    pace: Pace | None = None,
    source: str | None = None,
    place: home.Home | None = None,
) -> Season:
    """Return the season of collection from a snapshot.

    Parameters
    ----------
    done : mapping of str to int, optional
        By instrument, offices that have finished. When not given: the 50 districts of
        Bangkok on 2 March 2566 (IIT 22, EIT 12).
    offices : int
        All offices; with `done`.
    as_of : date
        Day of the snapshot; with `done`.
    pace : Pace, optional
        The home's assumptions when not given.
    source : str, optional
        Where the snapshot stands; with `done`.
    place : Home, optional
        Home to read from.

    Raises
    ------
    InputError
        When the snapshot is impossible or not within the season.

    Examples
    --------
    >>> found = season()
    >>> found.done, found.offices
    ({'IIT': 22, 'EIT': 12}, 50)
    >>> 0 < found.all_by()["all"] < found.all_by()["IIT"] < 1
    True
    """
    pace = pace or Pace.read((), place)
    if done is None:
        data = datasets.load(_TABLE, place)
        rows = [row for row in data.records() if row["state"] == "complete"]
        done = {row["instrument"]: int(row["districts"]) for row in rows}
        every = [row for row in data.records() if row["instrument"] == rows[0]["instrument"]]
        offices = sum(int(row["districts"]) for row in every)
        as_of = date.fromisoformat(str(rows[0]["as_of"])[:10])
        source = f"{_TABLE} ({', '.join(data.provenance.source_ids)})"
    if offices is None or as_of is None:
        raise InputError(message("ita_error.snapshot_whole"))
    for name, count in done.items():
        if not 0 <= count <= offices:
            raise InputError(
                message("ita_error.snapshot_count", instrument=name, done=count, offices=offices)
            )
    if not pace.first < as_of <= pace.last or not 0 <= pace.likeness < 1 or pace.shape <= 0:
        raise InputError(
            message(
                "ita_error.snapshot_day",
                as_of=as_of.isoformat(),
                first=pace.first.isoformat(),
                last=pace.last.isoformat(),
                shape=pace.shape,
                likeness=pace.likeness,
            )
        )
    return Season(dict(done), offices, as_of, pace, source or "")
