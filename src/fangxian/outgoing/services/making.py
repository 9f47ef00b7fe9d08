"""Making a package in the background: read, mark, seal. What is in it leaves no trace here but its hash."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor, Purpose, system
from fangxian.core.audit import services as audit
from fangxian.engine import handover
from fangxian.outgoing import queries, rules
from fangxian.outgoing.models import Package, PackageSubject
from fangxian.outgoing.queries import results
from fangxian.tasks.rules import CONCLUSIONS, OUTCOME_LABELS

MARK = "mark"


def make_packages(*, at: datetime) -> int:
    """Make every approved package that waits; returns how many were made or could not be."""
    done = 0
    while (package := _begin(at=at)) is not None:
        _make(package, at=at)
        done += 1
    return done


@transaction.atomic
def _begin(*, at: datetime) -> Package | None:
    package = queries.next_to_make(at=at)
    if package is not None:
        package.started_at, package.done_count = at, 0
        package.save(update_fields=["started_at", "done_count"])
    return package


def _make(package: Package, *, at: datetime) -> None:
    """Read the rows as they are now, which may be fewer or more than were asked for."""
    by = replace(system(package.programme_id, Purpose.HAND_OVER), area_code=package.area_code)
    if (rows := queries.results_for(package)) is not None:
        _make_results(package, rows, by=by, at=at)
        return
    ids = queries.people_meant(package.purpose, package.area_code, about_id=package.about_id, by=by, at=at)
    if problem := rules.why_not_count(purpose=package.purpose, count=len(ids)):
        _fail(package, problem.code.removeprefix("outgoing."), by=by, at=at)
        return
    found: list[tuple[UUID, list[str]]] = []
    for chunk in queries.rows_of(package, ids):
        found += chunk
        Package.objects.filter(id=package.id).update(done_count=len(found))
    found.sort(key=lambda row: queries.place_of(row[0], package=package))
    told = {"asked": queries.asked_in(package)} if package.about_id else None
    _pack(package, [row for _, row in found], people=[person for person, _ in found], told=told, by=by, at=at)


def _make_results(package: Package, found: list[results.Result], *, by: Actor, at: datetime) -> None:
    """What came of each row of a list, in the order of its file, and the sum that reconciles it."""
    if problem := rules.why_not_count(purpose=package.purpose, count=len(found)):
        _fail(package, "too_many" if problem.code == "outgoing.too_many" else "nobody", by=by, at=at)
        return
    words = {code: str(text) for code, text in (OUTCOME_LABELS | CONCLUSIONS | rules.RESULTS).items()}
    told = {
        "reconciled": results.reconciled(found),
        "results": {code: words[code] for code in sorted({one.result for one in found})},
    }
    people = list(dict.fromkeys(one.person_id for one in found if one.person_id))
    cells = [queries.result_cells(one, package.columns) for one in found]
    _pack(package, cells, people=people, told=told, by=by, at=at)


def _pack(
    package: Package, found: list[list[str]], *, people: list[UUID], told: dict[str, Any] | None = None, by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    """Mark the rows, seal them with their manifest, keep the package."""
    mark = queries.mark_of(package)
    cells = [[f"{mark}-{place}", *row] for place, row in enumerate(found, start=1)]
    rows = handover.rows_csv([MARK, *package.columns], cells)
    manifest = manifest_of(package, row_count=len(found), mark=mark, at=at) | (told or {})
    sealed = handover.seal(rows, manifest=manifest, statement=statement_of(manifest), public_key=package.recipient_key)
    _finish(package, people=people, row_count=len(found), rows=rows, sealed=sealed, mark=mark, by=by, at=at)


@transaction.atomic
def _finish(
    package: Package, *, people: list[UUID], row_count: int, rows: bytes, sealed: bytes, mark: str, by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    kept = Package.objects.select_for_update().get(id=package.id)
    if kept.revoked_at is not None or kept.made_at is not None:
        return
    PackageSubject.objects.bulk_create(
        [PackageSubject(programme_id=kept.programme_id, package=kept, person_id=person) for person in people],
        batch_size=500,
    )
    kept.made_at, kept.row_count, kept.mark, kept.sealed = at, row_count, mark, sealed
    kept.sha256, kept.sealed_sha256 = handover.sha256(rows), handover.sha256(sealed)
    kept.save(update_fields=["made_at", "row_count", "mark", "sealed", "sha256", "sealed_sha256"])
    digest = bytes.fromhex(kept.sha256)
    audit.record("outgoing.package_made", on=kept, by=by, at=at, count=row_count, digest=digest)


@transaction.atomic
def _fail(package: Package, failure: str, *, by: Actor, at: datetime) -> None:
    package.failed_at, package.failure = at, failure
    package.save(update_fields=["failed_at", "failure"])
    audit.record("outgoing.package_failed", on=package, by=by, at=at, detail={"failure": failure})


def manifest_of(package: Package, *, row_count: int, mark: str, at: datetime) -> dict[str, Any]:
    """What the recipient reads beside the rows; the hash of the rows is added when it is sealed."""
    purpose = rules.PURPOSES[package.purpose]
    return {
        "format": "fangxian hand-over package 1",
        "number": package.number,
        "programme": package.programme.name,
        "purpose": package.purpose,
        "purpose_text": purpose.label,
        "legal_basis": list(purpose.legal_basis),
        "recipient_body": package.recipient_body,
        "recipient_name": package.recipient_name,
        "columns": [MARK, *package.columns],
        "row_count": row_count,
        "mark": mark,
        "made_at": at.isoformat(),
        "use_until": package.use_until.isoformat(),
    }


def statement_of(manifest: dict[str, Any]) -> str:
    """What the recipient must do, in both languages; part of the file, so it goes wherever the rows go."""
    zone_note = manifest["use_until"]
    return (
        f"移交包第 {manifest['number']} 号，共 {manifest['row_count']} 行，仅供 {manifest['recipient_body']} "
        f"{manifest['recipient_name']} 用于所列目的。\n"
        f"不得转发、不得用于其他目的；{zone_note} 之后必须销毁并告知移交方。每一行都带有本份的标记 "
        f"{manifest['mark']}。\n\n"
        f"Hand-over package {manifest['number']}: {manifest['row_count']} rows, for {manifest['recipient_body']}, "
        f"{manifest['recipient_name']}, and for the stated purpose only.\n"
        f"Do not pass it on or use it for anything else; destroy it after {zone_note} and tell whoever gave it. "
        f"Every row carries the mark of this copy, {manifest['mark']}.\n"
    )
