"""Render the page of contracts: ``python -m govlab.tables.render_contracts docs/contracts.md``."""

import sys
from collections.abc import Sequence
from pathlib import Path

from govlab import files
from govlab.tables._schema import Column, Contract
from govlab.tables.contracts import CONTRACTS

_INTRODUCTION = """\
# Contracts between rooms

<!-- Rendered from src/govlab/tables/contracts.py; renew with
     python -m govlab.tables.render_contracts docs/contracts.md -->

Every table that one part of govlab hands to another is one of these. `govlab.tables.read`
reads it from a file, `govlab.tables.check` holds a frame in memory against it; both say
everything that is wrong at once and return these columns, in this order, in these dtypes.

**Headings.** The column's name, or any heading of its list; case, spaces and punctuation
do not matter. Title rows and blank rows above the headings are passed over. A column that
nobody knows is left out, unless its heading looks like a slip of one that is missing.
A cell merged downwards counts in every row it covers.

**Cells.** A cell that is blank or holds a lone dash is empty. Thai text is repaired
(decomposed sara am, doubled marks, zero-width signs) and trimmed.

| type | accepts | in the frame |
|---|---|---|
{kinds}

**Empty** says whether a cell may be empty; a column that may be empty may also be missing.
Percentages are 0–100, scores are points.
"""

_KINDS = {
    "text": ("anything", "`str`, as written"),
    "code": (
        (
            "anything; Thai digits become Arabic, leading zeros stay, also those of an Excel "
            "format such as `000`; a cell that Excel turned into a date is refused"
        ),
        "`str`",
    ),
    "choice": ("one of the values, or what stands for it", "`str`, the value"),
    "integer": ("`1,234`, `๑๒`", "`int64` (`Int64` where it may be empty)"),
    "number": (
        "`1,234.5`, `๑๒.๕`; with unit percent also `85%`, and an Excel percentage of 0.85 is 85",
        "`float64`",
    ),
    "boolean": (
        "TRUE/FALSE, yes/no, 1/0, ใช่/ไม่ใช่, ผ่าน/ไม่ผ่าน, ✓/✗",
        "`bool` (`boolean` where it may be empty)",
    ),
    "time": (
        (
            "ISO 8601, or a Thai date with a time; without a zone it is Thailand's (UTC+7); "
            "`3/6/2023` is refused, because day and month cannot be told apart"
        ),
        "`str`, ISO 8601 with its zone",
    ),
    "instant": (
        "whole microseconds since 1970-01-01 UTC, or what *time* accepts; written to files in ISO",
        "`int64` (`Int64` where it may be empty)",
    ),
    "json": ("a JSON object", "`str`, as written"),
}


def render() -> str:
    """Return the page in Markdown.

    Examples
    --------
    >>> render().splitlines()[0]
    '# Contracts between rooms'
    """
    kinds = "\n".join(
        f"| {kind} | {accepts} | {held} |" for kind, (accepts, held) in _KINDS.items()
    )
    introduction = _INTRODUCTION.format(kinds=kinds)
    return "\n".join([introduction, *(_section(table) for table in CONTRACTS.values())])


def _section(table: Contract) -> str:
    lines = [
        f"## {table.name}",
        "",
        f"{table.th}  ",
        f"One row is {table.en}. Key: {', '.join(f'`{name}`' for name in table.key)}.",
        "",
        "| column | meaning | type | unit | key | empty | allowed | headings |",
        "|---|---|---|---|---|---|---|---|",
        *(_line(column, key=column.name in table.key) for column in table.columns),
        "",
    ]
    if table.rules:
        lines += ["In each row:", ""]
        lines += [
            f"- {rule.words.in_language('en')}  \n  {rule.words.in_language('th')}"
            for rule in table.rules
        ]
        lines.append("")
    return "\n".join(lines)


def _line(column: Column, *, key: bool) -> str:
    headings = ", ".join(column.headings)
    if column.continued:
        headings += f"; in two columns with {', '.join(column.continued)}"
    cells = (
        f"`{column.name}`",
        f"{column.th}<br>{column.en}",
        column.kind,
        column.unit or "",
        "key" if key else "",
        "no" if column.required else "yes",
        _allowed(column),
        headings,
    )
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def _allowed(column: Column) -> str:
    if column.choices:
        return "; ".join(
            f"`{value}` ({', '.join(words)})" for value, words in column.choices.items()
        )
    if column.example:
        return f"like `{column.example}`"
    if column.low is not None:
        return f"{column.low} to {column.high}" if column.high is not None else f"≥ {column.low}"
    return ""


def main(arguments: Sequence[str]) -> None:
    """Write the page to the path that `arguments` name."""
    (path,) = arguments
    files.write_atomic(Path(path), render())


if __name__ == "__main__":
    main(sys.argv[1:])
