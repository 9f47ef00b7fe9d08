"""What every way in which facts arrive has in common."""

import pytest

from fangxian.engine.lines import Line
from fangxian.intake.registry import SOURCES


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_source_says_what_it_serves_and_on_what_legal_basis(source):
    assert source.line in Line
    assert source.label and len(source.legal_basis) > 10
    assert source.key.isidentifier() and len(source.key) <= 30


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_source_masks_names_in_its_lists(source):
    assert source.masks_names


def test_no_two_sources_share_a_key():
    assert all(key == source.key for key, source in SOURCES.items()) and len(SOURCES) == 4
