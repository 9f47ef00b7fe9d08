"""Appeals: what waits, what is late, who had a part, and how many were answered how (INV-09)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from fangxian.core.actors.rules import Actor
from fangxian.measures import rules
from fangxian.measures.models import Appeal, Measure, Told
from fangxian.measures.rules import appeals

from .records import grounds_of, told_of


def units_told_of(measure: Measure) -> list[str]:
    """Every unit outside the household that was told of the decision, as a letter is addressed; each once."""
    told = [t for t in told_of(measure) if t.of == rules.DECISION and (t.unit or t.body_name)]
    return sorted({_addressed(t) for t in told if t.audience not in HOUSEHOLD})


def _addressed(told: Told) -> str:
    if told.body_name or told.unit is None:
        return told.body_name
    return f"{told.unit.body.name} {told.unit.name}"


HOUSEHOLD = ("subject", "guardian")


def appeals_of(measure: Measure) -> QuerySet[Appeal]:
    return measure.appeals.select_related("lodged_by__unit__body", "decided_by__unit__body").order_by("lodged_at", "id")


def appeals_in(by: Actor) -> QuerySet[Appeal]:
    """Appeals in the reader's area, soonest to be answered first."""
    rows = Appeal.objects.filter(programme_id=by.programme_id, area_code__startswith=by.area_code)
    return rows.select_related("measure").order_by("decide_by", "id")


def open_appeal_of(measure: Measure) -> Appeal | None:
    return measure.appeals.select_related("measure").filter(decided_at=None).first()


def late(*, at: datetime) -> Q:
    """Appeals that at `at` are not acknowledged or not answered in time."""
    unanswered = Q(decided_at=None) | Q(decided_at__gt=at)
    unacknowledged = Q(acknowledged_at=None) | Q(acknowledged_at__gt=at)
    return unanswered & (Q(decide_by__lt=at) | (Q(acknowledge_by__lt=at) & unacknowledged))


def late_stage(appeal: Appeal, *, at: datetime) -> str:
    return appeals.late_at(
        acknowledge_by=appeal.acknowledge_by, acknowledged_at=appeal.acknowledged_at,
        decide_by=appeal.decide_by, decided_at=appeal.decided_at, at=at,
    )  # fmt: skip


def to_be_alarmed(*, at: datetime, limit: int) -> list[Appeal]:
    """Unanswered appeals that are late in a way that was not yet put on record, oldest first."""
    rows = Appeal.objects.filter(late(at=at), decided_at=None).exclude(alarmed_for=appeals.DECIDE)
    rows = rows.exclude(alarmed_for=appeals.ACKNOWLEDGE, decide_by__gte=at).select_related("measure")
    return list(rows.order_by("lodged_at", "id")[:limit])


def appeals_decided_count(
    programme_id: UUID, *, since: datetime, until: datetime, area_code: str = ""
) -> dict[str, int]:
    """How many appeals were answered in [since, until), by answer; every answer is there, also with 0."""
    rows = Appeal.objects.filter(programme_id=programme_id, area_code__startswith=area_code)
    rows = rows.filter(decided_at__gte=since, decided_at__lt=until)
    found = dict(rows.order_by().values_list("decision").annotate(total=Count("id")))
    return {decision: found.get(decision, 0) for decision in appeals.DECISIONS}


def involved_in(measure: Measure) -> appeals.Involved:
    """Who had a part in a measure, from its evidence to its end."""
    users = {measure.proposer_user_id, measure.approver_user_id}
    posts = [measure.served_by, measure.ended_by]
    for ground in grounds_of(measure):
        if ground.classification is not None:
            posts += [ground.classification.classified_by, ground.classification.reviewed_by]
    users |= {post.user_id for post in posts if post is not None}
    return appeals.Involved({user for user in users if user is not None}, measure.proposer_body_id)


def appeal_state(measure: Measure) -> str:
    """The overlay of F10: what became of the newest appeal."""
    newest = measure.appeals.order_by("-lodged_at").first()
    if newest is None:
        return appeals.NONE
    return newest.decision or appeals.LODGED
