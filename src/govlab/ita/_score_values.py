"""The values of a table, by unit and level, ready for the climb to the total."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from govlab.ita._check_values import depths_of, needed
from govlab.ita._method_parts import Method
from govlab.ita._score_weights import shares

_Rows = npt.NDArray[np.int64]
_LEAST_FOR_ERROR = 2


class Values:
    """What a checked table holds, level by level.

    Parameters
    ----------
    held : DataFrame
        The columns of ``ita_long``, checked.
    how : Method
        The method.
    """

    def __init__(self, held: pd.DataFrame, how: Method) -> None:
        self.how = how
        self.units: list[str] = held["unit"].unique().tolist()
        totals = held["code"] == "total"
        self.given_total = held[totals].set_index("unit")["value"]
        held = held[~totals]
        answers = held["level"] == "response"
        self._answers = self._counted(held[answers])
        self.missing = int(sum(found for *_, found in self._tally))
        grouped = self._answers.groupby(["unit", "code"])["value"].agg(["sum", "count"])
        self._sums = self._table(grouped["sum"])
        self._counts = self._table(grouped["count"])
        self._plain = {
            level: self._table(rows.set_index(["unit", "code"])["value"])
            for level, rows in held[~answers].groupby("level")
        }
        self._cells = {
            str(level): {
                str(code): table[code].to_numpy(dtype=np.float64) for code in table.columns
            }
            for level, table in self._plain.items()
        }
        levels: dict[str, dict[str, set[str]]] = {unit: {} for unit in self.units}
        for unit, level, code in (
            held[["unit", "level", "code"]].drop_duplicates().itertuples(index=False)
        ):
            levels[unit].setdefault(level, set()).add(code)
        self._depths = [depths_of(levels[unit], how) for unit in self.units]

    def _counted(self, answers: pd.DataFrame) -> pd.DataFrame:
        """Return the answers that count, and remember how many are missing."""
        instrument = answers["code"].map(self.how.instrument_of)
        given = answers.groupby(["unit", instrument, "respondent"], sort=False)["value"].count()
        people: pd.DataFrame = given.rename_axis(["unit", "instrument", "respondent"]).reset_index(
            name="given"
        )
        asked = {
            one.code: len(self.how.codes(one.code, "response")) for one in self.how.instruments
        }
        people["asked"] = people["instrument"].map(asked)
        self._tally: list[tuple[str, str, int, int]] = [
            (str(unit), str(code), len(rows), int((rows["asked"] - rows["given"]).sum()))
            for (unit, code), rows in people.groupby(["unit", "instrument"], sort=False)
        ]
        if self.how.missing == "answered":
            return answers
        whole = people[people["given"] == people["asked"]]
        keys = pd.MultiIndex.from_frame(whole[["unit", "instrument", "respondent"]])
        mine = pd.MultiIndex.from_arrays([answers["unit"], instrument, answers["respondent"]])
        return answers[mine.isin(keys)]

    def _table(self, series: "pd.Series[Any]") -> pd.DataFrame:
        return series.unstack().reindex(self.units)  # noqa: PD010 - the key is unique

    def coarsest_trust(self) -> dict[str, str]:
        """Return for each instrument the finest level that any unit uses."""
        order = ("instrument", "indicator", "sub_indicator", "item", "response")
        found: dict[str, str] = {}
        for depths in self._depths:
            for code, level in depths.items():
                found[code] = max(found.get(code, level), level, key=order.index)
        return found

    def groups(self) -> Iterator[tuple[dict[str, str], _Rows]]:
        """Yield the units that have the same depths, as positions."""
        groups: dict[tuple[tuple[str, str], ...], list[int]] = {}
        for place, depths in enumerate(self._depths):
            groups.setdefault(tuple(sorted(depths.items())), []).append(place)
        for key, rows in groups.items():
            yield dict(key), np.array(rows, dtype=np.int64)

    def floats(self, depths: Mapping[str, str], rows: _Rows) -> dict[str, Any]:
        """Return the values of units, one array a code."""
        found = {}
        for code, level in self._wanted(depths):
            if level == "response":
                sums = self._sums[code].to_numpy(dtype=np.float64)[rows]
                found[code] = sums / self._counts[code].to_numpy(dtype=np.float64)[rows]
            else:
                found[code] = self._cells[level][code][rows]
        return found

    def fractions(self, depths: Mapping[str, str], row: int) -> dict[str, Fraction]:
        """Return the values of one unit exactly: a float counts as the number it prints."""
        found = {}
        for code, level in self._wanted(depths):
            if level == "response":
                total = int(self._sums[code].iloc[row])
                found[code] = Fraction(total, int(self._counts[code].iloc[row]))
            else:
                value = float(self._cells[level][code][row])
                found[code] = Fraction(Decimal(repr(value)))
        return found

    def _wanted(self, depths: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        for instrument, level in depths.items():
            for code in needed(self.how, instrument, level):
                yield code, level

    def depth_frame(self) -> pd.DataFrame:
        """Return the level used, one row a unit."""
        return pd.DataFrame(
            {"unit": self.units}
            | {
                one.code: [depths.get(one.code, "") for depths in self._depths]
                for one in self.how.instruments
            }
        )

    def answered(self) -> pd.DataFrame:
        """Return respondents and missing answers."""
        return pd.DataFrame(self._tally, columns=["unit", "instrument", "respondents", "missing"])

    def differences(self, parts: pd.DataFrame, agrees: float) -> pd.DataFrame:
        """Return the given coarser values that do not agree with the computed ones."""
        computed = parts.set_index("unit")
        rounded = np.floor(computed * 10**self.how.places + 0.5 + 1e-9) / 10**self.how.places
        rows = []
        given = dict(self._plain)
        if len(self.given_total):
            given["total"] = self.given_total.to_frame("total").reindex(self.units)
        for table in given.values():
            for code in table.columns.intersection(computed.columns):
                gap = table[code].astype("float64") - rounded[code]
                rows += [
                    {
                        "unit": unit,
                        "code": str(code),
                        "given": float(table[code][unit]),
                        "computed": float(rounded[code][unit]),
                        "difference": round(float(gap[unit]), 6),
                    }
                    for unit in table.index[(gap.abs() > agrees).to_numpy()]
                ]
        return pd.DataFrame(rows, columns=["unit", "code", "given", "computed", "difference"])

    def noise(
        self, frame: pd.DataFrame, population: pd.DataFrame | None, *, grade_on: str
    ) -> pd.DataFrame | None:
        """Return standard errors, interval and probabilities; None without answers."""
        from govlab.ita import noise

        instruments = [one.code for one in self.how.instruments]
        error = pd.DataFrame(np.nan, index=self.units, columns=instruments, dtype="float64")
        count = pd.DataFrame(0, index=self.units, columns=instruments, dtype="int64")
        for one in self.how.instruments:
            if one.sample is None:
                scored = [one.code in depths for depths in self._depths]
                error[one.code] = np.where(scored, 0.0, np.nan)
                continue
            codes = list(self.how.codes(one.code, "response"))
            answers = self._answers[self._answers["code"].isin(codes)]
            if not len(answers):
                continue
            wide = answers.pivot_table(
                index=["unit", "respondent"], columns="code", values="value", observed=True
            ).reindex(columns=codes)
            names = wide.index.get_level_values("unit")
            units = sorted(set(names))
            weights = shares(self.how, one.code, "response")
            found = noise.sampling_error(
                wide.to_numpy(),
                [float(weights[code]) for code in codes],
                _persons(population, one.code, units),
                unit=names.to_numpy(dtype=str),
            )
            enough = np.where(found.n >= _LEAST_FOR_ERROR, found.error, np.nan)
            error.loc[list(found.units), one.code] = enough
            count.loc[list(found.units), one.code] = found.n
        surveyed = [one.code for one in self.how.instruments if one.sample is not None]
        if not (count[surveyed] > 0).any(axis=None):
            return None
        return judged_noise(self.how, frame, error, count, grade_on=grade_on)


def judged_noise(
    how: Method,
    frame: pd.DataFrame,
    error: pd.DataFrame,
    count: pd.DataFrame,
    *,
    grade_on: str,
) -> pd.DataFrame:
    """Return the errors of instruments with interval and grade probabilities beside them."""
    from govlab.ita import noise

    instruments = [one.code for one in how.instruments]
    weights = [float(one.weight) for one in how.instruments]
    bands = [(band.grade, float(band.lower), float(band.floor or 0)) for band in how.bands]
    whole = (error.notna().all(axis=1).to_numpy()) & frame["total"].notna().to_numpy()
    errors = error.to_numpy()[whole]
    number = count.to_numpy()[whole]
    made = np.full((len(frame), 2 + len(bands)), np.nan)
    if whole.any():
        low, high = noise.total_interval(
            frame["total"].to_numpy()[whole], errors, weights, np.maximum(number - 1, 0)
        )
        chances = noise.grade_probabilities(
            frame.loc[whole, instruments].to_numpy(),
            errors,
            weights,
            bands,
            places=how.places if grade_on == "published" else None,
            n=number,
        )
        made[whole] = np.column_stack([low, high, chances])
    names = ["total_low", "total_high", *(f"p_{grade}" for grade, *_ in bands)]
    columns: dict[str, Any] = {"unit": frame["unit"]}
    columns |= {code: error[code].to_numpy() for code in instruments}
    columns |= {name: made[:, place] for place, name in enumerate(names)}
    return pd.DataFrame(columns)


def _persons(population: pd.DataFrame | None, code: str, units: list[str]) -> Any:
    if population is None or code not in population:
        return np.full(len(units), np.inf)
    known = population.set_index("unit")[code].astype("float64")
    return known.reindex(units).fillna(np.inf).to_numpy()
