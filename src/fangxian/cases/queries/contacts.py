"""The contacts of a case as a list with reasons, the batches before the second reviewer, and the written notices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from fangxian.cases.models import BatchEntry, Case, Classification, ContactBatch
from fangxian.cases.rules import batches
from fangxian.cases.rules.batches import Standing
from fangxian.core.actors.rules import Actor
from fangxian.engine.exposure.windows import CaseIncomplete, Window, window

from . import found_by_trace, protocol_at, times_of


@dataclass(frozen=True)
class Line:
    """One person of the contact list: the classification that counts now, where it stands, and what comes next."""

    found: Classification
    standing: Standing
    state: str
    next_step: str


def newest_classifications(case: Case) -> QuerySet[Classification]:
    """Of each exposure the classification that counts now: one that waits for its signature before the held one."""
    return (
        Classification.objects.filter(exposure__case=case, replaced_at=None)
        .select_related("exposure__person", "exposure__case", "entry", "programme")
        .order_by("exposure_id", "-classified_at", "-id")
        .distinct("exposure_id")
    )


def standing_of(row: Classification) -> Standing:
    entry: BatchEntry | None = getattr(row, "entry", None)
    return Standing(
        method=row.method,
        outcome=row.outcome,
        reviewed_at=row.reviewed_at,
        replaced_at=row.replaced_at,
        entered=entry is not None,
        decision=entry.decision if entry else batches.WAITING,
        told_at=entry.told_at if entry else None,
    )


def lines_of(case: Case, *, at: datetime) -> list[Line]:
    """The contact list of a case: who has to be judged first, then who binds, then the rest; then the longest since."""
    lines = []
    for row in newest_classifications(case):
        standing = standing_of(row)
        lines.append(
            Line(
                row,
                standing,
                batches.state_of_exposure(standing, at=at),
                batches.next_step(standing, at=at),
            )
        )
    return sorted(lines, key=lambda line: (_ORDER.index(line.next_step), line.found.exposure.last_contact_on))


_ORDER = (
    batches.AGAIN, batches.ASK, batches.JUDGE, batches.PUT, batches.SIGN, batches.TELL, batches.PROPOSE,
    batches.INFORM, batches.NOTHING,
)  # fmt: skip


def window_of(case: Case, *, at: datetime) -> Window | None:
    """When contacts with a case count under the edition in force; None if it determines none or a day is missing."""
    try:
        return window(protocol_at(case.programme, at=at), times_of(case), zone=case.programme.zone)
    except (CaseIncomplete, LookupError):
        return None


def batches_of(by: Actor) -> QuerySet[ContactBatch]:
    """Batches of cases in the reader's area, newest first, with how many entries wait."""
    waits = Q(entries__decision=batches.WAITING, entries__classification__replaced_at=None)
    return (
        ContactBatch.objects.filter(programme_id=by.programme_id, case__area_code__startswith=by.area_code)
        .select_related("case__programme", "put_by__unit__body")
        .annotate(waiting_count=Count("entries", filter=waits))
        .order_by("-put_at", "-id")
    )


def entries_waiting_count(by: Actor) -> int:
    """How many classes in batches wait for a second reviewer in the reader's area."""
    return BatchEntry.objects.filter(
        programme_id=by.programme_id, batch__case__area_code__startswith=by.area_code, decision=batches.WAITING,
        classification__replaced_at=None,
    ).count()  # fmt: skip


def batch_of(by: Actor, batch_id: UUID) -> ContactBatch | None:
    return batches_of(by).filter(id=batch_id).first()


def entries_of(batch: ContactBatch) -> QuerySet[BatchEntry]:
    """The entries of a batch with their classes and evidence, in one order for all who look."""
    return (
        BatchEntry.objects.filter(batch=batch)
        .select_related("classification__exposure__person", "classification__exposure__case", "decided_by__unit__body")
        .order_by("id")
    )


def waiting_entries_of(batch: ContactBatch) -> QuerySet[BatchEntry]:
    return entries_of(batch).filter(decision=batches.WAITING, classification__replaced_at=None)


def entries_put(batch_id: UUID | str, *, programme_id: UUID) -> QuerySet[BatchEntry]:
    """The entries of a batch for the work that follows from it."""
    return BatchEntry.objects.filter(batch_id=batch_id, programme_id=programme_id).select_related(
        "classification__exposure"
    )


def entries_put_of(by: Actor) -> QuerySet[BatchEntry]:
    """Everything that was put before a second reviewer of cases in the reader's area, oldest first."""
    return (
        BatchEntry.objects.filter(programme_id=by.programme_id, batch__case__area_code__startswith=by.area_code)
        .select_related("batch", "classification")
        .order_by("batch__put_at", "id")
    )


def is_waiting(entry: BatchEntry) -> bool:
    return entry.decision == batches.WAITING and entry.classification.replaced_at is None


def sheet_of(entries: Sequence[BatchEntry]) -> str:
    """The fingerprint of these entries as they are now."""
    return batches.sheet_sha256(
        (entry.id, entry.classification.outcome, entry.classification.inputs_sha256) for entry in entries
    )


def notices_of_person(person_id: UUID) -> QuerySet[BatchEntry]:
    """What a person is told in writing: classes that two bodies agreed on, that hold, of cases that are cases."""
    return (
        BatchEntry.objects.filter(
            decision=batches.AGREED, classification__exposure__person_id=person_id,
            classification__replaced_at=None, classification__exposure__case__ruled_out_at=None,
        )
        .select_related("classification__exposure__person", "classification__exposure__case__programme",
                        "decided_by__unit__body")
        .order_by("decided_at", "id")
    )  # fmt: skip


def people_still_to_reach(person_ids: Iterable[UUID]) -> set[UUID]:
    """Of these, the people whose notice waits for its reviewer or was agreed and not yet handed over."""
    rows = BatchEntry.objects.filter(
        classification__exposure__person_id__in=list(person_ids), classification__replaced_at=None,
        classification__exposure__case__ruled_out_at=None, told_at=None,
    ).exclude(decision=batches.RETURNED)  # fmt: skip
    return set(rows.values_list("classification__exposure__person_id", flat=True))


def undecided(classification_ids: Iterable[UUID]) -> bool:
    """Whether no second person has agreed yet to one of these, in a batch or from a trace: nothing is decided on it."""
    ids = list(classification_ids)
    rows = BatchEntry.objects.filter(classification_id__in=ids)
    traced = Classification.objects.filter(found_by_trace(), id__in=ids, entry=None)
    return rows.exclude(decision=batches.AGREED).exists() or traced.exists()
