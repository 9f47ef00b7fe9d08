"""The index against the definition: exactly the same rows, plain and compiled, on invented and on measured stays."""

import csv
import gzip
import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lakes import HOUR, MIDNIGHT, engine, in_memory, lake_of, table
from tests.public_data import data_set

from fangxian.engine.contacts import Window, close_contacts, second_order
from fangxian.engine.index import Spans, contacts_in, open_index, refresh
from fangxian.engine.stays import found

CASES = pa.schema([("person_id", pa.int64()), ("t_from", pa.int64()), ("t_to", pa.int64())])
LISTINGS = {1: close_contacts, 2: second_order}
TENTH = date(2020, 3, 10)


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    with engine(tmp_path_factory.mktemp("spill")) as opened:
        yield opened


def cases_of(rows) -> pa.Table:
    return pa.Table.from_pylist([dict(zip(CASES.names, row, strict=True)) for row in rows], CASES)


WRITTEN: dict = {}  # the definition as SQL, by what is asked: to write it takes longer than to answer it


def defined(connection, stays, cases, *, order, **asked) -> list[dict]:
    """What the definition lists."""
    tables = (table(stays), ibis.memtable(cases_of(cases)))
    named = [connection.create_table(name, rows, overwrite=True) for name, rows in zip(("s", "c"), tables, strict=True)]
    key = (order, tuple(asked.items()))
    if key not in WRITTEN:
        WRITTEN[key] = ibis.to_sql(LISTINGS[order](*named, **asked), dialect="duckdb")
    return connection.con.execute(WRITTEN[key]).to_arrow_table().to_pylist()


def indexed(index, cases, *, order, **asked) -> list[dict]:
    listing = index.close_contacts if order == 1 else index.second_order
    return listing(Spans.of(cases), **asked).table(orders=order).to_pylist()


def both_kinds(folder):
    return [open_index(folder, compiled=compiled) for compiled in (False, True)]


moments = st.integers(-12 * 12, 40 * 12).map(lambda count: MIDNIGHT + count * 300)
a_stay = st.tuples(st.integers(0, 5), st.integers(0, 2), moments, st.integers(0, 24)).map(
    lambda one: (*one[:3], one[2] + one[3] * 900)
)
a_case = st.tuples(st.integers(0, 7), st.none() | moments, st.none() | moments)


@settings(max_examples=25, deadline=None)
@given(
    stays=st.lists(a_stay, max_size=30),
    cases=st.lists(a_case, min_size=1, max_size=3),
    later=st.lists(a_stay, max_size=5),
    minutes=st.sampled_from([0, 15]),
    window=st.sampled_from([Window(), Window(MIDNIGHT - HOUR, MIDNIGHT + 9 * HOUR)]),
)
def test_on_invented_stays_both_list_the_same_rows(tmp_path_factory, connection, stays, cases, later, minutes, window):
    folder = tmp_path_factory.mktemp("index")
    refresh(connection, lake_of(connection, in_memory(), stays, later), folder)
    asked = {"min_minutes": minutes, "window": window}
    expected = defined(connection, [*stays, *later], cases, order=2, **asked)
    first = [{name: row[name] for name in row if name not in {"order", "via"}} for row in expected if row["order"] == 1]
    for index in both_kinds(folder):
        assert indexed(index, cases, order=2, **asked) == expected
        assert indexed(index, cases, order=1, **asked) == first


def steps(name, a, b, seconds, *, ends: bool) -> list[tuple[int, int, int, int]]:
    """Two people within reach for the step of a recording: their unordered pair is their place."""
    path = data_set("proximity_contacts") / name
    with gzip.open(path, "rt") if name.endswith(".gz") else path.open(encoding="utf-8") as file:
        rows = [(int(row[a]), int(row[b]), int(datetime.fromisoformat(row["time"]).timestamp()))
                for row in csv.DictReader(file)]  # fmt: skip
    places = {pair: number for number, pair in enumerate(sorted({tuple(sorted(row[:2])) for row in rows}))}
    shift = -seconds if ends else 0
    return [(person, places[tuple(sorted(row[:2]))], row[2] + shift, row[2] + shift + seconds)
            for row in rows for person in row[:2]]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "a", "b", "seconds", "ends", "minutes"),
    [
        ("hospital_lyon.csv", "node_a", "node_b", 20, True, 2),
        ("workplace_invs13.csv", "node_a", "node_b", 20, True, 2),
        ("haslemere.csv.gz", "user_a", "user_b", 300, False, 15),
    ],
)
def test_on_measured_proximity_both_list_the_same_rows(connection, tmp_path, name, a, b, seconds, ends, minutes):
    stays = sorted(set(steps(name, a, b, seconds, ends=ends)))
    refresh(connection, lake_of(connection, in_memory(), stays), tmp_path)
    cases = [(person, None, None) for person in sorted({stay[0] for stay in stays})[:5]]
    for order in (1, 2):
        expected = defined(connection, stays, cases, order=order, min_minutes=minutes)
        assert len(expected) > 5
        for index in both_kinds(tmp_path):
            assert indexed(index, cases, order=order, min_minutes=minutes) == expected


NIGHT = [(person, 9, MIDNIGHT - 600, MIDNIGHT + 600) for person in (1, 2)]
NOON = [(person, 4, MIDNIGHT + 12 * HOUR, MIDNIGHT + 13 * HOUR) for person in (1, 3)]


def answer(connection, lake, folder):
    return contacts_in(connection, lake, folder, cases_of([(1, None, None)]), min_minutes=15)


def test_two_strangers_across_midnight_are_twenty_minutes_together(connection, tmp_path):
    refresh(connection, lake_of(connection, in_memory(), NIGHT), tmp_path)
    for index in both_kinds(tmp_path):
        (row,) = indexed(index, [(1, None, None)], order=1, min_minutes=15)
        assert (row["person_id"], row["minutes"], row["strongest_place"]) == (2, 20.0, 9)


def test_an_index_of_these_very_days_answers_and_any_other_is_passed_over(connection, tmp_path):
    lake = lake_of(connection, in_memory(), NIGHT)
    assert answer(connection, lake, tmp_path).engine == "duckdb"  # there is none yet
    refresh(connection, lake, tmp_path)
    assert answer(connection, lake, tmp_path).engine == "index"
    lake.append(connection, table(NOON))
    stale = answer(connection, lake, tmp_path)
    assert stale.engine == "duckdb" and "1 of 2 days" in stale.why_not_index
    assert stale.table["person_id"].to_pylist() == [2, 3]
    refresh(connection, lake, tmp_path)
    fresh = answer(connection, lake, tmp_path)
    assert fresh.engine == "index" and fresh.table.to_pylist() == stale.table.to_pylist()


def test_only_days_that_changed_are_built_and_dropped_days_are_forgotten(connection, tmp_path):
    lake = lake_of(connection, in_memory(), NIGHT)
    assert len(refresh(connection, lake, tmp_path)) == 2
    assert refresh(connection, lake, tmp_path) == []
    lake.append(connection, table(NOON))
    assert [day.on for day in refresh(connection, lake, tmp_path)] == [TENTH]
    lake.drop(before=TENTH)
    assert answer(connection, lake, tmp_path).engine == "duckdb"
    assert refresh(connection, lake, tmp_path) == []
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["2020-03-10", "2020-03-10.json"]


@pytest.mark.parametrize("cut", [0, 40, 100])
def test_an_index_that_is_cut_off_is_never_believed(connection, tmp_path, cut):
    lake = lake_of(connection, in_memory(), NIGHT)
    refresh(connection, lake, tmp_path)
    path = tmp_path / "2020-03-10" / "place.idx"
    path.write_bytes(path.read_bytes()[:cut])
    said = answer(connection, lake, tmp_path)
    assert said.engine == "duckdb" and "place.idx" in said.why_not_index and len(said.table) == 1


def test_a_builder_that_died_leaves_nothing_that_is_believed(connection, tmp_path):
    lake = lake_of(connection, in_memory(), NIGHT)
    refresh(connection, lake, tmp_path)
    (tmp_path / "2020-03-10.json").unlink()  # its files were there, its description was not yet
    (tmp_path / ".half").mkdir()
    assert answer(connection, lake, tmp_path).engine == "duckdb"
    assert [day.on for day in refresh(connection, lake, tmp_path)] == [TENTH]
    assert answer(connection, lake, tmp_path).engine == "index" and not (tmp_path / ".half").exists()


def test_a_description_of_another_format_is_built_anew(connection, tmp_path):
    lake = lake_of(connection, in_memory(), NIGHT)
    refresh(connection, lake, tmp_path)
    path = tmp_path / "2020-03-10.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 0}))
    assert answer(connection, lake, tmp_path).engine == "duckdb"
    assert len(refresh(connection, lake, tmp_path)) == 1


def test_many_cases_are_answered_in_batches_as_each_alone(connection, tmp_path, monkeypatch):
    stays = [(person, person % 40, MIDNIGHT + hour * HOUR + person, MIDNIGHT + (hour + 1) * HOUR)
             for person in range(400) for hour in range(0, 24, 3)]  # fmt: skip
    refresh(connection, lake_of(connection, in_memory(), stays), tmp_path)
    monkeypatch.setattr("fangxian.engine.index.plain.ROWS_AT_ONCE", 1000)
    cases = [(person, None, None) for person in range(400)]
    for index in both_kinds(tmp_path):
        together = indexed(index, cases, order=1, min_minutes=15)
        alone = [row for case in cases for row in indexed(index, [case], order=1, min_minutes=15)]
        assert together == alone and len(together) == 400 * 9


def test_a_crowd_of_thousands_is_listed_whole(connection, tmp_path):
    stays = [(person, person % 3, MIDNIGHT + HOUR + person % 7 * 60, MIDNIGHT + 2 * HOUR) for person in range(9000)]
    stays += [(1, place, MIDNIGHT + HOUR, MIDNIGHT + 2 * HOUR) for place in (0, 2)]
    refresh(connection, lake_of(connection, in_memory(), stays), tmp_path)
    expected = defined(connection, stays, [(1, None, None)], order=1, min_minutes=15)
    assert len(expected) == 8999
    for index in both_kinds(tmp_path):
        assert indexed(index, [(1, None, None)], order=1, min_minutes=15) == expected


def test_a_day_of_twenty_five_hours_is_held_to_its_last_second(connection, tmp_path):
    berlin = ZoneInfo("Europe/Berlin")
    begins = int(datetime(2020, 10, 25, tzinfo=berlin).timestamp())
    lake = found(in_memory(), zone=berlin)
    lake.append(connection, table([(person, 1, begins, begins + 25 * HOUR) for person in (1, 2)]))
    refresh(connection, lake, tmp_path)
    assert len(lake.days()) == 1
    for index in both_kinds(tmp_path):
        assert indexed(index, [(1, None, None)], order=1, min_minutes=25 * 60)[0]["minutes"] == 25 * 60
