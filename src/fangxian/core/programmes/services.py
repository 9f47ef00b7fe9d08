"""Programmes are created and end; their records can be written many at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Model
from psycopg import sql

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.problems.rules import refuse

from . import rules
from .models import Programme


@transaction.atomic
def create_programme(
    *,
    name: str,
    city_name: str,
    disease_name: str,
    disease_code: str,
    area_codes: list[str],
    timezone: str,
    starts_on: date,
    review_on: date,
    is_demonstration: bool,
    by: Actor,
    at: datetime,
) -> Programme:
    """Create a programme. The caller records it in the audit, which stands above this app."""
    refuse(why_not_use("programmes.create", by=by))
    refuse(rules.why_not_create(starts_on=starts_on, review_on=review_on, timezone=timezone, area_codes=area_codes))
    return Programme.objects.create(
        name=name,
        city_name=city_name,
        disease_name=disease_name,
        disease_code=disease_code,
        area_codes=area_codes,
        timezone=timezone,
        starts_on=starts_on,
        review_on=review_on,
        is_demonstration=is_demonstration,
    )


def insert_by_copy(rows: Sequence[Model]) -> None:
    """Insert new rows of one model with COPY, which costs a third of an INSERT of many values.

    Columns are prepared as `save` would, sealed ones too; ids must be set already.
    """
    if not rows:
        return
    fields = [field for field in rows[0]._meta.concrete_fields if field.column]
    columns = sql.SQL(", ").join(sql.Identifier(field.attname) for field in fields)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(rows[0]._meta.db_table), columns)
    # before COPY begins: sealing a column may ask this connection for a key, which it cannot answer while it copies
    prepared = [[field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields] for row in rows]
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.cursor.copy(statement) as copy:
        for values in prepared:
            copy.write_row(values)
    for row in rows:  # they are on record now: saving one again changes it
        row._state.adding, row._state.db = False, connection.alias
