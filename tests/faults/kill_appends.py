"""Kill a process that appends to a ledger: ``python kill_appends.py FILE ROUNDS``.

Not a test by itself: the test starts it. Prints how many events were acknowledged.
"""

import os
import random
import signal
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from govlab.ledger import Ledger

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def append_forever(file: Path, pipe: int) -> None:
    """Append single events and pairs, telling the last number after each commit."""
    ledger = Ledger(file)
    while True:
        event = ledger.append(kind="one", serial="s", body={"x": "ก" * 500}, actor="a", now=NOW)
        os.write(pipe, event.seq.to_bytes(4, "big"))
        with ledger.transaction(now=NOW) as transaction:
            transaction.append(kind="first", serial="s", body=1, actor="a")
            event = transaction.append(kind="second", serial="s", body=2, actor="a")
        os.write(pipe, event.seq.to_bytes(4, "big"))


def main(file: Path, rounds: int) -> None:
    """Kill at seeded moments; after each, look for everything that was acknowledged."""
    draw = random.Random(7)
    acknowledged = 0
    for _ in range(rounds):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            append_forever(file, writing)
        os.close(writing)
        for _ in range(draw.randrange(1, 8)):
            acknowledged = int.from_bytes(os.read(reading, 4), "big")
        for _ in range(draw.randrange(50_000)):
            pass  # a seeded while, shorter than an append
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reading, "rb") as rest:
            told = rest.read()
        if told:
            acknowledged = int.from_bytes(told[-4:], "big")
        with closing(sqlite3.connect(file)) as raw:
            if raw.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                sys.exit("the file is damaged")
        with Ledger(file) as ledger:
            if ledger.verify() < acknowledged:
                sys.exit("an acknowledged event is lost")
            kinds = [event.kind for event in ledger.events()]
        if kinds.count("first") != kinds.count("second"):
            sys.exit("half a transaction shows")
    print(acknowledged)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
