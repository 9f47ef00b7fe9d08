"""Canonical JSON as RFC 8785 has it, tree hashes as RFC 6962 has them."""

import hashlib

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from fangxian.core.audit import rules

EXACT = st.integers(-(2**53) + 1, 2**53 - 1)
VALUES = st.recursive(
    st.none() | st.booleans() | EXACT | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(VALUES)
def test_the_fast_encoder_writes_what_the_standard_asks_for(value):
    assert rules.canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("value", [2**53, float("inf"), {"at": object()}])
def test_what_has_no_exact_form_is_refused(value):
    with pytest.raises(ValueError):
        rules.canonical(value)


def test_an_event_with_a_number_too_large_for_json_is_still_hashed():
    values = dict.fromkeys(rules.ENTRY_COLUMNS)
    one = rules.entry(list((values | {"id": "1", "detail": '{"n": 99999999999999999999}'}).values()))
    other = rules.entry(list((values | {"id": "1", "detail": '{"n": 99999999999999999998}'}).values()))
    assert one != other and b"detail_text" in one


def tree_hash(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word: split at the largest power of two below n."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + tree_hash(leaves[:k]) + tree_hash(leaves[k:])).digest()


@given(st.lists(st.binary(max_size=4), max_size=40))
def test_the_tree_kept_by_its_edge_has_the_root_of_the_definition(leaves):
    assert rules.Tree(leaves).root() == tree_hash(leaves)


def test_the_tree_of_the_published_test_vectors_has_their_root():
    """Leaves and roots of the Certificate Transparency test data (RFC 6962 reference implementation)."""
    leaves = [bytes.fromhex(x) for x in ("", "00", "10", "2021", "3031", "40414243")]
    assert rules.Tree(leaves[:1]).root().hex().startswith("6e340b9cffb37a98")
    assert rules.Tree(leaves[:2]).root().hex().startswith("fac54203e7cc696c")
