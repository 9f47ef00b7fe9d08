"""What a phone recorded with no network comes in, whatever kind of record it is: each once, none lost, each told.

A kind of record needs three things of its own; the rest is here.

    def land_door_visits(records, *, programme, ahead_by, by, at):
        refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
        refuse(why_not_use("visits.make", by=by))
        return landing.land(
            records,
            shape=SentVisit, read=partial(_judged, doors=...),  # 1. a record in its shape, or NotARecord
            keep=partial(_keep, programme=programme, ahead_by=ahead_by, at=at),
            action="visits.offline_visits_landed", on_kind="visits.Visit", by=by, at=at,
        )

    def _keep(sent, *, programme, ahead_by, at):                # 2. columns, and which rows are new
        sent = sorted(sent, key=attrgetter("client_id"))
        ids = [one.client_id for one in sent]
        columns = {"programme_id": str(programme.id), "device_at": moment_texts([one.device_at for one in sent]), ...}
        new = landing.insert_new(Visit, ids, columns, programme_id=programme.id)
        held = ...                                              # 3. the others, compared with what is on record
        return {id: Landed(str(id), MergeWord.NEW if id in new else _compare(held[id], ...), marks=...)}

A shape (engine/shapes.py) and columns are the quick way, for what comes by the ten thousand. The plain one is a record
field by field (engine/records.py) and rows of models (`insert_new_rows`), at about three times the cost. `keep` is
handed records of different ids: where one id stands twice in a batch, the second comes in a later round and meets the
first on record, so that an edit after an edit is an edit. The line in fieldsync/registry.py names the power and the
purpose.

A sender may be killed at any moment, send a batch twice, or ten times at once: whichever request comes first writes
the row, the others wait for it, find it and compare. A batch is one transaction, so there is no half of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import compress, islice
from operator import attrgetter
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from msgspec import Struct
from psycopg import errors, sql

from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.engine.merging import Landed, MergeWord, id_as_sent
from fangxian.engine.records import NotARecord
from fangxian.engine.shapes import read_all_as

from .copying import Column, as_copied

PORTION = 100  # rows
CHANGES = (MergeWord.NEW, MergeWord.UPDATED)
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
    read: Callable[[Any], T],
    keep: Callable[[Sequence[T]], Mapping[Any, Landed]],
    action: str,
    on_kind: str,
    by: Actor,
    at: datetime,
    shape: type[Struct] | None = None,
) -> list[Landed]:
    """Take records of one kind in; one word each, in their order, and one event for what they changed.

    shape    what each is read into before `read` is handed it, all in one step (engine/shapes.py); without one,
             `read` is handed the record as it was sent
    read     raises engine.records.NotARecord for what cannot be used: it is named, and the others land
    keep     writes what is new, merges the rest, and says the word for each id
    action   audit action of the batch, "app.offline_..._landed"; on_kind its model
    """
    told: list[Any] = _read_all(records, read=read, shape=shape)
    places = [place for place, one in enumerate(told) if type(one) is not Landed]
    landed: list[Landed] = []
    while places:  # in rounds, so that an id which was sent twice meets its first record in the database
        together: dict[Any, int] = {}
        later = [place for place in places if together.setdefault(told[place].client_id, place) != place]
        words = keep([told[place] for place in together.values()])
        for client_id, place in together.items():
            told[place] = words[client_id]
        landed += words.values()
        places = later
    write_down(action, on_kind=on_kind, landed=landed, by=by, at=at)
    return told


def _read_all(records: Sequence[object], *, read: Callable[[Any], T], shape: type[Struct] | None) -> list[T | Landed]:
    """Each record as it can be used, or the word for it if it cannot."""
    found: list[T | Landed] = []
    for sent, record in zip(records, read_all_as(records, shape) if shape else records, strict=True):
        try:
            if isinstance(record, NotARecord):
                raise record
            found.append(read(record))
        except NotARecord as problem:
            found.append(Landed(id_as_sent(sent), MergeWord.INVALID, problem.finding))
    return found


def insert_new(model: type[Model], ids: Sequence[Id], columns: Mapping[str, Column], *, programme_id: UUID) -> set[Id]:
    """Write the rows whose ids are not on record in the programme yet; returns those ids. One COPY, if none is.

    ids      the client ids in their order, a row each, none twice; they are written into the column client_id
    columns  by name in the database: a list with a value for each row, or one value for all of them. Texts, numbers,
             truth and None are taken; moments as text (shapes.moment_texts). The model has programme and client_id

    Two senders of the same rows shall wait for, and never on, each other: so rows come by the order of their ids.
    Raises ValueError if they do not.
    """
    if list(ids) != sorted(ids):
        raise ValueError("rows are written by the order of their ids")
    if len(ids) == 1:  # a single check is in a hurry: no savepoint
        return _insert_one(model, ids[0], columns)
    waiting, names = set(ids), ("client_id", *columns)
    for _ in range(TRIES if ids else 0):
        rows = compress(as_copied(ids, columns), map(waiting.__contains__, ids))
        if _copied(model, names, rows):
            return waiting
        held = set(map(str, on_record(model, waiting, programme_id=programme_id)))
        waiting = {client_id for client_id in waiting if str(client_id) not in held}
        if not waiting:
            return waiting
    if waiting:
        raise IntegrityError(f"rows of {model._meta.db_table} meet others of another id")
    return waiting


def insert_new_rows(rows: Sequence[Model]) -> set[UUID]:
    """`insert_new` for models that are at hand already; a tenth of what writing them by the ORM costs.

    rows  of one model and one programme, none of whose columns is written in another way than it is read (sealed ...)
    """
    if not rows:
        return set()
    rows = sorted(rows, key=attrgetter("client_id"))
    fields = [field for field in rows[0]._meta.concrete_fields if field.name != "client_id"]
    columns: dict[str, Column] = {
        str(field.column): [_as_written(getattr(row, field.attname)) for row in rows] for field in fields
    }
    ids = [row.client_id for row in rows]  # type: ignore[attr-defined]
    return insert_new(type(rows[0]), ids, columns, programme_id=rows[0].programme_id)  # type: ignore[attr-defined]


def _as_written(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list | dict) else value


def _insert_one(model: type[Model], client_id: Id, columns: Mapping[str, Column]) -> set[Id]:
    row = [client_id, *(values[0] if isinstance(values, list) else values for values in columns.values())]
    with connection.cursor() as cursor:
        cursor.execute(_insert_statement(model._meta.db_table, ("client_id", *columns)), row)
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


def _copied(model: type[Model], columns: Sequence[str], rows: Iterator[str]) -> bool:
    """Write rows; False, and none of them, if one is on record."""
    with connection.cursor() as django, connection.wrap_database_errors:
        cursor = django.cursor
        # A savepoint of one name, left to end with the transaction: Django's own cost as much as a hundred rows.
        cursor.execute("SAVEPOINT copied", prepare=False)
        try:
            with cursor.copy(_copy_statement(model._meta.db_table, tuple(columns))) as copy:
                while portion := [*islice(rows, PORTION)]:
                    copy.write("\n".join([*portion, ""]))  # the database reads it while the next is put together
        except errors.UniqueViolation:
            cursor.execute("ROLLBACK TO SAVEPOINT copied", prepare=False)
            return False
    return True


@lru_cache
def _copy_statement(table: str, columns: tuple[str, ...]) -> sql.Composed:
    named = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), named)


def write_down(action: str, *, on_kind: str, landed: Iterable[Landed], by: Actor, at: datetime) -> None:
    """One event for what a batch changed: how many, the digest of their ids, how many were odd. None for nothing."""
    changed = [one for one in landed if one.word in CHANGES]
    if not changed:
        return
    ids = sorted(one.client_id for one in changed)
    audit.record(
        action, on_kind=on_kind, by=by, at=at, count=len(ids), area_code=by.area_code,
        digest=hashlib.sha256("\n".join(ids).encode()).digest(),
        detail={"marked": sum(bool(one.marks) for one in changed)},
    )  # fmt: skip
