"""The verbs ``govlab ita score`` and ``govlab ita method new|check|list|show``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from govlab.cli import _ita_more, _ita_sensitivity
from govlab.cli._context import COMMON, Context
from govlab.cli._tables import write_tables
from govlab.errors import CHECK_FAILED, TableError
from govlab.text import say

if TYPE_CHECKING:
    import pandas as pd

    from govlab.ita import Method, Scores

ita_app = typer.Typer(
    help="The Integrity and Transparency Assessment: methods, scores.", epilog=COMMON
)
method_app = typer.Typer(help="Methods of the fiscal years: list, show, new, check.", epilog=COMMON)
_Year = Annotated[int, typer.Option("--fiscal-year", help="Buddhist-era fiscal year.")]
# Grades less likely than this are not told.
_TOLD = 0.01
_Accept = Annotated[
    bool,
    typer.Option("--accept-uncertain", help="Take parts that no source settles as they stand."),
]


def add_to(app: typer.Typer) -> None:
    """Add the verbs to ``govlab``."""
    app.add_typer(ita_app, name="ita")


ita_app.add_typer(method_app, name="method")
_ita_more.add_to(ita_app)
_ita_sensitivity.add_to(ita_app)


@ita_app.command("score", epilog=COMMON)
def ita_score(
    context: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(help=".xlsx, CSV or Parquet; several are read as one table.")
    ],
    fiscal_year: _Year,
    accept_uncertain: _Accept = False,
    partial: Annotated[
        bool, typer.Option("--partial", help="Let agencies pass that lack an instrument.")
    ] = False,
    population: Annotated[
        Path | None,
        typer.Option(help="Agency, IIT, EIT: persons who could have been asked."),
    ] = None,
    grade_on: Annotated[
        Literal["published", "total"],
        typer.Option(help="Grade the rounded or the unrounded total."),
    ] = "published",
    way_through: Annotated[
        Literal["memory", "partitions", "duckdb"],
        typer.Option("--way", help="How a Parquet file of the country is gone through."),
    ] = "memory",
    out: Annotated[Path | None, typer.Option(help="Also write the table: .xlsx or .csv.")] = None,
) -> None:
    """Score agencies from answers, items, indicators or instruments, whatever the file holds."""
    from govlab import ita

    ctx: Context = context.obj
    how = ita.method(fiscal_year, ctx.home, accept_uncertain=accept_uncertain)
    persons = None if population is None else _persons(population)
    large = [path for path in files if path.suffix.lower() == ".parquet"]
    small = [path for path in files if path not in large]
    if large:
        found = ita.score_national(
            large[0],
            how,
            others=_others(small, how, persons),
            population=persons,
            grade_on=grade_on,
            way_through=way_through,
        )
    else:
        found = _small(small, how, persons, partial=partial, grade_on=grade_on)
    if out is not None:
        _written(out, found)
    ctx.give(found.as_dict(), _scored_words(found, ctx.lang, grade_on))


def _small(
    files: list[Path],
    how: "Method",
    persons: "pd.DataFrame | None",
    *,
    partial: bool,
    grade_on: Literal["published", "total"] = "published",
) -> "Scores":
    from govlab import ita

    frame = ita.read_ita(files, how, partial=partial)
    return ita.score_table(frame, how, grade_on=grade_on, partial=partial, population=persons)


def _others(
    files: list[Path], how: "Method", persons: "pd.DataFrame | None"
) -> "pd.DataFrame | None":
    """Return the instruments that stand beside a file of the country, with their errors."""
    if not files:
        return None
    found = _small(files, how, persons, partial=True)
    codes = [one.code for one in how.instruments if found.frame[one.code].notna().any()]
    others = found.frame[["unit", *codes]]
    if found.errors is None:
        return others
    surveyed = [one.code for one in how.instruments if one.sample and one.code in codes]
    errors = found.errors[["unit", *surveyed]].dropna(axis=1, how="all")
    names = {code: f"{code}_error" for code in surveyed}
    return others.merge(errors.rename(columns=names), on="unit")


def _persons(path: Path) -> "pd.DataFrame":
    """Return the table of populations: one row an agency, one column an instrument."""
    from govlab import tables

    columns = (
        tables.contract("ita_long")["unit"],
        *(
            tables.Column(code, "integer", "", "", low=1, headings=(f"ประชากร {code}",))
            for code in ("IIT", "EIT")
        ),
    )
    raw = tables.read_raw(path, headings=[name for one in columns for name in one.accepted])
    from govlab.tables._check import conform

    wanted = tables.Contract(name="ita_population", th="", en="", key=("unit",), columns=columns)
    return conform(raw, wanted, {})


def _written(out: Path, found: "Scores") -> None:
    frame = found.frame
    if found.errors is not None:
        frame = frame.merge(found.errors, on="unit", suffixes=("", "_se"))
    write_tables(out, {"ITA": frame})


def _scored_words(found: "Scores", lang: str, grade_on: str) -> str:
    from govlab.ita._improve_plan import said_chance
    from govlab.ita._read_rows import summaries

    lines = []
    named = "total" if grade_on == "published" else "total_unrounded"
    for unit in found.as_dict()["units"]:
        parts = [
            f"{one.code} {unit[one.code.lower()]:.2f}"
            for one in found.how.instruments
            if unit[one.code.lower()] is not None
        ]
        if unit["total"] is None:
            lines.append(say("ita.scored_partly", lang, unit=unit["name"], parts=", ".join(parts)))
            continue
        line = say(
            "ita.scored",
            lang,
            unit=unit["name"],
            parts=", ".join(parts),
            # The number that the grade was cut on.
            total=f"{unit[named]:.2f}" if named == "total" else f"{unit[named]:g}",
            grade=unit["grade"],
        )
        if unit["total_low"] is not None:
            low, high = f"{unit['total_low']:.2f}", f"{unit['total_high']:.2f}"
            grades = ", ".join(
                f"{grade} {said_chance(chance).in_language(lang)}"
                for grade, chance in unit["grade_probabilities"].items()
                if chance >= _TOLD
            )
            line += " " + say("ita.scored_interval", lang, low=low, high=high, grades=grades)
        lines.append(line)
    missing = int(found.answers["missing"].sum())
    if missing:
        lines.append(say("ita.scored_missing", lang, missing=missing))
    lines.extend(
        say("ita.scored_differs", lang, **{str(k): v for k, v in row.items()} | _code(row, lang))
        for row in found.differences.to_dict("records")
    )
    names = found.frame["unit"].to_list()
    lines.extend(say("ita_read.summary_row", lang, unit=unit) for unit in summaries(names))
    return "\n".join(lines)


def _code(row: "dict[Any, Any]", lang: str) -> dict[str, str]:
    """Return what the value of a row is called in words: the total has no code."""
    total = say("ita.weighted_total", lang)
    return {"code": total if row["code"] == "total" else str(row["code"])}


@method_app.command("list", epilog=COMMON)
def method_list(context: typer.Context) -> None:
    """List the methods there are, and how deep each goes without consent."""
    from govlab import ita

    ctx: Context = context.obj
    rows = [_summary(ita.method(year, ctx.home)) for year in ita.methods(ctx.home)]
    lines = [
        say(
            "ita.method_line",
            ctx.lang,
            fiscal_year=row["fiscal_year"],
            items=row["items"],
            sure=", ".join(
                f"{code} {say(f'ita.level_{level}', ctx.lang)}"
                for code, level in row["sure"].items()
            )
            or say("ita.nothing_sure", ctx.lang),
            file=row["file"],
        )
        for row in rows
    ]
    ctx.give(rows, "\n".join(lines))


def _summary(how: "Method") -> dict[str, Any]:
    from govlab.ita._method_trust import finest_sure

    return {
        "fiscal_year": how.fiscal_year,
        "file": how.provenance.path,
        "sha256": how.provenance.sha256,
        "indicators": len(how.indicators),
        "items": len(how.items),
        "sure": finest_sure(how),
    }


@method_app.command("show", epilog=COMMON)
def method_show(context: typer.Context, fiscal_year: _Year) -> None:
    """Show a method: instruments, grades, what is unsure, and what each item is worth."""
    from govlab import ita

    ctx: Context = context.obj
    how = ita.method(fiscal_year, ctx.home)
    worth = ita.effective_weights(how, ctx.lang)
    document = _summary(how) | {
        "instruments": [
            {"code": one.code, "name": one.name, "weight": float(one.weight)}
            for one in how.instruments
        ],
        "grades": [
            {
                "grade": one.grade,
                "from": float(one.lower),
                "each": None if one.floor is None else float(one.floor),
            }
            for one in how.bands
        ],
        "pass": float(how.pass_mark),
        "effective_weights": worth.to_dict("records"),
    }
    lines = [f"{one.code} {one.name[ctx.lang]} {one.weight * 100:.0f} %" for one in how.instruments]
    lines += [
        f"{row['item']:<4} {row['points']:>6.3f}  {row['topic']} ({row['certainty']})"
        for row in document["effective_weights"]
    ]
    ctx.give(document, "\n".join(lines))


@method_app.command("new", epilog=COMMON)
def method_new(
    context: typer.Context,
    fiscal_year: _Year,
    out: Annotated[
        Path | None, typer.Option(help="The workbook; out/ita-method-YEAR.xlsx if not given.")
    ] = None,
) -> None:
    """Write the Thai workbook in which the year's method is put down from the manual."""
    from govlab.ita._workbook import new_workbook

    ctx: Context = context.obj
    path = out or Path("out") / f"ita-method-{fiscal_year}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    made, nearest = new_workbook(path, fiscal_year, ctx.home)
    words = say("ita.workbook_made", ctx.lang, path=str(made), nearest=nearest)
    document = {"fiscal_year": fiscal_year, "workbook": str(made), "taken_from": nearest}
    ctx.give(document, words)


@method_app.command("check", epilog=COMMON)
def method_check(
    context: typer.Context,
    workbook: Annotated[Path, typer.Argument(help="The workbook, filled in.")],
) -> None:
    """Prove a filled-in workbook consistent and keep it as a method; exit 1 if it is not."""
    from govlab import ita
    from govlab.ita._workbook_check import check_workbook, keep_method

    ctx: Context = context.obj
    try:
        content = check_workbook(workbook)
    except TableError as error:
        findings = [one.as_dict(ctx.lang) for one in error.problems]
        document = {"workbook": str(workbook), "holds": False, "findings": findings}
        ctx.give(document, error.in_language(ctx.lang))
        raise typer.Exit(CHECK_FAILED) from None
    path = keep_method(content, ctx.home)
    how = ita.method(content["fiscal_year"], ctx.home)
    document = {"workbook": str(workbook), "holds": True, "findings": [], "method": str(path)}
    words = say("ita.method_kept", ctx.lang, path=str(path), fiscal_year=how.fiscal_year)
    ctx.give(document | _summary(how), words)
