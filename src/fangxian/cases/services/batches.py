"""One action puts every contact's class and notice before the second reviewer; sheet by sheet they are decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.cases import rules
from fangxian.cases.models import BatchEntry, Case, Classification, ContactBatch
from fangxian.cases.queries import contacts as queries
from fangxian.cases.queries import holding
from fangxian.cases.rules import batches
from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, refuse

from .authority import why_not_work_on


@transaction.atomic
def put_up(*, case: Case, by: Actor, at: datetime) -> ContactBatch:
    """Put every class that would bind somebody, with its notice, before the second reviewer as one batch.

    The areas' tasks follow from the audit event (reactions/table.py). Nobody is restricted by it: until the
    second person has agreed a class in a batch binds nobody. Errors: Refused, and nothing is put.
    """
    case = Case.objects.select_for_update().get(id=case.id)
    refuse(why_not_work_on(case, by=by, at=at))
    found = [
        row
        for row in queries.newest_classifications(case)
        if batches.may_be_put(queries.standing_of(row), at=at)
    ]  # fmt: skip
    refuse(batches.why_not_put(len(found)))
    digest = batches.sheet_sha256((row.id, row.outcome, row.inputs_sha256) for row in found)
    batch = ContactBatch.objects.create(
        programme_id=case.programme_id, case=case, area_code=case.area_code, put_at=at, put_by_id=by.post_id,
        entry_count=len(found), digest=digest,
    )  # fmt: skip
    BatchEntry.objects.bulk_create(
        BatchEntry(
            programme_id=case.programme_id,
            batch=batch,
            classification=row,
            area_code=row.exposure.person.area_code,
            first_user_id=by.user_id,
            first_body_id=by.body_id,
        )
        for row in found
    )
    audit.record(
        "cases.contacts_put_up", on=batch, by=by, at=at, count=len(found), digest=bytes.fromhex(digest),
        detail={"case": str(case.id)},
    )  # fmt: skip
    return batch


def why_not_decide(batch: ContactBatch, entries: Sequence[BatchEntry], *, seen: str, by: Actor) -> Problem | None:
    """Why `by` may not decide on these entries now: asked by the screen before and by the service again."""
    waiting = [entry for entry in entries if queries.is_waiting(entry)]
    return (
        why_not_use("cases.review", by=by, area_code=batch.case.area_code)
        or batches.why_not_decide_sheet(
            entry_count=len(entries),
            open_count=len(waiting),
            seen_sha256=seen,
            sheet_sha256=queries.sheet_of(entries),
            firsts=[
                first
                for entry in entries
                for first in (
                    (entry.first_user_id, entry.first_body_id),
                    (entry.classification.first_user_id, entry.classification.first_body_id),
                )
            ],
            by=by,
        )
    )  # fmt: skip


@transaction.atomic
def decide_sheet(
    *,
    batch: ContactBatch,
    entry_ids: Sequence[UUID],
    returned_ids: Iterable[UUID] = (),
    reason: str = "",
    seen_sha256: str,
    by: Actor,
    at: datetime,
) -> ContactBatch:
    """Agree to the classes of one sheet as the second person of another body, but for those that go back.

    entry_ids    the sheet as it was shown, at most twenty; returned_ids of them go back, for `reason`
    Errors: Refused, and nothing is decided.
    """
    entries = list(queries.entries_of(batch).select_for_update(of=("self",)).filter(id__in=entry_ids))
    refuse(why_not_decide(batch, entries, seen=seen_sha256, by=by))
    refuse(rules.why_not_trace(ruled_out_at=batch.case.ruled_out_at, at=at))
    back = set(returned_ids) & {entry.id for entry in entries}
    refuse(batches.why_not_return(returned_count=len(back), reason=reason))
    for entry in entries:
        _decide(entry, is_returned=entry.id in back, reason=reason, by=by, at=at)
    audit.record(
        "cases.contacts_decided", on=batch, by=by, at=at, count=len(entries), digest=bytes.fromhex(seen_sha256),
        detail={"agreed": len(entries) - len(back), "sent_back": len(back)},
    )  # fmt: skip
    return batch


def _decide(entry: BatchEntry, *, is_returned: bool, reason: str, by: Actor, at: datetime) -> None:
    entry.decision = batches.RETURNED if is_returned else batches.AGREED
    entry.return_reason = reason if is_returned else ""
    entry.decided_at, entry.decided_by_id = at, by.post_id
    entry.second_user_id, entry.second_body_id = by.user_id, by.body_id
    entry.save(update_fields=["decision", "return_reason", "decided_at", "decided_by", "second_user", "second_body"])
    if is_returned:
        return
    row = entry.classification
    if row.method == rules.BY_HAND:
        replace_held(row, at=at)
    sign(row, by=by, at=at)


def sign(row: Classification, *, by: Actor, at: datetime) -> None:
    """The second reviewer's signature under a classification."""
    row.reviewed_at = at
    row.reviewed_by_id, row.second_user_id, row.second_body_id = by.post_id, by.user_id, by.body_id
    row.save(update_fields=["reviewed_at", "reviewed_by", "second_user", "second_body"])


def replace_held(row: Classification, *, at: datetime) -> None:
    """The classification that held gives way to this one; if she is no contact any more, what rests on it ends."""
    held = Classification.objects.filter(holding(), exposure_id=row.exposure_id).exclude(id=row.id)
    if row.outcome in rules.BINDING_OUTCOMES:
        held.update(replaced_at=at)
    else:
        held.update(replaced_at=at, annulled_at=at)


def why_not_tell(person_id: UUID) -> Problem | None:
    """Why somebody may not yet be told in writing what she was found to be."""
    return batches.why_not_tell(queries.notices_of_person(person_id).count())


@transaction.atomic
def record_told(*, person_id: UUID, by: Actor, at: datetime) -> int:
    """Record that the written notice was handed over or read out; returns how many notices. Errors: Refused."""
    rows = list(queries.notices_of_person(person_id).select_for_update(of=("self",)))
    refuse(batches.why_not_tell(len(rows)))
    fresh = [row for row in rows if row.told_at is None]
    for row in fresh:
        row.told_at, row.told_by_id = at, by.post_id
        row.save(update_fields=["told_at", "told_by"])
        audit.record("cases.contact_told", on=row, about=person_id, by=by, at=at, area_code=row.area_code)
    return len(fresh)
