"""Pictures: the words that formats keep beside the pixels, and codes in the pixels."""

import io
import zlib
from collections.abc import Iterator

from govlab.classroom._parts import MOST_BYTES, Part, bounded

__all__ = ["open_codes", "open_gif", "open_jpeg", "open_png", "open_riff"]


def open_png(data: bytes) -> Iterator[Part]:
    """Yield every chunk but the pixels' own, compressed text inflated (PNG, chapter 11)."""
    place = 8
    while place + 12 <= len(data):
        size = int.from_bytes(data[place : place + 4], "big")
        kind = data[place + 4 : place + 8].decode("latin-1")
        body = data[place + 8 : place + 8 + size]
        place += 12 + size
        if kind == "zTXt":
            word, _, rest = body.partition(b"\x00")
            yield Part(kind, word + b"\n" + _inflate(rest[1:]), certain=False)
        elif kind == "iTXt":
            word, _, rest = body.partition(b"\x00")
            language, title, text = rest[2:].split(b"\x00", 2)
            text = _inflate(text) if rest[:1] == b"\x01" else text
            yield Part(kind, b"\n".join((word, language, title, text)), certain=False)
        elif kind == "iCCP":
            _, _, rest = body.partition(b"\x00")
            yield Part(kind, _inflate(rest[1:]), certain=False)
        elif kind == "IEND":
            break
        elif kind not in {"IHDR", "IDAT", "PLTE", "fdAT"}:
            yield Part(kind, body, certain=False)
    else:
        raise EOFError
    yield Part("(trailing)", data[place:], certain=False)


def _inflate(data: bytes) -> bytes:
    return bounded(zlib.decompressobj().decompress(data, MOST_BYTES + 1))


_JPEG_APPLICATIONS = range(0xE0, 0xF0)
_JPEG_MARK, _JPEG_COMMENT, _JPEG_SCAN, _JPEG_END = 0xFF, 0xFE, 0xDA, 0xD9
_XMP_MORE = b"http://ns.adobe.com/xmp/extension/\x00"
_XMP_MORE_HEAD = len(_XMP_MORE) + 32 + 8  # digest, whole size, offset of this piece


def open_jpeg(data: bytes) -> Iterator[Part]:
    """Yield comments, EXIF, XMP (its pieces joined) and what follows the picture."""
    place, pieces = 2, b""
    while place + 4 <= len(data) and data[place] == _JPEG_MARK:
        kind = data[place + 1]
        if kind in {_JPEG_MARK, _JPEG_SCAN, _JPEG_END}:
            if kind != _JPEG_MARK:
                break
            place += 1
            continue
        size = int.from_bytes(data[place + 2 : place + 4], "big")
        body = data[place + 4 : place + 2 + size]
        place += 2 + size
        if body.startswith(_XMP_MORE):
            pieces += body[_XMP_MORE_HEAD:]
        elif kind in _JPEG_APPLICATIONS or kind == _JPEG_COMMENT:
            name = "comment" if kind == _JPEG_COMMENT else f"APP{kind - 0xE0}"
            yield Part(name, body, certain=False)
    if pieces:
        yield Part("XMP", pieces, certain=False)
    end = data.rfind(b"\xff\xd9")
    if end >= 0:
        yield Part("(trailing)", data[end + 2 :], certain=False)


_GIF_EXTENSION, _GIF_PICTURE, _GIF_END = b"!,;"


def open_gif(data: bytes) -> Iterator[Part]:
    """Yield comments and extensions, their pieces of 255 bytes joined (GIF89a, 15 and 24-26)."""
    place = 13 + (3 * 2 ** ((data[10] & 7) + 1) if data[10] & 0x80 else 0)
    while place < len(data) and data[place] != _GIF_END:
        if data[place] == _GIF_EXTENSION:
            kind = data[place + 1]
            body, place = _blocks(data, place + 2)
            yield Part(f"extension-{kind:02x}", body, certain=False)
        elif data[place] == _GIF_PICTURE:
            flags = data[place + 9]
            place += 10 + (3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0)
            _, place = _blocks(data, place + 1)
        else:
            raise EOFError
    yield Part("(trailing)", data[place + 1 :], certain=False)


def _blocks(data: bytes, place: int) -> tuple[bytes, int]:
    body = bytearray()
    while size := data[place]:
        body += data[place + 1 : place + 1 + size]
        place += 1 + size
    return bytes(body), place + 1


# Beginnings of the chunks of pixels: VP8, VP8L, VP8X, ANIM, ANMF, and the alpha channel's.
_WEBP_PIXELS = frozenset({"VP8", "ANI", "ANM", "ALP"})


def open_riff(data: bytes) -> Iterator[Part]:
    """Yield every chunk of a WebP picture but its pixels; refuse other RIFF files."""
    if data[8:12] != b"WEBP":
        raise ValueError(data[8:12])
    whole, place = 8 + int.from_bytes(data[4:8], "little"), 12
    while place + 8 <= min(whole, len(data)):
        kind = data[place : place + 4].decode("latin-1")
        size = int.from_bytes(data[place + 4 : place + 8], "little")
        if kind[:3] not in _WEBP_PIXELS:
            yield Part(kind.strip(), data[place + 8 : place + 8 + size], certain=False)
        place += 8 + size + size % 2
    yield Part("(trailing)", data[whole:], certain=False)


def open_codes(data: bytes) -> Iterator[Part]:
    """Yield what QR and bar codes in the picture say, where their reader is installed."""
    try:
        import zxingcpp
        from PIL import Image
    except ImportError:
        return
    with Image.open(io.BytesIO(data)) as picture:
        for found in zxingcpp.read_barcodes(picture.convert("L")):
            yield Part(str(found.format), found.text or bytes(found.bytes), certain=False)
