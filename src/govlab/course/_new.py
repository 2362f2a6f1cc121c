"""A new module: a folder that loads at once, with one question of every type to edit."""

import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any, Final

from govlab import files, home
from govlab.course._load import MARKER, folder_of
from govlab.course._upgrade import rewritten
from govlab.course._words import Text
from govlab.errors import ConflictError, InputError, MissingFileError
from govlab.text import message

_NAME: Final = re.compile(r"(?P<curriculum>[a-z0-9-]+)/(?P<module>[a-z0-9]+(-[a-z0-9]+)*)")
# With "-matching" at its end, the id of an example still has room for more.
_LONGEST: Final = 40
_SCAFFOLD: Final = ("module.yaml", "items.yaml", "lesson.md")
_BLUEPRINTS: Final = "blueprints.yaml"


def new_module(name: str, place: home.Home | None = None, *, title: Text | None = None) -> Path:
    """Make a module's folder and enter the module in its curriculum.

    The folder holds ``module.yaml``, a lesson in both languages and an example of every
    type of question, commented in Thai and English. A curriculum without blueprints gets
    a first one. Comments of ``curriculum.yaml`` stay.

    Parameters
    ----------
    name : str
        ``curriculum/module``, such as ``"governance/procurement"``.
    place : Home, optional
        Home whose curriculum gets the module.
    title : Text, optional
        That of the curriculum's plan, or one that asks to be written, when not given.

    Returns
    -------
    Path
        The new folder.

    Raises
    ------
    InputError
        When `name` is not of that form, or the title lacks words in one language.
    MissingFileError
        When the home has no ``course/`` of its own; nothing is written.
    UnknownNameError
        When there is no such curriculum.
    ConflictError
        When the module is there already; nothing is written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     there = Path(folder, "course", "corporate")
    ...     there.mkdir(parents=True)
    ...     kept = folder_of("corporate") / "curriculum.yaml"
    ...     _ = (there / "curriculum.yaml").write_bytes(kept.read_bytes())
    ...     _ = Path(folder, "govlab.toml").write_text("", encoding="utf-8")
    ...     made = new_module("corporate/bribery", home.find(folder))
    ...     sorted(one.name for one in made.iterdir())
    ['items.yaml', 'lesson.md', 'module.yaml']
    """
    found = _NAME.fullmatch(name)
    if not found or len(found["module"]) > _LONGEST:
        raise InputError(message("author.name", name=name, most=_LONGEST))
    if title is not None and not (title.th.strip() and title.en.strip()):
        raise InputError(message("author.title", th=title.th, en=title.en))
    place = own_course(place)
    folder = folder_of(found["curriculum"], place)
    module = found["module"]
    curriculum = files.read_yaml(folder / MARKER)
    if (folder / module).exists() or module in curriculum.get("modules", []):
        raise ConflictError(message("author.exists", path=str(folder / module)))
    entered = rewritten(
        files.read_text(folder / MARKER),
        lambda document, _: _entered(document, module),
        str(folder / MARKER),
    )
    words = title or _planned(curriculum, module)
    with files.atomic_folder(folder / module) as made:
        for one in _SCAFFOLD:
            files.write_atomic(made / one, _filled(one, module, words))
    if not (folder / _BLUEPRINTS).is_file():
        files.write_atomic(folder / _BLUEPRINTS, _filled(_BLUEPRINTS, module, words))
    # Last: were the run cut short before, the curriculum would still be as it was.
    files.write_atomic(folder / MARKER, entered)
    return folder / module


def own_course(place: home.Home | None = None) -> home.Home:
    """Return the home, sure that the course that is read from it is its own to write.

    A home without ``course/`` reads that of the checkout or of the package, where nothing
    may be written in its name.

    Raises
    ------
    MissingFileError
        When the course is another's; the words say how to make it one's own.
    """
    place = place or home.find()
    shipped = place.folder("course")
    own = place.root / "course"
    if shipped != own or not place.writable:
        fields = {"home": str(place.root), "course": str(shipped), "own": str(own)}
        if not place.writable:
            raise MissingFileError(message("author.no_home", course=str(shipped)))
        raise MissingFileError(message("author.not_own", **fields))
    return place


def _planned(curriculum: Mapping[str, Any], module: str) -> Text:
    """Return the title that the plan gives the module, or one that asks to be written."""
    for one in curriculum.get("planned", []):
        if one.get("id") == module:
            return Text(
                one["title"]["th"].replace("(อยู่ในแผน)", "").strip(),
                one["title"]["en"].replace("(planned)", "").strip(),
            )
    return Text(f"ชื่อหมวดวิชา {module} (เขียนชื่อที่นี่)", f"Title of {module} (write it here)")


def _filled(name: str, module: str, title: Text) -> str:
    text = (resources.files("govlab.course") / "scaffold" / name).read_text(encoding="utf-8")
    quoted = name.endswith(".yaml")
    for hole, words in (
        ("__MODULE__", module),
        ("__TITLE_TH__", _scalar(title.th) if quoted else title.th),
        ("__TITLE_EN__", _scalar(title.en) if quoted else title.en),
    ):
        text = text.replace(hole, words)
    return text


def _scalar(words: str) -> str:
    """Return `words` as YAML reads them back, whatever signs they hold."""
    return "'" + " ".join(words.split()).replace("'", "''") + "'"


def _entered(document: Any, module: str) -> None:
    """Add the module to the list, and take it from the plan where it stood there."""
    if "modules" in document:
        document["modules"].append(module)
    else:
        document["modules"] = [module]
    planned = document.get("planned", [])
    for number in reversed(range(len(planned))):
        if planned[number].get("id") == module:
            del planned[number]
