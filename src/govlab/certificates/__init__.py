"""Who passed, for the record: the issuer, the register of certificates and their PDFs.

A certificate is unique by issuer, curriculum, cohort and person. The register is a ledger
in the home's ``state/``; certificates are drawn from it as often as needed and always the
same. Without an ``issuer.yaml`` in the home the demonstration issuer signs: a register and
serials of its own, and a watermark on everything.
"""

from govlab.certificates._candidates import candidates
from govlab.certificates._certificate import Candidate, Certificate
from govlab.certificates._issuer import DEMONSTRATION, Issuer, Signer, issuer
from govlab.certificates._register import Register, registers
from govlab.certificates._render import render, render_many
from govlab.certificates._verify import Verification, verify

__all__ = [
    "DEMONSTRATION",
    "Candidate",
    "Certificate",
    "Issuer",
    "Register",
    "Signer",
    "Verification",
    "candidates",
    "issuer",
    "registers",
    "render",
    "render_many",
    "verify",
]
