"""A published row never gives a small count away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.engine.disclosure import differs_safely, finest_publishable, is_small, protect

rows = st.lists(st.integers(0, 60), min_size=1, max_size=8).map(lambda counts: dict(enumerate(counts)))


@pytest.mark.invariant("INV-19")
@pytest.mark.invariant("INV-19")
@given(rows, st.booleans())
def test_no_small_count_is_ever_shown(row, with_total):
    shown = protect({str(name): count for name, count in row.items()}, with_total=with_total)
    assert not any(is_small(count) for count in shown.cells.values() if count is not None)
    assert shown.total is None or not is_small(shown.total)


@pytest.mark.invariant("INV-19")
@pytest.mark.invariant("INV-19")
@given(rows)
def test_a_total_never_leaves_one_hidden_cell_or_a_small_rest(row):
    shown = protect({str(name): count for name, count in row.items()}, with_total=True)
    hidden = [name for name, count in shown.cells.items() if count is None]
    if hidden and shown.total is not None:
        rest = shown.total - sum(count for count in shown.cells.values() if count is not None)
        assert len(hidden) >= 2 and rest >= 5
        assert rest > len(hidden)  # otherwise each of them holds one: zero would have been shown


@given(rows, st.booleans())
def test_what_is_shown_is_true(row, with_total):
    cells = {str(name): count for name, count in row.items()}
    shown = protect(cells, with_total=with_total)
    assert all(count in (None, cells[name]) for name, count in shown.cells.items())
    assert shown.total in (None, sum(cells.values()))


@pytest.mark.invariant("INV-19")
def test_the_limit_may_be_raised_but_not_lowered():
    assert protect({"a": 8, "b": 30}, with_total=False, least_count=10).cells == {"a": None, "b": 30}
    with pytest.raises(ValueError, match="never below 5"):
        protect({"a": 8}, with_total=False, least_count=3)


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="never negative"):
        protect({"a": -1}, with_total=True)
    with pytest.raises(ValueError, match="never negative"):
        finest_publishable([("village", None, -1)])


@pytest.mark.invariant("INV-19")
def test_a_difference_of_four_tells_and_one_of_five_does_not():
    assert not differs_safely(20, 24)
    assert not differs_safely(24, 20)
    assert differs_safely(20, 25)
