"""Tables of a composite with headings in the reader's language."""

from typing import TYPE_CHECKING

from govlab.text import catalogue, say

if TYPE_CHECKING:
    import pandas as pd


def titled(frame: "pd.DataFrame", lang: str = "th") -> "pd.DataFrame":
    """Return a table of this module with headings and flags in words.

    Parameters
    ----------
    frame : DataFrame
        Such as :func:`correlations` or :func:`missing_documents` gives.
    lang : {"th", "en"}
        Language of the words. Codes, such as ``IIT``, stay.

    Examples
    --------
    >>> import pandas as pd
    >>> list(titled(pd.DataFrame({"code": ["IIT"], "nominal": [0.3]}), "en"))
    ['Component', 'Weight on paper']
    """
    known = catalogue("ita_composite")
    found = frame.copy()
    if "flag" in found:
        found["flag"] = [say(f"ita_composite.flag_{one}", lang) for one in found["flag"]]
    for name in ("same_instrument", "passed"):
        if name in found:
            found[name] = [say(f"ita_composite.said_{bool(one)}", lang) for one in found[name]]
    named = {
        name: say(f"ita_composite.column_{name}", lang)
        for name in found
        if f"column_{name}" in known
    }
    return found.rename(columns=named)
