"""Whoever holds every row that was ever published cannot compute one small count."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangxian.engine.disclosure import is_small
from fangxian.engine.disclosure_rows import Cell, Leak, Row, Why, leaks_of, protect_row

counts = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 10), min_size=1)
SPANS = {Why.SMALL: range(1, 5), Why.COVER: range(5, 24), Why.DIFFERENCE: range(5, 24)}


def feasible(row: Row) -> dict[str, set[int]]:
    """Every count that each hidden cell can hold, found by trying all of them."""
    hidden = [area for area, cell in row.cells.items() if cell.shown is None]
    rest = (row.total.shown or 0) - sum(cell.shown or 0 for cell in row.cells.values())
    tries = product(*(SPANS[row.cells[area].why] for area in hidden))
    fit = [t for t in tries if row.total.shown is None or sum(t) == rest]
    return {area: {t[place] for t in fit} for place, area in enumerate(hidden)}


@pytest.mark.invariant("INV-19")
@settings(max_examples=150, deadline=None)
@given(counts)
def test_a_small_count_cannot_be_computed_from_the_total(row):
    shown = protect_row(row)
    for area, possible in feasible(shown).items():
        if shown.cells[area].why is Why.SMALL:
            assert possible == {1, 2, 3, 4}
        else:
            assert len(possible) > 1


@pytest.mark.invariant("INV-19")
@given(counts)
def test_what_is_shown_is_true_and_never_small(row):
    shown = protect_row(row)
    assert all(cell.shown in (None, row[area]) for area, cell in shown.cells.items())
    assert shown.total.shown in (None, sum(row.values()))
    assert not any(is_small(cell.shown) for cell in (*shown.cells.values(), shown.total) if cell.shown)


@pytest.mark.invariant("INV-19")
@settings(max_examples=300)
@given(st.lists(counts, min_size=1, max_size=4))
def test_a_protected_stock_stands_safely_beside_the_day_before(days):
    published: list[Row] = []
    for day in days:
        row = protect_row(day, neighbours=published[-1:])
        assert leaks_of(row, neighbours=published[-1:]) == []
        published.append(row)


@pytest.mark.invariant("INV-19")
@settings(max_examples=300)
@given(st.lists(counts, min_size=1, max_size=4))
def test_a_protected_correction_stands_safely_beside_every_version(versions):
    published: list[Row] = []
    for counts_now in versions:
        row = protect_row(counts_now, versions=published)
        assert leaks_of(row, versions=published) == []
        published.append(row)


@pytest.mark.invariant("INV-19")
@given(counts, counts)
def test_two_published_days_of_a_stock_never_differ_by_one_to_four(before, now):
    first = protect_row(before)
    second = protect_row(now, neighbours=[first])
    pairs = [(first.cells.get(area), cell) for area, cell in second.cells.items()] + [(first.total, second.total)]
    shown = [(a.shown, b.shown) for a, b in pairs if a and a.shown is not None and b.shown is not None]
    assert not any(is_small(abs(a - b)) for a, b in shown)


def test_five_hidden_cells_of_one_are_covered():
    shown = protect_row({"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 30, "g": 40})
    assert shown.cells["f"] == Cell(None, Why.COVER) and shown.total.shown == 75


def test_two_hidden_cells_of_four_need_a_cover_once_a_reader_knows_that_both_are_small():
    assert protect_row({"a": 4, "b": 4, "c": 30}).total.shown == 38
    assert protect_row({"a": 4, "b": 4, "c": 30}).cells["c"].why is Why.COVER


def test_without_a_cover_the_total_is_hidden():
    shown = protect_row({"a": 3, "b": 0})
    assert (shown.total.shown, shown.cells["b"].shown) == (None, 0)


@pytest.mark.invariant("INV-19")
@pytest.mark.parametrize(
    ("cells", "total", "leak"),
    [
        ({"a": Cell(3)}, Cell(3), Leak("a", "shows_small")),
        ({"a": Cell(None, Why.SMALL), "b": Cell(20)}, Cell(23), Leak("a", "subtracted")),
        ({"a": Cell(20), "b": Cell(20)}, Cell(45), Leak(None, "does_not_add_up")),
        ({"a": Cell(None), "b": Cell(20)}, Cell(None, Why.COVER), Leak("a", "mislabelled")),
    ],
)
def test_a_row_made_by_hand_is_judged_by_what_it_tells(cells, total, leak):
    assert leak in leaks_of(Row(cells, total))


@pytest.mark.invariant("INV-19")
def test_showing_yesterdays_cover_in_a_correction_is_found():
    first = protect_row({"a": 3, "b": 12, "c": 30})
    second = Row({"a": Cell(8), "b": Cell(12), "c": Cell(30)}, Cell(50))
    assert Leak("b", "subtracted") in leaks_of(second, versions=[first])


@pytest.mark.invariant("INV-19")
def test_hiding_behind_a_cell_that_everybody_has_already_seen_is_found():
    first = Row({"a": Cell(8), "b": Cell(12), "c": Cell(30)}, Cell(50))
    second = Row({"a": Cell(None, Why.SMALL), "b": Cell(None, Why.COVER), "c": Cell(30)}, Cell(45))
    assert Leak("a", "subtracted") in leaks_of(second, versions=[first])
    assert protect_row({"a": 3, "b": 12, "c": 30}, versions=[first]).cells["b"].why is not Why.COVER


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="never negative"):
        protect_row({"a": -1})
