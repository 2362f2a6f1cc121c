"""Results as bytes: JSON and numpy arrays, exact, equal for equal values, safe to read."""

import hashlib
import json
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

from govlab.errors import InputError
from govlab.text import message

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    _Array = np.ndarray[Any, np.dtype[Any]]


def encode(value: Any, where: str = "value") -> bytes:
    """Return `value` as bytes that :func:`decode` turns into the same value again.

    Types are kept exactly: a tuple stays a tuple, a numpy number a numpy number. No
    pickle is written, so that reading runs no code.

    Parameters
    ----------
    value : None, bool, int, float, str, numpy number or array, or list, tuple, dict of these
        Keys of a dict are text. Arrays hold no Python objects.
    where : str
        What the value is, for the error's message.

    Returns
    -------
    bytes
        An ``.npz`` archive: the first member is the JSON of the structure, the others
        are the arrays. Equal values give equal bytes.

    Raises
    ------
    InputError
        For any other type, with its place.

    Examples
    --------
    >>> decode(encode({"เฉลี่ย": (1.5, float("inf"))}))
    {'เฉลี่ย': (1.5, inf)}
    """
    import numpy as np

    arrays: list[_Array] = []
    tree = _tree(value, arrays, where)
    archive = BytesIO()
    np.savez(archive, np.frombuffer(tree, dtype=np.uint8), *arrays)
    return archive.getvalue()


def decode(data: bytes) -> Any:
    """Return the value that :func:`encode` wrote.

    Raises
    ------
    InputError
        When the bytes are damaged or were not written by :func:`encode`.
    """
    import numpy as np

    try:
        with np.load(BytesIO(data), allow_pickle=False) as stored:
            tree = json.loads(stored["arr_0"].tobytes())
            return _joined(tree, lambda number: stored[f"arr_{number + 1}"])
    except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as fault:
        raise InputError(message("compute.undecodable", fault=str(fault))) from fault


def fingerprint(value: Any, where: str) -> str:
    """Return the SHA-256 of `value`, the same in every version of Python and numpy.

    Raises
    ------
    InputError
        As for :func:`encode`.
    """
    import numpy as np

    arrays: list[_Array] = []
    digest = hashlib.sha256(_tree(value, arrays, where))
    for array in arrays:
        layout = np.lib.format.dtype_to_descr(array.dtype), array.shape
        digest.update(f"{layout}".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def _tree(value: Any, arrays: "list[_Array]", where: str) -> bytes:
    # Not canonical JSON: that has neither NaN nor integers beyond 2**53, and writes 1.0 as 1.
    return json.dumps(_split(value, arrays, where), separators=(",", ":")).encode()


def _split(value: Any, arrays: "list[_Array]", where: str) -> Any:
    """Return `value` for JSON, containers marked by their type and arrays by their number."""
    kind = type(value)
    if value is None or kind in {bool, int, float, str}:
        return value
    if kind in {list, tuple}:
        parts = [_split(part, arrays, f"{where}[{place}]") for place, part in enumerate(value)]
        return parts if kind is list else {"tuple": parts}
    if kind is dict and all(type(name) is str for name in value):
        named = {name: _split(part, arrays, f"{where}[{name!r}]") for name, part in value.items()}
        return {"dict": named}
    import numpy as np  # after the plain types: workers that need no arrays start sooner

    if (kind is np.ndarray or isinstance(value, np.generic)) and not value.dtype.hasobject:
        arrays.append(np.asarray(value))
        return {"array" if kind is np.ndarray else "scalar": len(arrays) - 1}
    raise InputError(message("compute.result_type", where=where, kind=kind.__qualname__))


def _joined(tree: Any, array: "Callable[[int], _Array]") -> Any:
    if isinstance(tree, list):
        return [_joined(part, array) for part in tree]
    if not isinstance(tree, dict):
        return tree
    ((mark, content),) = tree.items()
    if mark == "tuple":
        return tuple(_joined(part, array) for part in content)
    if mark == "dict":
        return {name: _joined(part, array) for name, part in content.items()}
    return array(content) if mark == "array" else array(content)[()]
