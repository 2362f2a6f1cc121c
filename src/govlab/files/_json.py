"""JSON in three forms: canonical bytes to hash, readable files to keep, strict reading."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from govlab.errors import InputError
from govlab.files._atomic import write_atomic
from govlab.files._text import read_text
from govlab.text import message


def canonical_json(value: Any) -> bytes:
    """Return the one canonical form of `value`: RFC 8785, UTF-8.

    Raises
    ------
    InputError
        For what JSON cannot hold exactly: NaN, infinity, integers beyond 2**53 - 1,
        keys that are not text, dates and other objects.

    Examples
    --------
    >>> canonical_json({"ร้อยละ": 80.0, "a": [1, None]}).decode()
    '{"a":[1,null],"ร้อยละ":80}'
    """
    import rfc8785

    try:
        return rfc8785.dumps(value)
    except (ValueError, RecursionError) as error:
        raise InputError(message("files.not_json", fault=str(error))) from error


def read_json(path: str | Path) -> Any:
    """Return the value in the JSON file `path`, read strictly.

    Raises
    ------
    MissingFileError
        When there is no such file.
    InputError
        When the text is not UTF-8 or not JSON (the message has line and column), a key
        stands twice in one object, or a number is NaN or infinite.
    """
    file = Path(path)
    text = read_text(file)

    def unique(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise InputError(message("files.json_duplicate", path=str(file), key=key))
            found[key] = value
        return found

    def constant(name: str) -> NoReturn:
        raise InputError(message("files.json_constant", path=str(file), value=name))

    try:
        return json.loads(text, object_pairs_hook=unique, parse_constant=constant)
    except json.JSONDecodeError as error:
        raise InputError(
            message(
                "files.json_syntax",
                path=str(file),
                line=error.lineno,
                column=error.colno,
                fault=error.msg,
            )
        ) from error


def write_json(path: str | Path, value: Any) -> Path:
    """Write `value` to `path` atomically, indented, keys sorted: equal values, equal bytes.

    Raises
    ------
    InputError
        As for :func:`canonical_json`.
    FaultError
        As for :func:`govlab.files.write_atomic`.
    """
    exact = json.loads(canonical_json(value))
    text = json.dumps(exact, ensure_ascii=False, indent=2, sort_keys=True)
    return write_atomic(path, f"{text}\n")
