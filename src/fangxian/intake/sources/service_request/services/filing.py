"""A file of requests comes from another desk: compared with what the desk says, its columns named, tried row by row."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, Refused, refuse, said
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day, why_not_collect
from fangxian.engine.rules.denylist import is_denied
from fangxian.engine.tables import Finding, Row, Table, TableRefused, read_table
from fangxian.engine.tables.columns import plain
from fangxian.intake.queries import destinations_of
from fangxian.intake.rules import columns, manifests
from fangxian.intake.services.files import problem_of_file
from fangxian.intake.sources.service_request import queries, rules
from fangxian.intake.sources.service_request.models import OtherDesk, RequestFile, RequestFileRow
from fangxian.intake.sources.service_request.rules import files

SOURCE = "requests"


@dataclass(frozen=True)
class Handed:
    """What a desk says of its file. told_sha256 in hexadecimal, "" if it gave none."""

    desk: OtherDesk
    told_count: int
    told_sha256: str = ""


@transaction.atomic
def receive_file(
    *, content: bytes, file_name: str, handed: Handed, programme: Programme, by: Actor, at: datetime
) -> RequestFile:
    """Take a file in. Nothing is read of it but its heads. Errors: Refused; then nothing is kept of it."""
    refuse(why_not_use(rules.POWER, by=by))
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    refuse(_why_not_content(content, programme=programme))
    table = _table(content, name=file_name)
    refuse(
        manifests.why_not_as_told(
            told_count=handed.told_count, row_count=table.row_count, told_sha256=handed.told_sha256,
            sha256=table.sha256, source="requests.file",
        )
    )  # fmt: skip
    refuse(files.why_not_so_many(table.row_count))
    denied = [(head, why) for head in table.columns if (why := is_denied(head))]
    heads = [head for head in table.columns if not is_denied(head)]
    file = RequestFile(
        programme=programme, area_code=by.area_code, desk=handed.desk, told_count=handed.told_count,
        told_sha256=handed.told_sha256, file_name=file_name[:200], file_sha256=table.sha256,
        sheet=(table.sheet or "")[:100], row_count=table.row_count,
        notes=[{"zh": note.sentence().zh, "en": note.sentence().en} for note in table.notes],
        columns={"heads": list(table.columns),
                 "denied": [{"head": head, "zh": why.reason.zh, "en": why.reason.en} for head, why in denied]},
        mapping=columns.recognised(heads, files.FIELDS, saved=queries.saved_mapping(handed.desk)),
        sealed=content, received_at=at, received_by_id=by.post_id,
    )  # fmt: skip
    file.save(force_insert=True)
    audit.record(
        "intake.request_file_received", on=file, by=by, at=at, count=table.row_count,
        digest=bytes.fromhex(table.sha256), detail={"desk": str(handed.desk.id), "denied": len(denied)},
    )  # fmt: skip
    return file


@transaction.atomic
def record_file_refusal(*, problem: Problem, content: bytes, by: Actor, at: datetime) -> None:
    """Put on record that a file was not taken in, so that no file vanishes without a trace (INV-20)."""
    audit.record(
        "intake.request_file_refused", by=by, at=at, count=0, digest=hashlib.sha256(content).digest(),
        detail={"problem": problem.code},
    )  # fmt: skip


@transaction.atomic
def read_file(*, file: RequestFile, mapping: Mapping[str, str], by: Actor, at: datetime) -> RequestFile:
    """Say which column is what, and try every row; may be done again with other columns. Errors: Refused."""
    file = held_file(file)
    refuse(why_not_use(rules.POWER, by=by, area_code=file.area_code))
    refuse(files.why_not_read(file.state))
    denied = [item["head"] for item in file.columns["denied"]]
    refuse(columns.why_not_mapping(mapping, files.FIELDS, heads=file.columns["heads"], denied=denied, source=SOURCE))
    refuse(files.why_not_columns(set(mapping)))
    file.rows.all().delete()
    file.mapping, file.read_at = dict(mapping), at
    file.save(update_fields=["mapping", "read_at"])
    table = _table(content_of(file), name="", sheet=file.sheet or None)
    rows = list(_tried(table, file, at=at))
    RequestFileRow.objects.bulk_create(rows, batch_size=1000)
    audit.record(
        "intake.request_file_read", on=file, by=by, at=at, count=len(rows),
        detail=queries.counts_of(file) | {"fields": sorted(mapping)},
    )  # fmt: skip
    return file


@transaction.atomic
def discard_file(*, file: RequestFile, reason: str, by: Actor, at: datetime) -> RequestFile:
    """Give a file up of which nothing is recorded; what it told is destroyed at once. Errors: Refused."""
    file = held_file(file)
    refuse(why_not_use(rules.POWER, by=by, area_code=file.area_code))
    refuse(files.why_not_discard(state=file.state, reason=reason))
    file.rows.update(record=None)
    file.discarded_at, file.discard_reason, file.sealed = at, reason.strip()[:300], None
    file.save(update_fields=["discarded_at", "discard_reason", "sealed"])
    audit.record("intake.request_file_discarded", on=file, by=by, at=at, count=file.row_count)
    return file


def held_file(file: RequestFile) -> RequestFile:
    """The file as it stands, held until this transaction ends; its content is unsealed where it is read."""
    rows = RequestFile.objects.select_for_update(of=("self",)).select_related("desk", "programme")
    return rows.defer("sealed").get(id=file.id)


def examples_of(file: RequestFile, *, most: int = 3) -> dict[str, list[str]]:
    """The first cells of each column that may be read, as they stand; {} once the file is destroyed."""
    if file.sealed is None:
        return {}
    table = _table(content_of(file), name="", sheet=file.sheet or None)
    first = [row.cells for _, row in zip(range(most), table.rows(), strict=False) if row.cells]
    return {head: [cells[place] for cells in first] for place, head in enumerate(table.columns) if not is_denied(head)}


def content_of(file: RequestFile) -> bytes:
    """The file as it was received. Errors: Refused once it is destroyed."""
    if file.sealed is None:
        raise Refused(Problem("requests.file_gone", said("The file is destroyed and cannot be read again.")))
    return bytes(file.sealed)


def _table(content: bytes, *, name: str, sheet: str | None = None) -> Table:
    try:
        return read_table(content, name=name, sheet=sheet, is_known=files.is_known_head)
    except TableRefused as refused:
        raise Refused(problem_of_file(refused.finding, source=SOURCE)) from None


def _why_not_content(content: bytes, *, programme: Programme) -> Problem | None:
    if len(content) > files.FILE_LIMIT:
        return Problem("requests.file_large", said("The file is larger than %(limit)s MB; ask for it in parts."),
                       {"limit": files.FILE_LIMIT // 1024 // 1024}, "file", status=413)  # fmt: skip
    sha256 = hashlib.sha256(content).hexdigest()
    same = RequestFile.objects.filter(programme=programme, file_sha256=sha256, discarded_at=None)
    before = same.defer("sealed").first()
    if before is None:
        return None
    day = city_day(before.received_at, programme.timezone).isoformat()
    return Problem("requests.file_same", said("This very file was received on %(day)s; nothing was doubled."),
                   {"day": day}, "file")  # fmt: skip


def _tried(table: Table, file: RequestFile, *, at: datetime) -> Iterable[RequestFileRow]:
    """Every row with its end, compared with the rows above it and with what came before by any way."""
    here = _here(file, table, at=at)
    position = {head: place for place, head in reversed(list(enumerate(table.columns)))}
    read = [_read(row, file, position, here) for row in table.rows()]
    told = ((row.number, _index(row, file)) for row in read)
    indexes = {number: index for number, index in told if index is not None}
    known = queries.known_by_number(file.desk, indexes.values(), programme_id=file.programme_id)
    first: dict[bytes, int] = {}
    for row in read:
        index = indexes.get(row.number)
        made = _row(row, file, index)
        if made.outcome == files.ACCEPTED and index is not None:
            earlier = first.setdefault(index, row.number)
            if index in known:
                repeats(made, files.ROWS.finding("known_already", row=row.number), known[index])
            elif earlier != row.number:
                repeats(made, files.ROWS.finding("same_in_file", row=row.number, first=earlier), None)
        yield made


def _here(file: RequestFile, table: Table, *, at: datetime) -> files.Here:
    programme = file.programme
    services = queries.catalogue(programme, at=at).services.values()
    kinds = {plain(word): service.code for service in services for word in (service.code, service.zh, service.en)}
    return files.Here(
        zone=programme.zone, at=at, places=destinations_of(programme, today=city_day(at, programme.timezone)),
        kinds=kinds, urgent=frozenset(service.code for service in services if service.is_urgent),
        help=frozenset(service.code for service in services if service.group == rules.HELP), epoch=table.epoch,
    )  # fmt: skip


def _read(row: Row, file: RequestFile, position: Mapping[str, int], here: files.Here) -> files.FiledRow:
    if row.finding:
        return files.FiledRow(row.number, "", {}, None, False, (row.finding,))
    cells = {field: row.cells[position[head]] for field, head in file.mapping.items()}
    return files.read_row(row.number, cells, here, longest_text=rules.LONGEST_TEXT, longest_place=rules.LONGEST_PLACE)


def _index(row: files.FiledRow, file: RequestFile) -> bytes | None:
    return queries.number_index(file.desk, row.own_number, programme_id=file.programme_id)


def _row(row: files.FiledRow, file: RequestFile, index: bytes | None) -> RequestFileRow:
    record: dict[str, Any] | None = None
    if row.outcome == files.ACCEPTED:
        taken_at = row.taken_at.isoformat() if row.taken_at else None
        record = dict(row.told) | {"number": row.own_number, "taken_at": taken_at}
    return RequestFileRow(
        programme_id=file.programme_id, file=file, number=row.number, outcome=row.outcome, is_urgent=row.is_urgent,
        findings=[as_json(finding, file) for finding in row.findings], desk_index=index,
        record=json.dumps(record, ensure_ascii=False) if record is not None else None,
    )  # fmt: skip


def repeats(row: RequestFileRow, finding: Finding, request_id: Any) -> None:
    """Say that a row was received before: as a request, or by a row above it."""
    row.outcome, row.record, row.request_id = files.DUPLICATE, None, request_id
    row.findings = [as_json(finding, row.file), *row.findings]


def as_json(finding: Finding, file: RequestFile) -> dict[str, str]:
    """A finding as it is kept, under the head that the column has in the file."""
    head = file.mapping.get(finding.field or "", finding.field or "")
    return {"code": finding.code, "field": head, "zh": finding.reason.zh, "en": finding.reason.en}
