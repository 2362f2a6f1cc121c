"""What every test shares."""

import sys

# nbformat's checker would build a grammar for a format nobody here uses (0.8 s);
# jsonschema works without it.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
