"""Dates as people read them: the Buddhist era, names of months and weekdays.

Until 2483 the Thai year began on 1 April, so that a Buddhist year alone does not tell
the common-era year: dates before 1 January 2484 (1941) are refused rather than written
or read wrong.
"""

from datetime import date
from typing import Literal, get_args

from govlab.errors import InputError, UnknownNameError
from govlab.text import check_language, message
from govlab.thai._digits import to_thai_digits

#: Years by which the Buddhist era is ahead of the common era.
ERA_GAP = 543
_REFORM_YEAR = 1941

Style = Literal["full", "long", "short", "digits"]

MONTHS = {
    "th": [
        "มกราคม",
        "กุมภาพันธ์",
        "มีนาคม",
        "เมษายน",
        "พฤษภาคม",
        "มิถุนายน",
        "กรกฎาคม",
        "สิงหาคม",
        "กันยายน",
        "ตุลาคม",
        "พฤศจิกายน",
        "ธันวาคม",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
SHORT_MONTHS = {
    "th": [
        "ม.ค.",
        "ก.พ.",
        "มี.ค.",
        "เม.ย.",
        "พ.ค.",
        "มิ.ย.",
        "ก.ค.",
        "ส.ค.",
        "ก.ย.",
        "ต.ค.",
        "พ.ย.",
        "ธ.ค.",
    ],
    "en": [name[:3] for name in MONTHS["en"]],
}
WEEKDAYS = {
    "th": ["จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}


def month_name(month: int, lang: str = "th", *, short: bool = False) -> str:
    """Return the name of `month` (1–12), or its usual abbreviation.

    Raises
    ------
    InputError
        When there is no such month.

    Examples
    --------
    >>> month_name(3), month_name(3, short=True), month_name(3, "en")
    ('มีนาคม', 'มี.ค.', 'March')
    """
    if month not in range(1, 13):
        raise InputError(message("thai.no_such_month", value=month))
    return (SHORT_MONTHS if short else MONTHS)[check_language(lang)][month - 1]


def buddhist_year(day: date) -> int:
    """Return the Buddhist-era year of `day`.

    Raises
    ------
    InputError
        When `day` is before the calendar reform of 1 January 2484 (1941).

    Examples
    --------
    >>> buddhist_year(date(2023, 3, 6))
    2566
    """
    return since_reform(day, day.isoformat()).year + ERA_GAP


def since_reform(day: date, text: str) -> date:
    """Return `day` if it is not before the calendar reform; `text` is how it was written."""
    if day.year < _REFORM_YEAR:
        raise InputError(message("thai.before_reform", value=text))
    return day


def format_date(
    day: date, style: Style = "long", *, lang: str = "th", thai_digits: bool = False
) -> str:
    """Write `day` for people: Buddhist-era in Thai, common era in English.

    Parameters
    ----------
    day : date
        From 1 January 2484 (1941) on.
    style : {"full", "long", "short", "digits"}
        With weekday; month in full; month abbreviated; day/month/year in digits, which
        in English is ISO because readers disagree on the order.
    lang : {"th", "en"}
        Language of the names.
    thai_digits : bool
        Write ``๒๕๖๖`` for ``2566``.

    Raises
    ------
    UnknownNameError
        When the style or language is unknown.
    InputError
        When a date to be written in Thai is before the calendar reform.

    Examples
    --------
    >>> day = date(2023, 3, 6)
    >>> format_date(day, "full")
    'วันจันทร์ที่ 6 มีนาคม พ.ศ. 2566'
    >>> format_date(day, "short", thai_digits=True), format_date(day, lang="en")
    ('๖ มี.ค. ๒๕๖๖', '6 March 2023')
    """
    if style not in get_args(Style):
        raise UnknownNameError(message("thai.no_style", value=style, known=get_args(Style)))
    thai = check_language(lang) == "th"
    year = buddhist_year(day) if thai else day.year
    if style == "digits":
        words = f"{day.day:02}/{day.month:02}/{year}" if thai else day.isoformat()[:10]
    else:
        words = f"{day.day} {month_name(day.month, lang, short=style == 'short')} {year}"
        if style == "full":
            weekday = WEEKDAYS[lang][day.weekday()]
            name = month_name(day.month, lang)
            words = f"วัน{weekday}ที่ {day.day} {name} พ.ศ. {year}" if thai else f"{weekday} {words}"
    return to_thai_digits(words) if thai_digits else words
