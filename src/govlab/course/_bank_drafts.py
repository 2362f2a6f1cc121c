"""Drafts of an office's bank that nobody needs any more."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govlab import files
from govlab.course._bank import CACHE, draft_files

if TYPE_CHECKING:
    from govlab.course._item import Item
    from govlab.course._template import Template

#: So many digits of its text's SHA-256 end the name of a file that an import made.
DIGITS = 12


def digest_of(text: str) -> str:
    """Return the digest of a text that stands in the name of its file."""
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def superseded(
    folder: Path, items: "Iterable[Item | Template]", made: Iterable[Path]
) -> list[Path]:
    """Return the drafts whose every question stands in the bank or a newer draft by now.

    A draft that a person has worked on is never among them, whatever stands in the bank.

    Parameters
    ----------
    folder : Path
        The bank's.
    items : iterable of Item or Template
        What stands in the bank, and what the newest draft holds.
    made : iterable of Path
        The files that were just written.
    """
    known: dict[tuple[str, int], list[dict[str, str]]] = {}
    for one in items:
        known.setdefault((one.id, one.version), []).append(one.as_dict()["stem"])
    kept = set(made)
    return [
        path
        for path in draft_files(folder)
        if path not in kept and _untouched(path) and all(_stand(path, folder, known))
    ]


def _untouched(path: Path) -> bool:
    return path.stem.rpartition("-")[2] == digest_of(files.read_text(path))


def _stand(
    path: Path, folder: Path, known: dict[tuple[str, int], list[dict[str, str]]]
) -> Iterator[bool]:
    """Yield of each question of a draft whether the same one stands elsewhere."""
    data: dict[str, Any] = files.read_yaml(path, cache=folder / CACHE)
    for entry in data["items"]:
        asked = {lang: words for lang, words in entry["stem"].items() if words.strip()}
        # Two workbooks may both have a "row-2": only the same words are the same question.
        yield bool(asked) and any(
            asked.items() <= stem.items() for stem in known.get((entry["id"], entry["version"]), ())
        )
