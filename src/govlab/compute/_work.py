"""Tasks, chunks of them, and what became of them."""

import pickle
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self

from govlab.chance import Stream
from govlab.errors import GovlabError, Words
from govlab.text import message

_LONGEST_REPR = 200


class TaskError(GovlabError, RuntimeError):
    """One task of a map failed; its own error is the cause.

    Parameters
    ----------
    message : str or Words
        Which task, and why.
    index : int
        The task's place in the list, from 0.
    """

    def __init__(self, message: str | Words, index: int) -> None:
        super().__init__(message)
        self.index = index

    def __reduce__(self) -> tuple[type[Self], tuple[Any, ...]]:
        return type(self), (self.message, self.index)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A task with its place in the list and the name of its stream."""

    index: int
    key: str | int
    task: Any


Chunk = tuple[Numbered, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """The first task of a chunk that failed, with the traceback as text."""

    numbered: Numbered
    error: BaseException
    trace: str

    def portable(self) -> "Failure":
        """Return the failure with an error that can leave this process.

        Many exceptions cannot be rebuilt from their arguments, and one that cannot
        would take down the process that receives it.
        """
        try:
            pickle.loads(pickle.dumps(self.error))  # noqa: S301 - made in this very line
        except Exception:  # noqa: BLE001 - whatever a foreign class raises when rebuilt
            stand_in = RuntimeError(f"{type(self.error).__qualname__}: {self.error}")
            return replace(self, error=stand_in)
        return self

    def raised(self) -> TaskError:
        """Return the error to raise in the caller, its cause chained."""
        cause = self.error
        if cause.__traceback__ is None:  # it came from elsewhere and left its traceback there
            cause.add_note(self.trace)
        if isinstance(cause, GovlabError):
            reason = cause.message
        else:
            reason = f"{type(cause).__name__}: {cause}"
        shown = repr(self.numbered.task)
        if len(shown) > _LONGEST_REPR:
            shown = f"{shown[:_LONGEST_REPR]}…"
        index = self.numbered.index
        error = TaskError(
            message("compute.task_failed", index=index, task=shown, reason=reason), index
        )
        error.exit_code = getattr(cause, "exit_code", error.exit_code)
        error.__cause__ = cause
        return error


@dataclass(frozen=True, slots=True)
class Outcome:
    """Results of a chunk by index, up to the task that failed if one did."""

    results: dict[int, Any]
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A function and the name of its randomness."""

    function: Callable[[Any, Stream], Any]
    seed: int | bytes
    purpose: str

    def __call__(self, chunk: Chunk) -> Outcome:
        """Return the outcome of `chunk`, computed here."""
        results: dict[int, Any] = {}
        for numbered in chunk:
            stream = Stream(self.seed, self.purpose, numbered.key)
            try:
                results[numbered.index] = self.function(numbered.task, stream)
            except (Exception, SystemExit) as error:  # noqa: BLE001 - told to the caller
                return Outcome(results, Failure(numbered, error, traceback.format_exc()))
        return Outcome(results)

    def elsewhere(self, chunk: Chunk) -> Outcome:
        """Return the outcome of `chunk` in a form that can be sent to another process."""
        outcome = self(chunk)
        if outcome.failure is None:
            return outcome
        return replace(outcome, failure=outcome.failure.portable())
