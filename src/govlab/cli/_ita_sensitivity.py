"""The verb ``govlab ita sensitivity``: what moves scores and ranks of many agencies."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from govlab.cli._context import COMMON, Context
from govlab.errors import InputError
from govlab.text import message, say

if TYPE_CHECKING:
    import pandas as pd

    from govlab.ita import Method
    from govlab.ita._composite_sensitivity import Sensitivity, Uncertainty

# Enough for intervals of about a tenth; a power of two.
_SAMPLES = 512
# Said in the document, and in every chart.
_SEED = 1


def ita_sensitivity(
    context: typer.Context,
    *,
    file: Annotated[
        Path, typer.Argument(help=".xlsx or CSV of many agencies, at any depth `score` takes.")
    ],
    fiscal_year: Annotated[int, typer.Option("--fiscal-year", help="Buddhist-era fiscal year.")],
    samples: Annotated[
        int, typer.Option(help="Base points, a power of two; intervals narrow with its root.")
    ] = _SAMPLES,
    level: Annotated[
        Literal["instrument", "indicator", "sub_indicator", "item"] | None,
        typer.Option(help="What the composite is made of; indicators where the table has them."),
    ] = None,
    unit: Annotated[
        str | None, typer.Option(help="Agency to decompose; the one nearest to the pass mark.")
    ] = None,
    accept_uncertain: Annotated[
        bool,
        typer.Option("--accept-uncertain", help="Take parts that no source settles as they stand."),
    ] = False,
    normalisation: Annotated[
        list[str] | None,
        typer.Option(help="An alternative; repeat it. none, min_max, z_score, rank, cpi."),
    ] = None,
    aggregation: Annotated[
        list[str] | None,
        typer.Option(help="An alternative; repeat it. arithmetic, geometric, mean_min, copeland."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Also write the tables: .xlsx, a sheet each.")
    ] = None,
    charts: Annotated[
        Path | None, typer.Option(help="Folder for sobol.png, ranks.png, left_out.png.")
    ] = None,
) -> None:
    """Open every choice of the composite and say which one moves scores and ranks.

    Weights, normalisation, aggregation, a component left out and, where answers or columns
    error_IIT and error_EIT are given, the sampling of respondents. Agencies without an
    instrument stay in the result without a rank.
    """
    from govlab import ita
    from govlab.ita import composite

    ctx: Context = context.obj
    if out is not None and out.suffix.lower() != ".xlsx":
        raise InputError(message("ita_composite.workbook", path=str(out)))
    seed = _SEED if ctx.seed is None else ctx.seed
    how = ita.method(fiscal_year, ctx.home, accept_uncertain=accept_uncertain)
    what = composite.read_components(file, how, level)
    asked = _asked(normalisation, aggregation)
    open_ = asked if normalisation else asked.fitted(what)
    found = composite.sensitivity(what, open_, samples=samples, seed=seed, unit=unit)
    unfit = [one for one in asked.normalisations if one not in open_.normalisations]
    left = composite.leave_one_out(what)
    drawn: list[str] = []
    if charts is not None:
        from govlab.files import make_folder

        place = make_folder(charts)
        for name, chart in _charts(found, left, file.name, ctx.lang).items():
            drawn.append(str(chart.save(place / f"{name}.png")))
    sheets = {
        "ranks": found.rank_frame(),
        "sobol": found.frame(),
        "leave_one_out": left.frame(ctx.lang),
        "importance": composite.importance(what),
        "correlations": composite.correlations(what),
    }
    if out is not None:
        from govlab import tables

        made = {"synthetic": True} if what.synthetic else {}
        tables.write_xlsx(out, {name: frame.assign(**made) for name, frame in sheets.items()})
    document = _document(found, how) | {
        **{name: _records(sheets[name]) for name in ("leave_one_out", "importance")},
        "correlations": _records(sheets["correlations"]),
        "reliability": composite.reliability(what).as_dict(),
        "unfit": unfit,
        "charts": drawn,
    }
    told = [say("ita_composite.by_scheme", ctx.lang, label=found.nominal.scheme)]
    told += [
        say("ita_composite.unfit", ctx.lang, name=message(f"ita_composite.normalisation_{one}"))
        for one in unfit
    ]
    ctx.give(document, "\n".join([*told, found.in_language(ctx.lang)]))


def _asked(normalisations: list[str] | None, aggregations: list[str] | None) -> "Uncertainty":
    from govlab.ita.composite import Uncertainty

    given: dict[str, Any] = {}
    if normalisations:
        given["normalisations"] = tuple(normalisations)
    if aggregations:
        given["aggregations"] = tuple(aggregations)
    return Uncertainty(**given)


def _charts(found: "Sensitivity", left: Any, source: str, lang: str) -> dict[str, Any]:
    from govlab.ita import composite

    drawn = {
        "ranks": composite.rank_chart(found, source, lang=lang),
        "left_out": composite.leave_one_out_chart(left, source, lang=lang),
    }
    if not found.outputs["mean_rank_shift"].constant:
        drawn["sobol"] = composite.sobol_chart(found, source, lang=lang)
    if not found.outputs["rank"].constant:
        drawn["sobol_rank"] = composite.sobol_chart(found, source, output="rank", lang=lang)
    return drawn


def _document(found: "Sensitivity", how: "Method") -> dict[str, Any]:
    what = found.nominal.what
    return {
        "fiscal_year": how.fiscal_year,
        "method": {
            "file": how.provenance.path,
            "sha256": how.provenance.sha256,
            "accept_uncertain": how.accept_uncertain,
        },
        "synthetic": what.synthetic,
        "level": what.level,
        "agencies": len(what.units),
        "unscored": list(what.unscored),
        "scheme": found.nominal.scheme.as_dict(),
        "weights": dict(zip(what.codes, found.nominal.weights.tolist(), strict=True)),
    } | found.as_dict()


def _records(frame: "pd.DataFrame") -> list[dict[str, Any]]:
    """Return rows JSON-ready: what is not known is null."""
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]


def add_to(ita_app: typer.Typer) -> None:
    """Add the verb to ``govlab ita``."""
    ita_app.command("sensitivity", epilog=COMMON)(ita_sensitivity)
