"""The shipped Word template is what its script draws, so nobody has to trust a binary file."""

import zipfile
from io import BytesIO

from fangxian.measures.export.drawing import TEMPLATE, draw


def body_of(file) -> bytes:
    with zipfile.ZipFile(file) as parts:
        return parts.read("word/document.xml")


def test_the_shipped_template_is_the_drawn_one():
    drawn = BytesIO()
    draw().save(drawn)
    assert body_of(drawn) == body_of(TEMPLATE)


def test_the_template_holds_layout_and_no_words():
    text = body_of(TEMPLATE).decode()
    assert "{{ page.paper.statement }}" in text
    assert "隔离" not in text and "isolation" not in text.lower()
