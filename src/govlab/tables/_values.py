"""What the text of a cell means in a column of each kind."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache

from govlab import thai
from govlab.errors import InputError
from govlab.tables._headings import fold
from govlab.tables._schema import Column
from govlab.text import Message, message

# In an office's table a lone dash says that there is nothing to say.
_NOTHING = {"", "-", "–", "—"}
_FORMULA_ERROR = re.compile(
    r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)"
)
_MACHINE_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}(?:\.0+)?")
_CANONICAL_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
# 3/6/2023 is March in American exports and June in Thai ones; with a Buddhist-era year
# or a day after the twelfth there is no doubt.
_EITHER_ORDER = re.compile(r"(0?[1-9]|1[0-2])[/.-](0?[1-9]|1[0-2])[/.-](?:19|20|21)[0-9]{2}\b.*")
_COMMON_ERA, _BUDDHIST_ERA = "1900", "2400"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_TRUE = ("true", "yes", "1", "1.0", "y", "ใช่", "ผ่าน", "จริง", "✓", "✔", "passed", "pass")
_FALSE = ("false", "no", "0", "0.0", "n", "ไม่ใช่", "ไม่ผ่าน", "เท็จ", "✗", "✘", "failed", "fail")
_BOOLEANS = {**dict.fromkeys(_TRUE, True), **dict.fromkeys(_FALSE, False)}


class BadCellError(Exception):
    """The text of a cell breaks a rule of its column; never leaves this room.

    Parameters
    ----------
    words : Message
        The rule, the value and the next step.
    """

    def __init__(self, words: Message) -> None:
        super().__init__(str(words))
        self.words = words


def value_of(text: str, column: Column) -> object:
    """Return what a cell with `text` means in `column`, None when it says nothing.

    Raises
    ------
    BadCellError
        When it breaks a rule of the column.

    Examples
    --------
    >>> from govlab.tables.contracts import contract
    >>> value_of("๐๐๗", contract("roster")["person"])
    '007'
    >>> value_of("เข้าอบรม", contract("roster")["status"])
    'attended'
    """
    plain = thai.repair(text).strip()
    if plain in _NOTHING:
        return None
    if _FORMULA_ERROR.fullmatch(plain):
        raise BadCellError(message("tables.formula_error", value=plain))
    value = _READERS[column.kind](plain, column)
    if column.pattern and not re.fullmatch(column.pattern, str(value)):
        raise BadCellError(message("tables.pattern", value=plain, example=column.example))
    return value


def _text(plain: str, _: Column) -> str:
    return plain


def _code(plain: str, _: Column) -> str:
    return thai.to_arabic_digits(plain)


def _choice(plain: str, column: Column) -> str:
    known = _choices(column.name, tuple(column.choices.items()))
    try:
        return known[fold(plain)]
    except KeyError:
        allowed = "; ".join(
            f"{value} ({', '.join(words)})" for value, words in column.choices.items()
        )
        raise BadCellError(message("tables.choice", value=plain, allowed=allowed)) from None


@cache
def _choices(_: str, choices: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, str]:
    return {fold(word): value for value, words in choices for word in (value, *words)}


def _boolean(plain: str, _: Column) -> bool:
    try:
        return _BOOLEANS[plain.casefold()]
    except KeyError:
        raise BadCellError(message("tables.boolean", value=plain)) from None


def _number(plain: str, column: Column) -> float:
    digits = plain.removesuffix("%").rstrip() if column.unit == "percent" else plain
    if _MACHINE_NUMBER.fullmatch(digits):
        return float(digits)
    try:
        return float(thai.parse_number(digits))
    except InputError:
        raise BadCellError(message("tables.number", value=plain)) from None


def _integer(plain: str, _: Column) -> int:
    digits = thai.to_arabic_digits(plain).replace(",", "")
    if not _WHOLE.fullmatch(digits):
        raise BadCellError(message("tables.integer", value=plain))
    return int(digits.partition(".")[0])


def _time(plain: str, _: Column) -> str:
    moment = _moment(plain)
    return plain if _is_canonical(plain) else moment.isoformat()


def _instant(plain: str, column: Column) -> int:
    if _WHOLE.fullmatch(plain):
        return _integer(plain, column)
    try:
        moment = _moment(plain)
    except BadCellError:
        # A register of days without clock times: as a cell that Excel holds as a day.
        if _EITHER_ORDER.fullmatch(thai.to_arabic_digits(plain)):
            raise
        try:
            day = thai.parse_date(plain)
        except InputError:
            day = None
        if day is None:
            raise
        moment = datetime(day.year, day.month, day.day, tzinfo=thai.BANGKOK)
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _moment(plain: str) -> datetime:
    if _is_canonical(plain):
        try:
            return datetime.fromisoformat(plain)
        except ValueError:
            raise BadCellError(message("tables.time", value=plain)) from None
    if _EITHER_ORDER.fullmatch(thai.to_arabic_digits(plain)):
        raise BadCellError(message("tables.ambiguous_date", value=plain))
    try:
        return thai.parse_timestamp(plain)
    except InputError:
        raise BadCellError(message("tables.time", value=plain)) from None


def _is_canonical(plain: str) -> bool:
    return _COMMON_ERA < plain < _BUDDHIST_ERA and bool(_CANONICAL_TIME.fullmatch(plain))


def _json(plain: str, _: Column) -> str:
    try:
        value = json.loads(plain)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise BadCellError(message("tables.json", value=plain))
    return plain


_READERS: dict[str, Callable[[str, Column], object]] = {
    "text": _text,
    "code": _code,
    "choice": _choice,
    "boolean": _boolean,
    "number": _number,
    "integer": _integer,
    "time": _time,
    "instant": _instant,
    "json": _json,
}
