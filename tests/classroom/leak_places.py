"""Where a key can hide: each place makes one file of a bundle that holds a text."""

import base64
import bz2
import gzip
import importlib.util
import io
import json
import lzma
import marshal
import pickle
import quopri
import sqlite3
import struct
import tarfile
import zipfile
import zlib
from dataclasses import dataclass
from urllib.parse import quote

import numpy as np
import segno
from PIL import Image

PLACES = {}


@dataclass(frozen=True)
class Place:
    """A hiding place.

    `inside` is the path that the gate must name, `by` the openers and readings without
    which the text stays hidden; where there are none it can be read as it stands.
    """

    file: str
    inside: str
    by: tuple[str, ...]
    make: object
    english: bool = False


def place(file, inside="", by=(), *, english=False):
    def note(make):
        PLACES[make.__name__.replace("_", "-")] = Place(file, inside, by, make, english)
        return make

    return note


def b64(data):
    return base64.b64encode(data).decode()


def picture(kind, **options):
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4), "white").save(buffer, kind, **options)
    return buffer.getvalue()


def with_chunk(kind, body):
    """Give a PNG with one more chunk after its header."""
    plain = picture("PNG")
    chunk = struct.pack(">I", len(body)) + kind + body
    chunk += struct.pack(">I", zlib.crc32(kind + body))
    return plain[:33] + chunk + plain[33:]


def notebook(*cells, metadata=None, ascii_only=False):
    whole = {"cells": list(cells), "metadata": metadata or {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=ascii_only, indent=1).encode()


def code(source="", **outputs):
    shown = [{"output_type": "display_data", "metadata": {}, "data": outputs}] if outputs else []
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": 1}
    return cell | {"source": [source], "outputs": shown}


def bold(text):
    """Give the text with a tag in every word, so that it stands nowhere in one piece."""
    return "".join(f"<b>{text[n : n + 5]}</b>" for n in range(0, len(text), 5))


def zipped(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return buffer.getvalue()


def tarred(name, text, mode):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        entry = tarfile.TarInfo(name)
        entry.size = len(text.encode())
        archive.addfile(entry, io.BytesIO(text.encode()))
    return buffer.getvalue()


@place("notebooks/trainee/more.ipynb", "cells[0].source")
def notebook_source(text):
    return notebook(code(f"# {text}"))


@place("notebooks/trainee/more.ipynb", "outputs[0].data.text/html", ("markup",))
def notebook_output_html(text):
    return notebook(code(**{"text/html": bold(text)}))


@place("notebooks/trainee/more.ipynb", "outputs[0].data.image/png", ("codes",), english=True)
def notebook_output_picture_of_a_qr_code(text):
    buffer = io.BytesIO()
    segno.make(text, error="l").save(buffer, kind="png", scale=4)
    return notebook(code(**{"image/png": b64(buffer.getvalue()) + "\n"}))


@place("notebooks/trainee/more.ipynb", "metadata.note", ("escapes", "json"))
def notebook_metadata_escaped(text):
    return notebook(metadata={"note": text}, ascii_only=True)


@place("notebooks/trainee/more.ipynb", "buffers[0].data", ("base64",))
def notebook_widget_state(text):
    state = {"state": {"m": {"buffers": [{"data": b64(text.encode()), "encoding": "base64"}]}}}
    return notebook(metadata={"widgets": {"application/vnd.jupyter.widget-state+json": state}})


@place("notebooks/trainee/more.ipynb", "attachments.a.png.image/png", ("png",))
def notebook_attachment(text):
    body = b"Comment\x00\x00" + zlib.compress(text.encode())
    cell = {"cell_type": "markdown", "id": "b", "metadata": {}, "source": "![](attachment:a.png)"}
    return notebook(
        cell | {"attachments": {"a.png": {"image/png": b64(with_chunk(b"zTXt", body))}}}
    )


@place("notebooks/trainee/.ipynb_checkpoints/lesson-checkpoint.ipynb", "cells[0].source")
def notebook_checkpoint(text):
    return notebook(code(text))


@place("pages/more.html")
def page_comment(text):
    return f"<p>บทเรียน</p><!-- {text} -->".encode()


@place("pages/more.html", "entities", ("entities",))
def page_entities(text):
    return "".join(f"&#x{ord(one):x};" for one in text).encode()


@place("pages/more.html", "data:text/html", ("data", "percent"))
def page_data_address(text):
    return f'<iframe src="data:text/html;charset=utf-8,{quote(text)}"></iframe>'.encode()


@place("pages/more.html", "data:application/gzip", ("gzip",))
def page_gzip_in_base64(text):
    data = b64(gzip.compress(text.encode(), mtime=0))
    return f'<a href="data:application/gzip;base64,{data}">ดาวน์โหลด</a>'.encode()


@place("pages/style.css", "escapes", ("escapes",))
def style_escapes(text):
    return ("p::after{content:'" + "".join(f"\\{ord(one):06x}" for one in text) + "'}").encode()


@place("pages/more.js", "escapes", ("escapes",))
def script_escapes(text):
    return f"const words = {json.dumps(text)};".encode()


@place("pages/more.js", "escapes", ("escapes",))
def script_byte_escapes(text):
    return ("b'" + "".join(f"\\x{one:02x}" for one in text.encode()) + "'").encode()


@place("pages/more.js", "numbers", ("numbers",))
def script_character_codes(text):
    return f"String.fromCharCode({','.join(str(ord(one)) for one in text)})".encode()


@place("pages/more.js")
def script_split_text(text):
    return " + \n".join(json.dumps(one, ensure_ascii=False) for one in text).encode()


@place("course/more.yaml", "base64", ("base64",))
def settings_base64(text):
    lines = base64.encodebytes(text.encode()).decode().split()
    return "\n  ".join(["cache: |", *lines]).encode()


@place("course/more.yaml", "base64", ("base64",))
def settings_base64_glued(text):
    return f"token: xk{base64.urlsafe_b64encode(text.encode()).decode()}".encode()


@place("course/more.toml", "base32", ("base32",))
def settings_base32(text):
    return f'code = "{base64.b32encode(text.encode()).decode()}"'.encode()


@place("course/more.toml", "hex", ("hex",))
def settings_hexadecimal(text):
    return f'code = "{text.encode().hex()}"'.encode()


@place("course/more.csv", "", ("encodings",))
def table_in_cp874(text):
    return f"ข้อ,หมายเหตุ\r\n1,{text}\r\n".encode("cp874")


@place("course/more.txt", "", ("encodings",))
def text_in_utf16(text):
    return text.encode("utf-16-le")


@place("course/more.eml", "quoted-printable", ("quoted-printable",))
def letter(text):
    return b"Content-Transfer-Encoding: quoted-printable\n\n" + quopri.encodestring(text.encode())


@place("course/more.txt", "percent", ("percent",))
def address_in_percent(text):
    return f"https://example.invalid/?q={quote(text)}".encode()


@place("course/more.txt")
def text_backwards(text):
    return text[::-1].encode()


@place("course/more.txt", english=True)
def text_by_rot13(text):
    import codecs

    return codecs.encode(text, "rot13").encode()


@place("govlab.whl", "govlab/data.txt", ("zip",))
def wheel(text):
    return zipped(govlab__data__txt=b"", **{"govlab__data.txt": text})


@place("course/more.xlsx", "xl/", ("zip",))
def workbook(text):
    from openpyxl import Workbook
    from openpyxl.comments import Comment

    book, buffer = Workbook(), io.BytesIO()
    book.active["A1"] = 1
    book.active["A1"].comment = Comment(text, "-")
    book.save(buffer)
    return buffer.getvalue()


@place("course/more.docx", "word/document.xml!markup", ("markup",))
def document(text):
    runs = "".join(f"<w:r><w:t>{one}</w:t></w:r>" for one in text)
    return zipped(**{"word__document.xml": f"<w:document><w:p>{runs}</w:p></w:document>"})


@place("more.zip", "(comment)")
def archive_comment(text):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "")
        archive.comment = text.encode()
    return buffer.getvalue()


@place("more.zip", "(extra)")
def archive_extra_field(text):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        entry = zipfile.ZipInfo("a.txt")
        entry.extra = struct.pack("<HH", 0x7075, len(text.encode())) + text.encode()
        archive.writestr(entry, "")
    return buffer.getvalue()


@place("more.zip", "(unlisted)", ("zip",))
def archive_member_without_entry(text):
    whole = zipped(hidden=text)
    end = whole.index(b"PK\x01\x02")
    empty = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0, 0, 0, end, 0)
    return whole[:end] + empty


@place("more.zip", "(trailing)")
def archive_trailing_bytes(text):
    return zipped(a="") + text.encode()


@place("more.tar.gz", "content!more.txt", ("gzip",))
def tar_gzip(text):
    return tarred("more.txt", text, "w:gz")


@place("more.tar.bz2", "content!more.txt", ("bzip2",))
def tar_bzip2(text):
    return tarred("more.txt", text, "w:bz2")


@place("more.tar.xz", "content!more.txt", ("xz",))
def tar_xz(text):
    return tarred("more.txt", text, "w:xz")


@place("more.bin", "content", ("bzip2", "xz", "zlib"))
def zlib_stream(text):
    return zlib.compress(lzma.compress(bz2.compress(text.encode())))


@place("course/figures/more.png", "zTXt", ("png",))
def png_compressed_text(text):
    return with_chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(text.encode()))


@place("course/figures/more.png", "iTXt", ("png",))
def png_international_text(text):
    body = b"Comment\x00\x01\x00th\x00\x00" + zlib.compress(text.encode())
    return with_chunk(b"iTXt", body)


@place("course/figures/more.png", "(trailing)!content", ("png",))
def png_trailing_stream(text):
    return picture("PNG") + gzip.compress(text.encode(), mtime=0)


@place("course/figures/more.jpg", "APP1", english=True)
def jpeg_exif(text):
    exif = Image.Exif()
    exif[0x010E] = text
    return picture("JPEG", exif=exif)


@place("course/figures/more.jpg", "XMP", ("jpeg",))
def jpeg_xmp_in_pieces(text):
    plain, data, pieces = picture("JPEG"), text.encode(), b""
    for start in (0, len(data) // 2):
        body = b"http://ns.adobe.com/xmp/extension/\x00" + b"0" * 32
        body += struct.pack(">II", len(data), start)
        body += data[: len(data) // 2] if start == 0 else data[start:]
        pieces += b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    return plain[:2] + pieces + plain[2:]


@place("course/figures/more.gif", "extension-fe", ("gif",))
def gif_comment_in_pieces(text):
    plain, data, size = picture("GIF"), text.encode(), ord("w")
    head = data[: len(data) // 2 % 200 + 20]
    rest = data[len(head) :]
    pieces = bytes([len(head)]) + head
    for start in range(0, len(rest), size):
        piece = rest[start : start + size].ljust(size, b".")
        pieces += bytes([size]) + piece
    end = plain.rindex(b"\x3b")
    return plain[:end] + b"\x21\xfe" + pieces + b"\x00" + plain[end:]


@place("course/figures/more.webp", "EXIF", english=True)
def webp_exif(text):
    exif = Image.Exif()
    exif[0x010E] = text
    return picture("WEBP", exif=exif)


@place("course/figures/more.svg", "markup", ("markup",))
def drawing(text):
    words = "".join(f"<tspan x='{n}'>{one}</tspan>" for n, one in enumerate(text))
    return f"<svg xmlns='http://www.w3.org/2000/svg'><text>{words}</text></svg>".encode()


@place("course/figures/more.svgz", "content", ("gzip",))
def drawing_compressed(text):
    return gzip.compress(f"<svg><desc>{text}</desc></svg>".encode(), mtime=0)


@place("course/more.pdf", "page-1", ("pdf",), english=True)
def pdf_text_layer(text):
    import typst

    return typst.compile(f"#set text(hyphenate: false)\n{text}".encode(), format="pdf")


@place("course/more.pdf", "object-", ("pdf",))
def pdf_attachment(text):
    import pypdf

    writer, buffer = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    stream = pypdf.generic.DecodedStreamObject()
    stream.set_data(text.encode())
    writer._add_object(stream.flate_encode())
    writer.write(buffer)
    return buffer.getvalue()


@place("course/more.pdf", "stream@", ("pdf",))
def pdf_earlier_revision(text):
    import typst

    body = zlib.compress(text.encode())
    lost = b"99 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(body)
    whole = typst.compile(b"words", format="pdf")
    return whole + b"\n" + lost + body + b"\nendstream\nendobj\n"


@place("course/more.db", "answers[1]", ("sqlite",))
def database_cell(text):
    base = sqlite3.connect(":memory:")
    base.execute("create table answers (n, data)")
    base.execute("insert into answers values (1, ?)", (zlib.compress(text.encode()),))
    base.commit()
    data = base.serialize()
    base.close()
    return data


@place("govlab/__pycache__/more.cpython-311.pyc")
def bytecode_constant(text):
    module = compile(f"WHY = {text!r}", "more.py", "exec")
    return importlib.util.MAGIC_NUMBER + bytes(12) + marshal.dumps(module)


@place("govlab/__pycache__/more.cpython-311.pyc", "base64", ("base64",))
def bytecode_constant_in_base64(text):
    module = compile(f"WHY = {b64(text.encode())!r}", "more.py", "exec")
    return importlib.util.MAGIC_NUMBER + bytes(12) + marshal.dumps(module)


@place("course/more.pkl", "content", ("pickle",))
def pickled_stream(text):
    return pickle.dumps({"cache": gzip.compress(text.encode(), mtime=0)}, protocol=4)


@place("course/more.npy", "", ("encodings",))
def array_of_words(text):
    buffer = io.BytesIO()
    np.save(buffer, np.array([text]))
    return buffer.getvalue()


@place("objects/ab/cdef", "blob", ("git",))
def git_object(text):
    data = text.encode()
    return zlib.compress(f"blob {len(data)}".encode() + b"\x00" + data)


@place("objects/pack/pack-1.pack", "blob@", ("pack",))
def git_pack_with_delta(text):
    half = len(text) // 2
    base, rest = text[:half].encode(), text[half:].encode()
    first = _entry(3, base)
    copy = bytes([0x80 | 0x10 | 0x20]) + struct.pack("<H", len(base))
    delta = _size(len(base)) + _size(len(base) + len(rest)) + copy
    for start in range(0, len(rest), 127):
        piece = rest[start : start + 127]
        delta += bytes([len(piece)]) + piece
    head = b"PACK" + struct.pack(">II", 2, 2)
    back = len(first)
    offset = bytes([back & 0x7F])
    while back := back >> 7:
        back -= 1
        offset = bytes([0x80 | back & 0x7F]) + offset
    second = _entry(6, delta, offset)
    return head + first + second + bytes(20)


def _size(number):
    data = b""
    while number > 0x7F:
        data += bytes([0x80 | number & 0x7F])
        number >>= 7
    return data + bytes([number])


def _entry(kind, body, before=b""):
    number, first = len(body) >> 4, kind << 4 | len(body) & 15
    head = bytes([first | (0x80 if number else 0)]) + (_size(number) if number else b"")
    return head + before + zlib.compress(body)


@place("course/more.parquet", "why", ("parquet",))
def parquet_column(text):
    import pyarrow as pa
    from pyarrow import parquet

    buffer = io.BytesIO()
    parquet.write_table(
        pa.table({"why": [text]}), buffer, compression="zstd", write_statistics=False
    )
    return buffer.getvalue()


@place("course/more.woff", "name", ("font",))
def font_name(text):
    from fontTools.fontBuilder import FontBuilder
    from fontTools.ttLib.tables._g_l_y_f import Glyph

    builder, buffer = FontBuilder(1000), io.BytesIO()
    builder.setupGlyphOrder([".notdef"])
    builder.setupCharacterMap({})
    builder.setupGlyf({".notdef": Glyph()})
    builder.setupHorizontalMetrics({".notdef": (500, 0)})
    builder.setupHorizontalHeader()
    builder.setupNameTable({"description": text * 4})
    builder.setupOS2()
    builder.setupPost()
    builder.font.flavor = "woff"
    builder.font.save(buffer)
    return buffer.getvalue()


@place("more.zip", "inner.zip!deep.ipynb", ("gzip",))
def everything_at_once(text):
    hidden = b64(gzip.compress(text.encode(), mtime=0))
    inner = zipped(**{"deep.ipynb": notebook(code(**{"text/html": f"<i>{hidden}</i>"}))})
    return zipped(**{"inner.zip": inner})
