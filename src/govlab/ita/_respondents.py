"""Simulated respondents of any number of agencies: synthetic answers with a known truth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from govlab.chance import key
from govlab.errors import InputError
from govlab.ita._error import sampling_error
from govlab.ita._error_moments import Floats
from govlab.ita._error_total import total_error
from govlab.ita._method import Method
from govlab.ita._respondents_asked import Asked
from govlab.ita._respondents_documents import documents_score
from govlab.ita._respondents_draws import uniforms
from govlab.ita._respondents_model import Behaviour, Model
from govlab.text import message, say

if TYPE_CHECKING:
    import pandas as pd

_ASKED = ("IIT", "EIT")


@dataclass(frozen=True)
class Simulation:
    """Synthetic agencies, their respondents' answers and what a full count would give.

    Parameters
    ----------
    how : Method
        The fiscal year's method.
    seed : int
        Everything follows from it.
    behaviour : Behaviour
        The assumptions taken.
    units : tuple of str
        Names that say they are made up.
    population, n : dict of str to array of int
        By instrument: persons who could be asked, and respondents.
    answers : dict of str to DataFrame
        By instrument: ``unit, respondent`` and one column of points a question; an empty
        cell where there is no answer.
    oit : array of float
        Score of the documents, a full count.
    truth : dict of str to array of float
        By instrument, what all persons would have given; empty unless a census was made.
    weights : dict of str to array of float
        By instrument, the weight of each question.
    """

    how: Method
    seed: int
    behaviour: Behaviour
    units: tuple[str, ...]
    population: dict[str, npt.NDArray[np.int64]]
    n: dict[str, npt.NDArray[np.int64]]
    answers: "dict[str, pd.DataFrame]"
    oit: Floats
    truth: dict[str, Floats]
    weights: dict[str, Floats]

    @property
    def synthetic(self) -> bool:
        """True, always."""
        return True

    def table(self) -> "pd.DataFrame":
        """Return one row an agency: counts, scores, errors, total and its error.

        The columns are those that :func:`portfolio` reads.
        """
        import pandas as pd

        found: dict[str, Any] = {
            "unit": list(self.units),
            "fiscal_year": self.how.fiscal_year,
            "synthetic": True,
        }
        errors = np.zeros((len(self.units), 3))
        for place, code in enumerate(_ASKED):
            frame = self.answers[code]
            values = frame.iloc[:, 2:].to_numpy(dtype=np.float64)
            result = sampling_error(
                values, self.weights[code], self.population[code], unit=frame["unit"].to_numpy()
            )
            found |= {
                code: result.score,
                f"error_{code}": result.error,
                f"n_{code}": result.n,
                f"population_{code}": self.population[code],
            }
            errors[:, place] = result.error
        shares = {one.code: float(one.weight) for one in self.how.instruments}
        weights = np.array([shares[code] for code in (*_ASKED, "OIT")])
        found["OIT"] = self.oit
        found["total"] = np.column_stack([found["IIT"], found["EIT"], self.oit]) @ weights
        found["error"] = total_error(errors, weights)
        for code, values in self.truth.items():
            found[f"truth_{code}"] = values
        if self.truth:
            every = np.column_stack([self.truth["IIT"], self.truth["EIT"], self.oit])
            found["truth"] = every @ weights
        return pd.DataFrame(found)

    def in_language(self, lang: str) -> str:
        """Return what was made, in a sentence that says it is synthetic."""
        return say(
            "ita_error.simulated",
            lang,
            agencies=f"{len(self.units):,}",
            persons=f"{sum(int(one.sum()) for one in self.n.values()):,}",
            seed=self.seed,
        )


def simulate(
    how: Method,
    agencies: int = 1,
    *,
    seed: int,
    staff: int | Sequence[int] = 120,
    clients: int | Sequence[int] = 800,
    behaviour: Behaviour | None = None,
    target: Mapping[str, float] | None = None,
    oit: float | Sequence[float] | None = None,
    obedient: int | None = None,
    clients_by: Literal["draw", "link"] = "draw",
    census: bool = False,
) -> Simulation:
    """Simulate respondents of agencies that do not exist.

    Parameters
    ----------
    how : Method
        With items described; uncertain wording is no matter here, no text is used.
    agencies : int
        How many.
    seed : int
        The same seed gives the same persons; agency 7 is the same among 10 and 8,323.
    staff, clients : int or sequence of int
        Persons who could be asked, of every agency or of each.
    behaviour : Behaviour, optional
        The home's assumptions when not given.
    target : mapping of str to float, optional
        Score that the population of each instrument is expected to have, such as the
        Moral Center's ``{"IIT": 83.41, "EIT": 92.21}``; 85 when not given.
    oit : float or sequence, optional
        Score of the documents; drawn document by document when not given.
    obedient : int, optional
        Exactly so many respondents of each instrument give the best answers on order,
        instead of the share A-044.
    clients_by : {"draw", "link"}
        Whether clients are drawn at random, or choose themselves to answer through a
        link: the satisfied more often (A-043). Needs `census`.
    census : bool
        Make every person of the population, so that the truth is known.

    Raises
    ------
    InputError
        When a count is impossible, or a target cannot be reached.

    Examples
    --------
    >>> from govlab.ita import method
    >>> made = simulate(method(2564), 2, seed=2567, staff=40, clients=40)
    >>> made.table()[["n_IIT", "IIT", "error_IIT"]].round(1).to_dict("list")
    {'n_IIT': [30, 30], 'IIT': [81.3, 83.8], 'error_IIT': [1.1, 1.0]}
    """
    behaviour = behaviour or Behaviour.read()
    if agencies < 1:
        raise InputError(message("ita_error.agencies", found=agencies))
    if clients_by == "link" and not census:
        raise InputError(message("ita_error.link_needs_census"))
    everybody = {"IIT": _counts(staff, agencies), "EIT": _counts(clients, agencies)}
    wanted = {"IIT": 85.0, "EIT": 85.0} | dict(target or {})
    effect = behaviour.agencies * _normal(key(seed, "ita", "agencies"), agencies)
    if agencies == 1:
        # One agency is the one that the target describes.
        effect = np.zeros(1)
    units = tuple(say("ita_error.made_up", "th", number=f"{k + 1:04d}") for k in range(agencies))
    answers, truth, weights, n = {}, {}, {}, {}
    for code in _ASKED:
        model = Model.of(how, code, behaviour, seed)
        sizes = everybody[code]
        n[code] = _sample_sizes(how, code, sizes)
        words = key(seed, "ita", "persons", code)
        location = model.location(wanted[code], key(seed, "ita", "calibration", code))
        asked = Asked(model, words, location + effect, sizes, n[code], obedient)
        given = asked.made(census=census, choose=clients_by == "link" and code == "EIT")
        answers[code] = given.frame(model.questions.codes, units, code)
        weights[code] = model.questions.weights
        if given.census is not None:
            truth[code] = given.census
    if oit is None:
        score = documents_score(how, behaviour.published, effect, key(seed, "ita", "documents"))
    else:
        score = np.broadcast_to(np.asarray(oit, dtype=np.float64), agencies).copy()
    return Simulation(how, seed, behaviour, units, everybody, n, answers, score, truth, weights)


def _counts(given: int | Sequence[int], agencies: int) -> npt.NDArray[np.int64]:
    found = np.asarray(given, dtype=np.int64)
    if found.ndim and found.shape != (agencies,):
        raise InputError(message("ita_error.sizes", found=found.size, agencies=agencies))
    found = np.broadcast_to(found, agencies).copy()
    if (found < 1).any():
        raise InputError(message("ita_error.population", found=int(found.min())))
    return found


def _sample_sizes(
    how: Method, instrument: str, sizes: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    rule = next(one.sample for one in how.instruments if one.code == instrument)
    if rule is None:
        raise InputError(
            message("ita_error.no_rule", instrument=instrument, fiscal_year=how.fiscal_year)
        )
    least = {int(size): rule.size(int(size)) for size in np.unique(sizes)}
    return np.array([least[int(size)] for size in sizes], dtype=np.int64)


def _normal(words: tuple[int, int], count: int) -> Floats:
    from scipy import special

    return np.asarray(special.ndtri(uniforms(words, np.arange(count), 1)[:, 0]))
