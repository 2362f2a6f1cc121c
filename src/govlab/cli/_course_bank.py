"""The verbs ``govlab course bundle`` and ``govlab course bank``: given away, and kept back."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from govlab.cli._context import COMMON, Context
from govlab.cli._course_exchange import _guessed
from govlab.errors import CHECK_FAILED, InputError
from govlab.text import message, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govlab.course import Curriculum, Item, Snapshot
    from govlab.course._bank_import import Taken
    from govlab.course._template import Template
    from govlab.text import Message

bank_app = typer.Typer(
    help="The office's own exam items: new, import, list, seal, open.", epilog=COMMON
)
_Curriculum = Annotated[str, typer.Argument(help="Id such as governance.")]


def add_to(course_app: typer.Typer) -> None:
    """Add the verbs to ``govlab course``."""
    course_app.command("bundle", epilog=COMMON)(course_bundle)
    course_app.add_typer(bank_app, name="bank")


def course_bundle(
    context: typer.Context,
    curriculum: Annotated[
        list[str] | None, typer.Argument(help="Ids; every curriculum with modules if not given.")
    ] = None,
    out: Annotated[Path, typer.Option(help="The archive to write.")] = Path("out/trainees.zip"),
) -> None:
    """Make the archive that trainees get; exit 1, without a file, if it holds a key."""
    import zipfile

    from govlab import course
    from govlab.classroom._bundle import LeakError, trainee_bundle

    ctx: Context = context.obj
    names = curriculum or course.curricula(ctx.home)
    chosen = [course.load(name, ctx.home) for name in names]
    chosen = [one for one in chosen if one.modules] or chosen
    own = [item for one in chosen for item in _own(ctx, one)]
    try:
        path = trainee_bundle(
            out, chosen, ctx.lang, place=ctx.home, bank=own, sittings=_sittings(ctx.home.root)
        )
    except LeakError as refused:
        document = {"bundle": None, "leaks": [one.as_dict(ctx.lang) for one in refused.found]}
        ctx.give(document, refused.in_language(ctx.lang))
        raise typer.Exit(CHECK_FAILED) from None
    with zipfile.ZipFile(path) as archive:
        inside = archive.namelist()
    words = say("leaks.made", ctx.lang, path=str(path), files=len(inside))
    ctx.give({"bundle": str(path), "files": inside, "leaks": []}, words)


def _own(ctx: Context, curriculum: "Curriculum") -> "tuple[Item | Template, ...]":
    """Return the office's own items; a sealed bank is opened, or nothing is handed out."""
    from govlab import course
    from govlab.course._bank import PASSPHRASE, SEALED, folder_of_bank, has_bank

    if not has_bank(curriculum.id, ctx.home):
        return ()
    path = str(folder_of_bank(curriculum.id, ctx.home) / SEALED)
    refusal = message("bank.not_compared", curriculum=curriculum.id, path=path, variable=PASSPHRASE)
    return course.load_bank(curriculum, ctx.home, lambda: _passphrase(ctx, path, refusal))


def _sittings(root: Path) -> "Iterator[Snapshot]":
    """Yield the home's snapshots: until sittings are closed, each counts as an open one."""
    from govlab import course

    for path in sorted((root / "state" / "snapshots").glob("*.json")):
        yield course.Snapshot.from_bytes(path.read_bytes())


@bank_app.command("new", epilog=COMMON)
def bank_new(context: typer.Context, curriculum: _Curriculum) -> None:
    """Make an empty bank in the home, with an example to start from."""
    from govlab.course._bank_rest import new_bank

    ctx: Context = context.obj
    path = new_bank(curriculum, ctx.home, ctx.lang)
    words = say("bank.made", ctx.lang, path=str(path), curriculum=curriculum)
    ctx.give({"curriculum": curriculum, "file": str(path)}, words)


@bank_app.command("list", epilog=COMMON)
def bank_list(context: typer.Context, curriculum: _Curriculum) -> None:
    """List the items of the bank, without their words; checks every rule on the way."""
    from govlab.course._bank import read_bank

    ctx: Context = context.obj
    bank = read_bank(
        _load(ctx, curriculum), ctx.home, lambda: _passphrase(ctx, _resting(ctx, curriculum))
    )
    rows: list[dict[str, Any]] = [
        {
            "code": one.item.code,
            "version": one.item.version,
            "type": one.item.type,
            "objective": one.item.objective,
            "level": one.item.level,
            "file": one.file,
        }
        for one in bank.entries
    ]
    lines = [say("bank.listed", ctx.lang, **row) for row in rows]
    ctx.give(
        {"curriculum": curriculum, "items": rows}, "\n".join(lines) or say("bank.empty", ctx.lang)
    )


@bank_app.command("import", epilog=COMMON)
def bank_import(
    context: typer.Context,
    *,
    file: Annotated[Path, typer.Argument(help="Questions in any format, or a sealed bank.")],
    curriculum: Annotated[str, typer.Option(help="Whose bank takes them in.")] = "governance",
    form: Annotated[
        str | None,
        typer.Option("--format", help="moodle, gift, aiken, qti21, qti3, xlsx or csv; guessed."),
    ] = None,
    module: Annotated[str | None, typer.Option(help="Where the file names none.")] = None,
    objective: Annotated[str | None, typer.Option(help="Where the file names none.")] = None,
    source: Annotated[str | None, typer.Option(help="Source id, where the file has none.")] = None,
) -> None:
    """Take questions into the bank; exit 1 if some are drafts that a person must complete."""
    from govlab.course import _bank_import, interchange

    ctx: Context = context.obj
    chosen = _load(ctx, curriculum)
    if form is None and _bank_import.is_sealed_file(file):
        taken = _bank_import.import_sealed(file, chosen, _passphrase(ctx, str(file)), ctx.home)
    else:
        read = interchange.read(file, form or _guessed(file), lang=ctx.lang)
        header = _bank_import.Header(module, objective, source)
        taken = _bank_import.import_items(
            read.items, chosen, ctx.home, header, name=file.name, lost=read.lost, lang=ctx.lang
        )
    ctx.give(_as_document(taken, ctx.lang), _as_words(taken, ctx.lang))
    if taken.drafts:
        raise typer.Exit(CHECK_FAILED)


def _as_document(taken: "Taken", lang: str) -> dict[str, Any]:
    return {
        "items": len(taken.added),
        "added": list(taken.added),
        "known": list(taken.known),
        "drafts": list(taken.drafts),
        "files": [str(path) for path in taken.files],
        "removed": [str(path) for path in taken.removed],
        "findings": [one.as_dict(lang) for one in taken.findings],
        "lost": [one.as_dict(lang) for one in taken.lost],
    }


def _as_words(taken: "Taken", lang: str) -> str:
    counts = {"added": len(taken.added), "known": len(taken.known), "drafts": len(taken.drafts)}
    lines = [say("bank.taken", lang, **counts)]
    lines += [say("bank.lost_line", lang, item=one.item, what=one.what) for one in taken.lost]
    if taken.removed:
        names = "\n".join(f"- {one}" for one in taken.removed)
        lines.append(say("bank.drafts_removed", lang, lines=names))
    if taken.drafts and not taken.findings:
        # Drafts that came sealed from another home: what they lack was said there.
        names = "\n".join(f"- {one}" for one in taken.files if one.parent.name == "drafts")
        lines.append(say("bank.drafts_came", lang, lines=names))
    elif taken.drafts:
        draft = taken.files[0]
        broken = [one.line() for one in taken.findings]
        place = {"path": str(draft), "folder": str(draft.parent.parent)}
        lines.append(say("bank.drafted", lang, **place, lines=broken))
        if len(taken.drafts) > 1:
            lines.append(say("bank.summed", lang, lines=list(taken.summary)))
    return "\n".join(lines)


@bank_app.command("seal", epilog=COMMON)
def bank_seal(
    context: typer.Context,
    curriculum: _Curriculum,
    out: Annotated[
        Path | None,
        typer.Option(help="File for transport; within the bank, for rest, if not given."),
    ] = None,
    only: Annotated[
        bool, typer.Option("--only", help="Remove the open files once the sealed one is proved.")
    ] = False,
) -> None:
    """Encrypt the bank into one file; the passphrase is typed, or in GOVLAB_BANK_PASSPHRASE."""
    from govlab.course._bank import PASSPHRASE
    from govlab.course._bank_rest import left_open, seal_bank

    ctx: Context = context.obj
    chosen = _load(ctx, curriculum)
    folder = str(ctx.home.state / "banks" / curriculum)
    needed = message("bank.to_seal", path=folder, variable=PASSPHRASE)
    path, bank = seal_bank(
        chosen, lambda: _passphrase(ctx, folder, needed, twice=True), ctx.home, out, only=only
    )
    left = [str(one) for one in left_open(curriculum, ctx.home)]
    sittings = sorted((ctx.home.state / "snapshots").glob("*.json"))
    document = {
        "file": str(path),
        "curriculum": curriculum,
        "items": len(bank.items),
        "open": not only,
        "not_sealed": left,
        "sittings": len(sittings),
    }
    lines = [say("bank.sealed", ctx.lang, items=len(bank.items), path=str(path))]
    if only:
        lines.append(say("bank.sealed_alone", ctx.lang, path=_resting(ctx, curriculum)))
        if left:
            names = [f"- {one}" for one in left]
            lines.append(say("bank.not_in_seal", ctx.lang, lines="\n".join(names)))
        if sittings:
            place = {"count": len(sittings), "path": str(sittings[0].parent)}
            lines.append(say("bank.asked_before", ctx.lang, **place))
        lines.append(say("bank.original_left", ctx.lang))
    else:
        lines.append(say("bank.still_open", ctx.lang, path=folder))
    ctx.give(document, "\n".join(lines))


@bank_app.command("open", epilog=COMMON)
def bank_open(context: typer.Context, curriculum: _Curriculum) -> None:
    """Turn a bank that rests sealed back into files that can be edited."""
    from govlab.course._bank_rest import unseal_bank

    ctx: Context = context.obj
    made, bank = unseal_bank(
        _load(ctx, curriculum), lambda: _passphrase(ctx, _resting(ctx, curriculum)), ctx.home
    )
    folder = str(ctx.home.state / "banks" / curriculum)
    words = say("bank.opened", ctx.lang, items=len(bank.items), path=folder)
    document = {"curriculum": curriculum, "items": len(bank.items), "files": list(map(str, made))}
    ctx.give(document, words)


def _load(ctx: Context, curriculum: str) -> "Curriculum":
    from govlab import course

    return course.load(curriculum, ctx.home)


def _resting(ctx: Context, curriculum: str) -> str:
    from govlab.course._bank import SEALED

    return str(ctx.home.state / "banks" / curriculum / SEALED)


def _passphrase(
    ctx: Context, path: str, refusal: "Message | None" = None, *, twice: bool = False
) -> str:
    """Return the passphrase from the environment or the keyboard, never from the command line."""
    import getpass

    from govlab.course._bank import PASSPHRASE

    given = os.environ.get(PASSPHRASE)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise InputError(refusal or message("bank.no_passphrase", path=path, variable=PASSPHRASE))
    typed = getpass.getpass(f"{say('bank.ask', ctx.lang, path=path)}: ")
    if twice and getpass.getpass(f"{say('bank.ask_again', ctx.lang)}: ") != typed:
        raise InputError(message("bank.not_twice"))
    return typed
