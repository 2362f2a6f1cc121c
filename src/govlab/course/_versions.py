"""The lock of versions: an item that a sitting may have used changes only under a new one."""

import re
from collections.abc import Iterator

from govlab import files, home
from govlab.course._finding import Finding
from govlab.course._load import folder_of, load
from govlab.course._model import Curriculum
from govlab.errors import ConflictError
from govlab.text import message

LOCK = "versions.json"
SCHEMA = 2
_ENTRY = re.compile(r"(?P<code>[^@]+)@(?P<version>[0-9]+)")


def lock(curriculum_id: str, place: home.Home | None = None, *, replace: bool = False) -> list[str]:
    """Record the items of a curriculum in its ``versions.json``.

    Entries of earlier versions stay. Items are recorded as ``module/item@version`` with
    the SHA-256 of their content.

    Parameters
    ----------
    curriculum_id : str
    place : Home, optional
    replace : bool
        Record changed content under its old version: only while no sitting has used it.

    Returns
    -------
    list of str
        The entries that are new or replaced.

    Raises
    ------
    ConflictError
        When content changed under a recorded version and `replace` is false; nothing is
        written.
    """
    curriculum = load(curriculum_id, place)
    known = _recorded(curriculum_id, place)
    now = {f"{code}@{item.version}": item.fingerprint for code, item in curriculum.items.items()}
    changed = sorted(entry for entry in now if known.get(entry, now[entry]) != now[entry])
    if changed and not replace:
        raise ConflictError(
            message("course.lock_conflict", curriculum=curriculum_id, items=", ".join(changed))
        )
    fresh = sorted(entry for entry in now if known.get(entry) != now[entry])
    path = folder_of(curriculum_id, place) / LOCK
    if fresh or not path.is_file():
        files.write_json(path, {"schema": SCHEMA, "items": known | now})
    return fresh


def broken_lock(curriculum: Curriculum, place: home.Home | None) -> Iterator[Finding]:
    """Yield the items whose content is not what the lock recorded for their version."""
    known = _recorded(curriculum.id, place)
    latest: dict[str, int] = {}
    for entry in known:
        found = _ENTRY.fullmatch(entry)
        if found:
            code, version = found["code"], int(found["version"])
            latest[code] = max(version, latest.get(code, 0))
    unknown = []
    for code, item in curriculum.items.items():
        where = f"{curriculum.id}/{code}"
        entry = f"{code}@{item.version}"
        if item.version < latest.get(code, 0):
            yield Finding(
                "version",
                where,
                message("course.version_back", version=item.version, latest=latest[code]),
            )
        elif entry not in known:
            unknown.append(entry)
        elif known[entry] != item.fingerprint:
            words = message("course.changed", version=item.version, following=item.version + 1)
            yield Finding("version", where, words)
    if unknown:
        yield Finding(
            "lock",
            f"{curriculum.id}/{LOCK}",
            message("course.unlocked", curriculum=curriculum.id, items=", ".join(unknown)),
        )


def _recorded(curriculum_id: str, place: home.Home | None) -> dict[str, str]:
    from govlab.course._shapes import VersionsFile

    path = folder_of(curriculum_id, place) / LOCK
    if not path.is_file():
        return {}
    return files.shaped(files.read_json(path), VersionsFile, str(path)).items
