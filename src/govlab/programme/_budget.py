"""The arithmetic of a project: budget by unit and activity, trainees, indicators."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from govlab import home
from govlab.charts import COLOURS, Chart, canvas
from govlab.datasets import Assumptions, Comparison, Dataset, Headline, Study, load
from govlab.programme._project_file import Activity, Project, read_project
from govlab.text import say
from govlab.thai import FiscalYear, baht_text

if TYPE_CHECKING:
    import pandas as pd

_CENTRES = "ministry_centre_units"
_IN_WORDS = re.compile(r"\(([^()]*ถ้วน)\)")
_PERCENT = 100
_SHARE = 80  # per cent of the departments that KPI 5.1.5 asks for, shown for both readings


def allocation_table(project: Project, lang: str = "th") -> "pd.DataFrame":
    """Return baht by unit and activity, with sums, and what no line names."""
    import pandas as pd

    numbers = sorted({line.activity for line in project.budget.lines})
    whole = say("programme.whole", lang)
    rows = []
    for unit in project.units:
        given = {number: _given(project, unit.code, number) for number in numbers}
        rows.append([unit.label.in_language(lang), *given.values(), sum(given.values())])
    sums = [sum(column) for column in zip(*(row[1:] for row in rows), strict=True)]
    rows.append([say("programme.itemised", lang), *sums])
    blank = [None] * len(numbers)
    left = project.budget.total - Decimal(sums[-1])
    rows.append([say("programme.unlisted", lang), *blank, int(left)])
    rows.append([whole, *blank, int(project.budget.total)])
    head = [say("programme.activity", lang, number=number) for number in numbers]
    told = [[row[0], *("–" if one is None else f"{one:,}" for one in row[1:])] for row in rows]
    return pd.DataFrame(told, columns=[say("programme.unit", lang), *head, whole])


def trainees_table(
    project: Project, lang: str = "th", assumptions: Assumptions | None = None
) -> "pd.DataFrame":
    """Return for each training and each reading: persons, baht a unit, baht a person."""
    import pandas as pd

    assumed = Assumptions() if assumptions is None else assumptions
    rows = []
    for activity in _trainings(project):
        baht = _baht_each(project, activity)
        taken = _per_unit(activity, assumed)
        for persons in _readings(project, activity):
            values = (
                activity.label.in_language(lang),
                persons,
                len(_counted(activity)),
                persons * len(_counted(activity)),
                f"{int(baht):,}",
                f"{int(baht / persons):,}",
                "✓" if persons == taken else "",
            )
            rows.append(dict(zip(_heads(lang), values, strict=True)))
    return pd.DataFrame(rows)


def _heads(lang: str) -> tuple[str, ...]:
    return (
        say("programme.training", lang),
        say("programme.per_unit", lang),
        say("programme.units", lang),
        say("programme.persons", lang),
        say("programme.baht_unit", lang),
        say("programme.baht_person", lang),
        say("programme.taken", lang),
    )


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


def budget_chart(project: Project, lang: str = "th") -> Chart:
    """Return the budget as one bar a unit, divided by activity, and what no line names."""
    numbers = sorted({line.activity for line in project.budget.lines})
    labels = [unit.label.in_language(lang).split(" (")[0] for unit in project.units]
    labels.append(say("programme.unlisted", lang))
    left = project.budget.total - sum(line.total for line in project.budget.lines)
    title = say("programme.budget_title", lang, fiscal_year=project.fiscal_year)
    ids = sorted({name for line in project.budget.lines for name in line.source_ids})
    ids = [name for name in ids if "-X" not in name]
    found = project.provenance
    told = f"{'; '.join(found.sources)} ({', '.join((*project.budget.source_ids, *ids))})"
    with canvas(
        title,
        source=told,
        lang=lang,
        synthetic=found.synthetic,
        size=(10.0, 1.8 + 0.42 * len(labels)),
    ) as (figure, axes):
        start = [0] * len(labels)
        for place, number in enumerate(numbers):
            values = [_given(project, unit.code, number) for unit in project.units] + [0]
            axes.barh(
                labels,
                values,
                left=start,
                color=COLOURS[place],
                label=say("programme.activity", lang, number=number),
                height=0.66,
            )
            start = [a + b for a, b in zip(start, values, strict=True)]
        axes.barh([labels[-1]], [int(left)], color="#bbbbbb", hatch="//", edgecolor="white")
        start[-1] = int(left)
        for row, value in enumerate(start):
            axes.annotate(
                f"{value:,}",
                (value, row),
                xytext=(5, 0),
                textcoords="offset points",
                va="center",
                fontsize=12,
            )
        axes.invert_yaxis()
        axes.margins(x=0.12)
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        axes.set_xlabel(say("programme.budget_axis", lang, total=f"{int(project.budget.total):,}"))
        axes.grid(axis="x")
        axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=len(numbers), frameon=False)
        axes.set_title(title, pad=34)
    said = ", ".join(f"{label} {value:,}" for label, value in zip(labels, start, strict=True))
    return Chart(figure, f"{title}: {said}")


def _given(project: Project, unit: str, number: int) -> int:
    lines = (one for one in project.budget.lines if one.activity == number and unit in one.units)
    return int(sum(line.each for line in lines))


def _trainings(project: Project) -> list[Activity]:
    return [one for one in project.activities if one.trainees is not None]


def _counted(activity: Activity) -> tuple[str, ...]:
    return activity.trainees.counted_units if activity.trainees else ()


def _per_unit(activity: Activity, assumed: Assumptions) -> int:
    """Return the persons trained in each unit; an assumption chooses a disputed number."""
    if activity.trainees is None:
        return 0
    if activity.trainees.headline is None:
        return activity.trainees.per_unit
    return int(assumed.number(activity.trainees.headline))


def _readings(project: Project, activity: Activity) -> list[int]:
    """Return every reading of the persons trained in each unit, the printed one first."""
    if activity.trainees is None:
        return []
    name = activity.trainees.headline
    disputes = [one for one in project.disputed if name and one.headline == name]
    read = [int(reading.value) for one in disputes for reading in one.readings]
    return list(dict.fromkeys([activity.trainees.per_unit, *read]))


def _baht_each(project: Project, activity: Activity) -> Fraction:
    """Return the baht that a counted unit gets for the activity, the mean where they differ."""
    units = _counted(activity)
    given = [_given(project, unit, activity.number) for unit in units]
    return Fraction(sum(given), len(units))


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
    trainings = _trainings(project)
    numbers = {one.number for one in trainings}
    goals = [
        kpi for kpi in project.kpis if kpi.measure == "at_least" and numbers & {*kpi.activities}
    ]
    persons = sum(_per_unit(one, assumed) * len(_counted(one)) for one in trainings)
    printed = sum(one.trainees.per_unit * len(_counted(one)) for one in trainings if one.trainees)
    for kpi in goals:
        named = {one.trainees.headline for one in trainings if one.trainees}
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
                        *(i for one in trainings if one.trainees for i in one.trainees.source_ids),
                    )
                )
            ),
            tuple(sorted(name for name in named if name)),
            finding=finding,
            # Every reading is explained: the finding leaves the digit open.
            expected=Decimal(persons)
            if _within_readings(project, assumed, trainings)
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


def _within_readings(project: Project, assumed: Assumptions, trainings: Sequence[Activity]) -> bool:
    """Return whether each number taken is one that the document's readings span."""
    return all(
        min(read) <= _per_unit(one, assumed) <= max(read)
        for one in trainings
        if (read := _readings(project, one))
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
        counted = [row for row in rows.values() if row["status"] in _SET_UP]
        whole = rows["all"]
        yield Comparison(
            f"centres.{target.code}",
            say("programme.centres", lang, code=target.code),
            Decimal(target.count),
            sum(int(row["units"]) for row in counted),
            say("programme.unit_unit", lang),
            (
                *target.source_ids,
                *(name for row in counted for name in row["source_ids"].split(";")),
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


# Centres that the regulation sets up, and those that need a royal decree.
_SET_UP = ("in_regulation", "needs_royal_decree")


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
    persons = 0
    ids: list[str] = []
    names: set[str] = set()
    for activity in _trainings(project):
        trainees = activity.trainees
        if trainees is None:
            continue
        taken = _per_unit(activity, assumed)
        persons += taken * len(trainees.counted_units)
        ids += trainees.source_ids
        mine = (trainees.headline,) if trainees.headline else ()
        names.update(mine)
        lines = [line for line in budget.lines if line.activity == activity.number]
        yield Headline(
            f"baht_person.{activity.number}",
            say("programme.baht_each", lang, number=activity.number, persons=taken),
            _baht_each(project, activity) / taken,
            say("programme.baht_person_unit", lang),
            (*trainees.source_ids, *(name for line in lines for name in line.source_ids)),
            mine,
        )
    if persons:
        yield Headline(
            "trainees",
            say("programme.trainees_all", lang),
            persons,
            say("programme.person_unit", lang),
            tuple(dict.fromkeys(ids)),
            tuple(sorted(names)),
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
