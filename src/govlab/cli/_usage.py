"""What is wrong in a command as it was typed, in Thai or English: one place for every verb.

The parser of the command line raises errors with English texts of its own. Each is told
again from the command that was meant: its verbs, its options and what they take.
"""

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from govlab.text import Message, message

# Options that `govlab.cli._context` takes away before the parser sees them.
_COMMON = ("--json", "--lang", "--home", "--seed", "--debug", "--help")
_NEAR = 3
_EXTRA = re.compile(r" \((.*)\)\s*$", re.DOTALL)


@dataclass(frozen=True)
class _Meant:
    """The command that the words of a call lead to.

    Parameters
    ----------
    command : typer's command
    path : str
        As it is typed, from the program's name on.
    rest : list of str
        What follows it.
    """

    command: Any
    path: str
    rest: Sequence[str]

    @property
    def verbs(self) -> dict[str, Any]:
        """Verbs of a group; empty for a verb."""
        return dict(getattr(self.command, "commands", {}))

    @property
    def options(self) -> list[str]:
        """Every option by its names, those of all verbs too."""
        own = [name for one in self.command.params if _is_option(one) for name in one.opts]
        return [*own, *(name for name in _COMMON if name not in own)]

    @property
    def usage(self) -> str:
        """The command with the names of its arguments."""
        return " ".join([self.path, *(_name(p) for p in self.command.params if not _is_option(p))])

    def option(self, name: str) -> Any:
        """Return the option of that name; None when there is none."""
        return next((one for one in self.command.params if name in one.opts), None)


def explained(error: Any, root: Any, arguments: Sequence[str]) -> Message:
    """Return what is wrong in a command that the parser refused.

    Parameters
    ----------
    error : typer.TyperException
        What the parser raised.
    root : typer's command
        The whole program.
    arguments : sequence of str
        What was typed after the program's name.
    """
    meant = _meant(root, arguments)
    for kind in type(error).__mro__:
        tell = _TOLD.get(kind.__name__)
        found = tell(error, meant) if tell else None
        if found is not None:
            return found
    return message("cli_usage.other", command=meant.path, fault=error.format_message())


def _meant(root: Any, arguments: Sequence[str], name: str = "govlab") -> _Meant:
    command, path, rest = root, name, list(arguments)
    while rest and rest[0] in getattr(command, "commands", {}):
        path = f"{path} {rest[0]}"
        command = command.commands[rest.pop(0)]
    return _Meant(command, path, rest)


def _is_option(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "option")


def _name(parameter: Any) -> str:
    """Return what people call a parameter: --days, or PROCESS."""
    if _is_option(parameter):
        return str(max(parameter.opts, key=len))
    return str(parameter.metavar or parameter.name.upper())


def _missing(error: Any, meant: _Meant) -> Message | None:
    if error.param is None:
        return None
    name = _name(error.param)
    if _is_option(error.param):
        return message("cli_usage.missing_option", command=meant.path, name=name)
    return message("cli_usage.missing_argument", command=meant.path, name=name, usage=meant.usage)


def _no_such_option(error: Any, meant: _Meant) -> Message:
    name, known = error.option_name, meant.options
    if name in known:  # --json=yes: known, but not so
        return message("cli_usage.takes_no_value", command=meant.path, name=name)
    near = difflib.get_close_matches(name, known, n=_NEAR)
    return message(
        "cli_usage.near_option" if near else "cli_usage.unknown_option",
        command=meant.path,
        name=name,
        near=", ".join(near),
        known=", ".join(known),
    )


def _option_usage(error: Any, meant: _Meant) -> Message:
    option = meant.option(error.option_name)
    alone = option is not None and getattr(option, "is_flag", False)
    return message(
        "cli_usage.takes_no_value" if alone else "cli_usage.needs_value",
        command=meant.path,
        name=error.option_name,
    )


def _bad_value(error: Any, meant: _Meant) -> Message | None:
    if error.param is None:
        return None
    about = getattr(error.param, "type_descriptor", None)
    faults: list[dict[str, Any]] = getattr(error.__cause__, "errors", list)() or [{}]
    kind, value = str(faults[0].get("type", "")), faults[0].get("input")
    given = {"command": meant.path, "name": _name(error.param), "value": value}
    choices = getattr(about, "choices", None)
    if value is not None and choices:
        return message("cli_usage.choice", **given, known=", ".join(map(str, choices)))
    limits = getattr(about, "parameter_info", None)
    low, high = getattr(limits, "min", None), getattr(limits, "max", None)
    if kind.startswith(("int_", "float_")):
        whole = kind.startswith("int_")
        return message("cli_usage.whole_number" if whole else "cli_usage.number", **given)
    if value is not None and (low is not None or high is not None):
        ends = {"low": "–" if low is None else low, "high": "–" if high is None else high}
        return message("cli_usage.range", **given, **ends)
    said = error.message if value is None else f"{value!r}: {error.message}"
    return message("cli_usage.value", command=meant.path, name=_name(error.param), fault=said)


def _usage(error: Any, meant: _Meant) -> Message | None:
    """Return what is wrong with the verb, or with words that no argument takes."""
    if not meant.verbs:
        extra = _EXTRA.search(error.message)
        if extra is None:
            return None
        return message("cli_usage.extra", command=meant.path, extra=extra[1], usage=meant.usage)
    known = ", ".join(meant.verbs)
    if not meant.rest:
        return message("cli_usage.no_verb", command=meant.path, known=known)
    name = meant.rest[0]
    near = difflib.get_close_matches(name, meant.verbs, n=_NEAR)
    return message(
        "cli_usage.near_verb" if near else "cli_usage.unknown_verb",
        command=meant.path,
        name=name,
        near=", ".join(near),
        known=known,
    )


# By the name of the parser's class: the library that it comes from has changed its own.
_TOLD: dict[str, Callable[[Any, _Meant], Message | None]] = {
    "MissingParameter": _missing,
    "NoSuchOption": _no_such_option,
    "BadOptionUsage": _option_usage,
    "BadParameter": _bad_value,
    "UsageError": _usage,
}
