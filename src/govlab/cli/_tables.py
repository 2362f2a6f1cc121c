"""Tables that a verb writes where ``--out`` says: a workbook, or its first sheet as CSV."""

from pathlib import Path
from typing import TYPE_CHECKING

from govlab.errors import InputError
from govlab.text import message

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

_CSV, _XLSX = ".csv", ".xlsx"


def check_table_file(path: Path | None) -> None:
    """Refuse a name that no table can be written to, before any work is done.

    Raises
    ------
    InputError
        When it ends neither in ``.xlsx`` nor in ``.csv``.
    """
    if path is not None and path.suffix.lower() not in {_CSV, _XLSX}:
        raise InputError(message("cli_usage.table_file", path=str(path)))


def write_tables(path: Path, sheets: "Mapping[str, pd.DataFrame]") -> Path:
    """Write tables as the name of the file says, whole or not at all.

    Raises
    ------
    InputError
        As :func:`check_table_file`.
    FaultError
        When the file cannot be written.
    """
    from govlab import tables

    check_table_file(path)
    if path.suffix.lower() == _CSV:
        return tables.write_csv(path, next(iter(sheets.values())))
    return tables.write_xlsx(path, sheets)
