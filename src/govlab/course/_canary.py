"""Canaries: words that stand beside a key and nowhere else."""

import hashlib

_DIGITS = 24


def canary(code: str, version: int) -> str:
    """Return the canary of an item: whoever finds it has found the item's key.

    It is no secret and proves nothing about who copied what; it makes a key that went
    astray easy to find, whatever words stand around it.

    Parameters
    ----------
    code : str
        ``module/item``.
    version : int

    Examples
    --------
    >>> canary("interests/street-light", 1)[:11]
    'govlab-key-'
    """
    digest = hashlib.sha256(f"{code}@{version}|canary".encode()).hexdigest()
    return f"govlab-key-{digest[:_DIGITS]}"
