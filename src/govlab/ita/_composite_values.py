"""What a composite is made of: values of one level of the method, one row an agency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from govlab.errors import InputError, UnknownNameError
from govlab.ita._error_moments import Floats
from govlab.ita._method_parts import Method
from govlab.ita._score_table import Scores
from govlab.ita._score_weights import shares
from govlab.text import message, say

if TYPE_CHECKING:
    import pandas as pd

Level = Literal["instrument", "indicator", "sub_indicator", "item"]
LEVELS = ("instrument", "indicator", "sub_indicator", "item")
_TOP = 100.0
# Standard errors of instruments may stand in a table under these headings.
_ERROR = "error_"


@dataclass(frozen=True)
class Components:
    """Values of one level: the parts that a composite is made of.

    Parameters
    ----------
    how : Method
        The year's method.
    level : {"instrument", "indicator", "sub_indicator", "item"}
        What the columns are.
    units : tuple of str
        Agencies, those without any value too.
    codes : tuple of str
        Codes of the level, in the order of the method.
    points : array, shape (units, codes)
        Values 0-100; NaN where there is no value, and nothing stands in its place.
    errors : array, shape (units, instruments)
        Standard error of each instrument in points; 0 for one that is a full count, NaN
        where it is not known.
    synthetic : bool
        Whether the agencies are made up.
    """

    how: Method
    level: Level
    units: tuple[str, ...]
    codes: tuple[str, ...]
    points: Floats
    errors: Floats
    synthetic: bool = False

    @property
    def official(self) -> Floats:
        """Weight of each code in the total by the method; they add up to 1."""
        found: dict[str, float] = {}
        for one in self.how.instruments:
            each = shares(self.how, one.code, _level(self.how, one.code, self.level))
            found |= {code: float(share * Fraction(one.weight)) for code, share in each.items()}
        weights = np.array([found[code] for code in self.codes])
        return np.asarray(weights / weights.sum(), dtype=np.float64)

    @property
    def whole(self) -> npt.NDArray[np.bool_]:
        """Which agencies have every value."""
        return np.asarray(~np.isnan(self.points).any(axis=1))

    @property
    def unscored(self) -> tuple[str, ...]:
        """Agencies that lack a value: they stay in every table, without score and rank."""
        return tuple(name for name, has in zip(self.units, self.whole, strict=True) if not has)

    @property
    def place(self) -> npt.NDArray[np.int64]:
        """Position of each code's instrument among the method's instruments."""
        order = {one.code: at for at, one in enumerate(self.how.instruments)}
        return np.array([order[self.how.instrument_of[code]] for code in self.codes])

    def name(self, code: str, lang: str = "th") -> str:
        """Return code and name of a component."""
        parts = (*self.how.indicators, *self.how.sub_indicators)
        names = {one.code: one.name[lang] for one in parts}
        names |= {one.code: one.topic[lang] for one in self.how.items}
        return f"{code} {names[code]}" if code in names else code

    def without(self, code: str) -> "Components":
        """Return the components less one.

        Raises
        ------
        UnknownNameError
            When there is no such code.
        """
        if code not in self.codes:
            raise UnknownNameError(
                message("ita_composite.no_code", code=code, known=", ".join(self.codes))
            )
        keep = [place for place, one in enumerate(self.codes) if one != code]
        codes = tuple(self.codes[place] for place in keep)
        return replace(self, codes=codes, points=self.points[:, keep])

    def at(self, unit: str) -> int:
        """Return the row of an agency.

        Raises
        ------
        UnknownNameError
            When it is not in the table.
        """
        if unit not in self.units:
            known = ", ".join(self.units[:5]) + (" …" if len(self.units) > 5 else "")  # noqa: PLR2004
            raise UnknownNameError(message("ita_composite.no_unit", unit=unit, known=known))
        return self.units.index(unit)

    def noted(self, lang: str) -> list[str]:
        """Return what a reader must know of the table, in sentences."""
        told = [say("ita_composite.synthetic", lang)] if self.synthetic else []
        if self.unscored:
            names = ", ".join(self.unscored[:5]) + (" …" if len(self.unscored) > 5 else "")  # noqa: PLR2004
            told.append(say("ita_composite.unscored", lang, count=len(self.unscored), units=names))
        return told


def components(
    table: "Scores | pd.DataFrame",
    how: Method,
    level: Level = "instrument",
    *,
    units: Sequence[str] | None = None,
    errors: "pd.DataFrame | None" = None,
    synthetic: bool = False,
) -> Components:
    """Return the values of one level of a table of agencies.

    Parameters
    ----------
    table : Scores or DataFrame
        What :func:`govlab.ita.score_table` returned, or a table that it takes, at any
        depth at or below `level`. Columns ``error_IIT, error_EIT`` of a frame are taken
        as standard errors, ``synthetic`` as what it says.
    how : Method
        The year's method.
    level : {"instrument", "indicator", "sub_indicator", "item"}
        What the composite is to be made of; an instrument without sub-indicators gives
        its indicators.
    units : sequence of str, optional
        Agencies that should be there: those that are not stay in every result, empty.
    errors : DataFrame, optional
        ``unit`` and ``error_IIT, error_EIT``: standard errors in points, where the table
        has no answers to compute them from.
    synthetic : bool
        Say that the agencies are made up.

    Raises
    ------
    InputError
        When the table is coarser than `level`.
    TableError
        With every impossible value.

    Examples
    --------
    >>> import pandas as pd
    >>> from govlab.ita import method
    >>> rows = {"unit": ["ก", "ข"], "IIT": [83.41, 80.79], "EIT": [92.21, 84.47]}
    >>> rows |= {"OIT": [100, 97.5]}
    >>> found = components(pd.DataFrame(rows), method(2564), units=["ก", "ข", "ค"])
    >>> found.codes, found.unscored
    (('IIT', 'EIT', 'OIT'), ('ค',))
    """
    from govlab.ita._score_table import score_table

    if level not in LEVELS:
        raise InputError(
            message("ita_composite.choice", field="level", found=level, known=", ".join(LEVELS))
        )
    given = None
    if not isinstance(table, Scores):
        given = table
        synthetic = synthetic or ("synthetic" in given and bool(given["synthetic"].any()))
        table = score_table(table, how, partial=True)
    codes = codes_at(how, level)
    absent = [code for code in codes if code not in table.parts]
    if absent or not codes:
        words = message(
            "ita_composite.too_coarse",
            level=message(f"ita.level_{level}"),
            codes=", ".join(absent[:8]) or "–",
            fiscal_year=how.fiscal_year,
        )
        raise InputError(words)
    parts = table.parts.set_index("unit")[codes]
    names = list(dict.fromkeys([*parts.index, *(units or ())]))
    values = parts.reindex(names).to_numpy(dtype=np.float64)
    return Components(
        how=how,
        level=level,
        units=tuple(str(name) for name in names),
        codes=tuple(codes),
        points=values,
        errors=_errors(how, names, table, [errors, given]),
        synthetic=synthetic,
    )


def codes_at(how: Method, level: Level) -> list[str]:
    """Return the codes of a level; none where the method leaves an instrument undescribed."""
    each = [how.codes(one.code, _level(how, one.code, level)) for one in how.instruments]
    return [code for some in each for code in some] if all(each) else []


def _level(how: Method, instrument: str, level: Level) -> Level:
    """Return the level for one instrument: indicators where it has no sub-indicators."""
    if level == "sub_indicator" and not how.codes(instrument, level):
        return "indicator"
    return level


def _errors(
    how: Method, names: Sequence[str], table: Scores, given: "Sequence[pd.DataFrame | None]"
) -> Floats:
    """Return standard errors: those of answers first, then those that were given."""
    found = np.full((len(names), len(how.instruments)), np.nan)
    for place, one in enumerate(how.instruments):
        if one.sample is None:
            found[:, place] = 0.0
            continue
        sources: list[Mapping[Any, float]] = []
        if table.errors is not None:
            sources.append(table.errors.set_index("unit")[one.code].to_dict())
        sources += [
            frame.set_index("unit")[f"{_ERROR}{one.code}"].to_dict()
            for frame in given
            if frame is not None and "unit" in frame and f"{_ERROR}{one.code}" in frame
        ]
        for source in reversed(sources):
            each = np.array([float(source.get(name, np.nan)) for name in names])
            found[:, place] = np.where(np.isnan(each), found[:, place], each)
        wrong = np.flatnonzero((found[:, place] < 0) | (found[:, place] > _TOP))
        if len(wrong):
            raise InputError(
                message(
                    "ita_composite.error_range",
                    unit=names[int(wrong[0])],
                    code=one.code,
                    found=float(found[wrong[0], place]),
                )
            )
    return found
