"""The ladder of a cohort: enrolled, attended, sat, passed, certified; and the verdict."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from govlab.assessment._policy import Policy
from govlab.errors import InputError
from govlab.text import message

if TYPE_CHECKING:
    import pandas as pd

_STEPS = ("enrolled", "attended", "sat", "passed", "certified")
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Ladder:
    """Who stands on each step, who fell off where, and whom the records contradict.

    Each step holds only persons of the step before, so that no share passes 100 %.

    Parameters
    ----------
    persons : dict of str to tuple of str
        Person ids on each of the steps `enrolled` (everyone on the roster),
        `attended`, `sat`, `passed`, `certified`, in the order of the roster.
    withdrawn : tuple of str
        Of those who did not attend, the ones that the roster calls withdrawn.
    sat_unattended : tuple of str
        They sat, but the roster does not say that they attended; they stand on no step
        after `enrolled` until the roster is corrected.
    certified_unpassed : tuple of str
        They hold a certificate, but do not stand among those who passed.
    """

    persons: Mapping[str, tuple[str, ...]]
    withdrawn: tuple[str, ...]
    sat_unattended: tuple[str, ...]
    certified_unpassed: tuple[str, ...]

    @property
    def enrolled(self) -> int:
        """How many the roster lists."""
        return len(self.persons["enrolled"])

    @property
    def attended(self) -> int:
        """How many attended."""
        return len(self.persons["attended"])

    @property
    def sat(self) -> int:
        """How many of them handed in answers."""
        return len(self.persons["sat"])

    @property
    def passed(self) -> int:
        """How many of them passed."""
        return len(self.persons["passed"])

    @property
    def certified(self) -> int:
        """How many of them hold a certificate."""
        return len(self.persons["certified"])

    @property
    def fell(self) -> dict[str, tuple[str, ...]]:
        """Who stands on the step before each step and not on it, by the step missed."""
        lost = {}
        for before, step in pairwise(_STEPS):
            there = set(self.persons[step])
            lost[step] = tuple(one for one in self.persons[before] if one not in there)
        return lost

    def as_dict(self) -> dict[str, object]:
        """Return counts, and the lists of persons, as a JSON-ready mapping."""
        return {
            **{step: len(self.persons[step]) for step in _STEPS},
            "fell": {step: list(persons) for step, persons in self.fell.items()},
            "withdrawn": list(self.withdrawn),
            "sat_unattended": list(self.sat_unattended),
            "certified_unpassed": list(self.certified_unpassed),
        }


def counting(results: "pd.DataFrame") -> "pd.DataFrame":
    """Return the attempt of each person and sitting that counts under the results' policy.

    Parameters
    ----------
    results : DataFrame
        Contract `results`; the column `policy` says which attempt counts. Of equally
        good ones the first is the best.

    Raises
    ------
    UnknownNameError
        When `policy` names no policy.
    InputError
        When the results come from several policies.
    """
    policies = results["policy"].unique()
    if len(policies) > 1:
        raise InputError(message("assessment.several_policies", found=", ".join(policies)))
    if results.empty:
        return results.reset_index(drop=True)
    rule = Policy.from_id(str(policies[0])).attempt
    key = ["cohort", "person", "sitting"]
    if rule == "best":
        ascending = [True, True, True, False, True]
        order = results.sort_values([*key, "score", "attempt"], ascending=ascending)
    else:
        order = results.sort_values([*key, "attempt"])
    chosen = order.drop_duplicates(key, keep="last" if rule == "last" else "first")
    return chosen.reset_index(drop=True)


def ladder(roster: "pd.DataFrame", results: "pd.DataFrame", certified: Collection[str]) -> Ladder:
    """Return who of one cohort enrolled, attended, sat, passed and is certified.

    Parameters
    ----------
    roster : DataFrame
        Contract `roster`, one cohort.
    results : DataFrame
        Contract `results`, one sitting of that cohort.
    certified : collection of str
        Person ids of the cohort with a valid certificate.

    Raises
    ------
    InputError
        When there are several cohorts or sittings, or a result or certificate belongs
        to nobody on the roster.
    """
    cohorts = sorted({*roster["cohort"].unique(), *results["cohort"].unique()})
    if len(cohorts) > 1:
        raise InputError(message("assessment.several_cohorts", found=", ".join(cohorts)))
    sittings = sorted(results["sitting"].unique())
    if len(sittings) > 1:
        raise InputError(message("assessment.several_sittings", found=", ".join(sittings)))
    decided = counting(results)
    enrolled = roster["person"].tolist()
    strangers = sorted({*decided["person"], *certified} - set(enrolled))
    if strangers:
        raise InputError(message("assessment.not_on_roster", found=", ".join(strangers)))
    status = dict(zip(enrolled, roster["status"], strict=True))
    sat, passed = set(decided["person"]), set(decided.loc[decided["passed"], "person"])
    attended = {one for one in enrolled if status[one] == "attended"}
    steps = (set(enrolled), attended, attended & sat, attended & passed)
    on = (*steps, steps[-1] & set(certified))

    def in_order(some: set[str]) -> tuple[str, ...]:
        return tuple(one for one in enrolled if one in some)

    return Ladder(
        persons={step: in_order(who) for step, who in zip(_STEPS, on, strict=True)},
        withdrawn=tuple(one for one in enrolled if status[one] == "withdrawn"),
        sat_unattended=in_order(sat - attended),
        certified_unpassed=in_order(set(certified) - steps[-1]),
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a cohort reached its target, on a full count.

    Parameters
    ----------
    passed, attended : int
        The counts that are compared.
    target : Decimal
        Per cent of those who attended who should pass.
    met : bool or None
        Whether passed × 100 ≥ target × attended, exactly; None when nobody attended.
    rates : dict of str to float or None
        Per cent who passed, of those `enrolled`, who `attended` (the main one) and who
        `sat`; None where there is nobody.
    """

    passed: int
    attended: int
    target: Decimal
    met: bool | None
    rates: Mapping[str, float | None]

    @property
    def rate(self) -> float | None:
        """Per cent who passed of those who attended."""
        return self.rates["attended"]

    def as_dict(self) -> dict[str, object]:
        """Return the verdict as a JSON-ready mapping."""
        return {
            "passed": self.passed,
            "attended": self.attended,
            "pass_rate": self.rate,
            "rates": dict(self.rates),
            "target": float(self.target),
            "met": self.met,
        }


def verdict(steps: Ladder, target: Decimal) -> Verdict:
    """Judge a cohort by its counts; no interval enters.

    Parameters
    ----------
    steps : Ladder
    target : Decimal
        Per cent, such as the 80 of KPI 5.2.2 (S4-073): of those trained, the share who
        pass the course's assessment.

    Raises
    ------
    InputError
        When the target is not within 0–100.

    Examples
    --------
    >>> people = tuple("abcde")
    >>> steps = dict.fromkeys(["enrolled", "attended", "sat"], people)
    >>> found = Ladder({**steps, "passed": people[:4], "certified": ()}, (), (), ())
    >>> verdict(found, Decimal(80)).met
    True
    """
    if not (target.is_finite() and 0 <= target <= _HUNDRED):
        raise InputError(message("assessment.target", value=str(target)))
    met = steps.passed * _HUNDRED >= Fraction(target) * steps.attended
    bases = {"enrolled": steps.enrolled, "attended": steps.attended, "sat": steps.sat}
    return Verdict(
        passed=steps.passed,
        attended=steps.attended,
        target=target,
        met=met if steps.attended else None,
        rates={
            name: _HUNDRED * steps.passed / count if count else None
            for name, count in bases.items()
        },
    )
