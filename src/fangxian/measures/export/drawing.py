"""Draws the Word template `paper.docx`: `python -m fangxian.measures.export.drawing`.

The words are filled in by `papers`; the template holds the layout alone, and people may change it in Word.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

TEMPLATE = Path(__file__).with_name("paper.docx")
DRAWN_AT = datetime(2020, 1, 20, tzinfo=UTC)  # so that drawing it again gives the same file


def draw() -> WordDocument:
    """The template: one page per paper, A4, black on white."""
    document = Document()
    _set_page(document)
    _line(document, "{%p for page in pages %}")
    _line(document, "{%p if not page.is_first %}")
    document.add_page_break()
    _line(document, "{%p endif %}")
    _line(document, "{{ page.paper.mark }}", size=9, centred=True)
    _line(document, "{{ page.paper.title }}", size=16, bold=True, centred=True)
    _line(document, "{{ page.paper.number }}", size=10, centred=True)
    _line(document, "{{ page.paper.to }}", size=11, bold=True)
    _line(document, "{{ page.paper.statement }}", size=13, bold=True)
    _line(document, "{%p for section in page.paper.sections %}")
    _line(document, "{{ section.heading }}", size=11, bold=True, before=5)
    _line(document, "{%p for text in section.paragraphs %}")
    _line(document, "{{ text }}")
    _line(document, "{%p endfor %}")
    _line(document, "{%p for name, text in section.lines %}")
    _line(document, "{{ name }}: {{ text }}", indent=4)
    _line(document, "{%p endfor %}")
    _line(document, "{%p for text in section.points %}")
    _line(document, "• {{ text }}", indent=4)
    _line(document, "{%p endfor %}")
    _line(document, "{%p endfor %}")
    _line(document, "{%p for text in page.paper.signatures %}")
    _line(document, "{{ text }}", before=4)
    _line(document, "{%p endfor %}")
    _line(document, "{{ page.qr }}")
    _line(document, "{{ page.paper.own_page }}: {{ page.paper.own_page_url }}", size=9)
    _line(document, "{%p endfor %}")
    document.core_properties.author = "Fangxian"
    document.core_properties.created = document.core_properties.modified = DRAWN_AT
    return document


def _set_page(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(16)
    style = document.styles["Normal"]
    style.font.name = "Times New Roman"
    style.font.size = Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "SimSun")


def _line(
    document: WordDocument,
    text: str,
    *,
    size: float = 10.5,
    bold: bool = False,
    centred: bool = False,
    indent: int = 0,
    before: int = 0,
) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(2)
    paragraph.paragraph_format.left_indent = Mm(indent)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def main() -> None:
    draw().save(str(TEMPLATE))


if __name__ == "__main__":
    main()
