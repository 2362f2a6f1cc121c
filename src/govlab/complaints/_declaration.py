"""Reading a process: from the words of a YAML file to the nouns, everything wrong at once."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from govlab import files, home
from govlab.complaints._declaration_faults import blamed, shaped
from govlab.complaints._declaration_numbers import Grounds, Reading
from govlab.complaints._declaration_origin import fits
from govlab.complaints._overrides import applied
from govlab.complaints._process import Process
from govlab.errors import InputError, MissingFileError, UnknownNameError
from govlab.text import message

FOLDER = "processes"
_ENDINGS = (".yaml", ".yml")


def processes(place: home.Home | None = None) -> list[str]:
    """Return the names of the processes in the home's library, sorted.

    Examples
    --------
    >>> "bangkok" in processes()
    True
    """
    root = (place or home.find()).folder("course") / FOLDER
    return sorted(path.stem for path in root.glob("*.yaml"))


def process(
    name_or_path: str | Path,
    place: home.Home | None = None,
    *,
    overrides: Mapping[str, object] | None = None,
) -> Process:
    """Return a declared process.

    Parameters
    ----------
    name_or_path : str or Path
        A name of the library (see :func:`processes`), or a file of one's own.
    place : Home, optional
        Home of the library, the assumptions and the sources.
    overrides : mapping, optional
        What the caller changes: a dotted path in the file to a value, such as
        ``{"resources.checkers.capacity": 6}``; ``"x3"`` multiplies the number that stands
        there. See :func:`policy_file`.

    Raises
    ------
    UnknownNameError
        When the library has no such process.
    MissingFileError
        When there is no such file.
    InputError
        When the declaration breaks rules. The message names all of them, each with its
        path in the file, the value, the rule, and what to do.

    Examples
    --------
    >>> found = process("bangkok")
    >>> round(sum(one.a_month.value for one in found.channels.values()), 9)
    23.0
    >>> more = process("bangkok", overrides={"channels.traffy_fondue.a_month": "x3"})
    >>> more.channels["traffy_fondue"].a_month
    Quantity(value=45.0, basis=Basis(sources=(), assumption=None, set_by_caller=True))
    """
    path = _path_of(name_or_path, place)
    return declared(files.read_yaml(path), path, place, overrides=overrides)


def declared(
    content: Any,
    path: Path,
    place: home.Home | None = None,
    *,
    overrides: Mapping[str, object] | None = None,
) -> Process:
    """Return the process that `content`, read from the file `path`, declares."""
    grounds = Grounds(place)
    overrides = overrides or {}
    named = _name(content, path)
    own = getattr(overrides, "origin", None)
    fits(overrides, named, processes(place), own)
    tree, called = applied(content, overrides, grounds, named)
    try:
        return _read(tree, path, grounds, frozenset(called))
    except InputError as broken:
        if not called:
            raise
        sound = _sound(content, path, grounds)
        raise blamed(broken, called, named, sound=sound) from None


def _read(tree: Any, path: Path, grounds: Grounds, called: frozenset[str]) -> Process:
    # Shapes need pydantic, which the other modules of the room do without.
    from govlab.complaints._declaration_build import built
    from govlab.complaints._declaration_rules import hold
    from govlab.complaints._declaration_shapes import ProcessFile

    where = path.name
    shape = shaped(tree, ProcessFile, path)
    reading = Reading(grounds, called)
    found = built(shape, tree, reading, _digest(tree, grounds))
    hold(found, tree, reading)
    if shape.process != path.stem:
        words = message("complaints_process.name", value=shape.process, file=where)
        reading.fault("process", words)
    if reading.faults:
        raise InputError(message("complaints_process.broken", where=where, lines=reading.faults))
    return found


def _name(content: Any, path: Path) -> str:
    """Return the name of the process in the file, as far as it has one."""
    name = content.get("process") if isinstance(content, dict) else None
    return name if isinstance(name, str) else path.stem


def _sound(content: Any, path: Path, grounds: Grounds) -> bool:
    """Return whether nothing is wrong in the declaration without changes."""
    try:
        _read(content, path, grounds, frozenset())
    except InputError:
        return False
    return True


def _path_of(name_or_path: str | Path, place: home.Home | None) -> Path:
    path = Path(name_or_path)
    if path.suffix in _ENDINGS or len(path.parts) > 1:
        if not path.is_file():
            raise MissingFileError(message("complaints_process.no_file", path=str(path)))
        return path
    known = processes(place)
    if str(name_or_path) not in known:
        raise UnknownNameError(
            message("complaints_process.no_process", name=str(name_or_path), known=", ".join(known))
        )
    return (place or home.find()).folder("course") / FOLDER / f"{name_or_path}.yaml"


def _digest(tree: Any, grounds: Grounds) -> str:
    """Return the digest of the declaration and of the assumptions it takes its numbers from."""
    taken = {name: grounds.assumptions[name].value for name in sorted(_assumed(tree, grounds))}
    return files.sha256_of(files.canonical_json({"declared": tree, "assumed": taken}))


def _assumed(tree: Any, grounds: Grounds) -> set[str]:
    """Return the assumptions that `tree` names anywhere."""
    if isinstance(tree, dict):
        return set().union(*(_assumed(one, grounds) for one in tree.values()))
    if isinstance(tree, list):
        return set().union(*(_assumed(one, grounds) for one in tree))
    return {tree} if isinstance(tree, str) and tree in grounds.numbers else set()
