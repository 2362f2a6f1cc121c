"""``govlab complaints``: simulate, compare, sweep and draw a process of handling complaints."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from govlab.cli import _complaints_check
from govlab.cli._complaints_told import told, told_comparison, told_sweep
from govlab.cli._context import COMMON, Context
from govlab.cli._tables import check_table_file, write_tables
from govlab.errors import InputError
from govlab.text import message, say

if TYPE_CHECKING:
    import pandas as pd

    from govlab.complaints import Policy
    from govlab.complaints._process import Process
    from govlab.complaints.simulation import Work

# Ten years: at 23 cases a month that is a run of a few milliseconds.
_DAYS = 3653
_SEED = 1
_REPLICATIONS, _PAIRS = 30, 100

complaints_app = typer.Typer(
    help="Complaint handling: simulate a process, compare policies, check logs."
)

_Name = Annotated[
    str,
    typer.Argument(metavar="PROCESS", help="Name of the library (bangkok, ministry) or a file."),
]
_Days = Annotated[int, typer.Option(help="Days from the start of the process, warm-up included.")]
_Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change the declaration; x3 multiplies."),
]
_WarmUp = Annotated[
    str | None,
    typer.Option(
        metavar="DAYS|found", help="Days not measured; `found` by pilot runs; else as declared."
    ),
]
_Cluster = Annotated[
    str | None,
    typer.Option(help="A Dask cluster by address, tcp://HOST:PORT; `local` starts one here."),
]
_On = Annotated[
    Literal["threads", "processes", "serial"], typer.Option(help="How this machine computes.")
]
_Workers = Annotated[int | None, typer.Option(help="At most so many threads or processes.")]
_Folder = Annotated[
    Path | None, typer.Option(help="Keep what is finished here; a stopped run goes on.")
]
_Table = Annotated[
    Path | None,
    typer.Option(
        "--out", help="Write every number, in words of --lang: .xlsx, or .csv (one sheet)."
    ),
]
_Charts = Annotated[Path | None, typer.Option(help="Folder for charts as PNG.")]


@complaints_app.command("simulate", epilog=COMMON)
def complaints_simulate(
    context: typer.Context,
    *,
    process: _Name,
    days: _Days = _DAYS,
    changes: _Set = None,
    policy: Annotated[
        list[str] | None, typer.Option(help="A policy of the library or a file; repeat it.")
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(
            help=f"Independent runs; {_REPLICATIONS} when not given; with --precision the most."
        ),
    ] = None,
    precision: Annotated[
        float | None,
        typer.Option(help="Run until the interval is this narrow: 0.05 is ±5% of the mean."),
    ] = None,
    indicator: Annotated[str, typer.Option(help="What --precision is about.")] = "time_in_system",
    warm_up: _WarmUp = None,
    drain: Annotated[
        bool, typer.Option("--drain", help="In the log, go on until every case has ended.")
    ] = False,
    twin: Annotated[
        bool, typer.Option("--twin", help="Hold the process's exponential form against theory.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(help="Write the log of the first run: .csv .xlsx .parquet .xes .json (OCEL)."),
    ] = None,
    titles: Annotated[
        bool, typer.Option("--titles", help="In the log, titles in --lang instead of ids.")
    ] = False,
    charts: _Charts = None,
    cluster: _Cluster = None,
    on: _On = "threads",
    workers: _Workers = None,
    folder: _Folder = None,
) -> None:
    """Simulate a process: a log of one run, indicators of many.

    The same process, days and seed give the same numbers on any machine.
    """
    from govlab import logs
    from govlab.complaints import simulation
    from govlab.thai import government_calendar

    ctx: Context = context.obj
    seed = _SEED if ctx.seed is None else ctx.seed
    made = _process(ctx, process, changes, policy)
    calendar = government_calendar(ctx.home)
    cut = _cut(ctx, made, days, seed, warm_up)
    with _work(ctx, cluster, on, workers, folder) as work:
        runs = simulation.replicate(
            made,
            days=days,
            seed=seed,
            replications=replications,
            precision=precision,
            indicator=indicator,
            most=simulation.MOST if replications is None else replications,
            warm_up=cut,
            calendar=calendar,
            work=work,
        )
        theory = None
        if twin:
            theory = simulation.twin(made, calendar).check(
                days=days,
                seed=seed,
                replications=max(len(runs), _REPLICATIONS),
                warm_up=cut,
                calendar=calendar,
                work=work.part("twin"),
            )
    run = simulation.simulate(
        made, days=days, seed=seed, drain=drain, warm_up=runs.warm_up, calendar=calendar
    )
    written = None
    if out is not None:
        written = logs.write(run.log(titles=ctx.lang if titles else None), out)
    drawn = _drawn(charts, simulation.run_charts(runs, lang=ctx.lang) if charts else {})
    document = {
        **_head(made, days, runs.warm_up, seed),
        "replications": len(runs),
        "precision_reached": runs.reached,
        "cases": run.count,
        "events": len(run.events),
        "indicators": runs.as_dict(),
        "deadlines": runs.counts(),
        "odd_replication": runs.odd(),
        "reports": _rows(run.reports),
        "theory": None if theory is None else theory.as_dict(),
        "log": None if written is None else str(written),
        "charts": drawn,
        "notes": [one.in_language(ctx.lang) for one in runs.notes],
    }
    ctx.give(document, told(runs, run, theory, written, ctx.lang))


@complaints_app.command("compare", epilog=COMMON)
def complaints_compare(
    context: typer.Context,
    *,
    process: _Name,
    policy: Annotated[
        list[str],
        typer.Option(help="A policy of the library or a file; the first is the base; repeat it."),
    ],
    days: _Days = _DAYS,
    changes: _Set = None,
    replications: Annotated[int, typer.Option(help="Pairs of runs.")] = _PAIRS,
    warm_up: _WarmUp = None,
    out: _Table = None,
    charts: _Charts = None,
    cluster: _Cluster = None,
    on: _On = "threads",
    workers: _Workers = None,
    folder: _Folder = None,
) -> None:
    """Compare policies under the same luck: paired differences with intervals.

    With one policy, the base is the process as it is declared.
    """
    from govlab.complaints import policy_file, simulation
    from govlab.complaints import process as declared
    from govlab.thai import government_calendar

    ctx: Context = context.obj
    check_table_file(out)
    seed = _SEED if ctx.seed is None else ctx.seed
    given = _changes(changes)
    chosen = [policy_file(one, ctx.home) for one in policy]
    made: dict[str, Process] = {}
    if len(chosen) == 1:
        name = say("complaints_run.as_declared", ctx.lang)
        made[name] = declared(process, ctx.home, overrides=given)
    titles = _titles(chosen, ctx.lang)
    for name, one in zip(titles, chosen, strict=True):
        made[name] = declared(process, ctx.home, overrides={**given, **one})
    first = next(iter(made.values()))
    cut = _cut(ctx, first, days, seed, warm_up)
    with _work(ctx, cluster, on, workers, folder) as work:
        found = simulation.compare(
            made,
            days=days,
            seed=seed,
            replications=replications,
            warm_up=cut,
            calendar=government_calendar(ctx.home),
            work=work,
        )
    written = None if out is None else write_tables(out, found.sheets(ctx.lang, ctx.home))
    drawn = _drawn(charts, simulation.comparison_charts(found, lang=ctx.lang) if charts else {})
    base = found.runs[found.base]
    document = {
        **_head(first, days, base.warm_up, seed),
        "replications": len(base),
        **found.as_dict(),
        "table": None if written is None else str(written),
        "charts": drawn,
        "notes": [one.in_language(ctx.lang) for one in found.notes],
    }
    ctx.give(document, told_comparison(found, written, ctx.lang))


@complaints_app.command("sweep", epilog=COMMON)
def complaints_sweep(
    context: typer.Context,
    *,
    process: _Name,
    grid: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH=V,V,…", help="Values of a path; all combinations are run."),
    ] = None,
    policy: Annotated[
        list[str] | None, typer.Option(help="A policy of the library or a file; repeat it.")
    ] = None,
    days: _Days = _DAYS,
    changes: _Set = None,
    replications: Annotated[int, typer.Option(help="Runs of each variant.")] = _PAIRS,
    warm_up: _WarmUp = None,
    out: _Table = None,
    charts: _Charts = None,
    cluster: _Cluster = None,
    on: _On = "threads",
    workers: _Workers = None,
    folder: _Folder = None,
) -> None:
    """Run every variant of a process under the same luck.

    The numbers are the same however they were computed; with --folder a sweep that was
    stopped goes on.
    """
    from govlab.complaints import simulation
    from govlab.thai import government_calendar

    ctx: Context = context.obj
    check_table_file(out)
    seed = _SEED if ctx.seed is None else ctx.seed
    points = simulation.variants(
        process,
        grid=_grid(grid),
        policies=policy or (),
        overrides=_changes(changes),
        place=ctx.home,
    )
    cut = _cut(ctx, points[0].process, days, seed, warm_up)
    with _work(ctx, cluster, on, workers, folder) as work:
        found = simulation.sweep(
            points,
            days=days,
            seed=seed,
            replications=replications,
            warm_up=cut,
            calendar=government_calendar(ctx.home),
            work=work,
        )
    written = None if out is None else write_tables(out, found.sheets(ctx.lang, ctx.home))
    drawn = _drawn(charts, simulation.sweep_charts(found, lang=ctx.lang) if charts else {})
    document = {
        **_head(points[0].process, days, found.runs[points[0].name].warm_up, seed),
        "replications": replications,
        **found.as_dict(),
        "table": None if written is None else str(written),
        "charts": drawn,
        "notes": [one.in_language(ctx.lang) for one in found.notes],
    }
    ctx.give(document, told_sweep(found, written, ctx.lang))


@complaints_app.command("draw", epilog=COMMON)
def complaints_draw(
    context: typer.Context,
    *,
    process: _Name,
    changes: _Set = None,
    policy: Annotated[
        list[str] | None, typer.Option(help="A policy of the library or a file; repeat it.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="PNG or SVG; out/PROCESS.png when not given.")
    ] = None,
    wide: Annotated[bool, typer.Option("--wide", help="For a slide of 16:9.")] = False,
) -> None:
    """Draw a process: channels, stages, boards, deadlines and how cases end."""
    from govlab.complaints import diagram

    ctx: Context = context.obj
    made = _process(ctx, process, changes, policy)
    if out is None:
        from govlab.files import make_folder

        out = make_folder("out") / f"{made.id}.png"
    path = diagram(made, ctx.lang, wide=wide).save(out)
    document = {
        "process": made.id,
        "sha256": made.sha256,
        "output": str(path),
        "wide": wide,
        "stages": len(made.stages),
        "channels": len(made.channels),
        "deadlines": len(made.deadlines),
    }
    ctx.give(document, say("complaints_run.drawn", ctx.lang, path=str(path)))


def _process(
    ctx: Context, name: str, changes: Sequence[str] | None, policies: Sequence[str] | None
) -> "Process":
    """Return the process after policies and changes, in this order."""
    from govlab.complaints import policy_file, process

    overrides: dict[str, object] = {}
    for one in policies or ():
        overrides |= policy_file(one, ctx.home)
    return process(name, ctx.home, overrides=overrides | _changes(changes))


def _changes(given: Sequence[str] | None) -> dict[str, object]:
    found: dict[str, object] = {}
    for text in given or ():
        path, equals, value = text.partition("=")
        if not (path and equals and value):
            raise InputError(message("complaints_run.set_shape", text=text))
        if path in found:
            raise InputError(message("complaints_run.set_twice", path=path))
        found[path] = value
    return found


def _grid(given: Sequence[str] | None) -> dict[str, Sequence[object]]:
    return {
        path: [_number_or_word(one) for one in str(values).split(",")]
        for path, values in _changes(given).items()
    }


def _number_or_word(text: str) -> object:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _titles(chosen: "Sequence[Policy]", lang: str) -> list[str]:
    """Return what the policies are called; their ids where two have the same title."""
    titles = [one.title.in_language(lang) for one in chosen]
    return titles if len(set(titles)) == len(titles) else [one.id for one in chosen]


def _cut(ctx: Context, process: "Process", days: int, seed: int, given: str | None) -> float | None:
    """Return the warm-up that the caller asks for; None for what is declared."""
    if given is None:
        return None
    if given == "found":
        from govlab.complaints import simulation

        _tell_of_compiling(ctx)
        found = simulation.warm_up(process, days=days, seed=seed)
        ctx.tell(found.in_language(ctx.lang))
        return found.days
    try:
        return float(given)
    except ValueError:
        raise InputError(message("complaints_run.warm_up_word", value=given)) from None


@contextmanager
def _work(
    ctx: Context, cluster: str | None, on: str, workers: int | None, folder: Path | None
) -> "Iterator[Work]":
    """Lend the way in which replications are computed, with a bar on standard error."""
    from govlab.complaints.simulation import Work
    from govlab.compute import show_progress

    where = on if cluster is None else "dask" if cluster == "local" else cluster
    if cluster is not None and cluster != "local" and "://" not in cluster:
        raise InputError(message("complaints_run.cluster", value=cluster))
    _tell_of_compiling(ctx)
    with show_progress(say("complaints_run.progress", ctx.lang)) as progress:
        yield Work(where, workers, folder, progress)


def _tell_of_compiling(ctx: Context) -> None:
    """Say why nothing moves, where the engine is compiled first."""
    from govlab.complaints import _engine

    if _engine.will_compile():
        ctx.tell(say("complaints_run.compiling", ctx.lang))


def _head(process: "Process", days: int, warm_up: float, seed: int) -> dict[str, Any]:
    return {
        "process": process.id,
        "sha256": process.sha256,
        "simulated": True,
        "days": days,
        "warm_up": warm_up,
        "seed": seed,
    }


def _rows(frame: "pd.DataFrame") -> list[dict[str, Any]]:
    """Return rows JSON-ready: days are ISO."""
    found = frame.assign(date=frame["date"].map(str))
    return [{str(name): value for name, value in row.items()} for row in found.to_dict("records")]


def _drawn(folder: Path | None, charts: dict[str, Any]) -> list[str]:
    if folder is None:
        return []
    from govlab.files import make_folder

    place = make_folder(folder)
    return [str(chart.save(place / f"{name}.png")) for name, chart in charts.items()]


# After the verbs of this module: help lists them in this order.
_complaints_check.add_to(complaints_app)
