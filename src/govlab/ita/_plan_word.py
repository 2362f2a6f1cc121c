"""Word documents in Thai: one font for every script, tables with a heading, a draft's mark."""

import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govlab.files import write_atomic

if TYPE_CHECKING:
    from docx.document import Document

#: The font of Thai official documents; Word takes another Thai font where it is missing.
FONT = "TH SarabunPSK"
_BODY, _TITLE, _HEAD, _CELL = 16, 20, 18, 14
_RED = "B00020"
_MARGIN = 2.2  # cm
_A4 = (21.0, 29.7)  # cm
# What is to be filled in stands in square brackets, and is marked.
_BLANK = re.compile(r"(\[(?:เติม|fill in)[^\]]*\])")


class Paper:
    """A Word document under way, on A4, in Thai.

    Parameters
    ----------
    title : str
        Title of the document.
    running : str
        Line at the head of every page, such as a draft's mark; empty for none.
    body : float
        Size of the text in points.
    """

    def __init__(self, title: str, running: str = "", body: float = _BODY) -> None:
        import docx
        from docx.shared import Cm, Pt

        self._docx: Document = docx.Document()
        self._body = body
        page = self._docx.sections[0]
        page.page_width, page.page_height = Cm(_A4[0]), Cm(_A4[1])
        for side in ("left", "right", "top", "bottom"):
            setattr(page, f"{side}_margin", Cm(_MARGIN))
        normal = self._docx.styles["Normal"]
        _thai(normal.element.get_or_add_rPr(), body)
        normal.paragraph_format.space_after = Pt(2)
        properties = self._docx.core_properties
        properties.title, properties.author, properties.comments = title, "govlab", ""
        if running:
            line = page.header.paragraphs[0]
            self._run(line, running, size=_CELL, bold=True, colour=_RED)
        self.line(title, size=_TITLE, bold=True, centred=True)

    def line(
        self, text: str, *, size: float = 0, bold: bool = False, centred: bool = False,
        colour: str = "",
    ) -> None:  # fmt: skip
        """Add a paragraph."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        paragraph = self._docx.add_paragraph()
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._run(paragraph, text, size=size or self._body, bold=bold, colour=colour)

    def heading(self, text: str) -> None:
        """Add a heading that Word's outline knows."""
        from docx.shared import Pt

        paragraph = self._docx.add_heading(level=1)
        paragraph.paragraph_format.space_before = Pt(8)
        self._run(paragraph, text, size=min(_HEAD, self._body + 2), bold=True, colour="000000")

    def points(self, texts: Sequence[str]) -> None:
        """Add a list."""
        for text in texts:
            paragraph = self._docx.add_paragraph(style="List Bullet")
            self._run(paragraph, text, size=self._body)

    def table(
        self, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]
    ) -> None:
        """Add a table whose heading comes again on every page; widths in cm."""
        from docx.oxml import OxmlElement
        from docx.shared import Cm

        table = self._docx.add_table(rows=1, cols=len(heads), style="Table Grid")
        table.autofit = False
        size = min(_CELL, self._body)
        for cell, text in zip(table.rows[0].cells, heads, strict=True):
            self._run(cell.paragraphs[0], text, size=size, bold=True)
        table.rows[0]._tr.get_or_add_trPr().append(  # noqa: SLF001
            OxmlElement("w:tblHeader")
        )
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                for number, part in enumerate(text.split("\n")):
                    paragraph = cell.paragraphs[0] if not number else cell.add_paragraph()
                    self._run(paragraph, part, size=size)
        for row_ in table.rows:
            for cell, width in zip(row_.cells, widths, strict=True):
                cell.width = Cm(width)

    def picture(self, png: bytes, width: float) -> None:
        """Add a picture, `width` in cm."""
        from docx.shared import Cm

        self._docx.add_picture(BytesIO(png), width=Cm(width))

    def write(self, path: Path) -> Path:
        """Write the document, whole or not at all."""
        made = BytesIO()
        self._docx.save(made)
        return write_atomic(path, made.getvalue())

    def _run(
        self, paragraph: Any, text: str, *, size: float, bold: bool = False, colour: str = ""
    ) -> None:
        for part in _BLANK.split(text):
            run = paragraph.add_run(part)
            blank = _BLANK.fullmatch(part) is not None
            properties = run._r.get_or_add_rPr()  # noqa: SLF001
            _thai(properties, size, bold=bold, colour=colour, marked=blank)


def _thai(
    properties: Any, size: float, *, bold: bool = False, colour: str = "", marked: bool = False
) -> None:
    """Set font and size for Latin and, apart, for complex scripts such as Thai."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    def put(name: str, **values: str) -> None:
        for old in properties.findall(qn(name)):
            properties.remove(old)
        element = OxmlElement(name)
        for attribute, value in values.items():
            element.set(qn(f"w:{attribute}"), value)
        properties.append(element)

    # In the order of the schema (ECMA-376, CT_RPr).
    put("w:rFonts", ascii=FONT, hAnsi=FONT, cs=FONT, eastAsia=FONT)
    if bold:
        put("w:b")
        put("w:bCs")
    if colour:
        put("w:color", val=colour)
    put("w:sz", val=str(round(size * 2)))
    put("w:szCs", val=str(round(size * 2)))
    if marked:
        put("w:highlight", val="yellow")
    put("w:lang", val="en-GB", bidi="th-TH")
