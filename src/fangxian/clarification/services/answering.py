"""An answer is proposed with its sources; a second person of another body makes it public."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fangxian.clarification import rules
from fangxian.clarification.models import Answer, Clarification, Question
from fangxian.clarification.rules import Wording
from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.programmes.rules import city_day, why_not_collect

from .asking import held_claim


@transaction.atomic
def propose_answer(*, clarification: Clarification, wording: Wording, by: Actor, at: datetime) -> Answer:
    """Put an answer before a second person. Nothing becomes public by this."""
    one = held_claim(clarification)
    programme = one.programme
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    refuse(rules.why_not_propose(rules.state_of(one), is_waiting=one.answered_at is not None, by=by))
    version = one.answers.filter(confirmed_at__isnull=False).count() + 1
    refuse(rules.why_not_word(wording, version=version, today=city_day(at, programme.timezone)))
    texts = {key: text.strip() for key, text in wording.texts.items()}
    if version == 1:
        texts |= {"change_zh": "", "change_en": ""}
    made = Answer.objects.create(
        programme=programme, clarification=one, version=version, finding=wording.finding,
        sources=[source.as_json() for source in wording.sources], proposed_at=at, proposed_by_id=by.post_id, **texts,
    )  # fmt: skip
    one.answered_at = at
    one.save(update_fields=["answered_at"])
    audit.record("clarification.answer_proposed", on=one, by=by, at=at, detail={"version": version})
    return made


@transaction.atomic
def confirm_answer(*, answer: Answer, by: Actor, at: datetime) -> Clarification:
    """Make an answer public; everybody who asked is answered by it."""
    one = held_claim(answer.clarification)
    answer = _held_answer(answer)
    refuse(why_not_decide(answer, by=by))
    answer.confirmed_at, answer.confirmed_by_id = at, by.post_id
    answer.save(update_fields=["confirmed_at", "confirmed_by"])
    one.answered_at, one.claim_zh, one.claim_en = None, answer.claim_zh, answer.claim_en
    if one.published_at is None:
        one.published_at = at
    else:
        one.updated_at = at
    one.save(update_fields=["answered_at", "claim_zh", "claim_en", "published_at", "updated_at"])
    answered = Question.objects.filter(clarification=one, settled_at=None).update(settled_at=at)
    detail = {"version": answer.version}
    audit.record("clarification.published", on=one, by=by, at=at, count=max(answered, 1), detail=detail)
    return one


@transaction.atomic
def decline_answer(*, answer: Answer, reason: str, by: Actor, at: datetime) -> Answer:
    """Say why an answer does not become public; the next one takes its version."""
    one = held_claim(answer.clarification)
    answer = _held_answer(answer)
    refuse(why_not_decide(answer, by=by))
    if reason not in rules.DECLINED:
        refuse(Problem("clarification.decline", said("Say why it is not published."), field="reason", status=422))
    answer.declined_at, answer.declined_by_id, answer.decline_reason = at, by.post_id, reason
    answer.save(update_fields=["declined_at", "declined_by", "decline_reason"])
    one.answered_at = None
    one.save(update_fields=["answered_at"])
    audit.record("clarification.answer_declined", on=one, by=by, at=at, detail={"reason": reason})
    return answer


def why_not_decide(answer: Answer, *, by: Actor) -> Problem | None:
    """Why `by` may not be the second person of this answer."""
    first = answer.proposed_by
    return rules.why_not_decide(
        is_waiting=answer.is_waiting, first_user_id=first.user_id, first_body_id=first.unit.body_id, by=by
    )


def _held_answer(answer: Answer) -> Answer:
    rows = Answer.objects.select_for_update(of=("self",)).select_related("proposed_by__unit")
    return rows.get(id=answer.id)
