"""What a log shows of how the work is really done, and how far that is from the declaration.

The views are those of :mod:`govlab.logs`; here they are put together, compared with a
process, drawn, and made fit to be shown: a table that goes out hides cells of few cases.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from govlab import logs
from govlab.complaints._conformance import Findings, check
from govlab.complaints._exposure_guard import guarded
from govlab.complaints._mine_ways import parted
from govlab.errors import InputError
from govlab.text import message, say

if TYPE_CHECKING:
    from govlab.charts import Chart
    from govlab.complaints._process import Process
    from govlab.logs import Log

#: What stands in a cell that is hidden because fewer cases than `k` stand behind it.
HIDDEN = "*"
_PERCENT = 100
_TOLD = 5
# Tables that count cases, with the column that counts them.
_COUNTED = {
    "variants": "cases",
    "activities": "cases",
    "follows": "cases",
    "resources": "cases",
    "rework": "cases",
    "beside": "cases",
}


@dataclass(frozen=True)
class Mined:
    """What a log shows.

    Parameters
    ----------
    log : Log
        The log without identities.
    cases, events : int
    variants : DataFrame
        ``variant, cases, share, example``, most frequent first.
    activities : DataFrame
        ``activity, events, cases, first, last``.
    follows : DataFrame
        ``activity, following, times, cases, median_days``.
    bottlenecks : DataFrame
        ``activity, events, median_wait_days, mean_wait_days, median_days, mean_days,
        share`` (per cent of all case time spent waiting for and at it), worst first.
    resources : DataFrame
        ``resource, events, cases, activities, busy_days``.
    rework : DataFrame
        ``activity, cases, repeated, share``: cases that do it, that do it more than once.
    beside : DataFrame
        ``activity, events, cases``: what goes along with a step, and deadlines that made a
        case go first. They are in no other table but `resources`.
    throughput : mapping of str to float
        Days from first start to last end of cases that are not going on: ``cases, mean,
        median, p90, longest``.
    instant : bool
        Whether the log has one time an event only: then nothing tells waiting from work.
    findings : Findings or None
        The rules of the way against a declared process, if one was given.
    """

    log: "Log"
    cases: int
    events: int
    variants: pd.DataFrame
    activities: pd.DataFrame
    follows: pd.DataFrame
    bottlenecks: pd.DataFrame
    resources: pd.DataFrame
    rework: pd.DataFrame
    beside: pd.DataFrame
    throughput: Mapping[str, float]
    instant: bool
    findings: Findings | None = None

    def public(self, k: int) -> dict[str, pd.DataFrame]:
        """Return the tables with every cell of fewer than `k` cases hidden.

        A row of which fewer than `k` cases stand behind says so and nothing more, names of
        cases are left out, and if one row alone is hidden the smallest of the others is
        hidden too: otherwise the total would tell it.

        Parameters
        ----------
        k : int
            At least 2.

        Raises
        ------
        InputError
            When `k` is less than 2.
        """
        if k < 2:  # noqa: PLR2004 - of one case everything is known
            raise InputError(message("complaints_check.least_k", value=k))
        found = {
            name: _suppressed(getattr(self, name), column, k) for name, column in _COUNTED.items()
        }
        cases = self.activities.set_index("activity")["cases"]
        spent = self.bottlenecks.assign(cases=self.bottlenecks["activity"].map(cases))
        return found | {"bottlenecks": _suppressed(spent, "cases", k).drop(columns="cases")}

    def table(self, name: str, lang: str = "th", *, k: int | None = None) -> pd.DataFrame:
        """Return one of the tables for people: ``variants, activities, follows, …``.

        Parameters
        ----------
        k : int, optional
            Hide what fewer than so many cases stand behind, as :meth:`public` does.
        """
        from govlab.complaints._mine_chart import named

        found = getattr(self, name) if k is None else self.public(k)[name]
        found = found.copy()
        for column in {"activity", "following", "resource"} & set(found.columns):
            found[column] = [named(self, str(one), lang) for one in found[column]]
        if "variant" in found.columns:
            found["variant"] = [
                one if one == HIDDEN else " → ".join(named(self, str(part), lang) for part in one)
                for one in found["variant"]
            ]
        found.columns = [say(f"complaints_check.col_{one}", lang) for one in found.columns]
        return found

    def note(self, k: int, lang: str = "th") -> str:
        """Return the sentence that a table with hidden cells must bear."""
        return say("complaints_check.hidden_note", lang, mark=HIDDEN, k=k)

    def chart(self, lang: str = "th", *, edges: int = 14, k: int | None = None) -> "Chart":
        """Return the picture of what follows what, the most frequent ways only.

        Parameters
        ----------
        lang : {"th", "en"}
        edges : int
            How many of the most frequent ways are drawn; besides, the most frequent way
            out of each box that would have none.
        k : int, optional
            Leave out ways and counts of fewer than so many cases.
        """
        from govlab.complaints._mine_chart import follows_chart

        return follows_chart(self, lang, edges, k or 0)

    def as_dict(self, lang: str = "th", *, k: int | None = None, most: int = 50) -> dict[str, Any]:
        """Return what was found as JSON holds it, hidden where fewer than `k` cases stand."""
        tables = {name: getattr(self, name) for name in (*_COUNTED, "bottlenecks")}
        if k is not None:
            tables |= self.public(k)
        found: dict[str, Any] = {
            "log": self.log.provenance.source,
            "simulated": self.log.provenance.simulated,
            "cases": self.cases,
            "events": self.events,
            "throughput_days": dict(self.throughput),
            "one_time_an_event": self.instant,
            "suppressed_below": k,
        }
        found |= {name: _records(table.head(most)) for name, table in tables.items()}
        found["omitted"] = {
            name: max(len(table) - most, 0) for name, table in tables.items() if len(table) > most
        }
        if self.findings is not None:
            found["process"] = self.findings.process.id
            found["conformance"] = self.findings.as_dict(lang, most)["rules"]
        return found

    def in_language(self, lang: str) -> str:
        """Return the findings in a few sentences."""
        from govlab.complaints._mine_chart import named

        lines = [
            say(
                "complaints_check.mined",
                lang,
                source=self.log.provenance.words(lang),
                cases=f"{self.cases:,}",
                events=f"{self.events:,}",
                variants=f"{len(self.variants):,}",
            )
        ]
        if self.throughput["cases"]:
            told = {name: f"{value:,.1f}" for name, value in self.throughput.items()}
            told["cases"] = f"{int(self.throughput['cases']):,}"
            lines.append(say("complaints_check.through", lang, **told))
        if self.instant:
            lines.append(say("complaints_check.instant", lang))
        if len(self.beside):
            rows = f"{int(self.beside['events'].sum()):,}"
            names = ", ".join(named(self, one, lang) for one in self.beside["activity"])
            lines.append(say("complaints_check.beside", lang, rows=rows, names=names))
        lines += [
            say(
                "complaints_check.bottleneck",
                lang,
                activity=named(self, str(row["activity"]), lang),
                wait=f"{row['mean_wait_days']:.1f}",
                work=f"{row['mean_days']:.1f}",
                share=f"{row['share']:.0f}",
            )
            for row in self.bottlenecks.head(_TOLD).to_dict("records")
        ]
        if self.findings is not None:
            # A paragraph of its own where the words are read as Markdown.
            lines += ["", self.findings.in_language(lang)]
        return "\n".join(lines)


def mine(
    log: "Log", process: "Process | None" = None, *, names: Mapping[str, str] | None = None
) -> Mined:
    """Return what a log shows of how the work is done.

    Parameters
    ----------
    log : Log
        Simulated or real. Columns whose heading promises an identity are left out, and
        their words wherever else they stand.
    process : Process, optional
        A declaration to compare the ways with.
    names : mapping of str to str, optional
        Activities of the log to ids of the declaration.

    Examples
    --------
    >>> from govlab.logs._views import _sample
    >>> found = mine(_sample())
    >>> found.cases, found.bottlenecks["activity"].to_list()
    (3, ['ตรวจสอบ', 'รับเรื่อง'])
    """
    log = guarded(log)
    findings = None if process is None else check(log, process, rules=_WAYS, names=names)
    steps, beside = parted(log, None if findings is None else findings.found)
    through = logs.throughput(log)
    done = through[~through["open"]]["days"]
    activities = logs.activities(steps)
    told = steps.events["end"].notna()
    ended = steps.events["end"][told].astype("int64")
    instant = bool((ended == steps.events["start"][told]).all())
    return Mined(
        log=log,
        cases=len(through),
        events=len(log.events),
        variants=logs.variants(steps),
        activities=activities,
        follows=logs.directly_follows(steps),
        bottlenecks=_bottlenecks(steps),
        resources=logs.workload(log),
        rework=_rework(steps, activities),
        beside=beside,
        throughput={
            "cases": float(len(done)),
            "mean": float(done.mean()) if len(done) else 0.0,
            "median": float(done.median()) if len(done) else 0.0,
            "p90": float(done.quantile(0.9)) if len(done) else 0.0,
            "longest": float(done.max()) if len(done) else 0.0,
        },
        instant=instant,
        findings=findings,
    )


def log_to_mine(
    path: str = "",
    process: str = "",
    *,
    days: int,
    seed: int,
    columns: Sequence[str] = (),
    secret: Sequence[str] = (),
) -> "tuple[Log, Process | None]":
    """Return a log given by path, or a simulated one, and the process to hold it against.

    Parameters
    ----------
    path : str
        A file that :func:`govlab.logs.read` takes; empty for a simulated log.
    process : str
        Name of the library or a file; empty for none, or for Bangkok where the log is
        simulated.
    days, seed : int
        Of the simulation.
    columns : sequence of str
        ``"heading=field"`` for headings that the reader does not know.
    secret : sequence of str
        Columns that tell who complained, besides those whose heading says so.

    Raises
    ------
    InputError
        When a text of `columns` is not ``heading=field``.

    Examples
    --------
    >>> log, declared = log_to_mine(days=30, seed=1)
    >>> log.provenance.simulated, declared.id
    (True, 'bangkok')
    """
    from govlab.complaints._declaration import process as declare
    from govlab.complaints._simulate import simulate

    declared = declare(process) if process else None
    if not path:
        declared = declared or declare(_EXAMPLE)
        return simulate(declared, days=days, seed=seed).log(), declared
    mapping = {}
    for text in columns:
        heading, _, field = (one.strip() for one in text.partition("="))
        if not (heading and field):
            raise InputError(message("complaints_check.map_shape", text=text))
        mapping[field] = heading
    return guarded(logs.read(path, mapping=mapping or None), secret), declared


_EXAMPLE = "bangkok"
_WAYS = ("unknown_activity", "skipped_step", "wrong_order", "wrong_route", "after_close")


def _bottlenecks(log: "Log") -> pd.DataFrame:
    """Return where the time of cases goes: waiting for an activity, and at it."""
    took = logs.durations(log)
    waited = took["mean_wait_days"].fillna(0) * took["events"]
    worked = took["mean_days"].fillna(0) * (took["events"] - took["unfinished"])
    spent = waited + worked
    whole = float(spent.sum())
    took["share"] = _PERCENT * spent / whole if whole else 0.0
    columns = [
        "activity", "events", "median_wait_days", "mean_wait_days", "median_days", "mean_days",
        "share",
    ]  # fmt: skip
    return took[columns].sort_values("share", ascending=False, kind="stable", ignore_index=True)


def _rework(log: "Log", activities: pd.DataFrame) -> pd.DataFrame:
    """Return how many of the cases that do an activity do it again."""
    counts = log.events.groupby(["case", "activity"], observed=True, sort=False).size()
    again = counts[counts > 1].groupby(level="activity", observed=True).size()
    again.index = again.index.astype("str")
    found = activities[["activity", "cases"]].copy()
    found["repeated"] = found["activity"].map(again).fillna(0).astype("int64")
    found["share"] = _PERCENT * found["repeated"] / found["cases"]
    return found.sort_values("repeated", ascending=False, kind="stable", ignore_index=True)


def _suppressed(table: pd.DataFrame, column: str, k: int) -> pd.DataFrame:
    """Return a table without rows that fewer than `k` cases stand behind."""
    counts = table[column].to_numpy()
    hidden = counts < k
    if "repeated" in table.columns:
        some = table["repeated"].to_numpy()
        hidden |= ((some > 0) & (some < k)) | ((counts - some > 0) & (counts - some < k))
    if hidden.sum() == 1 and (~hidden).any():
        kept = np.flatnonzero(~hidden)
        hidden[kept[np.argmin(counts[kept])]] = True
    shown = table.drop(columns=[one for one in ("example",) if one in table.columns])
    found = shown.astype(object)
    for name in found.columns:
        # The name of an activity tells nobody's case; a rare way, or a person, does.
        if name in {"activity", "following"}:
            continue
        few = hidden.copy()
        if name in {"first", "last"}:
            told = shown[name].to_numpy()
            few |= (told > 0) & (told < k)
        found[name] = [HIDDEN if gone else one for one, gone in zip(shown[name], few, strict=True)]
    return found


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows as JSON holds them: tuples as lists, no number that is none."""
    return [
        {str(name): _plain(value) for name, value in row.items()}
        for row in table.to_dict("records")
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, float | np.floating):
        return None if np.isnan(value) else round(float(value), 6)
    return int(value) if isinstance(value, np.integer) else value
