"""A lake of stays: a folder per day, each day in two orders, visible whole or not at all.

    lake.json                       format and the zone whose midnights cut the days
    days/2020-03-10/manifest.json   what the day holds; written last, so without it there is no day
    days/2020-03-10/place-….parquet, person-….parquet

A row is `person_id, place_id` (dense numbers below 2**30), `t_in` (epoch seconds) and `seconds`. Who a number
is stands elsewhere, and dies there. Stays are cut at midnight; the definition of a contact joins them again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
from pyarrow import dataset

from fangxian.engine.stays import parts as making
from fangxian.engine.stays.findings import refuse
from fangxian.engine.stays.manifest import ORDERS, Day, File, Part, folder_of, name_of, read_day
from fangxian.engine.stays.store import DRAFTS, Store

FORMAT = 1
FOUNDED = "lake.json"


@dataclass(frozen=True, slots=True)
class Appended:
    """What became of one day's stays: `was_there` if the very same ones had been appended before."""

    on: date
    rows: int
    was_there: bool


@dataclass(frozen=True, slots=True)
class Lake:
    """A lake that was founded or opened; every reading asks the store anew."""

    store: Store
    zone: ZoneInfo

    def days(self) -> list[Day]:
        """The days that are there, oldest first. Errors: TableRefused for a manifest that is damaged."""
        listed = [name for name in self.store.names("days") if name.endswith("/manifest.json")]
        return [read_day(self.store.read(name), name=name) for name in listed]

    def day(self, on: date) -> Day | None:
        name = name_of(on)
        return read_day(self.store.read(name), name=name) if self.store.is_there(name) else None

    def append(self, connection: Any, stays: ibis.Table) -> list[Appended]:
        """Add stays, each to the days it touches.

        stays    one row per stay: person_id, place_id (numbers), t_in, t_out (epoch seconds)
        returns  one entry per day, oldest first
        A day that has stays already gets a further part; the very same stays twice are there once. If the process
        dies, the days that were finished are there and the others are not: append the same stays again.
        Errors: TableRefused; then nothing was appended.
        """
        with self.store.alone():
            self._sweep()
            held = making.held(connection, stays)
            spans = making.days_of(connection, held, self.zone)
            return [self._append_day(connection, held, span) for span in spans]

    def _append_day(self, connection: Any, held: str, span: making.Span) -> Appended:
        with self.store.draft() as draft:
            part = making.written(connection, making.within(held, span), draft)
            before = self.day(span.on)
            known = before.parts if before else ()
            if part.id in {one.id for one in known}:
                return Appended(span.on, part.rows, was_there=True)
            self._publish(Day(span.on, span.begins_at, span.ends_at, (*known, part)), part, draft)
        return Appended(span.on, part.rows, was_there=False)

    def _publish(self, day: Day, new: Part, draft: Path) -> None:
        """Put a part's files in place and then, in one step, the manifest that names them."""
        for order in ORDERS:
            file = new.file(order)
            self.store.adopt(draft / f"{order}.parquet", f"{folder_of(day.on)}/{file.name}")
        self.store.put(name_of(day.on), day.written())

    def replace(self, connection: Any, on: date, stays: ibis.Table) -> Appended:
        """Let a day hold these stays and no others; what lies outside the day is left out.

        The day is the old one until its manifest is written, then the new one; with no stays there is no such day.
        Errors: as `append`; then the day is as it was.
        """
        with self.store.alone():
            self._sweep()
            held = making.held(connection, stays)
            span = making.span_of(on, self.zone)
            before = self.day(on)
            with self.store.draft() as draft:
                part = making.written(connection, making.within(held, span), draft)
                if before is not None and [one.id for one in before.parts] == [part.id]:
                    return Appended(on, part.rows, was_there=True)
                if part.rows:
                    self._publish(Day(on, span.begins_at, span.ends_at, (part,)), part, draft)
                elif before is not None:
                    self.store.delete(name_of(on))
            self._sweep()
        return Appended(on, part.rows, was_there=part.rows == 0 and before is None)

    def compact(self, connection: Any, on: date) -> Day | None:
        """Make one part of a day's parts, each stay once; None if there is no such day."""
        with self.store.alone():
            day = self.day(on)
            if day is None or len(day.parts) < 2:
                return day
            with self.store.draft() as draft:
                rows = f"SELECT DISTINCT * FROM {self.rows(connection, [day], 'place')}"
                part = making.written(connection, rows, draft)
                self._publish(Day(on, day.begins_at, day.ends_at, (part,)), part, draft)
            self._sweep()
            return self.day(on)

    def drop(self, *, before: date) -> list[Day]:
        """Forget the days before `before`; returns them. The manifest goes first, so no half of a day is ever read."""
        with self.store.alone():
            gone = [day for day in self.days() if day.on < before]
            for day in gone:
                self.store.delete(name_of(day.on))
            self._sweep()
        return gone

    def _sweep(self) -> list[str]:
        """Take away what no manifest names: drafts and parts of a writer that died, and days that were dropped."""
        named = {name for day in self.days() for order in ORDERS for name in day.names(order)}
        kept = named | {name_of(day.on) for day in self.days()}
        left = [name for name in self.store.names("days") if name not in kept]
        left += self.store.names(DRAFTS)
        for name in left:
            self.store.delete(name)
        return left

    def stays(self, connection: Any, *, order: str = "place", days: Iterable[Day] | None = None) -> ibis.Table:
        """All stays, or those of some days, as the definition of a contact reads them.

        returns  one row per piece of a stay: person_id, place_id, t_in, t_out
        """
        rows = self.rows(connection, self.days() if days is None else list(days), order)
        view = f"stays_{hashlib.sha256(rows.encode()).hexdigest()[:16]}"
        query = f"SELECT person_id, place_id, t_in, t_in + seconds AS t_out FROM {rows}"
        connection.raw_sql(f"CREATE OR REPLACE TEMP VIEW {view} AS {query}")
        return connection.table(view)

    def rows(self, connection: Any, days: Sequence[Day], order: str) -> str:
        """A relation of the rows as they lie in the files."""
        names = [self.store.path(name) for day in days for name in day.names(order)]
        if names and self.store.folder is not None:
            listed = ", ".join("'" + name.replace("'", "''") + "'" for name in names)
            return f"read_parquet([{listed}])"
        rows: Any = pa.Table.from_pylist([], making.SCHEMA)
        if names:
            rows = dataset.dataset(names, filesystem=self.store.filesystem, format="parquet", schema=making.SCHEMA)
        relation = f"lake_{hashlib.sha256(''.join([order, *names]).encode()).hexdigest()[:16]}"
        connection.con.register(relation, rows)
        return relation

    def damaged(self) -> list[str]:
        """Files that are absent or do not have the content that their manifest states."""
        return [
            f"{folder_of(day.on)}/{part.file(order).name}"
            for day in self.days()
            for part in day.parts
            for order in ORDERS
            if not self._is_whole(f"{folder_of(day.on)}/{part.file(order).name}", part.file(order))
        ]

    def _is_whole(self, name: str, file: File) -> bool:
        if not self.store.is_there(name) or self.store.size(name) != file.bytes:
            return False
        digest = hashlib.sha256()
        for chunk in self.store.chunks(name):
            digest.update(chunk)
        return digest.hexdigest() == file.sha256


def found(store: Store, *, zone: ZoneInfo) -> Lake:
    """Begin a lake in an empty place. Errors: TableRefused if something stands there."""
    with store.alone():
        if store.is_there(FOUNDED):
            raise refuse("a_lake_already")
        if [name for name in store.names() if not name.startswith(".")]:
            raise refuse("not_empty")
        store.put(FOUNDED, (json.dumps({"format": FORMAT, "zone": zone.key}) + "\n").encode())
    return Lake(store, zone)


def open_lake(store: Store) -> Lake:
    """The lake that stands there. Errors: TableRefused if none does, or one of another format."""
    if not store.is_there(FOUNDED):
        raise refuse("no_lake")
    try:
        body = json.loads(store.read(FOUNDED))
        form, zone = body["format"], body["zone"]
    except (ValueError, KeyError, TypeError) as error:
        raise refuse("damaged", file=FOUNDED, detail=type(error).__name__) from None
    if form != FORMAT:
        raise refuse("other_format", format=form, known=FORMAT)
    return Lake(store, ZoneInfo(zone))
