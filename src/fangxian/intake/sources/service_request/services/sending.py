"""A request is sorted, sent to whoever acts on it, and linked to another that says the same."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.areas.rules import LENGTHS
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.intake.sources.service_request import queries, rules
from fangxian.intake.sources.service_request.models import ServiceRequest
from fangxian.intake.sources.service_request.rules import stripping

from .photos import forget_photos
from .steps import held, refuse_unless_operator, stepped


@transaction.atomic
def classify(*, request: ServiceRequest, service: str, area_code: str, by: Actor, at: datetime) -> ServiceRequest:
    """Say what kind of request it is and where; its clock is counted from receipt again. Errors: Refused.

    Somebody's origin or health does not come in under another kind: what was asked for as help and is a report is
    stripped now.
    """
    request = held(request)
    refuse_unless_operator(by, request.area_code)
    known = queries.catalogue(request.programme, at=at)
    refuse(_why_not_classify(request, service, area_code, known, by=by, at=at))
    chosen = known.services[service]
    if request.text is not None:
        kept = stripping.strip(request.text, group=chosen.group, words=known.words)
        request.text = kept.text or None
        request.left_out = sorted({*request.left_out, *kept.left_out})
        request.pair_numbers = queries.numbers_of(f"{kept.text} {request.place or ''}", programme_id=by.programme_id)  # type: ignore[arg-type]
        if request.text is None:
            forget_photos(request)
    request.service_code, request.area_code, request.is_urgent = service, area_code, chosen.is_urgent
    request.due_at = queries.due_at(request, known)
    request.classified_at = request.classified_at or at
    request.save()
    return stepped(request, "classified", by=by, at=at, detail={"service": service})


def _why_not_classify(
    request: ServiceRequest, service: str, area_code: str, known: queries.Catalogue, *, by: Actor, at: datetime
) -> Problem | None:
    if request.duplicate_of_id is not None or rules.state_at(request, at) not in (
        rules.RECEIVED, rules.CLASSIFIED, rules.REOPENED,
    ):  # fmt: skip
        return Problem("requests.sorted", said("Somebody was already sent for it, or it is answered."))
    if service not in known.services:
        return Problem("requests.service", said("Choose one of the kinds of request."), field="service", status=422)
    if not request.programme.covers(area_code) or not by.covers(area_code):
        return Problem("requests.area", said("Choose an area of the programme that you answer for."),
                       field="area_code", status=422)  # fmt: skip
    return None


@transaction.atomic
def dispatch(*, request: ServiceRequest, by: Actor, at: datetime) -> ServiceRequest:
    """Send it to whoever answers for the place; a reaction opens the work there. Errors: Refused."""
    request = held(request)
    refuse_unless_operator(by, request.area_code)
    is_placed = len(request.area_code) >= LENGTHS["county"]
    refuse(rules.why_not_dispatch(request, is_placed=is_placed, at=at))
    return send_out(request, by=by, at=at)


def send_out(request: ServiceRequest, *, by: Actor, at: datetime) -> ServiceRequest:
    request.classified_at = request.classified_at or at
    request.dispatched_at = at
    request.save(update_fields=["classified_at", "dispatched_at"])
    followers = ServiceRequest.objects.filter(duplicate_of=request, answered_at=None)
    followers.update(dispatched_at=at)
    return stepped(request, "dispatched", by=by, at=at, count=1 + followers.count())


@transaction.atomic
def note_task(*, request_id: UUID, task_id: UUID, programme_id: UUID) -> None:
    """Remember which work was opened for it."""
    ServiceRequest.objects.filter(id=request_id, programme_id=programme_id, task_id=None).update(task_id=task_id)


@transaction.atomic
def link(*, request: ServiceRequest, to: ServiceRequest, by: Actor, at: datetime) -> ServiceRequest:
    """It says the same as another: that one is worked on, both callers are answered. Errors: Refused."""
    both = {
        one.id: one
        for one in ServiceRequest.objects.select_for_update()
        .filter(id__in=[request.id, to.id], programme_id=by.programme_id)
        .order_by("id")
    }
    request, to = both[request.id], both[to.id]
    for one in (request, to):
        refuse_unless_operator(by, one.area_code)
    refuse(rules.why_not_link(request, to, at=at))
    ServiceRequest.objects.filter(duplicate_of=request).update(
        duplicate_of=to, dispatched_at=to.dispatched_at, on_site_at=to.on_site_at
    )
    request.duplicate_of = to
    request.dispatched_at, request.on_site_at = to.dispatched_at, to.on_site_at
    request.classified_at = request.classified_at or at
    request.save(update_fields=["duplicate_of", "dispatched_at", "on_site_at", "classified_at"])
    return stepped(request, "linked", by=by, at=at, detail={"to": str(to.id)})


@transaction.atomic
def separate(*, request: ServiceRequest, by: Actor, at: datetime) -> ServiceRequest:
    """It was not the same after all: it waits by itself again. Errors: Refused."""
    request = held(request)
    refuse_unless_operator(by, request.area_code)
    if request.duplicate_of_id is None or request.answered_at is not None:
        refuse(Problem("requests.not_linked", said("This request is not linked, or it is answered.")))
    request.duplicate_of = request.dispatched_at = request.on_site_at = request.same_index = None
    request.save(update_fields=["duplicate_of", "dispatched_at", "on_site_at", "same_index"])
    return stepped(request, "separated", by=by, at=at)
