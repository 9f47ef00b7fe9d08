"""Trips against listed areas (P9): the engine's expression beside the least that reading them costs.

    python bench/exposure.py [--trips N] [--home DIR]     1,000,000 unless said

Invented trips to invented towns over sixty days, and 2,000 listings of provinces, cities, counties and towns. The
answer of the first 2,000 trips is compared with the rule asked one by one; the run fails if any differs.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from ibis import _
from pyarrow import parquet

from fangxian.engine.exposure.listed_areas import calendar, level_of_areas, listed_trips
from fangxian.engine.screening.area_lists import Listing, Listings

FIRST, DAYS = date(2020, 1, 10), 60
PROVINCES, CITIES, COUNTIES, TOWNS = 31, 11, 8, 14  # of the country, and of each one above
EPISODES = {2: 10, 4: 190, 6: 800, 9: 1000}  # listings by digits of the code
PART = 10_000_000  # trips invented at once
TIMES = 3


def towns() -> np.ndarray:
    """Codes of nine digits; none of a municipality, whose districts have no city between."""
    province, city, county, town = np.meshgrid(
        np.arange(32, 32 + PROVINCES), np.arange(1, 1 + CITIES), np.arange(1, 1 + COUNTIES), np.arange(1, 1 + TOWNS)
    )
    return np.sort((province * 10**7 + city * 10**5 + county * 10**3 + town).ravel())


def within_of(codes: np.ndarray) -> pa.Table:
    """Each town in its county, city and province."""
    sides = [(codes // 10 ** (9 - digits), digits) for digits in EPISODES]
    return pa.table(
        {
            "area_code": np.tile(codes, len(sides)).astype(np.int32),
            "part_code": np.concatenate([part for part, _ in sides]).astype(np.int32),
            "fineness": np.repeat(np.array([digits for _, digits in sides], np.int32), len(codes)),
        }
    )


def listings_of(codes: np.ndarray) -> list[Listing]:
    dice, found = np.random.default_rng(9), []
    for digits, count in EPISODES.items():
        for code in dice.choice(codes, count) // 10 ** (9 - digits):
            begins = FIRST + timedelta(days=int(dice.integers(DAYS)))
            ends = None if dice.random() < 0.2 else begins + timedelta(days=int(dice.integers(3, 30)))
            level = ("low", "medium", "high")[dice.integers(3)]
            found.append(Listing(str(code), level, begins, ends, "", "", "invented"))
    return found


def written(count: int, codes: np.ndarray, folder: Path) -> str:
    """Trips as Parquet, in no order; the pattern of the files."""
    since = (FIRST - date(1970, 1, 1)).days
    for part in range(-(-count // PART)):
        dice, rows = np.random.default_rng((9, part)), min(PART, count - part * PART)
        where = codes[(len(codes) * dice.random(rows) ** 2).astype(np.int64)]
        days = (since + dice.integers(0, DAYS, rows)).astype(np.int32)
        table = pa.table(
            {
                "trip": np.arange(part * PART, part * PART + rows, dtype=np.int64),
                "person_id": dice.integers(0, max(count // 5, 1), rows).astype(np.int32),
                "area_code": where.astype(np.int32),
                "on": pa.array(days).cast(pa.date32()),
            }
        )
        parquet.write_table(table, folder / f"trips-{part:03}.parquet", compression="zstd", compression_level=1)
    return str(folder / "trips-*.parquet")


def median_of(work: Callable[[], Any]) -> tuple[float, float]:
    """(seconds by the clock, of processor time), the first run left out."""
    work()
    taken = []
    for _time in range(TIMES):
        began, worked = time.perf_counter(), time.process_time()
        work()
        taken.append((time.perf_counter() - began, time.process_time() - worked))
    return statistics.median(one for one, _ in taken), statistics.median(one for _, one in taken)


def tables_of(engine: Any, pattern: str, codes: np.ndarray, listings: list[Listing]) -> tuple[ibis.Table, ...]:
    """(trips, expression of the levels of areas, the sixty days)."""
    listed = pa.table(
        {
            "area_code": pa.array([int(one.code) for one in listings], pa.int32()),
            "level": [one.level for one in listings],
            "listed_from": pa.array([one.listed_from for one in listings], pa.date32()),
            "listed_until": pa.array([one.listed_until for one in listings], pa.date32()),
        }
    )
    within = engine.create_table("within_areas", within_of(codes))
    days = engine.create_table("days", calendar(FIRST, FIRST + timedelta(days=DAYS - 1)))
    return engine.read_parquet(pattern), level_of_areas(engine.create_table("listings", listed), within), days


def refuse_other_answers(trips: ibis.Table, levels: ibis.Table, days: ibis.Table, listings: list[Listing]) -> None:
    asked = trips.filter(_.trip < 2000)
    found = {row["trip"]: row for row in listed_trips(asked, levels, days).to_pyarrow().to_pylist()}
    one_by_one = Listings(listings)
    for trip in asked.to_pyarrow().to_pylist():
        expected, given = one_by_one.on(str(trip["area_code"]), trip["on"]), found.get(trip["trip"])
        same = given is None if expected is None else given is not None and (
            (given["level"], str(given["part_code"]), given["listed_from"])
            == (expected.level, expected.code, expected.listed_from)
        )  # fmt: skip
        if not same:
            raise SystemExit(f"trip {trip['trip']} is judged otherwise than one by one")


def measured(count: int, home: Path) -> dict[str, Any]:
    codes = towns()
    listings = listings_of(codes)
    engine = ibis.duckdb.connect()
    engine.raw_sql(f"SET temp_directory = '{home / 'spill'}'; SET memory_limit = '8GB'")
    trips, levels, days = tables_of(engine, written(count, codes, home), codes, listings)
    refuse_other_answers(trips, levels, days, listings)
    met = listed_trips(trips, levels, days)
    answer = met.group_by("level").agg(trips=_.count(), which=_.trip.sum(), people=_.person_id.sum())
    # sums, for the largest of a column stands in the file's head
    late = (trips.on > ibis.date(2020, 2, 10)).sum()
    floor = trips.agg(trips=_.count(), which=_.trip.sum(), areas=_.area_code.sum(), people=_.person_id.sum(), late=late)
    texts = {"scan floor": engine.compile(floor), "engine, Ibis on DuckDB": engine.compile(answer)}
    taken = {
        name: median_of(lambda text=text: engine.con.execute(text).to_arrow_table()) for name, text in texts.items()
    }
    listed = sum(answer.trips.to_pyarrow().to_pylist())
    spans = int(levels.count().to_pyarrow().as_py())
    return {"taken": taken, "listed": listed, "spans": spans, "towns": len(codes), "trips": count}


def told(result: dict[str, Any]) -> str:
    """As Markdown; compared by processor time, which a shared machine does not stretch."""
    lines = ["| what | s | of processor time | × floor, by processor time |", "|---|--:|--:|--:|"]
    floor = result["taken"]["scan floor"]
    for name, (seconds, worked) in result["taken"].items():
        lines.append(f"| {name} | {seconds:.2f} | {worked:.2f} | {worked / floor[1]:.2f} |")
    ratio = result["taken"]["engine, Ibis on DuckDB"][1] / floor[1]
    verdict = "met" if ratio <= 3 else "not met"
    size = "" if result["trips"] >= 10**8 else " at this size"
    lines += ["", f"P9: {ratio:.2f} × the scan floor (≤ 3 × at 1e8): {verdict}{size}.",
              f"{result['trips']:,} trips to {result['towns']:,} towns, {sum(EPISODES.values()):,} listings,"
              f" {result['spans']:,} spans of areas; {result['listed']:,} trips to a listed area.",
              f"{datetime.now(UTC):%Y-%m-%d}; {os.cpu_count()} processors, load {os.getloadavg()[0]:.0f};"
              f" Python {platform.python_version()}, DuckDB {version('duckdb')},"
              f" Ibis {version('ibis-framework')}."]  # fmt: skip
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> dict[str, Any]:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trips", type=lambda text: int(float(text)), default=1_000_000)
    parser.add_argument("--home", type=Path, help="where the trips are written; a temporary folder unless said")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="fangxian-", dir=asked.home) as home:
        result = measured(asked.trips, Path(home))
    print(told(result))
    return result


if __name__ == "__main__":
    main()
