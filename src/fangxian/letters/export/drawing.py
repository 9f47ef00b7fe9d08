"""Draws the Word template `letter.docx`: `python -m fangxian.letters.export.drawing`.

The words are filled in by `word`; the template holds the layout alone, and people may change it in Word.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

TEMPLATE = Path(__file__).with_name("letter.docx")
DRAWN_AT = datetime(2020, 1, 20, tzinfo=UTC)  # so that drawing it again gives the same file


def draw() -> WordDocument:
    """One letter on A4: sender, title, number, addressee, what is told and asked, date, copies."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.top_margin, section.bottom_margin = Mm(30), Mm(25)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "FangSong")
    _line(document, "{{ mark }}", size=9, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, "{{ sender }}", size=16, bold=True, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, "{{ title }}", size=20, bold=True, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, "{{ number }}", align=WD_ALIGN_PARAGRAPH.CENTER, after=12)
    _line(document, "{{ addressee }}", bold=True)
    _line(document, "{%p for heading, texts in sections %}")
    _line(document, "{{ heading }}", bold=True, before=6)
    _line(document, "{%p for text in texts %}")
    _line(document, "{{ text }}", indent=8)
    _line(document, "{%p endfor %}")
    _line(document, "{%p endfor %}")
    _line(document, "{{ sender }}", before=24, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(document, "{{ date }}", align=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(document, "{{ copies }}", size=10, before=18)
    document.core_properties.author = "Fangxian"
    document.core_properties.created = document.core_properties.modified = DRAWN_AT
    return document


def _line(
    document: WordDocument,
    text: str,
    *,
    size: float = 12,
    bold: bool = False,
    align: WD_ALIGN_PARAGRAPH | None = None,
    indent: int = 0,
    before: int = 0,
    after: int = 3,
) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after, shape.left_indent = Pt(before), Pt(after), Mm(indent)
    if align is not None:
        paragraph.alignment = align


def main() -> None:
    draw().save(str(TEMPLATE))


if __name__ == "__main__":
    main()
