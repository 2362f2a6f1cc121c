"""Kill a writing process at each of its steps: ``python kill_writes.py FOLDER``.

Not a test by itself: the test starts it, so that forks happen in a process without threads.
Prints at how many steps the writer was killed.
"""

import os
import random
import signal
import sys
from pathlib import Path

from govlab.files import atomic_path, write_atomic

OLD, NEW = b"old " * 50_000, b"new " * 60_000


def die() -> None:
    """End like a process that the system kills."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(step: int) -> None:
    """Die at audit event number `step` from now: opening, renaming, removing, …"""
    left = step

    def count(event: str, _: object) -> None:
        nonlocal left
        if event.startswith(("open", "os.", "shutil.", "fcntl.")):
            left -= 1
            if left == 0:
                die()

    sys.addaudithook(count)


def survives(work: object, *arguments: object) -> bool:
    """Tell whether a child that calls `work` lives to its end."""
    child = os.fork()
    if child == 0:
        work(*arguments)  # type: ignore[operator]
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def write_dying(target: Path, step: int) -> None:
    """Write new content, dying on the way."""
    die_at(step)
    write_atomic(target, NEW)


def write_half(target: Path) -> None:
    """Die with half the content written."""
    with atomic_path(target) as staged:
        staged.write_bytes(NEW[: len(NEW) // 2])
        die()


def write_forever(target: Path, pipe: int) -> None:
    """Alternate contents, telling each write that is done."""
    while True:
        for content in (NEW, OLD):
            write_atomic(target, content)
            os.write(pipe, b".")


def check(target: Path) -> None:
    """Fail unless the target is whole and the next write leaves nothing beside it."""
    if target.read_bytes() not in {OLD, NEW}:
        sys.exit("half a file")
    write_atomic(target, OLD)
    if [path.name for path in target.parent.iterdir()] != [target.name]:
        sys.exit("something is left behind")


def main(folder: Path) -> None:
    """Kill at each step, with half a file, and at seeded moments."""
    target = folder / "ทะเบียน.csv"
    write_atomic(target, OLD)
    steps = 0
    while not survives(write_dying, target, steps + 1):
        steps += 1
        check(target)
    check(target)
    if survives(write_half, target):
        sys.exit("the writer should have died")
    if target.read_bytes() != OLD:
        sys.exit("half a write shows")
    check(target)
    draw = random.Random(20)
    for _ in range(20):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            write_forever(target, writing)
        os.close(writing)
        os.read(reading, 1)
        for _ in range(draw.randrange(20_000)):
            pass  # a seeded while, shorter than a write
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(reading)
        check(target)
    print(steps)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
