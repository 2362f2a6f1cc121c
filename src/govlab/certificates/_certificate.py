"""What a certificate says, and the short texts that lead back to its register."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from govlab import thai
from govlab.certificates._issuer import Issuer

#: A serial: prefix, fiscal year of the Buddhist era, number from 00001.
SERIAL = re.compile(r"(?P<prefix>[A-Z][A-Z0-9]{1,11})-(?P<year>[0-9]{4})-(?P<number>[0-9]{5,9})")
#: What the QR code holds: the serial, and the beginning of the register's commitment.
TOKEN = re.compile(rf"govlab:1:(?P<serial>{SERIAL.pattern}):(?P<check>[0-9a-f]{{16}})")

_CHECK = 16  # hexadecimal digits of the commitment in a token: 64 bits
_DIGITS = 5  # of the number in a serial, at least


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who passed.

    Parameters
    ----------
    person : str
        The office's seat code.
    title, name : str
        Form of address and name, as the certificate prints them.
    """

    person: str
    title: str
    name: str


@dataclass(frozen=True)
class Certificate:
    """A certificate as the register holds it.

    Parameters
    ----------
    serial : str
        Such as ``DEMO-2570-00001``.
    issuer : Issuer
        As it was on the day of issue.
    curriculum, version, cohort, person : str
        What was passed, which version of it, with whom, and the holder's seat code.
    curriculum_title : dict of str to str
        By language.
    title, name : str
        Form of address and name of the holder.
    issued : date
        Day of issue in Thailand.
    commitment : str
        The register's salted SHA-256 over all of this.
    revoked : bool
        Whether it has been revoked since.
    seal_key : bytes
        Key under which its PDF is sealed; a secret of the register.
    """

    serial: str
    issuer: Issuer
    curriculum: str
    version: str
    curriculum_title: Mapping[str, str]
    cohort: str
    person: str
    title: str
    name: str
    issued: date
    commitment: str
    revoked: bool = False
    seal_key: bytes = field(default=b"", repr=False)

    @property
    def token(self) -> str:
        """What the QR code holds: no name, no address, nothing to look up elsewhere."""
        return f"govlab:1:{self.serial}:{self.commitment[:_CHECK]}"

    @property
    def holder(self) -> str:
        """Form of address and name in one line."""
        return printed_name(self.title, self.name)

    def as_dict(self) -> dict[str, Any]:
        """Return what a list of certificates shows, JSON-ready."""
        return {
            "serial": self.serial,
            "status": "revoked" if self.revoked else "valid",
            "issuer": self.issuer.id,
            "demonstration": self.issuer.demonstration,
            "curriculum": self.curriculum,
            "cohort": self.cohort,
            "person": self.person,
            "holder": self.holder,
            "issued": self.issued.isoformat(),
        }


def printed_name(title: str, name: str) -> str:
    """Return title and name in one line: a Thai title stands against the name.

    Examples
    --------
    >>> printed_name("นางสาว", "สมหญิง ใจดี"), printed_name("Ms", "Somying Jaidee")
    ('นางสาวสมหญิง ใจดี', 'Ms Somying Jaidee')
    """
    latin = title[-1:].isascii() and not title.endswith(".")
    space = " " if title and (latin or name[:1].isascii()) else ""
    return f"{title}{space}{name}"


def one_line(text: str) -> str:
    """Return `text` with its Thai repaired and each run of white space as one space."""
    return " ".join(thai.repair(text).split())


def serial_text(prefix: str, year: int, number: int) -> str:
    """Return a serial.

    Examples
    --------
    >>> serial_text("DEMO", 2570, 7)
    'DEMO-2570-00007'
    """
    return f"{prefix}-{year}-{number:0{_DIGITS}}"
