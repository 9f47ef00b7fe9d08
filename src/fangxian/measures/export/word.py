"""A paper as a Word file, from a template that people can edit in Word."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING

from .papers import Paper

if TYPE_CHECKING:  # what writes Word takes long to read, and a server that starts writes none
    from docxtpl import DocxTemplate, InlineImage

TEMPLATE = "paper.docx"


def word(papers: Sequence[Paper]) -> bytes:
    """The papers one after the other, each on a page of its own."""
    from docxtpl import DocxTemplate

    template = DocxTemplate(BytesIO(files("fangxian.measures.export").joinpath(TEMPLATE).read_bytes()))
    pages = [
        {"paper": paper, "qr": _qr(template, paper.own_page_url), "is_first": n == 0} for n, paper in enumerate(papers)
    ]
    template.render({"pages": pages}, autoescape=True)
    buffer = BytesIO()
    template.save(buffer)
    return buffer.getvalue()


def _qr(template: DocxTemplate, url: str) -> InlineImage:
    import segno
    from docx.shared import Mm
    from docxtpl import InlineImage

    image = BytesIO()
    segno.make(url, error="m", micro=False).save(image, kind="png", scale=5, border=2)
    image.seek(0)
    return InlineImage(template, image, width=Mm(28))
