"""The dry run: every row is read, judged by itself, and compared with the file and with what is known."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from fangxian.core.actors.rules import Purpose, system
from fangxian.core.audit import services as audit
from fangxian.core.people.services import Claim, recognise_people
from fangxian.core.privacy.queries import blind_index
from fangxian.core.programmes.services import insert_by_copy
from fangxian.engine.tables import Row, Table, TableRefused, read_table
from fangxian.intake.queries import destinations_of
from fangxian.intake.sources.pushed_list import queries
from fangxian.intake.sources.pushed_list.models import Import, ImportAlarm, ImportRow
from fangxian.intake.sources.pushed_list.rules import states
from fangxian.intake.sources.pushed_list.rules.fields import is_known_head
from fangxian.intake.sources.pushed_list.rules.findings import LISTS
from fangxian.intake.sources.pushed_list.rules.keys import question_words, stay_words
from fangxian.intake.sources.pushed_list.rules.rows import Reader, RowReading, read_row

from .forecasting import forecasts

log = logging.getLogger(__name__)
ROWS_AT_ONCE = 2000


@contextmanager
def alone_with(list_id: UUID) -> Iterator[bool]:
    """Whether nobody else works on this list; if so, nobody else can until the block ends or this process dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s::text, 1))", [f"import:{list_id}"])
        (alone,) = cursor.fetchone()
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s::text, 1))", [f"import:{list_id}"])


def read_list(*, list_id: UUID, at: datetime) -> Import | None:
    """Read every row of a list whose columns are named. May be called again after a crash: it begins anew.

    Returns None if there is nothing to read or somebody else is reading it.
    """
    with alone_with(list_id) as alone:
        source_list = Import.objects.select_related("programme").get(id=list_id)
        if not alone or source_list.state != states.READING:
            return None
        try:
            _read(source_list, at=at)
        except TableRefused as refused:
            sentence = refused.finding.sentence()
            fail_reading(source_list=source_list, code=refused.finding.code, zh=sentence.zh, en=sentence.en, at=at)
        return source_list


@transaction.atomic
def fail_reading(*, source_list: Import, code: str, zh: str, en: str, at: datetime) -> None:
    """Put on record that a list could not be read; it can be read again with other columns, or discarded."""
    source_list.failed_at, source_list.failed_problem = at, {"code": code, "zh": zh, "en": en}
    source_list.save(update_fields=["failed_at", "failed_problem"])
    ImportRow.objects.filter(source_list=source_list).delete()
    audit.record(
        "intake.list_reading_failed",
        on=source_list,
        by=system(source_list.programme_id, Purpose.RECEIVE_FACTS),
        at=at,
        detail={"problem": code},
    )


def _read(source_list: Import, *, at: datetime) -> None:
    ImportRow.objects.filter(source_list=source_list).delete()
    content = queries.content_of(source_list)
    if content is None:
        raise TableRefused(LISTS.finding("file_gone"))
    table = read_table(
        content,
        name="",
        sheet=source_list.sheet or None,
        is_known=is_known_head,
    )
    reader = reader_for(source_list, at=at, table=table)
    seen = Seen()
    rows = table.rows()
    while block := list(islice(rows, ROWS_AT_ONCE)):
        readings = [_reading_of(row, table, source_list, reader) for row in block]
        with transaction.atomic():
            source_list.read_count += len(block)
            going_on = Import.objects.filter(id=source_list.id, discarded_at=None)
            if not going_on.update(read_count=source_list.read_count):
                return  # discarded in the meantime, with the rows that were read
            _write(readings, source_list, seen, at=at)
    finish_reading(source_list, at=at)


def reader_for(source_list: Import, *, at: datetime, table: Table | None = None) -> Reader:
    """What is needed to read rows of this list on the day of `at`."""
    programme = source_list.programme
    today = at.astimezone(programme.zone).date()
    return Reader(
        heads=source_list.mapping,
        destinations=destinations_of(programme, today=today),
        zone=programme.zone,
        today=today,
        epoch=table.epoch if table else None,
        places=source_list.places,
    )


@dataclass(frozen=True)
class Told:
    """A row's cells, as far as they are read as something, with what they say.

    original   the cells as they stood in the file, if they have been answered since; else None
    """

    cells: Mapping[str, str]
    reading: RowReading
    original: Mapping[str, str] | None = None


def _reading_of(row: Row, table: Table, source_list: Import, reader: Reader) -> Told:
    if row.finding:
        return Told({}, RowReading(row.number, findings=[row.finding]))
    position = {head: index for index, head in reversed(list(enumerate(table.columns)))}
    cells = {field: row.cells[position[head]] for field, head in source_list.mapping.items()}
    return Told(cells, read_row(row.number, cells, reader))


@dataclass
class Seen:
    """What earlier rows of the file said: person and stay -> the row that counts.

    documents  phone and name -> the document number that came with them, if there was one
    """

    rows: dict[tuple[bytes, str], int] = field(default_factory=dict)
    documents: dict[bytes, bytes] = field(default_factory=dict)

    def person_key(self, document: bytes | None, phone: bytes | None) -> bytes | None:
        """One key for one person (O12): her document, else the document known for her phone and name, else these."""
        if document is None:
            return self.documents.get(phone, phone) if phone else None
        if phone and phone not in self.documents:
            self.documents[phone] = document
        return document

    def first(self, keys: Sequence[bytes], stay: str, number: int) -> int | None:
        """The earlier row that said the same of the same person, or None; then this one counts from now on."""
        earlier = next((self.rows[key, stay] for key in keys if (key, stay) in self.rows), None)
        if earlier is None:
            self.rows[keys[0], stay] = number
        return earlier


def claim_of(reading: RowReading) -> Claim:
    return Claim(area_code=reading.area_code, **reading.claim)  # type: ignore[arg-type]  # texts of Claim only


def _write(told: Sequence[Told], source_list: Import, seen: Seen, *, at: datetime) -> None:
    """Write a block of rows with what becomes of them."""
    readings = [item.reading for item in told]
    readable = [reading for reading in readings if reading.claim]
    recognised = recognise_people([claim_of(reading) for reading in readable], programme=source_list.programme)
    who = dict(zip([reading.number for reading in readable], recognised, strict=True))
    known = queries.told_before(
        [found.person_id for found in recognised if found.person_id], programme_id=source_list.programme_id
    )
    accepted = [reading for reading in readings if reading.outcome == states.ACCEPTED]
    forecast = dict(
        zip([r.number for r in accepted], forecasts(accepted, programme=source_list.programme, at=at), strict=True)
    )
    rows = []
    for item in told:
        reading = item.reading
        row = row_of(item, source_list)
        found = who.get(reading.number)
        if found:
            row.person_key = seen.person_key(found.document_key, found.phone_key) or _by_address(reading, source_list)
            if row.outcome == states.ACCEPTED:
                keys = [key for key in (row.person_key, found.phone_key) if key]
                stay = stay_words(reading.content)
                first = seen.first(keys, stay, reading.number)
                mark_duplicate(
                    row, first_row=first, fact_id=known.get((found.person_id, stay)) if found.person_id else None
                )
        said = forecast.get(row.number)
        if row.outcome == states.ACCEPTED and said:
            row.forecast, row.forecast_rule = said.result, said.rule_id
        rows.append(row)
    insert_by_copy(rows)


def row_of(told: Told, source_list: Import) -> ImportRow:
    """A row as it is kept, before it is compared with others."""
    reading = told.reading
    words = question_words(reading.findings, cells=told.cells, heads=source_list.mapping)
    return ImportRow(
        programme_id=source_list.programme_id,
        source_list=source_list,
        number=reading.number,
        outcome=reading.outcome,
        area_code=reading.area_code,
        findings=[finding_json(finding.code, finding.field, finding.reason) for finding in reading.findings],
        record=record_json(told),
        stay_key=_hash(stay_words(reading.content), "intake.stay", source_list) if reading.content else None,
        question_key=_hash(words, "intake.question", source_list) if words else None,
    )


def finding_json(code: str, head: str | None, reason: object) -> dict[str, str]:
    return {"code": code, "field": head or "", "zh": reason.zh, "en": reason.en}  # type: ignore[attr-defined]


def record_json(told: Told) -> str:
    """The original of a row and what was read from it; sealed by the column that it goes to.

    told   the cells as they stood in the file, kept beside the cells with the answers
    """
    record = {"cells": dict(told.cells), "claim": told.reading.claim, "content": told.reading.content}
    if told.original is not None:
        record["told"] = dict(told.original)
    return json.dumps(record, ensure_ascii=False)


def mark_duplicate(row: ImportRow, *, first_row: int | None, fact_id: UUID | None) -> None:
    """Say that a row repeats an earlier row, or a fact that is on record already."""
    if first_row is None and fact_id is None:
        return
    row.outcome, row.first_row, row.fact_id = states.DUPLICATE, first_row, fact_id if first_row is None else None
    detail: dict[str, Any] = {"first": first_row} if first_row else {}
    code = "same_in_file" if first_row else "known_already"
    finding = LISTS.finding(code, row=row.number, **detail)
    row.findings = [*row.findings, finding_json(code, None, finding.reason)]


def _by_address(reading: RowReading, source_list: Import) -> bytes | None:
    """Somebody without document and phone is told apart by name and address, within this list only."""
    name, address = reading.claim["name"], reading.claim["address"]
    return _hash(f"{name}\0{address}", "intake.name_and_address", source_list) if name and address else None


def _hash(text: str, label: str, source_list: Import) -> bytes:
    return blind_index(text, programme_id=source_list.programme_id, label=label)


@transaction.atomic
def finish_reading(source_list: Import, *, at: datetime) -> None:
    """Raise the alarms, count the people, and say that the dry run is ready."""
    ImportAlarm.objects.filter(source_list=source_list).delete()
    ImportAlarm.objects.bulk_create(_alarms(source_list))
    for alarm in source_list.alarms.order_by("-person_count"):
        audit.record(
            "intake.identical_stays_found",
            on=source_list,
            by=system(source_list.programme_id, Purpose.RECEIVE_FACTS),
            at=at,
            count=alarm.person_count,
        )
    source_list.person_count = queries.person_count(source_list)
    source_list.read_at = at
    source_list.save(update_fields=["person_count", "read_at"])
    audit.record(
        "intake.list_read",
        on=source_list,
        by=system(source_list.programme_id, Purpose.RECEIVE_FACTS),
        at=at,
        count=source_list.row_count,
        detail=queries.counts_of(source_list) | {"alarms": source_list.alarms.count()},
    )


def _alarms(source_list: Import) -> Iterable[ImportAlarm]:
    for found in queries.identical_stays(source_list, from_count=settings.INTAKE_IDENTICAL_STAYS_ALARM):
        row = queries.rows_of(source_list).get(number=found["first_row"])
        content = json.loads(row.record or "{}")["content"]
        yield ImportAlarm(
            programme_id=source_list.programme_id,
            source_list=source_list,
            stay_key=bytes(found["stay_key"]),
            stay={**content["stays"][0], "arrives_on": content["arrives_on"]},
            person_count=found["people"],
            row_count=found["rows"],
        )
