"""Working days and periods by legal counting, at their edges."""

import pickle
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govlab.errors import InputError, MissingFileError, UnknownNameError
from govlab.home import Home
from govlab.thai import Period, WorkCalendar, government_calendar
from govlab.thai._calendar import HOLIDAY_FILE
from govlab.thai.freeze_holidays import government_holidays, main, render

DATASET = Path(__file__).parents[2] / "datasets" / HOLIDAY_FILE
OFFICE = government_calendar(Home(DATASET.parents[1]))
DAYS = st.dates(date(2019, 1, 1), date(2029, 12, 31))
PLAIN = WorkCalendar({}, 2019, 2030)


def due(length: int, unit: str, start: date, **options: bool) -> date:
    return Period(length, unit, **options).due(start, OFFICE)  # type: ignore[arg-type]


def test_the_frozen_file_is_what_the_library_says() -> None:
    """The dataset equals the installed library with our corrections."""
    renewed = render(government_holidays(OFFICE.first_year, OFFICE.last_year))
    assert DATASET.read_text(encoding="utf-8") == renewed, (
        "the library holidays says something new: look at the difference, then run "
        f"python -m govlab.thai.freeze_holidays datasets/{HOLIDAY_FILE}"
    )


def test_the_renewal_command_writes_the_years_asked_for(tmp_path: Path) -> None:
    """The command makes a file that the calendar reads."""
    (tmp_path / "datasets").mkdir()
    main([str(tmp_path / "datasets" / HOLIDAY_FILE), "--first", "2024", "--last", "2026"])
    calendar = government_calendar(Home(tmp_path))
    assert (calendar.first_year, calendar.last_year, calendar.certain_through) == (2024, 2026, 2025)
    with pytest.raises(InputError, match="exchange"):
        government_holidays(2026, 2024)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2023, 3, 2), True),  # the meeting of S2
        (date(2023, 3, 6), False),  # Makha Bucha, the day of S2
        (date(2024, 5, 10), False),  # Ploughing Day: offices close, banks do not
        (date(2024, 5, 1), True),  # Labour Day: banks close, offices do not
        (date(2022, 5, 2), True),  # nor on its substitute
        (date(2021, 10, 22), False),  # the cabinet moved this substitute ...
        (date(2021, 10, 25), True),  # ... from here
        (date(2023, 1, 2), False),  # one substitute for two days ...
        (date(2023, 1, 3), True),  # ... and not a second
        (date(2020, 4, 13), True),  # Songkran was put off in the year of the pandemic
        (date(2020, 9, 4), False),
        (date(2024, 12, 30), False),  # special day between holidays
        (date(2024, 4, 13), False),
        (date(2024, 6, 8), False),  # a plain Saturday
    ],
)
def test_days_that_a_plain_list_gets_wrong(day: date, works: bool) -> None:
    """Days on which government offices differ from banks, libraries or habit."""
    assert OFFICE.is_working_day(day) is works


def test_forecast_years_say_so() -> None:
    """A holiday of a year not yet announced is not certain."""
    assert OFFICE.is_certain(date(2024, 4, 13))
    assert not OFFICE.is_certain(date(2029, 4, 13))
    assert PLAIN.is_certain(date(2029, 4, 13))


@pytest.mark.parametrize("day", [date(2018, 12, 31), date(2031, 1, 1)])
def test_a_day_outside_the_covered_years_is_not_guessed(day: date) -> None:
    """Every question refuses a day of which the holidays are unknown."""
    for question in (
        OFFICE.is_working_day,
        OFFICE.next_working_day,
        OFFICE.is_certain,
        lambda day: OFFICE.working_days_between(*sorted((day, date(2024, 1, 1)))),
    ):
        with pytest.raises(InputError, match="2019 to 2030"):
            question(day)


def test_the_calendar_ends_with_an_error() -> None:
    """Counting past the last covered day is refused."""
    with pytest.raises(InputError, match="2019 to 2030"):
        OFFICE.add_working_days(date(2030, 12, 1), 60)


def test_a_calendar_travels_to_other_processes() -> None:
    """A pickled calendar is the same calendar."""
    assert pickle.loads(pickle.dumps(OFFICE)) == OFFICE


def test_songkran_is_skipped_by_working_days() -> None:
    """Three working days after Thursday 11 April 2567 pass special, festive and substitute days."""
    assert OFFICE.add_working_days(date(2024, 4, 11), 3) == date(2024, 4, 19)


@given(DAYS, st.integers(1, 60))
def test_counting_forth_and_back_agree(day: date, count: int) -> None:
    """working_days_between undoes add_working_days, which ends on a working day."""
    end = OFFICE.add_working_days(day, count)
    assert OFFICE.is_working_day(end)
    assert OFFICE.working_days_between(day, end) == count


@given(DAYS, st.integers(0, 400))
def test_the_search_agrees_with_counting_one_by_one(day: date, span: int) -> None:
    """The sorted list answers what a walk over the days answers."""
    end = min(day + timedelta(days=span), date(2029, 12, 31))
    walk = (day + timedelta(days=n) for n in range(1, (end - day).days + 1))
    naive = sum(d.weekday() < 5 and d not in OFFICE.holidays for d in walk)
    assert OFFICE.working_days_between(day, end) == naive


def test_impossible_calendars_and_counts_are_refused() -> None:
    """Wrong years, a holiday outside them, no days, and an end before its start."""
    with pytest.raises(InputError, match="exchange"):
        WorkCalendar({}, 2024, 2023)
    with pytest.raises(InputError, match="covers"):
        WorkCalendar({date(2025, 1, 1): "วันขึ้นปีใหม่"}, 2024, 2024)
    with pytest.raises(InputError, match="at least 1"):
        PLAIN.add_working_days(date(2024, 1, 1), 0)
    with pytest.raises(InputError, match="before start"):
        PLAIN.working_days_between(date(2024, 1, 2), date(2024, 1, 1))


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("2024-13-01,x,true", "row 2"),
        ("2024-01-01,x,yes", "row 2"),
        ("2024-01-01", "row 2"),
        ("2024-01-01,x,true\n2026-01-01,x,true", "gap"),
        ("", "gap"),
    ],
)
def test_a_damaged_dataset_is_refused(tmp_path: Path, rows: str, says: str) -> None:
    """A row that cannot be read is named; a missing year is not filled by guessing."""
    (tmp_path / "datasets").mkdir()
    path = tmp_path / "datasets" / HOLIDAY_FILE
    with pytest.raises(MissingFileError):
        government_calendar(Home(tmp_path))
    path.write_text(f"date,name_th,certain\n{rows}\n", encoding="utf-8")
    with pytest.raises(InputError, match=says):
        government_calendar(Home(tmp_path))


def test_days_start_on_the_morrow() -> None:
    """Fifteen and thirty days after an event: the day of the event does not count."""
    assert due(15, "day", date(2024, 2, 1)) == date(2024, 2, 16)
    assert due(30, "day", date(2024, 1, 30)) == date(2024, 2, 29)
    assert due(30, "day", date(2024, 1, 31)) == date(2024, 3, 1)
    assert due(30, "day", date(2024, 1, 31), count_first_day=True) == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2024, 1, 15), 1, date(2024, 2, 15)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),  # counted from 1 February
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 1, 29), 1, date(2024, 2, 29)),  # from the 30th; no 30 February
        (date(2023, 1, 28), 1, date(2023, 2, 28)),  # from the 29th; no 29 February
        (date(2024, 2, 29), 1, date(2024, 3, 31)),  # from 1 March to its end
        (date(2023, 2, 28), 1, date(2023, 3, 31)),
        (date(2024, 8, 30), 6, date(2025, 2, 28)),
        (date(2023, 11, 30), 1, date(2023, 12, 31)),
        (date(2023, 12, 31), 1, date(2024, 1, 31)),  # over the year's end
        (date(2024, 2, 28), 12, date(2025, 2, 28)),  # from 29 February; none a year later
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_months_end_before_the_corresponding_day(start: date, months: int, expected: date) -> None:
    """Months and years by the calendar, with the last day of a month that is too short."""
    assert due(months, "month", start, carry_over=False) == expected
    if months == 12:
        assert due(1, "year", start, carry_over=False) == expected


def test_weeks_end_on_the_weekday_of_the_event() -> None:
    """Two weeks after a Thursday end on a Thursday."""
    assert due(2, "week", date(2023, 3, 2)) == date(2023, 3, 16)
    assert due(2, "week", date(2023, 3, 2), count_first_day=True) == date(2023, 3, 15)


def test_a_last_day_in_songkran_is_carried_over() -> None:
    """15 days from 29 March 2567 end on Saturday 13 April, so on Wednesday 17 April."""
    assert due(15, "day", date(2024, 3, 29)) == date(2024, 4, 17)


def test_officials_are_held_to_the_holiday() -> None:
    """Without carry-over the period of an official ends on the holiday itself."""
    assert due(15, "day", date(2024, 3, 29), carry_over=False) == date(2024, 4, 13)


def test_carry_over_passes_the_year() -> None:
    """30 days from 30 November 2567 end on a special day off, carried into 2568."""
    assert due(30, "day", date(2024, 11, 30)) == date(2025, 1, 2)


def test_working_days_can_count_the_first() -> None:
    """A working first day counts as one when the rule says so, a holiday never."""
    assert due(1, "working_day", date(2024, 4, 11), count_first_day=True) == date(2024, 4, 11)
    assert due(1, "working_day", date(2024, 4, 13), count_first_day=True) == date(2024, 4, 17)
    assert due(1, "working_day", date(2024, 4, 11)) == date(2024, 4, 17)


@given(DAYS, st.integers(1, 24), st.sampled_from(["day", "week", "month", "year"]))
def test_a_longer_period_never_ends_sooner(start: date, length: int, unit: str) -> None:
    """Ends grow with length and start, and lie after the event."""
    rule = Period(length, unit, carry_over=False)  # type: ignore[arg-type]
    longer = Period(length + 1, unit, carry_over=False)  # type: ignore[arg-type]
    assert start < rule.due(start, PLAIN) < longer.due(start, PLAIN)
    assert rule.due(start, PLAIN) <= rule.due(start + timedelta(days=1), PLAIN)


def test_periods_that_say_nothing_are_refused() -> None:
    """A period has a length and a known unit."""
    with pytest.raises(InputError, match="at least 1"):
        Period(0, "day")
    with pytest.raises(UnknownNameError, match="fortnight"):
        Period(1, "fortnight")  # type: ignore[arg-type]
