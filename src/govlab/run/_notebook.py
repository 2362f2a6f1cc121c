"""Reading a notebook as data: its cells, and whether it can be run at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from govlab.errors import InputError
from govlab.files import read_json, sha256
from govlab.text import message

SUFFIX = ".ipynb"
_FORMAT = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Parameters
    ----------
    number : int
        Position among all cells; the first is 1.
    source : str
        Its text.
    code : bool
        Whether it is a code cell.
    tags : frozenset of str
        Its tags.
    """

    number: int
    source: str
    code: bool = True
    tags: frozenset[str] = frozenset()

    @property
    def first_line(self) -> str:
        """The first line that is not empty, by which a person finds the cell."""
        return next((line.strip() for line in self.source.splitlines() if line.strip()), "")


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook as it stands in its file.

    Parameters
    ----------
    path : Path
        The file.
    document : mapping
        Its JSON.
    cells : tuple of Cell
        Its cells in order.
    sha256 : str
        Digest of the file.
    """

    path: Path
    document: Mapping[str, Any]
    cells: tuple[Cell, ...]
    sha256: str = ""


def read(path: str | Path) -> Notebook:
    """Read the notebook `path`.

    Raises
    ------
    MissingFileError
        When there is no such file.
    InputError
        When `path` is no path (a notebook object would be copied whole into the output's
        metadata), or the file is not a Python notebook of format 4.
    """
    if not isinstance(path, str | Path):
        raise InputError(message("run.not_a_path", kind=type(path).__name__))
    file = Path(path)
    if file.suffix != SUFFIX or file.is_dir():
        raise InputError(message("run.not_a_notebook_file", path=str(file)))
    document = read_json(file)
    if not isinstance(document, dict) or "nbformat" not in document:
        raise InputError(message("run.not_a_notebook", path=str(file)))
    if document["nbformat"] != _FORMAT or not isinstance(document.get("cells"), list):
        raise InputError(
            message("run.wrong_format", path=str(file), version=document["nbformat"], known=_FORMAT)
        )
    try:
        language = _language(document.get("metadata", {}))
        cells = tuple(_cell(number, raw) for number, raw in enumerate(document["cells"], start=1))
    except (AttributeError, KeyError, TypeError) as error:
        raise InputError(message("run.not_a_notebook", path=str(file))) from error
    if language.lower() not in {"python", "ipython"}:
        raise InputError(message("run.not_python", path=str(file), language=language))
    return Notebook(file, document, cells, sha256(file))


def _language(metadata: Mapping[str, Any]) -> str:
    named = metadata.get("language_info", {}).get("name")
    return str(named or metadata.get("kernelspec", {}).get("language") or "python")


def _cell(number: int, raw: Mapping[str, Any]) -> Cell:
    return Cell(
        number,
        source="".join(raw["source"]),
        code=raw["cell_type"] == "code",
        tags=frozenset(raw["metadata"].get("tags", ())),
    )
