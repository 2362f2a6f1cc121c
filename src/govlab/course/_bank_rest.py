"""Making an office's bank, and sealing it for transport and for rest."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govlab import files, home
from govlab.course import _sealed
from govlab.course._bank import (
    CACHE,
    PREFIX,
    PRIVATE_FILE,
    SCHEMA,
    SEALED,
    Bank,
    folder_of_bank,
    make_private,
    open_files,
    opened_bank,
    read_bank,
)
from govlab.course._canary import canary
from govlab.course._load import load
from govlab.errors import ConflictError, MissingFileError, TamperedError
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
    passphrase: str,
    place: home.Home,
    out: str | Path | None = None,
    *,
    only: bool = False,
) -> tuple[Path, Bank]:
    """Check the bank, encrypt it into one file, and return the file and the bank.

    Parameters
    ----------
    curriculum : Curriculum
    passphrase : str
        At least 12 characters; nobody can open the file without it.
    place : Home
    out : str or Path, optional
        The file to make, for transport; ``bank.sealed`` in the bank's folder, for rest,
        when not given.
    only : bool
        Remove the open files once the sealed one is on disk and opens to the same.

    Raises
    ------
    MissingFileError
        When the home has no bank, or none that is open.
    InputError
        When an entry breaks a rule, or the passphrase is too short.
    """
    folder = folder_of_bank(curriculum.id, place)
    bank = read_bank(curriculum, place, passphrase)
    with files.lock(folder / "bank"):
        paths = open_files(folder)
        if not paths:
            raise MissingFileError(
                message("bank.missing", curriculum=curriculum.id, path=str(folder / _ITEMS))
            )
        content = {
            path.name: {
                "text": files.read_text(path),
                "data": files.read_yaml(path, cache=folder / CACHE),
            }
            for path in paths
        }
        told = {
            "curriculum": curriculum.id,
            "version": curriculum.version,
            "items": len(bank.items),
            "files": len(content),
        }
        target = Path(out) if out else folder / SEALED
        files.make_folder(target.parent)
        data = _sealed.sealed(canonical(content), passphrase, told)
        files.write_atomic(target, data, mode=PRIVATE_FILE)
        if only:
            if opened_bank(target, curriculum.id, passphrase) != content:
                raise TamperedError(message("bank.not_same", path=str(target)))
            for path in (*paths, *(folder / CACHE).glob("*.json")):
                path.unlink()
    return target, bank


def canonical(content: dict[str, Any]) -> bytes:
    """Return the content of a sealed bank as bytes, equal for equal content."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()


def unseal_bank(
    curriculum: "Curriculum", passphrase: str, place: home.Home
) -> tuple[list[Path], Bank]:
    """Turn a bank that rests sealed back into open files, and return them and the bank.

    Raises
    ------
    MissingFileError
        When no sealed bank rests there.
    ConflictError
        When an open file of the same name says something else.
    InputError, TamperedError
        When the file does not open, or an entry breaks a rule.
    """
    folder = folder_of_bank(curriculum.id, place)
    resting = folder / SEALED
    if not resting.is_file():
        raise MissingFileError(message("bank.missing", curriculum=curriculum.id, path=str(resting)))
    bank = read_bank(curriculum, place, passphrase)
    with files.lock(folder / "bank"):
        content = opened_bank(resting, curriculum.id, passphrase)
        for name, one in content.items():
            path = folder / name
            if path.exists() and files.read_text(path) != one["text"]:
                raise ConflictError(message("bank.file_differs", path=str(path)))
        made = [
            files.write_atomic(folder / name, one["text"], mode=PRIVATE_FILE)
            for name, one in sorted(content.items())
        ]
        resting.unlink()
    return made, bank
