"""Deadlines: each reading of a rule, and the day on which it falls due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from govlab.datasets import Dataset
from govlab.text import message, say
from govlab.thai import Period, Unit, WorkCalendar, format_date

if TYPE_CHECKING:
    import pandas as pd

# The way of counting that assumption A-002 takes.
_ASSUMED = ("day", False, False)


@dataclass(frozen=True, slots=True)
class Due:
    """One deadline for one case: when it falls due, and whether that day is worked."""

    deadline: "Deadline"
    start: date
    day: date
    working_day: bool


@dataclass(frozen=True, slots=True)
class Deadline:
    """One reading of a rule that sets a time limit.

    Parameters
    ----------
    code : str
        Name of the reading.
    label, act : dict of str to str
        The reading and the act that is due, by language.
    period : Period
        Length, unit and way of counting.
    assumption_ids, source_ids : tuple of str
        What the reading rests on.
    """

    code: str
    label: dict[str, str]
    act: dict[str, str]
    period: Period
    assumption_ids: tuple[str, ...]
    source_ids: tuple[str, ...]

    def counting(self, lang: str = "th") -> str:
        """Say how the days are counted, and whether that is the way of assumption A-002."""
        period = self.period
        told = say(
            "complaints.counting",
            lang,
            unit=message(f"complaints.unit_{period.unit}"),
            first=message(f"complaints.first_{'in' if period.count_first_day else 'out'}"),
            last=message(f"complaints.last_{'carried' if period.carry_over else 'stays'}"),
        )
        assumed = (period.unit, period.count_first_day, period.carry_over) == _ASSUMED
        return (
            f"{told} {say('complaints.as_assumed' if assumed else 'complaints.not_assumed', lang)}"
        )

    def due(self, start: date, calendar: WorkCalendar) -> Due:
        """Return when the deadline falls due if the period is set running on `start`."""
        day = self.period.due(start, calendar)
        return Due(self, start, day, calendar.is_working_day(day))


def deadlines(
    data: Dataset,
    *,
    unit: Unit | None = None,
    count_first_day: bool = False,
    carry_over: bool = False,
) -> list[Deadline]:
    """Return every reading of the rule in `data`.

    Parameters
    ----------
    data : Dataset
        Such as ``datasets.load("complaint_deadlines_bangkok")``.
    unit : str, optional
        Count in this unit instead of the one in the data (see :class:`Period`).
    count_first_day, carry_over : bool
        Ways of counting that the source leaves open (A-002).

    Examples
    --------
    >>> from govlab import datasets, thai
    >>> first, second = deadlines(datasets.load("complaint_deadlines_bangkok"))
    >>> first.due(date(2023, 2, 15), thai.government_calendar()).day.isoformat()
    '2023-03-17'
    """
    return [
        Deadline(
            code=row["code"],
            label={"th": row["label_th"], "en": row["label_en"]},
            act={"th": row["act_th"], "en": row["act_en"]},
            period=Period(
                row["length"],
                unit or row["unit"],
                count_first_day=count_first_day,
                carry_over=carry_over,
                basis=row["source_ids"],
            ),
            assumption_ids=tuple(row["assumption_ids"].split(";")),
            source_ids=tuple(row["source_ids"].split(";")),
        )
        for row in data.records()
    ]


def due_table(dues: Sequence[Due], lang: str = "th") -> "pd.DataFrame":
    """Return one row a deadline: reading, act due, start, last day, what kind of day it is."""
    import pandas as pd

    return pd.DataFrame(
        {
            say("complaints.reading", lang): [one.deadline.label[lang] for one in dues],
            say("complaints.act", lang): [one.deadline.act[lang] for one in dues],
            say("complaints.start", lang): [format_date(one.start, lang=lang) for one in dues],
            say("complaints.last_day", lang): [format_date(one.day, lang=lang) for one in dues],
            say("complaints.kind_of_day", lang): [
                say("complaints.worked" if one.working_day else "complaints.holiday", lang)
                for one in dues
            ],
        }
    )
