"""What a workshop came to: graded, judged, and set out for the report and the workbook."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import govlab
from govlab import assessment, course, home
from govlab.certificates import Certificate, Issuer
from govlab.errors import GovlabError
from govlab.jobs._cohort import Cohort
from govlab.jobs._report import SCHEMA
from govlab.text import LANGUAGES, Message, say

if TYPE_CHECKING:
    import pandas as pd

    from govlab.assessment import Ladder, Verdict

_LEVEL = 0.95  # of the intervals in the research part
_HUNDRED = 100


@dataclass(frozen=True)
class Outcome:
    """Results of a cohort, from everyone enrolled to everyone certified.

    Parameters
    ----------
    cohort : Cohort
    results : DataFrame
        Contract `results`, every attempt.
    counted : DataFrame
        The same, only the attempt of each person that counts.
    ladder : Ladder
    verdict : Verdict
    certificates : tuple of Certificate
        Those of the cohort that stand in the register and are not revoked.
    """

    cohort: Cohort
    results: "pd.DataFrame"
    counted: "pd.DataFrame"
    ladder: "Ladder"
    verdict: "Verdict"
    certificates: tuple[Certificate, ...] = ()

    def with_certificates(self, every: Collection[Certificate]) -> "Outcome":
        """Return the outcome with what the register holds of this cohort."""
        known = set(self.cohort.roster["person"])
        valid = tuple(one for one in every if not one.revoked and one.person in known)
        holders = {one.person for one in valid}
        steps = assessment.ladder(self.cohort.roster, self.results, holders)
        return Outcome(self.cohort, self.results, self.counted, steps, self.verdict, valid)

    def interval(self) -> dict[str, Any] | None:
        """Return Wilson's interval in per cent, for readers who infer to other cohorts."""
        if not self.verdict.attended:
            return None
        return assessment.wilson(self.verdict.passed, self.verdict.attended, _LEVEL).as_dict()

    def summary(self) -> dict[str, Any]:
        """Return the keys that scripts rely on."""
        verdict = self.verdict
        return {
            "curriculum": self.cohort.snapshot.curriculum,
            "cohort": self.cohort.id,
            "form": self.cohort.snapshot.form_id,
            "synthetic": self.cohort.synthetic,
            "demonstration": self.cohort.demonstration,
            "trainees": self.ladder.enrolled,
            "attended": self.ladder.attended,
            "sat": self.ladder.sat,
            "passed": self.ladder.passed,
            "pass_rate": verdict.rate,
            "rates": dict(verdict.rates),
            "target": float(verdict.target),
            "met": verdict.met,
            "interval": self.interval(),
            "certificates": len(self.certificates),
            "serials": [one.serial for one in self.certificates],
            "unmatched": [one["who"] for one in self._attention() if one["kind"] == "unmatched"],
            "repeated": [one["who"] for one in self._attention() if one["kind"] == "repeated"],
            "snapshot": self.cohort.snapshot.sha256,
        }

    def document(self, issuer: Issuer, place: home.Home, responses: str) -> dict[str, Any]:
        """Return what the report notebook shows; persons stand by seat code.

        Parameters
        ----------
        issuer : Issuer
            Who certifies.
        place : Home
            For the titles of objectives.
        responses : str
            Digest of the answers that were scored.
        """
        snapshot, verdict = self.cohort.snapshot, self.verdict
        marks = self._marks()
        scores = self._on_ladder()[["person", "percent"]]
        return {
            "schema": SCHEMA,
            "curriculum": snapshot.curriculum,
            "title": snapshot.title.as_dict(),
            "cohort": self.cohort.id,
            "exam": snapshot.form.title.as_dict(),
            "form": snapshot.form_id,
            "synthetic": self.cohort.synthetic,
            "demonstration": self.cohort.demonstration,
            "pass_mark": str(snapshot.pass_mark),
            "ladder": self.ladder.as_dict(),
            "verdict": {
                "passed": verdict.passed,
                "attended": verdict.attended,
                "rate": verdict.rate,
                "rates": dict(verdict.rates),
                "target": float(verdict.target),
                "needed": _needed(verdict),
                "met": verdict.met,
            },
            "scores": [
                {"person": person, "percent": percent}
                for person, percent in scores.itertuples(index=False)
            ],
            "items": _items(snapshot, marks),
            "objectives": _objectives(snapshot, marks, place),
            "attention": self._attention(),
            "research": {"intervals": self._intervals()},
            "provenance": {
                "snapshot": snapshot.sha256,
                "responses": responses,
                **self.cohort.origin(),
                "policy": _policy(snapshot).id,
                "issuer": dict(issuer.name),
                "software": govlab.__version__,
            },
        }  # fmt: skip

    def sheets(self, lang: str = "th") -> "dict[str, pd.DataFrame]":
        """Return the sheets of the workbook: people with names, results, questions, summary."""
        made_up = say("jobs.sheet_synthetic", lang) if self.cohort.synthetic else ""
        sheets = {
            "summary": self._summary_sheet(lang),
            "people": self._people_sheet(lang),
            "items": self._items_sheet(lang),
            "results": self.results,
        }
        return {say(f"jobs.sheet_{name}", lang) + made_up: one for name, one in sheets.items()}

    def _on_ladder(self) -> "pd.DataFrame":
        """Return the counting results of those who attended and sat."""
        return self.counted[self.counted["person"].isin(self.ladder.persons["sat"])]

    def _marks(self) -> list["assessment.PersonResult"]:
        """Return the counting attempt of everyone who sat, item by item."""
        answers = self.cohort.answers.responses
        chosen = set(zip(*(self._on_ladder()[name] for name in ("person", "attempt")), strict=True))
        given: dict[tuple[str, int], dict[str, str]] = {}
        rows = zip(
            answers["person"], answers["attempt"], answers["item"], answers["response"].fillna(""),
            strict=True,
        )  # fmt: skip
        for person, attempt, item, response in rows:
            if (person, attempt) in chosen:
                given.setdefault((person, attempt), {})[item] = response
        return [assessment.grade_person(one, self.cohort.snapshot) for one in given.values()]

    def _attention(self) -> list[dict[str, Any]]:
        """Return what a person has to look at, by kind, whose it is and where it stands."""
        answers, ladder = self.cohort.answers, self.ladder
        found: list[tuple[str, str | None, tuple[int, ...], Message | None]] = [
            *(("unmatched", one.value, (one.row,), one.reason) for one in answers.unmatched),
            *(("repeated", one.person, one.rows, None) for one in answers.repeated),
            *(("sat_unattended", one, (), None) for one in ladder.sat_unattended),
            *(("certified_unpassed", one, (), None) for one in ladder.certified_unpassed),
        ]
        return [
            {
                "kind": kind,
                "who": who,
                "rows": list(rows),
                "reason": why and {lang: why.in_language(lang) for lang in LANGUAGES},
            }
            for kind, who, rows, why in found
        ]

    def _intervals(self) -> list[dict[str, Any]]:
        passed, attended = self.verdict.passed, self.verdict.attended
        if not attended:
            return []
        ways = (assessment.wilson, assessment.clopper_pearson)
        found = [way(passed, attended, _LEVEL).as_dict() for way in ways]
        return [one | {"level": _HUNDRED * _LEVEL} for one in found]

    def _people_sheet(self, lang: str) -> "pd.DataFrame":
        serials = {one.person: one.serial for one in self.certificates}
        columns = ["person", "score", "max", "percent", "passed"]
        sheet = self.cohort.roster.drop(columns=["cohort", "email"]).merge(
            self.counted[columns], on="person", how="left"
        )
        sheet["status"] = [say(f"jobs.status_{one}", lang) for one in sheet["status"]]
        sheet["serial"] = [serials.get(one) for one in sheet["person"]]
        sheet["percent"] = sheet["percent"].round(2)
        if self.cohort.synthetic:
            sheet["note"] = say("jobs.mark_synthetic", lang)
        return sheet.rename(columns={name: say(f"jobs.column_{name}", lang) for name in sheet})

    def _items_sheet(self, lang: str) -> "pd.DataFrame":
        import pandas as pd

        names = ("position", "code", "version", "objective", "stem", "facility", "left_empty")
        rows = [
            [one["stem"][lang] if name == "stem" else one[name] for name in names]
            for one in _items(self.cohort.snapshot, self._marks())
        ]
        return pd.DataFrame(rows, columns=[say(f"jobs.column_{name}", lang) for name in names])

    def _summary_sheet(self, lang: str) -> "pd.DataFrame":
        import pandas as pd

        snapshot, verdict = self.cohort.snapshot, self.verdict
        exam = f"{snapshot.form.title.in_language(lang)} ({snapshot.form_id})"
        met = {True: "met", False: "not_met", None: "no_verdict"}[verdict.met]
        rows: list[tuple[str, Any]] = [
            (say("jobs.curriculum", lang), snapshot.title.in_language(lang)),
            (say("jobs.cohort", lang), self.cohort.id),
            (say("jobs.exam", lang), exam),
            *((say(f"jobs.step_{step}", lang), len(people))
              for step, people in self.ladder.persons.items()),
            (say("jobs.rate_main_long", lang), verdict.rate),
            (say("jobs.target", lang), float(verdict.target)),
            (say("jobs.verdict", lang), say(f"jobs.{met}", lang)),
            *((say(f"jobs.attention_{kind}", lang), count)
              for kind, count in Counter(one["kind"] for one in self._attention()).items()),
            (say("jobs.card_snapshot", lang), snapshot.sha256),
            (say("jobs.card_software", lang), f"govlab {govlab.__version__}"),
        ]  # fmt: skip
        for mark in ("synthetic", "demonstration"):
            if getattr(self.cohort, mark):
                rows.insert(0, (say("jobs.column_note", lang), say(f"jobs.mark_{mark}", lang)))
        return pd.DataFrame(
            [(head, f"{value:.2f}" if isinstance(value, float) else str(value))
             for head, value in rows],
            columns=[say("jobs.column_what", lang), say("jobs.column_value", lang)],
        )  # fmt: skip


def judge(cohort: Cohort) -> Outcome:
    """Grade the answers and judge the cohort; a pure function."""
    results = assessment.grade(cohort.answers.responses, cohort.snapshot, _policy(cohort.snapshot))
    steps = assessment.ladder(cohort.roster, results, ())
    verdict = assessment.verdict(steps, cohort.snapshot.target)
    return Outcome(cohort, results, assessment.counting(results), steps, verdict)


def _policy(snapshot: course.Snapshot) -> "assessment.Policy":
    return assessment.Policy.declared(snapshot)


def _needed(verdict: "Verdict") -> int:
    """Return how many of those who attended must pass, by counts."""
    share = verdict.target * verdict.attended / _HUNDRED
    return int(share.to_integral_value(rounding="ROUND_CEILING"))


def _facility(
    marks: Sequence["assessment.PersonResult"], items: Collection[course.Item]
) -> float | None:
    """Return the share of points earned on `items`, in per cent."""
    most = len(marks) * sum(item.points for item in items)
    if not most:
        return None
    earned = sum(one.points[item.code] for one in marks for item in items)
    return float(_HUNDRED * earned / most)


def _items(
    snapshot: course.Snapshot, marks: Sequence["assessment.PersonResult"]
) -> list[dict[str, Any]]:
    empty = {assessment.State.UNANSWERED, assessment.State.NOT_REACHED}
    return [
        {
            "position": position,
            "code": item.code,
            "version": item.version,
            "objective": f"{item.module}/{item.objective}",
            "stem": item.stem.as_dict(),
            "facility": _facility(marks, [item]),
            "left_empty": sum(one.states[item.code] in empty for one in marks),
        }
        for position, item in enumerate(snapshot.scored, start=1)
    ]


def _objectives(
    snapshot: course.Snapshot, marks: Sequence["assessment.PersonResult"], place: home.Home
) -> list[dict[str, Any]]:
    groups: dict[str, list[course.Item]] = {}
    for item in snapshot.scored:
        groups.setdefault(f"{item.module}/{item.objective}", []).append(item)
    titles = _titles(snapshot.curriculum, place)
    return [
        {
            "code": code,
            "module": titles.get(code.partition("/")[0], _plain(code.partition("/")[0])),
            "title": titles.get(code, _plain(code)),
            "items": len(items),
            "facility": _facility(marks, items),
        }
        for code, items in sorted(groups.items())
    ]


def _titles(curriculum: str, place: home.Home) -> Mapping[str, dict[str, str]]:
    """Return titles of modules and objectives; an old sitting may outlive its curriculum."""
    try:
        found = course.load(curriculum, place)
    except GovlabError:
        return {}
    modules = {module.id: module.title.as_dict() for module in found.modules.values()}
    return modules | {code: one.text.as_dict() for code, one in found.objectives.items()}


def _plain(text: str) -> dict[str, str]:
    return {"th": text, "en": text}
