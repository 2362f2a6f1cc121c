"""Answers as people type them into a form: letters in Thai, any sign between them."""

import re
from typing import TYPE_CHECKING

from govlab import thai
from govlab.course.interactions import Matching, Ordering, TrueFalse

if TYPE_CHECKING:
    from govlab.course import Item

# Thai forms letter options ก ข ค ง จ ฉ ช ซ.
_LETTERS = str.maketrans("กขคงจฉชซ", "abcdefgh")
_BETWEEN = r"[\s>,;+/→–-]*"
_STEPS = re.compile(rf"(?:[a-h]{_BETWEEN})+")
_PAIR = re.compile(r"([0-9]{1,2})\s*[=:.\-–→]?\s*([a-h])")
_PAIRS = re.compile(rf"(?:{_PAIR.pattern}{_BETWEEN})+")
_VERDICT = re.compile(rf"(true|false|ถูก|ผิด){_BETWEEN}(?:เพราะ{_BETWEEN})?([a-hก-ซ])?[.)]?")


def tidied(cell: str, item: "Item") -> str:
    """Return an answer that is plain to a reader in the one spelling of its type.

    What is not plain is returned as it stands, for the item to refuse.

    Examples
    --------
    >>> from types import SimpleNamespace as Some
    >>> asked = Some(interaction=Ordering((), ()))
    >>> tidied("ค, ก → ง-ข", asked), tidied("cadb", asked)
    ('c>a>d>b', 'c>a>d>b')
    """
    text = thai.to_arabic_digits(thai.repair(cell)).strip().casefold()
    letters = text.translate(_LETTERS)
    match item.interaction:
        case Ordering() if _STEPS.fullmatch(letters):
            return ">".join(re.findall("[a-h]", letters))
        case Matching() if _PAIRS.fullmatch(letters):
            return "+".join(f"{left}={right}" for left, right in _PAIR.findall(letters))
        case TrueFalse() if found := _VERDICT.fullmatch(text):
            reason = (found[2] or "").translate(_LETTERS)
            return "+".join(filter(None, (found[1], reason)))
        case _:
            return cell
