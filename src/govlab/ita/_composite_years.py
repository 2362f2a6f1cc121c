"""Two years side by side: what changed in the method, and why a plain difference may mislead."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from govlab.errors import InputError
from govlab.ita._error_total import total_error
from govlab.ita._method_parts import Band, Method
from govlab.ita._score_table import Scores
from govlab.text import Message, message, say

if TYPE_CHECKING:
    import pandas as pd

# Two-sided 95 percent of the normal distribution.
_Z = 1.959963984540054
_HAIR = 1e-6


@dataclass(frozen=True, slots=True)
class Change:
    """One part of the method that is not the same in two years, or not known to be.

    Parameters
    ----------
    part : str
        ``weights, grades, pass_mark, rounding, indicators, items, questions, unknown``.
    words : Message
        What it was and what it is.
    """

    part: str
    words: Message

    def as_dict(self, lang: str = "en") -> dict[str, str]:
        """Return part and sentence, JSON-ready."""
        return {"part": self.part, "change": self.words.in_language(lang)}


def method_changes(before: Method, after: Method) -> tuple[Change, ...]:
    """Return what changed between two methods, from their data.

    Items that a year does not describe count as a change that is not known: whether they
    are the same cannot be told from the data.

    Examples
    --------
    >>> from govlab.ita import method
    >>> method_changes(method(2563), method(2564))
    ()
    >>> [one.part for one in method_changes(method(2565), method(2566))]
    ['grades', 'unknown', 'unknown', 'unknown']
    """
    return tuple(_changes(before, after))


def _changes(before: Method, after: Method) -> Iterator[Change]:
    weights = [{one.code: one.weight for one in how.instruments} for how in (before, after)]
    if weights[0] != weights[1]:
        yield _told("weights", *(_listed(each) for each in weights))
    bands = [[(one.grade, one.lower, one.floor) for one in how.bands] for how in (before, after)]
    if bands[0] != bands[1]:
        yield _told("grades", _scheme(before.bands), _scheme(after.bands))
    if before.pass_mark != after.pass_mark:
        yield _told("pass_mark", before.pass_mark, after.pass_mark)
    if before.places != after.places:
        yield _told("rounding", before.places, after.places)
    codes = [[(one.code, one.of) for one in how.indicators] for how in (before, after)]
    if codes[0] != codes[1]:
        yield _told("indicators", len(codes[0]), len(codes[1]))
    for one in after.instruments:
        yield from _items(before, after, one.code)


def _items(before: Method, after: Method, code: str) -> Iterator[Change]:
    both = (before, after)
    items = [how.codes(code, "item") for how in both]
    if not all(items):
        years = [how.fiscal_year for how, each in zip(both, items, strict=True) if not each]
        listed = ", ".join(map(str, years))
        yield Change("unknown", message("ita_composite.change_unknown", code=code, years=listed))
        return
    if items[0] != items[1]:
        yield _told("items", len(items[0]), len(items[1]), code=code)
    asked = [_asked(how, each) for how, each in zip(both, items, strict=True)]
    if asked[0] != asked[1]:
        counts = [sum(len(each) for each in year.values()) for year in asked]
        yield _told("questions", *counts, code=code)


def _told(part: str, one: object, other: object, **more: object) -> Change:
    return Change(part, message(f"ita_composite.change_{part}", before=one, after=other, **more))


def _asked(how: Method, items: tuple[str, ...]) -> dict[str, tuple[tuple[int, ...], ...]]:
    wanted = {one.code: one for one in how.items}
    return {code: tuple(how.points(each) for each in wanted[code].questions) for code in items}


def _listed(weights: dict[str, Decimal]) -> str:
    return ", ".join(f"{code} {float(weight) * 100:g} %" for code, weight in weights.items())


def _scheme(bands: tuple[Band, ...]) -> str:
    found = []
    for one in bands:
        each = f" (≥ {float(one.floor):g})" if one.floor is not None else ""
        found.append(f"{one.grade} {float(one.lower):g}{each}")
    return ", ".join(found)


@dataclass(frozen=True)
class Years:
    """Agencies in two fiscal years.

    Parameters
    ----------
    before, after : Scores
        The results of each year.
    changes : tuple of Change
        What is not the same in the method, or not known to be; not empty only where the
        break was accepted.
    frame : DataFrame
        One row an agency of either year: ``unit, total_before, total_after, difference``
        (unrounded totals), a difference for each instrument, ``error`` (standard error
        of the difference, where both years have one), ``beyond_noise`` (95 percent),
        ``grade_before, grade_after``, ``grade_before_by_after`` (what the earlier scores
        would earn under the later bands), ``comparable`` (no break between them).
    """

    before: Scores
    after: Scores
    changes: tuple[Change, ...]
    frame: "pd.DataFrame"

    @property
    def broken(self) -> bool:
        """Whether the method changed between the years."""
        return bool(self.changes)

    def as_dict(self, lang: str = "en") -> dict[str, Any]:
        """Return years, changes and agencies, JSON-ready."""
        rows = self.frame.astype(object).where(self.frame.notna(), None)
        return {
            "before": self.before.how.fiscal_year,
            "after": self.after.how.fiscal_year,
            "broken": self.broken,
            "changes": [one.as_dict(lang) for one in self.changes],
            "units": rows.to_dict("records"),
        }

    def in_language(self, lang: str) -> str:
        """Return what may and what may not be said of the two years."""
        years = {"before": self.before.how.fiscal_year, "after": self.after.how.fiscal_year}
        told = [say(f"ita_composite.years_{'broken' if self.broken else 'same'}", lang, **years)]
        told += [f"- {one.words.in_language(lang)}" for one in self.changes]
        for column, name in (("total_before", "after"), ("total_after", "before")):
            lone = self.frame.loc[self.frame[column].isna(), "unit"]
            if len(lone):
                told.append(
                    say(
                        "ita_composite.years_lone",
                        lang,
                        year=years[name],
                        units=", ".join(lone),
                    )
                )
        return "\n".join(told)


def compare_years(before: Scores, after: Scores, *, accept_break: bool = False) -> Years:
    """Return the change of each agency from one fiscal year to another.

    Parameters
    ----------
    before, after : Scores
        From :func:`govlab.ita.score_table`, each by its year's method.
    accept_break : bool
        Take differences although the method changed; the result says what did.

    Raises
    ------
    InputError
        When the method changed, or is not known to be the same, and that was not
        accepted; when the years do not ascend.

    Examples
    --------
    >>> import pandas as pd
    >>> from govlab.ita import method, score_table
    >>> old = pd.DataFrame({"unit": ["ก"], "IIT": [80.79], "EIT": [84.47], "OIT": [97.50]})
    >>> new = pd.DataFrame({"unit": ["ก"], "IIT": [83.41], "EIT": [92.21], "OIT": [100.0]})
    >>> found = compare_years(score_table(old, method(2563)), score_table(new, method(2564)))
    >>> float(found.frame["difference"].round(3)[0]), found.broken
    (4.108, False)
    """
    import pandas as pd

    first, last = before.how.fiscal_year, after.how.fiscal_year
    if first >= last:
        raise InputError(message("ita_composite.years_order", before=first, after=last))
    changes = method_changes(before.how, after.how)
    if changes and not accept_break:
        raise InputError(
            message(
                "ita_composite.years_refused",
                before=first,
                after=last,
                lines=[one.words for one in changes],
            )
        )
    codes = [
        one.code
        for one in after.how.instruments
        if one.code in {other.code for other in before.how.instruments}
    ]
    columns = ["unit", *codes, "total", "grade"]
    both = before.frame[columns].merge(
        after.frame[columns], on="unit", how="outer", suffixes=("_before", "_after"), sort=False
    )
    order = list(dict.fromkeys([*before.frame["unit"], *after.frame["unit"]]))
    both = both.set_index("unit").reindex(order).reset_index()
    for code in (*codes, "total"):
        name = "difference" if code == "total" else f"difference_{code}"
        both[name] = both[f"{code}_after"] - both[f"{code}_before"]
    error = np.sqrt(_error(before, order) ** 2 + _error(after, order) ** 2)
    both["error"] = error
    beyond = pd.array(np.abs(both["difference"].to_numpy()) > _Z * error, dtype="boolean")
    beyond[np.isnan(error) | both["difference"].isna().to_numpy()] = pd.NA
    both["beyond_noise"] = beyond
    both["grade_before_by_after"] = _regraded(both, codes, after.how)
    both["comparable"] = not changes
    differences = ["difference", *(f"difference_{code}" for code in codes)]
    grades = ["grade_before", "grade_after", "grade_before_by_after"]
    kept = ["unit", "total_before", "total_after", *differences, "error", "beyond_noise"]
    return Years(before, after, changes, both[[*kept, *grades, "comparable"]])


def _error(found: Scores, order: list[str]) -> Any:
    codes = [one.code for one in found.how.instruments]
    weights = [float(one.weight) for one in found.how.instruments]
    if found.errors is None:
        return np.full(len(order), np.nan)
    each = found.errors.set_index("unit")[codes].reindex(order)
    return total_error(each.to_numpy(dtype=np.float64), weights)


def _regraded(both: "pd.DataFrame", codes: list[str], how: Method) -> list[str | None]:
    scale = 10**how.places
    found: list[str | None] = []
    for row in both.to_dict("records"):
        values = {code: row[f"{code}_before"] for code in (*codes, "total")}
        if any(value != value for value in values.values()):  # noqa: PLR0124
            found.append(None)
            continue
        shown = {
            code: Decimal(int(np.floor(value * scale + 0.5 + _HAIR))) / scale
            for code, value in values.items()
        }
        total = shown.pop("total")
        found.append(how.grade(total, shown))
    return found
