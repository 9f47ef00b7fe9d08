"""A request is taken down: stripped of what may not be kept, put on the clock, linked to what says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from fangxian.core.actors.rules import OWN_ROLES, Actor
from fangxian.core.areas.rules import LENGTHS
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import why_not_collect
from fangxian.engine.pictures import Picture
from fangxian.intake.sources.service_request import queries, rules
from fangxian.intake.sources.service_request.models import OtherDesk, ServiceRequest
from fangxian.intake.sources.service_request.rules import codes, stripping

from .photos import keep_photos
from .sending import send_out
from .steps import refuse_unless_operator, stepped


@dataclass(frozen=True)
class Told:
    """What a caller says. `service` "": not sorted yet. `area_code` "": the place is not known."""

    text: str
    service: str = ""
    area_code: str = ""
    place: str = ""
    contact: str = ""
    wants_callback: bool = False


@dataclass(frozen=True)
class SentBy:
    """Through which other desk it came, and its number there, if that desk gave it one.

    taken_at   when that desk took it, if it comes later than that; calls_urgent: what it says of its urgency
    """

    desk: OtherDesk
    number: str = ""
    taken_at: datetime | None = None
    calls_urgent: bool = False


@dataclass(frozen=True)
class Received:
    """The request, the code for its caller (once; "" if this form came before), what was left out of the text."""

    request: ServiceRequest
    code: str
    left_out: tuple[str, ...] = ()


@transaction.atomic
def receive(
    *, told: Told, channel: str, client_id: UUID, programme: Programme, by: Actor, at: datetime,
    send: bool = False, sent_by: SentBy | None = None, photos: Sequence[Picture] = (),
) -> Received:  # fmt: skip
    """Take a request down, once for each `client_id` and each number of another desk.

    A caller needs no name, no number and no account.

    send    somebody is sent at once, if the place is known; urgent help always is
    photos  of the place, written anew (services.written_anew); not kept if nothing of the words may be
    What tells of somebody's origin or health is left out before anything is kept; if nothing is left, advice is the
    answer. A request that says the same as a waiting one is linked to it: one task, and all callers are answered.
    Errors: Refused.
    """
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    known = queries.catalogue(programme, at=at)
    outside = bool(told.area_code) and not programme.covers(told.area_code)
    refuse(
        rules.why_not_receive(
            text=told.text, place=told.place, contact=told.contact, service=told.service, services=known.services,
            is_outside=outside, wants_callback=told.wants_callback,
        )
    )  # fmt: skip
    area_code = told.area_code or (by.area_code if by.role not in OWN_ROLES else "") or desk_of(programme)
    if by.role not in OWN_ROLES:
        refuse_unless_operator(by, area_code)
    before = queries.received_before(client_id, sent_by, programme_id=programme.id)
    if before is not None:
        return Received(before, "", tuple(before.left_out))
    code = codes.new_code()
    request, left_out = _row(told, channel, client_id, known, programme, area_code, code=code, by=by, at=at)
    if sent_by is not None:
        _note_desk(request, sent_by, known)
    _keep(request)
    kept_photos = photos if request.text is not None else ()
    keep_photos(request, kept_photos, at=at)
    detail = {"channel": channel, "service": told.service, "left_out": list(left_out), "photos": len(kept_photos)}
    stepped(request, "received", by=by, at=at, detail=detail)
    if request.duplicate_of_id is not None:
        stepped(request, "linked", by=by, at=at, detail={"to": str(request.duplicate_of_id)})
    elif request.text is None:
        _advise(request, known, by=by, at=at)
    elif _goes_out(request, known, asked=send and by.role not in OWN_ROLES) and is_placed(request):
        send_out(request, by=by, at=at)
    return Received(request, code, left_out)


def _note_desk(request: ServiceRequest, sent_by: SentBy, known: queries.Catalogue) -> None:
    """From which desk it came, under which number, and since when its caller waits."""
    request.desk, request.taken_at = sent_by.desk, sent_by.taken_at
    request.desk_index = queries.desk_index(sent_by, programme_id=request.programme_id)
    if sent_by.calls_urgent and not request.service_code:
        request.is_urgent = True
    request.due_at = queries.due_at(request, known)


def _goes_out(request: ServiceRequest, known: queries.Catalogue, *, asked: bool) -> bool:
    """Somebody is sent if it is asked for and it is known for what; urgent help always goes out."""
    service = known.services.get(request.service_code)
    return (asked and (service is not None or request.channel != rules.IMPORTED)) or bool(service and service.is_urgent)


def desk_of(programme: Programme) -> str:
    """The city, for calls of which nobody knows from where."""
    return programme.area_codes[0][: LENGTHS["city"]]


def is_placed(request: ServiceRequest) -> bool:
    """Whether at least the county is known."""
    return len(request.area_code) >= LENGTHS["county"]


def _row(
    told: Told, channel: str, client_id: UUID, known: queries.Catalogue, programme: Programme, area_code: str, *,
    code: str, by: Actor, at: datetime,
) -> tuple[ServiceRequest, tuple[str, ...]]:  # fmt: skip
    service = known.services.get(told.service)
    group = service.group if service else "report"  # not sorted: as careful as with a report
    kept = stripping.strip(told.text, group=group, words=known.words)
    place = stripping.strip(told.place, group=group, words=known.words) if group != rules.HELP else None
    where = told.place.strip() if place is None else place.text
    left_out = tuple(sorted({*kept.left_out, *(place.left_out if place else ())}))
    said = f"{kept.text} {where}"
    is_urgent = bool(service and service.is_urgent)
    # urgent help without a place is two people who may both be in need: a person links them, no machine
    may_be_same = bool(kept.text) and bool(service) and (bool(where) or not is_urgent)
    same = queries.same_index(
        service=told.service, area_code=area_code, place=where, text=kept.text, programme_id=programme.id
    )
    return ServiceRequest(
        programme=programme, client_id=client_id, channel=channel, service_code=told.service, is_urgent=is_urgent,
        area_code=area_code, place=where or None, text=kept.text or None, left_out=list(left_out),
        contact=told.contact.strip() or None, wants_callback=told.wants_callback,
        pair_numbers=queries.numbers_of(said, programme_id=programme.id) if kept.text else [],
        same_index=same if may_be_same else None,
        code_index=queries.code_index(code, programme_id=programme.id), clock_pack_id=known.clock_pack.id,
        clock_pack_sha256=known.clock_pack.sha256, due_at=at + known.due_within(told.service), received_at=at,
        received_by_id=None if by.role in OWN_ROLES else by.post_id,
        classified_at=at if (service and by.role not in OWN_ROLES) or is_urgent else None,
    ), left_out  # fmt: skip


def _keep(request: ServiceRequest) -> None:
    """Write it; if another one that says the same waits already, linked to that one."""
    if request.same_index is not None and (first := _first_of(request)) is not None:
        request.duplicate_of = first
        request.dispatched_at, request.on_site_at = first.dispatched_at, first.on_site_at
        request.classified_at = request.classified_at or first.classified_at
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError:
        first = _first_of(request)
        if request.duplicate_of_id is not None or first is None:
            raise
        request.duplicate_of = first
        request.save(force_insert=True)


def _first_of(request: ServiceRequest) -> ServiceRequest | None:
    """The waiting request that stands for all that say the same; held, so that it is not answered meanwhile."""
    return (
        ServiceRequest.objects.select_for_update()
        .filter(
            programme_id=request.programme_id, same_index=request.same_index, answered_at=None, duplicate_of=None
        )
        .first()
    )  # fmt: skip


def _advise(request: ServiceRequest, known: queries.Catalogue, *, by: Actor, at: datetime) -> None:
    """Nothing of it may be kept: the advice of the edition is the answer, in both languages."""
    request.classified_at, request.answered_at = request.classified_at or at, at
    request.answer = "{zh}\n{en}".format(**known.words["advice"])
    request.closes_at = at + known.closes_within
    request.wants_callback = False
    request.save()
    stepped(request, "answered", by=by, at=at, detail={"is_advice": True})
