"""OCEL 2.0 in SQLite: the same document, one table a type of event and of object."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from govlab import files
from govlab.errors import InputError
from govlab.logs._log import Log
from govlab.logs._ocel import EPOCH, Document, document_of
from govlab.logs._ocel_read import log_of_document
from govlab.text import message

_SQL_TYPES = {"integer": "INTEGER", "float": "REAL", "boolean": "BOOLEAN", "time": "TIMESTAMP"}
_TABLES = ("event", "object", "event_object", "object_object", "event_map_type", "object_map_type")
_IDS = ("ocel_id", "ocel_time", "ocel_changed_field")


def write_sqlite(log: Log, path: Path, zone: str) -> None:
    """Write a log as OCEL 2.0 in SQLite."""
    document = document_of(log, zone)
    with files.atomic_path(path) as staged, closing(sqlite3.connect(staged)) as held, held:
        for kind, other in (("event", "object"), ("object", "object")):
            _write(held, document, kind)
            ends = ("event", "object") if kind == "event" else ("source", "target")
            held.execute(
                f"CREATE TABLE {kind}_{other} "
                f"(ocel_{ends[0]}_id TEXT, ocel_{ends[1]}_id TEXT, ocel_qualifier TEXT)"
            )
            held.executemany(
                f"INSERT INTO {kind}_{other} VALUES (?, ?, ?)",  # noqa: S608  # two fixed names
                (
                    (one["id"], link["objectId"], link["qualifier"])
                    for one in document[f"{kind}s"]
                    for link in one["relationships"]
                ),
            )


def _write(held: sqlite3.Connection, document: Document, kind: str) -> None:
    things = document[f"{kind}s"]
    held.execute(f"CREATE TABLE {kind} (ocel_id TEXT PRIMARY KEY, ocel_type TEXT)")
    held.execute(f"CREATE TABLE {kind}_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT)")
    held.executemany(
        f"INSERT INTO {kind} VALUES (?, ?)",  # noqa: S608  # two fixed names
        ((one["id"], one["type"]) for one in things),
    )
    for place, declared in enumerate(document[f"{kind}Types"]):
        mapped = f"t{place}"
        held.execute(
            f"INSERT INTO {kind}_map_type VALUES (?, ?)",  # noqa: S608
            (declared["name"], mapped),
        )
        names = [one["name"] for one in declared["attributes"]]
        columns = ["ocel_id TEXT", "ocel_time TIMESTAMP"]
        columns += ["ocel_changed_field TEXT"] if kind == "object" else []
        columns += [
            f"{_quoted(one['name'])} {_SQL_TYPES.get(one['type'], 'TEXT')}"
            for one in declared["attributes"]
        ]
        held.execute(f"CREATE TABLE {kind}_{mapped} ({', '.join(columns)})")
        marks = ", ".join("?" * len(columns))
        rows = (
            row
            for one in things
            if one["type"] == declared["name"]
            for row in (_event_rows if kind == "event" else _object_rows)(one, names)
        )
        held.executemany(f"INSERT INTO {kind}_{mapped} VALUES ({marks})", rows)  # noqa: S608


def _event_rows(one: dict[str, Any], names: list[str]) -> Iterator[list[Any]]:
    values = {held["name"]: held["value"] for held in one["attributes"]}
    yield [one["id"], one["time"], *(values.get(name) for name in names)]


def _object_rows(one: dict[str, Any], names: list[str]) -> Iterator[list[Any]]:
    """Yield the first values of an object, then a row for each change."""
    first = {held["name"]: held["value"] for held in one["attributes"] if held["time"] == EPOCH}
    yield [one["id"], EPOCH, None, *(first.get(name) for name in names)]
    for held in one["attributes"]:
        if held["time"] != EPOCH:
            changed = [held["value"] if name == held["name"] else None for name in names]
            yield [one["id"], held["time"], held["name"], *changed]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def read_sqlite(path: Path, case: str | None, zone: str) -> Log:
    """Return the log in a database of OCEL 2.0.

    Raises
    ------
    InputError
        When it is no such database.
    """
    try:
        # Read only: a file that is looked at stays as it is.
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as held:
            document = _document(held)
    except (sqlite3.DatabaseError, KeyError) as fault:
        words = message("logs.not_ocel", file=path.name, parts=", ".join(_TABLES))
        raise InputError(words) from fault
    return log_of_document(document, path.name, case, zone)


def _document(held: sqlite3.Connection) -> Document:
    document: Document = {}
    for kind, table, ends in (
        ("event", "event_object", ("ocel_event_id", "ocel_object_id")),
        ("object", "object_object", ("ocel_source_id", "ocel_target_id")),
    ):
        things: dict[str, dict[str, Any]] = {
            str(name): {"id": str(name), "type": str(of), "attributes": [], "relationships": []}
            for name, of in held.execute(f"SELECT ocel_id, ocel_type FROM {kind}")  # noqa: S608
        }
        mapped = held.execute(f"SELECT ocel_type_map FROM {kind}_map_type")  # noqa: S608
        for (name,) in mapped.fetchall():
            _fill(held, things, kind, str(name))
        query = f"SELECT {ends[0]}, {ends[1]}, ocel_qualifier FROM {table}"  # noqa: S608
        for source, target, qualifier in held.execute(query):
            link = {"objectId": str(target), "qualifier": str(qualifier or "")}
            things[str(source)]["relationships"].append(link)
        document[f"{kind}s"] = list(things.values())
        document[f"{kind}Types"] = []
    return document


def _fill(
    held: sqlite3.Connection, things: dict[str, dict[str, Any]], kind: str, mapped: str
) -> None:
    table = _quoted(f"{kind}_{mapped}")
    found = held.execute(f"SELECT * FROM {table}")  # noqa: S608  # quoted
    names = [one[0] for one in found.description]
    for values in found:
        row = dict(zip(names, values, strict=True))
        thing = things.get(str(row["ocel_id"]))
        if thing is None:
            continue
        at = re.sub(r"^([0-9-]{10}) ", r"\1T", str(row.get("ocel_time") or EPOCH))
        changed = row.get("ocel_changed_field")
        attributes = [
            {"name": name, "value": value, **({"time": at} if kind == "object" else {})}
            for name, value in row.items()
            if name not in _IDS and value is not None and changed in {None, name}
        ]
        thing["attributes"].extend(attributes)
        if kind == "event":
            thing["time"] = at
