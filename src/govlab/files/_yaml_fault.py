"""What is wrong in a file that is no YAML, in words for who wrote it.

The parser says where it gave up and in its own terms. People make few mistakes (a tab, no
space after a colon, a quote not closed), so each of these is told from the parser's words
and the lines at that place; what the parser said is kept for whoever helps.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from govlab.errors import InputError
from govlab.text import message

# As much of a long line is shown, before and after the place.
_BEFORE, _AFTER = 40, 40
# A name, a colon, and no space after it; addresses (http://) and paths (C:\) are none.
_NO_SPACE = re.compile(r"\s*(?:- +)*[^\s:#'\"\[{][^:#'\"]*(:)(?![ \t/\\]|$)")
_TAB = re.compile(r" *\t")
# What the parser says, and which mistake it is; the first that fits.
_SIGNS = (
    (r"while scanning a double-quoted scalar", "escape"),
    (r"quoted scalar", "quote"),
    (r"while parsing a flow", "bracket"),
    (r"found '[\]}]'", "closing"),
    (r"expected <block end>, but found '<scalar>'", "after_quote"),
    (r"but found '(-|\?|<block mapping start>|<block sequence start>)'", "indent"),
    (r"sequence entries are not allowed", "dash"),
    (r"(mapping values|mapping keys) are not allowed|more indented", "indent"),
    (r"could not find expected ':'", "no_colon"),
    (r"cannot start any token|scanning an? (anchor|alias|tag|block scalar|directive)", "sign"),
    (r"expected the node content", "sign"),
)
# What begins above the place where the parser gave up.
_FROM_ABOVE = ("quote", "bracket", "no_colon")


def syntax_error(file: Path, text: str, error: Any) -> InputError:
    """Return the error that says what is wrong in `text`, where, and what to do.

    Parameters
    ----------
    file : Path
        Where the text was read, for the message.
    text : str
    error : ruamel.yaml.error.YAMLError
        What the parser raised.
    """
    lines = text.splitlines() or [""]
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:  # a character that YAML forbids
        before = text[: getattr(error, "position", 0)].splitlines() or [""]
        line, column, kind = len(before) - 1, len(before[-1]), "hidden"
        fault = str(error)
    else:
        fault = " ".join(filter(None, (error.context, error.problem)))
        line, column, kind = _told(lines, fault, mark, error.context_mark)
    return fault_at(file, lines, (line, column), kind, " ".join(fault.split()))


def fault_at(
    file: Path, lines: Sequence[str], place: tuple[int, int], kind: str, fault: str
) -> InputError:
    """Return the error for one kind of mistake at a place: line and column, from 0."""
    line, column = place
    return InputError(
        message(
            "files.yaml_syntax",
            path=str(file),
            line=line + 1,
            column=column + 1,
            what=message(f"yaml_fault.{kind}"),
            content=shown(lines, line, column),
            fault=fault,
        )
    )


def shown(lines: Sequence[str], line: int, column: int) -> str:
    r"""Return the line of a place with tabs and the like as codes; of a long one a part.

    Examples
    --------
    >>> shown(["a:", "\tb: 2"], 1, 0)
    '\\tb: 2'
    """
    whole = lines[line] if line < len(lines) else ""
    begin, end = max(column - _BEFORE, 0), column + _AFTER
    part = "".join(one if one.isprintable() else repr(one)[1:-1] for one in whole[begin:end])
    return f"{'…' * (begin > 0)}{part}{'…' * (end < len(whole))}"


def _told(lines: Sequence[str], fault: str, mark: Any, context: Any) -> tuple[int, int, str]:
    """Return line, column and kind of the mistake behind what the parser says."""
    line, column = _within(lines, mark)
    if _TAB.match(lines[line]):
        return line, lines[line].index("\t"), "tab"
    kind = next((name for words, name in _SIGNS if re.search(words, fault)), "other")
    if kind == "escape" and "end of stream" in fault:
        kind = "quote"
    if kind in {"indent", "no_colon"}:  # the parser notices below what it took for text
        above = [line, _line_before(lines, line), context.line if context else line]
        for one in sorted(set(above)):
            found = _NO_SPACE.match(lines[one])
            if found:
                return one, found.start(1), "no_space"
    if kind == "indent" and "mapping values" in fault and ": " in lines[line][:column]:
        return line, column, "two_colons"
    if kind in _FROM_ABOVE and context is not None:
        line, column = _within(lines, context)
    return line, column, kind


def _within(lines: Sequence[str], mark: Any) -> tuple[int, int]:
    """Return the place of a mark; the end of the last line for the end of the file."""
    if mark.line < len(lines):
        return mark.line, mark.column
    return len(lines) - 1, len(lines[-1])


def _line_before(lines: Sequence[str], line: int) -> int:
    """Return the number of the nearest line above that is neither empty nor a comment."""
    for one in range(line - 1, -1, -1):
        if lines[one].strip() and not lines[one].lstrip().startswith("#"):
            return one
    return line
