"""Texts as Moodle holds them: HTML, Markdown or plain, two languages in one.

What we write reads back as it was, space by space. What others wrote becomes plain text
that keeps its paragraphs, lists, tables and small raised figures; whatever else it held
is named, never run and never fetched.
"""

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from govlab.course._words import Text

HTML = "html"
PLAIN = "plain_text"
MARKDOWN = "markdown"
AUTO = "moodle_auto_format"
BOTH = "both"

_PART = '<div class="part">'
_PART_END = "</div>"
_KEEP_SPACE = '<div style="white-space: pre-wrap">'
# White space that a browser would fold, or that trimming would take.
_FOLDED = re.compile(r"^\s|\s$|\s[^\S\xa0]|[^\S\xa0]\s|[\t\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_MARKUP = re.compile(r"</?[a-zA-Z!][^<>]*>|&(?:#\w+|\w+);")
_MARKED = re.compile(r"<!\[[^<>]*>")
_BLANKS = re.compile(r"[ \t\r\f]+")
_SPACE = re.compile(r"[ \t\n\r\f]+")

_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "pre"})
_LINES = frozenset(
    {"div", "li", "tr", "ul", "ol", "section", "article", "dl", "dt", "dd", "hr", "caption"}
)
_QUIET = frozenset({"span", "html", "body", "tbody", "thead", "tfoot", "font", "wbr", "label"})
# What stands in these is program or head matter, never text.
_SKIPPED = frozenset({"script", "style", "head", "title", "template", "noscript"})
# HTML's elements that have no end tag.
_VOID = frozenset({"br", "hr", "img", "wbr", "input", "meta", "link", "source", "embed", "area"})
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


@dataclass(frozen=True, slots=True)
class Raw:
    """A text as a file holds it, and how it is to be understood."""

    text: str = ""
    format: str = HTML

    def __bool__(self) -> bool:
        return bool(self.text.strip())


@dataclass(frozen=True, slots=True)
class Read:
    """A text that was read, and the names of what it held beside words."""

    text: Text
    dropped: tuple[str, ...] = ()


def marked(text: Text, lang: str) -> Raw:
    """Return `text` as HTML in one language, or in both by Moodle's language spans.

    Examples
    --------
    >>> marked(Text("ก < ข", "a < b"), "en").text
    'a &lt; b'
    >>> marked(Text("ใช่", "yes"), "both").text
    '<span lang="th" class="multilang">ใช่</span><span lang="en" class="multilang">yes</span>'
    """
    if lang != BOTH:
        said = text.in_language(lang)
        return Raw(_wrapped(_inline(said, keep=bool(_FOLDED.search(said))), said))
    parts = [(one, text.in_language(one)) for one in ("th", "en")]
    keep = any(_FOLDED.search(said) for _, said in parts)
    spans = "".join(
        f'<span lang="{one}" class="multilang">{_inline(said, keep=keep)}</span>'
        for one, said in parts
        if said
    )
    return Raw(_wrapped(spans, *(said for _, said in parts)))


def _inline(said: str, *, keep: bool) -> str:
    text = html.escape(said, quote=False).replace("\r", "&#13;").replace("\t", "&#9;")
    return text.replace("\n", "&#10;" if keep else "<br>")


def _wrapped(inner: str, *said: str) -> str:
    if any(_FOLDED.search(one) for one in said):
        return f"{_KEEP_SPACE}{inner}</div>"
    return inner


def joined(*parts: Raw) -> Raw:
    """Return several texts as one that :func:`parted` takes apart again."""
    return Raw("".join(f"{_PART}{one.text}{_PART_END}" for one in parts))


def parted(raw: Raw) -> tuple[Raw, ...]:
    """Return the texts that :func:`joined` put together, or the text alone.

    Examples
    --------
    >>> [one.text for one in parted(joined(Raw("a"), Raw("b")))]
    ['a', 'b']
    """
    text = raw.text.strip()
    if raw.format != HTML or not (text.startswith(_PART) and text.endswith(_PART_END)):
        return (raw,)
    inner = text.removeprefix(_PART).removesuffix(_PART_END)
    return tuple(Raw(one) for one in re.split(rf"{_PART_END}\s*{_PART}", inner))


def read(raw: Raw, lang: str) -> Read:
    """Return the words of `raw`; what states no language is in `lang`.

    Examples
    --------
    >>> read(Raw("<p>10<sup>2</sup> ข้อ</p><script>x()</script>"), "th").text.th
    '10² ข้อ'
    >>> read(Raw("<img src=x onerror=alert(1)>"), "th").dropped
    ('img',)
    """
    text = raw.text
    if raw.format in {PLAIN, MARKDOWN} or (raw.format == AUTO and not _MARKUP.search(text)):
        said = text.strip()
        if raw.format == AUTO:
            # Moodle makes line breaks of its lines; a browser folds the spaces around them.
            said = "\n".join(" ".join(_BLANKS.split(line)).strip(" ") for line in said.split("\n"))
        return Read(Text(said, "") if lang == "th" else Text("", said))
    if raw.format == AUTO:
        text = text.strip().replace("\n", "<br>")
    reader = _Reader()
    reader.feed(_closing(text))
    reader.close()
    reader.finish()
    heard = {one: writer.text for one, writer in reader.writers.items()}
    if not reader.spoken:
        other = "en" if lang == "th" else "th"
        heard[other] = ""
    return Read(Text(heard["th"], heard["en"]), tuple(sorted(reader.dropped)))


def _closing(text: str) -> str:
    """Return HTML in which what never closes is plain text.

    The parser looks for the end of each tag and comment anew, from each beginning: a text
    of nothing but beginnings would take it hours. Marked sections, as word processors leave
    them (``<![if …]>``), it knows only some of.
    """
    text = _MARKED.sub("", text).replace("<![", "&lt;![")
    for opening, closing in (("<!--", "-->"), ("<", ">")):
        end = text.rfind(closing) + 1
        text = text[:end] + text[end:].replace(opening, f"&lt;{opening[1:]}")
    return text


@dataclass
class _Writer:
    """Puts words together, folding white space as a browser does."""

    pieces: list[str] = field(default_factory=list)
    space: bool = False
    breaks: int = 0

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def words(self, data: str) -> None:
        core = _SPACE.sub(" ", data)
        stripped = core.strip(" ")
        if not stripped:
            self.space = self.space or bool(core)
            return
        self.space = self.space or core.startswith(" ")
        self.exact(stripped)
        self.space = core.endswith(" ")

    def exact(self, data: str) -> None:
        if self.breaks and self.pieces:
            self.pieces.append("\n" * self.breaks)
        elif self.space and self.pieces and not self.pieces[-1].endswith("\n"):
            self.pieces.append(" ")
        self.breaks = 0
        self.space = False
        self.pieces.append(data)

    def broken(self, least: int) -> None:
        self.breaks = max(self.breaks, least) if self.pieces else 0
        self.space = False

    def cell(self) -> None:
        if self.pieces and not self.breaks:
            self.exact(" | ")

    def newline(self) -> None:
        self.breaks += 1 if self.pieces else 0
        self.space = False


class _Reader(HTMLParser):
    """Turns HTML into words for each language, and remembers what it dropped."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.writers = {"th": _Writer(), "en": _Writer()}
        self.dropped: set[str] = set()
        self.spoken = False
        # Open elements: tag, languages that hear what is in it, whether space is kept.
        self.open: list[tuple[str, tuple[str, ...], bool]] = []
        self.skipping = 0
        self.lists: list[int] = []
        self.links: list[tuple[str, list[str]]] = []
        self.small: list[tuple[str, list[str]]] = []

    @property
    def hearers(self) -> tuple[str, ...]:
        return self.open[-1][1] if self.open else ("th", "en")

    @property
    def keeps(self) -> bool:
        return self.open[-1][2] if self.open else False

    def each(self) -> list[_Writer]:
        return [self.writers[one] for one in self.hearers]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            style = given.get("style", "").replace(" ", "")
            keeps = self.keeps or tag == "pre" or "white-space:pre" in style
            self.open.append((tag, self.heard(tag, given), keeps))
        if tag in _SKIPPED:
            self.skipping += 1
            self.dropped.add(tag)
        elif tag in {"sup", "sub"}:
            self.small.append((tag, []))
        elif tag == "a":
            self.links.append((given.get("href", ""), []))
        elif tag == "br" or tag in _PARAGRAPHS or tag in _LINES or tag in {"td", "th"}:
            self.layout(tag)
        elif tag not in _QUIET:
            self.dropped.add(tag)
            if tag == "img" and given.get("alt", "").strip():
                self.handle_data(f"[{given['alt'].strip()}]")

    def layout(self, tag: str) -> None:
        """Break or mark the text where a browser would."""
        for writer in self.each():
            if tag == "br":
                writer.newline()
            elif tag in {"td", "th"}:
                writer.cell()
            else:
                writer.broken(2 if tag in _PARAGRAPHS else 1)
        if tag in {"ul", "ol"}:
            self.lists.append(0 if tag == "ol" else -1)
        elif tag == "li":
            self.bullet()

    def heard(self, tag: str, given: dict[str, str]) -> tuple[str, ...]:
        """Return the languages that hear what stands in an element."""
        if tag != "span" or "multilang" not in given.get("class", "").split():
            return self.hearers
        lang = given.get("lang", "").lower().replace("_", "-").partition("-")[0]
        self.spoken = True
        if lang not in self.writers:
            self.dropped.add(f"lang={lang}")
            return ()
        return tuple(one for one in self.hearers if one == lang)

    def bullet(self) -> None:
        mark = "- "
        if self.lists and self.lists[-1] >= 0:
            self.lists[-1] += 1
            mark = f"{self.lists[-1]}. "
        for writer in self.each():
            writer.exact(mark)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
        if tag in {"sup", "sub"} and self.small:
            self.raise_or_lower()
        elif tag == "a" and self.links:
            self.link()
        elif tag in _SKIPPED and self.skipping:
            self.skipping -= 1
        elif tag in _PARAGRAPHS or tag in _LINES:
            for writer in self.each():
                writer.broken(2 if tag in _PARAGRAPHS else 1)
        # An end tag closes what it names, and whatever was left open inside it.
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place][0] == tag:
                del self.open[place:]
                break

    def raise_or_lower(self) -> None:
        tag, pieces = self.small.pop()
        text = "".join(pieces).strip()
        moved = text.translate(_RAISED if tag == "sup" else _LOWERED)
        # Dropping the tag alone would turn 10² into 102.
        if any(a == b for a, b in zip(text, moved, strict=True)):
            moved = f"^({text})" if tag == "sup" else f"_({text})"
        for writer in self.each():
            writer.exact(moved)

    def link(self) -> None:
        address, pieces = self.links.pop()
        if address.startswith(("https://", "http://")):
            if address != "".join(pieces).strip():
                self.handle_data(f" ({address})")
        elif address:
            self.dropped.add("a")

    def handle_data(self, data: str) -> None:
        if self.skipping:
            return
        if self.small:
            self.small[-1][1].append(data)
            return
        if self.links:
            self.links[-1][1].append(data)
        for writer in self.each():
            if self.keeps:
                writer.exact(data)
            else:
                writer.words(data)

    def handle_comment(self, data: str) -> None:
        """Pass over a comment: no reader ever sees one."""

    def handle_pi(self, data: str) -> None:
        self.dropped.add(f"?{data[:10]}")

    def finish(self) -> None:
        """End what was left open at the end of the text."""
        while self.small:
            self.raise_or_lower()
        while self.links:
            self.link()
