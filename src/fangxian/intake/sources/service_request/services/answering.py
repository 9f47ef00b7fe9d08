"""A request is answered, its caller called back; she rates the answer, or has it opened again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import OWN_ROLES, Actor
from fangxian.core.problems.rules import refuse
from fangxian.engine.anonymity import without_identity
from fangxian.intake.sources.service_request import queries, rules
from fangxian.intake.sources.service_request.models import ServiceRequest
from fangxian.intake.sources.service_request.rules import stripping

from .steps import held, refuse_unless_operator, stepped


@transaction.atomic
def note_on_site(*, task_id: UUID, programme_id: UUID, by: Actor, at: datetime) -> None:
    """The field took it on. Another word for work that nobody waits for any more changes nothing."""
    request = queries.request_of_task(task_id, programme_id=programme_id)
    if request is None or rules.why_not_move(held(request), rules.ON_SITE, at=at) is not None:
        return
    ServiceRequest.objects.filter(id=request.id).update(on_site_at=at)
    ServiceRequest.objects.filter(duplicate_of=request, answered_at=None).update(on_site_at=at)
    stepped(request, "on_site", by=by, at=at)


@transaction.atomic
def propose_answer(*, task_id: UUID, programme_id: UUID, outcome: str, words: str, by: Actor, at: datetime) -> None:
    """What the field found, for an operator to make an answer of it; nothing is told to the caller by this."""
    request = queries.request_of_task(task_id, programme_id=programme_id)
    if request is None:
        return
    request = held(request)
    if request.answered_at is not None or request.events.filter(step="proposed", detail__task=str(task_id)).exists():
        return
    request.on_site_at = request.on_site_at or at
    kept = _put_up(request, words, source=rules.FIELD, at=at)
    stepped(request, "proposed", by=by, at=at, note=kept, detail={"task": str(task_id), "outcome": outcome})


@transaction.atomic
def propose_reply(
    *, request_id: UUID, programme_id: UUID, letter_id: UUID, round_: int, words: str, by: Actor, at: datetime
) -> None:
    """What a department replied to a letter that was begun from this request, for an operator as above.

    round_  how often the letter had been opened again: a department may reply anew
    """
    found = queries.request_with_id(request_id, programme_id=programme_id)
    if found is None:
        return
    request = held(queries.lead_of(found))
    said_of = {"letter": str(letter_id), "round": round_}
    if request.answered_at is not None or request.events.filter(step="replied", detail__contains=said_of).exists():
        return
    kept = _put_up(request, words, source=rules.DEPARTMENT, at=at)
    stepped(request, "replied", by=by, at=at, note=kept, detail=said_of)


def _put_up(request: ServiceRequest, words: str, *, source: str, at: datetime) -> str:
    """Put words up as an answer, without what tells of a person; what was put up before stays above them."""
    known = queries.catalogue(request.programme, at=at)
    service = known.services.get(request.service_code)
    kept = stripping.strip(words, group=service.group if service else "report", words=known.words)
    text = without_identity(kept.text).text
    parts = dict.fromkeys(part for part in (request.proposed, text) if part)
    request.proposed = "\n".join(parts)[: rules.LONGEST_ANSWER] or None
    request.proposed_at, request.proposed_from = at, source
    request.save(update_fields=["on_site_at", "proposed", "proposed_at", "proposed_from"])
    return text


@transaction.atomic
def answer(*, request: ServiceRequest, answer: str, by: Actor, at: datetime) -> ServiceRequest:
    """Answer it, and with it everybody who said the same. Errors: Refused."""
    request = held(request)
    refuse_unless_operator(by, request.area_code)
    refuse(rules.why_not_answer(request, answer=answer, at=at))
    closes_at = at + queries.catalogue(request.programme, at=at).closes_within
    request.answered_at, request.answer = at, answer.strip()
    request.closes_at = None if request.wants_callback else closes_at
    request.save(update_fields=["answered_at", "answer", "closes_at"])
    followers = ServiceRequest.objects.filter(duplicate_of=request, answered_at=None)
    called = followers.filter(wants_callback=True).update(answered_at=at)
    read = followers.filter(wants_callback=False).update(answered_at=at, closes_at=closes_at)
    return stepped(request, "answered", by=by, at=at, count=1 + called + read)


@transaction.atomic
def call_back(
    *, request: ServiceRequest, is_reached: bool, satisfaction: int | None = None, by: Actor, at: datetime
) -> ServiceRequest:
    """Tell the caller the answer by phone; what she thinks of it, if she says. Errors: Refused."""
    request = held(request)
    refuse_unless_operator(by, request.area_code)
    refuse(rules.why_not_call_back(request, at=at))
    if not is_reached:
        return stepped(request, "not_reached", by=by, at=at)
    request.called_back_at = at
    request.closes_at = at + queries.catalogue(request.programme, at=at).closes_within
    request.save(update_fields=["called_back_at", "closes_at"])
    stepped(request, "called_back", by=by, at=at)
    return request if satisfaction is None else _rated(request, satisfaction, by=by, at=at)


@transaction.atomic
def rate(*, request: ServiceRequest, satisfaction: int, by: Actor, at: datetime) -> ServiceRequest:
    """The caller rates the answer under her code. Errors: Refused."""
    return _rated(held(request), satisfaction, by=by, at=at)


def _rated(request: ServiceRequest, satisfaction: int, *, by: Actor, at: datetime) -> ServiceRequest:
    refuse(rules.why_not_rate(request, satisfaction=satisfaction))
    request.satisfaction, request.rated_at = satisfaction, at
    request.save(update_fields=["satisfaction", "rated_at"])
    return stepped(request, "rated", by=by, at=at, detail={"satisfaction": satisfaction})


@transaction.atomic
def close(*, request: ServiceRequest, by: Actor, at: datetime) -> ServiceRequest:
    """Close it before it closes by itself. Errors: Refused."""
    request = held(request)
    refuse_unless_operator(by, request.area_code)
    refuse(rules.why_not_move(request, rules.CLOSED, at=at))
    request.closed_at = at
    request.save(update_fields=["closed_at"])
    return stepped(request, "closed", by=by, at=at)


@transaction.atomic
def reopen(*, request: ServiceRequest, reason: str, by: Actor, at: datetime) -> ServiceRequest:
    """It is not settled: by the caller under her code, or by an operator whom she told. Errors: Refused.

    It waits by itself again, with a new clock and new work; what was answered before stays in its history.
    """
    request = held(request)
    if by.role not in OWN_ROLES:
        refuse_unless_operator(by, request.area_code)
    refuse(rules.why_not_reopen(request, reason=reason, at=at))
    old = queries.lead_of(request).answer or ""
    known = queries.catalogue(request.programme, at=at)
    request.reopened_at, request.reopen_count = at, request.reopen_count + 1
    request.due_at = at + known.due_within(request.service_code)
    for name in ("duplicate_of", "dispatched_at", "task_id", "on_site_at", "proposed", "proposed_at", "answered_at",
                 "answer", "called_back_at", "satisfaction", "rated_at", "closes_at", "closed_at",
                 "same_index"):  # fmt: skip
        setattr(request, name, None)
    request.classified_at, request.proposed_from = request.classified_at or at, ""
    request.save()
    service = known.services.get(request.service_code)
    told = stripping.strip(reason, group=service.group if service else "report", words=known.words)
    return stepped(request, "reopened", by=by, at=at, note=f"{told.text}\n— {old}")
