"""Runs that hold, and what is refused around them."""

import _thread
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from govlab.errors import FaultError, InputError, MissingExtraError, MissingFileError, NotebookError
from govlab.files import sha256
from govlab.run import Job, Run, _engine, describe, run_many, run_notebook

Write = Callable[..., Path]

THAI = 'กรม "ตัวอย่าง" \\ ๒๕๖๗\nบรรทัดสอง'

# Everything that looks like a trap and is none.
FINE = [
    "import asyncio, contextlib, os, threading\nfrom concurrent.futures import ThreadPoolExecutor",
    "# a comment only",
    "",
    "with contextlib.suppress(ValueError):\n    int('x')",
    "try:\n    int('x')\nexcept ValueError:\n    print('caught')",
    "async def fail(): int('x')\ntask = asyncio.create_task(fail())",
    "try:\n    await task\nexcept ValueError:\n    pass",
    "done = []\nthread = threading.Thread(target=lambda: done.append(1))\nthread.start()",
    "late = asyncio.create_task(asyncio.sleep(0.01))",
    "pool = ThreadPoolExecutor()\nfuture = pool.submit(int, 'x')\nfuture.exception()",
    "await asyncio.to_thread(int, '5')",
    "%%capture text\nprint('hidden')",
    "!echo shown",
    "words = !echo captured\nwords",
    "import subprocess\ntry:\n    x = !exit 3\nexcept subprocess.CalledProcessError:\n    pass",
    "print(unit, year, os.getcwd(), sep='|')",
]


@pytest.fixture(scope="module")
def ran(
    tmp_path_factory: pytest.TempPathFactory, write_notebook: Write
) -> tuple[Run, Path, list[tuple[int, int]]]:
    """Run the harmless notebook once; return the run, its source and its progress."""
    folder = tmp_path_factory.mktemp("งาน {1}")
    source = write_notebook(
        folder / "report.ipynb", *FINE, parameters="year: int = 2566\nunit: str = 'ก'"
    )
    failed = folder / "out" / "result.failed.ipynb"
    failed.parent.mkdir()
    failed.write_text("{}", encoding="utf-8")
    steps: list[tuple[int, int]] = []
    run = run_notebook(
        source,
        folder / "out" / "result.ipynb",
        {"unit": THAI, "year": "๒๕๖๗"},
        progress=lambda done, total: steps.append((done, total)),
    )
    return run, source, steps


def test_what_only_looks_like_a_trap_is_none(ran: tuple[Run, Path, object]) -> None:
    """Caught errors, awaited tasks, finished threads and %%capture pass; empty cells too."""
    run, _, _ = ran
    assert run.cells == len(FINE)  # all but the empty one, and the parameters cell
    assert run.as_dict()["parameters"] == {"year": 2567, "unit": THAI}


def test_the_notebook_sees_thai_values_and_its_own_folder(ran: tuple[Run, Path, object]) -> None:
    """Text with quotes, backslash and line end arrives exactly; the folder is the notebook's."""
    run, source, _ = ran
    (output,) = json.loads(run.output.read_text(encoding="utf-8"))["cells"][-1]["outputs"]
    assert "".join(output["text"]) == f"{THAI}|2567|{source.parent}\n"


def test_the_metadata_tell_what_was_run_and_nothing_of_the_machine(
    ran: tuple[Run, Path, object],
) -> None:
    """Names, values, digest and version are kept; folders and source text are not."""
    run, source, _ = ran
    metadata = json.loads(run.output.read_text(encoding="utf-8"))["metadata"]
    assert metadata["govlab"]["sha256"] == sha256(source)
    assert metadata["govlab"]["parameters"] == run.parameters
    assert metadata["papermill"]["input_path"] == "report.ipynb"
    assert metadata["papermill"]["output_path"] == "result.ipynb"
    assert str(source.parent) not in json.dumps(metadata, ensure_ascii=False)


def test_progress_counts_every_cell(ran: tuple[Run, Path, list[tuple[int, int]]]) -> None:
    """The last call tells as many cells done as there are, the injected one among them."""
    _, _, steps = ran
    total = len(FINE) + 2
    assert steps == [(done, total) for done in range(1, total + 1)]


def test_a_good_run_removes_the_failed_one(ran: tuple[Run, Path, object]) -> None:
    """Beside a good output no older failure stays to mislead."""
    run, _, _ = ran
    assert [path.name for path in run.output.parent.iterdir()] == ["result.ipynb"]


def test_a_failed_run_keeps_the_older_output_and_itself(
    tmp_path: Path, write_notebook: Write
) -> None:
    """The output stays as it was; the failed run stands beside it, and is named in Thai."""
    source = write_notebook(tmp_path / "report.ipynb", "'ผล'", "int('ผิด')")
    output = tmp_path / "result.ipynb"
    output.write_text("older", encoding="utf-8")
    with pytest.raises(NotebookError) as caught:
        run_notebook(source, output, {"year": 2568})
    said = caught.value.in_language("th")
    assert "เซลล์ที่ 3 (int('ผิด'))" in said
    assert "result.failed.ipynb" in said
    assert output.read_text(encoding="utf-8") == "older"
    assert "'ผล'" in (tmp_path / "result.failed.ipynb").read_text(encoding="utf-8")


def test_what_never_ends_is_ended(tmp_path: Path, write_notebook: Write) -> None:
    """A cell over its time, and a task that outlives the last cell, fail the run."""
    endless = write_notebook(tmp_path / "endless.ipynb", "import time\nwhile True: time.sleep(1)")
    sleeper = write_notebook(
        tmp_path / "sleeper.ipynb",
        "import asyncio\ntask = asyncio.create_task(asyncio.sleep(600), name='sleeper')",
    )
    jobs = [Job(path, tmp_path / "out" / path.name) for path in (endless, sleeper)]
    with pytest.raises(NotebookError) as caught:
        run_many(jobs, workers=2, timeout=3)
    assert "cell 2 (import time): took more than 3 s" in str(caught.value)
    assert "cell 2 (import asyncio): sleeper still ran 3 s after the last cell" in str(caught.value)


def test_a_kernel_that_dies_at_its_start_is_tried_once_more(
    tmp_path: Path, write_notebook: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One death at start costs nothing; two are a fault of the machine, not the notebook."""
    source = write_notebook(tmp_path / "report.ipynb", "1")
    good = _engine._ThisPython.get_kernel_spec
    deaths = [[sys.executable, "-c", "raise SystemExit('no memory')"]]

    def spec(self: _engine._ThisPython, name: str) -> object:
        found = good(self, name)
        found.argv = deaths.pop() if deaths else found.argv
        return found

    monkeypatch.setattr(_engine._ThisPython, "get_kernel_spec", spec)
    assert run_notebook(source, tmp_path / "result.ipynb").cells == 2
    deaths[:] = [[str(tmp_path / "no-such-python")]] * 2
    with pytest.raises(FaultError, match=r"twice: .*no-such-python"):
        run_notebook(source, tmp_path / "other.ipynb")
    assert deaths == []
    assert not list(tmp_path.glob("other*"))


def test_an_interrupt_ends_the_kernels(tmp_path: Path, write_notebook: Write) -> None:
    """After Ctrl-C no kernel of ours goes on."""
    pid = tmp_path / "pid"
    source = write_notebook(
        tmp_path / "report.ipynb",
        "import os, pathlib\npathlib.Path('pid').write_text(str(os.getpid()))",
        "import time\ntime.sleep(600)",
    )

    def interrupt(job: Job, done: int, total: int) -> None:
        if done == 2:
            _thread.interrupt_main()

    # A shell that starts the tests in the background has them ignore Ctrl-C.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            run_many([Job(source, tmp_path / "result.ipynb")], progress=interrupt)
    finally:
        signal.signal(signal.SIGINT, before)
    with pytest.raises(OSError):  # noqa: PT011 - Windows has another one than POSIX
        os.kill(int(pid.read_text(encoding="utf-8")), 0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("not json", "line 1"),
        ("[]", "whole Jupyter notebook"),
        ('{"nbformat": 4, "cells": [{}]}', "whole Jupyter notebook"),
        ('{"nbformat": 3, "worksheets": []}', "format 3"),
        (
            '{"nbformat": 4, "cells": [], "metadata": {"kernelspec": {"language": "R"}}}',
            "must be in Python",
        ),
        ('{"nbformat": 4, "cells": [], "metadata": {}}', "exactly one code cell"),
    ],
)
def test_files_that_are_no_python_notebook_are_refused(
    tmp_path: Path, content: str, words: str
) -> None:
    """The message says what the file is not."""
    path = tmp_path / "report.ipynb"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        describe(path)


def test_a_missing_notebook_is_missing(tmp_path: Path) -> None:
    """A path where nothing is gives the error that callers of ``open`` expect."""
    with pytest.raises(MissingFileError):
        describe(tmp_path / "none.ipynb")


def test_a_notebook_object_is_refused() -> None:
    """An object in place of a path would be copied whole into the output."""
    with pytest.raises(InputError, match="not an object of type dict"):
        describe({"nbformat": 4})  # type: ignore[arg-type]


def test_a_notebook_that_breaks_its_format_is_refused(
    tmp_path: Path, write_notebook: Write
) -> None:
    """A cell that lacks what the format asks for is found before a kernel starts."""
    source = write_notebook(tmp_path / "report.ipynb", "1")
    document = json.loads(source.read_text(encoding="utf-8"))
    document["cells"][1]["outputs"] = [{"output_type": "none"}]
    source.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(InputError, match="breaks the notebook format"):
        run_notebook(source, tmp_path / "result.ipynb")


def test_outputs_that_would_destroy_something_are_refused(
    tmp_path: Path, write_notebook: Write
) -> None:
    """The notebook itself, a file of another kind, and one file for two jobs are no outputs."""
    source = write_notebook(tmp_path / "report.ipynb", "1")
    with pytest.raises(InputError, match="must not be the notebook itself"):
        run_notebook(source, tmp_path / "." / "report.ipynb")
    with pytest.raises(InputError, match=r"must end in \.ipynb"):
        run_notebook(source, tmp_path / "report.html")
    with pytest.raises(InputError, match="must belong to one job"):
        run_many([Job(source, tmp_path / "a.ipynb"), Job(source, tmp_path / "a.ipynb")])
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="must be a folder, and is a file"):
        run_notebook(source, tmp_path / "file" / "a.ipynb")
    with pytest.raises(InputError, match=r"ends in \.ipynb"):
        run_notebook(tmp_path / "file", tmp_path / "a.ipynb")


def test_numbers_and_folders_are_checked(tmp_path: Path, write_notebook: Write) -> None:
    """No workers, no time, or a working folder that is not there, is refused before a run."""
    source = write_notebook(tmp_path / "report.ipynb", "1")
    with pytest.raises(InputError, match="workers"):
        run_many([], workers=0)
    with pytest.raises(InputError, match="timeout"):
        run_many([], timeout=0)
    with pytest.raises(InputError, match="working folder"):
        run_notebook(source, tmp_path / "a.ipynb", folder=tmp_path / "none")


def test_a_missing_extra_is_named(
    tmp_path: Path, write_notebook: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without papermill the error tells what to install."""
    source = write_notebook(tmp_path / "report.ipynb", "1")
    monkeypatch.setitem(sys.modules, "papermill", None)
    with pytest.raises(MissingExtraError, match=r"govlab\[lab\]"):
        run_notebook(source, tmp_path / "a.ipynb")
