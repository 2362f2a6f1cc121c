"""An office's own exam bank: items that stand in its home and nowhere else.

It is the folder ``state/banks/CURRICULUM`` of the home. Each ``.yaml`` in it lists items
as ``items.yaml`` of a module does, each with its ``module`` and an id that begins with
``office-``, so that it never meets an id of the published course. The highest version of
an item counts; earlier ones stay. At rest the folder may hold one sealed file instead.
"""

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govlab import files, home
from govlab.course import _sealed
from govlab.course._finding import Finding
from govlab.course._load import load
from govlab.course._made import item_made
from govlab.course._rules import broken_rules
from govlab.errors import ConflictError, InputError, MissingFileError
from govlab.text import message

if TYPE_CHECKING:
    from govlab.course._item import Item
    from govlab.course._model import Curriculum
    from govlab.course._template import Template

#: With which every id of an office's item begins.
PREFIX = "office-"
#: Name of the sealed file, where the bank rests.
SEALED = "bank.sealed"
#: Environment variable with the passphrase, for machines that nobody sits at.
PASSPHRASE = "GOVLAB_BANK_PASSPHRASE"  # noqa: S105  # the variable's name, not what it holds
CACHE = ".read"
#: Folder of what an import could not take in; sealed with the bank, and no part of it.
DRAFTS = "drafts"
SCHEMA = 2
PRIVATE_FILE, _PRIVATE_FOLDER = 0o600, 0o700
# A file that an office names in Thai is a file of the bank; nothing leads out of the folder.
_NAME = re.compile(rf"(?:{DRAFTS}/)?[^\x00-\x1f./\\:*?\"<>|][^\x00-\x1f/\\:*?\"<>|]{{0,120}}\.yaml")


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of the bank and the file that has it."""

    item: "Item | Template"
    file: str


@dataclass(frozen=True, slots=True)
class Bank:
    """What stands in a bank.

    Parameters
    ----------
    curriculum : str
    entries : tuple of Entry
        Every version of every item, in the order of files and of their lines.
    """

    curriculum: str
    entries: tuple[Entry, ...]

    @property
    def items(self) -> "tuple[Item | Template, ...]":
        """The highest version of each item, by code."""
        latest: dict[str, Item | Template] = {}
        for one in sorted((one.item for one in self.entries), key=lambda item: item.version):
            latest[one.code] = one
        return tuple(latest[code] for code in sorted(latest))


def folder_of_bank(curriculum_id: str, place: home.Home) -> Path:
    """Return the folder of a bank, which need not exist.

    Raises
    ------
    FaultError
        When the home has no state, or its folder is synchronised or on a network drive:
        copies of the bank would stand where nobody looks after them.
    """
    return files.refuse_synced(place.state / "banks") / curriculum_id


def has_bank(curriculum_id: str, place: home.Home) -> bool:
    """Tell whether the home has a bank for the curriculum; makes nothing."""
    return (place.root / "state" / "banks" / curriculum_id).is_dir()


def load_bank(
    curriculum: "Curriculum | str",
    place: home.Home | None = None,
    passphrase: str | Callable[[], str] | None = None,
) -> "tuple[Item | Template, ...]":
    """Return the office's own items for a curriculum, each in its highest version.

    Parameters
    ----------
    curriculum : Curriculum or str
    place : Home, optional
        Found as :func:`govlab.home.find` does when not given.
    passphrase : str or callable, optional
        Opens a bank that rests sealed, in memory only; the variable
        ``GOVLAB_BANK_PASSPHRASE`` when not given.

    Returns
    -------
    tuple of Item or Template
        Empty where the home has no bank.

    Raises
    ------
    InputError
        When an entry breaks a rule, or the bank is sealed and no passphrase is given.
    TamperedError
        When the sealed bank does not open.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     load_bank("governance", home.Home(Path(folder)))
    ()
    """
    place = place or home.find()
    found = load(curriculum, place) if isinstance(curriculum, str) else curriculum
    if not has_bank(found.id, place):
        return ()
    return read_bank(found, place, passphrase).items


def read_bank(
    curriculum: "Curriculum",
    place: home.Home,
    passphrase: str | Callable[[], str] | None = None,
) -> Bank:
    """Return the whole bank, checked by the rules of content; see :func:`load_bank`.

    Raises
    ------
    MissingFileError
        When the home has none.
    """
    folder = folder_of_bank(curriculum.id, place)
    if not folder.is_dir():
        raise MissingFileError(message("bank.missing", curriculum=curriculum.id, path=str(folder)))
    tighten(folder)
    documents = [
        (path.name, files.read_yaml(path, cache=folder / CACHE)) for path in open_files(folder)
    ]
    resting = folder / SEALED
    if resting.is_file():
        content = opened_bank(resting, curriculum.id, given(passphrase, resting))
        documents += [(f"{SEALED}/{name}", data) for name, data in documents_of(content)]
    return checked(curriculum, documents, str(folder))


def documents_of(content: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return name and data of the files of a sealed bank that are no drafts, in order."""
    return [
        (name, one["data"])
        for name, one in sorted(content.items())
        if not name.startswith(f"{DRAFTS}/")
    ]


def checked(curriculum: "Curriculum", documents: Iterable[tuple[str, Any]], where: str) -> Bank:
    """Return the bank of these documents, or all that is wrong with them as one error.

    Raises
    ------
    InputError
        Names every broken rule with its place.
    ConflictError
        When two entries are one version of one item and differ.
    """
    entries = [
        Entry(item, name)
        for name, data in documents
        for item in entries_of(curriculum, data, f"{where}/{name}")
    ]
    bank = Bank(curriculum.id, tuple(_once(entries)))
    findings = broken(curriculum, bank.items)
    if findings:
        lines = [one.line() for one in findings]
        raise InputError(message("bank.broken", curriculum=curriculum.id, lines=lines))
    return bank


def broken(curriculum: "Curriculum", items: "Iterable[Item | Template]") -> list[Finding]:
    """Return the rules that the items break as part of the curriculum."""
    own: dict[str, list[Item | Template]] = {}
    for item in items:
        own.setdefault(item.module, []).append(item)
    modules = {
        name: replace(module, items=(*module.items, *own.get(name, ())))
        for name, module in curriculum.modules.items()
    }
    return broken_rules(replace(curriculum, modules=modules))


def entries_of(curriculum: "Curriculum", data: Any, where: str) -> "Iterator[Item | Template]":
    """Yield the items of one file of the bank.

    Raises
    ------
    InputError
        When the file has another shape, names another curriculum or an unknown module,
        or an item has no ``office-`` id or is no exam item.
    """
    from govlab.course._shapes import ItemsFile, TemplateHeader
    from govlab.course._template import Template

    data = data if isinstance(data, dict) else {}
    if data.get("curriculum") != curriculum.id:
        found = str(data.get("curriculum", "–"))
        raise InputError(
            message("bank.other_curriculum", path=where, found=found, curriculum=curriculum.id)
        )
    raw = data.get("items") or []
    modules = [one.get("module") if isinstance(one, dict) else None for one in raw]
    bare = [
        {key: value for key, value in one.items() if key != "module"}
        if isinstance(one, dict)
        else one
        for one in raw
    ]
    top = {key: value for key, value in data.items() if key != "curriculum"}
    shape = files.shaped({**top, "items": bare}, ItemsFile, where)
    for part, module, entry in zip(shape.items, modules, bare, strict=True):
        place = f"{where}: {part.id}"
        if module not in curriculum.modules:
            known = ", ".join(curriculum.modules)
            raise InputError(message("bank.no_module", where=place, found=str(module), known=known))
        if not part.id.startswith(PREFIX):
            raise InputError(message("bank.prefix", where=place, id=part.id, prefix=PREFIX))
        if part.use != "exam":
            raise InputError(message("bank.use", where=place, found=part.use))
        if isinstance(part, TemplateHeader):
            yield Template.made(str(module), entry, where)
        else:
            yield item_made(str(module), part)


def _once(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield each version of each item once."""
    first: dict[tuple[str, int], Entry] = {}
    for one in entries:
        known = first.setdefault((one.item.code, one.item.version), one)
        if known is one:
            yield one
        elif known.item.fingerprint != one.item.fingerprint:
            raise ConflictError(
                message(
                    "bank.conflict",
                    item=f"{one.item.code}@{one.item.version}",
                    file=one.file,
                    other=known.file,
                )
            )


def open_files(folder: Path) -> list[Path]:
    """Return the files of a bank that anyone at this machine can read, in order."""
    return sorted(path for path in folder.glob("*.yaml") if path.is_file())


def draft_files(folder: Path) -> list[Path]:
    """Return the drafts that stand open beside a bank, in order."""
    return open_files(folder / DRAFTS)


def make_private(folder: Path) -> None:
    """Make a folder, with its parents, that only its owner enters."""
    files.make_folder(folder.parent)
    files.make_folder(folder)
    for one in (folder.parent, folder):
        one.chmod(_PRIVATE_FOLDER)


def tighten(folder: Path) -> None:
    """Take from others the right to read a bank that someone copied into place."""
    if os.name == "nt":
        return
    make_private(folder)
    for path in (*open_files(folder), *draft_files(folder), folder / SEALED):
        if path.is_file() and path.stat().st_mode & 0o077:
            path.chmod(PRIVATE_FILE)


def opened_bank(path: Path, curriculum_id: str | None, passphrase: str) -> dict[str, Any]:
    """Return the files of a sealed bank by name: their text and their data.

    Raises
    ------
    InputError
        When the file is no sealed bank, or that of another curriculum.
    TamperedError
        When it is damaged, or the passphrase does not open it.
    """
    from govlab.files._text import read_bytes

    data = read_bytes(path)
    told = _sealed.header_of(data, str(path))
    if curriculum_id not in {None, told["curriculum"]}:
        raise InputError(
            message(
                "bank.other_curriculum",
                path=str(path),
                found=told["curriculum"],
                curriculum=curriculum_id,
            )
        )
    content: dict[str, Any] = json.loads(_sealed.opened(data, passphrase, str(path)))
    if not all(map(is_name, content)):
        raise InputError(message("bank.unknown_seal", path=str(path)))
    return content


def is_name(name: str) -> bool:
    """Tell whether a file of this name may come out of a sealed bank."""
    return _NAME.fullmatch(name) is not None


def given(passphrase: str | Callable[[], str] | None, path: Path) -> str:
    """Return the passphrase: as given, asked for, or from the environment.

    Raises
    ------
    InputError
        When there is none.
    """
    if passphrase is None:
        passphrase = os.environ.get(PASSPHRASE)
    if passphrase is None:
        raise InputError(message("bank.no_passphrase", path=str(path), variable=PASSPHRASE))
    return passphrase if isinstance(passphrase, str) else passphrase()
