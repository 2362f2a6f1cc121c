"""Killed in the middle of any write: files stay whole, acknowledged events stay."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills by signal")


def run(script: str, *arguments: object) -> str:
    """Return what `script` prints; its complaint is the failure."""
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_killed_writes_leave_whole_files(tmp_path: Path) -> None:
    """A writer killed at every step leaves old or new content, and nothing for long beside it."""
    assert int(run("kill_writes.py", tmp_path)) > 10


def test_killed_appends_lose_nothing_acknowledged(tmp_path: Path) -> None:
    """A ledger's writer killed at seeded moments loses no event it was told is recorded."""
    assert int(run("kill_appends.py", tmp_path / "register.db", 6)) > 6
