"""Taking questions into an office's bank: from other systems, spreadsheets, sealed files.

What keeps every rule goes into a file of its own in the bank, named by its content, so
that nothing that stands there is written over and a second run adds nothing. What breaks
a rule goes into ``drafts/`` with its empty places marked, to be completed and taken in.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govlab import files, home
from govlab.course._bank import (
    CACHE,
    DRAFTS,
    PREFIX,
    PRIVATE_FILE,
    SCHEMA,
    SEALED,
    Bank,
    broken,
    checked,
    documents_of,
    folder_of_bank,
    make_private,
    open_files,
    opened_bank,
    read_bank,
)
from govlab.course._bank_drafts import DIGITS, digest_of, superseded
from govlab.course._bank_missing import lacking, summed, told, unfit
from govlab.course._canary import canary
from govlab.course._finding import Finding
from govlab.course._item import Item
from govlab.course._sealed import is_sealed
from govlab.course.interactions import Case
from govlab.course.interchange._fragment import _as_file, _Writer
from govlab.course.interchange._lost import Lost
from govlab.errors import ConflictError, InputError, UnknownNameError
from govlab.files._text import read_bytes
from govlab.text import Message, message, say

if TYPE_CHECKING:
    from govlab.course._model import Curriculum

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
# In the place of a finding: the item's code, before any option or question.
_PLACE = re.compile(r"[a-z0-9-]+/[a-z0-9-]+")
_LONGEST = 60
_TRIES = 100_000


@dataclass(frozen=True)
class Taken:
    """What an import did.

    Parameters
    ----------
    added : tuple of str
        Codes and versions of the items that are new in the bank.
    known : tuple of str
        Those that stood there already, word for word.
    drafts : tuple of str
        Ids of those that break a rule.
    files : tuple of Path
        What was written: into the bank, and the draft.
    findings : tuple of Finding
        What the drafts lack.
    lost : tuple of Lost
        What the format could not carry.
    removed : tuple of Path
        Earlier drafts whose every question stands in the bank or the new draft now.
    summary : tuple of Message
        In how many drafts each thing is missing.
    """

    added: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    findings: tuple[Finding, ...] = ()
    lost: tuple[Lost, ...] = ()
    removed: tuple[Path, ...] = ()
    summary: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Header:
    """What is said of imported items that say nothing of it themselves."""

    module: str | None = None
    objective: str | None = None
    source: str | None = None


def is_sealed_file(path: str | Path) -> bool:
    """Tell whether the file is a sealed one, whatever it is called."""
    return is_sealed(read_bytes(Path(path)))


def import_sealed(
    path: str | Path, curriculum: "Curriculum", passphrase: str, place: home.Home
) -> Taken:
    """Take the items of a sealed bank into this one: all of them, or none.

    Raises
    ------
    ConflictError
        When a version of an item stands in both and differs, or this bank is sealed.
    InputError, TamperedError
        When the file does not open, is another curriculum's, or breaks a rule.
    """
    content = opened_bank(Path(path), curriculum.id, passphrase)
    documents = documents_of(content)
    theirs = checked(curriculum, documents, str(path))
    if not content.keys() - {name for name, _ in documents} and not theirs.entries:
        raise _nothing(str(path), ())
    folder, before = _opened(curriculum, place)
    with files.lock(folder / "bank"):
        _agree(curriculum, before, documents, folder)
        kept = {_code(one.item) for one in before.entries}
        made = []
        for name, one in sorted(content.items()):
            if {_code(each.item) for each in theirs.entries if each.file == name} - kept:
                made.append(_kept(folder, Path(name).stem, one["text"]))
        drafts = {name for name in content if name.startswith(f"{DRAFTS}/")}
        for name in sorted(drafts):
            make_private(folder / DRAFTS)
            made.append(_restored(folder, Path(name).stem, content[name]["text"]))
    new = [_code(one.item) for one in theirs.entries]
    return Taken(
        added=tuple(one for one in new if one not in kept),
        known=tuple(one for one in new if one in kept),
        drafts=tuple(sorted(drafts)),
        files=tuple(made),
    )


def import_items(
    items: Sequence[Item],
    curriculum: "Curriculum",
    place: home.Home,
    header: Header,
    *,
    name: str,
    lost: Iterable[Lost] = (),
    lang: str = "th",
) -> Taken:
    """Take items that a reader of another format gave into the bank.

    Parameters
    ----------
    items : sequence of Item
        As :func:`govlab.course.interchange.read` gives them.
    curriculum : Curriculum
    place : Home
    header : Header
        Fills what the items leave open; never changes what they say.
    name : str
        Of the file they come from; part of the name of the bank's file.
    lost : iterable of Lost
        What the reader could not take.
    lang : {"th", "en"}
        Language of the marks in a draft.

    Raises
    ------
    UnknownNameError
        When the header names a module or objective that is not there.
    InputError
        When there is no item at all, or nothing says which module any of them belongs to.
    ConflictError
        When a version of an item stands in the bank and differs, or the bank is sealed.
    """
    header = _known(header, curriculum)
    lost = tuple(lost)
    if not items:
        raise _nothing(name, lost)
    placed = _numbered([_placed(item, curriculum, header) for item in items])
    if not any(item.module for item in placed):
        known = ", ".join(curriculum.modules)
        raise InputError(message("bank.ask_module", path=name, known=known))
    folder, before = _opened(curriculum, place)
    wrong = _wrong(curriculum, before.items, placed)
    sound = [item for item in placed if _code(item) not in wrong]
    drafts = [item for item in placed if _code(item) in wrong]
    findings = [one for item in drafts for one in wrong[_code(item)]]
    stem = _slug(Path(name).stem) or "import"
    with files.lock(folder / "bank"):
        _agree(curriculum, before, [(name, _document(curriculum, sound))], folder)
        kept = {_code(one.item) for one in before.entries}
        new = [item for item in sound if _code(item) not in kept]
        made = []
        if drafts:
            make_private(folder / DRAFTS)
            text = _text(curriculum, drafts, lang)
            made.append(_kept(folder / DRAFTS, stem, text))
        if new:
            made.append(_kept(folder, stem, _text(curriculum, new, lang)))
        standing = [one.item for one in before.entries]
        removed = superseded(folder, (*standing, *placed), made)
        for path in removed:
            path.unlink()
    return Taken(
        added=tuple(map(_code, new)),
        known=tuple(_code(item) for item in sound if _code(item) in kept),
        drafts=tuple(item.id for item in drafts),
        files=tuple(made),
        findings=tuple(findings),
        lost=lost,
        removed=tuple(removed),
        summary=summed(lacking(_entry(one), curriculum) for one in drafts),
    )


def _opened(curriculum: "Curriculum", place: home.Home) -> tuple[Path, Bank]:
    """Return the folder and what stands in it; a bank at rest is opened first by a person."""
    folder = folder_of_bank(curriculum.id, place)
    make_private(folder)
    if (folder / SEALED).exists():
        raise ConflictError(message("bank.at_rest", path=str(folder / SEALED)))
    return folder, read_bank(curriculum, place)


def _agree(
    curriculum: "Curriculum", before: Bank, documents: list[tuple[str, Any]], folder: Path
) -> None:
    """Refuse what contradicts the bank, before anything is written."""
    standing = [
        (path.name, files.read_yaml(path, cache=folder / CACHE)) for path in open_files(folder)
    ]
    if before.entries or documents:
        checked(curriculum, [*standing, *documents], str(folder))


def _wrong(
    curriculum: "Curriculum", others: Sequence[Any], items: Sequence[Item]
) -> dict[str, list[Finding]]:
    """Return the rules that items break beside the bank's others, by code and version."""
    wrong = {
        _code(one): found
        for number, one in enumerate(items, start=1)
        if (found := _unfit(curriculum, one, number))
    }
    while True:
        sound = [one for one in items if _code(one) not in wrong]
        # Of the versions of one item, the latest is what a form would ask.
        whole = {one.code: one for one in (*others, *sound)}
        found = broken(curriculum, whole.values())
        by_code: dict[str, list[Finding]] = {}
        for one in found:
            place = _PLACE.match(one.where.removeprefix(f"{curriculum.id}/"))
            by_code.setdefault(place[0] if place else "", []).append(one)
        new = {_code(one): by_code[one.code] for one in sound if one.code in by_code}
        if not new:
            return wrong
        wrong |= new


def _unfit(curriculum: "Curriculum", item: Item, number: int) -> list[Finding]:
    """Return what keeps an item from being looked at as part of the curriculum."""
    where = f"{curriculum.id}/{item.code.lstrip('/')}"
    entry = _entry(item)
    things = lacking(entry, curriculum)
    missing = [told(number, where, things)] if things else []
    return missing + unfit(number, where, entry)


def _placed(item: Item, curriculum: "Curriculum", header: Header) -> Item:
    """Return the item as one of the bank: exam, with its prefix, its open places filled."""
    module = item.module
    if module not in curriculum.modules:
        # Readers of formats without modules give a word that no curriculum knows.
        homes = _homes(item.objective, curriculum)
        module = homes[0] if len(homes) == 1 else header.module or ""
    slug = _slug(item.id)
    slug = slug if slug.startswith(PREFIX) else f"{PREFIX}{slug or _digest(item)}"
    slug = slug[:_LONGEST].rstrip("-")
    known = {one.id for one in getattr(curriculum.modules.get(module), "objectives", ())}
    objective = item.objective if item.objective in known else header.objective or item.objective
    filled = replace(
        item,
        module=module,
        id=slug,
        use="exam",
        objective=objective,
        sources=item.sources or ((header.source,) if header.source else ()),
    )
    if isinstance(item.interaction, Case):
        questions = tuple(
            replace(
                one,
                module=module,
                id=f"{slug}/{_slug(one.id.rpartition('/')[2]) or number}",
                use="exam",
                objective=one.objective if one.objective in known else objective,
                level=one.level or filled.level,
                sources=filled.sources,
            )
            for number, one in enumerate(item.interaction.questions, start=1)
        )
        filled = replace(filled, interaction=Case(questions))
    return filled


def _numbered(items: list[Item]) -> list[Item]:
    """Return the items with ids that are unique among them, the first keeping its own."""
    taken: set[tuple[str, int]] = set()
    found = []
    for item in items:
        one = item
        for number in range(2, _TRIES):
            if (one.id, one.version) not in taken:
                break
            tail = f"-{number}"
            one = replace(item, id=item.id[: _LONGEST - len(tail)] + tail)
        taken.add((one.id, one.version))
        found.append(one)
    return found


def _known(header: Header, curriculum: "Curriculum") -> Header:
    """Return the header with its module, which the objective tells where only one has it."""
    module, objective = header.module, header.objective
    if objective is not None and "/" in objective:
        first, _, objective = objective.partition("/")
        module = first if module is None else module
        if module != first:
            found = f"{module}/{header.objective}"
            raise _no_objective(found, curriculum)
    if module is not None and module not in curriculum.modules:
        known = ", ".join(curriculum.modules)
        raise UnknownNameError(
            message("bank.no_module", where="--module", found=module, known=known)
        )
    if objective is not None:
        homes = [one for one in _homes(objective, curriculum) if module in {None, one}]
        if not homes:
            found = objective if module is None else f"{module}/{objective}"
            raise _no_objective(found, curriculum)
        if len(homes) > 1:
            named = ", ".join(homes)
            raise InputError(message("bank.which_module", objective=objective, modules=named))
        module = homes[0]
    return Header(module, objective, header.source)


def _nothing(path: str, lost: Sequence[Lost]) -> InputError:
    """Return the error of a file without questions, with all that the reader said of it."""
    words = message("bank.nothing", path=path)
    if lost:
        lines = [message("bank.lost_line", item=one.item, what=one.what) for one in lost]
        words = message("bank.nothing_of", words=words, lines=lines)
    return InputError(words)


def _homes(objective: str, curriculum: "Curriculum") -> list[str]:
    """Return the modules that have an objective of this id."""
    return [one for one in curriculum.modules if f"{one}/{objective}" in curriculum.objectives]


def _no_objective(found: str, curriculum: "Curriculum") -> UnknownNameError:
    known = ", ".join(curriculum.objectives)
    return UnknownNameError(message("bank.no_objective", found=found, known=known))


def _entry(item: Item) -> dict[str, Any]:
    return {"module": item.module, **_as_file(item)}


def _document(curriculum: "Curriculum", items: Iterable[Item]) -> dict[str, Any]:
    entries = [_entry(one) for one in items]
    return {"schema": SCHEMA, "curriculum": curriculum.id, "items": entries}


def _text(curriculum: "Curriculum", items: Iterable[Item], lang: str) -> str:
    """Return items as the text of a file of the bank, each with its canary beside its key."""
    writer = _Writer(say("bank.fill", lang))
    lines = [f"schema: {SCHEMA}", f"curriculum: {curriculum.id}", "items:"]
    for item in items:
        lines += ["", f"  # {canary(item.code, item.version)}", *writer.entry(_entry(item), "  ")]
    return "\n".join(lines) + "\n"


def _kept(folder: Path, stem: str, text: str) -> Path:
    name = f"{stem.removesuffix('.yaml')[:_LONGEST]}-{digest_of(text)}.yaml"
    return files.write_atomic(folder / name, text, mode=PRIVATE_FILE)


def _restored(folder: Path, stem: str, text: str) -> Path:
    """Return a draft that came sealed, under its own name where nothing else has it."""
    path = folder / DRAFTS / f"{stem}.yaml"
    if path.exists() and files.read_text(path) != text:
        return _kept(folder / DRAFTS, stem, text)
    return files.write_atomic(path, text, mode=PRIVATE_FILE)


def _slug(text: str) -> str:
    return _NOT_SLUG.sub("-", text.lower()).strip("-")


def _digest(item: Item) -> str:
    return hashlib.sha256(item.stem.th.encode() + item.stem.en.encode()).hexdigest()[:DIGITS]


def _code(item: Any) -> str:
    return f"{item.code}@{item.version}"
