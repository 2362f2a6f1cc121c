"""Writing a log, as whatever file is asked for, without what must not leave."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from govlab.logs._read import check_zone, kind_of

if TYPE_CHECKING:
    from govlab.logs._log import Log

WRITTEN = ("csv", "ocel", "ocel-sqlite", "parquet", "xes", "xlsx")


def write(
    log: "Log",
    path: str | Path,
    *,
    format: str | None = None,  # noqa: A002  # the word that people know
    resolution: str = "exact",
    secret: Iterable[str] = (),
    complainant: bool = False,
    zone: str = "Asia/Bangkok",
) -> Path:
    """Write an event log, whole or not at all.

    What is simulated says so in the file: a column ``simulated`` in tables, an attribute of
    the log in XES, an object of the type ``log`` in OCEL, metadata in Parquet. The same log
    gives the same bytes.

    Parameters
    ----------
    log : Log
        The log.
    path : str or Path
        The file to make or replace. XES is packed where the name ends in ``.gz``.
    format : {"csv", "xlsx", "parquet", "xes", "ocel", "ocel-sqlite"}, optional
        Without it the ending of the name decides.
    resolution : {"exact", "day"}
        ``"day"`` for what becomes public: an instant to the second can be joined with
        other records. Every time becomes the beginning of its day in `zone`.
    secret : iterable of str
        Columns and attributes that must not leave. If the log holds one, nothing is
        written; so it is with columns that commonly hold who a person is.
    complainant : bool
        Whether the column ``complainant`` of the cases leaves, as a number that holds in
        this file only. It never leaves as it is.
    zone : str
        Zone whose clock is written.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        When a secret or an identity would leave, or the format cannot hold the log.
    UnknownNameError
        When there is no such format, resolution or zone.
    MissingExtraError
        When Parquet is asked for and pyarrow is not installed.
    FaultError
        When the file cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> import pandas as pd
    >>> from govlab.logs import log_of, read
    >>> events = pd.DataFrame(
    ...     {"case": ["C1"], "activity": ["รับเรื่อง"], "start": [0], "outcome": ["รับ"]}
    ... )
    >>> log = log_of(events, source="ตัวอย่าง", simulated=True)
    >>> with TemporaryDirectory() as folder:
    ...     again = read(write(log, Path(folder, "a.xes.gz")))
    >>> again.provenance.simulated, again.events["outcome"].to_list()
    (True, ['รับ'])
    """
    from govlab.logs._export import prepare

    place = Path(path)
    kind = kind_of(place, format, WRITTEN)
    check_zone(zone)
    made = prepare(log, resolution=resolution, secret=secret, zone=zone, complainant=complainant)
    if kind == "xes":
        from govlab.logs._xes_write import write_xes

        write_xes(made, place, zone)
    elif kind == "ocel":
        from govlab.logs._ocel_write import write_json

        write_json(made, place, zone)
    elif kind == "ocel-sqlite":
        from govlab.logs._ocel_sqlite import write_sqlite

        write_sqlite(made, place, zone)
    else:
        from govlab.logs import _table_write as out

        writer = {"csv": out.write_csv, "xlsx": out.write_xlsx, "parquet": out.write_parquet}[kind]
        writer(made, place, zone)
    return place.resolve()
