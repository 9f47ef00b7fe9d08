"""Putting tables where a cluster reads them: files that both sides see, or, if small, sent along with the question."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from fangxian.engine.bulk import write_table
from fangxian.engine.cluster.findings import refuse
from fangxian.engine.cluster.session import Cluster
from fangxian.engine.stays import Lake, Store

SENT_ALONG = 32 << 20  # bytes of a table that goes with the question; servers take messages of 128 MB


@contextmanager
def placing(cluster: Cluster, *, spill: Path, shared: str | None) -> Iterator[Placing]:
    """A place for tables, for the length of a block; what was put there is taken away."""
    place = Placing(cluster, spill, shared)
    try:
        yield place
    finally:
        for store in place.put_down:
            for name in store.names():
                store.delete(name)
            if store.folder is not None:
                shutil.rmtree(store.folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Placing:
    """Tables of one run on a cluster.

    spill   a folder of this machine for the run; serves if the workers see it
    shared  a folder or s3:// address that both sides read; None if there is none
    put_down  the folders that were written, to be taken away again
    """

    cluster: Cluster
    spill: Path
    shared: str | None
    put_down: list[Store] = field(default_factory=list)

    def put(self, connection: Any, table: ibis.Table) -> ibis.Table:
        """A table of DuckDB's as a table of the cluster's, with the same columns and types."""
        if self.has_folder:
            return self._as_file(connection, table)
        rows = table.to_pyarrow()
        if rows.nbytes > SENT_ALONG:
            raise refuse("no_shared_folder", megabytes=rows.nbytes >> 20)
        return self._sent(rows)

    @property
    def has_folder(self) -> bool:
        """Whether there is somewhere that both sides read."""
        return self.shared is not None or self.cluster.is_here

    def folder(self) -> Store:
        """A new folder that both sides read, gone with the run. Errors: ClusterRefused if there is nowhere."""
        if not self.has_folder:
            raise refuse("lake_unseen")
        top, mark, options = (self.shared or str(self.spill)).partition("?")
        store = Store.at(f"{top.rstrip('/')}/fangxian-{secrets.token_hex(8)}{mark}{options}")
        self.put_down.append(store)
        return store

    def lake(self, lake: Lake, order: str) -> ibis.Table:
        """The stays of a lake, read by the cluster from the lake's own files, as `Lake.stays` gives them."""
        self._refuse_unseen(lake.store)
        names = [lake.store.path(name) for day in lake.days() for name in day.names(order)]
        kinds = ibis.schema({"person_id": "int32", "place_id": "int32", "t_in": "int64", "seconds": "int32"})
        if not names:
            rows = self._sent(pa.Table.from_pylist([], kinds.to_pyarrow()))
        else:
            rows = self._read([self._address(lake.store, name) for name in names], kinds)
        return rows.select("person_id", "place_id", "t_in", t_out=rows.t_in + rows.seconds)

    def _refuse_unseen(self, store: Store) -> None:
        if store.folder is None or self.cluster.is_here:
            return
        if self.shared is None or not store.folder.is_relative_to(Store.at(self.shared).root):
            raise refuse("lake_unseen")

    def _as_file(self, connection: Any, table: ibis.Table) -> ibis.Table:
        store = self.folder()
        with tempfile.TemporaryDirectory(prefix="fangxian-", dir=self.spill) as apart:
            draft = Path(apart) / "rows.parquet"
            write_table(connection, table, draft)
            store.adopt(draft, draft.name)
        return self._read([self._address(store, store.path(draft.name))], table.schema())

    def _address(self, store: Store, path: str) -> str:
        if store.folder is not None:
            return f"file://{path}"
        scheme = "s3a" if self.cluster.kind == "spark" else "s3"
        return f"{scheme}://{path}" if store.filesystem.type_name == "s3" else path

    def _read(self, files: list[str], kinds: ibis.Schema) -> ibis.Table:
        """Files of the cluster's. Types are cast to what is meant: an engine may read a column of a folder's name,
        as day=2020-03-10, as text or as a number."""
        return self._table(self.cluster.session.read.parquet(*files), kinds)

    def _sent(self, rows: pa.Table) -> ibis.Table:
        return self._table(self.cluster.session.createDataFrame(rows), ibis.Schema.from_pyarrow(rows.schema))

    def _table(self, frame: Any, kinds: ibis.Schema) -> ibis.Table:
        name = f"fangxian_{secrets.token_hex(8)}"
        frame.createOrReplaceTempView(name)
        table = self.cluster.engine.table(name)
        return table.select(**{column: table[column].cast(kind) for column, kind in kinds.items()})
