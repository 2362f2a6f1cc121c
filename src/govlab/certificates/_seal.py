"""A seal on a PDF: whoever changes a byte of the file breaks it.

The seal is an HMAC-SHA-256 over the file with zeros where the seal stands. Those places
(the keywords of the document, as text and as XMP) keep their length, so that the file
stays the PDF that typst wrote.
"""

import hmac
import re

_SEAL = re.compile(rb"seal:([0-9a-f]{64})")
#: Keyword that keeps the seal's place.
BLANK = "seal:" + "0" * 64


def sealed(pdf: bytes, key: bytes) -> bytes:
    """Return `pdf` with its blank seals filled in under `key`.

    Examples
    --------
    >>> page = sealed(f"%PDF {BLANK} %%EOF".encode(), b"key")
    >>> is_sealed(page, b"key"), is_sealed(page.replace(b"EOF", b"FOE"), b"key")
    (True, False)
    """
    return _SEAL.sub(b"seal:" + hmac.digest(key, pdf, "sha256").hex().encode(), pdf)


def is_sealed(pdf: bytes, key: bytes) -> bool:
    """Tell whether `pdf` is, byte for byte, what was sealed under `key`."""
    found = set(_SEAL.findall(pdf))
    blank = _SEAL.sub(BLANK.encode(), pdf)
    wanted = hmac.digest(key, blank, "sha256").hex().encode()
    return len(found) == 1 and hmac.compare_digest(found.pop(), wanted)
