"""The Moral Center's published assessment, every part of it recomputed."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

from govlab import home
from govlab.datasets import Assumptions, Comparison, Dataset, Headline, Study, load
from govlab.ita._agency import Reproduction, reproduce
from govlab.text import say

_TABLES = (
    "ita_moral_center",
    "ita_account_moral_center",
    "ita_recommendations_moral_center",
    "ita_measures_moral_center",
    "ita_items_2564",
)
YEARS = (2563, 2564)
# The source tells the year's 97.50 apart by how many items can have failed (S3-X8).
_DECODED, _MOST_FAILED, _WAYS = 2563, 3, Decimal(2)
# The plain means that finding S3-X1 gives beside the printed totals.
_PLAIN_MEANS = {2563: Decimal("87.59"), 2564: Decimal("91.87")}
# How finding S3-X5 divides the 28 recommendations.
_ADVICE = {"IIT": 21, "EIT": 7}
_DISCLOSURE = "OIT"
_SCALE = 100


def agency_study(
    lang: str = "th",
    assumptions: Assumptions | None = None,
    place: home.Home | None = None,
) -> Study:
    """Return the Moral Center's ITA of FY2563 and FY2564, published against recomputed.

    Totals and grades by the year's method; each instrument from the total and the other
    two, within what rounding leaves open; the text's shares, counts and lists.

    Parameters
    ----------
    lang : {"th", "en"}
        Language of the words.
    assumptions : Assumptions, optional
        Taken for the sake of one interface; no figure here rests on any.
    place : Home, optional
        Home to read from.

    Examples
    --------
    >>> found = agency_study("en")
    >>> found.holds, {one.figure: one.verdict for one in found.comparisons}["total.2564"]
    (True, 'same')
    """
    del assumptions
    data = {name: load(name, place) for name in _TABLES}
    years = [reproduce(data["ita_moral_center"], year, place=place) for year in YEARS]
    rows = {(row["fiscal_year"], row["code"]): row for row in data["ita_moral_center"].records()}
    found = [one for year in years for one in _of_year(year, rows, lang)]
    found += _account(years[-1], data["ita_account_moral_center"], lang)
    found += _lists(data, lang)
    found += _decoded(years[0], data["ita_items_2564"].records(), lang)
    used = [*(table.provenance for table in data.values())]
    return Study(
        name="ita_moral_center",
        comparisons=tuple(found),
        headlines=tuple(_headlines(years, rows, lang)),
        data=(*used, *(year.how.provenance for year in years)),
        lang=lang,
    )


def _ids(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(row["source_ids"].split(";"))


def _of_year(
    year: Reproduction, rows: dict[tuple[int, str], dict[str, Any]], lang: str
) -> Iterator[Comparison]:
    fiscal_year, how = year.how.fiscal_year, year.how
    total = rows[fiscal_year, "total"]
    points = say("reproduce.points", lang)
    cents = Decimal(1).scaleb(-how.places)
    published = {code: value.quantize(cents) for code, value in year.instruments.items()}
    for one in how.instruments:
        # What the printed total leaves open: any total that rounds to it.
        half = Fraction(1, 2 * 10**how.places)
        rest = sum(
            Fraction(other.weight) * Fraction(published[other.code])
            for other in how.instruments
            if other is not one
        )
        low, high = (
            (Fraction(year.published_total) + sign * half - rest) / Fraction(one.weight)
            for sign in (-1, 1)
        )
        value = Fraction(published[one.code])
        yield Comparison(
            f"{one.code}.{fiscal_year}",
            say("reproduce.instrument_back", lang, code=one.code, fiscal_year=fiscal_year),
            published[one.code],
            min(max(value, low), high),
            points,
            (*_ids(rows[fiscal_year, one.code]), *_ids(total)),
            span=(low, min(high, Fraction(_SCALE))),
        )
    yield Comparison(
        f"total.{fiscal_year}",
        say("reproduce.weighted_total", lang, fiscal_year=fiscal_year),
        year.published_total.quantize(cents),
        year.result.total,
        points,
        (*_ids(total), "S3-X1"),
    )
    mean = Fraction(sum(map(Fraction, published.values()))) / len(published)
    yield Comparison(
        f"mean.{fiscal_year}",
        say("reproduce.as_labelled", lang, fiscal_year=fiscal_year),
        year.published_total.quantize(cents),
        mean,
        points,
        (*_ids(total), "S3-X1"),
        finding="S3-X1",
        expected=_PLAIN_MEANS[fiscal_year],
        reason=say("reproduce.label_is_wrong", lang),
    )
    if year.published_grade is not None:
        yield Comparison(
            f"grade.{fiscal_year}",
            say("reproduce.grade", lang, fiscal_year=fiscal_year),
            year.published_grade,
            year.result.grade,
            "",
            _ids(total),
        )


def _account(year: Reproduction, data: Dataset, lang: str) -> Iterator[Comparison]:
    rows = {row["code"]: row for row in data.records()}
    yield Comparison(
        "instruments",
        say("reproduce.instruments", lang),
        Decimal(int(rows["instruments"]["value"])),
        len(year.how.instruments),
        "",
        _ids(rows["instruments"]),
    )
    improve = rows["to_improve"]
    band = next(one for one in year.how.bands if one.grade == year.result.grade)
    above = year.how.next_band(band.lower)
    edges = {"low": above.lower if above else Decimal(_SCALE), "high": band.lower}
    for end, edge in edges.items():
        yield Comparison(
            f"to_improve.{end}",
            say(f"reproduce.to_improve_{end}", lang, grade=band.grade, edge=edge),
            Decimal(int(improve[end])),
            _SCALE - edge,
            "%",
            _ids(improve),
        )


def _lists(data: dict[str, Dataset], lang: str) -> Iterator[Comparison]:
    advice = data["ita_recommendations_moral_center"].records()
    ids = tuple(sorted({name for row in advice for name in _ids(row) if "-X" not in name}))
    sources = (*ids, "S3-X5")
    items = say("reproduce.items", lang)
    yield Comparison(
        "recommendations",
        say("reproduce.recommendations", lang),
        Decimal(int(advice[0]["of"])),
        len({row["item"] for row in advice}),
        items,
        sources,
    )
    for code, stated in _ADVICE.items():
        yield Comparison(
            f"recommendations.{code}",
            say("reproduce.recommendations_of", lang, code=code),
            Decimal(stated),
            sum(row["instrument"] == code for row in advice),
            items,
            sources,
        )
    measures = data["ita_measures_moral_center"].records()
    yield Comparison(
        "measures",
        say("reproduce.measures", lang),
        Decimal(int(measures[0]["of"])),
        len({row["indicator"] for row in measures}),
        say("reproduce.indicators", lang),
        (_ids(measures[0])[0], _ids(measures[-1])[0], "S3-X4"),
    )


def _decoded(year: Reproduction, items: list[dict[str, Any]], lang: str) -> Iterator[Comparison]:
    """Yield in how many ways failed items of the disclosure check give its score."""
    tree: dict[str, dict[str, int]] = {}
    for row in items:
        if row["instrument"] == _DISCLOSURE:
            part = tree.setdefault(str(row["indicator"]), {})
            part[row["sub_indicator"]] = part.get(row["sub_indicator"], 0) + 1
    parts = [(indicator, sub) for indicator, subs in tree.items() for sub in subs]
    target = Fraction(year.instruments[_DISCLOSURE])
    ways = []
    for failed in product(range(_MOST_FAILED + 1), repeat=len(parts)):
        lost = dict(zip(parts, failed, strict=True))
        if not 0 < sum(failed) <= _MOST_FAILED:
            continue
        if any(count > tree[key[0]][key[1]] for key, count in lost.items()):
            continue
        if _disclosure(tree, lost) == target:
            ways.append(lost)
    sources = ("S3-008", "S3-X8", "R-014", "R-016")
    yield Comparison(
        f"decoded.{_DECODED}",
        say("reproduce.decoded", lang, score=year.instruments[_DISCLOSURE], most=_MOST_FAILED),
        _WAYS,
        len(ways),
        say("reproduce.ways", lang),
        sources,
    )
    if ways:
        fewest = min(ways, key=lambda way: sum(way.values()))
        yield Comparison(
            f"disclosure.{_DECODED}",
            say("reproduce.one_failed", lang),
            year.instruments[_DISCLOSURE].quantize(Decimal("0.01")),
            _disclosure(tree, fewest),
            say("reproduce.points", lang),
            sources,
        )


def _disclosure(tree: dict[str, dict[str, int]], lost: dict[tuple[str, str], int]) -> Fraction:
    """Return the instrument: mean of its indicators, each the mean of its sub-indicators."""
    means = [
        sum(Fraction(_SCALE * (count - lost[indicator, sub]), count) for sub, count in subs.items())
        / len(subs)
        for indicator, subs in tree.items()
    ]
    return Fraction(sum(means)) / len(means)


def _headlines(
    years: list[Reproduction], rows: dict[tuple[int, str], dict[str, Any]], lang: str
) -> Iterator[Headline]:
    points = say("reproduce.points", lang)
    first, last = years[0], years[-1]
    ids = (*_ids(rows[YEARS[0], "total"]), *_ids(rows[YEARS[1], "total"]))
    yield Headline(
        "rise",
        say("reproduce.rise", lang, first=YEARS[0], last=YEARS[1]),
        last.result.published - first.result.published,
        points,
        tuple(dict.fromkeys(ids)),
        places=2,
    )
    for year in years:
        if year.result.distance is not None:
            yield Headline(
                f"to_next.{year.how.fiscal_year}",
                say(
                    "reproduce.to_next",
                    lang,
                    fiscal_year=year.how.fiscal_year,
                    grade=year.result.next_grade,
                ),
                year.result.distance,
                points,
                (*_ids(rows[year.how.fiscal_year, "total"]), "R-011"),
                places=2,
            )
