"""Numbers in words: which figures a text states, in whatever way it writes them."""

import calendar
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache

from govlab.thai import month_name, to_arabic_digits

ERA = 543  # Buddhist era less common era
_YEAR_DIGITS = 4
_BUDDHIST = range(2400, 2701)
_COMMON = range(1850, 2151)
_DATE = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
_MONTH = re.compile(r"(?<!\d)\d{4}-(?:0[1-9]|1[0-2])(?![\d-])")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)*")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*(?:%|percent)|ร้อยละ\s*(\d+(?:\.\d+)?)")
_SPAN = re.compile(r"(?:\b([IEO])|เขต\s*|zones?\s+|FY)(\d+)\s*[-–]\s*\1?(\d+)")
_MILLION = re.compile(r"(\d+(?:\.\d+)?)\s*(?:ล้าน|million)")
# Words that state a figure without a digit.
_WORDS = {
    "รายไตรมาส": "3",
    "ประจำปี": "12",
    "ทุกปี": "1",
}


def numbers(text: str) -> frozenset[str]:
    """Return the figures that stand in `text`, each in one spelling.

    Thai digits count as digits, thousands lose their commas, ISO dates and months stay
    whole, and a numbering such as 7.7.3.1 stays one figure.

    Examples
    --------
    >>> sorted(numbers("ทั้งสิ้น ๑,๙๓๓,๓๐๐ บาท ร้อยละ 44.50 ข้อ ๗.๗.๓.๑"))
    ['1933300', '44.5', '7.7.3.1']
    >>> sorted(numbers("2023-03-02, 2/2566"))
    ['2', '2023-03-02', '2566']
    """
    return frozenset(_found(to_arabic_digits(text)))


def _found(text: str) -> Iterator[str]:
    for pattern in (_DATE, _MONTH):
        yield from pattern.findall(text)
        text = pattern.sub(" ", text)
    yield from map(_one_spelling, _NUMBER.findall(text))


def _one_spelling(figure: str) -> str:
    plain = figure.replace(",", "")
    if plain.count(".") > 1:
        return plain
    value = Decimal(plain)
    return str(int(value)) if value == int(value) else str(value.normalize())


@lru_cache(maxsize=8192)
def stated(text: str) -> frozenset[str]:
    """Return every figure that `text` supports: those in it and what they say otherwise.

    Beside :func:`numbers`: each year in both eras, Thai and English dates as ISO dates,
    a month by its first and last day, millions written out, percentages as shares, and
    the members of a span of zones, items or fiscal years.

    Examples
    --------
    >>> {"2021-08-26", "2564", "2021"} <= stated("เมื่อวันที่ ๒๖ สิงหาคม ๒๕๖๔")
    True
    >>> "2024-09-30" in stated("ตุลาคม ๒๕๖๖ - กันยายน ๒๕๖๗")
    True
    """
    plain = to_arabic_digits(text)
    found = set(_found(plain))
    for figure in tuple(found):
        if figure.isdigit() and len(figure) == _YEAR_DIGITS:
            year = int(figure)
            if year in _BUDDHIST:
                found.add(str(year - ERA))
            elif year in _COMMON:
                found.add(str(year + ERA))
        elif figure[4:5] == "-":
            found |= {figure[:4], str(int(figure[:4]) + ERA)}
    for day, month, year in _dates(plain):
        common = year - ERA if year in _BUDDHIST else year
        found |= {str(common), str(common + ERA), f"{common:04}-{month:02}"}
        last = calendar.monthrange(common, month)[1]
        days = [1, last] if day is None else [day]
        found |= {date(common, month, one).isoformat() for one in days if 1 <= one <= last}
    found |= {_one_spelling(str(Decimal(one) * 10**6)) for one in _MILLION.findall(plain)}
    shares = [Decimal(one or other) / 100 for one, other in _PERCENT.findall(plain)]
    found |= {_one_spelling(f"{one:f}") for one in shares}
    # zones 1-9, items I1-I6 and years FY2561-2565 name all that lie between.
    for _, first, last in _SPAN.findall(plain):
        found |= {str(one) for one in range(int(first), min(int(last), int(first) + 99) + 1)}
    found |= {figure for word, figure in _WORDS.items() if word in plain}
    return frozenset(found)


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    return {
        month_name(month, lang, short=short).casefold(): month
        for lang in ("th", "en")
        for short in (True, False)
        for month in range(1, 13)
    }


@lru_cache(maxsize=1)
def _written_date() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    year = r"(?:พ\.ศ\.\s*)?(\d{4}|\d{2})(?!\d)"
    return re.compile(
        rf"(?:(?<!\d)(\d{{1,2}})\s*)?({names})\s*(?:(\d{{1,2}}),\s*)?{year}", re.IGNORECASE
    )


def _dates(text: str) -> Iterator[tuple[int | None, int, int]]:
    for before, name, after, year in _written_date().findall(text):
        day = before or after
        # Thai offices write 66 for 2566.
        full = int(year) if len(year) == _YEAR_DIGITS else 2500 + int(year)
        yield int(day) if day else None, _months()[name.casefold()], full
