"""Thai good governance and anti-corruption: courses, assessment, certificates, simulations.

Rooms load on first use, so that ``import govlab`` costs next to nothing::

    >>> import govlab
    >>> govlab.thai.to_arabic_digits("พ.ศ. ๒๕๖๗")
    'พ.ศ. 2567'

The rooms stand in one total order; a room imports only rooms before it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

__version__ = "0.1.0"

ROOMS = (
    # ground: words, dates, randomness, safe files, people's tables, parallel maps
    "errors",
    "text",
    "home",
    "thai",
    "chance",
    "files",
    "ledger",
    "tables",
    "compute",
    # facts: documented data, chart style, event logs in and out
    "datasets",
    "charts",
    "logs",
    # models: what is taught, how it is scored, the two simulations
    "course",
    "assessment",
    "complaints",
    "ita",
    # offices: the register, projects and reporting
    "certificates",
    "programme",
    # face: strict papermill runner, exercises and pages, whole jobs, the command
    "run",
    "classroom",
    "jobs",
    "cli",
)

__all__ = ["ROOMS", "__version__"]


def __getattr__(name: str) -> "ModuleType":
    if name in ROOMS:
        return import_module(f"govlab.{name}")
    msg = f"module 'govlab' has no attribute {name!r}; its rooms are {', '.join(ROOMS)}"
    raise AttributeError(msg)


def __dir__() -> list[str]:
    return sorted({*globals(), *ROOMS})
