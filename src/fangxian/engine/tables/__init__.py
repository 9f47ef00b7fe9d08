"""Reading the lists that people send: any encoding, separator or spreadsheet, heads and dates as people write them."""

from fangxian.engine.tables.columns import Columns, Field, Mapping, read_mapping, recognise_columns
from fangxian.engine.tables.days import DayReading, MomentReading, read_day, read_moment
from fangxian.engine.tables.findings import TABLES, Catalogue, Finding, TableRefused, refuse
from fangxian.engine.tables.table import Row, Table, read_table

__all__ = [
    "TABLES",
    "Catalogue",
    "Columns",
    "DayReading",
    "Field",
    "Finding",
    "Mapping",
    "MomentReading",
    "Row",
    "Table",
    "TableRefused",
    "read_day",
    "read_mapping",
    "read_moment",
    "read_table",
    "recognise_columns",
    "refuse",
]
