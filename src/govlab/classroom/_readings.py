r"""Texts as the leak gate reads them, and the ways of writing that it reads back.

What is compared is the *bare* text: compatibility forms folded (NFKC), case ignored,
Thai digits as Arabic ones, and nothing left but letters and digits, so that line ends,
quotes, hyphens, zero-width signs and Thai marks cannot hide a sentence.

Read back are: tags, HTML entities, ``\u``, ``\x``, octal, CSS and string escapes, per
cent and quoted-printable bytes, ``data:`` addresses, base64 (also URL-safe, wrapped and
off its alignment), base32, hexadecimal, lists of character codes. Not read back are
ciphers with a key, pictures of words, and bits hidden in pixels or sound.
"""

import base64
import binascii
import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from urllib.parse import unquote_to_bytes

__all__ = ["MARKUP", "READINGS", "REWRITINGS", "Reading", "bare", "decodings", "layers", "plain"]

#: Label, content, and whether the content is certainly a file of its own.
Reading = tuple[str, str | bytes, bool]

_GONE = re.compile(r"[\W_]+")
_THAI_DIGIT = re.compile("[๐-๙]")
_THAI_DIGITS = dict(zip("๐๑๒๓๔๕๖๗๘๙", "0123456789", strict=True))


def plain(text: str) -> str:
    """Return `text` folded, with its spaces and signs.

    Examples
    --------
    >>> plain("ข้อ ๑: ＫＥＹ")
    'ข้อ 1: key'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        if _THAI_DIGIT.search(text):
            for thai, arabic in _THAI_DIGITS.items():
                text = text.replace(thai, arabic)
    return text.lower()


def bare(folded: str) -> str:
    """Return nothing but the letters and digits of a folded text.

    Examples
    --------
    >>> bare(plain("The <b>answer</b> is-b."))
    'thebanswerbisb'
    """
    return _GONE.sub("", folded)


_MOSTLY_TEXT = 0.95
_THAI_SHARE = 0.2
_THAI_BYTES = bytes(range(0xA1, 0xFC))  # in cp874
_NOT_ASCII = bytes(range(0x80, 0x100))
_NO_TEXT = bytes((*range(9), *range(14, 32)))
_WIDE_SHARE = 0.75
# As many signs of two or four bytes each as the shortest secret has: Latin, Thai, quotes.
_WIDE = {
    "utf-16-le": rb"(?:[\t\r\n -~\xa0-\xff]\x00|[\x01-\x5b]\x0e|[\x00-\x3f]\x20){12,}",
    "utf-16-be": rb"(?:\x00[\t\r\n -~\xa0-\xff]|\x0e[\x01-\x5b]|\x20[\x00-\x3f]){12,}",
    "utf-32-le": rb"(?:[\t\r\n -~\xa0-\xff]\x00\x00\x00|[\x01-\x5b]\x0e\x00\x00){12,}",
    "utf-32-be": rb"(?:\x00\x00\x00[\t\r\n -~\xa0-\xff]|\x00\x00\x0e[\x01-\x5b]){12,}",
}
_WIDE_RUNS = {name: re.compile(pattern) for name, pattern in _WIDE.items()}
_THAI_RUN = re.compile(rb"[\t\r\n -~\xa1-\xfb]{12,}")
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def decodings(data: bytes) -> tuple[list[str], bool]:
    """Return the texts that `data` may be, and whether it is plainly a text file.

    Of a file that is no text, they are the runs that could be text in some encoding.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            try:
                return [data.decode(name)], True
            except UnicodeDecodeError:
                break
    try:
        found = [data.decode("utf-8-sig")]
        whole = b"\x00" not in data
    except UnicodeDecodeError:
        found = [data.decode("utf-8", "ignore")]
        found += [b"\n".join(_THAI_RUN.findall(data)).decode("cp874", "ignore")]
        whole = _readable(data)
    for name, pattern in _WIDE_RUNS.items():
        runs = pattern.findall(data) if b"\x00" in data or b"\x0e" in data else []
        if runs:
            found.append("\n".join(one.decode(name, "replace") for one in runs))
            whole = whole or sum(map(len, runs)) > _WIDE_SHARE * len(data)
    return found, whole


def _readable(data: bytes) -> bool:
    """Tell whether bytes that are not UTF-8 are the text of an older encoding."""
    if len(data.translate(None, _NO_TEXT)) < len(data):
        return False
    ascii_share = len(data.translate(None, _NOT_ASCII)) / len(data)
    thai = 1 - len(data.translate(None, _THAI_BYTES)) / len(data)
    return ascii_share > _MOSTLY_TEXT or thai > _THAI_SHARE


_TAG = re.compile(r"<!--|-->|<!\[CDATA\[|\]\]>|<[/!?a-zA-Z][^<>]*>")


def _markup(text: str) -> str:
    return _TAG.sub("", text) if "<" in text else text


def _entities(text: str) -> str:
    return html.unescape(text) if "&" in text else text


_BYTES = re.compile(r"(?:\\x[0-9a-fA-F]{2}|\\[0-3][0-7]{2}){2,}")
_BYTE = re.compile(r"\\x([0-9a-fA-F]{2})|\\([0-3][0-7]{2})")
_ESCAPE = re.compile(
    r"\\u([0-9a-fA-F]{4})|\\u\{([0-9a-fA-F]{1,6})\}|\\U([0-9a-fA-F]{8})|\\x([0-9a-fA-F]{2})"
    r"|\\0{0,3}(e[0-7][0-9a-fA-F])(?![0-9a-fA-F]) ?|\\([nrtbfv\"'/\\])"
)
_MOST_SIGN = 0x10FFFF


def _escapes(text: str) -> str:
    if "\\" not in text:
        return text
    told = _ESCAPE.sub(_unescaped, _BYTES.sub(_unescaped_run, text))
    # Two escapes may be the halves of one character.
    return told.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _unescaped_run(found: re.Match[str]) -> str:
    return _either(bytes(int(h, 16) if h else int(o, 8) for h, o in _BYTE.findall(found[0])))


def _unescaped(found: re.Match[str]) -> str:
    if found[6]:
        return "\\" if found[6] == "\\" else " "
    code = int(next(filter(None, found.groups())), 16)
    return chr(code) if code <= _MOST_SIGN else " "


def _either(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp874", "replace")


_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2})+")
_QUOTED = re.compile(r"(?:=[0-9A-F]{2}(?:=\r?\n)?)+")
_SOFT = re.compile(r"=\r?\n")


def _percent(text: str) -> str:
    if "%" not in text:
        return text
    return _PERCENT.sub(lambda run: _either(bytes.fromhex(run[0].replace("%", ""))), text)


def _quoted(text: str) -> str:
    if not _QUOTED.search(text):
        return text
    return _SOFT.sub("", _QUOTED.sub(_unquoted, text))


def _unquoted(run: re.Match[str]) -> str:
    return _either(bytes.fromhex(_SOFT.sub("", run[0]).replace("=", "")))


_DATA = re.compile(r"data:([\w.+-]+/[\w.+-]+)?((?:;[\w=.+-]+)*),([^\s\"'<>)\\]*)", re.IGNORECASE)


def _addresses(text: str) -> Iterator[Reading]:
    for found in _DATA.finditer(text):
        if found[1] or found[2]:
            content = unquote_to_bytes(found[3])
            if ";base64" in found[2].lower():
                content = _unbase64(content.decode("ascii", "ignore"), 0)
            yield f"data:{found[1] or ''}", content, True


def without_addresses(text: str) -> str:
    """Return the text without the ``data:`` addresses, which are read by themselves."""
    return _DATA.sub(lambda found: "data:" if found[1] or found[2] else found[0], text)


# Sixteen bytes of message: less cannot hold a secret that the gate looks for.
_SPACES = re.compile(r"\\n|[ \t\r\n\"',\\]")
_SPREAD = re.compile(
    r"(?:[A-Za-z0-9+/]{60,80}={0,2}(?:\\n|[ \t\"',\r\n])+){2,}[A-Za-z0-9+/]+={0,2}"
)
_RUN = re.compile(r"[A-Za-z0-9+/_-]{22,}={0,2}")
_ALIGNED_ONLY = 65536


def _base64(text: str) -> Iterator[Reading]:
    for found in _SPREAD.finditer(text):
        yield "base64", _unbase64(_SPACES.sub("", found[0]), 0), False
    for found in _RUN.finditer(text):
        run = found[0]
        starts = range(4) if len(run) < _ALIGNED_ONLY else range(1)
        for start in starts:
            content = _unbase64(run, start)
            if start == 0 or _worth(content):
                yield "base64", content, False


def _unbase64(run: str, start: int) -> bytes:
    body = run[start:].rstrip("=").replace("-", "+").replace("_", "/")
    body = body[: len(body) - (len(body) % 4 == 1)]
    try:
        return base64.b64decode(body + "=" * (-len(body) % 4))
    except (ValueError, binascii.Error):
        return b""


_LOOK = 30


def _worth(content: bytes) -> bool:
    """Tell whether bytes read off their alignment look like words at all."""
    try:
        return content[:_LOOK].decode("utf-8", "strict").isprintable()
    except UnicodeDecodeError as cut:
        return cut.start > _LOOK - 6  # a sign of Thai may be cut off


_BASE32 = re.compile(r"(?<![A-Z2-7])[A-Z2-7]{26,}(?:={0,6})(?![A-Za-z0-9])")


def _base32(text: str) -> Iterator[Reading]:
    for found in _BASE32.finditer(text):
        body = found[0].rstrip("=")
        body = body[: len(body) - (len(body) % 8 in {1, 3, 6})]
        yield "base32", base64.b32decode(body + "=" * (-len(body) % 8)), False


_HEX = re.compile(r"(?:[0-9a-fA-F]{2}[ :]?){16,}")


def _hexadecimal(text: str) -> Iterator[Reading]:
    for found in _HEX.finditer(text):
        digits = re.sub(r"[ :]", "", found[0])
        yield "hex", bytes.fromhex(digits[: len(digits) // 2 * 2]), False


_NUMBERS = re.compile(
    r"(?:(?:0[xX][0-9a-fA-F]{1,6}|[0-9]{1,7})\s*[,;]\s*){11,}(?:0[xX])?[0-9a-fA-F]+"
)
_MOST_BYTE = 255


def _numbers(text: str) -> Iterator[Reading]:
    for found in _NUMBERS.finditer(text):
        numbers = [
            int(one, 16) if one[:2] in {"0x", "0X"} else int(one)
            for one in re.findall(r"0[xX][0-9a-fA-F]+|[0-9]+", found[0])
        ]
        if all(one <= _MOST_BYTE for one in numbers):
            yield "numbers", bytes(numbers), False
        yield "numbers", "".join(chr(one) for one in numbers if one <= _MOST_SIGN), False


#: Ways of writing a whole text by name; each returns what a text says when read that way.
REWRITINGS: dict[str, Callable[[str], str]] = {
    "quoted-printable": _quoted,
    "percent": _percent,
    "entities": _entities,
    "escapes": _escapes,
}
#: What buries files and texts in a text, by name; each yields what it digs out.
READINGS: dict[str, Callable[[str], Iterator[Reading]]] = {
    "data": _addresses,
    "base64": _base64,
    "base32": _base32,
    "hex": _hexadecimal,
    "numbers": _numbers,
}
#: How tags are taken out of every layer.
MARKUP: dict[str, Callable[[str], str]] = {"markup": _markup}
_MOST_LAYERS = 8


def layers(text: str) -> Iterator[tuple[str, str]]:
    """Yield a text as it stands and, by the name of what was undone, layer under layer.

    Each round undoes every way of writing once, in whatever order they were laid on;
    each layer is also read without its tags.

    Examples
    --------
    >>> [name for name, _ in layers("a &lt;b&gt;")]
    ['', 'entities', 'entities+markup']
    """
    name = ""
    for _ in range(_MOST_LAYERS):
        yield name, text
        without = MARKUP["markup"](text) if MARKUP else text
        if without != text:
            yield f"{name}+markup".lstrip("+"), without
        undone: list[str] = []
        for way, undo in REWRITINGS.items():
            if (told := undo(text)) != text:
                text = told
                undone.append(way)
        if not undone:
            return
        name = "+".join(undone)
