"""What an imported item still lacks, in words that a person can act on.

The shape of a file knows only rules of fields. An office that brings forty Thai questions
must hear forty times what to write, not three hundred times which pattern did not match.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from govlab.course._finding import Finding
from govlab.text import Message, message

if TYPE_CHECKING:
    from govlab.course._model import Curriculum

_SCHEMA = 2
# What a text is, by the name of its field and, for `text`, of the list that it stands in.
_KINDS = {
    "stem": "stem",
    "reason": "reason",
    "if_true": "reason",
    "if_false": "reason",
    "otherwise": "reason",
    "model": "model",
    "unit": "unit",
}
_TEXTS = {"options": "option", "premises": "premise", "rubric": "criterion", "levels": "grade"}
# Stands in for what is missing while the rest is looked at; never written anywhere.
_FILLED = {"th": "ก", "en": "a"}
_SOURCE = "A-001"
_BOTH = "both"


@dataclass(frozen=True, slots=True)
class Lacking:
    """One kind of thing that an item lacks.

    Parameters
    ----------
    kind : str
        ``"stem"``, ``"option"``, ``"reason"``, ``"sources"`` and the like.
    lang : str
        ``"th"``, ``"en"``, ``"both"``; empty for what has no language.
    places : int
        In how many places of the item.
    known : str
        What may be chosen, where that is a list.
    """

    kind: str
    lang: str = ""
    places: int = 1
    known: str = ""

    def words(self, *, counted: bool = True) -> Message:
        """Return what is missing, with the number of places if there are several."""
        lang = message("bank.lacks_in_" + self.lang) if self.lang else ""
        told = message("bank.lacks_" + self.kind, lang=lang, known=self.known)
        if counted and self.places > 1:
            return message("bank.lacks_many", what=told, places=self.places)
        return told


def lacking(entry: dict[str, Any], curriculum: "Curriculum") -> list[Lacking]:
    """Return what an entry of the bank lacks, each kind once.

    Parameters
    ----------
    entry : dict
        As it would stand in the bank's file.
    curriculum : Curriculum
    """
    found = []
    if not entry["module"]:
        found.append(Lacking("module", known=", ".join(curriculum.modules)))
    counted = Counter(_blank(entry))
    found += [Lacking(kind, lang, places) for (kind, lang), places in counted.items()]
    if not entry["objective"]:
        module = entry["module"]
        known = [one for one in curriculum.objectives if one.startswith(f"{module}/") or not module]
        found.append(Lacking("objective", known=", ".join(known)))
    found += [Lacking(name) for name in ("level", "sources") if not entry[name]]
    return found


def told(number: int, where: str, things: Iterable[Lacking]) -> Finding:
    """Return all that one item lacks as one sentence, by its number in the file."""
    *others, last = (one.words() for one in things)
    words = last
    for index, one in enumerate(reversed(others)):
        join = "bank.lacks_last" if index == 0 else "bank.lacks_next"
        words = message(join, first=one, rest=words)
    return Finding("missing", where, message("bank.lacks", number=number, what=words))


def summed(items: Iterable[Iterable[Lacking]]) -> tuple[Message, ...]:
    """Return in how many items each thing is missing, the most frequent first."""
    counts: Counter[Lacking] = Counter()
    for things in items:
        counts.update({Lacking(one.kind, one.lang, 1, one.known): 1 for one in things})
    return tuple(
        message("bank.lacks_sum", what=one.words(counted=False), count=count)
        for one, count in counts.most_common()
    )


def unfit(number: int, where: str, entry: dict[str, Any]) -> list[Finding]:
    """Return what has no place in the bank's files, beside what is only missing."""
    from pydantic import ValidationError

    from govlab.course._shapes import ItemsFile

    whole = _whole({key: value for key, value in entry.items() if key != "module"})
    whole |= {"sources": entry["sources"] or [_SOURCE]}
    whole |= {name: entry[name] or filler for name, filler in _HEADER.items()}
    try:
        ItemsFile.model_validate({"schema": _SCHEMA, "items": [whole]})
    except ValidationError as wrong:
        return [
            Finding("shape", where, _fault(number, dict(one)))
            for one in wrong.errors(include_url=False)
        ]
    return []


_HEADER = {"objective": "some", "level": "remember"}


def _fault(number: int, wrong: dict[str, Any]) -> Message:
    field = next((one for one in reversed(wrong["loc"]) if isinstance(one, str)), "")
    limits = wrong.get("ctx", {})
    given = {"number": number, "field": field, "count": limits.get("actual_length")}
    match wrong["type"]:
        case "too_short":
            return message("bank.too_few", **given, least=limits["min_length"])
        case "too_long":
            return message("bank.too_many", **given, most=limits["max_length"])
        case "missing":
            return message("bank.no_field", number=number, field=field)
        case _:
            value = str(wrong["input"])[:80]
            return message("bank.no_value", number=number, field=field, value=value)


def _blank(data: Any, kind: str = "", within: str = "") -> Iterator[tuple[str, str]]:
    """Yield kind and language of every text that is not there."""
    if isinstance(data, dict):
        if set(data) == {"th", "en"}:
            empty = [lang for lang in ("th", "en") if not data[lang].strip()]
            if empty:
                yield kind, empty[0] if len(empty) == 1 else _BOTH
            return
        for key, value in data.items():
            inner = _TEXTS.get(within, "option") if key == "text" else _KINDS.get(key, "option")
            yield from _blank(value, inner, within if isinstance(value, dict) else key)
    elif isinstance(data, list | tuple):
        for one in data:
            yield from _blank(one, kind, within)


def _whole(data: Any) -> Any:
    """Return data with a word wherever one is missing."""
    if isinstance(data, dict):
        if set(data) == {"th", "en"}:
            return {lang: data[lang] if data[lang].strip() else _FILLED[lang] for lang in data}
        return {key: _whole(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_whole(one) for one in data]
    return data
