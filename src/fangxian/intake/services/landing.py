"""What a phone recorded with no network comes in, whatever kind of record it is: each once, none lost, each told.

A kind of record needs three things of its own; the rest is here.

    def land_door_visits(records, *, programme, ahead_by, by, at):
        refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
        refuse(why_not_use("visits.make", by=by))
        return landing.land(
            records,
            read=read_visit,                                    # 1. a record in its shape, or NotARecord
            keep=partial(_keep, programme=programme, ahead_by=ahead_by, at=at),
            action="visits.offline_visits_landed", on_kind="visits.Visit", by=by, at=at,
        )

    def _keep(sent, *, programme, ahead_by, at):                # 2. rows, and who of them is new
        rows = {one.client_id: _row(one, ...) for one in sent}
        new = landing.insert_new(Visit, COLUMNS, rows, programme_id=programme.id)
        held = ...                                              # 3. the others, compared with what is on record
        return {id: Landed(str(id), MergeWord.NEW if id in new else _compare(held[id], ...), marks=...)}

`read` is quickest with a shape (engine/shapes.py), and may go field by field (engine/records.py). `keep` is handed
records of different ids: where one id stands twice in a batch, the second comes in a later round and meets the first
on record, so that an edit after an edit is an edit. The line in fieldsync/registry.py names the power and the purpose.

A sender may be killed at any moment, send a batch twice, or ten times at once: whichever request comes first writes
the row, the others wait for it, find it and compare. A batch is one transaction, so there is no half of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from psycopg import errors, sql

from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.engine.merging import Landed, MergeWord, id_as_sent
from fangxian.engine.records import NotARecord

TRIES = 5  # each try meets at least one more row that others have written meanwhile


Id = TypeVar("Id", UUID, str)  # a shape may keep its id as text (engine.shapes.Id): that is quicker


class Sent(Protocol):
    @property
    def client_id(self) -> Any: ...


T = TypeVar("T", bound=Sent)


@transaction.atomic(savepoint=False)
def land(
    records: Sequence[object],
    *,
    read: Callable[[object], T],
    keep: Callable[[Sequence[T]], Mapping[Any, Landed]],
    action: str,
    on_kind: str,
    by: Actor,
    at: datetime,
) -> list[Landed]:
    """Take records of one kind in; one word each, in their order, and one event for what they changed.

    read     raises engine.records.NotARecord for what cannot be used: it is named, and the others land
    keep     writes what is new, merges the rest, and says the word for each id
    action   audit action of the batch, "app.offline_..._landed"; on_kind its model
    """
    results: dict[int, Landed] = {}
    rounds: list[tuple[dict[Any, int], list[T]]] = [({}, [])]
    for number, record in enumerate(records):
        try:
            sent = read(record)
        except NotARecord as problem:
            results[number] = Landed(id_as_sent(record), MergeWord.INVALID, problem.finding)
            continue
        for free in rounds:
            if sent.client_id not in free[0]:
                break
        else:
            rounds.append(free := ({}, []))
        free[0][sent.client_id] = number
        free[1].append(sent)
    for places, together in rounds:
        words = keep(together) if together else {}
        for client_id, number in places.items():
            results[number] = words[client_id]
    told = [results[number] for number in range(len(records))]
    write_down(action, on_kind=on_kind, landed=told, by=by, at=at)
    return told


def insert_new(
    model: type[Model], columns: Sequence[str], rows: Mapping[Id, Sequence[Any]], *, programme_id: UUID
) -> set[Id]:
    """Write the rows whose ids are not on record in the programme yet; returns those ids. One COPY, if none is.

    columns  names in the database, each in every row in this order; the model has programme and client_id
    rows     by client id; values as PostgreSQL reads them from text: strings of ids, moments and JSON, numbers, None
             (a UUID or a moment itself is taken too, and costs five times a string)

    Rows go in by the order of their ids, so that two senders of the same rows wait for, and never on, each other.
    """
    if len(rows) == 1:  # a single check is in a hurry: no savepoint
        return _insert_one(model, columns, rows)
    waiting = {client_id: rows[client_id] for client_id in sorted(rows, key=str)}
    for _ in range(TRIES if waiting else 0):
        try:
            with transaction.atomic():
                _copy(model, columns, waiting.values())
            return set(waiting)
        except IntegrityError as error:
            if not isinstance(error.__cause__, errors.UniqueViolation):
                raise
        held = set(map(str, on_record(model, waiting, programme_id=programme_id)))
        waiting = {client_id: row for client_id, row in waiting.items() if str(client_id) not in held}
        if not waiting:
            return set()
    if waiting:
        raise IntegrityError(f"rows of {model._meta.db_table} meet others of another id")
    return set()


def _insert_one(model: type[Model], columns: Sequence[str], rows: Mapping[Id, Sequence[Any]]) -> set[Id]:
    ((client_id, row),) = rows.items()
    with connection.cursor() as cursor:
        cursor.execute(_insert_statement(model._meta.db_table, tuple(columns)), row)
        return {client_id} if cursor.rowcount else set()


@lru_cache
def _insert_statement(table: str, columns: tuple[str, ...]) -> str:
    quote = connection.ops.quote_name
    named, places = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {quote(table)} ({named}) VALUES ({places}) ON CONFLICT DO NOTHING"  # noqa: S608


def on_record(model: type[Model], client_ids: Iterable[UUID | str], *, programme_id: UUID) -> list[UUID]:
    """Which of these ids are on record in the programme."""
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT client_id FROM {table} WHERE programme_id = %s AND client_id = ANY(%s::uuid[])",  # noqa: S608
            [programme_id, list(map(str, client_ids))],
        )
        return [client_id for (client_id,) in cursor.fetchall()]


def _copy(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    named = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(model._meta.db_table), named)
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def write_down(action: str, *, on_kind: str, landed: Iterable[Landed], by: Actor, at: datetime) -> None:
    """One event for what a batch changed: how many, the digest of their ids, how many were odd. None for nothing."""
    changed = [one for one in landed if one.word in (MergeWord.NEW, MergeWord.UPDATED)]
    if not changed:
        return
    ids = sorted(one.client_id for one in changed)
    audit.record(
        action, on_kind=on_kind, by=by, at=at, count=len(ids), area_code=by.area_code,
        digest=hashlib.sha256("\n".join(ids).encode()).digest(),
        detail={"marked": sum(bool(one.marks) for one in changed)},
    )  # fmt: skip
