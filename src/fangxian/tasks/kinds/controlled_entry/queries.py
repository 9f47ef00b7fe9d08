"""Entries as the destination, the post and the command see them. Only ids, areas and times; people apart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When

from fangxian.core.actors.rules import Actor

from . import rules
from .models import ControlledEntry, EntryNote


def entries_of(by: Actor) -> QuerySet[ControlledEntry]:
    """Those that the reader's area answers for, the next arrival first."""
    return ControlledEntry.objects.filter(
        programme_id=by.programme_id, owner_area_code__startswith=by.area_code
    ).order_by("eta_at", "id")


def entry_of(by: Actor, entry_id: UUID) -> ControlledEntry | None:
    """One entry of the reader's area; None if it is not there or of elsewhere: a stranger cannot tell which."""
    return entries_of(by).filter(id=entry_id).first()


def entry_from(checkpoint_ids: Iterable[UUID], entry_id: UUID, *, programme_id: UUID) -> ControlledEntry | None:
    """One entry that these posts proposed."""
    rows = ControlledEntry.objects.filter(programme_id=programme_id, checkpoint_id__in=list(checkpoint_ids))
    return rows.filter(id=entry_id).first()


def with_state(rows: QuerySet[ControlledEntry], *, at: datetime) -> QuerySet[ControlledEntry]:
    """Entries with `state_now`: the same answer as rules.state_at, in the database's words."""
    accepted = Q(accepted_at__lte=at)
    disputed = Q(disputed_at__lte=at) & (Q(settled_at=None) | Q(settled_at__gt=at))
    return rows.annotate(
        state_now=Case(
            When(Q(closed_at__lte=at) | Q(closes_at__lte=at), then=Value(rules.CLOSED)),
            When(arrived_at__lte=at, then=Value(rules.ARRIVED)),
            When(disputed, then=Value(rules.DISPUTED)),
            When(overdue_at__lt=at, then=Value(rules.OVERDUE)),
            When(accepted & Q(departed_at__lte=at), then=Value(rules.IN_TRANSIT)),
            When(accepted, then=Value(rules.ACCEPTED)),
            When(Q(asked_at__lte=at, answer_due_at__lt=at), then=Value(rules.NO_ANSWER)),
            When(asked_at__lte=at, then=Value(rules.RECEIVER_ASKED)),
            default=Value(rules.PROPOSED),
            output_field=CharField(),
        )
    )


def in_state(rows: QuerySet[ControlledEntry], state: str, *, at: datetime) -> QuerySet[ControlledEntry]:
    return with_state(rows, at=at).filter(state_now=state)


def under_way(by: Actor, *, at: datetime) -> QuerySet[ControlledEntry]:
    """Everybody who is expected in the reader's area and has not arrived."""
    return (
        entries_of(by).filter(Q(closed_at=None) | Q(closed_at__gt=at)).filter(Q(arrived_at=None) | Q(arrived_at__gt=at))
    )


def accepted_by_nobody(by: Actor, *, at: datetime) -> QuerySet[ControlledEntry]:
    """Arrivals that nobody has accepted by a word: asked, silent or disputed; the longest asked first."""
    disputed = Q(disputed_at__lte=at) & (Q(settled_at=None) | Q(settled_at__gt=at))
    rows = under_way(by, at=at).filter(Q(accepted_at=None) | Q(accepted_at__gt=at) | disputed)
    return rows.order_by("asked_at", "id")


def counts_by_state(rows: QuerySet[ControlledEntry], *, at: datetime) -> dict[str, int]:
    """How many are in each state; a state that nobody is in is 0."""
    found = with_state(rows, at=at).order_by().values_list("state_now").annotate(Count("id"))
    return {**dict.fromkeys(rules.STATES, 0), **dict(found)}


def of_person(person_id: UUID, *, programme_id: UUID) -> list[ControlledEntry]:
    """A person's own entries, newest first. Reading it is audited by the caller."""
    rows = ControlledEntry.objects.filter(programme_id=programme_id, person_id=person_id)
    rows = rows.select_related("accepted_post__unit", "arrived_post__unit")
    return list(rows.order_by("-proposed_at", "-id"))


def entry_of_fact(fact_id: UUID, *, programme_id: UUID) -> ControlledEntry | None:
    return ControlledEntry.objects.filter(programme_id=programme_id, fact_id=fact_id).first()


def from_post(checkpoint_id: UUID, *, programme_id: UUID, since: datetime) -> QuerySet[ControlledEntry]:
    """What one post has proposed since `since`, newest first, with the questions that wait for it."""
    rows = ControlledEntry.objects.filter(
        programme_id=programme_id, checkpoint_id=checkpoint_id, proposed_at__gte=since
    )
    return rows.annotate(
        question_count=Count("notes", filter=Q(notes__kind=rules.QUESTION), distinct=True),
        answer_count=Count("notes", filter=Q(notes__kind=rules.ANSWER), distinct=True),
    ).order_by("-proposed_at", "-id")


def notes_of(entry: ControlledEntry) -> list[EntryNote]:
    return list(entry.notes.select_related("post__unit").order_by("noted_at", "id"))


def unanswered(*, programme_id: UUID, at: datetime) -> QuerySet[ControlledEntry]:
    """Silent destinations of whose silence nobody above was told yet."""
    return ControlledEntry.objects.filter(
        programme_id=programme_id, answer_due_at__lt=at, accepted_at=None, alarmed_at=None, arrived_at=None,
        closed_at=None,
    ).filter(Q(disputed_at=None) | Q(settled_at__isnull=False)).order_by("answer_due_at", "id")  # fmt: skip


def to_call(*, programme_id: UUID, at: datetime) -> QuerySet[ControlledEntry]:
    """Those who have not arrived and are to be called now."""
    return (
        ControlledEntry.objects.filter(
            programme_id=programme_id, overdue_at__lt=at, arrived_at=None, closed_at=None, called_at=None
        )
        .filter(Q(disputed_at=None) | Q(settled_at__isnull=False))
        .order_by("overdue_at", "id")
    )
