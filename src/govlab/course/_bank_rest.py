"""Making an office's bank, and sealing it for transport and for rest."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govlab import files, home
from govlab.course import _sealed
from govlab.course._bank import (
    CACHE,
    DRAFTS,
    PREFIX,
    PRIVATE_FILE,
    SCHEMA,
    SEALED,
    Bank,
    checked,
    documents_of,
    draft_files,
    folder_of_bank,
    given,
    is_name,
    make_private,
    open_files,
    opened_bank,
    read_bank,
)
from govlab.course._canary import canary
from govlab.course._load import load
from govlab.errors import ConflictError, InputError, MissingFileError, TamperedError
from govlab.text import message, say

if TYPE_CHECKING:
    from govlab.course._model import Curriculum

_ITEMS = "items.yaml"


def new_bank(curriculum_id: str, place: home.Home | None = None, lang: str = "th") -> Path:
    """Make the folder of a bank with a file to fill, and return that file.

    Raises
    ------
    UnknownNameError
        When there is no such curriculum.
    ConflictError
        When there is a bank already.
    FaultError
        When the folder cannot be made, or would be synchronised.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     new_bank("governance", home.Home(Path(folder))).name
    'items.yaml'
    """
    place = place or home.find()
    curriculum = load(curriculum_id, place)
    folder = folder_of_bank(curriculum.id, place)
    make_private(folder)
    path = folder / _ITEMS
    with files.lock(folder / "bank"):
        if open_files(folder) or (folder / SEALED).exists():
            raise ConflictError(message("bank.exists", curriculum=curriculum.id, path=str(folder)))
        objective = next(iter(curriculum.objectives), "module/objective")
        module, _, name = objective.partition("/")
        text = say(
            "bank.scaffold",
            lang,
            schema=SCHEMA,
            curriculum=curriculum.id,
            prefix=PREFIX,
            module=module,
            objective=name,
            objectives="\n".join(f"#   {one}" for one in curriculum.objectives),
            canary=canary(f"{curriculum.id}/bank", 1),
        )
        files.write_atomic(path, text, mode=PRIVATE_FILE)
    return path


def seal_bank(
    curriculum: "Curriculum",
    passphrase: str | Callable[[], str],
    place: home.Home,
    out: str | Path | None = None,
    *,
    only: bool = False,
) -> tuple[Path, Bank]:
    """Check the bank, encrypt it with its drafts into one file; return the file and the bank.

    Parameters
    ----------
    curriculum : Curriculum
    passphrase : str or callable
        At least 12 characters; nobody can open the file without it. A callable is asked
        once the rest is known to be in order.
    place : Home
    out : str or Path, optional
        The file to make, for transport; ``bank.sealed`` in the bank's folder, for rest,
        when not given.
    only : bool
        Remove the open files and drafts once the sealed one is on disk and opens to the
        same. With `out`, a sealed file rests in the folder too: the leak gate needs it.

    Raises
    ------
    MissingFileError
        When the home has no bank.
    ConflictError
        When the bank rests sealed already, or a sealed item stands in no open file any
        more, or `out` is a file other than an earlier sealing of this bank.
    InputError
        When an entry breaks a rule, or the passphrase is too short.
    """
    folder = folder_of_bank(curriculum.id, place)
    resting = folder / SEALED
    target = Path(out) if out else resting
    if not (open_files(folder) or draft_files(folder)):
        if not resting.is_file():
            raise _missing(curriculum, folder / _ITEMS)
        if target.resolve() == resting.resolve():
            raise ConflictError(message("bank.already_sealed", path=str(resting)))
    _refuse_other(target, folder, curriculum)
    words = given(passphrase, folder)
    bank = read_bank(curriculum, place, words)
    with files.lock(folder / "bank"):
        paths = [*open_files(folder), *draft_files(folder)]
        before = opened_bank(resting, curriculum.id, words) if resting.is_file() else {}
        content = before | {_name(path, folder): _content(path, folder) for path in paths}
        after = checked(curriculum, documents_of(content), str(folder))
        _refuse_loss(bank, after, resting)
        if target.exists() and target.resolve() != resting.resolve():
            _refuse_loss(_sealed_earlier(target, curriculum, words), after, target)
        told = {
            "curriculum": curriculum.id,
            "version": curriculum.version,
            "items": len(after.items),
            "files": len(content),
        }
        data = _sealed.sealed(canonical(content), words, told)
        files.make_folder(target.parent)
        for path in {target, resting} if only else {target}:
            files.write_atomic(path, data, mode=PRIVATE_FILE)
            if only and opened_bank(path, curriculum.id, words) != content:
                raise TamperedError(message("bank.not_same", path=str(path)))
        if only:
            for path in (*paths, *(folder / CACHE).glob("*.json")):
                path.unlink()
    return target, after


def left_open(curriculum_id: str, place: home.Home) -> list[Path]:
    """Return what stands in a bank's folder and is not sealed: what ``--only`` does not know.

    The list names copies and workbooks that people or editors left there; the files of an
    open bank are among them.
    """
    folder = folder_of_bank(curriculum_id, place)
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and path != folder / SEALED and path.suffix != ".lock"
    )


def canonical(content: dict[str, Any]) -> bytes:
    """Return the content of a sealed bank as bytes, equal for equal content."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()


def unseal_bank(
    curriculum: "Curriculum", passphrase: str | Callable[[], str], place: home.Home
) -> tuple[list[Path], Bank]:
    """Turn a bank that rests sealed back into open files, and return them and the bank.

    Raises
    ------
    MissingFileError
        When the home has no bank.
    ConflictError
        When the bank is open already, or an open file of the same name says something else.
    InputError, TamperedError
        When the file does not open, or an entry breaks a rule.
    """
    folder = folder_of_bank(curriculum.id, place)
    resting = folder / SEALED
    if not resting.is_file():
        if open_files(folder) or draft_files(folder):
            raise ConflictError(message("bank.already_open", path=str(folder)))
        raise _missing(curriculum, resting)
    words = given(passphrase, resting)
    bank = read_bank(curriculum, place, words)
    with files.lock(folder / "bank"):
        content = opened_bank(resting, curriculum.id, words)
        for name, one in content.items():
            path = folder / name
            if path.exists() and files.read_text(path) != one["text"]:
                raise ConflictError(message("bank.file_differs", path=str(path)))
        if any(name.startswith(f"{DRAFTS}/") for name in content):
            make_private(folder / DRAFTS)
        made = [
            files.write_atomic(folder / name, one["text"], mode=PRIVATE_FILE)
            for name, one in sorted(content.items())
        ]
        resting.unlink()
    return made, bank


def _missing(curriculum: "Curriculum", path: Path) -> MissingFileError:
    return MissingFileError(message("bank.missing", curriculum=curriculum.id, path=str(path)))


def _name(path: Path, folder: Path) -> str:
    """Return the name of a file within its bank; one that could not come out is refused."""
    name = path.relative_to(folder).as_posix()
    if not is_name(name):
        raise InputError(message("bank.file_name", path=str(path)))
    return name


def _content(path: Path, folder: Path) -> dict[str, Any]:
    """Return text and data of a file; a draft need not be YAML yet."""
    text = files.read_text(path)
    if path.parent != folder:
        return {"text": text, "data": None}
    return {"text": text, "data": files.read_yaml(path, cache=folder / CACHE)}


def _refuse_other(target: Path, folder: Path, curriculum: "Curriculum") -> None:
    """Refuse to write over anything but a sealed bank of the curriculum."""
    if target.resolve().is_relative_to(folder.resolve()) and target.name != SEALED:
        raise ConflictError(message("bank.out_within", path=str(target), name=SEALED))
    if not target.exists():
        return
    whole = target.is_file() and _sealed.is_sealed(target.read_bytes())
    if (
        not whole
        or _sealed.header_of(target.read_bytes(), str(target))["curriculum"] != curriculum.id
    ):
        raise ConflictError(message("bank.out_exists", path=str(target)))


def _sealed_earlier(target: Path, curriculum: "Curriculum", passphrase: str) -> Bank:
    """Return what an earlier sealing holds; one of another passphrase is not this bank's."""
    try:
        content = opened_bank(target, curriculum.id, passphrase)
    except TamperedError:
        raise ConflictError(message("bank.out_exists", path=str(target))) from None
    return checked(curriculum, documents_of(content), str(target))


def _refuse_loss(before: Bank, after: Bank, path: Path) -> None:
    """Refuse a sealing that would drop a version of an item that `path` still holds."""
    kept = {(one.item.code, one.item.version) for one in after.entries}
    lost = [
        f"{one.item.code}@{one.item.version}"
        for one in before.entries
        if (one.item.code, one.item.version) not in kept
    ]
    if lost:
        raise ConflictError(message("bank.would_lose", path=str(path), items=", ".join(lost)))
