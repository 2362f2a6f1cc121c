"""Running notebooks: every trap of a silent run is closed, or the run fails and says why."""

import json
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import govlab
from govlab.errors import FaultError, GovlabError, InputError, NotebookError
from govlab.files import make_folder, write_atomic
from govlab.run._lab import lab
from govlab.run._notebook import SUFFIX, Notebook, read
from govlab.run._parameters import Parameter, Value, declared, settle
from govlab.run._verdict import problems_of
from govlab.text import Message, message

if TYPE_CHECKING:
    from govlab.run._engine import Session

Progress = Callable[[int, int], None]

TIMEOUT = 600
_WAKE = 1.0  # seconds; on Windows a wait without end would not hear Ctrl-C


@dataclass(frozen=True, slots=True)
class Job:
    """One notebook to run.

    Parameters
    ----------
    notebook, output : str or Path
        What to run, and the notebook to write.
    parameters : mapping
        Values by name, as for :func:`run_notebook`.
    folder : str or Path, optional
        Working folder of this one; that of the whole run when not given.
    """

    notebook: str | Path
    output: str | Path
    parameters: Mapping[str, object] = field(default_factory=dict)
    folder: str | Path | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A run that held.

    Parameters
    ----------
    output : Path
        The executed notebook.
    parameters : dict
        All parameters with the values that the notebook saw.
    seconds : float
        How long it took.
    cells : int
        Code cells that ran.
    """

    output: Path
    parameters: dict[str, Value]
    seconds: float
    cells: int

    def as_dict(self) -> dict[str, object]:
        """Return the run ready for JSON."""
        return {
            "output": str(self.output),
            "parameters": self.parameters,
            "seconds": self.seconds,
            "cells": self.cells,
        }


@dataclass(frozen=True, slots=True)
class _Plan:
    """A job whose notebook, output and parameters have been checked."""

    notebook: Notebook
    document: Any
    output: Path
    folder: Path
    given: dict[str, Value]
    values: dict[str, Value]
    helps: dict[str, str]

    @property
    def failed(self) -> Path:
        """Where a run that did not hold is kept."""
        return self.output.with_name(f"{self.output.stem}.failed.ipynb")


def describe(notebook: str | Path) -> list[Parameter]:
    """Return the parameters of `notebook`, read from its parameters cell without running it.

    Raises
    ------
    MissingFileError, InputError
        When the notebook could not be run: no Python notebook, no single parameters cell,
        a derived default, a parameter that a later cell binds anew.
    """
    return list(declared(read(notebook)))


def run_notebook(
    notebook: str | Path,
    output: str | Path,
    parameters: Mapping[str, object] | None = None,
    *,
    timeout: int = TIMEOUT,
    folder: str | Path | None = None,
    progress: Progress | None = None,
) -> Run:
    """Run `notebook` with `parameters` and write the executed notebook to `output`.

    Parameters
    ----------
    notebook : str or Path
        A notebook with one parameters cell.
    output : str or Path
        An ``.ipynb`` file, made or replaced only when the run held; its folder is made.
        A run that did not hold is kept beside it as ``NAME.failed.ipynb``.
    parameters : mapping, optional
        Values by name; text is read as the parameter's type.
    timeout : int, default 600
        Seconds for each cell, and for threads and tasks that go on after the last one.
    folder : str or Path, optional
        Working folder of the notebook; the notebook's own, as in JupyterLab, if not given.
    progress : callable, optional
        Called after each cell, from another thread, with cells done and cells in all.

    Raises
    ------
    InputError
        Before anything runs: the notebook, a parameter or the output breaks a rule.
    NotebookError
        A cell failed or never ran, the kernel ended, or an error stayed hidden in a
        thread, a task, an ``Output()`` or a ``!`` command.
    FaultError
        No kernel could be started, or the output not written.
    MissingExtraError
        The extra ``lab`` is not installed.
    """
    (run,) = run_many(
        [Job(notebook, output, parameters or {})],
        workers=1,
        timeout=timeout,
        folder=folder,
        progress=(lambda _, done, total: progress(done, total)) if progress else None,
    )
    return run


def run_many(
    jobs: Sequence[Job],
    *,
    workers: int | None = None,
    timeout: int = TIMEOUT,
    folder: str | Path | None = None,
    progress: Callable[[Job, int, int], None] | None = None,
) -> list[Run]:
    """Run several notebooks side by side and return their runs in the order of `jobs`.

    All jobs are checked before the first kernel starts, and all are run, whatever became
    of the others.

    Parameters
    ----------
    jobs : sequence of Job
        What to run; no two may write the same output.
    workers : int, optional
        Kernels at once; one per processor if not given.
    timeout, folder
        As for :func:`run_notebook`.
    progress : callable, optional
        Called from the workers' threads with job, cells done and cells in all.

    Raises
    ------
    NotebookError
        When several did not hold, with all of them in the message and, one by one, in an
        ``ExceptionGroup`` as its cause. When one did not, or when the machine was in the
        way of any (:class:`FaultError`), that error itself is raised.
    """
    if workers is not None and workers < 1:
        raise InputError(message("run.bad_workers", value=workers))
    if timeout < 1:
        raise InputError(message("run.bad_timeout", value=timeout))
    plans = [_checked(job, job.folder or folder) for job in jobs]
    _refuse_shared_outputs(plans)
    kernels = _Kernels()

    def work(job: Job, plan: _Plan) -> Run:
        tell = (lambda done, total: progress(job, done, total)) if progress else _quiet
        return _run(plan, timeout, tell, kernels)

    runs: list[Run] = []
    failures: list[GovlabError] = []
    with _workers(workers or os.cpu_count() or 1, kernels) as pool:
        for future in [pool.submit(work, *pair) for pair in zip(jobs, plans, strict=True)]:
            while not future.done():
                wait([future], timeout=_WAKE)
            try:
                runs.append(future.result())
            except GovlabError as error:
                failures.append(error)
    # What the machine is to blame for is no verdict on the notebooks.
    faults = [error for error in failures if not isinstance(error, NotebookError)]
    if faults or len(failures) == 1:
        raise (faults or failures)[0]
    if failures:
        raise NotebookError(
            message(
                "run.several_failed",
                count=len(failures),
                total=len(jobs),
                failures=[_said(error) for error in failures],
            )
        ) from ExceptionGroup(f"{len(failures)} of {len(jobs)} notebooks", failures)
    return runs


def _quiet(done: int, total: int) -> None:
    """Take no notice of progress."""


def _said(error: GovlabError) -> Message:
    return message("run.one_failed", what=error.message)


class _Kernels:
    """The kernels that live now, so that an interrupted caller can end them."""

    def __init__(self) -> None:
        self._sessions: list[Session] = []
        self._closed = False
        self._lock = threading.Lock()

    @contextmanager
    def hold(self, session: "Session") -> Iterator[None]:
        """Count `session` among the living."""
        with self._lock:
            self._sessions.append(session)
            session.stopped = self._closed
        try:
            yield
        finally:
            session.kill()
            with self._lock:
                self._sessions.remove(session)

    def stop(self) -> None:
        """End them all, and let no other begin."""
        with self._lock:
            self._closed = True
            for session in self._sessions:
                session.stop()


@contextmanager
def _workers(count: int, kernels: _Kernels) -> Iterator[ThreadPoolExecutor]:
    """Lend a pool; when the caller is interrupted, the kernels end with it."""
    pool = ThreadPoolExecutor(count, thread_name_prefix="govlab-run")
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        kernels.stop()
        raise
    finally:
        pool.shutdown()


def _checked(job: Job, folder: str | Path | None) -> _Plan:
    """Refuse what can be refused without a kernel."""
    notebook = read(job.notebook)
    parameters = declared(notebook)
    given = settle(parameters, job.parameters, notebook=str(notebook.path))
    output = Path(job.output)
    if output.suffix != SUFFIX:
        raise InputError(message("run.bad_output", path=str(output)))
    if output.resolve() == notebook.path.resolve():
        raise InputError(message("run.output_is_input", path=str(output)))
    values = {parameter.name: parameter.default for parameter in parameters} | given
    place = (notebook.path.parent if folder is None else Path(folder)).resolve()
    if not place.is_dir():
        raise InputError(message("run.no_folder", path=str(place)))
    helps = {parameter.name: parameter.help for parameter in parameters}
    return _Plan(notebook, _document(notebook), output, place, given, values, helps)


def _refuse_shared_outputs(plans: Sequence[_Plan]) -> None:
    seen: set[Path] = set()
    for plan in plans:
        place = plan.output.resolve()
        if place in seen:
            raise InputError(message("run.shared_output", path=str(plan.output)))
        seen.add(place)


def _document(notebook: Notebook) -> Any:
    """Return the notebook as nbformat's newest, valid and with an id for every cell."""
    nbformat = lab("nbformat")
    try:
        _, raw = lab("nbformat.validator").normalize(notebook.document)
        nbformat.validate(raw)
    except nbformat.ValidationError as error:
        fault = str(error).splitlines()[0]
        raise InputError(message("run.invalid", path=str(notebook.path), fault=fault)) from error
    document = nbformat.reads(json.dumps(raw), as_version=4)
    # What an earlier run left behind would be read as this one's.
    document.metadata.pop("papermill", None)
    return document


def _run(plan: _Plan, timeout: int, progress: Progress, kernels: _Kernels) -> Run:
    begun = time.perf_counter()
    make_folder(plan.output.parent)
    session = _session(plan, timeout, progress, kernels)
    problems = problems_of(session)
    _stamp(session.notebook, plan)
    text = lab("nbformat").writes(session.notebook) + "\n"
    if session.stopped:
        raise KeyboardInterrupt
    if problems:
        write_atomic(plan.failed, text)
        error = NotebookError(
            message(
                "run.failed",
                notebook=str(plan.notebook.path),
                problems=problems,
                kept=str(plan.failed),
            )
        )
        # A parameter that a room refuses is bad input, though only the kernel could tell.
        if session.failure is not None and session.failure.told is not None:
            error.exit_code = session.failure.told["exit_code"]
        raise error
    write_atomic(plan.output, text)
    plan.failed.unlink(missing_ok=True)
    ran = sum(cell.code and bool(cell.source.strip()) for cell in plan.notebook.cells)
    return Run(plan.output, plan.values, round(time.perf_counter() - begun, 3), ran)


def _session(plan: _Plan, timeout: int, progress: Progress, kernels: _Kernels) -> "Session":
    """Return the session in which the notebook ran, tried anew if its kernel died at start."""
    lab("papermill")
    from govlab.run import _engine

    for last in (False, True):
        with tempfile.TemporaryDirectory(prefix="gl", ignore_cleanup_errors=True) as private:
            session = _engine.Session(Path(private), plan.folder, plan.values, timeout, progress)
            with kernels.hold(session):
                # A context of its own has an event loop of its own, which we then close.
                fault = Context().run(_engine.execute, session, plan.document, plan.given)
            if session.started:
                break
            if last or session.stopped:
                raise FaultError(
                    message(
                        "run.no_kernel",
                        notebook=str(plan.notebook.path),
                        fault=session.last_words or str(fault),
                    )
                ) from fault
    return session


def _stamp(document: Any, plan: _Plan) -> None:
    """Say in the metadata what was run, with file names only: no folder of this machine."""
    document.metadata.papermill.input_path = plan.notebook.path.name
    document.metadata.papermill.output_path = plan.output.name
    # Without it JupyterLab asks which kernel to use.
    document.metadata.setdefault("kernelspec", {"name": "python3", "display_name": "Python 3"})
    document.metadata.govlab = {
        "notebook": plan.notebook.path.name,
        "sha256": plan.notebook.sha256,
        "parameters": plan.values,
        "help": plan.helps,
        "version": govlab.__version__,
    }
