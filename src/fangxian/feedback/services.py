"""A message is taken without whoever sent it; at night messages are put to topics and counted."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from fangxian.core.actors.rules import system
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Refused, refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.queries import live_programmes
from fangxian.core.programmes.rules import city_day, why_not_collect
from fangxian.engine.anonymity import without_identity
from fangxian.engine.suggestion import Suggester

from . import queries, rules
from .models import Feedback, FeedbackDigest


@transaction.atomic
def send(*, text: str, programme: Programme, at: datetime) -> tuple[str, ...]:
    """Keep a message without its sender; returns the kinds of what was left out of it. Errors: Refused.

    There is no actor, and no entry in the audit, for both would tell when it came: the night's count is recorded.
    """
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    kept = without_identity(text)
    refuse(rules.why_not_send(text, kept=kept.text))
    Feedback.objects.create(programme=programme, sent_on=city_day(at, programme.timezone), text=kept.text)
    return kept.left_out


def make_digests(*, at: datetime) -> int:
    """Make yesterday's digest of every programme that runs; returns how many were made.

    A programme without an edition in force has none: it cannot know its topics.
    """
    made = 0
    for programme in live_programmes(at=at):
        day = city_day(at, programme.timezone) - timedelta(days=1)
        if day < programme.starts_on or FeedbackDigest.objects.filter(programme=programme, day=day).exists():
            continue
        try:
            make_digest(programme=programme, day=day, at=at)
        except (LookupError, Refused):
            continue
        made += 1
    return made


@transaction.atomic
def make_digest(*, programme: Programme, day: date, at: datetime) -> FeedbackDigest:
    """Put the messages of two weeks to topics, and count the week that ends with `day`."""
    known = queries.topics(programme, at=at)
    first, before = rules.weeks_until(day)
    _put_to_topics(programme, known, first_on=before, last_on=day)
    week, earlier = queries.codes_of_week(programme, day)
    count = queries.sent_between(programme, first, day).count()
    digest = FeedbackDigest.objects.create(
        programme=programme, day=day, message_count=rules.shown_count(count),
        topics=rules.as_json(rules.topics_of(week, earlier)), pack_id=known.pack.id, made_at=at,
    )  # fmt: skip
    detail = {"day": str(day), "topics": len(digest.topics)}
    audit.record("feedback.digest_made", on=digest, by=system(programme.id), at=at, detail=detail)
    return digest


def _put_to_topics(programme: Programme, known: queries.Topics, *, first_on: date, last_on: date) -> None:
    """Those that have no topic yet, by what the edition's examples teach; what resembles none stays without."""
    rows = list(queries.sent_between(programme, first_on, last_on).filter(topic=""))
    if len(rows) < rules.FEWEST:
        return
    learned = _learned(known)
    for row in rows:
        row.topic = learned.best(row.text) or ""
    Feedback.objects.bulk_update(rows, ["topic"], batch_size=500)


def _learned(known: queries.Topics) -> Suggester:
    from fangxian.engine.suggestion import learn  # reads what few processes need

    return learn(known.examples, precise=known.precise)
