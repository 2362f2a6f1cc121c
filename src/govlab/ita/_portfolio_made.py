"""A portfolio of agencies that do not exist, for practice before real results are there."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from govlab import home
from govlab.chance import key
from govlab.datasets import Assumptions
from govlab.errors import InputError
from govlab.ita._error_moments import Floats
from govlab.ita._method import Method, method, methods
from govlab.ita._respondents import simulate
from govlab.ita._respondents_draws import uniforms
from govlab.ita._respondents_model import Behaviour
from govlab.text import message

if TYPE_CHECKING:
    import pandas as pd

# Declared the No Gift Policy; median staff, median clients, spread of their logarithms.
IDS = ("A-090", "A-091", "A-092", "A-093")


def made_up(
    how: Method,
    agencies: int,
    *,
    seed: int,
    vary: Sequence[str] = (),
    place: home.Home | None = None,
) -> "pd.DataFrame":
    """Return the table of agencies that do not exist, as :func:`portfolio` reads it.

    Sizes, answers and declarations are drawn under numbered assumptions: A-030 to A-044,
    A-053 and A-090 to A-093. Where the year's items are not known, persons answer the
    form of the nearest year that has them: scores and errors are all that is used.

    Parameters
    ----------
    how : Method
        The year's method.
    agencies : int
        How many, such as 159.
    seed : int
        The same seed gives the same agencies.
    vary : sequence of str
        Assumptions with another value, such as ``["A-090=0.7"]``.
    place : Home, optional
        Home to read from.

    Raises
    ------
    InputError
        When `agencies` is less than one, or a value is outside its range.

    Examples
    --------
    >>> found = made_up(method(2564), 3, seed=2567)
    >>> found["synthetic"].all(), found["no_gift"].to_list()
    (np.True_, [True, True, True])
    """
    every = Assumptions(vary, place)
    declared, staff, clients, spread = (float(every.number(name)) for name in IDS)
    if agencies < 1:
        raise InputError(message("ita_error.agencies", found=agencies))
    words = key(seed, "ita", "portfolio")
    drawn = uniforms(words, np.arange(agencies), 3)
    behaviour = Behaviour.read(
        [text for text in vary if text.partition("=")[0].strip() not in IDS], place
    )
    made = simulate(
        _described(how, place),
        agencies,
        seed=seed,
        staff=_sizes(staff, spread, drawn[:, 0]),
        clients=_sizes(clients, spread, drawn[:, 1]),
        behaviour=behaviour,
    )
    table = made.table()
    table["fiscal_year"] = how.fiscal_year
    table["no_gift"] = drawn[:, 2] < declared
    return table


def _sizes(median: float, spread: float, drawn: Floats) -> list[int]:
    from scipy import special

    found = median * np.exp(spread * special.ndtri(drawn))
    return [max(1, round(one)) for one in found.tolist()]


def _described(how: Method, place: home.Home | None) -> Method:
    """Return the method of the nearest year whose questions are described."""
    if how.questions and all(one.sample for one in how.instruments if one.code != "OIT"):
        return how
    years = sorted(methods(place), key=lambda year: (abs(year - how.fiscal_year), year))
    for year in years:
        found = method(year, place, accept_uncertain=True)
        if {found.instrument_of[code] for code in found.questions} >= {"IIT", "EIT"}:
            return found
    return how
