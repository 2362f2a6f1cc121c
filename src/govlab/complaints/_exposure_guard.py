"""Keeping who complained out of everything: columns go, and so do their words elsewhere.

What stands in a column that holds an identity is looked for in every other text of the log,
in the ways people and machines spell it: with Thai digits, with spaces, dashes and signs
that nobody sees, without its title, surname first, turned round, in percent signs, escapes
or base64. A text that holds one is withheld whole. A first name alone is not looked for.
"""

import base64
import binascii
import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pandas as pd

from govlab.complaints._conformance_trail import coded, document_of
from govlab.complaints._exposure_marks import promises_identity
from govlab.thai import repair, to_arabic_digits

if TYPE_CHECKING:
    from govlab.logs import Log

#: What stands where a text was withheld.
WITHHELD = "[ปกปิด]"
# Letters and digits from which a text points at one person; "นาย" does not.
SHORTEST = 6
_TITLES = re.compile(
    r"^\s*(?:นางสาว|นาย|นาง|น\.ส\.|ด\.ช\.|ด\.ญ\.|คุณ|mr|mrs|ms|miss)[\s.]*", re.IGNORECASE
)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,}={0,2}")
_ESCAPES = re.compile(r"\\u([0-9a-fA-F]{4})")
_KEPT = ("case", "seq", "start", "end")


def bare(text: str) -> str:
    """Return the letters, marks and digits of a text, whatever stands between them.

    Examples
    --------
    >>> bare("๐๘๑-๒๓๔ ๕๖๗๘"), bare("Thai\u200bland  X.")
    ('0812345678', 'thailandx')
    """
    plain = unicodedata.normalize("NFKC", to_arabic_digits(repair(text))).casefold()
    return "".join(sign for sign in plain if unicodedata.category(sign)[0] in "LMN")


class Identities:
    """Words that name complainants, ready to be looked for.

    Parameters
    ----------
    values : iterable of str
        Names, numbers, addresses as the log has them.
    """

    def __init__(self, values: Iterable[str]) -> None:
        self._by_start: dict[str, set[str]] = {}
        for value in values:
            for needle in _spelt(value):
                for one in (needle, needle[::-1]):
                    self._by_start.setdefault(one[:SHORTEST], set()).add(one)

    def __bool__(self) -> bool:
        return bool(self._by_start)

    def in_text(self, text: str) -> bool:
        """Tell whether a text holds one of them, in any of its spellings."""
        return any(self._said(bare(one)) for one in _readings(text))

    def _said(self, smooth: str) -> bool:
        for at in range(len(smooth) - SHORTEST + 1):
            waiting = self._by_start.get(smooth[at : at + SHORTEST])
            if waiting and any(smooth.startswith(one, at) for one in waiting):
                return True
        return False


def _spelt(value: str) -> Iterator[str]:
    """Yield the bare spellings of an identity that are long enough to tell."""
    parts = _TITLES.sub("", value).split()
    turned = " ".join(reversed(value.split()))
    for one in (value, turned, " ".join(parts), " ".join(reversed(parts))):
        if len(bare(one)) >= SHORTEST:
            yield bare(one)


def _readings(text: str) -> Iterator[str]:
    """Yield a text as it stands and with its encodings undone."""
    yield text
    if "%" in text:
        yield unquote(text)
    if "\\u" in text:
        yield _ESCAPES.sub(lambda found: chr(int(found[1], 16)), text)
    for found in _BASE64.finditer(text):
        word = found[0].rstrip("=").replace("-", "+").replace("_", "/")
        try:
            yield base64.b64decode(word + "=" * (-len(word) % 4)).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue


def _documents(log: "Log") -> Iterator[dict[str, Any]]:
    """Yield the different JSON attributes of events and objects."""
    for frame in [log.events] if log.objects is None else [log.events, log.objects]:
        if "attributes" in frame.columns:
            for text in coded(frame["attributes"])[1]:
                yield document_of(text)


def secret_columns(log: "Log", secret: Iterable[str] = ()) -> set[str]:
    """Return the columns and attributes of a log that hold identities by name or by wish."""
    named = {str(one) for one in (*log.cases.columns, *log.events.columns)}
    for document in _documents(log):
        named |= set(document)
    return {one for one in named if one not in _KEPT and promises_identity(one)} | set(secret)


def identities_in(log: "Log", columns: Collection[str]) -> set[str]:
    """Return every value of some columns and attributes, at any depth."""
    found: set[str] = set()
    for frame in (log.cases, log.events):
        for name in columns:
            if name in frame.columns and name not in _KEPT:
                found |= {str(one) for one in coded(frame[name].dropna())[1]}
    for document in _documents(log):
        found |= set(_values(document, columns))
    return {one for one in found if one.strip()}


def guarded(log: "Log", secret: Iterable[str] = ()) -> "Log":
    """Return the log without columns that hold identities, and without their words elsewhere.

    Parameters
    ----------
    secret : iterable of str
        Further columns and attributes that hold an identity; those whose heading says so
        are known.
    """
    columns = secret_columns(log, secret)
    if not columns:
        return log
    return scrubbed(log.without(*columns), Identities(identities_in(log, columns)))


def scrubbed(log: "Log", identities: Identities) -> "Log":
    """Return the log with every text withheld that holds one of `identities`."""
    if not identities:
        return log
    objects = log.objects
    return replace(
        log,
        events=_frame(log.events, identities),
        cases=_frame(log.cases, identities),
        objects=None if objects is None else _frame(objects, identities),
    )


def _frame(frame: pd.DataFrame, identities: Identities) -> pd.DataFrame:
    found = frame.copy(deep=False)
    for name in frame.columns:
        column = frame[name]
        if name in _KEPT or not (
            isinstance(column.dtype, pd.CategoricalDtype)
            or pd.api.types.is_string_dtype(column)
            or column.dtype == object
        ):
            continue
        codes, values = coded(column)
        clean = [_clean(str(one), identities, name == "attributes") for one in values]
        if clean != [str(one) for one in values]:
            array = pd.array(clean, dtype="str").take(codes, allow_fill=True)
            found[name] = pd.Series(array, index=frame.index)
    return found


def _clean(text: str, identities: Identities, document: bool) -> str:  # noqa: FBT001
    if not identities.in_text(text):
        return text
    if not document:
        return WITHHELD
    kept = _without(document_of(text), identities)
    # Words that lie across two values, or in a name, leave nothing.
    said = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "{}" if identities.in_text(said) else said


def _without(value: Any, identities: Identities) -> Any:
    if isinstance(value, dict):
        return {key: _without(one, identities) for key, one in value.items()}
    if isinstance(value, list):
        return [_without(one, identities) for one in value]
    return WITHHELD if identities.in_text(str(value)) else value


def _values(value: Any, columns: Collection[str]) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            if key in columns:
                yield from _leaves(one)
            else:
                yield from _values(one, columns)
    elif isinstance(value, list):
        for one in value:
            yield from _values(one, columns)


def _leaves(value: Any) -> Iterator[str]:
    inner = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict | list):
        for one in inner:
            yield from _leaves(one)
    elif value is not None:
        yield str(value)
