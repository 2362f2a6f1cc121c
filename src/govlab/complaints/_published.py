"""Bangkok's published month and what the same news says beside it, recomputed."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from govlab import home
from govlab.charts import COLOURS, Chart, canvas
from govlab.complaints._deadline import deadlines
from govlab.datasets import Assumptions, Comparison, Dataset, Headline, Study, load
from govlab.text import say
from govlab.thai import Unit, format_date, government_calendar

_MONTH, _DISTRICTS = "complaints_bangkok_month", "ita_collection_bangkok_districts"
_CHANNELS, _BODIES = "complaint_channels_bangkok", "complaint_bodies_bangkok"
_MEETING, _SHARE, _POSTS = "bangkok_meeting", "traffy_corruption_share", "traffy_monthly_posts"
_RULE, _HOLIDAYS = "complaint_deadlines_bangkok", "thai_government_holidays"
_TABLES = (_MONTH, _DISTRICTS, _CHANNELS, _BODIES, _MEETING, _SHARE, _POSTS, _RULE, _HOLIDAYS)
_PERCENT = 100
# Districts of Bangkok; the news does not print the number, finding S2-X1 derives it.
_ALL_DISTRICTS = Decimal(50)
# "More than 200,000": the news counts in full hundred thousands.
_ROUND = 100_000
_START, _COUNTING = "A-001", "A-002"


def month_study(
    lang: str = "th",
    assumptions: Assumptions | None = None,
    place: home.Home | None = None,
    *,
    finding_day: date = date(2023, 2, 15),
) -> Study:
    """Return Bangkok's complaint month and the news around it, published against recomputed.

    Parameters
    ----------
    lang : {"th", "en"}
        Language of the words.
    assumptions : Assumptions, optional
        Those of the home when not given; A-001 and A-002 say how the 30 days run.
    place : Home, optional
        Home to read from.
    finding_day : date
        Example day of a prima facie finding, from which the 30 days run.

    Examples
    --------
    >>> month_study("en").holds
    True
    """
    assumed = Assumptions(place=place) if assumptions is None else assumptions
    data = {name: load(name, place) for name in _TABLES}
    rows = {name: table.records() for name, table in data.items()}
    return Study(
        name="bangkok_month",
        comparisons=(
            *_margins(rows[_MONTH], lang),
            *_districts(rows[_DISTRICTS], lang),
            *_counts(rows, lang),
        ),
        headlines=(
            *_shares(rows, lang),
            *_dues(data[_RULE], assumed, finding_day, lang, place),
        ),
        data=tuple(table.provenance for table in data.values()),
        assumptions=(assumed[_START], assumed[_COUNTING]),
        lang=lang,
    )


def districts_chart(lang: str = "th", place: home.Home | None = None) -> Chart:
    """Return the districts' progress of ITA collection, each instrument a full bar."""
    data = load(_DISTRICTS, place)
    found = data.provenance
    rows = data.records()
    parts: dict[str, dict[str, int]] = {}
    for row in rows:
        parts.setdefault(row["instrument"], {})[row["state"]] = int(row["districts"])
    labels = {row["state"]: row[f"label_{lang}"] for row in rows}
    total = sum(next(iter(parts.values())).values())
    title = say("reproduce.districts_title", lang)
    with canvas(
        title,
        source=f"{'; '.join(found.sources)} ({', '.join(found.source_ids)})",
        lang=lang,
        synthetic=found.synthetic,
        size=(9.0, 3.8),
    ) as (figure, axes):
        start = dict.fromkeys(parts, 0)
        for state, colour in zip(labels, (COLOURS[0], "#bbbbbb"), strict=True):
            values = [parts[one][state] for one in parts]
            drawn = axes.barh(
                list(parts), values, left=list(start.values()), color=colour, height=0.55
            )
            said = [f"{count} ({_PERCENT * count / total:g} %)" for count in values]
            text = "white" if state == "complete" else "#222222"
            axes.bar_label(drawn, said, label_type="center", color=text, fontsize=12)
            drawn.set_label(labels[state])
            start = {one: start[one] + parts[one][state] for one in parts}
        axes.invert_yaxis()
        axes.set_xlim(0, total)
        axes.set_xlabel(say("reproduce.districts_axis", lang, total=total))
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False)
        axes.set_title(title, pad=40)
    said = [f"{one} {labels[state]} {n}" for one in parts for state, n in parts[one].items()]
    return Chart(figure, f"{title}: {', '.join(said)}")


def _ids(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(row["source_ids"].split(";"))


def _all_ids(rows: list[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for row in rows for name in _ids(row)))


def _margins(rows: list[dict[str, Any]], lang: str) -> Iterator[Comparison]:
    """Yield each whole against the sum of its parts."""
    whole = {row["code"]: row for row in rows}
    (total,) = (row for row in rows if row["dimension"] == "total")
    unit = say("complaints.unit", lang)
    for dimension in dict.fromkeys(row["dimension"] for row in rows if row is not total):
        parts = [row for row in rows if row["dimension"] == dimension]
        part_of = parts[0]["part_of"]
        of = total if part_of is None else whole[part_of]
        yield Comparison(
            f"sum.{dimension}",
            say(
                "reproduce.margin",
                lang,
                whole=of[f"label_{lang}"],
                parts=say(f"complaints.by_{dimension}", lang),
            ),
            Decimal(int(of["count"])),
            sum(int(row["count"]) for row in parts),
            unit,
            (*_ids(of), *_all_ids(parts), "S2-X1"),
        )


def _districts(rows: list[dict[str, Any]], lang: str) -> Iterator[Comparison]:
    unit = say("reproduce.districts_unit", lang)
    for instrument in dict.fromkeys(row["instrument"] for row in rows):
        parts = [row for row in rows if row["instrument"] == instrument]
        total = sum(int(row["districts"]) for row in parts)
        yield Comparison(
            f"districts.{instrument}",
            say("reproduce.districts_sum", lang, instrument=instrument),
            _ALL_DISTRICTS,
            total,
            unit,
            (*_all_ids(parts), "S2-X1"),
        )
        for row in parts:
            yield Comparison(
                f"districts.{instrument}.{row['state']}",
                say(
                    "reproduce.districts_share",
                    lang,
                    instrument=instrument,
                    state=row[f"label_{lang}"],
                    count=int(row["districts"]),
                    total=total,
                ),
                Decimal(int(row["percent"])),
                Fraction(_PERCENT * int(row["districts"]), total),
                "%",
                _ids(row),
            )


def _counts(rows: dict[str, list[dict[str, Any]]], lang: str) -> Iterator[Comparison]:
    channels = rows[_CHANNELS]
    yield Comparison(
        "channels",
        say("reproduce.channels", lang),
        Decimal(int(channels[0]["of"])),
        len(channels),
        "",
        _all_ids(channels),
    )
    groups = [row for row in rows[_BODIES] if row["kind"] == "working_group"]
    yield Comparison(
        "working_groups",
        say("reproduce.working_groups", lang),
        Decimal(int(groups[0]["of"])),
        len(groups),
        "",
        _all_ids(groups),
    )
    meeting = {row["code"]: row for row in rows[_MEETING]}
    page = meeting["page"]
    yield Comparison(
        "page_day",
        say("reproduce.page_day", lang),
        page["as_printed"],
        format_date(page["date"].date(), "full"),
        "",
        _ids(page),
    )
    reports = meeting["traffy_reports"]
    at = meeting["meeting"]["date"].strftime("%Y-%m")
    posts = [row for row in rows[_POSTS] if row["month"] < at][-1]
    yield Comparison(
        "traffy_reports",
        say("reproduce.traffy_reports", lang, cumulative=f"{posts['cumulative']:,}"),
        Decimal(int(reports["value"])),
        int(posts["cumulative"]) // _ROUND * _ROUND,
        say("reproduce.posts", lang),
        (*_ids(reports), *_ids(posts)),
    )


def _shares(rows: dict[str, list[dict[str, Any]]], lang: str) -> Iterator[Headline]:
    counts = {row["code"]: row for row in rows[_MONTH]}
    total = int(counts["all"]["count"])
    for name, codes in (
        ("via_traffy", ("traffy_fondue",)),
        ("completed", ("completed",)),
        ("referred", ("nacc", "pacc")),
    ):
        part = [counts[code] for code in codes]
        count = sum(int(row["count"]) for row in part)
        yield Headline(
            name,
            say(f"reproduce.{name}", lang, count=count, total=total),
            Fraction(_PERCENT * count, total),
            "%",
            (*_ids(counts["all"]), *_all_ids(part)),
            places=1,
        )
    share = {row["code"]: row for row in rows[_SHARE]}
    posts, via = share["traffy_posts"], share["via_traffy"]
    yield Headline(
        "of_all_posts",
        say("reproduce.of_all_posts", lang, posts=f"{posts['count']:,}"),
        Fraction(_PERCENT * int(via["count"]), int(posts["count"])),
        "%",
        (*_ids(via), *_ids(posts)),
        places=2,
    )


def _dues(
    rule: Dataset,
    assumed: Assumptions,
    start: date,
    lang: str,
    place: home.Home | None,
) -> Iterator[Headline]:
    # The value of A-002 is a sentence; its range are the two ways of counting days.
    unit: Unit = "working_day" if assumed[_COUNTING].value == assumed[_COUNTING].high else "day"
    (first, *_) = readings = deadlines(rule, unit=unit)
    day = first.due(start, government_calendar(place)).day
    yield Headline(
        "due",
        say("reproduce.due", lang, start=format_date(start, lang=lang)),
        format_date(day, lang=lang),
        "",
        tuple(dict.fromkeys(name for one in readings for name in one.source_ids)),
        (_START, _COUNTING),
    )
