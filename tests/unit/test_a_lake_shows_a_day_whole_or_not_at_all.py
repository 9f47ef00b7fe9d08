"""The lake of stays: dated files in two orders, on a disk or in a bucket, whatever dies while they are written."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from tests.lakes import CITY, DAY, HOUR, MIDNIGHT, engine, in_memory, lake_of, rows_of, table

from fangxian.engine.stays import Store, found, open_lake
from fangxian.engine.tables import TableRefused

NIGHT = (1, 7, MIDNIGHT - HOUR, MIDNIGHT + 2 * HOUR)
NOON = (2, 7, MIDNIGHT + 12 * HOUR, MIDNIGHT + 13 * HOUR)
TENTH, NINTH = date(2020, 3, 10), date(2020, 3, 9)


@pytest.fixture
def connection(tmp_path):
    with engine(tmp_path) as opened:
        yield opened


@pytest.fixture(params=["disk", "memory", "s3"])
def store(request, tmp_path):
    if request.param == "s3":
        return Store.at(request.getfixturevalue("bucket_url")())
    return Store.at(tmp_path / "lake") if request.param == "disk" else in_memory()


def refusal(work) -> str:
    with pytest.raises(TableRefused) as refused:
        work()
    return refused.value.finding.code


def test_a_stay_is_cut_at_the_citys_midnight_and_lies_in_both_days(connection, store):
    lake = lake_of(connection, store, [NIGHT, NOON])
    assert [(day.on, day.rows) for day in lake.days()] == [(NINTH, 1), (TENTH, 2)]
    pieces = [(1, 7, NIGHT[2], MIDNIGHT), (1, 7, MIDNIGHT, NIGHT[3]), NOON]
    assert rows_of(connection, lake) == rows_of(connection, lake, order="person") == sorted(pieces)


def test_both_orders_are_sorted_as_their_names_say(connection, tmp_path):
    lake = lake_of(connection, Store.at(tmp_path / "lake"), [(3, 1, 5, 9), (1, 2, 4, 9), (2, 1, 3, 9), (1, 1, 6, 9)])
    (day,) = lake.days()
    for order in ("place", "person"):
        rows = parquet.read_table(lake.store.path(day.names(order)[0])).to_pylist()
        keys = [(row[f"{order}_id"], row["t_in"]) for row in rows]
        assert keys == sorted(keys) and len(keys) == 4


def test_what_arrives_later_is_a_further_part_and_the_same_twice_is_there_once(connection, store):
    lake = lake_of(connection, store, [NOON], [NIGHT])
    assert [done.was_there for done in lake.append(connection, table([NIGHT]))] == [True, True]
    assert [len(day.parts) for day in lake.days()] == [1, 2]
    assert len(rows_of(connection, lake)) == 3


def test_compacting_makes_one_part_and_loses_nothing(connection, store):
    lake = lake_of(connection, store, [NOON], [NIGHT], [NOON, (5, 5, *NOON[2:])])
    before, digest = set(rows_of(connection, lake)), lake.day(TENTH).digest
    day = lake.compact(connection, TENTH)
    assert (len(day.parts), day.rows) == (1, 3) and day.digest != digest
    assert rows_of(connection, lake) == sorted(before) and lake.damaged() == []


class Died(Exception):
    pass


@pytest.mark.parametrize("fatal", ["place-", "person-", "manifest.json"])
def test_a_writer_that_dies_leaves_the_days_it_finished_and_no_half_of_another(connection, store, monkeypatch, fatal):
    lake = lake_of(connection, store, [NOON])
    adopt = Store.adopt

    def dying(self, draft, name):
        if name.startswith("days/2020-03-10") and fatal in name:
            raise Died
        adopt(self, draft, name)

    monkeypatch.setattr(Store, "adopt", dying)
    with pytest.raises(Died):
        lake.append(connection, table([NIGHT]))
    monkeypatch.undo()
    assert rows_of(connection, open_lake(store)) == [(1, 7, NIGHT[2], MIDNIGHT), NOON]
    assert [done.was_there for done in lake.append(connection, table([NIGHT]))] == [True, False]
    kept = {name for day in lake.days() for order in ("place", "person") for name in day.names(order)}
    assert {name for name in store.names() if name.endswith(".parquet")} == kept


def test_days_are_dropped_from_the_oldest_and_nothing_of_them_is_left(connection, store):
    lake = lake_of(connection, store, [NIGHT, NOON])
    assert [day.on for day in lake.drop(before=TENTH)] == [NINTH]
    assert [day.on for day in lake.days()] == [TENTH]
    assert [name for name in store.names() if "2020-03-09" in name] == []


def test_a_file_that_is_not_what_its_manifest_states_is_named(connection, store):
    lake = lake_of(connection, store, [NOON])
    name = lake.days()[0].names("person")[0]
    store.put(name, store.read(name)[:-1] + b"x")
    assert lake.damaged() == [name]


def test_a_manifest_that_is_cut_off_is_refused_not_overlooked(connection, store):
    lake = lake_of(connection, store, [NOON])
    store.put("days/2020-03-10/manifest.json", b'{"parts": [')
    assert refusal(lake.days) == "damaged"


@pytest.mark.parametrize(
    ("stay", "code"),
    [
        ((-1, 1, 0, 9), "number_too_large"),
        ((1, 2**30, 0, 9), "number_too_large"),
        ((1, 1, 9, 0), "ends_before_it_begins"),
        ((1, 1, 0, 3000 * DAY), "too_many_days"),
    ],
)
def test_stays_that_do_not_fit_are_refused_and_nothing_is_written(connection, store, stay, code):
    lake = lake_of(connection, store)
    assert refusal(lambda: lake.append(connection, table([NOON, stay]))) == code
    assert lake.days() == []


def test_a_second_writer_is_sent_away(connection, tmp_path):
    lake = lake_of(connection, Store.at(tmp_path / "lake"))
    with lake.store.alone():
        assert refusal(lambda: lake.append(connection, table([NOON]))) == "busy"


def test_a_lake_is_founded_once_and_opened_where_it_is(store):
    assert refusal(lambda: open_lake(store)) == "no_lake"
    found(store, zone=CITY)
    assert open_lake(store).zone == CITY
    assert refusal(lambda: found(store, zone=CITY)) == "a_lake_already"


def test_a_folder_of_other_things_becomes_no_lake(tmp_path):
    (tmp_path / "letters.txt").write_text("x")
    assert refusal(lambda: found(Store.at(tmp_path), zone=CITY)) == "not_empty"


def test_an_address_says_where_and_never_tells_a_key():
    assert Store.at("s3://bucket/lake?endpoint_override=localhost:9").filesystem.type_name == "s3"
    for address in ("s3://key:hush@bucket/lake", "s3://bucket/lake?secret_key=hush", "nowhere://bucket?token=hush"):
        with pytest.raises(TableRefused) as refused:
            Store.at(address)
        assert "hush" not in str(refused.value)


moments = st.integers(-20, 60).map(lambda hours: MIDNIGHT + hours * HOUR)
a_stay = st.tuples(st.integers(0, 3), st.integers(0, 2), moments, moments).filter(lambda stay: stay[2] <= stay[3])


@settings(max_examples=15, deadline=None)
@given(stays=st.lists(a_stay, max_size=8, unique=True))
def test_no_second_of_any_stay_is_lost_or_doubled(tmp_path_factory, stays):
    with engine(tmp_path_factory.mktemp("spill")) as connection:
        lake = lake_of(connection, in_memory(), stays)
        pieces = rows_of(connection, lake)
    assert sum(row[3] - row[2] for row in pieces) == sum(stay[3] - stay[2] for stay in stays)
    for person, place, begins, ends in pieces:
        assert (begins - MIDNIGHT) // DAY == (max(begins, ends - 1) - MIDNIGHT) // DAY
        assert any((a, b) == (person, place) and c <= begins and ends <= d for a, b, c, d in stays)
