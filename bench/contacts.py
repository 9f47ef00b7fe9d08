"""The overnight contact list (P1-P8): the index beside DuckDB and Polars, on one city, in one run.

    python bench/contacts.py [--stays N] [--home DIR] [--json FILE]     1,000,000 unless said

Everything is warm and the median of several questions unless said. All engines have to list the same rows, or the
run fails. Needs some 70 bytes of disk a stay: the lake, the index, DuckDB's own tables in both orders, and for one
day a second lake. A run of 1e9 is started by hand.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import polars as pl
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).parent))

from contact_engines import NAMES, one_sql, two_steps, with_polars, yardstick

from city import DAYS, ZONE, City
from fangxian.engine.contacts import close_contacts, second_order
from fangxian.engine.index import Index, Spans, open_index, refresh
from fangxian.engine.stays import Lake, Store, found

MINUTES = 15
BUDGET = 5  # seconds for one cell of the table
SMALLER = 10  # the other city of P3 is this many times smaller
SPANS = pa.schema([("person_id", pa.int32()), ("t_from", pa.int64()), ("t_to", pa.int64())])
ORDERS = {"by_place": "place_id, t_in", "by_person": "person_id, t_in"}


class Installed:
    """A city's lake with its index and DuckDB's own tables in both orders."""

    def __init__(self, city: City, home: Path, *, native: bool) -> None:
        self.city, self.home = city, home
        home.mkdir(parents=True)
        self.engine = ibis.duckdb.connect(home / "stays.duckdb")
        self.engine.raw_sql(f"SET temp_directory = '{home}'; SET memory_limit = '4GB'; SET TimeZone = '{ZONE.key}'")
        self.lake = found(Store.at(home / "lake"), zone=ZONE)
        for day in range(DAYS - 1):
            self.append(self.lake, day, home / "index")
        self.last_day = self.append(self.lake, DAYS - 1, home / "index")
        if native:
            for name, order in ORDERS.items():
                rows = self.lake.rows(self.engine, self.lake.days(), name[3:])
                self.engine.raw_sql(
                    f"CREATE TABLE {name} AS SELECT person_id, place_id, t_in, t_in + seconds AS t_out"
                    f" FROM {rows} ORDER BY {order}"
                )
            self.engine.raw_sql("CHECKPOINT")

    def append(self, lake: Lake, day: int, index: Path) -> float:
        """Seconds to append one day to the lake and build its index."""
        stays = self.engine.create_table("arrived", self.city.day(day), overwrite=True)
        began = time.perf_counter()
        lake.append(self.engine, stays)
        refresh(self.engine, lake, index)
        seconds = time.perf_counter() - began
        self.engine.drop_table("arrived")
        return seconds

    def append_to_nothing(self) -> float:
        """The last day again, into a lake without history."""
        return self.append(found(Store.at(self.home / "new"), zone=ZONE), DAYS - 1, self.home / "new-index")

    def index(self, *, compiled: bool) -> Index:
        return open_index(self.home / "index", compiled=compiled)


@dataclass(frozen=True)
class Cost:
    """Median milliseconds of a question: as the clock has it, and of the processors' time."""

    ms: float
    cpu_ms: float


def timed(work: Callable[[Any], Any], questions: list[Any]) -> Cost:
    """What a question costs. The first one is asked twice, to warm up, unless it alone takes BUDGET seconds."""
    began, taken = time.perf_counter(), [_taken(work, questions[0])]
    if taken[0][0] < BUDGET:
        taken = [_taken(work, questions[0])]
    for question in questions[1:]:
        if time.perf_counter() - began > BUDGET:
            break
        taken.append(_taken(work, question))
    return Cost(*(statistics.median(column) * 1000 for column in zip(*taken, strict=True)))


def _taken(work: Callable[[Any], Any], question: Any) -> tuple[float, float]:
    since, worked = time.perf_counter(), time.process_time()
    work(question)
    return time.perf_counter() - since, time.process_time() - worked


class Asked:
    """Each way to answer a question, as a function of a table of cases that returns the list."""

    def __init__(self, installed: Installed) -> None:
        self.of, engine = installed, installed.engine
        self.fast, self.plain = (installed.index(compiled=kind) for kind in (True, False))
        engine.create_table("cases", pa.Table.from_pylist([], SPANS), overwrite=True)
        lake, days = installed.lake, installed.lake.days()
        native = [engine.table(name) for name in ORDERS]
        files = [lake.stays(engine, order=order) for order in ("place", "person")]
        cases = engine.table("cases")
        self.written = {
            name: ibis.to_sql(
                listing(tables[0], cases, min_minutes=MINUTES, by_person=tables[1]), dialect="duckdb"
            )
            for name, listing, tables in (
                ("native", close_contacts, native), ("files", close_contacts, files), ("second", second_order, native)
            )
        }  # fmt: skip
        self.hand = one_sql(cases="cases", by_person="by_person", by_place="by_place", minutes=MINUTES)
        self.native, self.cases = native, cases
        self.names = {
            order: [lake.store.path(name) for day in days for name in day.names(order)] for order in ("place", "person")
        }
        self._raw()

    def _raw(self) -> None:
        days = self.fast.days
        self.sides = [
            tuple(getattr(getattr(day, side), part) for day in days)
            for side in ("person", "place")
            for part in ("positions", "entries")
        ]
        self.begins = np.array([day.begins_at for day in days])
        people = self.of.city.people
        self.scratch = (np.zeros((people, 8), np.int64), np.zeros(people, np.int64))

    def sql(self, text: str, cases: pa.Table) -> pa.Table:
        con = self.of.engine.con
        con.register("given", cases)
        con.execute("DELETE FROM cases; INSERT INTO cases SELECT * FROM given")
        return con.execute(text).to_arrow_table()

    def by_index(self, index: Index, cases: pa.Table) -> pa.Table:
        return index.close_contacts(Spans.of_table(cases), min_minutes=MINUTES).table()

    def by_yardstick(self, cases: pa.Table) -> int:
        columns = (cases[name].to_numpy() for name in SPANS.names)
        return yardstick(*columns, self.begins, *self.sides, *self.scratch, MINUTES * 60)

    def by_two_steps(self, cases: pa.Table) -> pa.Table:
        con = self.of.engine.con
        con.register("given", cases)
        return two_steps(con, cases="given", by_person="by_person", by_place="by_place", minutes=MINUTES)

    def by_polars(self, cases: pa.Table) -> pa.Table:
        given = pl.from_arrow(cases).with_columns(pl.col("person_id").cast(pl.Int32))
        files = {"person_files": self.names["person"], "place_files": self.names["place"]}
        return with_polars(given, **files, minutes=MINUTES)

    def uncompiled(self, cases: pa.Table) -> pa.Table:
        """The definition as a caller writes it: Ibis makes the SQL anew."""
        self.sql("SELECT 1", cases)
        found = close_contacts(self.native[0], self.cases, min_minutes=MINUTES, by_person=self.native[1])
        return self.of.engine.con.execute(ibis.to_sql(found, dialect="duckdb")).to_arrow_table()

    def ways(self) -> dict[str, Callable[[pa.Table], Any]]:
        return {
            "yardstick (raw arrays, compiled)": self.by_yardstick,
            "index, compiled": lambda cases: self.by_index(self.fast, cases),
            "index, NumPy": lambda cases: self.by_index(self.plain, cases),
            "DuckDB tables, SQL by hand": lambda cases: self.sql(self.hand, cases),
            "DuckDB tables, two steps": self.by_two_steps,
            "DuckDB tables, Ibis compiled once": lambda cases: self.sql(self.written["native"], cases),
            "DuckDB tables, Ibis": self.uncompiled,
            "DuckDB on the lake, Ibis compiled once": lambda cases: self.sql(self.written["files"], cases),
            "Polars on the lake, two steps": self.by_polars,
        }


def same(one: pa.Table, other: pa.Table) -> bool:
    rows = (sorted(zip(*(table[name].to_pylist() for name in NAMES), strict=True)) for table in (one, other))
    return next(rows) == next(rows)


def questions_of(city: City, size: int, count: int) -> list[pa.Table]:
    return [city.cases(size, seed=seed).cast(SPANS) for seed in range(1, count + 1)]


def close(asked: Asked, city: City) -> tuple[dict[str, dict[int, Cost]], int]:
    """(seconds by way and number of cases, contacts of the first case): the ways have to agree first."""
    ways, taken = asked.ways(), {}
    for size in (1, 100):
        (question,) = questions_of(city, size, 1)
        expected = ways["index, compiled"](question)
        for name, way in ways.items():
            listed = way(question)
            if not (listed == len(expected) if isinstance(listed, int) else same(listed, expected)):
                raise SystemExit(f"{name} lists other contacts of {size} cases than the index")
    for name, way in ways.items():
        taken[name] = {
            size: timed(way, questions_of(city, size, count))
            for size, count in ((1, 30), (100, 5), (1000, 3))
            if size <= city.people // 10
        }
    return taken, len(ways["index, compiled"](questions_of(city, 1, 1)[0]))


def second(asked: Asked, city: City) -> dict[str, Cost]:
    questions = questions_of(city, 1, 3)

    def by_index(index: Index, cases: pa.Table) -> pa.Table:
        return index.second_order(Spans.of_table(cases), min_minutes=MINUTES).table(orders=2)

    ways = {
        "index, compiled": lambda cases: by_index(asked.fast, cases),
        "index, NumPy": lambda cases: by_index(asked.plain, cases),
        "DuckDB tables, Ibis compiled once": lambda cases: asked.sql(asked.written["second"], cases),
    }
    listed = [way(questions[0]).select(["case_id", "person_id", "minutes", "via"]).to_pylist() for way in ways.values()]
    if listed[1:] != [listed[0]] * 2:
        raise SystemExit("the second order differs between the index and DuckDB")
    return {name: timed(way, questions) for name, way in ways.items()}


def cold(installed: Installed, cases: pa.Table) -> tuple[float, int]:
    """(seconds of the first question to an index of which the machine remembers nothing, bytes read for it)."""
    gc.collect()
    for path in (installed.home / "index").rglob("*.idx"):
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    index, before = installed.index(compiled=True), _bytes_read()
    began = time.perf_counter()
    index.close_contacts(Spans.of_table(cases), min_minutes=MINUTES)
    return time.perf_counter() - began, _bytes_read() - before


def _bytes_read() -> int:
    lines = Path("/proc/self/io").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("read_bytes")))


def sizes(installed: Installed) -> dict[str, float]:
    """Bytes a stay."""
    rows = sum(day.rows for day in installed.lake.days())
    lake = sum(day.bytes_held for day in installed.lake.days())
    index = sum(path.stat().st_size for path in (installed.home / "index").rglob("*") if path.is_file())
    native = (installed.home / "stays.duckdb").stat().st_size
    return {"lake": lake / rows, "index": index / rows, "DuckDB tables": native / rows, "rows": rows}


def measured(stays: int, home: Path) -> dict[str, Any]:
    city = City(stays)
    installed = Installed(city, home / "city", native=True)
    result: dict[str, Any] = {"bytes": sizes(installed), "append": installed.last_day}
    result["append to nothing"] = installed.append_to_nothing()
    asked = Asked(installed)
    result["close"], result["contacts"] = close(asked, city)
    result["second"] = second(asked, city)
    (hundred,) = questions_of(city, min(100, city.people // 10), 1)
    result["warm 100"] = timed(lambda cases: asked.by_index(asked.fast, cases), [hundred] * 5)
    asked.fast = asked.plain = None  # type: ignore[assignment]
    asked.sides = []
    result["cold 100"], result["cold bytes"] = cold(installed, hundred)
    small = City(stays // SMALLER)
    smaller = Installed(small, home / "small", native=False).index(compiled=True)
    result["small 1"] = timed(lambda cases: asked.by_index(smaller, cases), questions_of(small, 1, 30))
    return result


def bars(result: dict[str, Any], stays: int) -> list[tuple[str, str, str, bool | None]]:
    """(bar, measured, limit, whether met; None where the size says nothing).

    What one processor does alone is compared by its own time, which a shared machine does not stretch.
    """
    taken, second_of = result["close"], result["second"]
    index, raw = taken["index, compiled"], taken["yardstick (raw arrays, compiled)"]
    hand, once, anew = (taken[f"DuckDB tables, {name}"][1].ms for name in ("SQL by hand", "Ibis compiled once", "Ibis"))
    rows = []
    for size, limit in ((1, 5), (100, 3), (1000, 3)):
        if size in index:
            ratio = index[size].cpu_ms / raw[size].cpu_ms
            said = f"{ratio:.1f} × yardstick ({index[size].cpu_ms:.2f} ms of processor time)"
            name = f"P{1 if size == 1 else 2}, {size:,} case{'s' * (size > 1)}"
            rows.append((name, said, f"≤ {limit} ×", ratio <= limit if stays >= 10**7 else None))
    growth, again = index[1].cpu_ms / result["small 1"].cpu_ms, result["append"] / result["append to nothing"]
    chill, bytes_ = result["cold 100"] * 1000 / result["warm 100"].ms, result["bytes"]
    order = second_of["index, compiled"].ms / second_of["DuckDB tables, Ibis compiled once"].ms
    both = bytes_["lake"] + bytes_["index"]
    return [
        *rows,
        ("P3", f"{growth:.2f} × from {stays // SMALLER:,} stays", "< 1.3 × from 1e7 to 1e9",
         growth < 1.3 if stays >= 10**9 else None),
        ("P4", f"{order:.3f} × DuckDB ({second_of['index, compiled'].ms:.0f} ms)", "≤ 0.15 ×", order <= 0.15),
        ("P5", f"{chill:.1f} × warm, {result['cold bytes'] / 1e6:.1f} MB read", "≤ 10 ×",
         chill <= 10 if result["cold bytes"] else None),
        ("P6, compiled once", f"{once / hand:.2f} × SQL by hand", "≤ 1.05 ×", once <= 1.05 * hand),
        ("P6, uncompiled", f"{anew - hand:+.0f} ms", "≤ +20 ms", anew - hand <= 20),
        ("P7", f"{result['append']:.1f} s for {bytes_['rows'] / DAYS:,.0f} stays", "≤ 90 s for 71,000,000",
         result["append"] <= 90 if stays >= 10**9 else None),
        ("P7, history", f"{again:.2f} × an empty lake", "≤ 1.1 ×", again <= 1.1),
        ("P8, lake", f"{bytes_['lake']:.1f} bytes a stay", "≤ 16", bytes_["lake"] <= 16),
        ("P8, with the index", f"{both:.1f} bytes a stay", "≤ 32", both <= 32),
    ]  # fmt: skip


def told(result: dict[str, Any], stays: int) -> str:
    sizes_asked = [1, 100, 1000]
    heads = " | ".join(f"{n:,} case{'s' * (n > 1)}" for n in sizes_asked)
    lines = [f"| ms (of processor time) for | {heads} | second order of 1 |",
             "|---|--:|--:|--:|--:|"]  # fmt: skip
    for name, taken in result["close"].items():
        cells = [f"{taken[n].ms:,.2f} ({taken[n].cpu_ms:,.2f})" if n in taken else "–" for n in sizes_asked]
        last = result["second"].get(name)
        lines.append(f"| {name} | {' | '.join(cells)} | {f'{last.ms:,.0f} ({last.cpu_ms:,.0f})' if last else '–'} |")
    lines += ["", "| bar | measured | limit | |", "|---|--:|--:|---|"]
    words = {True: "met", False: "not met", None: "says nothing at this size"}
    lines += [f"| {name} | {value} | {limit} | {words[met]} |" for name, value, limit, met in bars(result, stays)]
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "duckdb", "ibis-framework", "polars"))
    lines += ["", f"{result['bytes']['rows']:,} stays, {DAYS} days, {result['contacts']} contacts of the first case."
              f" {datetime.now(UTC):%Y-%m-%d}; {_machine()}, load {os.getloadavg()[0]:.0f};"
              f" Python {platform.python_version()}, {packages}."]  # fmt: skip
    return "\n".join(lines)


def _machine() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.split(":")[1].strip() for line in lines if "model name" in line]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} × {names[0] if names else platform.machine()}, {memory:.0f} GB"


def main(arguments: list[str] | None = None) -> dict[str, Any]:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stays", type=lambda text: int(float(text)), default=1_000_000)
    parser.add_argument("--home", type=Path, help="where the city is built; a temporary folder unless said")
    parser.add_argument("--json", type=Path, help="write what was measured here as well")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="fangxian-", dir=asked.home) as home:
        result = measured(asked.stays, Path(home))
    print(told(result, asked.stays))
    if asked.json:
        asked.json.write_text(json.dumps(result, indent=2, default=asdict) + "\n", encoding="utf-8")
    return result


if __name__ == "__main__":
    main()
