"""Trips by the million are judged by the listing that `screen` finds for each of them."""

from datetime import date, timedelta
from random import Random

import ibis
import pyarrow as pa

from fangxian.engine.exposure.listed_areas import calendar, level_of_areas, listed_trips, within
from fangxian.engine.screening.area_lists import Listing, Listings

DAY = date(2020, 1, 20)
AREAS = ("33", "3305", "330521", "330521001", "330522", "3301", "330106", "42", "4201")
LISTINGS = pa.schema(
    [("area_code", pa.string()), ("level", pa.string()), ("listed_from", pa.date32()), ("listed_until", pa.date32())]
)
TRIPS = pa.schema([("trip", pa.int64()), ("area_code", pa.string()), ("on", pa.date32())])


def drawn(seed: int) -> list[Listing]:
    dice = Random(seed)
    found = []
    for _ in range(dice.randint(1, 14)):
        begins = DAY + timedelta(days=dice.randrange(10))
        ends = None if dice.random() < 0.3 else begins + timedelta(days=dice.randint(1, 8))
        found.append(Listing(dice.choice(AREAS), dice.choice(["low", "medium", "high"]), begins, ends, "", "", "list"))
    return found


def in_bulk(listings: list[Listing], trips: list[tuple[int, str, date]]) -> dict:
    connection = ibis.duckdb.connect()
    listed = [{name: getattr(one, name) for name in LISTINGS.names[1:]} | {"area_code": one.code} for one in listings]
    asked = [dict(zip(TRIPS.names, trip, strict=True)) for trip in trips]
    tables = {
        "listings": pa.Table.from_pylist(listed, LISTINGS),
        "within": within(code for _, code, _ in trips),
        "days": calendar(DAY - timedelta(days=5), DAY + timedelta(days=30)),
        "trips": pa.Table.from_pylist(asked, TRIPS),
    }
    here = {name: connection.create_table(name, table) for name, table in tables.items()}
    levels = level_of_areas(here["listings"], here["within"])
    rows = listed_trips(here["trips"], levels, here["days"]).to_pyarrow().to_pylist()
    assert len(rows) == len({row["trip"] for row in rows})
    return {row["trip"]: (row["level"], row["part_code"], row["listed_from"]) for row in rows}


def test_each_trip_gets_the_listing_that_counts_for_its_area_on_its_day():
    trips = [(40 * n + d, code, DAY + timedelta(days=d - 2)) for n, code in enumerate(AREAS) for d in range(22)]
    for seed in range(8):
        listings = drawn(seed)
        one_by_one = {trip: Listings(listings).on(code, on) for trip, code, on in trips}
        expected = {trip: (one.level, one.code, one.listed_from) for trip, one in one_by_one.items() if one}
        assert in_bulk(listings, trips) == expected, seed


def test_a_county_that_was_low_while_its_city_was_high_is_low():
    city = Listing("3305", "high", DAY, None, "", "", "list")
    county = Listing("330521", "low", DAY + timedelta(days=2), DAY + timedelta(days=4), "", "", "list")
    trips = [(day, "330521001", DAY + timedelta(days=day)) for day in range(-1, 6)]
    levels = {trip: level for trip, (level, _, _) in in_bulk([city, county], trips).items()}
    assert levels == {0: "high", 1: "high", 2: "low", 3: "low", 4: "high", 5: "high"}


def test_where_nothing_was_listed_no_trip_is_found():
    assert in_bulk([], [(1, "330521", DAY)]) == {}
