"""Dates and times as Thai offices write them, read strictly.

A year of two digits is Buddhist-era (66 is 2566); of four digits it is Buddhist-era
from 2400 on, and of the common era from 1900 to 2200; anything else is refused. Day
stands before month, unless the year comes first; but ``3/6/2023`` is refused, because
programs that write the common era put either first.
"""

import re
from datetime import date, datetime, timedelta, timezone

from govlab.errors import InputError
from govlab.text import message
from govlab.thai._dates import ERA_GAP, MONTHS, SHORT_MONTHS, WEEKDAYS, since_reform
from govlab.thai._digits import to_arabic_digits
from govlab.thai._repair import repair

#: Thailand's clock; it has no summer time.
BANGKOK = timezone(timedelta(hours=7))
_LONGEST = 80
_MONTHS_A_YEAR = 12


def _bare(word: str) -> str:
    return re.sub(r"[\s.,ฯ]", "", word).casefold()


_MONTH_OF = {
    _bare(name): number
    for table in (MONTHS, SHORT_MONTHS)
    for names in table.values()
    for number, name in enumerate(names, start=1)
}
_WEEKDAY_OF = {
    _bare(name): number for names in WEEKDAYS.values() for number, name in enumerate(names)
} | {"พฤหัส": 3}

_LEAD = r"(?:เมื่อ)?(?:วัน)?\s*(?P<weekday>[A-Za-zก-๎]*?),?\s*(?:ที่)?\s*"
_ERA = r"(?P<era>พ\.?\s?ศ\.?|ค\.?\s?ศ\.?)?"
_FORMS = (
    re.compile(r"(?P<year>[0-9]{4})(?P<sep>[-/])(?P<month>[0-9]{1,2})(?P=sep)(?P<day>[0-9]{1,2})"),
    re.compile(
        _LEAD
        + r"(?P<day>[0-9]{1,2})(?P<sep>[-/.])(?P<month>[0-9]{1,2})(?P=sep)"
        + r"(?P<year>[0-9]{4}|[0-9]{2})"
    ),
    re.compile(
        _LEAD
        + r"(?P<day>[0-9]{1,2})\s*(?:เดือน)?\s*(?P<name>[^0-9]+?)\s*"
        + _ERA
        + r"\s*(?P<year>[0-9]{4}|[0-9]{2})"
    ),
)
_STAMP = re.compile(
    r"(?P<date>.+?)(?:T|,\s*|\s+)(?:เวลา\s*)?"
    r"(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<part>[0-9]{1,6}))?)?"
    r"\s*(?P<half>น\.?|AM|PM|ก่อนเที่ยง|หลังเที่ยง)?"
    r"\s*(?P<zone>Z|(?:GMT|UTC)?(?:(?P<sign>[+-])(?P<ahead>[0-9]{1,2})(?::?(?P<past>[0-9]{2}))?)?)",
    re.IGNORECASE,
)
_NOON = 12


def parse_date(text: str) -> date:
    """Read a date as Thai offices write it.

    Parameters
    ----------
    text : str
        Such as ``2 มี.ค.66``, ``๒๖ สิงหาคม ๒๕๖๔``, ``วันจันทร์ที่ 6 มีนาคม พ.ศ. 2566``,
        ``6/3/2566``, ``06-03-66``, ``2023-03-06``. Day stands before month unless the
        year comes first; a year of two digits is Buddhist-era 25xx.

    Raises
    ------
    InputError
        When `text` is no date, names a day that does not exist or a weekday that the
        date is not, or lies before 1 January 2484.

    Examples
    --------
    >>> parse_date("วันจันทร์ที่ 6 มีนาคม พ.ศ. 2566").isoformat()
    '2023-03-06'
    >>> parse_date("2 มี.ค.66").isoformat()
    '2023-03-02'
    """
    plain = _plain(text)
    for form in _FORMS:
        if found := form.fullmatch(plain):
            return _date_from(found.groupdict(), text)
    raise InputError(message("thai.not_a_date", value=text))


def _plain(text: str) -> str:
    """Return `text` with one spelling, digits and spacing; longer text is no date."""
    if len(text) > _LONGEST:
        raise InputError(message("thai.not_a_date", value=text[:_LONGEST] + "…"))
    return " ".join(to_arabic_digits(repair(text)).split())


def _date_from(parts: dict[str, str | None], text: str) -> date:
    name, weekday = parts.get("name"), _bare(parts.get("weekday") or "")
    month = _MONTH_OF.get(_bare(name)) if name else int(parts["month"] or 0)
    if month is None or (weekday and weekday not in _WEEKDAY_OF):
        raise InputError(message("thai.not_a_date", value=text))
    year = _common_year(parts["year"] or "", _bare(parts.get("era") or ""), text)
    if _either_order(parts, year):
        raise InputError(message("thai.ambiguous_date", value=text))
    try:
        day = date(year, month, int(parts["day"] or 0))
    except ValueError as fault:
        raise InputError(message("thai.no_such_day", value=text)) from fault
    if weekday and _WEEKDAY_OF[weekday] != day.weekday():
        right = f"{WEEKDAYS['th'][day.weekday()]} ({WEEKDAYS['en'][day.weekday()]})"
        raise InputError(message("thai.wrong_weekday", value=text, right=right))
    return since_reform(day, text)


def _either_order(parts: dict[str, str | None], year: int) -> bool:
    """Say whether day and month could change places: numbers both, in the common era."""
    day, month = parts["day"] or "", parts.get("month") or ""
    year_comes_last = "weekday" in parts
    could = month and day != month and int(day) <= _MONTHS_A_YEAR
    return bool(year_comes_last and could and parts["year"] == str(year))


def _common_year(digits: str, era: str, text: str) -> int:
    """Return the common-era year; the rule stands in the module's docstring."""
    year = int(digits)
    if len(digits) == len("66") and era != "คศ":
        return 2500 + year - ERA_GAP
    if len(digits) == len("2566"):
        if era == "พศ" or (not era and year >= 2400):  # noqa: PLR2004
            # Python's years begin at 1; anything so early is refused by its caller.
            return max(year - ERA_GAP, 1)
        if era == "คศ" or 1900 <= year <= 2200:  # noqa: PLR2004
            return year
    raise InputError(message("thai.year_unclear", value=text, year=digits))


def parse_timestamp(text: str) -> datetime:
    """Read a date with a time, such as the timestamp of a form's export.

    Parameters
    ----------
    text : str
        A date that :func:`parse_date` reads, then a time: ``6/3/2566, 14:05:33``,
        ``2023/03/06 2:05:33 หลังเที่ยง GMT+7``, ``2 มี.ค.66 เวลา 14.00 น.``, ISO 8601.

    Returns
    -------
    datetime
        With its zone: the one stated, or Thailand's (UTC+7) where none is.

    Raises
    ------
    InputError
        When the date or the time cannot be read or does not exist.

    Examples
    --------
    >>> parse_timestamp("2023/03/06 2:05:33 หลังเที่ยง GMT+7").isoformat()
    '2023-03-06T14:05:33+07:00'
    """
    found = _STAMP.fullmatch(_plain(text))
    if not found:
        raise InputError(message("thai.not_a_time", value=text))
    day = parse_date(found["date"])
    hour, half = int(found["hour"]), (found["half"] or "").casefold()
    try:
        if half in {"am", "pm", "ก่อนเที่ยง", "หลังเที่ยง"}:
            hour = _on_the_dial(hour) + _NOON * (half in {"pm", "หลังเที่ยง"})
        return datetime(
            day.year,
            day.month,
            day.day,
            hour,
            int(found["minute"]),
            int(found["second"] or 0),
            int((found["part"] or "").ljust(6, "0")),
            tzinfo=_zone(found),
        )
    except ValueError as fault:
        raise InputError(message("thai.not_a_time", value=text)) from fault


def _on_the_dial(hour: int) -> int:
    if not 1 <= hour <= _NOON:
        msg = f"hour (={hour}) must be 1-12 with AM or PM"
        raise ValueError(msg)
    return hour % _NOON


def _zone(found: re.Match[str]) -> timezone:
    if not found["zone"]:
        return BANGKOK
    ahead = timedelta(hours=int(found["ahead"] or 0), minutes=int(found["past"] or 0))
    return timezone(-ahead if found["sign"] == "-" else ahead)
