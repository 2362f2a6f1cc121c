"""The verbs ``govlab complaints check``, ``mine`` and ``withhold``: logs of one's own."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from govlab.cli._context import COMMON, Context
from govlab.errors import CHECK_FAILED, InputError, TableError
from govlab.text import message, say

if TYPE_CHECKING:
    from datetime import date, datetime

    import pandas as pd

    from govlab.logs import Log

_Log = Annotated[
    Path, typer.Argument(help="CSV, .xlsx, Parquet, XES, OCEL 2.0 or a Traffy Fondue export.")
]
_Map = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="COLUMN=FIELD", help="Heading of a field: No.=case."),
]
_Name = Annotated[
    list[str] | None,
    typer.Option("--name", metavar="ACTIVITY=ID", help="A stage under the log's own word for it."),
]
_Secret = Annotated[
    list[str] | None,
    typer.Option("--secret", metavar="COLUMN", help="A column that tells who complained."),
]
_Out = Annotated[
    Path | None, typer.Option(help="Write every row of what is told to a workbook: .xlsx.")
]
_Format = Annotated[
    str | None, typer.Option("--format", help="csv, xlsx, traffy, parquet, xes, ocel.")
]


_MINED = ("variants", "activities", "follows", "bottlenecks", "rework", "resources", "beside")


def add_to(complaints_app: typer.Typer) -> None:
    """Add the verbs to ``govlab complaints``."""
    complaints_app.command("check", epilog=COMMON)(complaints_check)
    complaints_app.command("mine", epilog=COMMON)(complaints_mine)
    complaints_app.command("withhold", epilog=COMMON)(complaints_withhold)


def complaints_check(
    context: typer.Context,
    *,
    log: _Log,
    process: Annotated[str, typer.Option(help="Name of the library, or a file.")],
    now: Annotated[
        str | None, typer.Option(help="Day to judge at, any Thai or ISO date; else the log's end.")
    ] = None,
    rule: Annotated[
        list[str] | None, typer.Option(help="Apply this rule only; all when not given.")
    ] = None,
    days: Annotated[int, typer.Option(help="What falls due within so many days.")] = 7,
    out: _Out = None,
    column: _Map = None,
    name: _Name = None,
    secret: _Secret = None,
    form: _Format = None,
) -> None:
    """Hold a log against a process: every breach with its evidence and the rule's source.

    Exits 1 when a rule is broken.
    """
    from govlab import complaints
    from govlab.complaints import conformance

    ctx: Context = context.obj
    declared = complaints.process(process, ctx.home)
    read = _read(log, form, column, secret)
    names = _names(name or ())
    moment = _moment(now)
    found = conformance.check(
        read, declared, now=moment, lang=ctx.lang, rules=rule or None, names=names
    )
    clocks = conformance.clocks(read, declared, now=found.now, names=names)
    soon = conformance.due_soon(clocks, found.now, days)
    document = found.as_dict() | {
        "due_soon": _due(soon),
        "exposure": conformance.exposures(read, declared, names=names).as_dict(),
    }
    words = [found.in_language(ctx.lang)]
    if len(soon) and found.recognised:
        words.append(say("complaints_check.due_head", ctx.lang, days=days, count=len(soon)))
        words += _due_lines(soon, declared, ctx.lang)
    if out is not None:
        frames = {
            "breaches": found.table(),
            "rules": found.summary(),
            "due": _due_table(soon, declared, ctx.lang),
        }
        _keep(ctx, out, frames, document, words)
    ctx.give(document, "\n".join(words))
    if not found.holds:
        raise typer.Exit(CHECK_FAILED)


def complaints_mine(
    context: typer.Context,
    *,
    log: _Log,
    process: Annotated[
        str | None, typer.Option(help="A process to compare with: a name or a file.")
    ] = None,
    k: Annotated[
        int | None, typer.Option("-k", help="Hide cells of fewer than so many cases.")
    ] = None,
    chart: Annotated[Path | None, typer.Option(help="Draw the ways: .png or .svg.")] = None,
    most: Annotated[int, typer.Option(help="Rows of each table in the JSON.")] = 50,
    out: _Out = None,
    column: _Map = None,
    name: _Name = None,
    secret: _Secret = None,
    form: _Format = None,
) -> None:
    """Show what a log tells: ways, what follows what, waiting, rework, who does how much."""
    from govlab import complaints
    from govlab.complaints import conformance

    ctx: Context = context.obj
    declared = None if process is None else complaints.process(process, ctx.home)
    read = _read(log, form, column, secret)
    names = _names(name or ())
    found = conformance.mine(read, declared, names=names)
    document = found.as_dict(ctx.lang, k=k, most=most)
    words = [found.in_language(ctx.lang)]
    if k is not None:
        words.append(found.note(k, ctx.lang))
    if chart is not None:
        document["chart"] = str(found.chart(ctx.lang, k=k).save(chart))
    if out is not None:
        shown = [name for name in _MINED if len(getattr(found, name))]
        frames = {name: found.table(name, ctx.lang, k=k) for name in shown}
        _keep(ctx, out, frames, document, words)
    ctx.give(document, "\n".join(words))


def complaints_withhold(
    context: typer.Context,
    *,
    log: _Log,
    out: Annotated[Path, typer.Option(help="The log that may go on; its ending says the format.")],
    store: Annotated[str, typer.Option(help="Name of the sealed store in state/identities.")],
    column: _Map = None,
    secret: _Secret = None,
    form: _Format = None,
) -> None:
    """Seal who complained into the home, and write the log with pseudonyms for its cases.

    The passphrase is typed, or in GOVLAB_IDENTITIES_PASSPHRASE.
    """
    from govlab import logs
    from govlab.complaints import conformance
    from govlab.complaints._exposure_store import path_of

    ctx: Context = context.obj
    read = _unguarded(log, form, column)
    where = str(path_of(store, ctx.home))
    known = path_of(store, ctx.home).exists()
    passphrase = _passphrase(ctx, where, twice=not known)
    sealed = conformance.seal_identities(read, secret or (), store, ctx.home, passphrase)
    made = logs.write(sealed, out)
    cases = int(sealed.events["case"].nunique())
    words = say("complaints_check.withheld", ctx.lang, path=str(made), cases=cases, store=where)
    ctx.give({"log": str(made), "cases": cases, "store": where}, words)


def _read(
    path: Path, form: str | None, column: Sequence[str] | None, secret: Sequence[str] | None
) -> "Log":
    """Return the log, without the columns that the caller keeps secret."""
    from govlab.complaints import conformance

    read = _unguarded(path, form, column)
    # What a heading gives away is found by the check itself, and told.
    return conformance.guarded(read, secret) if secret else read


def _unguarded(path: Path, form: str | None, column: Sequence[str] | None) -> "Log":
    """Return the log as it stands; a heading that is missing may be named by --map."""
    from govlab import logs

    try:
        return logs.read(path, format=form, mapping=_mapping(column or ()))
    except TableError as error:
        if all(one.rule != "heading_missing" for one in error.problems):
            raise
        hint = message("complaints_check.unmapped", told=error.message)
        raise TableError(hint, error.problems) from error


def _mapping(given: Sequence[str]) -> dict[str, str]:
    """Return fields of a log to headings of the file, whichever way round they were given."""
    from govlab.logs._table_read import MAPPED

    found = {}
    for text in given:
        heading, field = _pair(text) or ("", "")
        if not field:
            raise InputError(message("complaints_check.map_shape", text=text))
        if field not in MAPPED and heading in MAPPED:
            heading, field = field, heading
        if field not in MAPPED:
            raise InputError(
                message("complaints_check.map_field", value=field, known=", ".join(MAPPED))
            )
        found[field] = heading
    return found


def _names(given: Sequence[str]) -> dict[str, str]:
    """Return activities of the log to ids of the process."""
    found = {}
    for text in given:
        pair = _pair(text)
        if pair is None:
            raise InputError(message("complaints_check.name_shape", text=text))
        found[pair[0]] = pair[1]
    return found


def _pair(text: str) -> tuple[str, str] | None:
    left, equals, right = (one.strip() for one in text.partition("="))
    return (left, right) if equals and left and right else None


def _moment(text: str | None) -> "date | datetime | None":
    from govlab import thai

    return None if text is None else thai.parse_date(text)


def _due(soon: "pd.DataFrame") -> list[dict[str, Any]]:
    return [
        {
            "case": str(row["case"]),
            "deadline": str(row["deadline"]),
            "due": row["due"].date().isoformat(),
            "days_left": int(row["days_left"]),
            "state": str(row["state"]),
            "binds": bool(row["binds"]),
        }
        for row in soon.to_dict("records")
    ]


def _due_lines(soon: "pd.DataFrame", declared: Any, lang: str, most: int = 20) -> list[str]:
    from govlab import thai

    told = []
    for row in soon.head(most).to_dict("records"):
        left = int(row["days_left"])
        how = "overdue" if left < 0 else "line" if left else "today"
        told.append(
            say(
                f"complaints_check.due_{how}",
                lang,
                case=row["case"],
                deadline=declared.deadlines[str(row["deadline"])].title.in_language(lang),
                due=thai.format_date(row["due"].date(), lang=lang),
                days=abs(left),
            )
        )
    if (rest := len(soon) - most) > 0:
        told.append(say("complaints_check.more", lang, count=f"{rest:,}"))
    return told


def _due_table(soon: "pd.DataFrame", declared: Any, lang: str) -> "pd.DataFrame":
    """Return what falls due for people: a negative number of days is overdue."""
    import pandas as pd

    deadlines = [declared.deadlines[str(one)].title.in_language(lang) for one in soon["deadline"]]
    return pd.DataFrame(
        {
            say("complaints_check.case", lang): [str(one) for one in soon["case"]],
            say("complaints_check.col_deadline", lang): deadlines,
            say("complaints_check.col_due", lang): [one.date() for one in soon["due"]],
            say("complaints_check.col_days_left", lang): [int(one) for one in soon["days_left"]],
        }
    )


def _keep(
    ctx: Context,
    out: Path,
    frames: "dict[str, pd.DataFrame]",
    document: dict[str, Any],
    words: list[str],
) -> None:
    """Write tables to a workbook whose first sheet holds the words, and what log they tell of."""
    import pandas as pd

    from govlab import tables

    if out.suffix.lower() != ".xlsx":
        raise InputError(message("complaints_check.book_kind", path=str(out)))
    first = say("complaints_check.sheet_words", ctx.lang)
    lines = [line for one in words for line in one.splitlines() if line]
    sheets = {first: pd.DataFrame({first: lines})}
    sheets |= {say(f"complaints_check.sheet_{name}", ctx.lang): one for name, one in frames.items()}
    document["table"] = str(tables.write_xlsx(out, sheets))
    words.append(say("complaints_check.book", ctx.lang, path=str(out)))


def _passphrase(ctx: Context, path: str, *, twice: bool) -> str:
    """Return the passphrase from the environment or the keyboard, never from the command line."""
    import getpass

    from govlab.complaints._exposure_store import PASSPHRASE

    given = os.environ.get(PASSPHRASE)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise InputError(message("complaints_check.no_passphrase", path=path, variable=PASSPHRASE))
    typed = getpass.getpass(f"{say('complaints_check.ask', ctx.lang, path=path)}: ")
    if twice and getpass.getpass(f"{say('complaints_check.ask_again', ctx.lang)}: ") != typed:
        raise InputError(message("complaints_check.not_twice"))
    return typed
