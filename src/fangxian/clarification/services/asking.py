"""A question is received without its author, put to a claim, and somebody looks into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.clarification import queries, rules
from fangxian.clarification.models import Clarification, Question
from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import why_not_collect
from fangxian.engine.anonymity import without_identity


@dataclass(frozen=True)
class Asked:
    """The question, and the kinds of what was left out of it."""

    question: Question
    left_out: tuple[str, ...]


@transaction.atomic
def ask(*, text: str, client_id: UUID, programme: Programme, by: Actor, at: datetime) -> Asked:
    """Take a question, once for each form. What tells on people is left out before anything is kept.

    Errors: Refused, with advice, if nothing is left; then nothing is kept.
    """
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    before = Question.objects.filter(programme=programme, client_id=client_id).first()
    if before is not None:
        return Asked(before, tuple(before.left_out))
    stripped = queries.stripped(text, programme, at=at)
    kept = without_identity(stripped.text)
    refuse(rules.why_not_ask(text, kept=kept.text))
    left_out = tuple(sorted({*stripped.left_out, *kept.left_out}))
    pack, within = queries.clock_of(programme, at=at)
    made = Question.objects.create(
        programme=programme, client_id=client_id, text=kept.text, left_out=list(left_out), received_at=at,
        due_at=at + within, clock_pack_id=pack.id, clock_pack_sha256=pack.sha256,
    )  # fmt: skip
    audit.record("clarification.asked", on=made, by=by, at=at, detail={"left_out": list(left_out)})
    return Asked(made, left_out)


@transaction.atomic
def begin(
    *, claim_zh: str, claim_en: str, questions: Sequence[Question], programme: Programme, by: Actor, at: datetime
) -> Clarification:
    """Word the claim that questions ask about."""
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    refuse(rules.why_not_claim(claim_zh, claim_en, asked_count=len(questions), by=by))
    held = _held(questions)
    made = Clarification.objects.create(
        programme=programme, claim_zh=claim_zh.strip(), claim_en=claim_en.strip(), asked_count=len(held),
        first_asked_at=min(one.received_at for one in held), due_at=min(one.due_at for one in held), received_at=at,
        received_by_id=by.post_id,
    )  # fmt: skip
    _put(held, made, at=at)
    audit.record("clarification.begun", on=made, by=by, at=at, count=len(held))
    return made


@transaction.atomic
def add_questions(
    *, clarification: Clarification, questions: Sequence[Question], by: Actor, at: datetime
) -> Clarification:
    """Put more questions to a claim; if its answer is public already, they are answered by that."""
    one = held_claim(clarification)
    refuse(rules.why_not_claim(one.claim_zh, one.claim_en, asked_count=len(questions), by=by))
    held = _held(questions)
    one.asked_count += len(held)
    one.first_asked_at = min(one.first_asked_at, *(question.received_at for question in held))
    if one.published_at is None:
        one.due_at = min(one.due_at, *(question.due_at for question in held))
    one.save(update_fields=["asked_count", "first_asked_at", "due_at"])
    _put(held, one, at=at)
    audit.record("clarification.questions_added", on=one, by=by, at=at, count=len(held))
    return one


@transaction.atomic
def research(*, clarification: Clarification, by: Actor, at: datetime) -> Clarification:
    """Somebody looks into it."""
    one = held_claim(clarification)
    refuse(rules.why_not_research(rules.state_of(one), by=by))
    one.researching_at, one.researched_by_id = at, by.post_id
    one.save(update_fields=["researching_at", "researched_by"])
    audit.record("clarification.taken_up", on=one, by=by, at=at)
    return one


@transaction.atomic
def set_aside(*, question: Question, reason: str, by: Actor, at: datetime) -> Question:
    """Say why a question is not answered here; whoever asked reads that."""
    (one,) = Question.objects.select_for_update().filter(id=question.id)
    is_settled = one.settled_at is not None or one.clarification_id is not None
    refuse(rules.why_not_set_aside(reason, is_settled=is_settled, by=by))
    one.set_aside, one.settled_at = reason, at
    one.save(update_fields=["set_aside", "settled_at"])
    audit.record("clarification.set_aside", on=one, by=by, at=at, detail={"reason": reason})
    return one


def held_claim(one: Clarification) -> Clarification:
    """The claim as it stands, held until this transaction ends."""
    return Clarification.objects.select_for_update().get(id=one.id, programme_id=one.programme_id)


def _held(questions: Sequence[Question]) -> list[Question]:
    """The questions, held. Errors: Refused if somebody put one of them to a claim meanwhile."""
    ids = {one.id for one in questions}
    held = list(
        Question.objects.select_for_update().filter(id__in=ids, clarification=None, settled_at=None).order_by("id")
    )
    if len(held) != len(ids):
        refuse(Problem("clarification.put_already", said("Somebody else has just put one of these questions to a "
                       "claim. Look again."), field="questions"))  # fmt: skip
    return held


def _put(questions: Sequence[Question], one: Clarification, *, at: datetime) -> None:
    settled_at = at if one.published_at is not None else None
    ids = [question.id for question in questions]
    Question.objects.filter(id__in=ids).update(clarification=one, settled_at=settled_at)
