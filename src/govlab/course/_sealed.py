"""Sealed files: content that only a passphrase opens, for transport and rest.

A sealed file is three lines of text and the encrypted content::

    govlab sealed 1
    {"cipher": …, "curriculum": …, "items": …, "kdf": {"name": "scrypt", …}, "nonce": …, …}
    SHA-256 of the two lines above and of the bytes below
    <bytes>

The key comes from the passphrase by scrypt (RFC 7914); the content is encrypted and
authenticated by AES-256-GCM, and the first two lines are authenticated with it.
"""

import hashlib
import json
import os
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from govlab.errors import InputError, TamperedError
from govlab.files import canonical_json
from govlab.text import message

_MAGIC = b"govlab sealed 1\n"
_SCHEMA = 1
# RFC 7914 asks for a cost that fits the year; 2**17 (128 MiB, half a second) is the
# first choice of the OWASP password storage cheat sheet.
_COST = 2**17
_BLOCK, _LANES = 8, 1
# What a forged header may not make a reader spend: 1 GiB of memory.
_MOST_COST, _MOST_BLOCK, _MOST_LANES = 2**20, 8, 4
_SALT_BYTES, _NONCE_BYTES, _KEY_BYTES = 16, 12, 32
_LONGEST_HEADER = 4096
_DIGEST_DIGITS = 64
#: A file that is copied can be tried for ever: shorter passphrases are found.
SHORTEST_PASSPHRASE = 12


def sealed(
    content: bytes,
    passphrase: str,
    told: Mapping[str, Any],
    *,
    source: Callable[[int], bytes] = os.urandom,
) -> bytes:
    """Return `content` as the bytes of a sealed file.

    Parameters
    ----------
    content : bytes
    passphrase : str
        At least 12 characters.
    told : mapping
        What the header tells everyone, beside how the file is sealed.
    source : callable
        Gives random bytes; replaced in tests only.

    Raises
    ------
    InputError
        When the passphrase is too short.

    Examples
    --------
    >>> made = sealed(b"words", "แปดคำที่ไม่มีใครเดาได้", {"curriculum": "governance"})
    >>> opened(made, "แปดคำที่ไม่มีใครเดาได้", "bank.sealed")
    b'words'
    """
    if len(_normal(passphrase)) < SHORTEST_PASSPHRASE:
        raise InputError(message("bank.short_passphrase", least=SHORTEST_PASSPHRASE))
    salt, nonce = source(_SALT_BYTES), source(_NONCE_BYTES)
    kdf = {"name": "scrypt", "n": _COST, "r": _BLOCK, "p": _LANES, "salt": salt.hex()}
    # The digest is of the encrypted bytes: one of the content would let a guess be checked.
    header = {**told, "schema": _SCHEMA, "kdf": kdf, "nonce": nonce.hex(), "cipher": "AES-256-GCM"}
    head = _MAGIC + canonical_json(header) + b"\n"
    body: bytes = _cipher(passphrase, kdf).encrypt(nonce, content, head)
    return head + hashlib.sha256(head + body).hexdigest().encode() + b"\n" + body


def header_of(data: bytes, where: str) -> dict[str, Any]:
    """Return what the header of a sealed file tells, after checking that the file is whole.

    Raises
    ------
    InputError
        When the bytes are no sealed file, or of a version that this govlab does not know.
    TamperedError
        When the file was cut off or damaged on its way.
    """
    return _parts(data, where)[0]


def opened(data: bytes, passphrase: str, where: str) -> bytes:
    """Return the content of a sealed file.

    Raises
    ------
    InputError
        As for :func:`header_of`.
    TamperedError
        When the file was damaged; or when the passphrase is wrong or someone altered the
        file: nobody can tell which, and the message does not try.
    """
    from cryptography.exceptions import InvalidTag

    header, head, body = _parts(data, where)
    try:
        cipher = _cipher(passphrase, header["kdf"])
        content: bytes = cipher.decrypt(bytes.fromhex(header["nonce"]), body, head)
    except InvalidTag:
        raise TamperedError(message("bank.not_opened", path=where)) from None
    return content


def is_sealed(data: bytes) -> bool:
    """Tell whether bytes begin as a sealed file does."""
    return data.startswith(_MAGIC)


def _parts(data: bytes, where: str) -> tuple[dict[str, Any], bytes, bytes]:
    if not is_sealed(data):
        raise InputError(message("bank.not_sealed", path=where))
    end = data.find(b"\n", len(_MAGIC), len(_MAGIC) + _LONGEST_HEADER)
    tail = end + 1 + _DIGEST_DIGITS
    if end < 0 or data[tail : tail + 1] != b"\n":
        raise TamperedError(message("bank.damaged", path=where))
    head, digest, body = data[: end + 1], data[end + 1 : tail], data[tail + 1 :]
    if hashlib.sha256(head + body).hexdigest().encode() != digest:
        raise TamperedError(message("bank.damaged", path=where))
    try:
        header = json.loads(head[len(_MAGIC) :])
        fits = _fits(header)
    except (ValueError, KeyError, TypeError, AttributeError):
        fits = False
    if not fits:
        raise InputError(message("bank.unknown_seal", path=where))
    return header, head, body


def _fits(header: dict[str, Any]) -> bool:
    kdf = header["kdf"]
    cost = kdf["n"]
    return (
        (header["schema"], kdf["name"], header["cipher"]) == (_SCHEMA, "scrypt", "AES-256-GCM")
        and isinstance(header["curriculum"], str)
        and 1 < cost <= _MOST_COST
        and cost & (cost - 1) == 0
        and 1 <= kdf["r"] <= _MOST_BLOCK
        and 1 <= kdf["p"] <= _MOST_LANES
        and len(bytes.fromhex(kdf["salt"])) == _SALT_BYTES
        and len(bytes.fromhex(header["nonce"])) == _NONCE_BYTES
    )


def _cipher(passphrase: str, kdf: Mapping[str, Any]) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    salt = bytes.fromhex(kdf["salt"])
    derive = Scrypt(salt=salt, length=_KEY_BYTES, n=kdf["n"], r=kdf["r"], p=kdf["p"])
    return AESGCM(derive.derive(_normal(passphrase).encode()))


def _normal(passphrase: str) -> str:
    """Return the passphrase as every keyboard would have written it."""
    return unicodedata.normalize("NFC", passphrase.strip())
