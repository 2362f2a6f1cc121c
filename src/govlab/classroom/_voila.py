"""Opening the lesson notebook as a page for trainees: Voila, without code and without network."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlencode
from urllib.request import urlopen

from govlab.errors import FaultError, MissingExtraError
from govlab.home import Home
from govlab.text import message

LESSON = "trainee/lesson.ipynb"
# Voila's own template asks a public server for icons: on a class network without internet
# the page would stay blank until that gives up. With this policy it is never asked.
_POLICY = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob: ws: wss:"
_IDLE = 900  # seconds after which the kernel of a page that was closed is ended
_PATIENCE = 60.0  # seconds for the server to answer
_POLL = 0.1


def voila_command(
    notebook: Path, port: int, *, ip: str = "127.0.0.1", base: str = "/"
) -> tuple[str, ...]:
    """Return the command that serves `notebook` to trainees.

    Examples
    --------
    >>> voila_command(Path("lesson.ipynb"), 8866)[2:5]
    ('voila', 'lesson.ipynb', '--no-browser')
    """
    headers = json.dumps({"headers": {"Content-Security-Policy": _POLICY}})
    return (
        *(sys.executable, "-m", "voila", str(notebook), "--no-browser"),
        f"--Voila.ip={ip}",
        f"--port={port}",
        "--Voila.port_retries=0",  # another port would be one that nobody was told of
        f"--Voila.base_url={base}",
        "--template=govlab",
        f"--Voila.tornado_settings={headers}",
        f"--MappingKernelManager.cull_idle_timeout={_IDLE}",
        "--MappingKernelManager.cull_interval=60",
    )


def voila_environment(place: Home, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables with which Voila finds govlab's template and the home."""
    ours = str(resources.files("govlab.classroom") / "jupyter")
    path = os.pathsep.join([ours, *filter(None, [environ.get("JUPYTER_PATH")])])
    return {**environ, "JUPYTER_PATH": path, "GOVLAB_HOME": str(place.root)}


def serve_lesson(
    place: Home,
    asked: Mapping[str, str],
    *,
    port: int = 8866,
    opened: Callable[[str], None],
) -> int:
    """Serve the lesson notebook until it is stopped, and return the server's exit code.

    Parameters
    ----------
    place : Home
    asked : mapping
        ``curriculum``, ``module``, ``lang`` for the first address.
    port : int
    opened : callable
        Called with the address once the server answers.

    Raises
    ------
    MissingExtraError
        When Voila is not installed.
    FaultError
        When the server ends before it answers.
    """
    from importlib.util import find_spec

    if find_spec("voila") is None:
        raise MissingExtraError(message("run.extra_missing", library="voila"))
    notebook = place.folder("notebooks") / LESSON
    _refuse_busy(port)
    server = subprocess.Popen(  # noqa: S603  # our own command
        voila_command(notebook, port),
        env=voila_environment(place, os.environ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with _ended_like_ctrl_c():
            _wait(server, port)
            opened(f"http://127.0.0.1:{port}/?{urlencode(asked)}")
            return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        server.terminate()
        server.wait()


@contextmanager
def _ended_like_ctrl_c() -> Iterator[None]:
    """Let SIGTERM end the block as Ctrl-C does: the server must not outlive us."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _refuse_busy(port: int) -> None:
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise FaultError(message("classroom.lesson_port", port=port))


def _wait(server: "subprocess.Popen[bytes]", port: int) -> None:
    """Return when the server answers."""
    end = monotonic() + _PATIENCE
    while server.poll() is None and monotonic() < end:
        try:
            with urlopen(f"http://127.0.0.1:{port}/voila/static/none", timeout=5):
                return
        except OSError as error:  # also a connection that it reset while it was starting
            if getattr(error, "code", None) is not None:
                return  # it answers, if only that there is no such file
            sleep(_POLL)
    raise FaultError(message("classroom.lesson_port", port=port))
