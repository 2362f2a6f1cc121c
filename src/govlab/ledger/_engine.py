"""The database under a ledger: SQLite in a file of this machine, or PostgreSQL by URL."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govlab.errors import FaultError, InputError, MissingExtraError
from govlab.files import lock, refuse_synced
from govlab.text import Message, message

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine, Table

#: Seconds to wait for other writers. A whole class hands in within one minute.
PATIENCE = 60

_WRITES = "govlab_writes"


def address(place: str | Path) -> "Path | URL":
    """Return where a ledger lives: a path, or the URL of a PostgreSQL database.

    Raises
    ------
    InputError
        When `place` is a URL of another kind.
    FaultError
        When the path stands in a synchronised folder or on a network drive.
    """
    if "://" not in str(place):
        return refuse_synced(place)
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(str(place))
    except ArgumentError:
        raise InputError(message("ledger.bad_url", scheme=str(place).partition(":")[0])) from None
    if url.drivername not in {"postgresql", "postgres", "postgresql+psycopg"}:
        raise InputError(message("ledger.bad_url", scheme=url.drivername))
    return url.set(drivername="postgresql+psycopg")


def connect(where: "Path | URL") -> "Engine":
    """Return an engine for `where`; it opens connections on first use."""
    from sqlalchemy import URL, create_engine, event

    if isinstance(where, Path):
        engine = create_engine(
            URL.create("sqlite", database=str(where)),
            connect_args={"timeout": PATIENCE},
            max_overflow=-1,  # writers wait in the database, not in the pool
        )
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        return create_engine(where, max_overflow=-1, pool_pre_ping=True)
    except ModuleNotFoundError as missing:
        raise MissingExtraError(message("ledger.no_driver")) from missing


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # SQLAlchemy's recipe for all Pythons: the driver begins nothing by itself.
    connection.isolation_level = None
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")  # an erased body leaves no trace in the file


def _begin_sqlite(connection: "Connection") -> None:
    # A read that later writes must hold the write lock from its start: begun deferred,
    # two of them read the same head and one is lost.
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def writing(engine: "Engine", table: "Table") -> Iterator["Connection"]:
    """Lend a connection in a transaction that no other writer of `table` overlaps."""
    with engine.execution_options(**{_WRITES: True}).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE}s'")
            connection.exec_driver_sql(f"LOCK TABLE {table.name} IN EXCLUSIVE MODE")
        yield connection


def prepare(engine: "Engine", where: "Path | URL", table: "Table") -> None:
    """Make database and table, once, however many processes arrive together."""
    from sqlalchemy import inspect

    if isinstance(where, Path):
        if where.is_file() and where.stat().st_size and inspect(engine).has_table(table.name):
            return
        with lock(where, timeout=PATIENCE):
            # Made here, because SQLite would make it readable to all; its -wal and -shm
            # files take their permissions from it.
            try:
                os.close(os.open(where, os.O_CREAT | os.O_RDWR, 0o600))
            except OSError as error:
                raise FaultError(message("ledger.read_only", place=str(where))) from error
            with engine.connect() as connection:
                driver: Any = connection.connection.driver_connection
                connection.rollback()  # the mode cannot change inside a transaction
                driver.execute("PRAGMA journal_mode = WAL")
            with engine.execution_options(**{_WRITES: True}).begin() as connection:
                table.metadata.create_all(connection)
        return
    with engine.begin() as connection:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('govlab ledger'))")
        table.metadata.create_all(connection)


def scrub(engine: "Engine") -> None:
    """Take erased content out of SQLite's write-ahead log as well."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def plain_faults(where: "Path | URL") -> Iterator[None]:
    """Say in plain words what the database answers in its own.

    Raises
    ------
    FaultError
        Locked too long, full disk, read-only, no connection, damaged file.
    InputError
        When the file is no database.
    """
    from sqlalchemy.exc import DBAPIError

    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:  # the second when no statement was under way
        name = str(where) if isinstance(where, Path) else where.render_as_string()
        answer = getattr(error, "orig", error)
        code = getattr(answer, "sqlite_errorname", getattr(answer, "sqlstate", None)) or ""
        if code == "SQLITE_NOTADB":
            raise InputError(message("ledger.not_a_database", place=name)) from error
        raise FaultError(_fault(name, code, str(answer).strip())) from error


def _fault(place: str, code: str, fault: str) -> Message:
    """Return the sentence for a code of SQLite (by name) or PostgreSQL (SQLSTATE)."""
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or code == "55P03":
        return message("ledger.busy", place=place, seconds=PATIENCE)
    if code in {"SQLITE_FULL", "SQLITE_IOERR_WRITE", "53100"}:
        return message("ledger.disk_full", place=place)
    if code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")) or code in {
        "25006",
        "42501",
    }:
        return message("ledger.read_only", place=place)
    if code.startswith("SQLITE_CORRUPT"):
        return message("ledger.damaged", place=place, fault=fault)
    return message("ledger.database_fault", place=place, fault=fault)
