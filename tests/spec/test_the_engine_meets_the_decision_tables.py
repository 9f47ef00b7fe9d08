"""Every row of spec/ is a case that the engine, and the rules above it, must meet."""

from collections import Counter

import pytest

from tests.spec import (
    area_tables,
    clock_tables,
    contact_tables,
    gate_tables,
    identity_tables,
    isolation_tables,
    post_tables,
    sweep_tables,
    task_tables,
    token_tables,
)
from tests.spec.tables import SPEC, Row, rows

RUNNERS = {
    **contact_tables.RUNNERS,
    **isolation_tables.RUNNERS,
    **area_tables.RUNNERS,
    **clock_tables.RUNNERS,
    **identity_tables.RUNNERS,
    **gate_tables.RUNNERS,
    **post_tables.RUNNERS,
    **sweep_tables.RUNNERS,
    **task_tables.RUNNERS,
    **token_tables.RUNNERS,
}
ROWS = rows()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.table}: {row.case}")
def test_a_row_comes_out_as_the_table_says(row: Row):
    assert RUNNERS[row.table](row) == row.expected
    assert not row.unread, "a column that nothing reads decides nothing"


def test_every_table_is_answered_and_every_answer_has_a_table():
    assert {row.table for row in ROWS} == set(RUNNERS)


def test_a_case_is_named_once():
    assert [case for case, count in Counter(row.case for row in ROWS).items() if count > 1] == []


def test_the_index_names_every_file():
    listed = (SPEC / "README.md").read_text(encoding="utf-8")
    assert [
        file.name for file in SPEC.glob("*.md") if file.name != "README.md" and f"({file.name})" not in listed
    ] == []
