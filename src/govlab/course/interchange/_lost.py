"""What one format of questions is, and what did not come through it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from govlab.course._item import Item
from govlab.errors import Words


@dataclass(frozen=True, slots=True)
class Lost:
    """One thing that a file or a format could not carry.

    Parameters
    ----------
    item : str
        The item's code, or the name and line of a question that did not become an item.
    what : Words
        What is lost and what a person can do about it.
    whole : bool
        Whether nothing of it stands in the file.

    Examples
    --------
    >>> from govlab.text import message
    >>> Lost("basics/gift", message("text.language_name")).as_dict("en")
    {'item': 'basics/gift', 'what': 'English'}
    """

    item: str
    what: Words
    whole: bool = False

    def said(self, lang: str = "th") -> str:
        """Return the sentence in `lang`."""
        return self.what.in_language(lang)

    def as_dict(self, lang: str = "th") -> dict[str, str]:
        """Return the loss as a JSON-ready mapping, its sentence in `lang`."""
        return {"item": self.item, "what": self.said(lang)}


@dataclass(frozen=True, slots=True)
class Imported:
    """What came out of a file: items in its order, and what did not come.

    Parameters
    ----------
    items : tuple of Item
    lost : tuple of Lost
    unsaid : mapping of str to frozenset of str
        By code, the headers that the file left open and the reader filled as usual.
    """

    items: tuple[Item, ...]
    lost: tuple[Lost, ...]
    unsaid: Mapping[str, frozenset[str]] = field(default_factory=dict)


#: ``(data, where, lang)``: the file's bytes, its name for messages, and the language
#: (``"th"`` or ``"en"``) of every text that states none.
Reader = Callable[[bytes, str, str], Imported]
#: ``(items, lang, key)``: `lang` is ``"th"``, ``"en"`` or ``"both"``; without `key`, nothing of
#: the key, its reasons and its feedback stands in the bytes. Returns the file and its losses.
Writer = Callable[[Sequence[Item], str, bool], tuple[bytes, tuple[Lost, ...]]]


@dataclass(frozen=True, slots=True)
class Format:
    """One format of questions: two pure functions on bytes.

    Parameters
    ----------
    name : str
        As ``--format`` takes it.
    suffixes : tuple of str
        Endings of its files, the usual one first.
    read : callable
        See :data:`Reader`.
    write : callable
        See :data:`Writer`.
    keyless : bool
        Whether a file of this format is sound without its key.
    reasons : bool
        Whether it can hold why an answer is right or wrong.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Reader
    write: Writer
    keyless: bool = False
    reasons: bool = True
