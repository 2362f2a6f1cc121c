"""The one door to the libraries of the extra ``lab``: imported on first use, and quickly."""

import logging
import sys
from importlib import import_module
from types import ModuleType

from govlab.errors import MissingExtraError
from govlab.text import message

_GRAMMAR = "rfc3987_syntax"


def lab(name: str) -> ModuleType:
    """Return the module `name`, such as ``"nbformat"``.

    Raises
    ------
    MissingExtraError
        When it is not installed.
    """
    # jsonschema, which nbformat imports, would build a grammar (0.8 s) for a format that
    # no notebook has; it works without.
    shut = _GRAMMAR not in sys.modules
    if shut:
        sys.modules[_GRAMMAR] = None  # type: ignore[assignment]
    try:
        module = import_module(name)
    except ModuleNotFoundError as missing:
        raise MissingExtraError(
            message("run.extra_missing", library=missing.name or name)
        ) from missing
    finally:
        if shut:
            sys.modules.pop(_GRAMMAR, None)
    # Without a handler Python prints papermill's warnings on stderr; ours say more.
    logging.getLogger("papermill").addHandler(logging.NullHandler())
    return module
