"""What is erased is gone from the database's files and from every backup, not only from what a query shows."""

import json
import secrets

import psycopg
import pytest

from fangxian.cli.embedded import APPLICATION
from fangxian.core.backups import queries as backups
from fangxian.core.backups.services import make_backup
from tests import posts, stand_down
from tests.city import City, found_city
from tests.databases import connected_as

IN_FILE = "SELECT position(%s::bytea IN pg_read_binary_file(pg_relation_filepath('staff_user'))) > 0"

IN_LOG = "SELECT position(%s::bytea IN pg_read_binary_file('pg_wal/' || name)) > 0 FROM pg_ls_waldir()"


def is_in_the_file(text: str) -> bool:
    with connected_as("postgres") as connection:
        connection.execute("CHECKPOINT")
        found = connection.execute(IN_FILE, [text.encode()]).fetchone()
    return bool(found and found[0])


def is_in_the_log(text: str) -> bool:
    with connected_as("postgres") as connection:
        connection.execute("SELECT pg_logical_emit_message(false, '', '', true)")  # what is written is in its file
        return any(found for (found,) in connection.execute(IN_LOG, [text.encode()]))


@pytest.fixture
def ended(transactional_db) -> City:
    city = found_city()
    stand_down.fill(city)
    stand_down.end(city)
    return city


@pytest.mark.invariant("INV-24")
def test_no_name_of_the_staff_is_left_in_the_file_of_their_table_though_somebody_still_reads(ended):
    assert is_in_the_file("Synthetic grid")
    with connected_as("postgres") as reader:
        reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        reader.execute("SELECT count(*) FROM areas_area")
        stand_down.erase(ended)
    assert not is_in_the_file("Synthetic grid")


@pytest.mark.invariant("INV-24")
def test_no_name_of_the_staff_is_left_in_the_write_ahead_log(ended):
    name = secrets.token_hex(16)
    worker = ended.posts["grid"].user
    worker.full_name = name
    worker.save()
    assert is_in_the_log(name)
    assert stand_down.erase(ended).certificate["log_ended"] and not is_in_the_log(name)


@pytest.mark.invariant("INV-24")
def test_the_planner_keeps_no_name_of_anybody(ended):
    kept = "SELECT attname FROM pg_stats WHERE tablename = 'staff_user'"
    with connected_as("postgres") as connection:
        connection.execute("ANALYZE staff_user")
        columns = {name for (name,) in connection.execute(kept)}
    assert "is_active" in columns and not columns & {"username", "full_name", "email", "phone"}


@pytest.mark.invariant("INV-24")
@pytest.mark.django_db(transaction=True, databases=["default", "sealer", "owner"])
def test_every_backup_is_tried_in_vain_then_deleted_and_the_keys_apart_open_nothing(ended, tmp_path):
    place, keys_place = tmp_path / "backups", tmp_path / "keys.json"
    place.mkdir()
    made = make_backup(place=place, keys_place=keys_place, by=posts.officer(ended), at=ended.at)
    assert backups.path_of(made).exists() and any(key["wrapped"] for key in json.loads(keys_place.read_text())["keys"])
    told = stand_down.erase(ended).progress["backups"]
    assert (told["before"], told["erased"], told["after"]) == (1, 1, 0) and not list(place.iterdir())
    assert told["restore"]["values"] > 0 == told["restore"]["readable"]
    assert not any(key["wrapped"] for key in json.loads(keys_place.read_text())["keys"])


def test_no_table_is_locked_and_rewritten_while_nothing_is_erased(ended):
    with connected_as(APPLICATION) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT fangxian_rewrite('staff_user')")
