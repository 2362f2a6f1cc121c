"""Reading a log, whatever file it stands in."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from govlab.errors import FaultError, MissingFileError, UnknownNameError
from govlab.text import message

if TYPE_CHECKING:
    from govlab.logs._log import Log

#: Formats by the endings of names; longer endings first.
ENDINGS = {
    ".xes.gz": "xes",
    ".xes": "xes",
    ".jsonocel": "ocel",
    ".ocel.json": "ocel",
    ".json": "ocel",
    ".sqlite": "ocel-sqlite",
    ".parquet": "parquet",
    ".xlsx": "xlsx",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
}
READ = ("csv", "ocel", "ocel-sqlite", "parquet", "traffy", "xes", "xlsx")


def read(
    path: str | Path,
    *,
    format: str | None = None,  # noqa: A002  # the word that people know
    mapping: Mapping[str, str] | None = None,
    zone: str = "Asia/Bangkok",
) -> "Log":
    r"""Read an event log.

    Parameters
    ----------
    path : str or Path
        CSV, ``.xlsx``, Parquet, an export of Traffy Fondue, XES (also packed by gzip), or
        OCEL 2.0 as JSON or SQLite.
    format : {"csv", "xlsx", "traffy", "parquet", "xes", "ocel", "ocel-sqlite"}, optional
        What the file holds; without it the ending of its name decides, and for a table its
        headings.
    mapping : mapping of str to str, optional
        For a table: columns of a log (``case, seq, activity, resource, start, end,
        outcome, deadline_state, attributes, transition``, and ``arrived``, when the case
        came in) to headings of the file. What it does not name is found by the headings of
        the contract ``events``. For OCEL:
        ``{"case": type}``, the type of object whose history is a case.
    zone : str
        Zone of the times that state none.

    Returns
    -------
    Log
        An event with one time has that as start and end. A start and a completion
        (lifecycle) are one event. Columns that a log does not know are attributes.

    Raises
    ------
    InputError
        When the file breaks the rules of its format; with every problem, by row or line.
    MissingFileError, FaultError
        There is no such file; the system does not let it be read.
    UnknownNameError
        When there is no such format, zone or column.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     place = Path(folder, "เรื่อง.csv")
    ...     lines = ["เลขที่,ขั้นตอน,เวลา", "7/66,รับเรื่อง,2023-02-01 09:30:00"]
    ...     _ = place.write_text("\n".join(lines), encoding="utf-8")
    ...     log = read(place, mapping={"case": "เลขที่"})
    >>> log.events[["case", "activity", "start"]].astype(str).to_dict("records")
    [{'case': '7/66', 'activity': 'รับเรื่อง', 'start': '1675218600000000'}]
    """
    place = Path(path)
    kind = kind_of(place, format, READ)
    check_zone(zone)
    if not place.is_file():
        words = message("logs.missing_file", name=place.name, folder=str(place.parent))
        raise MissingFileError(words)
    given = mapping or {}
    try:
        if kind == "xes":
            from govlab.logs._xes_read import read_xes

            return read_xes(place, zone)
        if kind == "parquet":
            from govlab.logs._table_read import read_parquet

            return read_parquet(place, zone)
        if kind == "ocel":
            from govlab.logs._ocel_read import read_json

            return read_json(place, given.get("case"), zone)
        if kind == "ocel-sqlite":
            from govlab.logs._ocel_sqlite import read_sqlite

            return read_sqlite(place, given.get("case"), zone)
        from govlab.logs._table_read import read_table

        return read_table(place, zone, given, traffy=kind == "traffy")
    except PermissionError as fault:
        raise FaultError(message("logs.no_permission", path=str(place))) from fault


def kind_of(path: Path, asked: str | None, known: tuple[str, ...]) -> str:
    """Return the format that was asked for, or that the ending of the name tells.

    Raises
    ------
    UnknownNameError
        When it is none of `known`.
    """
    name = path.name.lower()
    found = asked or next((kind for end, kind in ENDINGS.items() if name.endswith(end)), None)
    if found not in known:
        words = message(
            "logs.format", name=path.name, value=asked or path.suffix, known=", ".join(known)
        )
        raise UnknownNameError(words)
    return found


def check_zone(zone: str) -> str:
    """Return the name of a zone that there is.

    Raises
    ------
    UnknownNameError
        When there is none of that name.
    """
    try:
        return ZoneInfo(zone).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownNameError(message("logs.zone", zone=zone)) from None
