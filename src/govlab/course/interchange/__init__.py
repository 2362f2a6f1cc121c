"""Questions in and out, in the formats that other systems and offices hold.

Each format is two pure functions on bytes. What a format or a file cannot carry is
never guessed: it is a :class:`Lost`, told item by item.
"""

from collections.abc import Sequence
from pathlib import Path

from govlab.course._item import Item
from govlab.course.interchange._aiken import read_aiken, write_aiken
from govlab.course.interchange._gift import read_gift
from govlab.course.interchange._gift_write import write_gift
from govlab.course.interchange._lost import Format, Imported, Lost
from govlab.course.interchange._moodle_read import read_moodle
from govlab.course.interchange._moodle_write import write_moodle
from govlab.course.interchange._qti import QTI3, QTI21
from govlab.course.interchange._sheet import CSV, XLSX
from govlab.errors import InputError, UnknownNameError
from govlab.files import write_atomic
from govlab.files._text import read_bytes
from govlab.text import check_language, message

__all__ = ["FORMATS", "Format", "Imported", "Lost", "read", "write"]

# A format registers itself by standing here, in the order in which help lists it.
_ALL: tuple[Format, ...] = (
    Format("moodle", (".xml",), read_moodle, write_moodle),
    Format("gift", (".gift", ".txt"), read_gift, write_gift),
    Format("aiken", (".txt",), read_aiken, write_aiken, reasons=False),
    QTI21,
    QTI3,
    XLSX,
    CSV,
)

#: Every format by its name.
FORMATS: dict[str, Format] = {one.name: one for one in _ALL}


def read(path: str | Path, format: str, *, lang: str = "th") -> Imported:  # noqa: A002
    """Return the items of a file of questions, and what of it could not be taken.

    Parameters
    ----------
    path : str or Path
    format : str
        A name in :data:`FORMATS`.
    lang : {"th", "en"}
        Language of the texts that state none; the other language is left empty.

    Returns
    -------
    Imported

    Raises
    ------
    UnknownNameError
        When there is no such format or language.
    MissingFileError, FaultError
        When the file is not there or cannot be read.
    InputError
        When the file is not of this format at all: the message gives line and reason.
    """
    found = _format(format)
    check_language(lang)
    return found.read(read_bytes(Path(path)), str(path), lang)


def write(
    path: str | Path,
    items: Sequence[Item],
    format: str,  # noqa: A002
    *,
    lang: str = "th",
    key: bool = True,
) -> tuple[Lost, ...]:
    """Write items to a file that another system reads, whole or not at all.

    Parameters
    ----------
    path : str or Path
    items : sequence of Item
        Realised items: a template is drawn first.
    format : str
        A name in :data:`FORMATS`.
    lang : {"th", "en", "both"}
    key : bool
        Whether the key and its reasons go with the questions.

    Returns
    -------
    tuple of Lost
        What the format could not carry, item by item.

    Raises
    ------
    UnknownNameError
        When there is no such format or language.
    InputError
        When the format has no sound file without a key and none is wanted, or when it
        can hold none of the items; nothing is written.
    FaultError
        When the file cannot be written.
    """
    found = _format(format)
    if lang != "both":
        check_language(lang)
    if not key and not found.keyless:
        able = ", ".join(one.name for one in FORMATS.values() if one.keyless) or "–"
        raise InputError(message("interchange.needs_key", format=format, able=able))
    data, lost = found.write(items, lang, key)
    left = {one.item for one in lost if one.whole}
    if items and all(question.code in left for one in items for question in one.scored):
        raise InputError(message("interchange_b.none_held", format=format, count=len(items)))
    write_atomic(Path(path), data)
    return lost


def _format(name: str) -> Format:
    if name not in FORMATS:
        known = ", ".join(FORMATS)
        raise UnknownNameError(message("interchange.no_format", name=name, known=known))
    return FORMATS[name]
