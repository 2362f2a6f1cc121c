"""Certificates as PDF: a typst template filled with a certificate's words."""

import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

from govlab import files, thai
from govlab.certificates._certificate import Certificate
from govlab.certificates._seal import BLANK, sealed
from govlab.charts import font_path
from govlab.errors import ConflictError
from govlab.text import check_language, message, say

if TYPE_CHECKING:
    import typst

TEMPLATE = Path(__file__).with_name("certificate.typ")

# One mask, rather than trying all eight for the prettiest: a fifth of the time, and every
# reader takes any mask.
_MASK = 3

_one_at_a_time = Lock()  # a compiler serves one thread


def render(certificate: Certificate, path: str | Path, *, lang: str = "th") -> Path:
    """Write `certificate` to `path` as a PDF: the same certificate, the same bytes.

    Parameters
    ----------
    certificate : Certificate
        From the register.
    path : str or Path
        The file; its folder must exist.
    lang : {"th", "en"}
        Language of everything but the holder's name.

    Raises
    ------
    ConflictError
        When the certificate was revoked.
    FaultError
        When the file cannot be written.
    """
    return files.write_atomic(path, as_pdf(certificate, lang))


def render_many(
    certificates: Sequence[Certificate],
    folder: str | Path,
    *,
    lang: str = "th",
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> list[Path]:
    """Write each certificate to ``folder/SERIAL.pdf``; all of them appear, or none.

    Parameters
    ----------
    certificates : sequence of Certificate
        From the register. Those that were revoked are passed over.
    folder : str or Path
        Made when missing; its parent must exist. Other files in it stay.
    lang : {"th", "en"}
        Language of everything but the holders' names.
    progress : callable
        Takes how many are done and of how many.

    Returns
    -------
    list of Path
        The files, in the order of `certificates`.
    """
    standing = [one for one in certificates if not one.revoked]
    with files.atomic_folder(folder) as staged:
        for done, one in enumerate(standing, start=1):
            (staged / f"{one.serial}.pdf").write_bytes(as_pdf(one, lang))
            progress(done, len(standing))
    return [Path(folder) / f"{one.serial}.pdf" for one in standing]


def as_pdf(certificate: Certificate, lang: str = "th") -> bytes:
    """Return `certificate` as a sealed PDF.

    Raises
    ------
    ConflictError
        When it was revoked.
    """
    if certificate.revoked:
        raise ConflictError(message("certificates.not_drawn", serial=certificate.serial))
    data = json.dumps(_words(certificate, check_language(lang)), ensure_ascii=False)
    with _one_at_a_time:
        pdf = _compiler().compile(
            format="pdf",
            sys_inputs={"data": data},
            pdf_standards=["a-3a", "ua-1"],  # to be archived, and read aloud
            timestamp=0,  # the day stands in the text; the file tells no other
        )
    return sealed(cast("bytes", pdf), certificate.seal_key)  # one file, as the format is PDF


@cache
def _compiler() -> "typst.Compiler":
    """Return the one compiler, which keeps fonts and what certificates share."""
    import typst

    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[font_path("Regular").parent],
    )
    return typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=fonts)


def _words(certificate: Certificate, lang: str) -> dict[str, Any]:
    """Return what the template sets, in `lang`."""
    office = certificate.issuer
    digits = thai.to_thai_digits if (lang, office.digits) == ("th", "thai") else str
    # A cohort such as DEMO-1 is a code, and half of a code in Thai digits is none.
    cohort = certificate.cohort
    cohort = cohort if any(one.isascii() and one.isalpha() for one in cohort) else digits(cohort)
    signer = [say("certificates.signer", lang)]
    if office.signer is not None:
        signer = [f"({office.signer.name})", office.signer.position[lang]]
    return {
        "lang": lang,
        "keywords": [certificate.token, BLANK],
        "watermark": say("certificates.watermark", lang) if office.demonstration else None,
        "issuer": office.name[lang],
        "heading": say("certificates.heading", lang),
        "gives": say("certificates.gives", lang),
        "holder": certificate.holder,
        "passed": say("certificates.passed", lang),
        "curriculum": certificate.curriculum_title[lang],
        "cohort": say("certificates.cohort", lang, cohort=cohort),
        "given": say("certificates.given", lang, day=digits(_day(certificate, lang))),
        "signer": signer,
        "serial": certificate.serial,
        "serial-line": say("certificates.serial", lang, serial=certificate.serial),
        "how-to-verify": say("certificates.how_to_verify", lang),
        "qr": _qr(certificate.token),
    }


def _day(certificate: Certificate, lang: str) -> str:
    day = certificate.issued
    if lang == "en":
        return thai.format_date(day, lang="en")
    return f"{day.day} {thai.month_name(day.month)} พ.ศ. {thai.buddhist_year(day)}"


def _qr(text: str) -> dict[str, Any]:
    """Return the QR code of `text` as grey pixels, one to a module."""
    import segno

    rows = segno.make(text, error="m", micro=False, mask=_MASK).matrix
    pixels = [0 if dark else 255 for row in rows for dark in row]
    return {"text": text, "size": len(rows), "pixels": pixels}
