"""From results to candidates: who attended, sat and passed."""

from typing import TYPE_CHECKING

from govlab.assessment import ladder
from govlab.certificates._certificate import Candidate

if TYPE_CHECKING:
    import pandas as pd


def candidates(roster: "pd.DataFrame", results: "pd.DataFrame") -> list[Candidate]:
    """Return who of a cohort is due a certificate, in the order of the roster.

    Parameters
    ----------
    roster : DataFrame
        Contract `roster`, one cohort.
    results : DataFrame
        Contract `results`, one sitting of that cohort; its policy says which attempt
        counts.

    Raises
    ------
    InputError
        When there are several cohorts or sittings, or results of somebody who is not on
        the roster.
    """
    passed = set(ladder(roster, results, frozenset()).persons["passed"])
    named = roster[roster["person"].isin(passed)].fillna({"title": ""})
    columns = (named[column].tolist() for column in ("person", "title", "name"))
    return [Candidate(*row) for row in zip(*columns, strict=True)]
