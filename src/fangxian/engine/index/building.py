"""Building the index from the lake: the days that it lacks or that have changed, and no others."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import parquet

from fangxian.engine.index.index import FORMAT, described
from fangxian.engine.index.layout import Entries, packed, write_side
from fangxian.engine.stays import Day, Lake

BATCH = 1 << 20


def refresh(connection: Any, lake: Lake, folder: Path) -> list[Day]:
    """Bring the index in `folder` to the lake's days; returns the days that were built.

    A day appears in one step, by its description. Days that the lake has dropped go first.
    """
    folder.mkdir(parents=True, exist_ok=True)
    days = {day.on.isoformat(): day for day in lake.days()}
    there = {name: body for name, body in described(folder).items() if name in days}
    _forget(folder, keep={name for name in there if there[name].get("digest") == days[name].digest})
    todo = [day for name, day in days.items() if there.get(name, {}).get("digest") != day.digest]
    for day in todo:
        _build(connection, lake, day, folder)
    return todo


def _forget(folder: Path, *, keep: set[str]) -> None:
    """Take away all but some days: the description first, then the files; and drafts of a builder that died."""
    for path in folder.glob("*.json"):
        if path.stem not in keep:
            path.unlink()
    for path in folder.iterdir():
        if path.is_dir() and path.name not in keep:
            shutil.rmtree(path)


def _build(connection: Any, lake: Lake, day: Day, folder: Path) -> None:
    draft = folder / f".{secrets.token_hex(8)}"
    draft.mkdir()
    below = {
        "place": max(part.places_below for part in day.parts),
        "person": max(part.people_below for part in day.parts),
    }
    for order, numbers in below.items():
        write_side(draft / f"{order}.idx", numbers=numbers, batches=_entries(connection, lake, day, order))
    draft.rename(folder / day.on.isoformat())
    body = {"format": FORMAT, "on": day.on.isoformat(), "begins_at": day.begins_at, "ends_at": day.ends_at,
            "rows": day.rows, "digest": day.digest}  # fmt: skip
    name = folder / f".{day.on.isoformat()}.json"
    name.write_text(json.dumps(body) + "\n", encoding="utf-8")
    name.rename(folder / f"{day.on.isoformat()}.json")


def _entries(connection: Any, lake: Lake, day: Day, order: str) -> Iterator[tuple[NDArray[Any], Entries]]:
    """(number, entry) of a day in the order asked for; a stay without length is no time together and left out."""
    other = "person" if order == "place" else "place"
    for batch in _sorted(connection, lake, day, order):
        columns = {name: batch.column(name).to_numpy(zero_copy_only=False) for name in batch.schema.names}
        owners, seconds = columns[f"{order}_id"], columns["seconds"]
        entries = packed(columns["t_in"] - day.begins_at, seconds, columns[f"{other}_id"])
        if not seconds.all():
            owners, entries = owners[seconds > 0], entries[seconds > 0]
        yield owners, _in_order(owners, entries)


def _in_order(owners: NDArray[Any], entries: Entries) -> Entries:
    """Entries of one number at the same second lie by length, then number; the lake sorts them another way."""
    falls = (owners[1:] == owners[:-1]) & (entries[1:] < entries[:-1])
    return entries[np.lexsort((entries, owners))] if falls.any() else entries


def _sorted(connection: Any, lake: Lake, day: Day, order: str) -> Iterator[pa.RecordBatch]:
    """A day's rows by number and time. One part lies so already; several are merged by DuckDB."""
    if len(day.parts) == 1:
        with lake.store.filesystem.open_input_file(lake.store.path(day.names(order)[0])) as file:
            yield from parquet.ParquetFile(file).iter_batches(BATCH)
        return
    rows = lake.rows(connection, [day], order)
    wanted = f"SELECT * FROM {rows} ORDER BY {order}_id, t_in"
    yield from connection.con.sql(wanted).to_arrow_reader(BATCH)
