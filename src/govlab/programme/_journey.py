"""A directive's way down: from the ministry to a municipality, hop by hop."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from govlab import home
from govlab.charts import COLOURS, Chart, canvas
from govlab.datasets import Assumptions, Comparison, Dataset, Headline, Study, load
from govlab.errors import InputError
from govlab.text import say
from govlab.thai import (
    FiscalYear,
    fiscal_year_of,
    format_date,
    government_calendar,
    month_name,
    parse_date,
    to_arabic_digits,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_TABLE, _HOLIDAYS = "directive_journey", "thai_government_holidays"
_COUNTING, _UNDATED, _STAMP_MONTH, _STAMP_DAY = "A-003", "A-010", "A-011", "A-009"
_USES = ("unused", "used")
_WAYS = ("calendar", "working")
_DATE = re.compile(r"\d{1,2}\s+[ก-๙.]+\s+\d{4}")
_PERCENT = 100
# Finding S4-X18: local bodies hear in month 5 of a project of twelve.
_MONTH_HEARD = Decimal(5)
_OCTOBER = 10


@dataclass(frozen=True)
class Journey:
    """The letters of one directive, in the order in which they went.

    Parameters
    ----------
    data : Dataset
        ``directive_journey``: letters, stamps, the undated rest and the fiscal year.
    rows : tuple of dict
        Its rows.
    """

    data: Dataset
    rows: tuple[dict[str, Any], ...]

    @property
    def letters(self) -> list[dict[str, Any]]:
        """The dated letters, in the order of their dates."""
        found = [row for row in self.rows if row["kind"] == "letter" and row["date"] is not None]
        return sorted(found, key=_day)

    @property
    def year(self) -> FiscalYear:
        """The fiscal year in which the directive is carried out."""
        return fiscal_year_of(_day(self.letters[-1]))

    def row(self, code: str) -> dict[str, Any]:
        """Return the row called `code`."""
        return next(row for row in self.rows if row["code"] == code)

    def table(self, lang: str = "th", assumptions: Assumptions | None = None) -> "pd.DataFrame":
        """Return the way as rows: who, to whom, on which day, days since the one before."""
        import pandas as pd

        assumed = Assumptions() if assumptions is None else assumptions
        rows: list[dict[str, object]] = []
        before: date | None = None
        for row in sorted(self.rows, key=lambda one: int(one["order"])):
            if row["kind"] == "frame":
                continue
            day = _day(row) if row["date"] is not None else None
            gap = _gap(before, day, assumed) if day and before else None
            rows.append(
                {
                    say("programme.what", lang): row[f"label_{lang}"],
                    say("programme.from", lang): row[f"from_{lang}"] or "–",
                    say("programme.to", lang): row[f"to_{lang}"] or "–",
                    say("programme.day", lang): say("programme.undated", lang)
                    if day is None
                    else format_date(day, lang=lang),
                    say("programme.since", lang): "–" if gap is None else gap,
                }
            )
            before = day or before
        return pd.DataFrame(rows)

    def chart(self, lang: str = "th", assumptions: Assumptions | None = None) -> Chart:
        """Return the way on the calendar of the fiscal year, each dated hop with its days."""
        assumed = Assumptions() if assumptions is None else assumptions
        found, letters, year = self.data.provenance, self.letters, self.year
        title = say("programme.journey_title", lang, fiscal_year=year.year)
        ids = ", ".join(dict.fromkeys(row["source_ids"].split(";")[0] for row in letters))
        with canvas(
            title,
            source=f"{'; '.join(found.sources)} ({ids})",
            lang=lang,
            synthetic=found.synthetic,
            size=(10.5, 5.4),
        ) as (figure, axes):
            self._draw(axes, letters, assumed, lang)
            _months(axes, year, lang)
            axes.set_xlabel(
                say("programme.journey_axis", lang, fiscal_year=year.year, days=year.days)
            )
        said = ", ".join(
            f"{row[f'label_{lang}']} {format_date(_day(row), 'short', lang=lang)}"
            for row in letters
        )
        return Chart(figure, f"{title}: {said}")

    def _draw(
        self, axes: "Axes", letters: list[dict[str, Any]], assumed: Assumptions, lang: str
    ) -> None:
        start = self.year.start
        days = [(_day(row) - start).days for row in letters]
        names = [row[f"label_{lang}"] for row in letters]
        undated = self.row("district")
        names.append(undated[f"label_{lang}"])
        for place, (day, row) in enumerate(zip(days, letters, strict=True)):
            if place:
                axes.barh(
                    place,
                    day - days[place - 1],
                    left=days[place - 1],
                    color=COLOURS[0],
                    alpha=0.35,
                    height=0.5,
                )
            axes.plot(day, place, "o", color=COLOURS[0], markersize=9)
            told = format_date(_day(row), "short", lang=lang)
            if place:
                gap = _gap(_day(letters[place - 1]), _day(row), assumed)
                told += f"  ({say(f'programme.gap_{assumed[_COUNTING].value}', lang, days=gap)})"
            axes.annotate(
                told, (day, place), xytext=(10, 0), textcoords="offset points", va="center"
            )
        axes.barh(
            len(days),
            self.year.days - days[-1],
            left=days[-1],
            facecolor="none",
            edgecolor=COLOURS[4],
            linestyle=(0, (4, 3)),
            height=0.5,
        )
        axes.annotate(
            say("programme.undated_after", lang, gone=days[-1], days=self.year.days),
            (days[-1], len(days)),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            color=COLOURS[4],
            fontsize=12,
        )
        axes.set_yticks(range(len(names)), [_wrapped(name) for name in names])
        axes.set_ylim(len(names) - 0.4, -0.6)
        axes.set_xlim(0, self.year.days)


def journey(place: home.Home | None = None) -> Journey:
    """Return the directive of FY2567: ministry, department, province, and on.

    Examples
    --------
    >>> [row["date"].date().isoformat() for row in journey().letters][-1]
    '2024-02-20'
    """
    data = load(_TABLE, place)
    return Journey(data, tuple(data.records()))


def journey_study(
    lang: str = "th",
    assumptions: Assumptions | None = None,
    place: home.Home | None = None,
) -> Study:
    """Return the directive's way: the printed dates read again, and the days between them.

    A-003 says whether calendar or working days are counted; what is undated stays so
    (A-010 is the least it can have taken).

    Examples
    --------
    >>> found = journey_study("en")
    >>> {one.id: one.shown for one in found.headlines}["gone"]
    Decimal('142')
    """
    assumed = Assumptions(place=place) if assumptions is None else assumptions
    found = journey(place)
    return Study(
        name="directive_cascade",
        comparisons=tuple(_comparisons(found, assumed, lang)),
        headlines=tuple(_headlines(found, assumed, lang, place)),
        data=(found.data.provenance, load(_HOLIDAYS, place).provenance),
        assumptions=tuple(
            assumed[name] for name in (_COUNTING, _STAMP_DAY, _UNDATED, _STAMP_MONTH)
        ),
        lang=lang,
    )


def _day(row: dict[str, Any]) -> date:
    found: date = row["date"].date()
    return found


def _ids(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(row["source_ids"].split(";"))


def _gap(start: date, end: date, assumed: Assumptions, place: home.Home | None = None) -> int:
    """Return the days between two letters, calendar or working, the first not counted."""
    if assumed.word(_COUNTING, _WAYS) == "working":
        return government_calendar(place).working_days_between(start, end)
    return (end - start).days


def _printed_dates(text: str | None) -> list[date]:
    """Return the dates that stand in a printed text."""
    found = []
    for words in _DATE.findall(to_arabic_digits(text or "")):
        try:
            found.append(parse_date(words))
        except InputError:
            continue
    return found


def _comparisons(found: Journey, assumed: Assumptions, lang: str) -> Iterator[Comparison]:
    for row in found.rows:
        printed = _printed_dates(row["as_printed"])
        if row["date"] is None or not printed:
            continue
        ours = _day(row)
        expected = _printed_dates(row["corrected"])
        mine = tuple((row["assumption_ids"] or "").split(";")) if row["kind"] == "stamp" else ()
        if _STAMP_MONTH in mine:
            ours = ours.replace(month=int(assumed.number(_STAMP_MONTH)))
        yield Comparison(
            f"date.{row['code']}",
            say("programme.date_of", lang, what=row[f"label_{lang}"]),
            # A text may name another letter before its own date.
            (ours if ours in printed else printed[0]).isoformat(),
            ours.isoformat(),
            "",
            _ids(row),
            tuple(name for name in mine if name),
            finding=next((name for name in _ids(row) if "-X" in name), ""),
            expected=expected[0].isoformat() if expected else None,
            reason=say("programme.misread_stamp", lang),
        )
    stamp = found.row("department_stamp")
    for day in _printed_dates(stamp["as_printed"]):
        yield Comparison(
            "weekday.department_stamp",
            say("programme.stamp_weekday", lang, day=format_date(day, lang=lang)),
            say("programme.saturday", lang),
            format_date(day, "full", lang="en").split()[0]
            if lang == "en"
            else format_date(day, "full").partition("ที่")[0],
            "",
            _ids(stamp),
        )
    last = found.letters[-1]
    yield Comparison(
        "month_heard",
        say("programme.month_heard", lang),
        _MONTH_HEARD,
        (_day(last).month - _OCTOBER) % 12 + 1,
        "",
        (*_ids(last)[:1], "S4-X18"),
    )
    for code, edge in (
        ("fiscal_year_start", found.year.start),
        ("fiscal_year_end", found.year.end),
    ):
        row = found.row(code)
        yield Comparison(
            f"date.{code}",
            row[f"label_{lang}"],
            _day(row).isoformat(),
            edge.isoformat(),
            "",
            _ids(row),
        )


def _headlines(
    found: Journey, assumed: Assumptions, lang: str, place: home.Home | None
) -> Iterator[Headline]:
    days = say("programme.days", lang)
    for before, after in pairwise(found.letters):
        yield Headline(
            f"hop.{before['code']}_{after['code']}",
            say("programme.hop", lang, start=before[f"label_{lang}"], end=after[f"label_{lang}"]),
            _gap(_day(before), _day(after), assumed, place),
            days,
            tuple(dict.fromkeys((_ids(before)[0], _ids(after)[0]))),
            (_COUNTING,),
        )
    memo, stamp = found.row("department"), found.row("department_stamp")
    used = assumed.word(_STAMP_DAY, _USES) == "used"
    printed = _printed_dates(stamp["as_printed"])
    yield Headline(
        "hop.department_stamp",
        say("programme.hop", lang, start=memo[f"label_{lang}"], end=stamp[f"label_{lang}"]),
        _gap(_day(memo), printed[0], assumed, place)
        if used and printed
        else say("programme.not_used", lang),
        days if used else "",
        (_ids(memo)[0], *_ids(stamp)),
        (_COUNTING, _STAMP_DAY),
    )
    year, last = found.year, found.letters[-1]
    heard = _day(last) + timedelta(days=int(assumed.number(_UNDATED)))
    gone = (heard - year.start).days
    ids = (_ids(last)[0], *_ids(found.row("district")), *_ids(found.row("fiscal_year_start")))
    yield Headline(
        "gone",
        say("programme.gone", lang, days=year.days),
        gone,
        days,
        ids,
        (_UNDATED,),
    )
    yield Headline(
        "gone_percent",
        say("programme.gone_share", lang),
        Fraction(_PERCENT * gone, year.days),
        "%",
        ids,
        (_UNDATED,),
        places=1,
    )


def _months(axes: "Axes", year: FiscalYear, lang: str) -> None:
    """Mark the first day of each month of the fiscal year."""
    firsts = []
    day = year.start
    while day <= year.end:
        firsts.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    axes.set_xticks(
        [(one - year.start).days for one in firsts],
        [month_name(one.month, lang, short=True) for one in firsts],
    )
    axes.grid(axis="x")


def _wrapped(name: str, width: int = 30) -> str:
    """Break a long label once, at a space near its middle."""
    spaces = [place for place, sign in enumerate(name) if sign == " "]
    if len(name) <= width or not spaces:
        return name
    middle = min(spaces, key=lambda place: abs(place - len(name) // 2))
    return f"{name[:middle]}\n{name[middle + 1 :]}"
