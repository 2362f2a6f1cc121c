"""The budget of a project as tables and as a chart: by unit, by activity, a trainee."""

from decimal import Decimal
from typing import TYPE_CHECKING

from govlab.charts import COLOURS, Chart, canvas
from govlab.datasets import Assumptions
from govlab.programme._project_file import Project
from govlab.programme._trainees import baht_each, counted, given_to, per_unit, readings, trainings
from govlab.text import say

if TYPE_CHECKING:
    import pandas as pd


def allocation_table(project: Project, lang: str = "th") -> "pd.DataFrame":
    """Return baht by unit and activity, with sums, and what no line names."""
    import pandas as pd

    numbers = sorted({line.activity for line in project.budget.lines})
    whole = say("programme.whole", lang)
    rows = []
    for unit in project.units:
        given = {number: given_to(project, unit.code, number) for number in numbers}
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
    for activity in trainings(project):
        baht = baht_each(project, activity)
        taken = per_unit(activity, assumed)
        for persons in readings(project, activity):
            values = (
                activity.label.in_language(lang),
                persons,
                len(counted(activity)),
                persons * len(counted(activity)),
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
            values = [given_to(project, unit.code, number) for unit in project.units] + [0]
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
