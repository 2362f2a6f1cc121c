"""The verbs ``govlab course export`` and ``import``: questions of other systems and offices."""

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from govlab.cli._context import COMMON, Context
from govlab.errors import FaultError, InputError, UnknownNameError
from govlab.text import message, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from govlab.course import Curriculum, Item
    from govlab.course.interchange import Lost

_OUT = Path("out/imported-items.yaml")
_USES = ("practice", "exam")
# The key of an Aiken question stands on a line of its own.
_AIKEN = re.compile(r"^ANSWER:\s*[A-Z]\s*$", re.MULTILINE)
_HEAD = 65_536


def add_to(course_app: typer.Typer) -> None:
    """Add the verbs to ``govlab course``."""
    course_app.command("export", epilog=COMMON)(course_export)
    course_app.command("import", epilog=COMMON)(course_import)


def course_export(
    context: typer.Context,
    *,
    curriculum: Annotated[
        str | None, typer.Argument(help="Id such as governance; not needed with --template.")
    ] = None,
    form: Annotated[
        str, typer.Option("--format", help="moodle, gift, aiken, qti21, qti3, xlsx or csv.")
    ],
    out: Annotated[Path, typer.Option(help="File to write.")],
    module: Annotated[str | None, typer.Option(help="Only the items of this module.")] = None,
    use: Annotated[str | None, typer.Option(help="Only practice, or only exam.")] = None,
    both: Annotated[
        bool, typer.Option("--both", help="Write both languages; without it, that of --lang.")
    ] = False,
    key: Annotated[
        bool, typer.Option("--key/--no-key", help="Write right answers and reasons, or not.")
    ] = True,
    template: Annotated[
        bool, typer.Option("--template", help="A blank workbook or CSV to fill in.")
    ] = False,
) -> None:
    """Write items for another system; say of each item what its format cannot hold."""
    from govlab import course
    from govlab.course import interchange

    ctx: Context = context.obj
    items: list[Item] = []
    lost: list[Lost] = []
    if template:
        if form not in {"xlsx", "csv"}:
            raise InputError(message("interchange_b.template_format", format=form))
    elif curriculum is None:
        raise InputError(message("interchange_b.what_to_export"))
    else:
        chosen = course.load(curriculum, ctx.home)
        items, lost = _chosen(chosen, module, _use(use), ctx.seed)
        if not items and not lost:
            raise InputError(message("interchange_b.nothing_chosen", curriculum=curriculum))
    _make_folder(out)
    lost += interchange.write(out, items, form, lang="both" if both else ctx.lang, key=key)
    document = {
        "items": len(items),
        "lost": [one.as_dict(ctx.lang) for one in lost],
        "codes": [one.code for one in items],
        "format": form,
        "out": str(out),
        "key": key and bool(items),
    }
    words = [say("interchange_b.exported", ctx.lang, count=len(items), out=str(out))]
    if template:
        words = [say("interchange_b.template_written", ctx.lang, out=str(out))]
    elif key:
        words.append(say("interchange_b.keys_inside", ctx.lang))
    ctx.give(document, "\n".join([*words, *_said(lost, ctx.lang)]))


def _chosen(
    curriculum: "Curriculum", module: str | None, use: str | None, seed: int | None
) -> "tuple[list[Item], list[Lost]]":
    """Return the items asked for; a template gives one variant under a seed, else a loss."""
    from govlab.chance import Stream
    from govlab.course import Item
    from govlab.course.interchange import Lost

    if module is not None and module not in curriculum.modules:
        known = ", ".join(curriculum.modules) or "–"
        words = message("interchange_b.no_module", name=module, known=known)
        raise UnknownNameError(words)
    items: list[Item] = []
    lost: list[Lost] = []
    for code, one in curriculum.items.items():
        if module not in {None, one.module} or use not in {None, one.use}:
            continue
        if isinstance(one, Item):
            items.append(one)
        elif seed is None:
            lost.append(Lost(code, message("interchange_b.needs_seed")))
        else:
            items.append(one.variant(Stream(seed, "export", code)))
    return items, lost


def _use(use: str | None) -> str | None:
    if use is not None and use not in _USES:
        raise UnknownNameError(message("interchange_b.no_use", name=use))
    return use


def course_import(
    context: typer.Context,
    *,
    file: Annotated[Path, typer.Argument(help="File of questions.")],
    form: Annotated[
        str | None,
        typer.Option("--format", help="moodle, gift, aiken, qti21, qti3, xlsx or csv; guessed."),
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="CURRICULUM/MODULE", help="Where they belong.")
    ] = None,
    use: Annotated[str | None, typer.Option(help="practice or exam, for all of them.")] = None,
    objective: Annotated[
        str | None, typer.Option(help="Objective of the module, where the file names none.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="YAML file to write, to be completed and copied into items.yaml."),
    ] = None,
) -> None:
    """Read questions of another system; without --to or --out, only say what would come in.

    Nothing of the course is changed: the items come as a file of their own, with a mark
    where something is left to fill in.
    """
    from govlab.course import interchange
    from govlab.course.interchange._fragment import fragment
    from govlab.files import write_atomic

    ctx: Context = context.obj
    named = form or _guessed(file)
    found = interchange.read(file, named, lang=ctx.lang)
    items = [_placed(one, use=_use(use), objective=objective) for one in found.items]
    if to is not None:
        items = _moved(items, to, objective, ctx)
    target = out or (_OUT if to is not None else None)
    text, empty = fragment(items, ctx.lang)
    if target is not None:
        _make_folder(target)
        write_atomic(target, text)
    document = {
        "items": len(items),
        "lost": [one.as_dict(ctx.lang) for one in found.lost],
        "found": [{"code": one.code, "type": one.type, "points": one.points} for one in items],
        "format": named,
        "to_fill": empty,
        "out": None if target is None else str(target),
    }
    rows = [f"- {one.code} [{one.type}] {_short(one, ctx.lang)}" for one in items]
    words = say("interchange_b.would_import", ctx.lang, count=len(items))
    if target is not None:
        fields = {"count": len(items), "out": str(target), "empty": empty}
        words = say("interchange_b.imported", ctx.lang, **fields)
    ctx.give(document, "\n".join([words, *rows, *_said(found.lost, ctx.lang)]))


def _guessed(file: Path) -> str:
    """Return the format of a file by its ending and content.

    Raises
    ------
    InputError
        When they do not tell.
    """
    from govlab.files._text import read_bytes

    suffix = file.suffix.lower()
    head = read_bytes(file)[:_HEAD]
    by_suffix = {".xlsx": "xlsx", ".csv": "csv", ".gift": "gift", ".zip": "qti21"}
    if suffix in by_suffix:
        return by_suffix[suffix]
    text = head.decode("utf-8", "replace")
    if suffix == ".xml":
        if re.search(r"<(?:\w+:)?(qti-)?assessment-?item\b", text, re.IGNORECASE):
            return "qti21"
        if "<quiz" in text:
            return "moodle"
    elif suffix == ".txt":
        return "aiken" if _AIKEN.search(text) and "{" not in text else "gift"
    raise InputError(message("interchange_b.which_format", path=str(file)))


def _placed(item: "Item", *, use: str | None, objective: str | None) -> "Item":
    """Return the item with the use that is wanted, and an objective where it has none."""
    from govlab.course.interactions import Case

    asked = item.interaction
    if isinstance(asked, Case):
        asked = Case(tuple(_placed(one, use=use, objective=objective) for one in asked.questions))
    wanted = item.use
    if use is not None:
        wanted = "practice" if use == "practice" else "exam"
    held = item.objective or objective or ""
    return replace(item, use=wanted, objective=held, interaction=asked)


def _moved(items: "list[Item]", to: str, objective: str | None, ctx: Context) -> "list[Item]":
    """Return the items as those of a module; refuse ids that the curriculum has."""
    from govlab import course
    from govlab.course.interactions import Case

    name, slash, module = to.partition("/")
    curriculum = course.load(name, ctx.home)
    if not slash or module not in curriculum.modules:
        known = ", ".join(f"{name}/{one}" for one in curriculum.modules) or "–"
        raise UnknownNameError(message("interchange_b.no_module", name=to, known=known))
    if objective is not None and f"{module}/{objective}" not in curriculum.objectives:
        known = ", ".join(one.id for one in curriculum.modules[module].objectives)
        words = message("interchange_b.no_objective", name=objective, known=known)
        raise UnknownNameError(words)
    taken = {code.partition("/")[2] for code in curriculum.items}
    made = []
    for item in items:
        if item.id in taken:
            raise InputError(message("interchange_b.id_taken", id=item.id, curriculum=name))
        taken.add(item.id)
        asked = item.interaction
        if isinstance(asked, Case):
            asked = Case(tuple(replace(one, module=module) for one in asked.questions))
        made.append(replace(item, module=module, interaction=asked))
    return made


def _make_folder(out: Path) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        words = message("files.no_folder", path=str(out), folder=str(out.parent))
        raise FaultError(words) from fault


def _short(item: "Item", lang: str) -> str:
    text = " ".join((item.stem.in_language(lang) or item.stem.th or item.stem.en).split())
    most = 80
    return text if len(text) <= most else f"{text[:most]}…"


def _said(lost: "Sequence[Lost] | Iterable[Lost]", lang: str) -> list[str]:
    """Return losses as lines under their heading."""
    lines = [f"- {one.item}: {one.said(lang)}" for one in lost]
    return [say("interchange_b.losses", lang, count=len(lines)), *lines] if lines else []
