"""Dates as offices write them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govlab.errors import InputError, UnknownNameError
from govlab.thai import (
    BANGKOK,
    FiscalYear,
    buddhist_year,
    fiscal_year_of,
    format_date,
    month_name,
    parse_date,
    parse_timestamp,
)

DAYS = st.dates(date(1941, 1, 1), date(2199, 12, 31))
MEETING = date(2023, 3, 2)
ARTICLE = date(2023, 3, 6)


def test_the_meeting_of_the_source_was_on_a_thursday() -> None:
    """S2-003: 2 มี.ค.66 is 2 March 2023, a Thursday."""
    assert parse_date("2 มี.ค.66") == MEETING
    assert format_date(MEETING, "full").startswith("วันพฤหัสบดีที่ 2 มีนาคม")


@pytest.mark.parametrize(
    "text",
    [
        "วันจันทร์ที่ 6 มีนาคม พ.ศ. 2566",
        "จันทร์ที่ ๖ มีนาคม ๒๕๖๖",
        "วันที่ 6 เดือน มีนาคม พ.ศ.2566",
        "6 มีค 66",
        "6 มี.ค. พ.ศ. 66",
        "6 มีนาคม ค.ศ. 2023",
        "6 March 2023",
        "Monday, 6 Mar 2023",
        "6/3/2566",
        "06/03/66",
        "6-3-2566",
        "6.3.66",
        "2023-03-06",
        "2566-03-06",
        " ๖ มีนาคม  ๒๕๖๖\u200b",
    ],
)
def test_every_way_of_writing_the_sixth_of_march(text: str) -> None:
    """S2-002: one Monday, however it is written."""
    assert parse_date(text) == ARTICLE


@given(DAYS, st.sampled_from(["full", "long", "short", "digits"]), st.sampled_from(["th", "en"]))
def test_a_written_date_is_read_back(day: date, style: str, lang: str) -> None:
    """Every style in both languages, in Thai digits too, is read as the day it was."""
    assert parse_date(format_date(day, style, lang=lang)) == day
    assert parse_date(format_date(day, style, lang=lang, thai_digits=True)) == day


@pytest.mark.parametrize("style", ["full", "long", "short", "digits"])
def test_the_styles(style: str) -> None:
    """The four Thai styles look as offices expect."""
    expected = {
        "full": "วันจันทร์ที่ 6 มีนาคม พ.ศ. 2566",
        "long": "6 มีนาคม 2566",
        "short": "6 มี.ค. 2566",
        "digits": "06/03/2566",
    }
    assert format_date(ARTICLE, style) == expected[style]


def test_a_datetime_is_written_as_its_day() -> None:
    """A time of day does not leak into a date."""
    assert format_date(datetime(2023, 3, 6, 14, tzinfo=UTC), "digits", lang="en") == "2023-03-06"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("วันอังคารที่ 6 มีนาคม 2566", "จันทร์"),
        ("31 กุมภาพันธ์ 2566", "ปฏิทิน"),
        ("13/13/2566", "ปฏิทิน"),
        ("29/2/2566", "ปฏิทิน"),
        ("6 มีนาคม 2399", "พ.ศ. 25xx"),
        ("6 มีนาคม 2300", "พ.ศ. 25xx"),
        ("6 มีนาคม ค.ศ. 66", "พ.ศ. 25xx"),
        ("6 มีนาคม 2483", "1 มกราคม 2484"),
        ("31/12/1940", "1 มกราคม 2484"),
        ("6 มีนาคม พ.ศ. 0123", "1 มกราคม 2484"),
        ("6 มีนะ 2566", "ไม่ใช่วันที่"),
        ("วันหยุดที่ 6 มีนาคม 2566", "ไม่ใช่วันที่"),
        ("6/3-2566", "ไม่ใช่วันที่"),
        ("2566", "ไม่ใช่วันที่"),
        ("", "ไม่ใช่วันที่"),
        ("6" + " " * 5000 + "มีนาคม 2566", "ไม่ใช่วันที่"),
    ],
)
def test_a_wrong_date_is_refused_with_its_reason(text: str, says: str) -> None:
    """Each rule that a date breaks is named in Thai."""
    with pytest.raises(InputError) as error:
        parse_date(text)
    assert says in error.value.in_language("th")


def test_the_reform_is_the_first_day() -> None:
    """The first day after the calendar reform is read and named."""
    assert buddhist_year(parse_date("1 มกราคม 2484")) == 2484
    with pytest.raises(InputError, match="1940-12-31"):
        format_date(date(1940, 12, 31))


def test_unknown_months_and_styles_are_refused() -> None:
    """Month 0 would silently be December."""
    with pytest.raises(InputError, match="1 to 12"):
        month_name(0)
    with pytest.raises(UnknownNameError, match="full"):
        format_date(ARTICLE, "fancy")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "6/3/2566, 14:05:33",
        "06/03/66 14:05:33",
        "2023/03/06 2:05:33 หลังเที่ยง GMT+7",
        "2023/03/06 2:05:33 PM GMT+7",
        "2023/03/06 7:05:33 ก่อนเที่ยง GMT",
        "๖ มี.ค. ๒๕๖๖ เวลา ๑๔:๐๕:๓๓ น.",
        "2023-03-06T14:05:33+07:00",
        "2023-03-06T07:05:33Z",
        "2023-03-06 09:05:33 UTC+2",
        "2023-03-06T02:35:33.000-0430",
    ],
)
def test_every_way_of_stamping_one_moment(text: str) -> None:
    """Exports in Thai and English locale and ISO name the same moment."""
    assert parse_timestamp(text) == datetime(2023, 3, 6, 14, 5, 33, tzinfo=BANGKOK)


def test_a_stamp_keeps_its_zone_and_its_fraction() -> None:
    """A stated zone is kept, a short fraction is read as a fraction."""
    stamp = parse_timestamp("2023-03-06T01:02:03.5+02:00")
    assert stamp.tzinfo == timezone(timedelta(hours=2))
    assert stamp.microsecond == 500_000


def test_the_meeting_began_at_two() -> None:
    """S2-003: hours and minutes with a point, as Thai offices write them."""
    assert parse_timestamp("เมื่อวันที่ 2 มี.ค.66 เวลา 14.00 น.").isoformat() == (
        "2023-03-02T14:00:00+07:00"
    )


@pytest.mark.parametrize(("text", "hour"), [("12:00 ก่อนเที่ยง", 0), ("12:00 หลังเที่ยง", 12)])
def test_twelve_is_midnight_or_noon(text: str, hour: int) -> None:
    """Twelve before noon is midnight."""
    assert parse_timestamp(f"6/3/2566 {text}").hour == hour


@pytest.mark.parametrize("time", ["", "24:00", "9:60", "14:05 หลังเที่ยง", "0:05 PM", "9:00 GMT+99"])
def test_a_time_that_does_not_exist_is_refused(time: str) -> None:
    """No time is guessed, none is bent."""
    with pytest.raises(InputError, match="timestamp"):
        parse_timestamp(f"6/3/2566 {time}")


@given(st.datetimes(datetime(1941, 1, 1), datetime(2199, 12, 31), timezones=st.just(BANGKOK)))  # noqa: DTZ001
def test_iso_stamps_are_read_as_python_reads_them(moment: datetime) -> None:
    """ISO 8601 to the microsecond."""
    assert parse_timestamp(moment.isoformat()) == moment


def test_fiscal_year_2567_has_366_days() -> None:
    """Fiscal 2567 runs from 1 October 2566 to 30 September 2567 over a leap day."""
    year = FiscalYear(2567)
    assert (year.start, year.end, year.days) == (date(2023, 10, 1), date(2024, 9, 30), 366)
    assert FiscalYear(2566).days == 365


@given(DAYS.filter(lambda day: day >= date(1961, 10, 1)))
def test_each_day_is_in_one_fiscal_year_and_quarter(day: date) -> None:
    """A day is in its own fiscal year, not in the next, and quarters follow months."""
    year = fiscal_year_of(day)
    assert day in year
    assert day not in FiscalYear(year.year + 1)
    assert year.quarter(day) == {10: 1, 11: 1, 12: 1, 1: 2, 2: 2, 3: 2}.get(
        day.month, 3 if day.month <= 6 else 4
    )


def test_a_common_era_fiscal_year_is_refused() -> None:
    """2024 is surely not a fiscal year of the Buddhist era."""
    with pytest.raises(InputError, match="543"):
        FiscalYear(2024)
    with pytest.raises(InputError, match="2567"):
        FiscalYear(2567).quarter(date(2023, 9, 30))
