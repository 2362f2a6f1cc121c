"""The verbs of ``govlab certificates``: issue, verify, revoke, list."""

from collections.abc import Iterable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from govlab import home
from govlab.cli._context import COMMON, Context
from govlab.errors import CHECK_FAILED, FaultError, InputError, UnknownNameError
from govlab.text import message, say

if TYPE_CHECKING:
    from govlab.certificates import Issuer

certificates_app = typer.Typer(help="The register of certificates and their PDFs.", epilog=COMMON)


@certificates_app.command("issue", epilog=COMMON)
def certificates_issue(
    context: typer.Context,
    *,
    roster: Annotated[Path, typer.Option(help="Roster of the cohort: .xlsx or CSV.")],
    results: Annotated[Path, typer.Option(help="Results, as results.xlsx of a workshop.")],
    curriculum: Annotated[str, typer.Option(help="Id such as governance.")],
    cohort: Annotated[str, typer.Option(help="Id of the cohort.")],
    out: Annotated[Path, typer.Option(help="Folder for the PDFs.")],
    sitting: Annotated[str, typer.Option(help="The sitting that decides.")] = "post",
) -> None:
    """Issue certificates to those who passed; whoever has one keeps it."""
    from govlab import certificates, course, tables, thai

    ctx: Context = context.obj
    title = course.load(curriculum, ctx.home)
    people = tables.read(roster, "roster", given={"cohort": cohort})
    scored = tables.read(results, "results")
    scored = scored[(scored["cohort"] == cohort) & (scored["sitting"] == sitting)]
    if scored.empty:
        fields = {"path": str(results), "cohort": cohort, "sitting": sitting}
        raise InputError(message("certificates.no_results", **fields))
    due = certificates.candidates(people[people["cohort"] == cohort], scored)
    issuer = _issuer(scored["bank_sha256"].unique(), ctx.home)
    if out.exists() and not out.is_dir():
        raise FaultError(message("files.is_a_file", path=str(out)))
    if not out.resolve().parent.is_dir():
        raise FaultError(message("files.no_folder", path=str(out), folder=str(out.parent)))
    with certificates.Register.of(issuer, ctx.home) as register:
        before = {one.serial for one in register.list(cohort=cohort)}
        made = register.issue(
            due,
            curriculum=title.id,
            title=title.title,
            version=title.version,
            cohort=cohort,
            issuer=issuer,
            now=datetime.now(thai.BANGKOK),
        )
    files = certificates.render_many(made, out, lang=ctx.lang)
    counts = {
        "new": sum(one.serial not in before for one in made),
        "before": sum(one.serial in before for one in made),
        "revoked": sum(one.revoked for one in made),
    }
    document = counts | {
        "folder": str(out),
        "files": [str(file) for file in files],
        "certificates": [one.as_dict() for one in made],
    }
    ctx.give(document, say("certificates.issued", ctx.lang, folder=str(out), **counts))


def _issuer(snapshots: Iterable[str], place: home.Home) -> "Issuer":
    """Return who certifies: no office does on a demonstration exam."""
    from govlab import certificates, course

    for digest in snapshots:
        kept = place.state / "snapshots" / f"{digest}.json"
        if kept.is_file() and course.Snapshot.from_bytes(kept.read_bytes()).demonstration:
            return certificates.DEMONSTRATION
    return certificates.issuer(place)


@certificates_app.command("verify", epilog=COMMON)
def certificates_verify(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="A serial, the text of a QR code, or a PDF file.")],
) -> None:
    """Ask the register about a certificate; exit 1 unless it is valid."""
    from govlab import certificates

    ctx: Context = context.obj
    found = certificates.verify(what, ctx.home)
    ctx.give(found.as_dict(ctx.lang), found.in_language(ctx.lang))
    if not found.valid:
        raise typer.Exit(CHECK_FAILED)


@certificates_app.command("revoke", epilog=COMMON)
def certificates_revoke(
    context: typer.Context,
    serial: Annotated[str, typer.Argument(help="Serial of the certificate.")],
    reason: Annotated[str, typer.Option(help="Why it no longer counts.")],
    actor: Annotated[str, typer.Option(help="Who decided it: a role or code.")],
) -> None:
    """Record that a certificate no longer counts."""
    from govlab import certificates, thai

    ctx: Context = context.obj
    with ExitStack() as opened:
        registers = [opened.enter_context(one) for one in certificates.registers(ctx.home)]
        register = next((one for one in registers if one.holds(serial)), None)
        if register is None:
            raise UnknownNameError(message("certificates.no_serial", serial=serial))
        event = register.revoke(serial, reason, actor=actor, now=datetime.now(thai.BANGKOK))
    document = {"serial": serial, "status": "revoked", "time": event.time, "actor": actor}
    words = say("certificates.revoked_now", ctx.lang, serial=serial)
    ctx.give(document | event.body, words)


@certificates_app.command("list", epilog=COMMON)
def certificates_list(
    context: typer.Context,
    cohort: Annotated[str | None, typer.Option(help="Only this cohort.")] = None,
) -> None:
    """List the certificates of this home's registers."""
    from govlab import certificates

    ctx: Context = context.obj
    rows = []
    for register in certificates.registers(ctx.home):
        with register:
            rows += [one.as_dict() for one in register.list(cohort=cohort)]
    lines = [
        "  ".join(str(row[name]) for name in ("serial", "status", "issued", "cohort", "holder"))
        for row in rows
    ]
    ctx.give(rows, "\n".join(lines) or say("certificates.none_yet", ctx.lang))
