"""What watches from inside a notebook's kernel: errors that no cell shows.

The engine sends this module's text to the kernel before the first cell; it therefore
needs the standard library only. A cell is known here by its place among the cells run, from 1.
"""

import asyncio
import concurrent.futures
import gc
import json
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Generator
from contextvars import ContextVar
from functools import wraps
from typing import Any, cast
from weakref import WeakKeyDictionary, WeakSet

# The cell whose code runs, 0 between cells. Tasks inherit it from their maker.
_CELL: ContextVar[int] = ContextVar("cell", default=0)
_IN_POOL: ContextVar[bool] = ContextVar("in_pool", default=False)


def watch(shell: Any, parameters: str) -> None:
    """Begin to watch the kernel of `shell`.

    Parameters
    ----------
    shell : ipykernel.zmqshell.ZMQInteractiveShell
        The kernel's shell; the guard stays on it as ``govlab_guard``.
    parameters : str
        JSON object of the values that the notebook must keep to its end.
    """
    if not shell.has_trait("system_raise_on_error"):
        msg = "IPython must have system_raise_on_error, for failed ! commands; install a newer one"
        raise ImportError(msg)
    shell.system_raise_on_error = True
    # The other way forks a pseudo-terminal under the kernel's threads: a deadlock now and then.
    shell.system = shell.system_raw
    guard = Guard(shell, json.loads(parameters))
    guard.watch_shell()
    guard.watch_threads()
    guard.watch_pools()
    guard.watch_loops()
    shell.govlab_guard = guard


class Guard:
    """Collector of what went wrong out of sight.

    Parameters
    ----------
    shell : ipykernel.zmqshell.ZMQInteractiveShell
        The kernel's shell.
    parameters : dict
        Values by name that the notebook must keep to its end.
    """

    def __init__(self, shell: Any, parameters: dict[str, Any]) -> None:
        self._shell = shell
        self._parameters = parameters
        self._cells = 0
        self._depth = 0
        self._problems: list[dict[str, Any]] = []
        self._told: dict[str, Any] | None = None
        self._threads: WeakKeyDictionary[threading.Thread, int] = WeakKeyDictionary()
        self._tasks: WeakKeyDictionary[asyncio.Future[Any], int] = WeakKeyDictionary()
        # Strong, so that a failed future that the notebook dropped is still found; one
        # that succeeds leaves at once with its result.
        self._futures: dict[concurrent.futures.Future[Any], int] = {}
        self._looked_at: WeakSet[concurrent.futures.Future[Any]] = WeakSet()
        self._error_of = concurrent.futures.Future.exception

    def watch_shell(self) -> None:
        """Follow the cells, note every traceback shown, and let ``exit()`` be an error."""
        shell = self._shell
        shell.events.register("pre_run_cell", self._enter)
        shell.events.register("post_run_cell", self._leave)
        # Output(), widget callbacks and %%capture show an error here and go on.
        for name in ("showtraceback", "showsyntaxerror"):
            setattr(shell, name, self._noting(getattr(shell, name)))
        shell.ask_exit = _refuse_exit

    def watch_threads(self) -> None:
        """Note what ends a thread, and which threads the notebook starts."""
        before, start = threading.excepthook, threading.Thread.start
        unraisable = sys.unraisablehook

        @wraps(start)
        def started(thread: threading.Thread) -> None:
            cell = _CELL.get() or self._threads.get(threading.current_thread(), 0)
            if cell and not _IN_POOL.get():
                self._threads[thread] = cell
            start(thread)

        def ended(args: threading.ExceptHookArgs) -> None:
            cell = self._threads.get(args.thread, 0) if args.thread else 0
            self._note("thread", cell, args.exc_value or args.exc_type())
            before(args)

        def ignored(args: Any) -> None:
            self._note("ignored", 0, args.exc_value or args.exc_type())
            unraisable(args)

        threading.Thread.start = started  # type: ignore[method-assign, assignment]
        threading.excepthook = ended
        sys.unraisablehook = ignored

    def watch_pools(self) -> None:
        """Note the futures of the notebook's executors, and which of them it looks at."""
        future_class = concurrent.futures.Future

        def looking(look: Callable[..., Any]) -> Callable[..., Any]:
            @wraps(look)
            def looked(future: concurrent.futures.Future[Any], *args: Any, **named: Any) -> Any:
                try:
                    return look(future, *args, **named)
                finally:
                    if future.done():
                        self._looked_at.add(future)

            return looked

        def submitting(submit: Callable[..., Any]) -> Callable[..., Any]:
            @wraps(submit)
            def submitted(*args: Any, **named: Any) -> concurrent.futures.Future[Any]:
                in_pool = _IN_POOL.set(True)
                try:
                    future: concurrent.futures.Future[Any] = submit(*args, **named)
                finally:
                    _IN_POOL.reset(in_pool)
                if cell := _CELL.get():
                    self._futures[future] = cell
                    future.add_done_callback(self._drop_if_good)
                return future

            return submitted

        future_class.result = looking(future_class.result)  # type: ignore[method-assign]
        future_class.exception = looking(future_class.exception)  # type: ignore[method-assign]
        for pool in (concurrent.futures.ThreadPoolExecutor, concurrent.futures.ProcessPoolExecutor):
            pool.submit = submitting(pool.submit)  # type: ignore[method-assign]

    def watch_loops(self) -> None:
        """Note what every event loop logs, and the tasks that the notebook makes on ours."""
        log = asyncio.BaseEventLoop.call_exception_handler

        @wraps(log)
        def logged(loop: asyncio.BaseEventLoop, context: dict[str, Any]) -> None:
            origin = context.get("task") or context.get("future")
            cell = self._tasks.get(origin, 0) if origin is not None else 0
            self._note("task", cell, context.get("exception") or RuntimeError(context["message"]))
            log(loop, context)

        def made(
            loop: asyncio.AbstractEventLoop,
            coroutine: Coroutine[Any, Any, Any] | Generator[Any, None, Any],
            **named: Any,
        ) -> asyncio.Task[Any]:
            task: asyncio.Task[Any] = asyncio.Task(cast("Any", coroutine), loop=loop, **named)
            if cell := _CELL.get():
                self._tasks[task] = cell
            return task

        asyncio.BaseEventLoop.call_exception_handler = logged  # type: ignore[method-assign, assignment]
        asyncio.get_running_loop().set_task_factory(made)

    async def settle(self, seconds: float) -> None:
        """Wait until the notebook's threads, futures and tasks have ended, at most `seconds`."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            tasks = [task for task in self._tasks if not task.done()]
            if not (tasks or self._running_threads() or self._open_futures()):
                break
            joined = asyncio.get_running_loop().run_in_executor(None, self._join, deadline)
            await asyncio.wait([*tasks, joined], timeout=left)
        # Failed tasks that nothing holds report themselves when they are collected.
        gc.collect()

    def report(self) -> str:
        """Return all that went wrong as JSON: a list of ``{kind, cell, error}``."""
        for thread in self._running_threads():
            self._add("running_thread", self._threads[thread], thread.name)
        self._report_futures()
        self._report_tasks()
        for name, value in self._parameters.items():
            now = self._shell.user_ns.get(name)
            if (type(now), now) != (type(value), value):
                self._add("changed", 0, name)
        return json.dumps(self._problems)

    def told(self) -> str:
        """Return the last error's own words as JSON, null when it speaks no language."""
        return json.dumps(self._told)

    def _report_futures(self) -> None:
        for future, cell in list(self._futures.items()):
            if not future.done():
                self._add("running_future", cell, repr(future))
            elif future not in self._looked_at and (error := self._error_of(future)):
                self._note("future", cell, error)

    def _report_tasks(self) -> None:
        for task, cell in list(self._tasks.items()):
            if not task.done():
                self._add("running_task", cell, str(getattr(task, "get_name", task.__repr__)()))
            # asyncio's own mark of an exception that nobody retrieved.
            elif getattr(task, "_log_traceback", False) and (error := task.exception()):
                self._note("task", cell, error)

    def _enter(self, _: Any) -> None:
        # Magics such as %%capture run a cell within a cell: the outer one counts.
        self._depth += 1
        if self._depth == 1:
            self._cells += 1
            _CELL.set(self._cells)

    def _leave(self, _: Any) -> None:
        self._depth = max(0, self._depth - 1)
        if self._depth == 0:
            _CELL.set(0)

    def _running_threads(self) -> list[threading.Thread]:
        return [thread for thread in self._threads if thread.is_alive() and not thread.daemon]

    def _open_futures(self) -> list[concurrent.futures.Future[Any]]:
        return [future for future in self._futures if not future.done()]

    def _join(self, deadline: float) -> None:
        for thread in self._running_threads():
            thread.join(max(0.0, deadline - time.monotonic()))
        concurrent.futures.wait(self._open_futures(), max(0.0, deadline - time.monotonic()))

    def _drop_if_good(self, future: concurrent.futures.Future[Any]) -> None:
        if future.cancelled() or self._error_of(future) is None:
            self._futures.pop(future, None)

    def _noting(self, show: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(show)
        def shown(exc_tuple: Any = None, *args: Any, **named: Any) -> Any:
            error = exc_tuple[1] if isinstance(exc_tuple, tuple) else sys.exc_info()[1]
            if error is not None:
                self._note("shown", _CELL.get(), error)
                self._told = _words_of(error)
            return show(exc_tuple, *args, **named)

        return shown

    def _note(self, kind: str, cell: int, error: BaseException) -> None:
        self._add(kind, cell or _CELL.get(), f"{type(error).__name__}: {error}")

    def _add(self, kind: str, cell: int, error: str) -> None:
        problem = {"kind": kind, "cell": cell, "error": error}
        if problem not in self._problems:
            self._problems.append(problem)


def _words_of(error: BaseException) -> dict[str, Any] | None:
    """Return what a govlab error says in Thai and English, and its exit code."""
    say = getattr(error, "in_language", None)
    if say is None:
        return None
    return {"th": say("th"), "en": say("en"), "exit_code": getattr(error, "exit_code", 1)}


def _refuse_exit() -> None:
    msg = "exit() would end the kernel before the notebook's last cell; remove it"
    raise RuntimeError(msg)
