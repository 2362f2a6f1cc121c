"""What one item, question or document is worth in the total."""

from fractions import Fraction
from typing import TYPE_CHECKING

from govlab.ita._method_parts import Method
from govlab.text import say

if TYPE_CHECKING:
    import pandas as pd


def shares(how: Method, instrument: str, level: str) -> dict[str, Fraction]:
    """Return the weight of each code of `level` in its instrument; they add up to 1."""
    wanted = set(how.codes(instrument, level))
    found: dict[str, Fraction] = {}

    def share_out(code: str, share: Fraction) -> None:
        if code in wanted:
            found[code] = share
            return
        parts = how.children[code]
        for part in parts:
            share_out(part, share / len(parts))

    if wanted:
        share_out(instrument, Fraction(1))
    return found


def effective_weights(how: Method, lang: str = "th") -> "pd.DataFrame":
    """Return what each item is worth in points of the total, if it goes from 0 to 100.

    Sub-indicators count alike however many items they have, so one document of a short
    sub-indicator outweighs many of a long one.

    Parameters
    ----------
    how : Method
        The method; a year whose items are not described gives no rows.
    lang : {"th", "en"}
        Language of topics.

    Returns
    -------
    DataFrame
        ``item, topic, instrument, indicator, sub_indicator, points, certainty``, one row
        an item, in the order of the form. Items whose place is unsure say so.

    Examples
    --------
    >>> from govlab.ita import method
    >>> worth = effective_weights(method(2564)).set_index("item")["points"]
    >>> worth["O42"], worth["O43"], round(worth["O1"], 3)
    (np.float64(5.0), np.float64(5.0), np.float64(0.444))
    >>> round(worth.sum(), 9)
    np.float64(100.0)
    """
    import pandas as pd

    subs = {one.code: one.of for one in how.sub_indicators}
    items = {one.code: one for one in how.items}
    rows = []
    for instrument in how.instruments:
        for code, share in shares(how, instrument.code, "item").items():
            item = items[code]
            rows.append(
                {
                    "item": code,
                    "topic": item.topic[lang],
                    "instrument": instrument.code,
                    "indicator": subs.get(item.of, item.of),
                    "sub_indicator": item.of if item.of in subs else "",
                    "points": float(100 * share * Fraction(instrument.weight)),
                    "certainty": say(f"ita.certainty_{item.basis.certainty}", lang),
                }
            )
    columns = ["item", "topic", "instrument", "indicator", "sub_indicator", "points", "certainty"]
    return pd.DataFrame(rows, columns=columns)
