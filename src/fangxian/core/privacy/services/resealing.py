"""Sealing anew, with the newest key, what is still sealed with an older one; so that the older can be destroyed.

Runs beside everything else, as the owner of the tables: the guards that keep decisions as they were
made would refuse the application a change of even the sealed form. Each portion is a transaction of
its own that changes a value only if it is still the one that was read. So it can be stopped or
killed at any moment and is simply run again; what is done is not done twice.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connections, transaction

from fangxian.core.privacy import queries, rules
from fangxian.core.privacy.fields import EncryptedTextField, encrypted_columns
from fangxian.core.privacy.models import ProgrammeKey

OWNER = "owner"
AT_ONCE = 1000


@dataclass(frozen=True)
class Progress:
    """One portion done. column: "app.Model.column"; counts of values in this portion.

    resealed_count  now under the newest key
    lost_count      under a key that is gone or does not open them: left as they are
    """

    column: str
    resealed_count: int
    lost_count: int


def reseal(*, programme_id: UUID, at_once: int = AT_ONCE) -> Iterator[Progress]:
    """Seal every value of a programme's rows anew that is not under its newest key, portion by portion."""
    key_id, key = _newest(programme_id)
    for model, column in encrypted_columns():
        if not hasattr(model, "programme_id"):
            continue
        after: Any = None
        limit = min(at_once, column.resealed_at_once)
        while True:
            rows = _next(model, column, programme_id=programme_id, key_id=key_id, after=after, limit=limit)
            if not rows:
                break
            after = rows[-1][0]
            yield _reseal(model, column, rows, key_id=key_id, key=key)


def reseal_for_a_while(*, seconds: float) -> dict[UUID, int]:
    """Reseal every programme with more than one living key until the time is up; returns values by programme."""
    if OWNER not in connections.settings:
        return {}
    until = time.monotonic() + seconds
    done: dict[UUID, int] = {}
    for programme_id in queries.programmes_with_old_keys():
        for portion in reseal(programme_id=programme_id):
            done[programme_id] = done.get(programme_id, 0) + portion.resealed_count
            if time.monotonic() > until:
                return done
    return {programme_id: count for programme_id, count in done.items() if count}


def _newest(programme_id: UUID) -> tuple[UUID, bytes]:
    """The newest key as the database has it now: one kept in memory may be older."""
    row = (
        ProgrammeKey.objects.filter(programme_id=programme_id, purpose="identifiers", destroyed_at=None)
        .order_by("-made_at")
        .first()
    )
    if row is None:
        raise rules.Unreadable("programme has no identifiers key")
    return row.id, queries.unwrapped(row)


def _next(
    model: Any, column: EncryptedTextField, *, programme_id: UUID, key_id: UUID, after: Any, limit: int
) -> list[tuple[tuple[Any, ...], bytes]]:
    """The next rows by primary key whose value is under another key: (primary key, sealed value)."""
    table, pk, name = _named(model, column)
    places = ", ".join(["%s"] * len(model._meta.pk_fields))
    beyond = "" if after is None else f"AND ({pk}) > ({places})"
    statement = (
        f"SELECT {name}, {pk} FROM {table} WHERE programme_id = %s AND substring({name} FROM 2 FOR 16) <> %s "  # noqa: S608
        f"{beyond} ORDER BY {pk} LIMIT %s"
    )
    with connections[OWNER].cursor() as cursor:
        cursor.execute(statement, [programme_id, key_id.bytes, *(after or ()), limit])
        return [(tuple(row_id), bytes(sealed)) for sealed, *row_id in cursor.fetchall()]


def _named(model: Any, column: EncryptedTextField) -> tuple[str, str, str]:
    """Table, columns of the primary key and the encrypted column, quoted."""
    quote = connections[OWNER].ops.quote_name
    pk = ", ".join(quote(one.column) for one in model._meta.pk_fields)
    return quote(model._meta.db_table), pk, quote(str(column.column))


def _reseal(model: Any, column: EncryptedTextField, rows: list, *, key_id: UUID, key: bytes) -> Progress:
    changes, lost = [], 0
    for row_id, sealed in rows:
        plain = _opened(sealed, column.label)
        if plain is None:
            lost += 1
            continue
        changes.append((rules.seal(plain, key=key, key_id=key_id, label=column.label), *row_id, sealed))
    return Progress(column.label, _write(model, column, changes) if changes else 0, lost)


def _opened(sealed: bytes, label: str) -> bytes | None:
    try:
        old = queries.key_by_id(rules.key_id_of(sealed))
        return None if old is None else rules.unseal(sealed, key=old, label=label)
    except rules.Unreadable:
        return None


def _write(model: Any, column: EncryptedTextField, changes: list[tuple[Any, ...]]) -> int:
    """Write the new values where the old ones still stand; returns how many were.

    changes  (new value, *primary key, old value)
    """
    table, pk, name = _named(model, column)
    places = ", ".join(["%s"] * len(model._meta.pk_fields))
    update = f"UPDATE {table} SET {name} = %s WHERE ({pk}) = ({places}) AND {name} = %s"  # noqa: S608
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '10s'")
        # nobody else writes to the table while its guards look away: this takes the lock for that
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.executemany(update, changes)
        count = cursor.rowcount
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    return count
