"""A folder of results that appears whole, or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from govlab.errors import InputError
from govlab.files._atomic import EARLIER, bring_to_disk, stage
from govlab.files._faults import write_fault
from govlab.text import message


def make_folder(path: str | Path) -> Path:
    """Return the folder `path`, made with its parents where it is missing.

    Raises
    ------
    InputError
        When `path` is a file.
    FaultError
        When the system refuses to make it.
    """
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as fault:
        raise InputError(message("files.is_a_file", path=str(folder))) from fault
    except OSError as fault:
        raise write_fault(folder, fault) from fault
    return folder


@contextmanager
def atomic_folder(path: str | Path) -> Iterator[Path]:
    """Lend an empty folder to fill; it becomes `path` when the block ends without an error.

    Files that stood in `path` before and were not made anew stay: nothing that a person
    put beside the results is lost. Between two renames, for an instant, `path` is not
    there; a run killed just then is set right by the next.

    Parameters
    ----------
    path : str or Path
        The folder to make or renew; its parent must exist.

    Yields
    ------
    Path
        A private folder on the same disk.

    Raises
    ------
    InputError
        When `path` is a file; it stays.
    FaultError
        As for :func:`govlab.files.write_atomic`. What stood there stays.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as home:
    ...     with atomic_folder(Path(home, "out")) as folder:
    ...         _ = (folder / "summary.json").write_text("{}", encoding="utf-8")
    ...     [found.name for found in Path(home, "out").iterdir()]
    ['summary.json']
    """
    target = Path(path).resolve()
    with stage(target) as place:
        if target.exists() and not target.is_dir():
            raise InputError(message("files.is_a_file", path=str(target)))
        staged = place / target.name
        staged.mkdir()
        yield staged
        _carry_over(target, staged)
        for inner in (*staged.rglob("*"), staged):
            if not inner.is_symlink():
                bring_to_disk(inner)
        _swap(staged, target, place / EARLIER)
        bring_to_disk(target.parent)


def _carry_over(target: Path, staged: Path) -> None:
    """Put into `staged` what stands in `target` and was not made anew."""
    for kept in target.rglob("*"):
        new = staged / kept.relative_to(target)
        if kept.is_dir() and not kept.is_symlink():
            new.mkdir(exist_ok=True)
        elif not new.exists():
            try:
                os.link(kept, new, follow_symlinks=False)
            except OSError:  # a disk without hard links
                shutil.copy2(kept, new, follow_symlinks=False)


def _swap(staged: Path, target: Path, earlier: Path) -> None:
    if not target.exists():
        staged.replace(target)
        return
    target.replace(earlier)
    try:
        staged.replace(target)
    except BaseException:
        earlier.replace(target)
        raise
