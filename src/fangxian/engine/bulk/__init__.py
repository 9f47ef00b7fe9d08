"""Files of millions of rows of ids, times and places: read by DuckDB, reconciled, never row by row in Python."""

from fangxian.engine.bulk.columns import Column, Kind
from fangxian.engine.bulk.reading import Reading, connect, read_bulk
from fangxian.engine.bulk.writing import SUFFIXES, write_table

__all__ = ["SUFFIXES", "Column", "Kind", "Reading", "connect", "read_bulk", "write_table"]
