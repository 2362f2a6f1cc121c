"""People's tables: read what offices have, say all that is wrong at once, write what Excel opens.

Every table that one room hands to another has a contract (``docs/contracts.md``), and
every way in holds it: :func:`read` for files, :func:`check` for frames in memory. Dates
and times in frames are ISO text, codes are text with their leading zeros.
"""

from govlab.tables._grid import Mark
from govlab.tables._headings import fold
from govlab.tables._problems import problem, table_error
from govlab.tables._raw import RawTable, read_raw
from govlab.tables._read import check, read
from govlab.tables._schema import Column, Contract, RowRule
from govlab.tables._write import write_csv, write_xlsx
from govlab.tables.contracts import CONTRACTS, contract

__all__ = [
    "CONTRACTS",
    "Column",
    "Contract",
    "Mark",
    "RawTable",
    "RowRule",
    "check",
    "contract",
    "fold",
    "problem",
    "read",
    "read_raw",
    "table_error",
    "write_csv",
    "write_xlsx",
]
