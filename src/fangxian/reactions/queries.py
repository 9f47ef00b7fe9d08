"""Whether the house keeps up with itself, in words."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from fangxian.core.audit.queries import last_verification, oldest_unsealed_at
from fangxian.core.packs.queries import refused_count
from fangxian.core.problems.rules import Problem, said
from fangxian.measures.queries import differing_count

from . import rules
from .models import Claim, Failure, Heartbeat

UNSEALED_TOO_LONG = timedelta(minutes=2)
SHOWN_AFTER_REPLAY = timedelta(hours=25)  # until the next night has computed them again


def what_is_behind(*, at: datetime) -> list[Problem]:
    """What is late or stuck at `at`, worst first; empty if everything runs.

    Ends of measures and due times of tasks never depend on any of this: they are computed from
    their times when they are read.
    """
    beats = list(Heartbeat.objects.order_by("every_seconds", "name"))
    if not any(beat.beat_at or beat.failed_at for beat in beats):
        return [Problem("reactions.no_worker", NO_WORKER, status=503)]
    found = [_late(beat, at) for beat in beats if _is_late(beat, at)]
    waiting_since = oldest_unsealed_at()
    if waiting_since and at - waiting_since > UNSEALED_TOO_LONG:
        found.append(Problem("reactions.unsealed", UNSEALED, {"minutes": _minutes(at - waiting_since)}, status=503))
    checked = last_verification()
    if checked and (findings := checked.detail.get("findings")):
        found.insert(0, Problem("reactions.audit_touched", TOUCHED, {"count": findings}, status=503))
    if faults := refused_count():
        found.insert(0, Problem("reactions.editions_refused", EDITIONS, {"count": faults}, status=503))
    if parked := Claim.objects.exclude(parked_at=None).count():
        found.append(Problem("reactions.parked", PARKED, {"count": parked}, status=503))
    if differing := differing_count(since=at - SHOWN_AFTER_REPLAY, until=at):
        found.append(Problem("reactions.replay_differs", REPLAY_DIFFERS, {"count": differing}, status=503))
    return found


EDITIONS = said(
    "The files of the rules have %(count)s faults and are not used; decisions go on by the text that was read before. "
    "Put them back before the next start, and call the auditor."
)
REPLAY_DIFFERS = said(
    "Measures, classifications or verdicts that did not come out the same when computed again: %(count)s. "
    "Somebody changed them outside the system: call the auditor."
)
NO_WORKER = said("The background worker has never run here: no new fact is judged and no reminder is sent.")
LATE = said("The background job “%(job)s” last ran %(minutes)s minutes ago. It should run every %(every)s seconds.")
NEVER = said("The background job “%(job)s” has not run yet. It should run every %(every)s seconds.")
UNSEALED = said("Audit events have been waiting for their seal for %(minutes)s minutes.")
TOUCHED = said("The audit was touched: %(count)s findings. Run: fangxian audit verify")
PARKED = said("Steps that failed repeatedly and wait for an administrator: %(count)s.")


def parked(*, programme_id: UUID | None) -> QuerySet[Claim]:
    """Reactions of a programme that gave up and wait for somebody, oldest event first."""
    return Claim.objects.filter(programme_id=programme_id).exclude(parked_at=None).order_by("position", "id")


def failures_of(claim: Claim) -> QuerySet[Failure]:
    return Failure.objects.filter(position=claim.position, reaction=claim.reaction).order_by("-failed_at", "-id")


def waiting_count() -> int:
    """Reactions that are due or will be, without the parked ones."""
    return Claim.objects.filter(parked_at=None).count()


def jobs() -> QuerySet[Heartbeat]:
    return Heartbeat.objects.order_by("every_seconds", "name")


def _is_late(beat: Heartbeat, at: datetime) -> bool:
    return rules.is_late(last_at=beat.beat_at or beat.known_since, every_seconds=beat.every_seconds, at=at)


def _late(beat: Heartbeat, at: datetime) -> Problem:
    values = {"job": beat.name.rpartition("fangxian.")[2], "every": beat.every_seconds}
    if beat.beat_at is None:
        return Problem("reactions.job_never_ran", NEVER, values, status=503)
    return Problem("reactions.job_late", LATE, values | {"minutes": _minutes(at - beat.beat_at)}, status=503)


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
