"""The national ITA results as published, year by year, with the breaks of the method."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from govlab import home
from govlab.charts import COLOURS, Chart, canvas
from govlab.datasets import Assumptions, Comparison, Dataset, Headline, Study, load
from govlab.errors import UnknownNameError
from govlab.text import message, say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_PERCENT = 100
_TABLE = "ita_national_results"
_AGENCY = "ita_moral_center"
_PASS_MARK = 85
# Two counts of the agencies of FY2563 are published; A-013 says which is taken.
_COUNTED_TWICE, _AGENCIES = 2563, "A-013"
_HEADROOM = (55, 104)


@dataclass(frozen=True)
class Nation:
    """National results in a row of fiscal years.

    Parameters
    ----------
    data : Dataset
        ``ita_national_results``.
    rows : tuple of dict
        The years shown, ascending.
    """

    data: Dataset
    rows: tuple[dict[str, Any], ...]

    @property
    def breaks(self) -> list[int]:
        """Fiscal years before which the method changed."""
        return [row["fiscal_year"] for row in self.rows[1:] if row["break_before"]]

    def table(self, lang: str = "th") -> "pd.DataFrame":
        """Return one row a year: agencies, mean, agencies and share that passed, method."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    say("reproduce.fiscal_year", lang): row["fiscal_year"],
                    say("reproduce.agencies", lang): f"{row['agencies']:,}",
                    say("reproduce.mean", lang): _text(row["mean"]),
                    say("reproduce.passed", lang): _text(row["passed"]),
                    say("reproduce.pass_percent", lang): _text(row["pass_percent"]),
                    say("reproduce.break_before", lang): say(
                        "reproduce.broken" if row["break_before"] else "reproduce.unbroken", lang
                    ),
                    say("reproduce.basis", lang): say(f"reproduce.basis_{row['basis']}", lang),
                }
                for row in self.rows
            ]
        )

    def chart(self, lang: str = "th") -> Chart:
        """Return mean score and share of passes by year, each break of the method marked."""
        found = self.data.provenance
        years = [row["fiscal_year"] for row in self.rows]
        ids = sorted({name for row in self.rows for name in _ids(row) if name.startswith("R-")})
        title = say("reproduce.trend_title", lang, first=years[0], last=years[-1])
        with canvas(
            title,
            source=f"{'; '.join(found.sources)} ({', '.join(ids)})",
            lang=lang,
            synthetic=found.synthetic,
            size=(10.0, 6.0),
        ) as (figure, axes):
            self._line(axes, ("mean", "pass_percent"), COLOURS[0], "o", lang)
            self._line(axes, ("pass_percent", "mean"), COLOURS[4], "s", lang)
            for year in self.breaks:
                place = years.index(year) - 0.5
                axes.axvline(place, color="#555555", linewidth=1.2, linestyle=(0, (4, 3)))
                axes.annotate(
                    say("reproduce.break_label", lang, fiscal_year=year),
                    (place, _HEADROOM[0] + 1),
                    xytext=(6, 0),
                    textcoords="offset points",
                    fontsize=11,
                    color="#555555",
                    va="bottom",
                )
            axes.set_xticks(
                range(len(years)),
                [f"{row['fiscal_year']}\nn = {row['agencies']:,}" for row in self.rows],
            )
            axes.set_xlim(-0.5, len(years) - 0.5)
            axes.set_ylim(*_HEADROOM)
            axes.set_xlabel(say("reproduce.trend_years", lang))
            axes.set_ylabel(say("reproduce.trend_axis", lang, floor=_HEADROOM[0]))
            axes.grid(axis="y")
            axes.legend(loc="lower right", frameon=False)
        said = "; ".join(
            f"{row['fiscal_year']}: {_text(row['mean'])}, {_text(row['pass_percent'])}"
            for row in self.rows
        )
        return Chart(figure, f"{title}: {said}")

    def _line(
        self, axes: "Axes", columns: tuple[str, str], colour: str, mark: str, lang: str
    ) -> None:
        """Draw the first of two series, with no line across a break of the method."""
        column, other = columns
        piece: list[tuple[int, float]] = []
        label = say(f"reproduce.trend_{column}", lang)
        for place, row in enumerate(self.rows):
            if row["break_before"] or row[column] is None:
                label = _draw(axes, piece, colour, mark, label)
                piece = []
            if row[column] is not None:
                value = float(row[column])
                piece.append((place, value))
                below = row[other] is not None and value < float(row[other])
                axes.annotate(
                    _text(row[column]),
                    (place, value),
                    xytext=(0, -16 if below else 8),
                    textcoords="offset points",
                    ha="center",
                    fontsize=11,
                    color=colour,
                )
        _draw(axes, piece, colour, mark, label)


def _draw(
    axes: "Axes", piece: Sequence[tuple[int, float]], colour: str, mark: str, label: str
) -> str:
    """Draw one unbroken piece; the legend names a series once."""
    if not piece:
        return label
    axes.plot(*zip(*piece, strict=True), color=colour, marker=mark, label=label, linewidth=2)
    return "_nolegend_"


def nation(first_year: int = 2564, place: home.Home | None = None) -> Nation:
    """Return the national results from a fiscal year on.

    Parameters
    ----------
    first_year : int
        First fiscal year. FY2563 is published with one decimal, and two counts of its
        agencies stand in the press; it is left out unless asked for.
    place : Home, optional
        Home to read from.

    Raises
    ------
    UnknownNameError
        When the table does not hold the year.

    Examples
    --------
    >>> [row["fiscal_year"] for row in nation().rows], nation().breaks
    ([2564, 2565, 2566, 2567, 2568], [2566])
    """
    data = load(_TABLE, place)
    rows = sorted(data.records(), key=lambda row: row["fiscal_year"])
    known = [row["fiscal_year"] for row in rows]
    if first_year not in known:
        raise UnknownNameError(
            message(
                "ita.no_such_year",
                dataset=_TABLE,
                found=first_year,
                known=", ".join(map(str, known)),
            )
        )
    return Nation(data, tuple(row for row in rows if row["fiscal_year"] >= first_year))


def nation_study(
    found: Nation | None = None,
    lang: str = "th",
    assumptions: Assumptions | None = None,
    place: home.Home | None = None,
) -> Study:
    """Return the national results, published against recomputed.

    Shares from counts, rises from the two years they join; a figure that was itself
    worked out of another (``basis`` inferred) is a headline, not a comparison.

    Examples
    --------
    >>> nation_study(lang="en").holds
    True
    """
    assumed = Assumptions(place=place) if assumptions is None else assumptions
    found = nation(place=place) if found is None else found
    agency = load(_AGENCY, place)
    return Study(
        name="ita_national_trend",
        comparisons=tuple(_comparisons(found.rows, lang)),
        headlines=(*_headlines(found, agency, lang), *_counted_twice(found, assumed, lang)),
        data=(found.data.provenance, agency.provenance),
        assumptions=(assumed[_AGENCIES],) if _in_dispute(found) else (),
        lang=lang,
    )


def _in_dispute(found: Nation) -> bool:
    return any(row["fiscal_year"] == _COUNTED_TWICE for row in found.rows)


def _counted_twice(found: Nation, assumed: Assumptions, lang: str) -> Iterator[Headline]:
    """Yield the agencies of the year for which two counts are published."""
    for row in found.rows:
        if row["fiscal_year"] == _COUNTED_TWICE:
            yield Headline(
                f"agencies.{_COUNTED_TWICE}",
                say("reproduce.agencies_taken", lang, fiscal_year=_COUNTED_TWICE),
                int(assumed.number(_AGENCIES)),
                say("reproduce.agencies_unit", lang),
                _ids(row),
                (_AGENCIES,),
            )


def _ids(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(row["source_ids"].split(";"))


def _exact(value: float) -> Decimal:
    """Return a figure of the table with the decimals that it needs, two at most."""
    return Decimal(f"{value:.2f}") if value % 1 else Decimal(int(value))


def _cents(value: float) -> Decimal:
    return Decimal(f"{value:.2f}")


def _text(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else f"{_exact(value):,}"


def _comparisons(rows: Sequence[dict[str, Any]], lang: str) -> Iterator[Comparison]:
    before: dict[str, Any] | None = None
    for row in rows:
        year = row["fiscal_year"]
        if row["passed"] is not None and row["pass_percent"] is not None:
            yield Comparison(
                f"pass_percent.{year}",
                say("reproduce.pass_share", lang, fiscal_year=year),
                _cents(row["pass_percent"]),
                Fraction(_PERCENT * int(row["passed"]), int(row["agencies"])),
                "%",
                _ids(row),
            )
        if before is not None and "inferred" not in {row["basis"], before["basis"]}:
            for column in ("mean", "pass"):
                if row[f"{column}_change"] is None:
                    continue
                name = {"mean": "mean", "pass": "pass_percent"}[column]
                yield Comparison(
                    f"{column}_change.{year}",
                    say(f"reproduce.{column}_change", lang, fiscal_year=year),
                    _cents(row[f"{column}_change"]),
                    _cents(row[name]) - _cents(before[name]),
                    say(f"reproduce.{column}_unit", lang),
                    (*_ids(row), *_ids(before)),
                )
        before = row


def _headlines(found: Nation, agency: Dataset, lang: str) -> Iterator[Headline]:
    points = say("reproduce.points", lang)
    rows = {row["fiscal_year"]: row for row in found.rows}
    for year, row in rows.items():
        following = rows.get(year + 1)
        if row["basis"] == "inferred" and following is not None:
            for column, name in (("mean", "mean"), ("pass", "pass_percent")):
                yield Headline(
                    f"{name}.{year}",
                    say(f"reproduce.{column}_worked_back", lang, fiscal_year=year),
                    _cents(following[name]) - _cents(following[f"{column}_change"]),
                    points if column == "mean" else "%",
                    _ids(following),
                    places=2,
                )
    first, last = found.rows[0], found.rows[-1]
    yield Headline(
        "rise",
        say("reproduce.rise_nation", lang, first=first["fiscal_year"], last=last["fiscal_year"]),
        _cents(last["mean"]) - _cents(first["mean"]),
        points,
        tuple(dict.fromkeys((*_ids(first), *_ids(last)))),
        places=2,
    )
    edges = [first["fiscal_year"], *found.breaks, last["fiscal_year"] + 1]
    for start, end in pairwise(edges):
        if end - start > 1:
            yield Headline(
                f"rise.{start}_{end - 1}",
                say("reproduce.rise_within", lang, first=start, last=end - 1),
                _cents(rows[end - 1]["mean"]) - _cents(rows[start]["mean"]),
                points,
                tuple(dict.fromkeys((*_ids(rows[start]), *_ids(rows[end - 1])))),
                places=2,
            )
    if last["passed"] is not None:
        yield Headline(
            "not_passed",
            say("reproduce.not_passed", lang, fiscal_year=last["fiscal_year"], mark=_PASS_MARK),
            int(last["agencies"]) - int(last["passed"]),
            say("reproduce.agencies_unit", lang),
            _ids(last),
        )
    for row in agency.records():
        year = row["fiscal_year"]
        if row["code"] == "total" and year in rows:
            yield Headline(
                f"above_nation.{year}",
                say("reproduce.above_nation", lang, fiscal_year=year),
                _cents(row["score"]) - _cents(rows[year]["mean"]),
                points,
                (*_ids(row), *_ids(rows[year])),
                places=2,
            )
