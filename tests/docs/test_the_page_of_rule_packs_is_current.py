"""docs/reference/packs.md is written from the packs."""

from pathlib import Path

from fangxian.engine.rules.catalogue import page

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "packs.md"


def test_the_page_says_what_the_packs_say():
    assert PAGE.read_text(encoding="utf-8") == page(), "write it again: fangxian.engine.rules.catalogue.page()"
