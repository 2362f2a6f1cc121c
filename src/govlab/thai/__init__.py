"""Thai: digits, spelling, dates, fiscal years, working days, legal periods, baht in words.

Plain standard library, so that it also runs in a browser. Dates are stored in ISO form
and the common era; the Buddhist era is for reading and writing.
"""

from govlab.thai._baht import baht_text, number_text
from govlab.thai._calendar import WorkCalendar, government_calendar
from govlab.thai._dates import buddhist_year, format_date, month_name
from govlab.thai._digits import parse_number, to_arabic_digits, to_thai_digits
from govlab.thai._fiscal import FiscalYear, fiscal_year_of
from govlab.thai._period import Period, Unit
from govlab.thai._reading import BANGKOK, parse_date, parse_timestamp
from govlab.thai._repair import repair

__all__ = [
    "BANGKOK",
    "FiscalYear",
    "Period",
    "Unit",
    "WorkCalendar",
    "baht_text",
    "buddhist_year",
    "fiscal_year_of",
    "format_date",
    "government_calendar",
    "month_name",
    "number_text",
    "parse_date",
    "parse_number",
    "parse_timestamp",
    "repair",
    "to_arabic_digits",
    "to_thai_digits",
]
