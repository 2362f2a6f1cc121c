"""Imported items as a piece of ``items.yaml``, with the places that a person must fill."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from govlab.course._item import Item
from govlab.course._words import sources_as_data
from govlab.course.interactions import Case
from govlab.text import say

_SCHEMA = 2


def fragment(entries: Iterable[dict[str, Any]], lang: str = "th") -> tuple[str, int]:
    """Return items as the text of an ``items.yaml``, and how many places are left to fill.

    Parameters
    ----------
    entries : iterable of dict
        Each as :func:`entry_of` makes it.
    lang : {"th", "en"}
        Language of the marks beside empty places.

    Returns
    -------
    tuple of str and int
        Each empty place is marked with a comment; a file with one does not pass the gate.
    """
    writer = _Writer(say("interchange_b.fill", lang))
    lines = [f"schema: {_SCHEMA}", "items:"]
    for entry in entries:
        lines += ["", *writer.entry(entry, "  ")]
    return "\n".join(lines) + "\n", writer.empty


def entry_of(item: Item) -> dict[str, Any]:
    """Return an item as ``items.yaml`` has it."""
    asked = item.interaction.as_dict()
    if isinstance(item.interaction, Case):
        asked = {"questions": [_question(one, item) for one in item.interaction.questions]}
    made = {
        "id": item.id,
        "version": item.version,
        "use": item.use,
        "type": item.type,
        "objective": item.objective,
        "level": item.level,
        "points": item.points,
        "sources": sources_as_data(item.sources),
        "stem": item.stem.as_dict(),
        **asked,
    }
    if isinstance(item.interaction, Case):
        # The points of a case are those of its questions.
        del made["points"]
    return made


def _question(one: Item, case: Item) -> dict[str, Any]:
    own = {"objective": one.objective, "level": one.level}
    above = {"objective": case.objective, "level": case.level}
    return {
        "id": one.id.rpartition("/")[2],
        "type": one.type,
        **{name: value for name, value in own.items() if value != above[name]},
        "points": one.points,
        "stem": one.stem.as_dict(),
        **one.interaction.as_dict(),
    }


_as_file = entry_of


class _Writer:
    """Writes YAML line by line, so that every empty place can bear its mark."""

    def __init__(self, mark: str) -> None:
        self.mark = mark
        self.empty = 0

    def entry(self, value: Any, indent: str) -> Iterator[str]:
        """Yield the lines of one entry of a list."""
        first, *rest = self.lines(value, f"{indent}  ")
        yield f"{indent}- {first.strip()}"
        yield from rest

    def lines(self, value: Any, indent: str) -> list[str]:
        if not isinstance(value, dict):
            return [f"{indent}{self.scalar(value)}"]
        made = []
        for name, held in value.items():
            if isinstance(held, dict):
                made += [f"{indent}{name}:", *self.lines(held, f"{indent}  ")]
            elif isinstance(held, list) and held:
                made.append(f"{indent}{name}:")
                for one in held:
                    made += self.entry(one, f"{indent}  ")
            else:
                made.append(f"{indent}{name}: {self.scalar(held)}")
        return made

    def scalar(self, value: Any) -> str:
        # JSON's quoted text is YAML's; every sign that is no text in YAML is escaped.
        quoted = "".join(
            sign if sign.isprintable() else json.dumps(sign)[1:-1]
            for sign in json.dumps(value, ensure_ascii=False)
        )
        if value in ("", []):
            self.empty += 1
            return f"{quoted}  # {self.mark}"
        return quoted
