"""How a measure ends. It ends by itself; what is written here only records it, and only ever makes it shorter."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.cases.queries import protocol_at
from fangxian.core.actors.rules import Actor, Purpose, system, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Refused, refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.queries import live_programmes
from fangxian.engine.isolation.courses import Course, governing
from fangxian.engine.isolation.editions import under_new_edition
from fangxian.engine.isolation.proposals import propose as allowed_by
from fangxian.engine.rules.packs import Pack
from fangxian.measures import queries, rules
from fangxian.measures.models import Ground, Measure
from fangxian.measures.rules import appeals

from .deciding import locked
from .telling import ENDED, tell_everybody, text_the_person

log = logging.getLogger(__name__)


@transaction.atomic
def release(*, measure: Measure, reason: str, by: Actor, at: datetime) -> Measure:
    """End a measure before its time; one person of a health body is enough to restrict less."""
    return _end(measure, field="released_at", code="released", reason=reason, by=by, at=at)


@transaction.atomic
def revoke(*, measure: Measure, reason: str, by: Actor, at: datetime) -> Measure:
    """End a measure because it should not have been: everybody who was told of it is told of this."""
    return _end(measure, field="revoked_at", code="revoked", reason=reason, by=by, at=at)


def _end(measure: Measure, *, field: str, code: str, reason: str, by: Actor, at: datetime) -> Measure:
    measure = locked(measure)
    refuse(why_not_use("measures.release", by=by, area_code=measure.area_code))
    refuse(rules.why_not_release(state=queries.state_of(measure, at=at), reason=reason, by=by))
    setattr(measure, field, at)
    measure.ended_by_id, measure.end_reason, measure.end_note = by.post_id, code, reason.strip()
    measure.save(update_fields=[field, "ended_by", "end_reason", "end_note"])
    audit.record(f"measures.{code}", on=measure, about=measure.person_id, by=by, at=at)
    if measure.served_at is not None:
        record_end(measure.id, at=at)
    return measure


def end_on_appeal(measure: Measure, *, decision: str, reason: str, by: Actor, at: datetime) -> None:
    """End a measure because an appeal found it wrong, or no longer needed; one that has ended stays ended."""
    if queries.state_of(measure, at=at) not in (rules.APPROVED, rules.ACTIVE):
        return
    field = "revoked_at" if decision == appeals.OVERTURNED else "released_at"
    setattr(measure, field, at)
    measure.ended_by_id, measure.end_reason, measure.end_note = by.post_id, f"appeal_{decision}", reason
    measure.save(update_fields=[field, "ended_by", "end_reason", "end_note"])
    if measure.served_at is not None:
        record_end(measure.id, at=at)


def record_ends(*, at: datetime, limit: int = 500) -> int:
    """Record the ends that have come and issue the papers; run every minute, harmless to repeat.

    The ends themselves do not wait for it: a measure ends where it is read. Returns how many were recorded.
    """
    return sum(record_end(measure_id, at=at) for measure_id in queries.to_be_seen_ended(at=at, limit=limit))


def record_ends_of_event(event: object, by: Actor, at: datetime) -> None:
    """Reaction to a ruled-out case, a new classification, a revoked order: what rested on it ended; say so."""
    record_ends(at=at)


@transaction.atomic
def record_end(measure_id: UUID, *, at: datetime) -> bool:
    """Record one end: its reason, the release paper, and everybody who was told being told. True if it was new."""
    row = Measure.objects.select_for_update(skip_locked=True).filter(id=measure_id, end_seen_at=None).first()
    measure = queries.by_id(measure_id) if row else None
    if measure is None or queries.state_of(measure, at=at) not in rules.ENDED_STATES:
        return False
    by = system(measure.programme_id, Purpose.KEEP_TIME)
    measure.end_seen_at = measure.release_issued_at = at
    reason = measure.end_reason or queries.end_reason_of(measure)
    measure.end_reason = reason
    measure.save(update_fields=["end_seen_at", "release_issued_at", "end_reason"])
    told = tell_everybody(measure, of=rules.END, at=at)
    if reason not in rules.TOLD_BY_THE_ANSWER:
        text_the_person(
            measure, text=ENDED, kind="measures.ended", once_key=f"measures.ended:{measure.id}", by=by, at=at
        )
    audit.record(
        "measures.ended_seen", on=measure, about=measure.person_id, by=by, at=at,
        detail={"ended_at": measure.effective_end_at.isoformat(), "reason": reason, "told": told},
    )  # fmt: skip
    return True


def shorten_on_new_edition(*, programme: Programme, at: datetime) -> int:
    """Apply the edition in force to measures of older ones: it may end or soften them, never the reverse (INV-06).

    Run when an edition takes effect and every few minutes; harmless to repeat. Returns how many changed.
    """
    edition = protocol_at(programme, at=at)
    rows = queries.measures_in_force(programme.id, at).exclude(pack_id=edition.id)
    rows = rows.exclude(shortened_by_pack=edition.id).exclude(grounds__order__isnull=False)
    return sum(_shorten(measure.id, edition=edition, at=at) for measure in rows)


@transaction.atomic
def _shorten(measure_id: UUID, *, edition: Pack, at: datetime) -> bool:
    Measure.objects.select_for_update().filter(id=measure_id).first()
    measure = queries.by_id(measure_id)
    if measure is None or queries.state_of(measure, at=at) != rules.ACTIVE:
        return False
    courses = [
        _shorten_ground(ground, measure=measure, edition=edition, at=at) for ground in queries.grounds_of(measure)
    ]
    whole = governing(courses)
    changed = whole.ends_at < measure.ends_at or rules.phases_as_json(whole) != measure.phases
    if not changed:
        return False
    measure.phases, measure.ends_at = rules.phases_as_json(whole) or measure.phases, whole.ends_at
    measure.shortened_at, measure.shortened_by_pack = at, edition.id
    measure.save(update_fields=["phases", "ends_at", "shortened_at", "shortened_by_pack"])
    audit.record(
        "measures.shortened", on=measure, about=measure.person_id, by=system(measure.programme_id), at=at,
        detail={"edition": edition.id, "ends_at": measure.ends_at.isoformat()},
    )  # fmt: skip
    return True


def _shorten_ground(ground: Ground, *, measure: Measure, edition: Pack, at: datetime) -> Course:
    running = rules.course_of(ground.phases, pack_id=ground.pack_id, rule_id=ground.rule_id, anchor_on=ground.anchor_on)
    allowed = allowed_by(
        edition, ground.contact_class, ground.anchor_at or ground.anchor_on, found_at=at, at=at,
        zone=measure.programme.zone, no_more_than=measure.type,
    )  # fmt: skip
    course = under_new_edition(running, allowed.planned if allowed else None, edition)
    if course.phases and course.ends_at <= ground.ends_at:
        ground.phases, ground.ends_at = rules.phases_as_json(course), course.ends_at
        ground.save(update_fields=["phases", "ends_at"])
    return course


def shorten_everywhere(*, at: datetime) -> int:
    """The same for every live programme: the worker's way in, every few minutes.

    A programme that has not adopted the edition in force is left as it is and logged.
    """
    changed = 0
    for programme in live_programmes(at=at):
        try:
            changed += shorten_on_new_edition(programme=programme, at=at)
        except Refused as refused:
            log.warning("programme %s: measures not compared with the edition: %s", programme.id, refused.problem.code)
    return changed
