"""Secrets of a sitting, and the seed of each trainee's form."""

import hmac
import os
import unicodedata
from collections.abc import Callable

from govlab.errors import InputError
from govlab.text import message

_SECRET_BYTES = 32
# HMAC keys shorter than this can be guessed (RFC 2104, section 3, asks for the length
# of the hash; half of it is the floor of NIST SP 800-107 at 128-bit strength).
_SHORTEST_SECRET = 16


def new_secret(source: Callable[[int], bytes] = os.urandom) -> bytes:
    """Return 32 bytes that nobody can guess, from the operating system.

    Parameters
    ----------
    source : callable
        Gives as many random bytes as asked; replaced in tests only.

    Examples
    --------
    >>> len(new_secret())
    32
    """
    return source(_SECRET_BYTES)


def form_seed(secret: bytes, person: str) -> int:
    """Return the seed of a trainee's form: HMAC-SHA256 of the person under the secret.

    Without the secret, nobody can tell one person's form from their own seat code or
    from another's form; with it, the form can be drawn again.

    Parameters
    ----------
    secret : bytes
        Secret of the sitting, at least 16 bytes.
    person : str
        The office's seat code. Codes that look the same are the same (Unicode NFC).

    Returns
    -------
    int
        0 to 2**256 - 1.

    Raises
    ------
    InputError
        When the secret is too short.

    Examples
    --------
    >>> form_seed(bytes(32), "ก-07") == form_seed(bytes(32), "ก-08")
    False
    """
    if len(secret) < _SHORTEST_SECRET:
        raise InputError(
            message("chance.short_secret", length=len(secret), shortest=_SHORTEST_SECRET)
        )
    name = unicodedata.normalize("NFC", person).encode()
    return int.from_bytes(hmac.digest(secret, name, "sha256"), "big")
