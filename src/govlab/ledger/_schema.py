"""The table of one ledger, and triggers that let it only grow."""

import re
from functools import cache
from typing import TYPE_CHECKING

from govlab.errors import InputError
from govlab.text import message

if TYPE_CHECKING:
    from sqlalchemy import Table

_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
_FIXED = ("seq", "time", "actor", "kind", "serial", "key", "commitment", "previous", "hash")

# A replacing insert would delete without firing the trigger on delete, so inserts are
# watched as well. %(table)s and %(same)s are filled by SQLAlchemy's DDL.
_SQLITE = (
    """CREATE TRIGGER %(table)s_grows BEFORE INSERT ON %(table)s
    WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM %(table)s)
    BEGIN SELECT RAISE(ABORT, 'events are only appended'); END""",
    """CREATE TRIGGER %(table)s_stays BEFORE UPDATE ON %(table)s
    WHEN NOT (NEW.body IS NULL AND NEW.salt IS NULL AND %(same)s)
    BEGIN SELECT RAISE(ABORT, 'events do not change'); END""",
    """CREATE TRIGGER %(table)s_keeps BEFORE DELETE ON %(table)s
    BEGIN SELECT RAISE(ABORT, 'events are not deleted'); END""",
)
_POSTGRESQL = (
    """CREATE FUNCTION %(table)s_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            IF NEW.seq = (SELECT coalesce(max(seq), 0) + 1 FROM %(table)s) THEN RETURN NEW; END IF;
        ELSIF TG_OP = 'UPDATE' THEN
            IF NEW.body IS NULL AND NEW.salt IS NULL AND %(same)s THEN RETURN NEW; END IF;
        END IF;
        RAISE EXCEPTION 'events are only appended';
    END $$""",
    """CREATE TRIGGER %(table)s_grows BEFORE INSERT OR UPDATE OR DELETE ON %(table)s
    FOR EACH ROW EXECUTE FUNCTION %(table)s_guard()""",
    """CREATE TRIGGER %(table)s_keeps BEFORE TRUNCATE ON %(table)s
    FOR EACH STATEMENT EXECUTE FUNCTION %(table)s_guard()""",
)
# How either database compares so that NULL equals NULL.
_TRIGGERS = {"sqlite": ("IS", _SQLITE), "postgresql": ("IS NOT DISTINCT FROM", _POSTGRESQL)}


@cache
def events_table(name: str) -> "Table":
    """Return the table of the ledger `name`, with its triggers for either database.

    Raises
    ------
    InputError
        When `name` is not a short lower-case word; it becomes part of SQL.
    """
    from sqlalchemy import (
        DDL,
        Column,
        Index,
        Integer,
        MetaData,
        String,
        Table,
        UniqueConstraint,
        event,
    )

    if not _NAME.fullmatch(name):
        raise InputError(message("ledger.bad_name", name=name))
    table = Table(
        name,
        MetaData(),
        Column("seq", Integer, primary_key=True, autoincrement=False),
        *(Column(text, String, nullable=False) for text in ("time", "actor", "kind", "serial")),
        *(Column(text, String) for text in ("key", "body", "salt")),
        *(Column(text, String, nullable=False) for text in ("commitment", "previous", "hash")),
        UniqueConstraint("kind", "key"),
        Index(f"{name}_serial", "serial"),
    )
    for dialect, (equals, statements) in _TRIGGERS.items():
        same = " AND ".join(f"NEW.{column} {equals} OLD.{column}" for column in _FIXED)
        for statement in statements:
            trigger = DDL(statement, context={"same": same})  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", trigger.execute_if(dialect=dialect))
    return table
