"""To whom the identity of complainants was open: by declaration, and by a log."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from govlab.complaints._conformance_read import trail
from govlab.complaints._conformance_trail import STAGE
from govlab.complaints._exposure_guard import guarded
from govlab.complaints._process import Accompaniment, Process, Stage
from govlab.complaints._rules import Inquiry
from govlab.complaints._rules_people import declared_actors, exposed
from govlab.text import say
from govlab.thai import government_calendar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govlab.logs import Log


@dataclass(frozen=True)
class Exposure:
    """To how many cases' identities each actor had access, and who may not.

    Parameters
    ----------
    process : Process
    cases : int
        Cases of the log.
    exposed : int
        Cases whose identity was open to at least one actor who may not know it.
    actors : DataFrame
        ``actor, may_know, cases_handled, cases_named, events_named, exposed``: distinct
        cases, those of them whose file named the complainant, the events in which it did,
        and the cases so exposed (0 for who may know).
    """

    process: Process
    cases: int
    exposed: int
    actors: pd.DataFrame

    @property
    def share(self) -> float:
        """Cases exposed, per cent of all."""
        return 100 * self.exposed / self.cases if self.cases else 0.0

    def table(self, lang: str = "th") -> pd.DataFrame:
        """Return the actors for people."""
        titles = {name: one.title.in_language(lang) for name, one in self.process.actors.items()}
        yes, no = (say(f"complaints_check.may_{one}", lang) for one in ("yes", "no"))
        return pd.DataFrame(
            {
                say("complaints_check.actor", lang): self.actors["actor"].map(titles),
                say("complaints_check.may_know", lang): np.where(self.actors["may_know"], yes, no),
                say("complaints_check.cases_handled", lang): self.actors["cases_handled"],
                say("complaints_check.cases_named", lang): self.actors["cases_named"],
                say("complaints_check.cases_exposed", lang): self.actors["exposed"],
            }
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the measure as JSON holds it."""
        return {
            "process": self.process.id,
            "cases": self.cases,
            "exposed": self.exposed,
            "share": self.share,
            "actors": [
                {str(key): value for key, value in row.items()}
                for row in self.actors.to_dict("records")
            ],
        }


def exposures(
    log: "Log", process: Process, *, names: "Mapping[str, str] | None" = None
) -> Exposure:
    """Return to whom the identity of complainants was open in a log.

    Parameters
    ----------
    log : Log
        Simulated or real. An attribute ``identity`` (named, withheld, absent) of an event
        goes before what the process declares of its stage; a resource that is an actor's
        goes before the actor declared.
    process : Process
        Who may know, and at which stage the file names the complainant.
    names : mapping of str to str, optional
        Activities of the log to ids of the declaration.
    """
    found = trail(guarded(log), process, names)
    inquiry = Inquiry(found, government_calendar(), found.last, log)
    named, barred = exposed(inquiry)
    actor = _doers(inquiry)
    rows = []
    for place, (name, one) in enumerate(process.actors.items()):
        of = actor == place
        rows.append(
            {
                "actor": name,
                "may_know": one.may_know_identity,
                "cases_handled": _distinct(found.case[of]),
                "cases_named": _distinct(found.case[of & named]),
                "events_named": int((of & named).sum()),
                "exposed": _distinct(found.case[of & named & barred]),
            }
        )
    cases = _distinct(found.case[found.kind == STAGE])
    return Exposure(process, cases, _distinct(found.case[named & barred]), pd.DataFrame(rows))


def _doers(inquiry: Inquiry) -> "np.ndarray[Any, np.dtype[np.int64]]":
    """Return the place of who did each event: whom the log names, or whom the process does."""
    order = list(inquiry.process.actors)
    told = np.array(
        [order.index(min(actors)) if len(actors) == 1 else -1 for actors, _ in inquiry.doers] + [-1]
    )
    named = told[inquiry.found.resource[0]]
    declared = declared_actors(inquiry.found)
    return np.where((named >= 0) & (declared >= 0), named, declared)


def _distinct(cases: Any) -> int:
    return len(np.unique(cases))


def need_to_know(process: Process, lang: str = "th") -> pd.DataFrame:
    """Return who meets the complainant's identity where, as a process declares it.

    Returns
    -------
    DataFrame
        One row a stage or accompaniment: what it is, who acts, whether the file names,
        covers or lacks who complained, whether the actor may know, and the verdict.

    Examples
    --------
    >>> from govlab.complaints import conformance
    >>> from govlab.complaints._declaration import process
    >>> table = conformance.need_to_know(process("bangkok"), "en")
    >>> len(table) > 5
    True
    """
    every: list[Stage | Accompaniment] = [
        *process.stages.values(),
        *process.accompaniments.values(),
    ]
    actors = [process.actors[one.actor] for one in every]
    verdicts = [
        "exposed"
        if one.identity == "named" and not actor.may_know_identity
        else ("known" if one.identity == "named" else "covered")
        for one, actor in zip(every, actors, strict=True)
    ]
    return pd.DataFrame(
        {
            say("complaints_check.stage", lang): [one.title.in_language(lang) for one in every],
            say("complaints_check.actor", lang): [one.title.in_language(lang) for one in actors],
            say("complaints_check.identity", lang): [
                say(f"complaints_check.reach_{one.identity}", lang) for one in every
            ],
            say("complaints_check.may_know", lang): [
                say(f"complaints_check.may_{'yes' if one.may_know_identity else 'no'}", lang)
                for one in actors
            ],
            say("complaints_check.verdict", lang): [
                say(f"complaints_check.verdict_{one}", lang) for one in verdicts
            ],
        }
    )
