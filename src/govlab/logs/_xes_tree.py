"""XES of any shape, read by the standard library's expat as a stream, line by line told.

A document type declaration, the only place where entities can be declared, is refused as
soon as it begins: nothing is expanded, no other file or address is opened.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO
from xml.parsers import expat
from xml.parsers.expat import errors

import numpy as np

from govlab.errors import InputError
from govlab.logs._times import parse_texts
from govlab.logs._xes_parts import KINDS, Keyed, Name, Part
from govlab.text import message

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BLOCK = 2**20
#: Deeper nesting than any log has; a guard for the readers.
DEEPEST = 100
_VALUED = frozenset(KINDS[:-1])
_CONTAINERS = frozenset({"list", "container"})
_BLAMED = 20  # lines of bad times told at once


@dataclass(slots=True)
class Head:
    """What stands in a log before its first trace.

    Parameters
    ----------
    attributes : mapping
        The log's own attributes, by key, as texts.
    encoding : str or None
        The encoding that the file states.
    depth : int
        Elements open where reading ended.
    """

    attributes: dict[str, str] = field(default_factory=dict)
    encoding: str | None = None
    depth: int = 0


# What expat says of a document that ends before it is whole.
_CUT = {
    errors.codes[one]
    for one in (
        errors.XML_ERROR_NO_ELEMENTS,
        errors.XML_ERROR_UNCLOSED_TOKEN,
        errors.XML_ERROR_PARTIAL_CHAR,
        errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
}


def _parser(where: str, head: Head) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def doctype(*_: object) -> None:
        raise InputError(message("logs.doctype", file=where, line=parser.CurrentLineNumber))

    def declared(_: str, encoding: str | None, __: int) -> None:
        head.encoding = encoding

    parser.StartDoctypeDeclHandler = doctype
    parser.XmlDeclHandler = declared
    return parser


def _fed(parser: expat.XMLParserType, data: bytes, where: str, *, last: bool) -> None:
    try:
        parser.Parse(data, last)
    except expat.ExpatError as error:
        told = {"file": where, "line": error.lineno, "reason": expat.ErrorString(error.code)}
        if error.code in _CUT:
            raise InputError(message("logs.cut_short", **told)) from None
        raise InputError(message("logs.not_xml", **told)) from None
    except (LookupError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(message("logs.encoding", file=where)) from None


def read_head(data: bytes, where: str) -> Head:
    """Return what a log says of itself before its first trace.

    Raises
    ------
    InputError
        When it is no XML, holds a document type declaration, or is no log.
    """
    head = Head()
    parser = _parser(where, head)

    def start(tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if head.depth == 0 and local != "log":
            raise InputError(message("logs.not_a_log", file=where, tag=local))
        if head.depth == 1 and local in _VALUED and "key" in attributes:
            head.attributes[attributes["key"]] = attributes.get("value", "")
        head.depth += 1

    def end(_: str) -> None:
        head.depth -= 1

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    _fed(parser, data, where, last=False)
    return head


@dataclass(slots=True)
class _Column:
    owner: list[int] = field(default_factory=list)
    code: list[int] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)

    def add(self, owner: int, text: str) -> None:
        self.owner.append(owner)
        self.code.append(self.places.setdefault(text, len(self.places)))


class _Walk:
    """Takes what the parser tells, and keeps the attributes of traces and events."""

    def __init__(self, where: str, head: Head) -> None:
        self.where, self.head = where, head
        self.parser = _parser(where, head)
        self.open: list[str] = []
        self.trace_lines: list[int] = []
        self.event_lines: list[int] = []
        self.event_trace: list[int] = []
        self.columns: dict[Name, _Column] = {}
        # Attributes that are open: tag, key, text of the value, what is nested.
        self.nested: list[tuple[str, str, str, list[tuple[str, Any]]]] = []
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        depth = len(self.open)
        if depth == 0 and local != "log":
            raise InputError(message("logs.not_a_log", file=self.where, tag=local))
        if depth >= DEEPEST:
            words = message(
                "logs.too_deep", file=self.where, line=self.parser.CurrentLineNumber, most=DEEPEST
            )
            raise InputError(words)
        self.open.append(local)
        if self.open == ["log", "trace"]:
            self.trace_lines.append(self.parser.CurrentLineNumber)
        elif self.open == ["log", "trace", "event"]:
            self.event_lines.append(self.parser.CurrentLineNumber)
            self.event_trace.append(len(self.trace_lines) - 1)
        elif (local in _VALUED or local in _CONTAINERS) and (self.nested or self._owned()):
            self.nested.append((local, attributes.get("key", ""), attributes.get("value", ""), []))

    def _owned(self) -> bool:
        above = self.open[:-1]
        return above in (["log"], ["log", "trace"], ["log", "trace", "event"])

    def end(self, _: str) -> None:
        local = self.open.pop()
        # What is open and no attribute (values of a list, a global) closes none.
        if not self.nested or local != self.nested[-1][0]:
            return
        tag, key, text, inner = self.nested.pop()
        if self.nested:
            value = self._value(tag, text, inner)
            self.nested[-1][3].append((key, value))
            return
        kind = tag
        if tag in _CONTAINERS or inner:
            kind = "json"
            text = json.dumps(self._value(tag, text, inner), ensure_ascii=False, sort_keys=True)
        self._keep(key, kind, text)

    def _value(self, tag: str, text: str, inner: list[tuple[str, Any]]) -> Any:
        if tag == "list":
            return [value for _, value in inner]
        if tag == "container":
            return dict(inner)
        value = value_of(tag, text)
        return {"value": value, **dict(inner)} if inner else value

    def _keep(self, key: str, kind: str, text: str) -> None:
        match self.open:
            case ["log"]:
                self.head.attributes[key] = text
                return
            case ["log", "trace"]:
                scope, owner = "trace", len(self.trace_lines) - 1
            case _:
                scope, owner = "event", len(self.event_lines) - 1
        name: Name = (scope, key, kind)  # type: ignore[assignment]
        if name not in self.columns:
            self.columns[name] = _Column()
        try:
            value_of(kind, text)
        except ValueError:
            words = message(
                "logs.bad_value",
                file=self.where,
                line=self.parser.CurrentLineNumber,
                key=key,
                kind=kind,
                value=text,
            )
            raise InputError(words) from None
        self.columns[name].add(owner, text)


def value_of(kind: str, text: str) -> Any:
    """Return the value that an attribute of a kind holds, as JSON has it.

    Raises
    ------
    ValueError
        When the text is no value of the kind.
    """
    return _READERS[kind](text)


def _number(text: str) -> float | str:
    number = float(text)
    # JSON has no infinity and nothing that is no number.
    return number if np.isfinite(number) else text


_READERS: dict[str, Callable[[str], Any]] = {
    "string": str,
    "id": str,
    "date": str,
    "int": int,
    "float": _number,
    "boolean": lambda text: (
        {"true": True, "1": True, "false": False, "0": False}.get(text.lower())
        if text.lower() in {"true", "1", "false", "0"}
        else int("no truth value")
    ),
    "json": json.loads,
}


def read_tree(source: BinaryIO, where: str, zone: str) -> tuple[Head, Part]:
    """Return the attributes of every trace and event of a stream.

    Raises
    ------
    InputError
        When it is not well-formed, declares a document type, or a value is not of its
        kind; the message gives the line.
    """
    head = Head()
    walk = _Walk(where, head)
    while block := source.read(_BLOCK):
        _fed(walk.parser, block, where, last=False)
    _fed(walk.parser, b"", where, last=True)
    columns = {
        name: Keyed(_array(column.owner), _array(column.code), list(column.places))
        for name, column in walk.columns.items()
    }
    time_owner, micros = _times(columns, walk.event_lines, where, zone)
    part = Part(
        len(walk.trace_lines),
        _array(walk.event_trace),
        columns,
        time_owner,
        micros,
        walk.trace_lines,
        walk.event_lines,
    )
    return head, part


def _array(numbers: list[int]) -> "NDArray[np.int64]":
    return np.array(numbers, dtype=np.int64)


def _times(
    columns: dict[Name, Keyed], lines: list[int], where: str, zone: str
) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
    held = columns.pop(("event", "time:timestamp", "date"), None)
    if held is None:
        return _array([]), _array([])
    found = parse_texts(held.texts, zone)
    bad = np.flatnonzero(found.bad[held.code])
    if len(bad):
        told = [
            message(
                "logs.bad_time",
                file=where,
                line=lines[held.owner[place]],
                value=held.texts[held.code[place]],
            )
            for place in bad[:_BLAMED]
        ]
        raise InputError(message("logs.problems", count=len(bad), lines=told))
    return held.owner, found.micros[held.code]
