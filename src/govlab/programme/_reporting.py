"""The reporting calendar of a ministry centre: what is due when, in any fiscal year."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from govlab import home
from govlab.charts import COLOURS, Chart, canvas
from govlab.datasets import Assumptions, Comparison, Dataset, Headline, Study, load
from govlab.errors import InputError
from govlab.text import say
from govlab.thai import FiscalYear, WorkCalendar, format_date, government_calendar

if TYPE_CHECKING:
    import pandas as pd

_STEPS, _CYCLE = "ministry_centre_steps", "ministry_reporting_cycle"
_HOLIDAYS = "thai_government_holidays"
_FIRST_MONTH, _DAYS_AFTER = "A-006", "A-007"
_MONTHS = 12
_EVERY = re.compile(r"ทุก\s*(\d+)\s*เดือน")
_YEARLY = "ประจำปี"


@dataclass(frozen=True, slots=True)
class Report:
    """One report or meeting of the year.

    Parameters
    ----------
    code : str
        Kind, such as ``opdc_report``.
    number : int
        Which of its kind in the year, from 1.
    first, last : date
        The period that it covers.
    due : date
        The day it is due, a working day where the calendar knows the year.
    moved : bool
        True where the day first counted was no working day.
    """

    code: str
    number: int
    first: date
    last: date
    due: date
    moved: bool


@dataclass(frozen=True)
class Reporting:
    """The calendar of one fiscal year.

    Parameters
    ----------
    fiscal_year : FiscalYear
        The year.
    steps, cycle, holidays : Dataset
        The nine steps, those that return, and the days on which nothing is due.
    reports : tuple of Report
        By day.
    assumptions : Assumptions
        A-006 is the first month of the cycle, A-007 the days from the end of a period.
    """

    fiscal_year: FiscalYear
    steps: Dataset
    cycle: Dataset
    holidays: Dataset
    reports: tuple[Report, ...]
    assumptions: Assumptions

    def table(self, lang: str = "th") -> "pd.DataFrame":
        """Return one row a report, by day: what, period, due day, to whom."""
        import pandas as pd

        rows = {row["code"]: row for row in self.cycle.records()}
        return pd.DataFrame(
            [
                {
                    say("programme.due", lang): format_date(one.due, "full", lang=lang),
                    say("programme.what", lang): rows[one.code][f"label_{lang}"],
                    say("programme.number", lang): one.number,
                    say("programme.period", lang): f"{format_date(one.first, 'short', lang=lang)}"
                    f" – {format_date(one.last, 'short', lang=lang)}",
                    say("programme.to", lang): rows[one.code][f"to_{lang}"],
                    say("programme.moved", lang): say(
                        "programme.moved_yes" if one.moved else "programme.moved_no", lang
                    ),
                }
                for one in self.reports
            ]
        )

    def steps_table(self, lang: str = "th") -> "pd.DataFrame":
        """Return the nine steps: what, who, and how often."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    say("programme.step", lang): row["step"],
                    say("programme.what", lang): row[f"label_{lang}"],
                    say("programme.actor", lang): row[f"actor_{lang}"],
                    say("programme.every", lang): "–"
                    if row["every_months"] is None
                    else int(row["every_months"]),
                }
                for row in self.steps.records()
            ]
        )

    def chart(self, lang: str = "th") -> Chart:
        """Return the year as bars, one a period, with the due day of each."""
        rows = {row["code"]: row for row in self.cycle.records()}
        found = self.cycle.provenance
        start = min(one.first for one in self.reports)
        title = say("programme.calendar_title", lang, fiscal_year=self.fiscal_year.year)
        with canvas(
            title,
            source=f"{'; '.join(found.sources)} ({', '.join(found.source_ids)}; "
            f"{_FIRST_MONTH}, {_DAYS_AFTER})",
            lang=lang,
            synthetic=found.synthetic,
            size=(11.0, 4.8),
        ) as (figure, axes):
            names = list(rows)
            for one in self.reports:
                row = names.index(one.code)
                axes.barh(
                    row,
                    (one.last - one.first).days + 1,
                    left=(one.first - start).days,
                    color=COLOURS[row],
                    alpha=0.35 if one.number % 2 else 0.55,
                    height=0.6,
                )
                at = (one.due - start).days + 1
                axes.plot(at, row, "D", color=COLOURS[row], markersize=7)
                axes.annotate(
                    format_date(one.due, "short", lang=lang),
                    (at, row),
                    xytext=(-7, 0),
                    textcoords="offset points",
                    ha="right",
                    va="center",
                    fontsize=10.5,
                )
            axes.set_yticks(range(len(names)), [_kind(rows[name], lang) for name in names])
            axes.invert_yaxis()
            months = [_shift(start, count) for count in range(_MONTHS + 1)]
            axes.set_xticks(
                [(one - start).days for one in months],
                [format_date(one, "short", lang=lang).partition(" ")[2] for one in months],
                rotation=35,
                ha="right",
                fontsize=11,
            )
            axes.set_xlim(0, (months[-1] - start).days + 14)
            axes.grid(axis="x")
            axes.set_xlabel(say("programme.calendar_axis", lang))
        said = "; ".join(
            f"{rows[one.code][f'label_{lang}']} {one.due.isoformat()}" for one in self.reports
        )
        return Chart(figure, f"{title}: {said}")


def reporting(
    fiscal_year: int,
    assumptions: Assumptions | None = None,
    place: home.Home | None = None,
) -> Reporting:
    """Return the reporting calendar of a fiscal year.

    Parameters
    ----------
    fiscal_year : int
        Buddhist-era fiscal year.
    assumptions : Assumptions, optional
        Those of the home when not given.
    place : Home, optional
        Home to read from.

    Raises
    ------
    InputError
        When the year is none, as a common-era year is.

    Examples
    --------
    >>> found = reporting(2567)
    >>> len(found.reports), found.reports[0].last.isoformat()
    (11, '2023-11-30')
    """
    assumed = Assumptions(place=place) if assumptions is None else assumptions
    year = FiscalYear(fiscal_year)
    steps, cycle = load(_STEPS, place), load(_CYCLE, place)
    month = int(assumed.number(_FIRST_MONTH))
    # A cycle that does not begin in October begins within the fiscal year.
    start = date(year.start.year + (month < year.start.month), month, 1)
    days = int(assumed.number(_DAYS_AFTER))
    calendar = government_calendar(place)
    reports = [
        _report(row, number, start, days, calendar)
        for row in cycle.records()
        for number in range(1, _MONTHS // int(row["every_months"]) + 1)
    ]
    order = [row["code"] for row in cycle.records()]
    reports.sort(key=lambda one: (one.due, order.index(one.code)))
    return Reporting(year, steps, cycle, load(_HOLIDAYS, place), tuple(reports), assumed)


def reporting_study(found: Reporting, lang: str = "th") -> Study:
    """Return the cycle as printed against the calendar that was made of it.

    Examples
    --------
    >>> reporting_study(reporting(2570), "en").holds
    True
    """
    return Study(
        name="reporting_calendar",
        comparisons=tuple(_comparisons(found, lang)),
        headlines=tuple(_headlines(found, lang)),
        data=(found.steps.provenance, found.cycle.provenance, found.holidays.provenance),
        assumptions=(found.assumptions[_FIRST_MONTH], found.assumptions[_DAYS_AFTER]),
        lang=lang,
    )


def _shift(day: date, months: int) -> date:
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    return date(year, month + 1, 1)


def _report(
    row: dict[str, Any], number: int, start: date, days: int, calendar: WorkCalendar
) -> Report:
    every = int(row["every_months"])
    first = _shift(start, (number - 1) * every)
    last = _shift(first, every) - timedelta(days=1)
    counted = last + timedelta(days=days)
    try:
        due = counted if calendar.is_working_day(counted) else calendar.next_working_day(counted)
    except InputError:
        due = counted  # holidays of so far a year are not known
    return Report(row["code"], number, first, last, due, due != counted)


def _kind(row: dict[str, Any], lang: str) -> str:
    label: str = row[f"label_{lang}"]
    spaces = [place for place, sign in enumerate(label) if sign == " "]
    if not spaces:
        return label
    middle = min(spaces, key=lambda place: abs(place - len(label) // 2))
    return f"{label[:middle]}\n{label[middle + 1 :]}"


def _ids(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(row["source_ids"].split(";"))


def _comparisons(found: Reporting, lang: str) -> Iterator[Comparison]:
    steps = {row["step"]: row for row in found.steps.records()}
    months = say("programme.months", lang)
    yield Comparison(
        "steps",
        say("programme.steps", lang),
        Decimal(int(max(steps))),
        len(steps),
        "",
        tuple(_ids(row)[0] for row in steps.values()),
    )
    for row in found.cycle.records():
        printed = {int(one) for one in _EVERY.findall(row["as_printed"])}
        if not printed and _YEARLY in row["as_printed"]:
            printed = {_MONTHS}
        mine = [one for one in found.reports if one.code == row["code"]]
        for every in sorted(printed):
            yield Comparison(
                f"every.{row['code']}",
                say("programme.every_of", lang, what=row[f"label_{lang}"]),
                Decimal(every),
                _MONTHS // len(mine),
                months,
                _ids(row),
            )
        yield Comparison(
            f"per_year.{row['code']}",
            say("programme.per_year", lang, what=row[f"label_{lang}"]),
            Decimal(int(row["per_year"])),
            len(mine),
            say("programme.times", lang),
            _ids(row),
        )
        step = steps[row["step"]]
        if step["every_months"] is not None:
            yield Comparison(
                f"step.{row['code']}",
                say("programme.step_and_cycle", lang, step=row["step"]),
                Decimal(int(step["every_months"])),
                int(row["every_months"]),
                months,
                tuple(dict.fromkeys((*_ids(step), *_ids(row)))),
            )


def _headlines(found: Reporting, lang: str) -> Iterator[Headline]:
    rows = found.cycle.records()
    ids = tuple(dict.fromkeys(name for row in rows for name in _ids(row)))
    rests = (_FIRST_MONTH, _DAYS_AFTER)
    yield Headline(
        "reports",
        say("programme.reports", lang, fiscal_year=found.fiscal_year.year),
        len(found.reports),
        say("programme.times", lang),
        ids,
    )
    for row in rows:
        mine = [one for one in found.reports if one.code == row["code"]]
        yield Headline(
            f"first_due.{row['code']}",
            say("programme.first_due", lang, what=row[f"label_{lang}"]),
            mine[0].due.isoformat(),
            "",
            _ids(row),
            rests,
        )
    yield Headline(
        "moved",
        say("programme.moved_count", lang),
        sum(one.moved for one in found.reports),
        say("programme.times", lang),
        ids,
        rests,
    )
