"""Attributes of events: a JSON object as text, made and read once for each distinct one."""

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from govlab.logs._log import nothing

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: An attribute of many owners: its name, the place of each owner's value, the values.
Column = tuple[str, "NDArray[np.int64]", Sequence[Any]]

_MOST = 2**62


def text_of(attributes: dict[str, Any]) -> str:
    """Return attributes as one line of JSON, the same for the same attributes.

    Examples
    --------
    >>> text_of({"ช่องทาง": "1555", "n": 2})
    '{"n":2,"ช่องทาง":"1555"}'
    """
    return json.dumps(attributes, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def texts_of(columns: Iterable[Column], owners: int) -> "pd.Series[Any]":
    """Return the attributes of each owner as JSON text, missing where it has none.

    Parameters
    ----------
    columns : iterable of (name, codes, values)
        For each attribute the place of each owner's value, -1 for none.
    owners : int
        How many rows there are.
    """
    ordered = sorted((one for one in columns if (one[1] >= 0).any()), key=lambda one: one[0])
    if not ordered:
        return nothing(owners)
    together = np.zeros(owners, dtype=np.int64)
    size = 1
    for _, codes, values in ordered:
        step = len(values) + 1
        if size > _MOST // step:
            together, distinct = pd.factorize(together)
            size = len(distinct)
        together = together * step + codes + 1
        size *= step
    together, _ = pd.factorize(together)
    first = np.empty(int(together.max()) + 1, dtype=np.int64)
    first[together[::-1]] = np.arange(owners - 1, -1, -1)
    pieces = []
    for name, codes, values in ordered:
        key = json.dumps(name, ensure_ascii=False)
        said = [
            f"{key}:{json.dumps(v, ensure_ascii=False, sort_keys=True, separators=(',', ':'))}"
            for v in values
        ]
        said.append("")
        pieces.append([said[code] for code in codes[first].tolist()])
    if len(pieces) == 1:
        texts: list[str | None] = [f"{{{one}}}" if one else None for one in pieces[0]]
    else:
        joined = [",".join(filter(None, some)) for some in zip(*pieces, strict=True)]
        texts = [f"{{{one}}}" if one else None for one in joined]
    return pd.Series(pd.array(texts, dtype="str").take(together))


def parsed(texts: "pd.Series[Any]") -> "tuple[NDArray[np.int64], list[dict[str, Any]]]":
    """Return the place of each row's attributes (-1 for none) and the distinct attributes."""
    if not texts.notna().any():
        return np.full(len(texts), -1, dtype=np.int64), []
    codes, distinct = pd.factorize(texts)
    return codes.astype(np.int64, copy=False), [json.loads(text) for text in distinct]


def drop_keys(texts: "pd.Series[Any]", gone: set[str]) -> "pd.Series[Any]":
    """Return attributes without some keys, at any depth."""
    codes, distinct = parsed(texts)
    left = [text_of(kept) if (kept := _without(one, gone)) else None for one in distinct]
    array = pd.array(left, dtype="str").take(codes, allow_fill=True)
    return pd.Series(array, index=texts.index)


def _without(value: Any, gone: set[str]) -> Any:
    if isinstance(value, dict):
        return {key: _without(one, gone) for key, one in value.items() if key not in gone}
    if isinstance(value, list):
        return [_without(one, gone) for one in value]
    return value


def keys_of(value: Any) -> set[str]:
    """Return every key in a value, at any depth."""
    if isinstance(value, dict):
        return set(value).union(*(keys_of(one) for one in value.values()))
    if isinstance(value, list):
        return set().union(*(keys_of(one) for one in value))
    return set()
