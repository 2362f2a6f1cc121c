"""Renew the dataset of government holidays from the library ``holidays``.

The one place that imports the library; everything else reads the frozen file::

    python -m govlab.thai.freeze_holidays datasets/thai_government_holidays.csv
"""

import argparse
import csv
import io
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from importlib.metadata import version
from pathlib import Path

import holidays

from govlab.errors import InputError
from govlab.text import message

# The library says of itself that it is checked against the Royal Gazette to this
# year; later lunar dates are computed and cabinet decisions unknown.
CERTAIN_THROUGH = 2025

# On the library's list but no day off in government offices: banks and private
# employers keep Labour Day; Children's Day is always a Saturday and no office holiday.
_NOT_GOVERNMENT = (
    "วันแรงงานแห่งชาติ",
    "วันเด็กแห่งชาติ",
    "National Labor Day",
    "National Children's Day",
)
_SUBSTITUTE = "ชดเชย"
_SOURCES = {"public": "holidays TH public", "government": "holidays TH government"}


@dataclass(frozen=True, slots=True)
class Holiday:
    """One row of the dataset; the fields are its columns."""

    date: date
    name_th: str
    name_en: str
    substitute: bool
    certain: bool
    source: str


# Days on which the library (0.109) differs from what the government announced.
_CORRECTIONS: dict[date, Holiday | None] = {
    # The cabinet moved the substitute to Friday (29 December 2563).
    date(2021, 10, 25): Holiday(
        date(2021, 10, 22),
        "ชดเชยวันปิยมหาราช",
        "HM King Chulalongkorn Memorial Day (in lieu)",
        substitute=True,
        certain=True,
        source="correction: cabinet resolution 2020-12-29, moved from 2021-10-25",
    ),
    # One substitute, Monday 2 January, stood for both New Year's Eve and New Year's Day
    # (Bank of Thailand notification SorNorSor 3/2565); the library adds this Tuesday.
    date(2023, 1, 3): None,
}


def government_holidays(first: int, last: int) -> list[Holiday]:
    """Return the government holidays of the common-era years `first` to `last`, in order.

    Raises
    ------
    InputError
        When `first` is after `last`.
    """
    if first > last:
        raise InputError(message("thai.calendar_years", first=first, last=last))
    found = {row.date: row for source in _SOURCES for row in _from_library(source, first, last)}
    for day, right in _CORRECTIONS.items():
        if found.pop(day, None) and right:
            found[right.date] = right
    return [found[day] for day in sorted(found)]


def _from_library(category: str, first: int, last: int) -> Iterator[Holiday]:
    thai, english = (
        holidays.country_holidays(
            "TH", years=range(first, last + 1), categories=(category,), language=language
        )
        for language in ("th", "en_US")
    )
    for day in thai:
        if names := _of_government(thai.get_list(day)):
            yield Holiday(
                day,
                "; ".join(names),
                "; ".join(_of_government(english.get_list(day))),
                substitute=all(name.startswith(_SUBSTITUTE) for name in names),
                certain=day.year <= CERTAIN_THROUGH,
                source=_SOURCES[category],
            )


def _of_government(names: Sequence[str]) -> list[str]:
    return [name for name in names if not any(other in name for other in _NOT_GOVERNMENT)]


def render(rows: Sequence[Holiday]) -> str:
    """Return the dataset as the text of its file: CSV with a heading and Unix line ends."""
    text = io.StringIO()
    columns = [field.name for field in fields(Holiday)]
    table = csv.DictWriter(text, columns, lineterminator="\n")
    table.writeheader()
    for row in rows:
        cells = {
            key: str(value).lower() if isinstance(value, bool) else value
            for key, value in asdict(row).items()
        }
        table.writerow(cells)
    return text.getvalue()


def main(argv: Sequence[str] | None = None) -> None:
    """Write the dataset to the path given on the command line."""
    parser = argparse.ArgumentParser(prog="govlab.thai.freeze_holidays", description=__doc__)
    parser.add_argument("path", type=Path, help="CSV file to write")
    parser.add_argument("--first", type=int, default=2019, help="first common-era year")
    parser.add_argument("--last", type=int, default=2030, help="last common-era year")
    options = parser.parse_args(argv)
    rows = government_holidays(options.first, options.last)
    options.path.write_text(render(rows), encoding="utf-8", newline="\n")
    sys.stderr.write(f"{options.path}: {len(rows)} days, holidays {version('holidays')}\n")


if __name__ == "__main__":
    main()
