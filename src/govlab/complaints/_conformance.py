"""Checking a log against a process: every rule, every breach, with evidence and citation."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast

from govlab.complaints import (
    _conformance_words,
    _rules_beside,
    _rules_people,
    _rules_time,
    _rules_way,
)
from govlab.complaints._clocks import instant
from govlab.complaints._conformance_read import trail
from govlab.complaints._conformance_trail import UNKNOWN, Trail
from govlab.complaints._exposure_guard import guarded
from govlab.complaints._process import Process
from govlab.complaints._rules import RULES, Checked, Hits, Inquiry, Rule, Severity
from govlab.errors import UnknownNameError
from govlab.text import message, say
from govlab.thai import WorkCalendar, government_calendar

if TYPE_CHECKING:
    import pandas as pd

    from govlab.logs import Log

# So many of each rule are told in words; JSON has them all.
_TOLD = 5
# Where the process knows less of the events, names are wanting, and no list of breaches helps.
_FEW = 0.5
# Each enters its rules into the registry; findings are told in this order.
_GROUPS = tuple(one.__name__ for one in (_rules_way, _rules_time, _rules_beside, _rules_people))


@dataclass(frozen=True)
class Findings:
    """What a check found.

    Parameters
    ----------
    found : Trail
        The log as it was read.
    checked : mapping of str to Checked
        What each rule looked at and found, in the order of the registry.
    now : int
        The moment of judging, microseconds UTC.
    lang : {"th", "en"}
        Language of words where none is asked for.
    """

    found: Trail
    checked: Mapping[str, Checked]
    now: int
    lang: str = "th"

    @property
    def process(self) -> Process:
        """What the log was checked against."""
        return self.found.process

    @property
    def holds(self) -> bool:
        """Whether no rule is broken; readings that do not bind break none."""
        return not any(
            len(hit) and self.severity(name, hit) != "reading" for name, hit in self._hits()
        )

    def __len__(self) -> int:
        return sum(len(hit) for _, hit in self._hits())

    @property
    def readings(self) -> int:
        """How many of them break a reading of a rule that does not bind, and so no rule."""
        return sum(len(hit) for name, hit in self._hits() if self.severity(name, hit) == "reading")

    @property
    def recognised(self) -> float:
        """The share of the events whose activity the process knows; 1 where there are none."""
        return float((self.found.kind != UNKNOWN).mean()) if len(self.found.kind) else 1.0

    def counts(self) -> dict[str, int]:
        """Return how often each rule is broken, rules that are never broken included."""
        return {name: sum(map(len, one.hits)) for name, one in self.checked.items()}

    def severity(self, rule: str, hit: Hits) -> Severity:
        """Return what a breach weighs: by the clock, the declaration, or the rule."""
        told = self.process.conformance.get(rule, {}).get("severity")
        return hit.severity or cast("Severity | None", told) or RULES[rule].severity

    def violations(self, lang: str | None = None, most: int | None = None) -> list[dict[str, Any]]:
        """Return the breaches: case, rule, evidence, source, severity, events and data.

        Parameters
        ----------
        lang : {"th", "en"}, optional
            Language of the evidence.
        most : int, optional
            Not more than so many.
        """
        lang = lang or self.lang
        found: list[dict[str, Any]] = []
        for name, hit, at in self._each():
            if most is not None and len(found) >= most:
                break
            case = int(hit.case[at])
            found.append(
                {
                    "case": str(self.found.ids[case]) if case >= 0 else None,
                    "rule": name,
                    "evidence": _conformance_words.evidence(self.found, hit, at, lang),
                    "source": self._source(hit),
                    "severity": self.severity(name, hit),
                    "events": _conformance_words.events(self.found, hit, at),
                    "data": _conformance_words.data(self.found, hit, at, lang),
                }
            )
        return found

    def table(self, lang: str | None = None, most: int | None = None) -> "pd.DataFrame":
        """Return the breaches for people, one row each."""
        import pandas as pd

        lang = lang or self.lang
        rows = self.violations(lang, most)
        return pd.DataFrame(
            {
                say("complaints_check.case", lang): [one["case"] or "–" for one in rows],
                say("complaints_check.rule", lang): [title(one["rule"], lang) for one in rows],
                say("complaints_check.evidence", lang): [one["evidence"] for one in rows],
                say("complaints_check.source", lang): [one["source"] for one in rows],
                say("complaints_check.severity", lang): [
                    say(f"complaints_check.severity_{one['severity']}", lang) for one in rows
                ],
            }
        )

    def summary(self, lang: str | None = None) -> "pd.DataFrame":
        """Return one row a rule: what was looked at, what is broken, what could not be seen."""
        import pandas as pd

        lang = lang or self.lang
        every = self.checked.items()
        return pd.DataFrame(
            {
                say("complaints_check.rule", lang): [title(name, lang) for name, _ in every],
                say("complaints_check.examined", lang): [one.examined for _, one in every],
                say("complaints_check.broken", lang): list(self.counts().values()),
                say("complaints_check.remark", lang): [
                    "" if one.why is None else one.why.in_language(lang) for _, one in every
                ],
            }
        )

    def as_dict(self, lang: str | None = None, most: int | None = None) -> dict[str, Any]:
        """Return the findings as JSON holds them."""
        lang = lang or self.lang
        provenance = self.found.log.provenance
        return {
            "process": self.process.id,
            "log": provenance.source,
            "simulated": provenance.simulated,
            "cases": len(self.found.ids),
            "events": len(self.found.row),
            "now": _conformance_words.iso(self.now),
            "holds": self.holds,
            "count": len(self),
            "readings": self.readings,
            "recognised": round(self.recognised, 6),
            "rules": {
                name: {
                    "title": title(name, lang),
                    "examined": one.examined,
                    "violations": self.counts()[name],
                    "remark": None if one.why is None else one.why.in_language(lang),
                }
                for name, one in self.checked.items()
            },
            "violations": self.violations(lang, most),
        }

    def in_language(self, lang: str) -> str:
        """Return the findings in words: how many of what, and the first of them.

        Where the process knows no activity of the log, nothing but that is told.
        """
        strange = []
        if self.recognised < _FEW:
            strange = [_conformance_words.strange(self.found, lang)]
        if not self.recognised:
            return strange[0]
        broken = len(self) - self.readings
        head = say(
            "complaints_check.found" if broken else "complaints_check.none",
            lang,
            process=self.process.title.in_language(lang),
            cases=f"{len(self.found.ids):,}",
            events=f"{len(self.found.row):,}",
            count=f"{broken:,}",
            source=self.found.log.provenance.words(lang),
        )
        other = [say("complaints_check.readings", lang, count=f"{self.readings:,}")]
        by_rule = [
            f"  {title(name, lang)}: {count:,}" for name, count in self.counts().items() if count
        ]
        first = [
            say("complaints_check.line", lang, **{k: one[k] or "–" for k in _LINE})
            for name, count in self.counts().items()
            if count and not strange
            for one in self._only(name).violations(lang, _TOLD)
        ]
        rest = len(self) - len(first)
        more = [say("complaints_check.more", lang, count=f"{rest:,}")] if rest > 0 else []
        by_rule += self._unseen(lang)
        told = [*strange, head, *other * (self.readings > 0), *by_rule, *first, *more]
        return "\n".join(told)

    def _unseen(self, lang: str) -> list[str]:
        """Return a line for each reason for which rules could not be applied, or not wholly."""
        reasons: dict[tuple[str, str], list[str]] = {}
        for name, one in self.checked.items():
            if one.why is not None:
                key = "partly" if one.examined else "unseen"
                reasons.setdefault((key, one.why.in_language(lang)), []).append(title(name, lang))
        return [
            say(f"complaints_check.rules_{key}", lang, rules=", ".join(rules), why=why)
            for (key, why), rules in sorted(reasons.items())
        ]

    def _only(self, rule: str) -> "Findings":
        return Findings(self.found, {rule: self.checked[rule]}, self.now, self.lang)

    def _hits(self) -> Iterator[tuple[str, Hits]]:
        for name, one in self.checked.items():
            for hit in one.hits:
                yield name, hit

    def _each(self) -> Iterator[tuple[str, Hits, int]]:
        for name, hit in self._hits():
            for at in range(len(hit)):
                yield name, hit, at

    def _source(self, hit: Hits) -> str:
        return "; ".join(dict.fromkeys(hit.source)) or f"{self.process.id} (conformance)"


_LINE = ("case", "evidence", "source")


def check(
    log: "Log",
    process: Process,
    *,
    now: date | datetime | int | None = None,
    lang: str = "th",
    calendar: WorkCalendar | None = None,
    rules: Collection[str] | None = None,
    names: Mapping[str, str] | None = None,
) -> Findings:
    """Hold a log against a process and return every breach of every rule.

    Nothing of what is returned holds the words of a column whose heading promises an
    identity.

    Parameters
    ----------
    log : Log
        Simulated or real; see :mod:`govlab.logs`.
    process : Process
        What must hold.
    now : datetime, date or int, optional
        The moment to judge at; the last moment of the log when not given.
    lang : {"th", "en"}
        Language of the words of the findings.
    calendar : WorkCalendar, optional
        Working days; those of the government when not given.
    rules : collection of str, optional
        Names of the rules to apply; all when not given.
    names : mapping of str to str, optional
        Activities of the log to ids of the declaration, where the log has words of its own.

    Raises
    ------
    UnknownNameError
        When there is no rule of a name.
    """
    if rules is not None and (unknown := sorted(set(rules) - set(RULES))):
        raise UnknownNameError(
            message(
                "complaints_check.unknown_rule", value=", ".join(unknown), known=", ".join(RULES)
            )
        )
    found = trail(guarded(log), process, names)
    inquiry = Inquiry(
        found,
        calendar or government_calendar(),
        found.last if now is None else instant(now),
        log,
    )
    checked = {
        one.name: one.apply(inquiry) for one in every() if rules is None or one.name in rules
    }
    return Findings(found, checked, inquiry.now, lang)


def every() -> tuple[Rule, ...]:
    """Return every rule there is, in the order in which findings are told."""
    return tuple(sorted(RULES.values(), key=lambda one: _GROUPS.index(one.apply.__module__)))


def title(rule: str, lang: str = "th") -> str:
    """Return what a rule wants, in words."""
    return say(f"complaints_check.rule_{rule}", lang)
