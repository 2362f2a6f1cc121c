"""Which column a heading names, and in which row of a sheet the headings stand."""

import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import cache

from govlab import thai
from govlab.tables._schema import Column

# Offices put a title, the agency and blank rows above the headings; further down than
# this a matching row is data.
_ROWS_SEARCHED = 40
# Below this two Thai headings are different words (หมายเหตุ, หมายเลข), not a slip.
_LIKENESS = 0.8


@cache
def fold(heading: str) -> str:
    """Return what remains of a heading when case, spaces and punctuation do not matter.

    Examples
    --------
    >>> fold("ชื่อ - นามสกุล") == fold("ชื่อ–นามสกุล")
    True
    >>> fold("Seat Code"), fold("seat_code")
    ('seatcode', 'seatcode')
    """
    plain = unicodedata.normalize("NFKC", thai.to_arabic_digits(thai.repair(heading)))
    return "".join(sign for sign in plain.casefold() if unicodedata.category(sign)[0] in "LMN")


def heading_place(
    rows: Sequence[tuple[int, Sequence[str | None]]], headings: Iterable[str]
) -> tuple[int, int]:
    """Return the position in `rows` of the row of headings, and how many it holds.

    Parameters
    ----------
    rows : sequence of (row number, cells)
        The rows of a sheet that are not blank.
    headings : iterable of str
        Headings to look for. Without any, the first of the rows with the most cells is
        taken.
    """
    known = {fold(heading) for heading in headings}
    best, most = 0, 0
    for place, (_, cells) in enumerate(rows[:_ROWS_SEARCHED]):
        filled = {fold(cell) for cell in cells if cell}
        score = len(filled & known) if known else sum(cell is not None for cell in cells)
        # A heading merged over two rows stands in both; the lower row is the full one.
        if score > most or (known and score == most and place == best + 1 and score > 0):
            best, most = place, score
    return best, most


def match(headings: Sequence[str], columns: Iterable[Column]) -> dict[str, list[int]]:
    """Return for each column the positions of the headings that name it.

    The second half of a name in two columns stands under the name's column with
    ``+`` (``"name+"``).
    """
    folded = [fold(heading) for heading in headings]
    found: dict[str, list[int]] = {}
    for column in columns:
        for name, accepted in (
            (column.name, column.accepted),
            (f"{column.name}+", column.continued),
        ):
            known = {fold(heading) for heading in accepted}
            found[name] = [place for place, heading in enumerate(folded) if heading in known]
    return found


def likely(heading: str, column: Column) -> bool:
    """Say whether `heading` looks like a slip of one that names `column`."""
    known = [fold(accepted) for accepted in column.accepted]
    return bool(get_close_matches(fold(heading), known, n=1, cutoff=_LIKENESS))
