"""Writing XES (IEEE 1849): each distinct piece of text is made once, then all are joined.

Every piece of work is a start and a completion; one that takes no time is a completion
alone, one that goes on a start alone. Where their order does not tell which belong
together, both carry the number of the event in its case as ``concept:instance``. Events
of a trace stand in the order of their times; at equal times in the order of the log, a
start before its completion.
"""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import numpy as np
import pandas as pd

from govlab import files
from govlab.errors import InputError
from govlab.logs._attributes import parsed
from govlab.logs._log import Log, Provenance
from govlab.logs._times import iso
from govlab.logs._xes_assemble import INSTANCE, NAME, RESOURCE, SOFTWARE, TIME, TRANSITION
from govlab.text import message

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SITE = "http://www.xes-standard.org/"
_EXTENSIONS = {
    "Concept": "concept",
    "Lifecycle": "lifecycle",
    "Organizational": "org",
    "Time": "time",
}
# What every event has.
_ALWAYS = {NAME: "-", TRANSITION: "complete", TIME: datetime(1970, 1, 1, tzinfo=UTC)}
_RESERVED = frozenset({NAME, RESOURCE, TIME, INSTANCE, "outcome", "deadline_state"})
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
# Unescaped, a parser would make spaces of them (XML 1.0, 3.3.3).
_ESCAPED |= {"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
_ESCAPES = str.maketrans(_ESCAPED)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ANYTHING_SPECIAL = re.compile('[\x01-\x1f&<>"\ud800-\udfff\ufffe\uffff]')
_CLOSING = b"</trace>\n"
_MOST_WHOLE = 2**63
_TIME = f'<date key="{TIME}" value="'
_LINES = 16_384  # events that are joined at a time
_LEVEL = 5  # of gzip
_START, _COMPLETE = 0, 1


def write_xes(log: Log, path: Path, zone: str) -> None:
    """Write a log as XES; a name that ends in ``.gz`` is packed.

    Raises
    ------
    InputError
        When a text holds a sign that XML cannot hold, or an attribute has the name of a
        column or no value.
    """
    with files.atomic_path(path) as staged, staged.open("wb") as held:
        if path.suffix == ".gz":
            # No name and no clock go into the file: the same log gives the same bytes.
            with gzip.GzipFile("", "wb", _LEVEL, held, mtime=0) as packed:
                _write(log, cast("BinaryIO", packed), zone)
        else:
            _write(log, held, zone)


def _write(log: Log, held: BinaryIO, zone: str) -> None:
    held.write(_head(log.provenance).encode())
    held.writelines(_blocks(log, zone))
    held.write(b"</log>\n")


def _head(provenance: Provenance) -> str:
    said = {"software": SOFTWARE, "source": provenance.source, "simulated": provenance.simulated}
    if provenance.note:
        said["note"] = provenance.note
    if provenance.simulated:
        said = {NAME: provenance.words(), **said}
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<log xes.version="1849.2016" xes.features="nested-attributes" xmlns="{_SITE}">',
        *(
            f'<extension name="{name}" prefix="{prefix}" uri="{_SITE}{prefix}.xesext"/>'
            for name, prefix in _EXTENSIONS.items()
        ),
        f'<global scope="trace"><string key="{NAME}" value="-"/></global>',
        f'<global scope="event">{"".join(attribute(*one) for one in _ALWAYS.items())}</global>',
        f'<classifier name="Activity" keys="{NAME}"/>',
        f'<classifier name="Activity and lifecycle" keys="{NAME} {TRANSITION}"/>',
        *(attribute(key, value) for key, value in said.items()),
    ]
    return "\n".join(lines) + "\n"


def attribute(key: str, value: Any) -> str:  # noqa: PLR0911  # one for each kind there is
    """Return an attribute in XML.

    Raises
    ------
    InputError
        When XML cannot hold it.
    """
    named = f'key="{escaped(key, key)}"'
    match value:
        case str():
            return f'<string {named} value="{escaped(value, key)}"/>'
        case bool():
            return f'<boolean {named} value="{str(value).lower()}"/>'
        case int() if abs(value) < _MOST_WHOLE:
            return f'<int {named} value="{value}"/>'
        case int():
            return f'<string {named} value="{value}"/>'
        case float():
            return f'<float {named} value="{value!r}"/>'
        case datetime() | date():
            return f'<date {named} value="{value.isoformat()}"/>'
        case dict():
            inner = "".join(attribute(name, one) for name, one in value.items())
            return f"<container {named}>{inner}</container>"
        case list():
            inner = "".join(attribute(str(place), one) for place, one in enumerate(value))
            return f"<list {named}><values>{inner}</values></list>"
        case _:
            raise InputError(message("logs.no_xes_value", key=key, value=value))


def escaped(text: str, key: str) -> str:
    r"""Return a text as a quoted attribute holds it.

    Raises
    ------
    InputError
        When it holds a sign that no XML file can hold.

    Examples
    --------
    >>> escaped('ก < "ข"\n', "note")
    'ก &lt; &quot;ข&quot;&#10;'
    """
    if found := _ILLEGAL.search(text):
        words = message("logs.illegal_sign", sign=f"U+{ord(found[0]):04X}", key=key, value=text)
        raise InputError(words)
    return text.translate(_ESCAPES)


def _all_escaped(texts: list[str], key: str) -> list[str]:
    """Return many texts as quoted attributes hold them."""
    whole = "\0".join(texts)
    plain = _ANYTHING_SPECIAL.search(whole) is None and whole.count("\0") == len(texts) - 1
    return texts if plain else [escaped(text, key) for text in texts]


def _blocks(log: Log, zone: str) -> Iterator[bytes]:
    events = log.events
    trace, cases = _traces(log)
    seq = events["seq"].to_numpy(dtype=np.int64)
    rows = np.lexsort((seq, trace))
    tails, tail, transition, others = _tails(events)
    lines = _lines(events, rows, trace, transition)
    numbered = not (
        lines.apart and events["end"].notna().all() and _counted(seq[rows], trace[rows])
    )
    heads, head = _heads(events, lines.row, lines.phase, others, numbered=numbered)
    tail = np.where(lines.final, tail[lines.row], len(tails) - 1)
    of = trace[lines.row]
    firsts = np.flatnonzero(np.concatenate([[True], np.diff(of) != 0]))
    begun = _objects(_openings(cases, of[firsts].tolist())) + heads[head[firsts]]
    numbers = [_numbers(seq[lines.row])] if numbered else []
    after = [*numbers, np.array(iso(lines.at, zone), dtype=object)]
    for begin in range(0, len(head), _LINES):
        part = slice(begin, begin + _LINES)
        pieces = np.empty((len(head[part]), len(after) + 2), dtype=object)
        pieces[:, 0] = heads[head[part]]
        here = slice(*np.searchsorted(firsts, (begin, begin + _LINES)))
        pieces[firsts[here] - begin, 0] = begun[here]
        for place, column in enumerate(after, start=1):
            pieces[:, place] = column[part]
        pieces[:, -1] = tails[tail[part]]
        yield b"".join(pieces.ravel().tolist())
    yield _CLOSING
    yield from (one.encode() + _CLOSING for one in cases[int(of[-1]) + 1 :])


@dataclass(frozen=True, slots=True)
class _Lines:
    """The events of XES: the row, transition and time of each, and whether it ends its row.

    Rows stand `apart` when no other event comes between the start of one and its end.
    """

    row: "NDArray[np.int64]"
    phase: "NDArray[np.int64]"
    at: "NDArray[np.int64]"
    final: "NDArray[np.bool_]"
    apart: bool


def _lines(
    events: pd.DataFrame,
    rows: "NDArray[np.int64]",
    trace: "NDArray[np.int64]",
    transition: "NDArray[np.int64]",
) -> _Lines:
    start = events["start"].to_numpy(dtype=np.int64)
    ended = events["end"].notna().to_numpy()
    end = events["end"].fillna(0).to_numpy(dtype=np.int64)
    single = (ended & (start == end)) | (transition >= 0)
    twice = ended & ~single
    line = np.repeat(rows, 1 + twice[rows])
    second = np.concatenate([[False], line[1:] == line[:-1]])
    final = second | ~twice[line]
    phase = np.where(second | single[line], _COMPLETE, _START)
    phase = np.where(transition[line] >= 0, transition[line] + _COMPLETE + 1, phase)
    at = np.where(phase == _COMPLETE, end[line], start[line])
    of = trace[line]
    if not ((np.diff(at) < 0) & (np.diff(of) == 0)).any():
        return _Lines(line, phase, at, final, apart=True)
    order = np.lexsort((at, of))
    return _Lines(line[order], phase[order], at[order], final[order], apart=False)


def _counted(seq: "NDArray[np.int64]", trace: "NDArray[np.int64]") -> bool:
    """Say whether the events of every case are counted 0, 1, 2, …"""
    begins = np.concatenate([[True], np.diff(trace) != 0])
    steps = np.concatenate([[0], np.diff(seq)])
    return bool(np.where(begins, seq == 0, steps == 1).all())


def _openings(texts: list[str], traces: list[int]) -> list[bytes]:
    """Return what begins each trace: the end of the one before, empty ones in between, itself."""
    if traces == list(range(len(traces))):
        # One text is cut into pieces faster than each is made.
        return "\0</trace>\n".join(texts[: len(traces)]).encode().split(b"\0")
    cases = [text.encode() for text in texts]
    found: list[bytes] = []
    following = 0
    for trace in traces:
        closing = _CLOSING if found else b""
        between = [one + _CLOSING for one in cases[following:trace]]
        found.append(
            closing + cases[trace] if not between else b"".join([closing, *between, cases[trace]])
        )
        following = trace + 1
    return found


def _traces(log: Log) -> "tuple[NDArray[np.int64], list[str]]":
    """Return the number of each event's trace, and how each trace begins."""
    listed = log.cases["case"].astype("str") if "case" in log.cases else pd.Series([], dtype="str")
    codes, distinct = pd.factorize(log.events["case"])
    names = pd.Index(distinct).astype("str")
    known = pd.Index(listed.drop_duplicates())
    place = known.get_indexer(names)
    strange = place < 0
    place[strange] = len(known) + np.arange(strange.sum())
    trace = place[codes].astype(np.int64)
    whole = [*known.to_numpy(dtype=object), *names[strange].to_numpy(dtype=object)]
    begin, end = f'<trace><string key="{NAME}" value="', '"/>'
    names_held = f"{end}\n\0{begin}".join(_all_escaped(whole, NAME))
    texts = f"{begin}{names_held}{end}\n".split("\0")
    attributes = log.cases.drop(columns="case", errors="ignore")
    for name in attributes.columns:
        held = attributes[name]
        pieces = _pieces(str(name), held.tolist(), held.isna().tolist())
        for row, piece in zip(known.get_indexer(pd.Index(listed)).tolist(), pieces, strict=True):
            texts[row] += piece
    return trace, texts


def _pieces(name: str, values: list[Any], missing: list[Any]) -> Iterator[str]:
    made: dict[Any, str] = {}
    for value, gone in zip(values, missing, strict=True):
        if gone is True:
            yield ""
            continue
        # A list has no hash; true and 1 have the same one.
        key = (type(value), value if isinstance(value, str | int | float) else repr(value))
        if key not in made:
            made[key] = attribute(name, value)
        yield made[key]


def _heads(
    events: pd.DataFrame,
    line: "NDArray[np.int64]",
    phase: "NDArray[np.int64]",
    others: list[str],
    *,
    numbered: bool,
) -> "tuple[NDArray[Any], NDArray[np.int64]]":
    """Return the distinct beginnings of events, up to the number of the instance."""
    activity, activities = pd.factorize(events["activity"])
    resource, resources = pd.factorize(events["resource"])
    step = len(resources) + 1
    work, distinct = pd.factorize(activity * step + resource + 1)
    names = [escaped(str(name), NAME) for name in activities]
    people = ["", *(f"{attribute(RESOURCE, str(name))}" for name in resources)]
    phases = ["start", "complete", *(escaped(one, TRANSITION) for one in others)]
    further = f'<string key="{INSTANCE}" value="' if numbered else _TIME
    texts = [
        f'<event><string key="{NAME}" value="{names[one // step]}"/>{people[one % step]}'
        f'<string key="{TRANSITION}" value="{phase_name}"/>{further}'.encode()
        for one in distinct.tolist()
        for phase_name in phases
    ]
    return _objects(texts), work[line] * len(phases) + phase


def _tails(
    events: pd.DataFrame,
) -> "tuple[NDArray[Any], NDArray[np.int64], NDArray[np.int64], list[str]]":
    """Return the distinct ends of events, that of each row, and its transition if it names one.

    Transitions are places in the last list: what attributes name besides start and complete.
    """
    outcome, outcomes = _said(events, "outcome")
    deadline, deadlines = _said(events, "deadline_state")
    other, others = parsed(events["attributes"])
    step, further = len(deadlines), len(others) + 1
    code = ((outcome + 1) * step + deadline + 1) * further + other + 1
    code, distinct = pd.factorize(code)
    said = ["", *("".join(_attribute(key, one) for key, one in some.items()) for some in others)]
    texts = []
    for one in distinct.tolist():
        rest, third = divmod(one, further)
        first, second = divmod(rest, step)
        texts.append(f'"/>{outcomes[first]}{deadlines[second]}{said[third]}</event>\n'.encode())
    texts.append(b'"/></event>\n')
    names = sorted({str(some[TRANSITION]) for some in others if TRANSITION in some})
    named = [names.index(str(some[TRANSITION])) if TRANSITION in some else -1 for some in others]
    transition = np.array([*named, -1], dtype=np.int64)[other]
    return _objects(texts), code, transition, names


def _said(events: pd.DataFrame, name: str) -> "tuple[NDArray[np.int64], list[str]]":
    """Return the place of each row's value, and after nothing each value as an attribute."""
    codes, distinct = pd.factorize(events[name])
    return codes.astype(np.int64), ["", *(attribute(name, str(one)) for one in distinct)]


def _attribute(key: str, value: Any) -> str:
    if key in _RESERVED:
        raise InputError(message("logs.reserved", key=key))
    return "" if key == TRANSITION else attribute(key, value)


def _numbers(seq: "NDArray[np.int64]") -> "NDArray[Any]":
    """Return each instance's number with what follows it up to the time."""
    codes, distinct = pd.factorize(seq)
    texts = [f'{one}"/>{_TIME}'.encode() for one in distinct.tolist()]
    return _objects(texts)[codes]


def _objects(texts: list[bytes]) -> "NDArray[Any]":
    held = np.empty(len(texts), dtype=object)
    held[:] = texts
    return held
