"""Many agencies in one table: who passes, who is within noise of the line, exact counts."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from govlab.errors import InputError
from govlab.ita._error_total import total_error, total_interval
from govlab.ita._grades_probability import grade_probabilities
from govlab.ita._method import Method
from govlab.ita._method_trust import require_sure
from govlab.ita._portfolio_kpi import NO_GIFT_TARGET, PASS_TARGET, Kpi
from govlab.ita._portfolio_rows import (
    INSTRUMENTS,
    errors_of,
    grades,
    prepared,
    totals,
    weights_of,
)
from govlab.ita._ranks import ranks
from govlab.text import message, say

if TYPE_CHECKING:
    import pandas as pd

STATES = ("above", "within", "below", "unknown")


@dataclass(frozen=True)
class Portfolio:
    """Agencies of one fiscal year.

    Parameters
    ----------
    how : Method
        The year's method.
    frame : DataFrame
        One row an agency: ``unit, group, IIT, EIT, OIT, total`` (unrounded),
        ``published, grade, passed, error, low, high`` (95 percent), ``chance`` (of the
        pass mark), ``state`` (above, within, below, unknown: the interval against the
        pass mark), ``rank, rank_low, rank_high`` (joint, where every error is known),
        ``p_GRADE`` for each grade, ``no_gift``.
    passing : Kpi
        Agencies at the pass mark.
    no_gift : Kpi or None
        Agencies that have declared the No Gift Policy; None when the table says nothing.
    missing : int
        Agencies expected but not in the table: they count as not reaching.
    differences : DataFrame
        Totals given that do not follow from the instruments given: ``unit, given,
        computed``.
    assumed : float or None
        Spread of persons' scores that stands in for unknown errors, in points.
    synthetic : bool
        Whether any row is made up.
    """

    how: Method
    frame: "pd.DataFrame"
    passing: Kpi
    no_gift: Kpi | None
    missing: int
    differences: "pd.DataFrame"
    assumed: float | None
    synthetic: bool

    @property
    def states(self) -> dict[str, int]:
        """How many agencies are above, within noise of, and below the pass mark."""
        counts = self.frame["state"].value_counts()
        return {name: int(counts.get(name, 0)) for name in STATES}

    @property
    def near(self) -> "pd.DataFrame":
        """Agencies within noise of the pass mark, the likeliest to pass first."""
        rows = self.frame[self.frame["state"] == "within"]
        return rows.sort_values(["chance", "unit"], ascending=[False, True])

    @property
    def expected(self) -> float | None:
        """How many would pass on a full count, by the sample; None with errors unknown."""
        chance = self.frame["chance"]
        return None if chance.isna().any() else float(chance.sum())

    @property
    def chance_all(self) -> float | None:
        """The chance that every agency passes on a full count; None with errors unknown."""
        chance = self.frame["chance"]
        if chance.isna().any():
            return None
        return 0.0 if self.missing else float(np.prod(chance.to_numpy(dtype=np.float64)))

    def as_dict(self) -> dict[str, Any]:
        """Return counts, verdicts and agencies, JSON-ready."""
        columns = [
            "unit", "group", *INSTRUMENTS, "total", "published", "grade", "passed", "error",
            "low", "high", "chance", "state", "rank", "rank_low", "rank_high", "no_gift",
        ]  # fmt: skip
        rows = self.frame[columns].astype(object)
        return {
            "fiscal_year": self.how.fiscal_year,
            "synthetic": self.synthetic,
            "agencies": len(self.frame),
            "missing": self.missing,
            "passing": self.passing.as_dict(),
            "no_gift": self.no_gift and self.no_gift.as_dict(),
            "states": self.states,
            "expected_passing": self.expected,
            "chance_all_pass": self.chance_all,
            "assumed_spread": self.assumed,
            "differences": self.differences.to_dict("records"),
            "units": [_plain(row) for row in rows.to_dict("records")],
        }

    def in_language(self, lang: str) -> str:
        """Return the verdicts in words, the noise beside them."""
        told = [] if not self.synthetic else [say("ita_error.synthetic", lang)]
        told.append(
            say(
                "ita_error.kpi_pass",
                lang,
                line=f"{self.how.pass_mark:g}",
                **self.passing.counted(),
            )
        )
        if self.no_gift is not None:
            told.append(
                say(
                    "ita_error.kpi_no_gift",
                    lang,
                    **self.no_gift.counted(),
                )
            )
        if self.missing:
            told.append(say("ita_error.missing", lang, missing=self.missing))
        told.append(say("ita_error.states", lang, **self.states))
        if self.assumed is not None:
            told.append(say("ita_error.assumed", lang, spread=f"{self.assumed:g}"))
        if len(self.differences):
            units = ", ".join(self.differences["unit"])
            told.append(say("ita_error.differs", lang, count=len(self.differences), units=units))
        return "\n".join(told)


def portfolio(
    table: "pd.DataFrame",
    how: Method,
    *,
    agencies: int | None = None,
    spread: float | None = None,
    confidence: float = 0.95,
) -> Portfolio:
    """Return a table of agencies with counts, grades and noise.

    Parameters
    ----------
    table : DataFrame
        One row an agency: ``unit``; ``IIT, EIT, OIT``, ``total`` or both; where known
        ``error_IIT, error_EIT`` (standard errors), ``n_*`` and ``population_*``,
        ``group, no_gift, synthetic``. What :func:`read_portfolio` returns, or
        ``Simulation.table()``.
    how : Method
        The year's method.
    agencies : int, optional
        How many there should be, such as 159: the missing ones count as not reaching.
    spread : float, optional
        Where an error is not given but respondents and population are: the spread of
        persons' scores to take (assumption A-045), in points. Without it the noise of
        that agency is said to be unknown; nothing is filled in silently.
    confidence : float
        Of the intervals.

    Raises
    ------
    InputError
        When an agency stands twice or has no score, there are more than `agencies`, or
        totals are to be made of instruments whose weights are unsure and not accepted.

    Examples
    --------
    >>> import pandas as pd
    >>> from govlab.ita import method
    >>> rows = pd.DataFrame({"unit": ["ก", "ข"], "total": [85.0, 84.99]})
    >>> found = portfolio(rows, method(2564))
    >>> found.passing.reached, found.passing.needed, found.passing.met
    (1, 2, False)
    """
    import pandas as pd

    frame = prepared(table)
    if frame[list(INSTRUMENTS)].notna().all(axis=1).any():
        require_sure(how, dict.fromkeys(INSTRUMENTS, "instrument"))
    total, differences = totals(frame, how)
    frame["total"] = total
    places = how.places
    frame["published"] = np.floor(total * 10**places + 0.5 + 1e-6) / 10**places
    frame["passed"] = frame["published"] >= float(how.pass_mark)
    frame["grade"] = pd.Series(grades(frame, how), index=frame.index, dtype=object)
    errors, n, assumed = errors_of(frame, spread)
    weights = weights_of(how)
    frame["error"] = total_error(errors, weights)
    # Where the number of respondents is not known the error is taken as known well.
    free = np.where(np.isnan(n), np.inf, np.maximum(n - 1, 0))
    low, high = total_interval(total, errors, weights, free, confidence)
    # A total given alone has no instruments: its noise is unknown.
    frame["low"], frame["high"] = low, high
    counts = np.nan_to_num(n)
    mark = [("pass", float(how.pass_mark), 0.0), ("not", 0.0, 0.0)]
    parts = frame[list(INSTRUMENTS)].to_numpy(dtype=np.float64)
    frame["chance"] = grade_probabilities(parts, errors, weights, mark, places=places, n=counts)[
        :, 0
    ]
    bands = [(one.grade, float(one.lower), float(one.floor or 0)) for one in how.bands]
    each = grade_probabilities(parts, errors, weights, bands, places=places, n=counts)
    for place, band in enumerate(how.bands):
        frame[f"p_{band.grade}"] = each[:, place]
    line = float(how.pass_mark)
    frame["state"] = np.select(
        [np.isnan(low), low >= line, high < line], ["unknown", "above", "below"], "within"
    )
    _rank(frame)
    of = len(frame) if agencies is None else agencies
    if of < len(frame):
        raise InputError(message("ita_error.too_many", found=len(frame), agencies=of))
    gift = None
    if frame["no_gift"].notna().any():
        gift = Kpi(int(frame["no_gift"].fillna(value=False).sum()), of, NO_GIFT_TARGET)
    return Portfolio(
        how=how,
        frame=frame.reset_index(drop=True),
        passing=Kpi(int(frame["passed"].sum()), of, PASS_TARGET),
        no_gift=gift,
        missing=of - len(frame),
        differences=pd.DataFrame(differences, columns=["unit", "given", "computed"]),
        assumed=assumed,
        synthetic=bool(frame["synthetic"].fillna(value=False).any()),
    )


def _rank(frame: "pd.DataFrame") -> None:
    total, error = frame["total"].to_numpy(), frame["error"].to_numpy()
    known = not np.isnan(error).any()
    found = ranks(total, error if known else np.zeros(len(total)))
    frame["rank"] = found.rank
    # Without every error the ranks stand, and their intervals are unknown.
    frame["rank_low"] = found.low if known else np.nan
    frame["rank_high"] = found.high if known else np.nan


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    """Return a row without numpy's types; what is not known is None."""
    found = {}
    for name, value in row.items():
        # NaN and missing values are unequal to themselves, or neither equal nor not.
        known = value is not None and value == value  # noqa: PLR0124
        plain = value.item() if isinstance(value, np.generic) else value
        found[str(name)] = plain if known is True or known is np.True_ else None
    return found
