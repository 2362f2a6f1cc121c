"""The rows of a portfolio: totals, grades and errors of each agency."""

from typing import TYPE_CHECKING

import numpy as np

from govlab.errors import InputError
from govlab.ita._error_moments import Floats
from govlab.ita._method import Method
from govlab.text import message

if TYPE_CHECKING:
    import pandas as pd

INSTRUMENTS = ("IIT", "EIT", "OIT")
# A published total is rounded, and so is what it was computed from.
_AGREES = 0.01 + 1e-9


def prepared(table: "pd.DataFrame") -> "pd.DataFrame":
    """Return the table with every column there, numbers as floats, each agency once."""
    if "unit" not in table or not len(table):
        raise InputError(message("ita_error.no_units"))
    twice = table.loc[table["unit"].duplicated(), "unit"]
    if len(twice):
        raise InputError(message("ita_error.twice", unit=twice.iloc[0]))
    frame = table.copy()
    numbers = [f"{kind}_{code}" for kind in ("n", "population", "error") for code in ("IIT", "EIT")]
    for name in (*INSTRUMENTS, "total", *numbers):
        frame[name] = np.asarray(frame.get(name, np.nan), dtype=np.float64)
    for name in ("group", "no_gift", "synthetic"):
        if name not in frame:
            frame[name] = None
    return frame


def weights_of(how: Method) -> Floats:
    """Return the weights of IIT, EIT and OIT."""
    found = {one.code: float(one.weight) for one in how.instruments}
    return np.array([found[code] for code in INSTRUMENTS])


def totals(frame: "pd.DataFrame", how: Method) -> tuple[Floats, list[tuple[str, float, float]]]:
    """Return unrounded totals, and the given ones that do not follow from the parts."""
    parts = frame[list(INSTRUMENTS)].to_numpy(dtype=np.float64)
    computed, given = parts @ weights_of(how), frame["total"].to_numpy(dtype=np.float64)
    values = np.column_stack([parts, given])
    if ((values < 0) | (values > 100)).any():  # noqa: PLR2004
        place = int(np.nonzero((values < 0) | (values > 100))[0][0])  # noqa: PLR2004
        raise InputError(message("ita_error.score_range", unit=frame["unit"].iloc[place]))
    total = np.where(np.isnan(computed), given, computed)
    if np.isnan(total).any():
        place = int(np.flatnonzero(np.isnan(total))[0])
        raise InputError(message("ita_error.unscored", unit=frame["unit"].iloc[place]))
    apart = np.abs(computed - given) > _AGREES
    rows = [
        (str(frame["unit"].iloc[place]), float(given[place]), float(computed[place]))
        for place in np.flatnonzero(apart)
    ]
    return total, rows


def grades(frame: "pd.DataFrame", how: Method) -> list[str | None]:
    """Return the grade of each published total; None where floors need absent parts."""
    places = 10**how.places
    parts = np.floor(frame[list(INSTRUMENTS)].to_numpy() * places + 0.5 + 1e-6) / places
    lowest = parts.min(axis=1)
    found: list[str | None] = []
    for total, least in zip(frame["published"], lowest, strict=True):
        for band in how.bands:
            if total < float(band.lower):
                continue
            if band.floor is None or least >= float(band.floor):
                found.append(band.grade)
                break
            if np.isnan(least):
                found.append(None)
                break
    return found


def errors_of(frame: "pd.DataFrame", spread: float | None) -> tuple[Floats, Floats, float | None]:
    """Return errors and respondents by instrument, and the spread where it was taken."""
    errors, n = np.zeros((len(frame), 3)), np.zeros((len(frame), 3))
    assumed = None
    for place, code in enumerate(("IIT", "EIT")):
        error = frame[f"error_{code}"].to_numpy(dtype=np.float64).copy()
        count = frame[f"n_{code}"].to_numpy(dtype=np.float64)
        size = frame[f"population_{code}"].to_numpy(dtype=np.float64)
        open_ = np.isnan(error) & (count <= size)
        if spread is not None and open_.any():
            error[open_] = spread * np.sqrt((1 - count[open_] / size[open_]) / count[open_])
            assumed = spread
        errors[:, place], n[:, place] = error, count
    alone = frame[list(INSTRUMENTS)].isna().any(axis=1).to_numpy()
    errors[alone, :2] = np.nan
    return errors, n, assumed
