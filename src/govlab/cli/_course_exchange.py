"""The verbs ``govlab course export`` and ``import``: questions of other systems and offices."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from govlab.cli._context import COMMON, Context
from govlab.errors import FaultError, InputError, UnknownNameError
from govlab.text import message, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govlab.course import Curriculum, Item
    from govlab.course.interchange import Lost

_OUT = Path("out/imported-items.yaml")
_USES = ("practice", "exam")
# The key of an Aiken question stands on a line of its own.
_AIKEN = re.compile(r"^ANSWER:\s*[A-Z]\s*$", re.MULTILINE)
_HEAD = 65_536
_MOST_NAMED = 3


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
    from govlab.course.interchange import _incoming as incoming
    from govlab.course.interchange._sheet_blank import blank
    from govlab.files import write_atomic

    ctx: Context = context.obj
    chosen = None if curriculum is None else course.load(curriculum, ctx.home)
    incoming.check_place(out, ctx.home, fresh=template)
    if template:
        if form not in {"xlsx", "csv"}:
            raise InputError(message("interchange_b.template_format", format=form))
        known = [] if chosen is None else _objectives(chosen, module)
        lang = "both" if both else ctx.lang
        data = blank(form, lang=lang, key=key, objectives=known)
        _make_folder(out)
        write_atomic(out, data)
        document = {"items": 0, "lost": [], "codes": [], "format": form, "out": str(out)}
        words = say("interchange_b.template_written", ctx.lang, out=str(out))
        ctx.give(document | {"key": False}, words)
        return
    if chosen is None:
        raise InputError(message("interchange_b.what_to_export"))
    items, lost = _chosen(chosen, module, _use(use), ctx.seed)
    if not items and lost:
        raise InputError(message("interchange_b.only_templates", count=len(lost)))
    if not items:
        raise InputError(message("interchange_b.nothing_chosen", curriculum=curriculum))
    _make_folder(out)
    lost += interchange.write(out, items, form, lang="both" if both else ctx.lang, key=key)
    _give_export(ctx, items, lost, form, out, key=key)


def _give_export(
    ctx: Context, items: "list[Item]", lost: "list[Lost]", form: str, out: Path, *, key: bool
) -> None:
    """Say what stands in the file, counted by what was written."""
    from govlab.course.interchange import FORMATS

    left = {one.item for one in lost if one.whole}
    written = [item for item in items if any(one.code not in left for one in item.scored)]
    codes = [one.code for one in written]
    missing = {one.code for one in items} - set(codes)
    missing |= left - {one.code for item in items for one in item.scored}  # the templates
    document = {
        "items": len(written),
        "lost": [one.as_dict(ctx.lang) for one in lost],
        "codes": codes,
        "format": form,
        "out": str(out),
        "key": key,
    }
    words = [say("interchange_b.exported", ctx.lang, count=len(written), out=str(out))]
    asked = sum(one.code not in left for item in written for one in item.scored)
    if asked != len(written):
        words.append(say("interchange_b.questions_inside", ctx.lang, count=asked))
    if missing:
        words.append(say("interchange_b.not_written", ctx.lang, count=len(missing)))
    if key and FORMATS[form].reasons:
        words.append(say("interchange_b.keys_inside", ctx.lang))
    elif key:
        words.append(say("interchange_b.key_inside", ctx.lang))
    ctx.give(document, "\n".join([*words, *_said(lost, ctx.lang)]))


def _objectives(curriculum: "Curriculum", module: str | None) -> list[str]:
    """Return the ids of the objectives, those of one module when it is named."""
    _check_module(curriculum, module)
    names = list(curriculum.modules) if module is None else [module]
    return list(
        dict.fromkeys(one.id for name in names for one in curriculum.modules[name].objectives)
    )


def _check_module(curriculum: "Curriculum", module: str | None) -> None:
    if module is not None and module not in curriculum.modules:
        known = ", ".join(curriculum.modules) or "–"
        words = message("interchange_b.no_module", name=module, known=known)
        raise UnknownNameError(words)


def _chosen(
    curriculum: "Curriculum", module: str | None, use: str | None, seed: int | None
) -> "tuple[list[Item], list[Lost]]":
    """Return the items asked for; a template gives one variant under a seed, else a loss."""
    from govlab.chance import Stream
    from govlab.course import Item
    from govlab.course.interchange import Lost

    _check_module(curriculum, module)
    items: list[Item] = []
    lost: list[Lost] = []
    for code, one in curriculum.items.items():
        if module not in {None, one.module} or use not in {None, one.use}:
            continue
        if isinstance(one, Item):
            items.append(one)
        elif seed is None:
            lost.append(Lost(code, message("interchange_b.needs_seed"), whole=True))
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
        typer.Option(help="New YAML file to write, to be completed and put into items.yaml."),
    ] = None,
    update: Annotated[
        bool,
        typer.Option("--replace", help="An id of the module becomes its next version (sheets)."),
    ] = False,
) -> None:
    """Read questions of another system; without --to or --out, only say what would come in.

    Nothing of the course is changed: the items come as a new file of their own, with a
    mark where something is left to fill in.
    """
    from govlab import course
    from govlab.course.interchange import _incoming as incoming
    from govlab.course.interchange import read
    from govlab.course.interchange._fragment import entry_of, fragment
    from govlab.files import write_atomic

    ctx: Context = context.obj
    target = out or (_OUT if to is not None else None)
    if target is not None:
        incoming.check_place(target, ctx.home, fresh=True)
    named = form or _guessed(file)
    if update and (to is None or named not in {"xlsx", "csv"}):
        raise InputError(message("interchange_b.replace_needs", format=named))
    found = read(file, named, lang=ctx.lang)
    if not found.items:
        raise incoming.nothing(file, found.lost)
    items = [incoming.placed(one, use=_use(use), objective=objective) for one in found.items]
    came = incoming.Arrived(tuple(items), tuple(entry_of(one) for one in items))
    if to is not None:
        curriculum = course.load(to.partition("/")[0], ctx.home)
        module = incoming.module_of(curriculum, to, objective)
        stated = {"use"} if use else set()
        unsaid = {code: names - stated for code, names in found.unsaid.items()}
        came = incoming.arrived(items, curriculum, module, update=update, unsaid=unsaid)
        if not came.items:
            raise InputError(message("interchange_b.nothing_new", path=str(file)))
    lost = [*found.lost, *came.lost]
    text, empty = fragment(came.entries, ctx.lang)
    if target is not None:
        _make_folder(target)
        write_atomic(target, text)
    document = {
        "items": len(came.items),
        "lost": [one.as_dict(ctx.lang) for one in lost],
        "found": [{"code": one.code, "type": one.type, "points": one.points} for one in came.items],
        "format": named,
        "to_fill": empty,
        "out": None if target is None else str(target),
        "replaced": list(came.replaced),
        "unchanged": list(came.unchanged),
    }
    rows = [f"- {one.code} [{one.type}] {_short(one, ctx.lang)}" for one in came.items]
    words = [say("interchange_b.would_import", ctx.lang, count=len(came.items))]
    if target is not None:
        fields = {"count": len(came.items), "out": str(target), "empty": empty}
        words = [say("interchange_b.imported", ctx.lang, **fields)]
    if update:
        counts = {"replaced": len(came.replaced), "unchanged": len(came.unchanged)}
        words.append(say("interchange_b.updated", ctx.lang, **counts))
    ctx.give(document, "\n".join([*words, *rows, *_said(lost, ctx.lang)]))


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


def _said(lost: "Sequence[Lost]", lang: str) -> list[str]:
    """Return losses as lines under their heading; what is said of many items stands once."""
    by_words: dict[str, list[str]] = {}
    for one in lost:
        by_words.setdefault(one.said(lang), []).append(one.item)
    lines = []
    for words, items in by_words.items():
        if len(items) <= _MOST_NAMED:
            lines += [f"- {item}: {words}" for item in items]
        else:
            named = ", ".join(items[:_MOST_NAMED])
            fields = {"count": len(items), "items": named, "what": words}
            lines.append(say("interchange_b.loss_of_many", lang, **fields))
    return [say("interchange_b.losses", lang, count=len(lost)), *lines] if lines else []
