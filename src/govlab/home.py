"""Where content and state are: the home folder, the checkout, the packaged copy.

Content (``course/``, ``datasets/``, ``notebooks/``) is read from the first place that
has it: the home, the checkout beside an editable install, the copy in the wheel.
State (register, keys, class database) lives in the home's ``state/`` and nowhere else.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from govlab.errors import FaultError, MissingFileError, UnknownNameError
from govlab.text import message

__all__ = ["CONTENT", "MARKER", "Home", "find"]

MARKER = "govlab.toml"
CONTENT = ("course", "datasets", "notebooks")

_PACKAGE = Path(__file__).resolve().parent
_PACKAGED = _PACKAGE / "_content"


@dataclass(frozen=True)
class Home:
    """A place from which govlab works.

    Parameters
    ----------
    root : Path
        The folder itself.
    writable : bool
        False for the copy inside the wheel, which holds no state.
    """

    root: Path
    writable: bool = True

    def folder(self, name: str) -> Path:
        """Return the folder of `name`, one of ``course``, ``datasets``, ``notebooks``.

        Raises
        ------
        UnknownNameError
            When `name` is none of the three.
        MissingFileError
            When no place has the folder: the installation is damaged.
        """
        if name not in CONTENT:
            raise UnknownNameError(message("home.unknown_content", name=name, known=CONTENT))
        for place in (self.root, *_shipped()):
            if (place / name).is_dir():
                return place / name
        raise MissingFileError(message("home.content_missing", name=name))

    @cached_property
    def state(self) -> Path:
        """The folder of register, keys and class database, made on first use.

        Raises
        ------
        FaultError
            When the home is the packaged copy, or the folder cannot be made.
        """
        if not self.writable:
            raise FaultError(message("home.read_only"))
        place = self.root / "state"
        try:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as fault:
            reason = fault.strerror or str(fault)
            raise FaultError(
                message("home.state_unwritable", path=str(place), fault=reason)
            ) from fault
        return place


def _shipped() -> tuple[Path, ...]:
    """Return the places whose content comes with the package, nearest first."""
    checkout = _PACKAGE.parent.parent
    beside = (checkout,) if (checkout / MARKER).is_file() and _PACKAGE.parent.name == "src" else ()
    return (*beside, _PACKAGED)


def find(
    explicit: str | Path | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    start: Path | None = None,
) -> Home:
    """Return the home to work from.

    The first of these that applies: `explicit` (``--home``), the variable
    ``GOVLAB_HOME``, `start` or a parent of it that holds ``govlab.toml``, the checkout
    beside the package, the packaged copy (read-only).

    Parameters
    ----------
    explicit : str or Path, optional
        A folder named by the user.
    environ : mapping, optional
        Environment variables; those of the process when not given.
    start : Path, optional
        Where the search upwards begins; the working folder when not given.

    Raises
    ------
    MissingFileError
        When `explicit` or ``GOVLAB_HOME`` names a folder that is not there.
    """
    environ = os.environ if environ is None else environ
    for origin, named in (("--home", explicit), ("GOVLAB_HOME", environ.get("GOVLAB_HOME"))):
        if named:
            root = Path(named).expanduser().resolve()
            if not root.is_dir():
                raise MissingFileError(message("home.not_a_folder", origin=origin, path=str(named)))
            return Home(root)
    here = (start or Path.cwd()).resolve()
    for place in (here, *here.parents):
        if (place / MARKER).is_file():
            return Home(place)
    nearest = _shipped()[0]
    return Home(nearest, writable=nearest != _PACKAGED)
