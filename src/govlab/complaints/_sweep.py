"""Sweeps: many variants of a process, each with many replications, on all that computes."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govlab import home, thai
from govlab.complaints import _indicators, _sheets
from govlab.complaints._compare import Comparison
from govlab.complaints._declaration import process as declared_process
from govlab.complaints._indicators import path_title
from govlab.complaints._overrides import Policy, policy_file
from govlab.complaints._process import Process
from govlab.complaints._replications import Replications, Work, many, overload
from govlab.complaints._run_charts import source_line
from govlab.errors import InputError
from govlab.text import Message, message, say

if TYPE_CHECKING:
    import pandas as pd

# More variants than this are a slip of the grid, not a question.
_MOST = 10_000


@dataclass(frozen=True)
class Variant:
    """One point of a sweep: a name, what it changes, and the process it gives.

    Parameters
    ----------
    changes : mapping
        Path in the declaration to value.
    """

    name: str
    changes: Mapping[str, object]
    process: Process


@dataclass(frozen=True, eq=False)
class Sweep:
    """What a sweep measured.

    Parameters
    ----------
    variants : tuple of Variant
    runs : mapping of str to Replications
        By the name of the variant.
    """

    variants: tuple[Variant, ...]
    runs: Mapping[str, Replications]

    @property
    def indicators(self) -> list[str]:
        """Names of what every variant has."""
        return self.comparison.indicators

    @property
    def comparison(self) -> Comparison:
        """The variants as policies; the first is the base."""
        return Comparison(self.runs)

    @property
    def notes(self) -> tuple[Message, ...]:
        """What a reader must know besides the numbers."""
        return (*next(iter(self.runs.values())).notes_of_any_load, *overload(self.runs))

    def named(self, words: str, lang: str = "th") -> str:
        """Return names of variants in words: what a path is called, in the place of the path."""
        for path in sorted({path for one in self.variants for path in one.changes}, key=len)[::-1]:
            called = path_title(self.variants[0].process, path, lang)
            words = words.replace(f"{path}=", f"{called} = " if called != path else f"{path}=")
        return words

    def frame(self, lang: str | None = None) -> "pd.DataFrame":
        """Return one row a variant and indicator: what was changed, mean, low, high, n.

        Parameters
        ----------
        lang : {"th", "en"}, optional
            In words, headings too, with units and what was simulated; else as programs
            name them.
        """
        import pandas as pd

        rows = []
        paths = dict.fromkeys(path for one in self.variants for path in one.changes)
        for variant in self.variants:
            changed = {path: variant.changes.get(path) for path in paths}
            for name, one in self.runs[variant.name].estimates().items():
                rows.append(
                    {"variant": variant.name, **changed, "indicator": name, **one.as_dict()}
                )
        found = pd.DataFrame(rows)
        return found if lang is None else self._in_words(found, list(paths), lang)

    def sheets(self, lang: str = "th", place: home.Home | None = None) -> "dict[str, pd.DataFrame]":
        """Return the sweep as sheets of a workbook, by their names.

        Parameters
        ----------
        lang : {"th", "en"}
        place : Home, optional
            Where the words of the assumptions stand.
        """
        notes = [self.named(one.in_language(lang), lang) for one in self.notes]
        runs = {self.named(name, lang): one for name, one in self.runs.items()}
        return {
            say("complaints_table.sheet_variants", lang): self.frame(lang),
            say("complaints_table.sheet_about", lang): _sheets.about(runs, notes, lang, place),
        }

    def _in_words(self, found: "pd.DataFrame", paths: list[str], lang: str) -> "pd.DataFrame":
        process = self.variants[0].process
        lines = {name: source_line(one, lang) for name, one in self.runs.items()}
        cells = {path: found[path].map(_sheets.cell) for path in paths}
        words = found.assign(
            **cells,
            variant=found["variant"].map(lambda name: self.named(name, lang)),
            name=found["indicator"],
            indicator=found["indicator"].map(lambda name: _indicators.title(process, name, lang)),
            unit=found["indicator"].map(lambda name: _indicators.unit(name, lang)),
            simulated=found["variant"].map(lines),
        )
        ends = ["indicator", "name", "mean", "low", "high", "unit", "n", "simulated"]
        titles = {path: path_title(process, path, lang) for path in paths}
        return _sheets.headed(words[["variant", *paths, *ends]], lang).rename(columns=titles)

    def as_dict(self) -> dict[str, Any]:
        """Return the sweep as JSON holds it."""
        return {
            "variants": [
                {
                    "name": one.name,
                    "changes": dict(one.changes),
                    "sha256": one.process.sha256,
                    "indicators": self.runs[one.name].as_dict(),
                }
                for one in self.variants
            ]
        }


def variants(
    name_or_path: str | Path,
    *,
    grid: Mapping[str, Sequence[object]] | None = None,
    policies: Sequence[str | Path] = (),
    overrides: Mapping[str, object] | None = None,
    place: home.Home | None = None,
) -> tuple[Variant, ...]:
    """Return the variants of a process: every point of a grid, under every policy.

    Parameters
    ----------
    name_or_path : str or Path
        The process, see :func:`govlab.complaints.process`.
    grid : mapping of str to sequence, optional
        Path in the declaration to the values it takes; all combinations are made.
    policies : sequence of str or Path, optional
        Policies of the library or files of one's own, one variant each. With a grid, each
        of them meets every point of it.
    overrides : mapping, optional
        What is changed in all variants.
    place : Home, optional

    Raises
    ------
    InputError
        When there would be none, or too many, or a change is wrong.

    Examples
    --------
    >>> grid = {"resources.officers.capacity": [5, 6]}
    >>> [one.name for one in variants("queue", grid=grid)]
    ['resources.officers.capacity=5', 'resources.officers.capacity=6']
    """
    grid = grid or {}
    count = max(len(policies), 1)
    for values in grid.values():
        count *= len(values)
    if not 1 <= count <= _MOST:
        raise InputError(message("complaints_run.variants", count=count, most=f"{_MOST:,}"))
    found = []
    chosen: list[Policy | None] = [policy_file(one, place) for one in policies]
    for policy in chosen or [None]:
        for values in itertools.product(*grid.values()):
            point = dict(zip(grid, values, strict=True))
            changes = {**(dict(policy) if policy is not None else {}), **point}
            said = [
                *([policy.id] if policy is not None else []),
                *(f"{k}={v}" for k, v in point.items()),
            ]
            made = declared_process(name_or_path, place, overrides={**(overrides or {}), **changes})
            found.append(Variant(", ".join(said) or made.id, changes, made))
    names = [one.name for one in found]
    if len(set(names)) < len(names):
        raise InputError(message("complaints_run.twice", names=", ".join(names)))
    return tuple(found)


def sweep(
    points: Sequence[Variant],
    *,
    days: int,
    seed: int | bytes,
    replications: int = 100,
    warm_up: float | None = None,
    calendar: thai.WorkCalendar | None = None,
    work: Work | None = None,
) -> Sweep:
    """Run every variant with the same luck and return what was measured.

    Parameters
    ----------
    points : sequence of Variant
        From :func:`variants`.
    days, seed, replications, warm_up, calendar, work
        As of :func:`govlab.complaints.simulation.replicate`. The result is the same
        bit for bit in threads, processes, on a cluster, and without compilation; with a
        folder, a run that was stopped goes on where it was.

    Examples
    --------
    >>> points = variants("queue", grid={"resources.officers.capacity": [5, 6]})
    >>> found = sweep(points, days=200, seed=1, replications=3, warm_up=20)
    >>> found.frame().query("indicator == 'backlog'")["mean"].is_monotonic_decreasing
    True
    """
    by_name = {one.name: one.process for one in points}
    if not by_name:
        raise InputError(message("complaints_run.variants", count=0, most=f"{_MOST:,}"))
    runs = many(
        by_name,
        days=days,
        seed=seed,
        replications=replications,
        warm_up=warm_up,
        calendar=calendar,
        work=work,
    )
    return Sweep(tuple(points), runs)
