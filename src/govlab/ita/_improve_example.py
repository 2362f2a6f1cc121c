"""A made-up agency at 84.2 that lacks the two documents worth five points each."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from govlab.ita._improve_start import Start, start_of
from govlab.ita._method import method
from govlab.ita._respondents import simulate
from govlab.ita._score_table import Scores, score_table
from govlab.text import say

if TYPE_CHECKING:
    import pandas as pd

YEAR = 2564
#: Found by trying seeds from 2567 on until the published total was 84.20.
SEED = 2652
STAFF, CLIENTS = 150, 800
_EXPECTED = {"IIT": 89.0, "EIT": 91.7}
MISSING = ("O42", "O43")


def example(
    missing: Sequence[str] = MISSING, *, fiscal_year: int = YEAR, seed: int = SEED
) -> Start:
    """Return where a synthetic agency stands: 84.20 points for want of O42 and O43.

    Parameters
    ----------
    missing : sequence of str
        Documents that were not found.
    fiscal_year : int
        Year of the method, with items described.
    seed : int
        Of the persons; another seed gives another agency.

    Examples
    --------
    >>> found = example()
    >>> round(found.total, 2), [leaf.code for leaf in found.missing], found.synthetic
    (84.2, ['O42', 'O43'], True)
    """
    return start_of(_scored(tuple(missing), fiscal_year, seed), synthetic=True)


@cache
def _scored(missing: tuple[str, ...], fiscal_year: int, seed: int) -> Scores:
    import pandas as pd

    # Wording does not matter: nobody reads a question here.
    how = method(fiscal_year, accept_uncertain=True)
    values = example_values(missing, fiscal_year, seed)
    population = pd.DataFrame({"unit": values["unit"].unique(), "IIT": [STAFF], "EIT": [CLIENTS]})
    return score_table(values, how, population=population)


def example_values(
    missing: Sequence[str] = MISSING, fiscal_year: int = YEAR, seed: int = SEED
) -> "pd.DataFrame":
    """Return the synthetic agency's answers and documents, as :func:`read_ita` gives them."""
    import pandas as pd

    how = method(fiscal_year, accept_uncertain=True)
    made = simulate(how, 1, seed=seed, staff=STAFF, clients=CLIENTS, target=_EXPECTED, oit=100.0)
    unit = say("ita_plan.example_unit", "th")
    frames = []
    for table in made.answers.values():
        long = table.melt(id_vars=["unit", "respondent"], var_name="code", value_name="value")
        frames.append(long[long["value"].notna()].assign(level="response"))
    documents = how.codes("OIT", "item")
    frames.append(
        pd.DataFrame(
            {
                "code": documents,
                "value": [0.0 if code in missing else 100.0 for code in documents],
                "level": "item",
                "respondent": pd.NA,
            }
        )
    )
    frame = pd.concat(frames, ignore_index=True).assign(unit=unit, fiscal_year=fiscal_year)
    columns = ["unit", "fiscal_year", "level", "code", "respondent", "value"]
    return frame[columns].astype({"fiscal_year": "int64", "value": "float64", "respondent": "str"})
