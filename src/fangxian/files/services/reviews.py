"""The day after: the auditor reviews what was read across areas, and every alarm."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.queries import live_programmes
from fangxian.files import queries, rules
from fangxian.files.models import AccessAlarm, BreakGlass

from .alarming import raise_alarm


@transaction.atomic
def review_glass(*, glass: BreakGlass, outcome: str, words: str, by: Actor, at: datetime) -> BreakGlass:
    """Say whether a reading across areas was justified, once it is over."""
    glass = BreakGlass.objects.select_for_update(of=("self",)).get(id=glass.id)
    refuse(
        rules.why_not_review(
            is_over=rules.has_held(glass.times) and not rules.is_live(glass.times, at),
            is_reviewed=glass.reviewed_at is not None,
            outcome=outcome,
            words=words,
            by=by,
        )
    )
    glass.reviewed_at, glass.reviewed_by_id = at, by.post_id
    glass.outcome, glass.review_words = outcome, words.strip()
    glass.save(update_fields=["reviewed_at", "reviewed_by", "outcome", "review_words"])
    audit.record("files.glass_reviewed", on=glass, about=glass.person_id, by=by, at=at, detail={"outcome": outcome})
    return glass


@transaction.atomic
def review_alarm(*, alarm: AccessAlarm, outcome: str, words: str, by: Actor, at: datetime) -> AccessAlarm:
    """Say what an alarm came to."""
    alarm = AccessAlarm.objects.select_for_update(of=("self",)).get(id=alarm.id)
    is_reviewed = alarm.reviewed_at is not None
    refuse(rules.why_not_review(is_over=True, is_reviewed=is_reviewed, outcome=outcome, words=words, by=by))
    alarm.reviewed_at, alarm.reviewed_by_id = at, by.post_id
    alarm.outcome, alarm.review_words = outcome, words.strip()
    alarm.save(update_fields=["reviewed_at", "reviewed_by", "outcome", "review_words"])
    audit.record("files.alarm_reviewed", on=alarm, by=by, at=at, detail={"outcome": outcome, "kind": alarm.kind})
    return alarm


def saw_for_review(glass: BreakGlass, *, by: Actor, at: datetime) -> None:
    """Reading a request as second person or auditor is a reading about the person too."""
    audit.record("files.saw_glass", on=glass, about=glass.person_id, by=by, at=at)


@transaction.atomic
def watch_canaries(*, at: datetime) -> int:
    """Alarm for every canary that somebody opened; every half minute. Returns how many."""
    raised = 0
    for programme in live_programmes(at=at):
        for event in queries.canary_events(programme.id, at=at):
            raised += raise_alarm(rules.CANARY, event=event, at=at) is not None
    return raised


@transaction.atomic
def alarm_unseconded(*, at: datetime) -> int:
    """Alarm for every reading that began at once and that nobody confirmed in time; its end needs no job."""
    return sum(
        raise_alarm(rules.UNSECONDED, glass=glass, at=at) is not None for glass in queries.glasses_unseconded(at=at)
    )
