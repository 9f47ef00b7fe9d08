"""Accepted rows become facts, five hundred at a time; each piece wholly or not at all, whoever dies in between."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from fangxian.core.actors.rules import Actor, Purpose, system, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.people.models import Person
from fangxian.core.people.services import Claim, know_people
from fangxian.core.problems.rules import Problem, refuse
from fangxian.core.programmes.models import new_id
from fangxian.core.staff.queries import actor_of
from fangxian.intake.services import BATCH_LIMIT, Entry, decide_alone_who_is_who, record_facts
from fangxian.intake.sources.pushed_list import queries
from fangxian.intake.sources.pushed_list.models import Import, ImportChunk, ImportFilePart, ImportRow
from fangxian.intake.sources.pushed_list.rules import SOURCE, states
from fangxian.intake.sources.pushed_list.rules.keys import stay_words

from .confirming import second_needed
from .jobs_by_name import COMMIT, defer
from .reading import mark_duplicate


def why_not_commit(source_list: Import) -> Problem | None:
    return states.why_not_commit(
        state=source_list.state,
        accepted_count=queries.waiting_count(source_list),
        second_needed=second_needed(source_list),
    )


@transaction.atomic
def start_commit(*, source_list: Import, by: Actor, at: datetime) -> Import:
    """Divide the accepted rows into pieces and have them recorded. After rows were answered it may be called again."""
    source_list = Import.objects.select_for_update().get(id=source_list.id)
    refuse(why_not_use("intake.import", by=by, area_code=source_list.area_code))
    refuse(why_not_commit(source_list))
    row_count = _divide(source_list)
    source_list.commit_started_at, source_list.committed_at = at, None
    source_list.committed_by_id = by.post_id
    source_list.save(update_fields=["commit_started_at", "committed_at", "committed_by"])
    ImportFilePart.objects.filter(source_list=source_list).delete()
    audit.record("intake.commit_started", on=source_list, by=by, at=at, count=row_count)
    defer(COMMIT, source_list)
    return source_list


def _divide(source_list: Import) -> int:
    """Give every row that waits the number of its piece; returns how many rows there are."""
    first = queries.newest_chunk(source_list) + 1
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE intake_importrow r SET chunk_number = w.chunk FROM ("
            " SELECT number, %s::int + (row_number() OVER (ORDER BY number) - 1) / %s::int AS chunk"
            " FROM intake_importrow WHERE source_list_id = %s::uuid AND outcome = %s::text AND fact_id IS NULL"
            ") w WHERE r.source_list_id = %s::uuid AND r.number = w.number RETURNING r.chunk_number",
            [first, BATCH_LIMIT, source_list.id, states.ACCEPTED, source_list.id],
        )
        numbers = [number for (number,) in cursor.fetchall()]
    ImportChunk.objects.bulk_create(
        ImportChunk(
            programme_id=source_list.programme_id,
            source_list=source_list,
            number=number,
            row_count=numbers.count(number),
            batch_id=new_id(),
        )
        for number in sorted(set(numbers))
    )
    return len(numbers)


@transaction.atomic
def commit_next_chunk(*, list_id: UUID, at: datetime) -> int | None:
    """Record the next piece that nobody else is recording; returns its number, or None if there is none."""
    chunk = (
        ImportChunk.objects.filter(source_list_id=list_id, done_at=None)
        .order_by("number")
        .select_for_update(skip_locked=True, of=("self",))
        .first()
    )
    if chunk is None:
        return None
    source_list = Import.objects.select_related("programme", "committed_by__unit").get(id=list_id)
    rows = list(queries.rows_of(source_list).filter(chunk_number=chunk.number, outcome=states.ACCEPTED, fact_id=None))
    _record(rows, source_list, batch_id=chunk.batch_id, at=at)
    chunk.done_at = at
    chunk.save(update_fields=["done_at"])
    return chunk.number


def _record(rows: Sequence[ImportRow], source_list: Import, *, batch_id: UUID, at: datetime) -> None:
    """Record rows as facts; a row that has become known since the dry run turns into a duplicate."""
    if source_list.committed_by is None:
        raise ValueError("a list that is being committed was committed by somebody")
    by = actor_of(source_list.committed_by, purpose=Purpose.RECEIVE_FACTS)
    records = [json.loads(row.record or "{}") for row in rows]
    decide_alone_who_is_who(source_list.programme)
    people = know_people(
        [Claim(area_code=row.area_code, **record["claim"]) for row, record in zip(rows, records, strict=True)],
        programme=source_list.programme,
        by=by,
        at=at,
    )
    known = queries.told_before([person.id for person in people], programme_id=source_list.programme_id)
    entries: list[Entry] = []
    repeated: list[ImportRow] = []
    said_here: dict[tuple[UUID, str], int] = {}
    for row, record, person in zip(rows, records, people, strict=True):
        told = (person.id, stay_words(record["content"]))
        first = said_here.setdefault(told, row.number)
        if first != row.number or told in known:
            mark_duplicate(row, first_row=first if first != row.number else None, fact_id=known.get(told))
            repeated.append(row)
        else:
            entries.append(_entry(row, record, person, source_list))
    facts = record_facts(
        source=SOURCE.key,
        entries=entries,
        programme=source_list.programme,
        legal_basis=source_list.legal_basis,
        by=by,
        at=at,
        batch_id=batch_id,
        import_id=source_list.id,
        clock_profile=source_list.clock_profile,
    )
    _point_to_facts(source_list, {fact.import_row: fact.id for fact in facts if fact.import_row is not None})
    for row in repeated:
        row.save(update_fields=["outcome", "findings", "first_row", "fact_id"])


def _entry(row: ImportRow, record: dict, person: Person, source_list: Import) -> Entry:
    return Entry(
        client_id=uuid.uuid5(source_list.id, str(row.number)),
        claim=None,
        person=person,
        area_code=row.area_code,
        occurred_at=source_list.received_at,
        content=record["content"],
        import_row=row.number,
        sender=source_list.sender,
    )


def _point_to_facts(source_list: Import, facts: dict[int, UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE intake_importrow r SET fact_id = f.fact_id"
            " FROM unnest(%s::int[], %s::uuid[]) AS f(number, fact_id)"
            " WHERE r.source_list_id = %s::uuid AND r.number = f.number",
            [list(facts), list(facts.values()), source_list.id],
        )


@transaction.atomic
def finish_commit(*, list_id: UUID, at: datetime) -> bool:
    """Close a commit all of whose pieces are recorded; returns whether this call did it."""
    source_list = Import.objects.select_for_update().get(id=list_id)
    unfinished = ImportChunk.objects.filter(source_list=source_list, done_at=None).exists()
    if unfinished or source_list.state != states.COMMITTING:
        return False
    source_list.committed_at = at
    source_list.save(update_fields=["committed_at"])
    audit.record(
        "intake.list_committed",
        on=source_list,
        by=system(source_list.programme_id, Purpose.RECEIVE_FACTS),
        at=at,
        count=source_list.row_count,
        detail=queries.counts_of(source_list),
    )
    return True
