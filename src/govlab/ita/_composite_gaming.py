"""Manipulation experiments: what missing documents or obedient respondents do to a grade."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from govlab.datasets import Assumptions
from govlab.errors import InputError, UnknownNameError
from govlab.ita._error_moments import Floats
from govlab.ita._method_parts import Method
from govlab.ita._respondents import Simulation, simulate
from govlab.ita._respondents_model import Behaviour
from govlab.ita._score import score
from govlab.ita._score_weights import shares
from govlab.text import message, say

if TYPE_CHECKING:
    import pandas as pd

_BEST = 100.0
# The made-up agency of the experiment, just below the pass mark.
_START, _DOCUMENTS = {"IIT": "A-086", "EIT": "A-087"}, "A-088"
# What tells obedient answers apart, if anything does.
STATISTICS = ("perfect", "alike", "spread")
# A statistic speaks when fewer than 5 honest agencies in 100 would show as much.
_FALSE_ALARM = 0.05
_FEWEST = 20


def missing_documents(
    how: Method,
    instruments: Mapping[str, float | Decimal | str] | None = None,
    documents: Sequence[str] = ("O42", "O43"),
) -> "pd.DataFrame":
    """Return what each missing document costs, and what all of them cost together.

    Exact: a document is found (100) or not (0), and its share of the instrument follows
    from the method's tree.

    Parameters
    ----------
    how : Method
        With the items of the instrument described.
    instruments : mapping of str to number, optional
        Score of each instrument with the documents in place; A-086 and A-087 and every
        document when not given.
    documents : sequence of str
        Items of one instrument, all of them published now.

    Returns
    -------
    DataFrame
        ``missing`` (codes, empty at first), each instrument, ``total`` (published),
        ``change`` (unrounded), ``grade, passed``; one row a case.

    Raises
    ------
    UnknownNameError
        When a document is no item of the method that is checked by looking for it.
    InputError
        When the instrument's score is too low for all of them to be in place.

    Examples
    --------
    >>> from govlab.ita import method
    >>> found = missing_documents(method(2564), {"IIT": 85, "EIT": 85, "OIT": 100})
    >>> found[["missing", "total", "change", "grade"]].to_dict("split")["data"]
    [['', 91.0, 0.0, 'A'], ['O42', 86.0, -5.0, 'A'], ['O43', 86.0, -5.0, 'A'], \
['O42, O43', 81.0, -10.0, 'B']]
    """
    import pandas as pd

    if instruments is None:
        known = Assumptions()
        instruments = {code: known.number(one) for code, one in _START.items()} | {"OIT": 100}
    found = {one.code: one for one in how.items if one.scale == "published"}
    worth: dict[str, Fraction] = {}
    for one in how.instruments:
        worth |= shares(how, one.code, "item")
    for code in documents:
        if code not in found:
            raise UnknownNameError(
                message(
                    "ita_composite.no_document",
                    code=code,
                    fiscal_year=how.fiscal_year,
                    known=", ".join(found) or "–",
                )
            )
    start = {code: Fraction(str(value)) for code, value in instruments.items()}
    cases: list[tuple[str, ...]] = [(), *((code,) for code in documents)]
    if len(documents) > 1:
        cases.append(tuple(documents))
    base = score(how, instruments).total
    rows = []
    for case in cases:
        now = dict(start)
        for code in case:
            now[how.instrument_of[code]] -= 100 * worth[code]
        low = next((code for code, value in now.items() if value < 0), None)
        if low is not None:
            raise InputError(
                message(
                    "ita_composite.not_in_place",
                    code=low,
                    found=instruments[low],
                    documents=", ".join(case),
                )
            )
        points = {code: Decimal(v.numerator) / Decimal(v.denominator) for code, v in now.items()}
        result = score(how, points)
        rows.append(
            {
                "missing": ", ".join(case),
                **{code: float(value) for code, value in points.items()},
                "total": float(result.published),
                "change": round(float(result.total - base), 9),
                "grade": result.grade,
                "passed": result.passed,
            }
        )
    return pd.DataFrame(rows)


@dataclass(frozen=True)
class Obedience:
    """What respondents who answer on order do to one made-up agency, and what shows it.

    Parameters
    ----------
    frame : DataFrame
        One row a number of obedient respondents in each survey: ``obedient, IIT, EIT,
        OIT, total, grade, change`` (of the unrounded total), ``error`` (standard error
        that a reader would see), and for each survey ``perfect_*`` (share of respondents
        with the best answer everywhere), ``alike_*`` (share in the largest group of
        identical forms), ``spread_*`` (standard deviation of persons' means).
    power : DataFrame
        ``obedient, instrument, statistic, power``: share of agencies with so many
        obedient respondents that the statistic tells from honest ones, when 5 honest
        agencies in 100 may be accused in error.
    n : dict of str to int
        Respondents by instrument.
    replications, seed : int
        Agencies behind each power; everything follows from the seed.
    behaviour : Behaviour
        The assumptions.
    """

    frame: "pd.DataFrame"
    power: "pd.DataFrame"
    n: dict[str, int]
    replications: int
    seed: int
    behaviour: Behaviour

    @property
    def synthetic(self) -> bool:
        """True, always."""
        return True

    def as_dict(self) -> dict[str, Any]:
        """Return both tables and what they rest on, JSON-ready."""
        return {
            "synthetic": True,
            "seed": self.seed,
            "n": self.n,
            "replications": self.replications,
            "assumptions": self.behaviour.as_dict(),
            "cases": self.frame.to_dict("records"),
            "power": self.power.to_dict("records"),
        }

    def in_language(self, lang: str) -> str:
        """Return the effect and how far it can be seen, with its limits."""
        first, last = self.frame.iloc[0], self.frame.iloc[-1]
        told = [
            say(
                "ita_composite.obeyed",
                lang,
                count=int(last["obedient"]),
                iit=self.n["IIT"],
                eit=self.n["EIT"],
                before=f"{first['total']:.2f} ({first['grade']})",
                after=f"{last['total']:.2f} ({last['grade']})",
                seed=self.seed,
            )
        ]
        rows = self.power[self.power["obedient"] == int(last["obedient"])].to_dict("records")
        if rows:
            best = max(rows, key=lambda row: float(row["power"]))
            told.append(
                say(
                    "ita_composite.seen",
                    lang,
                    statistic=say(f"ita_composite.statistic_{best['statistic']}", lang),
                    instrument=best["instrument"],
                    power=f"{best['power']:.0%}",
                )
            )
        told.append(say("ita_composite.detection_note", lang))
        return "\n".join(told)


def obedient_respondents(
    how: Method,
    counts: Sequence[int] = (0, 5, 10),
    *,
    seed: int,
    staff: int = 120,
    clients: int = 800,
    target: Mapping[str, float] | None = None,
    oit: float | None = None,
    behaviour: Behaviour | None = None,
    replications: int = 200,
) -> Obedience:
    """Return what so many respondents who answer on order do to total and grade.

    An experiment on a made-up agency, never advice: choosing or coaching respondents is
    manipulation. The same persons answer in every case; the first so many of each survey
    give the best answers instead of their own.

    Parameters
    ----------
    how : Method
        With the questions described.
    counts : sequence of int
        Obedient respondents of each survey, ascending; a 0 for comparison is put first.
    seed : int
        Everything follows from it.
    staff, clients : int
        Persons who could be asked.
    target : mapping of str to float, optional
        What all persons are expected to give; A-086 and A-087 when not given.
    oit : float, optional
        Score of the documents; A-088 when not given.
    behaviour : Behaviour, optional
        The home's assumptions when not given.
    replications : int
        Agencies, honest and not, behind the power of each statistic; 0 leaves it out.

    Raises
    ------
    InputError
        When more obey than are asked, or there are fewer than 20 replications.
    """
    import pandas as pd

    behaviour = behaviour or Behaviour.read()
    known = Assumptions()
    wanted = {code: float(known.number(one)) for code, one in _START.items()} | dict(target or {})
    oit = float(known.number(_DOCUMENTS)) if oit is None else oit
    cases = sorted({0, *counts})
    if cases[0] < 0 or 0 < replications < _FEWEST:
        raise InputError(
            message(
                "ita_composite.obedient", counts=cases, replications=replications, least=_FEWEST
            )
        )

    def made(agencies: int, count: int) -> Simulation:
        return simulate(
            how,
            agencies,
            seed=seed,
            staff=staff,
            clients=clients,
            behaviour=behaviour,
            target=wanted,
            oit=oit,
            obedient=count,
        )

    rows: list[dict[str, Any]] = []
    n: dict[str, int] = {}
    for count in cases:
        one = made(1, count)
        n = {code: int(each[0]) for code, each in one.n.items()}
        if count > min(n.values()):
            raise InputError(message("ita_composite.obey_more", count=count, n=min(n.values())))
        found = one.table().iloc[0]
        points = {code: float(found[code]) for code in ("IIT", "EIT", "OIT")}
        rows.append(
            {
                "obedient": count,
                **points,
                "total": float(found["total"]),
                "grade": score(how, points).grade,
                "change": float(found["total"]) - (rows[0]["total"] if rows else found["total"]),
                "error": float(found["error"]),
            }
            | {
                f"{name}_{code}": float(values[0])
                for code in n
                for name, values in statistics_of(one, code).items()
            }
        )
    power = _power(made, cases, replications) if replications else []
    columns = ["obedient", "instrument", "statistic", "power"]
    return Obedience(
        frame=pd.DataFrame(rows),
        power=pd.DataFrame(power, columns=columns),
        n=n,
        replications=replications,
        seed=seed,
        behaviour=behaviour,
    )


def _power(made: Any, cases: Sequence[int], replications: int) -> list[dict[str, Any]]:
    honest = made(replications, 0)
    rows = []
    for count in cases[1:]:
        gamed = made(replications, count)
        for code in honest.n:
            usual, now = statistics_of(honest, code), statistics_of(gamed, code)
            for name in STATISTICS:
                edge = float(np.quantile(usual[name], 1 - _FALSE_ALARM, method="higher"))
                rows.append(
                    {
                        "obedient": int(count),
                        "instrument": code,
                        "statistic": name,
                        "power": float((now[name] > edge).mean()),
                    }
                )
    return rows


def statistics_of(made: Simulation, code: str) -> dict[str, Floats]:
    """Return each statistic of one survey, one number an agency.

    ``perfect``: share of respondents with the best answer everywhere; ``alike``: share in
    the largest group of identical forms; ``spread``: standard deviation of persons'
    means. They show a pattern, never a person.
    """
    frame = made.answers[code]
    points = frame.iloc[:, 2:].to_numpy(dtype=np.float64)
    unit = frame["unit"].to_numpy()
    order = {name: place for place, name in enumerate(made.units)}
    place = np.array([order[name] for name in unit])
    count = np.bincount(place, minlength=len(order))
    perfect = np.bincount(place, weights=(points == _BEST).all(axis=1), minlength=len(order))
    # One number for each different form: rows that agree everywhere, empty cells too.
    forms = np.unique(np.nan_to_num(points, nan=-1.0), axis=0, return_inverse=True)[1].reshape(-1)
    alike = np.zeros(len(order))
    pairs, times = np.unique(np.column_stack([place, forms]), axis=0, return_counts=True)
    np.maximum.at(alike, pairs[:, 0], times)
    mean = np.nanmean(points, axis=1)
    middle = np.bincount(place, weights=mean, minlength=len(order)) / count
    square = np.bincount(place, weights=(mean - middle[place]) ** 2, minlength=len(order))
    return {
        "perfect": perfect / count,
        "alike": alike / count,
        "spread": np.sqrt(square / np.maximum(count - 1, 1)),
    }
