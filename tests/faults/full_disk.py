"""Fill a disk of 256 kB mounted on FOLDER, then forbid writing: ``python full_disk.py FOLDER``.

Not a test by itself: the test starts it in a mount namespace of its own.
"""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from govlab.errors import FaultError
from govlab.files import write_atomic
from govlab.ledger import Ledger

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def complaint(write: object, *arguments: object, **named: object) -> str:
    """Return the key of the sentence with which `write` fails."""
    try:
        while True:
            write(*arguments, **named)  # type: ignore[operator]
    except FaultError as fault:
        return str(getattr(fault.message, "key", fault.message))


def main(folder: Path) -> None:
    """Print the complaints; fail when something that stood there is lost."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "none", str(folder)]
    subprocess.run(mount, check=True)
    file = write_atomic(folder / "kept.csv", "whole")
    print(complaint(write_atomic, file, b"x" * 300_000))
    with Ledger(folder / "register.db") as ledger:
        event = {"kind": "k", "serial": "s", "body": "x" * 2000, "actor": "a", "now": NOW}
        before = ledger.append(**event)  # type: ignore[arg-type]
        print(complaint(ledger.append, **event))
        if ledger.verify() < before.seq:
            sys.exit("an event is lost")
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
    print(complaint(write_atomic, file, b"new"))
    print(complaint(Ledger, folder / "other.db"))
    with Ledger(folder / "register.db") as ledger:
        print(complaint(ledger.append, **event))
    if [path.name for path in folder.glob("*.csv")] != ["kept.csv"] or file.read_text() != "whole":
        sys.exit("the file is not what it was")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
