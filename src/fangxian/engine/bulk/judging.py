"""How one row of a large file is judged: SQL that gives each row its values, or the reason why it is not taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from fangxian.engine.bulk.columns import Column, Kind
from fangxian.engine.tables import Columns

DOCUMENT = r"[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[0-9Xx]"
_INTEGERS = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"})
_NUMBERS = _INTEGERS | {"FLOAT", "DOUBLE", "HUGEINT"}
_SECONDS = r"[-+]?\d+(\.\d+)?"


def judged(source: str, found: Columns, columns: Sequence[Column], types: Mapping[str, str], *, zone: ZoneInfo) -> str:
    """One row per row of the file: `row` as a spreadsheet numbers it, the columns, `reason` and its `field` or null."""
    raw = [f"{_raw(column, found)} AS raw_{column.name}" for column in columns]
    of = {column.name: types.get(found.head(column.name), "VARCHAR") for column in columns}
    values = [f"{_value(column, of[column.name], zone)} AS {column.name}" for column in columns]
    numbered = f"SELECT row_number() OVER () + 1 AS row, {', '.join(raw)} FROM {source}"
    valued = f"SELECT *, {', '.join(values)} FROM ({numbered})"
    reasons = [reason for column in columns for reason in _reasons(column)] + _orders(columns)
    reason = " ".join(f"WHEN {when} THEN '{code}'" for when, code, _ in reasons)
    where = " ".join(f"WHEN {when} THEN '{name}'" for when, _, name in reasons)
    names = ", ".join(column.name for column in columns)
    return (
        f"SELECT row, {names}, CASE {reason} ELSE NULL END AS reason, CASE {where} ELSE NULL END AS field"
        f" FROM ({valued})"
    )


def _raw(column: Column, found: Columns) -> str:
    if column.name not in found.found:
        return "NULL"
    return '"' + found.head(column.name).replace('"', '""') + '"'


def _value(column: Column, type_: str, zone: ZoneInfo) -> str:
    raw = f"raw_{column.name}"
    if column.kind in (Kind.TIME, Kind.END):
        return _seconds(raw, type_, zone)
    if column.kind is Kind.DAY:
        return f"CAST(TRY_CAST({raw} AS TIMESTAMP) AS DATE)"
    if type_ in _INTEGERS and column.kind is Kind.ID:
        return f"CAST({raw} AS BIGINT)"
    return f"NULLIF(trim(CAST({raw} AS VARCHAR)), '')"


def _seconds(raw: str, type_: str, zone: ZoneInfo) -> str:
    """Whole epoch seconds; a time that names no zone is city time."""
    if type_ in _NUMBERS or type_.startswith("DECIMAL"):
        return f"CAST(floor({raw}) AS BIGINT)"
    if type_ == "TIMESTAMP WITH TIME ZONE":
        return f"CAST(floor(epoch({raw})) AS BIGINT)"
    if type_.startswith("TIMESTAMP") or type_ == "DATE":
        return f"CAST(floor(epoch(timezone('{zone.key}', CAST({raw} AS TIMESTAMP)))) AS BIGINT)"
    text = f"trim(CAST({raw} AS VARCHAR))"
    number = f"CASE WHEN regexp_full_match({text}, '{_SECONDS}') THEN TRY_CAST({text} AS DOUBLE) END"
    moment = f"CASE WHEN NOT regexp_full_match({text}, '{_SECONDS}') THEN epoch(TRY_CAST({text} AS TIMESTAMPTZ)) END"
    return f"TRY_CAST(floor(coalesce({number}, {moment})) AS BIGINT)"


def _reasons(column: Column) -> list[tuple[str, str, str]]:
    """(when, reason, field) for what one column can lack."""
    empty = f"(raw_{column.name} IS NULL OR trim(CAST(raw_{column.name} AS VARCHAR)) = '')"
    unread = f"({column.name} IS NULL AND NOT {empty})"
    if column.kind is Kind.WORD:
        return []
    if column.kind is Kind.ID:
        return [(f"{column.name} IS NULL", "id_missing", column.name)]
    if column.kind is Kind.DAY:
        return [(unread, "day_unreadable", column.name)]
    missing = (
        [] if column.optional else [(empty, f"{'end' if column.kind is Kind.END else 'time'}_missing", column.name)]
    )
    return [*missing, (unread, "time_unreadable", column.name)]


def _orders(columns: Sequence[Column]) -> list[tuple[str, str, str]]:
    """A column of kind END belongs to the column of kind TIME before it."""
    found, begins = [], ""
    for column in columns:
        if column.kind is Kind.TIME:
            begins = column.name
        elif column.kind is Kind.END:
            found.append((f"{column.name} < {begins}", "ends_before_it_begins", column.name))
    return found
