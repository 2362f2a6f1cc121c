"""Many times at once: ISO 8601 to and from whole microseconds, by arithmetic on their digits."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from govlab.logs._spans import Spans

if TYPE_CHECKING:
    from numpy.typing import NDArray

SECOND = 1_000_000
MINUTE, HOUR, DAY = 60 * SECOND, 3600 * SECOND, 86_400 * SECOND

_TO_SECOND = len("2023-02-01T00:00:00")
_ZONE = len("+07:00")
_BLOCK = 32  # bytes that are fetched at once
_LONGEST = 2 * _BLOCK  # bytes of a time, with whatever fraction and its zone
_MILLI, _MICRO = 3, 6  # digits of milliseconds and microseconds; further ones are cut off
_FURTHEST = 14  # hours that a clock may be away from UTC (xs:dateTime)
# From this year on a date is one of the Buddhist era, whose years run 543 ahead.
_BUDDHIST_ERA = 2400
_DIGITS = [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18]
_SIGNS = {4: b"-", 7: b"-", 13: b":", 16: b":"}
_MONTH_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int64)
_FEBRUARY = 2


@dataclass(frozen=True, slots=True)
class Times:
    """What the texts of times say.

    Parameters
    ----------
    micros : array of int64
        Microseconds since 1970-01-01 UTC.
    bad : array of bool
        Where the text is no time of the common era.
    """

    micros: "NDArray[np.int64]"
    bad: "NDArray[np.bool_]"


def parse(
    spans: Spans,
    start: "NDArray[np.int64]",
    length: "NDArray[np.int64]",
    zone: str,
) -> Times:
    """Return the times whose texts stand in a buffer, each from `start` over `length` bytes.

    Parameters
    ----------
    spans : Spans
        The buffer.
    start, length : arrays of int64
        Where each time stands.
    zone : str
        Zone of the times that state none, such as ``"Asia/Bangkok"``.
    """
    micros = np.zeros(len(start), dtype=np.int64)
    bad = (length < _TO_SECOND) | (length > _LONGEST)
    naive = np.zeros(len(start), dtype=np.bool_)
    raw = spans.raw
    last = raw[start + np.maximum(length, 1) - 1]
    sign = raw[start + np.maximum(length - _ZONE, 0)]
    zoned = ((sign == ord("+")) | (sign == ord("-"))) & (length >= _TO_SECOND + _ZONE)
    ending = np.where(last == ord("Z"), 1, np.where(zoned, _ZONE, 0))
    layouts = length * 8 + ending
    for layout in np.unique(layouts[~bad]):
        rows = np.flatnonzero((layouts == layout) & ~bad)
        size, tail = int(layout) // 8, int(layout) % 8
        cells = spans.blocks(start[rows]).view(np.uint8)
        if size > _BLOCK:
            cells = np.hstack([cells, spans.blocks(start[rows] + _BLOCK).view(np.uint8)])
        cells = cells[:, :size]
        micros[rows], bad[rows] = _one_layout(cells, tail)
        naive[rows] = tail == 0
    rows = np.flatnonzero(naive & ~bad)
    if len(rows):
        micros[rows] = from_local(micros[rows], zone)
    return Times(micros, bad)


def parse_texts(texts: list[str], zone: str) -> Times:
    """Return the times that `texts` say."""
    encoded = [text.encode() for text in texts]
    length = np.array([len(text) for text in encoded], dtype=np.int64)
    start = np.cumsum(length) - length
    return parse(Spans(b"".join(encoded)), start, length, zone)


def _one_layout(cells: "NDArray[np.uint8]", tail: int) -> tuple[Any, Any]:
    """Return microseconds and faults of texts of one length whose zone takes `tail` bytes."""
    size = cells.shape[1]
    bad = (cells[:, 10] != ord("T")) & (cells[:, 10] != ord(" "))
    for place, sign in _SIGNS.items():
        bad |= cells[:, place] != ord(sign)
    body = size - tail
    part = range(_TO_SECOND + 1, body)
    columns = [*_DIGITS, *part]
    if body > _TO_SECOND:
        bad |= (cells[:, _TO_SECOND] != ord(".")) | (len(part) == 0)
    if tail == _ZONE:
        columns += [body + 1, body + 2, body + 4, body + 5]
        bad |= cells[:, body + 3] != ord(":")
    digits = cells[:, columns].astype(np.int64) - ord("0")
    bad |= ((digits < 0) | (digits > 9)).any(axis=1)  # noqa: PLR2004
    d = digits.T
    year = ((d[0] * 10 + d[1]) * 10 + d[2]) * 10 + d[3]
    month, day = d[4] * 10 + d[5], d[6] * 10 + d[7]
    hour, minute, second = d[8] * 10 + d[9], d[10] * 10 + d[11], d[12] * 10 + d[13]
    bad |= (hour > 23) | (minute > 59) | (second > 59)  # noqa: PLR2004
    bad |= (month < 1) | (month > 12) | (year < 1) | (year >= _BUDDHIST_ERA)  # noqa: PLR2004
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    longest = _MONTH_DAYS[np.clip(month, 0, 12)] + (leap & (month == _FEBRUARY))
    bad |= (day < 1) | (day > longest)
    micro = np.zeros(len(cells), dtype=np.int64)
    for place in range(_MICRO):
        micro = micro * 10 + (d[14 + place] if place < len(part) else 0)
    micros = (_days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second) * SECOND
    micros += micro
    if tail == _ZONE:
        ahead_hours, ahead_minutes = d[-4] * 10 + d[-3], d[-2] * 10 + d[-1]
        bad |= (ahead_hours > _FURTHEST) | (ahead_minutes > 59)  # noqa: PLR2004
        ahead = ahead_hours * HOUR + ahead_minutes * MINUTE
        micros -= np.where(cells[:, body] == ord("-"), -ahead, ahead)
    return micros, bad


def _days(year: Any, month: Any, day: Any) -> Any:
    """Return days since 1970-01-01 by counting from 1 March, after which leap days fall last."""
    year = year - (month <= _FEBRUARY)
    of_year = (153 * (month + np.where(month > _FEBRUARY, -3, 9)) + 2) // 5 + day - 1
    return 365 * year + year // 4 - year // 100 + year // 400 + of_year - 719_468


def from_local(micros: "NDArray[np.int64]", zone: str) -> "NDArray[np.int64]":
    """Return UTC instants of times as the clocks of `zone` show them.

    An hour that the clocks show twice counts as its first; one that they skip is moved
    past the gap.
    """
    import pandas as pd

    shown = pd.DatetimeIndex(micros.astype("datetime64[us]"))
    held = shown.tz_localize(
        zone, ambiguous=np.ones(len(shown), dtype=bool), nonexistent="shift_forward"
    )
    return held.tz_convert("UTC").tz_localize(None).as_unit("us").asi8


def to_local(micros: "NDArray[np.int64]", zone: str) -> "NDArray[np.int64]":
    """Return what the clocks of `zone` show at UTC instants, as microseconds."""
    import pandas as pd

    held = pd.DatetimeIndex(micros.astype("datetime64[us]")).tz_localize("UTC").tz_convert(zone)
    return held.tz_localize(None).as_unit("us").asi8


def day_start(micros: "NDArray[np.int64]", zone: str) -> "NDArray[np.int64]":
    """Return the instants at which the day of each began in `zone`."""
    shown = to_local(micros, zone)
    return from_local(shown - shown % DAY, zone)


def digits_of(*micros: "NDArray[np.int64]") -> int:
    """Return how many digits of a second say all of these times: 3 or 6."""
    return _MICRO if any((one % 1000).any() for one in micros) else _MILLI


def iso(micros: "NDArray[np.int64]", zone: str, digits: int | None = None) -> list[bytes]:
    """Return times as ``2023-02-01T09:30:00.000+07:00``: milliseconds where those say all.

    Parameters
    ----------
    micros : array of int64
        UTC instants.
    zone : str
        Zone whose clock is written.
    digits : int, optional
        Digits of a second, where other times must look the same.
    """
    if not len(micros):
        return []
    shown = to_local(micros, zone)
    ahead = shown - micros
    # Before there were zones (1920 in Bangkok) clocks differed by seconds, which no text can say.
    ahead -= ahead % MINUTE
    shown = micros + ahead
    part = digits or digits_of(micros)
    cells = np.empty((len(micros), _TO_SECOND + 1 + part + _ZONE), dtype=np.uint8)
    days, rest = np.divmod(shown, DAY)
    cells[:, :11] = _looked_up(days, _date_texts)
    seconds, micro = np.divmod(rest, SECOND)
    cells[:, 11:20] = _clock()[seconds]
    fraction = (micro // 1000 if part == _MILLI else micro).astype(np.int32)
    for place in range(part):
        fraction, digit = np.divmod(fraction, 10)
        cells[:, 20 + part - 1 - place] = ord("0") + digit
    cells[:, 20 + part :] = _looked_up(ahead, _zone_texts)
    return cells.view(f"S{cells.shape[1]}").ravel().tolist()


def _looked_up(values: "NDArray[np.int64]", say: Any) -> "NDArray[np.uint8]":
    """Return the text of each value as a row of bytes, made once for each distinct one."""
    import pandas as pd

    if (values == values[0]).all():
        values = values[:1]
    codes, distinct = pd.factorize(values)
    texts = say(distinct)
    rows: NDArray[np.uint8] = texts.view(np.uint8).reshape(len(distinct), -1)
    return rows[codes]


def _date_texts(days: "NDArray[np.int64]") -> Any:
    return np.strings.add(days.astype("datetime64[D]").astype("S10"), b"T")


def _zone_texts(ahead: "NDArray[np.int64]") -> Any:
    texts = []
    for one in ahead.tolist():
        hours, minutes = divmod(abs(one) // MINUTE, 60)
        texts.append(f"{'-' if one < 0 else '+'}{hours:02d}:{minutes:02d}".encode())
    return np.array(texts)


@cache
def _clock() -> "NDArray[np.uint8]":
    """Return the text of every second of a day, as rows of bytes."""
    texts = np.array(
        [f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}.".encode() for s in range(86_400)]
    )
    rows: NDArray[np.uint8] = texts.view(np.uint8).reshape(86_400, -1)
    return rows
