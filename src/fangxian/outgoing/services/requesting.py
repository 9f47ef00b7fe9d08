"""Asking for a hand-over package."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import refuse
from fangxian.core.programmes.models import Programme
from fangxian.core.programmes.rules import why_not_collect
from fangxian.outgoing import queries, rules
from fangxian.outgoing.models import Package


@transaction.atomic
def request_package(
    *,
    programme: Programme,
    purpose: str,
    area_code: str,
    about_id: UUID | None = None,
    columns: Sequence[str],
    reason: str,
    recipient_body: str,
    recipient_name: str,
    recipient_key: str,
    days: int,
    by: Actor,
    at: datetime,
) -> Package:
    """Ask that a list leaves; nothing is made before a second person of another body approves it."""
    Programme.objects.select_for_update().get(id=programme.id)  # numbers are given one after the other
    refuse(why_not_collect(stood_down_at=programme.stood_down_at, at=at))
    is_known = purpose in rules.PURPOSES and by.covers(area_code)
    count = queries.count_meant(purpose, area_code, about_id=about_id, by=by, at=at) if is_known else 0
    refuse(
        rules.why_not_request(
            purpose=purpose, columns=columns, area_code=area_code, days=days, recipient_key=recipient_key,
            count=count, by=by,
        )
    )  # fmt: skip
    package = Package.objects.create(
        programme=programme,
        number=queries.next_number(Package, programme.id),
        purpose=purpose,
        area_code=area_code,
        about_id=about_id,
        columns=[column for column in rules.PURPOSES[purpose].columns if column in columns],
        reason=reason,
        recipient_body=recipient_body,
        recipient_name=recipient_name,
        recipient_key=recipient_key,
        use_until=at + timedelta(days=days),
        counted=count,
        requested_at=at,
        requested_by_id=by.post_id,
    )
    detail = {"purpose": purpose, "columns": package.columns, "counted": count, "number": package.number}
    audit.record("outgoing.package_requested", on=package, by=by, at=at, detail=detail)
    return package
