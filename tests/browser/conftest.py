"""One Chromium, one Voila and one JupyterLab for all browser tests of a run."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from govlab import home
from govlab.classroom._voila import voila_command, voila_environment

ITEMS = Path(__file__).parent.parent / "classroom"
sys.path[:0] = [str(Path(__file__).parent), str(ITEMS)]

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
WINDOWS = r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe"
# The machine may be busy with other tests; nothing waits this long when all is well.
PATIENCE = 120.0

CELL = """\
import os, sys
sys.path.insert(0, {items!r})
from pathlib import Path
from IPython.display import HTML, display
from classroom_items import ALL
from govlab.classroom import Exercise, Journal
from govlab.classroom._notebook import visitor
from govlab.classroom._render import looks
person = (visitor(os.environ) or {{}}).get("u", "lab")
Path({folder!r}, f"{{person}}.pid").write_text(str(os.getpid()))
journal = Journal(Path({folder!r}, "answers.jsonl"))
display(HTML(looks()))
for item in ALL:
    display(Exercise(item, store=journal, person=person))
"""


@pytest.fixture(scope="session")
def browser():
    """Launch a headless Chromium; without one, the tests that need it are skipped and say so."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    found = found or (WINDOWS if Path(WINDOWS).is_file() else None)
    if found is None:
        pytest.skip("no Chromium, Chrome or Edge on this machine (Debian: apt install chromium)")
    with sync_api.sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-dev-shm-usage"]
        chromium = playwright.chromium.launch(executable_path=found, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def room(tmp_path_factory):
    """Make a folder with a notebook that shows one exercise of each type, and its journal."""
    folder = tmp_path_factory.mktemp("room")
    source = CELL.format(items=str(ITEMS), folder=str(folder)).splitlines(keepends=True)
    cell = {"cell_type": "code", "execution_count": None, "id": "all", "metadata": {}}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {
        "cells": [cell | {"outputs": [], "source": source}],
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (folder / "all.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def servers(room, tmp_path_factory):
    """Start Voila as trainees get it, and JupyterLab, both started before either is waited for."""
    pytest.importorskip("voila", reason="voila is not installed")
    config = tmp_path_factory.mktemp("config")
    from surfaces import free_port

    environ = voila_environment(home.find(), os.environ) | {
        "JUPYTER_CONFIG_DIR": str(config),
        "JUPYTER_DATA_DIR": str(config / "data"),
        "JUPYTERLAB_SETTINGS_DIR": str(config / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(config / "workspaces"),
        "IPYTHONDIR": str(config / "ipython"),
    }
    ports = {"voila": free_port(), "lab": free_port()}
    lab = (
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
        f"--ServerApp.port={ports['lab']}",
        f"--ServerApp.root_dir={room}",
        "--IdentityProvider.token=",
        "--LabApp.news_url=None",
    )
    commands = {"voila": voila_command(room / "all.ipynb", ports["voila"]), "lab": lab}
    running = {
        name: subprocess.Popen(
            command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for name, command in commands.items()
    }
    try:
        answers(f"http://127.0.0.1:{ports['voila']}/voila/static/none", running["voila"])
        answers(f"http://127.0.0.1:{ports['lab']}/api", running["lab"])
        yield {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    finally:
        for server in running.values():
            server.terminate()
        for server in running.values():
            server.wait()


def answers(url, server):
    """Return when a server answers; fail when it ended instead."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert server.poll() is None, f"the server of {url} ended with {server.returncode}"
        try:
            with urlopen(url, timeout=5):
                return
        except HTTPError as error:
            error.close()
            return
        except OSError:  # also a connection that a server still starting has reset
            time.sleep(0.1)
    pytest.fail(f"{url} did not answer")
