"""QTI markup as one tree, whichever version it is written in.

Version 3.0 says in ``qti-choice-interaction max-choices`` what 2.1 says in
``choiceInteraction maxChoices``. In memory the names are those of 2.1; reading and
rendering translate.
"""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from govlab.course.interchange._xml import Node as Element
from govlab.course.interchange._xml import escaped, legal, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

_CAPITAL = re.compile("[A-Z]")
_HYPHEN = re.compile("-([a-z])")
_PREFIX = "qti-"
# What of XHTML may stand in a question; everything else is QTI's own.
HTML = frozenset(
    [
        *("a", "abbr", "acronym", "address", "article", "aside", "audio", "b", "bdi", "bdo"),
        *("big", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd", "details"),
        *("dfn", "div", "dl", "dt", "em", "figcaption", "figure", "footer", "h1", "h2", "h3"),
        *("h4", "h5", "h6", "header", "hr", "i", "img", "kbd", "label", "li", "nav", "object"),
        *("ol", "p", "param", "picture", "pre", "q", "rb", "rp", "rt", "ruby", "s", "samp"),
        *("section", "small", "source", "span", "strong", "sub", "summary", "sup", "table"),
        *("tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "video"),
        *("wbr"),
    ]
)
# In version 3.0 these hold their content in an element of its own.
_WITH_BODY = frozenset({"modalFeedback", "rubricBlock", "feedbackBlock", "templateBlock"})
_BODY = "contentBody"
# Where a space between two elements would become part of a text.
_TIGHT = HTML - {"div", "ul", "ol", "dl", "table", "tbody", "tr"} | {
    "simpleChoice",
    "simpleAssociableChoice",
    "modalFeedback",
    "prompt",
    "value",
}


@dataclass
class Node:
    """An element with the names of version 2.1.

    Parameters
    ----------
    name : str
    attributes : dict
    children : list of Node or str
        Texts and elements as they follow one another.
    line : int
        Of the file it was read from, 0 for one that is being made.
    """

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Node | str]" = field(default_factory=list)
    line: int = 0

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute."""
        return self.attributes.get(name, default)

    @property
    def elements(self) -> "list[Node]":
        """The children that are elements."""
        return [one for one in self.children if isinstance(one, Node)]

    def named(self, *names: str) -> "list[Node]":
        """Return the children of these names."""
        return [one for one in self.elements if one.name in names]

    def first(self, name: str) -> "Node | None":
        """Return the first child of this name, None when there is none."""
        return next(iter(self.named(name)), None)

    def walk(self) -> "Iterator[Node]":
        """Yield the element and all below it, in the order of the file."""
        yield self
        for one in self.elements:
            yield from one.walk()

    @property
    def words(self) -> str:
        """All text within, as it stands."""
        return "".join(one if isinstance(one, str) else one.words for one in self.children)

    def same(self, other: "Node") -> bool:
        """Return whether both say the same: attributes in any order, no blank text."""
        return _said(self) == _said(other)


def node(name: str, *children: "Node | str | None", **attributes: str | None) -> Node:
    """Return a new element; what is None is left out.

    Examples
    --------
    >>> render(node("simpleChoice", "ก", identifier="a"), 3)
    '<qti-simple-choice identifier="a">ก</qti-simple-choice>'
    """
    held = {name: value for name, value in attributes.items() if value is not None}
    return Node(name, held, [one for one in children if one is not None])


def read_tree(data: bytes, where: str) -> Node:
    """Return the root of an XML file in the names of version 2.1.

    Raises
    ------
    InputError
        When it is no well-formed XML, or declares a document type.
    """
    return _node(parse(data, where))


def _node(found: Element) -> Node:
    name = found.tag
    attributes = dict(found.attributes)
    if name.startswith(_PREFIX):
        name = camel(name.removeprefix(_PREFIX))
        attributes = {_attribute(key): value for key, value in attributes.items()}
    made = Node(name, attributes, [], found.line)
    for one in found.parts:
        held = one if isinstance(one, str) else _node(one)
        # The body of a block means nothing of its own.
        if isinstance(held, Node) and held.name == _BODY:
            made.children += held.children
        else:
            made.children.append(held)
    return made


def _attribute(name: str) -> str:
    return name if name.startswith(("data-", "aria-")) or ":" in name else camel(name)


def camel(name: str) -> str:
    """Return a hyphenated name as 2.1 writes it.

    Examples
    --------
    >>> camel("choice-interaction"), kebab("choiceInteraction")
    ('choiceInteraction', 'choice-interaction')
    """
    return _HYPHEN.sub(lambda found: found[1].upper(), name)


def kebab(name: str) -> str:
    """Return a name of 2.1 with hyphens."""
    return _CAPITAL.sub(lambda found: f"-{found[0].lower()}", name)


def _said(one: Node) -> tuple[object, ...]:
    texts = [child if isinstance(child, str) else _said(child) for child in one.children]
    told = [text for text in texts if not isinstance(text, str) or text.strip()]
    held = {key: value for key, value in one.attributes.items() if not key.startswith("xmlns")}
    return one.name, tuple(sorted(held.items())), tuple(told)


def render(one: Node, version: int, depth: int = 0) -> str:
    """Return the markup of an element in version 2 or 3."""
    name, attributes, children = one.name, one.attributes, one.children
    if version == 3 and name not in HTML and ":" not in name:  # noqa: PLR2004
        attributes = {key if ":" in key else kebab(key): value for key, value in attributes.items()}
        if name in _WITH_BODY:
            children = [Node(_BODY, {}, [*children])]
        name = f"{_PREFIX}{kebab(name)}"
    held = "".join(f' {key}="{_quoted(value)}"' for key, value in attributes.items())
    if not children:
        return f"<{name}{held}/>"
    tight = one.name in _TIGHT or one.name == _BODY or any(isinstance(c, str) for c in children)
    if tight and not (one.name in _WITH_BODY and children is not one.children):
        inner = "".join(
            escaped(legal(child)) if isinstance(child, str) else render(child, version)
            for child in children
        )
    else:
        gap = "\n" + "  " * (depth + 1)
        inner = "".join(
            gap + render(child, version, depth + 1) for child in children if isinstance(child, Node)
        )
        inner += "\n" + "  " * depth
    return f"<{name}{held}>{inner}</{name}>"


def document(root: Node, version: int) -> bytes:
    """Return a whole XML file."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{render(root, version)}\n'.encode()


def _quoted(text: str) -> str:
    return escaped(legal(text)).replace("\n", "&#10;").replace("\t", "&#9;")
