"""XES of the plain shape, read without a parser: what stands between quotes, and what does not.

Programs write XES as ``<string key="…" value="…"/>`` within ``<event>`` within
``<trace>``. There, the quotes cut the file into values and gaps between them, and few
gaps differ: each distinct one is read once and must be exactly what may stand there.
Whatever is not (comments, CDATA, single quotes, nested attributes, other orders) is left
to the parser of :mod:`govlab.logs._xes_tree`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any

import numpy as np

from govlab.logs._spans import CollisionError, Spans
from govlab.logs._times import parse
from govlab.logs._xes_parts import KINDS, Keyed, Name, NotPlainError, Part, Scope

if TYPE_CHECKING:
    from numpy.typing import NDArray

_QUOTE = ord('"')
_MIDDLE = int.from_bytes(b'" value=', "little")
_KINDS = KINDS[:-1]
_SPACE = rb"[ \t\r\n]*"
_TAG = re.compile(_SPACE + rb"<(/?)(trace|event)>")
_OPENING = re.compile(_SPACE + rb"<(" + "|".join(_KINDS).encode() + rb")[ \t\r\n]+key=")
_CLOSING = re.compile(_SPACE + rb"/>")
_REFERENCE = re.compile(r"&(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});")
# What no attribute holds: a tag, and the signs that XML 1.0 leaves out.
_ILLEGAL = re.compile("[<\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WHITE = re.compile("\r\n|[\t\r\n]")
_STATES = ("log", "trace", "event")
_ANY = -1


@dataclass(frozen=True, slots=True)
class _Gap:
    """What stands between two attributes: the state it needs and leaves, what it begins."""

    needs: int
    leaves: int
    traces: int
    events: int
    kind: int


def scan(data: bytes, zone: str) -> Part:
    """Return the attributes of whole traces.

    Parameters
    ----------
    data : bytes
        UTF-8, from a ``<trace>`` to a ``</trace>``.
    zone : str
        Zone of the times that state none.

    Raises
    ------
    NotPlainError
        When anything in it is not of the plain shape.
    """
    if b"\0" in data:
        raise NotPlainError
    spans = Spans(data)
    quotes = np.flatnonzero(spans.raw[: len(data)] == _QUOTE)
    if not len(quotes) or len(quotes) % 4:
        raise NotPlainError
    key_open, key_close, value_open, value_close = (quotes[place::4] for place in range(4))
    if (value_open - key_close != 8).any() or (spans.blocks(key_close)[:, 0] != _MIDDLE).any():  # noqa: PLR2004
        raise NotPlainError
    try:
        owners = _structure(spans, key_open, value_close)
        value = value_open + 1
        groups = _grouped(spans, owners, key_open + 1, key_close - key_open - 1)
        return _columns(spans, owners, groups, (value, value_close - value), zone)
    except (CollisionError, UnicodeDecodeError):
        raise NotPlainError from None


@dataclass(frozen=True, slots=True)
class _Owners:
    """To what each attribute belongs."""

    trace: "NDArray[np.int64]"
    event: "NDArray[np.int64]"
    in_event: "NDArray[np.bool_]"
    kind: "NDArray[np.int64]"
    event_trace: "NDArray[np.int64]"


def _structure(
    spans: Spans, key_open: "NDArray[np.int64]", value_close: "NDArray[np.int64]"
) -> _Owners:
    begin = np.concatenate([[0], value_close[:-1] + 1])
    codes, first = spans.codes(begin, key_open - begin)
    texts = spans.texts(begin, key_open - begin, first)
    # Only the first gap opens the file; no later one may look like it, nor it like a later one.
    gaps = [_gap(text, opening=row == 0) for text, row in zip(texts, first, strict=True)]
    needs, leaves, traces, events, kinds = (
        np.array([getattr(gap, name) for gap in gaps], dtype=np.int64)[codes]
        for name in ("needs", "leaves", "traces", "events", "kind")
    )
    place = np.maximum.accumulate(np.where(leaves != _ANY, np.arange(len(codes)), 0))
    state = leaves[place]
    before = np.concatenate([[0], state[:-1]])
    if ((needs != _ANY) & (needs != before)).any() or _tail(spans, value_close) != state[-1]:
        raise NotPlainError
    trace, event = np.cumsum(traces) - 1, np.cumsum(events) - 1
    return _Owners(trace, event, state == _STATES.index("event"), kinds, trace[events == 1])


def _gap(text: bytes, *, opening: bool) -> _Gap:
    """Return what a gap says.

    Raises
    ------
    NotPlainError
        When it says anything else than where attributes, events and traces begin and end.
    """
    place = 0
    if not opening:
        place = _after(_CLOSING, text, place)
    needs = leaves = _ANY
    begun = [0, 0, 0]
    while tag := _TAG.match(text, place):
        depth = _STATES.index(tag[2].decode())
        outer, inner = depth - 1, depth
        old, new = (inner, outer) if tag[1] else (outer, inner)
        if leaves not in {_ANY, old}:
            raise NotPlainError
        needs = old if needs == _ANY else needs
        begun[depth] += not tag[1]
        leaves, place = new, tag.end()
    found = _OPENING.fullmatch(text, place)
    if not found or begun[1] > 1 or begun[2] > 1 or (begun[2] and leaves != _STATES.index("event")):
        raise NotPlainError
    if leaves == 0 or (opening and needs != 0):
        raise NotPlainError
    return _Gap(needs, leaves, begun[1], begun[2], _KINDS.index(found[1].decode()))


def _after(pattern: re.Pattern[bytes], text: bytes, place: int) -> int:
    found = pattern.match(text, place)
    if not found:
        raise NotPlainError
    return found.end()


def _tail(spans: Spans, value_close: "NDArray[np.int64]") -> int:
    """Return the state that what follows the last attribute needs in order to end the traces."""
    text = spans.data[int(value_close[-1]) + 1 :]
    tags = []
    place = _after(_CLOSING, text, 0)
    while tag := _TAG.match(text, place):
        tags.append(tag[0].strip())
        place = tag.end()
    if place == len(text) and tags == [b"</event>", b"</trace>"]:
        return _STATES.index("event")
    if place == len(text) and tags == [b"</trace>"]:
        return _STATES.index("trace")
    raise NotPlainError


def _grouped(
    spans: Spans, owners: _Owners, start: "NDArray[np.int64]", length: "NDArray[np.int64]"
) -> Iterator[tuple[Name, Any]]:
    """Yield the attributes of each name: scope, key and kind, and the places where they stand."""
    keys, first = spans.codes(start, length)
    names = _texts(spans.texts(start, length, first))
    group = (keys * len(_KINDS) + owners.kind) * 2 + owners.in_event
    # Small numbers are sorted by counting.
    small = np.uint16 if len(names) * len(_KINDS) * 2 < 2**16 else np.int64
    order = np.argsort(group.astype(small), kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
        row = rows[0]
        scope: Scope = "event" if owners.in_event[row] else "trace"
        yield (scope, names[keys[row]], _KINDS[owners.kind[row]]), rows


def _columns(
    spans: Spans,
    owners: _Owners,
    groups: Iterator[tuple[Name, Any]],
    values: "tuple[NDArray[np.int64], NDArray[np.int64]]",
    zone: str,
) -> Part:
    columns: dict[Name, Keyed] = {}
    time_owner = micros = np.empty(0, dtype=np.int64)
    for name, rows in groups:
        owner = (owners.event if name[0] == "event" else owners.trace)[rows]
        start, length = values[0][rows], values[1][rows]
        if name == ("event", "time:timestamp", "date"):
            found = parse(spans, start, length, zone)
            if found.bad.any():
                raise NotPlainError
            time_owner, micros = owner, found.micros
            continue
        codes, first = spans.codes(start, length)
        columns[name] = _same(owner, codes, _texts(spans.texts(start, length, first)))
    traces = int(owners.trace[-1]) + 1
    return Part(traces, owners.event_trace, columns, time_owner, micros)


def _same(owner: Any, codes: "NDArray[np.int64]", texts: list[str]) -> Keyed:
    """Return the values, brought together where texts differ only in how they are escaped."""
    if len(set(texts)) == len(texts):
        return Keyed(owner, codes, texts)
    places: dict[str, int] = {}
    moved = np.array([places.setdefault(text, len(places)) for text in texts], dtype=np.int64)
    return Keyed(owner, moved[codes], list(places))


def _texts(held: list[bytes]) -> list[str]:
    """Return what quoted texts say, as an XML parser would."""
    # No text holds a NUL; joined by it, they are looked through in one go.
    whole = b"\0".join(held).decode()
    if _ILLEGAL.search(whole):
        raise NotPlainError
    whole = _WHITE.sub(" ", whole)
    texts = whole.split("\0")
    if "&" not in whole:
        return texts
    if "&" in _REFERENCE.sub("", whole):
        raise NotPlainError
    return [_REFERENCE.sub(_meant, text) if "&" in text else text for text in texts]


def _meant(found: re.Match[str]) -> str:
    named = found[0]
    if not named.startswith("&#"):
        return unescape(named)
    number = int(named[3:-1], 16) if named[2] == "x" else int(named[2:-1])
    allowed = number in {9, 10, 13} or number >= ord(" ")
    if not allowed or 0xD800 <= number < 0xE000 or number in {0xFFFE, 0xFFFF} or number > 0x10FFFF:  # noqa: PLR2004
        raise NotPlainError
    return chr(number)
