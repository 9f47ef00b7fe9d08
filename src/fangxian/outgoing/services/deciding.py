"""The second person approves or declines; anybody concerned revokes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fangxian.core.actors.rules import Actor
from fangxian.core.audit import services as audit
from fangxian.core.problems.rules import Problem, refuse, said
from fangxian.outgoing import queries, rules
from fangxian.outgoing.models import Package


@transaction.atomic
def approve_package(*, package: Package, by: Actor, at: datetime) -> Package:
    """Let the list be made and handed over once."""
    package = locked(package)
    refuse(why_not_decide(package, by=by, at=at))
    package.approved_at, package.decided_by_id = at, by.post_id
    package.save(update_fields=["approved_at", "decided_by"])
    audit.record("outgoing.package_approved", on=package, by=by, at=at, detail={"counted": package.counted})
    return package


@transaction.atomic
def decline_package(*, package: Package, reason: str, by: Actor, at: datetime) -> Package:
    """Say why the list does not leave."""
    package = locked(package)
    refuse(why_not_decide(package, by=by, at=at))
    refuse(_why_not_reason(reason, rules.DECLINE_REASONS))
    package.declined_at, package.decided_by_id, package.decline_reason = at, by.post_id, reason
    package.save(update_fields=["declined_at", "decided_by", "decline_reason"])
    audit.record("outgoing.package_declined", on=package, by=by, at=at, detail={"reason": reason})
    return package


@transaction.atomic
def revoke_package(*, package: Package, reason: str, by: Actor, at: datetime) -> Package:
    """Take a package back: its file is deleted here; a recipient who has it must be told to destroy it."""
    package = locked(package)
    refuse(why_not_revoke(package, by=by, at=at))
    refuse(_why_not_reason(reason, rules.REVOKE_REASONS))
    package.revoked_at, package.revoked_by_id, package.revoke_reason, package.sealed = at, by.post_id, reason, None
    package.save(update_fields=["revoked_at", "revoked_by", "revoke_reason", "sealed"])
    detail = {"reason": reason, "had_left": package.handed_over_at is not None}
    audit.record("outgoing.package_revoked", on=package, by=by, at=at, detail=detail)
    return package


def why_not_decide(package: Package, *, by: Actor, at: datetime) -> Problem | None:
    first = package.requested_by
    return rules.why_not_decide(
        state=queries.state_of(package, at=at),
        area_code=package.area_code,
        first_user_id=first.user_id,
        first_body_id=first.unit.body_id,
        by=by,
    )


def why_not_revoke(package: Package, *, by: Actor, at: datetime) -> Problem | None:
    return rules.why_not_revoke(state=queries.state_of(package, at=at), area_code=package.area_code, by=by)


def locked(package: Package) -> Package:
    rows = Package.objects.select_for_update(of=("self",)).select_related("requested_by__unit", "programme")
    return rows.get(id=package.id)


def _why_not_reason(reason: str, known: dict[str, str]) -> Problem | None:
    if reason in known:
        return None
    return Problem("outgoing.needs_a_reason", said("Say why."), field="reason", status=422)
