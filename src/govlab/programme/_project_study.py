"""A project's figures: what its document prints against what its parts add up to."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil

from govlab import home
from govlab.datasets import Assumptions, Comparison, Dataset, Headline, Study, load
from govlab.programme._project_file import Activity, Project, read_project
from govlab.programme._trainees import (
    UNSTATED,
    all_trainees,
    baht_each,
    counted,
    per_unit,
    readings,
    trainings,
)
from govlab.text import say
from govlab.thai import FiscalYear, baht_text

_CENTRES = "ministry_centre_units"
_IN_WORDS = re.compile(r"\(([^()]*ถ้วน)\)")
# How much of the money that no line names goes to training.
_EXTRA = "A-008"
_PERCENT = 100
_SHARE = 80  # per cent of the departments that KPI 5.1.5 asks for, shown for both readings
# Centres that the regulation sets up, and those that need a royal decree.
_SET_UP = ("in_regulation", "needs_royal_decree")


def project_study(
    project: Project | None = None,
    lang: str = "th",
    assumptions: Assumptions | None = None,
    place: home.Home | None = None,
) -> Study:
    """Return a project's figures, as its document prints them against what they add up to.

    Parameters
    ----------
    project : Project, optional
        The FY2567 project when not given.
    lang : {"th", "en"}
        Language of the words.
    assumptions : Assumptions, optional
        Those of the home when not given; they choose between readings of a disputed
        number.
    place : Home, optional
        Home to read from.

    Examples
    --------
    >>> project_study(lang="en").holds
    True
    """
    project = read_project(place=place) if project is None else project
    assumed = Assumptions(place=place) if assumptions is None else assumptions
    centres = load(_CENTRES, place)
    found = (
        *_money(project, lang),
        *_people(project, assumed, lang),
        *_counts(project, centres, assumed, lang),
    )
    headlines = tuple(_headlines(project, assumed, lang))
    every: list[Comparison | Headline] = [*found, *headlines]
    used = sorted({name for one in every for name in one.assumption_ids})
    return Study(
        name="project_budget",
        comparisons=found,
        headlines=headlines,
        data=(project.provenance, centres.provenance),
        assumptions=tuple(assumed[name] for name in used),
        lang=lang,
    )


def _money(project: Project, lang: str) -> Iterator[Comparison]:
    budget, baht = project.budget, say("programme.baht", lang)
    for line in budget.lines:
        words = _IN_WORDS.search(line.as_printed or "")
        if words is not None:
            yield Comparison(
                f"words.{line.code}",
                say("programme.in_words", lang, code=line.code, each=f"{int(line.each):,}"),
                words.group(1).replace(" ", ""),
                baht_text(line.each),
                "",
                line.source_ids,
            )
        yield Comparison(
            f"line.{line.code}",
            say(
                "programme.line",
                lang,
                code=line.code,
                units=len(line.units),
                each=f"{int(line.each):,}",
            ),
            line.total,
            line.each * len(line.units),
            baht,
            line.source_ids,
        )
    itemised = sum((line.each * len(line.units) for line in budget.lines), Decimal(0))
    findings = [name for name in budget.source_ids if "-X" in name]
    if budget.in_words is not None:
        yield Comparison(
            "words.total",
            say("programme.total_in_words", lang),
            budget.in_words,
            baht_text(budget.total),
            "",
            budget.source_ids[:1],
        )
    yield Comparison(
        "itemised",
        say("programme.itemised_sum", lang),
        budget.itemised,
        itemised,
        baht,
        budget.source_ids,
    )
    yield Comparison(
        "total",
        say("programme.total_sum", lang),
        budget.total,
        itemised,
        baht,
        budget.source_ids,
        finding=findings[0] if findings else "",
        expected=budget.total - budget.unlisted,
        reason=say("programme.not_itemised", lang, unlisted=f"{int(budget.unlisted):,}"),
    )


def _people(project: Project, assumed: Assumptions, lang: str) -> Iterator[Comparison]:
    """Yield the target of trainees against what the activities ask for."""
    courses = trainings(project)
    numbers = {one.number for one in courses}
    goals = [
        kpi for kpi in project.kpis if kpi.measure == "at_least" and numbers & {*kpi.activities}
    ]
    persons = all_trainees(project, assumed)
    printed = sum(one.trainees.per_unit * len(counted(one)) for one in courses if one.trainees)
    for kpi in goals:
        named = {one.trainees.headline for one in courses if one.trainees}
        finding = _finding(kpi.source_ids, project, "trainees_per_zone")
        yield Comparison(
            f"trainees.{kpi.code}",
            say("programme.trainees_sum", lang, code=kpi.code),
            kpi.value or Decimal(0),
            persons,
            say("programme.person_unit", lang),
            tuple(
                dict.fromkeys(
                    (
                        *kpi.source_ids,
                        *(i for one in courses if one.trainees for i in one.trainees.source_ids),
                    )
                )
            ),
            tuple(sorted({UNSTATED, *(name for name in named if name)})),
            finding=finding,
            # Every reading is explained: the finding leaves the digit open.
            expected=Decimal(persons)
            if _within_readings(project, assumed, courses)
            else Decimal(printed),
            reason=say("programme.more_than_target", lang),
        )
        for target in project.targets:
            if target.unit == "persons" and target.count is not None:
                yield Comparison(
                    f"target.{target.code}",
                    say("programme.target_is_kpi", lang, target=target.code, code=kpi.code),
                    Decimal(target.count),
                    kpi.value or Decimal(0),
                    say("programme.person_unit", lang),
                    (*target.source_ids, *kpi.source_ids[:1]),
                )


def _within_readings(project: Project, assumed: Assumptions, courses: Sequence[Activity]) -> bool:
    """Return whether each number taken is one that the document's readings span."""
    return all(
        min(read) <= per_unit(one, assumed) <= max(read)
        for one in courses
        if (read := readings(project, one))
    )


def _finding(ids: Sequence[str], project: Project, dispute: str) -> str:
    disputed = project.dispute(dispute)
    known = [name for name in (disputed.source_ids if disputed else ids) if "-X" in name]
    return known[0] if known else ""


def _counts(
    project: Project, centres: Dataset, assumed: Assumptions, lang: str
) -> Iterator[Comparison]:
    places = [kpi for kpi in project.kpis if kpi.unit == "places" and kpi.value is not None]
    for kpi in places:
        funded = {
            unit
            for line in project.budget.lines
            if line.activity in kpi.activities
            for unit in line.units
        }
        yield Comparison(
            f"places.{kpi.code}",
            say("programme.places", lang, code=kpi.code),
            kpi.value or Decimal(0),
            len(funded),
            say("programme.unit_unit", lang),
            kpi.source_ids,
            finding=next((name for name in kpi.source_ids if "-X" in name), ""),
            expected=Decimal(len({unit.code for unit in project.units})),
            reason=say("programme.division_too", lang),
        )
    yield Comparison(
        "activities",
        say("programme.activity_count", lang),
        Decimal(project.activity_count.count),
        len(project.activities),
        "",
        project.activity_count.source_ids,
    )
    if project.closing is not None:
        closing = next((name for name in project.closing.source_ids if "-X" in name), "")
        yield Comparison(
            "sections",
            say("programme.sections", lang),
            Decimal(project.activity_count.count),
            len(project.activities) + 1,
            "",
            project.closing.source_ids,
            finding=closing,
            expected=Decimal(len(project.activities) + 1),
            reason=say("programme.closing_too", lang, code=project.closing.code),
        )
    yield from _numbering(project, lang)
    yield from _disputed(project, assumed, lang)
    for target in project.targets:
        if target.unit != "units" or target.count is None:
            continue
        rows = {row["code"]: row for row in centres.records()}
        set_up = [row for row in rows.values() if row["status"] in _SET_UP]
        whole = rows["all"]
        yield Comparison(
            f"centres.{target.code}",
            say("programme.centres", lang, code=target.code),
            Decimal(target.count),
            sum(int(row["units"]) for row in set_up),
            say("programme.unit_unit", lang),
            (
                *target.source_ids,
                *(name for row in set_up for name in row["source_ids"].split(";")),
            ),
            finding=whole["source_ids"].split(";")[0],
            expected=Decimal(int(whole["units"])),
            reason=say("programme.other_date", lang),
        )
    year = FiscalYear(project.fiscal_year)
    for name, day, edge in (
        ("first", project.period.first, year.start),
        ("last", project.period.last, year.end),
    ):
        yield Comparison(
            f"period.{name}",
            say(f"programme.period_{name}", lang, fiscal_year=project.fiscal_year),
            day.isoformat(),
            edge.isoformat(),
            "",
            project.period.source_ids,
        )


def _numbering(project: Project, lang: str) -> Iterator[Comparison]:
    """Yield for each kind of indicator the last printed number against how many there are."""
    for kind in ("quantity", "quality"):
        every = [kpi for kpi in project.kpis if kpi.kind == kind]
        if not every:
            continue
        twice = [kpi for kpi in every if kpi.code != kpi.code_as_printed]
        ids = [name for kpi in twice for name in kpi.source_ids if "-X" in name]
        yield Comparison(
            f"kpis.{kind}",
            say(f"programme.kpis_{kind}", lang),
            Decimal(every[-1].code_as_printed.rpartition(".")[2]),
            len(every),
            "",
            tuple(dict.fromkeys(kpi.source_ids[0] for kpi in every)),
            finding=ids[0] if ids else "",
            expected=Decimal(len({kpi.code_as_printed for kpi in every}) + len(twice) // 2),
            reason=say(
                "programme.numbered_twice", lang, code=twice[0].code_as_printed if twice else "–"
            ),
        )


def _disputed(project: Project, assumed: Assumptions, lang: str) -> Iterator[Comparison]:
    """Yield the departments as each place prints them against the reading taken."""
    found = project.dispute("departments")
    if found is None:
        return
    taken = assumed.number(found.headline)
    finding = next(name for name in found.source_ids if "-X" in name)
    for reading in found.readings:
        yield Comparison(
            f"departments.{reading.value}",
            say("programme.departments", lang, where=", ".join(reading.where)),
            reading.value,
            taken,
            say("programme.department_unit", lang),
            (*reading.source_ids, finding),
            (found.headline,),
            finding=finding,
            expected=taken if taken in {one.value for one in found.readings} else None,
            reason=say(
                "programme.two_counts",
                lang,
                values=" / ".join(str(one.value) for one in found.readings),
            ),
        )


def _headlines(project: Project, assumed: Assumptions, lang: str) -> Iterator[Headline]:
    budget = project.budget
    itemised = sum((line.total for line in budget.lines), Decimal(0))
    yield Headline(
        "unlisted",
        say("programme.unlisted_sum", lang),
        budget.total - itemised,
        say("programme.baht", lang),
        budget.source_ids,
    )
    yield Headline(
        "unlisted_percent",
        say("programme.unlisted_share", lang),
        Fraction(_PERCENT * (budget.total - itemised)) / Fraction(budget.total),
        "%",
        budget.source_ids,
        places=2,
    )
    for number in sorted({line.activity for line in budget.lines}):
        lines = [line for line in budget.lines if line.activity == number]
        yield Headline(
            f"activity.{number}",
            say("programme.activity_sum", lang, number=number),
            sum((line.total for line in lines), Decimal(0)),
            say("programme.baht", lang),
            tuple(name for line in lines for name in line.source_ids if "-X" not in name),
        )
    ids: list[str] = []
    names = {UNSTATED}
    spent = assumed.number(_EXTRA)
    for activity in trainings(project):
        trainees = activity.trainees
        if trainees is None:
            continue
        taken = per_unit(activity, assumed)
        ids += trainees.source_ids
        mine = (trainees.headline,) if trainees.headline else ()
        names.update(mine)
        lines = [line for line in budget.lines if line.activity == activity.number]
        spent += sum(line.total for line in lines)
        yield Headline(
            f"baht_person.{activity.number}",
            say("programme.baht_each", lang, number=activity.number, persons=taken),
            baht_each(project, activity) / taken,
            say("programme.baht_person_unit", lang),
            (*trainees.source_ids, *(name for line in lines for name in line.source_ids)),
            mine,
        )
    persons = all_trainees(project, assumed)
    if persons:
        yield Headline(
            "baht_person.all",
            say("programme.baht_all", lang),
            Fraction(spent) / persons,
            say("programme.baht_person_unit", lang),
            tuple(dict.fromkeys((*ids, *budget.source_ids))),
            tuple(sorted({*names, _EXTRA})),
            places=2,
        )
        yield Headline(
            "trainees",
            say("programme.trainees_all", lang),
            persons,
            say("programme.person_unit", lang),
            tuple(dict.fromkeys(ids)),
            tuple(sorted(names)),
        )
    for kpi in project.kpis:
        # A share of the departments has two readings, shown below.
        if kpi.value is None or kpi.of is None or kpi.of_unit == "departments":
            continue
        yield Headline(
            f"least.{kpi.code}",
            say("programme.least", lang, code=kpi.code, share=kpi.value, of=kpi.of),
            ceil(Fraction(kpi.value) * kpi.of / _PERCENT),
            say("programme.case_unit" if kpi.of_unit == "cases" else "programme.person_unit", lang),
            kpi.source_ids,
        )
    departments = project.dispute("departments")
    if departments is not None:
        taken_departments = assumed.number(departments.headline)
        yield Headline(
            "departments_80",
            say("programme.departments_share", lang, share=_SHARE, of=taken_departments),
            ceil(Fraction(_SHARE, _PERCENT) * Fraction(taken_departments)),
            say("programme.department_unit", lang),
            departments.source_ids,
            (departments.headline,),
        )
