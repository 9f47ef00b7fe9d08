"""What is erased is gone from the database's files too, not only from what a query shows."""

import psycopg
import pytest

from fangxian.cli.embedded import APPLICATION
from tests import stand_down
from tests.city import City, found_city
from tests.databases import connected_as

IN_FILE = "SELECT position(%s::bytea IN pg_read_binary_file(pg_relation_filepath('staff_user'))) > 0"


def is_in_the_file(text: str) -> bool:
    with connected_as("postgres") as connection:
        connection.execute("CHECKPOINT")
        found = connection.execute(IN_FILE, [text.encode()]).fetchone()
    return bool(found and found[0])


@pytest.fixture
def ended(transactional_db) -> City:
    city = found_city()
    stand_down.fill(city)
    stand_down.end(city)
    return city


@pytest.mark.invariant("INV-24")
def test_no_name_of_the_staff_is_left_in_the_file_of_their_table(ended):
    assert is_in_the_file("Synthetic grid")
    stand_down.erase(ended)
    assert not is_in_the_file("Synthetic grid")


def test_no_table_is_locked_and_rewritten_while_nothing_is_erased(ended):
    with connected_as(APPLICATION) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT fangxian_rewrite('staff_user')")
