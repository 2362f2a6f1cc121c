"""XML in and out, with line numbers and nothing expanded.

The reader is the standard library's expat. A document type declaration, the only place
where entities can be declared, is refused as soon as it begins: no entity is ever
expanded, no other file or address is ever opened. What remains is a tree in which every
element knows its line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape as _escape

from govlab.errors import InputError, Words
from govlab.text import message

#: Deeper nesting than any format of questions has; a guard for whoever walks the tree.
DEEPEST = 100
_XML_SPACE = "http://www.w3.org/XML/1998/namespace"
# What XML 1.0 cannot hold in any spelling: most control characters, halves of surrogate pairs.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_THAI_WINDOWS = re.compile(rb"<\?xml[^>]{0,60}encoding=[\"'](?i:x-)?(?i:windows-874)[\"']")

_CODES = expat.errors.codes
_REASONS: dict[int, Words] = {
    _CODES[expat.errors.XML_ERROR_NO_ELEMENTS]: message("interchange.xml_empty"),
    _CODES[expat.errors.XML_ERROR_SYNTAX]: message("interchange.xml_not_xml"),
    _CODES[expat.errors.XML_ERROR_INVALID_TOKEN]: message("interchange.xml_token"),
    _CODES[expat.errors.XML_ERROR_UNCLOSED_TOKEN]: message("interchange.xml_unclosed"),
    _CODES[expat.errors.XML_ERROR_TAG_MISMATCH]: message("interchange.xml_mismatch"),
    _CODES[expat.errors.XML_ERROR_DUPLICATE_ATTRIBUTE]: message("interchange.xml_twice"),
    _CODES[expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]: message("interchange.xml_junk"),
    _CODES[expat.errors.XML_ERROR_UNDEFINED_ENTITY]: message("interchange.xml_entity"),
    _CODES[expat.errors.XML_ERROR_MISPLACED_XML_PI]: message("interchange.xml_late"),
    _CODES[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION]: message("interchange.xml_cdata"),
    _CODES[expat.errors.XML_ERROR_UNKNOWN_ENCODING]: message("interchange.xml_encoding"),
    _CODES[expat.errors.XML_ERROR_INCORRECT_ENCODING]: message("interchange.xml_encoding"),
}


@dataclass(slots=True)
class Node:
    """An element: its name without prefix, its attributes, what stands in it, its line.

    Parameters
    ----------
    tag : str
    space : str
        The namespace, empty when there is none.
    attributes : dict of str to str
        By name without prefix; ``xml:lang`` keeps its own.
    line : int
        Where its start tag begins, counted from 1.
    parts : list of Node and str
        In the order of the file.
    """

    tag: str
    space: str
    attributes: dict[str, str]
    line: int
    parts: list["Node | str"] = field(default_factory=list)

    @property
    def children(self) -> list["Node"]:
        """The elements that stand directly in this one."""
        return [one for one in self.parts if isinstance(one, Node)]

    @property
    def text(self) -> str:
        """All text in the element, whatever else is between."""
        return "".join(one if isinstance(one, str) else one.text for one in self.parts)

    def all(self, tag: str) -> list["Node"]:
        """Return the children called `tag`."""
        return [one for one in self.children if one.tag == tag]

    def first(self, tag: str) -> "Node | None":
        """Return the first child called `tag`, None when there is none."""
        return next((one for one in self.children if one.tag == tag), None)

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute."""
        return self.attributes.get(name, default)

    def walk(self) -> Iterator["Node"]:
        """Yield the element and everything in it, in the order of the file."""
        yield self
        for one in self.children:
            yield from one.walk()


def parse(data: bytes, where: str) -> Node:
    """Return the root of an XML document.

    Parameters
    ----------
    data : bytes
        In UTF-8, or in the encoding that its first line names.
    where : str
        The file's name, for messages.

    Returns
    -------
    Node

    Raises
    ------
    InputError
        When it is not well-formed, holds a document type declaration, or is nested
        deeper than :data:`DEEPEST`; the message gives line and reason.

    Examples
    --------
    >>> root = parse("<quiz><question type='essay'/></quiz>".encode(), "quiz.xml")
    >>> root.tag, root.first("question").get("type")
    ('quiz', 'essay')
    >>> parse(b"<quiz><question></quiz>", "quiz.xml")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    govlab.errors.InputError: quiz.xml, line 1: an end tag does not match its start tag; ...
    """
    builder = _Builder(where)
    # Python's codecs do not know the name that the web gives to Thai Windows.
    encoding = "cp874" if _THAI_WINDOWS.match(data) else None
    parser = expat.ParserCreate(encoding, namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    parser.StartDoctypeDeclHandler = builder.doctype
    builder.parser = parser
    try:
        parser.Parse(data, True)  # noqa: FBT003  # expat knows no keywords
    except expat.ExpatError as error:
        reason = _REASONS.get(error.code) or message("interchange.xml_other")
        raise _broken(where, error.lineno, reason) from None
    except InputError:
        raise
    except (LookupError, ValueError):
        raise _broken(where, 1, message("interchange.xml_encoding")) from None
    return builder.root


class _Builder:
    """Collects what the parser tells into a tree."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.parser = expat.ParserCreate()
        self.open: list[Node] = []
        self.root = Node("", "", {}, 0)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, tag = name.rpartition("}")
        named = {_attribute(key): value for key, value in attributes.items()}
        node = Node(tag, space, named, self.parser.CurrentLineNumber)
        if len(self.open) >= DEEPEST:
            raise _broken(self.where, node.line, message("interchange.xml_deep", deepest=DEEPEST))
        if self.open:
            self.open[-1].parts.append(node)
        else:
            self.root = node
        self.open.append(node)

    def end(self, name: str) -> None:  # noqa: ARG002
        self.open.pop()

    def characters(self, text: str) -> None:
        self.open[-1].parts.append(text)

    def doctype(self, *declared: object) -> None:  # noqa: ARG002
        line = self.parser.CurrentLineNumber
        raise InputError(message("interchange.xml_doctype", where=self.where, line=line))


def _attribute(name: str) -> str:
    space, _, local = name.rpartition("}")
    return f"xml:{local}" if space == _XML_SPACE else local


def _broken(where: str, line: int, reason: Words | str) -> InputError:
    return InputError(message("interchange.xml_broken", where=where, line=line, reason=reason))


def escaped(text: str) -> str:
    """Return `text` as it stands between tags or in a quoted attribute.

    Examples
    --------
    >>> escaped('ก < ข & "ค"')
    'ก &lt; ข &amp; &quot;ค&quot;'
    """
    return _escape(text, {'"': "&quot;", "\r": "&#13;"})


def legal(text: str) -> str:
    r"""Return `text` without the characters that no XML file can hold.

    Examples
    --------
    >>> legal("สิน\x00บน")
    'สินบน'
    """
    return _FORBIDDEN.sub("", text)
