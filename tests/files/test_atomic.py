"""Atomic writing: old content or new, nothing beside it, faults in plain words."""

import errno
import os
import stat
import threading
from pathlib import Path

import pytest

from govlab.errors import FaultError, InputError
from govlab.files import atomic_folder, atomic_path, write_atomic

OLD = "เดิม"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Make a file with content worth keeping, alone in its folder."""
    file = tmp_path / "ผล.csv"
    file.write_text(OLD, encoding="utf-8")
    return file


def alone(file: Path) -> bool:
    """Tell whether nothing stands beside `file`."""
    return [path.name for path in file.parent.iterdir()] == [file.name]


def test_new_content_replaces_old(old: Path) -> None:
    """What is written is what is read, and no temporary file remains."""
    assert write_atomic(old, "ใหม่\r\n") == old.resolve()
    assert old.read_bytes() == "ใหม่\r\n".encode()
    assert alone(old)


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_permissions(old: Path) -> None:
    """A replaced file keeps its permissions, and a secret has its own from the start."""
    old.chmod(0o640)
    write_atomic(old, "x")
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    write_atomic(old, "key", mode=0o600)
    assert stat.S_IMODE(old.stat().st_mode) == 0o600


@pytest.mark.skipif(os.name != "posix", reason="links need a privilege on Windows")
def test_a_link_is_written_through(old: Path, tmp_path: Path) -> None:
    """Writing to a link changes the file it leads to and keeps the link."""
    link = tmp_path / "link.csv"
    link.symlink_to(old)
    write_atomic(link, "x")
    assert link.is_symlink()
    assert old.read_text(encoding="utf-8") == "x"


def test_an_error_in_the_block_keeps_the_old(old: Path) -> None:
    """An error of the library that writes passes through, and the old content stays."""

    def fail() -> None:
        with atomic_path(old) as staged:
            assert staged.name == old.name
            staged.write_text("half", encoding="utf-8")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert old.read_text(encoding="utf-8") == OLD
    assert alone(old)


def test_what_the_block_fails_to_read_is_not_our_fault(old: Path) -> None:
    """A missing file that the block reads is reported as what it is."""
    with pytest.raises(FileNotFoundError) as caught, atomic_path(old):
        (old.parent / "elsewhere" / "source.csv").read_bytes()
    assert not isinstance(caught.value, FaultError)


@pytest.mark.parametrize("step", ["mkdir", "write_bytes", "replace"])
@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EFBIG, "disk is full"),
        (errno.EROFS, "must allow writing"),
        (errno.EACCES, "must allow writing|close the file in Excel"),
        (errno.ENAMETOOLONG, "must be shorter"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_faults_keep_the_old(
    old: Path, monkeypatch: pytest.MonkeyPatch, step: str, code: int, words: str
) -> None:
    """Whatever the system refuses, at whatever step, is said plainly and changes nothing."""

    def refuse(path: Path, *_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code), str(path))

    monkeypatch.setattr(Path, step, refuse)
    with pytest.raises(FaultError, match=words) as caught:
        write_atomic(old, "new")
    monkeypatch.undo()
    assert old.read_text(encoding="utf-8") == OLD
    assert alone(old)
    assert ".govlab" not in str(caught.value)
    assert "ไม่ได้" in caught.value.in_language("th")


def test_names_that_cannot_be_written(old: Path) -> None:
    """A missing folder, a file as a folder, a folder as a file and an endless name are named."""
    for bad, words in (
        (old.parent / "none" / "a.csv", "folder .* must exist"),
        (old / "a.csv", "folder .* must exist"),
        (old.parent, "must be a file"),
        (old.parent / ("ก" * 300), "must be shorter"),
    ):
        with pytest.raises(FaultError, match=words):
            write_atomic(bad, "x")
    assert alone(old)


def test_the_longest_name_that_fits(tmp_path: Path) -> None:
    """The staged copy needs no longer a name than the file itself."""
    file = tmp_path / ("a" * 255)
    assert write_atomic(file, "x").read_bytes() == b"x"


def test_a_block_that_leaves_nothing(old: Path) -> None:
    """A library that writes no file is found out, and the old content stays."""
    with pytest.raises(FaultError, match="without a file"), atomic_path(old) as staged:
        staged.unlink()
    assert old.read_text(encoding="utf-8") == OLD


def test_writers_of_one_file_take_turns(old: Path) -> None:
    """Of writers at once each writes whole; the file is one writer's."""
    contents = [str(number) * 100_000 for number in range(4)]
    threads = [
        threading.Thread(target=lambda text: [write_atomic(old, text) for _ in range(5)], args=(c,))
        for c in contents
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert old.read_text(encoding="utf-8") in contents
    assert alone(old)


def test_a_folder_appears_whole(tmp_path: Path) -> None:
    """A folder is there when all of it is made, and not at all after an error."""
    out = tmp_path / "out"

    def fail() -> None:
        with atomic_folder(out) as folder:
            (folder / "a.txt").write_text("a", encoding="utf-8")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list(tmp_path.iterdir()) == []
    with atomic_folder(out) as folder:
        (folder / "a.txt").write_text("a", encoding="utf-8")
        assert not out.exists()
    assert (out / "a.txt").read_text(encoding="utf-8") == "a"
    assert alone(out)


def test_a_renewed_folder_keeps_what_people_added(tmp_path: Path) -> None:
    """A second run renews its own files and leaves a scan put beside them."""
    out = tmp_path / "out"
    (out / "scans").mkdir(parents=True)
    (out / "scans" / "signed.pdf").write_text("ลายเซ็น", encoding="utf-8")
    (out / "a.txt").write_text("1", encoding="utf-8")
    with atomic_folder(out) as folder:
        (folder / "a.txt").write_text("2", encoding="utf-8")
    assert (out / "a.txt").read_text(encoding="utf-8") == "2"
    assert (out / "scans" / "signed.pdf").read_text(encoding="utf-8") == "ลายเซ็น"
    assert alone(out)


def test_a_folder_that_cannot_be_swapped_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the new folder cannot take its place, the earlier one is put back."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.txt").write_text("1", encoding="utf-8")
    replace = Path.replace

    def refuse_second(path: Path, target: Path) -> Path:
        if path.name == "out" and path != out:
            raise PermissionError(errno.EACCES, "in use", str(path))
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", refuse_second)
    with pytest.raises(FaultError), atomic_folder(out) as folder:
        (folder / "a.txt").write_text("2", encoding="utf-8")
    assert (out / "a.txt").read_text(encoding="utf-8") == "1"
    assert alone(out)


def test_a_swap_cut_short_is_set_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run killed between the two renames of a swap loses nothing: the next restores it."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.txt").write_text("1", encoding="utf-8")

    def cut_short() -> None:
        with atomic_folder(out) as folder:
            out.replace(folder.parent / "earlier")
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        # What the kill would prevent: the stage's removal.
        patched.setattr("govlab.files._atomic.shutil.rmtree", lambda *_, **__: None)
        with pytest.raises(KeyboardInterrupt):
            cut_short()
    assert not out.exists()
    with pytest.raises(ZeroDivisionError), atomic_folder(out):
        _ = 1 / 0
    assert (out / "a.txt").read_text(encoding="utf-8") == "1"


def test_a_file_is_not_replaced_by_a_folder(old: Path) -> None:
    """A folder does not take the place of a file."""
    with pytest.raises(InputError, match="must be a folder"), atomic_folder(old):
        pass
    assert old.read_text(encoding="utf-8") == OLD


def test_a_broken_connection_is_not_a_full_disk(old: Path) -> None:
    """An error of the block that names no file and is no answer to a write passes through."""
    with pytest.raises(ConnectionRefusedError), atomic_path(old):
        raise ConnectionRefusedError(errno.ECONNREFUSED, "refused")
    assert old.read_text(encoding="utf-8") == OLD
