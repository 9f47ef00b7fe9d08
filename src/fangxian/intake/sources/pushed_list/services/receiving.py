"""A list arrives: looked at before it is opened, compared with its manifest, sealed, and its columns named."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, Refused, refuse, said
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import why_not_collect
from fangxian.engine.rules.denylist import is_denied
from fangxian.engine.tables import Table, TableRefused, read_table
from fangxian.intake.rules import columns, manifests
from fangxian.intake.services.files import problem_of_file
from fangxian.intake.sources.pushed_list import queries
from fangxian.intake.sources.pushed_list.models import Import, ImportFilePart, ImportRow, SenderMapping
from fangxian.intake.sources.pushed_list.rules import SOURCE, states
from fangxian.intake.sources.pushed_list.rules.fields import FIELDS, is_known_head, why_not_read

from .jobs_by_name import READ, defer
from .telling import tell_held

FILE_LIMIT = 60 * 1024 * 1024  # bytes; a list of a million rows fits
PART_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class Terms:
    """What an officer says about a list that she takes in.

    purpose        what it will be used for, in words
    clock_profile  list, lead or serious: how soon somebody must act (O5)
    """

    manifest: manifests.Manifest
    purpose: str
    legal_basis: str
    clock_profile: str


@transaction.atomic
def receive_list(
    *, content: bytes, file_name: str, terms: Terms, sheet: str | None, programme: Programme, by: Actor, at: datetime
) -> Import:
    """Take a list in. If it is not what its manifest says it is held, and nothing of it is read.

    Errors: Refused if the file cannot be a list, or was received before; then nothing is kept of it.
    """
    refuse(why_not_use("intake.import", by=by))
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    refuse(_why_not_content(content, programme=programme))
    try:
        table = read_table(content, name=file_name, sheet=sheet, is_known=is_known_head)
    except TableRefused as refused:
        raise Refused(problem_of_file(refused.finding, source="pushed_list")) from None
    source_list = _new_import(table, file_name=file_name, terms=terms, programme=programme, by=by, at=at)
    held = manifests.why_held(terms.manifest, row_count=table.row_count, sha256=table.sha256)
    if held:
        source_list.held_at, source_list.held_problem = at, as_json(held)
    source_list.save(force_insert=True)
    _keep(content, source_list)
    audit.record(
        "intake.list_held" if held else "intake.list_received",
        on=source_list,
        by=by,
        at=at,
        count=table.row_count,
        digest=bytes.fromhex(table.sha256),
        detail={"told_count": terms.manifest.row_count, "problem": held.code if held else None},
    )
    if held:
        tell_held(source_list, by=by, at=at)
    return source_list


def as_json(problem: Problem) -> dict[str, Any]:
    """A problem as it is kept; its text is translated where it is shown."""
    return {"code": problem.code, "text": problem.text, "values": dict(problem.values)}


def _why_not_content(content: bytes, *, programme: Programme) -> Problem | None:
    if len(content) > FILE_LIMIT:
        return Problem(
            "pushed_list.too_large",
            said("The file is larger than %(limit)s MB; ask the sender for it in parts."),
            {"limit": FILE_LIMIT // 1024 // 1024},
            "file",
            status=413,
        )
    before = queries.same_file(hashlib.sha256(content).hexdigest(), programme_id=programme.id)
    if before:
        return Problem(
            "pushed_list.same_file",
            said("This very file was received before, from %(sender)s; nothing was doubled. See the list of %(day)s."),
            {"sender": before.sender, "day": before.received_at.astimezone(programme.zone).date().isoformat()},
            "file",
        )
    return None


def _new_import(table: Table, *, file_name: str, terms: Terms, programme: Programme, by: Actor, at: datetime) -> Import:
    manifest = terms.manifest
    denied = [(head, reason) for head in table.columns if (reason := is_denied(head))]
    heads = [head for head in table.columns if not is_denied(head)]
    saved = queries.saved_mapping(manifest.sender, programme_id=programme.id)
    return Import(
        programme=programme,
        area_code=by.area_code,
        sender=manifest.sender,
        sender_reference=manifest.reference,
        sender_contact=manifest.contact or None,
        channel=manifest.channel,
        told_count=manifest.row_count,
        told_sha256=manifest.sha256,
        purpose=terms.purpose,
        legal_basis=terms.legal_basis,
        clock_profile=terms.clock_profile,
        file_name=file_name[:200],
        file_size=table.size,
        file_sha256=table.sha256,
        encoding=table.encoding or "",
        sheet=(table.sheet or "")[:100],
        row_count=table.row_count,
        notes=[{"zh": note.sentence().zh, "en": note.sentence().en, "code": note.code} for note in table.notes],
        columns={
            "heads": list(table.columns),
            "denied": [
                {"head": head, "code": why.code, "zh": why.reason.zh, "en": why.reason.en} for head, why in denied
            ],
        },
        mapping=columns.recognised(heads, FIELDS, saved=saved),
        received_by_id=by.post_id,
        received_at=at,
    )


def _keep(content: bytes, source_list: Import) -> None:
    """Keep the file sealed until it is committed or discarded: a second look may need other columns."""
    for number, start in enumerate(range(0, len(content), PART_BYTES)):
        ImportFilePart.objects.create(
            programme_id=source_list.programme_id,
            source_list=source_list,
            number=number,
            sealed=content[start : start + PART_BYTES],
        )


@transaction.atomic
def record_refusal(*, problem: Problem, sha256: str, sender: str, by: Actor, at: datetime) -> None:
    """Put on record that a file was not taken in, so that no file vanishes without a trace (INV-20)."""
    audit.record(
        "intake.list_refused",
        by=by,
        at=at,
        count=0,
        digest=bytes.fromhex(sha256),
        detail={"problem": problem.code, "sender": sender[:100]},
    )


@transaction.atomic
def correct_manifest(
    *, source_list: Import, told_count: int, told_sha256: str, reason: str, by: Actor, at: datetime
) -> Import:
    """Take the sender's corrected word about a held list. A second unit must then confirm it, however short it is.

    If the list still disagrees, it stays held with the new reason.
    """
    source_list = _locked(source_list)
    refuse(why_not_use("intake.import", by=by, area_code=source_list.area_code))
    refuse(states.why_not_correct_manifest(state=source_list.state))
    if len(reason.strip()) < 4:
        refuse(
            Problem(
                "pushed_list.no_reason", said("Say who corrected the manifest and why."), field="reason", status=422
            )
        )
    before = {"told_count": source_list.told_count, "told_sha256": source_list.told_sha256[:12]}
    source_list.told_count = told_count
    source_list.told_sha256 = manifests.normalise_sha256(told_sha256)
    source_list.manifest_corrected_reason = reason.strip()[:300]
    manifest = manifests.Manifest(source_list.sender, source_list.channel, told_count, source_list.told_sha256)
    held = manifests.why_held(manifest, row_count=source_list.row_count, sha256=source_list.file_sha256)
    source_list.held_at = source_list.held_at if held else None
    source_list.held_problem = as_json(held) if held else None
    source_list.save()
    audit.record(
        "intake.manifest_corrected", on=source_list, by=by, at=at, detail=before | {"still_held": held is not None}
    )
    return source_list


@transaction.atomic
def map_columns(*, source_list: Import, mapping: Mapping[str, str], by: Actor, at: datetime) -> Import:
    """Say which column is what, remember it for the sender's next list, and have the list read."""
    source_list = _locked(source_list)
    refuse(why_not_use("intake.import", by=by, area_code=source_list.area_code))
    refuse(states.why_not_map(state=source_list.state))
    denied = [item["head"] for item in source_list.columns["denied"]]
    heads = source_list.columns["heads"]
    refuse(columns.why_not_mapping(mapping, FIELDS, heads=heads, denied=denied, source=SOURCE.key))
    refuse(why_not_read(set(mapping)))
    source_list.mapping = dict(mapping)
    source_list.mapped_at, source_list.read_count, source_list.person_count = at, 0, None
    source_list.read_at = source_list.failed_at = source_list.failed_problem = None
    source_list.save()
    ImportRow.objects.filter(source_list=source_list).delete()
    source_list.alarms.all().delete()
    _remember(source_list, at=at)
    audit.record("intake.columns_mapped", on=source_list, by=by, at=at, detail={"fields": sorted(mapping)})
    defer(READ, source_list)
    return source_list


def _remember(source_list: Import, *, at: datetime) -> None:
    known = SenderMapping.objects.filter(programme_id=source_list.programme_id, sender=source_list.sender)
    known.delete()
    SenderMapping.objects.bulk_create(
        SenderMapping(
            programme_id=source_list.programme_id, sender=source_list.sender, field=field, head=head[:200], saved_at=at
        )
        for field, head in source_list.mapping.items()
    )


def _locked(source_list: Import) -> Import:
    """The list as it is now, with nobody else changing it until this transaction ends."""
    return Import.objects.select_for_update().get(id=source_list.id)
