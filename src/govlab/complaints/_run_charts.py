"""Pictures of what was simulated: each says so, with seed, runs and assumptions."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from govlab import thai
from govlab.charts import COLOURS, Chart, canvas
from govlab.complaints import _engine, _indicators
from govlab.complaints import _kernel_tables as tables
from govlab.complaints._estimate import Estimate, figure
from govlab.complaints._kernel_tables import DAY
from govlab.complaints._process import Basis, Process
from govlab.complaints._simulate import window_of
from govlab.errors import InputError
from govlab.text import message, say

if TYPE_CHECKING:
    from govlab.complaints._compare import Comparison
    from govlab.complaints._replications import Replications
    from govlab.complaints._sweep import Sweep

# So many replications are run again with their cases for a picture over time.
_DRAWN = 40
_YEAR = 365.25
_BAND = (5, 95)
_BINS = 60
_LONGEST = 99
_TWO = 2
_VALUE = int | float | str
# Signs in a line of a title beside long labels.
_TITLE = 50
# Words beside a point nearer than this to an edge lean the other way.
_NEAR = 0.3


def run_charts(runs: "Replications", lang: str = "th") -> dict[str, Chart]:
    """Return the pictures of one process: backlog, time to close, capacity, deadlines."""
    found = {
        "backlog": backlog_chart(runs, lang),
        "time_in_system": sojourn_chart(runs, lang),
    }
    for kind in ("utilisation", "on_time"):
        if any(name.startswith(f"{kind}.") and one.n for name, one in runs.estimates().items()):
            found[kind] = share_chart(runs, kind, lang)
    return found


def comparison_charts(found: "Comparison", lang: str = "th") -> dict[str, Chart]:
    """Return the differences of policies in what matters most: time, deadlines, backlog."""
    wanted = [
        name
        for name in found.indicators
        if name.partition(".")[0] in {"time_in_system", "on_time", "backlog"}
    ]
    return {name: difference_chart(found, name, lang) for name in wanted}


def sweep_charts(found: "Sweep", lang: str = "th") -> dict[str, Chart]:
    """Return what the variants of a sweep do to time, deadlines and backlog."""
    wanted = [
        name
        for name in found.indicators
        if name.partition(".")[0] in {"time_in_system", "on_time", "backlog"}
    ]
    return {name: sweep_chart(found, name, lang) for name in wanted}


def backlog_chart(runs: "Replications", lang: str = "th") -> Chart:
    """Return open cases over time: mean and band of replications, and one of them."""
    daily = np.array([_daily(one, runs.days) for one in _cases(runs)])
    low, high = np.percentile(daily, _BAND, axis=0)
    mean = daily.mean(axis=0)
    years = (np.arange(daily.shape[1]) + 1) / _YEAR
    title = say("complaints_run.chart_backlog", lang, process=runs.process.title)
    with canvas(
        _wrapped(title, _TITLE), source=source_line(runs, lang), lang=lang, synthetic=True
    ) as (
        figure_,
        axes,
    ):
        band, line = say("complaints_run.chart_band", lang), len(daily)
        axes.fill_between(years, low, high, color=COLOURS[5], alpha=0.35, label=band)
        axes.plot(years, daily[0], color=COLOURS[6], linewidth=0.8, label=_said("one", lang))
        axes.plot(
            years, mean, color=COLOURS[0], linewidth=2, label=_said("mean_line", lang, count=line)
        )
        if runs.warm_up:
            axes.axvspan(0, runs.warm_up / _YEAR, color="#eeeeee", zorder=0)
            top = max(high.max(), daily[0].max()) * 1.08
            axes.set_ylim(0, top)
            axes.text(
                runs.warm_up / _YEAR / 2,
                top * 0.985,
                _said("warm", lang),
                ha="center",
                va="top",
                fontsize=11,
                color="#555555",
            )
        axes.set_xlim(0, years[-1])
        axes.set_ylim(bottom=0)
        axes.set_xlabel(
            _said("days_x", lang, start=thai.format_date(runs.process.start, lang=lang))
        )
        axes.set_ylabel(_said("backlog_y", lang))
        axes.grid(axis="y")
        axes.legend(loc="lower right", frameon=True, fontsize=11)
    ends = f"{figure(mean[-1])} ({figure(low[-1])} – {figure(high[-1])})"
    return Chart(figure_, f"{title}: {ends}")


def sojourn_chart(runs: "Replications", lang: str = "th") -> Chart:
    """Return how long cases take: a histogram of all that came after the warm-up and closed.

    Raises
    ------
    InputError
        When none has closed.
    """
    every = []
    warm = round(runs.warm_up * DAY)
    count = 0
    for cases in _cases(runs):
        done = cases[(cases[:, tables.CLOSED] >= 0) & (cases[:, tables.CAME] >= warm)]
        every.append((done[:, tables.CLOSED] - done[:, tables.CAME]) / DAY)
        count += 1
    days = np.concatenate(every)
    if not len(days):
        raise InputError(message("complaints_run.nothing_finished", process=runs.process.id))
    title = say("complaints_run.chart_sojourn", lang, process=runs.process.title)
    half, nine, most = np.percentile(days, [50, 90, _LONGEST])
    with canvas(
        _wrapped(title, _TITLE), source=source_line(runs, lang), lang=lang, synthetic=True
    ) as (
        figure_,
        axes,
    ):
        weights = np.full(len(days), 100 / len(days))
        axes.hist(days, bins=_BINS, range=(0, most), weights=weights, color=COLOURS[0], alpha=0.85)
        for value, colour, words in ((half, COLOURS[1], "median"), (nine, COLOURS[4], "nine")):
            label = _said(words, lang, days=figure(value))
            axes.axvline(value, color=colour, linewidth=2, label=label)
        rest = _said("rest", lang, share=figure(100 * (days > most).mean()), days=figure(most))
        axes.plot([], [], " ", label=rest)
        axes.set_xlim(0, most)
        axes.set_xlabel(_said("sojourn_x", lang, n=f"{len(days):,}", count=count))
        axes.set_ylabel(_said("sojourn_y", lang))
        axes.grid(axis="y")
        axes.legend(loc="upper right", frameon=True, fontsize=11)
    return Chart(figure_, f"{title}: {figure(half)}, {figure(nine)}")


def share_chart(runs: "Replications", kind: str, lang: str = "th") -> Chart:
    """Return shares by resource (``utilisation``) or deadline (``on_time``) with intervals."""
    names = [
        name
        for name, one in runs.estimates().items()
        if name.startswith(f"{kind}.") and one.n and one.mean > 0
    ]
    of: Mapping[str, Any] = (
        runs.process.resources if kind == "utilisation" else runs.process.deadlines
    )
    labels = [of[name.partition(".")[2]].title.in_language(lang) for name in names]
    each = [runs.estimate(name) for name in names]
    words = (
        (say("complaints_run.chart_utilisation", lang, process=runs.process.title), "utilisation_x")
        if kind == "utilisation"
        else (say("complaints_run.chart_on_time", lang, process=runs.process.title), "on_time_x")
    )
    size = (9.5, 2.0 + 0.5 * len(names))
    with canvas(
        _wrapped(words[0], _TITLE),
        source=source_line(runs, lang),
        lang=lang,
        synthetic=True,
        size=size,
    ) as (
        figure_,
        axes,
    ):
        rows = np.arange(len(names))
        axes.barh(rows, [one.mean for one in each], color=COLOURS[0], height=0.62)
        for row, one in zip(rows, each, strict=True):
            axes.plot([one.low, one.high], [row, row], color="black", linewidth=2)
            axes.annotate(
                figure(one.mean),
                (max(one.high, one.mean), row),
                xytext=(5, 0),
                textcoords="offset points",
                va="center",
                fontsize=11,
            )
        axes.set_yticks(rows, [_wrapped(label) for label in labels], fontsize=11)
        axes.invert_yaxis()
        axes.set_xlim(0, 105)
        axes.set_xlabel(_said(words[1], lang, count=len(runs)))
        axes.grid(axis="x")
    told = ", ".join(f"{label} {figure(one.mean)}" for label, one in zip(labels, each, strict=True))
    return Chart(figure_, f"{words[0]}: {told}")


def difference_chart(found: "Comparison", indicator: str, lang: str = "th") -> Chart:
    """Return what policies change: paired intervals, and those of independent seeds in grey."""
    base = found.runs[found.base]
    each = [found.difference(name, indicator) for name in list(found.runs)[1:]]
    indicator_title = _indicators.title(base.process, indicator, lang)
    title = _said("difference", lang, indicator=indicator_title, base=found.base)
    # The legend stands between the axis and the source, which needs some height.
    size = (9.5, max(4.6, 2.6 + 0.8 * len(each)))
    with canvas(
        _wrapped(title, _TITLE),
        source=source_line(base, lang),
        lang=lang,
        synthetic=True,
        size=size,
    ) as (
        figure_,
        axes,
    ):
        rows = np.arange(len(each))
        mean = np.array([one.paired.mean for one in each])
        apart = np.array([one.independent for one in each])
        paired = np.array([one.paired.half_width for one in each])
        axes.hlines(
            rows, mean - apart, mean + apart, color=COLOURS[6], linewidth=9, alpha=0.5,
            label=_said("independent", lang),
        )  # fmt: skip
        axes.hlines(
            rows, mean - paired, mean + paired, color=COLOURS[0], linewidth=4,
            label=_said("paired", lang),
        )  # fmt: skip
        axes.plot(mean, rows, "o", color="#222222", markersize=6)
        axes.margins(x=0.12)
        left, right = axes.get_xlim()
        for row, one in zip(rows, each, strict=True):
            at = (mean[row] - left) / (right - left)
            side = "left" if at < _NEAR else "right" if at > 1 - _NEAR else "center"
            said = f"{'+' if one.paired.mean > 0 else ''}{figure(one.paired.mean)}"
            if np.isfinite(one.ratio):
                said += f" · {_said('times', lang, ratio=figure(one.ratio))}"
            axes.annotate(
                said, (mean[row], row), xytext=(0, 10), textcoords="offset points",
                ha=side, fontsize=11,
            )  # fmt: skip
        axes.axvline(0, color="#333333", linewidth=1.2)
        axes.set_yticks(rows, [_wrapped(one.policy) for one in each])
        axes.set_ylim(len(each) - 0.4, -0.8)
        unit = _indicators.unit(indicator, lang)
        axes.set_xlabel(_said("difference_x", lang, unit=unit, count=len(base)))
        axes.grid(axis="x")
        axes.legend(
            loc="upper center",
            bbox_to_anchor=(0.5, -1.35 / size[1]),
            frameon=False,
            ncols=2,
            fontsize=11,
        )
    told = "; ".join(f"{one.policy} {' '.join(one.paired.shown())}" for one in each)
    return Chart(figure_, f"{title}: {told}")


def sweep_chart(found: "Sweep", indicator: str, lang: str = "th") -> Chart:
    """Return one indicator over a sweep: a heat map of two paths, else points with intervals."""
    paths = list(dict.fromkeys(path for one in found.variants for path in one.changes))
    first = found.variants[0]
    runs = found.runs[first.name]
    title = _said(
        "sweep",
        lang,
        indicator=_indicators.title(first.process, indicator, lang),
        process=first.process.title,
    )
    unit = _indicators.unit(indicator, lang)
    means = {name: one.estimate(indicator) for name, one in found.runs.items()}
    values = [
        list(dict.fromkeys(str(one.changes.get(path)) for one in found.variants)) for path in paths
    ]
    whole = len(paths) == _TWO and len(values[0]) * len(values[1]) == len(found.variants)
    # What a policy changes is no scale: its name says it.
    whole &= all(isinstance(one.changes.get(p), _VALUE) for one in found.variants for p in paths)
    size = (9.5, 2.6 + 0.55 * len(values[1])) if whole else (9.5, 2.4 + 0.5 * len(means))
    with canvas(
        _wrapped(title, _TITLE),
        source=source_line(runs, lang),
        lang=lang,
        synthetic=True,
        size=size,
    ) as (
        figure_,
        axes,
    ):
        if whole:
            unit_and_count = _said("sweep_y_short", lang, unit=unit, count=len(runs))
            _heat(axes, found, means, paths, values, unit_and_count)
            across, down = (_indicators.path_title(first.process, one, lang) for one in paths)
            axes.set_xlabel(across)
            axes.set_ylabel(_wrapped(down.replace(".", ". "), 22).replace(". ", "."))
        else:
            _points(axes, {found.named(name, lang): one for name, one in means.items()})
            axes.set_xlabel(_said("sweep_y", lang, unit=unit, count=len(runs)))
    told = ", ".join(f"{found.named(name, lang)} {figure(one.mean)}" for name, one in means.items())
    return Chart(figure_, f"{title} ({unit}): {told}")


def _heat(  # noqa: PLR0917
    axes: Any,
    found: "Sweep",
    means: Mapping[str, Estimate],
    paths: list[str],
    values: list[Any],
    unit: str,
) -> None:
    grid = np.full((len(values[1]), len(values[0])), np.nan)
    for one in found.variants:
        column, row = (values[place].index(str(one.changes.get(paths[place]))) for place in (0, 1))
        grid[row, column] = means[one.name].mean
    shown = axes.imshow(grid, cmap="cividis", aspect="auto", zorder=-1)
    axes.figure.colorbar(shown, ax=axes, label=unit)
    middle = (np.nanmin(grid) + np.nanmax(grid)) / 2
    for row, column in np.ndindex(grid.shape):
        ink = "white" if grid[row, column] < middle else "black"
        axes.text(column, row, figure(grid[row, column]), ha="center", va="center", color=ink)
    axes.set_xticks(range(len(values[0])), values[0])
    axes.set_yticks(range(len(values[1])), values[1])


def _points(axes: Any, means: Mapping[str, Estimate]) -> None:
    rows = np.arange(len(means))
    each = list(means.values())
    axes.hlines(
        rows, [one.low for one in each], [one.high for one in each], color=COLOURS[0], linewidth=4
    )
    axes.plot([one.mean for one in each], rows, "o", color="#222222", markersize=6)
    for row, one in zip(rows, each, strict=True):
        axes.annotate(
            figure(one.mean), (one.mean, row), xytext=(0, 7), textcoords="offset points",
            ha="center", fontsize=11,
        )  # fmt: skip
    axes.set_yticks(rows, [_wrapped(label) for label in means])
    axes.set_ylim(len(each) - 0.4, -0.8)
    axes.margins(x=0.1)
    axes.grid(axis="x")


def _cases(runs: "Replications") -> Iterator[Any]:
    """Yield the tables of cases of the first replications."""
    window = window_of(runs.days, runs.warm_up, log=True)
    for number in range(min(len(runs), _DRAWN)):
        state = _engine.run(runs.plan, window, runs.seed, number)
        yield state.cases[: state.count[tables.CASES]]


def _daily(cases: Any, days: int) -> Any:
    """Return how many cases are open at the end of each day."""
    closed = cases[cases[:, tables.CLOSED] >= 0, tables.CLOSED] // DAY
    came = cases[:, tables.CAME] // DAY
    change = np.bincount(came, minlength=days)[:days] - np.bincount(closed, minlength=days)[:days]
    return np.cumsum(change)


def source_line(runs: "Replications", lang: str) -> str:
    """Return the line that says simulated: from what, how often, with which seed."""
    every = assumptions_of(runs.process)
    words = (
        say(
            "complaints_run.chart_assumptions",
            lang,
            count=len(every),
            first=every[0],
            last=every[-1],
        )
        if every
        else say("complaints_run.chart_no_assumptions", lang)
    )
    return say(
        "complaints_run.chart_source",
        lang,
        process=f"{runs.process.id}.yaml",
        sha=runs.process.sha256[:12],
        count=f"{len(runs):,}",
        days=f"{runs.days:,}",
        seed=runs.seed if isinstance(runs.seed, int) else runs.seed.hex(),
        assumptions=words,
    )


def assumptions_of(process: Process) -> list[str]:
    """Return the numbers of the assumptions that a process rests on, sorted."""
    return sorted(set(_assumed(process)))


def _assumed(node: Any) -> Iterator[str]:
    if isinstance(node, Basis):
        if node.assumption:
            yield from node.assumption.split(";")
    elif isinstance(node, Mapping):
        for one in node.values():
            yield from _assumed(one)
    elif isinstance(node, tuple):
        for one in node:
            yield from _assumed(one)
    elif is_dataclass(node):
        for one in fields(node):
            yield from _assumed(getattr(node, one.name))


def _said(key: str, lang: str, **values: object) -> str:
    return say(f"complaints_run.chart_{key}", lang, **values)


def _wrapped(label: str, most: int = 34) -> str:
    """Return a label in lines of about `most` signs, broken at spaces."""
    lines = [""]
    for word in label.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and len(longer) > most:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines)
