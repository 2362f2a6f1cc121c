"""What is wrong in a process or policy file, in words: shape, empty places, whose change."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from govlab import files
from govlab.complaints._declaration_origin import Origin
from govlab.errors import InputError, Words
from govlab.text import Message, message

if TYPE_CHECKING:
    from pydantic import BaseModel

Shape = TypeVar("Shape", bound="BaseModel")
_SETS = frozenset({"files.rule_dict_type", "files.rule_model_type"})
_GLUED = re.compile(r"[^\s:]+:[^\s:]")
_TOP = "(top)"
_LISTS = frozenset({"files.shape", "complaints_process.broken"})
# What pydantic says of rules that have no sentence in the other catalogue.
_RULES: tuple[tuple[re.Pattern[str], Callable[[str], Message]], ...] = (
    (
        re.compile(r"Input should be a finite number"),
        lambda _: message("complaints_process.rule_finite"),
    ),
    (
        re.compile(r"Input should be greater than or equal to (\S+)"),
        lambda least: message("complaints_process.rule_least", least=least),
    ),
    (
        re.compile(r"(?:List|Dictionary) should have at least 1 item.*"),
        lambda _: message("complaints_process.rule_items"),
    ),
    (
        re.compile(r"String should match pattern '\^\[a-z\].*"),
        lambda _: message("complaints_process.rule_name"),
    ),
    (
        re.compile(r"String should match pattern '\\+S'"),
        lambda _: message("complaints_process.rule_words"),
    ),
    (
        re.compile(r"Input should be ([0-9']\S*(?: \S+)*)"),
        lambda known: message("complaints_process.rule_one_of", known=known),
    ),
)


def shaped(data: Any, model: type[Shape], path: Path) -> Shape:
    """Return `data`, read from the file `path`, as an instance of `model`.

    Raises
    ------
    InputError
        As :func:`govlab.files.shaped`, with what to do about a forgotten space after a
        colon, and about a place where nothing stands.
    """
    try:
        return files.shaped(data, model, path.name)
    except InputError as broken:
        told = broken.message
        if not isinstance(told, Message) or told.key != "files.shape":
            raise
        lines = [_reworded(one, path) for one in _lines(told)]
        raise InputError(Message(told.key, {**told.values, "lines": lines})) from None


def blamed(
    broken: InputError, called: Mapping[str, Origin | None], process: str, *, sound: bool
) -> InputError:
    """Return the error with each fault laid to the change that brought it.

    Parameters
    ----------
    broken : InputError
        What was found wrong in the declaration after the changes.
    called : mapping of str to Origin or None
        Paths that were changed, and the policy that each comes from; None for the caller.
    process : str
    sound : bool
        Whether nothing is wrong without the changes, so that all is due to them.
    """
    told = broken.message
    if not isinstance(told, Message) or told.key not in _LISTS:
        return broken
    lines = [_blamed(one, called, sound=sound) for one in _lines(told)]
    if not sound:
        return InputError(Message(told.key, {**told.values, "lines": lines}))
    return InputError(message("complaints_process.bad_changes", process=process, lines=lines))


def whose(origin: Origin | None) -> Message:
    """Return what the source of a change is called."""
    return message("complaints_process.whose_caller") if origin is None else origin.words


def _lines(told: Message) -> list[Message]:
    lines = told.values["lines"]
    return [one for one in lines if isinstance(one, Message)] if isinstance(lines, list) else []


def _reworded(line: Message, path: Path) -> Message:
    """Return the line of a broken shape with what a trainer can do about it."""
    if line.key != "files.shape_line":
        return line
    place, value, rule = (line.values[name] for name in ("place", "value", "rule"))
    if value is None:
        if place == _TOP:
            return message("complaints_process.empty_file")
        return message("complaints_process.empty_place", path=place, rule=_rule(rule))
    glued = isinstance(rule, Message) and rule.key in _SETS and isinstance(value, str)
    if glued and (found := _GLUED.match(str(value).strip())):
        word = str(value).split()[0]
        number = _line_of(path, word)
        at = message("complaints_process.at_line", number=number) if number else ""
        name, rest = word[: found.end() - 2], word[found.end() - 1 :]
        better = f"{name}: {rest}"
        return message("complaints_process.no_space", path=place, value=word, at=at, better=better)
    return Message(line.key, {**line.values, "rule": _rule(rule)})


def _rule(rule: object) -> object:
    """Return the rule in words of the catalogue, where it has them."""
    if not isinstance(rule, str):
        return rule
    for pattern, said in _RULES:
        if found := pattern.fullmatch(rule):
            return said(found[1].replace(" or ", ", ") if pattern.groups else "")
    return rule


def _line_of(path: Path, word: str) -> int | None:
    """Return the line of the file that begins with `word`; None where that is not one."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
    lines = text.splitlines()
    found = [n for n, line in enumerate(lines, start=1) if word in line.split("#")[0].split()]
    return found[0] if len(found) == 1 else None


def _blamed(line: Message, called: Mapping[str, Origin | None], *, sound: bool) -> Words:
    """Return a line that says whose change it is; as it was where none can be named."""
    name = "path" if "path" in line.values else "place"
    place = str(line.values[name]) if name in line.values else ""
    # The change at the place itself or above it; else those below, which it may add up.
    above = [one for one in called if _within(place, one)]
    near = [max(above, key=len)] if above else [one for one in called if _within(one, place)]
    if not near and not sound:
        return line
    if above and place == f"{near[0]}.value":  # the field that a bare number stands for
        place = near[0]
    words: Words | None = None
    for one in dict.fromkeys(called[path] for path in near or called):
        more = whose(one)
        words = message("complaints_process.whose_both", first=words, more=more) if words else more
    at = message("complaints_process.place_of", path=place, whose=words)
    return Message(line.key, {**line.values, name: at})


def _within(path: str, holder: str) -> bool:
    return path == holder or path.startswith(f"{holder}.")
