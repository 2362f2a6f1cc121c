"""A new year's method as a workbook, filled in from the nearest year there is."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from govlab import home, tables
from govlab.errors import InputError
from govlab.ita._method import method, methods
from govlab.ita._method_parts import Basis, Method
from govlab.ita._workbook_sheets import (
    ABOUT,
    CERTAINTY,
    MEAN,
    MISSING,
    POLARITY,
    RULES,
    SHEETS,
    YES,
)
from govlab.text import message, say

if TYPE_CHECKING:
    import pandas as pd

_FIRST_YEAR, _LAST_YEAR = 2550, 2700
_Row = dict[str, Any]


def new_workbook(
    path: str | Path, fiscal_year: int, place: home.Home | None = None
) -> tuple[Path, int]:
    """Write the workbook in which a coordinator puts down the method of a year.

    Parameters
    ----------
    path : str or Path
        The ``.xlsx`` to make.
    fiscal_year : int
        Buddhist-era fiscal year that the workbook is for.
    place : Home, optional
        Home whose methods it is filled in from.

    Returns
    -------
    tuple of Path and int
        The file, and the year that it was filled in from. Everything taken from another
        year stands as unsure until the coordinator has read it in the manual. Where the
        nearest year has no items, they are those of the nearest year that has.

    Raises
    ------
    InputError
        When the year is no Buddhist-era year.
    """
    if not _FIRST_YEAR <= fiscal_year <= _LAST_YEAR:
        raise InputError(
            message("ita.year_range", found=fiscal_year, low=_FIRST_YEAR, high=_LAST_YEAR)
        )
    every = sorted(methods(place), key=lambda year: (abs(year - fiscal_year), -year))
    nearest = method(every[0], place)
    detailed = next((one for year in every if (one := method(year, place)).items), nearest)
    pages = {sheet.name: _page(sheet.section, nearest, detailed, fiscal_year) for sheet in SHEETS}
    about = _about(fiscal_year, nearest.fiscal_year, detailed.fiscal_year)
    return tables.write_xlsx(path, {ABOUT: about, **pages}), nearest.fiscal_year


def _page(section: str, nearest: Method, detailed: Method, fiscal_year: int) -> "pd.DataFrame":
    import pandas as pd

    sheet = next(one for one in SHEETS if one.section == section)
    rows = _ROWS[section](
        detailed if section in {"sub_indicators", "items", "scales"} else nearest, fiscal_year
    )
    names = [one.name for one in sheet.columns]
    frame = pd.DataFrame(rows, columns=names, dtype="object")
    return frame.set_axis([one.headings[0] for one in sheet.columns], axis=1)


def _basis(basis: Basis, how: Method, fiscal_year: int, prefix: str = "") -> _Row:
    same = how.fiscal_year == fiscal_year
    return {
        f"{prefix}certainty": CERTAINTY[basis.certainty if same else "unsure"],
        f"{prefix}source": basis.source
        if same
        else say("ita.taken_from", "th", fiscal_year=how.fiscal_year),
    }


def _number(value: Any) -> float | int:
    number = float(value)
    return int(number) if number.is_integer() else number


def _instruments(how: Method, fiscal_year: int) -> list[_Row]:
    rows = []
    for one in how.instruments:
        row = {
            "code": one.code,
            **one.name,
            "weight": _number(one.weight * 100),
            **_basis(how.bases["weights"], how, fiscal_year),
            **_basis(one.answers, how, fiscal_year, "answers_"),
        }
        if one.sample:
            row |= {
                "share": _number(one.sample.share * 100),
                "least": one.sample.least,
                "above": one.sample.above,
                "large": one.sample.large,
                **_basis(one.sample.basis, how, fiscal_year, "sample_"),
            }
        rows.append(row)
    return rows


def _indicators(how: Method, fiscal_year: int) -> list[_Row]:
    return [
        {"code": one.code, "of": one.of, **one.name, **_basis(one.basis, how, fiscal_year)}
        for one in how.indicators
    ]


def _sub_indicators(how: Method, fiscal_year: int) -> list[_Row]:
    return [
        {"code": one.code, "of": one.of, **one.name, **_basis(one.basis, how, fiscal_year)}
        for one in how.sub_indicators
    ]


def _items(how: Method, fiscal_year: int) -> list[_Row]:
    return [
        {
            "code": one.code,
            "of": one.of,
            "scale": one.scale,
            "polarity": ", ".join(POLARITY[each] for each in one.polarity),
            **one.topic,
            **_basis(one.basis, how, fiscal_year),
        }
        for one in how.items
    ]


def _scales(how: Method, _fiscal_year: int) -> list[_Row]:
    return [
        {"scale": one.code, **words, "points": points}
        for one in how.scales.values()
        for points, words in zip(one.points, one.words, strict=True)
    ]


def _bands(how: Method, fiscal_year: int) -> list[_Row]:
    return [
        {
            "grade": one.grade,
            "lower": _number(one.lower),
            "floor": None if one.floor is None else _number(one.floor),
            "passes": YES[one.lower >= how.pass_mark],
            **one.name,
            **_basis(how.bases["grades"], how, fiscal_year),
        }
        for one in how.bands
    ]


def _rules(how: Method, fiscal_year: int) -> list[_Row]:
    values = {
        "rounding": str(how.places),
        "parts": MEAN,
        "questions": MEAN,
        "missing": MISSING[how.missing],
    }
    return [
        {"rule": RULES[name], "value": value, **_basis(how.bases[name], how, fiscal_year)}
        for name, value in values.items()
    ]


def _calendar(how: Method, fiscal_year: int) -> list[_Row]:
    same = how.fiscal_year == fiscal_year
    # The days of another year are no help; what is done in which order is.
    return [
        {
            "code": one.code,
            **one.name,
            "first": one.first if same else None,
            "last": one.last if same else None,
            **_basis(one.basis, how, fiscal_year),
        }
        for one in how.calendar
    ]


_ROWS = {
    "instruments": _instruments,
    "indicators": _indicators,
    "sub_indicators": _sub_indicators,
    "items": _items,
    "scales": _scales,
    "bands": _bands,
    "rules": _rules,
    "calendar": _calendar,
}


def _about(fiscal_year: int, nearest: int, detailed: int) -> "pd.DataFrame":
    import pandas as pd

    title = say("ita.about_title", "th", fiscal_year=fiscal_year)
    lines = say("ita.about", "th", nearest=nearest, detailed=detailed, fiscal_year=fiscal_year)
    return pd.DataFrame({title: lines.split("\n")})
