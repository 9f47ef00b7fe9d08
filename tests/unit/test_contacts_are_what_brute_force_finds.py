"""The definition of a contact against a slow one written without tables: on invented stays and on measured ones."""

import csv
import gzip
from datetime import datetime
from pathlib import Path

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import brute_force_contacts as brute_force
from tests.public_data import data_set

from fangxian.engine.contacts import Window, close_contacts, second_order

STAYS = pa.schema([("person_id", pa.int64()), ("place_id", pa.string()), ("t_in", pa.int64()), ("t_out", pa.int64())])
CASES = pa.schema([("person_id", pa.int64()), ("t_from", pa.int64()), ("t_to", pa.int64())])
MINUTE = 60

moments = st.integers(0, 40).map(lambda count: count * 5 * MINUTE)
a_stay = st.tuples(st.integers(1, 5), st.sampled_from("abc"), moments, moments).filter(lambda stay: stay[2] <= stay[3])
a_case = st.tuples(st.integers(1, 3), st.none() | moments, st.none() | moments).filter(
    lambda span: None in span or span[1] <= span[2]
)


def table(schema, rows) -> ibis.Table:
    return ibis.memtable(pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema))


def rows_of(listing, stays, cases, **asked) -> list[dict]:
    return listing(table(STAYS, stays), table(CASES, cases), **asked).to_pyarrow().to_pylist()


def listed(stays, cases, **asked) -> dict:
    """(case, person) -> (seconds together, place of the longest time, its seconds)."""
    return {
        (row["case_id"], row["person_id"]):
        (round(row["minutes"] * 60), row["strongest_place"], round(row["strongest_minutes"] * 60))
        for row in rows_of(close_contacts, stays, cases, **asked)
    }  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(
    stays=st.lists(a_stay, max_size=25),
    cases=st.lists(a_case, min_size=1, max_size=3),
    minutes=st.sampled_from([0, 5, 15]),
)
def test_on_invented_stays_both_find_the_same(stays, cases, minutes):
    assert listed(stays, cases, min_minutes=minutes) == brute_force.close_contacts(stays, cases, min_minutes=minutes)


def steps_of(folder: Path, name: str) -> list[brute_force.Stay]:
    """Two people within reach during the 20 seconds that end at a time: the pair is their place (hospital of Lyon)."""
    stays = []
    for row in csv.DictReader((folder / name).read_text(encoding="utf-8").splitlines()):
        a, b = sorted((int(row["node_a"]), int(row["node_b"])))
        ends = int(datetime.fromisoformat(row["time"]).timestamp())
        stays += [(person, f"{a} {b}", ends - 20, ends) for person in (a, b)]
    return stays


def test_on_measured_proximity_in_a_hospital_both_find_the_same():
    stays = steps_of(data_set("proximity_contacts"), "hospital_lyon.csv")
    cases = [(person, None, None) for person in sorted({person for person, *_ in stays})[:10]]
    found = listed(stays, cases, min_minutes=2)
    assert found == brute_force.close_contacts(stays, cases, min_minutes=2) and len(found) > 50


def test_on_measured_distance_in_a_town_both_find_the_same():
    with gzip.open(data_set("proximity_contacts") / "haslemere.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    stays = []
    for row in rows:
        a, b = sorted((int(row["user_a"]), int(row["user_b"])))
        begins = int(datetime.fromisoformat(row["time"]).timestamp())
        stays += [(person, f"{a} {b}", begins, begins + 5 * MINUTE) for person in (a, b)]
    cases = [(person, None, None) for person in sorted({person for person, *_ in stays})[:3]]
    found = listed(stays, cases, min_minutes=15)
    assert found == brute_force.close_contacts(stays, cases, min_minutes=15) and len(found) > 10


def test_two_strangers_across_midnight_are_twenty_minutes_together():
    midnight = 1_583_078_400
    stays = [
        (person, "hall", begins, ends)
        for person in (1, 2)
        for begins, ends in ((midnight - 600, midnight), (midnight, midnight + 600))
    ]
    assert listed(stays, [(1, None, None)], min_minutes=15) == {(1, 2): (1200, "hall", 1200)}


def test_a_moment_is_no_time_together():
    assert listed([(1, "hall", 0, 60), (2, "hall", 30, 30)], [(1, None, None)], min_minutes=0) == {}


@pytest.mark.parametrize(("window", "together"), [(Window(ends_at=600), {}), (Window(300, 1200), {(1, 2): 900})])
def test_only_time_inside_the_window_counts(window, together):
    stays = [(1, "hall", 0, 1800), (2, "hall", 0, 1200)]
    found = listed(stays, [(1, None, None)], min_minutes=15, window=window)
    assert {pair: seconds for pair, (seconds, _, _) in found.items()} == together


def test_a_contact_of_a_contact_met_him_after_his_own_exposure():
    hour = 3600
    stays = [
        (1, "ward", 10 * hour, 11 * hour), (2, "ward", 10 * hour, 11 * hour),
        (2, "home", 8 * hour, 9 * hour), (3, "home", 8 * hour, 9 * hour),  # before: nothing to pass on yet
        (2, "shop", 12 * hour, 13 * hour), (4, "shop", 12 * hour, 13 * hour),
    ]  # fmt: skip
    found = rows_of(second_order, stays, [(1, None, None)], min_minutes=15)
    assert [(row["person_id"], row["order"], row["via"]) for row in found] == [(2, 1, None), (4, 2, 2)]
