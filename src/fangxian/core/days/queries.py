"""Which tables are divided by day, and which days they have."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection

DIVIDED = """
SELECT c.relname, a.attname
  FROM pg_partitioned_table p
  JOIN pg_class c ON c.oid = p.partrelid
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.partattrs[0]
 WHERE c.relnamespace = 'public'::regnamespace
 ORDER BY 1
"""
PARTITIONS = """
SELECT c.relname
  FROM pg_inherits i
  JOIN pg_class c ON c.oid = i.inhrelid
 WHERE i.inhparent = %s::regclass AND c.relname ~ '_[0-9]{8}$'
 ORDER BY 1
"""


def divided_tables() -> dict[str, str]:
    """Every table divided by day, with the column that it is divided by."""
    with connection.cursor() as cursor:
        cursor.execute(DIVIDED)
        return dict(cursor.fetchall())


def days_of(table: str) -> list[date]:
    """The days for which `table` has a partition, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(PARTITIONS, [table])
        return [datetime.strptime(name[-8:], "%Y%m%d").date() for (name,) in cursor.fetchall()]  # noqa: DTZ007
