"""The hashed form of an event is RFC 8785 JSON, whatever stands in it."""

import json

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from fangxian.core.audit import rules

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
NUMBER = st.integers(-(2**53) + 1, 2**53 - 1)
VALUE = st.recursive(
    st.none() | st.booleans() | NUMBER | TEXT | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=8,
)


def values_of(row: dict, detail_text: str) -> list:
    texts = {name: None if value is None else str(value) for name, value in row.items()} | {"detail": detail_text}
    return [texts[column] for column in rules.ENTRY_COLUMNS]


@given(st.fixed_dictionaries({
    column: st.none() | (NUMBER if column in rules.NUMBERS else TEXT)
    for column in rules.ENTRY_COLUMNS if column != "detail"
}), VALUE)  # fmt: skip
def test_every_event_reads_as_the_standard_library_of_that_form_writes_it(row, detail):
    assert rules.entry(values_of(row, json.dumps(detail))) == rfc8785.dumps(row | {"detail": detail})


@given(st.dictionaries(TEXT, VALUE))
def test_the_fast_way_and_the_library_agree(detail):
    assert rules.canonical(detail) == rfc8785.dumps(detail)


def test_a_detail_that_the_form_cannot_hold_is_hashed_as_the_database_writes_it():
    row = dict.fromkeys(rules.ENTRY_COLUMNS)
    del row["detail"]
    text = '{"n": 123456789012345678901234567890}'
    assert rules.entry(values_of(row, text)) == rfc8785.dumps(row | {"detail_text": text})
