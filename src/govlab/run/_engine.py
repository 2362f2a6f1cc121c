"""papermill's engine, made strict: our kernel, guarded from before the first cell on.

Imported through :func:`govlab.run._lab.lab`, because it needs the extra ``lab``.
"""

import ast
import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, Final

import nbformat
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from papermill import execute_notebook
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.log import logger
from traitlets import Instance
from zmq import ZMQError

_NAME: Final = "govlab"

# The guard goes as text: the kernel need not import govlab, and no name is left behind.
_WATCH = (
    "(lambda names: exec({source!r}, names) or names['watch'](get_ipython(), {values!r}))({{}})"
)
_SETTLE = "await get_ipython().govlab_guard.settle({!r})"
_REPORT = "get_ipython().govlab_guard.report()"
_TOLD = "get_ipython().govlab_guard.told()"

# Seconds that a kernel has to answer after what it waits for has ended or timed out.
_ANSWER = 60


@dataclass(frozen=True, slots=True)
class Failure:
    """What stopped a run.

    Parameters
    ----------
    kind : str
        ``"error"``, ``"timeout"`` or ``"died"``.
    index : int or None
        The cell, counted from 0; None after the last one.
    error : str
        Name and text of the error.
    told : dict or None
        What an error of govlab itself says: ``th``, ``en`` and its ``exit_code``.
    """

    kind: str
    index: int | None
    error: str = ""
    told: dict[str, Any] | None = None


@dataclass(slots=True)
class Session:
    """One kernel's life: what it is given, and what became of it.

    Parameters
    ----------
    folder : Path
        Private folder of the connection's files.
    cwd : Path
        Working folder of the notebook.
    values : mapping
        Parameters that the notebook must keep to its end.
    timeout : int
        Seconds for each cell, and for all that goes on after the last one.
    progress : callable
        Called with cells done and cells in all.
    """

    folder: Path
    cwd: Path
    values: Mapping[str, object]
    timeout: int
    progress: Callable[[int, int], None]
    notebook: Any = None
    cells: tuple[Any, ...] = ()
    started: bool = False
    stopped: bool = False
    failure: Failure | None = None
    report: list[dict[str, Any]] = field(default_factory=list)
    manager: Any = None

    def stop(self) -> None:
        """Kill the kernel, now or as soon as it starts; may be called from another thread."""
        self.stopped = True
        self.kill()

    def kill(self) -> None:
        """Kill the kernel if it still runs."""
        process = getattr(getattr(self.manager, "provisioner", None), "process", None)
        if process is not None and process.poll() is None:
            process.kill()

    @property
    def last_words(self) -> str:
        """The last line that the kernel's process wrote on its own standard error."""
        log = self.folder / "log"
        text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")


class _ThisPython(KernelSpecManager):
    """The one kernel is this very Python, whatever kernels the machine has registered."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:  # noqa: ARG002
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            display_name="Python 3 (govlab)",
            language="python",
        )


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's client, with the guard in the kernel and a true account of every cell."""

    session = Instance(Session)

    def create_kernel_manager(self) -> AsyncKernelManager:
        session = self.session
        options = {}
        if os.name == "posix":
            # Sockets are files of our own: two kernels never race for a port.
            options = {"transport": "ipc", "ip": str(session.folder / "s")}
        self.km = session.manager = AsyncKernelManager(
            kernel_name="python3",
            kernel_spec_manager=_ThisPython(),
            connection_file=str(session.folder / "kernel.json"),
            **options,
        )
        return self.km

    def papermill_execute_cells(self) -> None:
        session = self.session
        if session.stopped:
            msg = "stopped before the first cell"
            raise DeadKernelError(msg)
        source = (resources.files("govlab.run") / "_guard.py").read_text(encoding="utf-8")
        self._silently(_WATCH.format(source=source, values=json.dumps(session.values)))
        session.started = True
        super().papermill_execute_cells()
        if session.failure is None:
            session.report = self._collect()

    def execute_cell(self, cell: Any, cell_index: int, **named: Any) -> Any:
        session = self.session
        try:
            done = super().execute_cell(cell, cell_index, **named)
        except CellExecutionError as error:
            said = f"{error.ename}: {error.evalue}"
            told = json.loads(self._asked("pass", _TOLD))
            session.failure = Failure("error", cell_index, said, told)
            raise
        except (CellTimeoutError, DeadKernelError) as error:
            kind = "timeout" if isinstance(error, CellTimeoutError) else "died"
            session.failure = Failure(kind, cell_index)
            # papermill would call this cell and all after it completed.
            self.nb_man.cell_exception(cell, cell_index=cell_index)
            raise
        session.progress(cell_index + 1, len(self.nb.cells))
        return done

    def _collect(self) -> list[dict[str, Any]]:
        timeout = self.session.timeout
        self.timeout = timeout + _ANSWER
        try:
            problems: list[dict[str, Any]] = json.loads(
                self._asked(_SETTLE.format(timeout), _REPORT)
            )
        except (CellTimeoutError, DeadKernelError):
            self.session.failure = Failure("died", None)
            raise
        return problems

    def _asked(self, code: str, expression: str) -> str:
        """Run `code` outside the history and return the text that `expression` then gives."""
        answer = self._silently(code, asked=expression)
        text: str = ast.literal_eval(answer["asked"]["data"]["text/plain"])
        return text

    def _silently(self, code: str, **expressions: str) -> Mapping[str, Any]:
        """Run `code` outside the notebook's history and return the values of `expressions`."""
        asked = self.kc.execute(
            code, silent=True, store_history=False, user_expressions=expressions
        )
        # nbclient names the cell that timed out; this one stands in no notebook.
        content = self.wait_for_reply(asked, cell={"source": code})["content"]
        if content["status"] != "ok":
            msg = f"{content.get('ename')}: {content.get('evalue')}"
            raise RuntimeError(msg)
        values: Mapping[str, Any] = content["user_expressions"]
        return values


class StrictEngine(NBClientEngine):  # type: ignore[misc]
    """The engine that :mod:`papermill` knows as ``govlab``."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        *,
        session: Session,
        start_timeout: int = 60,
        **_: Any,
    ) -> None:
        """Run the notebook of `nb_man` in a kernel of its own."""
        session.notebook = nb_man.nb
        session.cells = tuple(nb_man.nb.cells)  # papermill puts marks between them on failure
        client = _Client(
            nb_man,
            session=session,
            kernel_name=kernel_name,
            timeout=session.timeout,
            startup_timeout=start_timeout,
            iopub_timeout=_ANSWER,
            shell_timeout_interval=1,
            force_raise_errors=True,
            shutdown_kernel="immediate",
            log=logger,
        )
        # A person's own IPython profile and start-up files are no part of a notebook.
        environment = {**os.environ, "IPYTHONDIR": str(session.folder / "ipython")}
        with (session.folder / "log").open("wb") as log:
            client.execute(cwd=str(session.cwd), env=environment, stdout=log, stderr=log)


papermill_engines.register(_NAME, StrictEngine)


def execute(session: Session, document: Any, parameters: Mapping[str, object]) -> Exception | None:
    """Run `document` with `parameters`; what became of it stands in `session`.

    Returns
    -------
    Exception or None
        Why no kernel could be started, when ``session.started`` is False.
    """
    # papermill takes a path: it copies a notebook object whole into the metadata.
    source = session.folder / "notebook.ipynb"
    nbformat.write(document, source)  # type: ignore[no-untyped-call]
    loop = ensure_event_loop()
    try:
        execute_notebook(
            source,
            None,
            parameters=parameters,
            engine_name=_NAME,
            kernel_name="python3",
            language="python",
            progress_bar=False,
            session=session,
        )
    except PapermillExecutionError:
        pass  # told by session.failure
    except (RuntimeError, OSError, ZMQError) as fault:
        if not session.started:
            return fault
        if not isinstance(fault, CellTimeoutError | DeadKernelError):
            raise
        session.failure = session.failure or Failure("died", None)
    finally:
        loop.close()
    return None
