"""What is impossible in a table of values, each with its place; nothing is put right silently."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from govlab.errors import Problem
from govlab.ita._method_parts import LEVELS, Method
from govlab.tables import problem
from govlab.text import Message, message

if TYPE_CHECKING:
    import pandas as pd

# The columns of a table of values, whatever file it came from.
COLUMNS = ("unit", "fiscal_year", "level", "code", "respondent", "value")
_TOP = 100

Others = Callable[[str], list[int]]
Where = Callable[[Any, str], dict[str, Any]]


def impossible(
    frame: "pd.DataFrame", how: Method, where: Where, others: Others
) -> Iterator[Problem]:
    """Yield everything that cannot be in a table of values.

    Parameters
    ----------
    frame : DataFrame
        The columns of ``ita_long``.
    how : Method
        The method of the year.
    where : callable
        Takes a row's label and a column of the table; returns file, sheet, row and
        column as the person sees them.
    others : callable
        Takes a code that the method does not have; returns the years that have it.
    """

    def tell(rows: Any, column: str, words: Callable[[Any], Message]) -> Iterator[Problem]:
        for row in frame.index[rows]:
            found = frame.loc[row]
            yield problem(words(found), value=found[column], **where(row, column))

    yield from tell(
        frame["fiscal_year"] != how.fiscal_year,
        "fiscal_year",
        lambda found: message(
            "ita.other_year", found=int(found["fiscal_year"]), expected=how.fiscal_year
        ),
    )
    known = frame["code"].map(how.level_of)
    yield from tell(
        known.isna(), "code", lambda found: unknown_code(str(found["code"]), how, others)
    )
    single = {item.code for item in how.items if len(item.polarity) == 1}
    asked = (frame["level"] == "response") & frame["code"].isin(single)
    yield from tell(
        known.notna() & (known != frame["level"]) & ~asked,
        "level",
        lambda found: message(
            "ita.level_differs",
            code=found["code"],
            found=message(f"ita.level_{found['level']}"),
            level=message(f"ita.level_{how.level_of[found['code']]}"),
        ),
    )
    value = frame["value"].astype("float64")
    outside = ~((value >= 0) & (value <= _TOP))
    yield from tell(
        outside,
        "value",
        lambda found: message(
            "ita.impossible_score", code=found["code"], value=float(found["value"])
        ),
    )
    yield from tell(
        known.notna() & ~outside & ~_earned(frame, how, value),
        "value",
        lambda found: message(
            "ita.impossible_points",
            code=found["code"],
            value=f"{found['value']:g}",
            points=", ".join(map(str, sorted(_points(found["code"], found["level"], how)))),
        ),
    )
    response, named = frame["level"] == "response", frame["respondent"].notna()
    yield from tell(response & ~named, "respondent", lambda _: message("ita_read.no_respondent"))
    yield from tell(
        ~response & named,
        "respondent",
        lambda found: message("ita_read.respondent_elsewhere", respondent=found["respondent"]),
    )
    key = ["unit", "level", "code", "respondent"]
    yield from tell(
        frame.duplicated(key) & (named | ~response),
        "respondent" if (frame["level"] == "response").any() else "unit",
        lambda found: message("ita.doubled", unit=found["unit"], code=found["code"]),
    )


def unknown_code(code: str, how: Method, others: Others) -> Message:
    """Say that a code is of another year, or of none."""
    years = others(code)
    if years:
        return message(
            "ita.code_of_year",
            code=code,
            years=", ".join(map(str, years)),
            fiscal_year=how.fiscal_year,
        )
    return message("ita.code_unknown", code=code, fiscal_year=how.fiscal_year)


def _points(code: str, level: str, how: Method) -> tuple[int, ...]:
    """Return the only points that a value can have, none where it may be any number."""
    if level == "response" and code in how.questions:
        return how.points(code)
    if level == "item" and code in how.questions and how.questions[code][0].scale == "published":
        return how.points(code)
    return ()


def _earned(frame: "pd.DataFrame", how: Method, value: "pd.Series[float]") -> "pd.Series[bool]":
    """Say of each value whether its answer can earn it."""
    import numpy as np
    import pandas as pd

    good = np.ones(len(frame), dtype=bool)
    points = value.to_numpy()
    groups: dict[Any, Any] = frame.groupby(["code", "level"], sort=False, observed=True).indices
    for (code, level), rows in groups.items():
        allowed = _points(code, level, how)
        if allowed:
            good[rows] = np.isin(points[rows], allowed)
    return pd.Series(good, index=frame.index, dtype="bool")


def absent(frame: "pd.DataFrame", how: Method, *, partial: bool) -> Iterator[tuple[str, Message]]:
    """Yield each unit's missing parts: what its depth asks for and the table does not have."""
    have: dict[str, dict[str, set[str]]] = {}
    rows = frame[["unit", "level", "code"]].drop_duplicates()
    for unit, level, code in rows.itertuples(index=False):
        have.setdefault(unit, {}).setdefault(level, set()).add(code)
    for unit, levels in have.items():
        depths = depths_of(levels, how)
        for instrument in how.instruments:
            level = depths.get(instrument.code)
            if level is None:
                if not partial:
                    words = message("ita.instrument_absent", unit=unit, code=instrument.code)
                    yield unit, words
                continue
            wanted = needed(how, instrument.code, level)
            lacking = [code for code in wanted if code not in levels[level]]
            if lacking:
                yield (
                    unit,
                    message(
                        "ita.parts_absent",
                        unit=unit,
                        level=message(f"ita.level_{level}"),
                        code=instrument.code,
                        lacking=", ".join(lacking),
                    ),
                )


def needed(how: Method, instrument: str, level: str) -> tuple[str, ...]:
    """Return the codes that an instrument must have at `level`."""
    return how.codes(instrument, level)


def depths_of(levels: dict[str, set[str]], how: Method) -> dict[str, str]:
    """Return the finest level at which a unit has values, for each instrument."""
    found: dict[str, str] = {}
    for level in LEVELS:
        for code in levels.get(level, ()):
            instrument = how.instrument_of.get(code)
            if instrument is not None:
                found.setdefault(instrument, level)
    return found
