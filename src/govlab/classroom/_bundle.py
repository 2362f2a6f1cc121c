"""What a trainee takes home: lessons and practice as one archive, let out by the leak gate."""

import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govlab import files, home
from govlab.classroom._leaks import Leak, leaks
from govlab.classroom._lesson import _for_trainees
from govlab.classroom._page import page
from govlab.classroom._pages import index_page
from govlab.classroom._secrets import Secrets, secrets_of
from govlab.course import Text
from govlab.errors import CheckError
from govlab.text import LANGUAGES, check_language, message, say

if TYPE_CHECKING:
    from govlab.course import Curriculum, Item, Snapshot
    from govlab.course._template import Template

__all__ = ["LeakError", "trainee_bundle"]

_LICENCE = "LICENSE-CONTENT"
_NOTEBOOK = "trainee/lesson.ipynb"
# The earliest time that a zip can hold: equal content, equal bytes.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16
# Notes of the authors; marks of language and objective are none.
_NOTE = re.compile(r"<!--(?! *(?:lang|objective):).*?-->\n?", re.DOTALL)
# Files of a module that a trainee gets as they are; nothing else goes unless named here.
_FIGURES = re.compile(r"[\w.-]+\.(svg|png|jpg|jpeg|webp|gif)")


class LeakError(CheckError):
    """What was to be handed out holds a secret; `found` lists every place."""

    def __init__(self, words: Any, found: tuple[Leak, ...] = ()) -> None:
        super().__init__(words)
        self.found = found

    def __reduce__(self) -> tuple[type["LeakError"], tuple[Any, ...]]:
        return type(self), (self.message, self.found)


def trainee_bundle(
    out: str | Path,
    curricula: "Curriculum | Iterable[Curriculum]",
    lang: str = "th",
    *,
    place: home.Home | None = None,
    bank: "Iterable[Item | Template] | None" = None,
    sittings: "Iterable[Snapshot]" = (),
) -> Path:
    """Write the archive that a trainee gets, if the leak gate finds nothing in it.

    It holds a page for each module with its practice items, the lesson notebook with the
    content that the notebook reads (unpacked, the archive is a home), figures and the
    licence. No exam item, no state and no history go in. Equal content gives equal bytes.

    Parameters
    ----------
    out : str or Path
        The ``.zip`` to make or replace.
    curricula : Curriculum or iterable of Curriculum
    lang : {"th", "en"}
        Language of the pages.
    place : Home, optional
        Home that the curricula came from; found when not given.
    bank, sittings
        The office's own items and the sittings that are open, for the gate to look for.
        The items of the home's own banks when not given; see :func:`govlab.course.load_bank`.

    Returns
    -------
    Path
        `out`, resolved.

    Raises
    ------
    LeakError
        When the gate finds anything; no file is left, and one that was there stays.
    InputError
        When a bank of the home is sealed and its passphrase is not at hand.
    FaultError
        When the file cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from govlab import course
    >>> with TemporaryDirectory() as folder:
    ...     made = trainee_bundle(Path(folder, "lessons.zip"), course.load("governance"))
    ...     "pages/governance-interests.html" in zipfile.ZipFile(made).namelist()
    True
    """
    from govlab.course import Curriculum, load_bank

    chosen = (curricula,) if isinstance(curricula, Curriculum) else tuple(curricula)
    place = place or home.find()
    target = Path(out)
    if bank is None:
        bank = tuple(item for one in chosen for item in load_bank(one, place))
    files.make_folder(target.parent)
    secrets = secrets_of(chosen, bank=bank, sittings=sittings)
    with files.atomic_path(target) as staged:
        staged.write_bytes(_archive(_content(chosen, check_language(lang), place)))
        refuse_leaks([staged], secrets)
    return target.resolve()


def refuse_leaks(paths: Iterable[Path], secrets: Secrets) -> None:
    """Raise :class:`LeakError` with all that the gate finds in `paths`, if it finds anything."""
    found = leaks(paths, secrets)
    if found:
        words = message("leaks.refused", count=len(found), lines=found)
        raise LeakError(words, tuple(found))


def _archive(content: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(content):
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.external_attr = _READABLE
            entry.create_system = 3  # else the bytes depend on the system that writes them
            archive.writestr(entry, content[name], zipfile.ZIP_DEFLATED, 9)
    return buffer.getvalue()


def _content(curricula: "tuple[Curriculum, ...]", lang: str, place: home.Home) -> dict[str, bytes]:
    found: dict[str, bytes] = {
        home.MARKER: b"",
        _LICENCE: _licence(place),
        "README.txt": _readme(lang).encode(),
        "index.html": index_page(curricula, lang).encode(),
    }
    notebook = place.folder("notebooks") / _NOTEBOOK
    if notebook.is_file():
        found[f"notebooks/{_NOTEBOOK}"] = notebook.read_bytes()
    index = Text(say("leaks.to_index", "th"), say("leaks.to_index", "en"))
    for curriculum in curricula:
        folder = place.folder("course") / curriculum.id
        found |= {
            f"course/{curriculum.id}/{name}": data for name, data in _course(curriculum, folder)
        }
        for module in curriculum.modules:
            others = {
                f"{curriculum.id}-{one.id}.html": one.title
                for one in curriculum.modules.values()
                if one.id != module
            }
            beside = {"../index.html": index, **others}
            text = page(curriculum, module, lang=lang, place=place, beside=beside)
            found[f"pages/{curriculum.id}-{module}.html"] = text.encode()
    return found


def _readme(lang: str) -> str:
    """Return how to open it, in both languages: who gets it may read either."""
    return "\n".join(say("leaks.readme", one) for one in sorted(LANGUAGES, key=lang.__ne__))


def _course(curriculum: "Curriculum", folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a curriculum as a trainee has them: practice items only."""
    yield "curriculum.yaml", (folder / "curriculum.yaml").read_bytes()
    blueprints = folder / "blueprints.yaml"
    if blueprints.is_file():
        data = files.read_yaml(blueprints)
        kept = {name: one for name, one in data["blueprints"].items() if one["use"] == "practice"}
        yield "blueprints.yaml", _written({**data, "blueprints": kept})
    for module in curriculum.modules:
        yield f"{module}/module.yaml", (folder / module / "module.yaml").read_bytes()
        lesson = folder / module / "lesson.md"
        told = _for_trainees(files.read_text(lesson), str(lesson))
        yield f"{module}/lesson.md", _NOTE.sub("", told).encode()
        data = files.read_yaml(folder / module / "items.yaml")
        practice = [one for one in data["items"] if one["use"] == "practice"]
        yield f"{module}/items.yaml", _written({**data, "items": practice})
        for figure in sorted((folder / module / "figures").glob("*")):
            if _FIGURES.fullmatch(figure.name) and figure.is_file():
                yield f"{module}/figures/{figure.name}", figure.read_bytes()


def _written(data: Any) -> bytes:
    """Return data as JSON, which YAML contains; the comments of the office stay at home."""
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _licence(place: home.Home) -> bytes:
    for folder in (place.root, place.folder("course").parent):
        if (folder / _LICENCE).is_file():
            return (folder / _LICENCE).read_bytes()
    return (metadata.distribution("govlab").read_text(f"licenses/{_LICENCE}") or "").encode()
