"""Functions that the tests map: importable by worker processes."""

import os
import threading
from pathlib import Path

from govlab.compute import run_map


class UnrebuildableError(Exception):
    """An error whose arguments do not rebuild it."""

    def __init__(self, code, place):
        super().__init__(f"{code} at {place}")


def replicate(task, stream):
    """Return a result of every kind that can be kept."""
    import numpy as np

    draws = np.array([stream.uniform() for _ in range(task["draws"])])
    return {
        "order": tuple(stream.shuffled("กขคง")),
        "mean": draws.mean() if task["draws"] else float("nan"),
        "draws": draws,
        "large": stream.below(2**80),
    }


def marked(task, stream):
    """Leave a mark for each time a task is computed, then return its draw."""
    with Path(task["marks"], f"{task['number']}").open("a", encoding="utf-8") as mark:
        mark.write("x")
    return stream.word()


def fails(task, stream):
    """Fail at task 3."""
    if task == 3:
        message = f"no such unit: {task}"
        raise ValueError(message)
    return task


def fails_strangely(task, stream):
    """Raise what cannot be rebuilt in another process."""
    raise UnrebuildableError(7, "desk")


def leaves(task, stream):
    """Try to end the process politely."""
    raise SystemExit(task)


def dies_once(task, stream):
    """Kill the worker the first time that the marked task comes."""
    if task["dies"]:
        try:
            Path(task["mark"]).touch(exist_ok=False)
        except FileExistsError:
            pass
        else:
            os._exit(9)
    return stream.word()


def dies(task, stream):
    """Kill the worker each time that task 3 comes."""
    if task == 3:
        os._exit(9)
    return task


def dies_in_the_whole_run(task, stream):
    """Kill the process of the run itself while a mark says so."""
    if task["number"] == 5 and Path(task["marks"], "deadly").exists():
        os._exit(9)
    return marked(task, stream)


def opaque(task, stream):
    """Return what no folder keeps."""
    return {"mean": 1.0, "who": {1, 2}} if task == 2 else task


def unsendable(task, stream):
    """Return what no process can send."""
    return threading.Lock()


if __name__ == "__main__":
    import json
    import sys

    order = json.loads(sys.argv[1])
    run_map(dies_in_the_whole_run, order["tasks"], seed=5, chunk=2, on="serial", folder=order["to"])
