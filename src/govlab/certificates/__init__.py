"""Who passed: the issuer, the register of certificates and their PDFs."""

__all__: list[str] = []
