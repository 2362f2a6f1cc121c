"""Logs as tables: CSV that Excel opens, made a column at a time; workbooks; Parquet."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from govlab import files, tables
from govlab.logs._flat import arrow, flat, moments_in
from govlab.logs._log import Log
from govlab.logs._times import digits_of, iso
from govlab.tables._write import _csv_cell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_ROWS = 50_000


def write_csv(log: Log, path: Path, zone: str) -> None:
    """Write a log as CSV: UTF-8 with Excel's mark, times in ISO 8601 with the zone's offset."""
    frame = flat(log)
    digits = digits_of(*(_known(frame[name]) for name in moments_in(frame)))
    with files.atomic_path(path) as staged, staged.open("wb") as held:
        held.write(b"\xef\xbb\xbf" + (",".join(_csv_text(one) for one in frame.columns)).encode())
        held.write(b"\r\n")
        for begin in range(0, len(frame), _ROWS):
            held.write(_csv_rows(frame.iloc[begin : begin + _ROWS], zone, digits))


def _csv_rows(frame: pd.DataFrame, zone: str, digits: int) -> bytes:
    moments = moments_in(frame)
    columns = [
        _times(frame[name], zone, digits) if name in moments else list(_cells(frame[name], name))
        for name in frame.columns
    ]
    return "".join([",".join(row) + "\r\n" for row in zip(*columns, strict=True)]).encode()


def _known(held: "pd.Series[Any]") -> "NDArray[np.int64]":
    return held.dropna().to_numpy(dtype=np.int64).astype(np.int64)


def _times(held: "pd.Series[Any]", zone: str, digits: int | None = None) -> list[str]:
    gone = held.isna().to_numpy()
    texts = [one.decode() for one in iso(_known(held), zone, digits)]
    if not gone.any():
        return texts
    found = np.full(len(gone), "", dtype=object)
    found[~gone] = texts
    return list(found)


def _cells(held: "pd.Series[Any]", name: str) -> "Iterator[str]":
    codes, distinct = pd.factorize(held)
    texts = [_csv_text(_csv_cell(_plain(one), name)) for one in distinct]
    texts.append("")
    return map(texts.__getitem__, codes.tolist())


def _plain(value: Any) -> Any:
    value = value.item() if isinstance(value, np.generic) else value
    return value if isinstance(value, str | int | float) else str(value)


def _csv_text(value: Any) -> str:
    text = str(value)
    if not any(sign in text for sign in ',"\r\n'):
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def write_xlsx(log: Log, path: Path, zone: str) -> None:
    """Write a log as the sheet ``events`` of a workbook."""
    frame = flat(log)
    for name in moments_in(frame):
        frame[name] = pd.Series(_times(frame[name], zone), index=frame.index).replace("", None)
    for name in ("case", "activity", "resource"):
        frame[name] = frame[name].astype("str")
    tables.write_xlsx(path, {"events": frame})


def write_parquet(log: Log, path: Path, zone: str) -> None:
    """Write a log as Parquet: instants with their zone, provenance among the file's metadata.

    Raises
    ------
    MissingExtraError
        When pyarrow is not installed.
    """
    pa, pq = arrow()
    frame = flat(log)
    table = pa.Table.from_pandas(frame, preserve_index=False)
    for name in moments_in(frame):
        place = table.schema.get_field_index(name)
        moments = table[name].cast(pa.int64()).cast(pa.timestamp("us", tz=zone))
        table = table.set_column(place, name, moments)
    said = log.provenance
    told = {"source": said.source, "simulated": said.simulated, "note": said.note}
    metadata = {b"govlab": json.dumps(told, ensure_ascii=False, sort_keys=True).encode()}
    with files.atomic_path(path) as staged:
        pq.write_table(table.replace_schema_metadata(metadata), staged, compression="zstd")
