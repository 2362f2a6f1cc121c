"""Locks: one holder at a time, and a plain word for whoever waits in vain."""

import os
import threading
from pathlib import Path

import pytest

from govlab.errors import FaultError
from govlab.files import lock


def test_who_holds_it_is_said(tmp_path: Path) -> None:
    """A lock that is held says which process has it and what to do."""
    with (
        lock(tmp_path / "course.yaml"),
        pytest.raises(FaultError, match=rf"course.yaml is in use \(pid {os.getpid()} @ ") as caught,
        lock(tmp_path / "course.yaml", timeout=0),
    ):
        pytest.fail("two holders")
    assert "ถูกใช้งานอยู่" in caught.value.in_language("th")


def test_it_is_free_afterwards(tmp_path: Path) -> None:
    """An error in the block frees the lock."""
    with pytest.raises(ZeroDivisionError), lock(tmp_path / "a"):
        _ = 1 / 0
    with lock(tmp_path / "a", timeout=0):
        pass


def test_threads_take_turns(tmp_path: Path) -> None:
    """Reading, adding one and writing back under the lock loses no count."""
    counter = tmp_path / "count"
    counter.write_text("0", encoding="utf-8")

    def add() -> None:
        for _ in range(5):
            with lock(counter):
                counter.write_text(str(int(counter.read_text(encoding="utf-8")) + 1), "utf-8")

    threads = [threading.Thread(target=add) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counter.read_text(encoding="utf-8") == "15"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """A lock in a missing folder is a fault in plain words."""
    with pytest.raises(FaultError, match="must exist"), lock(tmp_path / "none" / "a"):
        pass
