"""What a contract between rooms is made of: columns, row rules, tables."""

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

    from govlab.text import Message

Kind = Literal["text", "code", "choice", "integer", "number", "boolean", "time", "instant", "json"]

# While a table is checked every dtype can hold "missing"; afterwards a column without
# missing values gets the plain dtype that pandas itself would choose.
_CHECKING = {"integer": "Int64", "instant": "Int64", "number": "Float64", "boolean": "boolean"}
_PLAIN = {"integer": "int64", "instant": "int64", "boolean": "bool"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a contract.

    Parameters
    ----------
    name : str
        Name in frames; also accepted as a heading.
    kind : Kind
        What a cell holds; see ``docs/contracts.md`` for what each kind accepts.
    th, en : str
        What the column means, in one line.
    headings : tuple of str
        Further headings under which files may call it, Thai and English. Case,
        spaces and punctuation do not matter.
    required : bool
        The column must be in the file and no cell may be empty.
    unit : str, optional
        Unit of a number.
    low, high : int, optional
        Least and greatest value allowed.
    choices : mapping, optional
        Allowed values and, for each, what files may write instead.
    pattern, example : str, optional
        Regular expression of the whole text, and a value that matches it.
    continued : tuple of str
        Headings of a second column whose text follows this one's after a space
        (first name and surname in two columns).
    """

    name: str
    kind: Kind
    th: str
    en: str
    _: KW_ONLY
    headings: tuple[str, ...] = ()
    required: bool = False
    unit: str | None = None
    low: int | None = None
    high: int | None = None
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pattern: str | None = None
    example: str | None = None
    continued: tuple[str, ...] = ()

    @property
    def accepted(self) -> tuple[str, ...]:
        """Every heading that names this column."""
        return (self.name, *self.headings)

    @property
    def checking_dtype(self) -> str:
        """The dtype while the table is checked: one that can hold missing values."""
        return _CHECKING.get(self.kind, "str")

    @property
    def dtype(self) -> str:
        """The dtype in a frame that keeps the contract."""
        if self.kind == "number":
            return "float64"
        return _PLAIN.get(self.kind, "str") if self.required else self.checking_dtype


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRule:
    """A rule between the columns of one row.

    Parameters
    ----------
    columns : tuple of str
        The columns it speaks of, the one to blame first.
    holds : callable
        Frame to one truth value per row; rows with a broken cell in `columns` are
        not asked.
    words : Message
        The rule as a sentence.
    """

    columns: tuple[str, ...]
    holds: Callable[["pd.DataFrame"], "pd.Series[bool]"]
    words: "Message"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A table that rooms hand to each other.

    Parameters
    ----------
    name : str
        How the table is called.
    th, en : str
        What one row is.
    key : tuple of str
        The columns that together tell rows apart.
    columns : tuple of Column
        In the order of the frame.
    rules : tuple of RowRule
        What must hold in each row.
    """

    name: str
    th: str
    en: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rules: tuple[RowRule, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading that any column accepts."""
        return tuple(name for column in self.columns for name in column.accepted)

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)
