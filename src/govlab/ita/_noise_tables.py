"""The noise of simulated agencies as tables: errors, chances, samples, silence, coverage."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from govlab import datasets, home
from govlab.assessment import wilson
from govlab.errors import InputError
from govlab.ita._error import Sampled, sampling_error
from govlab.ita._error_bootstrap import bootstrap
from govlab.ita._error_moments import Floats
from govlab.ita._error_response import response_sensitivity
from govlab.ita._error_total import total_error, total_interval
from govlab.ita._grades_probability import grade_probabilities
from govlab.ita._method import Method
from govlab.ita._respondents import Simulation
from govlab.ita._sample import sample_size
from govlab.text import message, say

if TYPE_CHECKING:
    import pandas as pd

_ASKED = ("IIT", "EIT")
_Z = 1.959963984540054
_REPLICATIONS = 400


def error_table(
    made: Simulation, lang: str = "th", *, replications: int = _REPLICATIONS
) -> "pd.DataFrame":
    """Return score, standard errors and interval of the first agency, by instrument and total.

    Three errors stand beside each other: sampling from an endless population, from the
    population there is, and the bootstrap, which knows no formula.

    Parameters
    ----------
    made : Simulation
        From :func:`govlab.ita.respondents.simulate`.
    lang : {"th", "en"}
        Language of the words.
    replications : int
        Of the bootstrap.
    """
    import pandas as pd

    rows = []
    finite, endless, drawn = np.zeros(3), np.zeros(3), np.zeros(3)
    for place, code in enumerate(_ASKED):
        answers = _answers(made, code)
        size = int(made.population[code][0])
        one = sampling_error(answers, made.weights[code], size)
        wide = sampling_error(answers, made.weights[code], np.inf)
        again = bootstrap(
            answers, made.weights[code], size, seed=made.seed, replications=replications
        )
        finite[place], endless[place], drawn[place] = one.error[0], wide.error[0], again.error
        low, high = one.interval()
        rows.append(
            (
                code,
                f"{one.n[0]:,}",
                f"{size:,}",
                one.score[0],
                wide.error[0],
                one.error[0],
                again.error,
                (low[0], high[0]),
            )
        )
    weights, scores = shares_of(made.how), _scores(made)
    free = np.array([[made.n["IIT"][0] - 1, made.n["EIT"][0] - 1, 0]], dtype=np.float64)
    total = scores @ weights
    low, high = total_interval(total, finite[None, :], weights, free)
    rows.append(
        (
            say("ita_notebooks.weighted_total", lang),
            "",
            "",
            total[0],
            *(total_error(each, weights)[0] for each in (endless, finite, drawn)),
            (low[0], high[0]),
        )
    )
    names = (
        message("ita.instrument"),
        message("ita_notebooks.respondents"),
        message("ita_notebooks.population"),
        message("ita_notebooks.instrument_score"),
        message("ita_notebooks.error_endless"),
        message("ita_notebooks.error_finite"),
        message("ita_notebooks.error_bootstrap"),
        message("ita_notebooks.interval"),
    )
    shown = [
        (name, n, size, *(f"{each:.2f}" for each in numbers), f"{ends[0]:.2f}–{ends[1]:.2f}")
        for name, n, size, *numbers, ends in rows
    ]
    return pd.DataFrame(shown, columns=[one.in_language(lang) for one in names])


def chance_table(made: Simulation, lang: str = "th") -> "pd.DataFrame":
    """Return the probability of each grade of the first agency, were everybody asked."""
    import pandas as pd

    found = chances(made)
    return pd.DataFrame(
        {
            say("ita_notebooks.grade", lang): list(found),
            say("ita_notebooks.probability", lang): [f"{one:.1%}" for one in found.values()],
        }
    )


def sample_table(
    how: Method,
    populations: Sequence[int],
    *,
    margin: float,
    spread: float,
    lang: str = "th",
) -> "pd.DataFrame":
    """Return one row a population: the official least, its margin, and the sample wanted.

    Parameters
    ----------
    how : Method
        Whose rule for EIT is taken.
    populations : sequence of int
        Persons who could be asked.
    margin : float
        Half of the 95 percent interval wanted, in points of the instrument.
    spread : float
        Spread of persons' scores in points, such as assumption A-045.
    lang : {"th", "en"}
        Language of the words.

    Raises
    ------
    InputError
        When the year has no rule for the sample of EIT.
    """
    import pandas as pd

    rule = next((one.sample for one in how.instruments if one.code == "EIT"), None)
    if rule is None:
        raise InputError(
            message("ita_error.no_rule", instrument="EIT", fiscal_year=how.fiscal_year)
        )
    rows = []
    for size in populations:
        least = rule.size(size)
        half = _Z * spread * np.sqrt((1 - least / size) / least)
        wanted = sample_size(margin, spread, size)
        rows.append((f"{size:,}", f"{least:,}", f"{half:.1f}", f"{wanted:,}"))
    names = (
        say("ita_notebooks.population", lang),
        say("ita_notebooks.official_least", lang),
        say("ita_notebooks.official_margin", lang),
        say("ita_notebooks.sample_for", lang, margin=f"{margin:g}"),
    )
    return pd.DataFrame(rows, columns=list(names))


def silent_table(
    made: Simulation,
    vary: Sequence[str] = (),
    lang: str = "th",
    place: home.Home | None = None,
) -> "pd.DataFrame":
    """Return what the first agency's total would be if those not heard differed (A-052)."""
    import pandas as pd

    one = datasets.Assumptions(vary, place)["A-052"]
    weights = dict(zip((*_ASKED, "OIT"), shares_of(made.how).tolist(), strict=True))
    scores = _scores(made)[0]
    total, line = float(scores @ shares_of(made.how)), float(made.how.pass_mark)
    rows = []
    for place_, code in enumerate(_ASKED):
        silent = 1 - float(made.n[code][0]) / float(made.population[code][0])
        found = response_sensitivity(
            float(scores[place_]), total, silent, weight=weights[code], line=line
        )
        low, high = found.total_bounds
        never = say("ita_notebooks.silent_never", lang)
        row = {
            say("ita.instrument", lang): code,
            say("ita_notebooks.silent_share", lang): f"{silent:.0%}",
        }
        for end in dict.fromkeys((one.low, one.value, one.high)):
            heading = say("ita_notebooks.silent_if", lang, difference=f"{float(end):+g}")
            row[heading] = f"{found.shifted(float(end))[1]:.2f}"
        row[say("ita_notebooks.silent_extremes", lang)] = f"{low:.2f}–{high:.2f}"
        row[say("ita_notebooks.silent_tipping", lang, line=f"{line:g}")] = (
            never if found.tipping is None else f"{found.tipping:+.1f}"
        )
        rows.append(row)
    return pd.DataFrame(rows)


def coverage(made: Simulation) -> dict[str, dict[str, Any]]:
    """Return how many 95 percent intervals hold the truth, by instrument and for the total.

    Parameters
    ----------
    made : Simulation
        With a census, so that the truth is known.

    Returns
    -------
    dict
        ``agencies, held, percent`` and, as ``low, high``, the interval of the percentage
        that so many agencies leave open (Wilson).

    Raises
    ------
    InputError
        When no census was made.
    """
    if not made.truth:
        raise InputError(message("ita_notebooks.no_census"))
    table = made.table()
    every = {code: _sampled(made, code) for code in _ASKED}
    errors = np.column_stack([every["IIT"].error, every["EIT"].error, np.zeros(len(table))])
    free = np.column_stack([every["IIT"].degrees, every["EIT"].degrees, np.zeros(len(table))])
    ends = {code: every[code].interval() for code in _ASKED}
    ends["total"] = total_interval(table["total"].to_numpy(), errors, shares_of(made.how), free)
    truth = {code: table[f"truth_{code}"].to_numpy() for code in _ASKED}
    truth["total"] = table["truth"].to_numpy()
    found = {}
    for code, (low, high) in ends.items():
        held = int(((low <= truth[code]) & (truth[code] <= high)).sum())
        between = wilson(held, len(table))
        found[code] = {
            "agencies": len(table),
            "held": held,
            "percent": 100 * held / len(table),
            "low": between.low,
            "high": between.high,
        }
    return found


def coverage_table(made: Simulation, lang: str = "th") -> "pd.DataFrame":
    """Return :func:`coverage` as a table that people read."""
    import pandas as pd

    return pd.DataFrame(
        [
            {
                say("ita.instrument", lang): (
                    say("ita_notebooks.weighted_total", lang) if code == "total" else code
                ),
                say("ita_notebooks.covered_agencies", lang): f"{one['agencies']:,}",
                say("ita_notebooks.covered", lang): f"{one['percent']:.1f}",
                say("ita_notebooks.covered_between", lang): f"{one['low']:.1f}–{one['high']:.1f}",
            }
            for code, one in coverage(made).items()
        ]
    )


def _answers(made: Simulation, code: str) -> Floats:
    """Return the answers of the first agency."""
    frame = made.answers[code]
    mine = frame[frame["unit"] == made.units[0]]
    return np.asarray(mine.iloc[:, 2:].to_numpy(dtype=np.float64))


def _sampled(made: Simulation, code: str) -> Sampled:
    frame = made.answers[code]
    return sampling_error(
        frame.iloc[:, 2:].to_numpy(dtype=np.float64),
        made.weights[code],
        made.population[code],
        unit=frame["unit"].to_numpy(),
    )


def shares_of(how: Method) -> Floats:
    """Return the weights of IIT, EIT and OIT."""
    shares = {one.code: float(one.weight) for one in how.instruments}
    return np.array([shares[code] for code in (*_ASKED, "OIT")])


def _scores(made: Simulation) -> Floats:
    """Return the scores of the first agency as one row."""
    both = [sampling_error(_answers(made, code), made.weights[code], np.inf) for code in _ASKED]
    return np.array([[both[0].score[0], both[1].score[0], made.oit[0]]])


def chances(made: Simulation) -> dict[str, float]:
    """Return the probability of each grade of the first agency, were everybody asked."""
    errors = np.zeros((1, 3))
    for place, code in enumerate(_ASKED):
        size = int(made.population[code][0])
        errors[0, place] = sampling_error(_answers(made, code), made.weights[code], size).error[0]
    bands = [(one.grade, float(one.lower), float(one.floor or 0)) for one in made.how.bands]
    n = np.array([[made.n["IIT"][0], made.n["EIT"][0], 0]])
    found = grade_probabilities(
        _scores(made), errors, shares_of(made.how), bands, places=made.how.places, n=n
    )
    return dict(zip((one.grade for one in made.how.bands), found[0].tolist(), strict=True))
