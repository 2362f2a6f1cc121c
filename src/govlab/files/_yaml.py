"""YAML as people write it, read as the JSON they mean.

What a scalar means follows the core schema of YAML 1.2.2 (section 10.3), so ``No``,
``12:30`` and ``2026-11-22`` are text. It differs from that schema where a reader would
be surprised: ``007`` is text (an id would lose its zeros), a key is its text (``2567:``
is ``"2567"``), and what JSON cannot hold (``.inf``, tags, ``<<``) is refused.
"""

import json
import math
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from govlab.errors import InputError
from govlab.files._atomic import write_atomic
from govlab.files._text import decode, read_bytes, sha256_of
from govlab.files._yaml_fault import fault_at, shown, syntax_error
from govlab.text import message

# Part of the cache's key: raise it whenever the same text would be read differently.
_READER = "1"
_MOST_BYTES = 16 * 2**20
_MOST_VALUES = 2_000_000  # with aliases written out: a "billion laughs" document has 10**9
_DEEPEST = 64

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
# Longer integers would be read as floats, find themselves infinite, and be refused.
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,307})|0o[0-7]{1,21}|0x[0-9a-fA-F]{1,16}", re.ASCII)
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_NO_JSON = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_TEXT_TAG = "tag:yaml.org,2002:str"


def read_yaml(path: str | Path, *, cache: Path | None = None) -> Any:
    r"""Return the one document in the YAML file `path` as a JSON value.

    Parameters
    ----------
    path : str or Path
        UTF-8 text, at most 16 MB.
    cache : Path, optional
        Folder of documents read before, by the digest of their bytes; the user's cache
        folder when not given. A cache that cannot be used costs time and nothing else.

    Raises
    ------
    MissingFileError
        When there is no such file.
    InputError
        For anything that is not YAML or has no JSON meaning: doubled keys, tags, merge
        keys, more than one document, an alias to what surrounds it, aliases that unfold
        to millions of values. The message has file, line and column.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     lesson = Path(folder, "lesson.yaml")
    ...     _ = lesson.write_text("answer: No\nstarts: 09:30\nid: 007\n", encoding="utf-8")
    ...     read_yaml(lesson, cache=Path(folder))
    {'answer': 'No', 'starts': '09:30', 'id': '007'}
    """
    file = Path(path)
    data = read_bytes(file)
    if len(data) > _MOST_BYTES:
        raise InputError(message("files.yaml_too_big", path=str(file), most=_MOST_BYTES // 2**20))
    kept = (cache or _user_cache()) / f"{sha256_of(_READER.encode() + b'|' + data)}.json"
    try:
        return json.loads(kept.read_bytes())
    except (OSError, ValueError):
        pass  # not read before, or the cache is damaged: read the document itself
    value = _parse(file, decode(file, data))
    with suppress(OSError):  # a read-only or full cache only costs the time to read again
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(kept, json.dumps(value, ensure_ascii=False))
    return value


def _user_cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("govlab", appauthor=False) / "yaml"


def _parse(file: Path, text: str) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return _Builder(file, text, YAML(typ="safe", pure=True).parse(text)).document()
    except YAMLError as error:
        raise syntax_error(file, text, error) from error


@dataclass
class _Builder:
    """Makes a JSON value from the events of ruamel.yaml's parser.

    Parameters
    ----------
    file : Path
        Named in messages.
    source : str
        The text, whose lines messages show.
    events : iterator
        Of ``ruamel.yaml.events``.
    """

    file: Path
    source: str
    events: Iterator[Any]
    values: int = 0
    # name -> (value, number of values in it); None while it is being built
    anchors: dict[str, tuple[Any, int] | None] = field(default_factory=dict)

    def document(self) -> Any:
        """Return the value of the only document."""
        from ruamel.yaml.events import DocumentStartEvent, StreamEndEvent

        next(self.events)  # start of stream
        if isinstance(next(self.events), StreamEndEvent):
            return None
        value = self.value(next(self.events), depth=0)
        next(self.events)  # end of document
        if isinstance(event := next(self.events), DocumentStartEvent):
            raise InputError(message("files.yaml_documents", **self.place(event)))
        return value

    def place(self, event: Any) -> dict[str, object]:
        mark = event.start_mark
        return {
            "path": str(self.file),
            "line": mark.line + 1,
            "column": mark.column + 1,
            "content": shown(self.source.splitlines(), mark.line, mark.column),
        }

    def value(self, event: Any, depth: int) -> Any:
        """Return the value that begins with `event`."""
        from ruamel.yaml.events import AliasEvent, MappingStartEvent, ScalarEvent

        if depth > _DEEPEST:
            raise InputError(message("files.yaml_deep", **self.place(event), most=_DEEPEST))
        if isinstance(event, AliasEvent):
            return self.alias(event)
        before = self.values
        self.count(event, 1)
        self.anchors[event.anchor] = None
        if isinstance(event, ScalarEvent):
            value = self.scalar(event)
        else:
            self.refuse_tag(event)
            collect = self.mapping if isinstance(event, MappingStartEvent) else self.sequence
            value = collect(depth + 1)
        self.anchors[event.anchor] = value, self.values - before
        return value

    def count(self, event: Any, values: int) -> None:
        self.values += values
        if self.values > _MOST_VALUES:
            raise InputError(message("files.yaml_unfolds", **self.place(event), most=_MOST_VALUES))

    def alias(self, event: Any) -> Any:
        known = self.anchors.get(event.anchor)
        if known is None:
            raise InputError(
                message("files.yaml_alias", **self.place(event), name=str(event.anchor))
            )
        value, values = known
        self.count(event, values)
        return value

    def refuse_tag(self, event: Any) -> None:
        if event.tag not in {None, "!"}:
            raise InputError(message("files.yaml_tag", **self.place(event), tag=str(event.tag)))

    def sequence(self, depth: int) -> list[Any]:
        from ruamel.yaml.events import SequenceEndEvent

        found = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            found.append(self.value(event, depth))
        return found

    def mapping(self, depth: int) -> dict[str, Any]:
        from ruamel.yaml.events import MappingEndEvent, ScalarEvent

        found: dict[str, Any] = {}
        begun: dict[str, int] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            if not isinstance(event, ScalarEvent) or (event.value == "<<" and not event.style):
                raise InputError(message("files.yaml_key", **self.place(event)))
            self.refuse_tag(event)
            key = self.text(event)
            if key in found:
                raise InputError(
                    message("files.yaml_duplicate", **self.place(event), key=key, first=begun[key])
                )
            begun[key] = event.start_mark.line + 1
            found[key] = self.value(next(self.events), depth)
        return found

    def text(self, event: Any) -> str:
        """Return the scalar's text, halves of a character beyond 16 bits joined.

        JSON writes such a character as two escapes, which YAML takes one by one.
        """
        text: str = event.value
        try:
            return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        except UnicodeDecodeError:
            fault = "half of a character"
            mark, lines = event.start_mark, self.source.splitlines()
            place = mark.line, mark.column
            raise fault_at(self.file, lines, place, "half", fault) from None

    def scalar(self, event: Any) -> Any:
        """Return what the scalar means: by its tag, its quotes, or its looks."""
        text = self.text(event)
        if event.tag == _TEXT_TAG:
            return text
        self.refuse_tag(event)
        if event.style or event.tag == "!":
            return text
        if text in _NULL:
            return None
        if text in _TRUE or text in _FALSE:
            return text in _TRUE
        if _INTEGER.fullmatch(text):
            return int(text, 0)
        number = float(text) if _FLOAT.fullmatch(text) else None
        if _NO_JSON.fullmatch(text) or (number is not None and math.isinf(number)):
            raise InputError(message("files.yaml_number", **self.place(event), value=text))
        return text if number is None else number
