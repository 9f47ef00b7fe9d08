"""Which backups there are, and what of a restored one can be read."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID

import psycopg
from psycopg import sql

from fangxian.core.privacy.fields import encrypted_columns
from fangxian.core.privacy.queries import key_by_id
from fangxian.core.privacy.rules import Unreadable, key_id_of, unseal
from fangxian.core.problems.rules import Problem, said

from . import rules
from .models import Backup
from .rules import Readable


def backups_kept(*, made_before: datetime | None = None) -> list[Backup]:
    """Backups that we have not deleted, newest first; those made before a moment, if one is given."""
    rows = Backup.objects.filter(erased_at=None).order_by("-as_of")
    return list(rows.filter(as_of__lt=made_before) if made_before else rows)


def newest() -> Backup | None:
    return Backup.objects.order_by("-as_of").first()


def last_proven() -> Backup | None:
    """The backup whose restore was proven last; None if none ever was."""
    return Backup.objects.exclude(proven_at=None).order_by("-proven_at").first()


NEVER_MADE = said("No backup was made yet: fangxian backup.")
NEVER_PROVEN = said("No restore was proven yet: fangxian restore --drill.")
PROVEN_LONG_AGO = said("The last proven restore is %(days)s days old. Run: fangxian restore --drill.")


def what_is_due(*, at: datetime) -> list[Problem]:
    """What an operator should do about backups at `at`; empty if one was made and proven lately."""
    if newest() is None:
        return [Problem("backups.never_made", NEVER_MADE)]
    proven = last_proven()
    if proven is None or proven.proven_at is None:
        return [Problem("backups.never_proven", NEVER_PROVEN)]
    if at - proven.proven_at > rules.PROVEN_WITHIN:
        return [Problem("backups.proven_long_ago", PROVEN_LONG_AGO, {"days": (at - proven.proven_at).days})]
    return []


def path_of(backup: Backup) -> Path:
    return Path(backup.place) / backup.name


def readable(connection: psycopg.Connection, *, programme_id: UUID | None = None) -> tuple[Readable, ...]:
    """How much of each encrypted column of another database opens with the keys that are living here.

    Values are told apart by their keys; of each key one value of the column is opened indeed.
    programme_id  count this programme's rows only
    """
    found = []
    for model, column in encrypted_columns():
        label, table = column.label, model._meta.db_table
        statement = sql.SQL(
            "SELECT count(*), min({column}) FROM {table} WHERE {column} IS NOT NULL AND "
            "(%(programme)s::uuid IS NULL OR programme_id = %(programme)s::uuid) "
            "GROUP BY substring({column} FROM 2 FOR 16)"
        ).format(column=sql.Identifier(str(column.column)), table=sql.Identifier(table))
        of_keys = connection.execute(statement, {"programme": programme_id}).fetchall()
        opened = sum(count for count, sample in of_keys if _opens(bytes(sample), label))
        found.append(Readable(label, sum(count for count, _ in of_keys), opened))
    return tuple(found)


def _opens(sealed: bytes, label: str) -> bool:
    try:
        key = key_by_id(key_id_of(sealed))
        if key is None:
            return False
        unseal(sealed, key=key, label=label)
    except Unreadable:
        return False
    return True
