"""What every verb shares: language, home, seed, and where its words and JSON go."""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from govlab import home
from govlab.errors import InputError
from govlab.text import LANGUAGES, message

COMMON = (
    "Common options, before or after the verb:\n"
    "  --json          one JSON document on stdout\n"
    "  --lang th|en    language of documents, messages and help (default th)\n"
    "  --home DIR      folder to work from\n"
    "  --seed N        seed of what is drawn\n"
    "  --debug         show tracebacks\n"
    "Exit codes: 0 done, 1 a check did not hold, 2 bad input, 3 environment fault."
)

_WITH_VALUE = ("--lang", "--home", "--seed")
_HOME = "GOVLAB_HOME"
_FLAGS = ("--json", "--debug")


@dataclass(frozen=True)
class Context:
    """Common options of one call.

    Parameters
    ----------
    lang : {"th", "en"}
        Language of documents and messages.
    as_json : bool
        Print one JSON document on stdout.
    debug : bool
        Let errors show their traceback.
    home_named : str or None
        Folder given by ``--home``.
    seed : int or None
        Seed given by ``--seed``.
    """

    lang: str = "th"
    as_json: bool = False
    debug: bool = False
    home_named: str | None = None
    seed: int | None = None

    @classmethod
    def of(cls, common: Sequence[str]) -> "Context":
        """Return the context that the common options describe.

        Raises
        ------
        InputError
            When one of them has no value or a wrong one.
        """
        given: dict[str, str] = {}
        for name, value in _pairs(common):
            if value is None and name in _WITH_VALUE:
                raise InputError(message("cli_usage.needs_value", command="govlab", name=name))
            given[name] = value or ""
        lang, seed = given.get("--lang", "th"), given.get("--seed")
        if lang not in LANGUAGES:
            known = ", ".join(LANGUAGES)
            raise InputError(
                message(
                    "cli_usage.choice", command="govlab", name="--lang", value=lang, known=known
                )
            )
        try:
            number = int(seed) if seed is not None else None
        except ValueError:
            words = message("cli_usage.whole_number", command="govlab", name="--seed", value=seed)
            raise InputError(words) from None
        return cls(lang, "--json" in given, "--debug" in given, given.get("--home"), number)

    @classmethod
    def at_least(cls, common: Sequence[str]) -> "Context":
        """Return what can be known of the context before the options are checked."""
        given = dict(_pairs(common))
        lang = given.get("--lang")
        return cls(lang if lang in LANGUAGES else "th", "--json" in given, "--debug" in given)

    @cached_property
    def home(self) -> home.Home:
        """The home to work from."""
        return home.find(self.home_named)

    @contextmanager
    def exported(self) -> Iterator[None]:
        """Let the kernels started inside the block work from the home that was named."""
        if self.home_named is None:
            yield
            return
        before = os.environ.get(_HOME)
        os.environ[_HOME] = str(self.home.root)
        try:
            yield
        finally:
            del os.environ[_HOME]
            if before is not None:
                os.environ[_HOME] = before

    def tell(self, words: str) -> None:
        """Print a line for people, on stderr."""
        print(words, file=sys.stderr)

    def give(self, document: Mapping[str, Any] | Sequence[Any], words: str) -> None:
        """Print the result on stdout: the JSON document, or the words for people."""
        if self.as_json:
            print(json.dumps(document, ensure_ascii=False, indent=2))
        else:
            print(words)

    def fail(self, kind: str, words: str, **more: Any) -> None:
        """Print what went wrong: words on stderr and, with ``--json``, a document too."""
        self.tell(words)
        if self.as_json:
            error = {"kind": kind, "message": words} | {k: v for k, v in more.items() if v}
            print(json.dumps({"error": error}, ensure_ascii=False, indent=2))


def _pairs(common: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """Yield the common options with their values; None where there is none."""
    waiting = iter(common)
    for argument in waiting:
        name, equals, value = argument.partition("=")
        if name in _WITH_VALUE:
            yield name, value if equals else next(waiting, None)
        else:
            yield name, None


def hoist(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Split `arguments` into the common options, wherever they stand, and the rest.

    Everything after ``--`` is left alone.

    Examples
    --------
    >>> hoist(["datasets", "list", "--json", "--lang=en"])
    (['--json', '--lang=en'], ['datasets', 'list'])
    """
    common: list[str] = []
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            rest += [argument, *waiting]
        elif argument in _FLAGS or argument.startswith(tuple(f"{name}=" for name in _WITH_VALUE)):
            common.append(argument)
        elif argument in _WITH_VALUE:
            common.append(argument)
            common += [value for value in [next(waiting, None)] if value is not None]
        else:
            rest.append(argument)
    return common, rest
