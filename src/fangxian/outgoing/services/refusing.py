"""What others ask for outside the purpose is written down and refused in one step (INV-25)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fangxian.core.actors.rules import Actor, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.core.programmes.models import Programme
from fangxian.outgoing import queries, rules
from fangxian.outgoing.models import OutsideRequest


@transaction.atomic
def register_outside_request(
    *,
    programme: Programme,
    asker: str,
    asker_body: str,
    channel: str,
    wanted: str,
    received_at: datetime,
    reference: str = "",
    by: Actor,
    at: datetime,
) -> OutsideRequest:
    """Write a request down. It is refused as it is written: no step follows that could grant it."""
    refuse(why_not_use("outgoing.register", by=by))
    known = asker in rules.ASKERS and wanted in rules.WANTED and channel in rules.CHANNELS
    if not known:
        refuse(Problem("outgoing.unknown_word", said("Choose who asks, how, and for what from the lists."), status=422))
    if received_at > at:
        refuse(Problem("outgoing.in_the_future", said("It cannot have come in the future."), field="received_at"))
    Programme.objects.select_for_update().get(id=programme.id)  # numbers are given one after the other
    request = OutsideRequest.objects.create(
        programme=programme,
        number=queries.next_number(OutsideRequest, programme.id),
        received_at=received_at,
        asker=asker,
        asker_body=asker_body,
        channel=channel,
        wanted=wanted,
        reference=reference or None,
        registered_at=at,
        registered_by_id=by.post_id,
        refused_at=at,
    )
    detail = {"asker": asker, "wanted": wanted}
    audit.record("outgoing.outside_request_received", on=request, by=by, at=at, detail=detail)
    audit.record("outgoing.outside_request_refused", on=request, by=by, at=at, detail=detail)
    return request
