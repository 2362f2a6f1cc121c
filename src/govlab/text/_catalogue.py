"""The message catalogue: one TOML file per room, each entry in Thai and English.

A key is ``room.name``: ``files.disk_full`` stands in ``catalogue/files.toml`` under
``[disk_full]``. Entries are :meth:`str.format` templates with named fields.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from govlab.errors import UnknownNameError

LANGUAGES = ("th", "en")


@cache
def catalogue(room: str) -> Mapping[str, Mapping[str, str]]:
    """Return the entries of one room: ``{name: {"th": template, "en": template}}``.

    Raises
    ------
    UnknownNameError
        When the room has no catalogue file.
    """
    source = resources.files("govlab.text") / "catalogue" / f"{room}.toml"
    if not source.is_file():
        msg = f"room (={room!r}) must have a message catalogue; add text/catalogue/{room}.toml"
        raise UnknownNameError(msg)
    entries: dict[str, dict[str, str]] = tomllib.loads(source.read_text(encoding="utf-8"))
    return entries


def check_language(lang: str) -> str:
    """Return `lang` if govlab speaks it.

    Raises
    ------
    UnknownNameError
        When `lang` is neither ``"th"`` nor ``"en"``.
    """
    if lang not in LANGUAGES:
        msg = f"lang (={lang!r}) must be one of {', '.join(LANGUAGES)}"
        raise UnknownNameError(msg)
    return lang


def say(key: str, lang: str = "th", /, **values: object) -> str:
    """Return the catalogue's sentence for `key` in `lang`, filled with `values`.

    Values that can themselves be said in a language are said in `lang`; a list of
    such values becomes one line each.

    Raises
    ------
    UnknownNameError
        When the key or language is unknown, or a field of the sentence has no value.

    Examples
    --------
    >>> say("text.language_name", "th")
    'ไทย'
    """
    room, _, name = key.partition(".")
    entry = catalogue(room).get(name)
    if entry is None:
        msg = f"key (={key!r}) must stand in text/catalogue/{room}.toml; add it in both languages"
        raise UnknownNameError(msg)
    template = entry[check_language(lang)]
    try:
        return template.format_map({k: _spoken(v, lang) for k, v in values.items()})
    except KeyError as missing:
        msg = f"key (={key!r}) must be given the field {missing}; pass it by name"
        raise UnknownNameError(msg) from None


def _spoken(value: object, lang: str) -> object:
    if hasattr(value, "in_language"):
        return value.in_language(lang)
    if isinstance(value, list | tuple) and any(hasattr(item, "in_language") for item in value):
        return "\n".join(str(_spoken(item, lang)) for item in value)
    return value


@dataclass(frozen=True, slots=True)
class Message:
    """A catalogue sentence with its values, to be said later in either language.

    Examples
    --------
    >>> message("text.language_name").in_language("en")
    'English'
    """

    key: str
    values: Mapping[str, object]

    def in_language(self, lang: str) -> str:
        """Return the sentence in `lang`."""
        return say(self.key, lang, **self.values)

    def __str__(self) -> str:
        return self.in_language("en")


def message(key: str, /, **values: object) -> Message:
    """Return the sentence `key` with `values`, ready to be said in Thai or English."""
    return Message(key, values)
