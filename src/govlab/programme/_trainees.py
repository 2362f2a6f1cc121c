"""What each unit of a project gets, and how many it trains."""

from fractions import Fraction

from govlab.datasets import Assumptions
from govlab.programme._project_file import Activity, Project

# What the document leaves open: how many the units train that have money and no number.
UNSTATED = "A-012"


def given_to(project: Project, unit: str, number: int) -> int:
    lines = (one for one in project.budget.lines if one.activity == number and unit in one.units)
    return int(sum(line.each for line in lines))


def trainings(project: Project) -> list[Activity]:
    return [one for one in project.activities if one.trainees is not None]


def counted(activity: Activity) -> tuple[str, ...]:
    return activity.trainees.counted_units if activity.trainees else ()


def per_unit(activity: Activity, assumed: Assumptions) -> int:
    """Return the persons trained in each unit; an assumption chooses a disputed number."""
    if activity.trainees is None:
        return 0
    if activity.trainees.headline is None:
        return activity.trainees.per_unit
    return int(assumed.number(activity.trainees.headline))


def all_trainees(project: Project, assumed: Assumptions) -> int:
    """Return the least number of trainees, those of units with money and no number among them."""
    total = 0
    for activity in trainings(project):
        named = counted(activity)
        funded = {
            unit
            for line in project.budget.lines
            if line.activity == activity.number
            for unit in line.units
        }
        total += per_unit(activity, assumed) * len(named)
        total += int(assumed.number(UNSTATED)) * len(funded - {*named})
    return total


def readings(project: Project, activity: Activity) -> list[int]:
    """Return every reading of the persons trained in each unit, the printed one first."""
    if activity.trainees is None:
        return []
    name = activity.trainees.headline
    disputes = [one for one in project.disputed if name and one.headline == name]
    read = [int(reading.value) for one in disputes for reading in one.readings]
    return list(dict.fromkeys([activity.trainees.per_unit, *read]))


def baht_each(project: Project, activity: Activity) -> Fraction:
    """Return the baht that a counted unit gets for the activity, the mean where they differ."""
    units = counted(activity)
    given = [given_to(project, unit, activity.number) for unit in units]
    return Fraction(sum(given), len(units))
