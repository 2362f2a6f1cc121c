"""Values on another scale than 0-100: told, never multiplied in silence."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from govlab import thai
from govlab.errors import Problem
from govlab.ita._check_values import Where
from govlab.ita._method_parts import Method
from govlab.ita._read_headings import TOTAL
from govlab.tables import problem
from govlab.text import message

if TYPE_CHECKING:
    import pandas as pd

# So many values of one or less are no coincidence.
_FEWEST = 3
# Printed sums of rounded parts differ by as much.
_AGREES = 0.02
_OUT_OF = re.compile(r"\(\s*([0-9]+(?:\.[0-9]+)?)\s*(?:คะแนน|points?)?\s*\)")


def other_scales(frame: "pd.DataFrame", how: Method, where: Where) -> Iterator[Problem]:
    """Yield signs that values are shares of 1, or instruments weighted already.

    Parameters
    ----------
    frame : DataFrame
        The columns of ``ita_long`` with ``heading``, totals among them.
    how : Method
        The method of the year.
    where : callable
        See :func:`govlab.ita._check_values.impossible`.
    """
    yes_no = [code for code, (item, _) in how.questions.items() if item.scale == "published"]
    plain = frame[
        (frame["level"] != "response") & ~frame["code"].isin(yes_no) & (frame["code"] != TOTAL)
    ]
    values = plain["value"].astype("float64")
    if len(values) >= _FEWEST and 0 < values.max() <= 1 and values.min() >= 0:
        row: Any = values.idxmax()
        code, value = plain.loc[row, "code"], f"{values[row]:g}"
        words = message("ita_read.fractions", code=code, value=value)
        yield problem(words, value=values[row], **where(row, "value"))
        return
    yield from _by_heading(plain, how, where)
    yield from _by_sum(frame, how, where)


def _by_heading(frame: "pd.DataFrame", how: Method, where: Where) -> Iterator[Problem]:
    for one in how.instruments:
        mine = frame[frame["code"] == one.code]
        headings = mine["heading"].unique()
        if len(headings) != 1:
            continue
        found = _OUT_OF.search(thai.to_arabic_digits(headings[0]))
        value = mine["value"].astype("float64")
        weight = one.weight * 100
        if found and Decimal(found[1]) == weight and 0 < value.max() <= float(weight):
            words = message(
                "ita_read.weighted_heading", weight=f"{weight:f}".rstrip("0").rstrip(".")
            )
            yield problem(words, value=value.iloc[0], **where(mine.index[0], "value"))


def _by_sum(frame: "pd.DataFrame", how: Method, where: Where) -> Iterator[Problem]:
    codes = [one.code for one in how.instruments]
    shares = [float(one.weight) for one in how.instruments]
    wanted = frame[frame["code"].isin([*codes, TOTAL])].drop_duplicates(["unit", "code"])
    table = wanted.set_index(["unit", "code"])["value"].astype("float64").unstack()  # noqa: PD010
    if not set(table.columns) >= {*codes, TOTAL}:
        return
    total = table[TOTAL]
    sums = (table[codes].sum(axis=1, skipna=False) - total).abs() <= _AGREES
    means = ((table[codes] * shares).sum(axis=1, skipna=False) - total).abs() <= _AGREES
    for unit in table.index[sums & ~means]:
        row = wanted.index[(wanted["unit"] == unit) & (wanted["code"] == TOTAL)][0]
        words = message(
            "ita_read.weighted",
            unit=unit,
            total=f"{total[unit]:g}",
            weights=", ".join(f"{share * 100:g}" for share in shares),
        )
        yield problem(words, value=total[unit], **where(row, "value"))
