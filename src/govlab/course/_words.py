"""Texts in both languages, and what bears them: source ids and citations."""

from dataclasses import dataclass
from typing import Any

from govlab.text import check_language


@dataclass(frozen=True, slots=True)
class Text:
    """A text in Thai and English.

    Examples
    --------
    >>> Text("สินบน", "bribe").in_language("en")
    'bribe'
    """

    th: str
    en: str

    def in_language(self, lang: str) -> str:
        """Return the text in `lang`."""
        return self.th if check_language(lang) == "th" else self.en

    def as_dict(self) -> dict[str, str]:
        """Return both languages as a mapping."""
        return {"th": self.th, "en": self.en}


@dataclass(frozen=True, slots=True)
class Law:
    """A legal citation and the ISO date on which the rule took effect."""

    law: str
    effective: str

    def as_dict(self) -> dict[str, str]:
        """Return the citation as files hold it."""
        return {"law": self.law, "effective": self.effective}


Source = str | Law


def sources_as_data(sources: tuple[Source, ...]) -> list[Any]:
    """Return source ids as text and citations as mappings."""
    return [one if isinstance(one, str) else one.as_dict() for one in sources]


def sources_from_data(data: list[Any]) -> tuple[Source, ...]:
    """Return what :func:`sources_as_data` gave."""
    return tuple(one if isinstance(one, str) else Law(**one) for one in data)


def words(text: Text, lang: str | None) -> str | dict[str, str]:
    """Return the text in `lang`, or in both languages when none is named."""
    return text.as_dict() if lang is None else text.in_language(lang)
