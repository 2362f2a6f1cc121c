"""A portfolio from a file, or made up where there is none: the table, its source, its verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from govlab import datasets, home
from govlab.ita._method import Method
from govlab.ita._portfolio import Portfolio, portfolio
from govlab.ita._portfolio_made import made_up
from govlab.ita._portfolio_read import read_portfolio
from govlab.text import message, say

if TYPE_CHECKING:
    import pandas as pd

    from govlab.text import Message

# How many agencies are made up where nobody says: the departments of S4-069.
_DEPARTMENTS = 159


@dataclass(frozen=True)
class Opened:
    """A table of agencies and where it comes from.

    Parameters
    ----------
    table : DataFrame
        As :func:`portfolio` takes it.
    how : Method
        The year's method.
    agencies : int or None
        How many there should be; as many as stand in the table when None.
    words : Message
        Where the table comes from.
    spread : float
        Assumption A-045, in points.
    """

    table: "pd.DataFrame"
    how: Method
    agencies: int | None
    words: "Message"
    spread: float

    def judged(self, *, assume_spread: bool = False) -> Portfolio:
        """Return the portfolio, with A-045 in place of unknown errors where asked for."""
        spread = self.spread if assume_spread else None
        return portfolio(self.table, self.how, agencies=self.agencies, spread=spread)

    def source(self, lang: str = "th") -> str:
        """Return the source line of charts."""
        return self.words.in_language(lang)

    def in_language(self, lang: str) -> str:
        """Return what the table is, in a sentence; made-up agencies are said to be so."""
        counted = say("ita_notebooks.opened", lang, count=f"{len(self.table):,}")
        told = f"{counted} · {self.source(lang)}"
        if bool(self.table.get("synthetic") is not None and self.table["synthetic"].any()):
            told = f"**{say('ita_error.synthetic', lang)}** · {told}"
        return told


def opened(
    file: str | Path,
    how: Method,
    agencies: int | None = None,
    *,
    seed: int,
    vary: Sequence[str] = (),
    place: home.Home | None = None,
) -> Opened:
    """Return the table of a file; agencies that do not exist where no file is named.

    Parameters
    ----------
    file : str or Path
        ``.xlsx`` or CSV, as :func:`read_portfolio` takes it; empty for made-up agencies.
    how : Method
        The year's method.
    agencies : int, optional
        How many there should be; those not in the file count as not reaching. Without a
        file, how many are made up (159 when not given).
    seed : int
        Of the made-up agencies.
    vary : sequence of str
        Assumptions with another value: those of :func:`made_up`, and A-045.
    place : Home, optional
        Home to read from.

    Examples
    --------
    >>> from govlab.ita import method
    >>> found = opened("", method(2564), 3, seed=2567)
    >>> len(found.table), found.judged().passing.of
    (3, 3)
    """
    spread = [text for text in vary if text.partition("=")[0].strip() == "A-045"]
    rest = [text for text in vary if text not in spread]
    taken = float(datasets.Assumptions(spread, place).number("A-045"))
    if file:
        datasets.Assumptions(rest, place)
        words = message("ita_notebooks.file_source", file=Path(file).name)
        return Opened(read_portfolio(file), how, agencies, words, taken)
    count = _DEPARTMENTS if agencies is None else agencies
    table = made_up(how, count, seed=seed, vary=rest, place=place)
    words = message("ita_notebooks.made_up_source", seed=seed)
    return Opened(table, how, count, words, taken)
