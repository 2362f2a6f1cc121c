"""What ``--help`` shows, in Thai or English: one place for every verb.

The words stand in ``text/catalogue/cli_help.toml``. A verb is found there by its path
(``verb_course-bank-new``), a parameter by its name (``param_cohort``) or, where a verb or a
group means another thing by it, by path and name (``param_course-form-cohort``).

The page is plain lines, not boxes: Thai has no spaces between words, so a narrow column
would break them anywhere. A line is broken only where a phrase ends.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from govlab.text import catalogue, say

# What the parser calls the kinds of values, and the catalogue's name for each.
TYPES = {
    "str": "str",
    "int": "int",
    "int range": "int",
    "float": "float",
    "float range": "float",
    "path": "path",
    "Path": "path",
    "%Y-%m-%d": "day",
}
_TYPE = re.compile(r"<(list\[)?([^<>|\]]+)\]?>")
_NO_WIDTH = {"Mn", "Me", "Cf"}
_DEFAULT = "default: "
_GAP = 2
_DEEP = 6


def speak(command: Any, lang: str) -> None:
    """Let a command and all its verbs show their help in `lang`.

    Parameters
    ----------
    command : typer's command
        The whole program.
    lang : {"th", "en"}
        Language of the page.
    """
    command.format_help = partial(_write, command, lang)
    for verb in getattr(command, "commands", {}).values():
        speak(verb, lang)


def verb_key(path: Sequence[str]) -> str:
    """Return the catalogue's name of a verb.

    Examples
    --------
    >>> verb_key(["course", "bank", "new"]), verb_key([])
    ('verb_course-bank-new', 'verb_govlab')
    """
    return f"verb_{'-'.join(path) or 'govlab'}"


def parameter_key(path: Sequence[str], name: str) -> str | None:
    """Return the catalogue's name of a parameter: of the verb, of its groups, or of all.

    Examples
    --------
    >>> parameter_key(["course", "form"], "cohort"), parameter_key(["workshop"], "cohort")
    ('param_course-form-cohort', 'param_cohort')
    """
    known = catalogue("cli_help")
    for end in range(len(path), -1, -1):
        key = f"param_{'-'.join([*path[:end], name])}"
        if key in known:
            return key
    return None


def wrapped(text: str, width: int, indent: int = 0, first: str = "") -> Iterator[str]:
    """Yield the lines of `text`; one that is too long is broken, at spaces only.

    Parameters
    ----------
    text : str
        Lines of its own stay lines; spaces before one are kept.
    width : int
        Cells of a terminal; Thai marks above and below take none.
    indent : int
        Cells before each line.
    first : str
        What stands before the first line, in the place of the indent.

    Examples
    --------
    >>> list(wrapped("กำหนดค่า ที่ใช้ ซ้ำได้", 9, 2))
    ['  กำหนดค่า', '  ที่ใช้', '  ซ้ำได้']
    """
    for line in text.split("\n"):
        lead = first + " " * (indent - cells(first))
        first = ""
        if cells(lead + line) <= width:
            yield (lead + line).rstrip()
            continue
        words = line.split()
        before = " " * (indent + len(line) - len(line.lstrip()))
        held = (lead if lead.strip() else before) + words[0]
        for word in words[1:]:
            if cells(held) + 1 + cells(word) > width:
                yield held
                held = before + word
            else:
                held = f"{held} {word}"
        yield held


def cells(text: str) -> int:
    """Return how many cells of a terminal a text takes.

    Examples
    --------
    >>> cells("ที่นี่"), cells("ab")
    (2, 2)
    """
    return sum(unicodedata.category(one) not in _NO_WIDTH for one in text)


def _write(command: Any, lang: str, ctx: Any, formatter: Any) -> None:
    """Write the page of one command: what the parser asks of ``format_help``."""
    formatter.write("\n".join(_page(command, lang, ctx, formatter.width)) + "\n")


def _page(command: Any, lang: str, ctx: Any, width: int) -> Iterator[str]:
    path = ctx.command_path.split()[1:]
    verbs = {name: one for name, one in getattr(command, "commands", {}).items() if not one.hidden}
    parameters = [one for one in command.get_params(ctx) if not getattr(one, "hidden", False)]
    arguments = [one for one in parameters if one.param_type_name == "argument"]
    usage = [ctx.command_path, *map(_in_usage, arguments)]
    usage += [say("cli_help.verb", lang)] if verbs else []
    usage += [say("cli_help.options", lang)]
    yield from wrapped(say("cli_help.usage", lang, command=" ".join(usage)), width)
    yield ""
    yield from wrapped(_words(verb_key(path), lang, command.help), width, _GAP)
    options = [one for one in parameters if one not in arguments]
    if verbs:
        yield from _heading(say("cli_help.heading_commands", lang))
        longest = max(map(len, verbs)) + 2 * _GAP
        for name, verb in verbs.items():
            told = _words(verb_key([*path, name]), lang, verb.help).split("\n\n")[0]
            yield from wrapped(told, width, longest, " " * _GAP + name)
    for title, group in (("arguments", arguments), ("options", options)):
        if group:
            yield from _heading(say(f"cli_help.heading_{title}", lang))
        for one in group:
            yield from _told(one, path, lang, ctx, width)
    if verbs:
        yield ""
        yield from wrapped(say("cli_help.more", lang, command=ctx.command_path), width, _GAP)
    if command.epilog:
        yield ""
        yield from wrapped(say("cli_help.common", lang), width, _GAP)


def _heading(title: str) -> Iterator[str]:
    yield ""
    yield title


def _words(key: str | None, lang: str, own: str | None) -> str:
    """Return the catalogue's words; those of the code for what the catalogue does not hold."""
    if key is None or key not in catalogue("cli_help"):
        return own or ""
    kind, _, name = key.partition("_")
    return say(f"cli_help.verb_{name}" if kind == "verb" else f"cli_help.param_{name}", lang)


def _told(parameter: Any, path: Sequence[str], lang: str, ctx: Any, width: int) -> Iterator[str]:
    """Yield a parameter's name, what it takes, and below it what it is for."""
    name, said = parameter.get_help_record(ctx)
    own = parameter.help or ""
    if parameter.param_type_name == "argument":
        name = f"{_name(parameter)} {name.partition(' ')[2]}".rstrip()
    head = [_TYPE.sub(partial(_type, lang), name), *_conditions(said[len(own) :], lang)]
    yield from wrapped(" ".join(head), width, _GAP)
    key = parameter_key(path, parameter.name)
    yield from wrapped(_words(key, lang, own), width, _DEEP)


def _type(lang: str, found: re.Match[str]) -> str:
    """Return what a value is in words; the parser's own word when it is not known."""
    kind = TYPES.get(found[2])
    if kind is None:
        return found[0]
    words = say(f"cli_help.type_{kind}", lang)
    return f"{words} …" if found[1] else words


def _conditions(said: str, lang: str) -> Iterator[str]:
    """Yield what the parser adds in brackets: required, the default, the range."""
    for part in filter(None, said.strip().removeprefix("[").removesuffix("]").split("; ")):
        if part == "required":
            yield say("cli_help.required", lang)
        elif part.startswith(_DEFAULT):
            yield say("cli_help.default", lang, value=part.removeprefix(_DEFAULT))
        else:
            yield f"[{part}]"


def _name(argument: Any) -> str:
    """Return what people call an argument, as messages about it do: PROCESS."""
    return str(argument.metavar or argument.name.upper())


def _in_usage(argument: Any) -> str:
    name = _name(argument) if argument.nargs == 1 else f"{_name(argument)} …"
    return name if argument.required else f"[{name}]"
