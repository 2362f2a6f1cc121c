"""One language of one question, as the rules of item writing look at it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govlab.course._item import Item
from govlab.course._rules import folded

if TYPE_CHECKING:
    from govlab.course._template import Template

# A template is looked at as three of its variants: a cue that only some parameters give
# is still a cue, and three are quick.
_VARIANTS = 3
# The seed is part of no form: a variant looked at here tells nobody what a sitting asks.
_SEED = 0


@dataclass(frozen=True)
class Side:
    """A question in one language.

    Parameters
    ----------
    lang : {"th", "en"}
    type : str
        Of the question, such as ``"single"``.
    stem : str
        As written, with its marks of emphasis.
    options : tuple of str
        Folded: repaired, spaces joined; letters keep their case.
    right : tuple of bool
        Which options are right; none where they bear no key (ordering, matching).
    fixed : bool
        False for a variant of a template, whose order in the file says nothing.
    """

    lang: str
    type: str
    stem: str
    options: tuple[str, ...] = ()
    right: tuple[bool, ...] = ()
    fixed: bool = True

    @property
    def keyed(self) -> bool:
        """Whether some options are right and others wrong."""
        return any(self.right) and not all(self.right)

    @property
    def keys(self) -> tuple[str, ...]:
        """The right options."""
        return tuple(one for one, right in zip(self.options, self.right, strict=True) if right)

    @property
    def distractors(self) -> tuple[str, ...]:
        """The wrong options."""
        return tuple(one for one, right in zip(self.options, self.right, strict=True) if not right)


def sides_of(item: "Item | Template") -> Iterator[tuple[str, Side]]:
    """Yield code and side of every question of an item: a case has several, a template variants."""
    for one in realised(item):
        # A case's story asks nothing by itself.
        for question in one.scored:
            for lang in ("th", "en"):
                if question.stem.in_language(lang):
                    yield question.code, _side(question, lang)


def realised(item: "Item | Template", count: int = _VARIANTS) -> tuple[Item, ...]:
    """Return the item, or `count` variants of it when it is a template."""
    if isinstance(item, Item):
        return (item,)
    from govlab.chance import Stream

    stream = Stream(_SEED, "look", item.code)
    return tuple(item.variant(stream.child(number)) for number in range(count))


def _side(item: Item, lang: str) -> Side:
    keyed = item.type in {"single", "multiple", "truefalse"}
    return Side(
        lang=lang,
        type=item.type,
        stem=item.stem.in_language(lang),
        options=tuple(tidied(one.text.in_language(lang)) for one in item.options) if keyed else (),
        right=tuple(one.correct for one in item.options) if keyed else (),
        fixed=not item.variant,
    )


def tidied(text: str) -> str:
    """Return `text` as rules compare it, its capitals kept: they can mark a word.

    Examples
    --------
    >>> tidied(" NOT  at all. ")
    'NOT at all'
    """
    words = text.split()
    same = " ".join(words)
    # Repair may change Thai signs; only where it does nothing else can capitals stay.
    return (same if folded(same) == same.casefold() else folded(text)).rstrip(".")
