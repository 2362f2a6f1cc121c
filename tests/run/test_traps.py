"""Traps that papermill passes in silence, each run once in a real kernel."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from govlab.errors import NotebookError
from govlab.run import Job, run_many

# What ends a run at its cell: the notebook's name, and the cell after the parameters.
ENDING = {
    "sys_exit": "import sys\nsys.exit(0)",
    "os_exit": "import os\nos._exit(0)",
    "exit": "exit()",
    "command": "!exit 3",
    "allowed": "1 / 0",
}
TAGS = {"allowed": {2: ["raises-exception"]}}

# What no cell shows, all in one notebook: one cell each, and what the run must say.
HIDDEN = [
    (
        "import threading\nthreading.Thread(target=lambda: int('thread')).start()",
        r"cell 2 .*a thread ended .*'thread'",
    ),
    (
        "import asyncio\nasync def fail(): int('task')\ntask = asyncio.create_task(fail())",
        r"cell 3 .*an asyncio task ended .*'task'",
    ),
    ("dropped = None; asyncio.create_task(fail())\nawait asyncio.sleep(0)", r"cell 4 .*'task'"),
    (
        "from concurrent.futures import *\npool = ThreadPoolExecutor()\nf = pool.submit(int, '')",
        r"cell 5 .*in an executor .*ValueError",
    ),
    ("list(map(pool.submit, [int], ['dropped']))[0] and None", r"cell 6 .*'dropped'"),
    (
        "import ipywidgets\nwith ipywidgets.Output():\n    int('output')",
        r"cell 7 .*swallowed .*'output'",
    ),
    (
        "button = ipywidgets.Button()\nbutton.on_click(lambda _: int('click'))\nbutton.click()",
        r"cell 8 .*swallowed .*'click'",
    ),
    ("%%capture\nint('capture')", r"cell 9 .*swallowed .*'capture'"),
    (
        "class Late:\n    def __del__(self): int('ignored')\nLate() and None",
        r"cell 10 .*Python ignored.*'ignored'",
    ),
    ("globals()['year'] = 0", r"parameter year was changed"),
    ("print('never')", r"cell 12 .*never ran"),
    ("threading.Thread(target=lambda: int('last')).start()", r"cell 13 .*'last'"),
]


@pytest.fixture(scope="module")
def outcomes(
    tmp_path_factory: pytest.TempPathFactory, write_notebook: Callable[..., Path]
) -> dict[str, str]:
    """Run every trap side by side; return what was said of each, by name."""
    folder = tmp_path_factory.mktemp("traps")
    paths = [
        write_notebook(folder / f"{name}.ipynb", source, tags=TAGS.get(name))
        for name, source in ENDING.items()
    ]
    hidden = write_notebook(
        folder / "hidden.ipynb", *[source for source, _ in HIDDEN], tags={12: ["skip-execution"]}
    )
    jobs = [Job(path, folder / "out" / path.name) for path in [hidden, *paths]]
    with pytest.raises(NotebookError, match="6 of 6 notebooks did not hold") as caught:
        run_many(jobs, workers=2, timeout=60)
    assert isinstance(caught.value.__cause__, ExceptionGroup)
    assert not list((folder / "out").glob("*[!d].ipynb"))
    return {
        job.notebook.stem: str(error)
        for job, error in zip(jobs, caught.value.__cause__.exceptions, strict=True)
        if isinstance(job.notebook, Path)
    }


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("sys_exit", r"cell 2 \(import sys\): SystemExit: 0"),
        ("os_exit", r"cell 2 \(import os\): the kernel ended"),
        ("exit", r"cell 2 \(exit\(\)\): RuntimeError: exit\(\) would end the kernel"),
        ("command", r"cell 2 .*exit status 3"),
        ("allowed", r"cell 2 .*ZeroDivisionError"),
    ],
)
def test_a_run_that_stops_short_fails(outcomes: dict[str, str], name: str, words: str) -> None:
    """Leaving, a failed command and an error that a tag allows fail the run."""
    assert re.search(words, outcomes[name])


@pytest.mark.parametrize("words", [words for _, words in HIDDEN])
def test_an_error_that_no_cell_shows_fails(outcomes: dict[str, str], words: str) -> None:
    """An error in a thread, task, executor, Output, callback or finalizer is told, all at once."""
    assert re.search(words, outcomes["hidden"])
