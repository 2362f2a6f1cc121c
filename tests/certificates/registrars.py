"""Issue from many processes, or be killed at it: ``python registrars.py many|killed FILE``.

Not a test by itself: the test starts it, because processes cannot import a test module.
"""

import multiprocessing
import os
import random
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from govlab.certificates import DEMONSTRATION, Candidate, Certificate, Register
from govlab.course import Text
from govlab.thai import BANGKOK

NOW = datetime(2026, 11, 22, 12, tzinfo=BANGKOK)
TITLE = Text("หลักสูตรทดสอบ", "Test course")
PROCESSES, THREADS, EACH = 5, 8, 3
ROUNDS, COHORT = 8, 40


def issue(register: Register, cohort: str, count: int) -> list[Certificate]:
    """Issue to `count` synthetic people of a cohort."""
    people = [Candidate(f"{n:03}", "นาย", f"ทดสอบ ที่{n}") for n in range(count)]
    return register.issue(
        people, curriculum="test", title=TITLE, cohort=cohort, issuer=DEMONSTRATION, now=NOW
    )


def from_threads(file: str, process: int) -> None:
    """Issue small cohorts from all threads at once, some of them twice."""
    with Register(file) as register, ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda n: issue(register, f"{process}-{n % 5}", EACH), range(THREADS)))


def many(file: str) -> None:
    """Let every process issue at once."""
    context = multiprocessing.get_context("fork" if os.name == "posix" else "spawn")
    children = [
        context.Process(target=from_threads, args=(file, number)) for number in range(PROCESSES)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join()
    sys.exit(any(child.exitcode for child in children))


def killed(file: str) -> None:
    """Kill an issuer at seeded moments and let another finish its work."""
    draw = random.Random(11)
    issue(Register(file), "warm", 1)
    interrupted = 0
    for turn in range(ROUNDS):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            register = Register(file)
            os.write(writing, b"!")
            issue(register, f"c{turn}", COHORT)
            os.write(writing, b"!")
            os._exit(0)
        os.read(reading, 1)
        for _ in range(draw.randrange(1_000_000)):
            pass  # a seeded while, about as long as the issuing
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(writing)
        with os.fdopen(reading, "rb") as rest:
            told = rest.read()
        with Register(file) as register:
            there = len(register.list(cohort=f"c{turn}"))
            if there not in {0, COHORT} or (told and not there):
                sys.exit(f"{there} of {COHORT} certificates are there")
            interrupted += not told
            issue(register, f"c{turn}", COHORT)
    print(interrupted)


if __name__ == "__main__":
    {"many": many, "killed": killed}[sys.argv[1]](sys.argv[2])
