"""One step of a request with its line of history and its audit event."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fangxian.core.actors.rules import OWN_ROLES, Actor, Role, why_not_use
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import refuse
from fangxian.intake.sources.service_request import rules
from fangxian.intake.sources.service_request.models import ServiceRequest, ServiceRequestEvent


def refuse_unless_operator(by: Actor, area_code: str) -> None:
    """Errors: Refused. The system acts for what the field reported."""
    if by.role != Role.SYSTEM:
        refuse(why_not_use(rules.POWER, by=by, area_code=area_code))


def held(request: ServiceRequest) -> ServiceRequest:
    """The request as it stands, held until this transaction ends."""
    return ServiceRequest.objects.select_for_update().get(id=request.id, programme_id=request.programme_id)


def stepped(
    request: ServiceRequest, step: str, *, by: Actor, at: datetime, note: str = "",
    detail: dict[str, Any] | None = None, count: int = 1,
) -> ServiceRequest:  # fmt: skip
    """Write the step down. `count`: of how many callers it speaks, the linked ones too."""
    ServiceRequestEvent.objects.create(
        programme_id=request.programme_id, request=request, at=at, step=step,
        post_id=None if by.role in OWN_ROLES else by.post_id, role=by.role, note=note.strip() or None,
        detail=detail or {},
    )  # fmt: skip
    audit.record(
        f"intake.request_{step}", on=request, area_code=request.area_code, by=by, at=at, count=count,
        detail=detail or {},
    )  # fmt: skip
    return request
