"""Texts and the markup they stand in: paragraphs and line ends out, plain text in."""

import re
from collections.abc import Callable

from govlab.course.interchange._qti_tree import Node, node

#: Marks a run of spaces that is part of a text: a browser shows one, a reader keeps all.
KEPT = "keep"
_HARD = re.compile(r"^[ \t\r]+|[ \t\r]{2,}|[\t\r]|[ \t\r]+$")
_SPACE = re.compile(r"([ \t\r\n]+)")
_BLOCKS = frozenset(
    [
        *("address", "article", "aside", "blockquote", "caption", "dd", "details", "div", "dl"),
        *("dt", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
        *("hr", "li", "ol", "p", "pre", "section", "summary", "table", "tr", "ul"),
        *("rubricBlock", "feedbackBlock", "templateBlock", "itemBody", "prompt"),
        *("simpleChoice", "simpleAssociableChoice"),
    ]
)
_CELLS = frozenset({"td", "th"})
# What no plain text can say; the value of the attribute is said in its place.
_MEDIA = {"img": "alt", "object": "data", "audio": "src", "video": "src", "picture": "title"}
# Without their looks these may mean something else: a struck word, a formula, a table.
_MEANT = frozenset({"table", "ruby", "math", "s", "del"})
# Said after the answer, so no part of the question.
_FEEDBACK = frozenset({"feedbackInline", "feedbackBlock"})
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_SHIFTED = {"sup": _RAISED, "sub": _LOWERED}

#: Told the name of an element whose meaning a plain text loses.
Tell = Callable[[str], None]


def flow(text: str) -> "list[Node | str]":
    r"""Return a text as inline markup: line ends as ``br``, runs of spaces kept.

    Examples
    --------
    >>> [one if isinstance(one, str) else one.name for one in flow("ก\nข")]
    ['ก', 'br', 'ข']
    """
    made: list[Node | str] = []
    for number, line in enumerate(text.split("\n")):
        if number:
            made.append(node("br"))
        end = 0
        for run in _HARD.finditer(line):
            made += [line[end : run.start()], node("span", run[0], **{"class": KEPT})]
            end = run.end()
        made.append(line[end:])
    return [one for one in made if one != ""]


class _Plain:
    """Collects text as a browser would show it."""

    def __init__(self, tell: Tell, gaps: dict[int, str]) -> None:
        self.tell = tell
        self.gaps = gaps
        self.out: list[str] = []
        self.space = False
        self.started = False
        self.broken = False

    def say(self, text: str) -> None:
        for piece in _SPACE.split(text):
            if not piece:
                continue
            if _SPACE.fullmatch(piece):
                self.space = self.started
            else:
                self.put(piece)

    def put(self, piece: str) -> None:
        if self.broken:
            self.out.append("\n")
        elif self.space:
            self.out.append(" ")
        self.out.append(piece)
        self.space, self.broken, self.started = False, False, True

    def line_end(self) -> None:
        if self.broken:
            self.out.append("\n")
        self.out.append("\n")
        self.space, self.broken, self.started = False, False, False

    def block(self) -> None:
        """End a block: what follows begins a line, and nothing more does if nothing follows."""
        self.broken = self.broken or self.started
        self.space = self.started = False

    def walk(self, one: Node) -> None:
        name = one.name
        if id(one) in self.gaps:
            self.put(self.gaps[id(one)])
        elif name == "br":
            self.line_end()
        elif name == "span" and one.get("class") == KEPT:
            self.put_kept(one.words)
        elif name in _MEDIA:
            self.tell(name)
            if said := one.get(_MEDIA[name]).strip():
                self.put(f"[{said}]")
        elif name in _SHIFTED:
            self.shifted(one)
        elif name not in _FEEDBACK:
            self.enter(one)

    def enter(self, one: Node) -> None:
        """Say what an element holds, as a block or within its line."""
        if one.name in _MEANT:
            self.tell(one.name)
        if one.name in _BLOCKS:
            self.block()
        if one.name == "li":
            self.put("•")
            self.space = True
        if one.name in _CELLS and self.started:
            self.say(" | ")
        for child in one.children:
            if isinstance(child, str):
                self.say(child)
            else:
                self.walk(child)
        if one.name in _BLOCKS:
            self.block()

    def shifted(self, one: Node) -> None:
        """Say raised or lowered figures with the signs that Unicode has for them."""
        text = one.words.strip()
        moved = text.translate(_SHIFTED[one.name])
        if any(before == after for before, after in zip(text, moved, strict=True)):
            self.tell(one.name)
            moved = text
        self.put(moved)

    def put_kept(self, spaces: str) -> None:
        if self.broken:
            self.out.append("\n")
        self.out.append(spaces)
        self.space, self.broken, self.started = False, False, True


def plain(
    children: "list[Node | str]",
    tell: Tell | None = None,
    gaps: dict[int, str] | None = None,
) -> str:
    r"""Return markup as plain text, as a browser would break it into lines.

    Parameters
    ----------
    children : list
        What stands in an element.
    tell : callable, optional
        Told the name of each element that plain text cannot say.
    gaps : dict, optional
        By ``id`` of an element, what to say in its place.

    Examples
    --------
    >>> plain([node("p", "ก ", node("em", "ข")), node("p", "ค")])
    'ก ข\nค'
    """
    found = _Plain(tell or (lambda _: None), gaps or {})
    for one in children:
        if isinstance(one, str):
            found.say(one)
        else:
            found.walk(one)
    return "".join(found.out)
