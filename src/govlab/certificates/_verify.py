"""Verification: does the register stand behind this serial, QR text or PDF?"""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from govlab import home, thai
from govlab.certificates._certificate import SERIAL, TOKEN, printed_name
from govlab.certificates._issuer import DEMONSTRATION, issuer
from govlab.certificates._register import ISSUED, REVOKED, Register, register_file, seal_key
from govlab.certificates._seal import is_sealed
from govlab.errors import FaultError, InputError, MissingFileError, TamperedError
from govlab.ledger import Event
from govlab.text import Message, message

Status = Literal["valid", "revoked", "altered", "unknown_issuer"]

_PDF = b"%PDF-"


@dataclass(frozen=True)
class Verification:
    """What the register answers.

    Parameters
    ----------
    status : {"valid", "revoked", "altered", "unknown_issuer"}
        Only the first counts.
    serial : str or None
        The serial that was found in what was shown.
    reasons : tuple of Message
        Why, and what the answer does not cover.
    facts : dict
        Curriculum, cohort, day of issue, whether it is a demonstration; the holder's name
        only to whoever shows the QR text or the PDF.
    """

    status: Status
    serial: str | None
    reasons: tuple[Message, ...]
    facts: dict[str, Any]

    @property
    def valid(self) -> bool:
        """Whether the certificate counts."""
        return self.status == "valid"

    def as_dict(self, lang: str = "en") -> dict[str, Any]:
        """Return the answer JSON-ready, its reasons in `lang`."""
        reasons = [one.in_language(lang) for one in self.reasons]
        return {"status": self.status, "serial": self.serial, "reasons": reasons} | self.facts

    def in_language(self, lang: str) -> str:
        """Return the answer in words."""
        status = message(f"certificates.status_{self.status}", serial=self.serial or "–")
        return "\n".join(one.in_language(lang) for one in (status, *self.reasons))


@dataclass(frozen=True)
class _Claim:
    """What was shown: a serial, perhaps with the check of a QR text, perhaps as a PDF."""

    serial: str | None
    check: str | None = None
    pdf: bytes | None = None

    @property
    def prefix(self) -> str:
        return (self.serial or "").partition("-")[0]


def verify(what: str | Path, place: home.Home | Register | None = None) -> Verification:
    """Ask the register about a certificate.

    Parameters
    ----------
    what : str or Path
        A serial, the text of a QR code, or a PDF file.
    place : Home or Register, optional
        One register, or the home with those of its office and of demonstrations; the
        home found from here when not given.

    Raises
    ------
    InputError
        When `what` is none of the three.
    MissingFileError
        When it names a PDF that is not there.
    """
    claim = _claim(what)
    if isinstance(place, Register):
        return _answer(place, claim)
    place = place or home.find()
    office = issuer(place)
    known = DEMONSTRATION if claim.prefix == DEMONSTRATION.prefix else office
    if claim.serial is None:
        return _unknown(claim, message("certificates.no_token"))
    if claim.prefix != known.prefix:
        return _unknown(claim, message("certificates.other_prefix", prefix=claim.prefix))
    file = register_file(place, demonstration=known.demonstration)
    if not file.is_file():
        return _unknown(claim, message("certificates.no_register"))
    with Register(file) as register:
        return _answer(register, claim)


def _answer(register: Register, claim: _Claim) -> Verification:
    """Return what `register` says to `claim`."""
    if claim.serial is None:
        return _unknown(claim, message("certificates.no_token"))
    try:
        register.ledger.verify()
    except TamperedError as error:
        return _altered(claim, message("certificates.broken_register", fault=error.message))
    event = next(register.ledger.events(kind=ISSUED, serial=claim.serial), None)
    if event is None:
        return _unknown(claim, message("certificates.never_issued", serial=claim.serial))
    wrong = _changed(claim, event, register)
    if wrong is not None:
        return _altered(claim, wrong)
    found = _standing(claim, event)
    revoked = next(register.ledger.events(kind=REVOKED, serial=claim.serial), None)
    if revoked is None:
        return found
    day = datetime.fromisoformat(revoked.time).astimezone(thai.BANGKOK).date().isoformat()
    why = "–" if revoked.erased else revoked.body["reason"]
    words = message("certificates.revoked_since", day=day, reason=why)
    return replace(found, status="revoked", reasons=(words, *found.reasons))


def _changed(claim: _Claim, event: Event, register: Register) -> Message | None:
    """Return in what the claim is not what was issued."""
    if claim.check is not None and not event.commitment.startswith(claim.check):
        return message("certificates.wrong_check")
    if claim.pdf is not None:
        key = seal_key(register.secret(claim.prefix), event.serial)
        if not is_sealed(claim.pdf, key):
            return message("certificates.broken_seal")
    return None


def _standing(claim: _Claim, event: Event) -> Verification:
    """Return that the certificate stands, with what may be told of it."""
    if event.erased:
        return Verification("valid", claim.serial, (message("certificates.erased"),), {})
    body = event.body
    facts = {
        "issuer": body["issuer"]["id"],
        "demonstration": body["issuer"]["demonstration"],
        "curriculum": body["curriculum"]["id"],
        "cohort": body["cohort"],
        "issued": body["issued"],
    }
    reasons = []
    if body["issuer"]["demonstration"]:
        reasons.append(message("certificates.demonstration"))
    if claim.check is None:
        reasons.append(message("certificates.serial_only"))
    else:
        facts["holder"] = holder = printed_name(body["title"], body["name"])
        if claim.pdf is None:
            reasons.append(message("certificates.compare_name", holder=holder))
    return Verification("valid", claim.serial, tuple(reasons), facts)


def _unknown(claim: _Claim, reason: Message) -> Verification:
    return Verification("unknown_issuer", claim.serial, (reason,), {})


def _altered(claim: _Claim, reason: Message) -> Verification:
    return Verification("altered", claim.serial, (reason,), {})


def _claim(what: str | Path) -> _Claim:
    text = str(what).strip()
    token = TOKEN.fullmatch(text)
    if token:
        return _Claim(token["serial"], token["check"])
    serial = thai.to_arabic_digits(text).upper()
    if SERIAL.fullmatch(serial):
        return _Claim(serial)
    path = Path(what)
    if path.is_file():
        return _read(path)
    if path.suffix.lower() == ".pdf":
        raise MissingFileError(message("certificates.no_file", path=str(path)))
    raise InputError(message("certificates.not_a_claim", what=text))


def _read(path: Path) -> _Claim:
    try:
        content = path.read_bytes()
    except OSError as error:
        fault = error.strerror or str(error)
        raise FaultError(message("certificates.unreadable", path=str(path), fault=fault)) from error
    if not content.startswith(_PDF):
        raise InputError(message("certificates.not_a_pdf", path=str(path)))
    tokens = {found.group() for found in TOKEN.finditer(content.decode("latin-1"))}
    if len(tokens) != 1:
        return _Claim(None, pdf=content)
    token = TOKEN.fullmatch(tokens.pop())
    return _Claim(token["serial"], token["check"], content) if token else _Claim(None)
