"""One family of errors: what was found, what was expected, where, and what to do next.

Every error that govlab raises on purpose is a :class:`GovlabError`. Subclasses also
inherit the builtin a caller would expect (a wrong value is a ``ValueError`` too), and
each knows the exit code with which the command ends.
"""

from dataclasses import dataclass
from typing import Any, Protocol, Self

__all__ = [
    "BAD_INPUT",
    "CHECK_FAILED",
    "ENVIRONMENT_FAULT",
    "CheckError",
    "ConflictError",
    "FaultError",
    "GovlabError",
    "InputError",
    "MissingExtraError",
    "MissingFileError",
    "NotebookError",
    "Problem",
    "TableError",
    "TamperedError",
    "UnknownNameError",
    "Words",
]

CHECK_FAILED = 1
BAD_INPUT = 2
ENVIRONMENT_FAULT = 3


class Words(Protocol):
    """A sentence that can be said in Thai (``"th"``) or English (``"en"``)."""

    def in_language(self, lang: str) -> str:
        """Return the sentence in `lang`."""
        ...


class GovlabError(Exception):
    """Root of all errors raised on purpose.

    Parameters
    ----------
    message : str or Words
        What is wrong and what to do next. ``str(error)`` is the English sentence;
        :meth:`in_language` gives the Thai one where the message has one.

    Examples
    --------
    >>> str(GovlabError("pass_mark (=120) must be at most 100; correct the curriculum file"))
    'pass_mark (=120) must be at most 100; correct the curriculum file'
    """

    exit_code = BAD_INPUT

    def __init__(self, message: str | Words) -> None:
        self.message = message
        super().__init__(message if isinstance(message, str) else message.in_language("en"))

    def in_language(self, lang: str) -> str:
        """Return the sentence in `lang`; a message that is plain text has one language."""
        return self.message if isinstance(self.message, str) else self.message.in_language(lang)

    def __reduce__(self) -> tuple[type[Self], tuple[Any, ...]]:
        # Exceptions cross process borders; the default would lose all but the English text.
        return type(self), (self.message,)


class InputError(GovlabError, ValueError):
    """A value, option or file content breaks a rule that the message names."""


class MissingFileError(InputError, FileNotFoundError):
    """A file or folder that the caller named is not there."""


class UnknownNameError(InputError, LookupError):
    """A name (dataset, parameter, process, column) that nothing answers to."""


class ConflictError(InputError):
    """What is asked contradicts what is already recorded."""


class CheckError(GovlabError):
    """A check ran to its end and did not hold."""

    exit_code = CHECK_FAILED


class TamperedError(CheckError):
    """A record, dataset or chain is not what it was when it was sealed."""


class NotebookError(CheckError, RuntimeError):
    """A notebook run did not hold: a cell failed, was skipped, or hid an error."""


class FaultError(GovlabError, OSError):
    """The machine is in the way: full disk, locked file, read-only folder, port in use."""

    exit_code = ENVIRONMENT_FAULT


class MissingExtraError(GovlabError, ImportError):
    """A library that belongs to an optional extra is not installed."""

    exit_code = ENVIRONMENT_FAULT


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a table that a person made.

    Parameters
    ----------
    rule : str
        Short name of the rule that is broken, such as ``"required"`` or ``"unique"``.
    words : Words
        The whole sentence: place, value, rule and next step.
    file, sheet, column : str or None
        Where it stands; `column` is the heading as the file has it.
    row : int or None
        Row as the spreadsheet counts it: the heading is row 1.
    value : object
        The value found, as read.
    """

    rule: str
    words: Words
    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: object = None

    def as_dict(self, lang: str = "en") -> dict[str, object]:
        """Return the problem as a JSON-ready mapping, its sentence in `lang`."""
        return {
            "rule": self.rule,
            "file": self.file,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "value": None if self.value is None else str(self.value),
            "message": self.words.in_language(lang),
        }


class TableError(InputError):
    """A table breaks its contract; `problems` lists every broken rule at once.

    Parameters
    ----------
    message : str or Words
        Summary with the problems as lines.
    problems : tuple of Problem
        All of them, in the order of the file.
    """

    def __init__(self, message: str | Words, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)

    def __reduce__(self) -> tuple[type[Self], tuple[Any, ...]]:
        return type(self), (self.message, self.problems)
