"""The overnight contact list (P1-P8): the index beside DuckDB and Polars, on one city, in one run.

    python bench/contacts.py [--stays N] [--home DIR | --city DIR] [--json FILE] [--table FILE] [--without-tables]

1,000,000 stays unless said. Everything is warm and the median of several questions unless said. All engines have to
list the same rows, or the run fails. What is done is told on stderr, and both files are written anew with every cell,
so that a run that is broken off has not been for nothing. Disk, in bytes a stay: the lake 15, the index 17, DuckDB's
own tables in both orders 15 (none --without-tables), and some 8 while a day is sorted; memory: 20 GB for 1e9 stays.
A city in --city is kept, and asked again by the next run: building one of 1e9 stays takes twenty minutes.
"""

from __future__ import annotations

import argparse
import gc
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import polars as pl
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).parent))

from contact_engines import NAMES, one_sql, two_steps, with_polars, yardstick
from contact_report import Cost, Report

from city import DAYS, ZONE, City
from fangxian.engine.contacts import close_contacts, second_order
from fangxian.engine.index import Index, Spans, open_index, refresh
from fangxian.engine.stays import Lake, Store, found, open_lake

MINUTES = 15
BUDGET = 5  # seconds for one cell of the table
SMALLER, SMALL = 10, 10**7  # the other city of P3: a tenth, or what the bar says
SPANS = pa.schema([("person_id", pa.int32()), ("t_from", pa.int64()), ("t_to", pa.int64())])
ORDERS = ("by_place", "by_person")
MEMORY = "6GB"  # each of DuckDB's two connections; a day of 71,000,000 stays takes another 7 while it is invented


class Installed:
    """A city's lake with its index and, unless left out, DuckDB's own tables in both orders."""

    def __init__(self, city: City, home: Path, *, native: bool, tell: Callable[[str], None] = lambda _: None) -> None:
        self.city, self.home = city, home
        is_there = (home / "lake").exists()
        home.mkdir(parents=True, exist_ok=True)
        self.loading = self._engine(None)  # what arrives is sorted beside the tables, not in their file
        self.engine = self._engine(home / "stays.duckdb" if native else None)
        self.orders = ORDERS if native else {}
        self.last_day: float | None = None
        if is_there:
            self.lake = open_lake(Store.at(home / "lake"))
            return
        for name in self.orders:
            self.engine.raw_sql(f"CREATE TABLE {name} (person_id INTEGER, place_id INTEGER, t_in BIGINT, t_out BIGINT)")
        self.lake = found(Store.at(home / "lake"), zone=ZONE)
        for day in range(DAYS):
            self.last_day = self.append(self.lake, day, home / "index", self.engine)
            tell(f"{city.stays:,} stays: day {day + 1} of {DAYS}, {self.last_day:.0f} s")
        self.engine.raw_sql("CHECKPOINT")

    def _engine(self, file: Path | None) -> Any:
        engine = ibis.duckdb.connect(file) if file else ibis.duckdb.connect()
        engine.raw_sql(f"SET temp_directory = '{self.home / 'spill'}'; SET memory_limit = '{MEMORY}'")
        engine.raw_sql(f"SET TimeZone = '{ZONE.key}'")
        return engine

    def append(self, lake: Lake, day: int, index: Path, tables: Any) -> float:
        """Seconds to append one day to the lake, to DuckDB's tables where there are any, and to the index."""
        stays = self.loading.create_table("arrived", self.city.day(day), overwrite=True)
        began = time.perf_counter()
        (appended,) = lake.append(self.loading, stays)
        refresh(self.loading, lake, index)
        for name in self.orders:
            # the lake's files lie in the order that the tables keep; a day behind the other, as nights bring them
            rows = lake.rows(tables, [lake.day(appended.on)], name[3:])
            tables.raw_sql(f"INSERT INTO {name} SELECT person_id, place_id, t_in, t_in + seconds FROM {rows}")
        seconds = time.perf_counter() - began
        self.loading.drop_table("arrived")
        return seconds

    def append_to_nothing(self) -> float:
        """The last day again, into a lake, an index and tables without history; they are gone afterwards."""
        new = self.home / "new"
        tables = self._engine(self.home / "new.duckdb" if self.orders else None)
        for name in self.orders:
            tables.raw_sql(f"CREATE TABLE {name} (person_id INTEGER, place_id INTEGER, t_in BIGINT, t_out BIGINT)")
        try:
            return self.append(found(Store.at(new), zone=ZONE), DAYS - 1, self.home / "new-index", tables)
        finally:
            tables.disconnect()
            for folder in (new, self.home / "new-index"):
                shutil.rmtree(folder)
            (self.home / "new.duckdb").unlink(missing_ok=True)

    def index(self, *, compiled: bool) -> Index:
        return open_index(self.home / "index", compiled=compiled)


def timed(work: Callable[[Any], Any], questions: list[Any]) -> Cost:
    """What a question costs. The first one is asked twice, to warm up, unless it alone takes BUDGET seconds."""
    began, taken = time.perf_counter(), [_taken(work, questions[0])]
    if taken[0][0] < BUDGET:
        taken = [_taken(work, questions[0])]
    for question in questions[1:]:
        if time.perf_counter() - began > BUDGET:
            break
        taken.append(_taken(work, question))
    return _median(taken)


def _median(taken: list[tuple[float, float]]) -> Cost:
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
        native = [engine.table(name) for name in installed.orders]
        files = [lake.stays(engine, order=order) for order in ("place", "person")]
        cases = engine.table("cases")
        self.written = {
            name: ibis.to_sql(
                listing(tables[0], cases, min_minutes=MINUTES, by_person=tables[1]), dialect="duckdb"
            )
            for name, listing, tables in (
                ("native", close_contacts, native), ("files", close_contacts, files),
                ("second", second_order, native or files),
            )
            if tables
        }  # fmt: skip
        self.names_of_tables = ORDERS if native else tuple(table.get_name() for table in files)
        by_place, by_person = self.names_of_tables
        self.hand = one_sql(cases="cases", by_person=by_person, by_place=by_place, minutes=MINUTES)
        self.tables, self.cases = native or files, cases
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

    def forget(self) -> None:
        """Let go of the files, so that the next who opens them starts cold."""
        self.fast = self.plain = None  # type: ignore[assignment]
        self.sides = []

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
        by_place, by_person = self.names_of_tables
        return two_steps(con, cases="given", by_person=by_person, by_place=by_place, minutes=MINUTES)

    def by_polars(self, cases: pa.Table) -> pa.Table:
        given = pl.from_arrow(cases).with_columns(pl.col("person_id").cast(pl.Int32))
        files = {"person_files": self.names["person"], "place_files": self.names["place"]}
        return with_polars(given, **files, minutes=MINUTES)

    def uncompiled(self, cases: pa.Table) -> pa.Table:
        """The definition as a caller writes it: Ibis makes the SQL anew."""
        found = close_contacts(self.tables[0], self.cases, min_minutes=MINUTES, by_person=self.tables[1])
        return self.sql(self.of.engine.compile(found), cases)

    def ways(self) -> dict[str, Callable[[pa.Table], Any]]:
        where = self.where
        ways: dict[str, Callable[[pa.Table], Any]] = {
            "yardstick (raw arrays, compiled)": self.by_yardstick,
            "index, compiled": lambda cases: self.by_index(self.fast, cases),
            "index, NumPy": lambda cases: self.by_index(self.plain, cases),
            f"{where}, SQL by hand": lambda cases: self.sql(self.hand, cases),
            f"{where}, two steps": self.by_two_steps,
        }
        if "native" in self.written:
            ways[f"{where}, Ibis compiled once"] = lambda cases: self.sql(self.written["native"], cases)
        ways["DuckDB on the lake, Ibis compiled once"] = lambda cases: self.sql(self.written["files"], cases)
        return ways | {f"{where}, Ibis": self.uncompiled, "Polars on the lake, two steps": self.by_polars}

    @property
    def where(self) -> str:
        return "DuckDB tables" if "native" in self.written else "DuckDB on the lake"


def same(one: pa.Table, other: pa.Table) -> bool:
    rows = (sorted(zip(*(table[name].to_pylist() for name in NAMES), strict=True)) for table in (one, other))
    return next(rows) == next(rows)


def questions_of(city: City, size: int, count: int) -> list[pa.Table]:
    return [city.cases(size, seed=seed).cast(SPANS) for seed in range(1, count + 1)]


def agree(asked: Asked, city: City, tell: Callable[[str], None]) -> int:
    """Contacts of the first case; all ways have to list the same of 1 and of 100 cases."""
    ways, counts = asked.ways(), []
    for size in (1, 100):
        (question,) = questions_of(city, size, 1)
        expected = ways["index, compiled"](question)
        counts.append(len(expected))
        for name, way in ways.items():
            listed = way(question)
            if not (listed == len(expected) if isinstance(listed, int) else same(listed, expected)):
                raise SystemExit(f"{name} lists other contacts of {size} cases than the index")
            tell(f"{name}: the same {len(expected):,} contacts of {size}")
    return counts[0]


def close(asked: Asked, city: City) -> Iterator[tuple[str, int, Cost]]:
    """(way, number of cases, what they cost)."""
    for size, count in ((1, 30), (100, 5), (1000, 3)):
        if size <= city.people // 10:
            questions = questions_of(city, size, count)
            for name, way in asked.ways().items():
                yield name, size, timed(way, questions)


def definition(asked: Asked, city: City) -> dict[str, Cost]:
    """P6: one case by hand, by the definition compiled once, and compiled anew, in turns."""
    ways = {"by hand": asked.hand, "compiled once": asked.written.get("native", asked.written["files"])}
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in (*ways, "anew")}
    began = time.perf_counter()
    for question in questions_of(city, 1, 30):
        for name, text in ways.items():
            taken[name].append(_taken(lambda cases, text=text: asked.sql(text, cases), question))
        taken["anew"].append(_taken(asked.uncompiled, question))
        if time.perf_counter() - began > 4 * BUDGET:
            break
    return {name: _median(cells) for name, cells in taken.items()}


def second(asked: Asked, city: City) -> Iterator[tuple[str, Cost]]:
    questions = questions_of(city, 1, 3)

    def by_index(index: Index, cases: pa.Table) -> pa.Table:
        return index.second_order(Spans.of_table(cases), min_minutes=MINUTES).table(orders=2)

    ways = {
        "index, compiled": lambda cases: by_index(asked.fast, cases),
        "index, NumPy": lambda cases: by_index(asked.plain, cases),
        f"{asked.where}, Ibis compiled once": lambda cases: asked.sql(asked.written["second"], cases),
    }
    first: list[pa.Table] = []

    def kept(way: Callable[[pa.Table], pa.Table], cases: pa.Table) -> None:
        listed = way(cases)
        if cases is questions[0]:
            first.append(listed.select(["case_id", "person_id", "minutes", "via"]))

    for name, way in ways.items():
        yield name, timed(partial(kept, way), questions)
    plain = [[column.fill_null(-1).to_numpy() for column in table.columns] for table in first]
    if not all(np.array_equal(one, other) for table in plain[1:] for one, other in zip(plain[0], table, strict=True)):
        raise SystemExit("the second order differs between the index and DuckDB")


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
    held = {"lake": lake / rows, "index": index / rows, "rows": rows}
    if installed.orders:
        held["DuckDB tables"] = (installed.home / "stays.duckdb").stat().st_size / rows
    return held


def _one_case(installed: Installed) -> Cost:
    index = installed.index(compiled=True)

    def ask(cases: pa.Table) -> pa.Table:
        return index.close_contacts(Spans.of_table(cases), min_minutes=MINUTES).table()

    return timed(ask, questions_of(installed.city, 1, 30))


def measured(stays: int, home: Path, kept: Path, *, native: bool, report: Report) -> None:
    """Everything, cell by cell; the smaller city comes first and is gone before the large one is made in `kept`."""
    city, result, tell = City(stays), report.result, report.tell
    small = City(min(stays // SMALLER, SMALL))
    result["small"] = small.stays
    report.set("small 1", _one_case(Installed(small, home / "small", native=False, tell=tell)))
    shutil.rmtree(home / "small")
    installed = Installed(city, kept, native=native, tell=tell)
    report.set("bytes", sizes(installed))
    if installed.last_day is not None:
        report.set("append", installed.last_day)
        report.set("append to nothing", installed.append_to_nothing())
    asked = Asked(installed)
    report.set("contacts", agree(asked, city, tell))
    result["close"], result["second"] = {}, {}
    for name, size, cost in close(asked, city):
        result["close"].setdefault(name, {})[size] = cost
        report.told(f"{name}, {size:,} cases: {cost.ms:,.2f} ms")
    report.set("definition", definition(asked, city))
    for name, cost in second(asked, city):
        result["second"][name] = cost
        report.told(f"{name}, second order: {cost.ms:,.0f} ms")
    (hundred,) = questions_of(city, min(100, city.people // 10), 1)
    result["warm 100"] = timed(lambda cases: asked.by_index(asked.fast, cases), [hundred] * 5)
    asked.forget()
    result["cold 100"], result["cold bytes"] = cold(installed, hundred)
    report.told("done")


def main(arguments: list[str] | None = None) -> dict[str, Any]:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stays", type=lambda text: int(float(text)), default=1_000_000)
    parser.add_argument("--home", type=Path, help="where the city is built; a temporary folder unless said")
    parser.add_argument("--city", type=Path, help="where the city is built and kept; one that is there is asked again")
    parser.add_argument("--json", type=Path, help="write what was measured here as well, cell by cell")
    parser.add_argument("--table", type=Path, help="write the table here as well, cell by cell")
    parser.add_argument("--without-tables", action="store_true", help="no tables of DuckDB's own: 15 bytes a stay less")
    asked = parser.parse_args(arguments)
    report = Report(asked.stays, asked.json, asked.table)
    with tempfile.TemporaryDirectory(prefix="fangxian-", dir=asked.home) as home:
        kept = asked.city or Path(home) / "city"
        measured(asked.stays, Path(home), kept, native=not asked.without_tables, report=report)
    print(report.text())
    return report.result


if __name__ == "__main__":
    main()
