"""What a duty officer did when a gate asked her, and what is done when a gate held up the wrong person."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fangxian.core.actors.rules import Actor, Role, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import city_day, why_not_collect
from fangxian.core.staff.models import Post
from fangxian.core.staff.queries import posts_held
from fangxian.core.staff.services import tell_posts
from fangxian.intake.rules import new_number
from fangxian.intake.sources.gate import rules
from fangxian.intake.sources.gate.models import Gate, GateCount, WrongRefusal

ANSWER = "gates.answer"
HELD_UP_KIND = "gate.held_up"


@transaction.atomic
def answer_ask(*, count: GateCount, outcome: str, by: Actor, at: datetime) -> GateCount:
    """Record what was done after a gate asked. A later answer replaces an earlier one; both are in the audit."""
    refuse(why_not_use(ANSWER, by=by, area_code=count.area_code))
    refuse(rules.why_not_answer(word=count.verdict, outcome=outcome))
    count.outcome, count.answered_at = outcome, at
    count.save(update_fields=["outcome", "answered_at"])
    audit.record(
        "intake.gate_ask_answered", on=count, by=by, at=at, area_code=count.area_code, detail={"outcome": outcome}
    )
    return count


@transaction.atomic
def report_wrong_refusal(*, gate: Gate, programme: Programme, by: Actor, at: datetime) -> WrongRefusal:
    """Somebody was held up who should have passed. Anybody may say so; nothing about her is asked or kept."""
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    if by.role != Role.RESIDENT:
        refuse(why_not_use("gates.keep" if by.role == Role.GATE_KEEPER else ANSWER, by=by, area_code=gate.area_code))
    reporters = {Role.RESIDENT: rules.REPORTED_BY_RESIDENT, Role.GATE_KEEPER: "keeper"}
    report = WrongRefusal.objects.create(
        programme=programme, gate=gate, area_code=gate.area_code, reported_at=at,
        reported_by=reporters.get(by.role, "duty_officer"), city_day=city_day(at, programme.timezone),
        number=new_number(),
    )  # fmt: skip
    audit.record("intake.wrong_refusal_reported", on=report, by=by, at=at, area_code=gate.area_code)
    tell_posts(
        _answering(gate, at=at),
        kind=HELD_UP_KIND,
        text_zh=f"防线：{gate.name}误拦一人，编号{report.number}，请告知值守员并办结。",
        text_en=f"Fangxian: somebody was held up at {gate.name}, number {report.number}. Tell the keeper.",
        once_key=f"{HELD_UP_KIND}:{report.id}",
        programme_id=programme.id,
        at=at,
    )
    return report


def _answering(gate: Gate, *, at: datetime) -> list[Post]:
    """Whoever answers for the gate: the place's own liaison; where there is none, the duty officer nearest above."""
    held = posts_held(at=at).filter(programme_id=gate.programme_id, role__in=(Role.PLACE_LIAISON, Role.DUTY_OFFICER))
    above = [post for post in held if gate.area_code.startswith(post.area_code)]
    nearest = max((len(post.area_code) for post in above), default=0)
    return [post for post in above if len(post.area_code) == nearest]


@transaction.atomic
def settle_refusal(*, refusal: WrongRefusal, by: Actor, at: datetime, answer: str = "") -> WrongRefusal:
    """The keeper was told and it is put right; the answer, if any, is read under the report's number."""
    refuse(why_not_use(ANSWER, by=by, area_code=refusal.area_code))
    refuse(rules.why_not_settle(settled_at=refusal.settled_at, answer=answer))
    refusal.settled_at, refusal.answer = at, answer.strip() or None
    refusal.save(update_fields=["settled_at", "answer"])
    audit.record("intake.wrong_refusal_settled", on=refusal, by=by, at=at, area_code=refusal.area_code)
    return refusal
