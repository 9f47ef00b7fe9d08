"""Small lakes of stays for tests: on a disk, and in a storage that is no disk."""

from contextlib import contextmanager
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
from pyarrow import fs as arrow_fs

from fangxian.engine.bulk import connect
from fangxian.engine.stays import Store, found

CITY = ZoneInfo("Asia/Shanghai")
MIDNIGHT = 1_583_769_600  # 2020-03-10T00:00+08:00
HOUR = 3600
DAY = 24 * HOUR
STAYS = pa.schema([(name, pa.int64()) for name in ("person_id", "place_id", "t_in", "t_out")])


def table(rows) -> ibis.Table:
    """Stays as a table: (person, place, from, until)."""
    return ibis.memtable(pa.Table.from_pylist([dict(zip(STAYS.names, row, strict=True)) for row in rows], STAYS))


@contextmanager
def engine(folder):
    connection = connect(zone=CITY, spill=folder)
    try:
        yield connection
    finally:
        connection.disconnect()


def in_memory() -> Store:
    """A storage with nothing but files and names, as a bucket is."""
    return Store(arrow_fs._MockFileSystem(), "bucket/lake")


def lake_of(connection, store, *batches):
    """A lake to which each batch of stays was appended."""
    lake = found(store, zone=CITY)
    for rows in batches:
        lake.append(connection, table(rows))
    return lake


def rows_of(connection, lake, **asked) -> list[tuple]:
    """Every piece of a stay in the lake, in order."""
    read = lake.stays(connection, **asked).to_pyarrow().to_pylist()
    return sorted(tuple(row.values()) for row in read)
