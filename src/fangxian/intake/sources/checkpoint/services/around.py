"""Around a post: who answers for it, how long people wait, what they complain of, what help was given (F15, F48)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor, Role, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.packs.queries import pack_in_force
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.staff.models import Post
from fangxian.core.staff.queries import posts_held
from fangxian.core.staff.services import tell_posts
from fangxian.intake.rules import new_number
from fangxian.intake.sources.checkpoint.models import (
    Checkpoint,
    HelpGiven,
    PostComplaint,
    PostDuty,
    Shift,
    WaitReport,
)
from fangxian.intake.sources.checkpoint.rules import around

QUEUE_KIND, COMPLAINT_KIND = "checkpoint.queue", "checkpoint.complaint"


@dataclass(frozen=True)
class DutyTerms:
    """Who answers for a post and until when, as function and phone."""

    function: str
    body_name: str
    phone: str
    starts_at: datetime
    ends_at: datetime


@transaction.atomic
def name_duty(*, checkpoint: Checkpoint, terms: DutyTerms, by: Actor, at: datetime) -> PostDuty:
    """Name the head or a deputy of a shift. Earlier ones stay on record."""
    refuse(why_not_use("intake.run_posts", by=by, area_code=checkpoint.area_code))
    refuse(around.why_not_duty(function=terms.function, starts_at=terms.starts_at, ends_at=terms.ends_at, at=at))
    made = PostDuty.objects.create(programme_id=checkpoint.programme_id, checkpoint=checkpoint, **vars(terms))
    audit.record("intake.post_duty_named", on=made, by=by, at=at, detail={"function": terms.function})
    return made


@transaction.atomic
def report_wait(*, shift: Shift, client_id: UUID, wait_minutes: int, by: Actor, at: datetime) -> WaitReport:
    """How long the last one in the queue waits. At the edition's limit whoever answers for posts is told."""
    checkpoint, programme = shift.checkpoint, shift.programme
    refuse(why_not_use("intake.check", by=by, area_code=checkpoint.area_code))
    refuse(around.why_not_wait(wait_minutes))
    limit = pack_in_force(programme, "cn.entry", at).rule("queue/alarm").params["wait_minutes"]
    local = at.astimezone(programme.zone)
    report, is_new = WaitReport.objects.get_or_create(
        programme_id=programme.id, client_id=client_id,
        defaults={
            "checkpoint": checkpoint, "area_code": checkpoint.area_code, "reported_at": at, "recorded_at": at,
            "city_day": local.date(), "city_hour": local.hour, "wait_minutes": wait_minutes,
            "is_alarm": wait_minutes >= limit,
        },
    )  # fmt: skip
    if is_new:
        audit.record(
            "intake.wait_reported", on=report, by=by, at=at, count=wait_minutes, detail={"is_alarm": report.is_alarm}
        )
        if report.is_alarm:
            _tell_of_queue(report, checkpoint, programme, at=at)
    return report


def _tell_of_queue(report: WaitReport, checkpoint: Checkpoint, programme: Programme, *, at: datetime) -> None:
    """Once an hour and post."""
    tell_posts(
        _answering(checkpoint, at=at),
        kind=QUEUE_KIND,
        text_zh=f"防线：{checkpoint.name}排队约{report.wait_minutes}分钟，请加开通道，或先行放行。",
        text_en=f"Fangxian: about {report.wait_minutes} minutes of queue at {checkpoint.name}. Open a lane, or let "
        "people pass.",
        once_key=f"{QUEUE_KIND}:{checkpoint.id}:{report.city_day}:{report.city_hour}",
        programme_id=programme.id,
        at=at,
    )


def _answering(checkpoint: Checkpoint, *, at: datetime) -> list[Post]:
    """The duty officers whose area the post stands in."""
    held = posts_held(at=at).filter(programme_id=checkpoint.programme_id, role=Role.DUTY_OFFICER)
    return [post for post in held if checkpoint.area_code.startswith(post.area_code)]


@transaction.atomic
def complain(*, checkpoint: Checkpoint, kind: str, words: str, channel: str, by: Actor, at: datetime) -> PostComplaint:
    """What somebody complains of. She need not say who she is; being turned back alarms at once (INV-14)."""
    refuse(around.why_not_complain(kind=kind, channel=channel, words=words))
    local = at.astimezone(checkpoint.programme.zone)
    made = PostComplaint.objects.create(
        programme_id=checkpoint.programme_id, checkpoint=checkpoint, area_code=checkpoint.area_code,
        number=new_number(), kind=kind, channel=channel, words=words.strip() or None, made_at=at,
        city_day=local.date(), city_hour=local.hour,
    )  # fmt: skip
    audit.record(
        "intake.complaint_of_turning_back" if kind == around.TURNED_BACK else "intake.complaint_made", on=made,
        area_code=made.area_code, by=by, at=at, detail={"kind": kind, "channel": channel},
    )  # fmt: skip
    tell_posts(
        _answering(checkpoint, at=at),
        kind=COMPLAINT_KIND,
        text_zh=f"防线：{checkpoint.name}收到投诉{made.number}，请当日答复。",
        text_en=f"Fangxian: complaint {made.number} about {checkpoint.name}. Please answer it today.",
        once_key=f"{COMPLAINT_KIND}:{made.id}",
        programme_id=made.programme_id,
        at=at,
    )
    return made


@transaction.atomic
def answer_complaint(*, complaint: PostComplaint, answer: str, by: Actor, at: datetime) -> PostComplaint:
    """Answer it; the answer is read under its number."""
    refuse(why_not_use("intake.run_posts", by=by, area_code=complaint.area_code))
    refuse(around.why_not_answer(answered_at=complaint.answered_at, answer=answer))
    complaint.answered_at, complaint.answer = at, answer.strip()
    complaint.save(update_fields=["answered_at", "answer"])
    audit.record("intake.complaint_answered", on=complaint, area_code=complaint.area_code, by=by, at=at)
    return complaint


@transaction.atomic
def give_help(*, shift: Shift, client_id: UUID, kind: str, person_count: int, by: Actor, at: datetime) -> HelpGiven:
    """Count what a service station gave. It knows no verdict and asks nobody anything."""
    checkpoint = shift.checkpoint
    refuse(why_not_use("intake.check", by=by, area_code=checkpoint.area_code))
    refuse(around.why_not_help(kind=kind, person_count=person_count))
    given, _ = HelpGiven.objects.get_or_create(
        programme_id=shift.programme_id, client_id=client_id,
        defaults={
            "checkpoint": checkpoint, "area_code": checkpoint.area_code, "kind": kind, "person_count": person_count,
            "given_at": at, "city_day": at.astimezone(shift.programme.zone).date(),
        },
    )  # fmt: skip
    return given
