"""The leak gate: opens every file that a trainee gets and looks for keys in it.

Nothing passes unopened: a file that no opener recognises and that is no text, an
encrypted or broken archive, a bomb, a link that leads outside are findings too.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from govlab.classroom import _open, _readings
from govlab.classroom._parts import DEEPEST, MOST_BYTES, MOST_PARTS, MOST_TOTAL, Part, TooMuchError
from govlab.classroom._search import Search
from govlab.classroom._secrets import Secrets
from govlab.errors import MissingFileError
from govlab.text import message

__all__ = ["Leak", "leaks"]

#: Between a file and what stands in it.
_INSIDE = "!"
_PRIVATE = frozenset({".git", "state", ".ssh", ".env"})
_Found = tuple[str, str, str]  # place, item, what


@dataclass(frozen=True, slots=True, order=True)
class Leak:
    """One thing that the gate does not let pass.

    Parameters
    ----------
    where : str
        Path of the file and, after each ``!``, the place within it.
    item : str
        Code of the item or id of the form; empty for what could not be opened.
    what : str
        ``canary``, ``stem``, ``reason``, ``model``, ``rubric``, ``fingerprint``, ``key``,
        ``answers``; ``unopened``, ``limit``, ``link``, ``private``.
    """

    where: str
    item: str
    what: str

    def in_language(self, lang: str) -> str:
        """Return the finding as a sentence."""
        return message("leaks." + self.what, where=self.where, item=self.item).in_language(lang)

    def as_dict(self, lang: str = "th") -> dict[str, str]:
        """Return the finding as a JSON-ready mapping, its sentence in `lang`."""
        return {
            "where": self.where,
            "item": self.item,
            "what": self.what,
            "message": self.in_language(lang),
        }


def leaks(paths: Iterable[str | Path], secrets: Secrets) -> list[Leak]:
    """Return every place in these files and folders that says a secret or stays closed.

    Files are opened by what they hold, again and again, until nothing more comes out: zip
    and its kin (wheel, xlsx, docx, epub), tar, gzip, bzip2, xz, zlib, git objects and
    packs, notebooks and other JSON, PDF, SQLite, Parquet, fonts, PNG, JPEG, GIF, WebP,
    QR codes, bytecode. Texts are read as UTF-8, UTF-16, UTF-32 and cp874 and in the ways
    of writing that :mod:`govlab.classroom._readings` lists.

    Parameters
    ----------
    paths : iterable of str or Path
        Files or folders; links are not followed.
    secrets : Secrets
        See :func:`govlab.classroom.secrets_of`.

    Returns
    -------
    list of Leak
        Sorted; empty when all may go out.

    Raises
    ------
    MissingFileError
        When one of the paths is not there.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from govlab.classroom._secrets import Secret
    >>> secrets = Secrets((Secret("basics/gift", "reason", "thisiswhyitisabribe"),))
    >>> with TemporaryDirectory() as folder:
    ...     page = Path(folder, "page.html")
    ...     _ = page.write_text("<p>This is <b>why</b> it&nbsp;is a bribe.", encoding="utf-8")
    ...     [(one.where, one.what) for one in leaks([page], secrets)]
    [('page.html!entities+markup', 'reason')]
    """
    gate = _Gate(_search(secrets))
    found: list[Leak] = []
    for path in map(Path, paths):
        if not path.exists() and not path.is_symlink():
            raise MissingFileError(message("leaks.missing", path=str(path)))
        for file, name in _files(path):
            found += (Leak(*one) for one in gate.file(file, name, path))
    return sorted(set(found))


# Making the index takes as long as searching a page.
_search = lru_cache(maxsize=4)(Search)


def _files(path: Path) -> Iterator[tuple[Path, str]]:
    """Yield files and links at `path`, with the names they have in what is handed out."""
    if path.is_symlink() or not path.is_dir():
        yield path, path.name
        return
    for folder, folders, names in os.walk(path):
        folders.sort()
        links = [name for name in folders if Path(folder, name).is_symlink()]
        for name in sorted([*names, *links]):
            file = Path(folder, name)
            yield file, file.relative_to(path).as_posix()


class _Gate:
    """One run: what was seen already is not searched twice."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._seen: dict[tuple[bytes, bool], frozenset[_Found]] = {}
        self._read: dict[bytes, frozenset[_Found]] = {}
        self._total = 0
        self._parts = 0

    def file(self, path: Path, name: str, root: Path) -> Iterator[_Found]:
        if _PRIVATE & set(Path(name).parts[: None if path.is_dir() else -1]):
            yield name, "", "private"
        for item, what in self._search.hits(name):
            yield name, item, what
        if path.is_symlink():
            target = str(path.readlink())
            for item, what in self._search.hits(target):
                yield name, item, what
            inside = root.is_dir() and path.resolve().is_relative_to(root.resolve())
            if not inside:
                yield name, "", "link"
            return
        if not path.is_file() or path.stat().st_size > MOST_BYTES:
            yield name, "", "unopened" if not path.is_file() else "limit"
            return
        for place, item, what in self._blob(path.read_bytes(), 0, certain=True):
            yield f"{name}{_INSIDE}{place}" if place else name, item, what

    def _blob(self, data: bytes, depth: int, *, certain: bool) -> frozenset[_Found]:
        """Return what bytes say, place by place within them."""
        if not data:
            return frozenset()
        mark = hashlib.sha256(data).digest(), certain
        if mark not in self._seen:
            self._seen[mark] = frozenset()  # a file that holds itself ends here
            self._seen[mark] = frozenset(self._opened(data, depth, certain=certain))
        return self._seen[mark]

    def _opened(self, data: bytes, depth: int, *, certain: bool) -> set[_Found]:
        self._total += len(data)
        self._parts += 1
        if depth > DEEPEST or self._total > MOST_TOTAL or self._parts > MOST_PARTS:
            return {("", "", "limit")}
        found: set[_Found] = set()
        known = False
        for opener in _open.OPENERS.values():
            if opener.fits(data):
                inside, fault = self._parts_of(opener, data, depth)
                found |= inside
                known |= fault != "unopened"
                if fault == "limit" or (fault and certain):
                    found.add(("", "", fault))
        texts, is_text = _readings.decodings(data)
        for text in texts:
            found |= self._text(text, depth)
        if is_text or known:
            # JSON that is not JSON after all is a text like others.
            found -= {("", "", "unopened")} if is_text and not known else set()
        elif certain:
            found.add(("", "", "unopened"))
        return _deepest(found)

    def _parts_of(
        self, opener: "_open.Opener", data: bytes, depth: int
    ) -> tuple[set[_Found], str | None]:
        """Return what the parts of a file say, and what kept the rest closed."""
        found: set[_Found] = set()
        parts: Iterator[Part] | None = None
        while True:
            # Only the opener may fail: a fault of the search itself must be heard.
            try:
                parts = parts or opener.open(data)
                part = next(parts, None)
            except (TooMuchError, MemoryError, RecursionError):
                return found, "limit"
            except Exception:  # noqa: BLE001  # whatever a broken file does to a library
                return found, "unopened"
            if part is None:
                return found, None
            found |= set(self._part(part, depth + 1))

    def _part(self, part: Part, depth: int) -> Iterator[_Found]:
        if isinstance(part.content, str):
            inside = frozenset(self._text(part.content, depth))
        else:
            inside = self._blob(part.content, depth, certain=part.certain)
        if _PRIVATE & set(part.name.split("/")[:-1]):
            yield part.name, "", "private"
        for place, item, what in inside:
            yield f"{part.name}{_INSIDE}{place}" if place else part.name, item, what

    def _text(self, text: str, depth: int) -> set[_Found]:
        """Return what a text says, and what it says when it is read in other ways."""
        mark = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
        if mark in self._read:
            return set(self._read[mark])
        self._read[mark] = frozenset()
        if depth > DEEPEST:
            return {("", "", "limit")}
        found: set[_Found] = set()
        if "data" in _readings.READINGS:
            # A font within a page is opened once, not read as words on every page.
            for part in _readings.READINGS["data"](text):
                found |= set(self._part(Part(*part), depth + 1))
            text = _readings.without_addresses(text)
        plainly: set[tuple[str, str]] = set()
        dug: set[bytes | str] = set()
        for name, layer in _readings.layers(text):
            hits = self._search.hits(layer) - plainly
            plainly |= hits
            found |= {(name, item, what) for item, what in hits}
            for way, reading in _readings.READINGS.items():
                for part in reading(layer) if way != "data" else ():
                    if part[1] not in dug:
                        dug.add(part[1])
                        found |= set(self._part(Part(*part), depth + 1))
        self._read[mark] = frozenset(found)
        return found


def _deepest(found: set[_Found]) -> set[_Found]:
    """Leave out what the whole says only because one of its parts does."""
    inner = {one[1:] for one in found if one[0] and one[1]}
    return {one for one in found if one[0] or one[1:] not in inner}
