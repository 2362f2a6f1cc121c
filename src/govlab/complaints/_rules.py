"""Rules of conformance: each a small function over a whole log, in one registry.

A rule takes an :class:`Inquiry` and says how many things it looked at and which break it.
None knows a process by name: what must hold stands in the declaration.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from govlab.complaints._clocks import Run, is_late, late_since, run_clocks, span_of
from govlab.complaints._conformance_read import resolver
from govlab.complaints._conformance_trail import Trail
from govlab.complaints._process import Basis, Process
from govlab.text import Message

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from govlab.logs import Log
    from govlab.thai import WorkCalendar

Made = TypeVar("Made")

#: What a broken rule weighs: a right of a person, a duty, another reading of a duty, the
#: quality of the log.
Severity = Literal["serious", "breach", "reading", "data"]


@dataclass(frozen=True)
class Inquiry:
    """What every rule sees: the log as it was read, the calendar and the moment of judging.

    Parameters
    ----------
    found : Trail
    calendar : WorkCalendar
    now : int
        Microseconds UTC.
    raw : Log
        The log before identities were taken out of it.
    """

    found: Trail
    calendar: "WorkCalendar"
    now: int
    raw: "Log"

    @property
    def process(self) -> Process:
        """The declaration."""
        return self.found.process

    def told(self, rule: str) -> Mapping[str, Any]:
        """Return what the declaration says of a rule."""
        return self.process.conformance.get(rule, {})

    def grounds(self, rule: str) -> tuple[str, ...]:
        """Return the sources and assumptions that the declaration gives for a rule."""
        told = self.told(rule)
        found: list[str] = []
        for key in ("sources", "assumption"):
            value = told.get(key, ())
            found += [value] if isinstance(value, str) else map(str, value)
        return tuple(found)

    @cached_property
    def clocks(self) -> Run:
        """Every deadline that ran."""
        return run_clocks(self.found, self.calendar, self.now)

    @cached_property
    def late_from(self) -> "NDArray[np.int64]":
        """From when on each case was late."""
        return late_since(self.found, [self.clocks])

    def late(self, case: "NDArray[np.int64]", at: "NDArray[np.int64]") -> "NDArray[np.int64]":
        """Return 1 where a case was late at a moment, 0 where not, -1 where nobody knows."""
        return is_late(self.late_from, case, at)

    def once(self, make: "Callable[[Inquiry], Made]") -> "Made":
        """Return what `make` makes of this inquiry, made once for all rules that ask."""
        if make not in self._made:
            self._made[make] = make(self)
        return self._made[make]  # type: ignore[no-any-return]

    @cached_property
    def _made(self) -> dict[Any, Any]:
        return {}

    def span(self, step: int = 1) -> Any:
        """Return the days of the log."""
        return span_of(self.found, self.calendar, self.now, step)

    @cached_property
    def doers(self) -> "list[tuple[frozenset[str], frozenset[str]]]":
        """Return for each different resource the actors and resources it may mean."""
        resolve = resolver(self.process)
        return [resolve(str(one)) for one in self.found.resource[1]]


@dataclass(frozen=True)
class Hits:
    """Things that break one rule in one way.

    Parameters
    ----------
    words : str
        Which sentence tells the evidence: ``complaints_check.is_<words>``.
    case : array
        Number of the case, -1 for the log as a whole.
    events : tuple of array
        The events that show it; -1 for none.
    data : mapping
        What fills the sentence, a value for all or one for each; see
        :mod:`govlab.complaints._conformance_words`.
    source : tuple of str
        What the rule rests on.
    severity : str, optional
        Where it differs from the rule's own.
    """

    words: str
    case: "NDArray[np.int64]"
    events: "tuple[NDArray[np.int64], ...]"
    data: Mapping[str, Any] = field(default_factory=dict)
    source: tuple[str, ...] = ()
    severity: Severity | None = None

    def __len__(self) -> int:
        return len(self.case)


@dataclass(frozen=True)
class Checked:
    """What a rule found.

    Parameters
    ----------
    examined : int
        How many things it looked at: visits, steps, clocks, cases.
    hits : tuple of Hits
    why : Message, optional
        Why the rule could not be applied, or what it could not see.
    """

    examined: int
    hits: tuple[Hits, ...] = ()
    why: Message | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of conformance.

    Parameters
    ----------
    name : str
        Its title is the sentence ``complaints_check.rule_<name>``.
    severity : str
        What a breach weighs unless the declaration says otherwise.
    apply : callable
        From an :class:`Inquiry` to what it found.
    """

    name: str
    severity: Severity
    apply: Callable[[Inquiry], Checked]


#: Every rule by its name, in the order in which findings are told.
RULES: dict[str, Rule] = {}


def rule(
    name: str, severity: Severity = "breach"
) -> Callable[[Callable[[Inquiry], Checked]], Callable[[Inquiry], Checked]]:
    """Enter a function into the registry."""

    def enter(apply: Callable[[Inquiry], Checked]) -> Callable[[Inquiry], Checked]:
        RULES[name] = Rule(name, severity, apply)
        return apply

    return enter


def cited(*bases: Basis) -> tuple[str, ...]:
    """Return what one or several things rest on, each once."""
    found: dict[str, None] = {}
    for one in bases:
        found.update(dict.fromkeys(one.sources))
        found.update(dict.fromkeys((one.assumption or "").split(";")))
    found.pop("", None)
    return tuple(found)


def hits(
    words: str,
    case: "NDArray[np.int64]",
    *events: "NDArray[np.int64]",
    source: Iterable[str] = (),
    severity: Severity | None = None,
    **data: Any,
) -> tuple[Hits, ...]:
    """Return hits as a tuple that is empty when there are none."""
    if not len(case):
        return ()
    return (Hits(words, case, events, data, tuple(source), severity),)
