"""Writing a result: CSV or Parquet by the name asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ibis

SUFFIXES = (".csv", ".parquet")


def write_table(connection: Any, table: ibis.Table, path: Path) -> int:
    """Write all rows of a table in its order; returns how many. `path` ends in one of SUFFIXES."""
    form = "FORMAT parquet, COMPRESSION zstd" if path.suffix.lower() == ".parquet" else "FORMAT csv, HEADER"
    target = str(path).replace("'", "''")
    written = connection.raw_sql(f"COPY ({ibis.to_sql(table, dialect='duckdb')}) TO '{target}' ({form})").fetchone()
    return int(written[0])
