"""Turning what is wrong into lines that name file, sheet, row, column, value and rule."""

from collections.abc import Sequence
from pathlib import Path

from govlab.errors import Problem, TableError
from govlab.text import Message, message

# A person corrects a screenful at a time; the error object holds all of them.
_LINES = 20


def problem(
    words: Message,
    *,
    file: str,
    sheet: str | None = None,
    row: int | None = None,
    column: str | None = None,
    value: object = None,
) -> Problem:
    """Return the problem whose rule `words` states, its place put before the sentence."""
    place = f"{file} [{sheet}]" if sheet else file
    if row is not None and column is not None:
        line = message("tables.at_cell", place=place, row=row, column=column, rule=words)
    elif row is not None:
        line = message("tables.at_row", place=place, row=row, rule=words)
    else:
        line = message("tables.at_table", place=place, rule=words)
    return Problem(
        rule=words.key.partition(".")[2],
        words=line,
        file=file,
        sheet=sheet,
        row=row,
        column=column,
        value=value,
    )


def table_error(problems: Sequence[Problem]) -> TableError:
    """Return the error that lists `problems`: the first lines in words, all as objects."""
    lines = [found.words for found in problems[:_LINES]]
    more = len(problems) - len(lines)
    if more:
        summary = message("tables.summary_more", count=len(problems), lines=lines, more=more)
    else:
        summary = message("tables.summary", count=len(problems), lines=lines)
    return TableError(summary, tuple(problems))


def unreadable(path: Path, words: Message, *, sheet: str | None = None) -> TableError:
    """Return the error for a file that cannot be read as a table at all."""
    return table_error([problem(words, file=path.name, sheet=sheet)])
